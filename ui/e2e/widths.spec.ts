import type { Locator } from "@playwright/test";

import chinese from "../src/locales/zh-CN.json" with { type: "json" };
import english from "../src/locales/en.json" with { type: "json" };
import { expect, test } from "./support/fixtures";

test.use({ viewport: { width: 1280, height: 800 } });

const EUI = "70b3d57ed0001234";

/** What a list has no room for: the words that are cut, and how far it scrolls sideways. */
const cut = (grid: Locator) =>
  grid.evaluate((list) => {
    const parts = list.querySelectorAll(
      "[role=gridcell], [role=gridcell] *, [role=columnheader] *",
    );
    const words = [...parts]
      .filter((part) => getComputedStyle(part).overflowX === "hidden" && part.clientWidth > 1)
      .filter((part) => part.scrollWidth > part.clientWidth && !part.querySelector(".offscreen"))
      .map((part) => part.textContent);
    const wider = list.scrollWidth - list.clientWidth;
    return wider > 0 ? [...words, `wider by ${wider}`] : words;
  });

test("the lists of devices and profiles have room for usual records", async ({ open, call }) => {
  await call("POST", "/api/v1/lorawan-profiles", {
    dev_eui: EUI,
    standard: "EU868",
    join_mode: "ABP",
    dev_addr: "000a1234",
    nwks_key: "00112233445566778899aabbccddeeff",
    apps_key: "ffeeddccbbaa99887766554433221100",
  });
  const device = (eui: string, more: object) => call("POST", "/api/v1/devices", { eui, ...more });
  await device(EUI, {
    name: "Cold store climate",
    thing_model: ["mt_ks52"],
    tags: ["KS52", "room"],
  });
  await device("70b3d57ed0009999", { name: "Entrance climate", thing_model: ["mt_ks61"] });
  await device("bus-1", { name: "Meter bus", data_from: "OTHER", tags: ["simulated"] });
  for (const [language, words] of [
    ["en", english],
    ["zh-CN", chinese],
  ] as const) {
    const page = await open("#/maintenance/devices", { language });
    for (const [id, path] of [
      ["devices", "devices"],
      ["profiles", "lorawan-profiles"],
    ]) {
      await page.goto(page.url().replace(/#.*/, `#/maintenance/${path}`));
      const grid = page.getByTestId(`grid-${id}`);
      await expect(grid.getByTestId(`row-${EUI}`)).toBeVisible();
      await expect.poll(() => cut(grid), `${id}, ${language}`).toEqual([]);
      const density = page.getByRole("button", { name: words.settings.density });
      await density.click();
      await expect.poll(() => cut(grid), `${id}, ${language}, other density`).toEqual([]);
      await density.click();
    }
    // Another address alone would not begin the page anew in its other language.
    await page.goto("about:blank");
  }
});

test("fields beside each other begin at one height, however long their labels are", async ({
  open,
}) => {
  const page = await open("#/configuration/device-executions/new");
  const panel = page.getByTestId("panel-execution");
  const field = (api: string) => panel.locator("code", { hasText: api }).locator("xpath=../..");
  const [left, right] = [field("cron_task"), field("device_interval_ms")];
  const boxOf = async (part: Locator) => (await part.boundingBox()) ?? { x: 0, y: 0, height: 0 };
  await expect(left).toBeVisible();
  // They are beside each other, and only one label takes two lines.
  expect((await boxOf(right)).x).toBeGreaterThan((await boxOf(left)).x);
  const labels = [left, right].map((one) => boxOf(one.locator("label").first()));
  const [short, long] = await Promise.all(labels);
  expect(long?.height).toBeGreaterThan(short?.height ?? 0);
  const body = (one: Locator) => boxOf(one.locator("xpath=*[2]"));
  expect((await body(right)).y).toBe((await body(left)).y);
});

test("shared attributes with a linked command fit into the panel", async ({ open, call }) => {
  const eui = "70b3d57ed0005a5a";
  await call("POST", "/api/v1/rpc-models", {
    id_name: "set_heartbeat_period",
    name: "[MT APP] set heartbeat period",
    template: { period_heart: { alias: "Heartbeat", type: "number", dftValue: 900 } },
    rpc_script: "return [];",
  });
  await call("POST", "/api/v1/devices", {
    eui,
    name: "Linked",
    rpc: ["set_heartbeat_period"],
    shared_attrs: { plain: 1 },
  });
  await call("PUT", `/api/v1/devices/${eui}/attributes/shared/period_heart`, {
    value: 900,
    meta: { alias: "Heartbeat", type: "number", unit: "s", rpcs: ["set_heartbeat_period"] },
  });
  for (const language of ["en", "zh-CN"] as const) {
    const page = await open(`#/maintenance/devices/${eui}/shared`, { language });
    const table = page.getByTestId("panel-device").getByRole("table");
    await expect(table.getByRole("button", { name: "[MT APP] set heartbeat" })).toBeVisible();
    const found = await table.evaluate((shown) => ({
      wider: shown.clientWidth - (shown.parentElement?.clientWidth ?? 0),
      broken: [...shown.querySelectorAll("time")]
        .filter((part) => part.getClientRects().length > 1)
        .map((part) => part.textContent),
    }));
    expect(found, language).toEqual({ wider: 0, broken: [] });
    await page.goto("about:blank");
  }
});
