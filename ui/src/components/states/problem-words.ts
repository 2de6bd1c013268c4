import type { TFunction } from "i18next";

import { TOO_LARGE, UNREACHABLE, type FieldProblem, type Problem } from "../../api/problem";
import type { ProblemDocument, Said } from "../../api/types";
import { i18next } from "../../state/language/i18n";
import { clausesOf, labelled } from "../values/phrases";
import { isSayable, saidNow } from "../values/said";

/** Every kind of refusal that the API knows; each has a title and a sentence. */
export const PROBLEM_CODES = [
  "unauthenticated",
  "forbidden",
  "not_found",
  "method_not_allowed",
  "invalid",
  "conflict",
  "in_use",
  "too_large",
  "full",
  "too_many_attempts",
  "unavailable",
  "internal",
] as const satisfies readonly ProblemDocument["code"][];

type Known = (typeof PROBLEM_CODES)[number];

const isKnown = (code: string): code is Known =>
  (PROBLEM_CODES as readonly string[]).includes(code);

/**
 * What is said of something in the language of the page: the instance's own sentence. Where only its
 * English is known, it stands behind what the page says of all of the kind.
 */
export function withOwn(known: string, own: string, said?: Said | null): string {
  if (isSayable(said)) return saidNow(said, own);
  if (i18next.language === "en") return own || known;
  return [known, own].filter(Boolean).join(" — ");
}

/** Every bad field with its sentence; null when the page can say none of them. */
function allFields(t: TFunction, fields: readonly FieldProblem[]): string | null {
  if (!fields.some(({ said }) => isSayable(said))) return null;
  const about = fields.map(({ field, detail, said }) => labelled(t, field, saidNow(said, detail)));
  return clausesOf(t, about);
}

/** A problem as people are told of it: what happened, and the way on. */
export function problemWords(t: TFunction, problem: Problem): { title: string; detail: string } {
  const { code, title, detail, said } = problem;
  if (code === UNREACHABLE) return { title: t("errors.unreachable"), detail };
  if (code === TOO_LARGE) return { title: t("errors.tooLarge"), detail: t("errors.tooLargeText") };
  if (!isKnown(code)) return { title: title || t("errors.failed"), detail };
  return {
    title: t(`errors.codes.${code}.title`),
    detail:
      (code === "invalid" ? allFields(t, problem.fields) : null) ??
      withOwn(t(`errors.codes.${code}.text`), detail, said),
  };
}

/** Every refused field with what is said at it. */
export function fieldWords(t: TFunction, problem: Problem): { field: string; detail: string }[] {
  const known = t(problem.code === "conflict" ? "errors.fieldTaken" : "errors.fieldRefused");
  return problem.fields.map(({ field, detail, said }) => ({
    field,
    detail: withOwn(known, detail, said),
  }));
}
