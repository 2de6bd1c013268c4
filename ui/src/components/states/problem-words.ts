import type { TFunction } from "i18next";

import { TOO_LARGE, UNREACHABLE, type Problem } from "../../api/problem";
import type { ProblemDocument } from "../../api/types";
import { i18next } from "../../app/language/i18n";

/** Every kind of refusal that the API knows; each has a title and a sentence. */
export const PROBLEM_CODES = [
  "unauthenticated",
  "forbidden",
  "not_found",
  "invalid",
  "conflict",
  "in_use",
  "too_large",
  "full",
  "unavailable",
  "internal",
] as const satisfies readonly ProblemDocument["code"][];

type Known = (typeof PROBLEM_CODES)[number];

const isKnown = (code: string): code is Known =>
  (PROBLEM_CODES as readonly string[]).includes(code);

/**
 * What is said of something in the language of the page. The instance's own sentence knows more, but
 * speaks English only: elsewhere it stands behind.
 */
export function withOwn(known: string, own: string): string {
  if (i18next.language === "en") return own || known;
  return [known, own].filter(Boolean).join(" — ");
}

/** A problem as people are told of it: what happened, and the way on. */
export function problemWords(t: TFunction, problem: Problem): { title: string; detail: string } {
  const { code, title, detail } = problem;
  if (code === UNREACHABLE) return { title: t("errors.unreachable"), detail };
  if (code === TOO_LARGE) return { title: t("errors.tooLarge"), detail: t("errors.tooLargeText") };
  if (!isKnown(code)) return { title: title || t("errors.failed"), detail };
  return {
    title: t(`errors.codes.${code}.title`),
    detail: withOwn(t(`errors.codes.${code}.text`), detail),
  };
}

/** Every refused field with what is said at it. */
export function fieldWords(t: TFunction, problem: Problem): { field: string; detail: string }[] {
  const known = t(problem.code === "conflict" ? "errors.fieldTaken" : "errors.fieldRefused");
  return problem.fields.map(({ field, detail }) => ({ field, detail: withOwn(known, detail) }));
}
