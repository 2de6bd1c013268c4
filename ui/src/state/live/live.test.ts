import { QueryClient, QueryObserver, type InfiniteData } from "@tanstack/react-query";
import { describe, expect, it, vi } from "vitest";

import { keys } from "../../api/keys";
import type { Device, LiveEvent, Page, TelemetryGroup } from "../../api/types";
import { applyEvents } from "./cache";
import { waitBefore } from "./stream";
import { refetchKept } from "./use-live";

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

describe("waiting for the next attempt", () => {
  it("doubles up to a limit, with jitter", () => {
    expect(waitBefore(0, () => 1)).toBe(500);
    expect(waitBefore(2, () => 1)).toBe(2000);
    expect(waitBefore(30, () => 1)).toBe(10_000);
    expect(waitBefore(30, () => 0)).toBe(5000);
  });
});

it("fetches again what was asked for before a stream was open, also what is still on its way", async () => {
  const client = new QueryClient();
  const answers: ((value: string) => void)[] = [];
  const queryFn = () => new Promise<string>((done) => answers.push(done));
  const observer = new QueryObserver(client, { queryKey: ["devices", "list"], queryFn });
  const leave = observer.subscribe(() => undefined);
  // The app's own stream and that of the page: once is enough for both.
  refetchKept(client, []);
  refetchKept(client, ["devices"]);
  expect(answers).toHaveLength(1);
  answers[0]?.("old");
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.("new");
  await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe("new"));
  expect(answers).toHaveLength(2);
  leave();
});
