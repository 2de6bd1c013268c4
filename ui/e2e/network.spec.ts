import type { Page, WebSocket } from "@playwright/test";

import { expect, test } from "./support/fixtures";
import { Forwarder, Sensor } from "./support/radio";
import { GATEWAY, ROOM } from "./support/site";

test.use({ onSite: true });

/** Another one on the same air, which nobody knows. */
const STRANGER = { ...ROOM, dev_addr: "000afffe" };

let gateway: Forwarder;
let sensor: Sensor;
let stranger: Sensor;

test.beforeEach(async ({ instance, call }) => {
  await call("POST", `/api/v1/lorawan-profiles/${ROOM.eui}/reset-counters`);
  gateway = await Forwarder.connect(instance.gwmp, GATEWAY);
  sensor = new Sensor(gateway, ROOM);
  stranger = new Sensor(gateway, STRANGER);
});

test.afterEach(() => gateway.close());

/** Reports that often; ten at a time, because timers are coarse. */
async function chatter(device: Sensor, reports: number, perSecond: number): Promise<void> {
  const began = performance.now();
  for (let sent = 0; sent < reports; sent += 10) {
    const due = began + (sent * 1000) / perSecond;
    await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
    for (let one = 0; one < 10; one += 1) device.report(20 + (one % 5));
  }
}

test("a paused list holds still and counts; a filter holds for what comes later", async ({
  open,
}) => {
  const page = await open("#/data/network?direction=up");
  await expect(page.getByTestId("live-state")).toContainText("Live");
  const list = page.getByTestId("live-ns");
  const rows = list.locator("[data-testid^=row-]");
  sensor.report(20);
  stranger.report(20);
  await expect(rows).toHaveCount(2);
  const before = await rows.evaluateAll((all) => all.map((row) => row.dataset["testid"]));

  await page.keyboard.press("Space");
  await expect(page.getByTestId("live-state")).toContainText("Paused");
  sensor.report(20.5);
  stranger.report(20.5);
  await expect(page.getByRole("button", { name: "↑ 2 new" })).toBeVisible();
  expect(await rows.evaluateAll((all) => all.map((row) => row.dataset["testid"]))).toEqual(before);
  await page.keyboard.press("Space");
  await expect(rows).toHaveCount(4);

  await page.getByPlaceholder("DevEUI, DevAddr, gateway, verdict").fill(ROOM.eui);
  await expect(rows).toHaveCount(2);
  stranger.report(21);
  sensor.report(21);
  await expect(rows).toHaveCount(3);
  for (const row of await rows.all()) await expect(row).toContainText("Meeting room");
});

test("types, ports and acknowledgements are found, in what is there and what comes", async ({
  open,
  call,
}) => {
  await call("POST", `/api/v1/devices/${ROOM.eui}/downlinks`, { f_port: 7, payload: "0102" });
  const page = await open("#/data/network/as");
  const rows = page.getByTestId("live-as").locator("[data-testid^=row-]");
  await expect(rows.filter({ hasText: "ackSeq" })).not.toHaveCount(0);
  await page.getByRole("button", { name: "Type" }).click();
  await page.getByRole("menuitem", { name: "ackTx" }).click();
  await expect(page.getByTestId("live-state")).toContainText("Live");
  await expect(rows.filter({ hasText: "ackSeq" })).toHaveCount(0);
  sensor.report(20);
  const ack = rows.filter({ hasText: "Meeting room" });
  await expect(ack).toHaveCount(1);
  await expect(ack).toContainText("OK");
  await ack.click();
  await expect(page.getByTestId("panel-message")).toContainText("ackTx");
  await page.keyboard.press("Escape");

  await page.getByRole("link", { name: "NS Data" }).click();
  // AS Data has a box of the same name until it is gone.
  await expect(page.getByTestId("live-ns")).toBeVisible();
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByRole("textbox", { name: "FPort" }).fill("7");
  await page.getByRole("textbox", { name: "FPort" }).press("Enter");
  const frames = page.getByTestId("live-ns").locator("[data-testid^=row-]");
  await expect(frames).toHaveCount(1);
  sensor.report(21);
  await page.getByRole("textbox", { name: "FPort" }).fill("11");
  await page.getByRole("textbox", { name: "FPort" }).press("Enter");
  await expect(frames.first()).toContainText("Meeting room");
  for (const row of await frames.all()) await expect(row).toContainText("11");
});

test("an outage is one row, and what was missed in it is fetched", async ({
  open,
  page,
  instance,
}) => {
  const listed = page.waitForResponse((answer) => answer.url().includes("/api/v1/network/frames?"));
  await open("#/data/network?direction=up");
  await expect(page.getByTestId("live-state")).toContainText("Live");
  const list = page.getByTestId("live-ns");
  const rows = list.locator("[data-testid^=row-]");
  const ofRoom = rows.filter({ hasText: "Meeting room" });
  // Those of the tests before.
  const { items } = (await (await listed).json()) as { items: unknown[] };
  await expect(rows).toHaveCount(items.length);
  const before = await ofRoom.count();
  sensor.report(20);
  await expect(ofRoom).toHaveCount(before + 1);
  const there = await rows.count();

  await instance.halt();
  await expect(page.getByTestId("live-state")).toContainText("Disconnected");
  await expect(rows).toHaveCount(there);
  await instance.resume();
  gateway.close();
  gateway = await Forwarder.connect(instance.gwmp, GATEWAY);
  sensor.moveTo(gateway);
  sensor.report(20.5);
  await expect(page.getByTestId("live-state")).toContainText("Live");
  await expect(ofRoom).toHaveCount(before + 2);
  await expect(list.getByText(/^Disconnected \d\d:\d\d:\d\d – .*attempt/)).toHaveCount(1);
});

/** The stream of the list. */
const isFrames = (socket: WebSocket) => socket.url().includes("topics=frame&");

/** Lets the window go out of sight or come back, as the system would. */
const setHidden = (page: Page, hidden: boolean) =>
  page.evaluate((gone) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => gone });
    Object.defineProperty(document, "visibilityState", {
      configurable: true,
      get: () => (gone ? "hidden" : "visible"),
    });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);

test("a window that was out of sight for long lets its stream go, and has all when it is back", async ({
  open,
  page,
  call,
}) => {
  await page.clock.install();
  const opened = page.waitForEvent("websocket", isFrames);
  const listed = page.waitForResponse((answer) => answer.url().includes("/api/v1/network/frames?"));
  await open("#/data/network?direction=up");
  const stream = await opened;
  const state = page.getByTestId("live-state");
  await expect(state).toContainText("Live");
  const rows = page.getByTestId("live-ns").locator("[data-testid^=row-]");
  const { items } = (await (await listed).json()) as { items: unknown[] };
  await expect(rows).toHaveCount(items.length);
  sensor.report(20);
  await expect(rows).toHaveCount(items.length + 1);

  // Four minutes are not long; another one is, with the one before.
  await setHidden(page, true);
  await page.clock.fastForward("04:00");
  sensor.report(20.5);
  await expect(rows).toHaveCount(items.length + 2);
  const letGo = stream.waitForEvent("close");
  await page.clock.fastForward("01:30");
  await letGo;
  sensor.report(21);
  const logged = async () =>
    ((await call("GET", "/api/v1/network/frames?direction=up")) as { items: unknown[] }).items;
  await expect.poll(async () => (await logged()).length).toBe(items.length + 3);
  await expect(rows).toHaveCount(items.length + 2);

  const again = page.waitForEvent("websocket", isFrames);
  await setHidden(page, false);
  await again;
  await expect(rows).toHaveCount(items.length + 3);
  await expect(state).toContainText("Live");
  sensor.report(21.5);
  await expect(rows).toHaveCount(items.length + 4);
});

test("a thousand frames at a hundred a second are all there, and the page still answers", async ({
  open,
}) => {
  const page = await open("#/data/network?direction=up");
  await expect(page.getByTestId("live-state")).toContainText("Live");
  const all = chatter(sensor, 1000, 100);
  await expect(page.getByTestId("live-state")).toContainText("busy");
  await page.getByTestId("live-ns").locator("[data-testid^=row-]").first().click();
  await expect(page.getByTestId("panel-frame")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("panel-frame")).toHaveCount(0);
  await all;
  await expect(page.getByTestId("live-state")).toContainText("1000 received");
});
