// The list of devices with its dialogs, and one device of each kind with every tab of its panel.

import english from "../src/locales/en.json" with { type: "json" };
import {
  act,
  button,
  choose,
  DIALOG,
  first,
  item,
  meanwhile,
  more,
  place,
  press,
  select,
  shown,
  stepsOf,
  type,
  withValues,
  words,
  type Place,
} from "./place";

const DEVICE = '[data-testid="panel-device"]';
const device = (name: string, tab: string, ...steps: Place["steps"]) =>
  place(`device-${name}`, `maintenance/devices/{main}/${tab}`, ...steps);
const devices = (name: string, query: string, ...steps: Place["steps"]) =>
  place(`devices-${name}`, `maintenance/devices${query}`, ...steps);

/** The wizard for three devices of whose telemetry something is to go. */
const purging = [
  select(3),
  act((t) => t.bulkUpdate.button),
  first("[data-testid=step-delete_telemetry]"),
  first(`${DIALOG} table input[type=checkbox]`),
  first("[data-testid=step-confirm]"),
  shown("[data-testid=plan]"),
];

const list: readonly Place[] = [
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
      shown(`[data-testid=step-${step}][aria-current=step]`),
    ),
  ),
  devices("bulk-plan", "?q=climate", ...purging),
  devices("bulk-purge", "?q=climate", ...purging, first(`${DIALOG} .ant-btn-primary`)),
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
  devices("import-leave", "?import=check&plan={checked}", press("Escape")),
  devices("import-result", "?import=result&plan={applied}"),
];

const panel: readonly Place[] = [
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
    "models-remove",
    "models",
    button((t) => t.things.remove, DEVICE),
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
  device("rpc-execute-raw", "rpc", first("[data-testid=rpc-mt_act_dn_data] td:last-child button")),
  device("rpc-run", "rpc", first("[data-testid=rpc-set_mode] .linklike")),
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
    "server-edit-json",
    "server",
    button(
      withValues((t) => t.attributes.actionsOf, { key: "hours" }),
      DEVICE,
    ),
    item("menuitem", (t) => t.attributes.edit),
  ),
  device(
    "server-delete",
    "server",
    button(
      withValues((t) => t.attributes.actionsOf, { key: "limit" }),
      DEVICE,
    ),
    item("menuitem", (t) => t.attributes.delete),
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
    "telemetry-delete",
    "telemetry",
    first(`${DEVICE} section header button`),
    item("menuitem", (t) => t.telemetry.delete),
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
  device(
    "leave",
    "basic",
    type((t) => t.devices.remark, "Behind the door.", DEVICE),
    button((t) => t.common.close, DEVICE),
    shown(DIALOG),
  ),
  device(
    "conflict",
    "basic",
    type((t) => t.devices.remark, "Behind the door.", DEVICE),
    meanwhile("devices/{main}", { remark: "On the wall, left of the door." }),
    press("Control+s"),
    shown("[data-testid=conflict]"),
  ),
  place(
    "silent-device-clear",
    "maintenance/devices/{silent}/traffic",
    button((t) => t.downlinks.clear, DEVICE),
  ),
  ...(["traffic", "radio", "basic"] as const).map((tab) =>
    place(`silent-device-${tab}`, `maintenance/devices/{silent}/${tab}`),
  ),
  place("unprovisioned-device", "maintenance/devices/70b3d57ed0009999/basic"),
  place("unprovisioned-device-radio", "maintenance/devices/70b3d57ed0009999/radio"),
  place("gone-device", "maintenance/devices/70b3d57ed000dead/basic"),
  ...stepsOf(english.devices.tab).flatMap((tab) => [
    place(`sub-device-${tab}`, `maintenance/devices/{child}/${tab}`),
    place(`asset-${tab}`, `maintenance/devices/first-floor/${tab}`),
  ]),
  ...(["basic", "rpc", "shared", "traffic", "radio"] as const).map((tab) =>
    place(`parent-device-${tab}`, `maintenance/devices/bus-1/${tab}`),
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

export const devicePlaces: readonly Place[] = [...list, ...panel];
