import type { TFunction } from "i18next";
import { Link } from "react-router";

import type { Alarm, AlarmLogEntry } from "../../api/types";
import { at } from "../../state/routes-at";
import { eventSign } from "../../components/values/alarm-words";
import { EuiText } from "../../components/values/EuiText";
import type { Column } from "../../components/grid/types";
import { LevelChip } from "../../components/values/LevelChip";
import { StateChip } from "../../components/values/StateChip";
import { Ago, Clock } from "../../components/values/TimeText";
import { count } from "../../lib/units";

type About = Pick<Alarm, "eui" | "device_name" | "name" | "title" | "desc" | "level">;

/** What an active alarm and its past have in common; a log does not sort. */
function about<Row extends About>(t: TFunction, sorts: boolean): Column<Row>[] {
  const sort = (field: string) => (sorts ? { sort: field } : {});
  return [
    {
      id: "level",
      title: t("alarms.level"),
      width: 92,
      pinned: sorts,
      ...sort("level"),
      render: (row) => <LevelChip level={row.level} />,
      text: (row) => row.level,
    },
    {
      id: "device",
      title: t("frames.device"),
      width: 130,
      flex: true,
      ...sort("eui"),
      render: (row) => (
        <Link to={`${at.devices}/${row.eui}`} tabIndex={-1} data-action="device" title={row.eui}>
          {row.device_name || <EuiText value={row.eui} />}
        </Link>
      ),
      text: (row) => row.eui,
    },
    {
      id: "name",
      title: t("alarms.name"),
      width: 100,
      ...sort("name"),
      render: (row) => <span>{row.name}</span>,
      text: (row) => row.name,
    },
    {
      id: "title",
      title: t("alarms.title"),
      width: 120,
      flex: true,
      ...sort("title"),
      render: (row) => <span>{row.title || "—"}</span>,
      text: (row) => row.title,
    },
    {
      id: "desc",
      title: t("alarms.desc"),
      width: 130,
      flex: true,
      render: (row) => <span title={row.desc}>{row.desc || "—"}</span>,
      text: (row) => row.desc,
    },
  ];
}

export function alarmColumns(t: TFunction, locale: string): Column<Alarm>[] {
  return [
    ...about<Alarm>(t, true),
    {
      id: "raised",
      title: t("alarms.since"),
      width: 96,
      sort: "raised_at",
      render: (row) => <Ago at={row.raised_at} />,
      text: (row) => row.raised_at,
    },
    {
      id: "last",
      title: t("alarms.lastTrigger"),
      width: 112,
      sort: "last_trigger_time",
      render: (row) => <Ago at={row.last_trigger_time} />,
      text: (row) => row.last_trigger_time,
    },
    {
      id: "count",
      title: t("alarms.times"),
      width: 64,
      align: "end",
      render: (row) => <span className="tabular">{count(row.count, locale)}</span>,
      text: (row) => String(row.count),
    },
    {
      id: "acknowledged",
      title: t("alarms.acknowledged"),
      width: 128,
      render: (row) =>
        row.acknowledged ? (
          <span title={row.acknowledged.note}>
            {t("alarms.ackBy", { who: row.acknowledged.by })}
          </span>
        ) : (
          <StateChip sign="warning" label={t("alarms.notAcknowledged")} />
        ),
      text: (row) => row.acknowledged?.by ?? "",
    },
  ];
}

export function historyColumns(t: TFunction): Column<AlarmLogEntry>[] {
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
      id: "event",
      title: t("alarms.event"),
      width: 138,
      render: (row) => (
        <StateChip sign={eventSign[row.event]} label={t(`alarms.events.${row.event}`)} />
      ),
      text: (row) => row.event,
    },
    ...about<AlarmLogEntry>(t, false),
    {
      id: "handler",
      title: t("alarms.handler"),
      width: 110,
      render: (row) => <span>{row.handler ?? "—"}</span>,
      text: (row) => row.handler ?? "",
    },
    {
      id: "note",
      title: t("alarms.note"),
      width: 140,
      render: (row) => <span title={row.note}>{row.note || "—"}</span>,
      text: (row) => row.note,
    },
  ];
}
