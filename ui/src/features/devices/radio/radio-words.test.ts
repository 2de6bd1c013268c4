import { describe, expect, it } from "vitest";

import { movedWindows, readMoved } from "./radio-words";

describe("moved first windows", () => {
  it("are read as they are written", () => {
    const list = [
      { channel: 0, frequency: 868_700_000 },
      { channel: 1, frequency: 869_525_000 },
    ];
    expect(readMoved(movedWindows(list))).toEqual(list);
    expect(readMoved(" 0:868.7 ,")).toEqual(list.slice(0, 1));
    expect(readMoved("")).toEqual([]);
  });

  it("are refused when they are something else", () => {
    for (const text of ["868.7", "0: 8687", "x: 868.7", "0; 868.7"]) {
      expect(readMoved(text)).toBeNull();
    }
  });
});
