import type { ParseKeys } from "i18next";

import type { ModelKind } from "../../api/models";
import { at } from "../../app/routes-at";

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

/** Kinds whose models have a text id besides the name. */
export const hasIdName = (kind: ModelKind) => kind === "thing-models" || kind === "rpc-models";

/** Built in: everybody's, and nobody's to change. */
export const isPublic = (model: { scope: string }) => model.scope === "PUBLIC";

export const ID_NAME = /^[A-Za-z0-9_-]{1,32}$/;

/** `MT-KS52 T&H` → `mt_ks52_t_h`. */
export const idNameOf = (name: string) =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .slice(0, 32);
