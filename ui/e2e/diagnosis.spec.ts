import { expect, test } from "./support/fixtures";
import { Forwarder } from "./support/radio";

const KEY = "000102030405060708090a0b0c0d3f2a";
const GATEWAY = "02517efffebbbb01";

/** A join request that no key made. */
function joinRequest(devEui: string, nonce: number): Buffer {
  const onAir = (eui: string) => Buffer.from(eui, "hex").reverse();
  return Buffer.concat([
    Buffer.from([0]),
    onAir("70b3d57ed0000001"),
    onAir(devEui),
    Buffer.from([nonce, 0]),
    Buffer.from("deadbeef", "hex"),
  ]);
}

const otaa = (dev_eui: string) => ({
  dev_eui,
  standard: "EU868",
  join_mode: "OTAA",
  app_key: KEY,
});

test("a profile that is off says so, and a button switches it on", async ({ open, call }) => {
  const eui = "70b3d57ed00d0001";
  await call("POST", "/api/v1/lorawan-profiles", { ...otaa(eui), enable: false });
  await call("POST", "/api/v1/devices", { eui, name: "Off on purpose" });
  const page = await open(`#/maintenance/devices/${eui}/traffic`);
  const card = page.getByTestId("diagnosis");
  await expect(card.getByRole("heading", { level: 3 })).toHaveText(
    "Its LoRaWAN profile is switched off",
  );
  await card.getByRole("button", { name: "Enable profile" }).click();
  await expect(page.getByText("Done. The next frame will show.")).toBeVisible();
  await expect(card.locator("[data-code=profile_disabled]")).toHaveCount(0);
  await expect(card.getByRole("heading", { level: 3 })).toHaveText(
    /No gateway|gateway has ever heard/,
  );
});

test("a wrong AppKey shows at once, with its frames and the way to the profile", async ({
  open,
  call,
  instance,
}) => {
  const eui = "70b3d57ed00d0002";
  await call("POST", "/api/v1/lorawan-profiles", otaa(eui));
  await call("POST", "/api/v1/devices", { eui, name: "Wrong key" });
  const page = await open(`#/maintenance/devices/${eui}/traffic`);
  const card = page.getByTestId("diagnosis");
  const verdict = card.getByRole("heading", { level: 3 });
  const gateway = await Forwarder.connect(instance.gwmp, GATEWAY);
  // The frame list follows the stream from now on.
  await expect(page.getByText("No traffic yet")).toBeVisible();
  gateway.hear(joinRequest(eui, 1));
  await expect(verdict).toHaveText("It asks to join, but the AppKey does not fit");
  await expect(card).toContainText("1 frame, newest");

  await card.getByRole("button", { name: "Show the frames" }).click();
  await expect(page.getByText("Only: join MIC failed")).toBeVisible();
  await page.getByRole("button", { name: "Show all frames" }).click();
  await card.getByRole("button", { name: "Check AppKey" }).click();
  const profile = page.getByTestId("panel-profile");
  await expect(profile.getByTestId("diagnosis")).toContainText("the AppKey does not fit");
  await expect(profile.getByRole("button", { name: "Check AppKey" })).toHaveCount(0);
  gateway.close();
});

test("a DevEUI in the wrong byte order is recognised; a strange gateway is registered", async ({
  open,
  call,
  instance,
}) => {
  const eui = "70b3d57ed00d0003";
  const sent = Buffer.from(eui, "hex").reverse().toString("hex");
  await call("POST", "/api/v1/lorawan-profiles", otaa(eui));
  const page = await open(`#/maintenance/lorawan-profiles/${eui}`);
  const card = page.getByTestId("diagnosis");
  const gateway = await Forwarder.connect(instance.gwmp, GATEWAY);
  gateway.hear(joinRequest(sent, 3));
  await expect(card.getByRole("heading", { level: 3 })).toHaveText(
    "A device with this DevEUI in reverse byte order asks to join",
  );
  await expect(card).toContainText(sent);
  await card.getByRole("button", { name: "Show the frames" }).click();
  const frame = page.getByTestId("panel-frame");
  await expect(frame).toContainText("unknown DevEUI");
  await frame.getByRole("button", { name: "Add profile" }).click();
  await expect(page).toHaveURL(new RegExp(`new\\?dev_eui=${sent}`));

  await call("PATCH", "/api/v1/settings", { accept_unregistered_gateways: false });
  await page.goto(`${instance.url}/#/maintenance/lorawan-profiles/${eui}`);
  await card.getByRole("button", { name: "Register gateway" }).click();
  await expect(card.locator("[data-code=unregistered_gateway]")).toHaveCount(0);
  await call("PATCH", "/api/v1/settings", { accept_unregistered_gateways: true });
  gateway.close();
});
