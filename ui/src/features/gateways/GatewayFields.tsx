import { InputNumber } from "antd";
import { useTranslation } from "react-i18next";

import type { Gateway, GatewayInput } from "../../api/types";
import { DurationField } from "../../components/fields/DurationField";
import { Field, FormSection, useFieldIds, Wide } from "../../components/fields/Field";
import { PlainInput } from "../../components/fields/PlainInput";
import { Toggle } from "../../components/fields/Toggle";

export type GatewayValues = {
  name: string;
  enable: boolean;
  heart_period: number;
  latitude: number | null;
  longitude: number | null;
  remark: string;
};

export const newGateway: GatewayValues = {
  name: "",
  enable: true,
  heart_period: 60,
  latitude: null,
  longitude: null,
  remark: "",
};

export function fromGateway(gateway: Gateway): GatewayValues {
  return {
    name: gateway.name,
    enable: gateway.enable,
    heart_period: gateway.heart_period,
    latitude: gateway.latitude,
    longitude: gateway.longitude,
    remark: gateway.remark,
  };
}

export function toGatewayInput({ name, remark, ...rest }: Partial<GatewayValues>): GatewayInput {
  return {
    ...rest,
    ...(name === undefined ? {} : { name: name.trim() }),
    ...(remark === undefined ? {} : { remark: remark.trim() }),
  };
}

type Props = { values: GatewayValues; onChange: (change: Partial<GatewayValues>) => void };

/** What a person knows about a gateway. */
export function GatewayFields({ values, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <FormSection title={t("gateways.record")}>
      <Field label={t("gateways.name")} api="name">
        <PlainInput value={values.name} maxLength={32} onChange={(name) => onChange({ name })} />
      </Field>
      <Field label={t("gateways.heartbeat")} api="heart_period" help={t("gateways.heartHelp")}>
        <DurationField
          value={values.heart_period}
          onChange={(heart_period) => onChange({ heart_period })}
        />
      </Field>
      <Field label={t("gateways.latitude")} api="latitude">
        <Degrees
          value={values.latitude}
          most={90}
          onChange={(latitude) => onChange({ latitude })}
        />
      </Field>
      <Field label={t("gateways.longitude")} api="longitude">
        <Degrees
          value={values.longitude}
          most={180}
          onChange={(longitude) => onChange({ longitude })}
        />
      </Field>
      <Wide>
        <Field label={t("gateways.remark")} api="remark">
          <PlainInput
            value={values.remark}
            maxLength={255}
            onChange={(remark) => onChange({ remark })}
          />
        </Field>
      </Wide>
      <Wide>
        <Toggle
          label={t("gateways.enabled")}
          api="enable"
          help={t("gateways.enabledHelp")}
          value={values.enable}
          onChange={(enable) => onChange({ enable })}
        />
      </Wide>
    </FormSection>
  );
}

type DegreesProps = {
  value: number | null;
  most: number;
  onChange: (value: number | null) => void;
};

function Degrees({ value, most, onChange }: DegreesProps) {
  const { id, describedBy } = useFieldIds();
  return (
    <InputNumber
      id={id}
      value={value}
      min={-most}
      max={most}
      step={0.0001}
      suffix="°"
      aria-describedby={describedBy}
      onChange={(next) => onChange(typeof next === "number" ? next : null)}
      style={{ width: "100%" }}
    />
  );
}
