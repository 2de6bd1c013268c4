import { ArrowDownOutlined, ArrowUpOutlined } from "@ant-design/icons";
import { Button, Dropdown, Popover } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { usePreferences } from "../../app/preferences";
import { isHidden, withHidden, type ColumnsModel } from "./columns";
import { count } from "../../lib/units";
import css from "./DataGrid.module.css";
import type { Column } from "./types";

type Props<Row> = {
  columns: ColumnsModel<Row>;
  text: string;
  extra?: ReactNode;
  shown: boolean;
  exporting: boolean;
  /** How many rows are selected; none: everything that matches is exported. */
  chosen: number;
  /** Absent where the page writes files itself. */
  onExport?: ((everyColumn: boolean) => void) | undefined;
};

/** Count, what the page adds, columns and density. */
export function GridFooter<Row>(props: Props<Row>) {
  const { columns, text, extra, shown, chosen, onExport } = props;
  const { t, i18n } = useTranslation();
  const density = usePreferences((all) => all.density);
  const set = usePreferences((all) => all.set);
  return (
    <div className={css["foot"]}>
      <span role="status">{text}</span>
      <span className={css["grow"]} />
      {extra}
      {shown && (
        <>
          <Popover
            trigger="click"
            placement="topRight"
            destroyOnHidden
            title={t("grid.columns")}
            content={<Chooser columns={columns} />}
          >
            <Button type="text" size="small">
              {t("grid.columns")} ▾
            </Button>
          </Popover>
          <Button
            className={css["density"] ?? ""}
            type="text"
            size="small"
            onClick={() => set({ density: density === "compact" ? "comfortable" : "compact" })}
          >
            {t("density.label", { density: t(`density.${density}`) })}
          </Button>
          {onExport && (
            <Dropdown
              trigger={["click"]}
              placement="topRight"
              menu={{
                items: [
                  {
                    key: "title",
                    type: "group",
                    label:
                      chosen > 0
                        ? t("grid.exportSelected", {
                            count: chosen,
                            amount: count(chosen, i18n.language),
                          })
                        : t("grid.exportMatching"),
                    children: [
                      { key: "visible", label: t("grid.exportVisible") },
                      { key: "all", label: t("grid.exportAll") },
                    ],
                  },
                ],
                onClick: ({ key }) => onExport(key === "all"),
              }}
            >
              <Button type="text" size="small" loading={props.exporting}>
                {t("grid.export")} ▾
              </Button>
            </Dropdown>
          )}
        </>
      )}
    </div>
  );
}

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
