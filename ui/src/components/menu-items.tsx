import type { MenuProps } from "antd";

import type { MenuEntry } from "./grid/types";

/** Our menu entries as the library takes them. */
export function menuItems(entries: MenuEntry[], onDone?: () => void): MenuProps {
  return {
    items: entries.map((entry, at) =>
      entry === "divider"
        ? { type: "divider" as const, key: `divider-${at}` }
        : {
            key: entry.key,
            label: entry.label,
            danger: entry.danger ?? false,
            disabled: entry.disabled ?? false,
            icon: entry.icon,
          },
    ),
    onClick({ key, domEvent }) {
      domEvent.stopPropagation();
      onDone?.();
      const entry = entries.find((one) => one !== "divider" && one.key === key);
      if (entry && entry !== "divider") entry.onSelect();
    },
  };
}
