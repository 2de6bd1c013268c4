import { describe, expect, it } from "vitest";

import { readPasted } from "./pasted";

const KEY = "000102030405060708090a0b0c0d0e0f";

describe("pasted text", () => {
  it.each([
    [
      "DevEUI: 70:B3:D5:7E:D0:00:12:34\nAppKey: " + KEY,
      { dev_eui: "70b3d57ed0001234", app_key: KEY, join_mode: "OTAA" },
    ],
    [
      "LW:D0:1122334455667788:70B3D57ED0001234:00AA00BB",
      { join_eui: "1122334455667788", dev_eui: "70b3d57ed0001234", join_mode: "OTAA" },
    ],
    [
      `dev_addr=260b1a2c; AppSKey ${KEY}; NwkSKey ${KEY}`,
      { dev_addr: "260b1a2c", apps_key: KEY, nwks_key: KEY, join_mode: "ABP" },
    ],
    [
      `DevEUI,Name,AppKey\n70B3D57ED0001234,Hall,${KEY}`,
      { dev_eui: "70b3d57ed0001234", app_key: KEY, join_mode: "OTAA" },
    ],
    [
      `70b3d57ed0001234;260B1A2C;${KEY};${KEY}`,
      {
        dev_eui: "70b3d57ed0001234",
        dev_addr: "260b1a2c",
        apps_key: KEY,
        nwks_key: KEY,
        join_mode: "ABP",
      },
    ],
    [
      `Hall\t70b3d57ed0001234\t1122334455667788\t${KEY}`,
      {
        dev_eui: "70b3d57ed0001234",
        join_eui: "1122334455667788",
        app_key: KEY,
        join_mode: "OTAA",
      },
    ],
    ["one, two; three", {}],
    ["nothing of interest", {}],
  ])("%# is read", (block, wanted) => {
    expect(readPasted(block)).toEqual(wanted);
  });
});
