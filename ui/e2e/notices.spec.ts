import type { Page } from "@playwright/test";

import type { Call } from "./support/api";
import { expect, test } from "./support/fixtures";
import { sequence } from "./support/keys";
import { Forwarder } from "./support/radio";

type Shown = { title: string; body: string };

const raise = (call: Call, name: string, params: Record<string, unknown>) =>
  call("POST", "/api/v1/devices/tank-1/rpc", {
    method: "alarm",
    params: { action: "new", name, ...params },
    wait_ms: 10_000,
  });

/** A window in the background whose system shows notifications, and what it showed. */
async function background(page: Page): Promise<() => Promise<Shown[]>> {
  await page.addInitScript(() => {
    const shown: Shown[] = [];
    class Recorder extends EventTarget {
      static permission = "granted";
      constructor(title: string, { body }: { body: string }) {
        super();
        shown.push({ title, body });
      }
      close(): void {}
    }
    Object.assign(window, { Notification: Recorder, shown });
    document.hasFocus = () => false;
  });
  return () => page.evaluate(() => (window as unknown as { shown: Shown[] }).shown);
}

test("what happens in the background is shown by the system, and can be read later", async ({
  open,
  page,
  call,
}) => {
  const shown = await background(page);
  await call("POST", "/api/v1/devices", {
    eui: "tank-1",
    name: "Tank",
    data_from: "OTHER",
    rpc: ["alarm"],
  });
  await call("POST", "/api/v1/notification-groups", { name: "windows", channel: "DESKTOP" });
  await open("#/overview");
  await expect(page.getByTestId("statusbar-connection")).toContainText("Live");
  const bell = page.getByTestId("notice-bell");
  await expect(bell).toHaveText("");

  // A low alarm that no group is told of is no case for the system; a higher one is, once.
  await raise(call, "cool", { title: "Cool", level: "low" });
  await expect(bell).toHaveText("1");
  await raise(call, "hot", { title: "Too hot", desc: "40 °C", level: "high", notify: ["windows"] });
  await expect(bell).toHaveText("2");
  await expect.poll(shown).toEqual([{ title: "Tank: Too hot", body: "40 °C" }]);
  await expect(page.getByRole("status").getByText("Tank: Too hot")).toBeVisible();

  // A task that ends meanwhile.
  await call("POST", "/api/v1/one-time-rpc", {
    name: "Cool down",
    euis: ["tank-1", "nowhere"],
    rpc: "alarm",
    params: { action: "clear", name: "cool" },
    device_interval_ms: 500,
  });
  await expect(bell).toHaveText("3");
  await expect.poll(async () => (await shown()).map(({ title }) => title)).toContain("Cool down");

  // It outlives a reload, and is read one by one or all at once.
  await page.reload();
  await expect(bell).toHaveText("3");
  await sequence(page, "g", "i");
  const centre = page.getByTestId("notification-centre");
  await expect(centre.getByRole("region", { name: "Today" }).or(centre)).toContainText("Cool down");
  await centre.getByRole("link", { name: "Tank: Too hot" }).click();
  await expect(page.getByTestId("panel-alarm")).toContainText("40 °C");
  await expect(bell).toContainText("2");
  await centre.getByRole("button", { name: "Mark all read" }).click();
  await expect(bell).toHaveText("");

  // Muted: it is listed, and that is all.
  await centre.getByRole("button", { name: /^Mute/ }).click();
  await page.getByRole("menuitem", { name: "For 1 hour" }).click();
  await expect(bell).toHaveAccessibleName(/muted/);
  await call("POST", "/api/v1/notification-groups", { name: "more", channel: "DESKTOP" });
  await raise(call, "loud", { title: "Loud", level: "urgent", notify: ["more"] });
  await expect(bell).toHaveText("1");
  expect(await shown()).toEqual([]);
  await centre.getByRole("button", { name: /Unmute/ }).click();
  await expect(bell).not.toHaveAccessibleName(/muted/);
  await page.keyboard.press("Escape");
});

test("a test of a group reaches the open windows", async ({ open, call }) => {
  const { id } = (await call("POST", "/api/v1/notification-groups", {
    name: "control room",
    channel: "DESKTOP",
  })) as { id: string };
  const page = await open(`#/alarms/groups/${id}`);
  await expect(page.getByTestId("statusbar-connection")).toContainText("Live");
  await page
    .getByTestId("panel-notification-group")
    .getByRole("button", { name: "Send test" })
    .click();
  await expect(page.getByText("Alarms of this instance reach you.").first()).toBeVisible();
  await page.getByTestId("notice-bell").click();
  await expect(page.getByTestId("notification-centre")).toContainText("to control room");
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("notification-centre")).toBeHidden();
});

test("a gateway's turn is noted by the instance's clock, whatever the browser's says", async ({
  open,
  page,
  call,
  instance,
}) => {
  const eui = "02517efffe00c10c";
  const name = "By the instance's clock";
  await call("POST", "/api/v1/gateways", { eui, name });
  await page.clock.setSystemTime(new Date("2031-01-01T12:00:00Z"));
  await open("#/overview");
  await expect(page.getByTestId("statusbar-connection")).toContainText("Live");
  const before = Date.now();
  const forwarder = await Forwarder.connect(instance.gwmp, eui);
  const bell = page.getByTestId("notice-bell");
  await expect(bell).not.toHaveText("");
  await bell.click();
  await expect(page.getByTestId("notification-centre")).toContainText(`${name} is online`);
  const kept = await page.evaluate(() => localStorage.getItem("thinklink.notices") ?? "{}");
  const { state } = JSON.parse(kept) as { state: { kept: { kind: string; at: string }[] } };
  const turn = state.kept.find(({ kind }) => kind === "gateway");
  expect(Math.abs(Date.parse(turn?.at ?? "") - before)).toBeLessThan(600_000);
  forwarder.close();
});
