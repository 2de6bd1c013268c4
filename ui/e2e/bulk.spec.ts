import type { Page } from "@playwright/test";

import type { Call } from "./support/api";
import { expect, test } from "./support/fixtures";
import { publish } from "./support/publish";
import { cellsOf } from "./support/workbook";

type Device = {
  name: string;
  heart_period: number;
  tags: string[];
  thing_model: { id_name: string }[];
  rpc: { id_name: string }[];
  server_attrs: Record<string, unknown>;
};

const euiOf = (name: string, number: number) => `${name}-${String(number).padStart(2, "0")}`;

/** Devices with a model of their own, another model, and a template. */
async function prepare(call: Call, name: string, devices: number): Promise<void> {
  for (const id_name of [name, `${name}-new`]) {
    await call("POST", "/api/v1/thing-models", {
      id_name,
      name: `Model ${id_name}`,
      payload_parser: "return { telemetry_data: { level: msg.level } }",
    });
  }
  await call("POST", "/api/v1/device-templates", {
    name: `Template ${name}`,
    thing_model: [`${name}-new`],
    tags: ["fresh"],
    heart_period: 3600,
    server_attrs: { limit: { dftValue: 40, type: "number" } },
  });
  for (let number = 0; number < devices; number += 1) {
    await call("POST", "/api/v1/devices", {
      eui: euiOf(name, number),
      name: `Old ${number}`,
      data_from: "OTHER",
      thing_model: [name],
      tags: ["old"],
      server_attrs: { owner: "Ann" },
    });
  }
}

const device = async (call: Call, eui: string) =>
  (await call("GET", `/api/v1/devices/${eui}`)) as Device;

/** Opens the devices of a name and selects all of them. */
async function select(page: Page, name: string): Promise<void> {
  await page.getByTestId("grid-devices").getByText(euiOf(name, 0)).waitFor();
  await page.getByRole("checkbox", { name: "Select all loaded rows" }).check();
}

async function wizard(page: Page, name: string) {
  await select(page, name);
  await page.getByRole("button", { name: "Bulk Update Parameters" }).click();
  const dialog = page.getByRole("dialog", { name: /Bulk update \d+ devices?/ });
  await expect(
    dialog.getByRole("navigation", { name: "Bulk Update Parameters" }).getByRole("button"),
  ).toHaveCount(9);
  return dialog;
}

/** The task that was started, over. */
async function ended(page: Page, title: string, of: string): Promise<void> {
  const dialog = page.getByRole("dialog", { name: title });
  await expect(dialog.getByRole("progressbar")).toHaveAttribute("aria-valuetext", of);
  await expect(dialog.getByTestId("task-items")).toContainText("Updated");
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await expect(dialog).toBeHidden();
}

test("Reset by Template says what is replaced and what stays, and does exactly that", async ({
  open,
  call,
}) => {
  await prepare(call, "tank", 2);
  await call("POST", "/api/v1/devices", {
    eui: "tank-asset",
    name: "Sum",
    device_type: "VIRTUAL",
  });
  const page = await open("#/maintenance/devices?q=tank");
  await select(page, "tank");
  await page.getByRole("button", { name: "Reset by Template" }).click();
  const dialog = page.getByRole("dialog", { name: "Reset 3 devices by template" });
  await dialog.getByRole("combobox", { name: "Configuration template" }).fill("Template tank");
  await page.getByTitle("Template tank").click();
  const replaced = dialog.getByRole("region", { name: "Will be replaced" });
  await expect(replaced).toContainText("Thing models3 devices change");
  await expect(replaced).toContainText("1 key removed");
  const stays = dialog.getByRole("region", { name: "Stays" });
  for (const text of ["EUI", "Name", "Remark", "Switch for third parties", "LoRaWAN profile"]) {
    await expect(stays).toContainText(text);
  }
  // What scrolls above it does not touch it.
  const undo = dialog.getByText("The Task Centre can undo this");
  const above = await undo.evaluate((text) => {
    const scrolled = text.parentElement?.previousElementSibling?.getBoundingClientRect();
    return text.getBoundingClientRect().top - (scrolled?.bottom ?? Infinity);
  });
  expect(above).toBeGreaterThanOrEqual(12);
  await expect(dialog.getByRole("note")).toContainText("tank-asset");
  await dialog.getByText("Show per device (3)").click();
  await dialog.getByTestId("plan-tank-00").getByRole("button").click();
  await expect(dialog.getByTestId("plan")).toContainText("Ann");
  await expect(dialog.getByRole("checkbox", { name: /Save a backup/ })).toBeChecked();
  const backup = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Reset 3 devices" }).click();
  await ended(page, "Reset by Template", "3 / 3");
  // It was saved before anything was changed.
  const saved = (await cellsOf(await (await backup).path())).flat().map((cell) => cell.text);
  expect(saved.filter((text) => text === "old")).toHaveLength(2);
  expect(saved).not.toContain("fresh");
  const reset = await device(call, "tank-00");
  expect(reset.name).toBe("Old 0");
  expect(reset.thing_model.map((model) => model.id_name)).toEqual(["tank-new"]);
  expect(reset.server_attrs).toEqual({ limit: 40 });
  expect([reset.tags, reset.heart_period]).toEqual([["fresh"], 3600]);
});

test("a reset of more than 20 devices asks for their number", async ({ open, call }) => {
  await prepare(call, "many", 21);
  const page = await open("#/maintenance/devices?q=many");
  await select(page, "many");
  await page.getByRole("button", { name: "Reset by Template" }).click();
  const dialog = page.getByRole("dialog", { name: "Reset 21 devices by template" });
  const verb = dialog.getByRole("button", { name: "Reset 21 devices" });
  await expect(verb).toBeDisabled();
  await dialog.getByLabel("Type 21 to confirm").fill("20");
  await expect(verb).toBeDisabled();
  await dialog.getByLabel("Type 21 to confirm").fill("21");
  await expect(verb).toBeEnabled();
});

test("the steps work in any order, say how much they change, and leave the rest alone", async ({
  open,
  call,
}) => {
  await prepare(call, "pipe", 3);
  const page = await open("#/maintenance/devices?q=pipe");
  const dialog = await wizard(page, "pipe");
  await dialog.getByTestId("step-tags").click();
  await expect(page).toHaveURL(/bulk=tags/);
  const tags = dialog.getByRole("combobox", { name: "Add tags" });
  // An Enter that ends a composition belongs to the input method.
  await tags.fill("bei");
  await tags.dispatchEvent("compositionstart");
  await tags.dispatchEvent("keydown", { key: "Enter", keyCode: 229, isComposing: true });
  await expect(dialog.getByTestId("step-tags").getByTitle("1 change")).toBeHidden();
  await tags.dispatchEvent("compositionend");
  await tags.fill("north");
  await tags.press("Enter");
  await expect(dialog.getByTestId("step-tags").getByTitle("1 change")).toBeVisible();

  await dialog.getByTestId("step-basic").click();
  await expect(dialog.getByRole("spinbutton", { name: "Heartbeat period" })).toBeDisabled();
  await expect(dialog).toContainText("3 × 15 min");
  await dialog.getByRole("checkbox", { name: "Change Heartbeat period" }).check();
  const period = dialog.getByRole("spinbutton", { name: "Heartbeat period" });
  // What cannot be taken is not left behind unsaid.
  await period.fill("0");
  await dialog.getByTestId("step-tags").click();
  await expect(period).toBeFocused();
  await expect(period).toHaveAttribute("aria-invalid", "true");
  await period.fill("10");
  await dialog.getByRole("checkbox", { name: "Change Name" }).check();
  await dialog.getByRole("textbox", { name: "Name" }).fill("Pipe {n} ({eui:-2})");
  await expect(dialog).toContainText("The first: Pipe 1 (00)");
  await expect(dialog.getByTestId("step-basic").getByTitle("2 changes")).toBeVisible();

  await dialog.getByTestId("step-server_attrs").click();
  await dialog.getByRole("button", { name: "Add attribute" }).click();
  await dialog.getByRole("textbox", { name: "Key" }).fill("floor");
  await dialog.getByRole("spinbutton", { name: "Default value" }).fill("2");

  await dialog.getByTestId("step-confirm").click();
  await expect(dialog).toContainText("3 of 3 devices change.");
  await dialog.getByTestId("plan-pipe-01").getByRole("button").click();
  await expect(dialog.getByTestId("plan")).toContainText("Old 1 →becomes Pipe 2 (01)");
  await expect(dialog.getByTestId("plan")).toContainText("old → becomes old, north".slice(0, 3));
  await dialog.getByRole("button", { name: "Submit: update 3 devices" }).click();
  await ended(page, "Bulk Update Parameters", "3 / 3");

  // Nothing is selected any more, and there is a way back.
  await expect(page.getByRole("toolbar", { name: "3 selected" })).toBeHidden();
  await page.getByRole("button", { name: "Restore selection" }).click();
  await expect(page.getByRole("toolbar", { name: "3 selected" })).toBeVisible();
  const changed = await device(call, "pipe-02");
  expect(changed).toMatchObject({ name: "Pipe 3 (02)", heart_period: 600, tags: ["old", "north"] });
  expect(changed.server_attrs).toEqual({ owner: "Ann", floor: 2 });
  expect(changed.thing_model.map((model) => model.id_name)).toEqual(["pipe"]);
});

test("Back and Next walk through the nine steps, by keyboard too", async ({ open, call }) => {
  await prepare(call, "gate", 2);
  const page = await open("#/maintenance/devices?q=gate");
  const dialog = await wizard(page, "gate");
  const next = dialog.getByRole("button", { name: "Next" });
  const back = dialog.getByRole("button", { name: "Back" });
  const titles = dialog.getByRole("navigation").getByRole("button");
  await expect(back).toHaveCount(0);
  for (let step = 1; step < 9; step += 1) {
    await next.focus();
    await page.keyboard.press("Enter");
    await expect(titles.nth(step)).toHaveAttribute("aria-current", "step");
  }
  await expect(page).toHaveURL(/bulk=confirm/);
  await expect(dialog.getByRole("region", { name: "Confirm & Submit" })).toBeFocused();
  await expect(next).toHaveCount(0);
  await expect(dialog.getByText("Nothing is to be changed yet.")).toBeVisible();

  await back.click();
  await expect(page).toHaveURL(/bulk=tags/);
  await dialog.getByRole("combobox", { name: "Add tags" }).fill("walked");
  await dialog.getByRole("combobox", { name: "Add tags" }).press("Enter");
  await next.click();
  await dialog.getByRole("button", { name: "Submit: update 2 devices" }).click();
  await ended(page, "Bulk Update Parameters", "2 / 2");
  expect((await device(call, "gate-01")).tags).toEqual(["old", "walked"]);
});

test("a model is added by keyboard alone, and adding and removing it is a conflict", async ({
  open,
  call,
}) => {
  await prepare(call, "valve", 2);
  const page = await open("#/maintenance/devices?q=valve");
  const dialog = await wizard(page, "valve");
  await dialog.getByTestId("step-thing_model").focus();
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("option", { name: /Model valve valve .*on 2\/2/ })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await dialog.getByRole("textbox", { name: "Find a model" }).focus();
  await page.keyboard.type("valve-new");
  await page.keyboard.press("Tab");
  const left = dialog.getByRole("listbox", { name: "All models" });
  if (!(await left.evaluate((list) => list === document.activeElement))) {
    await page.keyboard.press("Tab");
  }
  await expect(left).toBeFocused();
  await page.keyboard.press("Enter");
  const right = dialog.getByRole("listbox", { name: "To add (1)" });
  await expect(right.getByRole("option")).toHaveText(/Model valve-new/);
  await right.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(dialog.getByRole("listbox", { name: "To add" }).getByRole("option")).toHaveCount(0);
  await left.focus();
  await page.keyboard.press("ArrowRight");
  await expect(right.getByRole("option")).toHaveCount(1);

  const remove = dialog.getByRole("region", { name: "Remove" });
  await expect(remove).toContainText("Model valve on 2/2");
  await dialog.getByTestId("step-confirm").click();
  await dialog.getByRole("button", { name: "Submit: update 2 devices" }).click();
  await ended(page, "Bulk Update Parameters", "2 / 2");
  expect((await device(call, "valve-00")).thing_model.map((model) => model.id_name)).toEqual([
    "valve",
    "valve-new",
  ]);
});

test("what contradicts itself blocks Submit and leads to its step; a draft outlives its dialog", async ({
  open,
  call,
}) => {
  await prepare(call, "duct", 2);
  const page = await open("#/maintenance/devices?q=duct");
  let dialog = await wizard(page, "duct");
  await dialog.getByTestId("step-thing_model").click();
  await dialog.getByRole("textbox", { name: "Find a model" }).fill("duct-new");
  await dialog.getByRole("option", { name: /Model duct-new/ }).dblclick();
  await dialog.getByRole("button", { name: "Close" }).first().click();
  await expect(dialog).toBeHidden();

  // The model is mounted meanwhile, so that it can be ticked for removal, too.
  const both = { thing_model: ["duct", "duct-new"] };
  await call("PATCH", "/api/v1/devices/duct-00", both);
  await page.getByRole("button", { name: "Bulk Update Parameters" }).click();
  dialog = page.getByRole("dialog", { name: "Bulk update 2 devices" });
  await dialog.getByTestId("draft-notice").getByRole("button", { name: "Restore" }).click();
  await expect(dialog.getByTestId("step-thing_model").getByTitle("1 change")).toBeVisible();
  await dialog.getByTestId("step-thing_model").click();
  await dialog.getByRole("checkbox", { name: /Model duct-new on 1\/2/ }).check();
  await dialog.getByTestId("step-confirm").click();
  await expect(dialog.getByRole("alert")).toContainText(
    "duct-new is to be added and to be removed",
  );
  await expect(dialog.getByRole("button", { name: "Submit: update 2 devices" })).toBeDisabled();
  await dialog.getByRole("button", { name: "Go to Update Thing Model" }).click();
  await expect(dialog.getByTestId("step-thing_model")).toHaveAttribute("aria-current", "step");
});

test("deleting telemetry asks for the number of devices", async ({ open, call, instance }) => {
  await prepare(call, "well", 2);
  const account = (await call("GET", "/api/v1/mqtt-account")) as {
    username: string;
    password: string;
  };
  await publish(instance.mqtt, account, "/v32/default/as/up/data/well-00", { level: 5 });
  await expect
    .poll(async () => (await call("GET", "/api/v1/devices/well-00/telemetry")) as { items: [] })
    .toMatchObject({ items: [{ telemetry_data: { level: 5 } }] });
  const page = await open("#/maintenance/devices?q=well");
  const dialog = await wizard(page, "well");
  await dialog.getByTestId("step-delete_telemetry").click();
  await expect(dialog.getByRole("row", { name: /Model well/ })).toContainText("on 1/21");
  await dialog.getByRole("checkbox", { name: "Model well" }).check();
  await dialog.getByTestId("step-confirm").click();
  await dialog.getByRole("button", { name: "Submit: update 2 devices" }).click();
  const question = page.getByRole("dialog", { name: "Delete telemetry of 2 devices?" });
  const verb = question.getByRole("button", { name: "Submit: update 2 devices" });
  await expect(verb).toBeDisabled();
  await question.getByLabel("Type 2 to confirm").fill("2");
  await verb.click();
  await ended(page, "Bulk Update Parameters", "2 / 2");
  const left = (await call("GET", "/api/v1/devices/well-00/telemetry")) as { items: unknown[] };
  expect(left.items).toEqual([]);
});

test("One-Time RPC says who has not got the RPC, previews it, and is kept as an execution", async ({
  open,
  call,
}) => {
  await prepare(call, "lamp", 3);
  const payload = "Buffer.from([0xcf, params.mode])";
  await call("POST", "/api/v1/rpc-models", {
    id_name: "dim",
    name: "Dim",
    template: { mode: { name: "mode", alias: "Mode", type: "number", dftValue: 4 } },
    rpc_script: `return [{type: 'modifyAttrs', dnMsg: {server_attrs: {mode: ${payload}[1]}}}]`,
  });
  for (const number of [0, 1]) {
    await call("PATCH", `/api/v1/devices/${euiOf("lamp", number)}`, { rpc: ["dim"] });
  }
  const page = await open("#/maintenance/devices?q=lamp");
  await select(page, "lamp");
  await page.getByRole("button", { name: "One-Time RPC" }).click();
  const dialog = page.getByRole("dialog", { name: "One-Time RPC" });
  await dialog.getByLabel("Name").fill("Dim them");
  await dialog.getByRole("combobox", { name: "RPC" }).fill("dim");
  await page.getByTitle("Dim (dim)").click();
  await expect(dialog).toContainText("On 2 of 3 devices");
  await expect(dialog.getByRole("status")).toContainText("1 device has not got this RPC");
  await dialog.getByText("1 device has not got this RPC").click();
  await expect(dialog.getByRole("status")).toContainText("lamp-02");
  await dialog.getByText("Preview for lamp-00").click();
  await expect(dialog).toContainText('"mode": 4');
  await dialog.getByRole("checkbox", { name: "Remove from list" }).check();
  await dialog.getByRole("button", { name: "Submit" }).click();
  const follow = page.getByRole("dialog", { name: "Dim them" });
  await expect(follow.getByRole("progressbar")).toHaveAttribute("aria-valuetext", "2 / 2");
  await follow.getByRole("button", { name: "Save as Device Execution…" }).click();
  const panel = page.getByTestId("panel-execution");
  await expect(panel.getByLabel("Name")).toHaveValue("Dim them");
  // Those that were called, without the one that was removed from the list.
  await expect(panel.getByTestId("execution-devices").getByRole("listitem")).toHaveCount(2);
});

test("all that match but one are changed by their filter, once for two clicks", async ({
  open,
  call,
}) => {
  await prepare(call, "shed", 3);
  const page = await open("#/maintenance/devices?q=shed");
  const asked: unknown[] = [];
  page.on("request", (request) => {
    if (/\/api\/v1\/(selection|reset-by-template)$/.test(request.url()))
      asked.push(request.postDataJSON());
  });
  const row = (number: number) => page.getByTestId(`row-${euiOf("shed", number)}`);
  await row(0).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Select all 3 matching" }).click();
  await row(1).getByRole("checkbox").uncheck();
  await page.getByRole("button", { name: "Reset by Template" }).click();
  const dialog = page.getByRole("dialog", { name: "Reset 2 devices by template" });
  await dialog.getByRole("combobox", { name: "Configuration template" }).fill("Template shed");
  await page.getByTitle("Template shed").click();
  // The backup is on its way while the button is pressed again.
  let pressed = () => {};
  const twice = new Promise<void>((done) => {
    pressed = done;
  });
  await page.route("**/api/v1/exports/**", async (route) => {
    await twice;
    await route.continue();
  });
  const verb = dialog.getByRole("button", { name: "Reset 2 devices" });
  await expect(verb).toBeEnabled();
  await verb.dblclick();
  pressed();
  await ended(page, "Reset by Template", "2 / 2");
  const starts = asked.filter((body) => "template" in (body as object));
  expect(starts).toEqual([
    expect.objectContaining({ filter: {}, q: "shed", except: [euiOf("shed", 1)], count: 2 }),
  ]);
  expect((await device(call, euiOf("shed", 0))).tags).toEqual(["fresh"]);
  expect((await device(call, euiOf("shed", 1))).tags).toEqual(["old"]);
});
