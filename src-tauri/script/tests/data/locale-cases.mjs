// What Node.js with full ICU makes of dates and numbers, one case a line:
// [function, value, locales, options, text or name of the error].
//
// Made by: TZ=UTC LANG=C node locale-cases.mjs > locale-cases.json

const LOCALES = ["zh-CN", "en-US", "en-GB", "sv-SE", "de-DE"];
const ZONES = [
  "UTC",
  "Asia/Shanghai",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Europe/London",
];
const MORNING = Date.UTC(2024, 0, 5, 7, 4, 5, 678);
const MIDNIGHT = Date.UTC(2024, 6, 15, 16, 0, 0);
const NOON = Date.UTC(2023, 10, 12, 12, 30, 45, 9);
const DATES = ["toLocaleString", "toLocaleDateString", "toLocaleTimeString"];

const cases = [];
function add(name, value, locales, options) {
  const subject = name.startsWith("Number.") ? value : new Date(value);
  let text;
  try {
    text = subject[name.split(".")[1]](locales ?? undefined, options ?? undefined);
  } catch (error) {
    text = { error: error.name };
  }
  cases.push([name, value, locales, options, text]);
}

const shanghai = (options) => ({ timeZone: "Asia/Shanghai", ...options });

// What vendor scripts write.
for (const locale of LOCALES) {
  for (const method of DATES) {
    for (const at of [MORNING, MIDNIGHT, NOON]) {
      for (const options of [{}, { hour12: false }, { hour12: true }, { hourCycle: "h23" }]) {
        add(`Date.${method}`, at, locale, shanghai(options));
      }
    }
  }
  for (const timeZone of ZONES) {
    add("Date.toLocaleString", MORNING, locale, { timeZone });
    add("Date.toLocaleString", MIDNIGHT, locale, { timeZone, hour12: false });
  }
  // Changes of clocks, and times long ago and far ahead.
  for (const [timeZone, at] of [
    ["Europe/Berlin", Date.UTC(2024, 2, 31, 0, 59, 59)],
    ["Europe/Berlin", Date.UTC(2024, 2, 31, 1, 0, 0)],
    ["America/New_York", Date.UTC(2024, 10, 3, 5, 59, 59)],
    ["America/New_York", Date.UTC(2024, 10, 3, 6, 0, 0)],
    ["Asia/Shanghai", Date.UTC(1988, 6, 1)],
    ["Asia/Shanghai", 0],
    ["UTC", -1],
    ["UTC", Date.UTC(1600, 1, 29)],
    ["UTC", 253402300799999],
    ["Europe/Berlin", Date.UTC(2036, 6, 1)],
  ]) {
    add("Date.toLocaleString", at, locale, { timeZone });
  }
}

// Every choice of fields that makes sense, in every width.
const WIDTHS = {
  weekday: [undefined, "short", "long"],
  year: [undefined, "numeric", "2-digit"],
  month: [undefined, "numeric", "2-digit", "short", "long"],
  day: [undefined, "numeric", "2-digit"],
};
const IN_USE = new Set(["y", "m", "d", "w", "ym", "md", "ymd", "wd", "wmd", "wymd"]);
for (const locale of LOCALES) {
  for (const weekday of WIDTHS.weekday)
    for (const year of WIDTHS.year)
      for (const month of WIDTHS.month)
        for (const day of WIDTHS.day) {
          const key =
            (weekday ? "w" : "") + (year ? "y" : "") + (month ? "m" : "") + (day ? "d" : "");
          if (!IN_USE.has(key)) continue;
          const options = shanghai({ weekday, year, month, day });
          add("Date.toLocaleDateString", MORNING, locale, JSON.parse(JSON.stringify(options)));
        }
}
const TIMES = [
  { hour: "numeric" },
  { hour: "2-digit" },
  { hour: "numeric", minute: "numeric" },
  { hour: "2-digit", minute: "2-digit" },
  { hour: "numeric", minute: "2-digit", second: "2-digit" },
  { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 },
  { hour: "numeric", minute: "numeric", second: "numeric", fractionalSecondDigits: 1 },
  { minute: "2-digit", second: "2-digit" },
  { minute: "numeric" },
  { minute: "2-digit" },
  { second: "numeric" },
  { second: "2-digit" },
];
const CYCLES = [{}, { hour12: false }, { hour12: true }, { hourCycle: "h24" }, { hourCycle: "h11" }];
for (const locale of LOCALES) {
  for (const time of TIMES) {
    add("Date.toLocaleTimeString", MORNING, locale, { timeZone: "UTC", ...time });
    for (const cycle of CYCLES) {
      add("Date.toLocaleTimeString", MIDNIGHT, locale, shanghai({ ...time, ...cycle }));
    }
  }
  // Dates and times together.
  const full = { hour: "2-digit", minute: "2-digit", second: "2-digit" };
  for (const date of [
    { year: "numeric", month: "2-digit", day: "2-digit" },
    { year: "numeric", month: "short", day: "numeric" },
    { year: "numeric", month: "long", day: "numeric" },
    { weekday: "long", year: "numeric", month: "long", day: "numeric" },
    { weekday: "short", month: "short", day: "numeric" },
    { weekday: "short" },
    { month: "numeric", day: "numeric" },
  ]) {
    for (const cycle of [{}, { hour12: false }, { hourCycle: "h23" }]) {
      add("Date.toLocaleString", MORNING, locale, shanghai({ ...date, ...full, ...cycle }));
      add("Date.toLocaleString", MIDNIGHT, locale, shanghai({ ...date, ...full, ...cycle }));
    }
    add("Date.toLocaleString", NOON, locale, shanghai({ ...date, hour: "numeric" }));
    add("Date.toLocaleTimeString", NOON, locale, shanghai(date));
  }
  add("Date.toLocaleDateString", NOON, locale, shanghai({ hour: "numeric", minute: "2-digit" }));
  for (const dateStyle of [undefined, "full", "long", "medium", "short"]) {
    for (const timeStyle of [undefined, "medium", "short"]) {
      if (!dateStyle && !timeStyle) continue;
      for (const cycle of [{}, { hour12: false }, { hour12: true }]) {
        const styles = JSON.parse(JSON.stringify({ dateStyle, timeStyle }));
        add("Date.toLocaleString", MIDNIGHT, locale, shanghai({ ...styles, ...cycle }));
        add("Date.toLocaleString", NOON, locale, shanghai({ ...styles, ...cycle }));
      }
    }
  }
  for (let month = 0; month < 12; month++) {
    const at = Date.UTC(2024, month, 1 + month, 12);
    for (const name of ["short", "long", "narrow"]) {
      add("Date.toLocaleDateString", at, locale, { timeZone: "UTC", month: name });
      add("Date.toLocaleDateString", at, locale, { timeZone: "UTC", weekday: name });
      const day = { timeZone: "UTC", day: "numeric", month: name, year: "numeric" };
      add("Date.toLocaleDateString", at, locale, day);
    }
  }
  for (const timeZone of ["UTC", "Asia/Shanghai", "Asia/Kolkata"]) {
    for (const timeZoneName of ["short", "shortOffset", "longOffset"]) {
      add("Date.toLocaleTimeString", NOON, locale, { timeZone, timeZoneName });
      add("Date.toLocaleString", NOON, locale, { timeZone, timeZoneName });
    }
  }
}

// Which language is meant.
for (const locales of [
  null,
  "en",
  "zh",
  "zh-Hans",
  "zh-Hans-CN",
  "ZH-cn",
  "de",
  "sv",
  "tlh",
  ["tlh", "de-DE"],
  [],
  "en-US-u-hc-h23",
  "zh-CN-u-hc-h12",
  "zh_CN",
  "english language",
  "",
  "x",
  "de-",
  ["de-DE", "no good"],
]) {
  add("Date.toLocaleString", MIDNIGHT, locales, { timeZone: "Asia/Shanghai" });
  add("Number.toLocaleString", 1234.5, locales, null);
}

// What is refused.
for (const options of [
  { timeZone: "Mars/Base" },
  { timeZone: "" },
  { timeZone: "asia/shanghai" },
  { timeZone: "GMT" },
  { timeZone: "PRC" },
  { timeZone: "UTC", year: "long" },
  { timeZone: "UTC", month: "full" },
  { timeZone: "UTC", weekday: "numeric" },
  { timeZone: "UTC", hour: 2 },
  { timeZone: "UTC", hourCycle: "h25" },
  { timeZone: "UTC", hour12: "yes" },
  { timeZone: "UTC", hour12: 0 },
  { timeZone: "UTC", fractionalSecondDigits: 0 },
  { timeZone: "UTC", fractionalSecondDigits: 4 },
  { timeZone: "UTC", fractionalSecondDigits: 2 },
  { timeZone: "UTC", dateStyle: "tiny" },
  { timeZone: "UTC", dateStyle: "short", year: "numeric" },
  { timeZone: "UTC", timeStyle: "short", hour: "numeric" },
]) {
  for (const method of DATES) add(`Date.${method}`, MORNING, "en-US", options);
}
add("Date.toLocaleDateString", MORNING, "de-DE", { timeStyle: "short" });
add("Date.toLocaleTimeString", MORNING, "de-DE", { dateStyle: "short" });

const NUMBERS = [
  0, -0, 1, -1, 7.5, 999, 1000, -1234.5678, 12345.678, 1234567.891, 1e9, 123456789012345680, 1e21,
  0.1, 0.0005, 0.00049, -0.0001, 1.005, 2.675, 0.5, 1.5, 2.5, 99.995, 999999.9995, 5e-324,
  1.7976931348623157e308,
];
const NUMBER_OPTIONS = [
  null,
  { minimumFractionDigits: 2 },
  { maximumFractionDigits: 0 },
  { maximumFractionDigits: 2 },
  { minimumFractionDigits: 1, maximumFractionDigits: 1 },
  { minimumFractionDigits: 2, maximumFractionDigits: 6, useGrouping: false },
  { minimumIntegerDigits: 4 },
  { maximumSignificantDigits: 3 },
  { minimumSignificantDigits: 5, maximumSignificantDigits: 8 },
  { style: "percent" },
  { style: "percent", minimumFractionDigits: 1 },
];
for (const locale of LOCALES) {
  const some = locale === "en-US" ? NUMBER_OPTIONS : [null, { style: "percent" }];
  for (const number of NUMBERS) {
    for (const options of some) add("Number.toLocaleString", number, locale, options);
  }
}
for (const options of [
  { useGrouping: true },
  { useGrouping: "always" },
  { useGrouping: "auto" },
  { useGrouping: "min2" },
  { useGrouping: "false" },
  { useGrouping: null },
  { minimumFractionDigits: 4 },
  { minimumFractionDigits: 2.9 },
  { minimumFractionDigits: "2" },
  { minimumFractionDigits: -1 },
  { minimumFractionDigits: 101 },
  { minimumFractionDigits: 3, maximumFractionDigits: 2 },
  { maximumFractionDigits: "many" },
  { minimumIntegerDigits: 0 },
  { maximumSignificantDigits: 0 },
  { minimumSignificantDigits: 4, maximumSignificantDigits: 2 },
]) {
  for (const number of [1234.5, 12345.678]) add("Number.toLocaleString", number, "en-US", options);
}

// JSON has no -0.
const line = (one) => JSON.stringify(one.map((it) => (Object.is(it, -0) ? "-0" : it)));
console.log(`[\n${cases.map(line).join(",\n")}\n]`);
