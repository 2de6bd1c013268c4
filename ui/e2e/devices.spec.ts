import { expect, test } from "./fixtures";

const KEY = "000102030405060708090a0b0c0d3f2a";

test("Add Later makes the device now; the list offers the profile", async ({ open }) => {
  const page = await open("#/maintenance/devices");
  await page.getByRole("button", { name: "Add device" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("EUI").fill("70b3d57ed0000001");
  await expect(dialog.getByText("free", { exact: true })).toBeVisible();
  await dialog.getByLabel("Name").fill("Later");
  await dialog.getByRole("button", { name: "Create device" }).click();
  await expect(page.getByRole("button", { name: "Add Now" })).toBeVisible();
  await page.getByRole("button", { name: "Add Later" }).click();
  await expect(page.getByTestId("panel-device")).toContainText("Later");
  const row = page.getByTestId("row-70b3d57ed0000001");
  await expect(row).toContainText("missing");
});

test("Add Now makes profile and device in one go; cancelling loses nothing", async ({ open }) => {
  const page = await open("#/maintenance/devices?add=70b3d57ed0000002");
  let dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Now");
  await dialog.getByRole("button", { name: "Create device" }).click();
  await page.getByRole("button", { name: "Add Now" }).click();
  await expect(page.getByTestId("panel-profile").getByLabel("DevEUI")).toHaveValue(
    "70b3 d57e d000 0002",
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
  await page.getByRole("button", { name: /Save profile and create device/ }).click();
  await expect(page.getByTestId("panel-device")).toContainText("Now");
  await expect(page).toHaveURL(/devices\/70b3d57ed0000002/);
});

test("a device of another source needs no profile and says where to publish", async ({ open }) => {
  const page = await open("#/maintenance/devices?add=");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: /OTHER/ }).click();
  await dialog.getByLabel("EUI").fill("meter-7");
  await expect(dialog).toContainText("/v32/default/as/up/data/meter-7");
  await dialog.getByRole("radio", { name: "Asset" }).click();
  await expect(dialog.getByText("Data source")).toHaveCount(0);
  await dialog.getByRole("radio", { name: "Device" }).click();
  await dialog.getByRole("button", { name: "Create device" }).click();
  await expect(page.getByTestId("panel-device")).toContainText("meter-7");
});

test("a box of sensors is enrolled by EUI and Enter", async ({ open, call }) => {
  for (const end of ["a1", "a2"]) {
    await call("POST", "/api/v1/lorawan-profiles", {
      dev_eui: `70b3d57ed00000${end}`,
      standard: "EU868",
      join_mode: "OTAA",
      app_key: KEY,
    });
  }
  const page = await open("#/maintenance/devices?add=");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("checkbox", { name: "Add another after saving" }).check();
  for (const end of ["a1", "a2"]) {
    await dialog.getByLabel("EUI").fill(`70b3d57ed00000${end}`);
    await dialog.getByLabel("EUI").press("Enter");
    const told = `70b3d57ed00000${end} created from DEFAULT.`;
    await expect(page.getByRole("status").getByText(told)).toBeVisible();
    await expect(dialog.getByLabel("EUI")).toHaveValue("");
    await expect(dialog.getByLabel("EUI")).toBeFocused();
  }
  await expect(dialog).toContainText("2 added in this session");
});

test("the panel leaves the list usable and walks with the keyboard", async ({ open, call }) => {
  for (const end of ["c1", "c2"]) {
    await call("POST", "/api/v1/devices", {
      eui: `walk-${end}`,
      data_from: "OTHER",
      name: `Walk ${end}`,
    });
  }
  const page = await open("#/maintenance/devices/walk-c1/telemetry?q=walk-");
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
  await expect(panel).toContainText("Walk c1");
  await page.keyboard.press("Alt+ArrowDown");
  await expect(panel).toContainText("Walk c2");
  await expect(page).toHaveURL(/walk-c2\/telemetry/);
  await page.getByTestId("row-walk-c1").getByText("Walk c1").click();
  await expect(panel).toContainText("Walk c1");
});

test("unsaved changes are asked about", async ({ open, call }) => {
  await call("POST", "/api/v1/devices", { eui: "dirty-1", data_from: "OTHER", name: "Before" });
  const page = await open("#/maintenance/devices/dirty-1");
  const panel = page.getByTestId("panel-device");
  await panel.getByLabel("Name").fill("After");
  await expect(panel.getByText("1 unsaved change")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await panel.getByLabel("Name").press("Control+s");
  await expect(page.getByText("Device saved.")).toBeVisible();
  await expect(panel.getByRole("heading", { name: /After/ })).toBeVisible();
});

test("selecting by filter means all that match", async ({ open, call }) => {
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
