// Reads of single things. Lists are in `list.ts`, writes in `mutations.ts`.

import { useQuery } from "@tanstack/react-query";

import { keys } from "./keys";
import { request, seg } from "./request";
import type {
  DeviceDetail,
  EuiCheck,
  Gateway,
  Hearing,
  InstanceSettings,
  Me,
  ModelLogLine,
  MqttAccount,
  ProfileDetail,
  Region,
  Status,
  TelemetryGroup,
  ThingModelDetail,
  Token,
} from "./types";

export const paths = {
  devices: "/api/v1/devices",
  profiles: "/api/v1/lorawan-profiles",
  gateways: "/api/v1/gateways",
  thingModels: "/api/v1/thing-models",
  frames: "/api/v1/network/frames",
  messages: "/api/v1/network/messages",
} as const;

export function useMe() {
  return useQuery({
    queryKey: keys.me,
    queryFn: () => request<Me>("GET", "/api/v1/me"),
    staleTime: Infinity,
  });
}

/** Kept fresh by the `status` event; asked for once. */
export function useStatus() {
  return useQuery({
    queryKey: keys.status,
    queryFn: () => request<Status>("GET", "/api/v1/status"),
    staleTime: Infinity,
  });
}

export function useSettings() {
  return useQuery({
    queryKey: keys.settings,
    queryFn: () => request<InstanceSettings>("GET", "/api/v1/settings"),
  });
}

/** The server's table of bands: it changes only with the program. */
export function useRegions() {
  return useQuery({
    queryKey: keys.regions,
    queryFn: () => request<Region[]>("GET", "/api/v1/regions"),
    staleTime: Infinity,
  });
}

export function useDevice(eui: string) {
  return useQuery({
    queryKey: keys.one("devices", eui),
    queryFn: () => request<DeviceDetail>("GET", `${paths.devices}/${seg(eui)}`),
    enabled: eui !== "",
  });
}

export function useProfile(devEui: string | null) {
  return useQuery({
    queryKey: keys.one("lorawan-profiles", devEui ?? ""),
    queryFn: () => request<ProfileDetail>("GET", `${paths.profiles}/${seg(devEui ?? "")}`),
    enabled: devEui !== null && devEui !== "",
  });
}

export function useGateway(eui: string) {
  return useQuery({
    queryKey: keys.one("gateways", eui),
    queryFn: () => request<Gateway>("GET", `${paths.gateways}/${seg(eui)}`),
    enabled: eui !== "",
  });
}

export function useThingModel(id: string) {
  return useQuery({
    queryKey: keys.one("thing-models", id),
    queryFn: () => request<ThingModelDetail>("GET", `${paths.thingModels}/${seg(id)}`),
    enabled: id !== "",
  });
}

export function useModelLog(id: string) {
  return useQuery({
    queryKey: keys.modelLog(id),
    queryFn: () => request<{ items: ModelLogLine[] }>("GET", `${paths.thingModels}/${seg(id)}/log`),
    enabled: id !== "",
  });
}

/** Latest values by thing model; kept fresh by `telemetry` events. */
export function useTelemetry(eui: string) {
  return useQuery({
    queryKey: keys.telemetry(eui),
    queryFn: () =>
      request<{ items: TelemetryGroup[] }>("GET", `${paths.devices}/${seg(eui)}/telemetry`),
    enabled: eui !== "",
  });
}

/** Why this device is heard or not, in plain words. */
export function useHearing(eui: string) {
  return useQuery({
    queryKey: keys.hearing(eui),
    queryFn: () => request<Hearing>("GET", `${paths.devices}/${seg(eui)}/hearing`),
    enabled: eui !== "",
    refetchInterval: 15_000,
  });
}

export function useEuiCheck(eui: string, dataFrom: string, enabled: boolean) {
  return useQuery({
    queryKey: ["devices", "check", eui, dataFrom] as const,
    queryFn: ({ signal }) =>
      request<EuiCheck>("GET", `${paths.devices}/check-eui`, {
        query: { eui, data_from: dataFrom },
        signal,
      }),
    enabled,
    staleTime: 2_000,
  });
}

export function useMqttAccount() {
  return useQuery({
    queryKey: keys.mqttAccount,
    queryFn: () => request<MqttAccount>("GET", "/api/v1/mqtt-account"),
  });
}

export function useTokens() {
  return useQuery({
    queryKey: keys.tokens,
    queryFn: () => request<{ items: Token[] } | Token[]>("GET", "/api/v1/tokens"),
    select: (answer) => (Array.isArray(answer) ? answer : answer.items),
  });
}
