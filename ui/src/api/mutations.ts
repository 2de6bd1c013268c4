// Writes. Each one tells the cache what it made stale; the `changed` event of other writers does the same.

import { useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";

import { keys } from "./keys";
import { paths } from "./queries";
import { request, seg } from "./request";
import type {
  Device,
  DeviceDetail,
  DeviceInput,
  Gateway,
  GatewayInput,
  InstanceSettings,
  MqttAccount,
  ProfileDetail,
  ProfileInput,
  ScriptOutcome,
  ScriptRun,
  ThingModelDetail,
  ThingModelInput,
  Token,
} from "./types";

/** What a change of one resource makes stale besides itself. */
const dependants: Record<string, readonly string[]> = {
  devices: ["devices", "lorawan-profiles", "status", "hearing"],
  "lorawan-profiles": ["lorawan-profiles", "devices", "status", "hearing"],
  "thing-models": ["thing-models", "devices", "status"],
  gateways: ["gateways", "status"],
  settings: ["settings"],
  tokens: ["tokens"],
};

export function invalidate(client: QueryClient, resource: string): void {
  for (const name of dependants[resource] ?? [resource]) {
    void client.invalidateQueries({ queryKey: [name] });
  }
}

/** A write that makes `resource` stale when it succeeds. */
function useWrite<Input, Answer>(resource: string, send: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSuccess: () => invalidate(client, resource) });
}

export type NewDevice = DeviceInput & { eui: string };

export const createDevice = (body: NewDevice) => request<Device>("POST", paths.devices, { body });
export const useCreateDevice = () => useWrite("devices", createDevice);
export const useUpdateDevice = () =>
  useWrite("devices", ({ eui, ...body }: NewDevice) =>
    request<DeviceDetail>("PATCH", `${paths.devices}/${seg(eui)}`, { body }),
  );

export type DeviceRemoval = { eui: string; profile: boolean; telemetry: boolean };
export const deleteDevice = ({ eui, profile, telemetry }: DeviceRemoval) =>
  request<null>("DELETE", `${paths.devices}/${seg(eui)}`, { query: { profile, telemetry } });
export const useDeleteDevice = () => useWrite("devices", deleteDevice);

export function useDeleteTelemetry() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ eui, thingModel }: { eui: string; thingModel: string }) =>
      request<null>("DELETE", `${paths.devices}/${seg(eui)}/telemetry`, {
        query: { thing_model: thingModel },
      }),
    onSuccess: (_, { eui }) => client.invalidateQueries({ queryKey: keys.telemetry(eui) }),
  });
}

export type NewProfile = ProfileInput & { dev_eui: string };

export const useCreateProfile = () =>
  useWrite("lorawan-profiles", (body: NewProfile) =>
    request<ProfileDetail>("POST", paths.profiles, { body }),
  );
export const updateProfile = ({ dev_eui, ...body }: NewProfile) =>
  request<ProfileDetail>("PATCH", `${paths.profiles}/${seg(dev_eui)}`, { body });
export const useUpdateProfile = () => useWrite("lorawan-profiles", updateProfile);
export const deleteProfile = (devEui: string) =>
  request<null>("DELETE", `${paths.profiles}/${seg(devEui)}`);
export const useDeleteProfile = () => useWrite("lorawan-profiles", deleteProfile);
export const useClearNonces = () =>
  useWrite("lorawan-profiles", (devEui: string) =>
    request<null>("POST", `${paths.profiles}/${seg(devEui)}/clear-nonces`),
  );
export const freeDevAddr = () =>
  request<{ dev_addr: string }>("GET", `${paths.profiles}/free-dev-addr`);

export type NewGateway = GatewayInput & { eui: string };

export const useCreateGateway = () =>
  useWrite("gateways", (body: NewGateway) => request<Gateway>("POST", paths.gateways, { body }));
export const useUpdateGateway = () =>
  useWrite("gateways", ({ eui, ...body }: NewGateway) =>
    request<Gateway>("PATCH", `${paths.gateways}/${seg(eui)}`, { body }),
  );
export const deleteGateway = (eui: string) =>
  request<null>("DELETE", `${paths.gateways}/${seg(eui)}`);
export const useDeleteGateway = () => useWrite("gateways", deleteGateway);

export const useCreateThingModel = () =>
  useWrite("thing-models", (body: ThingModelInput) =>
    request<ThingModelDetail>("POST", paths.thingModels, { body }),
  );
export const useUpdateThingModel = () =>
  useWrite("thing-models", ({ id, ...body }: ThingModelInput & { id: string }) =>
    request<ThingModelDetail>("PATCH", `${paths.thingModels}/${seg(id)}`, { body }),
  );
export const useDeleteThingModel = () =>
  useWrite("thing-models", (id: string) =>
    request<null>("DELETE", `${paths.thingModels}/${seg(id)}`),
  );
export const runScript = (body: ScriptRun) =>
  request<ScriptOutcome>("POST", "/api/v1/scripts/run", { body });

export const useUpdateSettings = () =>
  useWrite("settings", (body: Partial<InstanceSettings>) =>
    request<InstanceSettings>("PATCH", "/api/v1/settings", { body }),
  );

/** Loading and removing the simulated site touches every list. */
export function useSimulatedSite() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (load: boolean) =>
      request<null>(load ? "POST" : "DELETE", "/api/v1/simulated-site"),
    onSuccess: () => client.invalidateQueries(),
  });
}

export const useUpdateMqttAccount = () =>
  useWrite("mqtt-account", (body: Partial<MqttAccount>) =>
    request<MqttAccount>("PUT", "/api/v1/mqtt-account", { body }),
  );
export const useSetPassword = () =>
  useWrite("me", (password: string) =>
    request<null>("PUT", "/api/v1/me/password", { body: { password } }),
  );
export const useCreateToken = () =>
  useWrite("tokens", (body: { name: string; role: string }) =>
    request<Token>("POST", "/api/v1/tokens", { body }),
  );
export const useDeleteToken = () =>
  useWrite("tokens", (id: string) => request<null>("DELETE", `/api/v1/tokens/${seg(id)}`));
