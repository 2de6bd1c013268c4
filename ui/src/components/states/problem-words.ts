import type { TFunction } from "i18next";

import { TOO_LARGE, UNREACHABLE, type Problem } from "../../api/problem";

/** A problem as people are told of it: what happened, and the way on. */
export function problemWords(t: TFunction, problem: Problem): { title: string; detail: string } {
  if (problem.code === UNREACHABLE) {
    return { title: t("errors.unreachable"), detail: problem.detail };
  }
  if (problem.code === TOO_LARGE) {
    return { title: t("errors.tooLarge"), detail: t("errors.tooLargeText") };
  }
  const { title, detail } = problem;
  return {
    title: problem.status === 403 ? t("errors.forbidden") : title || t("errors.failed"),
    detail,
  };
}
