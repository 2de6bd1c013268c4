// Every page, panel, dialog and step of the app, in the order of the navigation.

import english from "../src/locales/en.json" with { type: "json" };
import {
  act,
  button,
  choose,
  first,
  item,
  more,
  place,
  press,
  seenBy,
  select,
  shown,
  type,
  withValues,
  words,
  type Place,
} from "./place";

const DEVICE = '[data-testid="panel-device"]';
const DIALOG = "[role=dialog]";
const TASKS = '[data-testid="task-centre"]';
const device = (name: string, tab: string, ...steps: Place["steps"]) =>
  place(`device-${name}`, `maintenance/devices/{main}/${tab}`, ...steps);
const devices = (name: string, query: string, ...steps: Place["steps"]) =>
  place(`devices-${name}`, `maintenance/devices${query}`, ...steps);

/** Runs the script of an open editor. */
const run = press("Control+Enter");
const stepsOf = <Words extends object>(words: Words) =>
  Object.keys(words) as (keyof Words & string)[];

/** Charts are code of their own, and come after the rest. */
const chart = shown('[data-testid="time-series"]');

/** Opens the newest row of a list that grows meanwhile. */
const newest = [button((t) => t.live.pause), first('main [data-testid^="row-"] > *')];

const data: readonly Place[] = [
  place("overview", "overview"),
  place("data-all", "data/application/all"),
  place("data-model", "data/application/{ks52}"),
  place(
    "data-value-filter",
    "data/application/{ks52}",
    button((t) => t.data.valueFilter),
  ),
  place(
    "data-limits",
    "data/application/{ks52}",
    button((t) => `${t.data.limits} ▾`),
  ),
  place("data-history", "data/application/{ks52}/{main}", chart),
  place("ns", "data/network/ns"),
  place(
    "ns-filter",
    "data/network/ns",
    button((t) => t.grid.moreFilters),
  ),
  ...stepsOf(english.network.tabs).map((tab) =>
    place(
      `ns-frame-${tab}`,
      "data/network/ns?verdict=accepted&f_port=11",
      ...newest,
      item("tab", (t) => t.network.tabs[tab]),
    ),
  ),
  place("ns-refused", "data/network/ns?verdict=mic_failed", ...newest),
  place("as", "data/network/as"),
  place("as-message", "data/network/as?direction=up", ...newest),
];

const listOfDevices: readonly Place[] = [
  devices("list", ""),
  devices(
    "filter",
    "?status=online",
    button((t) => t.grid.moreFilters),
  ),
  devices("no-match", "?q=nothing-is-called-this"),
  devices(
    "columns",
    "",
    button((t) => `${t.grid.columns} ▾`),
  ),
  devices(
    "views",
    "",
    button((t) => t.views.title),
  ),
  devices(
    "save-view",
    "?q=climate",
    button((t) => t.views.title),
    item("menuitem", (t) => t.views.save),
  ),
  devices("row-menu", "", first("[data-action=menu]")),
  devices(
    "export",
    "",
    button((t) => t.imports.export),
  ),
  devices("selected", "?q=climate", select(3)),
  devices("more-actions", "?q=climate", select(3), more),
  devices(
    "tags",
    "?q=climate",
    select(3),
    act((t) => t.devices.changeTags),
  ),
  devices(
    "delete",
    "?q=climate",
    select(3),
    act((t) => t.common.delete),
  ),
  devices(
    "delete-many",
    "",
    first("[role=columnheader] input[type=checkbox]"),
    act((t) => t.common.delete),
  ),
  devices(
    "reset",
    "?q=climate",
    select(3),
    act((t) => t.resetTemplate.button),
  ),
  devices(
    "reset-plan",
    "?q=climate",
    select(3),
    act((t) => t.resetTemplate.button),
    choose((t) => t.add.template, "Meeting room"),
    first(`${DIALOG} details summary`),
  ),
  devices(
    "one-time-rpc",
    "?q=climate",
    select(3),
    act((t) => t.oneTime.title),
  ),
  devices(
    "one-time-rpc-chosen",
    "?q=climate",
    select(3),
    act((t) => t.oneTime.title),
    choose((t) => t.oneTime.rpc, "set_mode"),
  ),
  ...stepsOf(english.bulkUpdate.step).map((step) =>
    devices(
      `bulk-${step}`,
      "?q=climate",
      select(3),
      act((t) => t.bulkUpdate.button),
      first(`[data-testid=step-${step}]`),
    ),
  ),
  devices("add", "?add="),
  devices(
    "add-asset",
    "?add=",
    item("radio", (t) => t.devices.type_VIRTUAL, DIALOG),
  ),
  devices(
    "add-without-profile",
    "?add=70b3d57ed00fabcd",
    button((t) => t.add.create),
  ),
  devices(
    "add-with-profile",
    "?add=70b3d57ed00fabcd",
    button((t) => t.add.create),
    words((t) => t.add.now, DIALOG),
  ),
  devices("import-file", "?import=file"),
  devices("import-columns", "?import=columns&plan={unmatched}"),
  devices("import-check", "?import=check&plan={checked}"),
  devices(
    "import-correct",
    "?import=check&plan={checked}",
    button((t) => t.imports.correct, DIALOG),
  ),
  devices("import-result", "?import=result&plan={applied}"),
];

const oneDevice: readonly Place[] = [
  ...stepsOf(english.devices.tab).map((tab) => device(tab, tab)),
  device(
    "menu",
    "basic",
    button((t) => t.panel.actions, DEVICE),
  ),
  device(
    "delete",
    "basic",
    button((t) => t.panel.actions, DEVICE),
    item("menuitem", (t) => t.devices.deleteOne),
  ),
  device(
    "models-add",
    "models",
    button((t) => t.things.add, DEVICE),
  ),
  device(
    "rpc-add",
    "rpc",
    button((t) => t.rpc.tab.add, DEVICE),
  ),
  device(
    "rpc-execute",
    "rpc",
    button(
      withValues((t) => t.rpc.execute.of, { name: "Set operating mode" }),
      DEVICE,
    ),
  ),
  device(
    "rpc-bind-execution",
    "rpc",
    button(
      withValues((t) => t.rpc.bound.addOf, { name: "Set operating mode" }),
      DEVICE,
    ),
    item("menuitem", (t) => t.rpc.bound.existing),
  ),
  device(
    "triggers-add",
    "triggers",
    button((t) => t.triggers.add, DEVICE),
  ),
  device(
    "server-add",
    "server",
    button((t) => t.attributes.add, DEVICE),
  ),
  device(
    "server-json",
    "server",
    words((t) => t.attributes.view.json, DEVICE),
  ),
  device(
    "shared-edit",
    "shared",
    button(
      withValues((t) => t.attributes.actionsOf, { key: "mode" }),
      DEVICE,
    ),
    item("menuitem", (t) => t.attributes.edit),
  ),
  device(
    "relations-bind",
    "relations",
    button((t) => t.relations.source.bind, DEVICE),
  ),
  device(
    "traffic-downlink",
    "traffic",
    button((t) => t.downlinks.send, DEVICE),
  ),
  device(
    "radio-ask",
    "radio",
    button((t) => t.radio.askMore, DEVICE),
  ),
  device(
    "unsaved",
    "basic",
    type((t) => t.devices.remark, "Behind the door.", DEVICE),
  ),
  ...(["traffic", "radio", "basic"] as const).map((tab) =>
    place(`silent-device-${tab}`, `maintenance/devices/{silent}/${tab}`),
  ),
  place("unprovisioned-device", "maintenance/devices/70b3d57ed0009999/basic"),
  place("unprovisioned-device-radio", "maintenance/devices/70b3d57ed0009999/radio"),
  place("gone-device", "maintenance/devices/70b3d57ed000dead/basic"),
  ...(["basic", "models", "rpc", "server", "telemetry", "traffic"] as const).map((tab) =>
    place(`sub-device-${tab}`, `maintenance/devices/{child}/${tab}`),
  ),
  place("parent-device", "maintenance/devices/bus-1/basic"),
  ...(["basic", "models", "telemetry", "relations"] as const).map((tab) =>
    place(`asset-${tab}`, `maintenance/devices/first-floor/${tab}`),
  ),
  place(
    "asset-relation",
    "maintenance/devices/first-floor/relations",
    button(
      withValues((t) => t.relations.editOf, { name: "Entrance hall climate" }),
      DEVICE,
    ),
  ),
];

const maintenance: readonly Place[] = [
  place("profiles", "maintenance/lorawan-profiles"),
  place("profile-otaa", "maintenance/lorawan-profiles/{main}"),
  place("profile-abp", "maintenance/lorawan-profiles/{silent}"),
  place("profile-new", "maintenance/lorawan-profiles/new"),
  place("profiles-selected", "maintenance/lorawan-profiles", select(3)),
  place(
    "profiles-delete",
    "maintenance/lorawan-profiles",
    select(3),
    act((t) => t.common.delete),
  ),
  place(
    "profiles-export",
    "maintenance/lorawan-profiles",
    button((t) => t.imports.export),
  ),
  place("profiles-import", "maintenance/lorawan-profiles?import=file"),
  place("gateways", "maintenance/gateways"),
  ...stepsOf(english.gateways.tab).map((tab) =>
    place(
      `gateway-${tab}`,
      `maintenance/gateways/{gateway}/${tab}`,
      ...(tab === "statistics" ? [chart] : []),
    ),
  ),
  place("gateway-not-registered", "maintenance/gateways/{stranger}/basic"),
  place("gateway-new", "maintenance/gateways/new"),
  place(
    "gateways-delete",
    "maintenance/gateways",
    select(2),
    act((t) => t.common.delete),
  ),
  place("locations", "maintenance/locations"),
  place("location", "maintenance/locations/{location}"),
  place("location-new", "maintenance/locations/new?parent={location}"),
];

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

const models: readonly Place[] = [
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
];

const configuration: readonly Place[] = [
  place("executions", "configuration/device-executions"),
  place("execution", "configuration/device-executions/{execution}/settings"),
  place("execution-runs", "configuration/device-executions/{execution}/runs"),
  place("execution-new", "configuration/device-executions/new"),
  place(
    "execution-by-filter",
    "configuration/device-executions/new",
    button((t) => t.deviceExecutions.addByFilter),
  ),
  place("schedules", "configuration/scheduled-tasks"),
  place("schedule", "configuration/scheduled-tasks/{schedule}/settings"),
  place("schedule-executions", "configuration/scheduled-tasks/{schedule}/executions"),
  place("schedule-new", "configuration/scheduled-tasks/new"),
  place("alarms", "alarms/active"),
  place("alarm", "alarms/active/{alarm}"),
  place(
    "alarm-acknowledge",
    "alarms/active",
    select(2),
    act((t) => t.alarms.acknowledge),
  ),
  place("alarms-history", "alarms/history"),
  place("groups", "alarms/groups"),
  place("group", "alarms/groups/{group}/settings"),
  place("group-messages", "alarms/groups/{group}/messages"),
  place("group-new", "alarms/groups/new"),
  place("messages", "alarms/messages"),
  place("rpc-log", "logs/rpc"),
  place("rpc-run", "logs/rpc/{run}"),
  place("rpc-run-failed", "logs/rpc/{failedRun}"),
];

const settings: readonly Place[] = [
  ...stepsOf(english.settings.section).map((section) =>
    place(`settings-${section}`, `settings/${section}`),
  ),
  place(
    "settings-broker-new",
    "settings/brokers",
    button((t) => t.outsideBrokers.add),
  ),
  place(
    "settings-broker-edit",
    "settings/brokers",
    button((t) => t.outsideBrokers.edit),
  ),
  place(
    "settings-revoke",
    "settings/access",
    button((t) => t.settings.revoke),
  ),
  place(
    "settings-end-sign-ins",
    "settings/access",
    button((t) => t.settings.endAll),
  ),
];

const frame: readonly Place[] = [
  place("palette", "overview", press("Control+k")),
  place("palette-found", "overview", press("Control+k", ..."climate"), shown("[role=option]")),
  place("shortcuts", "maintenance/devices", press("?")),
  place("task-centre", "overview", press("Control+j")),
  place(
    "task-result",
    "overview",
    press("Control+j"),
    button((t) => t.tasks.result, TASKS),
  ),
  place(
    "task-undo",
    "overview",
    press("Control+j"),
    button((t) => t.undo.button, TASKS),
  ),
  place(
    "task-interrupt",
    "overview",
    press("Control+j"),
    button((t) => t.tasks.interrupt, TASKS),
  ),
  place("notifications", "overview", press("g", "i")),
];

const restricted: readonly Place[] = [
  place("devices", "maintenance/devices"),
  place("device", "maintenance/devices/{main}/basic"),
  place("profile", "maintenance/lorawan-profiles/{main}"),
  place("settings", "settings/instance"),
].map((one) => seenBy("viewer", one));

/** Of an instance that has just been installed. */
const empty: readonly Place[] = [
  place("overview", "overview"),
  place("data", "data/application"),
  place("ns", "data/network/ns"),
  place("as", "data/network/as"),
  place("devices", "maintenance/devices"),
  place("profiles", "maintenance/lorawan-profiles"),
  place("gateways", "maintenance/gateways"),
  place("locations", "maintenance/locations"),
  place("trigger-models", "models/trigger-models"),
  place("executions", "configuration/device-executions"),
  place("schedules", "configuration/scheduled-tasks"),
  ...(["active", "history", "groups", "messages"] as const).map((view) =>
    place(`alarms-${view}`, `alarms/${view}`),
  ),
  place("rpc-log", "logs/rpc"),
  place("brokers", "settings/brokers"),
  place("scripts", "settings/scripts"),
  place("task-centre", "overview", press("Control+j")),
  place("notifications", "overview", press("g", "i")),
].map((one) => seenBy("newcomer", one));

const signIn: readonly Place[] = [
  place("token", ""),
  place(
    "account",
    "",
    words((t) => t.signIn.password),
  ),
  place(
    "refused",
    "",
    type((t) => t.signIn.token, "wrong"),
    button((t) => t.signIn.enter),
  ),
].map((one) => seenBy("stranger", one));

export const places: readonly Place[] = [
  ...data,
  ...listOfDevices,
  ...oneDevice,
  ...maintenance,
  ...models,
  ...configuration,
  ...settings,
  ...frame,
  ...restricted,
  ...empty,
  ...signIn,
];
