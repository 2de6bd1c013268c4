import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { at } from "../../state/routes-at";
import { Field } from "./Field";
import { LocationSelect } from "./LocationSelect";
import { PlainInput } from "./PlainInput";

type Props = {
  /** An id; `null`: none. */
  value: string | null;
  onChange: (id: string | null) => void;
  /** What the value is called until all locations are known. */
  known?: string | undefined;
  readOnly?: boolean;
  error?: string | undefined;
};

/** Where a device, gateway or template is. */
export function LocationField({ value, onChange, known, readOnly = false, error }: Props) {
  const { t } = useTranslation();
  return (
    <Field
      label={t("locations.location")}
      api="location_id"
      help={
        <>
          {t("locations.fieldHelp")} <Link to={at.locations}>{t("nav.locations")}</Link>
        </>
      }
      error={error}
    >
      {readOnly ? (
        <PlainInput value={known ?? "—"} readOnly onChange={() => undefined} />
      ) : (
        <LocationSelect value={value} known={known} onChange={onChange} />
      )}
    </Field>
  );
}
