import { expect, it } from "vitest";

import { nameProblems } from "./NameCell";

it("finds empty and repeated names", () => {
  expect([...nameProblems(["a", "", "a", "_x"])]).toEqual([
    [1, "needed"],
    [2, "twice"],
  ]);
  expect([...nameProblems(["_x"], true)]).toEqual([[0, "reserved"]]);
});
