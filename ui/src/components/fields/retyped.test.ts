import { expect, it } from "vitest";

import { retyped } from "./retyped";

it("keeps what a value means when its type changes", () => {
  expect(retyped("number", "17")).toBe(17);
  expect(retyped("string", 17)).toBe("17");
  expect(retyped("boolean", "on")).toBe(true);
  expect(retyped("object", '{"a":1}')).toEqual({ a: 1 });
  expect(retyped("string", { a: 1 })).toBe('{"a":1}');
  expect(retyped("number", "north")).toBeUndefined();
  expect(retyped("string", null)).toBeUndefined();
});
