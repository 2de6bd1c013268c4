import { snippetCompletion } from "@codemirror/autocomplete";

import { variables, vocabularyWith } from "../../components/models/editor/vocabulary";

export const signature = { name: "trigger_script", inputs: "device, thingModelId" };

/** What a new model starts with. */
export const newScript = `const values = device.telemetry_data[thingModelId]
if (!values || values.temperature < 30) return null

return {
  delayms: 0,
  abort_previous_timer: false,
  actions: [{ method: 'mt_act_dn_data', params: { _eui: device.eui, port: 10, data: '01' } }],
}
`;

/** What a trigger script can use. */
export const triggerVocabulary = vocabularyWith([
  ...variables("thingModelId"),
  snippetCompletion(
    "return {\n  actions: [{ method: '${method}', params: { _eui: device.eui } }],\n  delayms: ${0},\n}",
    { label: "return", detail: "actions", type: "keyword" },
  ),
]);
