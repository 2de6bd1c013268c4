import type { Page } from "@playwright/test";

import { caller } from "./support/api";
import { expect, test } from "./support/fixtures";

const PASSWORD = "correct horse";

test("a browser needs a token, and a wrong one is refused", async ({ page, instance }) => {
  await page.goto(instance.url);
  await page.getByLabel("Access token", { exact: true }).last().fill("wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("does not know this token");

  await page.getByLabel("Access token", { exact: true }).last().fill(instance.token);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  await expect(page.getByTestId("statusbar-connection")).toContainText("Live");
});

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/#/settings/access`);
  await page.getByText("Account", { exact: true }).click();
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByTestId("statusbar-connection")).toContainText("Live");
}

test("sign-ins are seen, and ended ones lead to the way in", async ({
  browser,
  page,
  instance,
  call,
}) => {
  await call("PUT", "/api/v1/me/password", { password: PASSWORD });
  const elsewhere = await (await browser.newContext()).newPage();
  const third = await (await browser.newContext()).newPage();
  for (const one of [elsewhere, third, page]) await signIn(one, instance.url);
  const rows = page.locator("section", { hasText: "Sign-in with a password" }).getByRole("row");
  await expect(rows).toHaveCount(4);
  await expect(rows.nth(1)).toContainText("This one");
  await expect(rows.nth(1)).toContainText("127.0.0.1");

  // The latest of the others.
  await rows.nth(2).getByRole("button", { name: "End" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End" }).click();
  await expect(page.getByText("1 sign-in ended.")).toBeVisible();
  await expect(third.getByText("You are not signed in any more")).toBeVisible();
  await expect(rows).toHaveCount(3);

  await page.getByLabel("New password", { exact: true }).fill("battery staple");
  await page.getByRole("button", { name: "Set password" }).click();
  const question = page.getByRole("dialog");
  await expect(question).toContainText("1 other sign-in ends.");
  await question.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByText("Password set; 1 other sign-in ended.")).toBeVisible();
  await expect(elsewhere.getByText("You are not signed in any more")).toBeVisible();
  await expect(rows).toHaveCount(2);
});

test("who signs out leaves no sign-in behind", async ({ page, instance, call }) => {
  await call("PUT", "/api/v1/me/password", { password: PASSWORD });
  await signIn(page, instance.url);
  const token = await page.evaluate(() => sessionStorage.getItem("thinklink.token"));
  await page.getByRole("button", { name: "admin" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  const asked = caller(instance.url, token ?? "");
  await expect(() => expect(asked("GET", "/api/v1/me")).rejects.toThrow("401")).toPass();
});
