// What a place is, and what can be done there before its picture is taken.

import { expect, type Locator, type Page } from "@playwright/test";

import type english from "../src/locales/en.json";

export type Words = typeof english;

/** Ids by the names that addresses of places have for them. */
export type Ids = Record<string, string>;

/** The open page, the words of its language, and what is on the site. */
export type View = { page: Page; t: Words; ids: Ids };

export type Step = (view: View) => Promise<void>;

/** What something is called in the page's language. */
export type Name = (t: Words) => string;

export type Place = {
  /** Name of the picture. */
  name: string;
  /** Address without `#/`; `{name}` stands for an id. */
  at: string;
  /** Done one after the other. */
  steps: readonly Step[];
  /** The instance that is shown, and who looks at it. */
  as: "owner" | "viewer" | "newcomer" | "stranger";
};

/** A place of the site as its owner sees it. */
export const place = (name: string, at: string, ...steps: readonly Step[]): Place => ({
  name,
  at,
  steps,
  as: "owner",
});

export const seenBy = (as: Place["as"], seen: Place): Place => ({
  ...seen,
  name: `${as}-${seen.name}`,
  as,
});

const inside = ({ page }: View, within: string): Locator => page.locator(within);
const filled = (text: string, values: Record<string, string>) =>
  text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);

/** A text with values in the places of its names. */
export const withValues =
  (name: Name, values: Record<string, string>): Name =>
  (t) =>
    filled(name(t), values);

/** Clicks the first button of a name. `within` is a CSS selector. */
export const button =
  (name: Name, within = "body"): Step =>
  (view) =>
    inside(view, within)
      .getByRole("button", { name: name(view.t), exact: true })
      .filter({ visible: true })
      .first()
      .click();

/** Clicks the first thing of a name that has another role. */
export const item =
  (role: "menuitem" | "radio" | "tab" | "link" | "checkbox", name: Name, within = "body"): Step =>
  (view) =>
    inside(view, within)
      .getByRole(role, { name: name(view.t), exact: true })
      .first()
      .click();

/** Clicks the first thing that shows a text. */
export const words =
  (name: Name, within = "body"): Step =>
  (view) =>
    inside(view, within)
      .getByText(name(view.t), { exact: true })
      .filter({ visible: true })
      .first()
      .click();

/** Clicks the first thing that a CSS selector finds. */
export const first =
  (selector: string): Step =>
  (view) =>
    inside(view, selector).first().click();

/** Waits for what a CSS selector finds. */
export const shown =
  (selector: string): Step =>
  (view) =>
    inside(view, selector).first().waitFor();

/** Types into the first field of a label. */
export const type =
  (label: Name, text: string, within = "body"): Step =>
  (view) =>
    inside(view, within)
      .getByLabel(label(view.t), { exact: true })
      .filter({ visible: true })
      .first()
      .fill(text);

/** Puts a text in the place of what a field or a code editor holds. */
export const write =
  (field: Name, text: string): Step =>
  async ({ page, t }) => {
    await page.getByRole("textbox", { name: field(t) }).click();
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText(text);
  };

/** Chooses what a list of the open dialog offers for a text. */
export const choose =
  (label: Name, text: string): Step =>
  async ({ page, t }) => {
    await page
      .getByRole("dialog")
      .getByRole("combobox", { name: label(t) })
      .fill(text);
    await page.locator(".ant-select-item-option").filter({ hasText: text }).first().click();
  };

export const press =
  (...keys: readonly string[]): Step =>
  async ({ page }) => {
    for (const key of keys) await page.keyboard.press(key);
  };

/** Selects the first rows of the list, so that its bar of actions shows. */
export const select =
  (rows: number): Step =>
  async ({ page }) => {
    const boxes = page.locator('[data-testid^="row-"]').getByRole("checkbox");
    for (let row = 0; row < rows; row += 1) await boxes.nth(row).check();
  };

/** Opens the actions that the bar of selected rows has no room for, if there are any. */
export const more: Step = async ({ page, t }) => {
  const behind = page.getByRole("toolbar").getByRole("button", { name: t.grid.moreActions });
  if (await behind.isVisible()) await behind.click();
};

/** An action of the selected rows, also one that the bar has no room for. */
export const act =
  (name: Name): Step =>
  async (view) => {
    const wanted = view.page.getByRole("button", { name: name(view.t), exact: true }).last();
    // What there is room for is known only when the bar has been drawn.
    await expect(async () => {
      if (await wanted.isHidden()) await more(view);
      await wanted.click({ timeout: 2_000 });
    }).toPass({ timeout: 20_000 });
  };

/** Somebody else changes a record; `{name}` in its path stands for an id. */
export const meanwhile =
  (path: string, change: object): Step =>
  async ({ page, ids }) => {
    const status = await page.evaluate(
      async ({ url, body }) => {
        const token = sessionStorage.getItem("thinklink.token") ?? "";
        const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
        return (await fetch(url, { method: "PATCH", headers, body })).status;
      },
      { url: `api/v1/${withIds(path, ids)}`, body: JSON.stringify(change) },
    );
    expect(status).toBe(200);
  };

/** An address with ids in the places of their names. */
export function withIds(address: string, ids: Ids): string {
  return address.replace(/\{(\w+)\}/g, (_, name: string) => {
    const id = ids[name];
    if (id === undefined) throw new Error(`no id is called ${name}`);
    return id;
  });
}

export const DIALOG = "[role=dialog]";

/** The steps, tabs or sections whose words a part of the locale holds. */
export const stepsOf = <Words extends object>(words: Words) =>
  Object.keys(words) as (keyof Words & string)[];
