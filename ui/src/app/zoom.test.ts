import { expect, it } from "vitest";

import { stepped } from "./zoom";

it("steps between 80 and 200 percent", () => {
  expect([stepped(100, 1), stepped(100, -1)]).toEqual([110, 90]);
  expect([stepped(200, 1), stepped(80, -1)]).toEqual([200, 80]);
  // A size of another version of the page.
  expect([stepped(130, 1), stepped(130, -1)]).toEqual([150, 125]);
});
