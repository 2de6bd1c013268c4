// What a place is, and what can be done there before its picture is taken.

import { expect, type Locator, type Page } from "@playwright/test";

import type english from "../src/locales/en.json";

export type Words = typeof english;

/** The open page and the words of its language. */
export type View = { page: Page; t: Words };

export type Step = (view: View) => Promise<void>;

/** What something is called in the page's language. */
export type Name = (t: Words) => string;

export type Place = {
  /** Name of the picture. */
  name: string;
  /** Address without `#/`; `{name}` stands for the id of that name in `Ids`. */
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
