import { Dropdown } from "antd";

import { menuItems } from "../actions/menu-items";
import css from "./DataGrid.module.css";
import type { MenuEntry } from "./types";

type Props = {
  entries: MenuEntry[];
  /** Where it opens, in pixels of the window. */
  x: number;
  y: number;
  onClose: () => void;
};

/** What can be done with a row. */
export function RowMenu({ entries, x, y, onClose }: Props) {
  return (
    <Dropdown
      open
      autoFocus
      menu={menuItems(entries, onClose)}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      trigger={["click"]}
      destroyOnHidden
    >
      <span className={css["anchor"]} style={{ left: x, top: y }} />
    </Dropdown>
  );
}
