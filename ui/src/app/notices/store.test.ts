import { expect, it } from "vitest";

import { useNotices, type Kept, type Remembered } from "./store";

const STORED = "thinklink.notices";
const entry = (id: string, at: string) => ({ id, at, tenant: "demo", kind: "task" }) as Kept;
const stored = () =>
  (JSON.parse(localStorage.getItem(STORED) ?? "{}") as { state: Remembered }).state;

/** What another page of this browser stores. */
function elsewhere(change: Partial<Remembered>): void {
  const state = { ...stored(), ...change };
  localStorage.setItem(STORED, JSON.stringify({ state, version: 1 }));
}

it("is known to all pages of a browser, whoever of them saw or read it", () => {
  const { keep, markRead, markAllRead, mute } = useNotices.getState();
  keep([entry("mine", "2026-05-01T10:00:00.000Z")]);
  const later = "2099-01-01T00:00:00.000Z";
  elsewhere({
    kept: [entry("theirs", "2026-05-01T11:00:00.000Z")],
    read: ["theirs"],
    readUntil: later,
    mutedUntil: 7,
  });
  markRead("mine");
  expect(stored().kept.map(({ id }) => id)).toEqual(["theirs", "mine"]);
  expect(stored().read.toSorted()).toEqual(["mine", "theirs"]);
  expect(stored().mutedUntil).toBe(7);
  markAllRead("2026-05-02T00:00:00.000Z");
  expect(stored().readUntil).toBe(later);

  // Quiet ends where somebody said so last.
  elsewhere({ mutedUntil: null });
  keep([entry("mine", "2026-05-01T10:00:00.000Z")]);
  expect(stored().mutedUntil).toBeNull();
  mute(9);
  expect(stored().mutedUntil).toBe(9);
  expect(useNotices.getState().kept).toHaveLength(2);
});

it("comes to an open page when another one stores it", () => {
  elsewhere({ kept: [entry("news", "2026-05-03T00:00:00.000Z")] });
  window.dispatchEvent(new StorageEvent("storage", { key: STORED }));
  expect(useNotices.getState().kept[0]?.id).toBe("news");
});
