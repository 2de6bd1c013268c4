//! CSV files as spreadsheets in different countries write them.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::error::ReadError;
use crate::limits;
use crate::table::{Cell, CellKind, Collector, Source, Table};

/// What may separate cells; the first wins when two are as likely.
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];
/// Lines that are looked at to find the delimiter.
const SAMPLE_LINES: usize = 20;

/// An encoding that a text file may be said to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    /// UTF-8.
    Utf8,
    /// GB18030, which holds GBK and GB2312.
    Gb18030,
    /// Windows-1252, which holds ISO 8859-1.
    Windows1252,
}

impl TextEncoding {
    /// Every one.
    pub const ALL: &[Self] = &[Self::Utf8, Self::Gb18030, Self::Windows1252];

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Gb18030 => "gb18030",
            Self::Windows1252 => "windows-1252",
        }
    }

    fn table(self) -> &'static Encoding {
        match self {
            Self::Utf8 => UTF_8,
            Self::Gb18030 => GB18030,
            Self::Windows1252 => WINDOWS_1252,
        }
    }
}

pub(crate) fn read(bytes: &[u8], encoding: Option<TextEncoding>) -> Result<Table, ReadError> {
    let Decoded { text, encoding, is_guess } = decode(bytes, encoding)?;
    let (text, declared) = declared_delimiter(&text);
    let delimiter = declared.unwrap_or_else(|| likely_delimiter(text));
    let lines_before = usize::from(declared.is_some());
    if let Some(line) = open_quote(text, delimiter) {
        return Err(ReadError::OpenQuote(line + lines_before));
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(delimiter).unwrap_or(b','))
        .from_reader(text.as_bytes());
    let mut collector = Collector::with_cells_of(limits::TEXT_CELL_CHARS);
    let mut record = csv::StringRecord::new();
    let mut row = 0_u32;
    let damaged = |error: csv::Error| ReadError::WrongType(error.to_string());
    let mut start = 0;
    while reader.read_record(&mut record).map_err(damaged)? {
        let end = usize::try_from(reader.position().byte()).unwrap_or(text.len());
        // The reader passes over empty lines, which spreadsheets count.
        row = row.saturating_add(empty_lines(text, start, end));
        start = end;
        for (column, text) in (0_u32..).zip(&record) {
            let text = plain(text);
            collector.push(row, column, Cell { text, kind: CellKind::Text, is_formula: false })?;
        }
        row = row.saturating_add(1);
    }
    let source = Source::Csv { encoding, delimiter, is_guess };
    Ok(Table { source, rows: collector.finish()? })
}

/// Empty lines before the row that was read from a part of the text.
fn empty_lines(text: &str, start: usize, end: usize) -> u32 {
    let mut rest = text.get(start..end).unwrap_or_default();
    // The reader ends a row with the first character of its line's end.
    if text.get(..start).is_some_and(|before| before.ends_with('\r')) {
        rest = rest.strip_prefix('\n').unwrap_or(rest);
    }
    let mut lines = 0;
    while let Some(after) = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\r', '\n'])) {
        (rest, lines) = (after, lines + 1);
    }
    lines
}

/// The text of a cell without what only tells a spreadsheet to leave it alone: `="00002141"`, and
/// the apostrophe that [`crate::csv`] puts before what would be a formula.
fn plain(text: &str) -> &str {
    if let Some(inner) = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        return inner;
    }
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\'']) => rest,
        _ => text,
    }
}

/// The line in which a quotation mark opens that nothing closes, counted from 1. The reader takes
/// all that follows for one cell.
fn open_quote(text: &str, delimiter: char) -> Option<usize> {
    enum At {
        Start,
        Plain,
        Quoted(usize),
        AfterQuote(usize),
    }
    let (mut at, mut line, mut last) = (At::Start, 1, '\n');
    for c in text.chars() {
        at = match (at, c) {
            (At::Start, '"') => At::Quoted(line),
            (At::Quoted(opened), '"') => At::AfterQuote(opened),
            (At::AfterQuote(opened), '"') => At::Quoted(opened),
            (quoted @ At::Quoted(_), _) => quoted,
            (_, '\r' | '\n') => At::Start,
            (_, c) if c == delimiter => At::Start,
            _ => At::Plain,
        };
        line += usize::from(c == '\r' || c == '\n' && last != '\r');
        last = c;
    }
    match at {
        At::Quoted(opened) => Some(opened),
        At::Start | At::Plain | At::AfterQuote(_) => None,
    }
}

/// What the bytes of a file say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// Its text, without a byte order mark.
    pub text: String,
    /// Name of its encoding.
    pub encoding: &'static str,
    /// Whether the encoding was only the likeliest: letters beyond ASCII may be others.
    pub is_guess: bool,
}

/// The text of a file, which has the encoding that its byte order mark or else somebody says.
pub(crate) fn decode(bytes: &[u8], said: Option<TextEncoding>) -> Result<Decoded, ReadError> {
    let by_bom = Encoding::for_bom(bytes).map(|(encoding, bom)| (encoding, bom, false));
    let by_said = || said.map(|encoding| (encoding.table(), 0, false));
    let known = by_bom.or_else(by_said);
    let (encoding, bom, is_guess) = known.unwrap_or_else(|| {
        let encoding = guess(bytes);
        (encoding, 0, encoding == GB18030 || encoding == WINDOWS_1252)
    });
    let body = bytes.get(bom..).unwrap_or_default();
    let unreadable = || match said {
        Some(encoding) => ReadError::NotEncoded(encoding.as_str()),
        None => {
            ReadError::WrongType("it is not text in UTF-8, UTF-16, GB18030 or Windows-1252".into())
        }
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(body);
    let text = text.ok_or_else(unreadable)?;
    // A text has no such characters; a picture or a program has them at its very beginning.
    if text.chars().take(4_096).any(|c| c.is_control() && !matches!(c, '\r' | '\n' | '\t')) {
        return Err(unreadable());
    }
    Ok(Decoded { text: text.into_owned(), encoding: encoding.name(), is_guess })
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() && !bytes.iter().take(64).any(|byte| *byte == 0) {
        return UTF_8;
    }
    // The first characters of a header are ASCII, so every other byte is zero.
    match bytes {
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => UTF_16BE,
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => UTF_16LE,
        _ if is_western(bytes) => WINDOWS_1252,
        _ => GB18030,
    }
}

/// Whether bytes that are not UTF-8 are rather Windows-1252 than GB18030.
///
/// There a letter with an accent is one byte between plain ones, as in `Zürich`; GB18030 would make
/// a rare character of it and the letter behind it. Chinese text is in pairs of bytes.
fn is_western(bytes: &[u8]) -> bool {
    if GB18030.decode_without_bom_handling_and_without_replacement(bytes).is_none() {
        return true;
    }
    let (mut single, mut paired) = (0_usize, 0_usize);
    let runs = bytes.chunk_by(|one, other| one.is_ascii() == other.is_ascii());
    let (mut before, mut pending) = (None, false);
    for run in runs {
        let [first, ..] = run else { continue };
        if first.is_ascii() {
            single += usize::from(pending && first.is_ascii_alphabetic());
            pending = false;
            before = run.last().copied();
        } else if run.len() == 1 {
            // Either neighbour will do: a word may begin or end with the letter.
            let follows = before.is_some_and(|it: u8| it.is_ascii_alphabetic());
            single += usize::from(follows);
            pending = !follows;
        } else {
            paired += usize::from(run.len().is_multiple_of(2));
            pending = false;
        }
    }
    single > paired
}

/// Excel's own first line, `sep=;`.
fn declared_delimiter(text: &str) -> (&str, Option<char>) {
    let Some((line, rest)) = text.split_once('\n') else { return (text, None) };
    let line = line.trim_end_matches('\r').trim_matches('"');
    let declared = line.get(..4).filter(|start| start.eq_ignore_ascii_case("sep="));
    let delimiter = declared.and_then(|_| line.chars().nth(4)).filter(char::is_ascii);
    if delimiter.is_some() { (rest, delimiter) } else { (text, None) }
}

/// What stands equally often in most of the first lines, and most often.
fn likely_delimiter(text: &str) -> char {
    let lines: Vec<&str> =
        text.lines().filter(|line| !line.is_empty()).take(SAMPLE_LINES).collect();
    let score = |delimiter: char| {
        let count = |line: &str| {
            let mut is_quoted = false;
            let outside = line.chars().filter(|c| {
                is_quoted ^= *c == '"';
                *c == delimiter && !is_quoted
            });
            outside.count()
        };
        let first = lines.first().map_or(0, |line| count(line));
        let alike = lines.iter().filter(|line| count(line) == first).count();
        if first == 0 { (0, 0) } else { (alike, first) }
    };
    // `max_by_key` takes the last of equals.
    DELIMITERS.into_iter().rev().max_by_key(|delimiter| score(*delimiter)).unwrap_or(',')
}

#[cfg(test)]
mod tests {
    use encoding_rs::{GB18030, UTF_16LE, WINDOWS_1252};

    use super::{TextEncoding, read as read_as};
    use crate::error::ReadError;
    use crate::limits;
    use crate::table::Source;

    fn read(bytes: &[u8]) -> Result<crate::table::Table, ReadError> {
        read_as(bytes, None)
    }

    /// The encoding that is taken, whether it is a guess, and the last cell.
    fn taken(bytes: &[u8], said: Option<TextEncoding>) -> (&'static str, bool, String) {
        let table = read_as(bytes, said).unwrap();
        let Source::Csv { encoding, is_guess, .. } = table.source else { panic!("{table:?}") };
        let last = table.rows.last().unwrap();
        (encoding, is_guess, last.cell(last.width() - 1).text.to_owned())
    }

    #[test]
    fn western_text_is_told_from_chinese_and_may_be_said() {
        for name in ["Zürich Gerät", "Tür", "Öffnung", "Küche à côté", "Señal", "Bjørn 4°"]
        {
            let (bytes, ..) = WINDOWS_1252.encode(name);
            let bytes = [b"eui,name\nab,".as_slice(), &bytes].concat();
            assert_eq!(taken(&bytes, None), ("windows-1252", true, name.into()));
        }
        for name in ["会议室", "A座B区", "2号楼LED灯A", "朱镕基", "温度°C", "电表1"]
        {
            let (bytes, ..) = GB18030.encode(name);
            let bytes = [b"eui,name\nab,".as_slice(), &bytes].concat();
            assert_eq!(taken(&bytes, None), ("gb18030", true, name.into()));
            assert!(!taken(&bytes, Some(TextEncoding::Gb18030)).1);
        }
        let western = b"eui,name\nab,Z\xfcrich";
        let read = taken(western, Some(TextEncoding::Gb18030));
        assert_eq!((read.0, read.2.as_str()), ("gb18030", "Z黵ich"));
        assert_eq!(read_as(western, Some(TextEncoding::Utf8)), Err(ReadError::NotEncoded("utf-8")));
        // A byte order mark says it better than people.
        let marked = "\u{feff}a\nü".as_bytes();
        let read = taken(marked, Some(TextEncoding::Windows1252));
        assert_eq!(read, ("UTF-8", false, "ü".into()));
        assert_eq!(taken("a\nü".as_bytes(), None), ("UTF-8", false, "ü".into()));
    }

    #[test]
    fn a_quotation_mark_that_nothing_closes_is_named_with_its_line() {
        for (text, line) in [
            ("a,b\n1,\"x\n2,y\n", Some(2)),
            ("a,b\r\n\"1\r\n2\",\"x\r\n", Some(3)),
            ("sep=;\na;b\n1;\"x", Some(3)),
            ("a\n\"x\"\"\ny", Some(2)),
            ("a\n\"x\"", None),
            ("a\nit is 5\" long\n", None),
            ("a\n\"x\"\"y\"\n", None),
        ] {
            let open = read(text.as_bytes()).err();
            assert_eq!(open, line.map(ReadError::OpenQuote), "{text:?}");
        }
    }

    #[track_caller]
    fn check(bytes: &[u8], encoding: &str, delimiter: char, expected: &[&[&str]]) {
        let table = read(bytes).unwrap();
        let is_guess = encoding == "gb18030";
        let source = Source::Csv { encoding: Box::leak(encoding.into()), delimiter, is_guess };
        assert_eq!(table.source, source);
        let rows: Vec<Vec<&str>> = table
            .rows
            .iter()
            .map(|row| (0..row.width()).map(|at| row.cell(at).text).collect())
            .collect();
        assert_eq!(rows, expected);
    }

    fn utf16(text: &str, bom: bool) -> Vec<u8> {
        let mut bytes = if bom { vec![0xFF, 0xFE] } else { Vec::new() };
        bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(UTF_16LE.name(), "UTF-16LE");
        bytes
    }

    #[test]
    fn encodings_and_delimiters_are_found() {
        let rows: &[&[&str]] = &[&["eui", "name"], &["ab", "Küche; 2"]];
        check("eui,name\r\nab,Küche; 2\r\n".as_bytes(), "UTF-8", ',', rows);
        check("\u{feff}eui;name\nab;\"Küche; 2\"".as_bytes(), "UTF-8", ';', rows);
        check("sep=|\r\neui|name\r\nab|Küche; 2".as_bytes(), "UTF-8", '|', rows);
        check(&utf16("eui\tname\r\nab\tKüche; 2", true), "UTF-16LE", '\t', rows);
        check(&utf16("eui\tname\r\nab\tKüche; 2", false), "UTF-16LE", '\t', rows);
        let (chinese, ..) = GB18030.encode("eui,name\nab,会议室");
        check(&chinese, "gb18030", ',', &[&["eui", "name"], &["ab", "会议室"]]);
    }

    #[test]
    fn cells_that_a_spreadsheet_must_leave_alone_are_read_plain() {
        let text = "a,b,c,d\n=\"00002141\",'=1+1,'-5,it's\n";
        let rows: &[&[&str]] = &[&["a", "b", "c", "d"], &["00002141", "=1+1", "-5", "it's"]];
        check(text.as_bytes(), "UTF-8", ',', rows);
    }

    #[test]
    fn a_cell_may_be_longer_than_one_of_a_workbook() {
        let long = |chars: usize| format!("a\n{}\n", "x".repeat(chars));
        let most = limits::TEXT_CELL_CHARS;
        assert!(read(long(most).as_bytes()).is_ok());
        let longer = read(long(most + 1).as_bytes());
        assert_eq!(longer, Err(ReadError::LongCell("A2".into(), most)));
    }

    #[test]
    fn lines_may_be_short_long_or_missing() {
        let rows: &[&[&str]] = &[&["a", "b"], &["1"], &["1", "2", "3"]];
        check(b"a,b\n\n1\n1,2,3\n", "UTF-8", ',', rows);
        assert_eq!(read(b""), Err(ReadError::Empty));
        assert_eq!(read(b"\n\n ,\n").map(|table| table.rows.len()), Ok(1));
    }

    #[test]
    fn rows_have_the_numbers_that_spreadsheets_show() {
        for end in ["\n", "\r\n", "\r"] {
            let text = "\na,b\n\n\n1,2\n3,\"4\n5\"\n\n6,7".replace('\n', end);
            let table = read(text.as_bytes()).unwrap();
            let numbers: Vec<u32> = table.rows.iter().map(|row| row.number).collect();
            assert_eq!(numbers, [2, 5, 6, 8], "{end:?}");
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for bytes in [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], b"%PDF-1.7\n\x01\x02", b"\x7fELF\x02"]
        {
            assert!(matches!(read(bytes), Err(ReadError::WrongType(_))), "{bytes:?}");
        }
    }
}
