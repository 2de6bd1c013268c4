import { useState } from "react";

import { same } from "./use-draft";

type Kept = { text: string; beside: unknown };

/**
 * Text that stands in a field in the place of its value, as it was typed; null: none. It goes by
 * itself when the value becomes another one than it was kept beside.
 */
export function useKeptText(value: unknown) {
  const [kept, setKept] = useState<Kept | null>(null);
  const stands = kept !== null && same(kept.beside, value);
  // For good: a value that comes back, by a discard or by a script, does not bring it along.
  if (kept !== null && !stands) setKept(null);
  return {
    text: stands ? kept.text : null,
    keep: (text: string, beside: unknown) => setKept({ text, beside }),
    drop: () => setKept(null),
  };
}
