import { describe, expect, it } from "vitest";

import type { RpcRun } from "../../api/types";
import { wordOf } from "./run-words";

describe("the word for a call", () => {
  const run = (state: RpcRun["state"], ...steps: RpcRun["steps"][number]["state"][]) =>
    wordOf({ state, steps: steps.map((one) => ({ kind: "downlink", state: one })) } as RpcRun);

  it("is how far its frames have come", () => {
    expect(run("delivering", "queued")).toBe("delivering");
    expect(run("finished", "sent")).toBe("transmitted");
    expect(run("finished", "acknowledged", "sent")).toBe("transmitted");
    expect(run("finished", "acknowledged")).toBe("acknowledged");
    expect(run("failed", "failed")).toBe("failed");
  });

  it("is its own state where nothing goes by radio", () => {
    expect(run("finished")).toBe("finished");
    expect(run("finished", "done")).toBe("finished");
  });
});
