import { expect, it } from "vitest";

import { moved } from "./OrderedTable";

it("moves a row by one place, and not over an end", () => {
  expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
  expect(moved(["a"], 0, -1)).toEqual(["a"]);
});
