import { expect, test } from "./support/fixtures";

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
