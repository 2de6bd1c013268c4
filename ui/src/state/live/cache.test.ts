import { QueryClient, type InfiniteData } from "@tanstack/react-query";
import { describe, expect, it, vi } from "vitest";

import { keys } from "../../api/keys";
import type { Device, LiveEvent, Page, TelemetryGroup } from "../../api/types";
import { applyEvents } from "./cache";

const device = (eui: string) => ({ eui, status: "offline", rssi: -100 }) as Device;

const telemetry: LiveEvent = {
  type: "telemetry",
  eui: "a",
  active_time: "2026-05-01T14:03:22.000Z",
  thing_model_id: "1",
  thing_model_id_name: "mt_ks52",
  telemetry_data: { temperature: 25 },
  rssi: -71,
  snr: 9.5,
};

function filled() {
  const client = new QueryClient();
  const list = keys.list("devices", {});
  const page = (items: Device[]) => ({ items, total: 2, next_cursor: null });
  client.setQueryData(list, {
    pages: [page([device("a")]), page([device("b")])],
    pageParams: [null, null],
  });
  const read = () => client.getQueryData<InfiniteData<Page<Device>>>(list);
  return { client, read };
}

describe("live events", () => {
  it("change the rows they are about and leave other pages alone", () => {
    const { client, read } = filled();
    const before = read();
    applyEvents(client, [telemetry], () => undefined);
    expect(read()?.pages[0]?.items[0]).toMatchObject({ status: "online", rssi: -71 });
    expect(read()?.pages[1]).toBe(before?.pages[1]);
  });

  it("leave a device's record as old as it was, so that the rest of it is asked for again", () => {
    const { client } = filled();
    const key = keys.one("devices", "a");
    client.setQueryData(key, device("a"), { updatedAt: 1000 });
    applyEvents(client, [telemetry], () => undefined);
    expect(client.getQueryData(key)).toMatchObject({ status: "online", rssi: -71 });
    expect(client.getQueryState(key)?.dataUpdatedAt).toBe(1000);
  });

  it("merge values into the latest ones", () => {
    const { client } = filled();
    const group: TelemetryGroup = {
      thing_model_id: "1",
      thing_model_id_name: "mt_ks52",
      name: "KS52",
      update_time: 0,
      telemetry_data: { temperature: 20, humidity: 50 },
    };
    client.setQueryData(keys.telemetry("a"), { items: [group] });
    applyEvents(client, [telemetry], () => undefined);
    const now = client.getQueryData<{ items: TelemetryGroup[] }>(keys.telemetry("a"));
    expect(now?.items[0]?.telemetry_data).toEqual({ temperature: 25, humidity: 50 });
    expect(now?.items[0]?.update_time).toBe(Date.parse("2026-05-01T14:03:22Z"));
  });

  it("name what has to be fetched again", () => {
    const { client } = filled();
    const again = vi.fn();
    applyEvents(
      client,
      [{ type: "changed", resource: "devices", key: "c", action: "created" }],
      again,
    );
    expect(again).toHaveBeenCalledWith("devices");
  });
});
