import { readFile } from "node:fs/promises";

import { simulate } from "../../tests/support/instance.mjs";
import { expect, test } from "./support/fixtures";

const EUI = "70b3d57ed1000000";
const DAY_MS = 86_400_000;
const ascii = (text: string) => Buffer.from(text, "ascii").toString("hex");

type History = { items: { at: string; telemetry_data: Record<string, unknown> }[] };

test("a history leaves as it is shown, raw, and as a workbook", async ({
  open,
  call,
  instance,
}) => {
  // The first device that `thinklink simulate --load` speaks for.
  await call("POST", "/api/v1/lorawan-profiles", {
    dev_eui: EUI,
    join_mode: "ABP",
    standard: "EU868",
    dev_addr: "01000000",
    nwks_key: `${ascii("loadtest-nwk")}00000000`,
    apps_key: `${ascii("loadtest-app")}00000000`,
  });
  const device = (await call("POST", "/api/v1/devices", {
    eui: EUI,
    name: "Hall",
    thing_model: ["mt_ks52"],
  })) as { thing_model: { id: string }[] };
  const model = device.thing_model[0]?.id ?? "";
  const stop = simulate(instance, "--load", "2", "--devices", "1", "--seconds", "60");
  const path = `/api/v1/devices/${EUI}/telemetry/history?thing_model=${model}&order=asc`;
  await expect
    .poll(async () => ((await call("GET", path)) as History).items.length)
    .toBeGreaterThan(3);
  await stop();

  const page = await open(`#/data/application/${model}/${EUI}`);
  const panel = page.getByTestId("panel-history");
  await expect(panel.getByRole("grid", { name: "History" })).toBeVisible();
  const { items } = (await call("GET", path)) as History;

  // What is drawn is the range that was chosen: at its left edge the time is a week ago.
  await panel.getByText("7 d", { exact: true }).click();
  const chart = panel.getByTestId("time-series");
  const week = Date.now() - 7 * DAY_MS;
  await expect
    .poll(async () => {
      await chart
        .locator(".u-over")
        .first()
        .hover({ position: { x: 1, y: 20 } });
      const [time = ""] = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.exec(await chart.innerText()) ?? [];
      return Math.abs(new Date(time).getTime() - week) < DAY_MS / 2;
    })
    .toBe(true);

  async function file(choice: string): Promise<{ name: string; bytes: Buffer }> {
    await panel.getByRole("button", { name: "Export history" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: choice }).click();
    const done = await download;
    return { name: done.suggestedFilename(), bytes: await readFile(await done.path()) };
  }

  const shown = await file("CSV, as shown");
  expect(shown.name).toMatch(new RegExp(`^${EUI}_mt_ks52_.*\\.csv$`));
  const lines = shown.bytes.toString("utf8").trim().split("\r\n");
  expect(lines[0]).toMatch(/Time \(UTC.*\),.*Temperature/);
  expect(lines).toHaveLength(items.length + 1);

  const raw = await file("CSV, all fields raw (UTC)");
  const rows = raw.bytes.toString("utf8").trim().split("\r\n");
  expect(rows[0]).toMatch(/^.?time,/);
  expect(rows.slice(1).map((row) => row.split(",")[0])).toEqual(
    items.map(({ at }) => at).toReversed(),
  );

  const workbook = await file("Excel, as shown");
  expect(workbook.bytes.subarray(0, 2).toString()).toBe("PK");
});
