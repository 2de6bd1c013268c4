import { expect, test } from "./support/fixtures";

test("parameters of the organisation are added, checked, saved and given to scripts", async ({
  open,
  call,
}) => {
  const page = await open("#/settings/scripts");
  await expect(page.getByText("No organisation parameters")).toBeVisible();
  const add = page.getByRole("button", { name: "Add parameter" });
  await add.click();
  await page.getByRole("textbox", { name: "Key" }).fill("sms_user");
  await page.getByRole("textbox", { name: "Value" }).fill("plant");
  await add.click();
  const second = page.getByTestId("org-params").getByRole("row").nth(2);
  await second.getByRole("textbox", { name: "Key" }).fill("sms_user");
  await expect(page.getByRole("alert")).toContainText("Two parameters have the same key.");
  await second.getByRole("textbox", { name: "Key" }).fill("limit");
  // A value that the new type has stays.
  await second.getByRole("textbox", { name: "Value" }).fill("5");
  await second.getByRole("combobox", { name: "Type" }).click();
  await page.locator(".ant-select-item-option", { hasText: "number" }).click();
  await expect(second.getByRole("spinbutton", { name: "Value" })).toHaveValue("5");
  await page.getByRole("button", { name: /Save/ }).click();
  await expect(page.getByText("Organisation parameters saved")).toBeVisible();
  expect(await call("GET", "/api/v1/org-params")).toEqual({
    params: { limit: 5, sms_user: "plant" },
  });
  const outcome = await call("POST", "/api/v1/scripts/run", {
    kind: "rpc",
    source: "return [{type: 'modifyAttrs', dnMsg: {server_attrs: org_params}}]",
    input: { device: {}, params: {} },
  });
  expect(JSON.stringify(outcome)).toContain("plant");

  await page.reload();
  await expect(page.getByTestId("org-params").getByRole("row")).toHaveCount(3);
  await page.getByRole("button", { name: "Remove sms_user" }).click();
  await page.getByRole("button", { name: /Save/ }).click();
  await expect(page.getByTestId("org-params").getByRole("row")).toHaveCount(2);
  await expect.poll(() => call("GET", "/api/v1/org-params")).toEqual({ params: { limit: 5 } });
});
