// Clock texts. The instance speaks RFC 3339 in UTC; people read local time unless they chose UTC.

export type Zone = "local" | "utc";

const two = (value: number) => String(value).padStart(2, "0");

type Parts = { date: string; time: string; ms: string };

function parts(at: Date, zone: Zone): Parts {
  const utc = zone === "utc";
  const year = utc ? at.getUTCFullYear() : at.getFullYear();
  const month = (utc ? at.getUTCMonth() : at.getMonth()) + 1;
  const day = utc ? at.getUTCDate() : at.getDate();
  const hours = utc ? at.getUTCHours() : at.getHours();
  const minutes = utc ? at.getUTCMinutes() : at.getMinutes();
  const seconds = utc ? at.getUTCSeconds() : at.getSeconds();
  return {
    date: `${year}-${two(month)}-${two(day)}`,
    time: `${two(hours)}:${two(minutes)}:${two(seconds)}`,
    ms: String(at.getUTCMilliseconds()).padStart(3, "0"),
  };
}

/** `2026-05-01 14:03:22`, with milliseconds on request; "—" when there is no time. */
export function absolute(
  at: string | number | null | undefined,
  zone: Zone,
  withMs = false,
): string {
  if (at === null || at === undefined) return "—";
  const when = new Date(at);
  if (Number.isNaN(when.getTime())) return "—";
  const { date, time, ms } = parts(when, zone);
  return withMs ? `${date} ${time}.${ms}` : `${date} ${time}`;
}

/** `20260501-1403` of this computer, for file names. */
export function fileStamp(at: Date): string {
  const { date, time } = parts(at, "local");
  return `${date.replaceAll("-", "")}-${time.slice(0, 5).replace(":", "")}`;
}

/** `14:03:22.123` today, with the date in front on other days. */
export function clock(at: string | number, zone: Zone, withMs = true, now = Date.now()): string {
  const when = new Date(at);
  if (Number.isNaN(when.getTime())) return "—";
  const shown = parts(when, zone);
  const today = parts(new Date(now), zone).date;
  const time = withMs ? `${shown.time}.${shown.ms}` : shown.time;
  return shown.date === today ? time : `${shown.date.slice(5)} ${time}`;
}

/** `UTC+08:00`. */
export function zoneLabel(zone: Zone, offsetMinutes = -new Date().getTimezoneOffset()): string {
  if (zone === "utc") return "UTC";
  const sign = offsetMinutes < 0 ? "\u2212" : "+";
  const size = Math.abs(offsetMinutes);
  return `UTC${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** From so long before a moment until so long after it, as the API is asked for it. */
export function around(
  at: string,
  beforeMs: number,
  afterMs = beforeMs,
): { from: string; to: string } {
  const ms = Date.parse(at);
  return {
    from: new Date(ms - beforeMs).toISOString(),
    to: new Date(ms + afterMs).toISOString(),
  };
}

type Ago = { unit: "now" | "s" | "min" | "h"; amount: number } | null;

/** The distance up to 24 h; null when it is older and the absolute time should be shown. */
export function ago(at: string | number, now: number): Ago {
  const seconds = Math.max(0, Math.floor((now - new Date(at).getTime()) / 1000));
  if (Number.isNaN(seconds) || seconds >= 86_400) return null;
  if (seconds < 2) return { unit: "now", amount: 0 };
  if (seconds < 60) return { unit: "s", amount: seconds };
  if (seconds < 3600) return { unit: "min", amount: Math.floor(seconds / 60) };
  return { unit: "h", amount: Math.floor(seconds / 3600) };
}
