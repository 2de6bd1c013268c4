import { useQuery } from "@tanstack/react-query";
import { Alert, Checkbox, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useBind, useUpdateRelation } from "../../../api/mutations";
import type { DataCategory, DeviceDetail, JsonObject, Relation } from "../../../api/types";
import { allowed } from "../../../components/actions/allowed";
import { DevicesSelect } from "../../../components/fields/DevicesSelect";
import { Field, useFieldIds } from "../../../components/fields/Field";
import { FirstField } from "../../../components/fields/FirstField";
import { same } from "../../../components/fields/use-draft";
import { toastDone, toastFailed } from "../../../components/messages/toast";
import { useAskToClose } from "../../../components/page/use-ask-to-close";
import { everyMatching } from "../../../api/list";
import { paths } from "../../../api/queries";
import { circleWith } from "./circle";
import css from "./Relations.module.css";

/** What another device is to the one that is open. */
export type Side = "source" | "target";

/** What a relation can tell, in the order people see it. */
const CATEGORIES: DataCategory[] = ["telemetry_data", "shared_attrs", "server_attrs"];

type Props = {
  device: DeviceDetail;
  /** What the other devices are to this one. */
  side: Side;
  /** The relation to change; `null` for new ones. */
  relation: Relation | null;
  /** Devices that are bound on this side already. */
  bound: readonly string[];
  onClose: () => void;
};

/** Binds several devices at once, or changes what one relation tells. */
export function RelationDialog({ device, side, relation, bound, onClose }: Props) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string[]>([]);
  const [fields, setFields] = useState<DataCategory[]>(
    relation?.notify_fields ?? ["telemetry_data"],
  );
  const [params, setParams] = useState(() => textOf(relation?.params));
  const [tried, setTried] = useState(false);
  const bind = useBind();
  const update = useUpdateRelation();
  const extension = objectIn(params);
  const touched =
    chosen.length > 0 ||
    params !== textOf(relation?.params) ||
    (relation !== null && !same(fields, relation.notify_fields));
  const isSending = bind.isPending || update.isPending;
  const close = useAskToClose(touched && !isSending, onClose);
  const ends =
    side === "source"
      ? { from_eui: chosen, to_eui: [device.eui] }
      : { from_eui: [device.eui], to_eui: chosen };
  const circle = useCircle(ends.from_eui, ends.to_eui);
  const complete =
    fields.length > 0 && extension !== null && (relation !== null || chosen.length > 0);

  function submit(): void {
    if (isSending || !allowed()) return;
    setTried(true);
    if (!complete || extension === null) return;
    const handlers = {
      onSuccess() {
        toastDone(
          relation ? t("relations.changed") : t("relations.bound", { count: chosen.length }),
        );
        onClose();
      },
      onError: (error: unknown) => toastFailed(t("relations.changeFailed"), error),
    };
    const body = { notify_fields: fields, params: extension };
    if (relation) return update.mutate({ id: relation.id, ...body }, handlers);
    bind.mutate({ ...ends, ...body }, handlers);
  }

  return (
    <Modal
      open
      width={560}
      title={t(relation ? "relations.editTitle" : `relations.${side}.bind`)}
      okText={t(relation ? "common.save" : "relations.bind")}
      cancelText={t("common.cancel")}
      confirmLoading={isSending}
      mask={{ closable: false }}
      onOk={submit}
      onCancel={close}
    >
      <div
        className={css["form"]}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
        }}
      >
        {relation ? (
          <p className={css["pair"]}>
            {relation.source.name || relation.from_eui} → {relation.target.name || relation.to_eui}
          </p>
        ) : (
          <Field
            label={t(`relations.${side}.devices`)}
            api={side === "source" ? "from_eui" : "to_eui"}
            required
            help={t(`relations.${side}.hint`)}
            error={tried && chosen.length === 0 ? t("errors.required") : undefined}
          >
            <FirstField>
              <DevicesSelect
                value={chosen}
                onChange={setChosen}
                without={[device.eui, ...bound.filter((eui) => !chosen.includes(eui))]}
              />
            </FirstField>
          </Field>
        )}
        <Field
          group
          label={t("relations.notifies")}
          api="notify_fields"
          required
          error={tried && fields.length === 0 ? t("relations.oneField") : undefined}
        >
          <Checkbox.Group
            value={fields}
            onChange={setFields}
            options={CATEGORIES.map((value) => ({ value, label: t(`relations.field.${value}`) }))}
          />
        </Field>
        <details className={css["more"]} open={relation !== null && params !== ""}>
          <summary>{t("relations.params")}</summary>
          <Field
            label={t("relations.paramsLabel")}
            api="params"
            help={t("relations.paramsHelp")}
            error={extension === null ? t("relations.paramsProblem") : undefined}
          >
            <ObjectInput value={params} onChange={setParams} />
          </Field>
        </details>
        <details className={css["more"]}>
          <summary>{t("relations.shape")}</summary>
          <p className="hint">{t("relations.shapeHelp")}</p>
          <pre>{SHAPE}</pre>
        </details>
        {circle && (
          <Alert
            type="warning"
            showIcon
            title={
              <>
                {t("relations.circle")} <code>{circle.join(" → ")}</code>
              </>
            }
          />
        )}
        {side === "source" && device.device_type === "NORMAL" && (
          <Alert type="warning" showIcon title={t("relations.notAnAsset")} />
        )}
      </div>
    </Modal>
  );
}

/** What a target's script gets of the source. */
const SHAPE = `msg = {
  eui, name,
  thing_model: ["1001"],          // those with new values first
  telemetry_data: { "1001": { temperature: 21.5 } },
  shared_attrs: { period: 900 },
  server_attrs: { factor: 2 }
}
noticeAttrs = {
  telemetry_data: true, shared_attrs: false, server_attrs: false
}`;

const textOf = (params: JsonObject | undefined) =>
  params === undefined || Object.keys(params).length === 0 ? "" : JSON.stringify(params, null, 2);

/** The object that a text is, empty for nothing; null when it is none. */
function objectIn(text: string): JsonObject | null {
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : null;
  } catch {
    return null;
  }
}

/** The circle that binding sources with targets would close; null while nobody knows of one. */
function useCircle(from: readonly string[], to: readonly string[]): string[] | null {
  const added = from.flatMap((from_eui) => to.map((to_eui) => ({ from_eui, to_eui })));
  const { data } = useQuery({
    queryKey: ["relations", "all"],
    queryFn: () => everyMatching<Relation>(paths.relations, {}),
    enabled: added.length > 0,
  });
  return data ? circleWith(data, added) : null;
}

type ObjectInputProps = { value: string; onChange: (value: string) => void };

function ObjectInput({ value, onChange }: ObjectInputProps) {
  const { id, describedBy, invalid } = useFieldIds();
  return (
    <Input.TextArea
      id={id}
      className="mono"
      value={value}
      autoSize={{ minRows: 2, maxRows: 10 }}
      spellCheck={false}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      placeholder="{}"
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
