import type { TFunction } from "i18next";

import type { NotificationGroup, NotificationLogEntry } from "../../../api/types";
import type { Column } from "../../../components/grid/types";
import { enableColumn, nameColumn, remarkColumn } from "../../../components/records/columns";
import { saidText } from "../../../components/values/said";
import { StateChip } from "../../../components/values/StateChip";
import { Ago, Clock } from "../../../components/values/TimeText";
import { listOf } from "../../../components/values/phrases";
import type { Zone } from "../../../lib/time";

export function groupColumns(t: TFunction): Column<NotificationGroup>[] {
  return [
    nameColumn(t("groups.name")),
    enableColumn(t("groups.enabled")),
    {
      id: "channel",
      title: t("groups.channel"),
      width: 140,
      render: (row) => <span>{t(`groups.channels.${row.channel}`)}</span>,
      text: (row) => row.channel,
    },
    {
      id: "recipients",
      title: t("groups.recipients"),
      width: 260,
      flex: true,
      render: (row) => (
        <span title={row.recipients.join("\n")}>{listOf(t, row.recipients) || "—"}</span>
      ),
      text: (row) => row.recipients.join(", "),
    },
    { ...remarkColumn<NotificationGroup>(t), width: 160, flex: true },
    {
      id: "updated",
      title: t("devices.updated"),
      width: 120,
      sort: "updated_at",
      render: (row) => <Ago at={row.updated_at} />,
      text: (row) => row.updated_at,
    },
  ];
}

export function messageColumns(t: TFunction, zone: Zone): Column<NotificationLogEntry>[] {
  const reasonOf = (row: NotificationLogEntry) =>
    row.reason === null ? "" : saidText(t, zone, row.reason_said, row.reason);
  return [
    {
      id: "at",
      title: t("frames.time"),
      width: 158,
      pinned: true,
      render: (row) => <Clock at={row.at} />,
      text: (row) => row.at,
    },
    {
      id: "sent",
      title: t("groups.outcome"),
      width: 110,
      render: (row) => (
        <StateChip
          sign={row.sent ? "ok" : "error"}
          label={t(row.sent ? "groups.sent" : "groups.notSent")}
        />
      ),
      text: (row) => String(row.sent),
    },
    {
      id: "group",
      title: t("groups.group"),
      width: 120,
      render: (row) => <span>{row.group}</span>,
      text: (row) => row.group,
    },
    {
      id: "channel",
      title: t("groups.channel"),
      width: 90,
      render: (row) => (
        <span>{row.channel === null ? "—" : t(`groups.channels.${row.channel}`)}</span>
      ),
      text: (row) => row.channel ?? "",
    },
    {
      id: "recipient",
      title: t("groups.recipient"),
      width: 170,
      flex: true,
      render: (row) => <span>{row.recipient || "—"}</span>,
      text: (row) => row.recipient,
    },
    {
      id: "title",
      title: t("groups.subject"),
      width: 150,
      flex: true,
      render: (row) => <span title={row.title}>{row.title}</span>,
      text: (row) => row.title,
    },
    {
      id: "reason",
      title: t("groups.reason"),
      width: 150,
      flex: true,
      render: (row) => <span title={reasonOf(row)}>{reasonOf(row) || "—"}</span>,
      text: reasonOf,
    },
    {
      id: "attempts",
      title: t("groups.tries"),
      width: 72,
      align: "end",
      render: (row) => <span className="tabular">{row.attempts}</span>,
      text: (row) => String(row.attempts),
    },
  ];
}
