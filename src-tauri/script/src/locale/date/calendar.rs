//! Points in time as people count them.

use chrono::{DateTime, Offset as _, TimeZone as _};
use chrono_tz::{TZ_VARIANTS, Tz};

use crate::locale::Refused;
use crate::locale::options::quoted;

const DAY_MS: i64 = 86_400_000;

/// Where it is.
#[derive(Debug)]
pub(super) enum Zone {
    /// Minutes that are here ahead of UTC.
    Here(i64),
    /// A zone of the IANA database.
    Named(Tz),
}

impl Zone {
    /// `offset` as `getTimezoneOffset` gives it: minutes by which UTC is ahead.
    pub(super) fn here(offset: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "minutes of a day")]
        let minutes = -offset as i64;
        Self::Here(minutes)
    }

    /// # Errors
    /// [`Refused::Range`] when there is no such zone.
    pub(super) fn named(name: &str) -> Result<Self, Refused> {
        let mut known = TZ_VARIANTS.iter();
        let found = known.find(|zone| zone.name().eq_ignore_ascii_case(name)).copied();
        found
            .map(Self::Named)
            .ok_or_else(|| Refused::Range(format!("Invalid time zone specified: {}", quoted(name))))
    }

    fn seconds_ahead(&self, at: i64) -> i64 {
        match self {
            Self::Here(minutes) => minutes * 60,
            Self::Named(zone) => DateTime::from_timestamp_millis(at).map_or(0, |at| {
                let offset = zone.offset_from_utc_datetime(&at.naive_utc());
                offset.fix().local_minus_utc().into()
            }),
        }
    }
}

/// A point in time where somebody is.
#[derive(Debug)]
pub(super) struct Moment {
    /// Negative before the year 0.
    pub(super) year: i64,
    /// 1 to 12.
    pub(super) month: usize,
    /// 1 to 31.
    pub(super) day: i64,
    /// 0 is Sunday.
    pub(super) weekday: usize,
    /// 0 to 23.
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: i64,
    pub(super) millisecond: i64,
    /// Seconds ahead of UTC.
    pub(super) ahead: i64,
    /// Whether it is UTC by name.
    pub(super) is_utc: bool,
}

impl Moment {
    /// `at` in milliseconds since 1970.
    pub(super) fn at(at: f64, zone: &Zone) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "a Date has at most 8.64e15 ms")]
        let at = at as i64;
        let ahead = zone.seconds_ahead(at);
        let local = at + ahead * 1_000;
        let (days, of_day) = (local.div_euclid(DAY_MS), local.rem_euclid(DAY_MS));
        let (year, month, day) = date(days);
        Self {
            year,
            month,
            day,
            // 1970 began on a Thursday.
            weekday: usize::try_from((days + 4).rem_euclid(7)).unwrap_or_default(),
            hour: of_day / 3_600_000,
            minute: of_day / 60_000 % 60,
            second: of_day / 1_000 % 60,
            millisecond: of_day % 1_000,
            ahead,
            is_utc: matches!(zone, Zone::Named(Tz::UTC | Tz::Etc__UTC)),
        }
    }
}

/// Year, month and day of a day, counted from 1970 in the Gregorian calendar.
///
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
fn date(days: i64) -> (i64, usize, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    (year, usize::try_from(month).unwrap_or(1), day)
}
