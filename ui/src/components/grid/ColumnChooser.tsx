import { ArrowDownOutlined, ArrowUpOutlined } from "@ant-design/icons";
import { Button, Popover } from "antd";
import { memo } from "react";
import { useTranslation } from "react-i18next";

import { isHidden, withHidden, type ColumnsModel } from "./columns";
import css from "./DataGrid.module.css";
import type { Column } from "./types";

type Props<Row> = { columns: ColumnsModel<Row>; placement: "topRight" | "bottomRight" };

function PlainColumnChooser<Row>({ columns, placement }: Props<Row>) {
  const { t } = useTranslation();
  return (
    <Popover
      trigger="click"
      placement={placement}
      destroyOnHidden
      title={t("grid.columns")}
      content={<Chooser columns={columns} />}
    >
      <Button type="text" size="small">
        {t("grid.columns")} ▾
      </Button>
    </Popover>
  );
}

/** The button that opens the chooser of a list's columns. A live list draws it not with each row. */
export const ColumnChooser = memo(PlainColumnChooser) as typeof PlainColumnChooser;

type ChooserProps<Row> = { columns: ColumnsModel<Row> };

/** Shows, hides and orders columns; all by keyboard. */
function Chooser<Row>({ columns }: ChooserProps<Row>) {
  const { t } = useTranslation();
  const movable = columns.all.filter((column) => !column.pinned);

  function move(column: Column<Row>, by: number): void {
    const order = movable.map((one) => one.id);
    const at = order.indexOf(column.id);
    order.splice(at, 1);
    order.splice(at + by, 0, column.id);
    columns.setChoice({ ...columns.choice, order });
  }

  return (
    <div className={css["chooser"]}>
      {movable.map((column, at) => {
        const name = column.label ?? column.title;
        const hidden = isHidden(column, columns.choice);
        return (
          <div key={column.id} className={css["chooserRow"]}>
            <label>
              <input
                type="checkbox"
                checked={!hidden}
                onChange={() => columns.setChoice(withHidden(column, columns.choice, !hidden))}
              />
              {name}
            </label>
            <Button
              type="text"
              size="small"
              disabled={at === 0}
              aria-label={t("grid.moveUp", { name })}
              icon={<ArrowUpOutlined />}
              onClick={() => move(column, -1)}
            />
            <Button
              type="text"
              size="small"
              disabled={at === movable.length - 1}
              aria-label={t("grid.moveDown", { name })}
              icon={<ArrowDownOutlined />}
              onClick={() => move(column, 1)}
            />
          </div>
        );
      })}
      <Button type="link" size="small" onClick={columns.reset}>
        {t("grid.resetColumns")}
      </Button>
    </div>
  );
}
