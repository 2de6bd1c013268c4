//! From a cell to the text a field takes, and what a spreadsheet did to it on the way.
//!
//! Spreadsheets turn what looks like a number into one: zeros in front go, digits beyond the
//! fifteenth go, `1E10` becomes ten thousand million, and `1.2.3` becomes a day. What can be read
//! all the same is read with a warning; what is lost is an error that says so, and how to repair it.
//! In a CSV file every cell is text, so that such numbers and days are known by how they are written.

use std::borrow::Cow;

use model::{DeviceEui, Said, Saying, noun, say, words};
use serde_json::Value;
use sheet::{Cell, CellKind};

/// What a cell of a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// So many hexadecimal digits.
    Hex(usize),
    /// The EUI of a device, which need not be hexadecimal.
    Eui,
    /// One of a few words.
    Word,
    /// Yes or no.
    Bool,
    /// A whole number.
    Integer,
    /// A number.
    Decimal,
    /// A frequency in Hz, or in MHz.
    Frequency,
    /// Any text.
    Text,
    /// A text in which every digit counts, such as the number on a meter.
    Code,
    /// Several names.
    List,
    /// A JSON object.
    Object,
    /// A text in which every blank counts, such as a script.
    Raw,
}

words!(
    /// What is said of a cell or a row, as a word for programs.
    NoteCode {
        /// The cell holds an error.
        CellError = "cell_error",
        /// It collides with another record.
        Conflict = "conflict",
        /// A spreadsheet made a date of it.
        Date = "date",
        /// A spreadsheet kept too few digits of it.
        DigitsLost = "digits_lost",
        /// It is twice in the file.
        Duplicate = "duplicate",
        /// It belongs to another tenant.
        Elsewhere = "elsewhere",
        /// A formula, whose saved result is taken.
        Formula = "formula",
        /// A formula without a saved result.
        FormulaUnsaved = "formula_unsaved",
        /// Full-width characters were narrowed.
        FullWidth = "full_width",
        /// It is not valid.
        Invalid = "invalid",
        /// Its leading zeros were put back.
        LeadingZeros = "leading_zeros",
        /// It is too long or too short.
        Length = "length",
        /// A sub-device that results do not find.
        NoIdentifier = "no_identifier",
        /// A sub-device without a parent.
        NoParent = "no_parent",
        /// No number.
        NotANumber = "not_a_number",
        /// No JSON object.
        NotAnObject = "not_an_object",
        /// Neither TRUE nor FALSE.
        NotBoolean = "not_boolean",
        /// Not hexadecimal.
        NotHex = "not_hex",
        /// No JSON.
        NotJson = "not_json",
        /// A number cell.
        Number = "number",
        /// It is missing.
        Required = "required",
        /// A spreadsheet made a rounded number of it.
        Scientific = "scientific",
        /// Blanks were removed.
        Spaces = "spaces",
    }
);

/// Something about a cell that people should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Whether the row cannot be imported because of it.
    pub is_error: bool,
    /// The field; empty for the row as a whole.
    pub field: Cow<'static, str>,
    /// What it is.
    pub code: NoteCode,
    /// What was found and what was expected, as a sentence for people.
    pub detail: Said,
}

/// A note as it waits in a plan: a large file has many of them.
#[derive(Debug, Clone)]
pub(super) struct KeptNote {
    pub(super) is_error: bool,
    pub(super) field: Cow<'static, str>,
    code: NoteCode,
    detail: Kept,
}

/// A sentence without what can be made again of the rest.
#[derive(Debug, Clone)]
enum Kept {
    Bare(Saying),
    /// With what it names, as JSON.
    With(Saying, Box<str>),
    Plain(Box<str>),
}

impl From<Note> for KeptNote {
    fn from(note: Note) -> Self {
        let Note { is_error, field, code, detail } = note;
        let detail = match (detail.saying(), detail.params()) {
            (Some(saying), Some(params)) if !params.is_empty() => {
                Kept::With(saying, Value::from(params.clone()).to_string().into())
            }
            (Some(saying), _) => Kept::Bare(saying),
            (None, _) => Kept::Plain(detail.text().into()),
        };
        Self { is_error, field, code, detail }
    }
}

impl KeptNote {
    pub(super) fn detail(&self) -> Said {
        match &self.detail {
            Kept::Bare(saying) => (*saying).into(),
            Kept::With(saying, params) => {
                Said::of(*saying, serde_json::from_str(params).unwrap_or_default())
            }
            Kept::Plain(text) => Said::plain(&**text),
        }
    }

    pub(super) fn note(&self) -> Note {
        let Self { is_error, field, code, .. } = self;
        Note { is_error: *is_error, field: field.clone(), code: *code, detail: self.detail() }
    }
}

/// Digits a spreadsheet keeps of a number.
const EXACT_DIGITS: usize = 15;
/// Digits of an EUI.
const EUI_DIGITS: usize = 16;
/// Longest part of a cell that is quoted, in characters.
const QUOTED_CHARS: usize = 200;

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

/// What is said of a cell quotes it: a long one only in part, because there is a note for each row.
pub(super) fn clipped(text: &str) -> String {
    match text.char_indices().nth(QUOTED_CHARS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn narrowed(c: char) -> char {
    match u32::from(c) {
        wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(c),
        0x3000 => ' ',
        _ => c,
    }
}

/// Whether cells hold keys, which nothing that is said of them quotes.
const fn is_key(shape: Shape) -> bool {
    matches!(shape, Shape::Hex(digits) if digits > EUI_DIGITS)
}

const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text is a number with an exponent, as spreadsheets save long ones.
fn is_scientific(text: &str) -> bool {
    let Some((number, exponent)) = text.split_once(['e', 'E']) else { return false };
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    is_number(exponent) && is_number(&number.replacen(['.', ','], "", 1))
}

/// Whether a text is a number with digits behind the point, and not hex digits in two halves.
fn is_fraction(text: &str) -> bool {
    let Some((whole, part)) = text.split_once(['.', ',']) else { return false };
    // A DevAddr has two halves of four.
    is_number(whole) && is_number(part) && (whole.len() != part.len() || whole.len() < 4)
}

/// Whether a text is a day as spreadsheets show it in English or Chinese: `2-Mar`, `1/2/2003`,
/// `2003-02-01 00:00:00`, `3月2日`.
fn is_date(text: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use model::{Said, Saying, say};
    use sheet::{Cell, CellKind};

    use super::{KeptNote, Note, NoteCode, Shape, clean, code_text, list, list_text};

    /// What a cell is read as, and the codes of what is noted.
    fn read(shape: Shape, kind: CellKind, text: &str) -> (Option<String>, Vec<&'static str>) {
        let mut notes = Vec::new();
        let cell = Cell { text, kind, is_formula: false };
        let value = clean("field", shape, cell, &mut notes);
        assert_eq!(value.is_none(), notes.iter().any(|note| note.is_error), "{notes:?}");
        (value, notes.into_iter().map(|note| note.code.as_str()).collect())
    }

    #[track_caller]
    fn check(shape: Shape, kind: CellKind, text: &str, expected: &str, codes: &[&str]) {
        let (value, noted) = read(shape, kind, text);
        assert_eq!((value.as_deref(), noted.as_slice()), (Some(expected), codes));
    }

    #[track_caller]
    fn refused(shape: Shape, kind: CellKind, text: &str, code: &str) {
        let (value, noted) = read(shape, kind, text);
        assert_eq!((value, noted.last().copied()), (None, Some(code)), "{text}");
    }

    #[test]
    fn hex_is_read_in_every_spelling() {
        let (hex, text) = (Shape::Hex(16), CellKind::Text);
        check(hex, text, "70B3-D57E:D000 1234", "70b3d57ed0001234", &[]);
        check(hex, text, "0x70b3d57ed0001234", "70b3d57ed0001234", &[]);
        check(hex, text, " 70b3d57ed0001234\u{a0}", "70b3d57ed0001234", &["spaces"]);
        check(hex, text, "\u{feff}70b3d57ed0001234", "70b3d57ed0001234", &["spaces"]);
        check(hex, text, "７０b3d57ed0001234", "70b3d57ed0001234", &["full_width"]);
        check(hex, CellKind::Empty, "", "", &[]);
        // Eight hex digits that could be a number with an exponent.
        check(Shape::Hex(8), text, "12345E67", "12345e67", &[]);
    }

    #[test]
    fn what_a_spreadsheet_made_of_hex_is_named() {
        let number = CellKind::Number;
        check(Shape::Hex(8), number, "2141", "00002141", &["number"]);
        check(Shape::Hex(8), CellKind::Text, "2141", "00002141", &["leading_zeros"]);
        check(Shape::Hex(16), number, "123456789012345", "0123456789012345", &["number"]);
        refused(Shape::Hex(16), number, "1234567890123456", "digits_lost");
        refused(Shape::Hex(16), number, "1.23E15", "scientific");
        refused(Shape::Hex(32), number, "42", "number");
        refused(Shape::Hex(8), number, "-5", "number");
        refused(Shape::Hex(8), number, "1.5", "number");
        refused(Shape::Hex(8), number, "2603199000", "number");
        refused(Shape::Hex(16), CellKind::Text, "70b3d57ed00012", "length");
        // What people write for "nothing" is no DevAddr of zeros.
        refused(Shape::Hex(8), CellKind::Text, "-", "length");
        refused(Shape::Hex(16), CellKind::Text, "70b3d57edOOO1234", "not_hex");
        refused(Shape::Hex(8), CellKind::Date, "2001-02-03 00:00:00", "date");
        refused(Shape::Word, CellKind::Date, "2002-01-01 00:00:00", "date");
        refused(Shape::Hex(8), CellKind::Error, "#REF!", "cell_error");
        check(Shape::Text, CellKind::Date, "2001-02-03 00:00:00", "2001-02-03 00:00:00", &["date"]);
    }

    #[test]
    fn what_a_spreadsheet_made_of_hex_is_named_in_text_too() {
        let text = CellKind::Text;
        for shape in [Shape::Hex(16), Shape::Eui] {
            for number in ["2.47E+15", "1,23E+15", "2E+15", "1.23456789012E+15", "２.４７Ｅ＋１５"]
            {
                let (_, noted) = read(shape, text, number);
                assert_eq!(noted.last(), Some(&"scientific"), "{number}");
            }
            refused(shape, text, "2470000000000000.0", "digits_lost");
            refused(shape, text, "123456789012345.0", "digits_lost");
            refused(shape, text, "1234.5", "number");
            for day in ["1/2/2003", "2003/2/1", "2-Mar 2003", "1.2.03", "3月2日", "Mar/99"] {
                refused(shape, text, day, "date");
            }
            // What is written like one and is none.
            check(shape, text, "70b3d57e00002e15", "70b3d57e00002e15", &[]);
            check(shape, text, "1234567890123e45", "1234567890123e45", &[]);
        }
        // Of a device that is none of LoRaWAN.
        for name in ["2e15", "2024-01-02", "12345", "meter-7"] {
            check(Shape::Eui, text, name, name, &[]);
        }
        for day in ["2003-01-02", "1-Dec-2003", "12-Dec"] {
            refused(Shape::Hex(8), text, day, "date");
        }
        refused(Shape::Hex(8), text, "1.5", "number");
        check(Shape::Hex(8), text, "1234.5678", "12345678", &[]);
        check(Shape::Hex(8), text, "26-01-12-03", "26011203", &[]);
    }

    #[test]
    fn every_repair_is_told_and_no_key_is_quoted() {
        let key = "１2345678901234567890123456789012";
        for (kind, text) in [
            (CellKind::Text, key),
            (CellKind::Text, "1.2345678901234567E+31"),
            (CellKind::Number, "1.2345678901234567E31"),
        ] {
            let mut notes = Vec::new();
            let cell = Cell { text, kind, is_formula: true };
            clean("app_key", Shape::Hex(32), cell, &mut notes);
            assert!(
                !notes.is_empty() && !notes.iter().any(|it| it.detail.text().contains("2345678"))
            );
        }
        let mut notes = Vec::new();
        let cell = Cell { text: "2.47E+15", kind: CellKind::Text, is_formula: false };
        clean("eui", Shape::Eui, cell, &mut notes);
        let expected = "the number 2.47E+15 in scientific notation, digits are lost; format the \
                        column as text and enter the value again";
        assert_eq!(notes.first().map(|note| note.detail.text()), Some(expected));
    }

    #[test]
    fn notes_are_the_same_when_they_were_kept() {
        let quoted = say!(Quoted, text = "1.5", why = say!(HexLength, found = 2, expected = 32));
        let plain = Said::plain("words of a script");
        for detail in [quoted, Saying::Required.into(), say!(AtRow, number = 1), plain] {
            let field = "eui".into();
            let note = Note { is_error: true, field, code: NoteCode::Invalid, detail };
            assert_eq!(KeptNote::from(note.clone()).note(), note);
        }
    }

    #[test]
    fn texts_for_people_keep_what_joins_their_letters() {
        let text = CellKind::Text;
        check(Shape::Text, text, "👩\u{200d}🔬 lab", "👩\u{200d}🔬 lab", &[]);
        check(Shape::Text, text, "\u{feff}lab\u{200b}", "lab", &["spaces"]);
        check(Shape::Object, text, "{\"a\":\"\u{200b}\"}", "{\"a\":\"\u{200b}\"}", &[]);
    }

    #[test]
    fn codes_go_out_and_come_back() {
        for code in ["000000012345", "12 ", "\u{200b}7", "\"quoted\"", "\"", "a,b", "１２", "1.2E5"]
        {
            let cell = code_text(code);
            check(Shape::Code, CellKind::Text, &cell, &cell, &[]);
            assert_eq!(super::code(&cell), code);
        }
        check(Shape::Code, CellKind::Number, "12345", "12345", &["number"]);
        refused(Shape::Code, CellKind::Number, "1.2E20", "scientific");
        refused(Shape::Code, CellKind::Text, "1.2E+20", "scientific");
        refused(Shape::Code, CellKind::Date, "2001-02-03 00:00:00", "date");
    }

    #[test]
    fn a_long_cell_is_quoted_only_in_part() {
        let mut notes = Vec::new();
        let text = "９".repeat(30_000);
        let cell = Cell { text: &text, kind: CellKind::Text, is_formula: false };
        clean("field", Shape::Word, cell, &mut notes);
        let quoted = notes.iter().filter_map(|note| note.detail.params()?.get("text")?.as_str());
        let longest = quoted.map(|text| text.chars().count()).max();
        assert_eq!(longest, Some(super::QUOTED_CHARS + 1));
    }

    #[test]
    fn other_values_are_read_as_people_write_them() {
        let text = CellKind::Text;
        check(Shape::Bool, CellKind::Bool, "TRUE", "TRUE", &[]);
        check(Shape::Bool, text, "否", "FALSE", &[]);
        refused(Shape::Bool, text, "perhaps", "not_boolean");
        check(Shape::Integer, CellKind::Number, "900", "900", &[]);
        refused(Shape::Integer, CellKind::Number, "1.5", "not_a_number");
        for (written, hertz) in [
            ("505300000", "505300000"),
            ("505.3", "505300000"),
            ("505.3 MHz", "505300000"),
            ("869525000 Hz", "869525000"),
            ("868", "868000000"),
        ] {
            check(Shape::Frequency, text, written, hertz, &[]);
        }
        refused(Shape::Frequency, text, "505.3000001", "not_a_number");
        refused(Shape::Frequency, text, "99999", "not_a_number");
        check(Shape::Object, text, "{ \"a\": 1 }", "{\"a\":1}", &[]);
        refused(Shape::Object, text, "[1]", "not_an_object");
        refused(Shape::Object, text, "a=1", "not_json");
        check(Shape::Text, CellKind::Number, "12", "12", &[]);
        check(Shape::Eui, text, "Meter-7", "Meter-7", &[]);
    }

    #[test]
    fn lists_go_out_and_come_back() {
        for items in [&["a", "b c"][..], &["a, b", "c"], &["[x]"], &[], &[" a"]] {
            let items: Vec<String> = items.iter().map(|item| (*item).to_owned()).collect();
            assert_eq!(list(&list_text(&items)), items);
        }
        assert_eq!(list("KS52；DTU、x"), ["KS52", "DTU", "x"]);
        assert_eq!(list("[40000000000000005]"), ["40000000000000005"]);
    }
}
