import { expect, it } from "vitest";

import { fromHex } from "./test-input";

it("wraps hex in any spelling into a message", () => {
  const made = fromHex("21 07-03 0x00", 11, "70b3d57ed0001234");
  expect(made).toMatchObject({
    value: { moteeui: "70b3d57ed0001234", userdata: { port: 11, payload: "IQcDAA==" } },
  });
});

it("refuses what is no bytes", () => {
  expect(fromHex("abc", 1, "")).toEqual({ problem: { code: "oddHex" } });
  expect(fromHex("xyz1", 1, "")).toEqual({ problem: { code: "badHex" } });
});
