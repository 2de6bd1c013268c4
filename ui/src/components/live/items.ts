// What a live list shows from top to bottom. Pure.

import type { LiveRows } from "./use-live-rows";

export type Item<Row> =
  | { kind: "row"; row: Row; key: string }
  /** Between what came live and what is history. */
  | { kind: "line"; key: string }
  | { kind: "outage"; key: string; from: number; to: number; attempts: number };

type Listed<Row> = Pick<LiveRows<Row>, "rows" | "outages" | "liveCount" | "rowTime">;

/** The rows, outages between them, and the line where history begins. */
export function itemsOf<Row>(
  { rows, outages, liveCount, rowTime }: Listed<Row>,
  rowKey: (row: Row) => string,
): Item<Row>[] {
  const all: Item<Row>[] = rows.map((row) => ({ kind: "row", row, key: rowKey(row) }));
  for (const outage of outages) {
    const at = all.findIndex(
      (item) => item.kind === "row" && new Date(rowTime(item.row)).getTime() <= outage.from,
    );
    const entry: Item<Row> = { kind: "outage", key: `outage-${outage.from}`, ...outage };
    all.splice(at < 0 ? all.length : at, 0, entry);
  }
  if (liveCount > 0 && rows.length > liveCount) {
    const first = rows[liveCount];
    const at = first === undefined ? -1 : all.findIndex((item) => item.key === rowKey(first));
    if (at > 0) all.splice(at, 0, { kind: "line", key: "line" });
  }
  return all;
}
