// Keys as somebody presses them, on a machine of any speed.

import { expect, type Page } from "@playwright/test";

/** Presses a sequence such as `g d`: the next key does not wait until the page is done with the one before. */
export async function sequence(page: Page, ...keys: string[]): Promise<void> {
  await Promise.all(keys.map((key) => page.keyboard.press(key)));
}

/** Takes with Enter what the list offers that is open, once it is what is wanted. */
export async function takeOffered(page: Page, wanted: string | RegExp): Promise<void> {
  const list = page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden)");
  await expect(list.locator(".ant-select-item-option-active")).toContainText(wanted);
  await page.keyboard.press("Enter");
}
