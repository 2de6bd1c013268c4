import { useTranslation } from "react-i18next";

import type { Json } from "../../api/types";
import { cutMiddle } from "../../lib/payload";
import { microseconds } from "../../lib/units";
import { CopyButton } from "../actions/CopyButton";
import { EuiText } from "../values/EuiText";
import css from "./Rpc.module.css";
import { stepsOf, type Step } from "./steps";

type Props = {
  result: Json;
  /** No device was called, as in a test without one: steps say whom they would be for. */
  withoutDevice?: boolean;
};

/** Steps that are for a device, and not for people or the web. */
const isForDevice = ({ kind }: Step) => kind !== "notify" && kind !== "http";

/** The steps an RPC would take, in their order. */
export function StepList({ result, withoutDevice = false }: Props) {
  const { t } = useTranslation();
  const steps = stepsOf(result);
  if (steps.length === 0) return <p className="hint">{t("rpc.step.none")}</p>;
  return (
    <ol className={css["steps"]} aria-label={t("rpc.step.title")}>
      {steps.map((step) => (
        <li key={step.number}>
          <div className={css["step"]}>
            <span className="hint tabular">{step.number}</span>
            <b>{t(`rpc.step.kind.${step.kind}`)}</b>
            {step.target !== null && (
              <span>
                {t("rpc.step.to")} <EuiText value={step.target} />
              </span>
            )}
            {withoutDevice && step.target === null && isForDevice(step) && (
              <span className="hint">{t("rpc.step.called")}</span>
            )}
            {step.sleepMs > 0 && (
              <span className="hint">
                {t("rpc.step.after", { time: microseconds(step.sleepMs * 1000) })}
              </span>
            )}
          </div>
          <Content step={step} />
        </li>
      ))}
    </ol>
  );
}

type ContentProps = { step: Step };

function Content({ step: { frame, content } }: ContentProps) {
  const { t } = useTranslation();
  if (!frame) return <pre className={css["json"]}>{JSON.stringify(content, null, 2)}</pre>;
  return (
    <div className={css["frame"]}>
      <span>
        <span className="hint">{t("models.input.port")}</span> {frame.port}
      </span>
      <span className="mono">{cutMiddle(frame.hex, 32)}</span>
      <span className="hint">{t("rpc.step.bytes", { count: frame.hex.length / 2 })}</span>
      {frame.confirmed && <span className="hint">{t("rpc.step.confirmed")}</span>}
      <CopyButton text={frame.hex} label={t("rpc.step.copy")} />
    </div>
  );
}
