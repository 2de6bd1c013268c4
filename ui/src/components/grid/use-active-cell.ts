import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from "react";

/** Row −1 is the header. */
export type Cell = { row: number; col: number };

export type ActiveCell = {
  active: Cell;
  setActive: (cell: Cell) => void;
  /** Moves to a cell, or as near as there is one; it is brought into view and takes the focus. */
  goTo: (row: number, col: number) => void;
};

/** The cell that the keys move. */
export function useActiveCell(
  viewport: RefObject<HTMLElement | null>,
  { rows, cols }: { rows: number; cols: number },
  scrollTo: (row: number) => void,
): ActiveCell {
  const [active, setActive] = useState<Cell>({ row: 0, col: 0 });
  const wantsFocus = useRef(false);

  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    const cell = viewport.current?.querySelector<HTMLElement>(
      `[data-cell="${active.row}:${active.col}"]`,
    );
    if (!cell) return;
    wantsFocus.current = false;
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  const goTo = useCallback(
    (row: number, col: number) => {
      const next = {
        row: Math.max(-1, Math.min(rows - 1, row)),
        col: Math.max(0, Math.min(cols - 1, col)),
      };
      wantsFocus.current = true;
      setActive(next);
      if (next.row >= 0) scrollTo(next.row);
    },
    [rows, cols, scrollTo],
  );
  return { active, setActive, goTo };
}
