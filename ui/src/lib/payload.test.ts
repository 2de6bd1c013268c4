import { describe, expect, it } from "vitest";

import { base64ToHex, byteArray, cutMiddle, hexRows, hexToBase64, spacedHex } from "./payload";

describe("views of a payload", () => {
  it("splits into rows of sixteen with offset and text", () => {
    const rows = hexRows("48656c6c6f00ff" + "20".repeat(12));
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ offset: "0000", ascii: "Hello..         " });
    expect(rows[0]?.bytes.slice(0, 3)).toEqual(["48", "65", "6C"]);
    expect(rows[1]).toEqual({ offset: "0010", bytes: ["20", "20", "20"], ascii: "   " });
  });

  it("keeps the bytes through Base64 and back", () => {
    const hex = "21070300003c007f80ff";
    expect(hexToBase64(hex)).toBe("IQcDAAA8AH+A/w==");
    expect(base64ToHex(hexToBase64(hex))).toBe(hex);
    expect(base64ToHex("no base64!")).toBeNull();
  });

  it("writes pairs, and arrays as scripts take them", () => {
    expect(spacedHex("2107ff")).toBe("21 07 FF");
    expect(byteArray("2107")).toBe("[0x21, 0x07]");
  });

  it("cuts long ones in the middle", () => {
    expect(cutMiddle("0102030405060708", 8)).toBe("01 02 03 04 05 06 07 08");
    expect(cutMiddle("0102030405060708", 4)).toBe("01 02 … 07 08");
  });
});
