import type { TFunction } from "i18next";

import type { RpcRun } from "../../api/types";
import { EuiText } from "../../components/values/EuiText";
import type { Column } from "../../components/grid/types";
import { EUI_WIDTH } from "../../components/grid/widths";
import { runSigns } from "../../components/rpc/run-words";
import { saidText } from "../../components/values/said";
import { StateChip } from "../../components/values/StateChip";
import { clock, type Zone } from "../../lib/time";
import { levelOf, levelSigns } from "./words";

export function runColumns(t: TFunction, zone: Zone): Column<RpcRun>[] {
  const resultOf = (run: RpcRun) => saidText(t, zone, run.result_said, run.result);
  return [
    {
      id: "at",
      title: t("frames.time"),
      width: 130,
      render: (run) => <span className="tabular">{clock(run.at, zone)}</span>,
      text: (run) => run.at,
    },
    {
      id: "level",
      title: t("rpcLog.level"),
      width: 92,
      render: (run) => (
        <StateChip sign={levelSigns[levelOf(run)]} label={t(`rpcLog.levels.${levelOf(run)}`)} />
      ),
      text: (run) => levelOf(run),
    },
    {
      id: "method",
      title: t("rpc.tab.method"),
      width: 170,
      flex: true,
      render: (run) => (
        <span title={run.method}>
          {run.name} <span className="mono hint">{run.method}</span>
        </span>
      ),
      text: (run) => run.method,
    },
    {
      id: "device",
      title: t("frames.device"),
      width: EUI_WIDTH,
      flex: true,
      render: (run) => (
        <span title={run.eui}>{run.device_name || <EuiText value={run.eui} />}</span>
      ),
      text: (run) => run.eui,
    },
    {
      id: "origin",
      title: t("rpcLog.source"),
      width: 120,
      render: (run) => <span>{t(`rpc.run.origin.${run.origin}`)}</span>,
      text: (run) => run.origin,
    },
    {
      id: "operator",
      title: t("rpcLog.operator"),
      width: 130,
      render: (run) => (
        <span title={run.operator}>{run.operator_name ?? (run.operator || "—")}</span>
      ),
      text: (run) => run.operator_name ?? run.operator,
    },
    {
      id: "state",
      title: t("rpcLog.state"),
      width: 116,
      render: (run) => (
        <StateChip sign={runSigns[run.state]} label={t(`rpc.run.state.${run.state}`)} />
      ),
      text: (run) => run.state,
    },
    {
      id: "result",
      title: t("rpcLog.result"),
      width: 180,
      flex: true,
      render: (run) => <span title={resultOf(run)}>{resultOf(run)}</span>,
      text: resultOf,
    },
  ];
}
