// A table as CSV (RFC 4180) that spreadsheets read as text and numbers, not as formulas.

const START_OF_FORMULA = /^[=+\-@\t\r]/;

/** One cell, quoted where needed. */
export function csvCell(text: string): string {
  // A text that a spreadsheet would run as a formula is kept a text.
  const safe = START_OF_FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** With a byte order mark, by which spreadsheets know UTF-8. */
export function csvText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows].map((row) => row.map(csvCell).join(","));
  return `\ufeff${lines.join("\r\n")}\r\n`;
}
