import type { TFunction } from "i18next";

import type { Message, MessageKind } from "../../api/types";
import { counterColumns, timeColumn } from "../../components/frames/common-columns";
import { EuiText } from "../../components/values/EuiText";
import type { Column } from "../../components/grid/types";
import { EUI_WIDTH } from "../../components/grid/widths";
import { saidNow } from "../../components/values/said";
import { StateChip } from "../../components/values/StateChip";
import { sentText } from "../../lib/payload";
import type { Zone } from "../../lib/time";
import { NOTHING } from "../../lib/units";
import css from "./Network.module.css";

/** What a message can be, in the words of the AS messages. */
export const MESSAGE_KINDS: readonly MessageKind[] = [
  "data",
  "dataAll",
  "ackSeq",
  "ackTx",
  "dataClear",
];

/** An acknowledgement that says that a downlink failed. */
const isFailure = ({ direction, content }: Message) => direction === "ack" && content["seq"] === -1;

/** What an acknowledgement says: `OK`, or why the downlink failed. */
const ackText = ({ content }: Message) =>
  typeof content["msg"] === "string" ? content["msg"] : "";

const arrows = { up: "↑", dn: "↓", ack: "✓" } as const;

/** The sign of a message's way. */
export const arrowOf = (message: Message) => (isFailure(message) ? "✕" : arrows[message.direction]);

/** Columns of the application layer's messages. */
export function messageColumns(t: TFunction, zone: Zone): Column<Message>[] {
  const ways = { up: t("frames.up"), dn: t("frames.down"), ack: t("network.ack") } as const;
  return [
    timeColumn(t, zone),
    {
      id: "direction",
      title: "",
      label: t("frames.direction"),
      width: 28,
      render: (row) => (
        <span role="img" aria-label={ways[row.direction]} title={ways[row.direction]}>
          {arrowOf(row)}
        </span>
      ),
      text: (row) => row.direction,
    },
    {
      id: "kind",
      title: t("frames.type"),
      width: 76,
      render: (row) => row.kind,
      text: (row) => row.kind,
    },
    {
      id: "name",
      title: t("common.name"),
      width: 130,
      flex: true,
      render: (row) => row.device_name ?? NOTHING,
      text: (row) => row.device_name ?? "",
    },
    {
      id: "eui",
      title: t("common.eui"),
      width: EUI_WIDTH,
      render: (row) => <EuiText value={row.eui} />,
      text: (row) => row.eui,
    },
    ...counterColumns<Message>(t),
    {
      id: "payload",
      title: t("network.payload"),
      width: 240,
      flex: true,
      render: (row) =>
        row.direction === "ack" ? (
          <span>{ackText(row)}</span>
        ) : (
          <span className="mono">{sentText(row, 20)}</span>
        ),
      text: (row) => (row.direction === "ack" ? ackText(row) : row.payload),
    },
    {
      id: "parse",
      title: t("network.parse"),
      width: 184,
      render: (row) => (
        <span className={css["results"]}>
          {row.parse.map((result) => (
            <StateChip
              key={result.thing_model_id}
              sign={result.ok ? "ok" : "error"}
              label={result.id_name}
              title={result.error ? saidNow(result.error_said, result.error) : undefined}
            />
          ))}
          {row.parse.length === 0 && row.direction === "up" && row.kind === "data" && (
            <span className="hint">{t("network.notParsed")}</span>
          )}
        </span>
      ),
      text: (row) => row.parse.map((result) => result.id_name).join(" "),
    },
    {
      id: "gateways",
      title: t("network.gateways"),
      width: 76,
      align: "end",
      render: (row) =>
        row.gateways.length === 0 ? (
          NOTHING
        ) : (
          <span title={row.gateways.join("\n")}>{row.gateways.length}</span>
        ),
      text: (row) => row.gateways.join(" "),
    },
  ];
}
