import type { ComponentType } from "react";

import { at } from "./routes-at";

// Where each page's code is. Nothing here pulls in the library pages are drawn with: the entry reads
// this table to fetch the first page together with the frame around it.

export type PageName = keyof typeof at;

const pages: Record<PageName, () => Promise<ComponentType>> = {
  overview: async () => (await import("../features/overview/OverviewPage")).OverviewPage,
  applicationData: async () =>
    (await import("../features/data/ApplicationDataPage")).ApplicationDataPage,
  networkData: async () => (await import("../features/network/NetworkDataPage")).NetworkDataPage,
  devices: async () => (await import("../features/devices/DevicesPage")).DevicesPage,
  profiles: async () => (await import("../features/profiles/ProfilesPage")).ProfilesPage,
  gateways: async () => (await import("../features/gateways/GatewaysPage")).GatewaysPage,
  locations: async () => (await import("../features/locations/LocationsPage")).LocationsPage,
  thingModels: async () =>
    (await import("../features/thing-models/ThingModelsPage")).ThingModelsPage,
  rpcModels: async () => (await import("../features/rpc-models/RpcModelsPage")).RpcModelsPage,
  triggerModels: async () =>
    (await import("../features/trigger-models/TriggerModelsPage")).TriggerModelsPage,
  deviceTemplates: async () =>
    (await import("../features/device-templates/DeviceTemplatesPage")).DeviceTemplatesPage,
  deviceExecutions: async () =>
    (await import("../features/executions/ExecutionsPage")).ExecutionsPage,
  scheduledTasks: async () => (await import("../features/schedules/SchedulesPage")).SchedulesPage,
  alarms: async () => (await import("../features/alarms/AlarmsPage")).AlarmsPage,
  rpcLog: async () => (await import("../features/rpc-log/RpcLogPage")).RpcLogPage,
  settings: async () => (await import("../features/settings/SettingsPage")).SettingsPage,
};

const loaded = new Map<PageName, ComponentType>();

/** Fetches a page's code, once. */
export async function loadPage(name: PageName): Promise<ComponentType> {
  const page = loaded.get(name) ?? (await pages[name]());
  loaded.set(name, page);
  return page;
}

/** The page, when its code is there already. */
export const loadedPage = (name: PageName) => loaded.get(name);

/** The page that an address of the app (`/maintenance/devices/70b3…`) leads to. */
export function pageAt(path: string): PageName {
  const names = Object.keys(at) as PageName[];
  return names.find((name) => `${path}/`.startsWith(`${at[name]}/`)) ?? "overview";
}
