import { describe, expect, it } from "vitest";

import { nameProblems } from "../../components/models/tables/NameCell";
import { moved } from "../../components/models/tables/OrderedTable";
import { deviceInput, objectFrom } from "../../components/models/trial/script-input";
import { aliasOf, newFields, numbered, readResult } from "./trial/result";
import { fromHex } from "./trial/test-input";
import { wrapperOf } from "./wrapper";

const field = (field_name: string) => ({ field_name, name: field_name, type: "number", order: 1 });

describe("what stands around a script", () => {
  it("makes a bare body a function", () => {
    const { before, after } = wrapperOf("return null", "CUSTOMER");
    expect(before[0]).toMatch(/^function payload_parser\(/);
    expect(after).toEqual(["}"]);
  });

  it("calls a function that the author wrote", () => {
    const { before, after } = wrapperOf("function payload_parser({ msg }) {}", "CUSTOMER");
    expect(before).toEqual([]);
    expect(after[0]).toMatch(/^return payload_parser\(/);
  });

  it("calls the codec function that is there", () => {
    expect(wrapperOf("function Decode(p, b) {}", "CHIRPSTACK").after[0]).toContain("Decode(fPort");
    expect(wrapperOf("function decodeUplink(i) {}", "CHIRPSTACK").after[0]).toContain(
      "decodeUplink(",
    );
  });
});

describe("test input", () => {
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
});

describe("results", () => {
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
    expect(
      made.map(({ field_name, type, unit, order }) => [field_name, type, unit, order]),
    ).toEqual([
      ["temperature", "number", "℃", 2],
      ["leak", "boolean", "", 3],
      ["state", "string", "", 4],
    ]);
    expect(aliasOf("water_level")).toBe("Water level");
    expect(aliasOf("waterLevel")).toBe("Water level");
  });

  it("moves a field and numbers all", () => {
    const names = numbered(moved([field("a"), field("b"), field("c")], 2, -1));
    expect(names.map(({ field_name, order }) => `${field_name}${order}`)).toEqual([
      "a1",
      "c2",
      "b3",
    ]);
    expect(moved([field("a")], 0, -1).map((one) => one.field_name)).toEqual(["a"]);
  });

  it("finds empty and repeated names", () => {
    expect([...nameProblems(["a", "", "a", "_x"])]).toEqual([
      [1, "needed"],
      [2, "twice"],
    ]);
    expect([...nameProblems(["_x"], true)]).toEqual([[0, "reserved"]]);
  });
});
