// A page's first start as a visitor's browser makes it. The inspector that drives the other measures
// makes an engine look up the place of each error that is made, and reports every request: a third of
// a start on two cores. So here the browser is nobody's, and the page itself says what it saw.

import { spawn, type ChildProcess } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Milliseconds since the page was asked for. */
export type Seen = { nav: number; rows: number };

/** How long a browser that has just been started is busy with itself. */
const SETTLE_MS = 4000;
const PATIENCE_MS = 30_000;

/** Opens a page of an instance, signed in, in a browser that never saw it. */
export async function coldStart(url: string, token: string, path: string): Promise<Seen> {
  const told = new EventEmitter();
  const watched = await watch(url, token, (seen) => told.emit("seen", seen));
  const profile = mkdtempSync(join(tmpdir(), "thinklink-cold-"));
  const browser = open(profile, watched.port, path);
  browser.once("error", (error) => told.emit("error", error));
  try {
    const [seen] = (await once(told, "seen", { signal: AbortSignal.timeout(PATIENCE_MS) })) as [
      Seen,
    ];
    return seen;
  } finally {
    await ended(browser);
    watched.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function open(profile: string, port: number, path: string): ChildProcess {
  const page = `http://127.0.0.1:${port}/#/${path}`;
  // Another host than the page's: the page gets a process of its own, as from anywhere else.
  const waiting = `http://localhost:${port}/waiting?${encodeURIComponent(page)}`;
  const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"];
  return spawn(
    process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    [...flags, "--window-size=1360,860", `--user-data-dir=${profile}`, waiting],
    { stdio: "ignore", detached: true },
  );
}

/** With all its processes, which are a group. */
async function ended(browser: ChildProcess): Promise<void> {
  if (browser.pid === undefined || (browser.exitCode ?? browser.signalCode) !== null) return;
  const exit = once(browser, "exit");
  process.kill(-browser.pid, "SIGKILL");
  await exit;
}

/** The instance, and before its page's scripts one that signs in and looks for what is drawn. */
async function watch(url: string, token: string, onSeen: (seen: Seen) => void) {
  const instance = new URL(url);
  const server = createServer((asked, answer) => {
    const { pathname } = new URL(asked.url ?? "/", url);
    if (pathname === "/waiting") {
      answer.setHeader("content-type", "text/html");
      answer.end(`<script src="/leave.js"></script>`);
    } else if (pathname === "/leave.js") {
      script(
        answer,
        `setTimeout(() => location.replace(decodeURIComponent(location.search.slice(1))), ${SETTLE_MS})`,
      );
    } else if (pathname === "/watch.js") script(answer, watching(token));
    else if (pathname === "/seen") {
      void bodyOf(asked).then((body) => onSeen(JSON.parse(body) as Seen));
      answer.end();
    } else if (pathname === "/") {
      void bodyOfUrl(url).then((page) => {
        answer.setHeader("content-type", "text/html");
        answer.end(page.replace("<head>", `<head><script src="/watch.js"></script>`));
      });
    } else passOn(instance, asked, answer);
  });
  server.on("upgrade", (asked, socket) => {
    const other = connect(Number(instance.port), instance.hostname, () => {
      const headers = asked.rawHeaders.flatMap((name, at, all) =>
        at % 2 === 0 ? [`${name}: ${all[at + 1]}`] : [],
      );
      other.write([`GET ${asked.url} HTTP/1.1`, ...headers, "", ""].join("\r\n"));
      other.pipe(socket).pipe(other);
    });
    for (const one of [socket, other])
      one.on("error", () => [socket, other].map((end) => end.destroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function passOn(instance: URL, asked: IncomingMessage, answer: ServerResponse): void {
  const { hostname, port } = instance;
  const { url: path, method, headers } = asked;
  const further = request({ hostname, port, path, method, headers }, (reply) => {
    answer.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.pipe(answer);
  });
  further.on("error", () => answer.destroy());
  asked.pipe(further);
}

async function bodyOf(asked: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of asked) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

const bodyOfUrl = async (url: string) => (await fetch(url)).text();

function script(answer: ServerResponse, text: string): void {
  answer.setHeader("content-type", "text/javascript");
  answer.end(text);
}

const watching = (token: string) => `
sessionStorage.setItem("thinklink.token", ${JSON.stringify(token)});
localStorage.setItem("thinklink.preferences", JSON.stringify({ state: { language: "en", theme: "light", welcomeDismissed: true }, version: 1 }));
let nav;
function look() {
  if (nav === undefined && document.querySelector("nav")) nav = performance.now();
  if (!document.querySelector('[data-testid^="row-"]')) return void requestAnimationFrame(look);
  requestAnimationFrame(() => {
    const seen = { nav, rows: performance.now() };
    setTimeout(() => fetch("/seen", { method: "POST", body: JSON.stringify(seen) }), 500);
  });
}
requestAnimationFrame(look);
`;
