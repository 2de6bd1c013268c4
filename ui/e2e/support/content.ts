// What a page is about, beyond its frame: rows, that there are none, values or a form.

import { expect, type Locator, type Page } from "@playwright/test";

/** What is there only until the answers are. */
const WAITING = [
  "[aria-busy=true]",
  ".ant-spin",
  ".ant-skeleton",
  '[role=grid]:not(:has([data-testid^="row-"]))',
  // A panel has its frame before its record.
  "[role=tabpanel]:empty",
].join();

/** Something to read or to fill in besides titles and the ways to other pages. */
const CONTENT = [
  '[data-testid^="row-"]',
  '[data-testid="empty"]',
  "[role=tabpanel] > *",
  "section > :not(header, h2, nav)",
  "form",
].join();

/** Whether the page of the address is drawn, and not the one before. */
const isDrawn = (): boolean =>
  `#${document.getElementById("main")?.dataset["path"]}` === window.location.hash.split("?")[0];

/** Waits until the page of the address shows what it is about. */
export async function expectContent(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(isDrawn)).toBe(true);
  await expect(page.locator("main").locator(CONTENT).first()).toBeVisible();
  await expectNothingAwaited(page.locator("main"));
}

/** Waits until a part of the page has all its answers. */
export async function expectNothingAwaited(part: Locator): Promise<void> {
  await expect(part.locator(WAITING)).toHaveCount(0);
}

/** Leads to an address of the app, without `#/`, and waits until it shows what it is about. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, `#/${path}`);
  await expectContent(page);
}
