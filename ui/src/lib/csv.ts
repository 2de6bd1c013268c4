// A table as CSV (RFC 4180) that spreadsheets read as text and numbers, not as formulas.

import type { Json } from "../api/types";

const START_OF_FORMULA = /^[=+\-@\t\r]/;

/** One cell: numbers plain, texts quoted where needed, nothing for what has no value. */
export function csvCell(value: Json | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  // A text that a spreadsheet would run as a formula is kept a text.
  const safe = START_OF_FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** With a byte order mark, by which spreadsheets know UTF-8. */
export function csvText(
  head: readonly string[],
  rows: readonly (readonly (Json | undefined)[])[],
): string {
  const lines = [head, ...rows].map((row) => row.map(csvCell).join(","));
  return `\ufeff${lines.join("\r\n")}\r\n`;
}
