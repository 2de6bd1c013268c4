//! Names for many devices: a text with places for what differs.

use model::text::check_line;
use model::{DeviceEui, Said, Saying, say};

/// A piece of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// The EUI, or this many characters of its end.
    Eui(Option<usize>),
    /// The device's place in the selection, from 1: also of those that are not changed, so that a
    /// device has the number it was shown with, and keeps it when it is tried again.
    Number,
}

/// A name with `{eui}`, `{eui:-4}` and `{n}` in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern(Vec<Piece>);

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// A sentence that names what stands in braces and means nothing, or a control character.
    pub(super) fn read(text: &str) -> Result<Self, Said> {
        check_line(text)?;
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, inside)) = rest.split_once('{') {
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            let (word, after) = inside.split_once('}').ok_or(Saying::BraceOpen)?;
            pieces.push(piece(word)?);
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Ok(Self(pieces))
    }

    /// The name of a device.
    pub(super) fn name(&self, eui: &DeviceEui, number: u64) -> String {
        let eui = eui.as_str();
        let mut name = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => name.push_str(text),
                Piece::Eui(None) => name.push_str(eui),
                // An EUI is ASCII.
                Piece::Eui(Some(end)) => {
                    name.push_str(eui.get(eui.len().saturating_sub(*end)..).unwrap_or(eui));
                }
                Piece::Number => name.push_str(&number.to_string()),
            }
        }
        name
    }
}

fn piece(word: &str) -> Result<Piece, Said> {
    let end = word.strip_prefix("eui:-").and_then(|end| end.parse().ok());
    match (word, end) {
        ("eui", _) => Ok(Piece::Eui(None)),
        ("n", _) => Ok(Piece::Number),
        (_, Some(end @ 1..=32)) => Ok(Piece::Eui(Some(end))),
        _ => {
            let word = format!("{{{word}}}");
            Err(say!(BraceUnknown, word = word, known = "{eui}, {eui:-4}, {n}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use model::Said;

    use super::Pattern;

    fn name(pattern: &str) -> Result<String, Said> {
        let eui = "70b3d57ed0001234".parse().expect("an EUI");
        Pattern::read(pattern).map(|pattern| pattern.name(&eui, 7))
    }

    #[test]
    fn places_are_filled() {
        for (pattern, expected) in [
            ("Meter", "Meter"),
            ("Meter {n}", "Meter 7"),
            ("{eui:-4}/{n}", "1234/7"),
            ("{eui}", "70b3d57ed0001234"),
            ("{eui:-32}", "70b3d57ed0001234"),
            ("", ""),
        ] {
            assert_eq!(name(pattern).as_deref().ok(), Some(expected), "{pattern}");
        }
    }

    #[test]
    fn what_means_nothing_is_named() {
        for pattern in
            ["{", "{n", "{number}", "{eui:4}", "{eui:-0}", "{eui:-33}", "{}", "{ n }", "a\n"]
        {
            assert!(name(pattern).is_err(), "{pattern}");
        }
    }
}
