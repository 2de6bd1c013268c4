// What display fields are called.

import type { TFunction } from "i18next";

import type { DisplayField } from "../../api/types";
import { i18next } from "../../state/language/i18n";
import type en from "../../locales/en.json";

type Word = keyof (typeof en)["builtInField"];

const isKnown = (word: string): word is Word => i18next.exists(`builtInField.${word}`);

/**
 * A field of a model that ships, in the language of the page: `Counter 2` by the word `counter`.
 * What has no word, such as `RSSI`, is the same in every language.
 */
export function builtInName(t: TFunction, name: string): string {
  const [, text = "", number = ""] = /^(.*?)( \d+)?$/.exec(name) ?? [];
  const word = text.toLowerCase().replaceAll(/[^a-z]+/g, "_");
  return isKnown(word) ? t(`builtInField.${word}`) + number : name;
}

type Model = { built_in: boolean; fields: DisplayField[] };

/** The fields of a model as people read them; the names of a model of their own are theirs. */
export const shownFields = (t: TFunction, { built_in, fields }: Model): DisplayField[] =>
  built_in ? fields.map((field) => ({ ...field, name: builtInName(t, field.name) })) : fields;
