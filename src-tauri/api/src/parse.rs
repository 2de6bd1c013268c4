//! From the text of a request to typed values, with every bad field named at once.

use std::str::FromStr;

use model::{JsonMap, Said, Saying, Timestamp};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use utoipa::IntoParams;

use crate::problem::{FieldProblem, Problem};

/// Collects what is wrong with the fields of one request.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    errors: Vec<FieldProblem>,
}

impl Fields {
    fn one<T: FromStr<Err: Into<Said>>>(&mut self, field: &str, text: &str) -> Option<T> {
        match text.parse::<T>() {
            Ok(value) => Some(value),
            Err(error) => {
                self.errors.push(FieldProblem::new(field, error));
                None
            }
        }
    }

    /// A field that may be left out.
    pub(crate) fn parse<T>(&mut self, field: &str, text: Option<String>) -> Option<T>
    where
        T: FromStr<Err: Into<Said>>,
    {
        text.and_then(|text| self.one(field, &text))
    }

    /// Every text of a list; a bad one is named and left out.
    pub(crate) fn parse_all<T>(&mut self, field: &str, texts: Vec<String>) -> Vec<T>
    where
        T: FromStr<Err: Into<Said>>,
    {
        texts.iter().filter_map(|text| self.one(field, text)).collect()
    }

    /// A field that may be left out, or be `null` or empty to clear it.
    pub(crate) fn parse_nullable<T>(
        &mut self,
        field: &str,
        text: Option<Option<String>>,
    ) -> Option<Option<T>>
    where
        T: FromStr<Err: Into<Said>>,
    {
        match text {
            None => None,
            Some(None) => Some(None),
            Some(Some(text)) if text.trim().is_empty() => Some(None),
            Some(Some(text)) => self.one(field, &text).map(Some),
        }
    }

    /// A field that must be there.
    pub(crate) fn required<T>(&mut self, field: &str, text: Option<String>) -> Option<T>
    where
        T: FromStr<Err: Into<Said>>,
    {
        match text {
            Some(text) if !text.trim().is_empty() => self.one(field, &text),
            _ => {
                self.errors.push(FieldProblem::new(field, Saying::Required));
                None
            }
        }
    }

    /// The value, if no field was bad.
    pub(crate) fn finish<T>(self, value: T) -> Result<T, Problem> {
        if self.errors.is_empty() { Ok(value) } else { Err(Problem::fields(self.errors)) }
    }

    /// A point in time among the query parameters.
    pub(crate) fn time(field: &str, text: Option<&str>) -> Result<Option<Timestamp>, Problem> {
        text.map(|text| {
            Timestamp::parse(text).ok_or_else(|| Problem::field(field, Saying::TimeExpected))
        })
        .transpose()
    }

    /// The key in a path.
    pub(crate) fn key<T: FromStr<Err: Into<Said>>>(field: &str, text: &str) -> Result<T, Problem> {
        text.parse().map_err(|error: T::Err| Problem::field(field, error))
    }
}

/// The items of a text with commas between them, without blanks around them; empty ones are left
/// out.
pub(crate) fn listed(text: Option<&str>) -> Vec<String> {
    let items = text.unwrap_or_default().split(',').map(str::trim);
    items.filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

/// Reads the filter of a body, in which every name must be one that the filter has: without what a
/// slip of the pen was meant to say it would mean more records, and without anything all of them.
pub(crate) fn filter<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: DeserializeOwned + IntoParams,
    D: Deserializer<'de>,
{
    let Some(given) = Option::<JsonMap>::deserialize(deserializer)? else { return Ok(None) };
    let known = T::into_params(|| None);
    if let Some(name) = given.keys().find(|name| known.iter().all(|it| it.name != **name)) {
        return Err(D::Error::custom(format!("there is no filter {name}")));
    }
    serde_json::from_value(Value::Object(given)).map(Some).map_err(D::Error::custom)
}

/// Tells a field that is `null` (`Some(None)`) from one that is absent (`None`).
pub(crate) fn optional<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::deserialize(deserializer).map(Some)
}
