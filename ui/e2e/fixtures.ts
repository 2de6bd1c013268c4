import { test as base, type Page } from "@playwright/test";

import { startInstance, type Instance } from "../../tests/support/instance.mjs";

type Shared = {
  /** The running instance of a file: no file sees what another one left behind. */
  instanceOf: (file: string) => Promise<Instance>;
};

type Own = {
  /** The instance that all tests of a file share. */
  instance: Instance;
  /** Opens a page of the app, signed in. */
  open: (hash: string, options?: { language?: string; theme?: string }) => Promise<Page>;
  /** Asks the API directly. */
  call: (method: string, path: string, body?: unknown) => Promise<unknown>;
};

export const test = base.extend<Own, Shared>({
  instanceOf: [
    async ({}, use) => {
      let running: { file: string; instance: Instance } | undefined;
      await use(async (file) => {
        if (running?.file !== file) {
          await running?.instance.stop();
          running = { file, instance: await startInstance() };
        }
        return running.instance;
      });
      await running?.instance.stop();
    },
    { scope: "worker" },
  ],

  instance: async ({ instanceOf }, use, info) => {
    await use(await instanceOf(info.file));
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
    await use(async (method, path, body) => {
      const answer = await fetch(instance.url + path, {
        method,
        headers: {
          authorization: `Bearer ${instance.token}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
      return text === "" ? null : JSON.parse(text);
    });
  },
});

export { expect } from "@playwright/test";
