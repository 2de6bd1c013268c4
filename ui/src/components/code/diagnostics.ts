import type { Diagnostic } from "@codemirror/lint";
import type { Text } from "@codemirror/state";

/** A place in the author's text, both from 1, as the sandbox tells it. */
export type Mark = { line: number; column: number | null; message: string };

/** Where a place is in the document; places outside are moved to the nearest one inside. */
export function positionOf(doc: Text, line: number, column: number | null): number {
  const found = doc.line(Math.max(1, Math.min(doc.lines, line)));
  return Math.min(found.to, found.from + Math.max(0, (column ?? 1) - 1));
}

/** Marks the word at the place, or the whole line when only the line is known. */
export function diagnosticsOf(doc: Text, marks: readonly Mark[]): Diagnostic[] {
  return marks.map(({ line, column, message }) => {
    const found = doc.line(Math.max(1, Math.min(doc.lines, line)));
    const from = column === null ? found.from : positionOf(doc, line, column);
    const word = /^[\w$]+/.exec(doc.sliceString(from, found.to))?.[0].length ?? 1;
    const to = column === null ? found.to : Math.min(found.to, from + word);
    return { from: Math.min(from, to), to, severity: "error", message };
  });
}
