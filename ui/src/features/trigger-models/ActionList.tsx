import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useList } from "../../api/list";
import { listPath } from "../../api/models";
import type { Json, RpcModel } from "../../api/types";
import { at } from "../../app/routes-at";
import { EuiText } from "../../components/values/EuiText";
import css from "../../components/rpc/Rpc.module.css";
import { StateChip } from "../../components/values/StateChip";
import { microseconds } from "../../lib/units";
import { planOf } from "./actions";

type Props = { result: Json };

/** The RPCs a trigger would run, in their order, with the check whether they exist. */
export function ActionList({ result }: Props) {
  const { t } = useTranslation();
  const rpcs = useList<RpcModel>("rpc-models", listPath("rpc-models"), { sort: "name" });
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
          const model = rpcs.rows.find((one) => one.id_name === action.method);
          return (
            <li key={action.number}>
              <div className={css["step"]}>
                <span className="hint tabular">{action.number}</span>
                {model ? (
                  <Link to={`${at.rpcModels}/${model.id}`}>
                    <b className="mono">{action.method}</b>
                  </Link>
                ) : (
                  <b className="mono">{action.method}</b>
                )}
                <span>
                  {t("trigger.on")}{" "}
                  {action.target === null ? t("trigger.own") : <EuiText value={action.target} />}
                </span>
                {!rpcs.isPending && !model && (
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
