// The budgets of the user interface, measured in headless Chromium with software rendering against
// a real `thinklink serve` with 10,000 devices.
//
//   THINKLINK_BIN=…/target/release/thinklink npm run bench
//
// UI_BENCH_LIVE_S sets how long 100 events a second last (default 600), UI_BENCH_IDLE_S how long the
// idle page is watched (default 60).

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { test, type Page } from "@playwright/test";

import { simulate, startInstance, type Instance } from "../../tests/support/instance.mjs";
import { caller } from "../e2e/support/api";
import { coldStart } from "./cold-start";
import { cpuSeconds, heapMiB, note, pssMiB, spread, table, timed } from "./measure";
import { fill, SPEAKING } from "./site";

const LIVE_S = Number(process.env["UI_BENCH_LIVE_S"] ?? 600);
const IDLE_S = Number(process.env["UI_BENCH_IDLE_S"] ?? 60);
const ROUNDS = 15;
const COLD_ROUNDS = 7;
const KB = 1000;

test.describe.configure({ mode: "serial" });

let instance: Instance;

test.beforeAll(async () => {
  test.setTimeout(20 * 60_000);
  instance = await startInstance();
  const start = Date.now();
  await fill(caller(instance.url, instance.token));
  process.stdout.write(`\n10,000 devices made in ${Math.round((Date.now() - start) / 1000)} s\n`);
});

test.afterAll(async () => {
  await instance.stop();
  process.stdout.write(`\n${table()}\n`);
});

async function open(page: Page, path: string): Promise<void> {
  await page.addInitScript((token) => {
    sessionStorage.setItem("thinklink.token", token);
    const state = { language: "en", theme: "light", welcomeDismissed: true };
    localStorage.setItem("thinklink.preferences", JSON.stringify({ state, version: 1 }));
  }, instance.token);
  await page.goto(`${instance.url}/#/${path}`);
}

const FIRST_ROW = `document.querySelector('[data-testid^="row-"]')`;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("sizes", async ({ page }) => {
  const assets = join(import.meta.dirname, "../dist/assets");
  const gz = (name: string) => gzipSync(readFileSync(join(assets, name))).length;
  const scripts = readdirSync(assets).filter((name) => name.endsWith(".js"));
  const first = new Set<string>();
  page.on("request", (request) => {
    const name = new URL(request.url()).pathname.split("/").at(-1) ?? "";
    if (name.endsWith(".js")) first.add(name);
  });
  await open(page, "overview");
  await page.getByRole("heading").first().waitFor();
  await page.waitForLoadState("networkidle");
  const kb = (names: Iterable<string>) =>
    `${([...names].reduce((sum, name) => sum + gz(name), 0) / KB).toFixed(0)} k`;
  note("First route, JS gz", "500 k", kb([...first].filter((name) => scripts.includes(name))));
  note("Whole app, JS gz", "950 k", kb(scripts));
});

test("first rows", async () => {
  const starts = [];
  for (let round = 0; round < COLD_ROUNDS; round += 1) {
    starts.push(await coldStart(instance.url, instance.token, "maintenance/devices"));
  }
  const navigation = starts.map(({ nav }) => nav);
  note("Page cold to navigation", "1.5 s with the program's start", spread(navigation));
  note("Page cold to first rows, 10,000 devices", "700 ms", spread(starts.map(({ rows }) => rows)));
});

test("panel, scroll, filter", async ({ page, browser }) => {
  await open(page, "maintenance/devices");
  await page.locator('[data-testid^="row-"]').first().waitFor();

  const panels: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const row = `document.querySelectorAll('[data-testid^="row-"]')[${round}]`;
    panels.push(
      await timed(
        page,
        `${row}.querySelector('[data-cell]').click()`,
        `document.querySelector('[data-testid="panel-device"] input')`,
      ),
    );
    await timed(
      page,
      `document.querySelector('[data-testid="panel-device"] [aria-label="Close"]').click()`,
      `!document.querySelector('[data-testid="panel-device"]')`,
    );
  }
  note("Open device panel", "300 ms", spread(panels));

  // The name: the sign before it leads to the Traffic tab, the EUI is there to be copied.
  await page.locator('[data-testid^="row-"]').first().locator("[data-cell]").nth(2).click();
  await page.getByTestId("panel-device").locator("input").first().waitFor();
  const walks: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const name = `Meter ${String(round + 1).padStart(5, "0")}`;
    walks.push(
      await timed(
        page,
        `window.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", altKey: true, bubbles: true }))`,
        `document.querySelector('[data-testid="panel-device"] input')?.value === "${name}"`,
      ),
    );
  }
  note("Walk to the next device", "150 ms", spread(walks));
  const memory = await pssMiB(browser);
  note(
    "Memory, list and panel",
    "400 MB PSS",
    `${memory.page.toFixed(0)} MiB page, ${memory.all.toFixed(0)} MiB with graphics and services`,
  );
  await page.keyboard.press("Escape");

  const steps: number[] = [];
  for (let step = 1; step <= 60; step += 1) {
    steps.push(
      await timed(
        page,
        `const grid = document.querySelector('[data-testid="grid-devices"]'); window.oldRow = ${FIRST_ROW}; grid.scrollTop += grid.clientHeight`,
        `!document.contains(window.oldRow) || ${FIRST_ROW} !== window.oldRow`,
      ),
    );
  }
  note("Scroll step, all rows replaced, with loading", "60 ms", spread(steps));

  const box = page.getByRole("textbox", { name: /EUI, name/ });
  const keys: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const digits = String(1000 + round * 537).padStart(5, "0");
    await box.fill(`Meter ${digits.slice(0, 4)}`);
    await page.waitForTimeout(700);
    const type = `const box = document.activeElement; Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(box, "Meter ${digits}"); box.dispatchEvent(new Event("input", { bubbles: true }))`;
    await box.focus();
    keys.push(
      await timed(
        page,
        type,
        `document.querySelectorAll('[data-testid^="row-"]').length === 1 && ${FIRST_ROW}.textContent.includes("${digits}")`,
      ),
    );
  }
  note("Filter keystroke to rows, 10,000 devices", "300 ms", spread(keys));
});

test("100 events a second", async ({ page }) => {
  await page.addInitScript(() => {
    const seen = window as unknown as { long: number[] };
    seen.long = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.long.push(entry.duration);
    }).observe({ entryTypes: ["longtask"] });
  });
  // What the page's start takes is not what events take.
  const longOnes = () =>
    page.evaluate(() => (window as unknown as { long: number[] }).long.splice(0));
  const worstOf = (long: number[]) =>
    `${long.length} above 50 ms, worst ${long.reduce((most, one) => Math.max(most, one), 0).toFixed(0)} ms`;
  await open(page, "data/network");
  await page.getByTestId("live-state").getByText("Live").waitFor();
  await sleep(2000);
  note("Long tasks until the live list stands", "none given", worstOf(await longOnes()));
  const stop = simulate(
    instance,
    "--load",
    "100",
    "--devices",
    String(SPEAKING),
    "--seconds",
    String(LIVE_S),
  );
  // The ring of rows fills first: growth is what comes after it.
  await sleep(Math.min(60, LIVE_S / 4) * 1000);
  const before = await heapMiB(page);
  const clicks: number[] = [];
  const end = Date.now() + LIVE_S * 750;
  while (Date.now() < end) {
    clicks.push(
      await timed(
        page,
        `window.wasOpen = !!document.querySelector('[role="combobox"]'); window.dispatchEvent(new KeyboardEvent("keydown", { key: "k", ctrlKey: true, bubbles: true }))`,
        `!!document.querySelector('[role="combobox"]') !== window.wasOpen`,
      ),
    );
    await sleep(2000);
  }
  const after = await heapMiB(page);
  const long = await longOnes();
  await stop();
  note(`Long tasks at 100 events/s, ${LIVE_S} s`, "none above 200 ms", worstOf(long));
  note(
    `Heap growth at 100 events/s, ${LIVE_S} s`,
    "50 MB",
    `${(after - before).toFixed(1)} MiB (${before.toFixed(1)} to ${after.toFixed(1)})`,
  );
  note("Palette opens or closes at 100 events/s", "200 ms (100 ms idle)", spread(clicks));
});

test("idle", async ({ page, browser }) => {
  // A device's first report changes its attributes, and with them the lists of devices. That is no
  // idle instance: all have spoken before.
  const spoken = simulate(
    instance,
    ...["--load", "100", "--devices", String(SPEAKING)],
    ...["--seconds", String((2 * SPEAKING) / 100), "--first-f-cnt", "4000"],
  );
  await sleep((2 * SPEAKING * 1000) / 100 + 1000);
  await spoken();
  await open(page, "data/network");
  const stop = simulate(
    instance,
    "--load",
    "2",
    "--devices",
    String(SPEAKING),
    "--seconds",
    String(IDLE_S + 20),
    "--first-f-cnt",
    "5000",
  );
  const received = async () =>
    Number.parseInt((await page.getByTestId("live-state").textContent()) ?? "", 10);
  // Nothing is said of how many before the first one came.
  await page
    .getByTestId("live-state")
    .getByText(/\d+ received/)
    .waitFor();
  await sleep(8000);
  const [first, before] = [await received(), await cpuSeconds(browser)];
  await sleep(IDLE_S * 1000);
  const [last, after] = [await received(), await cpuSeconds(browser)];
  await stop();
  const percent = (one: number, other: number) =>
    `${(((other - one) / IDLE_S) * 100).toFixed(1)} %`;
  note(
    `CPU at ${((last - first) / IDLE_S).toFixed(1)} events/s, live list open`,
    "3 % of a core at 2 events/s",
    `${percent(before.page, after.page)} page, ${percent(before.all, after.all)} all of Chromium`,
  );
});
