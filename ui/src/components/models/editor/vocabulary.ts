// What every script can use, whatever its kind.

import type { Completion } from "@codemirror/autocomplete";

import type { Vocabulary } from "../../code/completion";

export const properties = (...names: string[]): Completion[] =>
  names.map((label) => ({ label, type: "property" }));

export const methods = (...entries: (readonly [string, string])[]): Completion[] =>
  entries.map(([label, detail]) => ({ label, detail, type: "method" }));

const SIZES = ["8", "16LE", "16BE", "32LE", "32BE"];

const bufferMethods: Completion[] = [
  ...properties("length"),
  ...SIZES.flatMap((size) =>
    methods([`readUInt${size}`, "(offset)"], [`readInt${size}`, "(offset)"]),
  ),
  ...methods(
    ["readFloatLE", "(offset)"],
    ["readFloatBE", "(offset)"],
    ["readDoubleLE", "(offset)"],
    ["readDoubleBE", "(offset)"],
    ["readUIntLE", "(offset, length)"],
    ["readUIntBE", "(offset, length)"],
    ["readIntLE", "(offset, length)"],
    ["readIntBE", "(offset, length)"],
    ["readBigUInt64LE", "(offset)"],
    ["readBigUInt64BE", "(offset)"],
    ["slice", "(start, end)"],
    ["subarray", "(start, end)"],
    ["toString", "('hex' | 'base64' | 'ascii')"],
    ["equals", "(other)"],
    ["indexOf", "(value)"],
  ),
  ...SIZES.flatMap((size) => methods([`writeUInt${size}`, "(value, offset)"])),
];

export const variables = (...names: string[]): Completion[] =>
  names.map((label) => ({ label, type: "variable" }));

const common: Vocabulary = {
  names: [
    { label: "device", type: "variable" },
    { label: "Buffer", type: "class" },
    { label: "console", type: "variable" },
  ],
  members: {
    device: properties(
      "eui",
      "name",
      "device_type",
      "data_from",
      "parent",
      "thing_model",
      "tags",
      "server_attrs",
      "shared_attrs",
      "telemetry_data",
      "heart_period",
      "active_time",
      "status",
      "remark",
    ),
    Buffer: methods(
      ["from", "(data, 'hex' | 'base64' | 'ascii')"],
      ["alloc", "(size)"],
      ["concat", "(list)"],
      ["isBuffer", "(value)"],
      ["byteLength", "(text)"],
    ),
    console: methods(["log", "(…)"], ["info", "(…)"], ["warn", "(…)"], ["error", "(…)"]),
  },
  buffer: bufferMethods,
};

/** The common words and those of one kind of script. */
export function vocabularyWith(
  names: readonly Completion[],
  members: Vocabulary["members"] = {},
): Vocabulary {
  return {
    names: [...common.names, ...names],
    members: { ...common.members, ...members },
    buffer: common.buffer,
  };
}
