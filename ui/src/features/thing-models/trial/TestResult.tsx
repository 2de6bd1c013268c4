import { Button } from "antd";
import { useTranslation } from "react-i18next";

import type { DisplayField, Json, JsonObject } from "../../../api/types";
import css from "../../../components/models/Models.module.css";
import { RunOutcome } from "../../../components/models/trial/RunOutcome";
import type { GoTo } from "../../../components/models/editor/ScriptPane";
import { toastDone } from "../../../components/messages/toast";
import { NOTHING, withUnit } from "../../../lib/units";
import { shownFields } from "../../../components/values/field-names";
import { orderedFields, valueText } from "../../../components/values/value";
import { newFields, numbered, PARTS, readResult, type Part } from "./result";
import type { ModelDraft } from "../use-model-draft";
import type { Trial } from "./use-trial";

type Props = {
  trial: Trial;
  draft: ModelDraft;
  readOnly: boolean;
  builtIn: boolean;
  onPlace: GoTo;
};

/** What a run gave: values as users see them, and the display fields that it makes possible. */
export function TestResult({ trial, draft, readOnly, builtIn, onPlace }: Props) {
  const { t } = useTranslation();
  const { fields } = draft.values;
  const { outcome } = trial.run;
  const made = outcome?.ok ? newFields(outcome.result, fields) : [];
  return (
    <RunOutcome
      run={trial.run}
      onRetry={trial.start}
      onPlace={onPlace}
      values={(result) => (
        <Values
          value={result}
          fields={shownFields(t, { built_in: builtIn, fields })}
          before={trial.storedValues}
        />
      )}
      footer={
        made.length > 0 &&
        !readOnly && (
          <div>
            <Button
              size="small"
              onClick={() => {
                draft.set({ fields: numbered([...fields, ...made]) });
                toastDone(t("models.field.created", { count: made.length }));
              }}
            >
              {t("models.field.fromResult", { count: made.length })}
            </Button>
          </div>
        )
      }
    />
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
