import { memo, type ReactNode } from "react";

import { classes } from "../../lib/text";
import type { ColumnsModel } from "./columns";
import css from "./DataGrid.module.css";
import { useFresh } from "./use-fresh";

type Props<Row> = {
  index: number;
  top: number;
  columns: ColumnsModel<Row>;
  /** Undefined while the row is not loaded. */
  row: Row | undefined;
  rowId?: string | undefined;
  /** Rows are selected here; this one can be if it says whether it is. */
  withCheck: boolean;
  selected?: boolean | undefined;
  open?: boolean;
  activeCol?: number | null;
  withMenu?: boolean;
  menuLabel?: string;
  selectLabel?: string;
};

function Row<RowData>(props: Props<RowData>): ReactNode {
  const { columns, row, index } = props;
  const fresh = useFresh(props.rowId, row, columns.visible);
  return (
    <div
      className={classes(css["row"], row === undefined && css["waiting"])}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={props.selected}
      data-row={index}
      data-open={props.open}
      data-testid={props.rowId === undefined ? undefined : `row-${props.rowId}`}
      style={{
        gridTemplateColumns: columns.template,
        minWidth: columns.minWidth,
        transform: `translateY(${props.top}px)`,
      }}
    >
      {props.selected !== undefined ? (
        <div
          className={classes(css["cell"], css["check"], css["pinned"])}
          role="gridcell"
          style={{ left: 0 }}
          data-action="select"
        >
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={props.selectLabel}
            checked={props.selected}
            readOnly
          />
        </div>
      ) : (
        props.withCheck && (
          <div
            className={classes(css["cell"], css["pinned"])}
            role="gridcell"
            style={{ left: 0 }}
          />
        )
      )}
      {columns.visible.map((column, at) => {
        const left = columns.offsets.get(column.id);
        return (
          <div
            key={column.id}
            className={classes(
              css["cell"],
              column.align && css["end"],
              left !== undefined && css["pinned"],
              // The other one begins anew.
              fresh.has(column.id) && css[(fresh.get(column.id) ?? 0) % 2 ? "fresh" : "fresher"],
            )}
            role="gridcell"
            aria-colindex={at + 1}
            tabIndex={props.activeCol === at ? 0 : -1}
            data-cell={`${index}:${at}`}
            style={left === undefined ? undefined : { left }}
          >
            {row === undefined ? (
              <span className={css["skeleton"]} />
            ) : (
              shortened(column.render(row))
            )}
          </div>
        );
      })}
      {!columns.visible.some((column) => column.flex) && (
        <div className={css["cell"]} role="gridcell" />
      )}
      {props.withMenu && (
        <div className={classes(css["cell"], css["menuCell"])} role="gridcell">
          <button
            type="button"
            className={css["menuButton"]}
            tabIndex={-1}
            data-action="menu"
            aria-label={props.menuLabel}
            aria-haspopup="menu"
          >
            ⋯
          </button>
        </div>
      )}
    </div>
  );
}

/** Text too long for its cell ends in an ellipsis, which only an element can have. */
const shortened = (content: ReactNode) =>
  typeof content === "string" ? <span>{content}</span> : content;

/** A row that is only drawn again when something in it changed. */
export const GridRow = memo(Row) as typeof Row;
