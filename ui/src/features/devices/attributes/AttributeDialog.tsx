import { Input, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { usePutAttribute } from "../../../api/attributes";
import { toProblem } from "../../../api/problem";
import type { Attribute, AttributeSide, DeviceDetail, Json, ValueType } from "../../../api/types";
import { allowed } from "../../../components/actions/allowed";
import { Choice } from "../../../components/fields/Choice";
import { Field, useFieldIds, Wide } from "../../../components/fields/Field";
import { PlainInput } from "../../../components/fields/PlainInput";
import { retyped } from "../../../components/fields/retyped";
import { TextField } from "../../../components/fields/TextField";
import { TypedValue } from "../../../components/fields/TypedValue";
import { useFieldErrors } from "../../../components/fields/use-field-errors";
import { holdsProblem } from "../../../components/fields/use-problem";
import { toastDone, toastFailed } from "../../../components/messages/toast";
import { useAskToClose } from "../../../components/page/use-ask-to-close";
import { fieldWords } from "../../../components/states/problem-words";
import css from "./Attributes.module.css";
import { isKey, optionLines, optionsFrom } from "./words";

type Props = {
  device: DeviceDetail;
  side: AttributeSide;
  /** Null: a new one. */
  attribute: Attribute | null;
  taken: readonly string[];
  onClose: () => void;
};

const TYPES: readonly ValueType[] = ["string", "number", "boolean", "object"];

type Form = {
  key: string;
  type: ValueType;
  value: Json | undefined;
  alias: string;
  unit: string;
  remark: string;
  order: string;
  options: string;
  rpcs: string[];
};

const formOf = (attribute: Attribute | null): Form => ({
  key: attribute?.key ?? "",
  type: attribute?.type ?? "string",
  value: attribute?.value,
  alias: attribute?.alias ?? "",
  unit: attribute?.unit ?? "",
  remark: attribute?.remark ?? "",
  order: attribute?.order == null ? "" : String(attribute.order),
  options: optionLines(attribute?.options ?? []),
  rpcs: attribute?.rpcs.map(({ id }) => id) ?? [],
});

/** Makes an attribute, or says what one is. */
export function AttributeDialog({ device, side, attribute, taken, onClose }: Props) {
  const { t } = useTranslation();
  const put = usePutAttribute();
  const [initial] = useState(() => formOf(attribute));
  const [form, setForm] = useState(initial);
  const { errors, setErrors } = useFieldErrors(t("errors.failed"));
  const dirty = JSON.stringify(form) !== JSON.stringify(initial);
  const close = useAskToClose(dirty, onClose);
  const set = (change: Partial<Form>) => {
    setErrors({});
    setForm((now) => ({ ...now, ...change }));
  };
  const sends = side === "shared" && JSON.stringify(form.value) !== JSON.stringify(initial.value);

  function check(): boolean {
    const found: Record<string, string> = {};
    if (attribute === null) {
      if (!isKey(form.key)) found["key"] = t("attributes.keyRule");
      else if (taken.includes(form.key)) found["key"] = t("attributes.keyTaken");
    }
    if (form.order.trim() !== "" && !Number.isInteger(Number(form.order))) {
      found["order"] = t("attributes.orderRule");
    }
    setErrors(found);
    return Object.keys(found).length === 0;
  }

  function submit(): void {
    if (!allowed() || holdsProblem()) return;
    if (!check()) return;
    const { key, type, alias, unit, remark, order, options, rpcs, value } = form;
    const isNew = attribute === null;
    const same = JSON.stringify(value) === JSON.stringify(initial.value);
    // As text they are not quite what they were: a value may have a "=" in it.
    const sameOptions = options === initial.options && type === initial.type;
    put.mutate(
      {
        eui: device.eui,
        side,
        key,
        // A value that was not touched is not sent to the device again.
        ...(same && !isNew ? {} : { value: value ?? null }),
        meta: {
          type,
          alias,
          unit,
          remark,
          order: order.trim() === "" ? null : Number(order),
          options: sameOptions && attribute ? attribute.options : optionsFrom(options, type),
          rpcs,
          dftValue: attribute?.dftValue ?? null,
        },
      },
      {
        onSuccess() {
          toastDone(t("attributes.saved", { key }));
          onClose();
        },
        onError(error) {
          const named = fieldWords(t, toProblem(error)).map(({ field, detail }) => [
            field === "values" ? (isNew ? "key" : "value") : field,
            detail,
          ]);
          setErrors(Object.fromEntries(named));
          if (named.length === 0) toastFailed(t("attributes.notSaved", { key }), error);
        },
      },
    );
  }

  return (
    <Modal
      open
      width={560}
      title={
        attribute === null
          ? t(`attributes.addTitle.${side}`)
          : t("attributes.editTitle", { key: attribute.key })
      }
      okText={sends ? t("attributes.saveAndSend") : t("common.save")}
      cancelText={t("common.cancel")}
      confirmLoading={put.isPending}
      mask={{ closable: false }}
      onOk={submit}
      onCancel={close}
    >
      <form
        className={css["form"]}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
        }}
      >
        {attribute === null && (
          <Field
            label={t("attributes.key")}
            api="key"
            required
            help={t("attributes.keyHelp")}
            error={errors["key"]}
          >
            <PlainInput
              value={form.key}
              autoFocus
              maxLength={64}
              onChange={(key) => set({ key: key.trim() })}
              onEnter={submit}
            />
          </Field>
        )}
        <Field label={t("attributes.type")} api="type">
          <Choice
            value={form.type}
            options={TYPES.map((value) => ({ value, label: t(`models.types.${value}`) }))}
            onChange={(type) => set({ type, value: retyped(type, form.value) })}
          />
        </Field>
        <Field label={t("attributes.value")} api="value" error={errors["value"]}>
          <TypedValue
            key={form.type}
            type={form.type}
            value={form.value}
            onChange={(value) => set({ value })}
          />
        </Field>
        <TextField
          label={t("attributes.unit")}
          api="unit"
          value={form.unit}
          onChange={(unit) => set({ unit })}
        />
        <TextField
          label={t("attributes.alias")}
          api="alias"
          help={t("attributes.aliasHelp")}
          value={form.alias}
          onChange={(alias) => set({ alias })}
        />
        <Field
          label={t("attributes.order")}
          api="order"
          help={t("attributes.orderHelp")}
          error={errors["order"]}
        >
          <PlainInput value={form.order} maxLength={8} onChange={(order) => set({ order })} />
        </Field>
        <Wide>
          <Field
            label={t("attributes.rpcs")}
            api="rpcs"
            help={t(`attributes.rpcsHelp.${side}`)}
            error={errors["rpcs"]}
          >
            <RpcChoice device={device} attribute={attribute} form={form} onChange={set} />
          </Field>
        </Wide>
        <Wide>
          <Field
            label={t("attributes.options")}
            api="options"
            help={t("attributes.optionsHelp")}
            error={errors["meta"] ?? errors["options"]}
          >
            <Options value={form.options} onChange={(options) => set({ options })} />
          </Field>
        </Wide>
        <Wide>
          <TextField
            label={t("common.remark")}
            api="remark"
            value={form.remark}
            onChange={(remark) => set({ remark })}
          />
        </Wide>
      </form>
    </Modal>
  );
}

type RpcsProps = {
  device: DeviceDetail;
  attribute: Attribute | null;
  form: Form;
  onChange: (change: Partial<Form>) => void;
};

/** Those the device has mounted, and what is linked already. */
function RpcChoice({ device, attribute, form, onChange }: RpcsProps) {
  const { t } = useTranslation();
  const { id, describedBy } = useFieldIds();
  const offered = [...device.rpc, ...(attribute?.rpcs ?? [])].filter(
    (rpc, at, all) => all.findIndex((one) => one.id === rpc.id) === at,
  );
  return (
    <Select
      id={id}
      mode="multiple"
      className={css["wide"] ?? ""}
      value={form.rpcs}
      aria-describedby={describedBy}
      placeholder={t(offered.length === 0 ? "attributes.noRpcs" : "common.optional")}
      options={offered.map((rpc) => ({ value: rpc.id, label: rpc.name }))}
      onChange={(rpcs) => onChange({ rpcs })}
    />
  );
}

type OptionsProps = { value: string; onChange: (value: string) => void };

function Options({ value, onChange }: OptionsProps) {
  const { id, describedBy, invalid } = useFieldIds();
  return (
    <Input.TextArea
      id={id}
      className="mono"
      autoSize={{ minRows: 1, maxRows: 6 }}
      value={value}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
