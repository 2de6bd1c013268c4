import type { DeviceTemplate } from "../../api/types";
import type { NewModelProps } from "../../components/models/list/ModelsList";
import { NewModelDialog } from "../../components/models/list/NewModelDialog";
import { inputOf, valuesOf } from "./values";

/** Name of a new device template, or of the copy of one. */
export function NewDeviceTemplate({ source, ...rest }: NewModelProps<DeviceTemplate>) {
  return (
    <NewModelDialog
      kind="device-templates"
      source={source}
      content={async () => (source ? inputOf(valuesOf(source)) : {})}
      {...rest}
    />
  );
}
