//! How texts stand in cells: what is quoted of them, how lists and texts in which every digit counts
//! are written, and by what numbers and days are known that a spreadsheet made of a text.

use serde_json::Value;

/// Longest part of a cell that is quoted, in characters.
pub(super) const QUOTED_CHARS: usize = 200;

/// The names in a list: a JSON array, or separated by commas, semicolons or lines.
pub(super) fn list(text: &str) -> Vec<String> {
    if let Ok(Value::Array(items)) = serde_json::from_str(text) {
        let text = |item: Value| match item {
            Value::String(text) => text,
            other => other.to_string(),
        };
        return items.into_iter().map(text).collect();
    }
    let items = text.split([',', ';', '，', '；', '、', '\n']).map(str::trim);
    items.filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

/// The same as it is written: with commas where nothing is in the way.
pub(super) fn list_text(items: &[String]) -> String {
    let is_plain = |item: &String| {
        !item.contains([',', ';', '，', '；', '、', '\n', '[', '"']) && item.trim() == item
    };
    if items.iter().all(is_plain) {
        items.join(", ")
    } else {
        Value::from(items.to_vec()).to_string()
    }
}

/// A text as a cell of [`Shape::Code`]: in quotation marks where reading would change it.
pub(super) fn code_text(text: &str) -> String {
    let is_damaged = is_scientific(text) && text.contains(['+', '.', ',']);
    if text.trim_matches(is_blank) == text && !text.starts_with('"') && !is_damaged {
        text.to_owned()
    } else {
        Value::from(text).to_string()
    }
}

/// The text that such a cell means.
pub(super) fn code(text: &str) -> String {
    let quoted = text.starts_with('"').then(|| serde_json::from_str(text).ok()).flatten();
    quoted.unwrap_or_else(|| text.to_owned())
}

/// What is said of a cell quotes it: a long one only in part, because there is a note for each row.
pub(super) fn clipped(text: &str) -> String {
    match text.char_indices().nth(QUOTED_CHARS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

pub(super) fn narrowed(c: char) -> char {
    match u32::from(c) {
        wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(c),
        0x3000 => ' ',
        _ => c,
    }
}

pub(super) const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')
}

pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text is a number with an exponent, as spreadsheets save long ones.
pub(super) fn is_scientific(text: &str) -> bool {
    let Some((number, exponent)) = text.split_once(['e', 'E']) else { return false };
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    is_number(exponent) && is_number(&number.replacen(['.', ','], "", 1))
}

/// Whether a text is a number with digits behind the point, and not hex digits in two halves.
pub(super) fn is_fraction(text: &str) -> bool {
    let Some((whole, part)) = text.split_once(['.', ',']) else { return false };
    // A DevAddr has two halves of four.
    is_number(whole) && is_number(part) && (whole.len() != part.len() || whole.len() < 4)
}

/// Whether a text is a day as spreadsheets show it in English or Chinese: `2-Mar`, `1/2/2003`,
/// `2003-02-01 00:00:00`, `3月2日`.
pub(super) fn is_date(text: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    if text.contains(['年', '月', '日']) {
        return text.contains(|c: char| c.is_ascii_digit());
    }
    let day = text.split_once(' ').map_or(text, |(day, _)| day);
    let is_year = |text: &str| matches!(text.len(), 2 | 4) && is_number(text);
    let is_small = |text: &str| {
        text.len() <= 2
            && is_number(text)
            && text.parse().is_ok_and(|it: u8| (1..=31).contains(&it))
    };
    let is_month = |text: &str| {
        let lower = text.to_ascii_lowercase();
        text.bytes().all(|byte| byte.is_ascii_alphabetic())
            && lower.get(..3).is_some_and(|start| MONTHS.contains(&start))
    };
    let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 && is_year(year) => is_small(month) && is_small(day),
        [day, month, year] => {
            is_small(day) && (is_small(month) || is_month(month)) && is_year(year)
        }
        [first, last] => {
            is_small(first) && is_month(last)
                || is_month(first) && (is_small(last) || is_year(last))
        }
        _ => false,
    }
}
