import { describe, expect, it } from "vitest";

import { hunks, lineDiff } from "./line-diff";

const shown = (before: string, after: string) =>
  lineDiff(before, after).map(
    ({ kind, text }) => `${{ same: " ", old: "-", new: "+" }[kind]}${text}`,
  );

describe("differences of lines", () => {
  it("finds nothing in equal texts", () => {
    expect(shown("a\nb", "a\nb")).toEqual([" a", " b"]);
    expect(hunks(lineDiff("a\nb", "a\nb"))).toEqual(["gap"]);
  });

  it("keeps as many lines as it can", () => {
    expect(shown("a\nb\nc\nd", "a\nc\nx\nd")).toEqual([" a", "-b", " c", "+x", " d"]);
    expect(shown("", "a")).toEqual(["-", "+a"]);
    expect(shown("a\nb\na", "b\na\nb")).toHaveLength(4);
  });

  it("numbers the lines of both texts", () => {
    expect(lineDiff("a\nb", "b").map((line) => [line.oldLine, line.newLine])).toEqual([
      [1, null],
      [2, 1],
    ]);
  });

  it("leaves out what is far from a change", () => {
    const lines = Array.from({ length: 20 }, (_, at) => `line ${at}`);
    const parts = hunks(lineDiff(lines.join("\n"), [...lines, "last"].join("\n")), 2);
    expect(parts[0]).toBe("gap");
    expect(parts).toHaveLength(4);
  });

  it("shows what is too long to compare as replaced", () => {
    const many = (letter: string) => Array.from({ length: 3000 }, (_, at) => `${letter}${at}`);
    const lines = lineDiff(many("a").join("\n"), many("b").join("\n"));
    expect(lines).toHaveLength(6000);
    expect(lines[0]?.kind).toBe("old");
  });
});
