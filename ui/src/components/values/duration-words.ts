import type { TFunction } from "i18next";

/** How `duration` names its units. */
export const durationWords = (t: TFunction) => ({
  s: t("units.s"),
  min: t("units.min"),
  h: t("units.h"),
  d: t("units.d"),
});
