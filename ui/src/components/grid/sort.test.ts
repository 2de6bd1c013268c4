import { expect, it } from "vitest";

import { nextSort } from "./sort";

it("turns the sort around on the second click", () => {
  expect(nextSort("eui", "name")).toBe("name");
  expect(nextSort("name", "name")).toBe("-name");
  expect(nextSort("-name", "name")).toBe("name");
});
