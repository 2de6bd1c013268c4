import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

import { loadPart } from "../../../lib/code-part";
import css from "../Models.module.css";

const CodeEditor = lazy(async () => ({
  default: (await loadPart(() => import("../../code/CodeEditor"))).CodeEditor,
}));

type Props = {
  /** The device as it is. */
  text: string;
  /** What the author made of it; null: as it is. */
  edited: string | null;
  onEdit: (text: string | null) => void;
};

/** The `device` of a run, folded away until it matters. */
export function DeviceState({ text, edited, onEdit }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <details
      className={css["device"]}
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        {t("models.input.device")} {edited !== null && <span aria-hidden>●</span>}
      </summary>
      {open && (
        <>
          <p className="hint">
            {t("models.input.deviceHelp")}{" "}
            {edited !== null && (
              <button type="button" className="linklike" onClick={() => onEdit(null)}>
                {t("models.input.resetDevice")}
              </button>
            )}
          </p>
          <div className={css["jsonInput"]}>
            <Suspense fallback={null}>
              <CodeEditor
                value={edited ?? text}
                onChange={(device) => onEdit(device === text ? null : device)}
                language="json"
                label={t("models.input.device")}
              />
            </Suspense>
          </div>
        </>
      )}
    </details>
  );
}
