import { useEffect, useEffectEvent, useRef, type RefObject } from "react";

type Focusable = { focus: () => void };

/**
 * Focuses what the reference holds as soon as it is shown. `autoFocus` does that too early for a
 * dialog: its content is not in the document yet, and the button that closes it takes the focus.
 */
export function useFirstFocus<T extends Focusable>(wanted = true): RefObject<T | null> {
  const element = useRef<T>(null);
  const focus = useEffectEvent(() => {
    if (wanted) element.current?.focus();
  });
  useEffect(() => focus(), []);
  return element;
}
