import { expect, it } from "vitest";

import { waitBefore } from "./stream";

it("the wait for the next attempt doubles up to a limit, with jitter", () => {
  expect(waitBefore(0, () => 1)).toBe(500);
  expect(waitBefore(2, () => 1)).toBe(2000);
  expect(waitBefore(30, () => 1)).toBe(10_000);
  expect(waitBefore(30, () => 0)).toBe(5000);
});
