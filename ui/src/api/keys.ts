// Names of everything in the query cache. A `changed` event names the first part.

export const keys = {
  me: ["me"] as const,
  status: ["status"] as const,
  settings: ["settings"] as const,
  /** Under the settings: how long history is kept is one. */
  storage: ["settings", "storage"] as const,
  regions: ["regions"] as const,
  mqttAccount: ["mqtt-account"] as const,
  tokens: ["tokens"] as const,
  signIns: ["sign-ins"] as const,
  basicsStation: ["basics-station"] as const,
  tasks: ["tasks", "recent"] as const,
  mail: ["mail"] as const,
  outsideBrokers: ["outside-brokers"] as const,
  list: (resource: string, query: unknown) => [resource, "list", query] as const,
  total: (resource: string, query: unknown) => [resource, "total", query] as const,
  one: (resource: string, key: string) => [resource, "one", key] as const,
  /** Under the device, so that its changes refetch them. */
  attributes: (eui: string, side: string) => ["devices", "attributes", eui, side] as const,
  callableRpcs: (eui: string) => ["devices", "rpc", eui] as const,
  rpcRuns: (eui: string) => ["rpc-runs", "recent", eui] as const,
  triggers: (eui: string) => ["devices", "triggers", eui] as const,
  telemetry: (eui: string) => ["telemetry", eui] as const,
  history: (eui: string, query: unknown) => ["history", eui, query] as const,
  diagnosis: (of: string, eui: string) => ["diagnosis", of, eui] as const,
  downlinks: (eui: string) => ["downlinks", eui] as const,
  mac: (eui: string) => ["mac", eui] as const,
  modelLog: (id: string) => ["model-log", id] as const,
};
