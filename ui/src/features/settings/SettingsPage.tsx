import { useTranslation } from "react-i18next";
import { NavLink, useParams } from "react-router";

import { at } from "../../state/routes-at";
import { Page } from "../../components/page/Page";
import { classes } from "../../lib/text";
import { About } from "./About";
import { Access } from "./Access";
import { General } from "./General";
import { Instance } from "./Instance";
import { Mail } from "./Mail";
import { OrgParams } from "./OrgParams";
import { OutsideBrokers } from "./outside-brokers/OutsideBrokers";
import css from "./Settings.module.css";
import { Storage } from "./Storage";

const sections = [
  "general",
  "instance",
  "storage",
  "access",
  "brokers",
  "mail",
  "scripts",
  "about",
] as const;

/** Choices of this window, and of the instance it shows. */
export function SettingsPage() {
  const { t } = useTranslation();
  const { section } = useParams();
  const open = sections.find((one) => one === section) ?? "general";
  return (
    <Page title={t("nav.settings")} scrolls>
      <div className={css["page"]}>
        <nav className={css["nav"]} aria-label={t("nav.settings")}>
          {sections.map((one) => (
            <NavLink
              key={one}
              to={`${at.settings}/${one}`}
              className={classes(css["link"], one === open && css["active"])}
              {...(one === open ? { "aria-current": "page" as const } : {})}
            >
              {t(`settings.section.${one}`)}
            </NavLink>
          ))}
        </nav>
        <div className={css["content"]}>
          {open === "general" && <General />}
          {open === "instance" && <Instance />}
          {open === "storage" && <Storage />}
          {open === "access" && <Access />}
          {open === "brokers" && <OutsideBrokers />}
          {open === "mail" && <Mail />}
          {open === "scripts" && <OrgParams />}
          {open === "about" && <About />}
        </div>
      </div>
    </Page>
  );
}
