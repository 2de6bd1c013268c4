import { Modal } from "antd";
import { useTranslation } from "react-i18next";

import { useCommand, useCommands } from "../../state/commands/commands";
import { useShortcutOverview } from "../../state/commands/shortcut-overview";
import css from "./ShortcutOverview.module.css";
import { keyLabel } from "../../state/commands/keys";

/** Keys of lists and panels, which belong to them and are not commands. */
const gridKeys = [
  ["ArrowUp|ArrowDown", "shortcuts.move"],
  ["Home|End", "shortcuts.ends"],
  ["Enter", "shortcuts.open"],
  ["Shift+F10", "shortcuts.menu"],
  ["Space", "shortcuts.select"],
  ["Shift+ArrowDown", "shortcuts.range"],
  ["Ctrl+a", "shortcuts.all"],
  ["Ctrl+c", "shortcuts.copy"],
  ["Ctrl+Shift+c", "shortcuts.copyRows"],
  ["Delete", "shortcuts.delete"],
] as const;
const panelKeys = [["Ctrl+1|Ctrl+9", "shortcuts.tabs"]] as const;

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
      {/* Longer than a small window: it has to be scrolled by key, too. */}
      <div className={css["columns"]} role="group" aria-label={t("shortcuts.title")} tabIndex={0}>
        <Section
          title={t("shortcuts.here")}
          rows={keyed.map(({ keys = "", title }) => [keys, title] as const)}
        />
        <div>
          <Section title={t("shortcuts.lists")} rows={gridKeys.map(([key, of]) => [key, t(of)])} />
          <Section title={t("shortcuts.panel")} rows={panelKeys.map(([key, of]) => [key, t(of)])} />
        </div>
      </div>
    </Modal>
  );
}

type SectionProps = { title: string; rows: readonly (readonly [keys: string, title: string])[] };

function Section({ title, rows }: SectionProps) {
  const { t } = useTranslation();
  const label = (keys: string) =>
    /^( |Space)$/.test(keys) ? t("shortcuts.space") : keyLabel(keys);
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <dl>
        {rows.map(([keys, of]) => (
          <div key={`${keys} ${of}`}>
            <dt>
              {keys.split("|").map((one) => (
                <kbd key={one}>{label(one)}</kbd>
              ))}
            </dt>
            <dd>{of}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
