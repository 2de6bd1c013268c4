import { expect, test } from "./support/fixtures";
import { publish } from "./support/publish";

const EUI = "70b3d57ed0007101";

type Account = { username: string; password: string };

type Template = {
  id: string;
  name: string;
  used_by: number;
  tags: string[];
  rpc: { id_name: string }[];
  server_attrs: Record<string, { dftValue?: unknown }>;
  shared_attrs: Record<string, { dftValue?: unknown; alias?: string }>;
};

test("a device becomes a template, which is seen and edited before it is stored", async ({
  open,
  call,
}) => {
  await call("POST", "/api/v1/devices", {
    eui: EUI,
    name: "Boiler",
    data_from: "OTHER",
    thing_model: ["mt_ks52"],
    rpc: ["mt_act_dn_data"],
    tags: ["meter"],
    server_attrs: { limit: 8, room: "B 12" },
    shared_attrs: { period: 900 },
  });
  const page = await open(`#/maintenance/devices/${EUI}/basic`);
  const panel = page.getByTestId("panel-device");
  await panel.getByRole("button", { name: "Actions", exact: true }).click();
  await page.getByRole("menuitem", { name: "Create template from device…" }).click();

  await expect(page.getByRole("heading", { name: "New template: Boiler" })).toBeVisible();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Heating plant");
  await page.getByRole("tab", { name: /Server attributes/ }).click();
  await expect(page.getByRole("textbox", { name: "Key" })).toHaveCount(2);
  await page.getByRole("button", { name: "Remove room" }).click();
  const before = (await call("GET", "/api/v1/device-templates?q=Heating")) as { total: number };
  expect(before.total).toBe(0);
  await page.getByRole("button", { name: /Create device template/ }).click();
  await expect(page.getByText("Heating plant created.")).toBeVisible();
  await expect(page).toHaveURL(/device-templates\/\d+$/);

  const { items } = (await call("GET", "/api/v1/device-templates?q=Heating")) as {
    items: Template[];
  };
  const [template] = items;
  expect(template?.tags).toEqual(["meter"]);
  expect(template?.rpc.map((rpc) => rpc.id_name)).toEqual(["mt_act_dn_data"]);
  expect(Object.keys(template?.server_attrs ?? {})).toEqual(["limit"]);
  expect(template?.server_attrs["limit"]?.dftValue).toBe(8);
  expect(template?.shared_attrs["period"]?.dftValue).toBe(900);
});

test("a template names the devices it made, and resets them after it changed", async ({
  open,
  call,
}) => {
  const made = (await call("POST", "/api/v1/device-templates", {
    name: "Valve",
    tags: ["valve"],
  })) as Template;
  for (const at of [1, 2]) {
    await call("POST", "/api/v1/devices", {
      eui: `valve-${at}`,
      name: `Valve ${at}`,
      data_from: "OTHER",
      template: made.id,
    });
  }
  const page = await open(`#/models/device-templates/${made.id}`);
  await expect(page.getByRole("link", { name: "used by 2 devices" })).toBeVisible();
  await page.getByRole("tab", { name: /Used by/ }).click();
  const grid = page.getByTestId("grid-template-devices");
  await expect(grid.getByRole("row", { name: /Valve 1/ })).toBeVisible();
  await expect(grid.getByRole("row", { name: /Valve 2/ })).toBeVisible();

  await page.getByRole("tab", { name: "General" }).click();
  await page.getByRole("textbox", { name: "Remark" }).fill("DN 20");
  await page.keyboard.press("Control+s");
  await expect(page.getByText("The 2 devices that it made are not changed.")).toBeVisible();
  await page.getByRole("button", { name: "Reset devices by this template…" }).click();
  await expect(page).toHaveURL(new RegExp(`devices\\?template=${made.id}`));
  const dialog = page.getByRole("dialog", { name: "Reset 2 devices by template" });
  await expect(
    dialog.getByText("All of these devices are as the template says already."),
  ).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(
    page.getByTestId("grid-devices").getByRole("row", { name: /Valve 2/ }),
  ).toBeVisible();
  await expect(page.getByText("2 devices", { exact: true })).toBeVisible();
});

test("the templates' page asks which device becomes one", async ({ open, call }) => {
  await call("POST", "/api/v1/devices", { eui: "pump-7", name: "Pump 7", data_from: "OTHER" });
  const page = await open("#/models/device-templates");
  await page.getByRole("button", { name: "Create from device…" }).click();
  const dialog = page.getByRole("dialog", { name: "Create a template from a device" });
  await dialog.getByRole("combobox", { name: "Device" }).fill("pump-7");
  await page.getByTitle("Pump 7").first().click();
  await dialog.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: "New template: Pump 7" })).toBeVisible();
});

test("a template leaves out what no template takes, and says which", async ({
  open,
  call,
  instance,
}) => {
  await call("POST", "/api/v1/thing-models", {
    id_name: "odd",
    name: "Odd",
    payload_parser: "return { server_attrs: { 'temp (°C)': 21, limit: 8 } }",
  });
  await call("POST", "/api/v1/devices", {
    eui: "odd-1",
    name: "Odd one",
    data_from: "OTHER",
    thing_model: ["odd"],
  });
  const account = (await call("GET", "/api/v1/mqtt-account")) as Account;
  await publish(instance.mqtt, account, "/v32/default/as/up/data/odd-1", {});
  await expect
    .poll(() => call("GET", "/api/v1/devices/odd-1"))
    .toMatchObject({ server_attrs: { limit: 8 } });
  const page = await open("#/models/device-templates/new?device=odd-1");
  const leftOut = page.getByText("An attribute that a script made is left out");
  await expect(leftOut).toContainText("temp (°C)");
  await page.getByRole("button", { name: /Create device template/ }).click();
  await expect(page.getByText("Odd one created.")).toBeVisible();
});
