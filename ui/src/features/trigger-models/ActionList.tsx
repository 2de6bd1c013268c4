import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useModelChoice } from "../../api/choices";
import type { Json } from "../../api/types";
import { at } from "../../state/routes-at";
import css from "../../components/rpc/Rpc.module.css";
import { EuiText } from "../../components/values/EuiText";
import { StateChip } from "../../components/values/StateChip";
import { microseconds } from "../../lib/units";
import { planOf } from "./actions";
import { NotMounted } from "./NotMounted";

type Props = {
  result: Json;
  /** The device of the test; empty: its state was typed. */
  eui: string;
};

/** The RPCs a trigger would run, in their order, with the check whether they could. */
export function ActionList({ result, eui }: Props) {
  const { t } = useTranslation();
  const rpcs = useModelChoice("rpc-models", true);
  const plan = planOf(result);
  if (plan === null) return <p className="hint">{t("trigger.nothing")}</p>;
  return (
    <>
      <p>
        {plan.delayMs > 0
          ? t("trigger.later", { time: microseconds(plan.delayMs * 1000) })
          : t("trigger.atOnce")}
      </p>
      {plan.abortPrevious && <p className="hint">{t("trigger.abort")}</p>}
      <ol className={css["steps"]} aria-label={t("trigger.actions")}>
        {plan.actions.map((action) => {
          const { method } = action;
          const model = rpcs.data?.find((one) => one.id_name === method || one.id === method);
          const target = action.target ?? eui;
          return (
            <li key={action.number}>
              <div className={css["step"]}>
                <span className="hint tabular">{action.number}</span>
                {model ? (
                  <Link to={`${at.rpcModels}/${model.id}`}>
                    <b className="mono">{method}</b>
                  </Link>
                ) : (
                  <b className="mono">{method}</b>
                )}
                <span>
                  {t("trigger.on")}{" "}
                  {action.target === null ? t("trigger.own") : <EuiText value={action.target} />}
                </span>
                {model && target !== "" && <NotMounted model={model} eui={target} />}
                {rpcs.data && !model && (
                  <StateChip sign="warning" label={t("trigger.unknownMethod")} />
                )}
              </div>
              {Object.keys(action.params).length > 0 && (
                <pre className={css["json"]}>{JSON.stringify(action.params, null, 2)}</pre>
              )}
            </li>
          );
        })}
      </ol>
    </>
  );
}
