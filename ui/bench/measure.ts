import { readFileSync } from "node:fs";

import type { Browser, Page } from "@playwright/test";

type Line = { what: string; budget: string; measured: string };
const lines: Line[] = [];

export function note(what: string, budget: string, measured: string): void {
  lines.push({ what, budget, measured });
  process.stdout.write(`\n${what}: ${measured} (budget ${budget})\n`);
}

/** The table for a report. */
export function table(): string {
  const rows = lines.map(({ what, budget, measured }) => `| ${what} | ${budget} | ${measured} |`);
  return ["| What | Budget | Measured |", "| --- | --- | --- |", ...rows].join("\n");
}

/** `median 12 ms, worst 20 ms of 15`. */
export function spread(values: number[], unit = "ms"): string {
  const sorted = values.toSorted((first, second) => first - second);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const worst = sorted.at(-1) ?? Number.NaN;
  return `median ${median.toFixed(0)} ${unit}, worst ${worst.toFixed(0)} ${unit} of ${values.length}`;
}

/**
 * Does something in the page and measures until what it leads to is drawn. Both are functions in
 * text, so that no message between the processes is counted.
 */
export function timed(page: Page, act: string, done: string): Promise<number> {
  return page.evaluate(
    ([actText, doneText]) =>
      new Promise<number>((resolve, reject) => {
        const isDone = new Function(`return (${doneText})`) as () => unknown;
        const start = performance.now();
        new Function(actText ?? "")();
        const look = () => {
          if (performance.now() - start > 20_000) return reject(new Error(`never: ${doneText}`));
          if (!isDone()) return void requestAnimationFrame(look);
          // The next frame has drawn it.
          requestAnimationFrame(() => resolve(performance.now() - start));
        };
        look();
      }),
    [act, done],
  );
}

type Process = { type: string; id: number; cpuTime: number };

/** Chromium's processes with the CPU seconds they used. */
async function processes(browser: Browser): Promise<Process[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = (await session.send("SystemInfo.getProcessInfo")) as {
    processInfo: Process[];
  };
  await session.detach();
  return processInfo;
}

type Share = { page: number; all: number };

const isPage = ({ type }: Process) => type === "renderer";
const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);

/** CPU seconds of the pages' processes, and of all of Chromium. */
export async function cpuSeconds(browser: Browser): Promise<Share> {
  const all = await processes(browser);
  const seconds = (some: Process[]) => total(some.map(({ cpuTime }) => cpuTime));
  return { page: seconds(all.filter(isPage)), all: seconds(all) };
}

/** Proportional set size in MiB of the pages' processes, and of all but the browser's own; Linux. */
export async function pssMiB(browser: Browser): Promise<Share> {
  const all = await processes(browser);
  const mib = (some: Process[]) => total(some.map(({ id }) => kibOf(id))) / 1024;
  return { page: mib(all.filter(isPage)), all: mib(all.filter(({ type }) => type !== "browser")) };
}

function kibOf(id: number): number {
  const text = readFileSync(`/proc/${id}/smaps_rollup`, "utf8");
  return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0);
}

/** Bytes of the page's heap after collecting garbage. */
export async function heapMiB(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return usedSize / 1024 / 1024;
}
