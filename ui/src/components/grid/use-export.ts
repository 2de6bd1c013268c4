import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useMe } from "../../api/queries";
import { csvText } from "../../lib/csv";
import { fileStamp } from "../../lib/time";
import { platform } from "../../platform";
import { toastDone, toastFailed } from "../messages/toast";
import type { Column } from "./types";

/** What a file needs of a column. */
export type FileColumn<Row> = Pick<Column<Row>, "title" | "label" | "text">;

/** Writes rows to a CSV file: raw values, as Ctrl C copies them. */
export function useExport<Row>(id: string) {
  const { t } = useTranslation();
  const tenant = useMe().data?.tenant ?? "";
  const [busy, setBusy] = useState(false);
  return {
    busy,
    async run(
      load: () => Promise<readonly Row[]>,
      columns: readonly FileColumn<Row>[],
    ): Promise<void> {
      if (busy) return;
      setBusy(true);
      const name = [id, tenant, fileStamp(new Date())].filter(Boolean).join("-") + ".csv";
      try {
        const rows = await load();
        const named = columns.filter((column) => (column.label ?? column.title) !== "");
        const head = named.map((column) => column.label ?? column.title);
        const body = rows.map((row) => named.map((column) => column.text(row)));
        if (await platform.saveText(name, csvText(head, body), "text/csv"))
          toastDone(t("grid.exported", { count: rows.length, name }));
      } catch (error) {
        toastFailed(t("grid.exportFailed"), error);
      } finally {
        setBusy(false);
      }
    },
  };
}
