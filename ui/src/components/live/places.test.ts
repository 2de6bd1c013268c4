import { expect, it } from "vitest";

import { placesOf } from "./places";

it("finds every occurrence, in any case", () => {
  expect(placesOf("Meter 07 meter", ["meter"])).toEqual([
    [0, 5],
    [9, 14],
  ]);
  expect(placesOf("70B3D57E", ["b3d5", "b3d5"])).toEqual([[2, 6]]);
  expect(placesOf("meter", ["", "x"])).toEqual([]);
});
