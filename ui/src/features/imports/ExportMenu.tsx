import { DownloadOutlined, UploadOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";

import type { PageQuery } from "../../api/client";
import type { ImportKind } from "../../api/types";
import { WriteButton } from "../../components/WriteButton";
import { platform } from "../../platform";
import { useDownload } from "./use-download";

type ExportProps = {
  kind: ImportKind;
  /** The list's filters. */
  query: PageQuery;
  /** Keys of the selected rows; everything that matches when absent. */
  only?: () => Promise<string[]>;
  size?: "small";
};

/** The matching or selected records as a file that can be imported again. */
export function ExportMenu({ kind, query, only, size }: ExportProps) {
  const { t } = useTranslation();
  const { records, template } = useDownload();
  if (!platform.carriesFiles) return null;
  const { limit: _limit, cursor: _cursor, sort: _sort, ...filters } = query;
  async function run(format: "xlsx" | "csv", keys: boolean): Promise<void> {
    const chosen = only ? { only: (await only()).join(",") } : filters;
    records(kind, { ...chosen, format, ...(keys ? {} : { keys: "false" }) });
  }
  const withKeys = kind === "lorawan-profiles";
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          {
            key: "xlsx",
            label: t("imports.xlsx"),
            ...(withKeys ? { extra: t("imports.keysWarning") } : {}),
          },
          { key: "csv", label: t("imports.csv") },
          ...(withKeys ? [{ key: "no-keys", label: t("imports.withoutKeys") }] : []),
          { type: "divider" as const },
          { key: "template", label: t("imports.template") },
        ],
        onClick: ({ key }) => {
          if (key === "template") template(kind);
          else void run(key === "csv" ? "csv" : "xlsx", key !== "no-keys");
        },
      }}
    >
      <Button icon={<DownloadOutlined />} {...(size ? { size } : {})}>
        {t("imports.export")}
      </Button>
    </Dropdown>
  );
}

/** Opens the import wizard. */
export function ImportButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation();
  if (!platform.carriesFiles) return null;
  return (
    <WriteButton icon={<UploadOutlined />} onClick={onClick}>
      {t("imports.button")}
    </WriteButton>
  );
}
