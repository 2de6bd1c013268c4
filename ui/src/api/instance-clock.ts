// The instance's clock as this page knows it: what the page itself notes stands beside times that the
// instance wrote, and the two computers need not agree.

/** How far the instance is ahead of this computer, in milliseconds; null: it has not said yet. */
let ahead: number | null = null;
let waiting: (() => void)[] = [];

/** The instance said what time it is, as RFC 3339. */
export function noteInstanceTime(time: string): void {
  const at = Date.parse(time);
  if (Number.isNaN(at)) return;
  ahead = at - Date.now();
  const due = waiting;
  waiting = [];
  for (const run of due) run();
}

/** The time on the instance, epoch milliseconds; this computer's until the instance has said it. */
export const instanceNow = (): number => Date.now() + (ahead ?? 0);

/** Runs once the time on the instance is known. */
export function whenInstanceTimeKnown(run: () => void): void {
  if (ahead === null) waiting.push(run);
  else run();
}
