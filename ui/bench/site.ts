// The data that is measured on: 10,000 devices, made through the API like anybody would.

import type { Call } from "../e2e/support/api";

const DEVICES = 10_000;
/** How many of them `thinklink simulate --load` speaks for. */
export const SPEAKING = 200;
const AT_ONCE = 16;

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, "0");
const ascii = (text: string) => Buffer.from(text, "ascii").toString("hex");

/** The first devices are those of `simulate --load`; all have the KS52 model. */
export async function fill(call: Call): Promise<void> {
  let next = 0;
  async function work(): Promise<void> {
    while (next < DEVICES) {
      const at = next;
      next += 1;
      const eui = `70b3d57e${hex(0xd1000000 + at, 8)}`;
      if (at < SPEAKING) {
        await call("POST", "/api/v1/lorawan-profiles", {
          dev_eui: eui,
          join_mode: "ABP",
          // Nothing is asked of devices that never answer: events are the uplinks alone.
          down_enable: false,
          standard: "EU868",
          dev_addr: hex(0x01000000 + at, 8),
          nwks_key: ascii("loadtest-nwk") + hex(at, 8),
          apps_key: ascii("loadtest-app") + hex(at, 8),
        });
      }
      await call("POST", "/api/v1/devices", {
        eui,
        name: `Meter ${String(at).padStart(5, "0")}`,
        thing_model: ["mt_ks52"],
        tags: ["bench", `floor ${at % 40}`],
      });
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
