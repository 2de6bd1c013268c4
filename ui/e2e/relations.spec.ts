import { expect, test } from "./support/fixtures";
import { makeSubDevice } from "./support/sub-device";

test("several sources are bound in one go, changed and removed", async ({ open, call }) => {
  for (const number of [1, 2, 3]) {
    const eui = `meter-${number}`;
    await call("POST", "/api/v1/devices", { eui, name: `Meter ${number}`, data_from: "OTHER" });
  }
  await call("POST", "/api/v1/devices", { eui: "floor", name: "Floor", device_type: "VIRTUAL" });

  const page = await open("#/maintenance/devices/floor/relations");
  await expect(page.getByRole("tab", { name: "Device Association" })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  const sources = page.getByTestId("relations-source");
  await expect(sources).toContainText("This device hears of no other one.");
  await sources.getByRole("button", { name: "Bind Source Device" }).click();
  const dialog = page.getByRole("dialog", { name: "Bind Source Device" });
  await expect(dialog.getByLabel("Source devices")).toBeFocused();
  await dialog.getByRole("button", { name: "Bind", exact: true }).click();
  await expect(dialog).toContainText("Required");
  await dialog.getByLabel("Source devices").fill("Meter");
  for (const name of ["Meter 1", "Meter 2"]) {
    await page.locator(".ant-select-item-option", { hasText: name }).click();
  }
  // The list of devices closes when something else is clicked.
  await dialog.getByText("Bind Source Device").click();
  const telemetry = dialog.getByRole("checkbox", { name: "Telemetry data" });
  await telemetry.uncheck();
  await dialog.getByRole("button", { name: "Bind", exact: true }).click();
  await expect(dialog).toContainText("Choose at least one");
  await telemetry.check();
  await dialog.getByRole("checkbox", { name: "Server attributes" }).check();
  await dialog.getByRole("button", { name: "Bind", exact: true }).click();
  await expect(sources.getByRole("row")).toHaveCount(3);
  for (const eui of ["meter-1", "meter-2"]) {
    const row = sources.getByRole("row", { name: new RegExp(eui, "u") });
    await expect(row).toContainText("Telemetry data");
    await expect(row).toContainText("Server attributes");
  }

  await sources.getByRole("button", { name: "Edit the relation with Meter 1" }).click();
  const edit = page.getByRole("dialog", { name: "Change the relation" });
  await edit.getByRole("checkbox", { name: "Server attributes" }).uncheck();
  await page.keyboard.press("Control+Enter");
  const first = sources.getByRole("row", { name: /meter-1/ });
  await expect(first).toContainText("Telemetry data");
  await expect(first).not.toContainText("Server attributes");

  await sources.getByRole("button", { name: "Remove the relation with Meter 2" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
  await expect(sources.getByRole("row")).toHaveCount(2);

  await first.getByRole("link", { name: /meter-1/ }).click();
  await expect(page.getByTestId("relations-target")).toHaveCount(0);
  await page.getByRole("tab", { name: "Device Association" }).click();
  const targets = page.getByTestId("relations-target");
  await expect(targets.getByRole("row", { name: /floor/ })).toContainText("Asset");
  await targets.getByRole("button", { name: "Bind Target Device" }).click();
  await expect(page.getByRole("dialog", { name: "Bind Target Device" })).toBeVisible();
});

test("a device lists the sub-devices it reports for", async ({ open, call }) => {
  await call("POST", "/api/v1/devices", { eui: "bus", name: "Bus", data_from: "OTHER" });
  const meter = await makeSubDevice(call, "bus");
  const page = await open("#/maintenance/devices/bus/basic");
  const list = page.getByTestId("sub-devices");
  await expect(list.getByRole("row")).toHaveCount(2);
  const row = list.getByRole("row", { name: /Bus-07/ });
  await expect(row).toContainText("Online");
  await row.getByRole("link").click();
  const panel = page.getByTestId("panel-device");
  await expect(panel).toContainText("Bus-07");
  await expect(page).toHaveURL(new RegExp(`devices/${meter}`, "u"));
  await expect(panel.getByTestId("incidents")).toContainText("online");
  // It has no radio, so that there are no frames to ask for.
  await panel.getByRole("tab", { name: "Traffic" }).click();
  await expect(panel.getByTestId("diagnosis")).toContainText("It has no radio of its own");
  await expect(panel.getByRole("button", { name: "Pause" })).toHaveCount(0);
  await panel.getByRole("tab", { name: "Basic Info" }).click();
  // Its silence shows by itself.
  await call("PATCH", `/api/v1/devices/${meter}`, { heart_period: 1 });
  await expect(panel.getByTestId("incidents")).toContainText("offline");
  await panel.getByRole("link", { name: "↑ bus" }).click();
  await expect(list).toBeVisible();
  await page.getByRole("link", { name: "Show in the list" }).click();
  await expect(page).toHaveURL(/parent=bus/u);
});
