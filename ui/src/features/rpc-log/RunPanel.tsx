import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useRpcRun } from "../../api/rpc";
import { blocking } from "../../api/blocking";
import type { RpcRun } from "../../api/types";
import { usePreferences } from "../../state/preferences";
import { at } from "../../state/routes-at";
import { CopyButton } from "../../components/actions/CopyButton";
import { ErrorPanel } from "../../components/states/ErrorPanel";
import { EuiText } from "../../components/values/EuiText";
import { Facts } from "../../components/values/Facts";
import { Panel } from "../../components/page/Panel";
import { runSigns } from "../../components/rpc/run-words";
import { RunView } from "../../components/rpc/RunView";
import { StateSign } from "../../components/values/StateChip";
import { absolute } from "../../lib/time";
import css from "./RpcLog.module.css";

type Props = {
  id: string;
  /** As far as the list knows it; absent: it is further back, or the filters hide it. */
  run: RpcRun | undefined;
  onClose: () => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
};

/** One call: what it was given, its steps with bytes and acknowledgements, and its result. */
export function RunPanel({ id, run: known, ...walk }: Props) {
  const stored = useRpcRun(known ? "" : id);
  const run = known ?? stored.data;
  const error = known ? null : blocking(stored);
  const frame = { testId: "panel-run", ...walk };
  if (error || !run) {
    return (
      <Panel {...frame} title={<span className="mono">{id}</span>}>
        {error && <ErrorPanel error={error} onRetry={() => void stored.refetch()} />}
      </Panel>
    );
  }
  return (
    <Panel
      {...frame}
      sign={<StateSign sign={runSigns[run.state]} />}
      title={run.name}
      subtitle={
        <Link to={`${at.devices}/${run.eui}/rpc`}>
          {run.device_name || <EuiText value={run.eui} />}
        </Link>
      }
    >
      <div className={css["panel"]}>
        <About run={run} />
        <RunView bare run={run} />
      </div>
    </Panel>
  );
}

type RunProps = { run: RpcRun };

function About({ run }: RunProps) {
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  return (
    <Facts
      items={[
        [t("frames.time"), absolute(run.at, zone, true)],
        [t("rpcLog.changed"), absolute(run.updated_at, zone, true)],
        [
          t("rpc.tab.method"),
          <Link key="method" to={`${at.rpcModels}/${run.rpc_id}`}>
            <code>{run.method}</code>
          </Link>,
        ],
        [
          t("common.eui"),
          <Fragment key="eui">
            <EuiText value={run.eui} />
            <CopyButton text={run.eui} label={t("devices.copyEui")} />
          </Fragment>,
        ],
        [t("rpcLog.source"), t(`rpc.run.origin.${run.origin}`)],
        [t("rpcLog.operator"), <Operator key="operator" run={run} />],
      ]}
    />
  );
}

/** Who asked for it; a record that did is a link. */
function Operator({ run: { origin, operator, operator_name } }: RunProps) {
  const { t } = useTranslation();
  const [record] = operator.split("/");
  if (operator === "") return "—";
  if (origin === "trigger") {
    return (
      <Link to={`${at.triggerModels}/${operator}`}>{operator_name ?? t("rpcLog.openTrigger")}</Link>
    );
  }
  if (origin === "execution") {
    return (
      <Link to={`${at.deviceExecutions}/${record}/runs`}>
        {operator_name ?? t("rpcLog.openExecution")}
      </Link>
    );
  }
  return operator;
}
