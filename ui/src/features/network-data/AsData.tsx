import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useList } from "../../api/list";
import { paths } from "../../api/queries";
import type { LiveEvent, Message, ThingModel } from "../../api/types";
import { usePreferences } from "../../state/preferences";
import { useListState } from "../../state/url-state";
import { EmptyState } from "../../components/states/EmptyState";
import { FilterBar } from "../../components/grid/filters/FilterBar";
import { NoMatch } from "../../components/grid/NoMatch";
import { DeviceFilter } from "../../components/grid/filters/DeviceFilter";
import { PeriodFilter, periodText } from "../../components/grid/filters/PeriodFilter";
import { TableExport } from "../../components/grid/TableExport";
import { LiveList } from "../../components/live/LiveList";
import { useLiveRows } from "../../components/live/use-live-rows";
import { Split } from "../../components/page/Panel";
import { GonePanel } from "./GonePanel";
import { matchesMessage } from "../../components/frames/match";
import { MESSAGE_KINDS, messageColumns } from "./message-columns";
import { MessagePanel, messageTab } from "./MessagePanel";
import { PortFilter } from "./PortFilter";
import { useSelectedRow } from "./use-selected-row";

const filterNames = [
  "q",
  "direction",
  "kind",
  "f_port",
  "thing_model",
  "eui",
  "from",
  "to",
] as const;
const pick = (event: LiveEvent) => (event.type === "message" ? event.message : null);
const keyOf = (message: Message) => message.id;
const timeOf = (message: Message) => message.at;

/** Messages between the network server and the applications. */
export function AsData() {
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  const state = useListState(filterNames, "");
  const models = useList<ThingModel>("thing-models", paths.thingModels, { sort: "name" });
  const columns = useMemo(() => messageColumns(t, zone), [t, zone]);
  const { filters } = state;
  // Stands still while messages come in.
  const offered = useMemo(
    () => [
      {
        name: "direction",
        label: t("frames.direction"),
        options: [
          { value: "up", label: `↑ ${t("frames.up")}` },
          { value: "dn", label: `↓ ${t("frames.down")}` },
        ],
      },
      {
        name: "kind",
        label: t("frames.type"),
        options: MESSAGE_KINDS.map((value) => ({ value, label: value })),
      },
      {
        name: "thing_model",
        label: t("network.parse"),
        options: models.rows.map((model) => ({ value: model.id, label: model.name })),
        isPending: models.isPending,
      },
    ],
    [t, models.rows, models.isPending],
  );
  const fields = useMemo(
    () => [
      {
        names: ["eui"],
        label: t("frames.device"),
        field: <DeviceFilter state={state} />,
        shown: filters["eui"] ?? "",
      },
      {
        names: ["f_port"],
        label: t("frames.fPort"),
        field: <PortFilter state={state} />,
        shown: filters["f_port"] ?? "",
      },
      {
        names: ["from", "to"],
        label: t("grid.period"),
        field: <PeriodFilter state={state} />,
        shown: periodText(filters, zone),
      },
    ],
    [t, zone, filters, state],
  );
  const file = useMemo(() => <TableExport kind="messages" query={state.query} />, [state.query]);
  const match = useCallback((message: Message) => matchesMessage(filters, message), [filters]);
  const live = useLiveRows<Message>({
    resource: "messages",
    path: paths.messages,
    query: state.query,
    topic: "message",
    pick,
    match,
    rowKey: keyOf,
    rowTime: timeOf,
  });
  const selected = useSelectedRow("as", live);
  const close = () => selected.open(null);

  return (
    <Split
      onMask={close}
      panel={
        selected.id === undefined ? undefined : selected.row ? (
          <MessagePanel
            message={selected.row}
            tab={messageTab(selected.tab)}
            onTab={selected.setTab}
            onClose={close}
            onPrevious={selected.onPrevious}
            onNext={selected.onNext}
          />
        ) : (
          <GonePanel waiting={live.history.isPending} onClose={close} />
        )
      }
      list={
        <LiveList<Message>
          id="as"
          label={t("network.as")}
          columns={columns}
          sought={filters["q"]}
          live={live}
          rowKey={keyOf}
          selectedKey={selected.id}
          onSelect={(message) => selected.open(message.id)}
          isBad={(message) => message.parse.some((result) => !result.ok)}
          filters={
            <FilterBar
              state={state}
              views="as-data"
              placeholder={t("network.searchMessages")}
              filters={offered}
              fields={fields}
              extra={file}
            />
          }
          empty={
            Object.keys(filters).length > 0 ? (
              <NoMatch onClear={state.clear} />
            ) : (
              <EmptyState
                title={t("network.emptyMessages")}
                text={t("network.emptyMessagesText")}
              />
            )
          }
        />
      }
    />
  );
}
