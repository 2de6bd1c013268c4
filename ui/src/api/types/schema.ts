// What all shapes of the API are made with. Words that are plain text in the OpenAPI document and closed
// lists in the pages (`status`, `join_mode`) are narrowed beside it, in one place for each topic.

import type { components } from "../gen/schema";

/**
 * Every field of an answer is there; what the document marks as optional may be `null`. (The
 * generator of the document cannot tell the two apart.)
 */
export type Sent<Base> = { [Name in keyof Base]-?: Exclude<Base[Name], undefined> };
export type Named = components["schemas"];
export type Schemas = { [Name in keyof Named]: Sent<Named[Name]> };
/** A schema with some of its fields narrowed. */
export type Refined<Base, Fields> = Omit<Base, keyof Fields> & Fields;
/** What a caller may write, any part of it. */
export type Input<Name extends keyof Named> = {
  [Field in keyof Named[Name]]?: Exclude<Named[Name][Field], undefined>;
};

/** A sentence of the instance; see `components/values/said.ts`. */
export type Said = Schemas["Said"];
/** RFC 3339, UTC, milliseconds. */
export type Timestamp = string;
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** Logs have no total: counting them would cost more than showing them. */
export type Page<Item> = { items: Item[]; total?: number; next_cursor: string | null };
