import { expect, it } from "vitest";

import type { RpcModel } from "../../api/types";
import { i18next } from "../../state/language/i18n";
import { rpcColumns } from "./columns";

const ran = {
  statistics: {
    runs: 3,
    failures: 1,
    average_us: 250,
    max_us: 400,
    last_run: "2026-11-27T00:00:00.000Z",
  },
  last_error: { message: "stuck" },
} as RpcModel;

it("tells how often a command's script ran, and why it last failed", () => {
  const columns = rpcColumns(i18next.t, "en");
  const text = (id: string, row: RpcModel) => columns.find((one) => one.id === id)?.text(row);
  expect(["runs", "time", "last_error", "last_run"].map((id) => text(id, ran))).toEqual([
    "3",
    "250",
    "stuck",
    "2026-11-27T00:00:00.000Z",
  ]);
  expect(text("runs", { statistics: null } as RpcModel)).toBe("0");
});
