import type { TFunction } from "i18next";

import type { Said } from "../../api/types";
import { i18next } from "../../state/language/i18n";
import { withOwn } from "../states/problem-words";
import type en from "../../locales/en.json";

type Known = keyof (typeof en)["imports"]["notes"];

const isKnown = (code: string): code is Known => i18next.exists(`imports.notes.${code}`);

type Note = { code: string; detail: string; detail_said?: Said | null };

/** What is said of a cell: what the instance says of this one, or what kind of thing it is. */
export const noteWords = (t: TFunction, { code, detail, detail_said }: Note): string =>
  withOwn(isKnown(code) ? t(`imports.notes.${code}`) : "", detail, detail_said) || code;
