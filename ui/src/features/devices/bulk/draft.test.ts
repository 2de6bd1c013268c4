import { describe, expect, it } from "vitest";

import { changeOf, changesIn, editsOf, emptyDraft, nameOf, type BulkDraft } from "./draft";

const row = { id: 1, key: " limit ", type: "number" as const, value: 40, unit: "l", alias: "" };
const draft: BulkDraft = {
  ...emptyDraft,
  basic: { heart_period: 600, bacnet: false },
  rpc: { add: ["1"], remove: ["2"] },
  server_attrs: {
    add: [row, { ...row, id: 2, key: " ", value: undefined, unit: "" }],
    overwrite: true,
    remove: [],
  },
};

describe("a draft of changes", () => {
  it("counts each step and leaves out what changes nothing", () => {
    expect(changesIn(draft, "basic")).toBe(2);
    expect(changesIn(draft, "rpc")).toBe(2);
    expect(changesIn(draft, "server_attrs")).toBe(1);
    expect(changesIn(draft, "tags")).toBe(0);
    expect(Object.keys(editsOf(draft))).toEqual(["basic", "rpc", "server_attrs"]);
    expect(changeOf(draft)).toEqual({
      heart_period: 600,
      bacnet: false,
      rpc: { add: ["1"], remove: ["2"] },
      server_attrs: {
        add: [{ key: "limit", type: "number", value: 40, unit: "l", alias: "" }],
        overwrite: true,
        remove: [],
      },
    });
    expect(changeOf(emptyDraft)).toEqual({});
  });

  it("keeps a row without a key that says something, for the instance to name", () => {
    const add = [{ ...row, key: "", value: 5 }];
    const without: BulkDraft = { ...emptyDraft, server_attrs: { ...draft.server_attrs, add } };
    expect(changesIn(without, "server_attrs")).toBe(1);
    expect(changeOf(without).server_attrs?.add).toMatchObject([{ key: "", value: 5 }]);
  });

  it("shows names as they will be", () => {
    expect(nameOf("Meter {n} ({eui:-4})", "70b3d57ed0001234", 3)).toBe("Meter 3 (1234)");
    expect(nameOf("{eui}", "meter-7", 1)).toBe("meter-7");
  });
});
