import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { Frame } from "../../api/types";
import { usePreferences } from "../../state/preferences";
import { useListState } from "../../state/url-state";
import { frameColumns } from "../../components/frames/frame-columns";
import { frameKey, useFrames } from "../../components/frames/use-frames";
import {
  KIND_CHOICES,
  kindWord,
  VERDICTS,
  verdictSign,
  verdictWord,
} from "../../components/frames/words";
import { periodField } from "../../components/grid/filters/PeriodFilter";
import { TableExport } from "../../components/grid/TableExport";
import { LiveLog } from "../../components/live/LiveLog";
import { Split } from "../../components/page/Panel";
import { AddressFilter } from "./AddressFilter";
import { FramePanel, frameTab } from "./FramePanel";
import { GonePanel } from "./GonePanel";
import { matchesFrame } from "../../components/frames/match";
import { portField } from "./PortFilter";
import { useGatewayChoices } from "./use-gateway-choices";
import { useSelectedRow } from "./use-selected-row";

const filterNames = [
  "q",
  "direction",
  "kind",
  "ack",
  "f_port",
  "verdict",
  "gateway",
  "dev_eui",
  "dev_addr",
  "from",
  "to",
] as const;

/** Frames as gateways heard and sent them. */
export function NsData() {
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  const state = useListState(filterNames, "");
  const gateways = useGatewayChoices();
  const columns = useMemo(() => frameColumns(t, zone, true), [t, zone]);
  const { filters } = state;
  // Stands still while frames come in.
  const offered = useMemo(
    () => [
      {
        name: "direction",
        label: t("frames.direction"),
        options: [
          { value: "up", label: `↑ ${t("frames.up")}` },
          { value: "down", label: `↓ ${t("frames.down")}` },
        ],
      },
      {
        name: "kind",
        label: t("frames.type"),
        options: KIND_CHOICES.map((kinds) => ({
          value: kinds.join(),
          label: kindWord(kinds[0], t),
        })),
      },
      {
        name: "verdict",
        label: t("frames.verdict"),
        options: VERDICTS.map((value) => ({ value, label: verdictWord(value, t) })),
      },
    ],
    [t],
  );
  const more = useMemo(
    () => [
      {
        name: "ack",
        label: t("frames.ack"),
        options: [
          { value: "true", label: t("frames.withAck") },
          { value: "false", label: t("frames.withoutAck") },
        ],
      },
      {
        name: "gateway",
        label: t("frames.gateway"),
        options: gateways,
      },
    ],
    [t, gateways],
  );
  const fields = useMemo(
    () => [
      {
        names: ["dev_eui", "dev_addr"],
        label: t("network.address"),
        field: <AddressFilter state={state} />,
        shown: filters["dev_eui"] ?? filters["dev_addr"] ?? "",
      },
      portField(t, state),
      periodField(t, zone, state),
    ],
    [t, zone, filters, state],
  );
  const file = useMemo(() => <TableExport kind="frames" query={state.query} />, [state.query]);
  const match = useCallback((frame: Frame) => matchesFrame(filters, frame), [filters]);
  const live = useFrames(state.query, match);
  const selected = useSelectedRow("ns", live);
  const close = () => selected.open(null);

  return (
    <Split
      onMask={close}
      panel={
        selected.id === undefined ? undefined : selected.row ? (
          <FramePanel
            frame={selected.row}
            tab={frameTab(selected.tab)}
            onTab={selected.setTab}
            onOpen={selected.open}
            onClose={close}
            onPrevious={selected.onPrevious}
            onNext={selected.onNext}
          />
        ) : (
          <GonePanel waiting={live.history.isPending} onClose={close} />
        )
      }
      list={
        <LiveLog<Frame>
          id="ns"
          label={t("network.ns")}
          columns={columns}
          live={live}
          rowKey={frameKey}
          selectedKey={selected.id}
          onSelect={(frame) => selected.open(frame.id)}
          isBad={(frame) => verdictSign(frame) === "error"}
          state={state}
          views="ns-data"
          placeholder={t("network.searchFrames")}
          filters={offered}
          more={more}
          fields={fields}
          file={file}
          emptyTitle={t("network.emptyFrames")}
          emptyText={t("network.emptyFramesText")}
        />
      }
    />
  );
}
