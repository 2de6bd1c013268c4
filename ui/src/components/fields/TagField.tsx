import { Select } from "antd";

import { fold } from "../../lib/text";
import { useFieldIds } from "./Field";
import css from "./Field.module.css";

type Props = {
  value: string[];
  onChange: (tags: string[]) => void;
  /** Tags in use elsewhere. */
  known?: readonly string[];
  placeholder?: string;
};

/** Keeps the case of tags and refuses a second spelling of the same one. */
export function distinctTags(tags: readonly string[]): string[] {
  const seen = new Set<string>();
  const kept: string[] = [];
  for (const tag of tags.map((one) => one.trim()).filter(Boolean)) {
    if (seen.has(fold(tag))) continue;
    seen.add(fold(tag));
    kept.push(tag);
  }
  return kept;
}

/** Tags by typing and Enter, comma or Tab. */
export function TagField({ value, onChange, known = [], placeholder }: Props) {
  const { id, describedBy } = useFieldIds();
  return (
    <Select
      id={id}
      className={css["tags"] ?? ""}
      mode="tags"
      value={value}
      tokenSeparators={[",", "，", "\t"]}
      options={known.map((tag) => ({ value: tag, label: tag }))}
      aria-describedby={describedBy}
      {...(placeholder === undefined ? {} : { placeholder })}
      onChange={(tags: string[]) => onChange(distinctTags(tags))}
    />
  );
}
