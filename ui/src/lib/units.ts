// Numbers as people read them. Display uses the minus sign U+2212 and a narrow space before the unit,
// at which no line breaks.

const NARROW = "\u202f";
export const NOTHING = "—";

function minus(text: string): string {
  return text.replace("-", "\u2212");
}

/**
 * Counts are grouped from 10,000 upwards; ids, ports and frequencies never pass here. Both languages
 * group alike, and what `Intl` has for it takes as long to make as a page of rows.
 */
export function count(value: number, _locale: string): string {
  return value < 10_000 ? String(value) : String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Whether somebody typed this number, grouped as it is shown or not. */
export const isCount = (typed: string, value: number): boolean =>
  typed.replace(/[\s,，]/g, "") === String(value);

/** A measured value: given decimals, else up to four digits after the point. */
export function measured(value: number, decimals?: number): string {
  if (!Number.isFinite(value)) return NOTHING;
  const text =
    decimals === undefined
      ? String(Number(value.toFixed(4)))
      : value.toFixed(Math.min(100, Math.max(0, decimals)));
  return minus(text);
}

export function withUnit(value: string, unit: string | null | undefined): string {
  return unit ? `${value}${NARROW}${unit}` : value;
}

export const megahertz = (hz: number | null | undefined) =>
  hz == null ? NOTHING : withUnit((hz / 1e6).toFixed(3), "MHz");
export const rssi = (dbm: number | null | undefined) =>
  dbm == null ? NOTHING : withUnit(minus(String(Math.round(dbm))), "dBm");
export const snr = (db: number | null | undefined) =>
  db == null ? NOTHING : withUnit(minus(String(Number(db.toFixed(1)))), "dB");
export const rate = (perSecond: number) =>
  `${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)}/s`;

/** `SF7BW125` as `SF7 BW125`. */
export const dataRate = (text: string | null | undefined) =>
  text ? text.replace(/(SF\d+)(BW\d+)/, `$1${NARROW}$2`) : NOTHING;

export function bytes(size: number): string {
  if (size < 1024) return withUnit(String(size), "B");
  const kib = size / 1024;
  if (kib < 1024) return withUnit(kib.toFixed(kib < 10 ? 1 : 0), "KiB");
  const mib = kib / 1024;
  return mib < 1024
    ? withUnit(mib.toFixed(mib < 10 ? 1 : 0), "MiB")
    : withUnit((mib / 1024).toFixed(1), "GiB");
}

/** Microseconds on air as `61.7 ms`. */
export const airtime = (us: number | null | undefined) =>
  us == null ? NOTHING : withUnit((us / 1000).toFixed(us < 100_000 ? 1 : 0), "ms");

/** Microseconds of work as a reader takes them in: `9.8 µs`, `312 µs`, `3.1 ms`. */
export function microseconds(us: number): string {
  if (us < 1000) return withUnit(us < 10 ? String(Number(us.toFixed(1))) : us.toFixed(0), "µs");
  return withUnit((us / 1000).toFixed(us < 100_000 ? 1 : 0), "ms");
}

export type DurationUnit = "s" | "min" | "h" | "d";
export const SECONDS: Record<DurationUnit, number> = { s: 1, min: 60, h: 3600, d: 86_400 };

/** The largest unit that needs no fraction: 86400 → 1 d, 900 → 15 min, 90 → 90 s. */
export function splitDuration(seconds: number): { amount: number; unit: DurationUnit } {
  const order: DurationUnit[] = ["d", "h", "min"];
  const unit = order.find((name) => seconds > 0 && seconds % SECONDS[name] === 0) ?? "s";
  return { amount: seconds / SECONDS[unit], unit };
}

/** A span as its two largest parts: `1 d 4 h`, `12 min`, `8 s`. */
export function duration(seconds: number, words: Record<DurationUnit, string>): string {
  let rest = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const unit of ["d", "h", "min", "s"] as const) {
    const amount = Math.floor(rest / SECONDS[unit]);
    rest -= amount * SECONDS[unit];
    if (amount > 0) parts.push(`${amount}\u00a0${words[unit]}`);
    if (parts.length === 2) break;
  }
  return parts.length > 0 ? parts.join(" ") : `0\u00a0${words.s}`;
}
