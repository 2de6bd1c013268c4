//! Sentences for people: which one it is, what it names, and how it reads in English.
//!
//! The page says them in the language of whoever reads; programs, MQTT and the log get the English
//! text. What comes from outside, such as the words of a script or of another program, is a sentence
//! that nobody can translate: it is its text and nothing else.

mod sayings;

use std::fmt;
use std::io;
use std::num::{ParseFloatError, ParseIntError};

use lorawan::HexError;
use serde_json::{Value, json};

use crate::record::{NoAddressRange, UnknownWord};
use crate::{IdError, JsonMap};

pub use sayings::Saying;

/// Says a sentence with its values: `say!(CharactersMost, limit = 64)`.
#[macro_export]
macro_rules! say {
    ($saying:ident $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::Said::new($crate::Saying::$saying)$(.with(stringify!($name), $value))*
    };
}

/// A noun as a value of a sentence: one of the sayings called `noun_…`, or the word as it is where
/// none of them has it.
#[must_use]
pub fn noun(word: &str) -> Value {
    let is_noun = |saying: &&Saying| saying.code().starts_with("noun_") && saying.english() == word;
    match Saying::ALL.iter().find(is_noun) {
        Some(saying) => Said::new(*saying).into(),
        None => word.into(),
    }
}

/// A sentence for people.
///
/// A value may be a sentence itself, or a list of them; in JSON it is an object of `code`, `params`
/// and `text` then, and one that is only text is a text. In a list sentences have semicolons between
/// them, other values commas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// `None`: words of somebody else. Boxed, because sentences are the errors of much.
    ours: Option<Box<Ours>>,
    text: String,
}

/// What is known of a sentence of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Ours {
    saying: Saying,
    params: JsonMap,
}

impl Said {
    /// A sentence of ours; what it names is told by [`Self::with`].
    #[must_use]
    pub fn new(saying: Saying) -> Self {
        Self::ours(saying, JsonMap::new(), saying.english().to_owned())
    }

    /// Words that are not ours.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { ours: None, text: text.into() }
    }

    fn ours(saying: Saying, params: JsonMap, text: String) -> Self {
        Self { ours: Some(Box::new(Ours { saying, params })), text }
    }

    /// A sentence of ours with all that it names.
    #[must_use]
    pub fn of(saying: Saying, params: JsonMap) -> Self {
        let text = english(saying, &params);
        Self::ours(saying, params, text)
    }

    /// The same with one value more; words that are not ours name none.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        if let Some(ours) = &mut self.ours {
            ours.params.insert(name.to_owned(), value.into());
            self.text = english(ours.saying, &ours.params);
        }
        self
    }

    /// Words as the sentence that they are, with the texts it names; `None` when they are another
    /// one. For a sentence that comes back as its English only.
    #[must_use]
    pub fn read(saying: Saying, words: &str) -> Option<Self> {
        let params = values(saying.english(), words)?;
        Some(Self::ours(saying, params, words.to_owned()))
    }

    /// As it was stored: the text, and what [`Self::known`] said of it. A sentence that this program
    /// does not know is its text.
    #[must_use]
    pub fn stored(text: String, known: Option<&Value>) -> Self {
        let code = known.and_then(|known| known.get("code")).and_then(Value::as_str);
        let params = known.and_then(|known| known.get("params")).and_then(Value::as_object);
        match code.and_then(Saying::of_code) {
            Some(saying) => Self::ours(saying, params.cloned().unwrap_or_default(), text),
            None => Self::plain(text),
        }
    }

    /// The same with every text in it put through `change`, which hears whether the sentence quotes
    /// the text.
    #[must_use]
    pub fn with_texts(self, change: &impl Fn(&str, bool) -> String) -> Self {
        let Some(ours) = self.ours else {
            return Self::plain(change(&self.text, false));
        };
        let Ours { saying, params } = *ours;
        let is_quoted = |name: &str| saying.english().contains(&format!("“{{{name}}}”"));
        let params = params.into_iter().map(|(name, value)| {
            let value = changed(value, is_quoted(&name), change);
            (name, value)
        });
        Self::of(saying, params.collect())
    }

    /// What is to be stored beside the text: `code` and `params`. `None` when it is only text.
    #[must_use]
    pub fn known(&self) -> Option<Value> {
        let ours = self.ours.as_ref()?;
        Some(json!({"code": ours.saying.code(), "params": ours.params}))
    }

    /// Which sentence it is; `None` when it is not one of ours.
    #[must_use]
    pub fn saying(&self) -> Option<Saying> {
        self.ours.as_ref().map(|ours| ours.saying)
    }

    /// What it names; `None` when it is not one of ours.
    #[must_use]
    pub fn params(&self) -> Option<&JsonMap> {
        self.ours.as_ref().map(|ours| &ours.params)
    }

    /// The sentence in English.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether nothing is said.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

impl fmt::Display for Said {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

impl From<Saying> for Said {
    fn from(saying: Saying) -> Self {
        Self::new(saying)
    }
}

impl From<&str> for Said {
    /// Words that are not ours.
    fn from(text: &str) -> Self {
        Self::plain(text)
    }
}

impl From<String> for Said {
    /// Words that are not ours.
    fn from(text: String) -> Self {
        Self::plain(text)
    }
}

impl From<HexError> for Said {
    fn from(error: HexError) -> Self {
        match error {
            HexError::Length { expected, found } => {
                say!(HexLength, found = found, expected = expected)
            }
            HexError::Digit(digit) => say!(HexDigit, digit = digit.to_string()),
        }
    }
}

impl From<IdError> for Said {
    fn from(error: IdError) -> Self {
        Self::new(match error {
            IdError::RecordId => Saying::RecordIdForm,
            IdError::DeviceEui => Saying::EuiForm,
            IdError::TenantCode => Saying::TenantForm,
        })
    }
}

impl From<&io::Error> for Said {
    /// What the operating system refused, or what became of a connection.
    fn from(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::AddrInUse => Saying::OsAddressTaken.into(),
            io::ErrorKind::AddrNotAvailable => Saying::OsAddressForeign.into(),
            io::ErrorKind::PermissionDenied => Saying::OsDenied.into(),
            io::ErrorKind::NotFound => Saying::OsNoFile.into(),
            io::ErrorKind::StorageFull => Saying::OsDiskFull.into(),
            io::ErrorKind::ConnectionRefused => Saying::OsNobodyListens.into(),
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof => Saying::OsCutOff.into(),
            io::ErrorKind::TimedOut => Saying::OsNoAnswer.into(),
            _ => say!(OsFailed, reason = error.to_string()),
        }
    }
}

impl From<UnknownWord> for Said {
    fn from(error: UnknownWord) -> Self {
        say!(OneOf, words = error.expected.to_vec())
    }
}

impl From<NoAddressRange> for Said {
    fn from(_: NoAddressRange) -> Self {
        Self::new(Saying::AddressForm)
    }
}

impl From<ParseIntError> for Said {
    fn from(_: ParseIntError) -> Self {
        Self::new(Saying::WholeNumber)
    }
}

impl From<ParseFloatError> for Said {
    fn from(_: ParseFloatError) -> Self {
        Self::new(Saying::ANumber)
    }
}

impl From<Said> for Value {
    /// As a value of another sentence.
    fn from(said: Said) -> Self {
        match said.ours {
            None => Self::String(said.text),
            Some(ours) => {
                json!({"code": ours.saying.code(), "params": ours.params, "text": said.text})
            }
        }
    }
}

fn english(saying: Saying, params: &JsonMap) -> String {
    let is_one = params.get("count").is_some_and(|count| count == 1);
    let mut rest = saying.singular().filter(|_| is_one).unwrap_or(saying.english());
    let mut text = String::with_capacity(rest.len());
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else { break };
        text.push_str(before);
        match params.get(name) {
            Some(value) => push(&mut text, name, value),
            // Its turn comes with the next call of `with`.
            None => text.extend(["{", name, "}"]),
        }
        rest = behind;
    }
    text.push_str(rest);
    text
}

/// What stands in words where a sentence has places for values; `None` when they are another one.
fn values(english: &str, words: &str) -> Option<JsonMap> {
    let mut values = JsonMap::new();
    let (mut sentence, mut words) = (english, words);
    while let Some((before, after)) = sentence.split_once('{') {
        let (name, behind) = after.split_once('}')?;
        let rest = words.strip_prefix(before)?;
        let next = behind.split_once('{').map_or(behind, |(next, _)| next);
        let end = if next.len() == behind.len() {
            rest.strip_suffix(behind)?.len()
        } else {
            rest.find(next)?
        };
        let (value, after) = rest.split_at_checked(end)?;
        values.insert(name.to_owned(), value.into());
        (sentence, words) = (behind, after);
    }
    (sentence == words).then_some(values)
}

fn push(text: &mut String, name: &str, value: &Value) {
    match value {
        Value::String(value) => text.push_str(value),
        Value::Object(said) => {
            text.push_str(said.get("text").and_then(Value::as_str).unwrap_or_default());
        }
        Value::Array(list) => {
            let between = if list.iter().any(Value::is_object) { "; " } else { ", " };
            for (place, value) in list.iter().enumerate() {
                text.push_str(match (name, place) {
                    ("lines", _) => "\n- ",
                    (_, 0) => "",
                    _ => between,
                });
                push(text, "", value);
            }
        }
        other => text.push_str(&other.to_string()),
    }
}

/// A value with every text in it changed.
fn changed(value: Value, is_quoted: bool, change: &impl Fn(&str, bool) -> String) -> Value {
    match value {
        Value::String(text) => change(&text, is_quoted).into(),
        Value::Array(list) => {
            list.into_iter().map(|value| changed(value, is_quoted, change)).collect()
        }
        Value::Object(said) => {
            let text = said.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
            Said::stored(text, Some(&Value::Object(said))).with_texts(change).into()
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Said, Saying, noun};

    #[test]
    fn a_code_is_one_sentence_and_is_found_again() {
        let codes: HashSet<&str> = Saying::ALL.iter().map(|saying| saying.code()).collect();
        assert_eq!(codes.len(), Saying::ALL.len());
        for saying in Saying::ALL {
            assert_eq!(Saying::of_code(saying.code()), Some(*saying));
            assert!(saying.singular().is_none() || saying.english().contains("{count}"));
        }
    }

    #[test]
    fn values_and_sentences_stand_in_their_places() {
        let why = Said::new(Saying::AtGateway)
            .with("gateway", "a1b2")
            .with("why", Said::new(Saying::GatewayBusy));
        let said = |count: u32| {
            Said::new(Saying::SentInVain).with("why", why.clone()).with("count", count).to_string()
        };
        let busy = "gateway a1b2: the gateway transmits another frame at that time";
        assert_eq!(said(1), format!("{busy}; it was sent once"));
        assert_eq!(said(3), format!("{busy}; it was sent 3 times"));
        assert_eq!(say!(ChangedFields, fields = vec!["name", "tags"]).text(), "name, tags");
        let rows = [1, 2].map(|number| say!(Row, number = number));
        assert_eq!(say!(RefusedInvalid, why = rows.to_vec()).text(), "row 1; row 2");
        assert_eq!(say!(GatewayLines, lines = rows.to_vec()).text(), "\n- row 1\n- row 2");
        assert_eq!(noun("gateway").get("code"), Some(&"noun_gateway".into()));
        assert_eq!(noun("thing"), "thing");
    }

    #[test]
    fn words_are_read_as_the_sentence_that_they_are() {
        for said in [
            say!(NoFitBytes, value = "-1", size = "2"),
            say!(BufferRange, name = "offset", range = ">= 0 && <= 3", found = "9. Received 7"),
            say!(BufferRange, name = "", range = "", found = ""),
            say!(StoreFailed),
        ] {
            let Some(saying) = said.saying() else { panic!("{said}") };
            assert_eq!(Said::read(saying, said.text()).as_ref(), Some(&said), "{said}");
        }
        for words in ["", "-1 does not fit", "-1 does not fit into 2 bytes, or so", "into 2 bytes"]
        {
            assert_eq!(Said::read(Saying::NoFitBytes, words), None, "{words}");
        }
        assert_eq!(Said::read(Saying::StoreFailed, "{x} and more"), None);
    }

    #[test]
    fn texts_change_wherever_they_stand() {
        let hide = |text: &str, is_quoted: bool| match text {
            "secret" if is_quoted => "…".to_owned(),
            "secret" => "-".to_owned(),
            text => text.to_owned(),
        };
        let why = say!(Quoted, text = "secret", why = say!(NoModel, key = "secret"));
        let said = say!(AtRow, number = 3, why = vec![why, Said::plain("secret")]);
        assert_eq!(said.with_texts(&hide).text(), "row 3: “…”: no model is called -; -");
        assert_eq!(Said::plain("secret").with_texts(&hide).text(), "-");
    }

    #[test]
    fn a_stored_sentence_is_the_same_and_an_unknown_one_is_its_text() {
        let said =
            Said::new(Saying::AtStep).with("number", 2).with("why", Said::plain("{x} broke"));
        assert_eq!(said.text(), "step 2: {x} broke");
        let stored = Said::stored(said.to_string(), said.known().as_ref());
        assert_eq!(stored, said);
        let foreign = serde_json::json!({"code": "of_a_later_version", "params": {}});
        let old = Said::stored("as it was".into(), Some(&foreign));
        assert_eq!((old.saying(), old.text(), old.known()), (None, "as it was", None));
    }
}
