// What keys do in a grid.

import type { KeyboardEvent } from "react";

import { isComposing } from "../../lib/ime";
import { platform } from "../../platform";
import { allowed } from "../actions/allowed";
import type { ColumnsModel } from "./columns";
import { nextSort } from "./sort";
import type { GridProps } from "./types";
import type { ActiveCell, Cell } from "./use-active-cell";
import type { Picks } from "./use-picks";

export type KeyTarget<Row> = ActiveCell &
  Pick<GridProps<Row>, "state" | "onOpen"> & {
    rowMenu: GridProps<Row>["rowMenu"];
    rows: readonly Row[];
    /** How many there are, also beyond those that are loaded. */
    count: number;
    /** Pixels. */
    rowHeight: number;
    columns: ColumnsModel<Row>;
    picks: Picks<Row> | undefined;
    viewport: HTMLElement | null;
    openMenu: (row: Row, x: number, y: number) => void;
  };

/** Does what a key says, if it says something here. */
export function onGridKey<Row>(event: KeyboardEvent, grid: KeyTarget<Row>): void {
  if (isComposing(event.nativeEvent)) return;
  const row = grid.rows[grid.active.row];
  const done =
    (grid.active.row < 0
      ? onHeaderKey(event, grid)
      : row !== undefined && onRowKey(event, grid, row)) || onMoveKey(event, grid);
  if (done) event.preventDefault();
}

function onHeaderKey<Row>(event: KeyboardEvent, grid: KeyTarget<Row>): boolean {
  const { active, columns, state, goTo } = grid;
  const column = columns.visible[active.col];
  if (event.key === "Enter" && column?.sort) state.setSort(nextSort(state.sort, column.sort));
  else if (event.key === "ArrowDown") goTo(0, active.col);
  else return false;
  return true;
}

function onRowKey<Row>(event: KeyboardEvent, grid: KeyTarget<Row>, row: Row): boolean {
  const { active, picks, viewport } = grid;
  const main = event.ctrlKey || event.metaKey;
  if (event.key === "Enter") {
    const cell = `[data-cell="${active.row}:${active.col}"] [data-action]`;
    const control = viewport?.querySelector<HTMLElement>(cell);
    if (control) control.click();
    else grid.onOpen(row);
  } else if (event.key === " " && picks) {
    picks.pick(row, active.row, event.shiftKey);
  } else if (main && event.key.toLowerCase() === "a" && picks) {
    picks.pickAll();
  } else if (main && event.key.toLowerCase() === "c") {
    if (window.getSelection()?.isCollapsed === false) return false;
    void platform.copyText(event.shiftKey ? pickedText(grid) : cellText(grid, row));
  } else if (event.key === "ContextMenu" || (event.shiftKey && event.key === "F10")) {
    const box = (event.target as HTMLElement).getBoundingClientRect();
    grid.openMenu(row, box.left + 16, box.bottom);
  } else if (event.key === "Delete") return removeRow(grid, row);
  else return false;
  return true;
}

function cellText<Row>({ active, columns }: KeyTarget<Row>, row: Row): string {
  return columns.visible[active.col]?.text(row) ?? "";
}

/** The selected rows under their titles, with tabs between the cells. */
function pickedText<Row>({ rows, columns, picks }: KeyTarget<Row>): string {
  const lines = [
    columns.visible.map((column) => column.label ?? column.title),
    ...rows
      .filter((row) => picks?.isPicked(row))
      .map((row) => columns.visible.map((column) => column.text(row))),
  ];
  return lines.map((line) => line.join("\t")).join("\n");
}

/** What the row's menu would do: what is off there is off here, too. */
function removeRow<Row>({ rowMenu }: KeyTarget<Row>, row: Row): boolean {
  const entry = rowMenu?.(row).find((one) => one !== "divider" && one.key === "delete");
  if (entry === undefined || entry === "divider" || "children" in entry) return false;
  if (!entry.disabled && allowed()) entry.onSelect();
  return true;
}

function onMoveKey<Row>(event: KeyboardEvent, grid: KeyTarget<Row>): boolean {
  const { active, rows, count, rowHeight, picks, viewport } = grid;
  const page = Math.max(1, Math.floor((viewport?.clientHeight ?? 0) / rowHeight) - 2);
  const steps: Record<string, Cell> = {
    ArrowUp: { row: active.row - 1, col: active.col },
    ArrowDown: { row: active.row + 1, col: active.col },
    ArrowLeft: { row: active.row, col: active.col - 1 },
    ArrowRight: { row: active.row, col: active.col + 1 },
    PageUp: { row: Math.max(0, active.row - page), col: active.col },
    PageDown: { row: active.row + page, col: active.col },
    Home: { row: 0, col: active.col },
    End: { row: count - 1, col: active.col },
  };
  const step = steps[event.key];
  if (!step || event.altKey) return false;
  if (event.shiftKey && picks && /Up|Down/.test(event.key)) {
    picks.extend(rows[active.row], step.row);
  }
  grid.goTo(step.row, step.col);
  return true;
}
