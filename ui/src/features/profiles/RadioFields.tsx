import { UndoOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { RadioDefaults, Region } from "../../api/types";
import { Choice } from "../../components/fields/Choice";
import { Field, FormSection, Wide } from "../../components/fields/Field";
import { NumberInput } from "../../components/fields/NumberInput";
import { useReadOnlyForm } from "../../components/fields/read-only";
import css from "./ProfileForm.module.css";
import type { ProfileFormProps } from "./ProfileForm";
import { useErrorText } from "./use-error-text";

type Props = ProfileFormProps & { region: Region | undefined };

const numbers = [
  { name: "rx1dr_offset", unit: "" },
  { name: "rx_delay", unit: "s" },
  { name: "rx_delay_join", unit: "s" },
] as const;

/** The five receive-window fields, each marked as the band's default or as changed. */
export function RadioFields({ values, errors, region, onChange, register }: Props) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const readOnly = useReadOnlyForm();
  const limits = (name: (typeof numbers)[number]["name"]): [number, number] =>
    name === "rx1dr_offset" ? [0, region?.rx1dr_offset_max ?? 7] : [1, 15];
  return (
    <FormSection
      title={t("profiles.windows", { standard: values.standard, version: values.lw_ver })}
      aside={
        region &&
        !readOnly && (
          <Button size="small" type="link" onClick={() => onChange(region.defaults)}>
            {t("profiles.resetDefaults")}
          </Button>
        )
      }
    >
      {numbers.map(({ name, unit }) => (
        <Field
          key={name}
          label={t(`profiles.${name}`)}
          api={name}
          error={errorText(errors[name])}
          note={<Origin name={name} values={values} region={region} onChange={onChange} />}
        >
          <RadioNumber
            value={values[name]}
            least={limits(name)[0]}
            most={limits(name)[1]}
            unit={unit}
            onChange={(value) => onChange({ [name]: value })}
            inputRef={register(name)}
          />
        </Field>
      ))}
      <Field
        label={t("profiles.rx2dr")}
        api="rx2dr"
        error={errorText(errors.rx2dr)}
        note={<Origin name="rx2dr" values={values} region={region} onChange={onChange} />}
      >
        <Choice
          value={values.rx2dr}
          options={dataRates(region, values.rx2dr)}
          onChange={(rx2dr) => onChange({ rx2dr })}
        />
      </Field>
      <Wide>
        <Field
          label={t("profiles.rx2_freq")}
          api="rx2_freq"
          error={errorText(errors.rx2_freq)}
          help={<BandWarning region={region} hz={values.rx2_freq} />}
          note={<Origin name="rx2_freq" values={values} region={region} onChange={onChange} />}
        >
          <Megahertz
            hz={values.rx2_freq}
            onChange={(rx2_freq) => onChange({ rx2_freq })}
            inputRef={register("rx2_freq")}
          />
        </Field>
      </Wide>
    </FormSection>
  );
}

/** Data rates of the band; a stored one outside of it stays visible. */
function dataRates(region: Region | undefined, value: number) {
  const known = (region?.downlink_data_rates ?? []).map(({ dr, label }) => ({
    value: dr,
    label: `DR${dr} · ${label}`,
  }));
  return known.some((one) => one.value === value)
    ? known
    : [...known, { value, label: `DR${value}` }];
}

const megahertzText = (hz: number) => (hz / 1e6).toFixed(6);

type OriginProps = {
  name: keyof RadioDefaults;
  values: RadioDefaults;
  region: Region | undefined;
  onChange: (change: Partial<RadioDefaults>) => void;
};

/** "default", or "custom" with the way back. */
function Origin({ name, values, region, onChange }: OriginProps) {
  const { t } = useTranslation();
  if (!region) return null;
  const standard = region.defaults[name];
  if (values[name] === standard)
    return <span className={css["origin"]}>{t("profiles.default")}</span>;
  const value = name === "rx2_freq" ? megahertzText(standard) : String(standard);
  return (
    <span className={css["custom"]}>
      {t("profiles.custom", { value })}
      <Tooltip title={t("profiles.restore", { value })}>
        <Button
          size="small"
          type="text"
          aria-label={t("profiles.restore", { value })}
          icon={<UndoOutlined />}
          onClick={() => onChange({ [name]: standard })}
        />
      </Tooltip>
    </span>
  );
}

type NumberProps = {
  value: number;
  least: number;
  most: number;
  unit: string;
  onChange: (value: number) => void;
  inputRef: (input: HTMLInputElement | null) => void;
};

function RadioNumber({ unit, onChange, ...rest }: NumberProps) {
  return (
    <NumberInput
      {...rest}
      required
      className={css["number"] ?? ""}
      precision={0}
      suffix={unit}
      placeholder={`${rest.least}–${rest.most}`}
      onChange={(next) => {
        if (typeof next === "number") onChange(next);
      }}
    />
  );
}

type MegahertzProps = {
  hz: number;
  onChange: (hz: number) => void;
  inputRef: (input: HTMLInputElement | null) => void;
};

/** Typed and shown in MHz to the hertz; kept in Hz. */
function Megahertz({ hz, onChange, inputRef }: MegahertzProps) {
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <NumberInput<string>
      required
      className={css["number"] ?? ""}
      stringMode
      precision={6}
      controls={false}
      value={draft ?? megahertzText(hz)}
      suffix="MHz"
      inputRef={inputRef}
      onChange={(text) => {
        setDraft(text);
        const next = Math.round(Number(text) * 1e6);
        if (text !== null && text !== "" && Number.isFinite(next)) onChange(next);
      }}
      onBlur={() => setDraft(null)}
    />
  );
}

type BandProps = { region: Region | undefined; hz: number };

/** Outside of the band is unusual, not forbidden. */
function BandWarning({ region, hz }: BandProps) {
  const { t } = useTranslation();
  if (!region || (hz >= region.rx2_freq_min && hz <= region.rx2_freq_max)) return null;
  return (
    <span className={css["warning"]}>
      {t("profiles.outsideBand", {
        low: region.rx2_freq_min / 1e6,
        high: region.rx2_freq_max / 1e6,
      })}
    </span>
  );
}
