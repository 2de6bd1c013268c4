import { expect, test } from "./support/fixtures";

test("storage shows what there is, keeps it as long as one says, and cleans as a task", async ({
  open,
  call,
}) => {
  const page = await open("#/settings/storage");
  await expect(page.getByText("history.db")).toBeVisible();
  await expect(page.getByTestId("storage-telemetry")).toContainText("Telemetry history");
  const telemetry = page.getByRole("spinbutton", { name: "Telemetry history" });
  await expect(telemetry).toHaveValue("365");
  await expect(page.getByText("Default: 365 d")).toBeVisible();

  await telemetry.fill("90");
  await page.getByRole("button", { name: /^Save/ }).click();
  await expect(page.getByText("Settings saved.")).toBeVisible();
  expect(await call("GET", "/api/v1/settings")).toMatchObject({ telemetry_retention_d: 90 });
  await telemetry.fill("0");
  await page.getByRole("button", { name: /^Save/ }).click();
  await expect(page.getByText("0, expected 1 to 3660")).toBeVisible();
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(telemetry).toHaveValue("90");

  await page.getByRole("button", { name: "Clean now" }).click();
  await page.getByRole("button", { name: "Show" }).click();
  const task = page.getByTestId("task-centre").getByTestId("task");
  await expect(task).toContainText("Finished");
  await task.getByRole("button", { name: "Result" }).click();
  await expect(task.getByTestId("task-items")).toContainText("Rows deleted");
});
