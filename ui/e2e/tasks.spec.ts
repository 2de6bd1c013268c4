import type { Page } from "@playwright/test";

import type { Call } from "./support/api";
import { expect, test } from "./support/fixtures";

type Made = { id: string };

const SCRIPT = "return [{type: 'modifyAttrs', dnMsg: {server_attrs: {mode: params.mode}}}]";

/** An RPC, devices that mount it, and one that does not. */
async function prepare(call: Call, name: string, devices: number): Promise<Made> {
  const template = { mode: { name: "mode", alias: "Mode", type: "number", dftValue: 4 } };
  const rpc = await call("POST", "/api/v1/rpc-models", {
    id_name: name,
    name: `RPC ${name}`,
    template,
    rpc_script: SCRIPT,
  });
  for (let number = 0; number < devices; number += 1) {
    const eui = `${name}-${String(number).padStart(2, "0")}`;
    await call("POST", "/api/v1/devices", { eui, data_from: "OTHER", rpc: [name] });
  }
  await call("POST", "/api/v1/devices", { eui: `${name}-bare`, data_from: "OTHER" });
  return rpc as Made;
}

async function ask(page: Page, query: string, name: string, interval?: string): Promise<void> {
  await page.getByTestId("grid-devices").getByText(`${query}-00`).waitFor();
  await page.getByRole("checkbox", { name: "Select all loaded rows" }).check();
  await page.getByRole("button", { name: "One-Time RPC" }).click();
  const dialog = page.getByRole("dialog", { name: "One-Time RPC" });
  await dialog.getByLabel("Name").fill(name);
  if (interval !== undefined) await dialog.getByLabel("Device interval (ms)").fill(interval);
  await dialog.getByRole("combobox", { name: "RPC" }).fill(query);
  await page.getByTitle(`RPC ${query} (${query})`).click();
  await expect(dialog.getByLabel("Mode")).toHaveValue("4");
  await dialog.getByRole("button", { name: "Submit" }).click();
}

test("a One-Time RPC shows its progress, what failed, and calls the failed ones again", async ({
  open,
  call,
}) => {
  await prepare(call, "lamp", 5);
  const page = await open("#/maintenance/devices?q=lamp");
  await ask(page, "lamp", "Lamps to mode 4");
  const dialog = page.getByRole("dialog", { name: "Lamps to mode 4" });
  await expect(dialog.getByRole("progressbar")).toHaveAttribute("aria-valuetext", "6 / 6");
  await expect(dialog.getByTestId("task-items")).toContainText("lamp-bare");
  await expect(dialog.getByTestId("task-items")).toContainText("RPC is not mounted");

  await call("PATCH", "/api/v1/devices/lamp-bare", { rpc: ["lamp"] });
  await dialog.getByRole("button", { name: "Retry failed" }).click();
  await expect(dialog.getByRole("progressbar")).toHaveAttribute("aria-valuetext", "1 / 1");
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await expect(dialog).toBeHidden();
});

test("the end of a task is told when it comes, not when its dialog is closed", async ({
  open,
  call,
}) => {
  await prepare(call, "fan", 2);
  const page = await open("#/maintenance/devices?q=fan");
  await ask(page, "fan", "Fans slowly", "4000");
  const dialog = page.getByRole("dialog", { name: "Fans slowly" });
  await dialog.getByRole("button", { name: "Run in background" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByTestId("task-badge")).toHaveText("1");
  await expect(page.getByText(/Done for \d/)).toBeHidden();
  await expect(page.getByText("3 selected")).toBeVisible();
  await expect(page.getByText("1 record failed")).toBeVisible();
  await expect(page.getByText("Done for 2 devices.")).toBeVisible();
  await page.getByRole("button", { name: "Restore selection" }).click();
  await expect(page.getByText("3 selected")).toBeVisible();
});

test("a task goes on without its dialog and over a reload, until it is interrupted", async ({
  open,
  call,
}) => {
  await prepare(call, "pump", 20);
  const page = await open("#/maintenance/devices?q=pump");
  await ask(page, "pump", "Pumps slowly", "2000");
  const dialog = page.getByRole("dialog", { name: "Pumps slowly" });
  await expect(dialog.getByRole("progressbar")).toBeVisible();
  await dialog.getByRole("button", { name: "Run in background" }).click();
  await expect(page.getByTestId("task-badge")).toHaveText("1");

  await page.reload();
  await page.getByTestId("task-badge").click();
  const centre = page.getByTestId("task-centre");
  const task = centre.getByRole("article", { name: "Pumps slowly" });
  await expect(task).toContainText("/ 21");
  await expect(task).toContainText("Started");
  await task.getByRole("button", { name: "Interrupt" }).click();
  const question = page.getByRole("dialog", { name: "Interrupt Pumps slowly?" });
  await expect(question).toContainText("It stops after");
  await question.getByRole("button", { name: "Interrupt" }).click();
  await expect(task).toContainText(/Stopped at \d+ of 21/);
  await expect(page.getByTestId("task-badge")).toBeHidden();
  await task.getByRole("button", { name: "Result" }).click();
  await expect(task.getByTestId("task-items")).toContainText("pump-");
  await page.keyboard.press("Control+j");
  await expect(centre).toBeHidden();
});

test("a cron expression is checked and explained while it is typed", async ({ open }) => {
  const page = await open("#/configuration/scheduled-tasks/new");
  const panel = page.getByTestId("panel-scheduled-task");
  const cron = panel.getByLabel("Cron expression");
  await cron.fill("0 0 25 * * ?");
  await expect(panel.getByRole("alert")).toContainText("hour: expected 0 to 23");
  await cron.fill("0 30 2 * * ?");
  await expect(panel.getByTestId("next-runs")).toContainText("At 02:30");
  await expect(panel.getByTestId("next-runs").getByRole("listitem")).toHaveCount(5);
  await panel.getByLabel("Name").fill("Nightly");
  await panel.getByRole("button", { name: /Add scheduled task/ }).click();
  await expect(panel).toContainText("Has no effect yet");
  await expect(page.getByTestId("grid-scheduled-tasks")).toContainText("At 02:30");
});

test("an execution is bound to a scheduled task and executed from there", async ({
  open,
  call,
}) => {
  const rpc = await prepare(call, "valve", 3);
  const schedule = (await call("POST", "/api/v1/scheduled-tasks", {
    name: "Mornings",
    cron: "0 0 8 ? * 1-5",
  })) as Made;
  const page = await open(
    `#/configuration/device-executions/new?rpc_id=${rpc.id}&cron_task=${schedule.id}&eui=valve-00`,
  );
  const panel = page.getByTestId("panel-execution");
  await expect(panel.getByLabel("Per-device send interval (ms)")).toHaveValue("3000");
  await panel.getByLabel("Per-device send interval (ms)").fill("0");
  await panel.getByLabel("Name").fill("Valves");
  await panel.getByLabel("Mode").fill("9");
  await panel
    .getByRole("textbox", { name: "Paste EUIs, any separators" })
    .fill("VALVE-01; valve-02");
  // They are no part of what would be saved.
  await panel.getByRole("button", { name: /Add device execution/ }).click();
  await expect(panel.getByText("Not in the list yet: press “Add 2”.")).toBeVisible();
  await expect(panel.getByRole("textbox", { name: "Paste EUIs, any separators" })).toBeFocused();
  await panel.getByRole("button", { name: "Add 2" }).click();
  await expect(panel.getByTestId("execution-devices").getByRole("listitem")).toHaveCount(3);
  await panel.getByRole("button", { name: /Add device execution/ }).click();
  await expect(panel).toContainText("Next run");

  await page.goto(
    page.url().replace(/#.*/, `#/configuration/scheduled-tasks/${schedule.id}/executions`),
  );
  const card = page.getByRole("article", { name: "Valves" });
  await card.getByRole("button", { name: "Execute Now" }).click();
  await expect(card.getByRole("progressbar")).toHaveAttribute("aria-valuetext", "3 / 3");
  await card.getByRole("button", { name: "Detail" }).click();
  await page.getByRole("tab", { name: "Runs" }).click();
  await expect(panel.getByRole("article", { name: "Valves" })).toContainText("3 / 3");
  await expect(page.getByTestId("grid-device-executions")).toContainText("Finished");
});

test.describe("east of Greenwich", () => {
  test.use({ timezoneId: "Asia/Tokyo" });

  test("the cut-off time of a log is shown and meant by the clock that was chosen", async ({
    open,
    call,
  }) => {
    await prepare(call, "dome", 1);
    const { id } = (await call("POST", "/api/v1/device-executions", {
      name: "Domes",
      rpc_id: "dome",
      euis: ["dome-00"],
      log_until: "2030-05-01T18:00:00Z",
    })) as Made;
    const page = await open(`#/configuration/device-executions/${id}`);
    const until = page.getByTestId("panel-execution").getByLabel("Log cut-off time");
    await expect(until).toHaveValue("2030-05-02 03:00:00");
    await page.getByRole("button", { name: "UTC+09:00" }).click();
    await expect(until).toHaveValue("2030-05-01 18:00:00");
    await until.fill("2030-05-01 20:00:00");
    await until.press("Enter");
    await page.keyboard.press("Control+s");
    await expect
      .poll(() => call("GET", `/api/v1/device-executions/${id}`))
      .toMatchObject({ log_until: "2030-05-01T20:00:00.000Z" });
  });
});
