import { Button, Dropdown } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { usePreferences } from "../../state/preferences";
import { ColumnChooser } from "./ColumnChooser";
import type { ColumnsModel } from "./columns";
import css from "./DataGrid.module.css";

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
  /** Everything that matches as a workbook that the instance writes. */
  onWorkbook?: (() => void) | undefined;
};

/** Count, what the page adds, columns and density. */
export function GridFooter<Row>(props: Props<Row>) {
  const { columns, text, extra, shown, chosen, onExport, onWorkbook } = props;
  const { t } = useTranslation();
  const density = usePreferences((all) => all.density);
  const set = usePreferences((all) => all.set);
  return (
    <div className={css["foot"]}>
      <span role="status">{text}</span>
      <span className={css["grow"]} />
      {extra}
      {shown && (
        <>
          <ColumnChooser columns={columns} placement="topRight" />
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
                        ? t("grid.exportSelected", { count: chosen })
                        : t("grid.exportMatching"),
                    children: [
                      { key: "visible", label: t("grid.exportVisible") },
                      { key: "all", label: t("grid.exportAll") },
                    ],
                  },
                  ...(onWorkbook ? [{ key: "xlsx", label: t("grid.exportWorkbook") }] : []),
                ],
                onClick: ({ key }) => (key === "xlsx" ? onWorkbook?.() : onExport(key === "all")),
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
