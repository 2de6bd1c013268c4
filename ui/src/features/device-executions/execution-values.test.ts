import { expect, test } from "vitest";

import { euisIn, toInput } from "./execution-values";

test("EUIs are found in lists of any shape", () => {
  expect(euisIn("70B3D57ED0001234, s0001a2b\n\t70b3d57ed0001234;tank-1")).toEqual([
    "70b3d57ed0001234",
    "s0001a2b",
    "tank-1",
  ]);
  expect(euisIn(" \n")).toEqual([]);
});

test("an RPC that was not chosen is left out", () => {
  expect(toInput({ name: "A", rpc_id: "" })).toEqual({ name: "A" });
  expect(toInput({ rpc_id: "7" })).toEqual({ rpc_id: "7" });
});
