import { Modal } from "antd";
import { useTranslation } from "react-i18next";

import { useCommand, useCommands } from "./commands";
import { useShortcutOverview } from "../palette/state";
import css from "./ShortcutOverview.module.css";
import { keyLabel } from "./shortcuts";

/** Keys of lists, which belong to the grid and are not commands. */
const gridKeys = [
  ["ArrowUp", "shortcuts.move"],
  ["Enter", "shortcuts.open"],
  ["Space", "shortcuts.select"],
  ["Shift+ArrowDown", "shortcuts.range"],
  ["Ctrl+a", "shortcuts.all"],
  ["Ctrl+c", "shortcuts.copy"],
  ["Ctrl+Shift+c", "shortcuts.copyRows"],
  ["Delete", "shortcuts.delete"],
] as const;

/** Every shortcut that works here and now. */
export function ShortcutOverview() {
  const { t } = useTranslation();
  const { open, set } = useShortcutOverview();
  const commands = useCommands((all) => all.commands);
  useCommand({
    id: "shortcuts",
    title: t("shortcuts.title"),
    keys: "?|Ctrl+/",
    run: () => set(!open),
  });
  const keyed = [...commands.values()].filter((command) => command.keys);
  return (
    <Modal
      open={open}
      title={t("shortcuts.title")}
      footer={null}
      width={640}
      onCancel={() => set(false)}
    >
      <div className={css["columns"]}>
        <dl>
          {keyed.map((command) => (
            <div key={command.id}>
              <dt>
                {command.keys?.split("|").map((keys) => (
                  <kbd key={keys}>{keys === " " ? t("shortcuts.space") : keyLabel(keys)}</kbd>
                ))}
              </dt>
              <dd>{command.title}</dd>
            </div>
          ))}
        </dl>
        <dl>
          {gridKeys.map(([keys, title]) => (
            <div key={keys}>
              <dt>
                <kbd>{keys === "Space" ? t("shortcuts.space") : keyLabel(keys)}</kbd>
              </dt>
              <dd>{t(title)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Modal>
  );
}
