import type { MenuProps } from "antd";

import { writeBlock } from "../../app/live/connection";
import { i18next } from "../../app/language/i18n";
import type { MenuEntry } from "../grid/types";

/** Our menu entries as the library takes them. */
export function menuItems(entries: MenuEntry[], onDone?: () => void): MenuProps {
  const block = writeBlock();
  return {
    items: entries.map((entry, at) => {
      if (entry === "divider") return { type: "divider" as const, key: `divider-${at}` };
      const blocked = entry.writes === true && block !== null;
      return {
        key: entry.key,
        label: entry.label,
        danger: entry.danger ?? false,
        disabled: blocked || (entry.disabled ?? false),
        icon: entry.icon,
        ...(blocked ? { title: i18next.t(block) } : {}),
      };
    }),
    onClick({ key, domEvent }) {
      domEvent.stopPropagation();
      onDone?.();
      const entry = entries.find((one) => one !== "divider" && one.key === key);
      if (entry && entry !== "divider") entry.onSelect();
    },
  };
}
