import { useEffect, useRef, type ReactNode } from "react";

import { focusFirst } from "./use-first-focus";

/** What can be typed into or chosen from; the input of a list is its combobox. */
const FIELDS = "input:not([type=hidden], :disabled), textarea:not(:disabled)";

type Props = {
  /** Rather the first one that nothing is in: for a form that may begin filled in. */
  empty?: boolean;
  children: ReactNode;
};

/**
 * Its first field has the focus as soon as it is shown: around what a dialog asks, which would
 * begin at the button that closes it, and around the form of something new.
 */
export function FirstField({ empty = false, children }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const fields = [
      ...(frame.current?.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(FIELDS) ?? []),
    ];
    const free = empty ? fields.find(({ value }) => value === "") : undefined;
    focusFirst(free ?? fields[0]);
  }, [empty]);
  return <div ref={frame}>{children}</div>;
}
