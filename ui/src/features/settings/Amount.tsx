import { InputNumber } from "antd";

import { useFieldIds } from "../../components/fields/Field";

type Props = { value: number; unit?: string; onChange: (value: number) => void };

/** A whole number with its unit, tied to the field around it. */
export function Amount({ value, unit, onChange }: Props) {
  const { id, describedBy, invalid } = useFieldIds();
  return (
    <InputNumber
      id={id}
      value={value}
      min={0}
      precision={0}
      {...(unit === undefined ? {} : { suffix: unit })}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      onChange={(next) => {
        if (typeof next === "number") onChange(next);
      }}
      style={{ width: "100%" }}
    />
  );
}
