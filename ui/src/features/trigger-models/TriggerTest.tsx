import { Select } from "antd";
import { useTranslation } from "react-i18next";

import { usePreferences } from "../../state/preferences";
import { Field, useFieldIds } from "../../components/fields/Field";
import { DeviceTest } from "../../components/models/trial/DeviceTest";
import type { GoTo } from "../../components/models/editor/ScriptPane";
import { absolute } from "../../lib/time";
import { ActionList } from "./ActionList";
import type { TriggerTrial } from "./use-trigger-trial";

type Props = { trial: TriggerTrial; onPlace: GoTo };

/** The device state a trigger is tested with, and the actions it would take. */
export function TriggerTest({ trial, onPlace }: Props) {
  const { t } = useTranslation();
  return (
    <DeviceTest
      trial={trial}
      onPlace={onPlace}
      values={(result) => <ActionList result={result} eui={trial.eui} />}
    >
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
    </DeviceTest>
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
