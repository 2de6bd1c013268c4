import { describe, expect, it } from "vitest";

import type { Json, ValueType } from "../../api/types";
import {
  areWellFormed,
  bytesProblem,
  isBytes,
  offersOf,
  paramsOf,
  parametersOf,
  startOf,
  templateOf,
} from "./parameters";

describe("parameters of an RPC", () => {
  it("come in their order, also by its older name", () => {
    const parameters = parametersOf({ b: { order: 2 }, a: { index: 1, alias: "A" }, c: {} });
    expect(parameters.map((one) => one.name)).toEqual(["c", "a", "b"]);
    expect(templateOf(parameters)).toMatchObject({ c: { order: 1 }, a: { order: 2, alias: "A" } });
  });

  it("begin with the shared, then the server attribute, then the default", () => {
    const device = { shared_attrs: { a: 1 }, server_attrs: { a: 2, b: 3 } };
    expect(startOf({ name: "a", dftValue: 9 }, device)).toEqual({ value: 1, from: "shared" });
    expect(startOf({ name: "b", dftValue: 9 }, device)).toEqual({ value: 3, from: "server" });
    expect(startOf({ name: "c", dftValue: 9 }, device)).toEqual({ value: 9, from: "default" });
    expect(startOf({ name: "c", dftValue: null }, undefined)).toMatchObject({ from: "none" });
  });

  it("begin with an option where there are options, with the option's own type", () => {
    const options = [
      { label: "Seven", value: 7 },
      { label: "Eight", value: "8" },
      { label: "On", value: true },
    ];
    const begin = (shared: Json, dftValue?: Json) =>
      startOf(
        { name: "a", options, ...(dftValue === undefined ? {} : { dftValue }) },
        { shared_attrs: { a: shared }, server_attrs: { a: 8 } },
      );
    for (const same of [7, "7", "7.0", " 7 "]) {
      expect(begin(same)).toEqual({ value: 7, from: "shared" });
    }
    expect(begin("on")).toEqual({ value: true, from: "shared" });
    for (const none of [9, "", null, { not: "an option" }]) {
      expect(begin(none)).toEqual({ value: "8", from: "server" });
    }
    const alone = (dftValue: Json) => startOf({ name: "a", options, dftValue }, undefined);
    expect(alone("7")).toEqual({ value: 7, from: "default" });
    expect(offersOf({ name: "a", options, dftValue: "7.0" })).toEqual(options);
    // The instance takes the default whatever it is.
    expect(alone(9)).toEqual({ value: 9, from: "default" });
    expect(begin("9.0", 9)).toEqual({ value: 9, from: "shared" });
    expect(offersOf({ name: "a", options, dftValue: 9 }).at(-1)).toEqual({ label: "9", value: 9 });
  });

  it("begin with no attribute of another type", () => {
    const begin = (type: ValueType, shared: Json, dftValue: Json = "default") =>
      startOf({ name: "a", type, dftValue }, { shared_attrs: { a: shared }, server_attrs: {} });
    const shared = (value: Json) => ({ value, from: "shared" });
    expect(begin("number", " 12.5 ")).toEqual(shared(12.5));
    expect(begin("boolean", "on")).toEqual(shared(true));
    expect(begin("string", 7)).toEqual(shared("7"));
    expect(begin("object", "[1]")).toEqual(shared([1]));
    const others: [ValueType, Json][] = [
      ["number", "high"],
      ["number", { a: 1 }],
      ["boolean", 2],
      ["string", { a: 1 }],
      ["object", "7"],
      ["object", "null"],
      ["object", '"[1]"'],
      ["object", "{"],
    ];
    for (const [type, other] of others) {
      expect(begin(type, other)).toEqual({ value: "default", from: "default" });
    }
    // The second of the device's values may do, and without a type any.
    const device = { shared_attrs: { a: "high" }, server_attrs: { a: 3 } };
    expect(startOf({ name: "a", type: "number" }, device)).toEqual({ value: 3, from: "server" });
    expect(startOf({ name: "a" }, device)).toEqual({ value: "high", from: "shared" });
    expect(begin("number", "high", "7")).toEqual({ value: 7, from: "default" });
  });

  it("read numbers and switches as their type says, and other texts as they are", () => {
    const begin = (type: ValueType, values: Json[], a: Json) =>
      startOf(
        { name: "a", type, options: values.map((value) => ({ label: "", value })) },
        { shared_attrs: { a }, server_attrs: {} },
      ).value;
    expect(begin("number", ["7", 8], 7.0)).toBe("7");
    expect(begin("number", ["7.0", "7"], 7)).toBe("7");
    expect(begin("number", [16], "0x10")).toBeUndefined();
    expect(begin("boolean", [true, false], 1)).toBe(true);
    expect(begin("boolean", [1, 0], "off")).toBe(0);
    expect(begin("string", ["7", "07"], "07")).toBe("07");
    expect(begin("string", ["7"], "07")).toBeUndefined();
    expect(begin("object", [{ b: 1 }], { b: 1 })).toEqual({ b: 1 });
  });

  it("are what was typed, and nothing where it was cleared", () => {
    const parameters = [{ name: "a", dftValue: 1 }, { name: "b", dftValue: 2 }, { name: "c" }];
    expect(paramsOf(parameters, undefined, { a: "x", b: undefined })).toEqual({ a: "x" });
  });
});

describe("parameters that are bytes", () => {
  const data = { name: "data", alias: "Data (hex)", type: "string" as const };

  it("are known by their alias", () => {
    expect(isBytes(data)).toBe(true);
    expect(isBytes({ ...data, alias: "Data" })).toBe(false);
    expect(isBytes({ ...data, type: "number" })).toBe(false);
  });

  it("are whole bytes in any spelling, or no call is tried", () => {
    expect(bytesProblem("0xAB, 0xcd")).toBeNull();
    expect(bytesProblem("ABC")).toBe("odd");
    expect(bytesProblem("AX")).toBe("chars");
    expect(areWellFormed([data, { name: "port" }], { data: "abc", port: 1 })).toBe(false);
    expect(areWellFormed([data], {})).toBe(true);
  });
});
