// Reads of single things. Lists are in `list.ts`, writes in `mutations.ts`.

import { queryOptions, useQuery } from "@tanstack/react-query";

import { platform } from "../platform";
import { answer, api } from "./client";
import { noteInstanceTime } from "./instance-clock";
import { keys } from "./keys";
import { intoFile } from "./send";
import type {
  BasicsStation,
  DeviceDetail,
  Diagnosis,
  Downlinks,
  EuiCheck,
  Gateway,
  GatewayAddresses,
  GatewayStatistics,
  Mac,
  HistoryPage,
  Incident,
  InstanceSettings,
  Me,
  ModelLogLine,
  MqttAccount,
  OutsideBroker,
  Page,
  ProfileDetail,
  Region,
  SignIn,
  Status,
  Storage,
  TelemetryGroup,
  Token,
  TelemetrySeries,
} from "./types";
import { untilOlderThan } from "./until-older-than";

/** Where the lists are. */
export const paths = {
  devices: "/api/v1/devices",
  relations: "/api/v1/relations",
  realtime: "/api/v1/telemetry",
  profiles: "/api/v1/lorawan-profiles",
  gateways: "/api/v1/gateways",
  thingModels: "/api/v1/thing-models",
  frames: "/api/v1/network/frames",
  messages: "/api/v1/network/messages",
} as const;

export const meOptions = queryOptions({
  queryKey: keys.me,
  queryFn: () => answer<Me>(api.GET("/api/v1/me")),
  staleTime: Infinity,
});

export function useMe() {
  return useQuery(meOptions);
}

/** What a role may permit, in the API's words. */
export type Permission = "read" | "write" | "read_keys" | "manage";

/** Whether the caller's role permits something; it does until the role is known. */
export function useMay(permission: Permission): boolean {
  return useMe().data?.permissions.includes(permission) ?? true;
}

/** Kept fresh by the `status` event; asked for once. */
export const statusOptions = queryOptions({
  queryKey: keys.status,
  async queryFn() {
    const status = await answer<Status>(api.GET("/api/v1/status"));
    noteInstanceTime(status.time);
    return status;
  },
  staleTime: Infinity,
});

export function useStatus() {
  return useQuery(statusOptions);
}

export const getSettings = () => answer<InstanceSettings>(api.GET("/api/v1/settings"));

export function useSettings() {
  return useQuery({ queryKey: keys.settings, queryFn: getSettings });
}

/** Grows without an event, so it is asked for. */
export function useStorage() {
  return useQuery({
    queryKey: keys.storage,
    queryFn: () => answer<Storage>(api.GET("/api/v1/storage")),
    refetchInterval: 10_000,
  });
}

/** The server's table of bands: it changes only with the program. */
export function useRegions() {
  return useQuery({
    queryKey: keys.regions,
    queryFn: () => answer<Region[]>(api.GET("/api/v1/regions")),
    staleTime: Infinity,
  });
}

export const getDevice = (eui: string) =>
  answer<DeviceDetail>(api.GET("/api/v1/devices/{eui}", { params: { path: { eui } } }));

export function useDevice(eui: string) {
  return useQuery({
    queryKey: keys.one("devices", eui),
    queryFn: () => getDevice(eui),
    enabled: eui !== "",
    // Counters of the radio side change without an event of their own.
    refetchInterval: untilOlderThan(15_000),
  });
}

/** What waits for a device and what became of the last downlinks; events say when it changes. */
export function useDownlinks(eui: string) {
  return useQuery({
    queryKey: keys.downlinks(eui),
    queryFn: () =>
      answer<Downlinks>(api.GET("/api/v1/devices/{eui}/downlinks", { params: { path: { eui } } })),
  });
}

export const getProfile = (dev_eui: string) =>
  answer<ProfileDetail>(
    api.GET("/api/v1/lorawan-profiles/{dev_eui}", { params: { path: { dev_eui } } }),
  );

export function useProfile(devEui: string | null) {
  const dev_eui = devEui ?? "";
  return useQuery({
    queryKey: keys.one("lorawan-profiles", dev_eui),
    queryFn: () => getProfile(dev_eui),
    enabled: dev_eui !== "",
  });
}

export const getGateway = (eui: string) =>
  answer<Gateway>(api.GET("/api/v1/gateways/{eui}", { params: { path: { eui } } }));

export function useGateway(eui: string) {
  return useQuery({
    queryKey: keys.one("gateways", eui),
    queryFn: () => getGateway(eui),
    enabled: eui !== "",
  });
}

/** What is counted moves on by itself. */
const COUNTED_EVERY_MS = 5_000;

export function useGatewayStatistics(eui: string) {
  return useQuery({
    queryKey: ["gateways", "statistics", eui],
    queryFn: () =>
      answer<GatewayStatistics>(
        api.GET("/api/v1/gateways/{eui}/statistics", { params: { path: { eui } } }),
      ),
    refetchInterval: COUNTED_EVERY_MS,
  });
}

/** When it came and went, and who else used its EUI; newest first. */
export function useGatewayIncidents(eui: string) {
  return useQuery({
    queryKey: ["gateways", "incidents", eui],
    queryFn: () =>
      answer<Page<Incident>>(
        api.GET("/api/v1/gateways/{eui}/incidents", { params: { path: { eui } } }),
      ),
  });
}

/** When it came and fell silent; newest first. */
export function useDeviceIncidents(eui: string) {
  return useQuery({
    queryKey: ["device-incidents", eui],
    queryFn: () =>
      answer<Page<Incident>>(
        api.GET("/api/v1/devices/{eui}/incidents", { params: { path: { eui } } }),
      ),
  });
}

/** Where gateways find the instance. */
/** Where Basics Station gateways connect, and what they trust. */
export function useBasicsStation() {
  return useQuery({
    queryKey: keys.basicsStation,
    queryFn: () => answer<BasicsStation>(api.GET("/api/v1/basics-station")),
  });
}

export function useGatewayAddresses() {
  return useQuery({
    queryKey: ["gateway-addresses"],
    queryFn: () => answer<GatewayAddresses>(api.GET("/api/v1/gateway-addresses")),
  });
}

export function useModelLog(id: string) {
  return useQuery({
    queryKey: keys.modelLog(id),
    queryFn: () =>
      answer<{ items: ModelLogLine[] }>(
        api.GET("/api/v1/thing-models/{id}/log", { params: { path: { id } } }),
      ),
    enabled: id !== "",
  });
}

const getTelemetry = (eui: string, signal?: AbortSignal) =>
  answer<{ items: TelemetryGroup[] }>(
    api.GET("/api/v1/devices/{eui}/telemetry", {
      params: { path: { eui } },
      ...(signal ? { signal } : {}),
    }),
  );

/** Latest values by thing model; kept fresh by `telemetry` events. */
export function useTelemetry(eui: string) {
  return useQuery({
    queryKey: keys.telemetry(eui),
    queryFn: ({ signal }) => getTelemetry(eui, signal),
    enabled: eui !== "",
  });
}

type HistoryQuery = {
  thing_model: string;
  from?: string;
  to?: string;
  limit?: number;
  cursor?: string;
  order?: "asc" | "desc";
};

type SeriesQuery = { thing_model: string; from: string; to?: string; buckets?: number };

/** Stored values of one thing model on one device. */
export const getHistory = (eui: string, query: HistoryQuery, signal: AbortSignal) =>
  answer<HistoryPage>(
    api.GET("/api/v1/devices/{eui}/telemetry/history", {
      params: { path: { eui }, query },
      signal,
    }),
  );

type HistoryExportQuery = Omit<HistoryQuery, "limit" | "cursor"> & {
  format: "xlsx" | "csv";
  fields?: string;
  raw?: boolean;
  offset_min?: number;
};

/** The same as a file of the user's; false when the user cancels. */
export async function saveHistory(
  eui: string,
  query: HistoryExportQuery,
  name: string,
): Promise<boolean> {
  const path = "/api/v1/devices/{eui}/telemetry/export" as const;
  const params = { path: { eui }, query };
  const { shell } = platform;
  if (shell) return answer<boolean>(api.GET(path, { params, fetch: intoFile(name, shell) }));
  const content = await answer<Blob>(api.GET(path, { params, parseAs: "blob" }));
  return platform.saveFile(name, content);
}

/** The same in few pieces, for a chart. */
export const getSeries = (eui: string, query: SeriesQuery, signal: AbortSignal) =>
  answer<TelemetrySeries>(
    api.GET("/api/v1/devices/{eui}/telemetry/series", {
      params: { path: { eui }, query },
      signal,
    }),
  );

/** How many records of a thing model a device has; `complete` is false when there are more. */
export async function countRecords(
  eui: string,
  thing_model: string,
): Promise<Pick<TelemetrySeries, "records" | "complete">> {
  const query = { thing_model, from: new Date(0).toISOString(), buckets: 1 };
  const path = "/api/v1/devices/{eui}/telemetry/series" as const;
  return answer<TelemetrySeries>(api.GET(path, { params: { path: { eui }, query } }));
}

/** Whose diagnosis it is: a device record's, or a profile's that may have none. */
export type Diagnosed = "device" | "profile";

/** Why a device is heard or not. What is on the air changes it; time alone does, too. */
export function useDiagnosis(of: Diagnosed, eui: string) {
  return useQuery({
    queryKey: keys.diagnosis(of, eui),
    queryFn: () =>
      answer<Diagnosis>(
        of === "device"
          ? api.GET("/api/v1/devices/{eui}/diagnosis", { params: { path: { eui } } })
          : api.GET("/api/v1/lorawan-profiles/{dev_eui}/diagnosis", {
              params: { path: { dev_eui: eui } },
            }),
      ),
    enabled: eui !== "",
    refetchInterval: 15_000,
  });
}

/** What a device's radio does and should do; followed while it is open. */
export function useMac(eui: string, enabled: boolean) {
  return useQuery({
    queryKey: keys.mac(eui),
    queryFn: () => answer<Mac>(api.GET("/api/v1/devices/{eui}/mac", { params: { path: { eui } } })),
    enabled,
    refetchInterval: 5_000,
  });
}

/** Whether a device with this EUI can be made. */
export const euiCheck = (eui: string, dataFrom: string) =>
  queryOptions({
    queryKey: ["devices", "check", eui, dataFrom] as const,
    queryFn: ({ signal }) =>
      answer<EuiCheck>(
        api.GET("/api/v1/devices/check-eui", {
          params: { query: { eui, data_from: dataFrom } },
          signal,
        }),
      ),
    staleTime: 2_000,
  });

export function useMqttAccount() {
  return useQuery({
    queryKey: keys.mqttAccount,
    queryFn: () => answer<MqttAccount>(api.GET("/api/v1/mqtt-account")),
  });
}

export function useTokens() {
  return useQuery({
    queryKey: keys.tokens,
    queryFn: () => answer<Page<Token>>(api.GET("/api/v1/tokens")),
    select: (page) => page.items,
  });
}

/** Others come and go without an event, so they are asked for. */
export function useSignIns() {
  return useQuery({
    queryKey: keys.signIns,
    queryFn: () => answer<Page<SignIn>>(api.GET("/api/v1/sign-ins")),
    select: (page) => page.items,
    refetchInterval: 10_000,
  });
}

/** The counters move without an event, so they are asked for. */
export function useOutsideBrokers() {
  return useQuery({
    queryKey: keys.outsideBrokers,
    queryFn: () => answer<OutsideBroker[]>(api.GET("/api/v1/outside-brokers")),
    refetchInterval: 3_000,
  });
}
