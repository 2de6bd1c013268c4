import type { FormatterModule } from "i18next";

import { count } from "../../lib/units";

/** What texts call a number that counts something; ports, ids and versions have other names. */
const COUNTS: ReadonlySet<unknown> = new Set([
  "attempts",
  "count",
  "current",
  "damaged",
  "devices",
  "done",
  "failed",
  "gone",
  "joins",
  "ok",
  "on",
  "online",
  "parts",
  "ran",
  "total",
  "uplinks",
]);

/** Counts in texts are written as they are everywhere else. */
export const countFormatter: FormatterModule = {
  type: "formatter",
  init: () => undefined,
  add: () => undefined,
  addCached: () => undefined,
  format: (value: unknown, _format, language, options) =>
    (typeof value === "number" && COUNTS.has(options?.["interpolationkey"])
      ? count(value, language ?? "")
      : value) as string,
};
