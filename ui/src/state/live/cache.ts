// Live events into the query cache: values are patched in place, lists are refetched when something
// was made or removed, and everything is refetched after a gap.

import type { InfiniteData, QueryClient } from "@tanstack/react-query";

import { noteInstanceTime } from "../../api/instance-clock";
import { keys } from "../../api/keys";
import { invalidate } from "../../api/mutations";
import type {
  Device,
  DeviceDetail,
  DeviceExecution,
  DeviceExecutionDetail,
  Gateway,
  LiveEvent,
  Page,
  Task,
  TelemetryEvent,
  TelemetryGroup,
} from "../../api/types";

type Pages<Row> = InfiniteData<Page<Row>, string | null>;

/** Changes rows of every loaded list of a resource; untouched pages keep their identity. */
function patchLists<Row>(client: QueryClient, resource: string, change: (row: Row) => Row): void {
  client.setQueriesData<Pages<Row>>({ queryKey: [resource, "list"] }, (data) => {
    if (!data) return data;
    let touched = false;
    const pages = data.pages.map((page) => {
      let pageTouched = false;
      const items = page.items.map((row) => {
        const next = change(row);
        pageTouched ||= next !== row;
        return next;
      });
      touched ||= pageTouched;
      return pageTouched ? { ...page, items } : page;
    });
    return touched ? { ...data, pages } : data;
  });
}

type DeviceSign = Partial<Pick<Device, "status" | "active_time" | "rssi" | "snr">>;

function patchDevices(client: QueryClient, signs: Map<string, DeviceSign>): void {
  if (signs.size === 0) return;
  patchLists<Device>(client, "devices", (row) => {
    const sign = signs.get(row.eui);
    return sign ? { ...row, ...sign } : row;
  });
  for (const [eui, sign] of signs) {
    const key = keys.one("devices", eui);
    client.setQueryData<DeviceDetail>(key, (device) => (device ? { ...device, ...sign } : device), {
      // The rest of the record is as old as before: see `untilOlderThan`.
      updatedAt: client.getQueryState(key)?.dataUpdatedAt ?? 0,
    });
  }
}

function patchTelemetry(client: QueryClient, event: TelemetryEvent): void {
  const known = client.getQueryData<{ items: TelemetryGroup[] }>(keys.telemetry(event.eui));
  if (!known) return;
  const group = known.items.find((item) => item.thing_model_id === event.thing_model_id);
  if (!group) {
    void client.invalidateQueries({ queryKey: keys.telemetry(event.eui) });
    return;
  }
  const next: TelemetryGroup = {
    ...group,
    update_time: new Date(event.active_time).getTime(),
    telemetry_data: { ...group.telemetry_data, ...event.telemetry_data },
  };
  client.setQueryData(keys.telemetry(event.eui), {
    items: known.items.map((item) => (item === group ? next : item)),
  });
}

function patchGateways(client: QueryClient, seen: Map<string, Gateway>): void {
  if (seen.size === 0) return;
  const known = new Set<string>();
  patchLists<Gateway>(client, "gateways", (row) => {
    const next = seen.get(row.eui);
    if (next) known.add(row.eui);
    return next ?? row;
  });
  for (const [eui, gateway] of seen) {
    client.setQueryData<Gateway>(keys.one("gateways", eui), (old) => (old ? gateway : old));
  }
  // One that no list has yet; what depends on records does not change by it.
  if ([...seen.keys()].some((eui) => !known.has(eui))) {
    void client.invalidateQueries({ queryKey: ["gateways"] });
  }
}

/** How far tasks are; those of a batch come in order, so the last one of each counts. */
function patchTasks(client: QueryClient, seen: Map<string, Task>): void {
  if (seen.size === 0) return;
  client.setQueryData<Page<Task>>(keys.tasks, (page) => {
    if (!page) return page;
    const fresh = [...seen.values()].filter((task) => !page.items.some(({ id }) => id === task.id));
    const items = page.items.map((task) => seen.get(task.id) ?? task);
    return { ...page, items: [...fresh.reverse(), ...items] };
  });
  for (const [id, task] of seen) {
    client.setQueryData<Task>(keys.one("tasks", id), (old) => (old ? task : old));
    if (task.kind !== "device_execution" || task.subject === null) continue;
    client.setQueryData<Page<Task>>(["tasks", "of", task.subject], (page) =>
      page ? { ...page, items: [task, ...page.items.filter((known) => known.id !== id)] } : page,
    );
    const withRun = <Row extends DeviceExecution>(row: Row): Row =>
      row.id === task.subject ? { ...row, last_run: task } : row;
    patchLists<DeviceExecution>(client, "device-executions", withRun);
    client.setQueryData<DeviceExecutionDetail>(
      keys.one("device-executions", task.subject),
      (execution) => (execution ? { ...execution, last_run: task } : execution),
    );
    client.setQueriesData<DeviceExecution[]>({ queryKey: ["device-executions", "of"] }, (rows) =>
      rows?.map(withRun),
    );
  }
}

/** Refetches resources that changed, at most every `everyMs`: a bulk change is one refetch. */
export function createInvalidator(client: QueryClient, everyMs = 400) {
  const waiting = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (resource: string) => {
    waiting.add(resource);
    timer ??= setTimeout(() => {
      timer = undefined;
      const due = [...waiting];
      waiting.clear();
      for (const name of due) invalidate(client, name);
    }, everyMs);
  };
}

/** Applies one batch of events. */
export function applyEvents(
  client: QueryClient,
  events: LiveEvent[],
  invalidateSoon: (resource: string) => void,
): void {
  const signs = new Map<string, DeviceSign>();
  const gateways = new Map<string, Gateway>();
  const tasks = new Map<string, Task>();
  for (const event of events) {
    switch (event.type) {
      case "telemetry":
      case "heard":
        if (event.type === "telemetry") patchTelemetry(client, event);
        signs.set(event.eui, {
          status: "online",
          active_time: event.active_time,
          ...(event.rssi === null ? {} : { rssi: event.rssi }),
          ...(event.snr === null ? {} : { snr: event.snr }),
        });
        break;
      case "device_status":
        signs.set(event.eui, {
          ...signs.get(event.eui),
          status: event.status,
          ...(event.active_time === null ? {} : { active_time: event.active_time }),
        });
        invalidateSoon("device-incidents");
        break;
      case "gateway":
        gateways.set(event.gateway.eui, event.gateway);
        break;
      case "task":
        tasks.set(event.task.id, event.task);
        break;
      case "alarm":
        invalidateSoon("alarms");
        break;
      case "notice":
        invalidateSoon("notification-log");
        break;
      case "gateway_status":
        invalidateSoon("gateways");
        break;
      case "status":
        noteInstanceTime(event.status.time);
        client.setQueryData(keys.status, event.status);
        break;
      case "changed":
        invalidateSoon(event.resource);
        break;
      case "resync":
        void client.invalidateQueries();
        break;
      case "frame":
      case "message":
      case "downlink":
      case "rpc":
        break;
    }
  }
  patchDevices(client, signs);
  patchGateways(client, gateways);
  patchTasks(client, tasks);
}
