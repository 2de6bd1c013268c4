import { Segmented } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Json, ScriptOutcome } from "../../../api/types";
import { bytes, microseconds } from "../../../lib/units";
import { ErrorPanel } from "../../states/ErrorPanel";
import { JsonView } from "../../values/JsonView";
import { useSaid } from "../../values/said";
import { StateSign } from "../../values/StateChip";
import css from "../Models.module.css";
import type { GoTo } from "../editor/ScriptPane";
import type { RunState } from "./use-script-run";

type View = "values" | "json";

type Props = {
  run: RunState;
  onRetry: () => void;
  onPlace: GoTo;
  /** What the value means, as people read it. */
  values: (result: Json) => ReactNode;
  /** Below the values of a run that did not fail. */
  footer?: ReactNode;
};

/** What a run gave: its meaning, JSON, console, and what went wrong where. */
export function RunOutcome({ run, onRetry, onPlace, values, footer }: Props) {
  const { t } = useTranslation();
  const said = useSaid();
  const [view, setView] = useState<View>("values");
  const { outcome } = run;
  if (run.failure) return <ErrorPanel error={run.failure} onRetry={onRetry} />;
  if (!outcome) return <p className={css["notRun"]}>{t("models.result.notRun")}</p>;
  return (
    <section className={css["result"]} aria-label={t("models.result.title")} aria-live="polite">
      <header>
        <StateSign sign={outcome.ok ? "ok" : "error"} />
        <b>{outcome.ok ? t("models.result.ok") : t("models.result.failed")}</b>
        <span className="hint tabular">
          {t("models.result.time")} {microseconds(outcome.elapsed_us)}
          {/* Small runs find room in what the sandbox has already. */}
          {outcome.memory_bytes > 0 &&
            ` · ${t("models.result.memory")} ${bytes(outcome.memory_bytes)}`}
        </span>
        <span className={css["grow"]} />
        {outcome.ok && (
          <Segmented<View>
            size="small"
            value={view}
            onChange={setView}
            options={[
              { value: "values", label: t("models.result.values") },
              { value: "json", label: t("models.result.json") },
            ]}
          />
        )}
      </header>
      {run.outdated && <p className="hint">{t("models.result.outdated")}</p>}
      {outcome.error && <Failure error={outcome.error} onPlace={onPlace} />}
      {outcome.ok && view === "json" && (
        <JsonView value={outcome.result} label={t("models.result.title")} />
      )}
      {outcome.ok && view === "values" && values(outcome.result)}
      {outcome.ok && footer}
      {outcome.console.length > 0 && (
        <div className={css["console"]}>
          <h3>{t("models.result.console", { count: outcome.console.length })}</h3>
          {outcome.console.map((line, at) => (
            <pre key={at} data-level={line.level}>
              {said(line.text_said, line.text)}
            </pre>
          ))}
        </div>
      )}
    </section>
  );
}

type FailureProps = { error: NonNullable<ScriptOutcome["error"]>; onPlace: GoTo };

const KINDS = ["syntax", "thrown", "timeout", "memory", "stack", "output"] as const;

function Failure({ error, onPlace }: FailureProps) {
  const { t } = useTranslation();
  const said = useSaid();
  const { line = null, column = null } = error;
  const kind = KINDS.find((one) => one === error.kind);
  return (
    <div className={css["failure"]} role="alert">
      <b>{kind ? t(`models.result.kinds.${kind}`) : error.kind}</b>
      <pre>{said(error.message_said, error.message)}</pre>
      {line !== null && (
        <button type="button" className="linklike" onClick={() => onPlace(line, column)}>
          {column === null
            ? t("models.result.line", { line })
            : t("models.result.place", { line, column })}
        </button>
      )}
    </div>
  );
}
