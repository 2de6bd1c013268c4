import { expect, test as base, type Page } from "@playwright/test";

import english from "../../src/locales/en.json" with { type: "json" };
import chinese from "../../src/locales/zh-CN.json" with { type: "json" };
import { startInstance, type Instance } from "../../../tests/support/instance.mjs";
import { caller, type Call } from "./api";
import { buildSite, type Site } from "./site";

type Shared = {
  /** The site of the sixty statements, built once. */
  site: () => Promise<Site>;
  /** The running instance of a file: no file sees what another one left behind. */
  instanceOf: (file: string, onSite: boolean) => Promise<Instance>;
};

type OpenOptions = { language?: string; theme?: string; live?: boolean };

const LIVE = new RegExp(`${english.live.live}|${chinese.live.live}`);

type Own = {
  /** Whether the file's instance begins with the site, and its pages and calls in tenant `demo`. */
  onSite: boolean;
  /** The instance that all tests of a file share. */
  instance: Instance;
  /**
   * Opens a page of the app, signed in, and waits until it hears: every key that is pressed and every
   * change that is made from then on. `live: false` for one that never will.
   */
  open: (hash: string, options?: OpenOptions) => Promise<Page>;
  /** Asks the API directly. */
  call: Call;
};

export const test = base.extend<Own, Shared>({
  site: [
    async ({}, use) => {
      let built: Promise<Site> | undefined;
      await use(() => (built ??= buildSite()));
      await (await built)?.remove();
    },
    { scope: "worker" },
  ],

  instanceOf: [
    async ({ site }, use) => {
      let running: { file: string; instance: Instance } | undefined;
      await use(async (file, onSite) => {
        if (running?.file !== file) {
          await running?.instance.stop();
          running = {
            file,
            instance: onSite ? await (await site()).start() : await startInstance(),
          };
        }
        return running.instance;
      });
      await running?.instance.stop();
    },
    { scope: "worker" },
  ],

  onSite: [false, { option: true }],

  // Building the site is no part of the test that happens to be the first on it.
  instance: [
    async ({ instanceOf, onSite }, use, info) => {
      await use(await instanceOf(info.file, onSite));
    },
    { timeout: 300_000 },
  ],

  open: async ({ page, instance }, use) => {
    await use(async (hash, { language = "en", theme = "light", live = true } = {}) => {
      await page.addInitScript(
        ([token, languageChoice, themeChoice]) => {
          sessionStorage.setItem("thinklink.token", token ?? "");
          const state = { language: languageChoice, theme: themeChoice };
          localStorage.setItem("thinklink.preferences", JSON.stringify({ state, version: 1 }));
        },
        [instance.token, language, theme],
      );
      await page.goto(`${instance.url}/${hash}`);
      if (live) await expect(page.getByTestId("statusbar-connection")).toContainText(LIVE);
      return page;
    });
  },

  call: async ({ instance }, use) => {
    await use(caller(instance.url, instance.token));
  },
});

export { expect };
