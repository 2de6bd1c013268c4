import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useBlocker } from "react-router";

import { confirm } from "./confirm";

/** Asks before a route change throws unsaved edits away; tabs of the same object do not count. */
export function useLeaveGuard(dirty: boolean, stays: (path: string) => boolean): void {
  const { t } = useTranslation();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      dirty && currentLocation.pathname !== nextLocation.pathname && !stays(nextLocation.pathname),
  );
  useEffect(() => {
    if (blocker.state !== "blocked") return;
    void confirm({
      level: 1,
      title: t("panel.leaveTitle"),
      text: t("panel.leaveText"),
      verb: t("common.discard"),
    }).then((yes) => (yes ? blocker.proceed() : blocker.reset()));
  }, [blocker, t]);

  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [dirty]);
}
