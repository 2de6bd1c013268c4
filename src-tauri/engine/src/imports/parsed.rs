//! From the texts of a row to typed values, with everything that is wrong at once.

use std::str::FromStr;

use model::{Said, say};

use super::spelling::clipped;
use super::subject::Values;
use crate::error::FieldError;

/// The values of a row, taken out by name.
pub(super) struct Parsed<'v> {
    values: &'v Values<'v>,
    errors: Vec<FieldError>,
}

impl<'v> Parsed<'v> {
    pub(super) const fn new(values: &'v Values<'v>) -> Self {
        Self { values, errors: Vec::new() }
    }

    fn given(&self, field: &str) -> Option<&'v str> {
        self.values.iter().find(|(name, _)| *name == field).map(|(_, text)| *text)
    }

    fn parse<T: FromStr<Err: Into<Said>>>(&mut self, field: &'static str, text: &str) -> Option<T> {
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                let detail = say!(Quoted, text = clipped(text), why = error.into());
                self.errors.push(FieldError::new(field, detail));
                None
            }
        }
    }

    /// A value; an empty text leaves the field as it is.
    pub(super) fn one<T: FromStr<Err: Into<Said>>>(&mut self, field: &'static str) -> Option<T> {
        let text = self.given(field).filter(|text| !text.is_empty())?;
        self.parse(field, text)
    }

    /// A value that an empty text takes away.
    pub(super) fn nullable<T>(&mut self, field: &'static str) -> Option<Option<T>>
    where
        T: FromStr<Err: Into<Said>>,
    {
        match self.given(field)? {
            "" => Some(None),
            text => self.parse(field, text).map(Some),
        }
    }

    pub(super) fn boolean(&mut self, field: &'static str) -> Option<bool> {
        self.given(field).filter(|text| !text.is_empty()).map(|text| text == "TRUE")
    }

    pub(super) fn text(&self, field: &str) -> Option<String> {
        self.given(field).map(str::to_owned)
    }

    /// A text; an empty one leaves the field as it is.
    pub(super) fn filled(&self, field: &str) -> Option<String> {
        self.text(field).filter(|text| !text.is_empty())
    }

    /// A JSON object; its cell was found to be one.
    pub(super) fn object(&self, field: &str) -> Option<model::JsonMap> {
        self.text(field).and_then(|text| serde_json::from_str(&text).ok())
    }

    /// The key of the row.
    pub(super) fn key<T: FromStr<Err: Into<Said>>>(
        &mut self,
        field: &'static str,
        key: &str,
    ) -> Option<T> {
        self.parse(field, key)
    }

    pub(super) fn finish(self) -> Vec<FieldError> {
        self.errors
    }
}
