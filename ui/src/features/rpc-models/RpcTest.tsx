import { useTranslation } from "react-i18next";

import { DeviceSelect } from "../../components/fields/DeviceSelect";
import { Field } from "../../components/fields/Field";
import { DeviceState } from "../../components/models/DeviceState";
import css from "../../components/models/Models.module.css";
import { RunOutcome } from "../../components/models/RunOutcome";
import type { GoTo } from "../../components/models/ScriptPane";
import { ParameterFields } from "../../components/rpc/ParameterFields";
import { StepList } from "../../components/rpc/StepList";
import type { RpcTrial } from "./use-rpc-trial";

type Props = { trial: RpcTrial; onPlace: GoTo };

/** Device and parameters of a test, and the steps that the RPC would take. */
export function RpcTest({ trial, onPlace }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <section className={css["input"]} aria-label={t("models.input.title")}>
        <Field label={t("rpc.device")} help={trial.eui === "" ? t("rpc.noDevice") : undefined}>
          <DeviceSelect value={trial.eui} onChange={trial.choose} />
        </Field>
        <ParameterFields
          parameters={trial.parameters}
          device={trial.device.device}
          typed={trial.typed}
          onChange={trial.setTyped}
        />
        <DeviceState text={trial.device.text} edited={trial.edited} onEdit={trial.setEdited} />
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
        values={(result) => <StepList result={result} />}
      />
    </>
  );
}
