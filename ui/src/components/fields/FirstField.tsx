import { useEffect, useRef, type ReactNode } from "react";

/** What can be typed into or chosen from; the input of a list is its combobox. */
const FIELDS = "input:not([type=hidden], :disabled), textarea:not(:disabled)";

/**
 * Its first field has the focus as soon as it is shown: around what a dialog asks, which would
 * begin at the button that closes it.
 */
export function FirstField({ children }: { children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => frame.current?.querySelector<HTMLElement>(FIELDS)?.focus(), []);
  return <div ref={frame}>{children}</div>;
}
