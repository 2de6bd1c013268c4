import { problemFrom } from "./problem";
import { useSession } from "./session";
import { transport } from "./transport";

type Query = Record<string, string | number | boolean | null | undefined>;

export type RequestOptions = {
  query?: Query | undefined;
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** A token to try, instead of the session's. */
  token?: string | undefined;
};

/** Calls the instance and returns the JSON it answered; a refusal is thrown as a `Problem`. */
export async function request<Answer>(
  method: string,
  path: string,
  { query, body, signal, token }: RequestOptions = {},
): Promise<Answer> {
  const url = new URL(path, window.location.origin);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== "")
      url.searchParams.set(name, String(value));
  }
  const headers = new Headers({ accept: "application/json" });
  if (body !== undefined) headers.set("content-type", "application/json");
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  const answer = await transport(
    new Request(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    }),
  );
  const text = await answer.text();
  const parsed: unknown = text === "" ? null : parse(text);
  if (answer.ok) return parsed as Answer;
  const ownToken = token === undefined && !path.endsWith("/login");
  if (answer.status === 401 && ownToken) useSession.getState().signOut(true);
  throw problemFrom(answer.status, parsed);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { detail: text.slice(0, 300) };
  }
}

export const seg = encodeURIComponent;
