//! Six-field cron expressions and the times they mean.
//!
//! What an expression may say is decided here, and is less than the library understands; the
//! library finds the times. Source: thinklink.md 4.9.

use chrono::{DateTime, TimeZone};
use croner::errors::CronError;
use croner::parser::{CronParser, Seconds, Year};
use model::{Said, Saying, Timestamp, noun, say};

/// A field: its name for people, its range, and whether it may be left open with `?`.
struct Field {
    name: &'static str,
    from: u32,
    to: u32,
    may_be_open: bool,
}

const FIELDS: [Field; 6] = [
    Field { name: "second", from: 0, to: 59, may_be_open: false },
    Field { name: "minute", from: 0, to: 59, may_be_open: false },
    Field { name: "hour", from: 0, to: 23, may_be_open: false },
    Field { name: "day", from: 1, to: 31, may_be_open: true },
    Field { name: "month", from: 1, to: 12, may_be_open: false },
    Field { name: "weekday", from: 0, to: 6, may_be_open: true },
];

/// An expression that was checked.
#[derive(Debug, Clone)]
pub(crate) struct Cron(croner::Cron);

impl Cron {
    /// Reads `second minute hour day month weekday`. Day or weekday must be `?`, not both.
    ///
    /// The error is a sentence that begins with the name of the field at fault.
    pub(crate) fn parse(text: &str) -> Result<Self, Said> {
        let parts: Vec<&str> = text.split_whitespace().collect();
        if parts.len() != FIELDS.len() {
            return Err(say!(CronFields, found = parts.len()));
        }
        let fields = FIELDS.iter().zip(&parts).map(|(field, part)| field.check(part));
        let checked = fields.collect::<Result<Vec<String>, Said>>()?;
        match (parts.get(3), parts.get(5)) {
            (Some(&"?"), Some(&"?")) => Err(Saying::CronBothOpen.into()),
            (Some(&"?"), _) | (_, Some(&"?")) => Self::understand(&checked.join(" ")),
            _ => Err(Saying::CronNoneOpen.into()),
        }
    }

    fn understand(expression: &str) -> Result<Self, Said> {
        let parser =
            CronParser::builder().seconds(Seconds::Required).year(Year::Disallowed).build();
        let other = |error: CronError| say!(CronUnknown, reason = error.to_string());
        let cron = Self(parser.parse(expression).map_err(other)?);
        // A leap day is at most eight years away.
        match cron.next(&chrono::Utc, Timestamp::from_millis(0)) {
            Some(_) => Ok(cron),
            None => Err(Saying::CronNoDay.into()),
        }
    }

    /// The first time after `after`, by the clocks of a zone.
    pub(crate) fn next<Z: TimeZone>(&self, zone: &Z, after: Timestamp) -> Option<Timestamp> {
        let after = zone.timestamp_millis_opt(after.as_millis()).earliest()?;
        self.0.find_next_occurrence(&after, false).ok().as_ref().map(timestamp)
    }

    /// The last time that is not after `until`, by the clocks of a zone.
    pub(crate) fn last<Z: TimeZone>(&self, zone: &Z, until: Timestamp) -> Option<Timestamp> {
        let until = zone.timestamp_millis_opt(until.as_millis()).latest()?;
        self.0.find_previous_occurrence(&until, true).ok().as_ref().map(timestamp)
    }
}

impl Field {
    /// The part in the library's words.
    fn check(&self, part: &str) -> Result<String, Said> {
        if part == "?" {
            let open = self.may_be_open.then(|| "*".to_owned());
            return open.ok_or_else(|| say!(CronOpen, part = noun(self.name)));
        }
        let items = part.split(',').map(|item| self.item(item));
        Ok(items.collect::<Result<Vec<_>, _>>()?.join(","))
    }

    /// `*`, `a` or `a-b`, each with `/step` or without.
    fn item(&self, item: &str) -> Result<String, Said> {
        let (range, step) = match item.split_once('/') {
            None => (item, None),
            Some((range, step)) => (range, Some(self.step(step)?)),
        };
        let range = match (range, range.split_once('-')) {
            ("*", _) => "*".to_owned(),
            (_, Some((first, last))) => {
                let (first, last) = (self.number(first)?, self.number(last)?);
                if first > last {
                    return Err(say!(CronBackwards, part = noun(self.name), range = range));
                }
                format!("{first}-{last}")
            }
            (first, None) => {
                let first = self.number(first)?;
                // From there to the end in steps.
                step.map_or_else(|| first.to_string(), |_| format!("{first}-{}", self.to))
            }
        };
        Ok(step.map_or_else(|| range.clone(), |step| format!("{range}/{step}")))
    }

    fn number(&self, text: &str) -> Result<u32, Said> {
        let Self { name, from, to, .. } = self;
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|_| is_number);
        let wrong = || {
            let (part, found) = (noun(name), format!("{text:?}"));
            say!(CronNumber, part = part, min = *from, max = *to, found = found)
        };
        number.filter(|number| (from..=to).contains(&number)).ok_or_else(wrong)
    }

    fn step(&self, text: &str) -> Result<u32, Said> {
        let Self { name, to, .. } = self;
        let step = text.parse().ok().filter(|step| (1..=*to).contains(step));
        let found = || format!("{text:?}");
        step.ok_or_else(|| say!(CronStep, part = noun(name), max = *to, found = found()))
    }
}

fn timestamp<Z: TimeZone>(at: &DateTime<Z>) -> Timestamp {
    Timestamp::from_millis(at.timestamp_millis())
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeZone, Utc};
    use chrono_tz::Tz;
    use model::Timestamp;

    use super::Cron;

    fn at(text: &str) -> Timestamp {
        Timestamp::from_millis(DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis())
    }

    /// The next times in a zone, as that zone writes them.
    fn times<Z: TimeZone<Offset: std::fmt::Display>>(
        cron: &str,
        zone: &Z,
        after: &str,
        count: usize,
    ) -> Vec<String> {
        let cron = Cron::parse(cron).unwrap();
        let mut after = at(after);
        let mut found = Vec::new();
        for _ in 0..count {
            after = cron.next(zone, after).unwrap();
            let time = zone.timestamp_millis_opt(after.as_millis()).unwrap();
            found.push(time.format("%m-%d %H:%M:%S").to_string());
        }
        found
    }

    #[test]
    fn the_examples_of_the_reference_mean_what_they_say() {
        let after = "2026-03-06T23:59:30.200Z";
        for (cron, expected) in [
            ("0 * * * * ?", ["03-07 00:00:00", "03-07 00:01:00"]),
            ("0 0 2 * * ?", ["03-07 02:00:00", "03-08 02:00:00"]),
            ("0 0 8 ? * 1", ["03-09 08:00:00", "03-16 08:00:00"]),
            ("*/30 * * * * ?", ["03-07 00:00:00", "03-07 00:00:30"]),
            ("0 0 * * * ?", ["03-07 00:00:00", "03-07 01:00:00"]),
            ("0 0 0 1,15 * ?", ["03-15 00:00:00", "04-01 00:00:00"]),
            ("0 10/20 9-17 ? * 1-5", ["03-09 09:10:00", "03-09 09:30:00"]),
            ("0 0 0 29 2 ?", ["02-29 00:00:00", "02-29 00:00:00"]),
        ] {
            assert_eq!(times(cron, &Utc, after, 2), expected, "{cron}");
        }
    }

    #[test]
    fn a_wrong_field_is_named() {
        for (cron, expected) in [
            ("", "expected 6 fields"),
            ("0 * * * *", "expected 6 fields"),
            ("0 0 2 * * ? 2026", "expected 6 fields"),
            ("60 * * * * ?", "second:"),
            ("0 -5 * * * ?", "minute:"),
            ("0 */0 * * * ?", "minute:"),
            ("0 0 24 * * ?", "hour:"),
            ("0 0 17-9 * * ?", "hour:"),
            ("0 0 2 0 * ?", "day:"),
            ("0 0 2 L * ?", "day:"),
            ("0 0 2 30 2 ?", "day:"),
            ("0 0 2 * JAN ?", "month:"),
            ("0 0 2 ? * 7", "weekday:"),
            ("0 0 2 ? * 1#2", "weekday:"),
            ("0 ? 2 ? * 1", "minute:"),
            ("0 0 2 * * *", "day and weekday:"),
            ("0 0 2 1 * 1", "day and weekday:"),
            ("0 0 2 ? * ?", "day and weekday:"),
            ("0 0 ,2 * * ?", "hour:"),
        ] {
            let error = Cron::parse(cron).unwrap_err();
            assert!(error.text().starts_with(expected), "{cron}: {error}");
        }
    }

    #[test]
    fn clocks_that_change_lose_no_day_and_repeat_none() {
        let berlin: Tz = "Europe/Berlin".parse().unwrap();
        // 02:30 does not exist on 29 March and exists twice on 25 October.
        let spring = times("0 30 2 * * ?", &berlin, "2026-03-28T12:00:00Z", 2);
        assert_eq!(spring, ["03-29 03:00:00", "03-30 02:30:00"]);
        let autumn = times("0 30 2 * * ?", &berlin, "2026-10-24T12:00:00Z", 2);
        assert_eq!(autumn, ["10-25 02:30:00", "10-26 02:30:00"]);
    }

    #[test]
    fn the_last_time_counts_the_very_moment() {
        let cron = Cron::parse("*/30 * * * * ?").unwrap();
        let last = |until: &str| cron.last(&Utc, at(until)).unwrap();
        assert_eq!(last("2026-03-06T10:00:30Z"), at("2026-03-06T10:00:30Z"));
        assert_eq!(last("2026-03-06T10:00:30.999Z"), at("2026-03-06T10:00:30Z"));
        assert_eq!(last("2026-03-06T10:00:29.999Z"), at("2026-03-06T10:00:00Z"));
    }
}
