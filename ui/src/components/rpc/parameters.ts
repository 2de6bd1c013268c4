// The parameters of an RPC model. Pure.

import type {
  Json,
  JsonObject,
  RpcOption,
  RpcParameter,
  RpcTemplate,
  ValueType,
} from "../../api/types";

import { cleanHex, isHex } from "../../lib/hex";

/** A parameter with what it is called in `params`. */
export type Parameter = RpcParameter & { name: string };

export const typeOf = ({ type }: { type?: ValueType }): ValueType => type ?? "string";

/** In their order; older models call it `index`. */
export function parametersOf(template: RpcTemplate): Parameter[] {
  return Object.entries(template)
    .map(([name, parameter]) => ({ ...parameter, name }))
    .sort((first, second) => orderOf(first) - orderOf(second));
}

const orderOf = ({ order, index }: RpcParameter) => order ?? index ?? 0;

/** As they are stored: numbered anew. */
export const templateOf = (parameters: readonly Parameter[]): RpcTemplate =>
  Object.fromEntries(
    parameters.map((parameter, at) => [parameter.name, { ...parameter, order: at + 1 }]),
  );

export const optionsOf = ({ options }: RpcParameter): readonly RpcOption[] => options ?? [];

/**
 * Bytes are texts whose alias says so: the models that ship have no type for them.
 */
export const isBytes = (parameter: Parameter): boolean =>
  typeOf(parameter) === "string" &&
  optionsOf(parameter).length === 0 &&
  /\(hex\)$/i.test(parameter.alias ?? "");

/** Why a text is no whole bytes. */
export function bytesProblem(value: Json | undefined): "chars" | "odd" | null {
  const digits = cleanHex(typeof value === "string" ? value : "");
  if (!isHex(digits)) return "chars";
  return digits.length % 2 === 0 ? null : "odd";
}

/** Whether a call with these parameters can be tried at all. */
export const areWellFormed = (parameters: readonly Parameter[], params: JsonObject): boolean =>
  parameters.every((one) => !isBytes(one) || bytesProblem(params[one.name]) === null);

/** Where the value came from that a call begins with. */
type Origin = "shared" | "server" | "default" | "none";
type Start = { value: Json | undefined; from: Origin };

/**
 * What a parameter begins with: the device's shared attribute of the same name, else its server
 * attribute, else the model's default. Source: thinklink reference 1.5.
 */
export function startOf(
  parameter: Parameter,
  device: { shared_attrs: JsonObject; server_attrs: JsonObject } | undefined,
): Start {
  const { name, dftValue } = parameter;
  const shared = device?.shared_attrs[name];
  if (shared !== undefined) return { value: shared, from: "shared" };
  const server = device?.server_attrs[name];
  if (server !== undefined) return { value: server, from: "server" };
  return dftValue === undefined || dftValue === null
    ? { value: undefined, from: "none" }
    : { value: dftValue, from: "default" };
}

/** What a script gets as `params`: what was typed, else what the parameter begins with. */
export function paramsOf(
  parameters: readonly Parameter[],
  device: Parameters<typeof startOf>[1],
  typed: Record<string, Json | undefined>,
): JsonObject {
  const params: JsonObject = {};
  for (const parameter of parameters) {
    const { name } = parameter;
    const value = name in typed ? typed[name] : startOf(parameter, device).value;
    if (value !== undefined) params[name] = value;
  }
  return params;
}
