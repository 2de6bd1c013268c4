import { useEffect, useEffectEvent, useRef, type RefObject } from "react";

import { topDialog } from "../../lib/dialog-open";
import { useFieldIds } from "./Field";

type TextControl = HTMLInputElement | HTMLTextAreaElement;

/** What an input hears when what stands in it is to be given up. */
const DROP = "drop-problem";

/**
 * Tells at the field around an input why what stands in it cannot be taken; a save waits for it. The
 * input is the one that is put into the answer. `onDrop` takes back what is no part of the value.
 */
export function useProblem(
  problem: string | null,
  onDrop: () => void,
): RefObject<TextControl | null> {
  const input = useRef<TextControl | null>(null);
  const { tell } = useFieldIds();
  const drop = useEffectEvent(onDrop);
  useEffect(() => {
    const control = input.current;
    const hear = () => drop();
    control?.setCustomValidity(problem ?? "");
    control?.addEventListener(DROP, hear);
    tell(problem);
    return () => {
      control?.removeEventListener(DROP, hear);
      tell(null);
    };
  }, [problem, tell]);
  return input;
}

const form = (): ParentNode => topDialog() ?? document;

/** All inputs, but for those in what is no part of what is saved (`data-unsaved`). */
const inputsIn = (part: ParentNode): TextControl[] =>
  [...part.querySelectorAll<TextControl>("input, textarea")].filter(
    (input) => !input.closest("[data-unsaved]"),
  );

/**
 * Whether a field of a part, or else of the open dialog or the page, holds what it cannot take: the
 * first of them gets the focus. One that is off does not count.
 */
export function holdsProblem(part: ParentNode = form()): boolean {
  const wrong = inputsIn(part).find((input) => input.willValidate && input.validity.customError);
  wrong?.focus();
  return wrong !== undefined;
}

/** Makes fields give up what they cannot take, also those that are off: the values show again. */
export function dropProblems(part: ParentNode = form()): void {
  for (const input of inputsIn(part)) input.dispatchEvent(new Event(DROP));
}
