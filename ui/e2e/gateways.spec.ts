import { expect, test } from "./support/fixtures";
import { takeOffered } from "./support/keys";
import { Forwarder } from "./support/radio";

/** A data frame of a device that nobody knows. */
const STRANGE = Buffer.from("QAEAAAAAAAABAgMEBQ==", "base64");

test("the page waits for the first packet and says where it came from", async ({
  open,
  instance,
}) => {
  const page = await open("#/maintenance/gateways/new");
  const panel = page.getByTestId("panel-gateway");
  const help = panel.getByRole("region", { name: "Connect a gateway" });
  await expect(help.getByText("Waiting for the first packet…")).toBeVisible();
  await expect(help.locator("pre")).toContainText(`"serv_port_up": ${instance.gwmp.split(":")[1]}`);
  const forwarder = await Forwarder.connect(instance.gwmp, "02517efffe000001");
  await expect(help.getByText("Received from 02517efffe000001 at 127.0.0.1")).toBeVisible();
  forwarder.close();
});

test("an unknown gateway is adopted with one click, which can be undone", async ({
  open,
  instance,
}) => {
  const forwarder = await Forwarder.connect(instance.gwmp, "02517efffe000002");
  for (const mhz of [486.3, 487.1, 487.7]) forwarder.hear(STRANGE, mhz);
  const page = await open("#/maintenance/gateways?q=02517efffe000002");
  const row = page.getByTestId("row-02517efffe000002");
  const register = row.getByRole("button", { name: "Register" });
  await register.click();
  await expect(page.getByText("02517efffe000002 registered. CN470, group 10")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(register).toBeVisible();
  await register.click();
  await expect(row).toContainText("CN470 · 10");
  await row.getByRole("gridcell").nth(2).click();
  const panel = page.getByTestId("panel-gateway");
  await panel.getByRole("tab", { name: "Parameters" }).click();
  await expect(panel.getByRole("row", { name: /486\.300/ })).toContainText("506.700");
  forwarder.close();
});

test("what is selected are the registered ones, as many as there are", async ({
  open,
  call,
  instance,
}) => {
  const stranger = await Forwarder.connect(instance.gwmp, "02517efffe0b00ff");
  stranger.hear(STRANGE);
  for (let at = 0; at < 3; at += 1) {
    await call("POST", "/api/v1/gateways", { eui: `02517efffe0b000${at}`, name: `Yard ${at}` });
  }
  const page = await open("#/maintenance/gateways?q=02517efffe0b00");
  const grid = page.getByTestId("grid-gateways");
  await expect(grid.getByTestId("row-02517efffe0b00ff")).toContainText("not registered");
  await expect(page.getByText("4 gateways", { exact: true })).toBeVisible();
  await expect(grid.getByTestId("row-02517efffe0b00ff").getByRole("checkbox")).toHaveCount(0);
  // The words of the state have room.
  for (const chip of await grid.getByText("Never seen").all()) {
    const cut = await chip.evaluate((word) => {
      const cell = word.closest("[role=gridcell]");
      return cell !== null && cell.scrollWidth > cell.clientWidth;
    });
    expect(cut).toBe(false);
  }

  const bar = page.getByRole("toolbar");
  await grid.getByTestId("row-02517efffe0b0000").getByRole("checkbox").click();
  await expect(bar).toContainText("1 selected");
  await bar.getByRole("button", { name: "Select all 3 matching" }).click();
  await expect(bar).toContainText("3 selected");
  await bar.getByRole("button", { name: "Delete" }).click();
  const question = page.getByRole("dialog", { name: "Delete 3 gateways?" });
  await expect(question.getByRole("listitem")).toHaveCount(3);
  await question.getByRole("button", { name: "Delete 3 gateways" }).click();
  await expect(page.getByText("3 gateways deleted.")).toBeVisible();

  // Without a record there is nothing to delete, by key neither.
  await grid.getByTestId("row-02517efffe0b00ff").getByRole("gridcell").nth(2).focus();
  await page.keyboard.press("Delete");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  stranger.close();
});

test("a second sender is shown until somebody acknowledges it", async ({
  open,
  call,
  instance,
}) => {
  test.skip(process.platform === "darwin", "has one loopback address");
  const eui = "02517efffe000003";
  await call("POST", "/api/v1/gateways", { eui, name: "Roof" });
  const holder = await Forwarder.connect(instance.gwmp, eui);
  await expect
    .poll(
      async () =>
        ((await call("GET", `/api/v1/gateways/${eui}`)) as { down_path: string }).down_path,
    )
    .toBe("open");
  const thief = await Forwarder.speakFrom("127.0.0.2", instance.gwmp, eui);
  const page = await open("#/overview");
  await expect(page.getByText("Somebody else uses the EUI of 1 gateway")).toBeVisible();
  await expect(page.getByRole("contentinfo")).toContainText("1 gateway contested");
  await page.getByRole("contentinfo").getByRole("link", { name: "1 gateway contested" }).click();
  await page.getByTestId(`row-${eui}`).getByText("Roof").click();
  const notice = page.getByRole("alert", { name: "Somebody else uses this EUI" });
  await expect(notice).toContainText("127.0.0.2:");
  await notice.getByRole("button", { name: "Acknowledge" }).click();
  await expect(notice).toHaveCount(0);
  await expect(page.getByTestId("incidents")).toContainText("second sender");
  await expect(page.getByTestId("incidents")).toContainText("acknowledged");
  holder.close();
  thief.close();
});

test("what the instance refuses is told at its field", async ({ open, call }) => {
  const eui = "02517efffe000004";
  await call("POST", "/api/v1/gateways", { eui, name: "Field" });
  const page = await open(`#/maintenance/gateways/${eui}/parameters`);
  const panel = page.getByTestId("panel-gateway");
  await panel.getByLabel("Fixed address").fill("gateway.local");
  await panel.getByLabel("Fixed address").press("Control+s");
  await expect(panel.getByRole("alert")).toContainText("expected an IP address or a network");
  await panel.getByLabel("Fixed address").fill("192.0.2.9/24");
  await panel.getByLabel("Fixed address").press("Control+s");
  await expect(page.getByText("Gateway saved.")).toBeVisible();
  await expect(panel.getByLabel("Fixed address")).toHaveValue("192.0.2.0/24");
});

test("a gateway chooses the groups that are told when it is silent", async ({ open, call }) => {
  const eui = "02517efffe000006";
  await call("POST", "/api/v1/gateways", { eui, name: "Watched" });
  for (const name of ["Night shift", "Roofers"]) {
    const recipients = ["somebody@example.org"];
    await call("POST", "/api/v1/notification-groups", { name, recipients });
  }
  const page = await open(`#/maintenance/gateways/${eui}`);
  const panel = page.getByTestId("panel-gateway");
  const field = panel.getByLabel("Told when it is silent");
  await field.fill("night");
  await takeOffered(page, "Night shift");
  await field.press("Escape");
  await panel.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Gateway saved.")).toBeVisible();
  const stored = (await call("GET", `/api/v1/gateways/${eui}`)) as {
    notification_groups: string[];
  };
  expect(stored.notification_groups).toEqual(["Night shift"]);
  await page.reload();
  await expect(panel.getByText("Night shift")).toBeVisible();
});

test("a group is told of all gateways by a switch of its own", async ({ open, call }) => {
  const made = (await call("POST", "/api/v1/notification-groups", {
    name: "Everybody",
    channel: "DESKTOP",
  })) as { id: string; all_gateways: boolean };
  expect(made.all_gateways).toBe(false);
  const page = await open(`#/alarms/groups/${made.id}`);
  const panel = page.getByTestId("panel-notification-group");
  const all = panel.getByRole("switch", { name: "Told of all gateways" });
  await expect(all).not.toBeChecked();
  await all.click();
  await panel.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Notification group saved")).toBeVisible();
  const stored = await call("GET", `/api/v1/notification-groups/${made.id}`);
  expect(stored).toMatchObject({ name: "Everybody", all_gateways: true });
  await page.reload();
  await expect(all).toBeChecked();
});

test("a gateway's day and its answers are counted", async ({ open, call, instance }) => {
  const eui = "02517efffe000005";
  await call("POST", "/api/v1/gateways", { eui, name: "Counting", standard: "EU868" });
  const forwarder = await Forwarder.connect(instance.gwmp, eui);
  forwarder.hear(STRANGE, 868.1);
  forwarder.hear(STRANGE, 470.3);
  const page = await open(`#/maintenance/gateways/${eui}/statistics`);
  const panel = page.getByTestId("panel-gateway");
  await expect(panel.getByRole("row", { name: /^Uplinks/ })).toContainText("2");
  await expect(panel.getByTestId("time-series")).toBeVisible();
  await expect(panel.getByText(/unknown: the gateway reports no time/)).toBeVisible();
  await panel.getByRole("tab", { name: "Parameters" }).click();
  await expect(panel.getByText("1 frame outside this band")).toBeVisible();
  await panel.getByRole("tab", { name: "Traffic" }).click();
  await expect(panel.getByTestId("live-gateway-traffic")).toContainText("unknown address");
  forwarder.close();
});
