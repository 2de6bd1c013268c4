import { useTranslation } from "react-i18next";

import { at } from "../../state/routes-at";
import { PageTabs } from "./PageTabs";

/** Devices and LoRaWAN profiles are the two halves of device management. */
export function ManagementTabs() {
  const { t } = useTranslation();
  const tabs = [
    { to: at.devices, label: t("nav.devices") },
    { to: at.profiles, label: t("nav.profiles") },
  ];
  return <PageTabs label={t("nav.deviceManagement")} tabs={tabs} />;
}
