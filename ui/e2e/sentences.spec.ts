import chinese from "../src/locales/zh-CN.json" with { type: "json" };
import { expect, test } from "./support/fixtures";
import { Forwarder } from "./support/radio";

const EUI = "02517efffe00ab01";
const { said } = chinese;

test("what became of downlinks, commands and tasks is said in the page's language", async ({
  open,
  call,
}) => {
  await call("POST", "/api/v1/lorawan-profiles", {
    dev_eui: EUI,
    join_mode: "ABP",
    standard: "EU868",
    class_mode: "ClassC",
    dev_addr: "0000ab01",
    nwks_key: "00112233445566778899aabbccddeeff",
    apps_key: "ffeeddccbbaa99887766554433221100",
  });
  await call("POST", "/api/v1/devices", { eui: EUI, name: "Valve", rpc: ["mt_act_dn_data"] });
  await call("POST", `/api/v1/devices/${EUI}/downlinks`, { f_port: 7, payload: "0102" });
  const page = await open(`#/maintenance/devices/${EUI}/traffic`, { language: "zh-CN" });
  const queue = page.getByRole("region", { name: chinese.downlinks.title });
  await expect(queue).toContainText(said.no_session_heard);

  await call("POST", "/api/v1/rpc-models", {
    id_name: "nothing",
    name: "Nothing",
    rpc_script: "return []",
  });
  await call("POST", "/api/v1/devices", {
    eui: "pump-1",
    name: "Pump",
    data_from: "OTHER",
    rpc: ["nothing"],
  });
  await call("POST", "/api/v1/devices/pump-1/rpc", { method: "nothing", wait_ms: 10_000 });
  await page.goto(page.url().replace(/#.*/, "#/logs/rpc"));
  await expect(page.getByTestId("live-rpc-log")).toContainText(said.nothing_asked);

  await call("POST", "/api/v1/one-time-rpc", {
    name: "Both",
    euis: ["pump-1", EUI],
    rpc: "nothing",
    params: {},
  });
  await call("POST", "/api/v1/bulk-update", {
    euis: ["pump-1"],
    change: { heart_period: 4000, tags: { add: ["cellar"], remove: [] } },
  });
  await page.keyboard.press("Control+j");
  const centre = page.getByTestId("task-centre");
  const update = centre.getByRole("article", { name: "心跳周期、标签" });
  await update.getByRole("button", { name: chinese.tasks.result }).click();
  await expect(update.getByTestId("task-items")).toContainText("心跳周期、标签");
  const both = centre.getByRole("article", { name: "Both" });
  await both.getByRole("button", { name: chinese.tasks.result }).click();
  const items = both.getByTestId("task-items");
  await expect(items).toContainText("内容不符合要求：method: nothing is not mounted");
  await items.getByText(chinese.tasks.all, { exact: true }).click();
  await expect(items).toContainText(said.nothing_asked);
});

test("why a record is not undone is said in the page's language and its time zone", async ({
  open,
  call,
}) => {
  for (const eui of ["lamp-1", "lamp-2"])
    await call("POST", "/api/v1/devices", { eui, data_from: "OTHER" });
  await call("POST", "/api/v1/devices/tags", {
    devices: { euis: ["lamp-1", "lamp-2"] },
    add: ["hall"],
    remove: [],
  });
  await expect
    .poll(async () => JSON.stringify(await call("GET", "/api/v1/devices/lamp-2")))
    .toContain("hall");
  await call("PATCH", "/api/v1/devices/lamp-2", { name: "Lamp" });
  const page = await open("#/overview", { language: "zh-CN" });
  await expect(page.getByTestId("statusbar-connection")).toContainText(chinese.live.live);
  await page.keyboard.press("Control+j");
  const card = page.getByTestId("task-centre").getByRole("article", { name: "+hall" });
  await card.getByRole("button", { name: chinese.undo.button }).click();
  const undo = page.getByRole("dialog", { name: chinese.undo.title.tags });
  await undo.getByRole("button", { name: /之后被更改/ }).click();
  await expect(undo).toContainText(/该操作之后又被更改（\d{4}-\d\d-\d\d \d\d:\d\d:\d\d）/);
});

test("a gateway's turn is told in the page's language and leads to the gateway", async ({
  open,
  call,
  instance,
}) => {
  const eui = "02517efffe00c20c";
  const { id } = (await call("POST", "/api/v1/notification-groups", {
    name: "roof",
    channel: "DESKTOP",
  })) as { id: string };
  await call("POST", "/api/v1/gateways", {
    eui,
    name: "Roof",
    heart_period: 5,
    notification_groups: [id],
  });
  const page = await open("#/overview", { language: "zh-CN" });
  await expect(page.getByTestId("statusbar-connection")).toContainText(chinese.live.live);
  const forwarder = await Forwarder.connect(instance.gwmp, eui);
  forwarder.close();
  const told = page.getByRole("status").filter({ hasText: `Roof: ${said.gateway_silent}` });
  await expect(told).toContainText(/最近一次上报于 \d{4}-\d\d-\d\d \d\d:\d\d:\d\d，已超过 5 秒/);
  await told.getByRole("button", { name: chinese.common.open }).click();
  await expect(page).toHaveURL(new RegExp(eui));
});
