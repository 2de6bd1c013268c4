import type { ImportKind, ModelImportKind } from "../../api/types";

const models: readonly ImportKind[] = [
  "thing-models",
  "rpc-models",
  "trigger-models",
  "device-templates",
];

/** Models travel as JSON, everything else as tables. */
export const isJson = (kind: ImportKind): kind is ModelImportKind => models.includes(kind);
