//! Dates and times: what is wanted, the pattern for it, and its values.
//!
//! Source: ECMA-402, `CreateDateTimeFormat` and `FormatDateTimePattern`; patterns are chosen as
//! Unicode TR 35, "Matching Skeletons", says.

mod calendar;
mod pattern;

use self::calendar::{Moment, Zone};
use super::Refused;
use super::language::{HOUR_CYCLES, HourCycle, Language, Styles};
use super::options::Options;

/// The options, in the order in which the prelude reads them.
pub(super) const NAMES: [&str; 14] = [
    "weekday",
    "year",
    "month",
    "day",
    "hour",
    "minute",
    "second",
    "fractionalSecondDigits",
    "timeZoneName",
    "hour12",
    "hourCycle",
    "timeZone",
    "dateStyle",
    "timeStyle",
];
const OF_DATES: [&str; 4] = ["weekday", "year", "month", "day"];
const OF_TIMES: [&str; 4] = ["hour", "minute", "second", "fractionalSecondDigits"];

/// How often the letter of a value stands in a pattern.
type Width = usize;
/// The letter for a zone, `z` by name or `O` by what it is ahead of UTC, and its width.
type ZoneName = (char, Width);

const NUMBERS: [(&str, Width); 2] = [("numeric", 1), ("2-digit", 2)];
const NAMES_AND_NUMBERS: [(&str, Width); 5] =
    [("numeric", 1), ("2-digit", 2), ("short", 3), ("long", 4), ("narrow", 5)];
const ZONE_NAMES: [(&str, ZoneName); 6] = [
    ("short", ('z', 1)),
    ("long", ('z', 4)),
    ("shortOffset", ('O', 1)),
    ("longOffset", ('O', 4)),
    ("shortGeneric", ('z', 1)),
    ("longGeneric", ('z', 4)),
];
/// Which of some styles is meant.
type Style = fn(&Styles) -> &'static str;

const STYLES: [(&str, Style); 4] = [
    ("full", |styles| styles.full),
    ("long", |styles| styles.long),
    ("medium", |styles| styles.medium),
    ("short", |styles| styles.short),
];

/// What is wanted of a date, by the letters of patterns; 0: nothing.
#[derive(Debug, Clone, Copy, Default)]
struct Wanted {
    weekday: Width,
    year: Width,
    month: Width,
    day: Width,
    hour: Width,
    minute: Width,
    second: Width,
    /// Digits of a fraction of a second.
    fraction: Width,
    zone: Option<ZoneName>,
}

/// A point in time as text: `kind` 0 for date and time, 1 for a date, 2 for a time; `at` in
/// milliseconds since 1970, `offset` in minutes between here and UTC, for when no zone is given.
///
/// # Errors
/// [`Refused`], in the words of Node.js.
pub(super) fn text(
    language: &Language,
    kind: u32,
    at: f64,
    offset: f64,
    options: Vec<Option<String>>,
) -> Result<String, Refused> {
    let options = Options::new("DateTimeFormat", &NAMES, options);
    let zone = match options.get("timeZone") {
        None => Zone::here(offset),
        Some(name) => Zone::named(name)?,
    };
    let hours = hours(language, &options)?;
    let pattern = match styled(language, kind, &options, hours)? {
        Some(pattern) => pattern,
        None => pattern::of(language.spoken, &wanted(kind, &options)?, hours),
    };
    let moment = Moment::at(at, &zone);
    Ok(pattern::fill(&pattern, language.spoken, &moment))
}

/// How hours are counted; `None`: as the language does.
fn hours(language: &Language, options: &Options) -> Result<Option<HourCycle>, Refused> {
    let given = options.one_of("hourCycle", &HOUR_CYCLES)?;
    Ok(match options.get("hour12") {
        // As Node.js does, with which noon and midnight are 0 where people count to 24.
        Some(is_halved) => Some(match (is_halved == "true", language.spoken.hours) {
            (true, HourCycle::H12) => HourCycle::H12,
            (true, _) => HourCycle::H11,
            (false, HourCycle::H12) => HourCycle::H24,
            (false, _) => HourCycle::H23,
        }),
        None => given.or(language.hours),
    })
}

/// The pattern of `dateStyle` and `timeStyle`, when they are given.
fn styled(
    language: &Language,
    kind: u32,
    options: &Options,
    hours: Option<HourCycle>,
) -> Result<Option<String>, Refused> {
    let of_other_kind = match kind {
        1 => "timeStyle",
        2 => "dateStyle",
        _ => "",
    };
    if options.is_given(&[of_other_kind]) {
        return Err(Refused::Type(format!("Invalid option : {of_other_kind}")));
    }
    let (date, time) =
        (options.one_of("dateStyle", &STYLES)?, options.one_of("timeStyle", &STYLES)?);
    if date.is_none() && time.is_none() {
        return Ok(None);
    }
    let mut fields = OF_DATES.iter().chain(&OF_TIMES).chain(&["timeZoneName"]);
    if let Some(field) = fields.find(|field| options.is_given(&[**field])) {
        let style = if date.is_some() { "dateStyle" } else { "timeStyle" };
        let message = format!("Can't set option {field} when {style} is used");
        return Err(Refused::Type(message));
    }
    let spoken = language.spoken;
    let of_date = date.map_or("", |date| date(&spoken.dates));
    let of_day = time.map_or("", |time| time(&spoken.times));
    let (of_date, of_day) = pattern::with_hours(spoken, (of_date, of_day), hours);
    Ok(Some(match (date, time) {
        (Some(date), Some(_)) => pattern::together(date(&spoken.together), &of_date, &of_day),
        _ => of_date + &of_day,
    }))
}

/// The fields that are given, or those that `kind` has by itself.
fn wanted(kind: u32, options: &Options) -> Result<Wanted, Refused> {
    let width = |name, words: &[(&str, Width)]| {
        options.one_of(name, words).map(|width| width.unwrap_or_default())
    };
    let mut wanted = Wanted {
        weekday: width("weekday", &NAMES_AND_NUMBERS[2..])?,
        year: width("year", &NUMBERS)?,
        month: width("month", &NAMES_AND_NUMBERS)?,
        day: width("day", &NUMBERS)?,
        hour: width("hour", &NUMBERS)?,
        minute: width("minute", &NUMBERS)?,
        second: width("second", &NUMBERS)?,
        fraction: options.number("fractionalSecondDigits", 1..=3)?.unwrap_or(0),
        zone: options.one_of("timeZoneName", &ZONE_NAMES)?,
    };
    let is_enough = match kind {
        1 => options.is_given(&OF_DATES),
        2 => options.is_given(&OF_TIMES),
        _ => options.is_given(&OF_DATES) || options.is_given(&OF_TIMES),
    };
    if !is_enough && kind != 2 {
        (wanted.year, wanted.month, wanted.day) = (1, 1, 1);
    }
    if !is_enough && kind != 1 {
        (wanted.hour, wanted.minute, wanted.second) = (1, 1, 1);
    }
    Ok(wanted)
}
