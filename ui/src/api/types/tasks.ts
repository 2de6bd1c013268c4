// Long work and what starts it: calls at once, by the clock, for many devices.

import type { ImportKind } from "./imports";
import type { RpcRunStep } from "./rpc";
import type { Input, JsonObject, Refined, Schemas } from "./schema";

export type TaskKind =
  | "one_time_rpc"
  | "device_execution"
  | "import"
  | "reset_by_template"
  | "bulk_update"
  | "history_cleaning"
  | "delete_devices"
  | "delete_profiles"
  | "switch_profiles"
  | "delete_models"
  | "delete_gateways"
  | "tags"
  | "undo";
export type TaskState = "waiting" | "running" | "finished" | "failed" | "cancelled" | "interrupted";
export type Task = Refined<
  Schemas["Task"],
  {
    kind: TaskKind;
    state: TaskState;
    /** What was asked for. */
    request: {
      rpc_id?: string;
      rpc_name?: string | null;
      params?: JsonObject;
      device_interval_ms?: number;
      /** Of an import: what its rows are. */
      kind?: ImportKind;
      template_name?: string;
    };
  }
>;
export type TaskItem = Schemas["TaskItem"];
export type OneTimeRpcInput = {
  name: string;
  euis?: string[];
  filter?: Record<string, string | undefined>;
  q?: string;
  rpc: string;
  params: JsonObject;
  device_interval_ms?: number;
  skip_unmounted?: boolean;
};
export type OneTimeRpcPreview = Refined<Schemas["OneTimeRpcPreview"], { steps: RpcRunStep[] }>;
export type OneTimeRpcOutlook = Refined<
  Schemas["OneTimeRpcOutlook"],
  { preview: OneTimeRpcPreview | null }
>;

export type ScheduledTask = Schemas["ScheduledTask"];
export type ScheduledTaskInput = Input<"ScheduledTaskInput">;
export type NextRuns = Schemas["NextRuns"];
export type ExecutionType = "UNLIMITED" | "FIXED_COUNT";
type ExecutionWords = {
  execution_type: ExecutionType;
  params: JsonObject;
  last_run: Task | null;
};
export type DeviceExecution = Refined<Schemas["DeviceExecution"], ExecutionWords>;
export type DeviceExecutionDetail = Refined<Schemas["DeviceExecutionDetail"], ExecutionWords>;
export type DeviceExecutionInput = Refined<
  Input<"DeviceExecutionInput">,
  { params?: JsonObject; execution_type?: ExecutionType }
>;
