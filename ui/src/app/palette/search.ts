import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { locationsPath } from "../../api/locations";
import { paths } from "../../api/queries";
import { getPage, type ListPath } from "../../api/client";
import type {
  Alarm,
  Device,
  DeviceTemplate,
  Gateway,
  Location,
  Profile,
  RpcModel,
  ThingModel,
  TriggerModel,
} from "../../api/types";
import { cleanHex } from "../../lib/hex";
import { fold } from "../../lib/text";
import { useDebounced } from "../../lib/use-debounced";
import type { Command } from "../../state/commands/commands";
import { at } from "../../state/routes-at";

export type Hit = {
  id: string;
  kind:
    | "page"
    | "action"
    | "device"
    | "profile"
    | "gateway"
    | "model"
    | "rpc"
    | "trigger"
    | "template"
    | "alarm"
    | "location"
    | "tag";
  title: string;
  detail?: string;
  keys?: string | undefined;
  disabledReason?: string | undefined;
  run: () => void;
};

/** Pages and actions that contain every typed word; shorter titles first. */
export function matchCommands(
  commands: Iterable<Command>,
  typed: string,
  actionsOnly: boolean,
): Hit[] {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  const hits: Hit[] = [];
  for (const command of commands) {
    if (command.quiet || (actionsOnly && command.kind !== "action")) continue;
    const text = fold(`${command.title} ${command.aliases ?? ""}`);
    if (!words.every((word) => text.includes(word))) continue;
    hits.push({ ...command, keys: command.keys?.split("|")[0] });
  }
  return hits.sort(
    (first, second) =>
      Number(first.kind === "action") - Number(second.kind === "action") ||
      first.title.length - second.title.length,
  );
}

/** How well an EUI fits what was typed: its end first, because that is what labels print. */
function euiRank(eui: string, typed: string): number {
  const digits = cleanHex(typed);
  if (digits.length >= 4 && eui.endsWith(digits)) return 0;
  if (eui.startsWith(digits)) return 1;
  return eui.includes(digits) ? 2 : 3;
}

type Found = {
  devices: Device[];
  gateways: Gateway[];
  profiles: Profile[];
  models: ThingModel[];
  rpcs: RpcModel[];
  triggers: TriggerModel[];
  templates: DeviceTemplate[];
  alarms: Alarm[];
  locations: Location[];
};

const LIMIT = 8;

async function search(q: string, signal: AbortSignal): Promise<Found> {
  const list = <Row>(path: ListPath) =>
    getPage<Row>(path, { q, limit: LIMIT }, signal).then((page) => page.items);
  const [devices, gateways, profiles, models, rpcs, triggers, templates, alarms, locations] =
    await Promise.all([
      list<Device>(paths.devices),
      list<Gateway>(paths.gateways),
      list<Profile>(paths.profiles),
      list<ThingModel>(paths.thingModels),
      list<RpcModel>("/api/v1/rpc-models"),
      list<TriggerModel>("/api/v1/trigger-models"),
      list<DeviceTemplate>("/api/v1/device-templates"),
      list<Alarm>("/api/v1/alarms"),
      list<Location>(locationsPath),
    ]);
  return { devices, gateways, profiles, models, rpcs, triggers, templates, alarms, locations };
}

const isSearch = (text: string): boolean => text.length >= 2 && !/^[>#?@]/.test(text);

/** Objects of the instance that match; busy from the first key on until they are known. */
export function useObjectHits(
  typed: string,
  navigate: (path: string) => void,
): { hits: Hit[]; busy: boolean } {
  const text = typed.trim();
  const q = useDebounced(text);
  const wanted = isSearch(q);
  const found = useQuery({
    queryKey: ["palette", q] as const,
    queryFn: ({ signal }) => search(q, signal),
    enabled: wanted,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
  const busy = isSearch(text) && (text !== q || found.isFetching);
  if (!wanted || !found.data) return { hits: [], busy };
  const { devices, gateways, profiles, models, rpcs, triggers, templates, alarms, locations } =
    found.data;
  const byRank = (first: string, second: string) => euiRank(first, q) - euiRank(second, q);
  const hits: Hit[] = [
    ...devices
      .toSorted((first, second) => byRank(first.eui, second.eui))
      .map((device) => ({
        id: `device-${device.eui}`,
        kind: "device" as const,
        title: device.name || device.eui,
        detail: device.eui,
        run: () => navigate(`${at.devices}/${device.eui}`),
      })),
    ...gateways.map((gateway) => ({
      id: `gateway-${gateway.eui}`,
      kind: "gateway" as const,
      title: gateway.name || gateway.eui,
      detail: gateway.eui,
      run: () => navigate(`${at.gateways}/${gateway.eui}`),
    })),
    ...profiles
      .toSorted((first, second) => byRank(first.dev_eui, second.dev_eui))
      .map((profile) => ({
        id: `profile-${profile.dev_eui}`,
        kind: "profile" as const,
        title: profile.device?.name || profile.dev_eui,
        detail: profile.dev_eui,
        run: () => navigate(`${at.profiles}/${profile.dev_eui}`),
      })),
    ...models.map((model) => ({
      id: `model-${model.id}`,
      kind: "model" as const,
      title: model.name,
      detail: model.id_name,
      run: () => navigate(`${at.thingModels}/${model.id}`),
    })),
    ...rpcs.map((model) => ({
      id: `rpc-${model.id}`,
      kind: "rpc" as const,
      title: model.name,
      detail: model.id_name,
      run: () => navigate(`${at.rpcModels}/${model.id}`),
    })),
    ...triggers.map((model) => ({
      id: `trigger-${model.id}`,
      kind: "trigger" as const,
      title: model.name,
      run: () => navigate(`${at.triggerModels}/${model.id}`),
    })),
    ...templates.map((template) => ({
      id: `template-${template.id}`,
      kind: "template" as const,
      title: template.name,
      run: () => navigate(`${at.deviceTemplates}/${template.id}`),
    })),
    ...alarms.map((alarm) => ({
      id: `alarm-${alarm.id}`,
      kind: "alarm" as const,
      title: alarm.title || alarm.name,
      detail: alarm.device_name || alarm.eui,
      run: () => navigate(`${at.alarms}/active/${alarm.id}`),
    })),
    ...locations.map((location) => ({
      id: `location-${location.id}`,
      kind: "location" as const,
      title: location.path,
      detail: location.code,
      run: () => navigate(`${at.locations}/${location.id}`),
    })),
  ];
  return { hits, busy };
}
