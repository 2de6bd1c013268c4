import { useTranslation } from "react-i18next";

import css from "../Data.module.css";
import type { HistoryField } from "./history-columns";

type Props = {
  fields: readonly HistoryField[];
  /** Fields that are not in their first state: known ones are shown, others are not. */
  toggled: ReadonlySet<string>;
  onChange: (toggled: ReadonlySet<string>) => void;
};

/** Which fields are shown, grouped by unit. */
export function FieldToggles({ fields, toggled, onChange }: Props) {
  const { t } = useTranslation();
  const units = [...new Set(fields.map((field) => field.unit))];
  return (
    <div className={css["toggles"]} role="group" aria-label={t("data.fields")}>
      {units.map((unit) => (
        <span key={unit} className={css["unit"]}>
          {fields
            .filter((field) => field.unit === unit)
            .map((field) => (
              <label key={field.key}>
                <input
                  type="checkbox"
                  checked={field.known !== toggled.has(field.key)}
                  onChange={() => {
                    const next = new Set(toggled);
                    if (!next.delete(field.key)) next.add(field.key);
                    onChange(next);
                  }}
                />
                {field.label}
              </label>
            ))}
          {unit && <span className="hint">{unit}</span>}
        </span>
      ))}
    </div>
  );
}
