import { useState, type KeyboardEvent } from "react";

import { isComposing } from "../../lib/ime";
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
  const drop = () => setKept(null);
  return {
    text: stands ? kept.text : null,
    keep: (text: string, beside: unknown) => setKept({ text, beside }),
    drop,
    /** Esc takes the text back, and closes nothing then. */
    onEscape(event: KeyboardEvent) {
      if (event.key !== "Escape" || !stands || isComposing(event.nativeEvent)) return;
      event.preventDefault();
      drop();
    },
  };
}
