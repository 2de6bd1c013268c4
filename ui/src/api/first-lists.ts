// How the lists that people open first are asked for: by the page, and before the page is there.

type FirstList = {
  /** Name in the query cache. */
  resource: string;
  path: "/api/v1/devices" | "/api/v1/lorawan-profiles" | "/api/v1/gateways";
  /** What the list can be filtered by, in the page's address as in the API's. */
  filters: readonly string[];
  sort: string;
};

/** Rows of one page of a list. */
export const PAGE_SIZE = 200;

export const firstLists = {
  devices: {
    resource: "devices",
    path: "/api/v1/devices",
    filters: [
      "q",
      "status",
      "device_type",
      "data_from",
      "thing_model",
      "rpc",
      "trigger",
      "profile",
      "tag",
      "tags_any",
      "tags_all",
      "tags_none",
      "last_seen",
      "alarm",
      "switch",
      "parent",
      "template",
      "location",
      "task",
    ],
    sort: "eui",
  },
  profiles: {
    resource: "lorawan-profiles",
    path: "/api/v1/lorawan-profiles",
    filters: ["q", "join_mode", "standard", "enable", "has_device", "class_mode", "batch", "task"],
    sort: "dev_eui",
  },
  gateways: {
    resource: "gateways",
    path: "/api/v1/gateways",
    filters: ["q", "status", "registered", "location", "task"],
    sort: "eui",
  },
} as const satisfies Record<string, FirstList>;

/** What a list is asked for at an address of the app. */
export function queryAt(list: FirstList, search: URLSearchParams): Record<string, string> {
  const query: Record<string, string> = {};
  for (const name of list.filters) {
    const value = search.get(name);
    if (value) query[name] = value;
  }
  return { ...query, sort: search.get("sort") ?? list.sort };
}
