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

/** As the instance reads it: texts are numbers, too. */
function numberOf(value: Json): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || !/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value)) {
    return undefined;
  }
  return Number(value);
}

/** As the instance reads it. */
function switchOf(value: Json): boolean | undefined {
  const word = textOf(value)?.trim().toLowerCase() ?? "";
  if (["true", "on", "1"].includes(word)) return true;
  return ["false", "off", "0"].includes(word) ? false : undefined;
}

const textOf = (value: Json): string | undefined =>
  value === null || typeof value === "object" ? undefined : String(value);

/** Whether a value means an option: both are read as what the parameter, or else the option, is. */
function isMeant(type: ValueType, option: Json, value: Json): boolean {
  const isSame = <Read>(read: (one: Json) => Read | undefined) =>
    read(option) !== undefined && read(option) === read(value);
  return (
    JSON.stringify(option) === JSON.stringify(value) ||
    ((type === "number" || typeof option === "number") && isSame(numberOf)) ||
    ((type === "boolean" || typeof option === "boolean") && isSame(switchOf)) ||
    isSame((one) => textOf(one)?.trim())
  );
}

/** What can be chosen where there are options: these, and the model's default if it is none. */
export function offersOf(parameter: Parameter): readonly RpcOption[] {
  const options = optionsOf(parameter);
  const value = parameter.dftValue ?? null;
  if (options.length === 0 || value === null) return options;
  if (options.some((one) => isMeant(typeOf(parameter), one.value, value))) return options;
  return [...options, { label: textOf(value) ?? JSON.stringify(value), value }];
}

/** A JSON object or array, also as text. As the instance reads it. */
function objectOf(value: Json): Json | undefined {
  try {
    const read = typeof value === "string" ? (JSON.parse(value) as Json) : value;
    return typeof read === "object" ? (read ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}

/** As the instance reads it; a parameter without a type takes anything. */
const READ: Record<ValueType, (value: Json) => Json | undefined> = {
  number: numberOf,
  boolean: switchOf,
  string: textOf,
  object: objectOf,
};

/** A value as a type has it, as the instance reads it; undefined when it has it not. */
export const readAs = (type: ValueType, value: Json): Json | undefined => READ[type](value);

/**
 * The option that a value means, with the option's own type; without options the value as the
 * parameter's type reads it. The model's default holds as it is, whatever its type.
 */
function chosen(parameter: Parameter, value: Json | undefined): Json | undefined {
  if (value === undefined || value === null) return undefined;
  const offers = offersOf(parameter);
  if (offers.length === 0) {
    const read = parameter.type === undefined ? value : readAs(parameter.type, value);
    const isDefault = JSON.stringify(value) === JSON.stringify(parameter.dftValue);
    return read ?? (isDefault ? value : undefined);
  }
  const text = textOf(value);
  const exact = offers.find((one) => text !== undefined && textOf(one.value) === text);
  return (exact ?? offers.find((one) => isMeant(typeOf(parameter), one.value, value)))?.value;
}

/** Where the value came from that a call begins with. */
type Origin = "shared" | "server" | "default" | "none";
type Start = { value: Json | undefined; from: Origin };

/**
 * What a parameter begins with: the device's shared attribute of the same name, else its server
 * attribute, else the model's default. An attribute that is of another type than the parameter, or
 * none of its options, only happens to have the name. Source: thinklink reference 1.5.
 */
export function startOf(
  parameter: Parameter,
  device: { shared_attrs: JsonObject; server_attrs: JsonObject } | undefined,
): Start {
  const { name, dftValue } = parameter;
  const shared = chosen(parameter, device?.shared_attrs[name]);
  if (shared !== undefined) return { value: shared, from: "shared" };
  const server = chosen(parameter, device?.server_attrs[name]);
  if (server !== undefined) return { value: server, from: "server" };
  const value = chosen(parameter, dftValue);
  return { value, from: value === undefined ? "none" : "default" };
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
