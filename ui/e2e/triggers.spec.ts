import { expect, test } from "./support/fixtures";
import { publish } from "./support/publish";

const THRESHOLD = `
const { level } = device.telemetry_data[thingModelId];
if (level === 13) throw new Error('unlucky');
return level > 5 ? { actions: [{ method: 'alarm', params: { action: 'new', name: 'overflow',
  title: 'Too full', level: 'high' } }] } : null;`;
const LATER = `
return { delayms: 3600000, abort_previous_timer: true, actions: [{ method: 'alarm', params: {
  action: 'new', name: 'later', title: 'Still there', level: 'low' } }] };`;

test("triggers of a device are added, watched while they run, and removed", async ({
  open,
  call,
  instance,
}) => {
  await call("POST", "/api/v1/thing-models", {
    id_name: "tank",
    name: "Tank",
    payload_parser: "return { telemetry_data: { level: msg.level } };",
  });
  for (const [name, trigger_script] of [
    ["Threshold", THRESHOLD],
    ["Later", LATER],
  ]) {
    await call("POST", "/api/v1/trigger-models", { name, trigger_script });
  }
  await call("POST", "/api/v1/devices", {
    eui: "tank-1",
    name: "Tank one",
    data_from: "OTHER",
    thing_model: ["tank"],
    rpc: ["alarm"],
  });
  const account = (await call("GET", "/api/v1/mqtt-account")) as {
    username: string;
    password: string;
  };
  const report = (level: number) =>
    publish(instance.mqtt, account, "/v32/default/as/up/data/tank-1", { level });

  const page = await open("#/maintenance/devices/tank-1/triggers");
  const panel = page.getByTestId("panel-device");
  await expect(panel.getByText("No trigger is mounted")).toBeVisible();
  await panel.getByRole("button", { name: "Add" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Add triggers to this device" });
  await dialog.getByRole("combobox").fill("Thresh");
  await page.getByTitle("Threshold").click();
  await dialog.getByRole("combobox").fill("Later");
  await page.getByTitle("Later").click();
  await dialog.getByText("Add triggers to this device").click();
  await dialog.getByRole("button", { name: "Add" }).click();
  const table = panel.getByTestId("device-triggers");
  await expect(table.getByRole("row", { name: /Threshold/ })).toContainText("not yet");

  await report(7);
  await expect(table.getByRole("row", { name: /Threshold/ })).toContainText("alarm");
  await expect(table.getByRole("row", { name: /Later/ })).toContainText(/\d\d:\d\d:\d\d alarm/);
  await expect(panel.getByTestId("trigger-log")).toContainText("ALARM");
  await report(13);
  await expect(table.getByRole("row", { name: /Threshold/ })).toContainText("unlucky");
  await expect(panel.getByTestId("trigger-log")).toContainText("failed");

  await table.getByRole("checkbox", { name: "Select Later" }).check();
  await table.getByRole("checkbox", { name: "Select Threshold" }).check();
  await panel.getByRole("button", { name: "Remove" }).click();
  const question = page.getByRole("dialog", { name: "Remove 2 triggers from this device?" });
  await expect(question).toContainText("1 waiting action will not happen");
  await question.getByRole("button", { name: "Remove 2 triggers" }).click();
  await expect(panel.getByText("No trigger is mounted")).toBeVisible();
});
