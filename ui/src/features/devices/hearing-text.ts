import type { TFunction } from "i18next";

import type { Hearing } from "../../api/types";
import { i18next } from "../../app/i18n";
import { explain } from "../../components/frames/words";
import type { Sign } from "../../components/StateChip";

export type HearingText = { sign: Sign; title: string; detail: string; next: string };

const silentKinds = ["silent", "never_heard", "joined_no_uplink"] as const;
const profileKinds = ["profile_missing", "profile_disabled"] as const;

/** The verdict in the language of the window; the instance's own sentences speak English only. */
export function hearingText(hearing: Hearing, t: TFunction): HearingText {
  const { verdict } = hearing;
  const english = i18next.language === "en";
  const own = { title: hearing.title, detail: hearing.detail, next: hearing.next_step };
  if (verdict === "heard") {
    return {
      sign: "ok",
      title: t("hearing.heard.title"),
      detail: t("hearing.heard.detail"),
      next: "",
    };
  }
  const silent = silentKinds.find((kind) => kind === verdict);
  const profile = profileKinds.find((kind) => kind === verdict);
  const known = silent ?? profile;
  if (known) {
    const sign = profile ? "error" : "warning";
    if (english) return { sign, ...own };
    return {
      sign,
      title: t(`hearing.${known}.title`),
      detail: t(`hearing.${known}.detail`),
      next: t(`hearing.${known}.next`),
    };
  }
  if (english) return { sign: "error", ...own };
  const why = explain(t, { accepted: false, verdict, reason: null, next_step: null });
  return {
    sign: "error",
    title: t("hearing.refused"),
    detail: why?.why ?? own.detail,
    next: why?.fix ?? own.next,
  };
}
