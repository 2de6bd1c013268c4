import type { Locator } from "@playwright/test";

import chinese from "../src/locales/zh-CN.json" with { type: "json" };
import type { Call } from "./support/api";
import { expect, test } from "./support/fixtures";
import { publish } from "./support/publish";
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
  await expect(items).toContainText(`method：设备 ${EUI} 没有挂载 nothing`);
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
  const told = page.getByRole("status").filter({ hasText: `Roof：${said.gateway_silent}` });
  await expect(told).toContainText(/最近一次上报于 \d{4}-\d\d-\d\d \d\d:\d\d:\d\d，已超过 5 秒/);
  await told.getByRole("button", { name: chinese.common.open }).click();
  await expect(page).toHaveURL(new RegExp(eui));
});

/** A command whose script returns no steps, and one that fails at a step. */
async function commands(call: Call): Promise<void> {
  const scripts = {
    odd: "return [{ type: 'modifyAttrs', dnMsg: {} }]",
    away: "return [{ target: 'nobody', type: 'modifyAttrs', dnMsg: { server_attrs: {} } }]",
  };
  for (const [id_name, rpc_script] of Object.entries(scripts))
    await call("POST", "/api/v1/rpc-models", {
      id_name,
      name: id_name,
      template: { speed: { name: "speed", type: "number", dftValue: 4 } },
      rpc_script,
    });
  await call("POST", "/api/v1/devices", {
    eui: "fan-1",
    name: "Fan",
    data_from: "OTHER",
    rpc: ["odd", "away"],
  });
}

test("why a command has no steps is said in the page's language, and results are found by it", async ({
  open,
  call,
}) => {
  await commands(call);
  const page = await open("#/maintenance/devices/fan-1/rpc", { language: "zh-CN" });
  await page.getByRole("button", { name: "执行 odd", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(chinese.rpc.execute.preview).click();
  await expect(dialog.getByRole("note")).toHaveText(`第 1 步，dnMsg：${said.no_attrs}`);

  for (const method of ["odd", "away"])
    await call("POST", "/api/v1/devices/fan-1/rpc", { method, wait_ms: 10_000 });
  await page.goto(page.url().replace(/#.*/, "#/logs/rpc?eui=fan-1"));
  const list = page.getByTestId("live-rpc-log");
  await expect(list.getByRole("row")).toHaveCount(3);
  await page.getByPlaceholder(chinese.rpcLog.search).fill("不存在");
  await expect(list.getByRole("row")).toHaveCount(2);
  await expect(list).toContainText("第 1 步：设备 nobody 不存在");
});

test("rows of a file and refusals are said in the page's language", async ({ open, call }) => {
  await call("POST", "/api/v1/devices", { eui: "pump-7", name: "Pump", data_from: "OTHER" });
  const page = await open("#/maintenance/devices", { language: "zh-CN" });
  await page.getByRole("button", { name: chinese.imports.button, exact: true }).click();
  const wizard = page.getByRole("dialog", { name: chinese.imports.title_devices });
  const chosen = page.waitForEvent("filechooser");
  await wizard.getByRole("button", { name: chinese.imports.choose }).click();
  const lines = [
    "eui,name,data_from,heart_period,device_type",
    "pump-7,Motor,OTHER,900,NORMAL",
    "pump-8,Two,OTHER,0,NORMAL",
    "pump-8,Three,OTHER,900,NORMAL",
    "2.47E+15,Four,OTHER,900,NORMAL",
    "pump-9,Five,OTHER,900,ROUND",
  ];
  const buffer = Buffer.from(`\ufeff${lines.join("\n")}`);
  await (await chosen).setFiles({ name: "site.csv", mimeType: "text/csv", buffer });
  const rows = wizard.getByTestId("import-rows");
  await expect(rows).toContainText("现为 0 秒，应为 1 秒至一年");
  await expect(rows).toContainText("此文件第 3 行的 eui 相同");
  await expect(rows).toContainText("科学计数法的数字 2.47E+15，已丢失位数");
  await expect(rows).toContainText("“ROUND”：应为以下之一：NORMAL、SUB_DEVICE、VIRTUAL");
  await expect(rows).not.toContainText(/expected|seconds|digits/);

  await call("PATCH", "/api/v1/devices/pump-7", { name: "Meanwhile" });
  await wizard.getByRole("button", { name: /^导入 \d/ }).click();
  await expect(wizard).toContainText("name 在检查之后被更改");
});

test("a trigger's test tells an RPC that is not on the device from one that is nowhere", async ({
  open,
  call,
}) => {
  await call("POST", "/api/v1/rpc-models", {
    id_name: "close_valve",
    name: "Close valve",
    rpc_script: "return []",
  });
  await call("POST", "/api/v1/devices", { eui: "tank-9", name: "Tank", data_from: "OTHER" });
  const { id } = (await call("POST", "/api/v1/trigger-models", {
    name: "Acts",
    trigger_script: "return { actions: [{ method: 'close_valve' }, { method: 'no_such' }] };",
  })) as { id: string };
  const page = await open(`#/models/trigger-models/${id}`, { language: "zh-CN" });
  const device = page.getByRole("combobox", { name: chinese.rpc.device });
  await device.fill("tank-9");
  await page.getByTitle(/Tank/).click();
  await page.getByRole("button", { name: chinese.models.run }).click();
  const actions = page.getByRole("list", { name: chinese.trigger.actions });
  const [first, second] = [0, 1].map((at) => actions.getByRole("listitem").nth(at));
  await expect(first as Locator).toContainText(chinese.trigger.notMounted);
  await expect(second as Locator).toContainText(chinese.trigger.unknownMethod);
  await actions.getByRole("button", { name: "将 Close valve 添加到设备" }).click();
  await expect(first as Locator).not.toContainText(chinese.trigger.notMounted);
  await expect
    .poll(async () => JSON.stringify(await call("GET", "/api/v1/devices/tank-9/rpc")))
    .toContain("close_valve");
});

test("why a script fails is said in the page's language wherever it is shown", async ({
  open,
  call,
  instance,
}) => {
  const { id } = (await call("POST", "/api/v1/thing-models", {
    id_name: "shapes",
    name: "Shapes",
    payload_parser: "return { telemetry_data: msg.list };",
  })) as { id: string };
  await call("POST", "/api/v1/devices", {
    eui: "scale-1",
    name: "Scale",
    data_from: "OTHER",
    thing_model: ["shapes"],
  });
  const account = (await call("GET", "/api/v1/mqtt-account")) as {
    username: string;
    password: string;
  };
  await publish(instance.mqtt, account, "/v32/default/as/up/data/scale-1", { list: [1] });
  const words = "`telemetry_data` 应为对象或 null，而不是数组";
  await expect
    .poll(async () => JSON.stringify(await call("GET", `/api/v1/thing-models/${id}`)))
    .toContain("result_member");
  const page = await open("#/models/thing-models", { language: "zh-CN" });
  await expect(page.getByRole("row", { name: /Shapes/ })).toContainText(words);
  await page.goto(page.url().replace(/#.*/, "#/maintenance/devices/scale-1/models"));
  const panel = page.getByTestId("panel-device");
  await expect(panel.getByRole("row", { name: /Shapes/ })).toContainText(words);
  await page.goto(page.url().replace(/#.*/, `#/models/thing-models/${id}/log`));
  await expect(page.getByRole("row", { name: /scale-1/ })).toContainText(words);
  await page.goto(page.url().replace(/#.*/, "#/data/network/as"));
  await page.getByRole("row", { name: /Scale/ }).click();
  await page.getByRole("tab", { name: chinese.network.tabs.parsed }).click();
  await expect(page.getByRole("alert")).toContainText(words);
});

test("a test pane says why a script fails in the page's language", async ({ open, call }) => {
  const { id } = (await call("POST", "/api/v1/rpc-models", {
    id_name: "endless",
    name: "Endless",
    rpc_script: "for (;;) {}",
  })) as { id: string };
  const page = await open(`#/models/rpc-models/${id}/script`, { language: "zh-CN" });
  await page.getByRole("button", { name: chinese.models.run }).click();
  const result = page.getByRole("region", { name: chinese.models.result.title });
  await expect(result.getByRole("alert")).toContainText("脚本未在 1000 毫秒内结束");
});

test("display fields of models that ship are called in the page's language", async ({
  open,
  call,
}) => {
  type Field = { name: string };
  const { items } = (await call("GET", "/api/v1/thing-models?scope=PUBLIC")) as {
    items: { id: string; id_name: string; fields: Field[] }[];
  };
  const page = await open("#/models/thing-models", { language: "zh-CN" });
  const shown = new Set<string>();
  for (const { id, fields } of items.filter((model) => model.fields.length > 0)) {
    await page.goto(page.url().replace(/#.*/, `#/models/thing-models/${id}/fields`));
    const rows = page.getByRole("table", { name: chinese.models.tabs.fields }).locator("tbody tr");
    await expect(rows).toHaveCount(fields.length);
    for (const name of await rows.locator("td:nth-child(3)").allInnerTexts()) shown.add(name);
  }
  expect(shown).toContain("温度");
  expect(shown).toContain("触点 6");
  const english = [...shown].filter((name) => !/\p{Script=Han}/u.test(name)).toSorted();
  expect(english).toEqual(["CO₂", "PM2.5", "RSSI", "SNR", "TVOC"]);

  const ks52 = items.find((model) => model.id_name === "mt_ks52");
  await call("POST", "/api/v1/devices", {
    eui: "room-1",
    data_from: "OTHER",
    thing_model: ["mt_ks52"],
  });
  await page.goto(page.url().replace(/#.*/, `#/data/application/${ks52?.id}`));
  const grid = page.getByTestId(`grid-realtime-${ks52?.id}`);
  await expect(grid.getByRole("columnheader", { name: /湿度/ })).toBeVisible();
});
