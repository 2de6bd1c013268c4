import type { BulkTarget } from "../../../api/bulk";
import { useDownload } from "../../../components/imports/use-download";

/** Saves a workbook of devices that can be imported again; false when there is none. */
export function useBackup(): (target: BulkTarget) => Promise<boolean> {
  const { records } = useDownload();
  return (target) => {
    if ("euis" in target) return records("devices", { format: "xlsx" }, { only: target.euis });
    const words = target.q === undefined ? {} : { q: target.q };
    const but = target.except === undefined ? {} : { except: target.except };
    return records("devices", { ...target.filter, ...words, format: "xlsx" }, but);
  };
}
