import { expect, test } from "./support/fixtures";
import { Forwarder, Sensor } from "./support/radio";
import { GATEWAY, ROOM } from "./support/site";

// One device at work, on the air of one gateway, among ten thousand that are silent.
test.use({ onSite: true });

const device = `/api/v1/devices/${ROOM.eui}`;
const at = (tab: string) => `#/maintenance/devices/${ROOM.eui}/${tab}`;

let gateway: Forwarder;
let sensor: Sensor;

test.beforeEach(async ({ instance, call }) => {
  await call("POST", `/api/v1/lorawan-profiles/${ROOM.eui}/reset-counters`);
  gateway = await Forwarder.connect(instance.gwmp, GATEWAY);
  sensor = new Sensor(gateway, ROOM);
});

test.afterEach(() => gateway.close());

test("a command without parameters goes at once, and its row says how far it is", async ({
  open,
}) => {
  const page = await open(at("rpc"));
  const row = page.getByTestId("rpc-mt_app_reset");
  await row.getByRole("button", { name: /^Execute/ }).click();
  await expect(row).toContainText("accepted");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  sensor.report(21.5);
  expect(await sensor.downlink()).toMatchObject({ payload: "cf03090101" });
  await expect(row).toContainText("transmitted");
});

test("a parameter begins with the attribute of its name, else with the model's default", async ({
  open,
  call,
}) => {
  const page = await open(at("rpc"));
  const execute = page
    .getByTestId("rpc-mtset_period_heart")
    .getByRole("button", { name: /^Execute/ });
  const dialog = page.getByRole("dialog");
  await execute.click();
  await expect(dialog.getByLabel("Period")).toHaveValue("1440");
  await expect(dialog).toContainText("default of the model");
  await dialog.getByRole("button", { name: "Cancel" }).click();

  await call("PUT", `${device}/attributes/shared/period`, { value: 30 });
  await execute.click();
  await expect(dialog.getByLabel("Period")).toHaveValue("30");
  await expect(dialog).toContainText("from the shared attribute");
});

test("half a byte is refused before anything is sent; whole ones reach the gateway", async ({
  open,
  page,
}) => {
  const calls: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST") calls.push(request.url());
  });
  await open(at("rpc"));
  await page
    .getByTestId("rpc-mt_act_dn_data")
    .getByRole("button", { name: /^Execute/ })
    .click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Port").fill("21");
  await dialog.getByLabel("Data (hex)").fill("ABC");
  await dialog.getByRole("button", { name: "Execute" }).click();
  await expect(dialog.getByRole("alert")).toHaveText(
    "Expected an even number of hex digits, found 3",
  );
  expect(calls).toEqual([]);
  await dialog.getByLabel("Data (hex)").fill("AB CD");
  await dialog.getByRole("button", { name: "Execute" }).click();
  await expect(dialog).toContainText("accepted");
  sensor.report(21.5);
  expect(await sensor.downlink()).toEqual({ port: 21, payload: "abcd" });
});

test("values change by themselves, with the time they came", async ({ open }) => {
  sensor.report(19.5);
  const page = await open(at("telemetry"));
  const group = page.getByRole("region", { name: "MT-KS52 T&H" });
  await expect(group.getByTestId("value-temperatrue")).toContainText("19.5");
  const updated = group.locator("time");
  const before = await updated.getAttribute("datetime");
  sensor.report(23.5);
  await expect(group.getByTestId("value-temperatrue")).toContainText("23.5");
  await expect(updated).not.toHaveAttribute("datetime", before ?? "");
});

test("deleting the telemetry of one thing model says how much it is, and leaves the rest", async ({
  open,
  call,
}) => {
  const second = (await call("POST", "/api/v1/thing-models", {
    name: "Port counter",
    id_name: "port_counter",
    payload_parser: "return { telemetry_data: { port: msg.userdata.port } }",
  })) as { id: string };
  await call("PATCH", device, { thing_model: ["mt_ks52", second.id] });
  const page = await open(at("telemetry"));
  const groups = page.getByTestId("panel-device").getByRole("region");
  const count = (name: string) => groups.filter({ hasText: name });
  sensor.report(20);
  sensor.report(20.5);
  await expect(count("MT-KS52 T&H").getByTestId("value-temperatrue")).toContainText("20.5");
  await expect(count("Port counter").getByTestId("value-port")).toContainText("11");
  await count("Port counter").getByRole("button", { name: "Actions" }).click();
  await page.getByRole("menuitem", { name: "Delete telemetry records" }).click();
  const question = page.getByRole("dialog");
  await expect(question).toContainText("2 records of this thing model on Meeting room");
  await question.getByRole("button", { name: "Delete telemetry records" }).click();
  await expect(count("Port counter")).toHaveCount(0);
  await expect(count("MT-KS52 T&H")).toBeVisible();
  await page.getByRole("tab", { name: "Thing Model" }).click();
  await expect(page.getByTestId("panel-device")).toContainText("Port counter");
});

test("a server attribute is saved and nothing goes to the device", async ({ open, call }) => {
  await call("PUT", `${device}/attributes/server/limit`, { value: 8, meta: { type: "number" } });
  const sent = () =>
    Promise.all([
      call("GET", `${device}/downlinks`),
      call("GET", `/api/v1/rpc-runs?eui=${ROOM.eui}&limit=1`),
    ]);
  const before = await sent();
  const page = await open(at("server"));
  const row = page.getByTestId("attribute-limit");
  await row.getByRole("spinbutton").fill("9");
  await row.getByRole("spinbutton").press("Enter");
  await expect(row.getByText("saved", { exact: true })).toBeVisible();
  expect(await sent()).toEqual(before);
});
