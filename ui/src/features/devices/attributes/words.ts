import type { AttributeOption, Json } from "../../../api/types";

/** One of the values to choose from, as people read it. */
export const optionLabel = ({ label, value }: AttributeOption) => label || plain(value);

const plain = (value: Json) => (typeof value === "string" ? value : JSON.stringify(value));

/** What may be a key; the instance checks the same. */
export const isKey = (key: string) => /^[\p{L}\p{N}_.:-]{1,64}$/u.test(key);

/** Options as lines of `value` or `value = label`, to be edited as text. */
export const optionLines = (options: readonly AttributeOption[]) =>
  options
    .map(({ label, value }) => (label ? `${plain(value)} = ${label}` : plain(value)))
    .join("\n");

/** Lines back to options; a value is JSON where the type says so. */
export function optionsFrom(lines: string, type: string): AttributeOption[] {
  return lines
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [value = "", ...label] = line.split("=");
      return { value: typed(value.trim(), type), label: label.join("=").trim() };
    });
}

function typed(text: string, type: string): Json {
  if (type === "string") return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
