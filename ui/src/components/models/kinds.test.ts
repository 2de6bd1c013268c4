import { describe, expect, it } from "vitest";

import { idNameOf } from "./kinds";

describe("text ids", () => {
  it("are made of names", () => {
    expect(idNameOf("MT-KS52 T&H")).toBe("mt_ks52_t_h");
    expect(idNameOf("温度")).toBe("");
  });
});
