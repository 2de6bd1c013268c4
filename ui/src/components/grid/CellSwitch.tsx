import { useTranslation } from "react-i18next";

import { useWriteBlock } from "../../state/live/connection";
import css from "./CellSwitch.module.css";

type Props = { on: boolean; action: string; label: string };

/** A switch light enough for a cell; the grid handles the click by its action. */
export function CellSwitch({ on, action, label }: Props) {
  const { t } = useTranslation();
  const block = useWriteBlock();
  return (
    <button
      type="button"
      className={css["switch"]}
      role="switch"
      aria-checked={on}
      aria-label={label}
      disabled={block !== null}
      title={block ? t(block) : undefined}
      tabIndex={-1}
      data-action={action}
    >
      <span />
    </button>
  );
}
