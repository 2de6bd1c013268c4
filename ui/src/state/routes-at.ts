import type { ImportKind } from "../api/types";

/** Paths of pages, in one place; views add their own tail (`/<eui>/<tab>`). */
export const at = {
  overview: "/overview",
  applicationData: "/data/application",
  networkData: "/data/network",
  devices: "/maintenance/devices",
  profiles: "/maintenance/lorawan-profiles",
  gateways: "/maintenance/gateways",
  locations: "/maintenance/locations",
  thingModels: "/models/thing-models",
  rpcModels: "/models/rpc-models",
  triggerModels: "/models/trigger-models",
  deviceTemplates: "/models/device-templates",
  deviceExecutions: "/configuration/device-executions",
  scheduledTasks: "/configuration/scheduled-tasks",
  alarms: "/alarms",
  rpcLog: "/logs/rpc",
  settings: "/settings",
} as const;

/** Where a device becomes a template, which is seen and edited before it is stored. */
export const templateFromDevice = (eui: string) => `${at.deviceTemplates}/new?device=${eui}`;

/** The pages whose records can be imported. */
export const importsAt: Record<ImportKind, string> = {
  "lorawan-profiles": at.profiles,
  devices: at.devices,
  gateways: at.gateways,
  "thing-models": at.thingModels,
  "rpc-models": at.rpcModels,
  "trigger-models": at.triggerModels,
  "device-templates": at.deviceTemplates,
};
