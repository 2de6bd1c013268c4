//! What is checked of a workbook before anything interprets it.
//!
//! Every part is unpacked once to count it, because an archive may lie about the sizes of its
//! parts; the reader of workbooks would otherwise believe the file and allocate what it says.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::error::ReadError;
use crate::limits;

/// What is worth telling of a workbook's parts.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// Merged areas.
    pub(crate) merged: u32,
    /// Hidden rows.
    pub(crate) hidden: u32,
}

/// Unpacks every part and refuses what would not stay within the limits.
pub(crate) fn check(bytes: &[u8]) -> Result<Findings, ReadError> {
    let damaged = |error: &dyn std::fmt::Display| ReadError::Damaged(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    if archive.len() > limits::PARTS {
        return Err(hostile(format!("{} parts, at most {}", archive.len(), limits::PARTS)));
    }
    let mut findings = Findings::default();
    let mut left = limits::UNPACKED_BYTES;
    let mut is_workbook = false;
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(reason)
                if reason == zip::result::ZipError::PASSWORD_REQUIRED =>
            {
                ReadError::Password
            }
            error => damaged(&error),
        })?;
        let name =
            part.name().map_err(|error| damaged(&error))?.to_ascii_lowercase().replace('\\', "/");
        is_workbook |= name.starts_with("xl/") || name.ends_with("[content_types].xml");
        let is_description =
            ["styles.xml", "workbook.xml", ".rels"].iter().any(|end| name.ends_with(end));
        let limit = if is_description { limits::DESCRIPTION_BYTES.min(left) } else { left };
        let is_xml = is_description || name.ends_with(".xml");
        let mut scanner = Scanner::new(&mut findings);
        let mut counted = 0;
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let count = part.read(&mut buffer).map_err(|error| damaged(&error))?;
            let Some(chunk) = buffer.get(..count).filter(|chunk| !chunk.is_empty()) else { break };
            counted += count as u64;
            if counted > limit {
                return Err(hostile(format!("{name} unpacks to more than {limit} bytes")));
            }
            // Pictures and macros are never looked at; they only count.
            if is_xml {
                chunk.iter().try_for_each(|byte| scanner.take(*byte))?;
            }
        }
        let (strings, formats, declared) = (scanner.strings, scanner.formats, scanner.declared);
        if strings > limits::SHARED_STRINGS || formats > 70_000 {
            return Err(hostile(format!("{name} has {strings} strings and {formats} formats")));
        }
        if declared > counted {
            return Err(hostile(format!("{name} claims to hold {declared} strings")));
        }
        left = left.saturating_sub(counted);
    }
    if is_workbook {
        Ok(findings)
    } else {
        Err(ReadError::WrongType("it is an archive of something else".into()))
    }
}

/// What to say of the container that old and encrypted workbooks come in.
pub(crate) fn compound(bytes: &[u8]) -> ReadError {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(name.len()).any(|window| window == name) {
        ReadError::Password
    } else {
        ReadError::WrongType("it is an old workbook (.xls); save it as .xlsx".into())
    }
}

fn hostile(reason: String) -> ReadError {
    ReadError::Hostile(reason)
}

const COUNT: &[u8] = b"uniqueCount";

/// Looks at the tags of a part without interpreting it.
struct Scanner<'f> {
    findings: &'f mut Findings,
    /// The beginning of the tag that is open.
    tag: Vec<u8>,
    is_tag: bool,
    /// Bytes since the last `<` or `>`.
    run: usize,
    first: Vec<u8>,
    strings: u64,
    formats: u64,
    /// How much of `uniqueCount` the last bytes spell, and the number after it.
    spelt: usize,
    number: Option<u64>,
    declared: u64,
}

/// The beginning of a tag that is kept: the attributes of a row fit.
const TAG_KEPT: usize = 512;
/// The beginning of a part that is kept: an XML declaration fits.
const FIRST_KEPT: usize = 256;

impl<'f> Scanner<'f> {
    fn new(findings: &'f mut Findings) -> Self {
        Self {
            findings,
            tag: Vec::with_capacity(TAG_KEPT),
            is_tag: false,
            run: 0,
            first: Vec::with_capacity(FIRST_KEPT),
            strings: 0,
            formats: 0,
            spelt: 0,
            number: None,
            declared: 0,
        }
    }

    fn take(&mut self, byte: u8) -> Result<(), ReadError> {
        self.run += 1;
        if self.run > limits::RUN_BYTES {
            return Err(hostile("a tag or text is longer than any real one".into()));
        }
        if self.first.len() < FIRST_KEPT {
            self.first.push(byte);
            if self.first.len() == 2 {
                self.check_bytes()?;
            }
        }
        self.count(byte);
        match byte {
            b'<' => {
                self.is_tag = true;
                self.run = 0;
                self.tag.clear();
            }
            b'>' => {
                self.run = 0;
                if std::mem::take(&mut self.is_tag) {
                    self.end_tag()?;
                }
            }
            byte if self.is_tag && self.tag.len() < TAG_KEPT => self.tag.push(byte),
            _ => {}
        }
        Ok(())
    }

    /// Wide characters would hide every tag from this scanner.
    fn check_bytes(&self) -> Result<(), ReadError> {
        match self.first.as_slice() {
            [0xFF | 0xFE, _] | [0, _] | [_, 0] => {
                Err(hostile("a part is not in UTF-8, which no known program writes".into()))
            }
            _ => Ok(()),
        }
    }

    /// Follows `uniqueCount="123"` wherever it stands, because a tag may be written in many ways.
    fn count(&mut self, byte: u8) {
        if let Some(number) = self.number {
            match byte {
                b'0'..=b'9' => {
                    let number = number.saturating_mul(10).saturating_add(u64::from(byte - b'0'));
                    self.number = Some(number);
                    self.declared = self.declared.max(number);
                }
                b' ' | b'\t' | b'\r' | b'\n' | b'=' | b'"' | b'\'' | b'+' if number == 0 => {}
                _ => self.number = None,
            }
        }
        self.spelt = match COUNT.get(self.spelt) {
            Some(next) if *next == byte => self.spelt + 1,
            _ => usize::from(byte == b'u'),
        };
        if self.spelt == COUNT.len() {
            self.spelt = 0;
            self.number = Some(0);
        }
    }

    fn end_tag(&mut self) -> Result<(), ReadError> {
        let tag = &self.tag;
        let is = |name: &[u8]| {
            let local = tag.iter().position(|byte| matches!(byte, b' ' | b'/' | b'\t' | b'\n'));
            let full = tag.get(..local.unwrap_or(tag.len())).unwrap_or_default();
            full.rsplit(|byte| *byte == b':').next() == Some(name)
        };
        let has = |text: &[u8]| tag.windows(text.len()).any(|window| window == text);
        if tag.starts_with(b"!DOCTYPE") || tag.starts_with(b"!ENTITY") {
            return Err(hostile("it declares entities, which no workbook does".into()));
        }
        if tag.starts_with(b"?xml") && has(b"encoding") {
            let lower = tag.to_ascii_lowercase();
            let utf8 = |name: &[u8]| lower.windows(name.len()).any(|window| window == name);
            if !utf8(b"utf-8") && !utf8(b"utf8") && !utf8(b"us-ascii") {
                return Err(hostile(
                    "a part is not in UTF-8, which no known program writes".into(),
                ));
            }
        }
        if is(b"mergeCell") {
            self.findings.merged = self.findings.merged.saturating_add(1);
        } else if is(b"row") && (has(b"hidden=\"1\"") || has(b"hidden=\"true\"")) {
            self.findings.hidden = self.findings.hidden.saturating_add(1);
        } else if is(b"si") {
            self.strings += 1;
        } else if is(b"xf") {
            self.formats += 1;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Findings, Scanner};
    use crate::error::ReadError;

    fn scan(text: &[u8]) -> Result<(u64, Findings), ReadError> {
        let mut findings = Findings::default();
        let mut scanner = Scanner::new(&mut findings);
        text.iter().try_for_each(|byte| scanner.take(*byte))?;
        Ok((scanner.declared, findings))
    }

    #[test]
    fn a_claimed_number_of_strings_is_found_however_it_is_written() {
        for text in [
            "<sst uniqueCount=\"99999999999\">",
            "<x:sst a='>' uniqueCount = '99999999999'>",
            "<sst uuniqueCount=\"1\" uniqueCount=\"99999999999\"/>",
        ] {
            let (declared, _) = scan(text.as_bytes()).unwrap();
            assert_eq!(declared, 99_999_999_999, "{text}");
        }
    }

    #[test]
    fn merged_areas_and_hidden_rows_are_counted() {
        let text = "<row r=\"2\" hidden=\"1\"/><row/><mergeCells><mergeCell ref=\"A1:B2\"/>";
        let (_, findings) = scan(text.as_bytes()).unwrap();
        assert_eq!((findings.merged, findings.hidden), (1, 1));
    }

    #[test]
    fn entities_and_other_encodings_are_refused() {
        for text in [
            &b"<!DOCTYPE a [<!ENTITY b \"c\">]>"[..],
            b"\xFF\xFE<\0",
            b"<\0s\0",
            b"<?xml version=\"1.0\" encoding=\"utf-16\"?>",
        ] {
            assert!(matches!(scan(text), Err(ReadError::Hostile(_))), "{text:?}");
        }
        scan(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?><a/>").unwrap();
    }
}
