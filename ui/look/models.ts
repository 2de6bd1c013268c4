// The lists of models, and an editor of each kind with its tabs and dialogs.

import {
  act,
  button,
  choose,
  DIALOG,
  item,
  place,
  press,
  select,
  shown,
  withValues,
  words,
  write,
  type Place,
} from "./place";

/** Runs the script of an open editor. */
const run = press("Control+Enter");

const scriptOf = (name: string) => withValues((t) => t.models.editor, { name });

/** Lists of models, and how a model of the tenant's own is found in them. */
const KINDS = [
  ["thing-models", "size"],
  ["rpc-models", "mode"],
  ["trigger-models", "warm"],
  ["device-templates", "Meeting"],
] as const;
const EDITORS = {
  "thing-models/{thing}": ["script", "fields", "details", "log", "history"],
  "thing-models/{ks52}": ["script", "fields", "log"],
  "rpc-models/{rpc}": ["script", "parameters", "details", "history"],
  "rpc-models/{builtInRpc}": ["parameters"],
  "trigger-models/{trigger}": ["script", "details", "history"],
  "device-templates/{template}": [
    "general",
    "thing_model",
    "rpc",
    "trigger",
    "server_attrs",
    "shared_attrs",
    "used-by",
    "history",
  ],
};

export const modelPlaces: readonly Place[] = [
  ...KINDS.flatMap(([kind, own]) => [
    place(kind, `models/${kind}`),
    place(
      `${kind}-new`,
      `models/${kind}`,
      button((t) => t.models.kind[kind].add),
    ),
    place(
      `${kind}-delete`,
      `models/${kind}?q=${own}`,
      select(1),
      act((t) => t.common.delete),
    ),
    place(`${kind}-import`, `models/${kind}?import=file`),
  ]),
  ...Object.entries(EDITORS).flatMap(([model, tabs]) =>
    tabs.map((tab) =>
      place(`${model.replaceAll(/[{}]/g, "").replace("/", "-")}-${tab}`, `models/${model}/${tab}`),
    ),
  ),
  place("thing-model-run", "models/thing-models/{thing}/script", run),
  place(
    "thing-model-cases",
    "models/thing-models/{thing}/script",
    write(scriptOf("Report size"), "return { telemetry_data: { size: 4 } };"),
    button((t) => t.models.cases.runAll),
    words((t) => t.models.cases.failed),
  ),
  place(
    "thing-model-save",
    "models/thing-models/{thing}/script",
    write(scriptOf("Report size"), "return { telemetry_data: { size: 4 } };"),
    press("Control+s"),
    shown(DIALOG),
  ),
  place(
    "thing-model-leave",
    "models/thing-models/{thing}/script",
    write(scriptOf("Report size"), "return null;"),
    item("link", (t) => t.models.kind["thing-models"].back),
  ),
  place(
    "thing-model-promote",
    "models/thing-models/{thing}/script",
    button((t) => t.models.promote.menu),
  ),
  place(
    "thing-model-icon",
    "models/thing-models/{thing}/fields",
    button(withValues((t) => t.models.field.iconOf, { name: "size" })),
  ),
  place(
    "thing-model-duplicate",
    "models/thing-models/{ks52}/script",
    button((t) => t.models.duplicateToEdit),
  ),
  place("trigger-model-run", "models/trigger-models/{trigger}/script", run),
  place("rpc-model-run", "models/rpc-models/{rpc}/script", run),
  place(
    "rpc-model-options",
    "models/rpc-models/{rpc}/parameters",
    button(withValues((t) => t.rpc.param.options_other, { count: "2" })),
  ),
  place(
    "template-from-device",
    "models/device-templates",
    button((t) => t.template.fromDevice),
  ),
  place(
    "template-from-device-chosen",
    "models/device-templates",
    button((t) => t.template.fromDevice),
    choose((t) => t.template.device, "Entrance hall"),
  ),
  place("template-of-device", "models/device-templates/new?device={main}"),
];
