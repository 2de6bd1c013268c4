import { useEffect, useEffectEvent, useRef, type RefObject } from "react";

type Focusable = HTMLElement | { focus: () => void; nativeElement: HTMLElement | null };

/**
 * Focuses what the reference holds as soon as it is shown. `autoFocus` does that too early for a
 * dialog: its content is not in the document yet, and the button that closes it takes the focus.
 */
export function useFirstFocus<T extends Focusable>(wanted = true): RefObject<T | null> {
  const element = useRef<T>(null);
  const focus = useEffectEvent(() => {
    if (wanted) focusFirst(element.current);
  });
  useEffect(() => focus(), []);
  return element;
}

/**
 * Focuses a part of a dialog that was just opened. A dialog below it takes the focus back until the
 * new one holds it, and that begins at the button that closes it.
 */
export function focusFirst(part: Focusable | null | undefined): void {
  if (!part) return;
  const element = part instanceof HTMLElement ? part : part.nativeElement;
  part.focus();
  const dialog = element?.closest('[role="dialog"]');
  if (!dialog || dialog.contains(document.activeElement)) return;
  dialog.addEventListener("focusin", () => part.focus(), { once: true });
}
