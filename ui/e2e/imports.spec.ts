import type { Locator, Page } from "@playwright/test";

import { expect, test } from "./support/fixtures";
import { ROOM } from "./support/site";
import { cellsOf, workbook } from "./support/workbook";

test.use({ onSite: true });

const KEY = "00112233445566778899aabbccddeeff";

type File = { name: string; mimeType: string; buffer: Buffer } | string;

const csv = (lines: string[]) => ({
  name: "site.csv",
  mimeType: "text/csv",
  buffer: Buffer.from("\ufeff" + lines.join("\n")),
});

/** Chooses a file in the wizard that is open. */
async function choose(page: Page, dialog: Locator, file: File): Promise<void> {
  const chosen = page.waitForEvent("filechooser");
  await dialog.getByRole("button", { name: "Choose file" }).click();
  await (await chosen).setFiles(file);
}

async function importDevices(page: Page, file: File): Promise<Locator> {
  await page.getByRole("button", { name: "Import", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Import devices" });
  await choose(page, dialog, file);
  return dialog;
}

/** Presses a button that saves a file. Returns the path. */
async function saved(page: Page, button: Locator): Promise<string> {
  const download = page.waitForEvent("download");
  await button.click();
  return (await download).path();
}

test("a file shows what it would do, is corrected, and does exactly that", async ({
  open,
  call,
}) => {
  const before = (await call("GET", `/api/v1/devices/${ROOM.eui}`)) as Record<string, unknown>;
  const page = await open("#/maintenance/devices");
  const dialog = await importDevices(
    page,
    csv([
      "EUI;Name;Tags",
      `${ROOM.eui};Room 1A;KS52`,
      "70b3d57ed00f1235;Room 2;",
      "70b3d57ed00f1235;Room 3;",
      `${ROOM.eui};Twice;`,
    ]),
  );
  const rows = dialog.getByTestId("import-rows");
  await expect(rows.getByRole("row")).toHaveCount(3);
  await expect(rows).toContainText("row 3 of this file has the same eui");

  await rows
    .getByRole("row", { name: /row 3 of this file/ })
    .getByRole("button", { name: "Correct" })
    .click();
  await dialog.getByLabel("eui in row 4").fill("70b3d57ed00f1236");
  await dialog.getByLabel("eui in row 4").press("Enter");
  await expect(dialog.getByText("Error 1")).toBeVisible();
  await dialog.getByText("Update 1").click();
  await expect(rows.getByRole("row")).toHaveCount(2);
  await expect(rows.getByRole("listitem")).toHaveText(["name Meeting room → Room 1A"]);

  await dialog.getByRole("button", { name: "Import 3 rows" }).click();
  await expect(dialog.getByText("Import finished")).toBeVisible();
  await expect(rows).toContainText("skipped");
  const result = await saved(page, dialog.getByRole("button", { name: "Download result" }));
  expect(await cellsOf(result)).toHaveLength(5);
  await dialog.getByRole("button", { name: "Open in list" }).click();
  await expect(page.getByRole("grid")).toBeVisible();
  const { name, tags, rpc, thing_model } = before;
  expect(name).toBe("Meeting room");
  expect(await call("GET", `/api/v1/devices/${ROOM.eui}`)).toMatchObject({
    name: "Room 1A",
    tags,
    rpc,
    thing_model,
  });
});

test("what was left out and how errors are met outlive a correction and the way back", async ({
  open,
  call,
}) => {
  const page = await open("#/maintenance/devices");
  const dialog = await importDevices(
    page,
    csv([
      "eui,name",
      "70b3d57ed00f3001,Left out",
      "70b3d57ed00f3002,Made",
      "70b3d57ed00f30,Short",
      "70b3d57ed00f3004,Long",
      "70b3d57ed00f30,Short too",
    ]),
  );
  const rows = dialog.getByTestId("import-rows");
  await dialog.getByText("All 5").click();
  await dialog.getByRole("checkbox", { name: "Import row 2" }).uncheck();
  await dialog.getByText("Import nothing if a row has an error").click();
  const start = dialog.getByRole("button", { name: /^Import \d/ });
  await expect(start).toHaveText("Import 2 rows");

  const correct = async (row: number, eui: string) => {
    await rows
      .getByRole("row")
      .filter({ hasText: new RegExp(`^\\s*${row}Error`) })
      .getByRole("button", { name: "Correct" })
      .click();
    await dialog.getByLabel(`eui in row ${row}`).fill(eui);
    await dialog.getByLabel(`eui in row ${row}`).press("Enter");
  };
  await correct(4, "70b3d57ed00f3003");
  await expect(dialog.getByText("Error 1")).toBeVisible();
  await expect(dialog.getByRole("checkbox", { name: "Import row 2" })).not.toBeChecked();
  await correct(6, "70b3d57ed00f3006");
  await expect(dialog.getByText("Error 0")).toBeVisible();
  await expect(start).toHaveText("Import 4 rows");

  await dialog.getByRole("button", { name: "Back" }).click();
  await dialog.getByRole("button", { name: "Check", exact: true }).last().click();
  await expect(dialog.getByRole("checkbox", { name: "Import row 2" })).not.toBeChecked();
  await start.click();
  await expect(dialog.getByText("Import finished")).toBeVisible();
  expect(await call("GET", "/api/v1/devices?q=70b3d57ed00f30")).toMatchObject({ total: 4 });
});

test("a wizard that was closed does not come back when its file arrives", async ({ open }) => {
  const page = await open("#/maintenance/devices");
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/api\/v1\/imports\/devices\?/, async (route) => {
    await held;
    await route.continue().catch(() => undefined);
  });
  const dialog = await importDevices(page, csv(["eui,name", "70b3d57ed00f3101,Late"]));
  await expect(dialog.getByText("Reading")).toBeVisible();
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(dialog).toBeHidden();
  release();
  await page.unrouteAll({ behavior: "wait" });
  await page.getByRole("grid").click();
  await expect(dialog).toBeHidden();
  await expect(page).not.toHaveURL(/import=/);
});

test("a column that a file does not have is left alone", async ({ open, call }) => {
  const page = await open("#/maintenance/devices");
  const dialog = await importDevices(page, csv(["eui,tags", "70b3d57ed0000007,north"]));
  await dialog.getByRole("button", { name: "Import 1 row" }).click();
  await expect(dialog.getByText("Import finished")).toBeVisible();
  await expect(dialog.getByText("No row here")).toHaveCount(0);
  expect(await call("GET", "/api/v1/devices/70b3d57ed0000007")).toMatchObject({
    name: "Meter 00007",
    tags: ["north"],
  });
});

test("bad rows are named before anything is written, and come back as a file", async ({
  open,
  call,
}) => {
  const good = ["70b3d57ed00f2001", "70b3d57ed00f2002", "70b3d57ed00f2003"];
  const total = async () => (await call("GET", "/api/v1/devices?q=Shelf")) as { total: number };
  const page = await open("#/maintenance/devices");
  const rows = [...good, "70b3d57ed00f20", good[0]].map((eui, at) => `${eui},Shelf ${at}`);
  const dialog = await importDevices(page, csv(["eui,name", ...rows]));
  await expect(dialog.getByText("Create 3")).toBeVisible();
  await expect(dialog.getByText("Error 2")).toBeVisible();
  const bad = dialog.getByTestId("import-rows").getByRole("row");
  await expect(bad.nth(1)).toContainText(/5Error.*eui 14 hex digits, expected 16/);
  await expect(bad.nth(2)).toContainText(/6Error.*eui /);
  const file = await saved(page, dialog.getByRole("button", { name: "Download error rows" }));
  const [head, ...lines] = (await cellsOf(file)).map((row) => row.map(({ text }) => text));
  expect(head?.slice(2)).toEqual(["result", "message"]);
  expect(lines.map((line) => line.slice(0, 2))).toEqual([
    ["70b3d57ed00f20", "Shelf 3"],
    [good[0], "Shelf 4"],
  ]);
  expect(await total()).toMatchObject({ total: 0 });

  await dialog.getByRole("button", { name: "Import 3 rows" }).click();
  await expect(dialog.getByText("Import finished")).toBeVisible();
  expect(await total()).toMatchObject({ total: 3 });
});

test("a spreadsheet's number is taken for the address it was", async ({ open }) => {
  const page = await open("#/maintenance/lorawan-profiles?import=file");
  const dialog = page.getByRole("dialog", { name: "Import LoRaWAN profiles" });
  await choose(page, dialog, {
    name: "site.xlsx",
    mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    buffer: workbook([
      ["dev_eui", "join_mode", "standard", "dev_addr", "apps_key", "nwks_key"],
      ["70b3d57e00001234", "ABP", "CN470", 2141, KEY, KEY],
    ]),
  });
  await dialog.getByText("Warning 1").click();
  await expect(dialog.getByTestId("import-rows")).toContainText("00002141");
  await dialog.getByRole("button", { name: "Import 1 row" }).click();
  await expect(dialog.getByText("Import finished")).toBeVisible();
  await dialog.getByRole("button", { name: "Open in list" }).click();

  await page.getByRole("button", { name: "Export", exact: true }).click();
  const choice = page.getByRole("dialog", { name: "Export LoRaWAN profiles" });
  const file = await saved(page, choice.getByRole("button", { name: "Export", exact: true }));
  const cells = (await cellsOf(file)).flat();
  for (const text of ["70b3d57e00001234", "00002141"]) {
    expect(cells.filter((cell) => cell.text === text)).toEqual([{ text, isText: true }]);
  }
});

test("columns that are not known are mapped, and one value holds for every row", async ({
  open,
}) => {
  const page = await open("#/maintenance/lorawan-profiles?import=file");
  const dialog = page.getByRole("dialog", { name: "Import LoRaWAN profiles" });
  await choose(
    page,
    dialog,
    csv(["Serial,AppKey,join_mode,standard", `70b3d57ed000aaaa,${KEY},OTAA,EU868`]),
  );
  await expect(dialog.getByRole("alert")).toContainText("Missing: dev_eui");
  await expect(dialog.getByRole("button", { name: "Check", exact: true }).last()).toBeDisabled();
  await dialog.getByLabel("Field: Serial").click();
  await page.getByTitle("dev_eui *").click();
  await dialog.getByRole("button", { name: "Check", exact: true }).last().click();
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
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const choice = page.getByRole("dialog", { name: "Export LoRaWAN profiles" });
  await expect(choice.getByText("in clear text")).toBeVisible();
  const path = await saved(page, choice.getByRole("button", { name: "Export", exact: true }));
  await page.getByRole("button", { name: "Import", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Import LoRaWAN profiles" });
  await choose(page, dialog, path);
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
  await page.getByTitle("dev_addr", { exact: true }).click();
  const address = dialog.getByRole("textbox", { name: "dev_addr" });
  await address.fill("260b1a2c");
  // Leaving the field and the button are two changes, in this order.
  await dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(address).toBeHidden();
  await expect(dialog.getByRole("button", { name: "Check", exact: true }).last()).toBeVisible();
  await page.reload();
  await expect(dialog.getByRole("alert")).toContainText("dev_eui, standard");
  await expect(address).toBeHidden();
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

test("a text file that does not say its encoding is looked at before anything happens", async ({
  open,
}) => {
  const page = await open("#/maintenance/devices");
  const dialog = await importDevices(page, {
    name: "site.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("eui;name;data_from\nenc-1;Z\xfcrich Ger\xe4t;OTHER\n", "latin1"),
  });
  const warning = dialog.getByRole("alert").filter({ hasText: "was read as windows-1252" });
  await expect(warning).toBeVisible();
  await expect(dialog.getByRole("cell", { name: "Zürich Gerät" })).toBeVisible();
  await warning.getByRole("combobox", { name: "Encoding" }).click();
  await page.getByTitle("gb18030", { exact: true }).click();
  // What was said is no guess, so that nothing is left to ask.
  await expect(dialog.getByTestId("import-rows")).toContainText("Z黵ich Ger鋞");
  // What was wrong is chosen anew.
  await dialog.getByRole("button", { name: "Columns" }).click();
  await dialog.getByRole("combobox", { name: "Encoding" }).click();
  await page.getByTitle("windows-1252", { exact: true }).click();
  await expect(dialog.getByTestId("import-rows")).toContainText("Zürich Gerät");
});

test("records that are there are changed without the columns that new ones need", async ({
  open,
  call,
}) => {
  const page = await open("#/maintenance/lorawan-profiles");
  await page.getByRole("button", { name: "Import", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Import LoRaWAN profiles" });
  await choose(page, dialog, csv(["dev_eui;batch", `${ROOM.eui};lot 7`, "70b3d57ed00f9999;lot 7"]));
  await expect(dialog.getByRole("alert")).toContainText("standard");
  // The step has the same name.
  await dialog.getByRole("button", { name: "Check", exact: true }).last().click();
  await expect(dialog.getByText("Update 1")).toBeVisible();
  await dialog.getByRole("button", { name: /^Import 1/ }).click();
  await expect
    .poll(async () => {
      const profile = await call("GET", `/api/v1/lorawan-profiles/${ROOM.eui}`);
      return (profile as { batch: string }).batch;
    })
    .toBe("lot 7");
});
