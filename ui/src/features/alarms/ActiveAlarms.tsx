import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";

import { alarmPaths, useAlarm } from "../../api/alarms";
import { allMatching, useList } from "../../api/list";
import type { Alarm } from "../../api/types";
import { useCommand } from "../../state/commands/commands";
import { at } from "../../state/routes-at";
import { useListState } from "../../state/url-state";
import { levels } from "../../components/values/alarm-words";
import { EmptyState } from "../../components/states/EmptyState";
import { BulkBar } from "../../components/grid/BulkBar";
import { DataGrid } from "../../components/grid/DataGrid";
import { DeviceFilter } from "../../components/grid/filters/DeviceFilter";
import { FilterBar } from "../../components/grid/filters/FilterBar";
import { useTableExport } from "../../components/grid/use-table-export";
import { neighbours } from "../../components/grid/neighbours";
import { selectionSize, useSelection } from "../../components/grid/selection";
import { Split } from "../../components/page/Panel";
import { toastFailed } from "../../components/messages/toast";
import { WriteButton } from "../../components/actions/WriteButton";
import { AlarmPanel } from "./AlarmPanel";
import { alarmColumns } from "./columns";
import { HandleDialog, type Handling } from "./HandleDialog";

const filterNames = ["q", "level", "acknowledged", "eui"] as const;
const keyOf = (row: Alarm) => row.id;

type Props = { id: string | undefined };

/** What is wrong with devices now; people say that they have seen it, or that it is over. */
export function ActiveAlarms({ id }: Props) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const state = useListState(filterNames, "-last_trigger_time");
  const source = useList<Alarm>("alarms", alarmPaths.alarms, state.query);
  // The list may show it further down, or not at all.
  const listed = source.rows.find((row) => row.id === id);
  const alone = useAlarm(source.isPending || listed ? undefined : id);
  const selection = useSelection();
  const [handling, setHandling] = useState<(Handling & { selected: boolean }) | null>(null);
  const file = useTableExport("alarms", state.query);
  const columns = useMemo(() => alarmColumns(t, i18n.language), [t, i18n.language]);
  // Stands still while alarms come and go.
  const filters = useMemo(
    () => [
      {
        name: "level",
        label: t("alarms.level"),
        options: levels.map((value) => ({ value, label: t(`alarms.levels.${value}`) })),
      },
      {
        name: "acknowledged",
        label: t("alarms.acknowledged"),
        options: [
          { value: "false", label: t("common.no") },
          { value: "true", label: t("common.yes") },
        ],
      },
    ],
    [t],
  );
  const ofDevice = useMemo(() => <DeviceFilter state={state} />, [state]);
  const open = (key: string | null) =>
    void navigate({
      pathname: [at.alarms, "active", key].filter(Boolean).join("/"),
      search: params.toString(),
    });
  const ask = (kind: Handling["kind"], ids: readonly string[]) =>
    setHandling({ kind, ids, selected: false });

  async function askSelected(kind: Handling["kind"]): Promise<void> {
    const { selection: now } = selection;
    if (now.kind === "keys") return setHandling({ kind, ids: [...now.keys], selected: true });
    try {
      const all = await allMatching<Alarm>(alarmPaths.alarms, state.query, keyOf);
      setHandling({ kind, ids: all.filter((key) => !now.except.has(key)), selected: true });
    } catch (error) {
      toastFailed(t("errors.failed"), error);
    }
  }

  function done() {
    const wasSelected = handling?.selected === true && handling.kind === "acknowledge";
    const before = selection.selection;
    if (handling?.selected) selection.clear();
    setHandling(null);
    return wasSelected
      ? { label: t("grid.restoreSelection"), run: () => selection.restore(before) }
      : undefined;
  }

  const isSelected = selectionSize(selection.selection, source.total) > 0;
  const none = isSelected || id !== undefined ? undefined : t("alarms.chooseFirst");
  const act = (kind: Handling["kind"]) => {
    if (isSelected) void askSelected(kind);
    else if (id !== undefined) ask(kind, [id]);
  };
  useCommand({
    id: "alarms-acknowledge",
    title: t("alarms.acknowledge"),
    keys: "a",
    writes: true,
    disabledReason: none,
    run: () => act("acknowledge"),
  });
  useCommand({
    id: "alarms-clear",
    title: t("alarms.clear"),
    keys: "c",
    writes: true,
    disabledReason: none,
    run: () => act("clear"),
  });

  return (
    <>
      <Split
        onMask={() => open(null)}
        panel={
          id === undefined ? undefined : (
            <AlarmPanel
              id={id}
              alarm={listed ?? alone.data ?? undefined}
              waiting={source.isPending || alone.isLoading}
              error={alone.error}
              onRetry={() => void alone.refetch()}
              onHandle={ask}
              onClose={() => open(null)}
              {...neighbours(source.rows, keyOf, id, open)}
            />
          )
        }
        list={
          <DataGrid<Alarm>
            id="alarms"
            label={t("alarms.active")}
            columns={columns}
            source={source}
            rowKey={keyOf}
            state={state}
            selection={selection}
            openKey={id}
            onOpen={(row) => open(row.id)}
            rowMenu={(row) => [
              {
                key: "acknowledge",
                label: t("alarms.acknowledge"),
                writes: true,
                onSelect: () => ask("acknowledge", [row.id]),
              },
              {
                key: "clear",
                label: t("alarms.clear"),
                writes: true,
                danger: true,
                onSelect: () => ask("clear", [row.id]),
              },
              "divider",
              {
                key: "device",
                label: t("devices.openDevice"),
                onSelect: () => void navigate(`${at.devices}/${row.eui}`),
              },
              {
                key: "only",
                label: t("alarms.onlyDevice"),
                onSelect: () => state.setFilter("eui", row.eui),
              },
            ]}
            bulk={
              !isSelected ? undefined : (
                <BulkBar model={selection} total={source.total}>
                  <WriteButton size="small" onClick={() => void askSelected("acknowledge")}>
                    {t("alarms.acknowledge")}
                  </WriteButton>
                  <WriteButton size="small" danger onClick={() => void askSelected("clear")}>
                    {t("alarms.clear")}
                  </WriteButton>
                </BulkBar>
              )
            }
            filters={
              <FilterBar
                state={state}
                views="alarms"
                placeholder={t("alarms.search")}
                filters={filters}
                after={ofDevice}
              />
            }
            empty={<EmptyState title={t("alarms.empty")} text={t("alarms.emptyText")} />}
            countText={(count) => t("alarms.count", { count })}
            onWorkbook={() => void (file.busy || file.save("xlsx"))}
          />
        }
      />
      {handling && (
        <HandleDialog handling={handling} onClose={() => setHandling(null)} onDone={done} />
      )}
    </>
  );
}
