import { expect, test } from "./support/fixtures";

type Account = { username: string; password: string };

test("the MQTT password is changed after a warning", async ({ open, call }) => {
  const before = (await call("GET", "/api/v1/mqtt-account")) as Account;
  const page = await open("#/settings/access");
  const field = page.getByLabel("New MQTT password");
  const change = page.getByRole("button", { name: "Change password" });
  await field.fill("short");
  await expect(change).toBeDisabled();

  await page.getByRole("button", { name: "Generate" }).click();
  await expect(field).toHaveValue(/^[0-9a-f]{24}$/);
  const made = await field.inputValue();
  await expect(page.getByRole("button", { name: "Copy the new password" })).toBeVisible();
  await change.click();
  const question = page.getByRole("dialog");
  await expect(question).toContainText(before.username);
  await question.getByRole("button", { name: "Cancel" }).click();
  expect(await call("GET", "/api/v1/mqtt-account")).toEqual(before);

  await change.click();
  await page.getByRole("dialog").getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("MQTT password changed.")).toBeVisible();
  await expect(field).toHaveValue("");
  expect(await call("GET", "/api/v1/mqtt-account")).toEqual({ ...before, password: made });
});

test("an access token gets the role that was chosen", async ({ open, instance }) => {
  const page = await open("#/settings/access");
  await expect(page.getByText("not access and not the instance")).toBeVisible();
  await page.getByLabel("Role").click();
  await page.getByTitle("Viewer").click();
  await expect(page.getByText("Reads only, and sees no keys.")).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("Wallboard");
  await page.getByRole("button", { name: "Create token" }).click();
  await expect(page.getByText("it is not shown again")).toBeVisible();
  await expect(page.getByRole("row", { name: /Wallboard/ })).toContainText("Viewer");

  const made = await page.getByRole("status").locator("span").first().innerText();
  const me = await fetch(`${instance.url}/api/v1/me`, {
    headers: { authorization: `Bearer ${made}` },
  });
  expect(await me.json()).toMatchObject({ role: "VIEWER", permissions: ["read"] });
});
