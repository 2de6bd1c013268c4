import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { useCommand } from "../../state/commands/commands";
import { keyLabel } from "../../state/commands/keys";
import { allowed } from "../actions/allowed";
import { WriteButton } from "../actions/WriteButton";
import { holdsProblem } from "../fields/use-problem";
import css from "./SaveBar.module.css";

type Props = {
  changes: number;
  saving: boolean;
  verb?: string;
  onSave: () => void;
  onDiscard: () => void;
  /** Shown even without changes: a new object. */
  always?: boolean;
  /** Belongs to a dialog: its keys are the dialog's, and those of the page below stay as they are. */
  inDialog?: boolean;
};

/** Only there while something is unsaved. */
export function SaveBar({
  changes,
  saving,
  verb,
  onSave,
  onDiscard,
  always = false,
  inDialog = false,
}: Props) {
  const { t } = useTranslation();
  const shown = always || changes > 0;
  const save = () => {
    if (!holdsProblem()) onSave();
  };
  useCommand({
    id: inDialog ? "save-in-dialog" : "save",
    title: t("common.save"),
    keys: "Ctrl+s|Ctrl+Enter",
    quiet: true,
    everywhere: inDialog,
    run: () => {
      if (shown && !saving && allowed()) save();
    },
  });
  if (!shown) return null;
  return (
    <div className={css["bar"]} role="group" aria-label={t("panel.unsaved")}>
      <span className={css["text"]}>
        {changes > 0 && <span className={css["dot"]} aria-hidden />}
        {changes > 0 && t("panel.changes", { count: changes })}
      </span>
      <Button onClick={onDiscard}>{always ? t("common.cancel") : t("common.discard")}</Button>
      <WriteButton type="primary" loading={saving} onClick={save}>
        {verb ?? t("common.save")} <kbd>{keyLabel("Ctrl+s")}</kbd>
      </WriteButton>
    </div>
  );
}
