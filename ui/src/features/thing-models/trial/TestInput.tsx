import { Segmented, Select } from "antd";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";

import type { Message } from "../../../api/types";
import { usePreferences } from "../../../state/preferences";
import { Field, useFieldIds } from "../../../components/fields/Field";
import { PlainInput } from "../../../components/fields/PlainInput";
import { NumberInput } from "../../../components/fields/NumberInput";
import { DeviceState } from "../../../components/models/trial/DeviceState";
import css from "../../../components/models/Models.module.css";
import { loadPart } from "../../../lib/code-part";
import { clock } from "../../../lib/time";
import { sentText } from "../../../lib/payload";
import type { InputMode, InputProblem } from "./test-input";

import type { Trial } from "./use-trial";

const CodeEditor = lazy(async () => ({
  default: (await loadPart(() => import("../../../components/code/CodeEditor"))).CodeEditor,
}));

const MODES: readonly InputMode[] = ["uplink", "hex", "json"];

type Props = { trial: Trial };

/** What the script is tested with. */
export function TestInput({ trial }: Props) {
  const { t } = useTranslation();
  const { mode } = trial;
  const problem = useProblemText(trial.problem);
  return (
    <section className={css["input"]} aria-label={t("models.input.title")}>
      <Segmented<InputMode>
        block
        value={mode}
        onChange={(next) => trial.set({ mode: next })}
        options={MODES.map((value) => ({ value, label: t(`models.input.${value}`) }))}
      />
      {mode === "uplink" && <Uplinks trial={trial} />}
      {mode === "hex" && (
        <div className={css["hexInput"]}>
          <Field label={t("models.input.port")} api="port">
            <PortInput value={trial.inputs.port} onChange={(port) => trial.set({ port })} />
          </Field>
          <Field label={t("models.input.payload")} api="payload">
            <PlainInput
              value={trial.inputs.hex}
              onChange={(hex) => trial.set({ hex })}
              placeholder="21 07 03 …"
            />
          </Field>
        </div>
      )}
      {mode === "json" && (
        <div className={css["jsonInput"]}>
          <Suspense fallback={null}>
            <CodeEditor
              value={trial.inputs.json}
              onChange={(json) => trial.set({ json })}
              language="json"
              label={t("models.input.message")}
            />
          </Suspense>
        </div>
      )}
      <DeviceState
        text={trial.deviceText}
        edited={trial.inputs.device}
        onEdit={(device) => trial.set({ device })}
      />
      {problem && (
        <p className={css["problem"]} role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}

function useProblemText(problem: InputProblem | null): string | null {
  const { t } = useTranslation();
  if (!problem) return null;
  if (problem.code !== "badJson") return t(`models.input.${problem.code}`);
  const what = problem.what === "msg" ? "msg" : t("models.input.device");
  return t("models.input.badJson", { what, why: problem.why });
}

type PortProps = { value: number; onChange: (port: number) => void };

function PortInput({ value, onChange }: PortProps) {
  return (
    <NumberInput
      required
      least={0}
      most={255}
      precision={0}
      value={value}
      onChange={(port) => port !== null && onChange(port)}
    />
  );
}

/** Uplinks that really came, newest first. */
function Uplinks({ trial }: Props) {
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  const { chosen } = trial;
  if (trial.waiting) return null;
  if (!chosen) return <p className="hint">{t("models.input.none")}</p>;
  const title = (message: Message) =>
    `${clock(message.at, zone, false)} · ${message.device_name ?? message.eui}`;
  return (
    <>
      <Field label={t("models.input.choose")}>
        <UplinkSelect trial={trial} title={title} value={chosen.id} />
      </Field>
      <div className={css["chosen"]}>
        {chosen.f_port !== null && (
          <>
            <span className="hint">{t("models.input.port")}</span>
            <span className="mono">{chosen.f_port}</span>
            <span className="hint">{t("models.input.payload")}</span>
          </>
        )}
        <span className="mono">{sentText(chosen, 24)}</span>
        <button
          type="button"
          className="linklike"
          onClick={() => trial.set({ mode: "json", json: JSON.stringify(chosen.content, null, 2) })}
        >
          {t("models.input.edit")}
        </button>
      </div>
    </>
  );
}

type UplinkSelectProps = { trial: Trial; title: (message: Message) => string; value: string };

function UplinkSelect({ trial, title, value }: UplinkSelectProps) {
  const { id } = useFieldIds();
  return (
    <Select
      id={id}
      value={value}
      style={{ width: "100%" }}
      onChange={(messageId: string) => trial.set({ messageId, device: null })}
      options={trial.uplinks.map((message) => ({
        value: message.id,
        label: title(message),
        message,
      }))}
      optionRender={({ data }) => (
        <span className={css["option"]}>
          <span>{title(data.message)}</span>
          <span className="mono hint">
            {data.message.f_port !== null && `${data.message.f_port} · `}
            {sentText(data.message, 8)}
          </span>
        </span>
      )}
    />
  );
}
