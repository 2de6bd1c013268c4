import { expectContent } from "./support/content";
import { expect, test } from "./support/fixtures";
import { ROOM } from "./support/site";

test.use({ onSite: true, viewport: { width: 1280, height: 800 } });

test("the bar of selected rows stays one line; what does not fit is behind one button", async ({
  open,
}) => {
  const page = await open("#/maintenance/devices");
  const grid = page.getByTestId("grid-devices");
  await grid.getByRole("checkbox").nth(3).check();
  const bar = page.getByRole("toolbar", { name: "1 selected" });
  await expect(bar.getByRole("button", { name: "Select all 10,000 matching" })).toBeVisible();
  const heightOf = async () => (await bar.boundingBox())?.height ?? 0;
  await expect.poll(heightOf).toBeLessThan(44);
  await expect(bar.getByRole("button", { name: "View Running Tasks" })).toBeVisible();
  await expect(bar.getByRole("button", { name: "Delete" })).toBeHidden();
  await bar.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("tooltip").getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();

  // Beside an open device there is room for none of them.
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, `#/maintenance/devices/${ROOM.eui}/basic`);
  await expect(page.getByTestId("panel-device")).toBeVisible();
  await expect(bar.getByRole("button", { name: "Reset by Template" })).toBeHidden();
  await expect.poll(heightOf).toBeLessThan(44);
  await bar.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("tooltip").getByRole("button", { name: "Bulk Update Parameters" }).click();
  await expect(page.getByRole("dialog", { name: "Bulk update 1 device" })).toBeVisible();
});

test("no tab of the narrowest device panel scrolls sideways", async ({ open, call }) => {
  const rpc = ["mt_act_dn_data", "alarm"];
  await call("PATCH", `/api/v1/devices/${ROOM.eui}`, { rpc });
  await call("POST", "/api/v1/device-executions", {
    name: "Every night and every morning again",
    rpc_id: "mt_act_dn_data",
    euis: [ROOM.eui],
  });
  const page = await open(`#/maintenance/devices/${ROOM.eui}/rpc`);
  const panel = page.getByTestId("panel-device");
  await panel.getByRole("separator").focus();
  for (let press = 0; press < 8; press += 1) await page.keyboard.press("ArrowRight");
  await expect(panel.getByRole("separator")).toHaveAttribute("aria-valuenow", "480");
  await expect(panel.getByText("Every night and every morning again")).toBeVisible();
  const tabs = panel.getByRole("tablist", { name: "Tabs" }).first().getByRole("tab");
  for (const tab of await tabs.all()) {
    await tab.click();
    await expectContent(page);
    const wide = () =>
      panel.getByRole("tabpanel").evaluate((body) =>
        [body, ...body.querySelectorAll("*")]
          .filter((part) => /auto|scroll/.test(getComputedStyle(part).overflowX))
          .filter((part) => part.scrollWidth > part.clientWidth + 1 && !part.closest("[role=grid]"))
          .map((part) => `${part.tagName} ${part.className} ${part.scrollWidth}`),
      );
    await expect.poll(wide, await tab.innerText()).toEqual([]);
  }
});

test("Clear takes what is half typed behind the filters' button along", async ({ open }) => {
  const page = await open("#/data/network/ns?verdict=accepted");
  const more = page.getByRole("button", { name: "Filter", exact: true });
  const address = page.getByRole("textbox", { name: "DevEUI or DevAddr" });
  await more.click();
  await address.fill("70b3");
  await page.getByRole("button", { name: "Clear filters" }).first().click();
  await expect(page).not.toHaveURL(/verdict|70b3/);
  await expect(address).toBeHidden();
  await more.click();
  await expect(address).toHaveValue("");
});

test("the tools above network data take two rows at most in a small window", async ({ open }) => {
  const page = await open("#/overview");
  await page.setViewportSize({ width: 1280, height: 800 });
  const period = "from=2026-05-01T08:00:00.000Z&to=2026-05-01T16:00:00.000Z";
  for (const path of ["network/ns", "network/as", `network/ns?f_port=11&${period}`]) {
    await page.goto(page.url().replace(/#.*/, `#/data/${path}`));
    const name = path.startsWith("network/as") ? "AS Data" : "NS Data";
    const list = page.getByRole("region", { name, exact: true });
    await expect(list.getByRole("button", { name: "Pause" })).toBeVisible();
    const tools = list.locator("> :first-child").locator("button, input");
    const rows = async () => {
      const tops = await tools.evaluateAll((all) =>
        all.map((one) => one.getBoundingClientRect().top),
      );
      return tops
        .toSorted((one, other) => one - other)
        .filter((top, at, sorted) => at === 0 || top - (sorted[at - 1] ?? 0) > 16).length;
    };
    await expect.poll(rows, path).toBeLessThanOrEqual(2);
  }
});

test("beside a panel the menus of a list are behind one button", async ({ open }) => {
  const page = await open(`#/maintenance/devices/${ROOM.eui}/basic`);
  await page.setViewportSize({ width: 1280, height: 800 });
  const list = page.getByRole("region", { name: "Devices" });
  await expect(list.getByRole("button", { name: "Status" })).toHaveCount(0);
  await list.getByRole("button", { name: "Filter", exact: true }).click();
  const filters = page.getByRole("group", { name: "Filter" });
  await filters.getByRole("combobox", { name: "Status" }).fill("Never");
  await page.getByTitle("Never seen", { exact: true }).last().click();
  await expect(page).toHaveURL(/status=never_seen/);
  await expect(list.getByText("Status: Never seen")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.setViewportSize({ width: 1920, height: 1080 });
  await expect(list.getByRole("button", { name: "Type" })).toBeVisible();
});

test("tabs that a panel has no room for fade, and the open one is whole", async ({ open }) => {
  const page = await open(`#/maintenance/devices/${ROOM.eui}/basic`);
  await page.setViewportSize({ width: 1280, height: 800 });
  const panel = page.getByTestId("panel-device");
  const tabs = panel.getByRole("tablist", { name: "Tabs" }).first();
  await expect(tabs).toHaveAttribute("data-behind", "true");
  await expect(tabs).toHaveAttribute("data-before", "false");
  await tabs.getByRole("tab").last().click();
  await expect(tabs).toHaveAttribute("data-behind", "false");
  await expect(tabs).toHaveAttribute("data-before", "true");
});

test("the navigation names a page once: in words, or on its icon when it is pointed at", async ({
  open,
}) => {
  const page = await open("#/overview");
  const link = page.getByRole("navigation").getByRole("link", { name: "Gateways" });
  await link.hover();
  await expect(link).toContainText("Gateways");
  await expect(link).not.toHaveAttribute("title");
  await page.mouse.move(640, 400);
  await page.setViewportSize({ width: 1100, height: 800 });
  await expect(link.locator("span").last()).toBeHidden();
  await link.hover();
  await expect(link).toHaveAttribute("title", "Gateways");
});

test("what is behind the filters' button stays below it when a chip moves it", async ({ open }) => {
  const page = await open("#/data/network/ns");
  // So wide that the search gives its room to the chip.
  await page.setViewportSize({ width: 1500, height: 800 });
  const more = page.getByRole("button", { name: "Filter", exact: true });
  await more.click();
  const filters = page.getByRole("group", { name: "Filter" });
  await filters.getByRole("textbox", { name: "FPort" }).fill("11");
  await filters.getByRole("textbox", { name: "FPort" }).press("Enter");
  await expect(page.getByText("FPort: 11")).toBeVisible();
  const apart = async () => {
    const [button, box] = [await more.boundingBox(), await filters.boundingBox()];
    return Math.abs((button?.x ?? 0) - (box?.x ?? 999));
  };
  await expect.poll(apart).toBeLessThan(24);
});

test("the list of all values has room for its actions", async ({ open }) => {
  const page = await open("#/data/application/all");
  const grid = page.getByTestId("grid-realtime-all");
  await expect(grid.getByRole("button", { name: "History" }).first()).toBeVisible();
  await expect.poll(() => grid.evaluate((list) => list.scrollWidth - list.clientWidth)).toBe(0);
});

test("the fields of further filters are of one size", async ({ open }) => {
  const page = await open("#/data/network/ns");
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  const fields = page.getByRole("group", { name: "Filter" }).locator("label > :last-child");
  await expect(fields.first()).toBeVisible();
  const sizes = await fields.evaluateAll((all) =>
    all.map((field) => field.getBoundingClientRect()).map(({ width, height }) => [width, height]),
  );
  expect(sizes.length).toBeGreaterThan(3);
  expect(new Set(sizes.map(String)).size, JSON.stringify(sizes)).toBe(1);
});

test("the headings of a device's commands stand in one line", async ({ open, call }) => {
  await call("POST", "/api/v1/rpc-models", {
    id_name: "set_period",
    name: "[MT APP] set heartbeat period",
    rpc_script: "return [];",
  });
  await call("PATCH", `/api/v1/devices/${ROOM.eui}`, { rpc: ["set_period", "alarm"] });
  const run = { method: "set_period", wait_ms: 10_000 };
  await call("POST", `/api/v1/devices/${ROOM.eui}/rpc`, run);
  const page = await open(`#/maintenance/devices/${ROOM.eui}/rpc`);
  const panel = page.getByTestId("panel-device");
  await expect(panel.getByTestId("rpc-set_period").getByText("done")).toBeVisible();
  const heads = panel.locator("thead").first();
  await expect.poll(async () => (await heads.boundingBox())?.height).toBeLessThan(40);
});
