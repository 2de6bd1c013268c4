import { Alert, Checkbox, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useBind, useUpdateRelation } from "../../../api/mutations";
import type { DataCategory, DeviceDetail, Relation } from "../../../api/types";
import { DevicesSelect } from "../../../components/fields/DevicesSelect";
import { Field } from "../../../components/fields/Field";
import { toastDone, toastFailed } from "../../../components/messages/toast";
import { categories, type Side } from "../words";

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
  const [tried, setTried] = useState(false);
  const bind = useBind();
  const update = useUpdateRelation();
  const complete = fields.length > 0 && (relation !== null || chosen.length > 0);

  function submit(): void {
    setTried(true);
    if (!complete) return;
    const handlers = {
      onSuccess() {
        toastDone(
          relation ? t("relations.changed") : t("relations.bound", { count: chosen.length }),
        );
        onClose();
      },
      onError: (error: unknown) => toastFailed(t("relations.changeFailed"), error),
    };
    if (relation) return update.mutate({ id: relation.id, notify_fields: fields }, handlers);
    const own = [device.eui];
    const ends =
      side === "source" ? { from_eui: chosen, to_eui: own } : { from_eui: own, to_eui: chosen };
    bind.mutate({ ...ends, notify_fields: fields }, handlers);
  }

  return (
    <Modal
      open
      width={560}
      title={t(relation ? "relations.editTitle" : `relations.${side}.bind`)}
      okText={t(relation ? "common.save" : "relations.bind")}
      cancelText={t("common.cancel")}
      confirmLoading={bind.isPending || update.isPending}
      mask={{ closable: false }}
      onOk={submit}
      onCancel={onClose}
    >
      {relation ? (
        <p>
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
          <DevicesSelect
            value={chosen}
            onChange={setChosen}
            without={[device.eui, ...bound.filter((eui) => !chosen.includes(eui))]}
          />
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
          options={categories.map((value) => ({ value, label: t(`relations.field.${value}`) }))}
        />
      </Field>
      {side === "source" && device.device_type === "NORMAL" && (
        <Alert type="warning" showIcon title={t("relations.notAnAsset")} />
      )}
    </Modal>
  );
}
