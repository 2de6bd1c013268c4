import { useTranslation } from "react-i18next";

import { useCancelRun } from "../../api/rpc";
import type { RpcRun } from "../../api/types";
import { EuiText } from "../EuiText";
import { JsonView } from "../JsonView";
import { StateChip } from "../StateChip";
import { Ago, Clock } from "../TimeText";
import { toastFailed } from "../toast";
import { WriteButton } from "../WriteButton";
import css from "./Rpc.module.css";
import { isOpen, runSigns, stepSigns } from "./run-words";
import { stepsOf } from "./steps";

type Props = { run: RpcRun };

/** One call with its steps, as far as they have come. */
export function RunView({ run }: Props) {
  const { t } = useTranslation();
  const cancel = useCancelRun();
  return (
    <section className={css["run"]} aria-label={t("rpc.run.title")}>
      <div className={css["step"]}>
        <StateChip sign={runSigns[run.state]} label={t(`rpc.run.state.${run.state}`)} />
        <span>{run.result}</span>
        {run.line !== null && (
          <span className="hint">
            {t("rpc.run.line", { line: run.line, column: run.column ?? 1 })}
          </span>
        )}
        {isOpen(run) && (
          <WriteButton
            size="small"
            loading={cancel.isPending}
            onClick={() =>
              cancel.mutate(run.id, { onError: (error) => toastFailed(t("errors.failed"), error) })
            }
          >
            {t("rpc.run.cancel")}
          </WriteButton>
        )}
      </div>
      <div className="hint">
        <Clock at={run.at} /> · {t(`rpc.run.origin.${run.origin}`)}
        {run.operator !== "" && ` · ${run.operator}`}
      </div>
      {run.steps.length > 0 && (
        <ol className={css["steps"]} aria-label={t("rpc.step.title")}>
          {run.steps.map((step) => (
            <Step key={step.number} step={step} eui={run.eui} />
          ))}
        </ol>
      )}
      {Object.keys(run.params).length > 0 && (
        <JsonView label={t("rpc.run.params")} value={run.params} />
      )}
      {run.console.length > 0 && (
        <pre className={css["json"]}>
          {run.console.map(({ level, text }) => `${level}: ${text}`).join("\n")}
        </pre>
      )}
    </section>
  );
}

type StepProps = { step: RpcRun["steps"][number]; eui: string };

function Step({ step, eui }: StepProps) {
  const { t } = useTranslation();
  const frame = stepsOf([{ dnMsg: step.content }])[0]?.frame;
  return (
    <li>
      <div className={css["step"]}>
        <span className="hint tabular">{step.number}</span>
        <StateChip sign={stepSigns[step.state]} label={t(`rpc.run.step.${step.state}`)} />
        <b>{t(`rpc.step.kind.${step.kind}`)}</b>
        {step.target !== eui && <EuiText value={step.target} />}
        {frame && (
          <span className="mono">
            {t("models.input.port")} {frame.port} · {frame.hex}
          </span>
        )}
        {step.at !== null && (
          <span className="hint">
            <Ago at={step.at} />
          </span>
        )}
      </div>
      {step.reason !== null && <div className="hint">{step.reason}</div>}
    </li>
  );
}
