//! From the texts of a row to typed values, with everything that is wrong at once.

use std::str::FromStr;

use model::{Said, say};

use super::spelling::{clipped, list};
use super::subject::Values;
use crate::devices::IntegrationsChange;
use crate::error::FieldError;
use crate::models::mounting::ModelKey;

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
                self.refuse(field, say!(Quoted, text = clipped(text), why = error.into()));
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

    /// The names in a list.
    pub(super) fn list(&self, field: &str) -> Option<Vec<String>> {
        self.text(field).map(|text| list(&text))
    }

    /// The models, or what else has an id and a name, in a list.
    pub(super) fn models(&self, field: &str) -> Option<Vec<ModelKey>> {
        let names = self.list(field)?;
        Some(names.into_iter().map(ModelKey::from_text).collect())
    }

    /// Which integrations are on.
    pub(super) fn integrations(&mut self) -> IntegrationsChange {
        IntegrationsChange {
            things_board: self.boolean("things_board"),
            home_assistant: self.boolean("home_assistant"),
            bacnet: self.boolean("bacnet"),
            modbus_tcp: self.boolean("modbus_tcp"),
            third_party: self.boolean("third_party"),
        }
    }

    /// Notes what is wrong with a value.
    pub(super) fn refuse(&mut self, field: &'static str, detail: impl Into<Said>) {
        self.errors.push(FieldError::new(field, detail));
    }

    /// What was read of a value; notes what is wrong with it.
    pub(super) fn taken<T>(&mut self, read: Result<T, Vec<FieldError>>) -> Option<T> {
        read.map_err(|errors| self.errors.extend(errors)).ok()
    }

    /// All that is wrong.
    pub(super) fn errors(self) -> Vec<FieldError> {
        self.errors
    }

    /// What was made of the values, unless anything is wrong with them. What cannot be read counts
    /// as absent there, so that everything else is checked, too; of such a field no more is said.
    pub(super) fn finish<T>(self, made: Result<T, Vec<FieldError>>) -> Result<T, Vec<FieldError>> {
        let mut errors = self.errors;
        match made {
            Ok(made) if errors.is_empty() => Ok(made),
            Ok(_) => Err(errors),
            Err(more) => {
                let is_new = |error: &FieldError| errors.iter().all(|it| it.field != error.field);
                let more: Vec<FieldError> = more.into_iter().filter(is_new).collect();
                errors.extend(more);
                Err(errors)
            }
        }
    }
}
