import { Select } from "antd";

import { useFieldIds } from "./Field";

type Props<Value extends string | number> = {
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
  disabled?: boolean;
};

/** One of a few values, tied to the field around it. */
export function Choice<Value extends string | number>({
  value,
  options,
  onChange,
  disabled,
}: Props<Value>) {
  const { id, describedBy, invalid } = useFieldIds();
  return (
    <Select<Value>
      id={id}
      value={value}
      {...(disabled ? { disabled } : {})}
      options={[...options]}
      onChange={onChange}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      style={{ width: "100%" }}
    />
  );
}
