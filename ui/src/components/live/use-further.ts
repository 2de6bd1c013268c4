import { useEffect, useEffectEvent, useState } from "react";

import type { ListSource } from "../../api/list";

/** Rows that are loaded ahead of the view. */
const AHEAD = 100;
/** Empty pages in a row after which the search waits for the reader. */
const EMPTY_PAGES = 25;

type History = Pick<ListSource<unknown>, "pages" | "hasMore" | "loadMore">;

/**
 * Loads what comes behind the last row that is drawn. Pages of a filtered log may be empty: it goes
 * on behind them, but not through the whole log unasked.
 */
export function useFurther(
  { pages, hasMore, loadMore }: History,
  length: number,
  last: number,
): { gaveUp: boolean; goOn: () => void } {
  const [grown, setGrown] = useState({ length: 0, pages: 0 });
  if (length !== grown.length || pages < grown.pages) setGrown({ length, pages });
  const gaveUp = hasMore && pages - grown.pages >= EMPTY_PAGES;
  const load = useEffectEvent(() => loadMore());
  useEffect(() => {
    if (!gaveUp && last > length - AHEAD) load();
  }, [last, length, pages, gaveUp]);
  return { gaveUp, goOn: () => setGrown({ length: 0, pages }) };
}
