import type { Page } from "@playwright/test";

import english from "../src/locales/en.json" with { type: "json" };
import chinese from "../src/locales/zh-CN.json" with { type: "json" };
import type { Call } from "./support/api";
import { violationsOf } from "./support/axe";
import { expectContent, goTo } from "./support/content";
import { expect, test } from "./support/fixtures";
import { ROOM } from "./support/site";

test.use({ onSite: true });

const pages = [
  "overview",
  "data/application",
  "data/application/all",
  "data/network",
  "data/network/as",
  "maintenance/devices",
  "maintenance/lorawan-profiles",
  "maintenance/lorawan-profiles/new",
  "maintenance/gateways",
  "maintenance/locations",
  "maintenance/locations/new",
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
  "settings/storage",
  "settings/access",
  "settings/brokers",
  "settings/mail",
  "settings/scripts",
  "settings/about",
];

test("the palette finds a device by its last digits, runs actions, and names the keys", async ({
  open,
}) => {
  const page = await open("#/overview");
  const ask = async (text: string) => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Search or run a command" }).fill(text);
    await expect(page.getByRole("option").first()).toBeVisible();
  };
  await ask("1234");
  await expect(page.getByRole("option").first()).toContainText(ROOM.name);
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("panel-device")).toContainText(ROOM.name);

  await ask("> utc");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("contentinfo").getByRole("button", { name: "UTC" })).toBeVisible();
  await page.keyboard.press("Control+/");
  await expect(page.getByRole("dialog")).toContainText("Keyboard shortcuts");
  await page.keyboard.press("Escape");

  await page.goto(page.url().replace(/#.*/, "#/overview"));
  await ask("> import");
  await page.keyboard.press("Enter");
  const wizard = page.getByRole("dialog", { name: "Import devices" });
  await expect(wizard.getByRole("button", { name: "Choose file" })).toBeVisible();
});

type Catalogue = { [key: string]: string | Catalogue };

const textsOf = (catalogue: Catalogue): string[] =>
  Object.values(catalogue).flatMap((value) =>
    typeof value === "string" ? [value] : textsOf(value),
  );

const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

const NAMED = /\{\{.*?\}\}|\b[A-Z]{2,}\b/g;

/** Texts of one catalogue that the other one has not, as patterns of what a page shows of them. */
function onlyIn(one: Catalogue, other: Catalogue): RegExp[] {
  const known = new Set(textsOf(other));
  return (
    textsOf(one)
      // What is left of some without what they name is the same in both: "{{count}} RPC".
      .filter((text) => !known.has(text) && /\p{L}{2}/u.test(text.replace(NAMED, "")))
      .map((text) => text.split(/\{\{.*?\}\}/).map(literal))
      .map((parts) => new RegExp(`^${parts.join(".+")}$`))
  );
}

/** Every text in an answer of the API. */
const stringsIn = (value: unknown): string[] =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(stringsIn)
      : [];

/** Names that models give their fields and parameters: they are data, in the words of who wrote them. */
async function namesOfModels(call: Call): Promise<Set<string>> {
  const kinds = ["thing-models", "rpc-models", "device-templates"];
  const lists = await Promise.all(kinds.map((kind) => call("GET", `/api/v1/${kind}?limit=200`)));
  return new Set(lists.flatMap(stringsIn));
}

/** What of a page's texts and labels belongs to the other language. */
async function foreignOf(
  page: Page,
  patterns: RegExp[],
  names: ReadonlySet<string>,
): Promise<string[]> {
  const shown = await page.evaluate(() => {
    const texts = new Set<string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      // Names of the API are the same in every language.
      if (walker.currentNode.parentElement?.closest("code")) continue;
      texts.add(walker.currentNode.textContent?.trim() ?? "");
    }
    for (const name of ["aria-label", "title", "placeholder"]) {
      for (const element of document.querySelectorAll(`[${name}]`)) {
        texts.add(element.getAttribute(name) ?? "");
      }
    }
    return [...texts];
  });
  return shown.filter((text) => !names.has(text) && patterns.some((pattern) => pattern.test(text)));
}

/** An alarm, the call that raised it and a group that is told: the pages that show them. */
async function somethingWrong(call: Call): Promise<string[]> {
  const first = async (path: string) =>
    ((await call("GET", path)) as { items: { id: string }[] }).items[0]?.id;
  if ((await first("/api/v1/alarms")) === undefined) {
    await call("POST", "/api/v1/notification-groups", { name: "night", channel: "DESKTOP" });
    await call("POST", "/api/v1/devices", {
      eui: "wrong-1",
      name: "Wrong",
      data_from: "OTHER",
      rpc: ["alarm"],
    });
    await call("POST", "/api/v1/devices/wrong-1/rpc", {
      method: "alarm",
      params: { action: "new", name: "hot", title: "Too hot", level: "urgent", notify: ["night"] },
      wait_ms: 10_000,
    });
  }
  const group = await first("/api/v1/notification-groups");
  return [
    `alarms/active/${await first("/api/v1/alarms")}`,
    "alarms/history?level=urgent",
    `alarms/groups/${group}`,
    `alarms/groups/${group}/messages`,
    `logs/rpc/${await first("/api/v1/rpc-runs")}`,
    "maintenance/devices/wrong-1/rpc",
  ];
}

for (const theme of ["light", "dark"]) {
  for (const language of ["en", "zh-CN"]) {
    test(`every page is accessible, fits and speaks one language: ${theme}, ${language}`, async ({
      open,
      page,
      call,
    }) => {
      test.setTimeout(600_000);
      await call("POST", "/api/v1/simulated-site");
      const { items } = (await call("GET", "/api/v1/devices?q=climate&limit=1")) as {
        items: { eui: string }[];
      };
      const device = `maintenance/devices/${items[0]?.eui ?? ""}`;
      const views = Object.keys(english.devices.tab).map((tab) => `${device}/${tab}`);
      const gateways = Object.keys(english.gateways.tab).map(
        (tab) => `maintenance/gateways/02517efffe000001/${tab}`,
      );
      const names = await namesOfModels(call);
      const foreign = language === "en" ? onlyIn(chinese, english) : onlyIn(english, chinese);
      const told = await somethingWrong(call);
      await page.setViewportSize({ width: 1024, height: 680 });
      await open("#/overview", { theme, language });
      for (const path of [...pages, ...views, ...gateways, ...told]) {
        await goTo(page, path);
        expect(await violationsOf(page, path)).toEqual([]);
        expect(await foreignOf(page, foreign, names), path).toEqual([]);
        const wide = await page.evaluate(
          () => document.documentElement.scrollWidth > window.innerWidth,
        );
        expect(wide, `${path} scrolls sideways`).toBe(false);
        // What an icon means is said beside it, not by the library's name for it.
        await expect(page.locator(".anticon[aria-label]")).toHaveCount(0);
      }
      await page.getByTestId("notice-bell").click();
      await expect(page.getByTestId("notification-centre").getByRole("listitem")).not.toHaveCount(
        0,
      );
      expect(await violationsOf(page, "notification centre")).toEqual([]);
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
    await expectContent(page);
  }
  expect(strange).toEqual([]);
});

/** Any file of a part of the page, under each address it is asked for. */
const codeOf = (part: string, kind = "js") => new RegExp(`/assets/${part}-[^/]+\\.${kind}(\\?|$)`);

test("code that does not come is said, in the reader's language, with the way out", async ({
  open,
  page,
}) => {
  await page.route(codeOf("start"), (route) => route.abort());
  await open("#/overview", { language: "zh-CN", live: false });
  const said = page.getByRole("alert");
  await expect(said).toContainText("页面无法加载");
  await page.unroute(codeOf("start"));
  await said.getByRole("button", { name: "重新加载" }).click();
  await expect(page.getByTestId("statusbar-connection")).toContainText(chinese.live.live);

  // A page of it alone: the frame stands, and the way out starts it anew.
  await page.route(codeOf("GatewaysPage"), (route) => route.abort());
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill(`> ${chinese.nav.gateways}`);
  await expect(page.getByRole("option").first()).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText(chinese.errors.missingCode);
  await page.unroute(codeOf("GatewaysPage"));
  await page.getByRole("button", { name: chinese.errors.reload }).click();
  await expect(page.getByTestId("grid-gateways")).toBeVisible();
});

test("code that does not come once is asked for again, unseen", async ({ open, page }) => {
  const refused: string[] = [];
  /** Refuses the first request for a part, whoever makes it. */
  const refuseOnce = (part: string, kind: string) =>
    page.route(
      codeOf(part, kind),
      (route) => {
        refused.push(part);
        return route.abort();
      },
      { times: 1 },
    );
  await refuseOnce("start", "js");
  await refuseOnce("OverviewPage", "js");
  await open("#/overview");
  await expect(page.getByRole("region", { name: english.overview.devices })).toBeVisible();
  await refuseOnce("GatewaysPage", "js");
  await goTo(page, "maintenance/gateways");
  await expect(page.getByTestId("grid-gateways")).toBeVisible();
  // What a page looks like is a file of its own.
  await refuseOnce("LocationsPage", "css");
  await goTo(page, "maintenance/locations");
  const styled = await page.evaluate(() =>
    [...document.styleSheets].some((sheet) => {
      try {
        return sheet.href?.includes("/LocationsPage-") && sheet.cssRules.length > 0;
      } catch {
        // The one that did not come has none to show.
        return false;
      }
    }),
  );
  expect(styled).toBe(true);
  // The first two travel side by side.
  expect(refused.toSorted()).toEqual(["GatewaysPage", "LocationsPage", "OverviewPage", "start"]);
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("an address that is none leads to the overview", async ({ open }) => {
  const page = await open("#//");
  await expect(page).toHaveURL(/#\/overview$/);
});
