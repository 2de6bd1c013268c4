import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { TriggerModel } from "../../api/types";
import { at } from "../../state/routes-at";
import { useSaid } from "../values/said";
import { StateChip } from "../values/StateChip";
import { Ago } from "../values/TimeText";

type Props = { failed: NonNullable<TriggerModel["failed_actions"]> };

/** How many of a trigger's RPCs failed, why the last one did, and its run. */
export function FailedActions({ failed }: Props) {
  const { t } = useTranslation();
  const said = useSaid();
  const { count, eui, method, run_id } = failed;
  const reason = said(failed.reason_said, failed.reason);
  const sign = <StateChip sign="error" label={t("trigger.failedActionsOf", { count })} />;
  return (
    <span title={t("trigger.lastFailed", { method, device: eui, reason })}>
      {run_id === null ? sign : <Link to={`${at.rpcLog}/${run_id}`}>{sign}</Link>}{" "}
      <span className="hint">
        <Ago at={failed.at} />
      </span>
    </span>
  );
}
