import type { ParseKeys } from "i18next";

import type { ModelKind } from "../../api/models";
import { at } from "../../state/routes-at";

/** Where the pages of a kind are. */
export const pageOf = {
  "thing-models": at.thingModels,
  "rpc-models": at.rpcModels,
  "trigger-models": at.triggerModels,
  "device-templates": at.deviceTemplates,
} as const satisfies Record<ModelKind, string>;

/** What a kind is called in the navigation. */
export const navOf = {
  "thing-models": "nav.thingModels",
  "rpc-models": "nav.rpcModels",
  "trigger-models": "nav.triggerModels",
  "device-templates": "nav.deviceTemplates",
} as const satisfies Record<ModelKind, ParseKeys>;

/** By what the list of devices is filtered for those that use a model of a kind. */
const deviceFilter = {
  "thing-models": "thing_model",
  "rpc-models": "rpc",
  "trigger-models": "trigger",
  "device-templates": "template",
} as const satisfies Record<ModelKind, string>;

/** The devices that mount a model, or were made by a template. */
export const devicesWith = (kind: ModelKind, id: string) =>
  `${at.devices}?${deviceFilter[kind]}=${id}`;

/** Whether the models of a kind have a text id besides the name. */
export const hasIdName = (kind: ModelKind): kind is NamedKind =>
  kind === "thing-models" || kind === "rpc-models";

/** Built in: everybody's, and nobody's to change. */
export const isPublic = (model: { scope: string }) => model.scope === "PUBLIC";

/** Kinds whose models have a text id. */
export type NamedKind = "thing-models" | "rpc-models";

const ID_NAMES = {
  "thing-models": /^[A-Za-z0-9_-]{1,32}$/,
  "rpc-models": /^[\p{Alphabetic}\p{N}\x20-\x7e]{1,255}$/u,
} as const satisfies Record<NamedKind, RegExp>;

/** Longest text id of a kind, in characters. */
export const idNameLength = { "thing-models": 32, "rpc-models": 255 } as const;

/** What a text id may be, in words. */
export const idNameHelp = {
  "thing-models": "models.idNameHelp",
  "rpc-models": "models.methodHelp",
} as const satisfies Record<NamedKind, ParseKeys>;

export const isIdName = (kind: NamedKind, text: string) => ID_NAMES[kind].test(text);

/** `MT-KS52 T&H` → `mt_ks52_t_h`. */
export const idNameOf = (name: string) =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .slice(0, 32);
