//! The members of an options object, as the prelude hands them over: texts in a fixed order.

use super::Refused;

/// Longest option that is quoted, in characters.
const QUOTED: usize = 64;

/// The texts of an options object; `None` where it says nothing.
#[derive(Debug)]
pub(super) struct Options {
    /// Of what they are options, in messages.
    of: &'static str,
    given: Vec<Option<String>>,
    names: &'static [&'static str],
}

impl Options {
    pub(super) fn new(
        of: &'static str,
        names: &'static [&'static str],
        given: Vec<Option<String>>,
    ) -> Self {
        Self { of, given, names }
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let at = self.names.iter().position(|known| *known == name)?;
        self.given.get(at)?.as_deref()
    }

    pub(super) fn is_given(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.get(name).is_some())
    }

    /// The meaning of one of these words.
    pub(super) fn one_of<T: Copy>(
        &self,
        name: &str,
        words: &[(&str, T)],
    ) -> Result<Option<T>, Refused> {
        let Some(given) = self.get(name) else { return Ok(None) };
        match words.iter().find(|(word, _)| *word == given) {
            Some((_, meaning)) => Ok(Some(*meaning)),
            None => Err(Refused::Range(format!(
                "Value {} out of range for Intl.{} options property {name}",
                quoted(given),
                self.of
            ))),
        }
    }

    /// A whole number in a range, rounded down.
    pub(super) fn number(
        &self,
        name: &str,
        range: std::ops::RangeInclusive<u8>,
    ) -> Result<Option<usize>, Refused> {
        let Some(given) = self.get(name) else { return Ok(None) };
        let number = given.parse::<f64>().unwrap_or(f64::NAN);
        if !(f64::from(*range.start())..=f64::from(*range.end())).contains(&number) {
            return Err(Refused::Range(format!("{name} value is out of range.")));
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in the range")]
        let whole = number.floor() as usize;
        Ok(Some(whole))
    }
}

/// What is quoted of a text of the script.
pub(super) fn quoted(text: &str) -> String {
    text.chars().take(QUOTED).collect()
}
