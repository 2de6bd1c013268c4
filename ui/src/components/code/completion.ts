import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";

/** What a name offers after a dot, and the names themselves. */
export type Vocabulary = {
  names: readonly Completion[];
  /** By path, such as `msg.userdata`. */
  members: Readonly<Record<string, readonly Completion[]>>;
  /** Members of every variable that was made by `Buffer.from` or `Buffer.alloc`. */
  buffer: readonly Completion[];
};

const PATH = /(?:[\w$]+\??\.)+[\w$]*$/;
const WORD = /[\w$]+$/;

/** The path before the word being typed: `msg?.userdata.po` → `msg.userdata`. */
export function pathBefore(text: string): string | null {
  const found = PATH.exec(text)?.[0];
  if (found === undefined) return null;
  return found.replaceAll("?.", ".").replace(/\.[\w$]*$/, "");
}

/** Names that hold a Buffer, read from the text: `let p = Buffer.from(…)`. */
export function bufferNames(text: string): Set<string> {
  const names = new Set(["payload", "bytes"]);
  for (const [, name] of text.matchAll(
    /([\w$]+)\s*=\s*(?:Buffer\.(?:from|alloc|concat)|[\w$]+\.(?:slice|subarray))\s*\(/g,
  )) {
    if (name !== undefined) names.add(name);
  }
  return names;
}

/** Completion from a fixed vocabulary; the language's own words come from the language. */
export function completeFrom(vocabulary: Vocabulary) {
  return (context: CompletionContext): CompletionResult | null => {
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const word = WORD.exec(before)?.[0] ?? "";
    const from = context.pos - word.length;
    const path = pathBefore(before);
    if (path !== null) {
      const known =
        vocabulary.members[path] ??
        (bufferNames(context.state.doc.toString()).has(path) ? vocabulary.buffer : undefined);
      return known ? { from, options: [...known], validFor: /^[\w$]*$/ } : null;
    }
    if (word === "" && !context.explicit) return null;
    return { from, options: [...vocabulary.names], validFor: /^[\w$]*$/ };
  };
}
