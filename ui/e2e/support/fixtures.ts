import { test as base, type Page } from "@playwright/test";

import { startInstance, type Instance } from "../../../tests/support/instance.mjs";
import { caller, type Call } from "./api";
import { buildSite, type Site } from "./site";

type Shared = {
  /** The site of the sixty statements, built once. */
  site: () => Promise<Site>;
  /** The running instance of a file: no file sees what another one left behind. */
  instanceOf: (file: string, onSite: boolean) => Promise<Instance>;
};

type Own = {
  /** Whether the file's instance begins with the site, and its pages and calls in tenant `demo`. */
  onSite: boolean;
  /** The instance that all tests of a file share. */
  instance: Instance;
  /** Opens a page of the app, signed in. */
  open: (hash: string, options?: { language?: string; theme?: string }) => Promise<Page>;
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

  instance: async ({ instanceOf, onSite }, use, info) => {
    await use(await instanceOf(info.file, onSite));
  },

  open: async ({ page, instance }, use) => {
    await use(async (hash, { language = "en", theme = "light" } = {}) => {
      await page.addInitScript(
        ([token, languageChoice, themeChoice]) => {
          sessionStorage.setItem("thinklink.token", token ?? "");
          const state = { language: languageChoice, theme: themeChoice };
          localStorage.setItem("thinklink.preferences", JSON.stringify({ state, version: 1 }));
        },
        [instance.token, language, theme],
      );
      await page.goto(`${instance.url}/${hash}`);
      return page;
    });
  },

  call: async ({ instance }, use) => {
    await use(caller(instance.url, instance.token));
  },
});

export { expect } from "@playwright/test";
