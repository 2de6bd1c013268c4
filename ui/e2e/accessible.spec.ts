import type { Locator, Page } from "@playwright/test";

import english from "../src/locales/en.json" with { type: "json" };
import chinese from "../src/locales/zh-CN.json" with { type: "json" };
import { violationsOf } from "./support/axe";
import type { Call } from "./support/api";
import { goTo } from "./support/content";
import { expect, test } from "./support/fixtures";
import { Forwarder, Sensor } from "./support/radio";
import { GATEWAY, ROOM } from "./support/site";

// Everything that opens over or beside a page: panels, tabs of editors, wizards, dialogs and menus.

test.use({ onSite: true, actionTimeout: 20_000 });

type Words = typeof english;

const device = `maintenance/devices/${ROOM.eui}`;
const button = (within: Page | Locator, name: string) =>
  within.getByRole("button", { name, exact: true });

type First = { id: string };

async function firstOf(call: Call, path: string): Promise<string> {
  const { items } = (await call("GET", path)) as { items: First[] };
  return items[0]?.id ?? "";
}

/** Records of the tenant's own, with what their editors can show. */
async function editors(call: Call): Promise<string[]> {
  const script = "return { telemetry_data: { level: 1 } }";
  const made = async (kind: string, body: object) =>
    ((await call("POST", `/api/v1/${kind}`, body)) as First).id;
  const thing = await made("thing-models", {
    id_name: "axe",
    name: "Axe",
    payload_parser: script,
    telemetry_config: {
      fields: {
        level: { field_name: "level", name: "Level", type: "number", unit: "m", order: 1 },
      },
    },
  });
  const rpc = await made("rpc-models", {
    id_name: "axe_rpc",
    name: "Axe RPC",
    template: { mode: { name: "mode", alias: "Mode", type: "number", dftValue: 4 } },
    rpc_script: "return []",
  });
  const trigger = await made("trigger-models", {
    name: "Axe trigger",
    trigger_script: "return null",
  });
  const template = await made("device-templates", {
    name: "Axe template",
    thing_model: ["axe"],
    server_attrs: { limit: { dftValue: 40, type: "number" } },
  });
  const task = await made("scheduled-tasks", { name: "Nights", cron: "0 0 3 * * ?" });
  const execution = await firstOf(call, "/api/v1/device-executions?limit=1");
  return [
    ...["script", "fields", "details", "log", "history"].map(
      (tab) => `models/thing-models/${thing}/${tab}`,
    ),
    ...["script", "parameters", "details", "history"].map(
      (tab) => `models/rpc-models/${rpc}/${tab}`,
    ),
    ...["script", "details", "history"].map((tab) => `models/trigger-models/${trigger}/${tab}`),
    ...["general", "thing_model", "rpc", "trigger", "server_attrs", "shared_attrs", "history"].map(
      (tab) => `models/device-templates/${template}/${tab}`,
    ),
    ...["settings", "executions"].map((tab) => `configuration/scheduled-tasks/${task}/${tab}`),
    ...["settings", "runs"].map((tab) => `configuration/device-executions/${execution}/${tab}`),
    `maintenance/lorawan-profiles/${ROOM.eui}`,
  ];
}

for (const [theme, language] of [
  ["light", "en"],
  ["dark", "zh-CN"],
] as const) {
  test(`what opens over a page is accessible: ${theme}, ${language}`, async ({
    open,
    page,
    call,
  }) => {
    test.setTimeout(600_000);
    const t: Words = language === "en" ? english : (chinese as unknown as Words);
    const paths = language === "en" ? await editors(call) : [];
    await page.setViewportSize({ width: 1280, height: 800 });
    await open("#/overview", { theme, language });
    const go = (path: string) => goTo(page, path);
    const check = async (what: string) =>
      expect.soft(await violationsOf(page, what), what).toEqual([]);
    /** Checks the dialog that is open, and closes it. */
    const dialog = async (what: string) => {
      const opened = page.getByRole("dialog").last();
      await expect(opened, what).toBeVisible();
      await expect(opened.locator("[aria-busy=true]")).toHaveCount(0);
      await check(what);
      await button(opened, t.common.close)
        .first()
        .or(button(opened, t.common.cancel))
        .first()
        .click();
      await expect(opened, what).toBeHidden();
    };

    for (const path of paths) {
      await go(path);
      await check(path);
    }

    await go("maintenance/devices");
    await page.keyboard.press("?");
    await dialog("shortcuts");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").first().fill("a");
    await expect(page.getByRole("option").first()).toBeVisible();
    await check("palette");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("option")).toHaveCount(0);
    await page.keyboard.press("Control+j");
    await expect(page.getByTestId("task-centre")).toBeVisible();
    await check("task centre");
    await page.keyboard.press("Escape");

    const grid = page.getByTestId("grid-devices");
    await button(page, `${t.grid.columns} ▾`).click();
    await check("columns");
    await page.keyboard.press("Escape");
    await button(page, t.views.title).first().click();
    await check("views");
    await page.keyboard.press("Escape");
    await button(page, t.imports.export).first().click();
    await dialog("export");

    // What is done to selected devices.
    await grid.getByRole("checkbox").nth(3).check();
    const bar = page.getByRole("toolbar");
    const act = async (name: string) => {
      // What the bar has room for is known only when it has been drawn.
      await expect(async () => {
        if (await button(page, name).last().isHidden())
          await button(bar, t.grid.moreActions).click({ timeout: 2_000 });
        await button(page, name).last().click({ timeout: 2_000 });
      }).toPass();
    };
    // In short words all of it fits.
    if (language === "en") {
      await button(bar, t.grid.moreActions).click();
      await check("more actions");
      await button(bar, t.grid.moreActions).click();
    }
    await act(t.resetTemplate.button);
    await dialog("reset by template");
    await act(t.oneTime.title);
    await dialog("one-time RPC");
    await act(t.devices.changeTags);
    await dialog("change tags");
    await act(t.common.delete);
    await dialog("delete devices");
    await act(t.bulkUpdate.button);
    const wizard = page.getByRole("dialog");
    for (const step of Object.keys(t.bulkUpdate.step)) {
      await page.getByTestId(`step-${step}`).click();
      await expect(wizard.locator("[aria-busy=true]")).toHaveCount(0);
      if (step === "basic") await wizard.getByRole("checkbox").first().check();
      if (step.endsWith("_attrs")) {
        await button(wizard, t.bulkUpdate.addAttributes)
          .or(wizard.getByRole("button", { name: t.attributes.add }))
          .first()
          .click();
      }
      await check(`bulk update: ${step}`);
    }
    await button(wizard, t.common.close).first().click();
    await button(bar, t.grid.clearSelection).click();

    // An import, step by step.
    await go("maintenance/devices?import=file");
    await check("import: file");
    const chosen = page.waitForEvent("filechooser");
    await button(page, t.imports.choose).click();
    const file = `Wrong;Name\n${ROOM.eui};Room\nnothing here;Bad`;
    await (
      await chosen
    ).setFiles({ name: "a.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
    await expect(page.getByRole("dialog").getByRole("table").first()).toBeVisible();
    await check("import: columns");
    await go("maintenance/devices?import=file");

    await go("maintenance/devices?add=");
    await check("add device");
    await page.keyboard.press("Escape");

    // Beside the list of devices.
    await go(`${device}/models`);
    await button(page.getByTestId("panel-device"), t.things.add).first().click();
    await dialog("add thing models");
    await go(`${device}/rpc`);
    const panel = page.getByTestId("panel-device");
    await button(panel, t.rpc.tab.add).first().click();
    await dialog("add RPCs");
    await button(panel, t.rpc.execute.of.replace("{{name}}", "[MT DATA] down data")).click();
    await dialog("execute");
    await go(`${device}/triggers`);
    await button(panel, t.triggers.add).first().click();
    await dialog("add triggers");
    for (const side of ["server", "shared"]) {
      await go(`${device}/${side}`);
      await button(panel, t.attributes.add).first().click();
      await dialog(`add attribute: ${side}`);
    }
    await go(`${device}/relations`);
    await button(panel, t.relations.source.bind).first().click();
    await dialog("bind a source");
    await go(`${device}/traffic`);
    await button(panel, t.downlinks.send).first().click();
    await dialog("send downlink");
    await button(panel, t.panel.actions).first().click();
    await page.getByRole("menuitem", { name: t.devices.deleteOne }).click();
    await dialog("delete a device");

    // What is new.
    for (const [path, add] of [
      ["models/thing-models", t.models.kind["thing-models"].add],
      ["models/rpc-models", t.models.kind["rpc-models"].add],
      ["models/trigger-models", t.models.kind["trigger-models"].add],
      ["models/device-templates", t.models.kind["device-templates"].add],
    ] as const) {
      await go(path);
      await page.getByRole("button", { name: add }).first().click();
      await dialog(`new: ${path}`);
    }
    await go("configuration/device-executions/new");
    await button(page, t.deviceExecutions.addByFilter).click();
    await dialog("devices by filter");
    await go("maintenance/gateways/new");
    await check("new gateway");
    await go("settings/brokers");
    await page.getByRole("button", { name: t.outsideBrokers.add }).first().click();
    await check("new broker");
  });
}

for (const [theme, language] of [
  ["dark", "en"],
  ["light", "zh-CN"],
] as const) {
  test(`what a change will do and what it did is accessible: ${theme}, ${language}`, async ({
    open,
    page,
    call,
    instance,
  }) => {
    test.setTimeout(300_000);
    const t: Words = language === "en" ? english : (chinese as unknown as Words);
    const own = language === "en" ? "1" : "2";
    const check = async (what: string) =>
      expect.soft(await violationsOf(page, what), what).toEqual([]);
    const devices = ["a", "b"].map((end) => `axe-${own}${end}`);
    const [first = "", second = ""] = devices;
    for (const eui of devices) {
      await call("POST", "/api/v1/devices", { eui, name: `Axe ${eui}`, data_from: "OTHER" });
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    await open("#/maintenance/devices?import=file", { theme, language });
    const go = (path: string) => goTo(page, path);

    // An import: what it would do, a cell that is corrected, what became of it.
    const wizard = page.getByRole("dialog");
    const chosen = page.waitForEvent("filechooser");
    await button(wizard, t.imports.choose).click();
    const lines = [
      "eui;name;remark",
      `${first};Renamed;`,
      `70b3d57ed00fa0e${own};Made;`,
      `70b3d57e;Short;`,
      `${second};;${"long ".repeat(40)}`,
    ];
    await (
      await chosen
    ).setFiles({ name: "b.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\n")) });
    const rows = wizard.getByTestId("import-rows");
    await expect(rows).toBeVisible();
    await check("import: check, errors");
    await button(wizard, t.imports.correct).first().click();
    await check("import: check, a cell");
    await page.keyboard.press("Escape");
    await wizard.getByText(`${t.imports.all} 4`, { exact: true }).click();
    await expect(rows.getByRole("row")).toHaveCount(5);
    await rows.locator("[aria-expanded]").first().click();
    await check("import: check, all");
    await button(wizard, t.imports.apply_other.replace("{{count}}", "3")).click();
    await expect(wizard.getByText(t.imports.state_applied)).toBeVisible();
    await expect(rows).toBeVisible();
    await check("import: result");
    await button(wizard, t.common.close).first().click();
    await expect(wizard).toBeHidden();

    // Undoing a deletion, with a record that has been taken meanwhile.
    await call("POST", "/api/v1/devices/delete", { devices: { euis: devices } });
    const there = async () =>
      ((await call("GET", `/api/v1/devices?q=axe-${own}`)) as { total: number }).total;
    await expect.poll(there).toBe(0);
    await call("POST", "/api/v1/devices", { eui: second, data_from: "OTHER" });
    await page.keyboard.press("Control+j");
    const deletion = page
      .getByTestId("task-centre")
      .getByRole("article", { name: t.tasks.kind.delete_devices })
      .first();
    await button(deletion, t.undo.button).click();
    const undo = page.getByRole("dialog");
    const { restore_one, restore_other } = t.undo.count;
    // Chinese has one plural form.
    const back = language === "en" ? restore_one : restore_other;
    await expect(undo).toContainText(back.replace("{{count}}", "1"));
    await expect(undo).toContainText(t.undo.count.refused.replace("{{count}}", "1"));
    await check("undo");
    await button(undo, t.common.cancel).click();
    await expect(undo).toBeHidden();
    await page.keyboard.press("Control+j");

    // A relation that is changed, and one that goes.
    await call("POST", "/api/v1/relations", {
      from_eui: [second],
      to_eui: [ROOM.eui],
      notify_fields: ["telemetry_data"],
      params: { weight: 2 },
    });
    await go(`${device}/relations`);
    const relations = page.getByTestId("relations-source");
    await expect(relations.getByRole("row")).not.toHaveCount(0);
    await check("relations");
    await button(relations, t.relations.editOf.replace("{{name}}", second)).click();
    const relation = page.getByRole("dialog", { name: t.relations.editTitle });
    await expect(relation).toBeVisible();
    await check("relation");
    await button(relation, t.common.cancel).click();
    await expect(relation).toBeHidden();
    await button(relations, t.relations.removeOf.replace("{{name}}", second)).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await check("remove a relation");
    await page.getByRole("dialog").getByRole("button", { name: t.common.cancel }).click();

    // A script that treats recorded uplinks otherwise.
    const model = (await call("POST", "/api/v1/thing-models", {
      id_name: `review_${own}`,
      name: `Review ${own}`,
      payload_parser: "return { telemetry_data: { size: 1 } }",
    })) as First;
    await call("PATCH", `/api/v1/devices/${ROOM.eui}`, { thing_model: [model.id] });
    await call("POST", `/api/v1/lorawan-profiles/${ROOM.eui}/reset-counters`);
    const gateway = await Forwarder.connect(instance.gwmp, GATEWAY);
    new Sensor(gateway, ROOM).report(20);
    const messages = `/api/v1/network/messages?thing_model=${model.id}&direction=up`;
    await expect
      .poll(async () => ((await call("GET", messages)) as { items: unknown[] }).items.length)
      .toBeGreaterThan(0);
    gateway.close();
    await go(`models/thing-models/${model.id}`);
    await page
      .getByRole("textbox", { name: t.models.editor.replace("{{name}}", `Review ${own}`) })
      .click();
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText("return { telemetry_data: { size: 2, more: true } }");
    await page.keyboard.press("Control+s");
    const review = page.getByRole("dialog", { name: t.models.review.title });
    await expect(review).toContainText("1 → 2");
    await check("save review");
    await button(review, t.models.review.back).click();
    await expect(review).toBeHidden();
    await button(page, t.common.discard).first().click();
  });
}
