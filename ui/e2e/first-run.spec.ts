import { expect, test } from "./support/fixtures";

test("one click brings a live value", async ({ open }) => {
  const page = await open("#/overview");
  await page.getByRole("button", { name: "Load a simulated site" }).click();
  await expect(page.getByText("A simulated site is loaded")).toBeVisible();
  await page.goto(page.url().replace(/#.*/, "#/maintenance/devices?q=climate"));
  await page.getByTestId("grid-devices").getByText("climate").first().click();
  await page.getByRole("tab", { name: "Telemetry Data" }).click();
  const temperature = page.getByTestId("value-temperatrue");
  await expect(temperature).toContainText(/\d/);
  const before = await temperature.textContent();
  await expect(temperature).not.toHaveText(before ?? "", { timeout: 30_000 });

  await page.getByRole("tab", { name: "Traffic" }).click();
  await expect(page.getByTestId("live-traffic").getByText("accepted").first()).toBeVisible();
});
