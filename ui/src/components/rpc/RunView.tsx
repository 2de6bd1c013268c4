import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useCancelRun } from "../../api/rpc";
import type { RpcRun } from "../../api/types";
import { at } from "../../state/routes-at";
import { microseconds } from "../../lib/units";
import { CopyButton } from "../actions/CopyButton";
import { EuiText } from "../values/EuiText";
import { JsonView } from "../values/JsonView";
import { useSaid } from "../values/said";
import { StateChip } from "../values/StateChip";
import { Ago, Clock } from "../values/TimeText";
import { toastFailed } from "../messages/toast";
import { WriteButton } from "../actions/WriteButton";
import css from "./Rpc.module.css";
import { isOpen, runSigns, stepSigns, wordOf } from "./run-words";
import { stepsOf } from "./steps";

type Props = {
  run: RpcRun;
  /** When, by what and by whom is said elsewhere. */
  bare?: boolean;
};

/** One call with its steps, as far as they have come. */
export function RunView({ run, bare = false }: Props) {
  const { t } = useTranslation();
  const said = useSaid();
  const cancel = useCancelRun();
  return (
    <section className={css["run"]} aria-label={t("rpc.run.title")}>
      <div className={css["step"]}>
        <StateChip sign={runSigns[run.state]} label={t(`rpc.run.state.${wordOf(run)}`)} />
        <span>{said(run.result_said, run.result)}</span>
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
      {!bare && (
        <div className="hint">
          <Clock at={run.at} /> · {t(`rpc.run.origin.${run.origin}`)}
          {run.operator !== "" && ` · ${run.operator_name ?? run.operator}`}
        </div>
      )}
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
          {run.console
            .map(({ level, text, text_said }) => `${level}: ${said(text_said, text)}`)
            .join("\n")}
        </pre>
      )}
    </section>
  );
}

type StepProps = { step: RpcRun["steps"][number]; eui: string };

function Step({ step, eui }: StepProps) {
  const { t } = useTranslation();
  const said = useSaid();
  const frame = stepsOf([{ dnMsg: step.content }])[0]?.frame;
  return (
    <li>
      <div className={css["step"]}>
        <span className="hint tabular">{step.number}</span>
        <StateChip sign={stepSigns[step.state]} label={t(`rpc.run.step.${step.state}`)} />
        <b>{t(`rpc.step.kind.${step.kind}`)}</b>
        {step.target !== eui && <EuiText value={step.target} />}
        {step.sleep_ms > 0 && (
          <span className="hint">
            {t("rpc.step.after", { time: microseconds(step.sleep_ms * 1000) })}
          </span>
        )}
        {step.at !== null && (
          <span className="hint">
            <Ago at={step.at} />
          </span>
        )}
      </div>
      {frame ? (
        <div className={css["frame"]}>
          <span>
            <span className="hint">{t("models.input.port")}</span> {frame.port}
          </span>
          <span className="mono">{frame.hex}</span>
          <span className="hint">{t("rpc.step.bytes", { count: frame.hex.length / 2 })}</span>
          {step.confirmed && <span className="hint">{t("rpc.step.confirmed")}</span>}
          <CopyButton text={frame.hex} label={t("rpc.step.copy")} />
        </div>
      ) : (
        step.content !== null && (
          <details>
            <summary className="hint">{t("rpc.step.content")}</summary>
            <pre className={css["json"]}>{JSON.stringify(step.content, null, 2)}</pre>
          </details>
        )
      )}
      {(step.f_cnt !== null || step.gateway !== null) && (
        <div className={css["frame"]}>
          {step.f_cnt !== null && (
            <span className="hint">{t("rpc.step.counter", { counter: step.f_cnt })}</span>
          )}
          {step.gateway !== null && (
            <span>
              <span className="hint">{t("rpc.step.gateway")}</span>{" "}
              <Link to={`${at.gateways}/${step.gateway}`}>
                <EuiText value={step.gateway} />
              </Link>
            </span>
          )}
        </div>
      )}
      {step.reason !== null && <div className="hint">{said(step.reason_said, step.reason)}</div>}
    </li>
  );
}
