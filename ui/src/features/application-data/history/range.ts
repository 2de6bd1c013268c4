// Which part of the history is shown. Pure; the range lives in the URL.

export const PRESETS = ["1h", "24h", "7d", "30d"] as const;
export type Preset = (typeof PRESETS)[number];

/** A span that ends now and follows, or one that stands still. Epoch milliseconds. */
export type Range =
  | { kind: "live"; preset: Preset }
  | { kind: "fixed"; from: number; to: number; preset: Preset | null };

const HOUR = 3_600_000;
const SPANS: Record<Preset, number> = {
  "1h": HOUR,
  "24h": 24 * HOUR,
  "7d": 7 * 24 * HOUR,
  "30d": 30 * 24 * HOUR,
};

type Span = { from: number; to: number };

export const spanOf = (range: Range, now: number): Span =>
  range.kind === "live"
    ? { from: now - SPANS[range.preset], to: now }
    : { from: range.from, to: range.to };

/** One span earlier or later; a span that would end in the future follows live again. */
export function shifted(range: Range, by: -1 | 1, now: number): Range {
  const { from, to } = spanOf(range, now);
  const width = to - from;
  const end = to + by * width;
  if (end >= now && range.preset !== null) return { kind: "live", preset: range.preset };
  const last = Math.min(end, now);
  return { kind: "fixed", from: last - width, to: last, preset: range.preset };
}

export function readRange(params: URLSearchParams): Range {
  const preset = PRESETS.find((one) => one === params.get("range")) ?? null;
  const from = Number(params.get("from") ?? Number.NaN);
  const to = Number(params.get("to") ?? Number.NaN);
  if (Number.isFinite(from) && Number.isFinite(to) && from < to) {
    return { kind: "fixed", from, to, preset };
  }
  return { kind: "live", preset: preset ?? "24h" };
}

/** What to put into the URL. */
export function rangeParams(range: Range): Record<"range" | "from" | "to", string | null> {
  if (range.kind === "live") return { range: range.preset, from: null, to: null };
  return {
    range: range.preset,
    from: String(Math.round(range.from)),
    to: String(Math.round(range.to)),
  };
}
