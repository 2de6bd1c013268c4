import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";

import type { Instance } from "../../tests/support/instance.mjs";
import { expect, test } from "./fixtures";

const PULL_DATA = 2;
const PUSH_DATA = 0;

/** A packet forwarder of few words, on an address of this computer. */
class Forwarder {
  private constructor(
    private readonly socket: Socket,
    private readonly eui: string,
    private readonly port: number,
  ) {}

  static async connect(instance: Instance, eui: string, host = "127.0.0.1"): Promise<Forwarder> {
    const socket = createSocket("udp4");
    socket.bind(0, host);
    await once(socket, "listening");
    const forwarder = new Forwarder(socket, eui, Number(instance.gwmp.split(":").at(-1)));
    forwarder.keepAlive();
    return forwarder;
  }

  private send(kind: number, json = ""): void {
    const head = Buffer.from([2, 0, 1, kind]);
    const datagram = Buffer.concat([head, Buffer.from(this.eui, "hex"), Buffer.from(json)]);
    this.socket.send(datagram, this.port, "127.0.0.1");
  }

  keepAlive(): void {
    this.send(PULL_DATA);
  }

  report(mhz: number, tmst = 5): void {
    const rxpk = `{"tmst":${tmst},"freq":${mhz},"stat":1,"modu":"LORA","datr":"SF9BW125","rssi":-80,"lsnr":5,"data":"QAEAAAAAAAABAgMEBQ=="}`;
    this.send(PUSH_DATA, `{"rxpk":[${rxpk}]}`);
  }

  close(): void {
    this.socket.close();
  }
}

test("the page waits for the first packet and says where it came from", async ({
  open,
  instance,
}) => {
  const page = await open("#/maintenance/gateways/new");
  const panel = page.getByTestId("panel-gateway");
  const help = panel.getByRole("region", { name: "Connect a gateway" });
  await expect(help.getByText("Waiting for the first packet…")).toBeVisible();
  await expect(help.locator("pre")).toContainText(`"serv_port_up": ${instance.gwmp.split(":")[1]}`);
  const forwarder = await Forwarder.connect(instance, "02517efffe000001");
  await expect(help.getByText("Received from 02517efffe000001 at 127.0.0.1")).toBeVisible();
  forwarder.close();
});

test("an unknown gateway is adopted with one click, which can be undone", async ({
  open,
  instance,
}) => {
  const forwarder = await Forwarder.connect(instance, "02517efffe000002");
  [486.3, 487.1, 487.7].forEach((mhz, at) => forwarder.report(mhz, at * 1_000_000 + 5));
  const page = await open("#/maintenance/gateways?q=02517efffe000002");
  const row = page.getByTestId("row-02517efffe000002");
  await row.getByRole("button", { name: "Register" }).click();
  await expect(page.getByText("02517efffe000002 registered. CN470, group 10")).toBeVisible();
  await expect(row).toContainText("CN470 · 10");
  await row.getByRole("gridcell").nth(2).click();
  const panel = page.getByTestId("panel-gateway");
  await panel.getByRole("tab", { name: "Parameters" }).click();
  await expect(panel.getByRole("row", { name: /486\.300/ })).toContainText("506.700");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(row.getByRole("button", { name: "Register" })).toBeVisible();
  forwarder.close();
});

test("a second sender is shown until somebody acknowledges it", async ({
  open,
  call,
  instance,
}) => {
  test.skip(process.platform === "darwin", "has one loopback address");
  const eui = "02517efffe000003";
  await call("POST", "/api/v1/gateways", { eui, name: "Roof" });
  const holder = await Forwarder.connect(instance, eui);
  await expect
    .poll(
      async () =>
        ((await call("GET", `/api/v1/gateways/${eui}`)) as { down_path: string }).down_path,
    )
    .toBe("open");
  const thief = await Forwarder.connect(instance, eui, "127.0.0.2");
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

test("a gateway's day and its answers are counted", async ({ open, call, instance }) => {
  const eui = "02517efffe000005";
  await call("POST", "/api/v1/gateways", { eui, name: "Counting", standard: "EU868" });
  const forwarder = await Forwarder.connect(instance, eui);
  forwarder.report(868.1, 5);
  forwarder.report(470.3, 1_000_005);
  const page = await open(`#/maintenance/gateways/${eui}/statistics`);
  const panel = page.getByTestId("panel-gateway");
  await expect(panel.getByRole("row", { name: /^Uplinks/ })).toContainText("2");
  await expect(panel.getByTestId("time-series")).toBeVisible();
  await expect(panel.getByText(/unknown: the gateway reports no time/)).toBeVisible();
  await panel.getByRole("tab", { name: "Parameters" }).click();
  await expect(panel.getByText("1 frames outside this band")).toBeVisible();
  await panel.getByRole("tab", { name: "Traffic" }).click();
  await expect(panel.getByTestId("live-gateway-traffic")).toContainText("unknown address");
  forwarder.close();
});
