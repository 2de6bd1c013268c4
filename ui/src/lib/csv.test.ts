import { expect, it } from "vitest";

import { csvCell, csvText } from "./csv";

it("quotes texts where needed", () => {
  expect(["21.5", "", "a,b", 'say "x"', '{"a":1}'].map(csvCell)).toEqual([
    "21.5",
    "",
    '"a,b"',
    '"say ""x"""',
    '"{""a"":1}"',
  ]);
});

it("keeps what looks like a formula a text", () => {
  expect(csvCell("=1+1")).toBe("'=1+1");
  expect(csvCell("-5 °C")).toBe("'-5 °C");
});

it("has the rows that are shown", () => {
  expect(csvText(["Time", "T (℃)"], [["2026-05-01T08:00:00.000Z", "21"]])).toBe(
    "\ufeffTime,T (℃)\r\n2026-05-01T08:00:00.000Z,21\r\n",
  );
});
