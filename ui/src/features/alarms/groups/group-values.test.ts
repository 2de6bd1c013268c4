import { describe, expect, it } from "vitest";

import { addressesOf, badAddress } from "./group-values";

describe("addresses of a group", () => {
  it("are read from a pasted list, each once", () => {
    const pasted = ["Night <night@example.org>; day@example.org", "day@example.org", " "];
    expect(addressesOf(pasted)).toEqual(["night@example.org", "day@example.org"]);
  });

  it("have to look like addresses", () => {
    expect(badAddress(["a@example.org", "nobody"])).toBe("nobody");
    expect(badAddress(["a b@example.org"])).toBe("a b@example.org");
    expect(badAddress(["a@example.org"])).toBeUndefined();
  });
});
