import { readFile } from "node:fs/promises";

import type { Download } from "@playwright/test";

import { expect, test } from "./support/fixtures";
import { euiOf, nameOf } from "./support/site";

test.use({ onSite: true });

const text = async (download: Download) => readFile(await download.path(), "utf8");

test.beforeEach(async ({ call }) => {
  for (const [at, tag] of ["north", "north", "south"].entries()) {
    await call("POST", "/api/v1/devices", {
      eui: `70b3d57e0000115${at}`,
      name: `List ${at}, with "quotes"`,
      tags: [tag],
    });
  }
});

test.afterEach(async ({ call }) => {
  for (const at of [0, 1, 2]) await call("DELETE", `/api/v1/devices/70b3d57e0000115${at}`);
});

test("a file holds what matches, or what is selected", async ({ open }) => {
  const page = await open("#/maintenance/devices?q=List");
  await expect(page.getByTestId("row-70b3d57e00001152")).toBeVisible();
  const save = async (columns: string) => {
    // While rows are selected there is another one in their toolbar.
    await page.getByRole("button", { name: "Export", exact: true }).first().click();
    const dialog = page.getByRole("dialog", { name: "Export devices" });
    await dialog.getByRole("radio", { name: columns }).check();
    await dialog.getByRole("radio", { name: "Text (.csv)" }).check();
    const download = page.waitForEvent("download");
    await dialog.getByRole("button", { name: "Export", exact: true }).click();
    return text(await download);
  };
  const matching = (await save("All that can be imported again")).split("\r\n");
  expect(matching[0]).toMatch(/eui,name,device_type/);
  expect(matching).toHaveLength(5);
  expect(matching[1]).toContain('70b3d57e00001150,"List 0, with ""quotes"""');

  await page.getByTestId("row-70b3d57e00001151").getByRole("checkbox").click();
  const chosen = await save("Those the list shows, as text");
  expect(chosen).toContain("70b3d57e00001151");
  expect(chosen).not.toContain("70b3d57e00001150");
});

test("a view brings back filters, sort and columns", async ({ open }) => {
  const page = await open("#/maintenance/devices?q=List&sort=-name");
  await expect(page.getByTestId("row-70b3d57e00001152")).toBeVisible();
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "Source" }).uncheck();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: "Save this view…" }).click();
  await page.getByRole("dialog").getByLabel("Name", { exact: true }).fill("Backwards");
  await page.keyboard.press("Enter");
  await expect(page.getByText("View Backwards saved")).toBeVisible();

  await page.goto(page.url().replace(/\?.*/, ""));
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "Source" }).check();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("columnheader", { name: "Source" })).toBeVisible();
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: "Backwards" }).click();
  await expect(page).toHaveURL(/q=List/);
  await expect(page.getByRole("columnheader", { name: "Name" })).toHaveAttribute(
    "aria-sort",
    "descending",
  );
  await expect(page.getByRole("columnheader", { name: "Source" })).toHaveCount(0);
});

test("a selection comes back after a bulk action", async ({ open, page }) => {
  await open("#/maintenance/devices?q=List");
  await page.getByTestId("row-70b3d57e00001150").getByRole("checkbox").click();
  await page
    .getByTestId("row-70b3d57e00001152")
    .getByRole("checkbox")
    .click({ modifiers: ["Shift"] });
  const bar = page.getByRole("toolbar");
  await expect(bar).toContainText("3 selected");
  await bar.getByRole("button", { name: "Change tags" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Tags to add").fill("checked");
  await page.keyboard.press("Tab");
  await dialog.getByRole("button", { name: "Change tags" }).click();
  await expect(bar).toHaveCount(0);
  await page.getByRole("button", { name: "Restore selection" }).click();
  await expect(bar).toContainText("3 selected");
});

test("who may only look is told so, and finds nothing to press", async ({
  page,
  instance,
  call,
}) => {
  const { token } = (await call("POST", "/api/v1/tokens", {
    name: "looker",
    role: "VIEWER",
  })) as { token: string };
  await page.addInitScript((text) => {
    sessionStorage.setItem("thinklink.token", text);
    const state = { language: "en", theme: "light" };
    localStorage.setItem("thinklink.preferences", JSON.stringify({ state, version: 1 }));
  }, token);
  await page.goto(`${instance.url}/#/maintenance/devices/70b3d57e00001150/basic`);
  await expect(page.getByText("your role is viewer")).toBeVisible();
  await expect(page.getByRole("button", { name: "Add device" })).toBeDisabled();
  const panel = page.getByTestId("panel-device");
  await expect(panel.getByLabel("Name", { exact: true })).not.toBeEditable();
  await expect(panel.getByLabel("Heartbeat")).toBeDisabled();
  await expect(panel.getByRole("switch").first()).toBeDisabled();
  await page.goto(`${instance.url}/#/settings/instance`);
  await expect(page.getByLabel("NetID")).not.toBeEditable();

  // Nor by key.
  const dialogs = page.getByRole("dialog");
  await page.goto(`${instance.url}/#/maintenance/devices?q=List`);
  await expect(page.getByTestId("panel-device")).toHaveCount(0);
  const row = page.getByTestId("row-70b3d57e00001150");
  const add = row.getByRole("button", { name: "Add", exact: true });
  await expect(add).toBeDisabled();
  await expect(add).toHaveAttribute("title", "Your role may look but not change anything");
  await row.getByRole("gridcell").nth(2).focus();
  await page.keyboard.press("Delete");
  await expect(page.getByText("Your role may look but not change anything")).toBeVisible();
  await expect(dialogs).toHaveCount(0);
  await page.keyboard.press("n");
  await expect(dialogs).toHaveCount(0);
  await expect(page).not.toHaveURL(/add=/);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("> add device");
  await expect(page.getByRole("option", { name: /Add device/ })).toBeDisabled();
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(/add=/);
});

test("Enter sends nothing while the program is away, and says so", async ({ open, instance }) => {
  const page = await open("#/maintenance/devices?add=");
  const dialog = page.getByRole("dialog", { name: "Add device" });
  await dialog.getByLabel("EUI").fill("70b3d57e0000115f");
  await instance.halt();
  await expect(page.getByTestId("statusbar-connection")).toContainText(/Disconnected|Reconnecting/);
  await dialog.getByLabel("Name").press("Enter");
  await expect(page.getByText("Not while disconnected")).toBeVisible();
  await expect(page.getByText("The device was not created")).toHaveCount(0);
  await instance.resume();
  await expect(page.getByTestId("statusbar-connection")).toContainText("Live");
});

test("the Delete key does what the row's menu does", async ({ open }) => {
  const page = await open("#/models/thing-models?q=mt_ks52");
  const cell = page.getByTestId("grid-thing-models").getByRole("gridcell").nth(2);
  await cell.focus();
  await page.keyboard.press("Delete");
  // A built-in model cannot go.
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.goto(page.url().replace(/#.*/, "#/maintenance/devices?q=List"));
  await page.getByTestId("row-70b3d57e00001150").getByRole("gridcell").nth(2).focus();
  await page.keyboard.press("Delete");
  const dialog = page.getByRole("dialog", { name: "Delete device?" });
  await expect(dialog).toContainText("List 0");
  await dialog.getByRole("button", { name: "Cancel" }).click();
});

test("a stopped program leaves rows and input as they are, and switches writing off", async ({
  open,
  instance,
}) => {
  const page = await open("#/maintenance/devices/70b3d57e00001150/basic");
  const connection = page.getByTestId("statusbar-connection");
  await expect(connection).toContainText("Live");
  const row = page.getByTestId("row-70b3d57e00001150");
  await expect(row).toBeVisible();
  const panel = page.getByTestId("panel-device");
  await panel.getByLabel("Name", { exact: true }).fill("Kept while away");

  await instance.halt();
  await expect(connection).toContainText(/Disconnected|Reconnecting/);
  await expect(page.getByRole("alert")).toContainText(/as of \d\d:\d\d:\d\d/);
  const add = page.getByRole("button", { name: "Add device" });
  await expect(add).toBeDisabled();
  await expect(add).toHaveAttribute("title", "Not while disconnected");
  await expect(panel.getByRole("button", { name: /Save/ })).toBeDisabled();
  await panel.getByLabel("Name", { exact: true }).press("Control+s");
  await expect(page.getByText("Not while disconnected")).toBeVisible();
  await page.keyboard.press("F5");
  await expect(panel.getByLabel("Name", { exact: true })).toHaveValue("Kept while away");
  await expect(row).toBeVisible();

  await instance.resume();
  await expect(connection).toContainText("Live");
  await expect(add).toBeEnabled();
  await expect(panel.getByLabel("Name", { exact: true })).toHaveValue("Kept while away");
});

test("a switch in a list is taken back by Undo", async ({ open, call }) => {
  const { id } = (await call("POST", "/api/v1/notification-groups", {
    name: "Switched",
    channel: "DESKTOP",
  })) as { id: string };
  const enabled = async () =>
    ((await call("GET", `/api/v1/notification-groups/${id}`)) as { enable: boolean }).enable;
  const page = await open("#/alarms/groups");
  await page.getByTestId(`row-${id}`).getByRole("switch", { name: "Enabled" }).click();
  await expect(page.getByText("Notification group saved")).toBeVisible();
  expect(await enabled()).toBe(false);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(enabled).toBe(true);
});

test("a device among ten thousand that is filtered by goes by its name", async ({ open }) => {
  const page = await open(`#/alarms/active?eui=${euiOf(9_000)}`);
  await expect(page.getByRole("main").getByText(nameOf(9_000))).toBeVisible();
});
