import { useTranslation } from "react-i18next";

import { restorePointOfDeleted } from "../../api/restore";
import { toastDone } from "../messages/toast";
import { useUndoDialog } from "./undo-state";

/** Says that a record was deleted, with the way back as long as it is kept. */
export function useTellDeleted(): (text: string, key: string) => Promise<void> {
  const { t } = useTranslation();
  return async (text, key) => {
    const point = await restorePointOfDeleted(key).catch(() => null);
    toastDone(
      text,
      point
        ? { label: t("common.undo"), run: () => useUndoDialog.getState().ask(point) }
        : undefined,
    );
  };
}
