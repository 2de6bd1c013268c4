import { describe, expect, it } from "vitest";

import type { RpcRun } from "../../api/types";
import { matchesRun, byNewestId } from "./match";

const run = {
  id: "1000",
  at: "2026-05-01T10:00:00.000Z",
  eui: "70b3d57ed0001234",
  rpc_id: "7",
  method: "alarm",
  name: "ALARM",
  origin: "trigger",
  operator: "42",
  result: "done",
} as RpcRun;

describe("filters of the RPC log", () => {
  it("look at device, source, model and text", () => {
    expect(matchesRun({}, run)).toBe(true);
    expect(matchesRun({ eui: run.eui, origin: "trigger", rpc: "alarm" }, run)).toBe(true);
    expect(matchesRun({ origin: "api" }, run)).toBe(false);
    expect(matchesRun({ rpc: "8" }, run)).toBe(false);
    expect(matchesRun({ q: "D0:00:12:34" }, run)).toBe(true);
    expect(matchesRun({ q: "ＡＬＡＲＭ" }, run)).toBe(true);
    expect(matchesRun({ q: "valve" }, run)).toBe(false);
  });

  it("find a sentence by its code, as the instance does, also one that stands in another", () => {
    const said = (code: string, params = {}) => ({ code, params, text: "Busy" });
    const busy = { ...run, result_said: said("gateway_busy") };
    const why = { ...run, result_said: said("step_failed", { reason: busy.result_said }) };
    for (const one of [busy, why]) {
      expect(matchesRun({ q: "网关", said: "gateway_busy,sent_in_vain" }, one as RpcRun)).toBe(
        true,
      );
      expect(matchesRun({ q: "网关", said: "sent_in_vain" }, one as RpcRun)).toBe(false);
      expect(matchesRun({ q: "网关" }, one as RpcRun)).toBe(false);
    }
  });

  it("include the beginning of a period and not its end", () => {
    expect(matchesRun({ from: run.at }, run)).toBe(true);
    expect(matchesRun({ to: run.at }, run)).toBe(false);
  });
});

it("the newest call is on top, whatever the length of its id", () => {
  const ids = ["999", "1001", "1000"].map((id) => ({ ...run, id }));
  expect(ids.sort(byNewestId).map(({ id }) => id)).toEqual(["1001", "1000", "999"]);
});
