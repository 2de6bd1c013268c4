import { useMemo } from "react";

import { useDevice, useTelemetry } from "../../../api/queries";
import type { TelemetryGroup } from "../../../api/types";
import { deviceInput } from "./script-input";

const NO_TELEMETRY: readonly TelemetryGroup[] = [];

/** A device as scripts see it, with what it is made of; an empty one for no EUI. */
export function useDeviceText(eui: string) {
  const device = useDevice(eui);
  const telemetry = useTelemetry(eui);
  const text = useMemo(
    () => JSON.stringify(deviceInput(device.data, telemetry.data?.items ?? NO_TELEMETRY), null, 2),
    [device.data, telemetry.data],
  );
  return { text, device: device.data, telemetry: telemetry.data?.items ?? NO_TELEMETRY };
}
