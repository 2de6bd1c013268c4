import { snippetCompletion, type Completion } from "@codemirror/autocomplete";

import type { Vocabulary } from "../../components/code/completion";

const properties = (...names: string[]): Completion[] =>
  names.map((label) => ({ label, type: "property" }));

const methods = (...entries: (readonly [string, string])[]): Completion[] =>
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

/** What a thing-model script can use. */
export const thingModelVocabulary: Vocabulary = {
  names: [
    { label: "device", type: "variable" },
    { label: "msg", type: "variable" },
    { label: "thingModelId", type: "variable" },
    { label: "noticeAttrs", type: "variable" },
    { label: "payload", type: "variable" },
    { label: "port", type: "variable" },
    { label: "fPort", type: "variable" },
    { label: "Buffer", type: "class" },
    { label: "console", type: "variable" },
    snippetCompletion("return {\n  telemetry_data: {\n    ${field}: ${value},\n  },\n}", {
      label: "return",
      detail: "telemetry_data",
      type: "keyword",
    }),
    snippetCompletion("Buffer.from(msg.userdata.payload, 'base64')", {
      label: "Buffer.from",
      detail: "base64",
      type: "function",
    }),
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
    msg: properties(
      "userdata",
      "moteeui",
      "gwrx",
      "moteTx",
      "geoInfo",
      "type",
      "if",
      "version",
      "token",
      "eui",
      "telemetry_data",
      "shared_attrs",
      "server_attrs",
      "thing_model",
    ),
    "msg.userdata": properties("payload", "port", "seqno", "confirmed", "class"),
    "msg.moteTx": properties("freq", "modu", "datr", "codr", "macAck", "macCmd"),
    noticeAttrs: properties("telemetry_data", "shared_attrs", "server_attrs"),
    input: properties("bytes", "fPort", "variables", "recvTime"),
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
