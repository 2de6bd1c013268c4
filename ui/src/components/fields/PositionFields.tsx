import { useTranslation } from "react-i18next";

import { Field } from "./Field";
import { NumberField } from "./NumberField";

/** Degrees. */
type Position = { latitude: number | null; longitude: number | null };

type Props = {
  values: Position;
  errors: Record<string, string | undefined>;
  onChange: (part: Partial<Position>) => void;
};

/** Where on the earth something is. */
export function PositionFields({ values, errors, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <Field label={t("gateways.latitude")} api="latitude" error={errors["latitude"]}>
        <NumberField
          value={values.latitude}
          least={-90}
          most={90}
          step={0.0001}
          unit="°"
          onChange={(latitude) => onChange({ latitude })}
        />
      </Field>
      <Field label={t("gateways.longitude")} api="longitude" error={errors["longitude"]}>
        <NumberField
          value={values.longitude}
          least={-180}
          most={180}
          step={0.0001}
          unit="°"
          onChange={(longitude) => onChange({ longitude })}
        />
      </Field>
    </>
  );
}
