import type { BulkTarget } from "../../../api/bulk";
import { useDownload } from "../../imports/use-download";

/** Saves a workbook of devices that can be imported again. */
export function useBackup(): (target: BulkTarget) => void {
  const { records } = useDownload();
  return (target) => {
    if ("euis" in target) {
      records("devices", { format: "xlsx" }, { only: target.euis });
      return;
    }
    const words = target.q === undefined ? {} : { q: target.q };
    records("devices", { ...target.filter, ...words, format: "xlsx" }, {});
  };
}
