import type { TFunction } from "i18next";

import type { Message } from "../../api/types";
import { EuiText } from "../../components/values/EuiText";
import type { Column } from "../../components/grid/types";
import { StateChip } from "../../components/values/StateChip";
import { sentText } from "../../lib/payload";
import { absolute, clock, type Zone } from "../../lib/time";
import { NOTHING } from "../../lib/units";
import css from "./Network.module.css";

/** Columns of the application layer's messages. */
export function messageColumns(t: TFunction, zone: Zone): Column<Message>[] {
  const way = (row: Message) => (row.direction === "up" ? t("frames.up") : t("frames.down"));
  return [
    {
      id: "at",
      title: t("frames.time"),
      width: 132,
      render: (row) => <span title={absolute(row.at, zone, true)}>{clock(row.at, zone)}</span>,
      text: (row) => row.at,
    },
    {
      id: "direction",
      title: "",
      label: t("frames.direction"),
      width: 28,
      render: (row) => (
        <span role="img" aria-label={way(row)} title={way(row)}>
          {row.direction === "up" ? "↑" : "↓"}
        </span>
      ),
      text: (row) => row.direction,
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
      width: 160,
      render: (row) => <EuiText value={row.eui} />,
      text: (row) => row.eui,
    },
    {
      id: "f_cnt",
      title: t("frames.fCnt"),
      width: 64,
      align: "end",
      render: (row) => row.f_cnt ?? NOTHING,
      text: (row) => String(row.f_cnt ?? ""),
    },
    {
      id: "f_port",
      title: t("frames.fPort"),
      width: 54,
      align: "end",
      render: (row) => row.f_port ?? NOTHING,
      text: (row) => String(row.f_port ?? ""),
    },
    {
      id: "payload",
      title: t("network.payload"),
      width: 240,
      flex: true,
      render: (row) => <span className="mono">{sentText(row, 20)}</span>,
      text: (row) => row.payload,
    },
    {
      id: "parse",
      title: t("network.parse"),
      width: 160,
      render: (row) => (
        <span className={css["results"]}>
          {row.parse.map((result) => (
            <StateChip
              key={result.thing_model_id}
              sign={result.ok ? "ok" : "error"}
              label={result.id_name}
              title={result.error ?? undefined}
            />
          ))}
          {row.parse.length === 0 && row.direction === "up" && (
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
