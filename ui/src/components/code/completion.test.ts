import { describe, expect, it } from "vitest";

import { bufferNames, pathBefore } from "./completion";

describe("completion", () => {
  it("finds the path before the word", () => {
    expect(pathBefore("  let x = msg?.userdata.po")).toBe("msg.userdata");
    expect(pathBefore("device.")).toBe("device");
    expect(pathBefore("devi")).toBeNull();
  });

  it("knows the names that hold a Buffer", () => {
    const names = bufferNames("const p = Buffer.from(x, 'hex'); let q=p.slice(1); let n = 3");
    expect([...names]).toEqual(["payload", "bytes", "p", "q"]);
  });
});
