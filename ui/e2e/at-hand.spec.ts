import { readFile } from "node:fs/promises";

import { publish } from "./support/publish";
import { expect, test } from "./support/fixtures";
import { sequence } from "./support/keys";
import { Forwarder } from "./support/radio";
import { makeSubDevice } from "./support/sub-device";

// What is at hand where a device is looked at, without a way round.

test("a name is edited in the panel's head", async ({ open, call }) => {
  await call("POST", "/api/v1/devices", { eui: "pump-1", name: "Pump", data_from: "OTHER" });
  const page = await open("#/maintenance/devices/pump-1/telemetry");
  const panel = page.getByTestId("panel-device");
  await expect(panel).toContainText("Pump");
  await page.keyboard.press("e");
  const field = panel.getByRole("textbox", { name: "Name" });
  await field.fill("Left");
  await page.keyboard.press("Escape");
  await expect(panel.getByRole("heading").first()).toContainText("Pump");

  await panel.getByRole("button", { name: "Rename" }).click();
  await field.fill("Right");
  await page.keyboard.press("Enter");
  await expect(panel.getByRole("heading").first()).toContainText("Right");
  await expect(page.getByText("Device saved.")).toHaveCount(1);
  expect(await call("GET", "/api/v1/devices/pump-1")).toMatchObject({ name: "Right" });
});

test("a panel says which sub-device it is, and how many sources an asset has", async ({
  open,
  call,
}) => {
  await call("POST", "/api/v1/devices", { eui: "hub-1", name: "Hub", data_from: "OTHER" });
  const child = await makeSubDevice(call, "hub-1");
  const page = await open(`#/maintenance/devices/${child}`);
  const panel = page.getByTestId("panel-device");
  await expect(panel).toContainText("07 of ↑ Hub");
  await panel.getByRole("link", { name: "↑ Hub" }).click();
  await expect(page.getByTestId("sub-devices").getByRole("row").nth(1)).toContainText("07");

  await call("POST", "/api/v1/devices", { eui: "floor", device_type: "VIRTUAL" });
  await call("POST", "/api/v1/relations", {
    from_eui: ["hub-1", child],
    to_eui: ["floor"],
    notify_fields: ["telemetry_data"],
  });
  await page.goto(page.url().replace(/#.*/, "#/maintenance/devices/floor"));
  await panel.getByRole("link", { name: "2 source devices" }).click();
  await expect(page.getByTestId("relations-source")).toContainText("Hub");
});

test("values say what changed and lead to their history; a failure leads to its uplink", async ({
  open,
  call,
  instance,
}) => {
  await call("POST", "/api/v1/thing-models", {
    id_name: "level",
    name: "Level",
    payload_parser: `
      const level = Buffer.from(msg.userdata.payload, "base64")[0];
      if (level > 200) throw new Error("level out of range");
      return { telemetry_data: { level } };`,
  });
  await call("POST", "/api/v1/devices", {
    eui: "tank-9",
    name: "Tank",
    data_from: "OTHER",
    thing_model: ["level"],
  });
  const account = (await call("GET", "/api/v1/mqtt-account")) as {
    username: string;
    password: string;
  };
  const report = (level: number) =>
    publish(instance.mqtt, account, "/v32/default/as/up/data/tank-9", {
      version: "3.1",
      type: "data",
      moteeui: "tank-9",
      userdata: { port: 11, payload: Buffer.from([level]).toString("base64") },
    });
  const page = await open("#/maintenance/devices/tank-9/telemetry");
  await expect(page.getByTestId("statusbar-connection")).toContainText("Live");
  await report(20);
  const value = page.getByTestId("value-level");
  await expect(value).toContainText("20");
  await report(25);
  await expect(value).toContainText("25");
  await expect(value.getByRole("img", { name: "rose from 20" })).toBeVisible();
  await value.click();
  await expect(page).toHaveURL(/data\/application\/\d+\/tank-9/);

  await report(250);
  type Failing = { items: { last_error: { eui: string } | null }[] };
  await expect
    .poll(async () => {
      const { items } = (await call("GET", "/api/v1/thing-models?q=level")) as Failing;
      return items[0]?.last_error?.eui;
    })
    .toBe("tank-9");
  await page.goto(page.url().replace(/#.*/, "#/maintenance/devices/tank-9/models"));
  await page.getByRole("link", { name: /level out of range/ }).click();
  await expect(page).toHaveURL(/script\?eui=tank-9/);
  // The editor is there, with the uplink it is run with.
  await expect(page.getByRole("combobox", { name: "Uplink" })).toBeVisible();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText(/level out of range/).first()).toBeVisible();
});

test("a row's menu executes a command and the toolbar exports; results lead back to the list", async ({
  open,
  call,
}) => {
  await call("POST", "/api/v1/rpc-models", {
    id_name: "nudge",
    name: "Nudge",
    rpc_script: "return [{type: 'modifyAttrs', dnMsg: {server_attrs: {nudged: true}}}]",
  });
  for (const eui of ["fan-1", "fan-2", "fan-3"]) {
    const rpc = eui === "fan-3" ? [] : ["nudge"];
    await call("POST", "/api/v1/devices", { eui, data_from: "OTHER", rpc });
  }
  const page = await open("#/maintenance/devices?q=fan-");
  const row = page.getByTestId("row-fan-1");
  await row.click({ button: "right" });
  await expect(page.getByRole("menuitem", { name: "Copy link" })).toBeVisible();
  await page.getByRole("menuitem", { name: "Execute RPC" }).hover();
  await page.getByRole("menuitem", { name: "Nudge" }).click();
  await expect
    .poll(() => call("GET", "/api/v1/devices/fan-1"))
    .toMatchObject({ server_attrs: { nudged: true } });

  await page.getByRole("checkbox", { name: "Select all loaded rows" }).check();
  await page.getByRole("toolbar").getByRole("button", { name: "Export" }).click();
  const dialog = page.getByRole("dialog", { name: "Export devices" });
  await expect(dialog.getByRole("radio", { name: /selected/ })).toBeChecked();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();

  await call("POST", "/api/v1/one-time-rpc", {
    name: "All fans",
    euis: ["fan-1", "fan-2", "fan-3", "fan-4"],
    rpc: "nudge",
    params: {},
  });
  await page.keyboard.press("Control+j");
  const task = page.getByRole("article", { name: "All fans" });
  await task.getByRole("button", { name: "Result" }).click();
  await expect(task.getByTestId("task-items")).toContainText("fan-4");
  const download = page.waitForEvent("download");
  await task.getByRole("button", { name: "Export" }).click();
  const text = await readFile(await (await download).path(), "utf8");
  expect(text.split("\r\n")[0]).toContain("EUI,Result,Reason,Time");
  expect(text).toContain("fan-3,RPC is not mounted");
  expect(text).not.toContain("fan-1");
  await task.getByRole("button", { name: "Open in list" }).click();
  await expect(page.getByRole("toolbar")).toContainText("2 selected");
});

test("the palette and the keys reach models, templates and alarms", async ({ open, call }) => {
  await call("POST", "/api/v1/trigger-models", {
    name: "Quiet night",
    trigger_script: "return []",
  });
  await call("POST", "/api/v1/device-templates", { name: "Quiet sensor" });
  await call("POST", "/api/v1/devices", { eui: "siren", data_from: "OTHER", rpc: ["alarm"] });
  await call("POST", "/api/v1/devices/siren/rpc", {
    method: "alarm",
    params: { action: "new", name: "quiet", title: "Too quiet", level: "low" },
    wait_ms: 10_000,
  });
  const page = await open("#/overview");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search or run a command" }).fill("quiet");
  for (const name of [/Trigger.*Quiet night/, /Template.*Quiet sensor/, /Alarm.*Too quiet/]) {
    await expect(page.getByRole("option", { name })).toBeVisible();
  }
  await page.getByRole("option", { name: /Alarm.*Too quiet/ }).click();
  await expect(page.getByTestId("panel-alarm")).toContainText("Too quiet");

  for (const [key, address] of [
    ["r", "models/rpc-models"],
    ["m", "models/device-templates"],
    ["e", "configuration/device-executions"],
    ["c", "alarms/active"],
    ["g", "models/trigger-models"],
  ] as const) {
    await sequence(page, "g", key);
    await expect(page).toHaveURL(new RegExp(`#/${address}$`));
  }
});

test("a gateway that comes is told by the bell", async ({ open, call, instance }) => {
  const eui = "02517efffe0d00aa";
  await call("POST", "/api/v1/gateways", { eui, name: "Mast", standard: "EU868" });
  const page = await open("#/overview");
  const gateway = await Forwarder.connect(instance.gwmp, eui);
  await sequence(page, "g", "i");
  const centre = page.getByTestId("notification-centre");
  await centre.getByRole("link", { name: "Gateway Mast is online" }).click();
  await expect(page.getByTestId("panel-gateway")).toContainText("Mast");
  gateway.close();
});

test("a new asset leads to its sources; a circle is warned of", async ({ open, call }) => {
  await call("POST", "/api/v1/devices", { eui: "probe-1", name: "Probe 1", data_from: "OTHER" });
  const page = await open("#/maintenance/devices?add=room-1");
  const form = page.getByRole("dialog", { name: "Add device" });
  await form.getByRole("radio", { name: "Asset" }).click();
  await form.getByRole("checkbox", { name: "Choose source devices…" }).check();
  await form.getByRole("button", { name: "Create device" }).click();

  const dialog = page.getByRole("dialog", { name: "Bind Source Device" });
  await dialog.getByLabel("Source devices").fill("Probe");
  await page.locator(".ant-select-item-option", { hasText: "Probe 1" }).click();
  await dialog.getByText("Extension parameters").click();
  await dialog.getByLabel("JSON object").fill("{");
  await expect(dialog).toContainText("This is no JSON object.");
  await dialog.getByRole("button", { name: "Bind", exact: true }).click();
  await dialog.getByLabel("JSON object").fill('{"weight": 2}');
  await dialog.getByRole("button", { name: "Bind", exact: true }).click();
  await expect(page.getByTestId("relations-source")).toContainText("params");
  const { items } = (await call("GET", "/api/v1/relations?to_eui=room-1")) as { items: unknown[] };
  expect(items).toMatchObject([{ from_eui: "probe-1", params: { weight: 2 } }]);

  await page.getByRole("button", { name: "Bind Target Device" }).click();
  const targets = page.getByRole("dialog", { name: "Bind Target Device" });
  await targets.getByLabel("Target devices").fill("Probe");
  await page.locator(".ant-select-item-option", { hasText: "Probe 1" }).click();
  await expect(targets).toContainText("room-1 → probe-1 → room-1");
});

test("devices of an execution are added by a filter", async ({ open, call }) => {
  for (const eui of ["lamp-a", "lamp-b", "door-a"]) {
    await call("POST", "/api/v1/devices", { eui, data_from: "OTHER" });
  }
  const page = await open("#/configuration/device-executions/new");
  await page.getByRole("button", { name: "Add by filter…" }).click();
  const dialog = page.getByRole("dialog", { name: "Add devices by filter" });
  await dialog.getByLabel("EUI, name, tag, DevAddr…").fill("lamp-");
  await dialog.getByRole("button", { name: "Add 2 devices" }).click();
  await expect(page.getByTestId("execution-devices").getByRole("listitem")).toHaveCount(2);
});

test("network data is filtered by a whole address, and its columns are chosen", async ({
  open,
}) => {
  const page = await open("#/data/network");
  const more = page.getByRole("button", { name: "Filter", exact: true });
  await more.click();
  const address = page.getByLabel("DevEUI or DevAddr", { exact: true });
  await address.fill("70B3-D57E-D000-1234");
  await expect(page).toHaveURL(/dev_eui=70b3d57ed0001234/);
  // The field takes it over as it was understood.
  await expect(address).toHaveValue("70b3d57ed0001234");
  await address.fill("260b1003");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/dev_addr=260b1003/);
  await expect(page).not.toHaveURL(/dev_eui/);
  await page.reload();
  await expect(page.getByText("DevEUI or DevAddr: 260b1003")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).first().click();
  await expect(page).not.toHaveURL(/dev_addr/);
  await more.click();
  await expect(address).toHaveValue("");
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: /^Columns/ }).click();
  await page.getByRole("checkbox", { name: "RSSI" }).uncheck();
  await page.keyboard.press("Escape");
  // Each has columns of its own, and a button of the same name until it is gone.
  await page.getByRole("link", { name: "AS Data" }).click();
  await expect(page.getByRole("region", { name: "AS Data", exact: true })).toBeVisible();
  await page.getByRole("link", { name: "NS Data" }).click();
  await expect(page.getByRole("region", { name: "NS Data", exact: true })).toBeVisible();
  await page.getByRole("button", { name: /^Columns/ }).click();
  await expect(page.getByRole("checkbox", { name: "RSSI" })).not.toBeChecked();
});
