import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

import { expect, test } from "./fixtures";

const pages = [
  "overview",
  "data/application",
  "data/application/all",
  "data/network",
  "maintenance/devices",
  "maintenance/lorawan-profiles",
  "maintenance/lorawan-profiles/new",
  "maintenance/gateways",
  "models/thing-models",
  "models/rpc-models",
  "models/trigger-models",
  "models/device-templates",
  "configuration/device-executions",
  "configuration/device-executions/new",
  "configuration/scheduled-tasks",
  "configuration/scheduled-tasks/new",
  "alarms/active",
  "alarms/history",
  "alarms/groups",
  "alarms/groups/new",
  "alarms/messages",
  "logs/rpc",
  "settings/general",
  "settings/instance",
  "settings/access",
  "settings/brokers",
  "settings/mail",
  "settings/about",
];

test("one click brings a live value", async ({ open }) => {
  const page = await open("#/overview");
  await page.getByRole("button", { name: "Load a simulated site" }).click();
  await expect(page.getByText("A simulated site is loaded")).toBeVisible();
  await page.goto(page.url().replace(/#.*/, "#/maintenance/devices?q=climate"));
  await page.getByTestId("grid-devices").getByText("climate").first().click();
  await page.getByRole("tab", { name: "Telemetry Data" }).click();
  const temperature = page.getByTestId("value-temperatrue");
  await expect(temperature).toContainText(/\d/);
  const before = await temperature.textContent();
  await expect(temperature).not.toHaveText(before ?? "", { timeout: 30_000 });

  await page.getByRole("tab", { name: "Traffic" }).click();
  await expect(page.getByTestId("live-traffic").getByText("accepted").first()).toBeVisible();
});

test("the palette finds a device by its last digits and runs actions", async ({ open, call }) => {
  await call("POST", "/api/v1/devices", { eui: "70b3d57ed0009876", name: "Found by label" });
  const page = await open("#/overview");
  await expect(page.getByTestId("statusbar-connection")).toContainText("Live");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search or run a command" }).fill("9876");
  await expect(page.getByRole("option").first()).toContainText("Found by label");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("panel-device")).toContainText("Found by label");

  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search or run a command" }).fill("> utc");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("contentinfo").getByRole("button", { name: "UTC" })).toBeVisible();
  await page.keyboard.press("Control+/");
  await expect(page.getByRole("dialog")).toContainText("Keyboard shortcuts");
});

/** What axe finds on a page that keeps somebody from using it. */
async function violationsOf(page: Page, path: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
    .analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${path}: ${id} ${nodes[0]?.target.join(" ") ?? ""}`);
}

for (const theme of ["light", "dark"]) {
  for (const language of ["en", "zh-CN"]) {
    test(`every page is accessible and fits: ${theme}, ${language}`, async ({
      open,
      page,
      call,
    }) => {
      test.setTimeout(300_000);
      await call("POST", "/api/v1/simulated-site");
      const { items } = (await call("GET", "/api/v1/devices?q=climate&limit=1")) as {
        items: { eui: string }[];
      };
      const device = `maintenance/devices/${items[0]?.eui ?? ""}`;
      const views = ["basic", "models", "triggers", "telemetry", "traffic", "radio"].map(
        (tab) => `${device}/${tab}`,
      );
      const gateways = ["basic", "traffic", "statistics", "parameters"].map(
        (tab) => `maintenance/gateways/02517efffe000001/${tab}`,
      );
      await page.setViewportSize({ width: 1024, height: 680 });
      await open("#/overview", { theme, language });
      for (const path of [...pages, ...views, ...gateways]) {
        await page.evaluate((hash) => {
          window.location.hash = hash;
        }, `#/${path}`);
        await expect(page.getByRole("heading").first()).toBeVisible();
        await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
        expect(await violationsOf(page, path)).toEqual([]);
        const wide = await page.evaluate(
          () => document.documentElement.scrollWidth > window.innerWidth,
        );
        expect(wide, `${path} scrolls sideways`).toBe(false);
      }
    });
  }
}

test("nothing is fetched from elsewhere and nothing fails", async ({ open, page, instance }) => {
  const strange: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(instance.url) && !request.url().startsWith("data:"))
      strange.push(request.url());
  });
  page.on("requestfailed", (request) => {
    if (!/aborted/i.test(request.failure()?.errorText ?? ""))
      strange.push(`failed ${request.url()}`);
  });
  page.on("pageerror", (error) => strange.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") strange.push(message.text());
  });
  for (const path of pages) {
    await open(`#/${path}`);
    await page.reload();
    await expect(page.getByRole("heading").first()).toBeVisible();
  }
  expect(strange).toEqual([]);
});

test("losing the instance is said, and its return too", async ({ open, page }) => {
  await open("#/maintenance/devices");
  await expect(page.getByTestId("statusbar-connection")).toContainText("Live");
  await page.routeWebSocket(/events/, (socket) => socket.close());
  await page.reload();
  await expect(page.getByTestId("statusbar-connection")).toContainText(/Disconnected|Reconnecting/);
  await expect(page.getByRole("alert")).toContainText("Connection to the instance is lost");
});
