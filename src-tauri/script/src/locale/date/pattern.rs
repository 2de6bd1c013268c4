//! Patterns: chosen by what is wanted, and filled with values.

use std::cmp::Reverse;
use std::fmt::Write as _;

use super::calendar::Moment;
use super::{Wanted, Width, ZoneName};
use crate::locale::language::{HourCycle, Names, Spoken, Styles};

/// The pattern for what is wanted.
pub(super) fn of(spoken: &Spoken, wanted: &Wanted, hours: Option<HourCycle>) -> String {
    let hours = hours.unwrap_or(spoken.hours);
    let (date, time) = (date(spoken, wanted), time(spoken, wanted, hours));
    let is_weekday = (wanted.year, wanted.month, wanted.day) == (0, 0, 0);
    match (date.is_empty(), time.is_empty()) {
        (_, true) => date,
        (true, false) => time,
        (false, false)
            if is_weekday && wanted.hour > 0 && (wanted.minute > 0 || is_halved(hours)) =>
        {
            // It does not stand alone any more.
            let date = map(&date, |_, width| ('E', width));
            together(spoken.with_weekday, &date, &time)
        }
        (false, false) => together(form(&spoken.together, wanted), &date, &time),
    }
}

/// How date and time stand together: a date with a month in words is long.
fn form(together: &Styles, wanted: &Wanted) -> &'static str {
    match (wanted.month, wanted.weekday) {
        (4, 1..) => together.full,
        (4, 0) => together.long,
        (3, _) => together.medium,
        _ => together.short,
    }
}

/// Date and time in one pattern.
pub(super) fn together(form: &str, date: &str, time: &str) -> String {
    form.replace("{1}", date).replace("{0}", time)
}

fn date(spoken: &Spoken, wanted: &Wanted) -> String {
    let fields =
        [('y', wanted.year), ('M', wanted.month), ('E', wanted.weekday), ('d', wanted.day)];
    if let Some((skeleton, pattern)) = best(spoken, &fields) {
        return adjusted(pattern, skeleton, &fields);
    }
    // What nobody asks for has no pattern of its own, and stands one behind the other.
    let parts = [
        Wanted { weekday: 0, day: 0, ..*wanted },
        Wanted { year: 0, month: 0, weekday: 0, ..*wanted },
        Wanted { year: 0, month: 0, day: 0, ..*wanted },
    ];
    let parts =
        parts.iter().filter(|part| [part.year, part.month, part.weekday, part.day] != [0; 4]);
    parts.map(|part| date(spoken, part)).collect::<Vec<_>>().join(" ")
}

/// The letter that counts hours so.
const fn letter_of(hours: HourCycle) -> char {
    match hours {
        HourCycle::H11 => 'K',
        HourCycle::H12 => 'h',
        HourCycle::H23 => 'H',
        HourCycle::H24 => 'k',
    }
}

/// Whether the day has two halves.
const fn is_halved(hours: HourCycle) -> bool {
    matches!(hours, HourCycle::H11 | HourCycle::H12)
}

fn time(spoken: &Spoken, wanted: &Wanted, hours: HourCycle) -> String {
    let hour = if is_halved(hours) { 'h' } else { 'H' };
    let fields = [(hour, wanted.hour), ('m', wanted.minute), ('s', wanted.second)];
    // Nobody wants hours and seconds without the minutes.
    let with_minutes = [(hour, wanted.hour), ('m', 1), ('s', wanted.second)];
    let known =
        best(spoken, &fields).or_else(|| best(spoken, &with_minutes).filter(|_| wanted.hour > 0));
    let (skeleton, pattern) = known.unwrap_or_default();
    // Minutes and seconds are as wide as their place asks for.
    let hours_only = fields.get(..1).unwrap_or_default();
    let mut pattern = map(&adjusted(pattern, skeleton, hours_only), |letter, width| match letter {
        // Beside the name of a zone hours are as short as they can be.
        'H' if matches!(wanted.zone, Some(('z', _))) => (letter_of(hours), wanted.hour),
        'h' | 'H' => (letter_of(hours), width),
        other => (other, width),
    });
    if wanted.fraction > 0 {
        let fraction = "S".repeat(wanted.fraction);
        pattern = match pattern.rfind('s') {
            Some(at) => {
                let (before, after) = pattern.split_at(at + 1);
                format!("{before}{}{fraction}{after}", spoken.number.decimal)
            }
            None if pattern.is_empty() => fraction,
            None => format!("{pattern} {fraction}"),
        };
    }
    let Some((letter, width)) = wanted.zone else { return pattern };
    let zone = letter.to_string().repeat(width);
    match (spoken.zone_first, letter) {
        _ if pattern.is_empty() => zone,
        (true, 'z') => format!("{zone} {pattern}"),
        (true, _) => format!("{zone}{pattern}"),
        (false, _) => format!("{pattern} {zone}"),
    }
}

/// The pattern of exactly these fields whose skeleton is nearest to the wanted widths; of two that
/// are as near, the wider one.
fn best(spoken: &Spoken, wanted: &[(char, Width)]) -> Option<(&'static str, &'static str)> {
    let known = spoken.patterns.iter().filter_map(|(skeleton, pattern)| {
        let mut rest = skeleton.len();
        let mut distance = 0;
        for (letter, wanted) in wanted {
            let count = skeleton.matches(*letter).count();
            let said = said(*letter, count);
            let is_same_kind = (said > 2) == (*wanted > 2);
            if (said == 0) != (*wanted == 0) || !is_same_kind {
                return None;
            }
            distance += said.abs_diff(*wanted);
            rest -= count;
        }
        (rest == 0 && !skeleton.is_empty()).then_some((distance, (*skeleton, *pattern)))
    });
    let nearest =
        known.min_by_key(|(distance, (skeleton, _))| (*distance, Reverse(skeleton.len())));
    nearest.map(|(_, known)| known)
}

/// The width that a letter means which stands so often in a skeleton.
const fn said(letter: char, count: usize) -> Width {
    match (letter, count) {
        // A weekday is short unless more is said.
        ('E', 1) => 3,
        (_, count) => count,
    }
}

/// A pattern whose values are as wide as wanted, where its skeleton says another width.
fn adjusted(pattern: &str, skeleton: &str, wanted: &[(char, Width)]) -> String {
    map(pattern, |letter, width| {
        let kind = kind_of(letter);
        let wanted = wanted.iter().find(|(letter, _)| *letter == kind).map_or(0, |(_, it)| *it);
        let said = said(kind, skeleton.matches(kind).count());
        (letter, if wanted > 0 && wanted != said { wanted } else { width })
    })
}

/// The letter that skeletons have for the letter of a pattern.
const fn kind_of(letter: char) -> char {
    match letter {
        'L' => 'M',
        'c' => 'E',
        other => other,
    }
}

/// The patterns of a date and a time in a style, with hours that are counted so. Where that is not as
/// the language does it, both are made anew of their fields.
pub(super) fn with_hours(
    spoken: &Spoken,
    (of_date, of_day): (&str, &str),
    hours: Option<HourCycle>,
) -> (String, String) {
    let hours = hours.unwrap_or(spoken.hours);
    if of_day.is_empty() || is_halved(hours) == is_halved(spoken.hours) {
        let counted = map(of_day, |letter, width| match letter {
            'h' | 'H' => (letter_of(hours), width),
            other => (other, width),
        });
        return (of_date.to_owned(), counted);
    }
    let wanted = Wanted {
        weekday: width_in(of_date, 'E'),
        year: width_in(of_date, 'y'),
        month: width_in(of_date, 'M'),
        day: width_in(of_date, 'd'),
        hour: width_in(of_day, 'h').max(width_in(of_day, 'H')),
        minute: width_in(of_day, 'm'),
        second: width_in(of_day, 's'),
        fraction: 0,
        zone: Some(('z', width_in(of_day, 'z'))).filter(|(_, width)| *width > 0),
    };
    (date(spoken, &wanted), time(spoken, &wanted, hours))
}

fn width_in(pattern: &str, wanted: char) -> Width {
    let mut widths = pieces(pattern).filter_map(|piece| match piece {
        Piece::Field(letter, width) if letter == wanted => Some(width),
        _ => None,
    });
    widths.next().unwrap_or(0)
}

/// The pieces of a pattern: letters with their width, or text.
enum Piece<'p> {
    Field(char, Width),
    Text(&'p str),
}

fn pieces(pattern: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = pattern;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let (piece, length) = if first == '\'' {
            let quoted = rest.get(1..)?;
            let end = quoted.find('\'').unwrap_or(quoted.len());
            (Piece::Text(quoted.get(..end)?), end + 2)
        } else if first.is_ascii_alphabetic() {
            let width = rest.chars().take_while(|letter| *letter == first).count();
            (Piece::Field(first, width), width)
        } else {
            let end = rest.find(|it: char| it == '\'' || it.is_ascii_alphabetic());
            let end = end.unwrap_or(rest.len());
            (Piece::Text(rest.get(..end)?), end)
        };
        rest = rest.get(length..).unwrap_or_default();
        Some(piece)
    })
}

fn map(pattern: &str, change: impl Fn(char, Width) -> (char, Width)) -> String {
    let mut changed = String::new();
    for piece in pieces(pattern) {
        match piece {
            Piece::Field(letter, width) => {
                let (letter, width) = change(letter, width);
                changed.extend(std::iter::repeat_n(letter, width));
            }
            Piece::Text(text) if text.contains(|it: char| it.is_ascii_alphabetic()) => {
                changed.push('\'');
                changed.push_str(text);
                changed.push('\'');
            }
            Piece::Text(text) => changed.push_str(text),
        }
    }
    changed
}

/// The values of a point in time in the places of a pattern.
pub(super) fn fill(pattern: &str, spoken: &Spoken, moment: &Moment) -> String {
    let mut out = String::new();
    for piece in pieces(pattern) {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Field(letter, width) => field(&mut out, letter, width, spoken, moment),
        }
    }
    out
}

fn field(out: &mut String, letter: char, width: Width, spoken: &Spoken, moment: &Moment) {
    let hour = moment.hour;
    let number = match letter {
        // Before the year 1 years are counted backwards.
        'y' if width == 2 => era_year(moment.year) % 100,
        'y' => era_year(moment.year),
        'M' | 'L' if width > 2 => {
            return out.push_str(named(&spoken.months, moment.month - 1, letter == 'L', width));
        }
        'M' | 'L' => i64::try_from(moment.month).unwrap_or_default(),
        'd' => moment.day,
        'E' | 'c' => {
            return out.push_str(named(&spoken.days, moment.weekday, letter == 'c', width));
        }
        'a' => return out.push_str(if hour < 12 { spoken.halves[0] } else { spoken.halves[1] }),
        'h' => (hour + 11) % 12 + 1,
        'K' => hour % 12,
        'H' => hour,
        'k' => (hour + 23) % 24 + 1,
        'm' => moment.minute,
        's' => moment.second,
        'S' => {
            let digits = format!("{:03}", moment.millisecond);
            return out.push_str(digits.get(..width).unwrap_or(&digits));
        }
        _ => return zone(out, (letter, width), spoken.number.minus, moment),
    };
    let _ = write!(out, "{number:0width$}");
}

const fn era_year(year: i64) -> i64 {
    if year > 0 { year } else { 1 - year }
}

fn named<const COUNT: usize>(
    names: &Names<COUNT>,
    at: usize,
    is_alone: bool,
    width: Width,
) -> &'static str {
    let names = match width {
        4 => &names.long,
        5 => &names.narrow,
        _ if is_alone => names.lone.as_ref().unwrap_or(&names.short),
        _ => &names.short,
    };
    names.get(at).copied().unwrap_or_default()
}

/// A zone by what it is ahead of UTC: of names only that of UTC is known.
fn zone(out: &mut String, (letter, width): ZoneName, minus: &str, moment: &Moment) {
    if moment.is_utc && letter == 'z' {
        return out.push_str("UTC");
    }
    let minutes = moment.ahead.abs() / 60;
    out.push_str("GMT");
    out.push_str(if moment.ahead < 0 { minus } else { "+" });
    let (hours, minutes) = (minutes / 60, minutes % 60);
    let _ = if width < 4 { write!(out, "{hours}") } else { write!(out, "{hours:02}") };
    if width >= 4 || minutes > 0 {
        let _ = write!(out, ":{minutes:02}");
    }
}

#[cfg(test)]
mod tests {
    use super::super::Wanted;
    use super::of;
    use crate::locale::language::ALL;

    /// What has no pattern is put together of parts, which have one.
    #[test]
    fn every_choice_of_fields_has_a_pattern_in_every_language() {
        for spoken in ALL {
            for choice in 0..3 * 6 * 4 * 3 {
                let wanted = Wanted {
                    year: choice % 3,
                    month: choice / 3 % 6,
                    // None, short, long or narrow.
                    weekday: [0, 3, 4, 5][choice / 18 % 4],
                    day: choice / 72,
                    ..Wanted::default()
                };
                let fields = [wanted.year, wanted.month, wanted.weekday, wanted.day];
                let asked = fields.into_iter().filter(|width| *width > 0).count();
                let letters = |pattern: &str| {
                    let named = [&['y'][..], &['M', 'L'], &['E', 'c'], &['d']];
                    named.iter().filter(|of| pattern.contains(**of)).count()
                };
                let pattern = of(spoken, &wanted, None);
                assert_eq!(letters(&pattern), asked, "{pattern} for {wanted:?}");
            }
        }
    }
}
