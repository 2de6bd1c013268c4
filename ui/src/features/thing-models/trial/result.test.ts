import { expect, it } from "vitest";

import { aliasOf, newFields, numbered, readResult } from "./result";

const field = (field_name: string) => ({ field_name, name: field_name, type: "number", order: 1 });

it("reads nothing, one, many, and refuses the rest", () => {
  expect(readResult(null)).toEqual([]);
  expect(readResult({ telemetry_data: { a: 1 } })?.[0]?.telemetry_data).toEqual({ a: 1 });
  expect(readResult([{ sub_device: 7 }, {}])?.map((result) => result.subDevice)).toEqual([
    "7",
    null,
  ]);
  expect(readResult(5)).toBeNull();
  expect(readResult([1])).toBeNull();
});

it("makes fields for what is new", () => {
  const made = newFields(
    { telemetry_data: { temperature: 21.5, leak: true, state: "ok", known: 1 } },
    [field("known")],
  );
  expect(made.map(({ field_name, type, unit, order }) => [field_name, type, unit, order])).toEqual([
    ["temperature", "number", "℃", 2],
    ["leak", "boolean", "", 3],
    ["state", "string", "", 4],
  ]);
  expect(aliasOf("water_level")).toBe("Water level");
  expect(aliasOf("waterLevel")).toBe("Water level");
});

it("numbers fields in their order", () => {
  const orders = numbered([field("a"), field("c"), field("b")]).map(({ order }) => order);
  expect(orders).toEqual([1, 2, 3]);
});
