// The whole client: routes and parameters typed by the committed OpenAPI document, transport chosen
// in one place.

import createClient from "openapi-fetch";

import type { paths } from "./gen/schema";
import { Problem, problemFrom } from "./problem";
import { useSession } from "./session";
import { transport } from "./transport";
import type { Page } from "./types";

export const api = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: transport,
  headers: { accept: "application/json" },
});

type Outcome = { data?: unknown; error?: unknown; response: Response };

/**
 * The answer of a call, or its refusal as a thrown `Problem`. `Answer` narrows what the document
 * leaves as plain text; see `types`.
 */
export async function answer<Answer>(call: Promise<Outcome>): Promise<Answer> {
  const { data, error, response } = await call;
  if (response.ok) return (data ?? null) as Answer;
  if (response.status === 401) useSession.getState().signOut(true);
  throw error instanceof Problem ? error : problemFrom(response.status, error);
}

/** The same for calls that prove who one is: their refusal ends no session. */
export async function credentials<Answer>(call: Promise<Outcome>): Promise<Answer> {
  const { data, error, response } = await call;
  if (response.ok) return data as Answer;
  throw problemFrom(response.status, error);
}

/** Routes that answer with a page. */
export type ListPath =
  | "/api/v1/devices"
  | "/api/v1/relations"
  | "/api/v1/telemetry"
  | "/api/v1/lorawan-profiles"
  | "/api/v1/gateways"
  | "/api/v1/locations"
  | "/api/v1/thing-models"
  | "/api/v1/rpc-models"
  | "/api/v1/trigger-models"
  | "/api/v1/device-templates"
  | "/api/v1/device-executions"
  | "/api/v1/scheduled-tasks"
  | "/api/v1/alarms"
  | "/api/v1/alarms/history"
  | "/api/v1/notification-groups"
  | "/api/v1/notification-log"
  | "/api/v1/rpc-runs"
  | "/api/v1/network/frames"
  | "/api/v1/network/messages";

export type PageQuery = Record<string, string | number | null | undefined>;

/** One page of a list. Every list takes `limit` and `cursor`; the filters are its own. */
export function getPage<Row>(
  path: ListPath,
  query: PageQuery,
  signal?: AbortSignal,
): Promise<Page<Row>> {
  const given = Object.fromEntries(
    Object.entries(query).filter(
      ([, value]) => value !== null && value !== undefined && value !== "",
    ),
  );
  // The routes differ in their filters; a call by a variable path can only name one of them.
  const route = path as "/api/v1/devices";
  return answer<Page<Row>>(
    api.GET(route, { params: { query: given }, ...(signal ? { signal } : {}) }),
  );
}
