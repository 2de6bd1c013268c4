import { snippetCompletion } from "@codemirror/autocomplete";

import { properties, variables, vocabularyWith } from "../../components/models/editor/vocabulary";

/** What a thing-model script can use. */
export const thingModelVocabulary = vocabularyWith(
  [
    ...variables("msg", "thingModelId", "noticeAttrs", "payload", "port", "fPort"),
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
  {
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
  },
);
