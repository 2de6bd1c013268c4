// How the lists that people open first are asked for: by the page, and before the page is there.

/** Rows of one page of a list. */
export const PAGE_SIZE = 200;

export const lists = {
  devices: {
    path: "/api/v1/devices",
    /** What the list can be filtered by, in the page's address as in the API's. */
    filters: ["q", "status", "device_type", "data_from", "thing_model", "profile", "tag", "parent"],
    sort: "eui",
  },
  profiles: {
    path: "/api/v1/lorawan-profiles",
    filters: ["q", "join_mode", "standard", "enable", "has_device"],
    sort: "dev_eui",
  },
  gateways: {
    path: "/api/v1/gateways",
    filters: ["q", "status", "registered"],
    sort: "eui",
  },
} as const;
