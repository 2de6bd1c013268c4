import { describe, expect, it } from "vitest";

import { wrapperOf } from "./wrapper";

describe("what stands around a script", () => {
  it("makes a bare body a function", () => {
    const { before, after } = wrapperOf("return null", "CUSTOMER");
    expect(before[0]).toMatch(/^function payload_parser\(/);
    expect(after).toEqual(["}"]);
  });

  it("calls a function that the author wrote", () => {
    const { before, after } = wrapperOf("function payload_parser({ msg }) {}", "CUSTOMER");
    expect(before).toEqual([]);
    expect(after[0]).toMatch(/^return payload_parser\(/);
  });

  it("calls the codec function that is there", () => {
    expect(wrapperOf("function Decode(p, b) {}", "CHIRPSTACK").after[0]).toContain("Decode(fPort");
    expect(wrapperOf("function decodeUplink(i) {}", "CHIRPSTACK").after[0]).toContain(
      "decodeUplink(",
    );
  });
});
