// What a person may say of a device execution, as the forms hold it.

import type {
  DeviceExecutionDetail,
  DeviceExecutionInput,
  ExecutionType,
  JsonObject,
} from "../../api/types";

export type ExecutionValues = {
  name: string;
  enable: boolean;
  cron_task: string | null;
  rpc_id: string;
  params: JsonObject;
  euis: string[];
  device_interval_ms: number;
  execution_type: ExecutionType;
  count_limit: number;
  log_enable: boolean;
  log_until: string | null;
  remark: string;
};

export const newExecution: ExecutionValues = {
  name: "",
  enable: true,
  cron_task: null,
  rpc_id: "",
  params: {},
  euis: [],
  device_interval_ms: 3000,
  execution_type: "UNLIMITED",
  count_limit: 1,
  log_enable: true,
  log_until: null,
  remark: "",
};

export function valuesOf(execution: DeviceExecutionDetail): ExecutionValues {
  const { name, enable, cron_task, rpc_id, params, euis, device_interval_ms } = execution;
  const { execution_type, count_limit, log_enable, log_until, remark } = execution;
  return {
    name,
    enable,
    cron_task,
    rpc_id,
    params,
    euis,
    device_interval_ms,
    execution_type,
    count_limit,
    log_enable,
    log_until,
    remark,
  };
}

/** An RPC that was not chosen is left out, so that the instance says it is missing. */
export function toInput({ rpc_id, ...rest }: Partial<ExecutionValues>): DeviceExecutionInput {
  return { ...rest, ...(rpc_id ? { rpc_id } : {}) };
}

/** EUIs in a pasted text, each once, as they come; separators are anything but EUI characters. */
export function euisIn(text: string): string[] {
  const words = text.toLowerCase().split(/[^0-9a-z_-]+/u);
  return [...new Set(words.filter((word) => word !== ""))];
}
