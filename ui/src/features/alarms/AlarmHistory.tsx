import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { alarmPaths } from "../../api/alarms";
import { useLogList } from "../../api/list";
import type { AlarmLogEntry } from "../../api/types";
import { at } from "../../state/routes-at";
import { useListState } from "../../state/url-state";
import { alarmEvents, levels } from "../../components/values/alarm-words";
import { DataGrid } from "../../components/grid/DataGrid";
import { DeviceFilter } from "../../components/grid/filters/DeviceFilter";
import { FilterBar } from "../../components/grid/filters/FilterBar";
import { PeriodFilter } from "../../components/grid/filters/PeriodFilter";
import { TableExport } from "../../components/grid/TableExport";
import { EmptyLog } from "../../components/grid/EmptyLog";
import { EmptyState } from "../../components/states/EmptyState";
import { historyColumns } from "./columns";

const filterNames = ["q", "level", "event", "eui", "from", "to"] as const;
const keyOf = (row: AlarmLogEntry) => row.id;

/** What happened to alarms, newest first. */
export function AlarmHistory() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const state = useListState(filterNames, "");
  const source = useLogList<AlarmLogEntry>("alarm-history", alarmPaths.history, state.query);
  const columns = useMemo(() => historyColumns(t), [t]);
  // Stands still while alarms come and go.
  const filters = useMemo(
    () => [
      {
        name: "level",
        label: t("alarms.level"),
        options: levels.map((value) => ({ value, label: t(`alarms.levels.${value}`) })),
      },
      {
        name: "event",
        label: t("alarms.event"),
        options: alarmEvents.map((value) => ({ value, label: t(`alarms.events.${value}`) })),
      },
    ],
    [t],
  );
  const others = useMemo(
    () => (
      <>
        <DeviceFilter state={state} />
        <PeriodFilter state={state} />
      </>
    ),
    [state],
  );
  const file = useMemo(
    () => <TableExport kind="alarm-history" query={state.query} />,
    [state.query],
  );
  return (
    <DataGrid<AlarmLogEntry>
      id="alarm-history"
      label={t("alarms.history")}
      columns={columns}
      source={source}
      rowKey={keyOf}
      state={state}
      ownExport
      onOpen={(row) => void navigate(`${at.devices}/${row.eui}`)}
      filters={
        <FilterBar
          state={state}
          views="alarm-history"
          placeholder={t("alarms.searchHistory")}
          filters={filters}
          after={others}
          extra={file}
        />
      }
      empty={<EmptyState title={t("alarms.historyEmpty")} text={t("alarms.historyEmptyText")} />}
      searching={source.hasMore ? <EmptyLog source={source} /> : undefined}
      countText={(count) =>
        t(source.hasMore ? "alarms.eventsSoFar" : "alarms.eventsAll", { count })
      }
    />
  );
}
