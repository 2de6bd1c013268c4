//! Reading members of what a script returned, with errors that name the place in the author's
//! words.
//!
//! Scripts are written by hand: a number may come as text (`"200"`), a switch as `"true"`, and
//! null means absent everywhere.

use std::str::FromStr;

use model::text::check_line;
use model::{DeviceEui, IdError, JsonMap, Said, Saying, noun, say};
use serde_json::Value;

/// Why a returned value cannot be used: where, and what is expected there. Data for the author.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct ShapeError {
    /// The place in the result, such as `step 2, dnMsg.userdata.port`.
    pub place: Said,
    /// What is wrong with it, for the author.
    pub problem: Said,
}

impl From<ShapeError> for Said {
    fn from(ShapeError { place, problem }: ShapeError) -> Self {
        say!(About, what = place, why = problem)
    }
}

/// What a value is, in words.
pub(crate) const fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// That a value is not what was expected, itself a noun.
pub(crate) fn not_expected(expected: &str, found: &Value) -> Said {
    say!(ExpectedKind, expected = noun(expected), found = noun(kind_of(found)))
}

/// An object of the result, and how to speak of it.
#[derive(Clone, Copy)]
pub(crate) struct Members<'v> {
    map: &'v JsonMap,
    place: Place<'v>,
}

/// A step and the way from it to a member.
#[derive(Clone, Copy)]
struct Place<'v> {
    /// What it is, and its number from 1; 0 when there is only one.
    item: (Item, usize),
    path: [&'v str; 2],
}

/// What scripts and people give as objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Item {
    /// What a script returned, as a whole.
    Result,
    /// What is said of an attribute.
    Definition,
    /// One of its values to choose from.
    Choice,
    /// A step of a command.
    Step,
    /// What a trigger asks for.
    Action,
    /// A message of a forwarder.
    Message,
}

impl Item {
    /// How it is called, with its number and one of its members or without.
    fn place(self, number: usize, member: &str) -> Said {
        let saying = match (self, number, member.is_empty()) {
            (_, 0, false) => return Said::plain(member),
            (Self::Message, 0, true) => Saying::TheMessage,
            (Self::Result, ..) => Saying::TheResult,
            (Self::Definition, ..) => Saying::TheDefinition,
            (Self::Choice, _, true) => Saying::OptionPlace,
            (Self::Choice, _, false) => Saying::OptionMember,
            (Self::Step, _, true) => Saying::StepPlace,
            (Self::Step, _, false) => Saying::StepMember,
            (Self::Action, _, true) => Saying::ActionPlace,
            (Self::Action, _, false) => Saying::ActionMember,
            (Self::Message, _, true) => Saying::MessagePlace,
            (Self::Message, _, false) => Saying::MessageMember,
        };
        match number {
            0 => saying.into(),
            number => Said::new(saying).with("number", number).with("member", member),
        }
    }
}

impl<'v> Members<'v> {
    /// The members of a step or action; `number` counts from 1, 0: there is only one.
    pub(crate) fn of_item(item: Item, number: usize, value: &'v Value) -> Result<Self, ShapeError> {
        match value {
            Value::Object(map) => {
                Ok(Self { map, place: Place { item: (item, number), path: [""; 2] } })
            }
            other => Err(ShapeError {
                place: item.place(number, ""),
                problem: not_expected("an object", other),
            }),
        }
    }

    pub(crate) const fn map(&self) -> &'v JsonMap {
        self.map
    }

    /// The member, unless it is absent or null.
    pub(crate) fn get(&self, name: &str) -> Option<&'v Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    /// An error about a member.
    pub(crate) fn error(&self, name: &str, problem: impl Into<Said>) -> ShapeError {
        let [first, second] = self.place.path;
        let path = [first, second, name].into_iter().filter(|name| !name.is_empty());
        let (item, number) = self.place.item;
        let place = item.place(number, &path.collect::<Vec<_>>().join("."));
        ShapeError { place, problem: problem.into() }
    }

    fn expected(&self, name: &str, expected: &str, found: &Value) -> ShapeError {
        self.error(name, not_expected(expected, found))
    }

    /// A nested object.
    pub(crate) fn members(&self, name: &'v str) -> Result<Option<Self>, ShapeError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Object(map)) => {
                let [first, second] = self.place.path;
                let path = if first.is_empty() { [name, second] } else { [first, name] };
                Ok(Some(Self { map, place: Place { path, ..self.place } }))
            }
            Some(other) => Err(self.expected(name, "an object", other)),
        }
    }

    /// A nested object that must be there.
    pub(crate) fn required(&self, name: &'v str) -> Result<Self, ShapeError> {
        self.members(name)?.ok_or_else(|| self.error(name, Saying::MissingObject))
    }

    pub(crate) fn object(&self, name: &str) -> Result<Option<JsonMap>, ShapeError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(map.clone())),
            Some(other) => Err(self.expected(name, "an object", other)),
        }
    }

    /// Text; a number or a boolean counts as its text.
    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, ShapeError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(value @ (Value::Number(_) | Value::Bool(_))) => Ok(Some(value.to_string())),
            Some(other) => Err(self.expected(name, "text", other)),
        }
    }

    /// Text of 1 to `longest` characters, trimmed, that must be there.
    pub(crate) fn name(&self, name: &str, longest: usize) -> Result<String, ShapeError> {
        let text = self.text(name)?.unwrap_or_default();
        let text = text.trim();
        if text.is_empty() || text.chars().count() > longest {
            return Err(self.error(name, say!(CharactersExpected, min = 1, max = longest)));
        }
        check_line(text).map_err(|detail| self.error(name, detail))?;
        Ok(text.to_owned())
    }

    /// A whole number in a range; a fraction is rounded. Text that is a number counts.
    pub(crate) fn number(&self, name: &str, min: i64, max: i64) -> Result<Option<i64>, ShapeError> {
        let value = match self.get(name) {
            None => return Ok(None),
            Some(Value::Number(number)) => number.as_f64(),
            Some(Value::String(text)) if text.trim().is_empty() => return Ok(None),
            Some(Value::String(text)) => text.trim().parse::<f64>().ok(),
            Some(other) => return Err(self.expected(name, "a number", other)),
        };
        let whole = value.map(f64::round).filter(|number| {
            #[expect(clippy::cast_precision_loss, reason = "limits are far below 2^53")]
            let range = min as f64..=max as f64;
            range.contains(number)
        });
        #[expect(clippy::cast_possible_truncation, reason = "the range was checked just above")]
        match whole {
            Some(number) => Ok(Some(number as i64)),
            None => Err(self.error(name, say!(NumberBetween, min = min, max = max))),
        }
    }

    /// True or false; also as text or as 0 and 1.
    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, ShapeError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(Value::Number(number)) if number.as_f64() == Some(0.0) => Ok(Some(false)),
            Some(Value::Number(number)) if number.as_f64() == Some(1.0) => Ok(Some(true)),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(other) => Err(self.expected(name, "true or false", other)),
        }
    }

    /// One of a closed list of words.
    pub(crate) fn word<T: FromStr>(
        &self,
        name: &str,
        expected: &[&str],
    ) -> Result<Option<T>, ShapeError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let word = text.trim().parse();
        let wrong = |_| say!(NotOneOf, words = expected.to_vec(), found = text.as_str());
        word.map(Some).map_err(|error| self.error(name, wrong(error)))
    }

    /// The EUI of a device; empty text counts as absent.
    pub(crate) fn eui(&self, name: &str) -> Result<Option<DeviceEui>, ShapeError> {
        match self.text(name)? {
            Some(text) if !text.trim().is_empty() => {
                text.parse().map(Some).map_err(|error: IdError| self.error(name, error))
            }
            _ => Ok(None),
        }
    }

    /// A list of names; a lone name counts as a list of one. Empty names are left out.
    pub(crate) fn names(&self, name: &str, most: usize) -> Result<Vec<String>, ShapeError> {
        let values = match self.get(name) {
            None => return Ok(Vec::new()),
            Some(Value::Array(values)) => values.as_slice(),
            Some(value @ Value::String(_)) => std::slice::from_ref(value),
            Some(other) => return Err(self.expected(name, "an array of names", other)),
        };
        if values.len() > most {
            return Err(self.error(name, say!(EntriesOver, found = values.len(), limit = most)));
        }
        let mut names = Vec::with_capacity(values.len());
        for value in values {
            match value {
                Value::Null => {}
                Value::String(text) if text.trim().is_empty() => {}
                Value::String(text) => names.push(text.trim().to_owned()),
                Value::Number(number) => names.push(number.to_string()),
                other => return Err(self.expected(name, "an array of names", other)),
            }
        }
        Ok(names)
    }
}
