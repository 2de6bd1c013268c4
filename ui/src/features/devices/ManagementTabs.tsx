import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";

import { at } from "../../app/routes-at";
import { classes } from "../../lib/text";
import css from "./ManagementTabs.module.css";

/** Devices and LoRaWAN profiles are the two halves of device management. */
export function ManagementTabs() {
  const { t } = useTranslation();
  const tabs = [
    { to: at.devices, label: t("nav.devices") },
    { to: at.profiles, label: t("nav.profiles") },
  ];
  return (
    <nav className={css["tabs"]} aria-label={t("nav.deviceManagement")}>
      {tabs.map((tab) => (
        <NavLink
          key={tab.to}
          to={tab.to}
          className={({ isActive }) => classes(css["tab"], isActive && css["active"])}
        >
          {tab.label}
        </NavLink>
      ))}
    </nav>
  );
}
