import { useEffect, useRef, useState, type RefObject } from "react";

const rowsIn = (list: HTMLElement | null) => [
  ...(list?.querySelectorAll<HTMLElement>("[data-key]") ?? []),
];

/** The row that the keys move, wherever new rows have pushed it. */
export function useActiveRow(
  items: readonly { key: string }[],
  viewport: RefObject<HTMLElement | null>,
) {
  const [key, setKey] = useState<string | null>(null);
  const wantsFocus = useRef(false);
  const active = Math.max(
    0,
    items.findIndex((item) => item.key === key),
  );
  useEffect(() => {
    if (!wantsFocus.current) return;
    const wanted = items[active]?.key;
    const row = rowsIn(viewport.current).find((drawn) => drawn.dataset["key"] === wanted);
    if (!row) return;
    wantsFocus.current = false;
    row.focus({ preventScroll: true });
  });
  return {
    /** Its place among the items. */
    active,
    setActive: setKey,
    /** Also gives it the focus, as soon as it is drawn. */
    focus(next: string) {
      wantsFocus.current = true;
      setKey(next);
    },
  };
}
