import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Json } from "../../../api/types";
import { DeviceSelect } from "../../fields/DeviceSelect";
import { Field } from "../../fields/Field";
import type { RunBase } from "../cases/cases";
import { DeviceState } from "./DeviceState";
import css from "../Models.module.css";
import { RunOutcome } from "./RunOutcome";
import type { JsonProblem } from "./script-input";
import type { GoTo } from "../editor/ScriptPane";
import type { RunState } from "./use-script-run";

/** A test of a script on a device: its state, as it is or edited, and the run. */
export type DeviceTrial = {
  base: RunBase;
  /** Empty: no device. */
  eui: string;
  choose: (eui: string) => void;
  /** The device's state as JSON, and what was typed instead. */
  text: string;
  edited: string | null;
  setEdited: (text: string | null) => void;
  problem: JsonProblem<"device"> | null;
  start: () => void;
  run: RunState;
};

type Props = {
  trial: DeviceTrial;
  onPlace: GoTo;
  /** What else the script is given. */
  children: ReactNode;
  /** What the result means. */
  values: (result: Json) => ReactNode;
};

/** Input and outcome of a script that runs on a device. */
export function DeviceTest({ trial, onPlace, children, values }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <section className={css["input"]} aria-label={t("models.input.title")}>
        <Field label={t("rpc.device")} help={trial.eui === "" ? t("rpc.noDevice") : undefined}>
          <DeviceSelect value={trial.eui} onChange={trial.choose} />
        </Field>
        {children}
        <DeviceState text={trial.text} edited={trial.edited} onEdit={trial.setEdited} />
        {trial.problem && (
          <p className={css["problem"]} role="alert">
            {t("models.input.badJson", { what: t("models.input.device"), why: trial.problem.why })}
          </p>
        )}
      </section>
      <RunOutcome run={trial.run} onRetry={trial.start} onPlace={onPlace} values={values} />
    </>
  );
}
