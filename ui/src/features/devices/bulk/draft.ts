// What a person wants changed on many devices, while it is being put together.

import type {
  AttributesChange,
  BulkChange,
  BulkStep,
  BulkSwitch,
  DeviceType,
  Json,
  ListChange,
  ValueType,
} from "../../../api/types";

export const steps = [
  "basic",
  "thing_model",
  "rpc",
  "trigger",
  "server_attrs",
  "shared_attrs",
  "delete_telemetry",
  "tags",
] as const satisfies readonly BulkStep[];
export type WizardStep = BulkStep | "confirm";
/** All titles of the wizard, in their order. */
export const wizardSteps: readonly WizardStep[] = [...steps, "confirm"];

export const switches = [
  "real_time_storage",
  "things_board",
  "bacnet",
  "home_assistant",
  "modbus_tcp",
] as const satisfies readonly BulkSwitch[];

export type BasicDraft = {
  name?: string;
  device_type?: Exclude<DeviceType, "SUB_DEVICE">;
  heart_period?: number;
} & { [Name in BulkSwitch]?: boolean };

export type AttributeRow = {
  /** Tells rows apart while keys are typed. */
  id: number;
  key: string;
  type: ValueType;
  value: Json | undefined;
  unit: string;
  alias: string;
};

export type AttributesDraft = { add: AttributeRow[]; overwrite: boolean; remove: string[] };

export type BulkDraft = {
  basic: BasicDraft;
  thing_model: ListChange;
  rpc: ListChange;
  trigger: ListChange;
  server_attrs: AttributesDraft;
  shared_attrs: AttributesDraft;
  delete_telemetry: string[];
  tags: ListChange;
};

const list: ListChange = { add: [], remove: [] };
const attributes: AttributesDraft = { add: [], overwrite: false, remove: [] };

export const emptyDraft: BulkDraft = {
  basic: {},
  thing_model: list,
  rpc: list,
  trigger: list,
  server_attrs: attributes,
  shared_attrs: attributes,
  delete_telemetry: [],
  tags: list,
};

/** How many things a step changes. */
export function changesIn(draft: BulkDraft, step: BulkStep): number {
  switch (step) {
    case "basic":
      return Object.keys(draft.basic).length;
    case "delete_telemetry":
      return draft.delete_telemetry.length;
    case "server_attrs":
    case "shared_attrs":
      return filled(draft[step].add).length + draft[step].remove.length;
    default:
      return draft[step].add.length + draft[step].remove.length;
  }
}

/** The steps that change something, as they are kept and offered again. */
export function editsOf(draft: BulkDraft): Partial<BulkDraft> {
  const used = steps.filter((step) => changesIn(draft, step) > 0);
  return Object.fromEntries(used.map((step) => [step, draft[step]]));
}

/** What is asked of the instance: only the steps that change something. */
export function changeOf(draft: BulkDraft): BulkChange {
  const { basic, ...rest } = editsOf(draft);
  const { server_attrs, shared_attrs, ...lists } = rest;
  return {
    ...basic,
    ...lists,
    ...(server_attrs ? { server_attrs: attributesOf(server_attrs) } : {}),
    ...(shared_attrs ? { shared_attrs: attributesOf(shared_attrs) } : {}),
  };
}

/** Rows that say something. One without a key is among them: the instance tells what it lacks. */
export const filled = (rows: readonly AttributeRow[]) =>
  rows.filter(({ key, value, unit, alias }) =>
    [key, unit, alias, value ?? ""].some((said) => typeof said !== "string" || said.trim() !== ""),
  );

function attributesOf({ add, overwrite, remove }: AttributesDraft): AttributesChange {
  const rows = filled(add).map(({ key, type, value, unit, alias }) => ({
    key: key.trim(),
    type,
    value: value ?? null,
    unit: unit.trim(),
    alias: alias.trim(),
  }));
  return { add: rows, overwrite, remove };
}

/** A name as the instance makes it of a pattern; the instance refuses what it cannot read. */
export function nameOf(pattern: string, eui: string, number: number): string {
  return pattern
    .replace(/\{eui:-(\d{1,2})\}/g, (_, end: string) => eui.slice(-Number(end)))
    .replaceAll("{eui}", eui)
    .replaceAll("{n}", String(number));
}
