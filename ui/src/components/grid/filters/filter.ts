import type { TFunction } from "i18next";
import type { ReactNode } from "react";

import { listed } from "../../../lib/text";
import { UNNAMED } from "../../fields/chosen-label";
import { listOf } from "../../values/phrases";

/** Something that a list can be filtered by, in the page's address as in the API's. */
export type FilterDef = {
  name: string;
  label: string;
  options: readonly { value: string; label: string }[];
  /** Several values at once, with commas between them. */
  many?: boolean;
  /** The options are on their way: what is chosen has no name yet. */
  isPending?: boolean;
};

/** A filter with a field of its own. */
export type FilterField = {
  /** What it sets in the page's address. */
  names: readonly string[];
  label: string;
  /** Where it is typed or picked. */
  field: ReactNode;
  /** What it is set to, in words. */
  shown: string;
};

/** What a filter is set to, in words; a value that is not offered, and will not be, stands for itself. */
export function shownValue(t: TFunction, filter: FilterDef, value: string): string {
  const wordOf = (one: string) =>
    filter.options.find((option) => option.value === one)?.label ??
    (filter.isPending ? UNNAMED : one);
  return filter.many ? listOf(t, listed(value).map(wordOf)) : wordOf(value);
}
