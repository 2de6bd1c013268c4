import { afterEach, expect, it } from "vitest";

import { ownerOf } from "../../api/session-kept";
import { countDrafts, draftId, dropDrafts, keepDraft, readDraft, tidyDrafts } from "./store";

const instance = "3f";
const ann = ownerOf({ account: "ann", tenant: "demo", instance });
const others = [
  ownerOf({ account: "ann", tenant: "demo2", instance }),
  ownerOf({ account: "ann/x", tenant: "demo", instance }),
  ownerOf({ account: "ann@demo", tenant: "demo", instance }),
  ownerOf({ account: "ann", tenant: "demo", instance: "3f0" }),
];
const draft = { at: 1, base: { name: "Before" }, edits: { name: "After" } };

afterEach(() => localStorage.clear());

it("keeps the drafts of each person, tenant and instance apart, and drops those of one", () => {
  for (const owner of [ann, ...others]) keepDraft(draftId(owner, "device/a"), draft);
  expect(localStorage).toHaveLength(5);
  keepDraft(draftId(ann, "device/b"), draft);
  expect(countDrafts(ann)).toBe(2);
  dropDrafts(ann);
  expect(readDraft(draftId(ann, "device/a"))).toBeNull();
  expect(countDrafts(ann)).toBe(0);
  for (const owner of others) {
    expect(readDraft(draftId(owner, "device/a"))).toEqual(draft);
    expect(countDrafts(owner)).toBe(1);
  }
});

it("tidies away drafts that nobody came back to, and those of no instance", () => {
  const now = Date.now();
  const kept = [draftId(ann, "device/a"), draftId(others[1] ?? "", "device/a")];
  for (const id of [...kept, "ann@demo/device/a"]) keepDraft(id, { ...draft, at: now });
  keepDraft(draftId(ann, "device/old"), draft);
  tidyDrafts(now);
  expect(localStorage).toHaveLength(kept.length);
  for (const id of kept) expect(readDraft(id)).not.toBeNull();
});
