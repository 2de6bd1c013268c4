import { expect, test } from "./support/fixtures";
import { publish } from "./support/publish";

const EUI = "70b3d57ed0007001";

test("an RPC model is written, tried on a device and saved", async ({ open, call }) => {
  await call("POST", "/api/v1/devices", { eui: EUI, name: "Pump", data_from: "OTHER" });
  await call("PUT", `/api/v1/devices/${EUI}/attributes/shared/period`, { value: 900 });
  const page = await open("#/models/rpc-models");
  await page.getByRole("button", { name: "New RPC model" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Set heartbeat");
  await expect(dialog.getByLabel("Method")).toHaveValue("set_heartbeat");
  await dialog.getByRole("button", { name: "Create RPC model" }).click();

  await page.getByRole("tab", { name: "Parameters" }).click();
  await page.getByRole("button", { name: "Add parameter" }).click();
  await page.getByRole("textbox", { name: "Field" }).fill("period");
  await page.getByRole("textbox", { name: "Name" }).fill("Heartbeat period");
  await page.getByRole("textbox", { name: "Unit" }).fill("s");

  await page.getByRole("tab", { name: "Script" }).click();
  const editor = page.getByRole("textbox", { name: "Script of Set heartbeat" });
  await editor.click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(
    "console.warn('period', params.period)\n" +
      "const bytes = Buffer.alloc(2)\nbytes.writeUInt16BE(params.period, 0)\n" +
      "return [\n  { dnMsg: { moteeui: device.eui, userdata: { port: 21, payload: bytes.toString('base64') } } },\n" +
      "  { sleepTimeMs: 2000, type: 'modifyAttrs', dnMsg: { shared_attrs: { period: params.period } } },\n]",
  );
  await page.getByRole("combobox", { name: "Device" }).fill("pump");
  await page.getByTitle("Pump").first().click();
  await expect(page.getByText("from the shared attribute")).toBeVisible();
  await page.getByRole("button", { name: /Run/ }).click();
  const steps = page.getByRole("list", { name: "Steps" });
  await expect(steps).toContainText("Downlink");
  await expect(steps).toContainText("03 84");
  await expect(steps).toContainText("after 2000 ms");
  await expect(page.getByText("Console (1)")).toBeVisible();

  await page.getByRole("spinbutton", { name: "Heartbeat period" }).fill("60");
  await page.keyboard.press("Control+Enter");
  await expect(steps).toContainText("00 3C");

  await page.keyboard.press("Control+s");
  await expect(page.getByText("Set heartbeat saved.")).toBeVisible();
  const { items } = (await call("GET", "/api/v1/rpc-models?q=set_heartbeat")) as {
    items: { template: Record<string, unknown> }[];
  };
  expect(items[0]?.template).toMatchObject({
    period: { alias: "Heartbeat period", type: "number", unit: "s", order: 1 },
  });
});

test("a test without a device says whom the steps would be for", async ({ open, call }) => {
  const made = (await call("POST", "/api/v1/rpc-models", {
    name: "For whom",
    id_name: "for_whom",
    rpc_script:
      "return [{ target: device.eui, dnMsg: { userdata: { port: 1, payload: 'AQ==' } } }]",
  })) as { id: string };
  const page = await open(`#/models/rpc-models/${made.id}/script`);
  await page.getByRole("button", { name: /Run/ }).click();
  await expect(page.getByRole("list", { name: "Steps" })).toContainText(
    "to the device it is called on",
  );
});

test("a parameter twice is refused where it is", async ({ open, call }) => {
  const made = (await call("POST", "/api/v1/rpc-models", {
    name: "Two",
    id_name: "two",
    template: { a: { type: "number" } },
    rpc_script: "return null",
  })) as { id: string };
  const page = await open(`#/models/rpc-models/${made.id}/parameters`);
  await page.getByRole("button", { name: "Add parameter" }).click();
  await page.getByRole("textbox", { name: "Field" }).last().fill("a");
  await expect(page.getByRole("alert")).toHaveText("This name is listed twice.");
  await page.getByRole("tab", { name: "Details" }).click();
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("alert")).toHaveText("This name is listed twice.");
});

test("a trigger model shows the RPCs it would run on a device", async ({ open, call }) => {
  await call("POST", "/api/v1/devices", {
    eui: "70b3d57ed0007002",
    name: "Boiler",
    data_from: "OTHER",
    thing_model: ["mt_ks52"],
  });
  const made = (await call("POST", "/api/v1/trigger-models", {
    name: "Too hot",
    trigger_script:
      "return { delayms: 5000, actions: [{ method: 'no_such_method', params: { _eui: device.eui, model: thingModelId } }] }",
  })) as { id: string };
  const page = await open(`#/models/trigger-models/${made.id}`);
  await page.getByRole("combobox", { name: "Device" }).fill("boiler");
  await page.getByTitle("Boiler").first().click();
  await page.getByRole("button", { name: /Run/ }).click();
  const actions = page.getByRole("list", { name: "Actions" });
  await expect(page.getByText("After 5000 ms:")).toBeVisible();
  await expect(actions).toContainText("no_such_method");
  await expect(actions).toContainText("no RPC has this method");
});

test("a device template holds models, attributes and switches", async ({ open, call }) => {
  const page = await open("#/models/device-templates");
  await page.getByRole("button", { name: "New device template" }).first().click();
  await page.getByRole("dialog").getByLabel("Name").fill("Meeting rooms");
  await page.getByRole("button", { name: "Create device template" }).click();

  await page.getByRole("switch", { name: "Modbus TCP" }).click();
  await page.getByRole("tab", { name: "Thing Models" }).click();
  await page.getByRole("combobox", { name: "Add" }).fill("ks52");
  await page.getByTitle("MT-KS52 T&H").first().click();
  await expect(page.getByRole("table", { name: "Thing Models" })).toContainText("mt_ks52");
  await page.getByRole("tab", { name: "Shared attributes" }).click();
  await page.getByRole("button", { name: "Add attribute" }).click();
  await page.getByRole("textbox", { name: "Key" }).fill("period_data");
  await page.getByRole("spinbutton", { name: "Default" }).fill("900");
  await page.keyboard.press("Control+s");
  await expect(page.getByText("Meeting rooms saved.")).toBeVisible();
  const { items } = (await call("GET", "/api/v1/device-templates?q=meeting")) as {
    items: Record<string, unknown>[];
  };
  expect(items[0]).toMatchObject({
    modbus_tcp: true,
    thing_model: [{ id_name: "mt_ks52" }],
    shared_attrs: { period_data: { type: "number", dftValue: 900, order: 1 } },
  });
});

test("a script is edited on after it was saved", async ({ open, call }) => {
  const made = (await call("POST", "/api/v1/trigger-models", {
    name: "Edited on",
    trigger_script: "return null;",
  })) as { id: string };
  const page = await open(`#/models/trigger-models/${made.id}`);
  const editor = page.locator(".cm-content");
  await editor.click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(" // one");
  await page.keyboard.press("Control+s");
  await expect(page.getByText("Edited on saved.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Discard" })).toBeHidden();
  await page.keyboard.type(" and two");
  await expect(editor).toContainText("return null; // one and two");
  await expect(page.getByText("Somebody else changed")).toBeHidden();
  await page.keyboard.press("Control+s");
  await expect
    .poll(async () => call("GET", `/api/v1/trigger-models/${made.id}`))
    .toMatchObject({ trigger_script: "return null; // one and two" });
});

test("a dialog begins in its first field", async ({ open }) => {
  const page = await open("#/models/trigger-models");
  await page.getByRole("button", { name: "New trigger model" }).first().click();
  await expect(page.getByRole("dialog").getByLabel("Name")).toBeFocused();
});

test("a panel for something new begins in its first free field", async ({ open }) => {
  for (const [path, field] of [
    ["maintenance/locations/new", "Name"],
    ["configuration/device-executions/new", "Name"],
    ["configuration/scheduled-tasks/new", "Name"],
    ["alarms/groups/new", "Name"],
    ["maintenance/gateways/new", "EUI"],
    ["maintenance/gateways/new?eui=02517efffe0d00bb", "Name"],
    ["maintenance/lorawan-profiles/new", "DevEUI"],
    ["maintenance/lorawan-profiles/new?dev_eui=70b3d57ed00700bb", "DevAddr"],
  ] as const) {
    const page = await open(`#/${path}`);
    const panel = page.getByTestId(/^panel-/);
    await expect(panel.getByRole("textbox", { name: field, exact: true }), path).toBeFocused();
  }
});

test("what is wrong with a new record has the focus", async ({ open }) => {
  const page = await open("#/maintenance/locations/new");
  const field = (name: string) => page.getByRole("textbox", { name, exact: true });
  await field("Name").fill("North");
  await field("Code").fill("S 1");
  await field("Name").press("Control+s");
  await expect(field("Code")).toBeFocused();
  await expect(page.getByRole("alert")).toContainText("Only letters, digits");
});

test("an RPC model may have the method of another platform", async ({ open, call }) => {
  const page = await open("#/models/rpc-models");
  await page.getByRole("button", { name: "New RPC model" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Valve");
  await dialog.getByLabel("Method").fill("vendor.set/valve:v2_of_a_longer_name");
  await dialog.getByRole("button", { name: "Create RPC model" }).click();
  await expect(page.getByText("vendor.set/valve:v2_of_a_longer_name").first()).toBeVisible();
  const { items } = (await call("GET", "/api/v1/rpc-models?q=valve")) as {
    items: { id_name: string }[];
  };
  expect(items.map((item) => item.id_name)).toEqual(["vendor.set/valve:v2_of_a_longer_name"]);
});

test("the icon of a value stands beside it, as an image of shapes only", async ({
  open,
  call,
  instance,
}) => {
  const icon = `<svg viewBox="0 0 24 24" onload="document.title='run'"><script>1</script><path d="M12 2v14a4 4 0 1 0 1 0V2z" fill="#1296db"/></svg>`;
  await call("POST", "/api/v1/thing-models", {
    name: "Boiler",
    id_name: "boiler",
    payload_parser: "return { telemetry_data: { t: msg.t, p: msg.p } }",
    telemetry_config: {
      fields: {
        t: { field_name: "t", name: "Temperature", type: "number", unit: "℃", order: 1, icon },
        p: { field_name: "p", name: "Pressure", type: "number", unit: "bar", order: 2, icon: null },
      },
    },
  });
  await call("POST", "/api/v1/devices", {
    eui: "boiler-1",
    name: "Boiler",
    data_from: "OTHER",
    thing_model: ["boiler"],
  });
  const account = (await call("GET", "/api/v1/mqtt-account")) as {
    username: string;
    password: string;
  };
  const page = await open("#/maintenance/devices/boiler-1/telemetry");
  await publish(instance.mqtt, account, "/v32/default/as/up/data/boiler-1", { t: 64.5, p: 1.2 });
  await expect(page.getByTestId("value-t")).toContainText("64.5");
  const row = page.getByRole("row").filter({ hasText: "Temperature" });
  const image = row.locator("th img");
  await expect(image).toBeVisible();
  const source = decodeURIComponent((await image.getAttribute("src")) ?? "");
  expect(source).toContain("<path");
  expect(source).not.toMatch(/script|onload/);
  expect(await image.evaluate((it: HTMLImageElement) => it.naturalWidth)).toBeGreaterThan(0);
  await expect(page.getByRole("row").filter({ hasText: "Pressure" }).locator("img")).toHaveCount(0);
});
