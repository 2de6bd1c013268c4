import { describe, expect, it } from "vitest";

import { groupsOf, groupSpan, hostOf, toInput } from "./gateway-values";

describe("gateway values", () => {
  it("an empty address clears it and texts are trimmed", () => {
    expect(toInput({ name: " Roof ", fixed_address: " " })).toEqual({
      name: "Roof",
      fixed_address: null,
    });
    expect(toInput({ fixed_address: "10.0.0.1" })).toEqual({ fixed_address: "10.0.0.1" });
    expect(toInput({ sub_band: null })).toEqual({ sub_band: null });
  });

  it("groups have the channels of the regional plans", () => {
    expect(groupsOf("EU868")).toEqual([]);
    expect(groupsOf(null)).toEqual([]);
    expect(groupsOf("CN470")).toHaveLength(12);
    expect(groupsOf("US902")).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(groupSpan("CN470", 10)).toBe("486.3–487.7 MHz");
    expect(groupSpan("US902", 2)).toBe("903.9–905.3 MHz");
    expect(groupSpan("AU915", 8)).toBe("926.4–927.8 MHz");
  });

  it("an address is told without its port", () => {
    expect(hostOf("192.0.2.7:40000")).toBe("192.0.2.7");
    expect(hostOf("[2001:db8::1]:1700")).toBe("2001:db8::1");
  });
});
