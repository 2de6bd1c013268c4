import { expect, test } from "./support/fixtures";
import { makeSubDevice } from "./support/sub-device";

type Made = { id: string };
type Execution = { euis: string[] };

const SCRIPT = "return [{type: 'modifyAttrs', dnMsg: {server_attrs: {mode: 1}}}]";

test("an RPC of a device is bound to executions, opened from its tag and taken out again", async ({
  open,
  call,
}) => {
  const rpc = (await call("POST", "/api/v1/rpc-models", {
    id_name: "beat",
    name: "Set heartbeat",
    rpc_script: SCRIPT,
  })) as Made;
  await call("POST", "/api/v1/rpc-models", {
    id_name: "reset",
    name: "Reset",
    rpc_script: SCRIPT,
  });
  for (const eui of ["meeting-room", "corridor"]) {
    const name = eui === "corridor" ? "Corridor" : "Meeting room";
    await call("POST", "/api/v1/devices", { eui, name, data_from: "OTHER", rpc: ["beat"] });
  }
  const nightly = (await call("POST", "/api/v1/device-executions", {
    name: "Nightly sync",
    rpc_id: "beat",
    euis: ["corridor"],
  })) as Made;
  await call("POST", "/api/v1/device-executions", {
    name: "Weekly reset",
    rpc_id: "reset",
    euis: ["corridor"],
  });

  const page = await open("#/maintenance/devices/meeting-room/rpc");
  const row = page.getByTestId("rpc-beat");
  await expect(page.getByRole("columnheader", { name: "Bound Device Executions" })).toBeVisible();
  const add = row.getByRole("button", { name: "Add Set heartbeat to Device Execution" });
  await add.click();
  await page.getByRole("menuitem", { name: "Add to Existing…" }).click();
  const dialog = page.getByRole("dialog", { name: "Add to an existing device execution" });
  const other = dialog.getByRole("button", { name: /Weekly reset/ });
  await expect(other).toBeDisabled();
  await expect(other).toContainText("calls Reset");
  await dialog.getByRole("searchbox", { name: "Search by name" }).fill("NIGHT");
  await expect(other).toBeHidden();
  await dialog.getByRole("button", { name: /Nightly sync/ }).click();
  await expect(dialog).toBeHidden();
  const tag = row.getByRole("link", { name: "Nightly sync" });
  await expect(tag).toBeVisible();
  const euis = async () =>
    ((await call("GET", `/api/v1/device-executions/${nightly.id}`)) as Execution).euis;
  expect(await euis()).toEqual(["corridor", "meeting-room"]);

  await add.click();
  await page.getByRole("menuitem", { name: "Add to Existing…" }).click();
  const inside = dialog.getByRole("button", { name: /Nightly sync/ });
  await expect(inside).toBeDisabled();
  await expect(inside).toContainText("this device is in it already");
  await dialog.getByRole("button", { name: "Close" }).click();

  await tag.click();
  const panel = page.getByTestId("panel-execution");
  await expect(panel.getByLabel("Name")).toHaveValue("Nightly sync");
  await expect(panel.getByTestId("execution-devices")).toContainText("meeting-room");
  await page.goBack();

  await row.getByRole("button", { name: "Remove from Nightly sync" }).click();
  const question = page.getByRole("dialog", { name: "Remove Meeting room from Nightly sync?" });
  await question.getByRole("button", { name: "Remove from the execution" }).click();
  await expect(tag).toBeHidden();
  expect(await euis()).toEqual(["corridor"]);

  await add.click();
  await page.getByRole("menuitem", { name: "Create New Device Execution" }).click();
  await expect(page).toHaveURL(new RegExp(`rpc_id=${rpc.id}&eui=meeting-room`, "u"));
  await expect(panel.getByTestId("execution-devices").getByRole("listitem")).toHaveCount(1);
  await panel.getByLabel("Name").fill("Morning beat");
  await panel.getByRole("button", { name: /Add device execution/ }).click();
  await expect(panel).toContainText("Runs by Execute only");
  await page.goto(page.url().replace(/#.*/u, "#/maintenance/devices/meeting-room/rpc"));
  await expect(row.getByRole("link", { name: "Morning beat" })).toBeVisible();
});

test("an inherited RPC says that it has to be bound first, and binds it", async ({
  open,
  call,
}) => {
  await call("POST", "/api/v1/rpc-models", {
    id_name: "poll",
    name: "Poll meters",
    inherit: true,
    rpc_script: SCRIPT,
  });
  await call("POST", "/api/v1/devices", { eui: "bus", data_from: "OTHER", rpc: ["poll"] });
  const meter = await makeSubDevice(call, "bus");
  const page = await open(`#/maintenance/devices/${meter}/rpc`);
  const row = page.getByTestId("rpc-poll");
  await expect(row).toContainText("inherited");
  const add = row.getByRole("button", { name: "Add Poll meters to Device Execution" });
  await add.click();
  await expect(page.getByRole("menu")).toContainText("Bind it to this device first.");
  await expect(page.getByRole("menuitem", { name: "Add to Existing…" })).toHaveCount(0);
  await page.getByRole("menuitem", { name: "Bind Poll meters to this device" }).click();
  await expect(row).not.toContainText("inherited");
  await add.click();
  await expect(page.getByRole("menuitem", { name: "Add to Existing…" })).toBeVisible();
});

test("a scheduled task that executions run by says so instead of being deleted", async ({
  open,
  call,
}) => {
  const rpc = (await call("POST", "/api/v1/rpc-models", {
    id_name: "flush",
    name: "Flush",
    rpc_script: SCRIPT,
  })) as Made;
  const task = (await call("POST", "/api/v1/scheduled-tasks", {
    name: "Mornings",
    cron: "0 0 8 ? * 1-5",
  })) as Made;
  await call("POST", "/api/v1/device-executions", {
    name: "Flush the pipes",
    rpc_id: rpc.id,
    cron_task: task.id,
  });
  const page = await open("#/configuration/scheduled-tasks");
  const row = page.getByTestId("grid-scheduled-tasks").getByRole("row", { name: /Mornings/ });
  await row.click({ button: "right" });
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(page.getByText("Mornings still runs 1 device execution.")).toBeVisible();
  await expect(page.getByRole("dialog")).toBeHidden();
});
