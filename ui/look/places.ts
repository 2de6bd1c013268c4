// Every page, panel, dialog and step of the app, in the order of the navigation.

import english from "../src/locales/en.json" with { type: "json" };
import { devicePlaces } from "./devices";
import { modelPlaces } from "./models";
import {
  act,
  button,
  first,
  item,
  place,
  press,
  seenBy,
  select,
  shown,
  stepsOf,
  type,
  words,
  write,
  type Name,
  type Place,
} from "./place";

const TASKS = '[data-testid="task-centre"]';

/** Charts are code of their own, and come after the rest. */
const chart = shown('[data-testid="time-series"]');

/** Opens the newest row of a list that grows meanwhile. */
const newest = [button((t) => t.live.pause), first('main [data-testid^="row-"] > *')];

/** What the menu of the open panel leads to. */
const fromMenu = (entry: Name) => [button((t) => t.panel.actions, "main"), item("menuitem", entry)];

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
  place(
    "data-history-custom",
    "data/application/{ks52}/{main}",
    chart,
    words((t) => t.data.preset.custom),
  ),
  place(
    "data-history-export",
    "data/application/{ks52}/{main}",
    chart,
    button((t) => t.data.export, "[data-testid=panel-history]"),
  ),
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
  place("ns-gone", "data/network/ns/1"),
  place("as", "data/network/as"),
  place("as-message", "data/network/as?direction=up", ...newest),
];

const maintenance: readonly Place[] = [
  place("profiles", "maintenance/lorawan-profiles"),
  place("profile-otaa", "maintenance/lorawan-profiles/{main}"),
  place("profile-abp", "maintenance/lorawan-profiles/{silent}"),
  place(
    "profile-counters",
    "maintenance/lorawan-profiles/{silent}",
    ...fromMenu((t) => t.profiles.resetCounters),
  ),
  place("profile-new", "maintenance/lorawan-profiles/new"),
  place("profile-new-refused", "maintenance/lorawan-profiles/new", press("Control+s")),
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
  place(
    "gateway-token",
    "maintenance/gateways/{gateway}/basic",
    button((t) => t.gateways.stationToken.make),
  ),
  place(
    "gateway-token-replace",
    "maintenance/gateways/{gateway}/basic",
    button((t) => t.gateways.stationToken.replace),
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
  place(
    "location-menu",
    "maintenance/locations/{location}",
    button((t) => t.panel.actions, "main"),
  ),
  place("location-new", "maintenance/locations/new?parent={location}"),
];

const configuration: readonly Place[] = [
  place("executions", "configuration/device-executions"),
  place("execution", "configuration/device-executions/{execution}/settings"),
  place("execution-runs", "configuration/device-executions/{execution}/runs"),
  place(
    "execution-delete",
    "configuration/device-executions/{execution}/settings",
    ...fromMenu((t) => t.deviceExecutions.deleteVerb),
  ),
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
  place(
    "schedule-presets",
    "configuration/scheduled-tasks/{schedule}/settings",
    first("main [role=tabpanel] button:has(.anticon-down)"),
  ),
  place(
    "wrong-schedule",
    "configuration/scheduled-tasks/new",
    write((t) => t.scheduledTasks.cron, "0 0 25 * * ?"),
    shown("main [aria-invalid=true]"),
  ),
  place("alarms", "alarms/active"),
  place("alarm", "alarms/active/{alarm}"),
  place(
    "alarm-acknowledge",
    "alarms/active",
    select(2),
    act((t) => t.alarms.acknowledge),
  ),
  place(
    "alarm-clear",
    "alarms/active",
    select(2),
    act((t) => t.alarms.clear),
  ),
  place("gone-alarm", "alarms/active/1"),
  place("alarms-history", "alarms/history"),
  place("groups", "alarms/groups"),
  place("group", "alarms/groups/{group}/settings"),
  place("group-messages", "alarms/groups/{group}/messages"),
  place("group-delete", "alarms/groups/{group}/settings", ...fromMenu((t) => t.groups.deleteVerb)),
  place("group-new", "alarms/groups/new"),
  place("messages", "alarms/messages"),
  place("rpc-log", "logs/rpc"),
  place("rpc-run", "logs/rpc/{run}"),
  place("gone-run", "logs/rpc/1"),
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
    "settings-token",
    "settings/access",
    type((t) => t.settings.tokenName, "Weather display"),
    button((t) => t.settings.createToken),
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
  place(
    "mute",
    "overview",
    press("g", "i"),
    button((t) => `${t.notices.mute} ▾`),
  ),
  place("user", "overview", first("header .ant-dropdown-trigger")),
];

const restricted: readonly Place[] = [
  place("devices", "maintenance/devices"),
  place("device", "maintenance/devices/{main}/basic"),
  place("device-rpc", "maintenance/devices/{main}/rpc"),
  place("device-server", "maintenance/devices/{main}/server"),
  place("profile", "maintenance/lorawan-profiles/{main}"),
  place("gateway", "maintenance/gateways/{gateway}/basic"),
  place("thing-model", "models/thing-models/{thing}/script"),
  place("template", "models/device-templates/{template}/general"),
  place("execution", "configuration/device-executions/{execution}/settings"),
  place("settings", "settings/instance"),
].map((one) => seenBy("viewer", one));

/** Of an instance that has just been installed. */
const empty: readonly Place[] = [
  place("overview", "overview"),
  place("data", "data/application"),
  place("ns", "data/network/ns"),
  place("ns-gone", "data/network/ns/1"),
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
  ...devicePlaces,
  ...maintenance,
  ...modelPlaces,
  ...configuration,
  ...settings,
  ...frame,
  ...restricted,
  ...empty,
  ...signIn,
];
