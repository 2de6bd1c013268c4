// The site that the sixty statements of the interface are about: tenants `demo` and `lab`, 10,000
// devices in `demo`, one of them at work in a meeting room. It is built once and copied for each
// file of tests.

import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startInstance, type Instance } from "../../../tests/support/instance.mjs";
import { caller, type Call } from "./api";

const DEVICES = 10_000;

/** EUI of device `at`. */
export const euiOf = (at: number) => `70b3d57ed${at.toString(16).padStart(7, "0")}`;
/** Name of device `at`. */
export const nameOf = (at: number) => `Meter ${String(at).padStart(5, "0")}`;

/** The device in the meeting room, with its ABP session. */
export const ROOM = {
  eui: "70b3d57ed0001234",
  name: "Meeting room",
  dev_addr: "000a1234",
  nwks_key: "000102030405060708090a0b0c0d91bc",
  apps_key: "101112131415161718191a1b1c1d3f2a",
};
/** An EUI that no device has. */
export const FREE_EUI = "70b3d57ed000ffff";
export const GATEWAY = "02517efffe0d0001";

export type Site = {
  /** An instance of its own, on a copy of the site, for the owner of `demo`. */
  start: () => Promise<Instance>;
  remove: () => Promise<void>;
};

export async function buildSite(): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), "thinklink-site-"));
  const instance = await startInstance();
  const token = await fill(instance);
  await instance.halt();
  await cp(instance.dataDir, folder, { recursive: true });
  await instance.stop();
  return {
    start: async () => ({ ...(await startInstance(folder)), token }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Makes everything through the API, as anybody would. Returns a token of tenant `demo`. */
async function fill({ url, token: owners }: Instance): Promise<string> {
  const owner = caller(url, owners);
  for (const code of ["demo", "lab"]) await owner("POST", "/api/v1/tenants", { code, name: code });
  const made = await owner("POST", "/api/v1/tokens", {
    name: "statements",
    role: "OWNER",
    tenant: "demo",
  });
  const { token } = made as { token: string };
  const call = caller(url, token);
  await importMeters(call);
  const { eui, name, ...session } = ROOM;
  await call("POST", "/api/v1/lorawan-profiles", {
    dev_eui: eui,
    standard: "EU868",
    join_mode: "ABP",
    ...session,
  });
  await call("PATCH", `/api/v1/devices/${eui}`, {
    name,
    tags: ["KS52"],
    thing_model: ["mt_ks52"],
    rpc: ["mt_app_reset", "mtset_period_heart", "mt_act_dn_data"],
  });
  await call("PUT", `/api/v1/devices/${eui}/attributes/shared/period_data`, {
    value: 900,
    meta: { type: "number", unit: "s", alias: "Report period" },
  });
  await call("POST", "/api/v1/gateways", { eui: GATEWAY, name: "Roof", standard: "EU868" });
  await call("POST", "/api/v1/device-executions", {
    name: "Nightly sync",
    rpc_id: "mtset_period_heart",
    params: { period: 60 },
    euis: [euiOf(1), euiOf(2)],
  });
  return token;
}

async function importMeters(call: Call): Promise<void> {
  const rows = Array.from({ length: DEVICES }, (_, at) => `${euiOf(at)},${nameOf(at)}`);
  const file = ["eui,name", ...rows].join("\n");
  const plan = (await call("POST", "/api/v1/imports/devices?file=meters.csv", file)) as {
    id: string;
  };
  await call("POST", `/api/v1/imports/${plan.id}/apply`, {});
  // The import goes on after its answer.
  for (;;) {
    const { total } = (await call("GET", "/api/v1/devices?limit=1")) as { total: number };
    if (total === DEVICES) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
