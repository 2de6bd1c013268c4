import { useTranslation } from "react-i18next";

import { confirm } from "../messages/confirm";

/** Closes a dialog at once when it holds nothing, else asks first. */
export function useAskToClose(dirty: boolean, close: () => void): () => void {
  const { t } = useTranslation();
  return () => {
    if (!dirty) return close();
    void confirm({
      level: 1,
      title: t("drafts.discardTitle"),
      text: t("panel.leaveText"),
      verb: t("common.discard"),
    }).then((yes) => yes && close());
  };
}
