// What was there before an operation, and its return.

import type { Page, Refined, Schemas } from "./schema";

export type UndoVerdict = "restore" | "revert" | "remove" | "same" | "conflict" | "refused";
export type RestorePoint = Refined<
  Schemas["RestorePoint"],
  { operation: "import" | "reset" | "bulk_update" | "switch_profiles" | "tags" | "delete" | "undo" }
>;
export type RestoreKind =
  | "device"
  | "profile"
  | "gateway"
  | "thing_model"
  | "rpc_model"
  | "trigger_model"
  | "device_template"
  | "location";
export type RestoreItem = Refined<
  Schemas["Page_RestoreItem"]["items"][number],
  { kind: RestoreKind; verdict: UndoVerdict }
>;
export type RestoreCheck = {
  counts: Record<UndoVerdict, number>;
  records: Page<RestoreItem>;
};
