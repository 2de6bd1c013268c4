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
  const choice = page.getByRole("dialog", { name: "Export LoRaWAN profiles" });
  await expect(choice.getByText("in clear text")).toBeVisible();
  const download = page.waitForEvent("download");
  await choice.getByRole("button", { name: "Export", exact: true }).click();
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

test("an import is a task: its result is found again, and a page that was loaded anew goes on", async ({
  open,
}) => {
  const page = await open("#/maintenance/devices?import=file");
  const dialog = page.getByRole("dialog", { name: "Import devices" });
  const chosen = page.waitForEvent("filechooser");
  await dialog.getByRole("button", { name: "Choose file" }).click();
  const rows = Array.from({ length: 300 }, (_, at) => `task-${at},Task ${at},OTHER`);
  await (await chosen).setFiles(csv(["eui,name,data_from", ...rows]));
  await expect(dialog.getByRole("button", { name: "Import 300 rows" })).toBeVisible();
  await page.reload();
  await dialog.getByRole("checkbox", { name: "Import row 2", exact: true }).uncheck();
  await dialog.getByRole("button", { name: "Import 299 rows" }).click();
  await expect(dialog.getByText("Import finished")).toBeVisible();
  await dialog.getByRole("button", { name: "Close", exact: true }).click();
  await expect(dialog).toBeHidden();

  await page.keyboard.press("Control+j");
  const task = page.getByTestId("task").filter({ hasText: "site.csv" }).first();
  await expect(task).toContainText("300 / 300");
  await task.getByRole("button", { name: "Result" }).click();
  await expect(task.getByTestId("task-items")).toContainText("Left out");
  await task.getByRole("link", { name: "Open result" }).click();
  await expect(dialog.getByText("Import finished")).toBeVisible();
});

test("a file that the instance forgot says what to do", async ({ open }) => {
  const page = await open("#/maintenance/devices?import=result&plan=40000000000000001");
  const dialog = page.getByRole("dialog", { name: "Import devices" });
  await expect(dialog.getByRole("alert")).toContainText("Choose the file again");
  await dialog.getByRole("button", { name: "Import another file" }).click();
  await expect(dialog.getByRole("button", { name: "Choose file" })).toBeVisible();
});

test("a value for all rows is taken back by its button", async ({ open }) => {
  const page = await open("#/maintenance/lorawan-profiles?import=file");
  const dialog = page.getByRole("dialog", { name: "Import LoRaWAN profiles" });
  const chosen = page.waitForEvent("filechooser");
  await dialog.getByRole("button", { name: "Choose file" }).click();
  await (await chosen).setFiles(csv(["Serial,AppKey,join_mode", `70b3d57ed000cccc,${KEY},OTAA`]));
  await expect(dialog.getByRole("alert")).toContainText("dev_eui, standard");
  await dialog.getByRole("combobox", { name: "Same value for all rows" }).click();
  await page.getByTitle("batch", { exact: true }).click();
  const batch = dialog.getByRole("textbox", { name: "batch" });
  await batch.fill("B7");
  // Leaving the field and the button are two changes, in this order.
  await dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(batch).toBeHidden();
  await expect(dialog.getByRole("button", { name: "Check", exact: true })).toBeVisible();
  await page.reload();
  await expect(dialog.getByRole("alert")).toContainText("dev_eui, standard");
  await expect(batch).toBeHidden();
});

test("gateways travel as a table", async ({ open, call }) => {
  const page = await open("#/maintenance/gateways?import=file");
  const dialog = page.getByRole("dialog", { name: "Import gateways" });
  const chosen = page.waitForEvent("filechooser");
  await dialog.getByRole("button", { name: "Choose file" }).click();
  await (
    await chosen
  ).setFiles(csv(["Gateway ID;Name;Latitude", "0016C001F1500812;Roof;52,5", "00:16;Gate;"]));
  await expect(dialog.getByTestId("import-rows")).toContainText("4 hex digits, expected 16");
  await dialog.getByRole("button", { name: "Import 1 row" }).click();
  await expect(dialog.getByText("Import finished")).toBeVisible();
  const gateway = (await call("GET", "/api/v1/gateways/0016c001f1500812")) as { latitude: number };
  expect(gateway.latitude).toBe(52.5);
});
