import type { Call } from "./support/api";
import { expect, test } from "./support/fixtures";

async function add(call: Call, prefix: string, number: number): Promise<void> {
  for (let at = 0; at < number; at += 1) {
    await call("POST", "/api/v1/devices", {
      eui: `${prefix}-${String(at).padStart(2, "0")}`,
      data_from: "OTHER",
      thing_model: ["mt_ks52"],
      tags: [prefix],
    });
  }
}

async function total(call: Call, q: string): Promise<number> {
  const page = await call("GET", `/api/v1/devices?q=${q}&limit=1`);
  return (page as { total: number }).total;
}

test("one device is deleted with what belongs to it named, and Undo brings it back", async ({
  open,
  call,
}) => {
  await add(call, "hall", 1);
  const page = await open("#/maintenance/devices/hall-00");
  await page.getByRole("button", { name: "Actions", exact: true }).click();
  await page.getByRole("menuitem", { name: "Delete device…" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete device?" });
  await expect(dialog).toContainText("hall-00");
  await expect(dialog).toContainText("Thing models: mt_ks52");
  await expect(dialog).toContainText("0 records");
  for (const option of [/telemetry too/, /LoRaWAN profile too/, /sub-devices too/]) {
    await expect(dialog.getByRole("checkbox", { name: option })).not.toBeChecked();
  }
  await dialog.getByRole("button", { name: "Delete device" }).click();
  await expect(page.getByText("1 device deleted.")).toBeVisible();
  expect(await total(call, "hall")).toBe(0);

  await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
  const undo = page.getByRole("dialog", { name: "Undo the deletion" });
  await expect(undo).toContainText("1 comes back");
  await expect(undo).toContainText("Telemetry, alarms and queued downlinks do not come back");
  await undo.getByRole("button", { name: "Undo for 1 record" }).click();
  await expect(page.getByText("Undone for 1 record.")).toBeVisible();
  expect(await total(call, "hall")).toBe(1);
});

test("more than twenty are meant by a filter and need their number typed", async ({
  open,
  call,
}) => {
  await add(call, "crate", 22);
  const page = await open("#/maintenance/devices?q=crate");
  await page.getByTestId("grid-devices").getByText("crate-00").waitFor();
  await page.getByTestId("row-crate-00").getByRole("checkbox").click();
  await page.getByRole("button", { name: "Select all 22 matching" }).click();
  const sent = page.waitForRequest((request) => request.url().endsWith("/api/v1/devices/delete"));
  await page.getByRole("toolbar").getByRole("button", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete 22 devices?" });
  const verb = dialog.getByRole("button", { name: "Delete 22 devices" });
  await expect(verb).toBeDisabled();
  await expect(dialog.getByRole("checkbox", { name: /Save a backup first/ })).toBeChecked();
  await dialog.getByRole("checkbox", { name: /Save a backup first/ }).uncheck();
  await dialog.getByLabel("Type 22 to confirm").fill("22");
  await verb.click();
  const body = (await sent).postDataJSON() as { devices: unknown };
  expect(body.devices).toEqual({ filter: {}, q: "crate", except: [] });
  await expect(page.getByText("22 devices deleted.")).toBeVisible();

  // One of them has been taken in the meantime.
  await call("POST", "/api/v1/devices", { eui: "crate-05", data_from: "OTHER", name: "New" });
  await page.keyboard.press("Control+j");
  const card = page
    .getByTestId("task-centre")
    .getByRole("article", { name: "Delete devices" })
    .first();
  await card.getByRole("button", { name: "Undo…" }).click();
  const undo = page.getByRole("dialog", { name: "Undo the deletion" });
  await expect(undo).toContainText("21 come back");
  await expect(undo).toContainText("1 cannot come back");
  await expect(undo).toContainText("another record has had this EUI since the deletion");
  await undo.getByRole("button", { name: "Undo for 21 records" }).click();
  await expect(undo).toBeHidden();
  await expect.poll(() => total(call, "crate")).toBe(22);
});

test("tags are given and taken, and a later change is a conflict", async ({ open, call }) => {
  await add(call, "shelf", 2);
  const page = await open("#/maintenance/devices?q=shelf");
  await page.getByTestId("grid-devices").getByText("shelf-00").waitFor();
  await page.getByRole("checkbox", { name: "Select all loaded rows" }).check();
  await page.getByRole("button", { name: "Change tags" }).click();
  const dialog = page.getByRole("dialog", { name: "Change the tags of 2 devices" });
  await dialog.getByLabel("Tags to add").fill("cold");
  await dialog.getByLabel("Tags to add").press("Enter");
  await dialog.getByLabel("Tags to remove").fill("shelf");
  await dialog.getByLabel("Tags to remove").press("Enter");
  await dialog.getByRole("button", { name: "Change tags" }).click();
  await expect(page.getByText("Tags of 2 devices changed.")).toBeVisible();
  expect(await call("GET", "/api/v1/devices/shelf-01")).toMatchObject({ tags: ["cold"] });

  await call("PATCH", "/api/v1/devices/shelf-01", { name: "Kept" });
  await page.keyboard.press("Control+j");
  const card = page.getByTestId("task-centre").getByRole("article", { name: "+cold, −shelf" });
  await card.getByRole("button", { name: "Undo…" }).click();
  const undo = page.getByRole("dialog", { name: "Undo the change of tags" });
  await expect(undo).toContainText("1 becomes what it was");
  await expect(undo.getByRole("radio", { name: "Leave what was changed since" })).toBeChecked();
  await undo.getByRole("radio", { name: "Overwrite what was changed since" }).check();
  await undo.getByRole("button", { name: "Undo for 2 records" }).click();
  await expect(page.getByText("Undone for 2 records.")).toBeVisible();
  expect(await call("GET", "/api/v1/devices/shelf-01")).toMatchObject({
    tags: ["shelf"],
    name: "",
  });
});

test("a box of sensors is scanned one after the other, by EUI and by QR code", async ({
  open,
  call,
}) => {
  const page = await open("#/maintenance/devices?add=");
  const dialog = page.getByRole("dialog", { name: "Add device" });
  await dialog.getByRole("checkbox", { name: "Add another after saving" }).check();
  const eui = dialog.getByLabel("EUI");
  await eui.click();
  await page.keyboard.type("70B3D57ED0BB0001");
  await page.keyboard.press("Enter");
  const prompt = page.getByRole("dialog", { name: "No LoRaWAN profile for 70b3d57ed0bb0001" });
  await prompt.getByRole("checkbox", { name: /Add Later for all further ones/ }).check();
  await prompt.getByRole("button", { name: "Add Later" }).click();
  await expect(dialog.getByText("1 added in this session")).toBeVisible();
  await expect(eui).toBeFocused();

  await page.keyboard.type("LW:D0:1122334455667788:70B3D57ED0BB0002:AABB1122:S4711");
  await page.keyboard.press("Enter");
  await expect(dialog.getByText("2 added in this session")).toBeVisible();
  expect(await call("GET", "/api/v1/devices/70b3d57ed0bb0002")).toMatchObject({ name: "4711" });
  await expect(eui).toBeFocused();
  await expect(eui).toHaveValue("");

  // A digit that was read wrong is told by the checksum.
  await page.keyboard.type(
    "LW:D0:1122334455667788:AABBCCDDEEFF0012:AABB1122:OAABBCCDDEEFF:SYYWWNNNNNN:PFOOBAR:CAF2C",
  );
  await page.keyboard.press("Enter");
  await expect(dialog.getByText("Its checksum does not fit. Scan it once more.")).toBeVisible();

  // The buttons stay in one line.
  const buttons = await Promise.all(
    ["Cancel", "Create device"].map((name) =>
      dialog.getByRole("button", { name, exact: true }).boundingBox(),
    ),
  );
  expect(buttons[0]?.y).toBe(buttons[1]?.y);
});

test("a pasted block fills the EUI and the keys of Add Now", async ({ open }) => {
  const page = await open("#/maintenance/devices?add=");
  const dialog = page.getByRole("dialog", { name: "Add device" });
  const key = "000102030405060708090a0b0c0d0e0f";
  await dialog.getByLabel("Name").click();
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData("text", text);
    document.activeElement?.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
    );
  }, `Name: Cold store\nDevEUI: 70B3D57ED0BB0009\nJoinEUI: 1122334455667788\nAppKey: ${key}`);
  await expect(
    dialog.getByText("Filled: eui, name. Kept for Add Now: join_eui, app_key."),
  ).toBeVisible();
  await expect(dialog.getByLabel("EUI")).toHaveValue("70b3 d57e d0bb 0009");
  await expect(dialog.getByLabel("Name")).toHaveValue("Cold store");
  await dialog.getByRole("button", { name: "Create device" }).click();
  await page.getByRole("button", { name: "Add Now" }).click();
  const form = page.getByTestId("panel-profile");
  await expect(form.getByLabel("JoinEUI")).toHaveValue("1122 3344 5566 7788");
  await form.getByRole("button", { name: "Save profile and create device" }).click();
  await expect(page).toHaveURL(/devices\/70b3d57ed0bb0009/);
});
