import { expect, test } from "./fixtures";

const KEY = "00112233445566778899aabbccddeeff";

const csv = (lines: string[]) => ({
  name: "site.csv",
  mimeType: "text/csv",
  buffer: Buffer.from("\ufeff" + lines.join("\n")),
});

test("a file shows what it would do, is corrected, and does exactly that", async ({
  open,
  call,
}) => {
  await call("POST", "/api/v1/devices", { eui: "70b3d57ed0001234", name: "Room 1" });
  const page = await open("#/maintenance/devices");
  await page.getByRole("button", { name: "upload Import" }).click();
  const dialog = page.getByRole("dialog", { name: "Import devices" });
  const chosen = page.waitForEvent("filechooser");
  await dialog.getByRole("button", { name: "Choose file" }).click();
  await (
    await chosen
  ).setFiles(
    csv([
      "EUI;Name;Tags",
      "70b3d57ed0001234;Room 1A;KS52",
      "70b3d57ed0001235;Room 2;",
      "70b3d57ed0001235;Room 3;",
      "70b3d57ed0001234;Twice;",
    ]),
  );
  const rows = dialog.getByTestId("import-rows");
  await expect(rows.getByRole("row")).toHaveCount(3);
  await expect(rows).toContainText("row 3 of this file has the same eui");

  await rows
    .getByRole("row", { name: /row 3 of this file/ })
    .getByRole("button", { name: "Correct" })
    .click();
  await dialog.getByLabel("eui in row 4").fill("70b3d57ed0001236");
  await dialog.getByLabel("eui in row 4").press("Enter");
  await expect(dialog.getByText("Error 1")).toBeVisible();
  await dialog.getByText("Update 1").click();
  await expect(rows).toContainText("Room 1 → Room 1A");

  await dialog.getByRole("button", { name: "Import 3 rows" }).click();
  await expect(dialog.getByText("Import finished")).toBeVisible();
  await expect(rows).toContainText("skipped");
  const download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Download result" }).click();
  expect((await download).suggestedFilename()).toMatch(/^import-result-.*\.xlsx$/);
  await dialog.getByRole("button", { name: "Open in list" }).click();
  await expect(page.getByRole("grid")).toContainText("Room 1A");
  await expect(page.getByRole("grid")).toContainText("Room 3");
});

test("columns that are not known are mapped, and one value holds for every row", async ({
  open,
}) => {
  const page = await open("#/maintenance/lorawan-profiles?import=file");
  const dialog = page.getByRole("dialog", { name: "Import LoRaWAN profiles" });
  const chosen = page.waitForEvent("filechooser");
  await dialog.getByRole("button", { name: "Choose file" }).click();
  await (
    await chosen
  ).setFiles(csv(["Serial,AppKey,join_mode,standard", `70b3d57ed000aaaa,${KEY},OTAA,EU868`]));
  await expect(dialog.getByRole("alert")).toContainText("Missing: dev_eui");
  await expect(dialog.getByRole("button", { name: "Check", exact: true })).toBeDisabled();
  await dialog.getByLabel("Field: Serial").click();
  await page.getByTitle("dev_eui *").click();
  await dialog.getByRole("button", { name: "Check", exact: true }).click();
  await dialog.getByRole("button", { name: "Import 1 row" }).click();
  await expect(dialog.getByText("Import finished")).toBeVisible();
});

test("what is exported is unchanged when it is imported", async ({ open, call }) => {
  await call("POST", "/api/v1/lorawan-profiles", {
    dev_eui: "70b3d57ed000bbbb",
    join_mode: "OTAA",
    standard: "EU868",
    app_key: KEY,
  });
  const page = await open("#/maintenance/lorawan-profiles");
  await page.getByRole("button", { name: "download Export" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: /Excel workbook \(/ }).click();
  const path = await (await download).path();
  await page.getByRole("button", { name: "upload Import" }).click();
  const dialog = page.getByRole("dialog", { name: "Import LoRaWAN profiles" });
  const chosen = page.waitForEvent("filechooser");
  await dialog.getByRole("button", { name: "Choose file" }).click();
  await (await chosen).setFiles(path);
  await expect(dialog.getByText(/^Unchanged [1-9]/)).toBeVisible();
  await expect(dialog.getByText("Error 0")).toBeVisible();
  await expect(dialog.getByText("Update 0")).toBeVisible();
});
