import { useTranslation } from "react-i18next";

import { Choice } from "../../components/fields/Choice";
import { Field, FormSection, Wide } from "../../components/fields/Field";
import { PlainInput } from "../../components/fields/PlainInput";
import { Toggle } from "../../components/fields/Toggle";
import { Amount } from "../../components/fields/NumberField";
import type { SettingsProps } from "./use-settings-form";

const groups = [
  ["cn470_group", 12],
  ["us902_sub_band", 8],
  ["au915_sub_band", 8],
] as const;
const extra = [
  ["eu868_extra_channels", "867.1, 867.3"],
  ["eu433_extra_channels", "433.775, 433.975"],
  ["as923_extra_channels", "923.6, 923.8"],
] as const;
const dwells = ["as923_uplink_dwell", "as923_downlink_dwell", "au915_uplink_dwell"] as const;

/** What devices are asked for and told: ADR, status, downlinks, channels. */
export function RadioSettings({ values, errorAt, set }: SettingsProps) {
  const { t } = useTranslation();
  return (
    <>
      <FormSection title={t("settings.adr")}>
        <Wide>
          <Toggle
            label={t("settings.adrOn")}
            api="adr_enabled"
            help={t("settings.adrOnHelp")}
            value={values.adr_enabled}
            onChange={(adr_enabled) => set({ adr_enabled })}
          />
        </Wide>
        <Field
          label={t("settings.adrMargin")}
          api="adr_margin_db"
          help={t("settings.adrMarginHelp")}
          error={errorAt("adr_margin_db")}
        >
          <Amount
            value={values.adr_margin_db}
            unit="dB"
            onChange={(adr_margin_db) => set({ adr_margin_db })}
          />
        </Field>
        <Field
          label={t("settings.devStatus")}
          api="dev_status_interval_h"
          help={t("settings.devStatusHelp")}
          error={errorAt("dev_status_interval_h")}
        >
          <Amount
            value={values.dev_status_interval_h}
            unit={t("units.h")}
            onChange={(dev_status_interval_h) => set({ dev_status_interval_h })}
          />
        </Field>
      </FormSection>
      <FormSection title={t("settings.downlinks")}>
        <Field
          label={t("settings.retries")}
          api="confirmed_retries"
          help={t("settings.retriesHelp")}
          error={errorAt("confirmed_retries")}
        >
          <Amount
            value={values.confirmed_retries}
            unit="×"
            onChange={(confirmed_retries) => set({ confirmed_retries })}
          />
        </Field>
        <Field
          label={t("settings.classCTimeout")}
          api="class_c_timeout_s"
          help={t("settings.classCTimeoutHelp")}
          error={errorAt("class_c_timeout_s")}
        >
          <Amount
            value={values.class_c_timeout_s}
            unit={t("units.s")}
            onChange={(class_c_timeout_s) => set({ class_c_timeout_s })}
          />
        </Field>
        <Wide>
          <Toggle
            label={t("settings.dutyCycle")}
            api="duty_cycle_enforced"
            help={t("settings.dutyCycleHelp")}
            value={values.duty_cycle_enforced}
            onChange={(duty_cycle_enforced) => set({ duty_cycle_enforced })}
          />
        </Wide>
      </FormSection>
      <FormSection title={t("settings.channels")}>
        <Wide>
          <span className="hint">{t("settings.channelsHelp")}</span>
        </Wide>
        {groups.map(([field, count]) => (
          <Field key={field} label={t(`settings.${field}`)} api={field} error={errorAt(field)}>
            <Choice<number>
              value={values[field]}
              options={Array.from({ length: count + 1 }, (_, number) => ({
                value: number,
                label: number === 0 ? t("settings.leftAlone") : String(number),
              }))}
              onChange={(number) => set({ [field]: number })}
            />
          </Field>
        ))}
        {extra.map(([field, example]) => (
          <Wide key={field}>
            <Field label={t(`settings.${field}`)} api={field} error={errorAt(field)}>
              <PlainInput
                value={values[field]}
                placeholder={example}
                suffix="MHz"
                onChange={(text) => set({ [field]: text })}
              />
            </Field>
          </Wide>
        ))}
        {dwells.map((field) => (
          <Wide key={field}>
            <Toggle
              label={t(`settings.${field}`)}
              api={field}
              value={values[field]}
              onChange={(limited) => set({ [field]: limited })}
            />
          </Wide>
        ))}
      </FormSection>
    </>
  );
}
