import { describe, expect, it } from "vitest";

import { cleanHex, euiProblem, groups, hexForms } from "./hex";

describe("hex", () => {
  it.each([
    ["70:B3:D5:7E-D000 FFFF", "70b3d57ed000ffff"],
    ["0x70, 0xb3, 0xd5", "70b3d5"],
    ["７０ｂ３", "70b3"],
    ["70b3.d57e", "70b3d57e"],
  ])("reads %s", (typed, wanted) => {
    expect(cleanHex(typed)).toBe(wanted);
  });

  it("groups and writes in other forms", () => {
    expect(groups("70b3d57ed000ffff").join(" ")).toBe("70b3 d57e d000 ffff");
    expect(hexForms.colons("70b3d5")).toBe("70:b3:d5");
    expect(hexForms.bytes("70b3")).toBe("0x70, 0xb3");
    expect(hexForms.reversed("70b3d5")).toBe("d5b370");
  });

  it("knows which EUI fits which source", () => {
    expect(euiProblem("70b3d57ed0001234", true)).toBeNull();
    expect(euiProblem("70b3", true)).toBe("hex16");
    expect(euiProblem("70b3d57ed000123g", true)).toBe("chars");
    expect(euiProblem("meter-7", false)).toBeNull();
    expect(euiProblem("Meter 7", false)).toBe("word32");
    expect(euiProblem("", false)).toBe("empty");
  });
});
