// What a parent calls its sub-devices: the server attribute that the platform keeps. Pure.

import type { DeviceDetail } from "../../../api/types";

const MAP = "sub_device_map";

/** Identifiers by EUI. */
export function identifiers(parent: DeviceDetail | undefined): ReadonlyMap<string, string> {
  const map = parent?.server_attrs[MAP];
  if (typeof map !== "object" || map === null || Array.isArray(map)) return new Map();
  return new Map(Object.entries(map).map(([identifier, eui]) => [String(eui), identifier]));
}
