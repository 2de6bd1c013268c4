import { Select } from "antd";
import { useTranslation } from "react-i18next";

import type { ValueType } from "../../../api/types";
import { VALUE_TYPES } from "../../values/value";

type Props = {
  /** A type that is not known is shown as it is. */
  value: string;
  onChange: (type: ValueType) => void;
};

/** The type of a parameter, field or attribute in a table. */
export function TypeCell({ value, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <Select<string>
      value={value}
      aria-label={t("models.field.type")}
      style={{ width: "100%" }}
      onChange={(type) => onChange(type as ValueType)}
      options={VALUE_TYPES.map((type) => ({ value: type, label: t(`models.types.${type}`) }))}
    />
  );
}
