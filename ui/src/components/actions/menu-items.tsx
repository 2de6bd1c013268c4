import type { MenuProps } from "antd";

import { writeBlock, type WriteBlock } from "../../state/live/connection";
import { i18next } from "../../state/language/i18n";
import type { MenuEntry } from "../grid/types";

type Items = NonNullable<MenuProps["items"]>;

function itemsOf(entries: readonly MenuEntry[], block: WriteBlock | null): Items {
  return entries.map((entry, at) => {
    if (entry === "divider") return { type: "divider" as const, key: `divider-${at}` };
    if ("children" in entry) {
      const { key, label, children } = entry;
      const disabled = children.length === 0;
      return { key, label, disabled, children: itemsOf(children, block) };
    }
    const blocked = entry.writes === true && block !== null;
    return {
      key: entry.key,
      label: entry.label,
      danger: entry.danger ?? false,
      disabled: blocked || (entry.disabled ?? false),
      icon: entry.icon,
      ...(blocked ? { title: i18next.t(block) } : {}),
    };
  });
}

function select(entries: readonly MenuEntry[], key: string): void {
  for (const entry of entries) {
    if (entry === "divider") continue;
    if ("children" in entry) select(entry.children, key);
    else if (entry.key === key) entry.onSelect();
  }
}

/** Our menu entries as the library takes them. */
export function menuItems(entries: readonly MenuEntry[], onDone?: () => void): MenuProps {
  return {
    items: itemsOf(entries, writeBlock()),
    onClick({ key, domEvent }) {
      domEvent.stopPropagation();
      onDone?.();
      select(entries, key);
    },
  };
}
