import { expect, test } from "./support/fixtures";

test("every setting of the instance has its field", async ({ open, call }) => {
  const settings = (await call("GET", "/api/v1/settings")) as Record<string, unknown>;
  const page = await open("#/settings/instance");
  const shown = page.locator("code");
  await expect(shown.filter({ hasText: "net_id" })).toBeVisible();
  const fields = await shown.allTextContents();
  await page.getByRole("link", { name: "Storage", exact: true }).click();
  await expect(shown.filter({ hasText: "restore_limit_mb" })).toBeVisible();
  fields.push(...(await shown.allTextContents()));
  expect(Object.keys(settings).filter((name) => !fields.includes(name))).toEqual([]);
});

test("gateways with Basics Station are set up for the band that is chosen", async ({
  open,
  call,
}) => {
  const page = await open("#/settings/instance");
  await page.getByLabel("Band", { exact: true }).click();
  await page.getByTitle("AS923 (915–928)").click();
  await page.getByLabel("AS923 group").click();
  await page.getByTitle("AS923-2").click();
  await page.getByRole("switch", { name: "Gateways of other machines need a token" }).click();
  await page.getByRole("button", { name: /^Save/ }).click();
  await expect(page.getByText("Settings saved.")).toBeVisible();
  expect(await call("GET", "/api/v1/settings")).toMatchObject({
    station_standard: "AS923",
    station_as923_group: 2,
    station_token_required: false,
  });
});

test("a number out of range is told at its field and not saved, by button or key", async ({
  open,
  call,
}) => {
  const before = await call("GET", "/api/v1/settings");
  const page = await open("#/settings/instance");
  const window = page.getByRole("spinbutton", { name: /De-duplication/ });
  await expect(window).toBeVisible();
  // A dialog that was closed has no say in what is below it.
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();

  await window.fill("-5");
  await page.getByRole("button", { name: /^Save/ }).click();
  await expect(window).toBeFocused();
  await page.keyboard.press("Control+s");
  await expect(page.getByText("Expected 0 or more")).toBeVisible();
  // What is no number stays too, whatever is done for a save.
  await window.fill("300x");
  await page.getByRole("button", { name: /^Save/ }).click();
  await expect(window).toBeFocused();
  await expect(window).toHaveValue("300x");
  await expect(page.getByText("Expected a number")).toBeVisible();
  await expect(page.getByText("Settings saved.")).toBeHidden();
  expect(await call("GET", "/api/v1/settings")).toEqual(before);
});
