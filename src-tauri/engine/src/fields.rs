//! Checks of what people and programs give: every bad field is named, all of them at once.

use std::net::IpAddr;

use model::{JsonMap, Said, say, text};
use serde::Serialize;
use things::attribute::{self, Definition};

use crate::Error;
use crate::error::FieldError;
use crate::models::scripts::SOURCE_MAX;

/// Longest text id of a model, in characters.
const ID_NAME_MAX: usize = 32;
/// Longest label or remark, in characters.
pub(crate) const TEXT_MAX: usize = 255;
/// Longest text that a mail server or a broker is given, in bytes.
pub(crate) const TEXT_BYTES_MAX: usize = 256;
/// Longest certificate or chain of them, in bytes.
pub(crate) const PEM_MAX: usize = 64 * 1024;
/// Most tags one record has, and longest tag in characters.
const TAGS_MAX: usize = 64;
const TAG_MAX: usize = 64;
/// Longest JSON object, in bytes of text.
const OBJECT_MAX: usize = 256 * 1024;
/// Longest time without an uplink, in seconds: one year.
const HEART_PERIOD_MAX: u32 = 31_536_000;

/// What is wrong with the fields of one request.
#[derive(Debug, Default)]
pub(crate) struct Checks(Vec<FieldError>);

impl Checks {
    /// Notes a bad field.
    pub(crate) fn refuse(&mut self, field: &'static str, detail: impl Into<Said>) {
        self.0.push(FieldError::new(field, detail));
    }

    /// Notes bad fields that were found elsewhere.
    pub(crate) fn refuse_all(&mut self, errors: impl IntoIterator<Item = FieldError>) {
        self.0.extend(errors);
    }

    /// Everything that was noted, if anything was.
    pub(crate) fn finish(self) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(self.0)) }
    }

    /// A text id: letters, digits, `_` and `-`.
    pub(crate) fn id_name(&mut self, current: &mut String, given: Option<String>) {
        if let Some(given) = given {
            given.trim().clone_into(current);
        }
        let legal = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if !(1..=ID_NAME_MAX).contains(&current.len()) || !current.chars().all(legal) {
            self.refuse("id_name", say!(IdNameForm, limit = ID_NAME_MAX));
        }
    }

    /// What an RPC model is called by: printable text without line breaks. Source: thinklink
    /// reference 1.5, where it may be as long as a label.
    pub(crate) fn method(&mut self, current: &mut String, given: Option<String>) {
        if let Some(given) = given {
            given.trim().clone_into(current);
        }
        let legal = |c: char| c.is_alphanumeric() || c.is_ascii_punctuation() || c == ' ';
        if !(1..=TEXT_MAX).contains(&current.chars().count()) || !current.chars().all(legal) {
            self.refuse("id_name", say!(MethodForm, limit = TEXT_MAX));
        }
    }

    /// A label, which cannot be empty.
    pub(crate) fn label(&mut self, current: &mut String, given: Option<String>) {
        if let Some(given) = given {
            given.trim().clone_into(current);
        }
        if current.is_empty() || current.chars().count() > TEXT_MAX {
            self.refuse("name", say!(CharactersExpected, min = 1, max = TEXT_MAX));
        } else if let Err(detail) = text::check_line(current) {
            self.refuse("name", detail);
        }
    }

    /// A text of one line that may be empty.
    pub(crate) fn line(
        &mut self,
        field: &'static str,
        current: &mut String,
        given: Option<String>,
    ) {
        self.bounded(field, current, given, text::check_line);
    }

    /// A text of several lines that may be empty.
    pub(crate) fn text(
        &mut self,
        field: &'static str,
        current: &mut String,
        given: Option<String>,
    ) {
        self.bounded(field, current, given, text::check_lines);
    }

    fn bounded(
        &mut self,
        field: &'static str,
        current: &mut String,
        given: Option<String>,
        check: fn(&str) -> Result<(), Said>,
    ) {
        let Some(given) = given else { return };
        given.trim().clone_into(current);
        if let Err(detail) = check_text(current, check) {
            self.refuse(field, detail);
        }
    }

    /// A script.
    pub(crate) fn script(
        &mut self,
        field: &'static str,
        current: &mut impl From<String>,
        given: Option<String>,
    ) {
        let Some(given) = given else { return };
        if given.len() > SOURCE_MAX {
            self.refuse(field, say!(BytesOver, bytes = given.len(), limit = SOURCE_MAX));
        }
        *current = given.into();
    }

    /// Tags, trimmed and without repeats, whatever their case.
    pub(crate) fn tags(&mut self, current: &mut Vec<String>, given: Option<Vec<String>>) {
        let Some(given) = given else { return };
        current.clear();
        for tag in given {
            let tag = tag.trim();
            if tag.is_empty() || tag.chars().count() > TAG_MAX {
                self.refuse("tags", say!(TagForm, limit = TAG_MAX));
            } else if let Err(detail) = text::check_line(tag) {
                self.refuse("tags", detail);
            } else if !has_tag(current, tag) {
                current.push(tag.to_owned());
            }
        }
        if current.len() > TAGS_MAX {
            self.refuse("tags", say!(TagsMost, limit = TAGS_MAX));
        }
    }

    /// Seconds without an uplink until a device counts as offline.
    pub(crate) fn heart_period(&mut self, current: &mut u32, given: Option<u32>) {
        let Some(given) = given else { return };
        if !(1..=HEART_PERIOD_MAX).contains(&given) {
            self.refuse("heart_period", say!(HeartPeriodRange, value = given));
        }
        *current = given;
    }

    /// A JSON object of bounded size.
    pub(crate) fn object(
        &mut self,
        field: &'static str,
        current: &mut JsonMap,
        given: Option<JsonMap>,
    ) {
        let Some(given) = given else { return };
        self.size(field, &given);
        *current = given;
    }

    /// How large a JSON value may be.
    pub(crate) fn size(&mut self, field: &'static str, value: &impl Serialize) {
        if !Self::fits(value) {
            self.refuse(field, say!(JsonMost, limit = OBJECT_MAX));
        }
    }

    /// Whether an object is not larger than one may be.
    pub(crate) fn fits(value: &impl Serialize) -> bool {
        length(value) <= OBJECT_MAX
    }

    /// Takes the last members out of an object that is larger than one may be. Gives their keys.
    pub(crate) fn cut(object: &mut JsonMap) -> Vec<String> {
        // The braces are two, but there is a comma less than members.
        let mut bytes = 1;
        let mut keys = Vec::new();
        object.retain(|key, value| {
            bytes += length(key) + length(value) + ":,".len();
            let stays = bytes <= OBJECT_MAX;
            if !stays {
                keys.push(key.clone());
            }
            stays
        });
        keys
    }

    /// Definitions of attributes: an object for each key.
    pub(crate) fn definitions(
        &mut self,
        field: &'static str,
        current: &mut JsonMap,
        given: Option<JsonMap>,
    ) {
        for (key, definition) in given.iter().flatten() {
            let key = key.as_str();
            if let Err(problem) = attribute::check_new_key(key) {
                self.refuse(field, say!(About, what = key, why = problem));
                continue;
            }
            let read = Definition::read(definition).map_err(Said::from);
            let read = read.and_then(|definition| definition.check(&definition.initial()));
            if let Err(problem) = read {
                self.refuse(field, say!(About, what = key, why = problem));
            }
        }
        self.object(field, current, given);
    }
}

/// Whether a text is not too long and its characters are those of a line, or of lines.
pub(crate) fn check_text(text: &str, check: fn(&str) -> Result<(), Said>) -> Result<(), Said> {
    if text.chars().count() > TEXT_MAX {
        return Err(say!(CharactersMost, limit = TEXT_MAX));
    }
    check(text)
}

/// Whether a tag is among others, in any spelling of capitals: the one rule by which tags are told
/// apart.
pub(crate) fn has_tag(tags: &[String], tag: &str) -> bool {
    let tag = tag.trim().to_lowercase();
    tags.iter().any(|known| known.trim().to_lowercase() == tag)
}

/// How long a value is as JSON, in bytes.
fn length(value: &impl Serialize) -> usize {
    serde_json::to_string(value).map_or(0, |text| text.len())
}

/// Takes tags out of a list, then puts those behind it that are not there yet.
pub(crate) fn change_tags(tags: &mut Vec<String>, add: &[String], remove: &[String]) {
    tags.retain(|tag| !has_tag(remove, tag));
    for tag in add {
        if !has_tag(tags, tag) {
            tags.push(tag.clone());
        }
    }
}

/// Whether a text is a host name or an IP address.
pub(crate) fn is_host(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let is_name = (1..=253).contains(&host.len())
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    is_name || bare.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use model::JsonMap;
    use serde_json::json;

    use super::{Checks, OBJECT_MAX};

    #[test]
    fn an_object_keeps_as_many_members_as_fit() {
        let member = |at: usize| (format!("schlüssel \"{at:04}\""), json!({ "dftValue": at }));
        let whole: JsonMap = (0..9_000).map(member).collect();
        assert!(!Checks::fits(&whole));
        let mut object = whole.clone();
        let gone = Checks::cut(&mut object);
        assert_eq!(object.len() + gone.len(), whole.len());
        assert!(object.keys().chain(&gone).eq(whole.keys()), "the first stay, in their order");
        assert!(Checks::fits(&object));
        object.extend(gone.first().and_then(|key| Some((key.clone(), whole.get(key)?.clone()))));
        assert!(!Checks::fits(&object), "one more is too much");

        let fill = OBJECT_MAX - r#"{"a":"","b":1}"#.len();
        for (more, left) in [(0, 2), (1, 1)] {
            let mut object = JsonMap::from_iter([
                ("a".into(), "x".repeat(fill + more).into()),
                ("b".into(), 1.into()),
            ]);
            Checks::cut(&mut object);
            assert_eq!(object.len(), left, "{more}");
        }
    }
}
