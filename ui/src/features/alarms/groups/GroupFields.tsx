import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { at } from "../../../state/routes-at";
import { Choice } from "../../../components/fields/Choice";
import { Field, FormSection, useFieldIds, Wide } from "../../../components/fields/Field";
import { TextField } from "../../../components/fields/TextField";
import { Toggle } from "../../../components/fields/Toggle";
import { addressesOf, channels, type GroupValues } from "./group-values";

type Props = {
  values: GroupValues;
  errors: Record<string, string>;
  onChange: (change: Partial<GroupValues>) => void;
};

/** What a person says of a notification group. */
export function GroupFields({ values, errors, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <FormSection title={t("groups.settings")}>
      <TextField
        label={t("groups.name")}
        api="name"
        required
        help={t("groups.nameHelp")}
        error={errors["name"]}
        value={values.name}
        onChange={(name) => onChange({ name })}
      />
      <Field
        label={t("groups.channel")}
        api="channel"
        help={t(`groups.channelHelp.${values.channel}`)}
        error={errors["channel"]}
      >
        <Choice
          value={values.channel}
          options={channels.map((value) => ({ value, label: t(`groups.channels.${value}`) }))}
          onChange={(channel) => onChange({ channel })}
        />
      </Field>
      {values.channel === "EMAIL" && (
        <Wide>
          <Field
            label={t("groups.recipients")}
            api="recipients"
            required
            help={
              <>
                {t("groups.recipientsHelp")}{" "}
                <Link to={`${at.settings}/mail`}>{t("settings.section.mail")}</Link>
              </>
            }
            error={errors["recipients"]}
          >
            <Addresses
              value={values.recipients}
              onChange={(recipients) => onChange({ recipients })}
            />
          </Field>
        </Wide>
      )}
      <Wide>
        <Toggle
          label={t("groups.enabled")}
          api="enable"
          help={t("groups.enabledHelp")}
          value={values.enable}
          onChange={(enable) => onChange({ enable })}
        />
      </Wide>
      <Wide>
        <Toggle
          label={t("groups.allGateways")}
          api="all_gateways"
          help={t("groups.allGatewaysHelp")}
          value={values.all_gateways}
          onChange={(all_gateways) => onChange({ all_gateways })}
        />
      </Wide>
      <Wide>
        <TextField
          label={t("common.remark")}
          api="remark"
          error={errors["remark"]}
          value={values.remark}
          onChange={(remark) => onChange({ remark })}
        />
      </Wide>
    </FormSection>
  );
}

type AddressesProps = { value: string[]; onChange: (value: string[]) => void };

/** Addresses by typing or pasting; Enter, comma and semicolon part them. */
function Addresses({ value, onChange }: AddressesProps) {
  const { t } = useTranslation();
  const { id, describedBy, invalid } = useFieldIds();
  return (
    <Select
      id={id}
      mode="tags"
      open={false}
      suffixIcon={null}
      value={value}
      style={{ width: "100%" }}
      tokenSeparators={[",", ";", "，", "；", "\n", "\t"]}
      placeholder={t("groups.example")}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      {...(invalid ? { status: "error" as const } : {})}
      onChange={(texts: string[]) => onChange(addressesOf(texts))}
    />
  );
}
