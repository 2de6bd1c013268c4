import { expect, it } from "vitest";

import { deviceInput, objectFrom } from "./script-input";

it("takes only objects as JSON", () => {
  expect(objectFrom('{"a":1}', "msg", "x")).toEqual({ value: { a: 1 } });
  expect(objectFrom("[1]", "msg", "x")).toEqual({
    problem: { code: "badJson", what: "msg", why: "x" },
  });
  expect(objectFrom("{", "msg", "x")).toMatchObject({ problem: { code: "badJson" } });
});

it("gives an empty device where there is none", () => {
  expect(deviceInput(undefined, [])).toMatchObject({ eui: "", server_attrs: {} });
});
