import { useRef, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";

import { classes } from "../../lib/text";
import type { ColumnsModel } from "./columns";
import css from "./DataGrid.module.css";
import { isSelected, type SelectionModel } from "./selection";

type Props<Row> = {
  columns: ColumnsModel<Row>;
  sort: string;
  onSort: (name: string) => void;
  selection?: SelectionModel | undefined;
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  activeCol: number | null;
  withMenu: boolean;
};

/** Titles, sort marks, the box that selects all loaded rows, and the grips that resize. */
export function GridHeader<Row>(props: Props<Row>) {
  const { columns, sort, selection, rows, rowKey } = props;
  const { t } = useTranslation();
  const chosen = selection
    ? rows.filter((row) => isSelected(selection.selection, rowKey(row))).length
    : 0;
  const every = rows.length > 0 && chosen === rows.length;
  return (
    <div className={css["headGroup"]} role="rowgroup">
      <div
        className={css["header"]}
        role="row"
        aria-rowindex={1}
        style={{ gridTemplateColumns: columns.template, minWidth: columns.minWidth }}
      >
        {selection && (
          <div
            className={classes(css["headCell"], css["check"], css["pinned"])}
            role="columnheader"
            style={{ left: 0 }}
          >
            <input
              type="checkbox"
              aria-label={t("grid.selectAllLoaded")}
              checked={every}
              ref={(box) => {
                if (box) box.indeterminate = chosen > 0 && !every;
              }}
              onChange={() =>
                chosen > 0 ? selection.clear() : selection.setMany(rows.map(rowKey), true)
              }
            />
          </div>
        )}
        {columns.visible.map((column, at) => {
          const sorted = column.sort !== undefined && sort.replace(/^-/, "") === column.sort;
          const descending = sorted && sort.startsWith("-");
          const left = columns.offsets.get(column.id);
          return (
            <div
              key={column.id}
              className={classes(
                css["headCell"],
                column.sort && css["sortable"],
                column.align && css["end"],
                left !== undefined && css["pinned"],
              )}
              role="columnheader"
              aria-sort={sorted ? (descending ? "descending" : "ascending") : undefined}
              aria-label={column.label}
              tabIndex={props.activeCol === at ? 0 : -1}
              data-cell={`-1:${at}`}
              style={left === undefined ? undefined : { left }}
              onClick={() => column.sort && props.onSort(column.sort)}
            >
              <span>{column.title}</span>
              {sorted && (
                <span className={css["arrow"]} aria-hidden>
                  {descending ? "▾" : "▴"}
                </span>
              )}
              <Grip onResize={(width) => columns.resize(column.id, width)} />
            </div>
          );
        })}
        {!columns.visible.some((column) => column.flex) && <div className={css["headCell"]} />}
        {props.withMenu && (
          <div
            className={classes(css["headCell"], css["menuCell"])}
            role="columnheader"
            aria-label={t("grid.rowMenu")}
          />
        )}
      </div>
    </div>
  );
}

type GripProps = { onResize: (width: number) => void };

/** The edge of a title that is dragged; a pointer convenience, widths are also in the chooser. */
function Grip({ onResize }: GripProps) {
  const start = useRef<{ x: number; width: number } | null>(null);

  function onPointerDown(event: PointerEvent<HTMLSpanElement>): void {
    event.preventDefault();
    event.stopPropagation();
    const cell = event.currentTarget.parentElement;
    if (!cell) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, width: cell.getBoundingClientRect().width };
  }

  return (
    <span
      className={css["grip"]}
      aria-hidden
      onClick={(event) => event.stopPropagation()}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => {
        if (start.current) onResize(start.current.width + event.clientX - start.current.x);
      }}
      onPointerUp={() => {
        start.current = null;
      }}
      onPointerCancel={() => {
        start.current = null;
      }}
    />
  );
}
