import { useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";

import type { Device, Page } from "../../api/types";
import { fold } from "../../lib/text";
import { useFieldIds } from "./Field";
import css from "./Field.module.css";

type Props = {
  value: string[];
  onChange: (tags: string[]) => void;
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

/** Tags by typing and Enter, comma or Tab; those of devices on the page are suggested. */
export function TagField({ value, onChange, placeholder }: Props) {
  const { id, describedBy } = useFieldIds();
  const known = useKnownTags();
  const [search, setSearch] = useState("");
  const [open, setOpen] = useState(false);
  const offered = known.filter(
    (tag) => !value.includes(tag) && fold(tag).includes(fold(search.trim())),
  );
  return (
    <Select
      id={id}
      className={css["tags"] ?? ""}
      mode="tags"
      value={value}
      // A list that only repeats what was typed would cover the buttons below.
      open={open && offered.length > 0}
      onOpenChange={setOpen}
      onBlur={() => setOpen(false)}
      showSearch={{ searchValue: search, onSearch: setSearch }}
      tokenSeparators={[",", "，", "\t"]}
      options={offered.map((tag) => ({ value: tag, label: tag }))}
      aria-describedby={describedBy}
      {...(placeholder === undefined ? {} : { placeholder })}
      onChange={(tags: string[]) => {
        setSearch("");
        setOpen(false);
        onChange(distinctTags(tags));
      }}
    />
  );
}

const MOST_KNOWN = 200;

/** Tags of the devices that are loaded. */
function useKnownTags(): string[] {
  const client = useQueryClient();
  const [known] = useState(() => {
    const lists = client.getQueriesData<InfiniteData<Page<Device>>>({
      queryKey: ["devices", "list"],
    });
    const tags = lists.flatMap(
      ([, data]) => data?.pages.flatMap((page) => page.items.flatMap((row) => row.tags)) ?? [],
    );
    return distinctTags(tags).sort().slice(0, MOST_KNOWN);
  });
  return known;
}
