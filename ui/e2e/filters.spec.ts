import type { Page } from "@playwright/test";

import { expect, test } from "./support/fixtures";

test.use({ onSite: true });

/** Three devices of which each has something of its own. */
test.beforeEach(async ({ call }) => {
  const device = { data_from: "OTHER" };
  await call("POST", "/api/v1/devices", { ...device, eui: "flt-1", tags: ["east", "roof"] });
  await call("POST", "/api/v1/devices", { ...device, eui: "flt-2", tags: ["east"], bacnet: true });
  await call("POST", "/api/v1/devices", {
    ...device,
    eui: "flt-3",
    tags: ["cellar"],
    rpc: ["mt_act_dn_data"],
  });
});

test.afterEach(async ({ call }) => {
  for (const at of [1, 2, 3]) await call("DELETE", `/api/v1/devices/flt-${at}`);
});

/** The devices of this file that the list shows. */
async function shows(page: Page, ...numbers: number[]): Promise<void> {
  for (const at of [1, 2, 3]) {
    await expect(page.getByTestId(`row-flt-${at}`)).toHaveCount(numbers.includes(at) ? 1 : 0);
  }
}

/** Chooses values of one of the filters behind "Filter". */
async function choose(page: Page, label: string, ...options: string[]): Promise<void> {
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  const filters = page.getByRole("group", { name: "Filter" });
  for (const option of options) {
    await filters.getByRole("combobox", { name: label }).fill(option);
    await page.getByTitle(option, { exact: true }).last().click();
  }
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(async () => {
    if (await filters.isVisible()) {
      await page.getByRole("button", { name: "Filter", exact: true }).click();
    }
    await expect(filters).toBeHidden({ timeout: 1_000 });
  }).toPass();
}

test("filters without a menu are chosen, are chips, stay in the address, and are taken away", async ({
  open,
}) => {
  const page = await open("#/maintenance/devices?q=flt-");
  await shows(page, 1, 2, 3);
  await choose(page, "Tags, any of", "east", "cellar");
  await shows(page, 1, 2, 3);
  await choose(page, "Tags, none of", "roof");
  await shows(page, 2, 3);
  await choose(page, "Switch", "BACnet: Off");
  await shows(page, 3);
  await expect(page).toHaveURL(/tags_any=east%2Ccellar/);
  await expect(page).toHaveURL(/tags_none=roof/);
  await expect(page).toHaveURL(/switch=bacnet%3Aoff/);
  await page.reload();
  await shows(page, 3);
  await expect(page.getByText("Tags, any of: east, cellar")).toBeVisible();
  await page.getByRole("button", { name: "Remove filter Switch" }).click();
  await shows(page, 2, 3);
  await page.getByRole("button", { name: "Remove filter Tags, none of" }).click();
  await choose(page, "RPC", "[MT DATA] down data");
  await shows(page, 3);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await choose(page, "Last seen", "longer than 1\u00a0h ago");
  await shows(page);
  await expect(page.getByText(/Last seen: longer than 1.h ago/)).toBeVisible();
});

test("a row that filters leave is tagged, and no other", async ({ open, call }) => {
  const page = await open("#/maintenance/devices?tags_all=east&tags_none=roof");
  await shows(page, 2);
  await page.getByTestId("row-flt-2").getByRole("checkbox").click();
  const bar = page.getByRole("toolbar");
  await bar.getByRole("button", { name: "Change tags" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Tags to add").fill("found");
  await page.keyboard.press("Tab");
  await dialog.getByRole("button", { name: "Change tags" }).click();
  await expect
    .poll(async () => ((await call("GET", "/api/v1/devices?tag=found")) as { total: number }).total)
    .toBe(1);
});

test("an import leads to its own records, from its result and from the Task Centre", async ({
  open,
}) => {
  const page = await open("#/maintenance/devices?import=file&q=nothing");
  const dialog = page.getByRole("dialog", { name: "Import devices" });
  const chosen = page.waitForEvent("filechooser");
  await dialog.getByRole("button", { name: "Choose file" }).click();
  await (
    await chosen
  ).setFiles({
    name: "east.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("eui,name\nflt-1,Renamed\nflt-3,\n"),
  });
  await dialog.getByRole("button", { name: /Import 1 row/ }).click();
  await expect(dialog.getByText("Import finished")).toBeVisible();
  await dialog.getByRole("button", { name: "Open in list" }).click();
  await expect(dialog).toBeHidden();
  await shows(page, 1, 3);
  await expect(page.getByText("Task: east.csv")).toBeVisible();
  await expect(page.getByText("2 devices")).toBeVisible();
  await page.getByRole("button", { name: "Remove filter Task" }).click();
  await expect(page).not.toHaveURL(/task=/);
  await expect(page.getByText("2 devices")).toBeHidden();

  await page.keyboard.press("Control+j");
  const task = page.getByRole("article", { name: "east.csv" });
  await task.getByRole("button", { name: "Result" }).click();
  await task.getByText("All", { exact: true }).click();
  await task.getByRole("button", { name: "Open in list" }).click();
  await expect(page).toHaveURL(/task=\d+/);
  await shows(page, 1, 3);
});

test("profiles are found by class and batch", async ({ open, call }) => {
  const profile = {
    join_mode: "OTAA",
    standard: "EU868",
    app_key: "000102030405060708090a0b0c0d0e0f",
  };
  await call("POST", "/api/v1/lorawan-profiles", {
    ...profile,
    dev_eui: "70b3d57ed0fe0001",
    batch: "Box 7",
    class_mode: "ClassC",
  });
  await call("POST", "/api/v1/lorawan-profiles", { ...profile, dev_eui: "70b3d57ed0fe0002" });
  const page = await open("#/maintenance/lorawan-profiles?q=70b3d57ed0fe");
  await expect(page.getByText("2 profiles")).toBeVisible();
  await choose(page, "Batch", "Box 7");
  await expect(page.getByText("1 profile", { exact: true })).toBeVisible();
  await expect(page.getByText("Batch: Box 7")).toBeVisible();
  await page.getByRole("button", { name: "Remove filter Batch" }).click();
  await page.getByRole("button", { name: "Class", exact: false }).last().click();
  await page.getByRole("menuitem", { name: "C", exact: true }).click();
  await expect(page).toHaveURL(/class_mode=ClassC/);
  await expect(page.getByTestId("row-70b3d57ed0fe0001")).toBeVisible();
  await expect(page.getByTestId("row-70b3d57ed0fe0002")).toHaveCount(0);
});
