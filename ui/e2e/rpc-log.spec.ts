import { readFile } from "node:fs/promises";

import { expect, test } from "./support/fixtures";
import { sequence } from "./support/keys";

const SCRIPT = `return [
  { type: 'modifyAttrs', dnMsg: { server_attrs: { mode: params.mode } } },
];`;

test("the RPC log is live, filtered, and shows what a call did", async ({ open, call }) => {
  await call("POST", "/api/v1/rpc-models", {
    id_name: "set_mode",
    name: "Set mode",
    template: { mode: { name: "mode", alias: "Mode", type: "number", dftValue: 4 } },
    rpc_script: SCRIPT,
  });
  await call("POST", "/api/v1/rpc-models", {
    id_name: "breaks",
    name: "Breaks",
    rpc_script: "throw new Error('broken on purpose')",
  });
  await call("POST", "/api/v1/devices", {
    eui: "lamp-1",
    name: "Lamp",
    data_from: "OTHER",
    rpc: ["set_mode", "breaks"],
  });
  const run = (method: string, params = {}) =>
    call("POST", "/api/v1/devices/lamp-1/rpc", { method, params, wait_ms: 10_000 });

  const page = await open("#/overview");
  await sequence(page, "g", "l");
  await expect(page.getByText("No calls yet")).toBeVisible();
  await run("set_mode", { mode: 7 });
  await run("breaks");
  const list = page.getByTestId("live-rpc-log");
  await expect(list.getByRole("row")).toHaveCount(3);
  await expect(list.getByRole("row").nth(1)).toContainText("error");
  await expect(list.getByRole("row").nth(1)).toContainText("broken on purpose");
  await expect(list.getByRole("row").nth(2)).toContainText("done");

  await list.getByText("Set mode").click();
  const panel = page.getByTestId("panel-run");
  await expect(panel.getByRole("list", { name: "Steps" })).toContainText("Change attributes");
  await expect(panel).toContainText("API");
  await expect(panel).toContainText('"mode": 7');
  await page.keyboard.press("Alt+ArrowUp");
  await expect(panel.getByRole("heading", { name: "Breaks" })).toBeVisible();
  await page.keyboard.press("Escape");

  // What does not fit the filter does not come in.
  await page.getByRole("button", { name: "State" }).click();
  await page.getByRole("menuitem", { name: "failed" }).click();
  await expect(list.getByRole("row")).toHaveCount(2);
  await run("set_mode", { mode: 8 });
  await run("breaks");
  await expect(list.getByRole("row")).toHaveCount(3);
  await expect(list.getByText("Set mode")).toHaveCount(0);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: "Text (.csv)" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^rpc-runs-.*\.csv$/);
  const lines = (await readFile(await file.path(), "utf8")).split("\r\n");
  expect(lines[0]).toMatch(/^\ufeffTime \(UTC.*\),EUI,Device,/);
  expect(lines).toHaveLength(4);
  expect(lines[1]).toContain("breaks");

  // By the address alone, also when the list does not have it.
  const { items } = (await call("GET", "/api/v1/rpc-runs?rpc=set_mode")) as {
    items: { id: string }[];
  };
  await page.goto(page.url().replace(/#.*/, `#/logs/rpc/${items[0]?.id}?state=failed`));
  await expect(panel.getByRole("heading", { name: "Set mode" })).toBeVisible();

  // One that there is not is called what its address calls it.
  await page.goto(page.url().replace(/#.*/, "#/logs/rpc/1"));
  await expect(panel.getByRole("heading", { name: "1", exact: true })).toBeVisible();
  await expect(panel.getByRole("alert")).toBeVisible();
});
