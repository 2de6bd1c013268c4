import { Button, Radio } from "antd";
import type { ClipboardEvent } from "react";
import { useTranslation } from "react-i18next";

import { freeDevAddr } from "../../api/mutations";
import type { Region, Standard } from "../../api/types";
import { As923Group } from "../../components/fields/As923Group";
import { Choice } from "../../components/fields/Choice";
import { Field, FormSection, Wide } from "../../components/fields/Field";
import { HexField } from "../../components/fields/HexField";
import { PlainInput } from "../../components/fields/PlainInput";
import { SecretField } from "../../components/fields/SecretField";
import { Toggle } from "../../components/fields/Toggle";
import { toastDone, toastFailed } from "../../components/messages/toast";
import { explained, listOf } from "../../components/values/phrases";
import { readDeviceCode } from "../../lib/device-code";
import { withStandard, type FormErrors, type ProfileValues } from "./profile-form";
import { leftOf, readPasted } from "./pasted";
import { RadioFields } from "./RadioFields";
import { useErrorText } from "./use-error-text";

export type ProfileFormProps = {
  values: ProfileValues;
  errors: FormErrors;
  regions: readonly Region[];
  isNew: boolean;
  onChange: (change: Partial<ProfileValues>) => void;
  /** Inputs by field, so that the first bad one can be focused. */
  register: (field: keyof ProfileValues) => (input: HTMLInputElement | null) => void;
};

/** All fields of a profile. Choosing a band fills the radio fields that were not changed by hand. */
export function ProfileForm(props: ProfileFormProps) {
  const { values, regions, isNew, onChange } = props;
  const { t } = useTranslation();
  const region = regions.find((one) => one.standard === values.standard);

  function onPaste(event: ClipboardEvent): void {
    if (!isNew) return;
    const text = event.clipboardData.getData("text");
    const code = readDeviceCode(text);
    if (code?.damaged) {
      event.preventDefault();
      return toastFailed(t("profiles.codeDamaged"), t("profiles.codeDamagedHelp"));
    }
    const found = readPasted(text);
    const names = Object.keys(found).filter((name) => name !== "join_mode");
    if (names.length === 0) return;
    event.preventDefault();
    onChange(found);
    const left = code
      ? leftOf(code).map(({ part, value }) => t(`profiles.codePart.${part}`, { value }))
      : [];
    const fields = listOf(t, names);
    toastDone(
      left.length > 0
        ? t("profiles.pastedBut", { fields, left: listOf(t, left) })
        : t("profiles.pasted", { fields }),
    );
  }

  return (
    <div onPaste={onPaste}>
      <Identity {...props} />
      {values.join_mode === "ABP" ? <AbpKeys {...props} /> : <OtaaKeys {...props} />}
      <FormSection title={t("profiles.radio")}>
        <Field label={t("profiles.standard")} api="standard" required>
          <Choice<Standard>
            value={values.standard}
            options={regions.map((one) => ({
              value: one.standard,
              label: one.standard === "US902" ? t("profiles.usLabel") : one.standard,
            }))}
            onChange={(standard) => {
              const next = regions.find((one) => one.standard === standard);
              if (next) onChange(withStandard(values, region, next));
            }}
          />
        </Field>
        <Field label={t("profiles.lwVer")} api="lw_ver" required>
          <Choice
            value={values.lw_ver}
            options={(region?.lw_versions ?? [values.lw_ver]).map((version) => ({
              value: version,
              label:
                version === "1.0.2" ? explained(t, version, t("profiles.recommended")) : version,
            }))}
            onChange={(lw_ver) => onChange({ lw_ver })}
          />
        </Field>
        <Field group label={t("profiles.class")} api="class_mode">
          <ClassChoice
            value={values.class_mode}
            onChange={(class_mode) => onChange({ class_mode })}
          />
        </Field>
        <Field group label={t("profiles.joinClass")} api="join_class_mode">
          <ClassChoice
            value={values.join_class_mode}
            onChange={(join_class_mode) => onChange({ join_class_mode })}
          />
        </Field>
        {values.standard === "AS923" && (
          <As923Group
            api="as923_group"
            value={values.as923_group}
            onChange={(as923_group) => onChange({ as923_group })}
          />
        )}
      </FormSection>
      <RadioFields {...props} region={region} />
      <FormSection title={t("profiles.notes")}>
        <Field label={t("profiles.handle")} api="handle">
          <PlainInput value={values.handle} onChange={(handle) => onChange({ handle })} />
        </Field>
        <Field label={t("profiles.batch")} api="batch">
          <PlainInput value={values.batch} onChange={(batch) => onChange({ batch })} />
        </Field>
        <Field label={t("profiles.model")} api="model">
          <PlainInput value={values.model} onChange={(model) => onChange({ model })} />
        </Field>
      </FormSection>
    </div>
  );
}

function Identity({ values, errors, isNew, onChange, register }: ProfileFormProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  return (
    <FormSection title={t("profiles.identity")}>
      <Wide>
        <Field
          label={t("profiles.devEui")}
          api="dev_eui"
          required
          error={errorText(errors.dev_eui, values.dev_eui)}
          help={isNew ? t("profiles.pasteHint") : undefined}
        >
          <HexField
            value={values.dev_eui}
            length={16}
            readOnly={!isNew}
            onChange={(dev_eui) => onChange({ dev_eui })}
            inputRef={register("dev_eui")}
          />
        </Field>
      </Wide>
      <Wide>
        <Field
          group
          label={t("profiles.joinMode")}
          api="join_mode"
          help={t(`profiles.joinHelp${values.join_mode}`)}
        >
          <Radio.Group
            value={values.join_mode}
            onChange={(event) =>
              onChange({ join_mode: event.target.value === "OTAA" ? "OTAA" : "ABP" })
            }
            options={[
              { value: "ABP", label: t("profiles.abpRecommended") },
              { value: "OTAA", label: t("profiles.otaa") },
            ]}
          />
        </Field>
      </Wide>
      <Toggle
        label={t("profiles.enabled")}
        api="enable"
        help={t("profiles.enabledHelp")}
        value={values.enable}
        onChange={(enable) => onChange({ enable })}
      />
      <Toggle
        label={t("profiles.downEnabled")}
        api="down_enable"
        value={values.down_enable}
        onChange={(down_enable) => onChange({ down_enable })}
      />
      <Toggle
        label={t("profiles.adr")}
        api="adr"
        help={t("profiles.adrHelp")}
        value={values.adr}
        onChange={(adr) => onChange({ adr })}
      />
    </FormSection>
  );
}

function AbpKeys({ values, errors, onChange, register }: ProfileFormProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();

  function generate(): void {
    freeDevAddr().then(
      ({ dev_addr }) => onChange({ dev_addr }),
      (error: unknown) => toastFailed(t("errors.failed"), error),
    );
  }

  return (
    <FormSection title={t("profiles.keysAbp")}>
      <Wide>
        <Field
          label={t("profiles.devAddr")}
          api="dev_addr"
          required
          error={errorText(errors.dev_addr)}
          note={<Button onClick={generate}>{t("profiles.generate")}</Button>}
        >
          <HexField
            value={values.dev_addr}
            length={8}
            onChange={(dev_addr) => onChange({ dev_addr })}
            inputRef={register("dev_addr")}
          />
        </Field>
      </Wide>
      <Wide>
        <Field
          label={t("profiles.appsKey")}
          api="apps_key"
          required
          error={errorText(errors.apps_key)}
        >
          <SecretField
            value={values.apps_key}
            length={32}
            onChange={(apps_key) => onChange({ apps_key })}
            inputRef={register("apps_key")}
          />
        </Field>
      </Wide>
      <Wide>
        <Field
          label={t("profiles.nwksKey")}
          api="nwks_key"
          required
          error={errorText(errors.nwks_key)}
        >
          <SecretField
            value={values.nwks_key}
            length={32}
            onChange={(nwks_key) => onChange({ nwks_key })}
            inputRef={register("nwks_key")}
          />
        </Field>
      </Wide>
      <Wide>
        <Toggle
          label={t("profiles.resets")}
          api="resets_f_cnt"
          help={t("profiles.resetsHelp")}
          value={values.resets_f_cnt}
          onChange={(resets_f_cnt) => onChange({ resets_f_cnt })}
        />
      </Wide>
    </FormSection>
  );
}

function OtaaKeys({ values, errors, onChange, register }: ProfileFormProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  return (
    <FormSection title={t("profiles.keysOtaa")}>
      <Wide>
        <Field
          label={t("profiles.appKey")}
          api="app_key"
          required
          error={errorText(errors.app_key)}
        >
          <SecretField
            value={values.app_key}
            length={32}
            onChange={(app_key) => onChange({ app_key })}
            inputRef={register("app_key")}
          />
        </Field>
      </Wide>
      <Wide>
        <Field
          label={t("profiles.joinEui")}
          api="join_eui"
          error={errorText(errors.join_eui)}
          help={t("profiles.joinEuiHelp")}
        >
          <HexField
            value={values.join_eui}
            length={16}
            onChange={(join_eui) => onChange({ join_eui })}
            inputRef={register("join_eui")}
          />
        </Field>
      </Wide>
    </FormSection>
  );
}

type ClassProps = { value: "ClassA" | "ClassC"; onChange: (value: "ClassA" | "ClassC") => void };

function ClassChoice({ value, onChange }: ClassProps) {
  return (
    <Radio.Group
      value={value}
      onChange={(event) => onChange(event.target.value === "ClassC" ? "ClassC" : "ClassA")}
      options={[
        { value: "ClassA", label: "A" },
        { value: "ClassC", label: "C" },
      ]}
    />
  );
}
