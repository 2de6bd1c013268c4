//! What is shown in place of a key, also where a key stands that does not belong there.

use model::Said;

use super::ImportKind;

/// What is shown in place of a key.
pub(super) const MASK: &str = "••••";

/// Letters and digits of the longest EUI; what is longer and in one piece may be a key.
const EUI_CHARS: usize = 16;

/// A sentence without what may be a key: quotations and words that are longer than an EUI.
///
/// Somebody who puts a key into the wrong column reads it again in what is said of the cell.
pub(super) fn without_keys(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('“') {
        let (quoted, end, next) = match after.split_once('”') {
            Some((quoted, next)) => (quoted, "”", next),
            None => (after, "", ""),
        };
        words(before, &mut shown);
        shown.push('“');
        shown.push_str(if is_long(quoted) { MASK } else { quoted });
        shown.push_str(end);
        rest = next;
    }
    words(rest, &mut shown);
    shown
}

/// The same of a sentence, in every text that it names but the names of fields.
pub(super) fn said_without_keys(said: Said) -> Said {
    let is_field = |text: &str| {
        let mut fields = ImportKind::ALL.iter().flat_map(|kind| kind.fields());
        fields.any(|field| field.name == text)
    };
    said.with_texts(&|text, is_quoted| match is_quoted {
        _ if is_field(text) => text.to_owned(),
        true if is_long(text) => MASK.to_owned(),
        // A key that is written with blanks has no long word.
        _ if is_key(text) => MASK.to_owned(),
        _ => without_keys(text),
    })
}

/// A sentence about a cell that holds a key: without what it quotes of the cell, and without every
/// text it names but ordinary words, which tell what is wrong.
pub(super) fn said_of_key(said: Said) -> Said {
    said.with_texts(&|text, is_quoted| match is_quoted {
        false if is_word(text) => text.to_owned(),
        _ => MASK.to_owned(),
    })
}

/// Whether a text is a short word that is no part of a key: `OTAA`, `ABP`.
fn is_word(text: &str) -> bool {
    text.len() <= 8
        && text.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn words(text: &str, shown: &mut String) {
    for word in text.split_inclusive(char::is_whitespace) {
        if is_long(word) {
            shown.push_str(MASK);
            shown.extend(word.chars().next_back().filter(|it| it.is_whitespace()));
        } else {
            shown.push_str(word);
        }
    }
}

fn is_long(text: &str) -> bool {
    text.chars().filter(|it| it.is_alphanumeric()).count() > EUI_CHARS
}

/// The text of a cell or header without what may be a key: all of it, or words of it.
pub(super) fn hidden(text: &str) -> String {
    if is_key(text) {
        return MASK.to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    // Each piece is a word with what stands behind it.
    for piece in text.split_inclusive(|it: char| !it.is_alphanumeric()) {
        let word = piece.trim_end_matches(|it: char| !it.is_alphanumeric());
        shown.push_str(if is_key(word) { MASK } else { word });
        shown.push_str(piece.strip_prefix(word).unwrap_or_default());
    }
    shown
}

/// Whether a cell holds as many hex digits as a key.
pub(super) fn is_key(text: &str) -> bool {
    let text = text.trim();
    let text = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    let mut digits = text.chars().filter(|it| !matches!(it, ' ' | ':' | '-' | '.' | '_'));
    digits.clone().count() == 32 && digits.all(|it| it.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use model::say;

    use super::{hidden, is_key, said_of_key, said_without_keys, without_keys};

    #[test]
    fn keys_go_from_what_a_sentence_names() {
        let key = "00112233445566778899aabbccddeeff";
        let quoted =
            say!(Quoted, text = "00 11 22 33 44 55 66 77 88", why = say!(NoModel, key = key));
        assert_eq!(said_without_keys(quoted).text(), "“••••”: no model is called ••••");
        let blanks = "00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff";
        let named = said_without_keys(say!(NoTemplate, key = blanks));
        assert_eq!(named, say!(NoTemplate, key = super::MASK));
        let changed = say!(ChangedSinceCheck, field = "notification_groups");
        assert_eq!(said_without_keys(changed.clone()), changed);
        let needed = say!(RequiredFor, mode = "OTAA");
        assert_eq!(said_of_key(needed).text(), "required for OTAA");
        let length = say!(Quoted, text = "00", why = say!(HexLength, found = 2, expected = 32));
        assert_eq!(said_of_key(length).text(), "“••••”: 2 hex digits, expected 32");
    }

    #[test]
    fn keys_go_and_the_rest_of_a_sentence_stays() {
        for (text, shown) in [
            ("32 hex digits, expected 16", "32 hex digits, expected 16"),
            ("“00112233445566778899aabbccddeeff”: too long", "“••••”: too long"),
            ("“00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff”, a number", "“••••”, a number"),
            ("“00112233445566778899aabbccddeeff, cut off", "“••••"),
            ("a, 00112233445566778899aabbccddeeff b", "a, •••• b"),
            (
                "the address is used by 70-B3-D5-7E-D0-00-12-34",
                "the address is used by 70-B3-D5-7E-D0-00-12-34",
            ),
        ] {
            assert_eq!(without_keys(text), shown);
        }
    }

    #[test]
    fn keys_go_from_cells_wherever_they_stand() {
        for (text, shown) in [
            ("00112233445566778899AABBCCDDEEFF", "••••"),
            ("00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff", "••••"),
            (
                r#"{"note":"key 00112233445566778899aabbccddeeff","n":1}"#,
                r#"{"note":"key ••••","n":1}"#,
            ),
            ("north,00112233445566778899aabbccddeeff", "north,••••"),
            (
                "return decodeTheWholePayloadOfTheMeter(msg);",
                "return decodeTheWholePayloadOfTheMeter(msg);",
            ),
            ("70b3d57ed0001234 é", "70b3d57ed0001234 é"),
            ("", ""),
        ] {
            assert_eq!(hidden(text), shown);
        }
    }

    #[test]
    fn a_key_is_known_in_every_spelling() {
        assert!(is_key("00112233445566778899AABBCCDDEEFF"));
        assert!(is_key("0x00112233445566778899AABBCCDDEEFF"));
        assert!(is_key("00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff"));
        assert!(!is_key("70b3d57ed0001234") && !is_key("a name") && !is_key(""));
    }
}
