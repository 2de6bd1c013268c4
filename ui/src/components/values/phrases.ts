// How the language of the page puts words together.

import type { TFunction } from "i18next";

/** Names or values as a list: `a, b`. */
export const listOf = (t: TFunction, parts: readonly string[]): string =>
  parts.join(t("common.listComma"));

/** Sentences in one: `3 devices change; 2 lose all`. */
export const clausesOf = (t: TFunction, parts: readonly string[]): string =>
  parts.join(t("common.listSemicolon"));

/** What something is or says, behind its name: `temperature: too high`. */
export const labelled = (t: TFunction, what: string, words: string): string =>
  what + t("common.colon") + words;

/** A name with a word on it: `1.0.2 (recommended)`. */
export const explained = (t: TFunction, what: string, words: string): string =>
  t("common.explained", { what, words });
