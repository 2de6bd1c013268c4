// Every place of the app as a picture, for somebody to look at: `cargo xtask look`.
//
// LOOK_OUT names the folder of the pictures. LOOK_THEME, LOOK_LANGUAGE and LOOK_SIZE leave one
// choice of each, LOOK_ONLY the places whose names contain it.

import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { expect, test, type Browser, type BrowserContext, type Page } from "@playwright/test";

import english from "../src/locales/en.json" with { type: "json" };
import chinese from "../src/locales/zh-CN.json" with { type: "json" };
import { startInstance, type Instance } from "../../tests/support/instance.mjs";
import { expectContent, expectNothingAwaited } from "../e2e/support/content";
import { withIds, type Ids, type Place, type Words } from "./place";
import { places } from "./places";
import { fill } from "./site";

const THEMES = ["light", "dark"] as const;
const LANGUAGES = ["en", "zh"] as const;
const SIZES = ["1280x800", "1920x1080"] as const;

const env = process.env;
const OUT = env["LOOK_OUT"] ?? join(import.meta.dirname, "../../target/look");
const ONLY = env["LOOK_ONLY"] ?? "";
const WORDS: Record<(typeof LANGUAGES)[number], Words> = {
  en: english,
  zh: chinese as unknown as Words,
};

/** The choices, or the one that is asked for. */
const chosen = <Choice extends string>(all: readonly Choice[], name: string) =>
  all.filter((one) => env[name] === undefined || env[name] === one);

type Look = {
  theme: (typeof THEMES)[number];
  language: (typeof LANGUAGES)[number];
  size: (typeof SIZES)[number];
};

const looks = chosen(SIZES, "LOOK_SIZE").flatMap((size) =>
  chosen(LANGUAGES, "LOOK_LANGUAGE").flatMap((language) =>
    chosen(THEMES, "LOOK_THEME").map((theme): Look => ({ theme, language, size })),
  ),
);

/** Two instances, one full and one just installed, and who is known to them. */
type Scene = { full: Instance; bare: Instance; ids: Ids };

for (const look of looks) {
  const name = `${look.theme}-${look.language}-${look.size}`;
  test(name, async ({ browser }) => {
    const folder = join(OUT, name);
    // Pictures of places that are no more would be looked at, too.
    if (ONLY === "") await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const [full, bare] = [await startInstance(), await startInstance()];
    try {
      const scene = { full, bare, ids: await fill(full) };
      expect(await takeAll(browser, look, scene, folder)).toEqual([]);
    } finally {
      await Promise.all([full.stop(), bare.stop()]);
    }
  });
}

/** Takes the pictures; what was wrong at which place. */
async function takeAll(
  browser: Browser,
  look: Look,
  scene: Scene,
  folder: string,
): Promise<string[]> {
  const wrong: string[] = [];
  const contexts: Partial<Record<Place["as"], BrowserContext>> = {};
  for (const [at, place] of places.entries()) {
    if (!place.name.includes(ONLY)) continue;
    const file = `${String(at + 1).padStart(3, "0")}-${place.name}.png`;
    const path = join(folder, file);
    // One for all places that somebody sees: the page's code is fetched and compiled once.
    const context = (contexts[place.as] ??= await contextOf(browser, look, scene, place.as));
    const page = await context.newPage();
    const found = await take(page, place, WORDS[look.language], scene.ids, path).catch(
      (error: unknown) => [String(error).split("\n").slice(0, 3).join(" ")],
    );
    await page.close();
    process.stdout.write(`${path}${found.length > 0 ? "  !" : ""}\n`);
    wrong.push(...found.map((what) => `${file}: ${what}`));
  }
  return wrong;
}

/** Goes to a place and takes its picture; what is wrong there. */
async function take(page: Page, place: Place, t: Words, ids: Ids, path: string): Promise<string[]> {
  const wrong: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !isExpected(place, message.text())) {
      wrong.push(message.text());
    }
  });
  page.on("pageerror", (error) => wrong.push(error.message));
  await page.goto(`./#/${withIds(place.at, ids)}`);
  try {
    await (place.as === "stranger" ? page.locator("form").waitFor() : expectContent(page));
    for (const step of place.steps) await step({ page, t, ids });
    await settled(page);
  } finally {
    await page.screenshot({ path, animations: "disabled" });
  }
  return [...wrong, ...(await tooWide(page))];
}

/** A browser that remembers nothing but a person who has chosen this look, and where to look. */
async function contextOf(
  browser: Browser,
  look: Look,
  { full, bare, ids }: Scene,
  as: Place["as"],
): Promise<BrowserContext> {
  const [width = 0, height = 0] = look.size.split("x").map(Number);
  const language = look.language === "en" ? "en" : "zh-CN";
  const context = await browser.newContext({
    baseURL: as === "newcomer" ? bare.url : full.url,
    viewport: { width, height },
    locale: language,
    reducedMotion: "reduce",
  });
  // Everything that happened is news.
  const notices = { kept: [], readUntil: "2000-01-01T00:00:00.000Z", read: [], mutedUntil: null };
  const tokens = { owner: full.token, viewer: ids["viewer"], newcomer: bare.token, stranger: "" };
  await context.addInitScript(
    ({ stored, token }) => {
      localStorage.clear();
      for (const [key, state] of Object.entries(stored)) {
        localStorage.setItem(key, JSON.stringify({ state, version: 1 }));
      }
      if (token) sessionStorage.setItem("thinklink.token", token);
    },
    {
      stored: {
        "thinklink.preferences": { language, theme: look.theme },
        "thinklink.notices": notices,
      },
      token: tokens[as],
    },
  );
  return context;
}

/** What Chromium itself reports at places that are about a request without success, by their first word. */
const REFUSALS: Record<string, RegExp> = {
  stranger: /401/,
  gone: /40[04]/,
  wrong: /422/,
};

const isExpected = (place: Place, text: string): boolean =>
  REFUSALS[place.name.split("-")[0] ?? ""]?.test(text) ?? false;

/** Waits until what was done is drawn, in the page's fonts. */
async function settled(page: Page): Promise<void> {
  await expectNothingAwaited(page.locator("body"));
  await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
}

/** What reaches beyond the window sideways. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const wide = document.documentElement.scrollWidth > width ? ["the page"] : [];
    for (const dialog of document.querySelectorAll("[role=dialog]")) {
      const { left, right } = dialog.getBoundingClientRect();
      if (left < 0 || right > width + 1) wide.push("a dialog");
    }
    return wide.map((what) => `${what} is wider than the window`);
  });
}
