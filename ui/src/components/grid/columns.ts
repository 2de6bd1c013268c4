import { useMemo } from "react";

import { usePreferences, type ColumnChoice } from "../../state/preferences";
import type { Column } from "./types";

const CHECK_WIDTH = 36;
const MENU_WIDTH = 36;
const NARROWEST = 48;

const NO_CHOICE: ColumnChoice = { order: [], hidden: [], widths: {} };

/** Columns in the user's order and width; new columns appear at their place of birth. */
export function arrange<Row>(columns: readonly Column<Row>[], choice: ColumnChoice): Column<Row>[] {
  const rank = new Map(choice.order.map((id, at) => [id, at]));
  const pinned = columns.filter((column) => column.pinned);
  const rest = columns.filter((column) => !column.pinned);
  const ordered = rest
    .map((column, at) => ({ column, at: rank.get(column.id) ?? at }))
    .sort((first, second) => first.at - second.at)
    .map(({ column }) => column);
  return [...pinned, ...ordered].map((column) => {
    const width = choice.widths[column.id];
    return width === undefined ? column : { ...column, width };
  });
}

export function isHidden<Row>(column: Column<Row>, choice: ColumnChoice): boolean {
  if (column.pinned) return false;
  if (choice.hidden.includes(column.id)) return true;
  return column.shown === false && !choice.hidden.includes(`+${column.id}`);
}

/** Shown and hidden is kept as a difference to the defaults. */
export function withHidden<Row>(
  column: Column<Row>,
  choice: ColumnChoice,
  hide: boolean,
): ColumnChoice {
  const cleared = choice.hidden.filter((id) => id !== column.id && id !== `+${column.id}`);
  const shownByDefault = column.shown !== false;
  if (hide) return { ...choice, hidden: shownByDefault ? [...cleared, column.id] : cleared };
  return { ...choice, hidden: shownByDefault ? cleared : [...cleared, `+${column.id}`] };
}

/** Of what is left of the width, columns that take a share take it by their own widths. */
const trackOf = ({ width, flex }: Pick<Column<never>, "width" | "flex">): string =>
  flex ? `minmax(${width}px, ${width}fr)` : `${width}px`;

export type ColumnsModel<Row> = {
  all: Column<Row>[];
  visible: Column<Row>[];
  /** For `grid-template-columns`. */
  template: string;
  minWidth: number;
  /** Left edge of each pinned column. */
  offsets: Map<string, number>;
  choice: ColumnChoice;
  setChoice: (choice: ColumnChoice) => void;
  resize: (id: string, width: number) => void;
  reset: () => void;
};

export function useColumns<Row>(
  id: string,
  columns: readonly Column<Row>[],
  extras: { check: boolean; menu: boolean },
): ColumnsModel<Row> {
  const choice = usePreferences((all) => all.columns[id]) ?? NO_CHOICE;
  const { check, menu } = extras;
  return useMemo(() => {
    const save = (next: ColumnChoice | null) => {
      const { columns: kept, set } = usePreferences.getState();
      const { [id]: _old, ...others } = kept;
      set({ columns: next ? { ...others, [id]: next } : others });
    };
    const all = arrange(columns, choice);
    const visible = all.filter((column) => !isHidden(column, choice));
    const offsets = new Map<string, number>();
    let left = check ? CHECK_WIDTH : 0;
    for (const column of visible.filter((one) => one.pinned)) {
      offsets.set(column.id, left);
      left += column.width;
    }
    const flexible = visible.some((column) => column.flex);
    const template = [
      ...(check ? [`${CHECK_WIDTH}px`] : []),
      ...visible.map(trackOf),
      ...(flexible ? [] : ["1fr"]),
      ...(menu ? [`${MENU_WIDTH}px`] : []),
    ].join(" ");
    const minWidth =
      visible.reduce((sum, column) => sum + column.width, 0) +
      (check ? CHECK_WIDTH : 0) +
      (menu ? MENU_WIDTH : 0);
    return {
      all,
      visible,
      template,
      minWidth,
      offsets,
      choice,
      setChoice: save,
      resize: (column, width) =>
        save({
          ...choice,
          widths: { ...choice.widths, [column]: Math.max(NARROWEST, Math.round(width)) },
        }),
      reset: () => save(null),
    };
  }, [id, columns, choice, check, menu]);
}
