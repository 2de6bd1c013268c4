import { Field, type FieldProps } from "./Field";
import { PlainInput } from "./PlainInput";

/** Characters that names, remarks and other texts of one line may have. */
const MOST = 255;

type Props = Omit<FieldProps, "note" | "group" | "children"> & {
  value: string;
  onChange: (value: string) => void;
};

/** A labelled line of text. */
export function TextField({ value, onChange, ...field }: Props) {
  return (
    <Field {...field}>
      <PlainInput value={value} maxLength={MOST} onChange={onChange} />
    </Field>
  );
}
