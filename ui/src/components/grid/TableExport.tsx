import { DownloadOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";

import type { ListQuery } from "../../api/list";
import type { TableFormat, TableKind } from "../../api/tables";
import { useTableExport } from "./use-table-export";

type Props = { kind: TableKind; query: ListQuery };

/** Everything that matches as a workbook or text file, which the instance writes. */
export function TableExport({ kind, query }: Props) {
  const { t } = useTranslation();
  const { busy, save } = useTableExport(kind, query);
  return (
    <Dropdown
      trigger={["click"]}
      placement="bottomRight"
      menu={{
        items: [
          { key: "xlsx", label: t("imports.xlsx") },
          { key: "csv", label: t("imports.csv") },
        ],
        onClick: ({ key }) => void save(key as TableFormat),
      }}
    >
      <Button size="small" type="text" icon={<DownloadOutlined />} loading={busy}>
        {t("grid.export")}
      </Button>
    </Dropdown>
  );
}
