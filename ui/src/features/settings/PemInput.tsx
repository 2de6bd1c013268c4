import { Input } from "antd";

import { useFieldIds } from "../../components/fields/Field";
import css from "./Settings.module.css";

type Props = { value: string; onChange: (text: string) => void };

/** A certificate or key in PEM, pasted as it stands. */
export function PemInput({ value, onChange }: Props) {
  const { id, describedBy, invalid } = useFieldIds();
  return (
    <Input.TextArea
      id={id}
      value={value}
      rows={3}
      spellCheck={false}
      className={css["mono"] ?? ""}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
