// Models as files: what is written, and what a file would do here.

import { everyMatching, type ListQuery } from "../../api/list";
import {
  getModel,
  listPath,
  type ModelDetails,
  type ModelInputs,
  type ModelKind,
  type ModelRows,
} from "../../api/models";
import type { Json, JsonObject } from "../../api/types";
import { canonical } from "./cases";
import { hasIdName, isPublic } from "./kinds";

const FORMAT = "thinklink-models";
/** Models of one file. */
export const MODELS_MAX = 1000;

/** What a file has of a model of each kind, in the shape in which the API takes it. */
const CONTENT = {
  "thing-models": [
    "id_name",
    "name",
    "payload_parser_type",
    "payload_parser",
    "apply_to",
    "telemetry_config",
    "tags",
    "remark",
  ],
  "rpc-models": ["id_name", "name", "inherit", "template", "rpc_script", "tags", "remark"],
  "trigger-models": ["name", "inherit", "trigger_script", "tags", "remark"],
  "device-templates": [
    "name",
    "thing_model",
    "rpc",
    "trigger",
    "tags",
    "heart_period",
    "real_time_storage",
    "things_board",
    "home_assistant",
    "bacnet",
    "modbus_tcp",
    "third_party",
    "server_attrs",
    "shared_attrs",
    "remark",
  ],
} as const satisfies Record<ModelKind, readonly string[]>;

/** Mounted models are named by text, because ids are another instance's. */
const MOUNTED = new Set(["thing_model", "rpc", "trigger"]);

const byName = (list: Json): Json =>
  Array.isArray(list)
    ? list.map((model) => (isObject(model) ? (model["id_name"] ?? model["id"] ?? null) : model))
    : [];

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function contentOf<Kind extends ModelKind>(
  kind: Kind,
  model: ModelDetails[Kind],
): JsonObject {
  const all = model as unknown as JsonObject;
  return Object.fromEntries(
    CONTENT[kind].map((name) => {
      const value = all[name] ?? null;
      return [name, MOUNTED.has(name) ? byName(value) : value];
    }),
  );
}

/** The file with these models. */
export async function fileOf(kind: ModelKind, ids: readonly string[]): Promise<string> {
  const models: JsonObject[] = [];
  for (const id of ids) models.push(contentOf(kind, await getModel(kind, id)));
  return `${JSON.stringify({ format: FORMAT, version: 1, kind, models }, null, 2)}\n`;
}

/** Every model that a list shows. */
export async function listedIds(kind: ModelKind, query: ListQuery): Promise<string[]> {
  const rows = await everyMatching<ModelRows[ModelKind]>(listPath(kind), query);
  return rows.map((row) => row.id);
}

export type FileProblem = "noJson" | "otherFile" | "otherKind" | "tooMany" | "unnamed";

/** The models of a file, or why it is none. */
export function modelsIn(kind: ModelKind, text: string): JsonObject[] | FileProblem {
  let file: Json;
  try {
    file = JSON.parse(text) as Json;
  } catch {
    return "noJson";
  }
  if (!isObject(file) || file["format"] !== FORMAT || !Array.isArray(file["models"])) {
    return "otherFile";
  }
  if (file["kind"] !== kind) return "otherKind";
  const models = file["models"].filter(isObject);
  if (models.length !== file["models"].length) return "otherFile";
  if (models.length > MODELS_MAX) return "tooMany";
  if (models.some((model) => typeof model[keyName(kind)] !== "string")) return "unnamed";
  return models;
}

/** The field by which a model of a file is found here. */
const keyName = (kind: ModelKind) => (hasIdName(kind) ? "id_name" : "name");

export type ImportState = "new" | "changed" | "unchanged" | "public";

export type ImportItem = {
  key: string;
  name: string;
  state: ImportState;
  /** The model it changes. */
  id: string | null;
  /** What is stored and what the file has, of the fields that the file has. */
  before: JsonObject;
  after: JsonObject;
};

/** What each model of a file would do here; nothing is written. */
export async function planOf(
  kind: ModelKind,
  models: readonly JsonObject[],
): Promise<ImportItem[]> {
  const rows = await everyMatching<ModelRows[ModelKind]>(listPath(kind), {});
  const key = keyName(kind);
  const keyOf = (row: object) => String((row as JsonObject)[key]);
  const items: ImportItem[] = [];
  for (const model of models) {
    const after = Object.fromEntries(
      CONTENT[kind].filter((name) => name in model).map((name) => [name, model[name] ?? null]),
    );
    const item = { key: String(model[key]), name: String(model["name"] ?? model[key]), after };
    const same = rows.filter((row) => keyOf(row) === item.key);
    const row = same.find((one) => !isPublic(one)) ?? same[0];
    if (!row) {
      items.push({ ...item, state: "new", id: null, before: {} });
      continue;
    }
    const stored = contentOf(kind, await getModel(kind, row.id));
    const before = Object.fromEntries(
      Object.keys(after).map((name) => [name, stored[name] ?? null]),
    );
    const unchanged = canonical(before) === canonical(after);
    const state = unchanged ? "unchanged" : isPublic(row) ? "public" : "changed";
    items.push({ ...item, state, id: row.id, before });
  }
  return items;
}

/** An item as a request takes it. */
export const inputOf = <Kind extends ModelKind>(item: ImportItem) =>
  item.after as unknown as ModelInputs[Kind];
