// A headless instance of the built program for browser tests, in a folder and on ports of its own.
//
// THINKLINK_BIN names the program; `cargo xtask test --only browser` sets it.

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export type Instance = {
  /** Address of page and API, `http://host:port`. */
  url: string;
  /** Where gateways send to, `host:port`. */
  gwmp: string;
  /** Where MQTT clients connect, `host:port`. */
  mqtt: string;
  /** The owner's token. */
  token: string;
  dataDir: string;
  /** Ends the program, by default as a service manager does; its data stay. */
  halt: (signal?: "SIGTERM" | "SIGKILL") => Promise<void>;
  /** Starts a halted program again, on the same data and addresses. */
  resume: () => Promise<void>;
  /** Ends the program and removes its data. */
  stop: () => Promise<void>;
};

type Ready = { ready: true; http: string; gwmp: string[]; mqtt: string };

/** Far above what a slow machine needs. */
const PATIENCE_MS = 60_000;

export function program(): string {
  return (
    process.env["THINKLINK_BIN"] ??
    join(import.meta.dirname, "../../target/debug/thinklink")
  );
}

/** Starts `thinklink serve`, on a copy of a folder if one is given, and waits until it listens. */
export async function startInstance(from?: string): Promise<Instance> {
  const dataDir = await mkdtemp(join(tmpdir(), "thinklink-e2e-"));
  if (from !== undefined) await cp(from, dataDir, { recursive: true });
  const any = "127.0.0.1:0";
  const first = await serve(dataDir, any, any, any);
  let { child } = first;
  const { http, mqtt } = first.ready;
  const gwmp = first.ready.gwmp[0] ?? "";
  const token = (await readFile(join(dataDir, "admin-token"), "utf8")).trim();
  return {
    url: `http://${http}`,
    gwmp,
    mqtt,
    token,
    dataDir,
    halt: (signal) => end(child, signal),
    async resume() {
      ({ child } = await serve(dataDir, http, gwmp, mqtt));
    },
    async stop() {
      await end(child);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

type Running = { child: ChildProcess; ready: Ready };

async function serve(
  dir: string,
  http: string,
  gwmp: string,
  mqtt: string,
): Promise<Running> {
  const child = spawn(
    program(),
    [
      "serve",
      "--data-dir",
      dir,
      "--http",
      http,
      "--gwmp",
      gwmp,
      "--mqtt",
      mqtt,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  return { child, ready: await readyLine(child) };
}

/** Plays gateways and devices against an instance, until the returned function is called. */
export function simulate(
  instance: Instance,
  ...args: string[]
): () => Promise<void> {
  const child = spawn(
    program(),
    ["simulate", "--gwmp", instance.gwmp, ...args],
    {
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  return () => end(child);
}

async function readyLine(child: ChildProcess): Promise<Ready> {
  if (!child.stdout) throw new Error("standard output is not piped");
  const lines = createInterface({ input: child.stdout });
  const patience = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  try {
    for await (const line of lines) {
      if (line.startsWith("{")) return JSON.parse(line) as Ready;
    }
  } finally {
    clearTimeout(patience);
  }
  throw new Error(`${program()} ended before it was ready`);
}

async function end(
  child: ChildProcess,
  signal: "SIGTERM" | "SIGKILL" = "SIGTERM",
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
}
