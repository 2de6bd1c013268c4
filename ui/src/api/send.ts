import { platform } from "../platform";
import { Problem, TOO_LARGE, UNREACHABLE } from "./problem";

/**
 * A request on its way to the instance: `fetch` in a browser, the shell's command in the desktop
 * window, which needs no token.
 */
export async function send(request: Request, token: string | null): Promise<Response> {
  if (platform.shell) return viaShell(request);
  if (token !== null && !request.headers.has("authorization")) {
    request.headers.set("authorization", `Bearer ${token}`);
  }
  try {
    return await window.fetch(request);
  } catch (error) {
    throw unreachable(error);
  }
}

async function viaShell(request: Request): Promise<Response> {
  const url = new URL(request.url);
  const body = new Uint8Array(await request.arrayBuffer());
  const answer = await platform.shell
    ?.http({
      method: request.method,
      path: url.pathname + url.search,
      headers: [...request.headers.entries()],
      body,
    })
    .catch((error: unknown) => {
      throw notTaken(error);
    });
  if (!answer) throw unreachable("no shell");
  const empty = answer.status === 204 || answer.status === 304;
  return new Response(empty ? null : (answer.body as BufferSource), {
    status: answer.status,
    headers: answer.headers,
  });
}

function unreachable(error: unknown): Problem {
  return new Problem({ status: 0, code: UNREACHABLE, detail: textOf(error) });
}

/** The shell refuses an answer that it would have to hold as a whole, such as a very long file. */
function notTaken(error: unknown): Problem {
  const detail = textOf(error);
  return /length limit exceeded/i.test(detail)
    ? new Problem({ status: 413, code: TOO_LARGE, detail })
    : unreachable(error);
}

const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
