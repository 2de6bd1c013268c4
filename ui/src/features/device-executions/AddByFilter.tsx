import { Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { allMatching, useList, type ListQuery } from "../../api/list";
import { paths } from "../../api/queries";
import type { Device, OnlineStatus, ThingModel } from "../../api/types";
import { useDebounced } from "../../lib/use-debounced";
import { Field, useFieldIds } from "../../components/fields/Field";
import { PlainInput } from "../../components/fields/PlainInput";
import { statusFilter } from "../../components/grid/filters/status-filter";
import { toastFailed } from "../../components/messages/toast";
import { problemWords } from "../../components/states/problem-words";
import css from "./Executions.module.css";

type Props = { onAdd: (euis: string[]) => void; onClose: () => void };

/** Adds the devices that match at this moment. */
export function AddByFilter({ onAdd, onClose }: Props) {
  const { t } = useTranslation();
  const [q, setQ] = useState("");
  const [tag, setTag] = useState("");
  const [model, setModel] = useState<string | undefined>();
  const [status, setStatus] = useState<OnlineStatus | undefined>();
  const [busy, setBusy] = useState(false);
  const models = useList<ThingModel>("thing-models", paths.thingModels, { sort: "name" });
  const settled = useDebounced(JSON.stringify([q.trim(), tag.trim()]));
  const [text, tagged] = JSON.parse(settled) as [string, string];
  const query: ListQuery = {
    q: text || undefined,
    tag: tagged || undefined,
    thing_model: model,
    status,
    sort: "eui",
  };
  const found = useList<Device>("devices", paths.devices, query);
  const total = found.isStale || found.isPending ? null : found.total;

  async function add(): Promise<void> {
    setBusy(true);
    try {
      onAdd(await allMatching<Device>(paths.devices, query, (device) => device.eui));
      onClose();
    } catch (error) {
      toastFailed(t("errors.failed"), error);
      setBusy(false);
    }
  }

  return (
    <Modal
      open
      width={480}
      title={t("deviceExecutions.addByFilterTitle")}
      mask={{ closable: false }}
      okText={total ? t("deviceExecutions.addMatching", { count: total }) : t("common.add")}
      okButtonProps={{ disabled: !total, loading: busy }}
      cancelText={t("common.cancel")}
      onOk={() => void add()}
      onCancel={onClose}
    >
      <div className={css["filter"]}>
        <Field label={t("devices.search")} api="q">
          <PlainInput value={q} onChange={setQ} autoFocus />
        </Field>
        <Field label={t("devices.tags")} api="tag">
          <PlainInput value={tag} onChange={setTag} />
        </Field>
        <Field label={t("devices.models")} api="thing_model">
          <Pick
            value={model}
            options={models.rows.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={setModel}
          />
        </Field>
        <Field label={t("devices.status")} api="status">
          <Pick value={status} options={statusFilter(t).options} onChange={setStatus} />
        </Field>
        {found.error && <p role="alert">{problemWords(t, found.error).detail}</p>}
      </div>
    </Modal>
  );
}

type PickProps<Value extends string> = {
  value: Value | undefined;
  options: { value: Value; label: string }[];
  onChange: (value: Value | undefined) => void;
};

/** One of the options, or any. */
function Pick<Value extends string>({ value, options, onChange }: PickProps<Value>) {
  const { t } = useTranslation();
  const { id, describedBy } = useFieldIds();
  return (
    <Select<Value | null>
      id={id}
      allowClear
      value={value ?? null}
      placeholder={t("deviceExecutions.any")}
      options={options}
      showSearch={{ optionFilterProp: "label" }}
      aria-describedby={describedBy}
      onChange={(next) => onChange(next ?? undefined)}
      style={{ width: "100%" }}
    />
  );
}
