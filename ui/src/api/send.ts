import { platform } from "../platform";
import { Problem, UNREACHABLE } from "./problem";
import type { Shell } from "../platform/types";

/**
 * A request on its way to the instance: `fetch` in a browser, the shell's command in the desktop
 * window, which needs no token.
 */
export async function send(request: Request, token: string | null): Promise<Response> {
  if (platform.shell) return viaShell(request, platform.shell.http);
  if (token !== null && !request.headers.has("authorization")) {
    request.headers.set("authorization", `Bearer ${token}`);
  }
  try {
    return await window.fetch(request);
  } catch (error) {
    throw unreachable(error);
  }
}

/** A `fetch` of the desktop window whose answer goes into a file that the user chooses. */
export const intoFile =
  (name: string, shell: Shell) =>
  (request: Request): Promise<Response> =>
    viaShell(request, (asked) => shell.download(name, asked));

async function viaShell(request: Request, ask: Shell["http"]): Promise<Response> {
  const url = new URL(request.url);
  const body = new Uint8Array(await request.arrayBuffer());
  const answer = await ask({
    method: request.method,
    path: url.pathname + url.search,
    headers: [...request.headers.entries()],
    body,
  }).catch((error: unknown) => {
    throw unreachable(error);
  });
  const empty = answer.status === 204 || answer.status === 304;
  return new Response(empty ? null : (answer.body as BufferSource), {
    status: answer.status,
    headers: answer.headers,
  });
}

function unreachable(error: unknown): Problem {
  return new Problem({
    status: 0,
    code: UNREACHABLE,
    detail: error instanceof Error ? error.message : String(error),
  });
}
