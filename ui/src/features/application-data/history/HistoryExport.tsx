import { DownloadOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { saveHistory } from "../../../api/queries";
import type { ThingModel } from "../../../api/types";
import { toastDone, toastFailed } from "../../../components/messages/toast";
import type { Zone } from "../../../lib/time";

type Props = {
  eui: string;
  model: ThingModel;
  from: number;
  /** Null while the end moves with the clock. */
  to: number | null;
  /** What is shown, in its order. */
  fields: readonly string[];
  order: "asc" | "desc";
  zone: Zone;
  disabled: boolean;
};

type Kind = "xlsx" | "csv" | "raw";
const kinds: readonly Kind[] = ["xlsx", "csv", "raw"];

/** The records of the range as a file of the instance: as they are shown, or all of them raw. */
export function HistoryExport({ eui, model, from, to, fields, order, zone, disabled }: Props) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);

  async function save(kind: Kind): Promise<void> {
    const stamp = (time: number) => new Date(time).toISOString().slice(0, 16).replaceAll(":", "");
    const end = stamp(to ?? Date.now());
    const ending = kind === "raw" ? "raw.csv" : kind;
    const name = `${eui}_${model.id_name}_${stamp(from)}_${end}.${ending}`;
    setBusy(true);
    try {
      const query = {
        thing_model: model.id,
        from: new Date(from).toISOString(),
        ...(to === null ? {} : { to: new Date(to).toISOString() }),
        order,
        format: kind === "xlsx" ? ("xlsx" as const) : ("csv" as const),
        ...(kind === "raw" ? { raw: true } : { fields: fields.join(",") }),
        // The clock of the range's beginning: a file has one clock.
        offset_min: zone === "utc" ? 0 : -new Date(from).getTimezoneOffset(),
      };
      if (await saveHistory(eui, query, name)) toastDone(t("data.exported", { name }));
    } catch (error) {
      toastFailed(t("data.exportFailed"), error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dropdown
      trigger={["click"]}
      placement="bottomRight"
      disabled={disabled}
      menu={{
        items: kinds.map((kind) => ({ key: kind, label: t(`data.exportAs.${kind}`) })),
        onClick: ({ key }) => void save(key as Kind),
      }}
    >
      <Button icon={<DownloadOutlined />} loading={busy}>
        {t("data.export")}
      </Button>
    </Dropdown>
  );
}
