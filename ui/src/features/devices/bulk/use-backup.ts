import type { BulkTarget } from "../../../api/bulk";
import { useDownload } from "../../imports/use-download";

/** Names that fit into an address; a backup of more devices is one of all devices. */
const NAMED = 300;

/** Saves a workbook of devices that can be imported again. */
export function useBackup(): (target: BulkTarget) => void {
  const { records } = useDownload();
  return (target) => {
    const chosen =
      "euis" in target
        ? target.euis.length > NAMED
          ? {}
          : { only: target.euis.join(",") }
        : { ...target.filter, ...(target.q === undefined ? {} : { q: target.q }) };
    records("devices", { ...chosen, format: "xlsx" });
  };
}
