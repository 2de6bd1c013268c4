import type { TFunction } from "i18next";

/** How a device or gateway does, as a filter of its list. */
export const statusFilter = (t: TFunction) => ({
  name: "status",
  label: t("devices.status"),
  options: (["online", "offline", "never_seen"] as const).map((value) => ({
    value,
    label: t(`state.${value}`),
  })),
});
