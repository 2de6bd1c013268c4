import { expect, test } from "./support/fixtures";
import { ROOM } from "./support/site";

test.use({ onSite: true });

const KEY_A = "000102030405060708090a0b0c0d3f2a";
const KEY_B = "101112131415161718191a1b1c1d91bc";

test("choosing a band fills its receive windows and keeps what was changed", async ({ open }) => {
  const page = await open("#/maintenance/lorawan-profiles/new");
  const panel = page.getByTestId("panel-profile");
  const standard = panel.getByLabel("Standard");
  const choose = async (name: RegExp) => {
    await standard.click();
    await page.getByTitle(name).click();
  };

  await choose(/^CN470$/);
  await expect(panel.getByLabel("RX2 frequency")).toHaveValue("505.300000");
  await expect(panel.getByTitle(/^DR0 /)).toBeVisible();
  await expect(panel.getByLabel("RX1 data-rate offset")).toHaveValue("0");
  await expect(panel.getByLabel("RX1 delay")).toHaveValue("1");
  await expect(panel.getByLabel("Join delay")).toHaveValue("5");
  await expect(panel.getByText("default", { exact: true })).toHaveCount(5);

  await panel.getByLabel("RX2 data rate").click();
  await page.getByTitle(/^DR3/).click();
  await choose(/^EU868$/);
  await expect(panel.getByLabel("RX2 frequency")).toHaveValue("869.525000");
  await expect(panel.getByText("custom, default 0")).toBeVisible();
  await choose(/^US902/);
  await expect(panel.getByLabel("RX2 frequency")).toHaveValue("923.300000");
  await panel.getByRole("button", { name: "Restore the default 8" }).click();
  await expect(panel.getByText("default", { exact: true })).toHaveCount(5);
});

test("a new profile starts as ABP, class A, with both directions on", async ({ open }) => {
  const page = await open("#/maintenance/lorawan-profiles/new");
  const panel = page.getByTestId("panel-profile");
  await expect(panel.getByRole("radio", { name: "ABP" })).toBeChecked();
  await expect(panel.getByRole("switch", { name: "Enabled" })).toBeChecked();
  await expect(panel.getByRole("switch", { name: "Downlink allowed" })).toBeChecked();
  await expect(panel.getByTitle(/^1\.0\.2/)).toBeVisible();
  for (const name of ["Class", "Class after join"]) {
    const group = panel.getByRole("group", { name: new RegExp(`^${name}( |$)(?!after)`) });
    await expect(group.getByRole("radio", { name: "A", exact: true })).toBeChecked();
  }
});

test("an empty form says what is missing and focuses the first field", async ({ open }) => {
  const page = await open("#/maintenance/lorawan-profiles/new");
  const panel = page.getByTestId("panel-profile");
  for (const name of ["DevAddr", "AppSKey", "NwkSKey"]) {
    await expect(panel.getByLabel(name)).toBeVisible();
  }
  await expect(panel.getByLabel("AppKey", { exact: true })).toHaveCount(0);
  await panel.getByRole("button", { name: /Create profile/ }).click();
  await expect(panel.getByRole("alert")).toHaveCount(4);
  await expect(panel.getByLabel("DevEUI")).toBeFocused();

  await panel.getByRole("radio", { name: "OTAA" }).click();
  await expect(panel.getByLabel("AppKey")).toBeVisible();
  for (const name of ["DevAddr", "AppSKey", "NwkSKey"]) {
    await expect(panel.getByLabel(name)).toHaveCount(0);
  }
});

test("a profile is made, its keys stay hidden, and a device is offered", async ({ open }) => {
  const page = await open("#/maintenance/lorawan-profiles/new");
  const panel = page.getByTestId("panel-profile");
  await panel.getByLabel("DevEUI").pressSequentially("70:B3:D5:7E-D000 FFFF");
  await expect(panel.getByLabel("DevEUI")).toHaveValue("70b3 d57e d000 ffff");
  await expect(panel.getByText("16/16")).toBeVisible();
  await panel.getByRole("button", { name: "Generate" }).click();
  await expect(panel.getByText("8/8")).toBeVisible();
  await panel.getByLabel("AppSKey").fill(KEY_A);
  await panel.getByLabel("NwkSKey").fill(KEY_B);
  await panel.getByRole("button", { name: /Create profile/ }).click();

  await expect(page).toHaveURL(/lorawan-profiles\/70b3d57ed000ffff/);
  await page.getByRole("status").getByRole("button", { name: "Add device" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("EUI")).toHaveValue("70b3 d57e d000 ffff");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();

  await page.goto(page.url().replace(/#.*/, "#/maintenance/lorawan-profiles/70b3d57ed000ffff"));
  await expect(panel.getByLabel("AppSKey")).toHaveValue(/^•{28}3f2a$/);
  await expect(page.locator("body")).not.toContainText(KEY_A);
  await panel.getByRole("button", { name: "Show for 30 s" }).first().click();
  await expect(panel.getByLabel("AppSKey")).toHaveValue(/^0001 0203/);
  await expect(panel.getByLabel("NwkSKey")).toHaveValue(/^•{28}91bc$/);

  await page.goto(page.url().replace(/#.*/, "#/maintenance/lorawan-profiles"));
  await expect(panel).toHaveCount(0);
  await expect(page.getByTestId("row-70b3d57ed000ffff")).toContainText("set");
  const shown = await page.content();
  for (const key of [KEY_A, KEY_B, ROOM.apps_key]) expect(shown).not.toContain(key);
});

test("a profile is refused for its DevEUI or its DevAddr with the way to the other one", async ({
  open,
  call,
}) => {
  await call("POST", "/api/v1/lorawan-profiles", {
    dev_eui: "70b3d57ed000aaaa",
    standard: "EU868",
    join_mode: "OTAA",
    app_key: KEY_A,
  });
  const page = await open("#/maintenance/lorawan-profiles/new");
  const panel = page.getByTestId("panel-profile");
  await panel.getByLabel("DevEUI").fill("70b3d57ed000aaaa");
  await panel.getByRole("radio", { name: "OTAA" }).click();
  await panel.getByLabel("AppKey").fill(KEY_B);
  await panel.getByRole("button", { name: /Create profile/ }).click();
  await expect(panel.getByRole("link", { name: "Open it" })).toHaveAttribute(
    "href",
    /70b3d57ed000aaaa$/,
  );

  await panel.getByRole("radio", { name: "ABP" }).click();
  await panel.getByLabel("DevEUI").fill("70b3d57ed000aaab");
  await panel.getByLabel("DevAddr").fill(ROOM.dev_addr);
  await panel.getByLabel("AppSKey").fill(KEY_A);
  await panel.getByLabel("NwkSKey").fill(KEY_B);
  await panel.getByRole("button", { name: /Create profile/ }).click();
  await expect(panel.getByRole("alert")).toContainText(ROOM.eui);
});

test("switching a profile off is one request and can be undone", async ({ open, call, page }) => {
  await call("POST", "/api/v1/lorawan-profiles", {
    dev_eui: "70b3d57ed000bbbb",
    standard: "EU868",
    join_mode: "OTAA",
    app_key: KEY_A,
  });
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.method() !== "GET") sent.push(`${request.method()} ${request.postData()}`);
  });
  await open("#/maintenance/lorawan-profiles?q=bbbb");
  const row = page.getByTestId("row-70b3d57ed000bbbb");
  const enabled = row.getByRole("switch", { name: "Enabled" });
  await enabled.click();
  await expect(enabled).toHaveAttribute("aria-checked", "false");
  await expect.poll(() => sent).toEqual(['PATCH {"enable":false}']);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(enabled).toHaveAttribute("aria-checked", "true");
});

test("all profiles that match are switched off by one task, which can be undone", async ({
  open,
  call,
  page,
}) => {
  const euis = ["1", "2", "3"].map((digit) => `70b3d57ed000cc${digit}0`);
  for (const dev_eui of euis) {
    const profile = { dev_eui, standard: "EU868", join_mode: "OTAA", app_key: KEY_A };
    await call("POST", "/api/v1/lorawan-profiles", profile);
  }
  const enabled = async (dev_eui: string) => {
    const profile = (await call("GET", `/api/v1/lorawan-profiles/${dev_eui}`)) as {
      enable: boolean;
    };
    return profile.enable;
  };
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.method() !== "GET") sent.push(new URL(request.url()).pathname);
  });
  await open("#/maintenance/lorawan-profiles?q=70b3d57ed000cc");
  const row = page.getByTestId(`row-${euis[0]}`);
  await row.getByRole("checkbox").click();
  await page.getByRole("button", { name: "Select all 3 matching" }).click();
  await page.getByRole("toolbar").getByRole("button", { name: "Disable", exact: true }).click();
  await expect(page.getByText("3 profiles changed.")).toBeVisible();
  expect(sent).toEqual(["/api/v1/lorawan-profiles/switch"]);
  expect(await Promise.all(euis.map(enabled))).toEqual([false, false, false]);
  await expect(row.getByRole("switch", { name: "Enabled" })).not.toBeChecked();

  await page.getByRole("button", { name: "Undo", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Undo the change of profiles" });
  await dialog.getByRole("button", { name: "Undo for 3 records" }).click();
  await expect(row.getByRole("switch", { name: "Enabled" })).toBeChecked();
});
