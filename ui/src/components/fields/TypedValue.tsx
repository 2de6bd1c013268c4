import { Input, Select } from "antd";
import { useTranslation } from "react-i18next";

import type { Json, ValueType } from "../../api/types";
import { useFieldIds } from "./Field";
import { NumberInput } from "./NumberInput";
import { useKeptText } from "./use-kept-text";
import { useProblem } from "./use-problem";

type Props = {
  type: ValueType;
  /** Undefined: none. */
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  /** Names it where no field stands around it. */
  label?: string;
};

/** A JSON value of a known type: of a parameter, an option or an attribute. */
export function TypedValue({ type, value, onChange, label }: Props) {
  const { id, describedBy, invalid } = useFieldIds();
  const named = label === undefined ? { id } : { "aria-label": label };
  if (type === "boolean") {
    return (
      <Select<string>
        {...named}
        value={typeof value === "boolean" ? String(value) : null}
        allowClear
        style={{ width: "100%" }}
        aria-describedby={describedBy}
        onChange={(next?: string) => onChange(next === undefined ? undefined : next === "true")}
        options={["true", "false"].map((word) => ({ value: word, label: word }))}
      />
    );
  }
  if (type === "number") {
    return (
      <NumberInput
        {...(label === undefined ? {} : { "aria-label": label })}
        value={typeof value === "number" || typeof value === "string" ? value : null}
        style={{ width: "100%" }}
        onChange={(next) => onChange(typeof next === "number" ? next : undefined)}
      />
    );
  }
  if (type === "object") {
    return <JsonText {...named} value={value} onChange={onChange} />;
  }
  return (
    <Input
      {...named}
      value={textOf(value)}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}
    />
  );
}

/** A value as a line of text. */
export function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

type JsonTextProps = {
  id?: string;
  "aria-label"?: string;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
};

/** JSON in a line; what cannot be read stays in the field and is not passed on. */
function JsonText({ value, onChange, ...named }: JsonTextProps) {
  const { t } = useTranslation();
  const { text, keep, drop, onEscape } = useKeptText(value);
  const bad = text !== null && isUnread(text);
  const problem = bad ? t("errors.json") : null;
  const input = useProblem(problem, drop);
  return (
    <Input
      {...named}
      className="mono"
      ref={(field) => {
        input.current = field?.input ?? null;
      }}
      value={text ?? (value === undefined ? "" : JSON.stringify(value))}
      title={problem ?? undefined}
      aria-invalid={bad}
      {...(bad ? { status: "error" as const } : {})}
      onKeyDown={(event) => {
        if (bad) onEscape(event);
      }}
      onBlur={() => {
        if (!bad) drop();
      }}
      onChange={(event) => {
        const typed = event.target.value;
        if (isUnread(typed)) return keep(typed, value);
        const next = parsed(typed);
        keep(typed, next);
        onChange(next);
      }}
    />
  );
}

const isUnread = (text: string): boolean => text.trim() !== "" && parsed(text) === undefined;

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
