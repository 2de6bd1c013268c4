// Records that travel in files.

import type { Refined, Schemas } from "./schema";

/** Kinds of record that travel in files. */
export type ImportKind = "lorawan-profiles" | "devices" | "gateways" | ModelImportKind;
/** Those whose files are JSON. */
export type ModelImportKind = "thing-models" | "rpc-models" | "trigger-models" | "device-templates";
export type ImportPlan = Refined<
  Schemas["ImportPlan"],
  {
    source: Schemas["ImportSource"];
    columns: Schemas["ImportColumn"][];
    counts: Schemas["ImportCounts"];
  }
>;
export type ImportRow = Refined<
  Schemas["ImportRow"],
  { changes: Schemas["ImportChange"][]; notes: Schemas["ImportNote"][] }
>;
export type ImportField = Schemas["ImportField"];
