import { expect, test } from "./fixtures";

test.use({ alone: "attributes" });

const EUI = "attr-meter";

test("attributes are made, edited in place, and follow what a script changes", async ({
  open,
  call,
}) => {
  await call("POST", "/api/v1/devices", { eui: EUI, data_from: "OTHER", name: "Meter" });
  const page = await open(`#/maintenance/devices/${EUI}/server`);
  const panel = page.getByTestId("panel-device");
  await panel.getByRole("button", { name: "Add attribute" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText("1 to 64 letters, digits, _ - . and :")).toBeVisible();
  await dialog.getByLabel("Key").fill("limit");
  await dialog.getByLabel("Type").click();
  await page.getByTitle("Number").click();
  await dialog.getByRole("spinbutton", { name: "Value" }).fill("8");
  await dialog.getByLabel("Unit").fill("°C");
  await dialog.getByLabel("Alias").fill("Upper limit");
  await dialog.getByRole("button", { name: "Save" }).click();
  const row = panel.getByTestId("attribute-limit");
  await expect(row).toContainText("Upper limit");
  await expect(row).toContainText("°C");

  const input = row.getByRole("spinbutton", { name: "Value of limit" });
  await input.fill("9");
  await input.press("Escape");
  await expect(input).toHaveValue("8");
  await expect(panel).toBeVisible();
  await input.fill("9.5");
  await input.press("Enter");
  await expect(row.getByRole("button", { name: "Save limit" })).toHaveCount(0);
  const stored = (await call("GET", `/api/v1/devices/${EUI}/attributes/server`)) as {
    items: { key: string; value: unknown }[];
  };
  expect(stored.items).toMatchObject([{ key: "limit", value: 9.5 }]);

  await call("PATCH", `/api/v1/devices/${EUI}/attributes/server`, {
    values: { limit: 12, on: true, table: { a: 1 } },
  });
  await expect(input).toHaveValue("12");
  await panel.getByRole("switch", { name: "Value of on" }).click();
  await expect(panel.getByRole("switch", { name: "Value of on" })).not.toBeChecked();
  await expect(panel.getByTestId("attribute-on")).toContainText("inferred");

  await panel.getByText("JSON", { exact: true }).click();
  await expect(panel.getByRole("region", { name: "Server Attributes" })).toContainText(
    '"limit": 12',
  );
  await panel.getByText("Table", { exact: true }).click();
  await panel.getByRole("button", { name: "Actions for table" }).click();
  await page.getByRole("menuitem", { name: "Delete attribute" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete attribute" }).click();
  await expect(panel.getByTestId("attribute-table")).toHaveCount(0);
});

test("a device is made from a template, which shows what it brings", async ({ open, call }) => {
  await call("POST", "/api/v1/rpc-models", { id_name: "set_period", name: "Set period" });
  await call("POST", "/api/v1/device-templates", {
    name: "Heat meter",
    thing_model: ["mt_ks52"],
    rpc: ["set_period"],
    tags: ["heat"],
    shared_attrs: { period: { alias: "Report period", type: "number", unit: "s", dftValue: 900 } },
  });
  const page = await open("#/maintenance/devices?add=");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: /OTHER/ }).click();
  await dialog.getByLabel("EUI").fill("heat-1");
  await dialog.getByLabel("Configuration template").click();
  await page.getByTitle("Heat meter").click();
  await expect(dialog.getByText("1 thing model · 1 RPC · 1 shared attribute")).toBeVisible();
  await dialog.getByText("Preview").click();
  await expect(dialog.getByText("Report period 900 s")).toBeVisible();
  await expect(dialog.getByText("heat", { exact: true })).toBeVisible();
  await dialog.getByRole("button", { name: "Create device" }).click();
  await expect(page.getByText("heat-1 created from Heat meter.")).toBeVisible();
  const panel = page.getByTestId("panel-device");
  await panel.getByRole("tab", { name: "Shared Attributes" }).click();
  await expect(panel.getByRole("spinbutton", { name: "Value of period" })).toHaveValue("900");
});
