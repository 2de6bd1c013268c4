import type { VirtualItem } from "@tanstack/react-virtual";
import { useTranslation } from "react-i18next";

import type { ColumnsModel } from "./columns";
import css from "./DataGrid.module.css";
import { GridRow } from "./GridRow";
import type { GridProps } from "./types";
import type { Cell } from "./use-active-cell";
import type { Picks } from "./use-picks";

const SKELETON_ROWS = 14;

type Props<Row> = Required<Pick<GridProps<Row>, "rowKey" | "selectable">> & {
  columns: ColumnsModel<Row>;
  /** The rows that are loaded; none while the first are on their way. */
  rows: readonly Row[] | null;
  items: readonly VirtualItem[];
  /** Pixels. */
  height: number;
  rowHeight: number;
  picks: Picks<Row> | undefined;
  openKey: string | undefined;
  active: Cell;
  withMenu: boolean;
};

/** The rows that are in view. */
export function GridBody<Row>(props: Props<Row>) {
  const { columns, rows, rowHeight, rowKey, picks, active } = props;
  const { t } = useTranslation();
  const withCheck = picks !== undefined;
  return (
    <div
      className={css["body"]}
      role="rowgroup"
      style={{
        height: rows ? props.height : SKELETON_ROWS * rowHeight,
        minWidth: columns.minWidth,
      }}
    >
      {!rows
        ? Array.from({ length: SKELETON_ROWS }, (_, at) => (
            <GridRow
              key={at}
              index={at}
              top={at * rowHeight}
              columns={columns}
              row={undefined}
              withCheck={withCheck}
            />
          ))
        : props.items.map(({ key: itemKey, index, start }) => {
            const row = rows[index];
            const key = row === undefined ? undefined : rowKey(row);
            return (
              <GridRow
                key={itemKey}
                index={index}
                top={start}
                columns={columns}
                row={row}
                rowId={key}
                withCheck={withCheck}
                selected={
                  picks && row !== undefined && props.selectable(row)
                    ? picks.isPicked(row)
                    : undefined
                }
                open={key !== undefined && key === props.openKey}
                activeCol={active.row === index ? active.col : null}
                withMenu={props.withMenu}
                menuLabel={t("grid.rowMenu")}
                selectLabel={t("grid.selectRow")}
              />
            );
          })}
    </div>
  );
}
