import { snippetCompletion } from "@codemirror/autocomplete";

import {
  methods,
  properties,
  variables,
  vocabularyWith,
} from "../../components/models/editor/vocabulary";

export const signature = {
  name: "rpc_script",
  inputs: "{ device, params, alarms, logger, org_params }",
};

/** What a new model starts with. */
export const newScript = `// Steps are taken in order; null does nothing.
return [
  {
    sleepTimeMs: 0,
    dnMsg: {
      version: '3.1',
      moteeui: device.eui,
      userdata: {
        port: 10,
        confirmed: false,
        payload: Buffer.from('01', 'hex').toString('base64'),
      },
    },
  },
]
`;

/** What an RPC script can use. */
export const rpcVocabulary = vocabularyWith(
  [
    ...variables("params", "values", "alarms", "logger", "org_params"),
    snippetCompletion(
      "{\n  type: 'modifyAttrs',\n  dnMsg: { ${shared_attrs}: { ${key}: ${value} } },\n}",
      { label: "modifyAttrs", detail: "step", type: "keyword" },
    ),
    snippetCompletion(
      "{\n  dnMsg: {\n    moteeui: device.eui,\n    userdata: {\n      port: ${port},\n      confirmed: false,\n      payload: Buffer.from(${hex}, 'hex').toString('base64'),\n    },\n  },\n}",
      { label: "dnMsg", detail: "step", type: "keyword" },
    ),
  ],
  {
    logger: methods(
      ["info", "(text, {params})"],
      ["warn", "(text, {params})"],
      ["error", "(text, {params})"],
    ),
    alarms: properties(),
  },
);
