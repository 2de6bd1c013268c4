import { useTranslation } from "react-i18next";

import { Field, FormSection, Wide } from "../../components/fields/Field";
import { LocationSelect } from "../../components/fields/LocationSelect";
import { PlainInput } from "../../components/fields/PlainInput";
import { TextField } from "../../components/fields/TextField";
import { PositionFields } from "../../components/fields/PositionFields";
import { CODE_MAX, type LocationValues } from "./location-values";

type Props = {
  values: LocationValues;
  errors: Record<string, string>;
  onChange: (change: Partial<LocationValues>) => void;
  /** The location itself, which is not in itself. */
  own?: string;
  /** What the place it is in is called until all are known. */
  parentName?: string | undefined;
};

const LINES = ["address_1", "address_2", "address_3"] as const;

/** What a person says of a location. */
export function LocationFields({ values, errors, onChange, own, parentName }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <FormSection title={t("locations.settings")}>
        <TextField
          label={t("locations.name")}
          api="name"
          required
          error={errors["name"]}
          value={values.name}
          onChange={(name) => onChange({ name })}
        />
        <Field
          label={t("locations.code")}
          api="code"
          required
          help={t("locations.codeHelp")}
          error={errors["code"]}
        >
          <PlainInput
            value={values.code}
            maxLength={CODE_MAX}
            onChange={(code) => onChange({ code })}
          />
        </Field>
        <Wide>
          <Field
            label={t("locations.parent")}
            api="parent_code"
            help={t("locations.parentHelp")}
            error={errors["parent_code"]}
          >
            <LocationSelect
              value={values.parent}
              known={parentName}
              placeholder={t("locations.top")}
              {...(own === undefined ? {} : { without: own })}
              onChange={(parent) => onChange({ parent })}
            />
          </Field>
        </Wide>
      </FormSection>
      <FormSection title={t("locations.address")}>
        {LINES.map((line, at) => (
          <Wide key={line}>
            <TextField
              label={t("locations.addressLine", { line: at + 1 })}
              api={line}
              error={errors[line]}
              value={values[line]}
              onChange={(text) => onChange({ [line]: text })}
            />
          </Wide>
        ))}
        <TextField
          label={t("locations.zip")}
          api="zip"
          error={errors["zip"]}
          value={values.zip}
          onChange={(zip) => onChange({ zip })}
        />
        <TextField
          label={t("locations.phone")}
          api="phone"
          error={errors["phone"]}
          value={values.phone}
          onChange={(phone) => onChange({ phone })}
        />
        <PositionFields values={values} errors={errors} onChange={onChange} />
      </FormSection>
    </>
  );
}
