import { useTranslation } from "react-i18next";

import {
  exportRecords,
  importResult,
  importTemplate,
  type ExportQuery,
  type ExportSelection,
} from "../../api/imports";
import { useMe } from "../../api/queries";
import type { ImportKind } from "../../api/types";
import { toastDone, toastFailed } from "../messages/toast";
import { fileStamp } from "../../lib/time";
import { platform } from "../../platform";

/** Files that the instance writes, handed to the user. */
export function useDownload() {
  const { t } = useTranslation();
  const tenant = useMe().data?.tenant ?? "";

  /** Whether the file is with the user: false when it could not be made, or was not wanted. */
  async function save(name: string, load: () => Promise<Blob>): Promise<boolean> {
    try {
      const saved = await platform.saveFile(name, await load());
      if (saved) toastDone(t("imports.exported", { name }));
      return saved;
    } catch (error) {
      toastFailed(t("imports.exportFailed"), error);
      return false;
    }
  }

  const stamped = (name: string, format: string) =>
    `${[name, tenant, fileStamp(new Date())].filter(Boolean).join("-")}.${format}`;
  return {
    template: (kind: ImportKind) => save(`${kind}-template.xlsx`, () => importTemplate(kind)),
    result: (id: string, failed: boolean) =>
      save(stamped(failed ? "import-errors" : "import-result", "xlsx"), () =>
        importResult(id, failed),
      ),
    records: (
      kind: ImportKind,
      query: ExportQuery,
      selection: ExportSelection,
      name: string = kind,
    ) => save(stamped(name, query.format), () => exportRecords(kind, query, selection)),
  };
}
