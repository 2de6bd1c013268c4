import { useEffect, type RefObject } from "react";

import { cleanHex, isHex } from "../../lib/hex";
import { fold } from "../../lib/text";
import { placesOf } from "./places";

/** The name that the style sheet knows. */
const NAME = "found";

/** The part of a cell from one letter to another, across the elements it stands in. */
function rangeIn(nodes: readonly Text[], from: number, to: number): Range {
  const range = new Range();
  let start = 0;
  for (const node of nodes) {
    const end = start + node.data.length;
    if (from >= start && from < end) range.setStart(node, from - start);
    if (to > start && to <= end) range.setEnd(node, to - start);
    start = end;
  }
  return range;
}

function textsIn(cell: Element): Text[] {
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  const found: Text[] = [];
  while (walker.nextNode()) found.push(walker.currentNode as Text);
  return found;
}

/** Marks what is looked for in the cells that are drawn, where the browser can; draws nothing anew. */
export function useHighlight(list: RefObject<HTMLElement | null>, sought: string): void {
  useEffect(() => {
    if (sought === "" || !("highlights" in CSS)) return;
    const digits = cleanHex(sought);
    const words = [fold(sought), ...(digits !== "" && isHex(digits) ? [digits] : [])];
    const ranges: Range[] = [];
    for (const cell of list.current?.querySelectorAll('[data-key] [role="gridcell"]') ?? []) {
      const nodes = textsIn(cell);
      const text = nodes.map((node) => node.data).join("");
      for (const [from, to] of placesOf(text, words)) ranges.push(rangeIn(nodes, from, to));
    }
    CSS.highlights.set(NAME, new Highlight(...ranges));
    return () => void CSS.highlights.delete(NAME);
  });
}
