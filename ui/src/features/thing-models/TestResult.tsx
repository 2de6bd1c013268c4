import { Button, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { DisplayField, Json, JsonObject, ScriptOutcome } from "../../api/types";
import { ErrorPanel } from "../../components/ErrorPanel";
import { JsonView } from "../../components/JsonView";
import { StateSign } from "../../components/StateChip";
import { toastDone } from "../../components/toast";
import { bytes, microseconds, NOTHING, withUnit } from "../../lib/units";
import { orderedFields, valueText } from "../../lib/value";
import { newFields, numbered, PARTS, readResult, type Part } from "./result";
import css from "./ThingModels.module.css";
import type { ModelDraft } from "./use-model-draft";
import type { Trial } from "./use-trial";

type View = "values" | "json";

type Props = {
  trial: Trial;
  draft: ModelDraft;
  readOnly: boolean;
  onPlace: (line: number, column: number | null) => void;
};

/** What a run gave: values as users see them, JSON, console, and what went wrong where. */
export function TestResult({ trial, draft, readOnly, onPlace }: Props) {
  const { t } = useTranslation();
  const [view, setView] = useState<View>("values");
  const { outcome } = trial;
  if (trial.failure) return <ErrorPanel error={trial.failure} onRetry={trial.start} />;
  if (!outcome) return <p className={css["notRun"]}>{t("models.result.notRun")}</p>;
  const made = outcome.ok ? newFields(outcome.result, draft.values.fields) : [];
  return (
    <section className={css["result"]} aria-label={t("models.result.title")} aria-live="polite">
      <header>
        <StateSign sign={outcome.ok ? "ok" : "error"} />
        <b>{outcome.ok ? t("models.result.ok") : t("models.result.failed")}</b>
        <span className="hint tabular">
          {t("models.result.time")} {microseconds(outcome.elapsed_us)} · {t("models.result.memory")}{" "}
          {bytes(outcome.memory_bytes)}
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
      {trial.outdated && <p className="hint">{t("models.result.outdated")}</p>}
      {outcome.error && <Failure error={outcome.error} onPlace={onPlace} />}
      {outcome.ok && view === "json" && (
        <JsonView value={outcome.result} label={t("models.result.title")} />
      )}
      {outcome.ok && view === "values" && (
        <Values value={outcome.result} fields={draft.values.fields} before={trial.storedValues} />
      )}
      {made.length > 0 && !readOnly && (
        <div>
          <Button
            size="small"
            onClick={() => {
              draft.set({ fields: numbered([...draft.values.fields, ...made]) });
              toastDone(t("models.field.created", { count: made.length }));
            }}
          >
            {t("models.field.fromResult", { count: made.length })}
          </Button>
        </div>
      )}
      {outcome.console.length > 0 && (
        <div className={css["console"]}>
          <h3>{t("models.result.console", { count: outcome.console.length })}</h3>
          {outcome.console.map((line, at) => (
            <pre key={at} data-level={line.level}>
              {line.text}
            </pre>
          ))}
        </div>
      )}
    </section>
  );
}

type FailureProps = {
  error: NonNullable<ScriptOutcome["error"]>;
  onPlace: (line: number, column: number | null) => void;
};

const KINDS = ["syntax", "thrown", "timeout", "memory", "stack", "output"] as const;

function Failure({ error, onPlace }: FailureProps) {
  const { t } = useTranslation();
  const { line = null, column = null } = error;
  const kind = KINDS.find((one) => one === error.kind);
  return (
    <div className={css["failure"]} role="alert">
      <b>{kind ? t(`models.result.kinds.${kind}`) : error.kind}</b>
      <pre>{error.message}</pre>
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

type ValuesProps = { value: Json; fields: readonly DisplayField[]; before: JsonObject | null };

function Values({ value, fields, before }: ValuesProps) {
  const { t } = useTranslation();
  const results = readResult(value);
  if (results === null) return <p className={css["problem"]}>{t("models.result.badShape")}</p>;
  if (results.length === 0) return <p className="hint">{t("models.result.nothing")}</p>;
  return results.map((result, at) => (
    <div key={at} className={css["values"]}>
      {result.subDevice !== null && (
        <h3>{t("models.result.subDevice", { name: result.subDevice })}</h3>
      )}
      {PARTS.map((part) => {
        const data = result[part];
        if (!data) return null;
        const known = part === "telemetry_data" && result.subDevice === null;
        return (
          <PartTable
            key={part}
            part={part}
            data={data}
            fields={part === "telemetry_data" ? fields : []}
            before={known ? before : null}
          />
        );
      })}
    </div>
  ));
}

type PartProps = {
  part: Part;
  data: JsonObject;
  fields: readonly DisplayField[];
  before: JsonObject | null;
};

function PartTable({ part, data, fields, before }: PartProps) {
  const { t } = useTranslation();
  const rows = orderedFields(fields, data).filter(({ key }) => key in data);
  const shown = (value: Json | undefined, field: DisplayField | undefined) => {
    const text = valueText(value, field, t);
    return text === null ? NOTHING : withUnit(text, field?.unit);
  };
  return (
    <table>
      <caption>{t(`models.result.${part}`)}</caption>
      <tbody>
        {rows.map(({ key, field }) => {
          const old = before?.[key];
          const changed = old !== undefined && JSON.stringify(old) !== JSON.stringify(data[key]);
          return (
            <tr key={key}>
              <th scope="row">
                {field?.name ?? key}
                {field && field.name !== key && <code>{key}</code>}
              </th>
              <td>
                <b className="tabular">{shown(data[key], field)}</b>
                {changed && (
                  <span className="hint">
                    {t("models.result.was", { value: shown(old, field) })}
                  </span>
                )}
                {part === "telemetry_data" && !field && (
                  <span className="hint">{t("models.result.unknownField")}</span>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
