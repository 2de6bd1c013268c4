//! What texts that people give may hold: everything that can be seen.

use crate::{Said, say};

/// Checks a text of one line, such as a name.
///
/// # Errors
/// The sentence that names a control character.
pub fn check_line(text: &str) -> Result<(), Said> {
    check(text, |_| false)
}

/// Checks a text that may have several lines and tabs, such as a remark.
///
/// # Errors
/// The sentence that names any other control character.
pub fn check_lines(text: &str) -> Result<(), Said> {
    check(text, |character| matches!(character, '\t' | '\n' | '\r'))
}

fn check(text: &str, allowed: impl Fn(char) -> bool) -> Result<(), Said> {
    let bad = |(_, character): &(usize, char)| character.is_control() && !allowed(*character);
    match (1_usize..).zip(text.chars()).find(bad) {
        None => Ok(()),
        Some((place, character)) => {
            let code = format!("{:04X}", u32::from(character));
            Err(say!(ControlCharacter, place = place, code = code))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{check_line, check_lines};

    #[test]
    fn control_characters_are_named_by_place_and_code() {
        let said = |checked: Result<(), crate::Said>| checked.map_err(|said| said.to_string());
        for text in ["", "Büro 3", "温室 №1 – ‘a’", "a\u{a0}b"] {
            assert_eq!(
                (said(check_line(text)), said(check_lines(text))),
                (Ok(()), Ok(())),
                "{text}"
            );
        }
        for (text, expected) in [
            ("温\u{0}", "character 2 is the control character U+0000"),
            ("\u{7f}a", "character 1 is the control character U+007F"),
            ("ab\u{85}", "character 3 is the control character U+0085"),
            ("a\u{1b}[31m", "character 2 is the control character U+001B"),
        ] {
            let expected = Err(expected.to_owned());
            assert_eq!(
                (said(check_line(text)), said(check_lines(text))),
                (expected.clone(), expected)
            );
        }
        assert_eq!(said(check_lines("a\r\n\tb")), Ok(()));
        assert!(check_line("a\nb").is_err());
    }
}
