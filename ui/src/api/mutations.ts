// Writes. Each one tells the cache what it made stale; the `changed` event of other writers does
// the same.

import { useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";

import { answer, api } from "./client";
import { keys } from "./keys";
import type {
  CreatedToken,
  DataCategory,
  DeviceDetail,
  DeviceInput,
  Downlink,
  EndedSignIns,
  Gateway,
  GatewayInput,
  InstanceSettings,
  JsonObject,
  Mac,
  MacInput,
  NewStationToken,
  OutsideBroker,
  OutsideBrokerInput,
  OutsideBrokerTest,
  ProfileDetail,
  ProfileInput,
  Relation,
  ScriptOutcome,
  ScriptRun,
  TokenRole,
} from "./types";

/** What a change of one resource makes stale. The status needs no word: it comes each second. */
const dependants: Record<string, readonly string[]> = {
  devices: ["devices", "lorawan-profiles", "diagnosis", "relations", "locations"],
  "lorawan-profiles": ["lorawan-profiles", "devices", "diagnosis"],
  "thing-models": ["thing-models", "devices", "device-templates"],
  "rpc-models": ["rpc-models", "devices", "device-templates"],
  "trigger-models": ["trigger-models", "devices", "device-templates"],
  gateways: ["gateways", "diagnosis", "locations"],
  // Records say the path of theirs.
  locations: ["locations", "location-choice", "devices", "gateways", "device-templates"],
  "device-templates": ["device-templates", "locations"],
  settings: ["settings", "diagnosis", "mail"],
  "scheduled-tasks": ["scheduled-tasks", "device-executions"],
  "device-executions": ["device-executions", "scheduled-tasks"],
  alarms: ["alarms", "alarm-history"],
};

export function invalidate(client: QueryClient, resource: string): void {
  for (const name of dependants[resource] ?? [resource]) {
    void client.invalidateQueries({ queryKey: [name] });
  }
}

/** A write that makes a resource, or several, stale when it succeeds. */
export function useWrite<Body, Answer>(
  resources: string | readonly string[],
  send: (body: Body) => Promise<Answer>,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess() {
      for (const resource of [resources].flat()) invalidate(client, resource);
    },
  });
}

export type NewDevice = DeviceInput & { eui: string };

export const useCreateDevice = () =>
  useWrite("devices", (body: NewDevice) =>
    answer<DeviceDetail>(api.POST("/api/v1/devices", { body })),
  );
const updateDevice = ({ eui, ...body }: NewDevice) =>
  answer<DeviceDetail>(api.PATCH("/api/v1/devices/{eui}", { params: { path: { eui } }, body }));
export const useUpdateDevice = () => useWrite("devices", updateDevice);

type Binding = {
  from_eui: string[];
  to_eui: string[];
  notify_fields: DataCategory[];
  params: JsonObject;
};

export const useBind = () =>
  useWrite("relations", (body: Binding) =>
    answer<Relation[]>(api.POST("/api/v1/relations", { body })),
  );
export const useUpdateRelation = () =>
  useWrite("relations", ({ id, ...body }: Pick<Relation, "id" | "notify_fields" | "params">) =>
    answer<Relation>(api.PATCH("/api/v1/relations/{id}", { params: { path: { id } }, body })),
  );
export const useUnbind = () =>
  useWrite("relations", (id: string) =>
    answer<null>(api.DELETE("/api/v1/relations/{id}", { params: { path: { id } } })),
  );

export function useDeleteTelemetry() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ eui, thingModel }: { eui: string; thingModel: string }) =>
      answer<null>(
        api.DELETE("/api/v1/devices/{eui}/telemetry", {
          params: { path: { eui }, query: { thing_model: thingModel } },
        }),
      ),
    onSuccess: (_, { eui }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.telemetry(eui) }),
        client.invalidateQueries({ queryKey: ["history", eui] }),
      ]),
  });
}

export type NewDownlink = {
  eui: string;
  f_port: number;
  payload: string;
  encoding: "hex" | "base64";
  confirmed: boolean;
};

export const useSendDownlink = () =>
  useWrite("downlinks", ({ eui, ...body }: NewDownlink) =>
    answer<Downlink>(
      api.POST("/api/v1/devices/{eui}/downlinks", { params: { path: { eui } }, body }),
    ),
  );
export const useClearDownlinks = () =>
  useWrite("downlinks", (eui: string) =>
    answer<{ cancelled: number }>(
      api.DELETE("/api/v1/devices/{eui}/downlinks", { params: { path: { eui } } }),
    ),
  );
export const useCancelDownlink = () =>
  useWrite("downlinks", ({ eui, id }: Pick<Downlink, "eui" | "id">) =>
    answer<null>(
      api.DELETE("/api/v1/devices/{eui}/downlinks/{id}", { params: { path: { eui, id } } }),
    ),
  );

type NewProfile = ProfileInput & { dev_eui: string };

export const useCreateProfile = () =>
  useWrite("lorawan-profiles", (body: NewProfile) =>
    answer<ProfileDetail>(api.POST("/api/v1/lorawan-profiles", { body })),
  );
export const updateProfile = ({ dev_eui, ...body }: NewProfile) =>
  answer<ProfileDetail>(
    api.PATCH("/api/v1/lorawan-profiles/{dev_eui}", { params: { path: { dev_eui } }, body }),
  );
export const useUpdateProfile = () => useWrite("lorawan-profiles", updateProfile);
export const useClearNonces = () =>
  useWrite("lorawan-profiles", (dev_eui: string) =>
    answer<null>(
      api.POST("/api/v1/lorawan-profiles/{dev_eui}/clear-nonces", {
        params: { path: { dev_eui } },
      }),
    ),
  );
export const useResetCounters = () =>
  useWrite("lorawan-profiles", (dev_eui: string) =>
    answer<ProfileDetail>(
      api.POST("/api/v1/lorawan-profiles/{dev_eui}/reset-counters", {
        params: { path: { dev_eui } },
      }),
    ),
  );
export const useAskStatus = () =>
  useWrite("mac", (eui: string) =>
    answer<Mac>(
      api.POST("/api/v1/devices/{eui}/mac/status-request", { params: { path: { eui } } }),
    ),
  );
export const useRetryMac = () =>
  useWrite("mac", (eui: string) =>
    answer<Mac>(api.POST("/api/v1/devices/{eui}/mac/retry", { params: { path: { eui } } })),
  );
export type MacWish = MacInput & { eui: string };

export const useAskMac = () =>
  useWrite("mac", ({ eui, ...body }: MacWish) =>
    answer<Mac>(api.PATCH("/api/v1/devices/{eui}/mac", { params: { path: { eui } }, body })),
  );
export const freeDevAddr = () =>
  answer<{ dev_addr: string }>(api.GET("/api/v1/lorawan-profiles/free-dev-addr"));

type NewGateway = GatewayInput & { eui: string };

export const useCreateGateway = () =>
  useWrite("gateways", (body: NewGateway) =>
    answer<Gateway>(api.POST("/api/v1/gateways", { body })),
  );
export const useUpdateGateway = () =>
  useWrite("gateways", ({ eui, ...body }: NewGateway) =>
    answer<Gateway>(api.PATCH("/api/v1/gateways/{eui}", { params: { path: { eui } }, body })),
  );
export const useAcknowledgeGateway = () =>
  useWrite("gateways", (eui: string) =>
    answer<Gateway>(api.POST("/api/v1/gateways/{eui}/acknowledge", { params: { path: { eui } } })),
  );
export const useMakeStationToken = () =>
  useWrite("gateways", (eui: string) =>
    answer<NewStationToken>(
      api.POST("/api/v1/gateways/{eui}/station-token", { params: { path: { eui } } }),
    ),
  );
export const useDeleteStationToken = () =>
  useWrite("gateways", (eui: string) =>
    answer<null>(api.DELETE("/api/v1/gateways/{eui}/station-token", { params: { path: { eui } } })),
  );
export const useDeleteGateway = () =>
  useWrite("gateways", (eui: string) =>
    answer<null>(api.DELETE("/api/v1/gateways/{eui}", { params: { path: { eui } } })),
  );

export const runScript = (body: ScriptRun) =>
  answer<ScriptOutcome>(api.POST("/api/v1/scripts/run", { body }));

export const useUpdateSettings = () =>
  useWrite("settings", (body: Partial<InstanceSettings>) =>
    answer<InstanceSettings>(api.PATCH("/api/v1/settings", { body })),
  );

/** Loading and removing the simulated site touches every list. */
export function useSimulatedSite() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (load: boolean) =>
      answer<null>(
        load ? api.POST("/api/v1/simulated-site") : api.DELETE("/api/v1/simulated-site"),
      ),
    onSuccess: () => client.invalidateQueries(),
  });
}

export const useSetPassword = () =>
  useWrite("sign-ins", (password: string) =>
    answer<EndedSignIns>(api.PUT("/api/v1/me/password", { body: { password } })),
  );
export const useEndSignIn = () =>
  useWrite("sign-ins", (id: string) =>
    answer<null>(api.DELETE("/api/v1/sign-ins/{id}", { params: { path: { id } } })),
  );
export const useEndOtherSignIns = () =>
  useWrite("sign-ins", () => answer<EndedSignIns>(api.POST("/api/v1/sign-ins/end-others")));
export const useSetMqttPassword = () =>
  useWrite("mqtt-account", (password: string) =>
    answer<null>(api.PUT("/api/v1/mqtt-account", { body: { password } })),
  );
export const useCreateToken = () =>
  useWrite("tokens", (body: { name: string; role: TokenRole }) =>
    answer<CreatedToken>(api.POST("/api/v1/tokens", { body })),
  );
export const useDeleteToken = () =>
  useWrite("tokens", (id: string) =>
    answer<null>(api.DELETE("/api/v1/tokens/{id}", { params: { path: { id } } })),
  );

export const useCreateOutsideBroker = () =>
  useWrite("outside-brokers", (body: OutsideBrokerInput) =>
    answer<OutsideBroker>(api.POST("/api/v1/outside-brokers", { body })),
  );
export const useUpdateOutsideBroker = () =>
  useWrite("outside-brokers", ({ id, body }: { id: string; body: OutsideBrokerInput }) =>
    answer<OutsideBroker>(
      api.PATCH("/api/v1/outside-brokers/{id}", { params: { path: { id } }, body }),
    ),
  );
export const useDeleteOutsideBroker = () =>
  useWrite("outside-brokers", (id: string) =>
    answer<null>(api.DELETE("/api/v1/outside-brokers/{id}", { params: { path: { id } } })),
  );
/** Connects, logs in and leaves; changes nothing. */
export const useTestOutsideBroker = () =>
  useMutation({
    mutationFn: (id: string) =>
      answer<OutsideBrokerTest>(
        api.POST("/api/v1/outside-brokers/{id}/test", { params: { path: { id } } }),
      ),
  });
