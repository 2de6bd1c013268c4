import { createServer, type Server } from "node:net";
import type { AddressInfo } from "node:net";

import type { Call } from "./support/api";
import { expect, test } from "./support/fixtures";
import { sequence } from "./support/keys";

/** A device that can raise alarms. */
const addDevice = (call: Call, eui: string, name: string) =>
  call("POST", "/api/v1/devices", { eui, name, data_from: "OTHER", rpc: ["alarm"] });

const raise = (call: Call, eui: string, params: Record<string, unknown>) =>
  call("POST", `/api/v1/devices/${eui}/rpc`, {
    method: "alarm",
    params: { action: "new", ...params },
    wait_ms: 10_000,
  });

/** A mail server that takes everything, and what it took. */
async function mailServer(): Promise<{ port: number; mails: string[]; server: Server }> {
  const mails: string[] = [];
  const server = createServer((socket) => {
    let data = false;
    let mail = "";
    socket.on("error", () => undefined);
    socket.write("220 test\r\n");
    socket.on("data", (chunk) => {
      for (const line of chunk.toString().split("\r\n").slice(0, -1)) {
        if (data && line !== ".") mail += `${line}\n`;
        else if (data) {
          data = false;
          mails.push(mail);
          mail = "";
          socket.write("250 taken\r\n");
        } else if (line.startsWith("DATA")) {
          data = true;
          socket.write("354 go on\r\n");
        } else if (line.startsWith("QUIT")) socket.end("221 bye\r\n");
        else if (line.includes("refused@")) socket.write("550 no such mailbox\r\n");
        else socket.write("250 ok\r\n");
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, mails, server };
}

test("alarms come and go by themselves, and people say what they think of them", async ({
  open,
  call,
}) => {
  await addDevice(call, "tank-1", "North tank");
  const page = await open("#/overview");
  await sequence(page, "g", "c");
  await expect(page.getByText("No active alarms")).toBeVisible();

  await raise(call, "tank-1", { name: "hot", title: "Too hot", desc: "31 °C", level: "high" });
  await raise(call, "tank-1", { name: "low", title: "Too empty", desc: "2 %", level: "low" });
  const grid = page.getByTestId("grid-alarms");
  await expect(grid.getByRole("row", { name: /Too hot/ })).toContainText("high");
  await expect(page.getByRole("contentinfo")).toContainText("2 active alarms");

  await grid.getByText("Too hot").click();
  const panel = page.getByTestId("panel-alarm");
  await expect(panel).toContainText("31 °C");
  await panel.getByRole("button", { name: "Acknowledge" }).click();
  const dialog = page.getByRole("dialog", { name: "Acknowledge the alarm?" });
  await dialog.getByLabel("Note (optional)").fill("Ventilator is on its way");
  await dialog.getByRole("button", { name: "Acknowledge" }).click();
  await expect(panel).toContainText("Ventilator is on its way");
  await expect(panel.getByRole("region", { name: "What happened so far" })).toContainText(
    "acknowledged",
  );

  // A higher level is news again.
  await raise(call, "tank-1", { name: "hot", title: "Too hot", desc: "40 °C", level: "urgent" });
  await expect(panel).toContainText("40 °C");
  await expect(panel).toContainText("not yet");

  // The one alarm ends elsewhere, the other one by hand.
  await call("POST", "/api/v1/devices/tank-1/rpc", {
    method: "alarm",
    params: { action: "clear", name: "hot" },
    wait_ms: 10_000,
  });
  await expect(panel).toContainText("This alarm is not active");
  await expect(grid.getByText("Too hot")).toBeHidden();
  await page.keyboard.press("Escape");
  await page.getByRole("checkbox", { name: "Select all loaded rows" }).check();
  await page
    .getByRole("toolbar")
    .getByRole("button", { name: "Clear", exact: true })
    .last()
    .click();
  await page.getByRole("dialog").getByRole("button", { name: "Clear alarm" }).click();
  await expect(page.getByText("No active alarms")).toBeVisible();

  await page.getByRole("link", { name: "History" }).click();
  const history = page.getByTestId("grid-alarm-history");
  await expect(history.getByRole("row").nth(1)).toContainText("cleared by hand");
  await page.getByRole("button", { name: "Event" }).click();
  await page.getByRole("menuitem", { name: "acknowledged" }).click();
  await expect(history.getByRole("row")).toHaveCount(2);
  await expect(history).toContainText("Ventilator is on its way");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: "Text (.csv)" }).click();
  expect((await download).suggestedFilename()).toMatch(/^alarm-history-.*\.csv$/);
});

test("filters by level and device hold for what comes later too", async ({ open, call }) => {
  await addDevice(call, "pump-1", "Pump one");
  await addDevice(call, "pump-2", "Pump two");
  const page = await open("#/alarms/active?level=urgent&eui=pump-1");
  await expect(page.getByText("Nothing matches")).toBeVisible();
  await raise(call, "pump-2", { name: "dry", title: "Runs dry", level: "urgent" });
  await raise(call, "pump-1", { name: "old", title: "Grows old", level: "low" });
  await raise(call, "pump-1", { name: "dry", title: "Runs dry", level: "urgent" });
  const grid = page.getByTestId("grid-alarms");
  await expect(grid.getByRole("row")).toHaveCount(2);
  await expect(grid).toContainText("Pump one");
  await grid.getByRole("link", { name: "Pump one" }).click();
  await expect(page.getByTestId("panel-device")).toContainText("Pump one");
});

test("a link to an alarm shows it wherever the list has it, until it is over", async ({
  open,
  call,
}) => {
  await addDevice(call, "well-1", "Old well");
  await raise(call, "well-1", { name: "dry", title: "Nearly dry", level: "low" });
  const { items } = (await call("GET", "/api/v1/alarms?eui=well-1")) as { items: { id: string }[] };
  const page = await open(`#/alarms/active/${items[0]?.id}?level=urgent&eui=well-1`);
  const panel = page.getByTestId("panel-alarm");
  await expect(panel).toContainText("Nearly dry");
  await expect(panel.getByRole("region", { name: "What happened so far" })).toContainText("raised");
  await call("POST", "/api/v1/alarms/clear", { ids: [items[0]?.id] });
  await expect(panel).toContainText("This alarm is not active");
});

test("a group is checked, tried out, and its messages can be read", async ({ open, call }) => {
  const { port, mails, server } = await mailServer();
  try {
    const page = await open("#/settings/mail");
    await page.getByLabel("SMTP server").fill("127.0.0.1");
    await page.getByRole("combobox", { name: "Security" }).click();
    await page.getByTitle("None, in clear").click();
    await page.getByRole("spinbutton", { name: "Port" }).fill(String(port));
    await page.getByLabel("Sender").fill("nobody");
    await page.getByRole("button", { name: /^Save/ }).click();
    await expect(page.getByRole("alert")).toBeVisible();
    await page.getByLabel("Sender").fill("ThinkLink <tl@example.org>");
    await page.getByRole("button", { name: /^Save/ }).click();
    await expect(page.getByText("Mail server saved.")).toBeVisible();
    await page.getByLabel("Address").fill("me@example.org");
    await page.getByRole("button", { name: "Send test mail" }).click();
    await expect(page.getByTestId("mail-outcome")).toContainText("The server took the mail");
    await page.getByLabel("Address").fill("refused@example.org");
    await page.getByRole("button", { name: "Send test mail" }).click();
    await expect(page.getByTestId("mail-outcome")).toContainText("no such mailbox");
    expect(mails).toHaveLength(1);

    await page.goto(page.url().replace(/#.*/, "#/alarms/groups"));
    await page.getByRole("button", { name: "Add notification group" }).first().click();
    const panel = page.getByTestId("panel-notification-group");
    const add = panel.getByRole("button", { name: /Add notification group/ });
    await panel.getByLabel("Name").fill("night");
    await add.click();
    await expect(panel.getByRole("alert")).toContainText("At least one address is needed");
    const members = panel.getByRole("combobox", { name: "Members" });
    await members.fill("night@example.org;");
    await members.fill("nobody");
    await members.press("Enter");
    await add.click();
    await expect(panel.getByRole("alert")).toContainText("“nobody” is no e-mail address");
    // By the cross: the field takes no Backspace right after an Enter.
    const nobody = panel.locator(".ant-select-selection-item").filter({ hasText: "nobody" });
    await nobody.locator(".ant-select-selection-item-remove").click();
    await expect(nobody).toHaveCount(0);
    await members.fill("refused@example.org");
    await members.press("Enter");
    await add.click();
    await expect(panel.getByRole("heading", { name: "night" })).toBeVisible();
    await panel.getByRole("button", { name: "Send test" }).click();
    const outcomes = panel.getByTestId("test-outcomes").getByRole("listitem");
    await expect(outcomes.nth(0)).toContainText("sent");
    await expect(outcomes.nth(1)).toContainText("no such mailbox");

    await addDevice(call, "vat-1", "Vat");
    await raise(call, "vat-1", {
      name: "foam",
      title: "Foams over",
      level: "high",
      notify: ["night", "nobody here"],
    });
    await panel.getByRole("tab", { name: "Messages" }).click();
    await expect(panel.getByText("Foams over").first()).toBeVisible();
    await expect(panel).toContainText("no such mailbox");
    await page.getByRole("navigation", { name: "Views of alarms" }).getByText("Messages").click();
    await expect(page.getByTestId("grid-notification-log")).toContainText("nobody here");
  } finally {
    server.close();
  }
});
