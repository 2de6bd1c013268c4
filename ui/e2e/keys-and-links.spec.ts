import type { Page } from "@playwright/test";

import { expect, test } from "./support/fixtures";

/** The desktop's shell as the page sees it, over HTTP; tells how large the window is to be drawn. */
async function asWindow(page: Page, token: string): Promise<() => Promise<number[]>> {
  await page.addInitScript((bearer) => {
    type Head = { method: string; path: string; headers: [string, string][] };
    const zooms: number[] = [];
    const toFrame = (head: unknown, body: Uint8Array) => {
      const text = new TextEncoder().encode(JSON.stringify(head));
      const frame = new Uint8Array(4 + text.length + body.length);
      new DataView(frame.buffer).setUint32(0, text.length);
      frame.set(text, 4);
      frame.set(body, 4 + text.length);
      return frame.buffer;
    };
    async function http(frame: Uint8Array): Promise<ArrayBuffer> {
      const size = new DataView(frame.buffer, frame.byteOffset).getUint32(0);
      const text = new TextDecoder().decode(frame.subarray(4, 4 + size));
      const { method, path, headers } = JSON.parse(text) as Head;
      const body = frame.slice(4 + size);
      const answer = await fetch(path, {
        method,
        headers: [...headers, ["authorization", `Bearer ${bearer}`]],
        ...(body.length > 0 ? { body } : {}),
      });
      const given = { status: answer.status, headers: [...answer.headers] };
      return toFrame(given, new Uint8Array(await answer.arrayBuffer()));
    }
    const invoke = async (command: string, given: unknown) => {
      if (command === "http") return http(given as Uint8Array);
      if (command === "plugin:webview|set_webview_zoom")
        zooms.push((given as { value: number }).value);
      if (command === "events") throw new Error("no events here");
      return null;
    };
    let callbacks = 0;
    Object.assign(window, {
      zooms,
      __TAURI_INTERNALS__: { invoke, transformCallback: () => ++callbacks },
    });
  }, token);
  return () => page.evaluate(() => (window as unknown as { zooms: number[] }).zooms);
}

test("the window is drawn larger and smaller by key, over a dialog too, and stays so", async ({
  page,
  open,
  instance,
}) => {
  const zooms = await asWindow(page, instance.token);
  await open("#/maintenance/gateways", { live: false });
  await expect(page.getByRole("heading", { name: /Gateways/ })).toBeVisible();
  await expect.poll(async () => (await zooms()).at(-1)).toBe(1);
  await page.keyboard.press("Control+=");
  await expect.poll(async () => (await zooms()).at(-1)).toBe(1.1);
  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(keys.getByRole("region", { name: "Here and everywhere" })).toContainText("Larger");
  await expect(keys.getByRole("region", { name: "In a panel" })).toContainText("Ctrl 1");
  await page.keyboard.press("Control+-");
  await page.keyboard.press("Control+-");
  await expect.poll(async () => (await zooms()).at(-1)).toBe(0.9);
  const kept = await page.evaluate(() => localStorage.getItem("thinklink.preferences") ?? "");
  expect(JSON.parse(kept)).toMatchObject({ state: { zoom: 90 } });
  // It is closed, and every key works again.
  await page.keyboard.press("Escape");
  await expect(keys).toBeHidden();
  await page.keyboard.press("Control+j");
  await expect(page.getByTestId("task-centre")).toBeVisible();
  await page.keyboard.press("Control+0");
  await expect.poll(async () => (await zooms()).at(-1)).toBe(1);

  await page.evaluate(() => {
    window.location.hash = "#/settings/general";
  });
  await page.getByRole("combobox", { name: "Size" }).click();
  await page.getByTitle("125 %").click();
  await expect.poll(async () => (await zooms()).at(-1)).toBe(1.25);
});

test("a panel's link opens the same record again, where its tab was", async ({
  open,
  call,
  context,
  instance,
}) => {
  const eui = "02517efffe00a11c";
  await call("POST", "/api/v1/gateways", { eui, name: "Linked" });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await open(`#/maintenance/gateways/${eui}/statistics`);
  const panel = page.getByTestId("panel-gateway");
  await panel.getByRole("button", { name: "Actions" }).click();
  await page.getByRole("menuitem", { name: "Copy link" }).click();
  await expect(page.getByText("Link copied")).toBeVisible();
  const link = `${instance.url}/#/maintenance/gateways/${eui}/statistics`;
  const box = page.getByRole("combobox", { name: "Search or run a command" });
  await page.keyboard.press("Control+k");
  await expect(box).toBeFocused();
  await page.keyboard.press("Control+v");
  await expect(box).toHaveValue(link);
  await page.keyboard.press("Escape");

  const other = await context.newPage();
  await other.addInitScript((token) => {
    sessionStorage.setItem("thinklink.token", token);
  }, instance.token);
  await other.goto(link);
  const opened = other.getByTestId("panel-gateway");
  await expect(opened.getByRole("heading", { name: "Linked" })).toBeVisible();
  await expect(opened.getByRole("tab", { name: "Statistics" })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  // What does not exist yet has no link.
  await page.evaluate(() => {
    window.location.hash = "#/maintenance/gateways/new";
  });
  await expect(panel.getByRole("heading", { name: "Add gateway" })).toBeVisible();
  await expect(panel.getByRole("button", { name: "Actions" })).toHaveCount(0);
});

test("what the instance refuses is said in the language of the page", async ({ open, call }) => {
  const eui = "02517efffe00a11d";
  await call("POST", "/api/v1/gateways", { eui, name: "There" });
  const page = await open("#/maintenance/gateways/new", { language: "zh-CN" });
  const panel = page.getByTestId("panel-gateway");
  await panel.getByRole("textbox", { name: "EUI" }).fill(eui);
  await page.keyboard.press("Control+s");
  await expect(panel.getByText(`网关 ${eui} 已注册`)).toBeVisible();
  await page.evaluate(() => {
    window.location.hash = "#/maintenance/devices/nobody-is-here";
  });
  await expect(page.getByRole("alert").getByRole("heading", { name: "未找到" })).toBeVisible();
  await expect(page.getByRole("alert")).toContainText("设备 nobody-is-here 不存在");
});
