import type { Page } from "@playwright/test";

import { expect, test } from "./support/fixtures";

test.use({ onSite: true });

const EUI = "70b3d57ed000d4af";

const kept = (page: Page) =>
  page.evaluate(() => Object.keys(localStorage).filter((name) => name.includes("draft")));

test.beforeEach(({ call }) => call("POST", "/api/v1/devices", { eui: EUI, name: "Before" }));

test.afterEach(({ call }) => call("DELETE", `/api/v1/devices/${EUI}`));

test("input outlives a page and a program that end unasked, and can be thrown away", async ({
  open,
  context,
  instance,
}) => {
  const first = await open(`#/maintenance/devices/${EUI}/basic`);
  await first
    .getByTestId("panel-device")
    .getByLabel("Name", { exact: true })
    .fill("Typed and lost");
  await expect.poll(() => kept(first)).toHaveLength(1);
  const address = first.url();
  await first.close({ runBeforeUnload: false });
  await instance.halt("SIGKILL");
  await instance.resume();

  const page = await context.newPage();
  await page.addInitScript((token) => {
    sessionStorage.setItem("thinklink.token", token);
  }, instance.token);
  await page.goto(address);
  const panel = page.getByTestId("panel-device");
  await expect(panel.getByTestId("draft-notice")).toContainText("1 change of");
  await expect(panel.getByLabel("Name", { exact: true })).toHaveValue("Before");
  await panel.getByRole("button", { name: "Restore" }).click();
  await expect(panel.getByLabel("Name", { exact: true })).toHaveValue("Typed and lost");
  await panel.getByRole("button", { name: "Discard" }).click();
  await expect(panel.getByLabel("Name", { exact: true })).toHaveValue("Before");
  await expect.poll(() => kept(page)).toEqual([]);
});

test("a key is never kept with a draft", async ({ open }) => {
  const page = await open("#/maintenance/lorawan-profiles/new");
  const panel = page.getByTestId("panel-profile");
  await panel.getByLabel("DevEUI").fill("70b3d57ed000d4b0");
  await panel.getByRole("radio", { name: "OTAA" }).click();
  await panel.getByLabel("AppKey").fill("000102030405060708090a0b0c0d3f2a");
  await expect.poll(() => kept(page)).toHaveLength(1);
  const all = await page.evaluate(() => JSON.stringify(localStorage));
  expect(all).toContain("70b3d57ed000d4b0");
  expect(all).not.toContain("0c0d3f2a");
});

test("two people change one field: both values are shown, nothing is lost", async ({
  open,
  call,
}) => {
  const page = await open(`#/maintenance/devices/${EUI}/basic`);
  const panel = page.getByTestId("panel-device");
  await panel.getByLabel("Name", { exact: true }).fill("Mine");
  await call("PATCH", `/api/v1/devices/${EUI}`, { name: "Theirs", remark: "also theirs" });
  await panel.getByRole("button", { name: /Save/ }).click();
  await expect(panel.getByTestId("conflict")).toContainText("1 field");
  await expect(panel.getByText("theirs: Theirs")).toBeVisible();
  await expect(panel.getByLabel("Name", { exact: true })).toHaveValue("Mine");
  await expect(panel.getByLabel("Remark")).toHaveValue("also theirs");

  await panel.getByRole("button", { name: "Overwrite" }).click();
  await expect(panel.getByTestId("conflict")).toHaveCount(0);
  await expect
    .poll(() => call("GET", `/api/v1/devices/${EUI}`))
    .toMatchObject({ name: "Mine", remark: "also theirs" });
});
