import { Text } from "@codemirror/state";
import { describe, expect, it } from "vitest";

import { diagnosticsOf, positionOf } from "./diagnostics";

const doc = Text.of(["let p = msg", "return p.readUInt8(99)", ""]);

describe("places of errors", () => {
  it("marks the word at line and column", () => {
    const [found] = diagnosticsOf(doc, [{ line: 2, column: 10, message: "RangeError" }]);
    expect(found && doc.sliceString(found.from, found.to)).toBe("readUInt8");
  });

  it("marks the whole line when the column is unknown", () => {
    const [found] = diagnosticsOf(doc, [{ line: 1, column: null, message: "x" }]);
    expect(found && doc.sliceString(found.from, found.to)).toBe("let p = msg");
  });

  it("stays inside the text", () => {
    expect(positionOf(doc, 99, 99)).toBe(doc.length);
    expect(positionOf(doc, 0, 0)).toBe(0);
    const [found] = diagnosticsOf(doc, [{ line: 99, column: 5, message: "x" }]);
    expect(found).toMatchObject({ from: doc.length, to: doc.length });
  });
});
