import { Select } from "antd";
import { useTranslation } from "react-i18next";

import { usePreferences } from "../../app/preferences";
import { DeviceSelect } from "../../components/fields/DeviceSelect";
import { Field, useFieldIds } from "../../components/fields/Field";
import { DeviceState } from "../../components/models/DeviceState";
import css from "../../components/models/Models.module.css";
import { RunOutcome } from "../../components/models/RunOutcome";
import type { GoTo } from "../../components/models/ScriptPane";
import { absolute } from "../../lib/time";
import { ActionList } from "./ActionList";
import type { TriggerTrial } from "./use-trigger-trial";

type Props = { trial: TriggerTrial; onPlace: GoTo };

/** The device state a trigger is tested with, and the actions it would take. */
export function TriggerTest({ trial, onPlace }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <section className={css["input"]} aria-label={t("models.input.title")}>
        <Field label={t("rpc.device")} help={trial.eui === "" ? t("rpc.noDevice") : undefined}>
          <DeviceSelect value={trial.eui} onChange={trial.choose} />
        </Field>
        {trial.eui !== "" && (
          <>
            <Field label={t("trigger.thingModel")} api="thingModelId">
              <ThingModelChoice trial={trial} />
            </Field>
            <Field label={t("trigger.values")}>
              <RecordedChoice trial={trial} />
            </Field>
          </>
        )}
        <DeviceState text={trial.text} edited={trial.edited} onEdit={trial.setEdited} />
        {trial.problem && (
          <p className={css["problem"]} role="alert">
            {t("models.input.badJson", {
              what: t("models.input.device"),
              why: trial.problem.why,
            })}
          </p>
        )}
      </section>
      <RunOutcome
        run={trial.run}
        onRetry={trial.start}
        onPlace={onPlace}
        values={(result) => <ActionList result={result} />}
      />
    </>
  );
}

type ChoiceProps = { trial: TriggerTrial };

/** Which model's values just changed. */
function ThingModelChoice({ trial }: ChoiceProps) {
  const { id } = useFieldIds();
  const { t } = useTranslation();
  return (
    <Select<string>
      id={id}
      style={{ width: "100%" }}
      value={trial.thingModel === "" ? null : trial.thingModel}
      placeholder={t("things.none")}
      disabled={trial.models.length === 0}
      onChange={trial.chooseModel}
      options={trial.models.map((model) => ({ value: model.id, label: model.name }))}
    />
  );
}

const NOW = "now";

/** The values as they are, or as they were after one of the last uplinks. */
function RecordedChoice({ trial }: ChoiceProps) {
  const { id } = useFieldIds();
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  return (
    <Select<string>
      id={id}
      style={{ width: "100%" }}
      value={trial.recordedAt ?? NOW}
      onChange={(time) => trial.chooseRecorded(time === NOW ? null : time)}
      options={[
        { value: NOW, label: t("trigger.now") },
        ...trial.recorded.map((point) => ({
          value: point.at,
          label: absolute(point.at, zone),
        })),
      ]}
    />
  );
}
