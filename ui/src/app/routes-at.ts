/** Paths of pages, in one place; views add their own tail (`/<eui>/<tab>`). */
export const at = {
  overview: "/overview",
  applicationData: "/data/application",
  networkData: "/data/network",
  devices: "/maintenance/devices",
  profiles: "/maintenance/lorawan-profiles",
  gateways: "/maintenance/gateways",
  thingModels: "/models/thing-models",
  rpcModels: "/models/rpc-models",
  triggerModels: "/models/trigger-models",
  deviceTemplates: "/models/device-templates",
  deviceExecutions: "/configuration/device-executions",
  scheduledTasks: "/configuration/scheduled-tasks",
  settings: "/settings",
} as const;
