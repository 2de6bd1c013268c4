import { describe, expect, it } from "vitest";

import { looksLikeCode, readDeviceCode } from "./device-code";

const WHOLE =
  "LW:D0:1122334455667788:AABBCCDDEEFF0011:AABB1122:OAABBCCDDEEFF:SYYWWNNNNNN:PFOOBAR:CAF2C";

describe("a device's QR text", () => {
  it("is read with its extensions", () => {
    expect(readDeviceCode(`${WHOLE}\n`)).toEqual({
      join_eui: "1122334455667788",
      dev_eui: "aabbccddeeff0011",
      profile_id: "aabb1122",
      serial: "YYWWNNNNNN",
      owner: "AABBCCDDEEFF",
      proprietary: "FOOBAR",
      damaged: false,
    });
  });

  it("tells a digit that was read wrong", () => {
    expect(readDeviceCode(WHOLE.replace("EEFF0011", "EEFF0012"))?.damaged).toBe(true);
  });

  it("needs no extension and no checksum", () => {
    const code = readDeviceCode("lw:d0:1122334455667788:aabbccddeeff0011:aabb1122");
    expect(code).toMatchObject({ dev_eui: "aabbccddeeff0011", serial: null, damaged: false });
  });

  it.each(["LW:D0:1122:3344", "70b3d57ed0001234", "", "LW:D1:1122334455667788:AABBCCDDEEFF0011:1"])(
    "%s is none",
    (text) => expect(readDeviceCode(text)).toBeNull(),
  );

  it("is told from hex by its first letter", () => {
    expect(looksLikeCode("L")).toBe(true);
    expect(looksLikeCode("70b3")).toBe(false);
    expect(looksLikeCode("")).toBe(false);
  });
});
