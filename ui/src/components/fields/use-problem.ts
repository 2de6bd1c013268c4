import { useEffect, useRef, type RefObject } from "react";

import { topDialog } from "../../lib/dialog-open";
import { useFieldIds } from "./Field";

type TextControl = HTMLInputElement | HTMLTextAreaElement;

/**
 * Tells at the field around an input why what stands in it cannot be taken; a save waits for it. The
 * input is the one that is put into the answer.
 */
export function useProblem(problem: string | null): RefObject<TextControl | null> {
  const input = useRef<TextControl | null>(null);
  const { tell } = useFieldIds();
  useEffect(() => {
    input.current?.setCustomValidity(problem ?? "");
    tell(problem);
    return () => tell(null);
  }, [problem, tell]);
  return input;
}

/**
 * Whether a field of the open dialog, or else of the page, holds what it cannot take: the first of
 * them gets the focus. Those in a part that is no part of what is saved (`data-unsaved`) do not count.
 */
export function holdsProblem(): boolean {
  const form = topDialog() ?? document;
  const wrong = [...form.querySelectorAll<TextControl>("input, textarea")].find(
    (input) => input.willValidate && input.validity.customError && !input.closest("[data-unsaved]"),
  );
  wrong?.focus();
  return wrong !== undefined;
}
