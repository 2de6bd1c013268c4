import { useTranslation } from "react-i18next";

import { api, credentials } from "../../api/client";
import { useMe } from "../../api/queries";
import { useSession } from "../../api/session";
import { ownerOf } from "../../api/session-kept";
import { countDrafts, dropDrafts } from "../../components/drafts/store";
import { confirm } from "../../components/messages/confirm";

/** Lets nobody in by this sign-in any more. The page forgets its token in any case. */
function endSignIn(): void {
  const { token } = useSession.getState();
  const headers = { authorization: `Bearer ${token}` };
  credentials(api.POST("/api/v1/logout", { headers })).catch(() => undefined);
}

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
    endSignIn();
    signOut();
    if (owner !== null) dropDrafts(owner);
  };
}
