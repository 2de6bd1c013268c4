import { test as base, type Page } from "@playwright/test";

import { startInstance, type Instance } from "../../tests/support/instance.mjs";

type Shared = {
  /** A file that must not see what other files left behind names itself: it gets its own instance. */
  alone: string;
  /** One instance for all tests of a file's worker. */
  instance: Instance;
};

type Own = {
  /** Opens a page of the app, signed in. */
  open: (hash: string, options?: { language?: string; theme?: string }) => Promise<Page>;
  /** Asks the API directly. */
  call: (method: string, path: string, body?: unknown) => Promise<unknown>;
};

export const test = base.extend<Own, Shared>({
  alone: ["", { option: true, scope: "worker" }],

  instance: [
    async ({}, use) => {
      const instance = await startInstance();
      await use(instance);
      await instance.stop();
    },
    { scope: "worker" },
  ],

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
