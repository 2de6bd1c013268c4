import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";
import { useBlocker } from "react-router";

import { confirm } from "../messages/confirm";

/** Asks before a route change throws unsaved edits away; tabs of the same object do not count. */
export function useLeaveGuard(
  dirty: boolean,
  stays: (path: string) => boolean,
  discard?: () => void,
): void {
  const { t } = useTranslation();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      dirty && currentLocation.pathname !== nextLocation.pathname && !stays(nextLocation.pathname),
  );
  const onDiscard = useEffectEvent(() => discard?.());
  useEffect(() => {
    if (blocker.state !== "blocked") return;
    void confirm({
      level: 1,
      title: t("panel.leaveTitle"),
      text: t("panel.leaveText"),
      verb: t("common.discard"),
    }).then((yes) => {
      if (!yes) return blocker.reset();
      onDiscard();
      blocker.proceed();
    });
  }, [blocker, t]);

  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [dirty]);
}
