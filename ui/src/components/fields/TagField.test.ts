import { expect, it } from "vitest";

import { distinctTags } from "./TagField";

it("tags keep their case and their first spelling", () => {
  expect(distinctTags(["North", " north ", "floor 2", ""])).toEqual(["North", "floor 2"]);
});
