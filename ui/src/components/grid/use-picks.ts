import { useRef } from "react";

import type { ListSource } from "../../api/list";
import { isSelected, selectionSize, type SelectionModel } from "./selection";
import type { GridProps } from "./types";

/** Selecting rows of a grid, by mouse and by keys. */
export type Picks<Row> = {
  model: SelectionModel;
  isPicked: (row: Row) => boolean;
  /** Takes one row more or less, or all from the last one that was taken to this. */
  pick: (row: Row, at: number, range: boolean) => void;
  /** Takes all from the last one that was taken, or else from `from`, to a place. */
  extend: (from: Row | undefined, to: number) => void;
  pickAll: () => void;
};

type Options<Row> = Required<Pick<GridProps<Row>, "rowKey" | "selectable">> & {
  rows: readonly Row[];
  selection: SelectionModel | undefined;
};

export function usePicks<Row>(options: Options<Row>): Picks<Row> | undefined {
  const { rows, rowKey, selectable, selection: model } = options;
  const anchor = useRef<string | null>(null);
  if (!model) return undefined;
  const take = (some: readonly Row[]) => model.setMany(some.filter(selectable).map(rowKey), true);

  function rangeTo(at: number): void {
    const from = rows.findIndex((row) => rowKey(row) === anchor.current);
    const [low, high] = from < 0 ? [at, at] : [Math.min(from, at), Math.max(from, at)];
    take(rows.slice(low, high + 1));
  }
  return {
    model,
    isPicked: (row) => selectable(row) && isSelected(model.selection, rowKey(row)),
    pick(row, at, range) {
      if (range) rangeTo(at);
      else if (selectable(row)) model.toggle(rowKey(row));
      anchor.current = rowKey(row);
    },
    extend(from, to) {
      if (from && anchor.current === null) anchor.current = rowKey(from);
      rangeTo(Math.max(0, Math.min(rows.length - 1, to)));
    },
    pickAll: () => take(rows),
  };
}

/** What the selection means, or everything that matches; loaded as far as needed. */
export async function rowsForFile<Row>(
  { rows, total, hasMore, loadAll }: ListSource<Row>,
  picks: Picks<Row> | undefined,
): Promise<readonly Row[]> {
  const selection = picks?.model.selection;
  const picked = selection && selectionSize(selection, total) > 0 ? picks : undefined;
  const loaded = picked ? rows.filter(picked.isPicked) : hasMore ? null : rows;
  const isAll = !picked || (selection?.kind === "keys" && loaded?.length === selection.keys.size);
  if (loaded && isAll) return loaded;
  const all = (await loadAll?.()) ?? rows;
  return picked ? all.filter(picked.isPicked) : all;
}
