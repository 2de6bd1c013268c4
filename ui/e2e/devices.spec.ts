import type { Locator } from "@playwright/test";

import { expect, test } from "./support/fixtures";
import { takeOffered } from "./support/keys";
import { euiOf, FREE_EUI, nameOf } from "./support/site";

test.use({ onSite: true });

const KEY = "000102030405060708090a0b0c0d3f2a";

test("Add Later makes the device now; the list offers the profile", async ({ open, call }) => {
  const page = await open("#/maintenance/devices");
  await page.getByRole("button", { name: "Add device" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("EUI").fill(FREE_EUI);
  await expect(dialog.getByText("free", { exact: true })).toBeVisible();
  await dialog.getByLabel("Name").fill("Later");
  await dialog.getByLabel("Configuration template").click();
  await page.getByTitle("MT-KS52").click();
  await dialog.getByRole("button", { name: "Create device" }).click();
  await expect(page.getByRole("button", { name: "Add Now" })).toBeVisible();
  await page.getByRole("button", { name: "Add Later" }).click();
  await expect(page.getByTestId("panel-device")).toContainText("Later");
  await page.goto(page.url().replace(/#.*/, `#/maintenance/devices?q=${FREE_EUI}`));
  const row = page.getByTestId(`row-${FREE_EUI}`);
  await expect(row).toContainText("missing");
  await row.getByRole("button", { name: "Add" }).click();
  await expect(page.getByTestId("panel-profile").getByLabel("DevEUI")).toHaveValue(
    "70b3 d57e d000 ffff",
  );
  await call("DELETE", `/api/v1/devices/${FREE_EUI}`);
});

test("Add Now makes profile and device in one go; cancelling loses nothing", async ({ open }) => {
  const page = await open("#/maintenance/devices?add=70b3d57ed00f0002");
  let dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Now");
  await dialog.getByRole("button", { name: "Create device" }).click();
  await page.getByRole("button", { name: "Add Now" }).click();
  await expect(page.getByTestId("panel-profile").getByLabel("DevEUI")).toHaveValue(
    "70b3 d57e d00f 0002",
  );
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Back" }).click();
  dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Name")).toHaveValue("Now");

  await dialog.getByRole("button", { name: "Create device" }).click();
  await page.getByRole("button", { name: "Add Now" }).click();
  const form = page.getByTestId("panel-profile");
  await form.getByRole("radio", { name: "OTAA" }).click();
  await form.getByLabel("AppKey").fill(KEY);
  await expect(
    page.getByRole("button", { name: /Save profile and create device.*Ctrl S/ }),
  ).toBeVisible();
  await page.keyboard.press("Control+s");
  await expect(page.getByTestId("panel-device")).toContainText("Now");
  await expect(page).toHaveURL(/devices\/70b3d57ed00f0002/);
});

test("a device of another source needs no profile and says where to publish", async ({ open }) => {
  const page = await open("#/maintenance/devices?add=");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: /OTHER/ }).click();
  await dialog.getByLabel("EUI").fill("meter-7");
  await expect(dialog).toContainText("/v32/demo/as/up/data/meter-7");
  await dialog.getByRole("radio", { name: "Asset" }).click();
  await expect(dialog.getByText("Data source")).toHaveCount(0);
  await dialog.getByRole("radio", { name: "Device" }).click();
  await dialog.getByRole("button", { name: "Create device" }).click();
  await expect(page.getByTestId("panel-device")).toContainText("meter-7");
});

test("a box of sensors is enrolled by EUI and Enter", async ({ open, call }) => {
  for (const end of ["a1", "a2"]) {
    await call("POST", "/api/v1/lorawan-profiles", {
      dev_eui: `70b3d57ed00f00${end}`,
      standard: "EU868",
      join_mode: "OTAA",
      app_key: KEY,
    });
  }
  const page = await open("#/maintenance/devices?add=");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("checkbox", { name: "Add another after saving" }).check();
  await dialog.getByLabel("Configuration template").click();
  await page.getByTitle("MT-KS52").click();
  for (const [end, name] of [
    ["a1", ""],
    ["a2", "Second"],
  ] as const) {
    const eui = `70b3d57ed00f00${end}`;
    await dialog.getByLabel("EUI").fill(eui);
    if (name) await dialog.getByLabel("Name").fill(name);
    await dialog.getByLabel(name ? "Name" : "EUI").press("Enter");
    const told = `${name || eui} created from MT-KS52.`;
    await expect(page.getByRole("status").getByText(told)).toBeVisible();
    await expect(dialog.getByLabel("EUI")).toHaveValue("");
    await expect(dialog.getByLabel("EUI")).toBeFocused();
    await expect(dialog.getByLabel("Name")).toHaveValue("");
    await expect(dialog.getByTitle("MT-KS52", { exact: true })).toBeVisible();
    await expect(dialog.getByRole("radio", { name: "LoRaWAN" })).toBeChecked();
  }
  await expect(dialog).toContainText("2 added in this session");
});

test("a device is added by keyboard alone", async ({ open, call }) => {
  await call("POST", "/api/v1/device-templates", { name: "Aisle", tags: ["aisle"] });
  const page = await open("#/maintenance/devices");
  await expect(page.getByTestId(`row-${euiOf(0)}`)).toBeVisible();
  const { keyboard } = page;
  await keyboard.press("n");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("EUI")).toBeFocused();
  const reach = async (control: Locator) => {
    for (let tabs = 0; tabs < 12; tabs += 1) {
      await keyboard.press("Tab");
      if (await control.evaluate((element) => element === document.activeElement)) return;
    }
    throw new Error("Tab never comes there");
  };
  await reach(dialog.getByLabel("Name"));
  await keyboard.type("By keys");
  await reach(dialog.getByRole("radio", { name: "Device" }));
  await keyboard.press("ArrowRight");
  await expect(dialog.getByRole("radio", { name: "Asset" })).toBeChecked();
  await keyboard.press("ArrowLeft");
  await reach(dialog.getByRole("radio", { name: "LoRaWAN" }));
  await keyboard.press("ArrowRight");
  await expect(dialog.getByRole("radio", { name: /OTHER/ })).toBeChecked();
  await reach(dialog.getByLabel("Configuration template"));
  await keyboard.type("Aisle");
  await takeOffered(page, "Aisle");
  await reach(dialog.getByLabel("Thing models"));
  await keyboard.type("ks52");
  await takeOffered(page, "MT-KS52 T&H");
  await reach(dialog.getByLabel("Tags"));
  await keyboard.type("north");
  await keyboard.press("Enter");
  await reach(dialog.getByRole("checkbox", { name: "Add another" }));
  await keyboard.press("Space");
  await keyboard.press("Space");
  for (;;) {
    await keyboard.press("Shift+Tab");
    const eui = dialog.getByLabel("EUI");
    if (await eui.evaluate((element) => element === document.activeElement)) break;
  }
  await keyboard.type("by-keys-1");
  await keyboard.press("Control+Enter");
  await expect(page.getByTestId("panel-device")).toContainText("By keys");
  expect(await call("GET", "/api/v1/devices/by-keys-1")).toMatchObject({
    data_from: "OTHER",
    tags: ["aisle", "north"],
    thing_model: [{ id_name: "mt_ks52" }],
  });
});

test("the panel leaves the list usable and walks with the keyboard", async ({ open }) => {
  const page = await open(`#/maintenance/devices/${euiOf(1200)}/telemetry?q=Meter 012`);
  const panel = page.getByTestId("panel-device");
  await expect(panel.getByRole("tab")).toHaveText([
    "Basic Info",
    "Thing Model",
    "RPC",
    "Trigger",
    "Server Attributes",
    "Shared Attributes",
    "Telemetry Data",
    "Device Association",
    "Traffic",
    "Radio",
  ]);
  await expect(panel).not.toHaveAttribute("aria-modal", "true");
  await expect(panel).toContainText(nameOf(1200));
  await expect(page.getByTestId(`row-${euiOf(1201)}`)).toBeVisible();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(panel).toContainText(nameOf(1201));
  await expect(page).toHaveURL(new RegExp(`${euiOf(1201)}/telemetry`));

  await page.getByTestId(`row-${euiOf(1201)}`).hover();
  await page.mouse.wheel(0, 10_000);
  await page
    .getByTestId(`row-${euiOf(1299)}`)
    .getByText(nameOf(1299))
    .click();
  await expect(panel).toContainText(nameOf(1299));
  await page.keyboard.press("Alt+ArrowUp");
  await expect(panel).toContainText(nameOf(1298));
});

test("a long name leaves its button in sight", async ({ open, call }) => {
  await call("PATCH", `/api/v1/devices/${euiOf(7)}`, { name: "Boiler house ".repeat(19) });
  const page = await open(`#/maintenance/devices/${euiOf(7)}`);
  const panel = page.getByTestId("panel-device");
  await panel.getByRole("button", { name: "Rename" }).click();
  await expect(panel.getByRole("textbox", { name: "Name" }).first()).toBeFocused();
});

test("unsaved changes are asked about", async ({ open, call }) => {
  await call("POST", "/api/v1/devices", { eui: "dirty-1", data_from: "OTHER", name: "Before" });
  const page = await open("#/maintenance/devices/dirty-1");
  const panel = page.getByTestId("panel-device");
  await panel.getByLabel("Name", { exact: true }).fill("After");
  await expect(panel.getByText("1 unsaved change")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await panel.getByLabel("Name", { exact: true }).press("Control+s");
  await expect(page.getByText("Device saved.")).toBeVisible();
  await expect(panel.getByRole("heading", { name: /After/ })).toBeVisible();
});

test("ten thousand devices are selected by their filter", async ({ open }) => {
  // Other tests make devices; those of the site have this in common.
  const page = await open("#/maintenance/devices?q=70b3d57ed000");
  await page
    .getByTestId(`row-${euiOf(3)}`)
    .getByRole("checkbox")
    .click();
  await page.getByRole("button", { name: "Select all 10,000 matching" }).click();
  await expect(page.getByRole("toolbar")).toContainText("10,000 selected");
});

test("what is done to a selection by filter is done to all that match", async ({ open, call }) => {
  for (let at = 0; at < 3; at += 1) {
    await call("POST", "/api/v1/devices", { eui: `bulk-${at}`, data_from: "OTHER" });
  }
  const page = await open("#/maintenance/devices?q=bulk-");
  await page.getByTestId("row-bulk-0").getByRole("checkbox").click();
  await page.getByRole("button", { name: "Select all 3 matching" }).click();
  await expect(page.getByText("3 selected")).toBeVisible();
  await page.getByRole("toolbar").getByRole("button", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete 3 devices" }).click();
  await expect(page.getByText("3 devices deleted.")).toBeVisible();
  await expect(page.getByText("Nothing matches")).toBeVisible();
});

test("a long list is walked by keyboard and keeps its header in view", async ({ open, call }) => {
  for (let at = 0; at < 40; at += 1) {
    await call("POST", "/api/v1/devices", { eui: `scroll-${at}`, data_from: "OTHER" });
  }
  const page = await open("#/maintenance/devices?q=scroll-");
  const grid = page.getByTestId("grid-devices");
  await expect(grid).toHaveAttribute("aria-rowcount", "41");
  await grid.getByRole("gridcell", { name: "scroll-0", exact: true }).focus();
  await page.keyboard.press("End");
  await expect(page.getByTestId("row-scroll-9")).toBeVisible();
  await expect(grid.getByRole("columnheader", { name: "EUI" })).toBeInViewport();
});

test("integration switches are seen and set in Basic Info", async ({ open, call }) => {
  const eui = euiOf(7);
  const page = await open(`#/maintenance/devices/${eui}`);
  const panel = page.getByTestId("panel-device");
  const modbus = panel.getByRole("switch", { name: "Modbus TCP" });
  await expect(modbus).not.toBeChecked();
  for (const name of ["ThingsBoard", "Home Assistant", "BACnet", "Third party"]) {
    await expect(panel.getByRole("switch", { name })).toBeVisible();
  }
  await modbus.click();
  await panel.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Device saved.")).toBeVisible();
  expect(await call("GET", `/api/v1/devices/${eui}`)).toMatchObject({
    modbus_tcp: true,
    things_board: false,
  });
});
