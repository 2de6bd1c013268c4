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
import { toastDone, toastFailed } from "../../components/toast";
import { fileStamp } from "../../lib/time";
import { platform } from "../../platform";

/** Files that the instance writes, handed to the user. */
export function useDownload() {
  const { t } = useTranslation();
  const tenant = useMe().data?.tenant ?? "";

  function save(name: string, load: () => Promise<Blob>): void {
    load()
      .then((content) => platform.saveFile(name, content))
      .then(
        (saved) => saved && toastDone(t("imports.exported", { name })),
        (error: unknown) => toastFailed(t("imports.exportFailed"), error),
      );
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
