import { describe, expect, it } from "vitest";

import { canonical } from "./cases";
import { modelsIn } from "./exchange";
import { idNameOf } from "./kinds";

describe("equal results", () => {
  it("do not depend on the order of keys, but on that of lists", () => {
    expect(canonical({ b: { d: 1, c: 2 }, a: [1, 2] })).toBe(
      canonical({ a: [1, 2], b: { c: 2, d: 1 } }),
    );
    expect(canonical([1, 2])).not.toBe(canonical([2, 1]));
    expect(canonical(1)).not.toBe(canonical("1"));
  });
});

describe("files of models", () => {
  const file = (change: object) =>
    JSON.stringify({
      format: "thinklink-models",
      version: 1,
      kind: "rpc-models",
      models: [{ id_name: "a" }],
      ...change,
    });

  it("give their models", () => {
    expect(modelsIn("rpc-models", file({}))).toEqual([{ id_name: "a" }]);
  });

  it("are refused with the reason", () => {
    expect(modelsIn("rpc-models", "{")).toBe("noJson");
    expect(modelsIn("rpc-models", "[]")).toBe("otherFile");
    expect(modelsIn("rpc-models", file({ models: [5] }))).toBe("otherFile");
    expect(modelsIn("thing-models", file({}))).toBe("otherKind");
    expect(modelsIn("rpc-models", file({ models: [{ name: "A" }] }))).toBe("unnamed");
    expect(modelsIn("rpc-models", file({ models: Array(1001).fill({ id_name: "a" }) }))).toBe(
      "tooMany",
    );
  });
});

describe("text ids", () => {
  it("are made of names", () => {
    expect(idNameOf("MT-KS52 T&H")).toBe("mt_ks52_t_h");
    expect(idNameOf("温度")).toBe("");
  });
});
