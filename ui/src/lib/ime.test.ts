import { expect, it } from "vitest";

import { isComposing } from "./ime";

it("knows the keys of the input method, also the Enter after a composition", () => {
  expect(isComposing({ isComposing: true, keyCode: 13 })).toBe(true);
  expect(isComposing({ isComposing: false, keyCode: 229 })).toBe(true);
  expect(isComposing({ isComposing: false, keyCode: 13 })).toBe(false);
});
