import { useState, type DragEvent, type KeyboardEvent } from "react";

import { moved } from "../../../components/models/tables/OrderedTable";

/** The keys with one of them taken to the place of another, or behind it. */
export function placed(
  keys: readonly string[],
  key: string,
  target: string,
  after: boolean,
): string[] {
  const others = keys.filter((one) => one !== key);
  const at = others.indexOf(target);
  return at < 0 ? [...keys] : others.toSpliced(after ? at + 1 : at, 0, key);
}

type Drop = { key: string; after: boolean };

/**
 * Rows that are put in order by their handles: dragged with the mouse, or moved by Alt Shift ↑ and ↓.
 * `onOrder` hears of an order that is another one, and which row was moved.
 */
export function useOrder(keys: readonly string[], onOrder: (keys: string[], key: string) => void) {
  const [dragged, setDragged] = useState<string | null>(null);
  const [drop, setDrop] = useState<Drop | null>(null);

  function become(next: string[], key: string): void {
    if (next.some((one, at) => one !== keys[at])) onOrder(next, key);
  }

  const moveBy = (key: string, by: number) => become(moved(keys, keys.indexOf(key), by), key);

  function end(): void {
    setDragged(null);
    setDrop(null);
  }

  return {
    moveBy,
    isFirst: (key: string) => keys[0] === key,
    isLast: (key: string) => keys.at(-1) === key,
    handle: (key: string) => ({
      draggable: true,
      onDragStart(event: DragEvent<HTMLElement>) {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", key);
        const row = event.currentTarget.closest("tr");
        if (row) event.dataTransfer.setDragImage(row, 0, 0);
        setDragged(key);
      },
      onDragEnd: end,
      onKeyDown(event: KeyboardEvent) {
        if (!event.altKey || !event.shiftKey) return;
        if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
        event.preventDefault();
        event.stopPropagation();
        moveBy(key, event.key === "ArrowUp" ? -1 : 1);
      },
    }),
    row: (key: string) => ({
      "data-dragged": dragged === key ? "" : undefined,
      "data-drop": drop?.key === key ? (drop.after ? "after" : "before") : undefined,
      onDragOver(event: DragEvent<HTMLElement>) {
        if (dragged === null || !keys.includes(key)) return;
        event.preventDefault();
        const { top, height } = event.currentTarget.getBoundingClientRect();
        const after = event.clientY > top + height / 2;
        if (drop?.key !== key || drop.after !== after) setDrop({ key, after });
      },
      onDrop(event: DragEvent<HTMLElement>) {
        event.preventDefault();
        if (dragged !== null && drop && drop.key !== dragged) {
          become(placed(keys, dragged, drop.key, drop.after), dragged);
        }
        end();
      },
    }),
  };
}

export type Order = ReturnType<typeof useOrder>;
