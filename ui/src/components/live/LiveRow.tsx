import { memo, type ReactNode } from "react";

import { classes } from "../../lib/text";
import type { Column } from "../grid/types";
import css from "./LiveList.module.css";

/** Height of a row, in pixels. */
export const ROW = 28;

type Props<Row> = {
  rowKey: string;
  row: Row;
  columns: readonly Column<Row>[];
  /** Pixels from where the strip begins. */
  top: number;
  template: string;
  minWidth: number;
  isBad: boolean;
  isSelected: boolean;
  tabIndex: number;
};

function PlainRow<Row>(props: Props<Row>) {
  const { rowKey, row, columns, top, template, minWidth } = props;
  return (
    <div
      className={classes(css["row"], props.isBad && css["bad"])}
      role="row"
      aria-selected={props.isSelected}
      tabIndex={props.tabIndex}
      data-key={rowKey}
      data-testid={`row-${rowKey}`}
      style={{ transform: `translateY(${top}px)`, gridTemplateColumns: template, minWidth }}
    >
      <Cells row={row} columns={columns} />
    </div>
  );
}

/** A new row moves the strip all are in: the others are not drawn again while they stay in it. */
export const LiveRow = memo(PlainRow) as typeof PlainRow;

type CellsProps<Row> = { row: Row; columns: readonly Column<Row>[] };

function PlainCells<Row>({ row, columns }: CellsProps<Row>): ReactNode {
  return columns.map((column) => (
    <div
      key={column.id}
      role="gridcell"
      className={classes(css["cell"], column.align && css["end"])}
    >
      {column.render(row)}
    </div>
  ));
}

/** A row that moves, or is selected, keeps its cells as they are. */
const Cells = memo(PlainCells) as typeof PlainCells;
