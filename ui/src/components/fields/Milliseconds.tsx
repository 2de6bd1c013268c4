import { InputNumber } from "antd";

import { useFieldIds } from "./Field";

const DAY = 86_400_000;

type Props = { value: number | null; onChange: (value: number | null) => void };

/** A span of up to a day in milliseconds; empty for none. */
export function Milliseconds({ value, onChange }: Props) {
  const { id, describedBy, invalid } = useFieldIds();
  return (
    <InputNumber
      id={id}
      value={value}
      min={0}
      max={DAY}
      precision={0}
      suffix="ms"
      aria-describedby={describedBy}
      aria-invalid={invalid}
      onChange={onChange}
      style={{ width: "100%" }}
    />
  );
}
