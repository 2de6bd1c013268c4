import { describe, expect, it } from "vitest";

import type { AlarmLogEntry } from "../../api/types";
import { byDay, entriesOf, isUnread } from "./entries";
import type { Kept } from "./store";

const alarm = (id: string, at: string) => ({ id, at }) as AlarmLogEntry;
const task = (id: string, at: string, tenant = "demo") =>
  ({ id, at, tenant, kind: "task" }) as Kept;

const entries = entriesOf(
  [alarm("1", "2026-05-01T10:00:00.000Z")],
  [
    task("b", "2026-05-02T00:00:00.000Z"),
    task("c", "2026-05-01T09:00:00.000Z"),
    task("x", "2026-05-03T00:00:00.000Z", "lab"),
  ],
  "demo",
);

describe("entries of the notification centre", () => {
  it("are the tenant's own, newest first", () => {
    expect(entries.map(({ id }) => id)).toEqual(["b", "alarm-1", "c"]);
  });

  it("stand under their day", () => {
    const days = byDay(entries, "utc").map(([day, list]) => [day, list.length]);
    expect(days).toEqual([
      ["2026-05-02", 1],
      ["2026-05-01", 2],
    ]);
  });

  it("are read up to a time, or one by one", () => {
    const reading = { readUntil: "2026-05-01T09:00:00.000Z", read: ["b"] };
    expect(entries.filter((entry) => isUnread(entry, reading)).map(({ id }) => id)).toEqual([
      "alarm-1",
    ]);
  });
});
