import { useCallback, useState } from "react";

import { importRows, type RowsShown } from "../../api/imports";
import type { ImportPlan } from "../../api/types";

/** Rows of one page when they are looked through. */
const PAGE = 1000;

/** What a person decided about a checked file. */
export type Choices = {
  /** Rows that shall not be imported, and whether each would do anything now. */
  left: ReadonlyMap<number, boolean>;
  allOrNothing: boolean;
  /** Which rows are shown; null as long as nobody chose. */
  show: RowsShown | null;
};

const none: Choices = { left: new Map(), allOrNothing: false, show: null };

export type ChoicesModel = {
  choices: Choices;
  toggle: (row: number) => void;
  setAllOrNothing: (on: boolean) => void;
  setShow: (show: RowsShown) => void;
  /** The rows were checked anew: what the rows that were left out would do is asked again. */
  checked: () => Promise<void>;
};

/** What was decided outlives the steps of the wizard, a corrected cell and another mapping. */
export function useChoices(plan: ImportPlan | null): ChoicesModel {
  const id = plan?.id ?? "";
  const [kept, setKept] = useState({ id, choices: none });
  // Another file, or another sheet of it: other rows.
  const choices = kept.id === id ? kept.choices : none;
  const change = useCallback(
    (make: (now: Choices) => Choices) =>
      setKept((now) => ({ id, choices: make(now.id === id ? now.choices : none) })),
    [id],
  );
  return {
    choices,
    // Only rows that would do something can be ticked.
    toggle: (row) => change((now) => ({ ...now, left: toggled(now.left, row) })),
    setAllOrNothing: (allOrNothing) => change((now) => ({ ...now, allOrNothing })),
    setShow: (show) => change((now) => ({ ...now, show })),
    async checked() {
      if (choices.left.size === 0) return;
      const asked = choices.left;
      const writing = await stillWriting(id, asked);
      change((now) => ({
        ...now,
        left: new Map(
          [...now.left].map(([row, writes]) => [row, asked.has(row) ? writing.has(row) : writes]),
        ),
      }));
    },
  };
}

function toggled(left: Choices["left"], row: number): Choices["left"] {
  const next = new Map(left);
  if (!next.delete(row)) next.set(row, true);
  return next;
}

/** Those of the rows that would be made or changed. */
async function stillWriting(id: string, wanted: Choices["left"]): Promise<Set<number>> {
  const writing = new Set<number>();
  let cursor: string | null = null;
  let missing = wanted.size;
  do {
    const page = await importRows(id, "", cursor, PAGE);
    for (const { row, outcome } of page.items) {
      if (!wanted.has(row)) continue;
      missing -= 1;
      if (outcome === "create" || outcome === "update") writing.add(row);
    }
    cursor = page.next_cursor;
  } while (cursor !== null && missing > 0);
  return writing;
}

/** Rows that would do something and are left out. */
export const leftOut = ({ left }: Choices): number[] =>
  [...left].filter(([, writes]) => writes).map(([row]) => row);
