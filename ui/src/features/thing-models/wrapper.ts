import type { ParserType } from "../../api/types";
import { declares, wrapped, type Wrapper } from "../../components/code/wrapper";

const INPUTS = "{ device, msg, thingModelId, noticeAttrs }";
const BYTES =
  "const bytes = Buffer.from(msg.userdata.payload, 'base64'), fPort = msg.userdata.port";

/** What stands around the author's text when the instance runs it. */
export function wrapperOf(source: string, type: ParserType): Wrapper {
  if (type === "CHIRPSTACK") {
    const call =
      declares(source, "Decode") && !declares(source, "decodeUplink")
        ? "Decode(fPort, bytes, {})"
        : "decodeUplink({ bytes, fPort, variables: {} }).data";
    return { before: [BYTES], after: [`return { telemetry_data: ${call} }`] };
  }
  return wrapped(source, "payload_parser", INPUTS);
}

/** What a new model starts with. */
export const templates: Record<ParserType, string> = {
  CUSTOMER: `const bytes = Buffer.from(msg.userdata.payload, 'base64')
if (msg.userdata.port !== 11 || bytes.length < 2) return null

return {
  telemetry_data: {
    temperature: bytes.readInt16BE(0) / 10,
  },
}
`,
  CHIRPSTACK: `function decodeUplink(input) {
  return {
    data: {
      temperature: ((input.bytes[0] << 8) | input.bytes[1]) / 10,
    },
  }
}
`,
};
