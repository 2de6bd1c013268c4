import { readFile, writeFile } from "node:fs/promises";

import type { Page } from "@playwright/test";

import { expect, test } from "./support/fixtures";

type Record = { id: string };

async function replaceScript(page: Page, name: string, source: string): Promise<void> {
  await page.getByRole("textbox", { name: `Script of ${name}` }).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(source);
}

test("an earlier version is compared, restored and saved", async ({ open, call }) => {
  const made = (await call("POST", "/api/v1/rpc-models", {
    name: "Valve",
    id_name: "valve",
    rpc_script: "// first\nreturn null",
  })) as Record;
  const path = `/api/v1/rpc-models/${made.id}`;
  await call("PATCH", path, { rpc_script: "// second\nreturn null", remark: "changed" });
  const page = await open(`#/models/rpc-models/${made.id}/history`);
  const script = page.getByRole("table", { name: "rpc_script" });
  await expect(script).toContainText("// first");
  await expect(script).toContainText("// second");
  await expect(page.getByRole("table", { name: "remark" })).toContainText("changed");

  await page.getByRole("button", { name: /^Version 1/ }).click();
  await expect(page.getByText("This is the oldest version that is kept.")).toBeVisible();
  await page.getByRole("button", { name: "Restore version 1" }).click();
  await expect(page.getByRole("textbox", { name: "Script of Valve" })).toContainText("// first");
  await page.keyboard.press("Control+s");
  await expect(page.getByText("Valve saved.")).toBeVisible();
  expect(await call("GET", path)).toMatchObject({
    rpc_script: "// first\nreturn null",
    remark: "",
  });
});

test("a saved case warns before a save that breaks it", async ({ open, call }) => {
  const made = (await call("POST", "/api/v1/trigger-models", {
    name: "Guard",
    trigger_script: "return { actions: [{ method: 'open' }] }",
  })) as Record;
  const page = await open(`#/models/trigger-models/${made.id}`);
  await page.getByRole("button", { name: /Run/ }).first().click();
  await expect(page.getByRole("list", { name: "Actions" })).toContainText("open");
  await page.getByRole("button", { name: "Save as case…" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("always opens");
  await page.getByRole("button", { name: "Save case" }).click();
  await expect(page.getByRole("heading", { name: "Saved cases (1)" })).toBeVisible();

  await replaceScript(page, "Guard", "return { actions: [{ method: 'shut' }] }");
  await page.keyboard.press("Control+s");
  const review = page.getByRole("dialog", { name: "Before this is saved" });
  await expect(review).toContainText("always opens");
  await expect(review).toContainText("shut");
  await review.getByRole("button", { name: "Back to the editor" }).click();
  await expect(page.getByText("Unsaved")).toBeVisible();

  await page.getByRole("button", { name: "Run all" }).click();
  await page.getByRole("button", { name: "Expect this from now on" }).click();
  await page.getByRole("button", { name: "Run all" }).click();
  await expect(page.getByText("as expected")).toBeVisible();
  await page.keyboard.press("Control+s");
  await expect(page.getByText("Guard saved.")).toBeVisible();
});

test("a changed thing model tells first what it does to recorded uplinks", async ({
  open,
  call,
}) => {
  await call("POST", "/api/v1/simulated-site");
  const model = (await call("POST", "/api/v1/thing-models", {
    name: "Sizes",
    id_name: "sizes",
    payload_parser:
      "return { telemetry_data: { size: Buffer.from(msg.userdata.payload, 'base64').length, port: 1 } }",
  })) as Record;
  const { items } = (await call("GET", "/api/v1/devices?q=climate&limit=1")) as {
    items: { eui: string }[];
  };
  const eui = items[0]?.eui ?? "";
  await call("PATCH", `/api/v1/devices/${eui}`, { thing_model: [model.id] });
  await expect
    .poll(
      async () => {
        const page = (await call(
          "GET",
          `/api/v1/network/messages?thing_model=${model.id}&direction=up`,
        )) as { items: unknown[] };
        return page.items.length;
      },
      { timeout: 45_000 },
    )
    .toBeGreaterThan(0);

  const page = await open(`#/models/thing-models/${model.id}`);
  await replaceScript(
    page,
    "Sizes",
    "return { telemetry_data: { size: Buffer.from(msg.userdata.payload, 'base64').length, port: 2 } }",
  );
  await page.keyboard.press("Control+s");
  const review = page.getByRole("dialog", { name: "Before this is saved" });
  await expect(review).toContainText("Impact on recorded uplinks");
  await expect(review.getByRole("list", { name: "Uplinks with another outcome" })).toContainText(
    "1 → 2",
  );
  await review.getByRole("button", { name: "Save anyway" }).click();
  await expect(page.getByText("Sizes saved.")).toBeVisible();
  await call("DELETE", "/api/v1/simulated-site");
});

test("models leave as a file and come back with what changed", async ({ open, call }, info) => {
  await call("POST", "/api/v1/rpc-models", {
    name: "Export me",
    id_name: "export_me",
    rpc_script: "return null",
  });
  const page = await open("#/models/rpc-models?q=export_me");
  await expect(page.getByTestId("grid-rpc-models")).toContainText("Export me");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export JSON" }).click();
  const path = info.outputPath("models.json");
  await (await download).saveAs(path);
  const file = JSON.parse(await readFile(path, "utf8")) as {
    models: { [field: string]: unknown }[];
  };
  expect(file.models).toHaveLength(1);
  const other = { ...file.models[0], id: undefined, id_name: "second_one", name: "Second one" };
  const changed = { ...file.models[0], rpc_script: "return []" };
  await writeFile(path, JSON.stringify({ ...file, models: [changed, other] }));

  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Import", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Import RPC models" });
  await dialog.getByRole("button", { name: "Choose file" }).click();
  await (await chooser).setFiles(path);
  const rows = dialog.getByTestId("import-rows");
  await expect(rows.getByRole("row", { name: /second_one/ })).toContainText("Create");
  const before = rows.getByRole("row", { name: /export_me/ });
  await expect(before).toContainText("Update");
  await expect(before).toContainText("return null → return []");
  await dialog.getByRole("button", { name: "Import 2 rows" }).click();
  await expect(dialog.getByText("Import finished")).toBeVisible();
  const { items } = (await call("GET", "/api/v1/rpc-models?q=second_one")) as { items: unknown[] };
  expect(items).toHaveLength(1);
});
