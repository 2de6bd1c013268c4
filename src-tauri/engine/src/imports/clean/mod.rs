//! From a cell to the text a field takes, and what a spreadsheet did to it on the way.
//!
//! Spreadsheets turn what looks like a number into one: zeros in front go, digits beyond the
//! fifteenth go, `1E10` becomes ten thousand million, and `1.2.3` becomes a day. What can be read
//! all the same is read with a warning; what is lost is an error that says so, and how to repair it.
//! In a CSV file every cell is text, so that such numbers and days are known by how they are written.

use model::{DeviceEui, Said, Saying, noun, say};
use serde_json::Value;
use sheet::{Cell, CellKind};

use super::field::Shape;
use super::note::{Note, NoteCode};
use super::spelling::{
    clipped, is_blank, is_date, is_fraction, is_invisible, is_number, is_scientific, list,
    list_text, narrowed,
};

/// Digits a spreadsheet keeps of a number.
const EXACT_DIGITS: usize = 15;
/// Digits of an EUI.
const EUI_DIGITS: usize = 16;

/// The text of a cell as the field takes it. Notes what is odd; `None` when it cannot be read.
pub(super) fn clean(
    field: &'static str,
    shape: Shape,
    cell: Cell<'_>,
    notes: &mut Vec<Note>,
) -> Option<String> {
    let mut cleaner = Cleaner { field, notes };
    match cell.kind {
        CellKind::Unsaved => {
            return cleaner.refuse(NoteCode::FormulaUnsaved, Saying::FormulaUnsaved.into());
        }
        CellKind::Misfit => return cleaner.misfit(shape, cell.text),
        _ => {}
    }
    if shape == Shape::Raw {
        return Some(cell.text.to_owned());
    }
    match cell.kind {
        CellKind::Empty => return Some(String::new()),
        CellKind::Error => {
            let detail = say!(CellHoldsError, text = clipped(cell.text));
            return cleaner.refuse(NoteCode::CellError, detail);
        }
        CellKind::Date if shape != Shape::Text => {
            return cleaner.date(cell.text);
        }
        CellKind::Date => {
            cleaner.warn(NoteCode::Date, say!(MadeDate, text = clipped(cell.text)));
        }
        CellKind::Text
        | CellKind::Number
        | CellKind::Bool
        | CellKind::Unsaved
        | CellKind::Misfit => {}
    }
    if cell.is_formula {
        let detail = match is_key(shape) {
            true => Saying::FormulaTaken.into(),
            false => say!(FormulaResult, text = clipped(cell.text)),
        };
        cleaner.warn(NoteCode::Formula, detail);
    }
    let text = cleaner.plain(shape, cell.text);
    if text.is_empty() {
        return Some(text);
    }
    match shape {
        Shape::Hex(digits) => cleaner.hex(digits, &text, cell.kind),
        Shape::Eui => cleaner.eui(&text, cell.kind),
        Shape::Code => cleaner.code(&text, cell.kind),
        Shape::Word | Shape::Text | Shape::Raw => Some(text),
        Shape::Decimal => cleaner.decimal(&text),
        Shape::Bool => cleaner.boolean(&text),
        Shape::Integer => cleaner.integer(&text),
        Shape::Frequency => cleaner.frequency(&text),
        Shape::List => Some(list_text(&list(&text))),
        Shape::Object => cleaner.object(&text),
    }
}

struct Cleaner<'n> {
    field: &'static str,
    notes: &'n mut Vec<Note>,
}

impl Cleaner<'_> {
    fn note(&mut self, is_error: bool, code: NoteCode, detail: Said) {
        self.notes.push(Note { is_error, field: self.field.into(), code, detail });
    }

    fn warn(&mut self, code: NoteCode, detail: Said) {
        self.note(false, code, detail);
    }

    fn refuse(&mut self, code: NoteCode, detail: Said) -> Option<String> {
        self.note(true, code, detail);
        None
    }

    /// Refuses a value of another type than the field has.
    fn misfit(&mut self, shape: Shape, json: &str) -> Option<String> {
        let expected = match shape {
            Shape::Bool => "true or false",
            Shape::Integer | Shape::Decimal | Shape::Frequency => "a number",
            Shape::List => "an array of names",
            Shape::Object => "an object",
            Shape::Hex(_) | Shape::Eui | Shape::Word | Shape::Text | Shape::Code | Shape::Raw => {
                "text"
            }
        };
        let detail = match json {
            r#""""# => Saying::IsEmpty.into(),
            _ => say!(ExpectedKind, expected = noun(expected), found = clipped(json)),
        };
        self.refuse(NoteCode::Invalid, detail)
    }

    /// Without blanks around it, invisible characters, and wide letters.
    fn plain(&mut self, shape: Shape, raw: &str) -> String {
        // Within a text for people they join letters and pictures.
        let is_text = matches!(shape, Shape::Text | Shape::Code | Shape::Object | Shape::List);
        let seen: String = raw.chars().filter(|c| is_text || !is_invisible(*c)).collect();
        let text = seen.trim_matches(is_blank);
        if text.len() != raw.len() && !text.is_empty() {
            self.warn(NoteCode::Spaces, Saying::BlanksRemoved.into());
        }
        if is_text {
            return text.to_owned();
        }
        let narrow: String = text.chars().map(narrowed).collect();
        if narrow != text {
            let detail = match is_key(shape) {
                true => Saying::FullWidthTaken.into(),
                false => say!(FullWidthRead, text = clipped(text), read = clipped(&narrow)),
            };
            self.warn(NoteCode::FullWidth, detail);
        }
        narrow
    }

    /// An EUI that need not be hexadecimal may look like anything that is written with its letters.
    fn eui(&mut self, text: &str, kind: CellKind) -> Option<String> {
        if kind == CellKind::Number {
            return self.hex(EUI_DIGITS, text, kind);
        }
        if is_fraction(text) || is_scientific(text) && text.contains(['+', '.', ',']) {
            return self.number(text, EUI_DIGITS);
        }
        if text.parse::<DeviceEui>().is_err() && is_date(text) {
            return self.date(text);
        }
        Some(text.to_owned())
    }

    fn code(&mut self, text: &str, kind: CellKind) -> Option<String> {
        if is_scientific(text) && (kind == CellKind::Number || text.contains(['+', '.', ','])) {
            let detail = say!(CodeScientific, text = clipped(text));
            return self.refuse(NoteCode::Scientific, detail);
        }
        if kind == CellKind::Number {
            self.warn(NoteCode::Number, say!(CodeNumber, text = clipped(text)));
        }
        Some(text.to_owned())
    }

    /// Refuses a number of which so many hex digits cannot be told.
    fn number(&mut self, text: &str, digits: usize) -> Option<String> {
        // The sentences join it to the word before it.
        let shown = match is_key(Shape::Hex(digits)) {
            true => String::new(),
            false => format!(" {}", clipped(text)),
        };
        let is_long = text.bytes().filter(u8::is_ascii_digit).count() > EXACT_DIGITS;
        let (code, detail) = if is_scientific(text) {
            (NoteCode::Scientific, say!(NumberScientific, text = shown))
        } else if is_long {
            (NoteCode::DigitsLost, say!(NumberDigitsLost, text = shown, kept = EXACT_DIGITS))
        } else {
            (NoteCode::Number, say!(NumberForHex, text = shown, expected = digits))
        };
        self.refuse(code, detail)
    }

    fn date(&mut self, text: &str) -> Option<String> {
        self.refuse(NoteCode::Date, say!(MadeDateRepair, text = clipped(text)))
    }

    fn hex(&mut self, digits: usize, text: &str, kind: CellKind) -> Option<String> {
        let lower = text.to_ascii_lowercase();
        let body = lower.strip_prefix("0x").unwrap_or(&lower);
        let bare: String =
            body.chars().filter(|c| !matches!(c, ' ' | ':' | '-' | '.' | '_')).collect();
        let is_decimal = !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit());
        // Eight hex digits may look like a number with an exponent, too.
        let is_spoilt = is_fraction(text)
            || is_scientific(text) && (bare.len() != digits || text.contains(['+', '.', ',']));
        if kind == CellKind::Number || is_spoilt {
            let is_exact = is_number(text);
            if !is_exact || bare.len() > digits.min(EXACT_DIGITS) || is_key(Shape::Hex(digits)) {
                return self.number(text, digits);
            }
            let padded = format!("{bare:0>digits$}");
            let detail = say!(NumberReadAs, text = text, read = padded.as_str());
            self.warn(NoteCode::Number, detail);
            return Some(padded);
        }
        if is_date(text) {
            return self.date(text);
        }
        if let Some(odd) = bare.chars().find(|c| !c.is_ascii_hexdigit()) {
            let saying = if odd == 'o' { Saying::NoHexDigitZero } else { Saying::NoHexDigit };
            return self.refuse(NoteCode::NotHex, Said::new(saying).with("digit", odd.to_string()));
        }
        if bare.len() < digits && digits == 8 && is_decimal {
            let padded = format!("{bare:0>digits$}");
            let detail = say!(LostZeros, text = text, read = padded.as_str());
            self.warn(NoteCode::LeadingZeros, detail);
            return Some(padded);
        }
        if bare.len() != digits {
            let detail = say!(HexLength, found = bare.len(), expected = digits);
            return self.refuse(NoteCode::Length, detail);
        }
        Some(bare)
    }

    fn boolean(&mut self, text: &str) -> Option<String> {
        let lower = text.to_lowercase();
        let value = match lower.as_str() {
            "true" | "1" | "yes" | "on" | "y" | "是" | "开" | "启用" => "TRUE",
            "false" | "0" | "no" | "off" | "n" | "否" | "关" | "禁用" => "FALSE",
            _ => {
                let detail = say!(QuotedBoolean, text = clipped(text));
                return self.refuse(NoteCode::NotBoolean, detail);
            }
        };
        Some(value.into())
    }

    fn integer(&mut self, text: &str) -> Option<String> {
        match text.parse::<u32>() {
            Ok(number) => Some(number.to_string()),
            Err(_) => self.refuse(NoteCode::NotANumber, say!(QuotedWhole, text = clipped(text))),
        }
    }

    fn decimal(&mut self, text: &str) -> Option<String> {
        let number = text.replacen(',', ".", usize::from(!text.contains('.')));
        match number.parse::<f64>() {
            Ok(number) if number.is_finite() => Some(number.to_string()),
            _ => self.refuse(NoteCode::NotANumber, say!(QuotedNumber, text = clipped(text))),
        }
    }

    fn frequency(&mut self, text: &str) -> Option<String> {
        let lower = text.to_ascii_lowercase();
        let (number, unit) = match lower.strip_suffix("mhz") {
            Some(number) => (number.trim(), Some(6)),
            None => (lower.strip_suffix("hz").unwrap_or(&lower).trim(), None),
        };
        let hertz = || {
            let (whole, part) = number.split_once('.').unwrap_or((number, ""));
            // No band is below 1 MHz, so that a small number is in MHz.
            let is_mega = unit.is_some() || !part.is_empty() || whole.len() < 7;
            if !is_mega {
                return whole.parse::<u32>().ok();
            }
            let digits: String = part.chars().chain(std::iter::repeat('0')).take(6).collect();
            let rest = part.get(6..).unwrap_or_default();
            let is_exact = rest.bytes().all(|byte| byte == b'0') && part.is_ascii();
            let megahertz = whole.parse::<u32>().ok()?.checked_mul(1_000_000)?;
            megahertz.checked_add(digits.parse::<u32>().ok()?).filter(|_| is_exact)
        };
        match hertz() {
            Some(hertz) => Some(hertz.to_string()),
            None => self.refuse(NoteCode::NotANumber, say!(QuotedFrequency, text = clipped(text))),
        }
    }

    fn object(&mut self, text: &str) -> Option<String> {
        match serde_json::from_str::<Value>(text) {
            Ok(object @ Value::Object(_)) => Some(object.to_string()),
            Ok(_) => {
                self.refuse(NoteCode::NotAnObject, say!(ObjectExpected, example = r#"{"a": 1}"#))
            }
            Err(error) => self.refuse(NoteCode::NotJson, say!(NoJson, why = error.to_string())),
        }
    }
}

/// Whether cells hold keys, which nothing that is said of them quotes.
const fn is_key(shape: Shape) -> bool {
    matches!(shape, Shape::Hex(digits) if digits > EUI_DIGITS)
}

#[cfg(test)]
mod tests;
