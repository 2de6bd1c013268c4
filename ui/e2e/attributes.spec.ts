import { expect, test } from "./support/fixtures";
import { takeOffered } from "./support/keys";

test.use({ onSite: true });

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
  await expect(row.getByText("saved", { exact: true })).toBeVisible();
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

test("a device with a profile is made at once from a template, which shows what it brings", async ({
  open,
  call,
}) => {
  await call("POST", "/api/v1/rpc-models", { id_name: "set_period", name: "Set period" });
  await call("POST", "/api/v1/device-templates", {
    name: "Heat meter",
    thing_model: ["mt_ks52"],
    rpc: ["set_period"],
    tags: ["heat"],
    shared_attrs: { period: { alias: "Report period", type: "number", unit: "s", dftValue: 900 } },
  });
  const eui = "70b3d57ed00f00d1";
  await call("POST", "/api/v1/lorawan-profiles", {
    dev_eui: eui,
    standard: "EU868",
    join_mode: "OTAA",
    app_key: "000102030405060708090a0b0c0d3f2a",
  });
  const page = await open(`#/maintenance/devices?add=${eui}`);
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Configuration template").click();
  await page.getByTitle("Heat meter").click();
  await expect(dialog.getByText("1 thing model · 1 RPC · 1 shared attribute")).toBeVisible();
  await dialog.getByText("Preview").click();
  await expect(dialog.getByText("Report period 900 s")).toBeVisible();
  await expect(dialog.getByText("heat", { exact: true })).toBeVisible();
  await dialog.getByRole("button", { name: "Create device" }).click();
  await expect(page.getByText(`${eui} created from Heat meter.`)).toBeVisible();
  expect(await call("GET", `/api/v1/devices/${eui}`)).toMatchObject({
    thing_model: [{ id_name: "mt_ks52" }],
    rpc: [{ id_name: "set_period" }],
    tags: ["heat"],
  });
  const panel = page.getByTestId("panel-device");
  await panel.getByRole("tab", { name: "Shared Attributes" }).click();
  await expect(panel.getByRole("spinbutton", { name: "Value of period" })).toHaveValue("900");
});

const SET = `return [{ dnMsg: { type: "data", userdata: { port: 214, confirmed: false,
  payload: Buffer.from([0xcf, params.period / 60]).toString("base64") } } }];`;

test("editing a shared attribute sends it, and the row says what became of it", async ({
  open,
  call,
}) => {
  const eui = "70b3d57ed00f00e1";
  await call("POST", "/api/v1/rpc-models", {
    id_name: "write_period",
    name: "Write period",
    template: { period: { alias: "Report period", type: "number", unit: "s", dftValue: 600 } },
    rpc_script: SET,
  });
  await call("POST", "/api/v1/lorawan-profiles", {
    dev_eui: eui,
    standard: "EU868",
    join_mode: "OTAA",
    app_key: "000102030405060708090a0b0c0d3f2a",
  });
  await call("POST", "/api/v1/devices", {
    eui,
    name: "Linked",
    rpc: ["write_period"],
    shared_attrs: { plain: 1 },
  });
  await call("PUT", `/api/v1/devices/${eui}/attributes/shared/period`, {
    meta: { type: "number", unit: "s", rpcs: ["write_period"], dftValue: 900 },
  });
  const page = await open(`#/maintenance/devices/${eui}/shared`);
  const panel = page.getByTestId("panel-device");
  await expect(panel).toContainText("Editing a value sends it to the device.");
  const plain = panel.getByTestId("attribute-plain");
  await expect(plain).toContainText("never reported");
  await plain.getByRole("spinbutton").fill("2");
  await plain.getByRole("spinbutton").press("Enter");
  await expect(plain).toContainText("nothing sent");
  await expect(plain).toContainText("No linked RPC");

  const period = panel.getByTestId("attribute-period");
  await period.getByRole("spinbutton").fill("1200");
  await period.getByRole("spinbutton").press("Enter");
  await expect(period).toContainText("sending");
  await period.getByRole("button", { name: "Write period" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("spinbutton", { name: "Report period" })).toHaveValue("1200");
  await dialog.getByRole("button", { name: "Cancel" }).click();

  await panel.getByRole("tab", { name: "RPC" }).click();
  const row = panel.getByTestId("rpc-write_period");
  await expect(row).toContainText("accepted");
  await expect(panel.getByRole("region", { name: "Last calls" })).toContainText("attribute edited");
  await row.getByText("accepted").click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel call" }).click();
  await expect(page.getByRole("dialog")).toContainText("cancelled by");
  await page.keyboard.press("Escape");
  await panel.getByRole("tab", { name: "Shared Attributes" }).click();
  await expect(period).toContainText("failed");
});

test("commands are bound, called with parameters or at once, and unbound", async ({
  open,
  call,
}) => {
  await call("POST", "/api/v1/rpc-models", {
    id_name: "ask",
    name: "Ask",
    template: { port: { type: "number", dftValue: 5 } },
    rpc_script: `return [{ dnMsg: { ask: params.port } }];`,
  });
  await call("POST", "/api/v1/rpc-models", { id_name: "spoilt", name: "Spoilt", rpc_script: "x(" });
  await call("POST", "/api/v1/rpc-models", {
    id_name: "nudge",
    name: "Nudge",
    rpc_script: `return [{ dnMsg: { nudge: 1 } }];`,
  });
  await call("POST", "/api/v1/devices", { eui: "pump-1", data_from: "OTHER", name: "Pump" });
  const page = await open("#/maintenance/devices/pump-1/rpc");
  const panel = page.getByTestId("panel-device");
  await panel.getByRole("button", { name: "Add" }).first().click();
  const choose = page.getByRole("dialog").getByRole("combobox");
  for (const name of ["Ask", "Nudge", "Spoilt"]) {
    await choose.fill(name);
    await takeOffered(page, name);
  }
  await page.getByRole("dialog").getByText("Add RPC models to this device").click();
  await page.getByRole("dialog").getByRole("button", { name: "Add" }).click();
  await panel.getByRole("button", { name: "Execute Nudge" }).click();
  await expect(panel.getByTestId("rpc-nudge")).toContainText("done");

  await panel.getByRole("button", { name: "Execute Ask" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("spinbutton").fill("7");
  await dialog.getByRole("button", { name: "Execute" }).click();
  await expect(dialog).toContainText("1 step was taken");
  await expect(dialog).toContainText("published on /v32/demo/as/dn/data/pump-1");
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await panel.getByRole("button", { name: "Execute Spoilt" }).click();
  await expect(panel.getByTestId("rpc-spoilt")).toContainText("failed");

  const row = panel.getByTestId("rpc-nudge");
  await row.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(row).toHaveCount(0);
});

test("attributes are put in order by dragging and by keyboard", async ({ open, call }) => {
  const eui = "70b3d57ed0007105";
  await call("POST", "/api/v1/devices", {
    eui,
    name: "Ordered",
    data_from: "OTHER",
    server_attrs: { alpha: 1, beta: 2, gamma: 3 },
  });
  const page = await open(`#/maintenance/devices/${eui}/server`);
  const keys = () =>
    page
      .getByTestId(/^attribute-/)
      .evaluateAll((rows) =>
        rows.map((row) => row.getAttribute("data-testid")?.replace("attribute-", "")),
      );
  const stored = async () => {
    const list = (await call("GET", `/api/v1/devices/${eui}/attributes/server`)) as {
      items: { key: string }[];
    };
    return list.items.map(({ key }) => key);
  };
  await expect.poll(keys).toEqual(["alpha", "beta", "gamma"]);

  await page
    .getByRole("button", { name: "Move gamma" })
    .dragTo(page.getByTestId("attribute-alpha"), {
      targetPosition: { x: 20, y: 4 },
    });
  await expect.poll(keys).toEqual(["gamma", "alpha", "beta"]);
  await expect.poll(stored).toEqual(["gamma", "alpha", "beta"]);

  await page.getByRole("button", { name: "Move gamma" }).press("Alt+Shift+ArrowDown");
  await expect.poll(stored).toEqual(["alpha", "gamma", "beta"]);
  await expect(page.getByRole("button", { name: "Move gamma" })).toBeFocused();
  await expect(page.getByText("gamma is number 2 of 3 now.")).toBeAttached();

  await page.getByRole("button", { name: "Actions for alpha" }).click();
  await page.getByRole("menuitem", { name: "Move down" }).click();
  await expect.poll(stored).toEqual(["gamma", "alpha", "beta"]);
  // The next move begins with the one before, which is still on its way, and waits for it.
  let release = () => undefined as void;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const sent: string[][] = [];
  await page.route(`**/api/v1/devices/${eui}/attributes/server`, async (route) => {
    if (route.request().method() !== "PATCH") return route.fallback();
    sent.push((route.request().postDataJSON() as { order: string[] }).order);
    if (sent.length === 1) await held;
    await route.continue();
  });
  await page.getByRole("button", { name: "Move gamma" }).press("Alt+Shift+ArrowDown");
  await page.getByRole("button", { name: "Move gamma" }).press("Alt+Shift+ArrowDown");
  expect(await keys()).toEqual(["alpha", "beta", "gamma"]);
  // A change of a value in between brings the order that is stored.
  await call("PATCH", `/api/v1/devices/${eui}/attributes/server`, { values: { beta: 20 } });
  await expect(page.getByRole("spinbutton", { name: "Value of beta" })).toHaveValue("20");
  expect(await keys()).toEqual(["alpha", "beta", "gamma"]);
  expect(sent).toEqual([["alpha", "gamma", "beta"]]);
  // Another tab in between gets nothing of it.
  const strayed: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "PATCH" && request.url().endsWith("/shared"))
      strayed.push(request.url());
  });
  await page.getByRole("tab", { name: "Shared Attributes" }).click();
  await expect(page.getByText("No attributes yet")).toBeVisible();
  release();
  await expect.poll(stored).toEqual(["alpha", "beta", "gamma"]);
  expect(await keys()).toEqual([]);
  expect(strayed).toEqual([]);
  await page.getByRole("tab", { name: "Server Attributes" }).click();
  await expect.poll(keys).toEqual(["alpha", "beta", "gamma"]);
  expect(sent).toEqual([
    ["alpha", "gamma", "beta"],
    ["alpha", "beta", "gamma"],
  ]);
  expect(await keys()).toEqual(["alpha", "beta", "gamma"]);
  await page.unroute(`**/api/v1/devices/${eui}/attributes/server`);

  // An order that is refused is said and taken back.
  await page.route(`**/api/v1/devices/${eui}/attributes/server`, (route) =>
    route.request().method() === "PATCH" ? route.abort() : route.fallback(),
  );
  await page.getByRole("button", { name: "Move gamma" }).press("Alt+Shift+ArrowUp");
  await expect(page.getByText("The order was not saved")).toBeVisible();
  await expect.poll(keys).toEqual(["alpha", "beta", "gamma"]);
  await page.unroute(`**/api/v1/devices/${eui}/attributes/server`);
  // A part of the list has no order.
  await page.getByRole("textbox", { name: "Key or alias" }).fill("a");
  await expect(page.getByRole("button", { name: "Move alpha" })).toBeHidden();
});

test("the dialog of an attribute outlasts the key of a tab, refuses unreadable JSON, and gives the focus back", async ({
  open,
  call,
}) => {
  const eui = "attr-keys";
  await call("POST", "/api/v1/devices", {
    eui,
    data_from: "OTHER",
    server_attrs: { limits: { high: 8 }, count: "17" },
  });
  const page = await open(`#/maintenance/devices/${eui}/server`);
  const panel = page.getByTestId("panel-device");
  const dialog = page.getByRole("dialog");
  const edit = panel.getByRole("button", { name: "Edit value of limits" });
  await edit.focus();
  await page.keyboard.press("Enter");
  const value = dialog.getByRole("textbox", { name: "Value" });
  await value.fill('{"high": 9');
  await page.keyboard.press("Control+2");
  await expect(value).toHaveValue('{"high": 9');
  await page.keyboard.press("Control+Enter");
  await expect(dialog.getByRole("alert")).toContainText("This is no valid JSON");
  await value.fill('{"high": 9}');
  await page.keyboard.press("Control+Enter");
  await expect(dialog).toBeHidden();
  await expect(edit).toBeFocused();

  // A value keeps what it means when its type changes; a menu's entry is gone, its button is not.
  const actions = panel.getByRole("button", { name: "Actions for count" });
  await actions.click();
  await page.getByRole("menuitem", { name: "Edit…" }).click();
  await dialog.getByLabel("Type").click();
  await page.locator(".ant-select-item-option", { hasText: "number" }).click();
  await expect(dialog.getByRole("spinbutton", { name: "Value" })).toHaveValue("17");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(actions).toBeFocused();
  const stored = (await call("GET", `/api/v1/devices/${eui}/attributes/server`)) as {
    items: unknown[];
  };
  expect(stored.items).toMatchObject([
    { key: "count", value: 17 },
    { key: "limits", value: { high: 9 } },
  ]);
});
