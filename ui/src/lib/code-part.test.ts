import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { loadPart } from "./code-part";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const part = { name: "part" };
const missing = new Error("Importing a module script failed.");

it("asks once more for a part that did not come", async () => {
  const load = vi.fn().mockRejectedValueOnce(missing).mockResolvedValue(part);
  const loaded = loadPart(load);
  await vi.runAllTimersAsync();
  expect(await loaded).toBe(part);
  expect(load).toHaveBeenCalledTimes(2);
});

it("says why it did not come when it does not come again", async () => {
  const load = vi.fn().mockRejectedValue(missing);
  const loaded = expect(loadPart(load)).rejects.toBe(missing);
  await vi.runAllTimersAsync();
  await loaded;
  expect(load).toHaveBeenCalledTimes(2);
});

it("asks once for a part that came and does not run", async () => {
  const broken = new TypeError("x is not a function");
  const load = vi.fn().mockRejectedValue(broken);
  await expect(loadPart(load)).rejects.toBe(broken);
  expect(load).toHaveBeenCalledOnce();
});
