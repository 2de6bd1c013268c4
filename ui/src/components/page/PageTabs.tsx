import { NavLink } from "react-router";

import { classes } from "../../lib/text";
import css from "./PageTabs.module.css";

type Props = { label: string; tabs: readonly { to: string; label: string }[] };

/** The parts of a page that have their own address. */
export function PageTabs({ label, tabs }: Props) {
  return (
    <nav className={css["tabs"]} aria-label={label}>
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
