import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { ListQuery } from "../../api/list";
import { useMe } from "../../api/queries";
import { saveTable, type TableFormat, type TableKind } from "../../api/tables";
import { usePreferences } from "../../state/preferences";
import { fileStamp } from "../../lib/time";
import { toastDone, toastFailed } from "../messages/toast";

/** Has the instance write everything of a list that matches as a file of the user's. */
export function useTableExport(kind: TableKind, query: ListQuery) {
  const { t } = useTranslation();
  const zone = usePreferences((all) => all.zone);
  const tenant = useMe().data?.tenant ?? "";
  const [busy, setBusy] = useState(false);

  async function save(format: TableFormat): Promise<void> {
    const now = new Date();
    const name = `${[kind, tenant, fileStamp(now)].filter(Boolean).join("-")}.${format}`;
    const columns = columnsOf(kind, t);
    const wanted = {
      format,
      fields: columns.map(([field]) => field).join(","),
      // A comma stands between labels.
      labels: columns.map(([, label]) => label.replaceAll(",", " ")).join(","),
      offset_min: zone === "utc" ? 0 : -now.getTimezoneOffset(),
    };
    setBusy(true);
    try {
      if (await saveTable(kind, query, wanted, name)) toastDone(t("imports.exported", { name }));
    } catch (error) {
      toastFailed(t("grid.exportFailed"), error);
    } finally {
      setBusy(false);
    }
  }

  return { busy, save };
}

/** The fields of a list's entries that people read, and what stands above them. */
function columnsOf(kind: TableKind, t: TFunction): readonly (readonly [string, string])[] {
  const device = [
    ["eui", t("common.eui")],
    ["device_name", t("frames.device")],
  ] as const;
  const alarm = [
    ["level", t("alarms.level")],
    ...device,
    ["name", t("alarms.name")],
    ["title", t("alarms.title")],
    ["desc", t("alarms.desc")],
  ] as const;
  const radio = [
    ["f_cnt", t("frames.fCnt")],
    ["f_port", t("frames.fPort")],
  ] as const;
  switch (kind) {
    case "alarms":
      return [
        ...alarm,
        ["raised_at", t("alarms.since")],
        ["last_trigger_time", t("alarms.lastTrigger")],
        ["count", t("alarms.times")],
        ["notice_groups", t("alarms.told")],
      ];
    case "alarm-history":
      return [
        ["at", t("frames.time")],
        ["event", t("alarms.event")],
        ...alarm,
        ["handler", t("alarms.handler")],
        ["note", t("alarms.note")],
      ];
    case "rpc-runs":
      return [
        ["at", t("frames.time")],
        ...device,
        ["method", t("rpc.tab.method")],
        ["name", t("common.name")],
        ["origin", t("rpcLog.source")],
        ["operator", t("rpcLog.operator")],
        ["operator_name", t("grid.operatorName")],
        ["params", t("grid.params")],
        ["state", t("rpcLog.state")],
        ["result", t("rpcLog.result")],
      ];
    case "frames":
      return [
        ["at", t("frames.time")],
        ["direction", t("frames.direction")],
        ["kind", t("frames.type")],
        ["ack", t("frames.ack")],
        ["verdict", t("frames.verdict")],
        ["dev_eui", t("profiles.devEui")],
        ["device_name", t("frames.device")],
        ["dev_addr", t("profiles.devAddr")],
        ...radio,
        ["size", t("frames.size")],
        ["data_rate", t("frames.dataRate")],
        ["freq", `${t("frames.freq")} (Hz)`],
        ["rssi", t("frames.rssi")],
        ["snr", t("frames.snr")],
        ["airtime_us", `${t("frames.airtime")} (µs)`],
        ["gateway", t("frames.gateway")],
        ["phy", t("grid.bytes")],
      ];
    case "messages":
      return [
        ["at", t("frames.time")],
        ["direction", t("frames.direction")],
        ["kind", t("frames.type")],
        ...device,
        ...radio,
        ["payload", t("network.payload")],
        ["gateways", t("network.gateways")],
        ["content", t("grid.content")],
      ];
  }
}
