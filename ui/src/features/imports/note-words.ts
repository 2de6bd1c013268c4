import type { TFunction } from "i18next";

import { i18next } from "../../app/language/i18n";
import { withOwn } from "../../components/states/problem-words";
import type en from "../../locales/en.json";

type Known = keyof (typeof en)["imports"]["notes"];

const isKnown = (code: string): code is Known => i18next.exists(`imports.notes.${code}`);

/** What is said of a cell: what kind of thing it is, and what the instance says of this one. */
export const noteWords = (
  t: TFunction,
  { code, detail }: { code: string; detail: string },
): string => (isKnown(code) ? withOwn(t(`imports.notes.${code}`), detail) : detail || code);
