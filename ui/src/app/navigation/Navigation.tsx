import { MenuFoldOutlined, MenuUnfoldOutlined, SettingOutlined } from "@ant-design/icons";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, useLocation } from "react-router";

import { classes } from "../../lib/text";
import { navigation, type NavEntry } from "./nav-entries";
import css from "./Navigation.module.css";
import { usePreferences } from "../../state/preferences";
import { at } from "../../state/routes-at";

/** Pages by group; only icons on narrow windows or when collapsed. */
export function Navigation() {
  const { t } = useTranslation();
  const collapsed = usePreferences((all) => all.navCollapsed);
  const set = usePreferences((all) => all.set);
  return (
    <nav className={classes(css["nav"], collapsed && css["collapsed"])} aria-label={t("nav.label")}>
      <div className={css["groups"]}>
        {navigation.map((group) => (
          <div key={group.id} className={css["group"]}>
            {group.label && <div className={css["groupLabel"]}>{t(group.label)}</div>}
            {group.entries.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </div>
        ))}
      </div>
      <div className={css["bottom"]}>
        <Entry
          entry={{
            id: "settings",
            label: "nav.settings",
            path: at.settings,
            icon: <SettingOutlined />,
            keys: "Ctrl+,",
          }}
        />
        <button
          type="button"
          className={classes(css["link"], css["fold"])}
          aria-expanded={!collapsed}
          aria-label={t(collapsed ? "nav.expand" : "nav.collapse")}
          title={collapsed ? t("nav.expand") : undefined}
          onClick={() => set({ navCollapsed: !collapsed })}
        >
          {collapsed ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
          <span className={css["text"]}>{t("nav.collapse")}</span>
        </button>
      </div>
    </nav>
  );
}

type EntryProps = { entry: NavEntry };

function Entry({ entry }: EntryProps) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const inside = entry.also?.some((path) => pathname.startsWith(path)) ?? false;
  const text = useRef<HTMLSpanElement>(null);
  const [unread, setUnread] = useState(false);
  const label = t(entry.label);
  return (
    <NavLink
      to={entry.path}
      aria-label={label}
      title={unread ? label : undefined}
      onPointerEnter={() => setUnread(isUnread(text.current))}
      className={({ isActive }) => classes(css["link"], (isActive || inside) && css["active"])}
      {...(inside ? { "aria-current": "page" as const } : {})}
    >
      {entry.icon}
      <span ref={text} className={css["text"]}>
        {label}
      </span>
    </NavLink>
  );
}

/** The icon alone is seen, or a part of the words. */
const isUnread = (text: HTMLElement | null) =>
  text === null || text.offsetWidth === 0 || text.scrollWidth > text.clientWidth;
