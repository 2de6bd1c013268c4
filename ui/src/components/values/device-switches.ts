/** The integrations that see a device or do not. */
export const INTEGRATIONS = [
  "things_board",
  "home_assistant",
  "bacnet",
  "modbus_tcp",
  "third_party",
] as const;

/** Everything of a device that is on or off. */
export const SWITCHES = ["real_time_storage", ...INTEGRATIONS] as const;
