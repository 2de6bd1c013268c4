import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useList } from "../../api/list";
import { paths } from "../../api/queries";
import type { LiveEvent, Message, ThingModel } from "../../api/types";
import { usePreferences } from "../../state/preferences";
import { useListState } from "../../state/url-state";
import { deviceField } from "../../components/grid/filters/DeviceFilter";
import { periodField } from "../../components/grid/filters/PeriodFilter";
import { TableExport } from "../../components/grid/TableExport";
import { LiveLog } from "../../components/live/LiveLog";
import { useLiveRows } from "../../components/live/use-live-rows";
import { Split } from "../../components/page/Panel";
import { GonePanel } from "./GonePanel";
import { matchesMessage } from "../../components/frames/match";
import { MESSAGE_KINDS, messageColumns } from "./message-columns";
import { MessagePanel, messageTab } from "./MessagePanel";
import { portField } from "./PortFilter";
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
    () => [deviceField(t, state), portField(t, state), periodField(t, zone, state)],
    [t, zone, state],
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
        <LiveLog<Message>
          id="as"
          label={t("network.as")}
          columns={columns}
          live={live}
          rowKey={keyOf}
          selectedKey={selected.id}
          onSelect={(message) => selected.open(message.id)}
          isBad={(message) => message.parse.some((result) => !result.ok)}
          state={state}
          views="as-data"
          placeholder={t("network.searchMessages")}
          filters={offered}
          fields={fields}
          file={file}
          emptyTitle={t("network.emptyMessages")}
          emptyText={t("network.emptyMessagesText")}
        />
      }
    />
  );
}
