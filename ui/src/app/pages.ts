import type { ComponentType } from "react";

import { loadPart } from "../lib/code-part";
import { at } from "../state/routes-at";

// Where each page's code is. Nothing here pulls in the library pages are drawn with: the entry reads
// this table to fetch the first page together with the frame around it.

export type PageName = keyof typeof at;

const part =
  <Name extends string>(load: () => Promise<Record<Name, ComponentType>>, name: Name) =>
  async () =>
    (await loadPart(load))[name];

const pages: Record<PageName, () => Promise<ComponentType>> = {
  overview: part(() => import("../features/overview/OverviewPage"), "OverviewPage"),
  applicationData: part(
    () => import("../features/application-data/ApplicationDataPage"),
    "ApplicationDataPage",
  ),
  networkData: part(() => import("../features/network-data/NetworkDataPage"), "NetworkDataPage"),
  devices: part(() => import("../features/devices/DevicesPage"), "DevicesPage"),
  profiles: part(() => import("../features/profiles/ProfilesPage"), "ProfilesPage"),
  gateways: part(() => import("../features/gateways/GatewaysPage"), "GatewaysPage"),
  locations: part(() => import("../features/locations/LocationsPage"), "LocationsPage"),
  thingModels: part(() => import("../features/thing-models/ThingModelsPage"), "ThingModelsPage"),
  rpcModels: part(() => import("../features/rpc-models/RpcModelsPage"), "RpcModelsPage"),
  triggerModels: part(
    () => import("../features/trigger-models/TriggerModelsPage"),
    "TriggerModelsPage",
  ),
  deviceTemplates: part(
    () => import("../features/device-templates/DeviceTemplatesPage"),
    "DeviceTemplatesPage",
  ),
  deviceExecutions: part(
    () => import("../features/device-executions/DeviceExecutionsPage"),
    "DeviceExecutionsPage",
  ),
  scheduledTasks: part(
    () => import("../features/scheduled-tasks/ScheduledTasksPage"),
    "ScheduledTasksPage",
  ),
  alarms: part(() => import("../features/alarms/AlarmsPage"), "AlarmsPage"),
  rpcLog: part(() => import("../features/rpc-log/RpcLogPage"), "RpcLogPage"),
  settings: part(() => import("../features/settings/SettingsPage"), "SettingsPage"),
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
