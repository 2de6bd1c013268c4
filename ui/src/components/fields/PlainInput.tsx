import { Input } from "antd";

import { isComposing } from "../../lib/ime";
import { useFieldIds } from "./Field";
import { useReadOnlyForm } from "./read-only";
import { useFirstFocus } from "./use-first-focus";

type Props = {
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  autoFocus?: boolean;
  autoComplete?: string;
  maxLength?: number;
  /** Typed characters are hidden. */
  secret?: boolean;
  readOnly?: boolean;
  suffix?: string;
  /** Enter, except the one that ends a composition. */
  onEnter?: () => void;
  inputRef?: (input: HTMLInputElement | null) => void;
};

/** A line of text tied to the field around it. */
export function PlainInput(props: Props) {
  const { id, describedBy, invalid } = useFieldIds();
  const readOnly = useReadOnlyForm() || (props.readOnly ?? false);
  const input = useFirstFocus<HTMLInputElement>(props.autoFocus ?? false);
  return (
    <Input
      id={id}
      type={props.secret ? "password" : "text"}
      value={props.value}
      readOnly={readOnly}
      // What only can be looked at can be copied all the same.
      {...(readOnly ? { disabled: false } : {})}
      variant={readOnly ? "filled" : "outlined"}
      autoComplete={props.autoComplete ?? "off"}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      ref={(field) => {
        input.current = field?.input ?? null;
        props.inputRef?.(input.current);
      }}
      {...(props.placeholder === undefined ? {} : { placeholder: props.placeholder })}
      {...(props.maxLength === undefined ? {} : { maxLength: props.maxLength })}
      {...(props.suffix === undefined ? {} : { suffix: props.suffix })}
      {...(invalid ? { status: "error" as const } : {})}
      onChange={(event) => props.onChange(event.target.value)}
      onPressEnter={(event) => {
        if (isComposing(event.nativeEvent) || !props.onEnter) return;
        event.preventDefault();
        // A form around it may take Ctrl Enter from anywhere; this one is taken.
        event.stopPropagation();
        props.onEnter();
      }}
    />
  );
}
