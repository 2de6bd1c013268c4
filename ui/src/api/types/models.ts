// Thing models, RPC models and trigger models; their versions, cases and trial runs.

import type { Input, Json, JsonObject, Named, Refined, Schemas } from "./schema";

/** A display field; what the list leaves out (decimals) is kept in `telemetry_config`. */
export type DisplayField = Refined<
  Schemas["DisplayField"],
  { unit?: string | null; order?: number; icon?: string | null; decimals?: number | null }
>;
export type ParserType = "CUSTOMER" | "CHIRPSTACK";
export type ApplyTo = "ANY" | "MASTER_DEVICE" | "SUB_DEVICE";
export type ScriptStatistics = Schemas["ScriptStatistics"];
type ModelWords = { payload_parser_type: ParserType; apply_to: ApplyTo; fields: DisplayField[] };
export type ThingModel = Refined<Schemas["ThingModel"], ModelWords>;
export type ThingModelDetail = Refined<
  Schemas["ThingModelDetail"],
  ModelWords & { telemetry_config: { fields?: Record<string, DisplayField> } }
>;
export type ThingModelInput = Refined<
  Input<"ThingModelInput">,
  { telemetry_config?: { fields: Record<string, DisplayField> } }
>;

/** Types of a parameter and of an attribute. */
export type ValueType = "number" | "string" | "boolean" | "object";
export type RpcOption = { id?: string; label: string; value: Json };
/** A parameter of an RPC model; what it has beyond this is kept. */
export type RpcParameter = {
  name?: string;
  alias?: string;
  type?: ValueType;
  order?: number;
  /** What older models call the order. */
  index?: number;
  unit?: string;
  dftValue?: Json;
  options?: RpcOption[];
};
export type RpcTemplate = Record<string, RpcParameter>;
type RpcWords = { template: RpcTemplate };
export type RpcModel = Refined<Schemas["RpcModel"], RpcWords>;
export type RpcModelDetail = Refined<Schemas["RpcModelDetail"], RpcWords>;
export type RpcModelInput = Refined<Input<"RpcModelInput">, { template?: RpcTemplate }>;
export type TriggerModel = Schemas["TriggerModel"];
export type TriggerModelDetail = Schemas["TriggerModelDetail"];
export type TriggerModelInput = Input<"TriggerModelInput">;

export type ModelVersion = Schemas["ModelVersion"];
/** A test case: what a model's script must return for an input. */
export type ModelCase = Refined<Schemas["ModelCase"], { input: JsonObject; expected: Json }>;
export type ModelCaseInput = Omit<ModelCase, "id">;
export type ImpactDifference = Refined<
  Schemas["ImpactDifference"],
  {
    outcome: "changed" | "fails" | "works";
    fields: Refined<Schemas["FieldDifference"], { part: ResultPart; old: Json; new: Json }>[];
  }
>;
export type ResultPart = "telemetry_data" | "server_attrs" | "shared_attrs";
export type Impact = Refined<
  Schemas["Impact"],
  {
    fields: Refined<Schemas["FieldImpact"], { part: ResultPart }>[];
    differences: ImpactDifference[];
  }
>;
export type ModelLogLine = Schemas["LogEntry"];

export type ScriptKind = Named["TrialKindName"];
export type ScriptRun = {
  kind: ScriptKind;
  source: string;
  payload_parser_type?: ParserType;
  input: JsonObject;
};
export type ScriptOutcome = Refined<
  Schemas["TrialResult"],
  { result: Json; error: Schemas["ScriptFailure"] | null }
>;
