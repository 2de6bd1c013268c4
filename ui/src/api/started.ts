// Answers that are on their way before anybody who wants them is there.

/** What nobody took by then is out of date. */
const KEPT_MS = 10_000;

const started = new Map<string, Promise<Response>>();

function nameOf(request: Request): string {
  const url = new URL(request.url);
  url.searchParams.sort();
  return url.pathname + url.search;
}

/** Keeps the answer of a reading request for whoever makes the same one next. */
export function keepStarted(request: Request, answer: Promise<Response>): void {
  const name = nameOf(request);
  started.set(name, answer);
  // Whoever takes it hears of a failure; without a taker nobody has to.
  answer.catch(() => undefined);
  setTimeout(() => started.delete(name), KEPT_MS);
}

/** The answer to a request that was made already; once. */
export function takeStarted(request: Request): Promise<Response> | undefined {
  if (started.size === 0 || request.method !== "GET") return undefined;
  const name = nameOf(request);
  const answer = started.get(name);
  started.delete(name);
  return answer;
}
