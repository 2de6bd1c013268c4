import { describe, expect, it } from "vitest";

import { fromFrame, toFrame } from "./frame";

describe("a frame", () => {
  it("carries a head and bytes", () => {
    const frame = toFrame({ name: "Küche" }, new Uint8Array([0, 255, 128]));
    const { head, body } = fromFrame<{ name: string }>(frame.buffer as ArrayBuffer);
    expect(head).toEqual({ name: "Küche" });
    expect([...body]).toEqual([0, 255, 128]);
  });

  it("may have no body", () => {
    const { head, body } = fromFrame(toFrame(null, new Uint8Array()).buffer as ArrayBuffer);
    expect(head).toBeNull();
    expect(body).toHaveLength(0);
  });
});
