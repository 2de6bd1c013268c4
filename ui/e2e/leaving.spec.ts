import type { Page } from "@playwright/test";

import { expect, test } from "./support/fixtures";

const DISCARD = { name: "Discard" };

/** Leaves by the navigation, is asked, stays, and then leaves. */
async function isAskedAbout(page: Page, input: () => Promise<void>, panel: string): Promise<void> {
  await input();
  const away = page.getByRole("link", { name: "Overview" });
  await away.click();
  const question = page.getByRole("dialog", { name: "Leave without saving?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByTestId(panel)).toBeVisible();
  await away.click();
  await question.getByRole("button", DISCARD).click();
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
}

test("panels for new records ask before their input is lost", async ({ open, page }) => {
  await open("#/configuration/scheduled-tasks/new");
  const schedule = page.getByTestId("panel-scheduled-task");
  await isAskedAbout(
    page,
    () => schedule.getByLabel("Name").fill("Nightly"),
    "panel-scheduled-task",
  );
  await open("#/configuration/device-executions/new");
  const execution = page.getByTestId("panel-execution");
  await isAskedAbout(page, () => execution.getByLabel("Name").fill("Valves"), "panel-execution");
  await open("#/alarms/groups/new");
  const group = page.getByTestId("panel-notification-group");
  await isAskedAbout(
    page,
    () => group.getByLabel("Name").fill("Night"),
    "panel-notification-group",
  );
  await open("#/maintenance/gateways/new");
  const gateway = page.getByTestId("panel-gateway");
  await isAskedAbout(page, () => gateway.getByLabel("Name").fill("Mast"), "panel-gateway");

  // Nothing typed, nothing asked.
  await open("#/configuration/scheduled-tasks/new");
  await expect(schedule).toBeVisible();
  await page.getByRole("link", { name: "Overview" }).click();
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
});

test("dialogs ask before their input is lost", async ({ open, call, page }) => {
  await call("POST", "/api/v1/devices", { eui: "lamp-1", data_from: "OTHER" });
  await open("#/maintenance/devices?q=lamp-1");
  await page.getByTestId("row-lamp-1").getByRole("checkbox").click();
  await page.getByRole("button", { name: "One-Time RPC" }).click();
  const dialog = page.getByRole("dialog", { name: "One-Time RPC" });
  await dialog.getByLabel("Name").fill("Lamps");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  const question = page.getByRole("dialog", { name: "Close without saving?" });
  await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(question).toBeHidden();
  await expect(dialog.getByLabel("Name")).toHaveValue("Lamps");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await question.getByRole("button", DISCARD).click();
  await expect(dialog).toBeHidden();

  // A click beside it does not close it either.
  await page.getByRole("button", { name: "Change tags" }).click();
  const tags = page.getByRole("dialog", { name: "Change the tags of 1 device" });
  await tags.getByLabel("Tags to add").fill("roof");
  await tags.getByLabel("Tags to add").press("Enter");
  await page.mouse.click(4, 400);
  await expect(tags).toBeVisible();
  await tags.getByRole("button", { name: "Cancel" }).click();
  await question.getByRole("button", DISCARD).click();
  await expect(tags).toBeHidden();
});

test("what could not be had is said, and asked for again", async ({ open, call, page }) => {
  await call("POST", "/api/v1/devices", { eui: "lamp-2", data_from: "OTHER", rpc: ["alarm"] });
  const refuse = { status: 500, json: { title: "Broken on purpose", code: "internal" } };
  const isParent = (url: URL) => url.searchParams.get("parent") === "lamp-2";
  await page.route(isParent, (route) => route.fulfill(refuse));
  await page.route(/rpc-runs/, (route) => route.fulfill(refuse));
  await open("#/maintenance/devices/lamp-2");
  const panel = page.getByTestId("panel-device");
  await expect(panel.getByRole("heading", { name: "Sub-devices" })).toBeVisible();
  await expect(panel.getByRole("alert")).toContainText("Broken on purpose");
  await page.unroute(isParent);
  await panel.getByRole("button", { name: "Retry" }).click();
  await expect(panel.getByRole("alert")).toHaveCount(0);

  await panel.getByRole("tab", { name: "RPC" }).click();
  await expect(panel.getByTestId("rpc-alarm")).toBeVisible();
  await expect(panel.getByRole("alert")).toContainText("Broken on purpose");
  await page.unroute(/rpc-runs/);
  await panel.getByRole("button", { name: "Retry" }).click();
  await expect(panel.getByRole("alert")).toHaveCount(0);
});
