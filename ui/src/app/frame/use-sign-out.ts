import { useTranslation } from "react-i18next";

import { useMe } from "../../api/queries";
import { useSession } from "../../api/session";
import { ownerOf } from "../../api/session-kept";
import { countDrafts, dropDrafts } from "../../components/drafts/store";
import { confirm } from "../../components/messages/confirm";

/** Ends the session; unsaved input goes with it, which is asked for first. */
export function useSignOut(): () => Promise<void> {
  const { t } = useTranslation();
  const me = useMe().data;
  const signOut = useSession((all) => all.signOut);
  return async () => {
    const owner = me ? ownerOf(me) : null;
    const unsaved = owner === null ? 0 : countDrafts(owner);
    if (unsaved > 0) {
      const yes = await confirm({
        level: 1,
        title: t("drafts.signOutTitle"),
        text: t("drafts.signOutText", { count: unsaved }),
        verb: t("signIn.out"),
      });
      if (!yes) return;
    }
    signOut();
    if (owner !== null) dropDrafts(owner);
  };
}
