import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";

import type { RpcRun } from "../../api/types";
import { usePreferences } from "../../state/preferences";
import { at } from "../../state/routes-at";
import { useListState } from "../../state/url-state";
import { deviceField } from "../../components/grid/filters/DeviceFilter";
import type { FilterDef } from "../../components/grid/filters/filter";
import { neighbours } from "../../components/grid/neighbours";
import { periodField } from "../../components/grid/filters/PeriodFilter";
import { TableExport } from "../../components/grid/TableExport";
import { LiveLog } from "../../components/live/LiveLog";
import { Page } from "../../components/page/Page";
import { Split } from "../../components/page/Panel";
import { runColumns } from "./columns";
import { RunPanel } from "./RunPanel";
import { runKey, useRunRows, useSpokenQuery } from "./use-run-rows";
import { levelOf, origins, states } from "./words";

const filterNames = ["q", "state", "origin", "rpc", "eui", "from", "to"] as const;

/** Every command that was called, whoever asked for it, and what became of it. */
export function RpcLogPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { id } = useParams();
  const [params] = useSearchParams();
  const zone = usePreferences((all) => all.zone);
  const state = useListState(filterNames, "");
  const columns = useMemo(() => runColumns(t, zone), [t, zone]);
  const query = useSpokenQuery(state.query);
  const live = useRunRows(query);
  const { rpc } = state.filters;
  // Stands still while calls come in.
  const offered = useMemo(
    (): FilterDef[] => [
      {
        name: "state",
        label: t("rpcLog.state"),
        options: states.map((value) => ({ value, label: t(`rpc.run.state.${value}`) })),
      },
      {
        name: "origin",
        label: t("rpcLog.source"),
        options: origins.map((value) => ({ value, label: t(`rpc.run.origin.${value}`) })),
      },
      // Links from other pages set it; here it can only be taken away.
      ...(rpc ? [{ name: "rpc", label: t("rpc.tab.method"), options: [] }] : []),
    ],
    [t, rpc],
  );
  const fields = useMemo(
    () => [deviceField(t, state), periodField(t, zone, state)],
    [t, zone, state],
  );
  const file = useMemo(() => <TableExport kind="rpc-runs" query={query} />, [query]);
  const open = (key: string | null) =>
    void navigate(
      {
        pathname: [at.rpcLog, key].filter(Boolean).join("/"),
        search: params.toString(),
      },
      { replace: true },
    );

  return (
    <Page title={t("nav.rpcLog")} group={t("nav.logs")}>
      <Split
        onMask={() => open(null)}
        panel={
          id === undefined ? undefined : (
            <RunPanel
              key={id}
              id={id}
              run={live.rows.find((run) => run.id === id)}
              onClose={() => open(null)}
              {...neighbours(live.rows, runKey, id, open)}
            />
          )
        }
        list={
          <LiveLog<RpcRun>
            id="rpc-log"
            label={t("nav.rpcLog")}
            columns={columns}
            live={live}
            rowKey={runKey}
            selectedKey={id}
            onSelect={(run) => open(run.id)}
            isBad={(run) => levelOf(run) === "error"}
            state={state}
            views="rpc-log"
            placeholder={t("rpcLog.search")}
            filters={offered}
            fields={fields}
            file={file}
            emptyTitle={t("rpcLog.empty")}
            emptyText={t("rpcLog.emptyText")}
          />
        }
      />
    </Page>
  );
}
