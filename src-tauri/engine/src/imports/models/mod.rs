//! Models in JSON files ([`file`]): every kind ([`tables`]), as rows like those of a
//! workbook, one a model.
//!
//! A model of a file is the one here with its id, or else the one that people call by its name; a
//! new one keeps the id of the file where that is free. Source: thinklink.md 4.13.

mod file;
mod tables;

use std::borrow::Cow;
use std::collections::HashSet;
use std::marker::PhantomData;

use model::record::RecordKey;
use model::{RecordId, TenantCode, noun, say};
use sheet::{Table, TextEncoding};
use store::{StoreError, WriteTx};

use self::tables::{Exchanged, ID};
use super::field::Field;
use super::parsed::Parsed;
use super::plan::Change;
use super::subject::{Found, Subject, Values, Wish};
use super::{ExportFilter, Format, ImportKind};
use crate::error::FieldError;
use crate::event::Resource;
use crate::models::mounting::ModelKey;
use crate::page::PageRequest;
use crate::records;
use crate::registry::Registry;
use crate::saved::Saved;
use crate::{Engine, Error, clock};

pub(super) struct ModelRows<T>(PhantomData<T>);

impl<T: Exchanged> Subject for ModelRows<T> {
    type Record = T;
    /// The ids of new ones. Names are unique in the store, which refuses the second.
    type Claims = HashSet<RecordId>;

    const KIND: ImportKind = T::KIND;
    const IS_JSON: bool = true;
    const FIELDS: &'static [Field] = T::FIELDS;

    const RESOURCE: Resource = T::RESOURCE;

    fn turn(engine: &Engine, tenant: &TenantCode, key: &str) -> Option<String> {
        let shelf = T::shelf(&engine.core.registry);
        let found = ModelKey::from_text(key.to_owned()).find(shelf, tenant);
        found.map(|model| model.id().to_string())
    }

    /// Nobody else takes the id that a new one is to have.
    fn beside(_: &Engine, _: &TenantCode, _key: &str, changes: &[Change]) -> Option<String> {
        let id = changes.iter().find(|change| change.field == ID.name);
        id.map(|change| change.new.to_string())
    }

    fn kept_as(model: &T) -> Option<RecordKey> {
        T::kept_as(model.id())
    }

    fn needs_id(model: &T) -> bool {
        model.id() == RecordId(0)
    }

    fn set_id(model: &mut T, id: RecordId) {
        model.set_id(id);
    }

    fn key(text: &str) -> String {
        text.to_owned()
    }

    /// The key is what a model is called by, whatever id the file has.
    const KEY_NAME: Option<&'static str> = Some(T::NAMED_BY);

    /// The name by which the model with the id of the file is called here, or its id where that name
    /// means another; the own name of one that is not here.
    fn key_of<'v>(
        engine: &Engine,
        tenant: &TenantCode,
        values: &'v Values<'_>,
    ) -> Option<Cow<'v, str>> {
        let shelf = T::shelf(&engine.core.registry);
        let id = text_of_field(values, ID.name);
        let known = id.and_then(|id| ModelKey::from_text(id.to_owned()).find(shelf, tenant));
        let Some(known) = known else {
            return text_of_field(values, T::NAMED_BY).or(id).map(Cow::Borrowed);
        };
        let called = shelf.by_key(tenant, known.key());
        let is_called = called.is_some_and(|called| called.id() == known.id());
        let key = if is_called { known.key().to_owned() } else { known.id().to_string() };
        Some(Cow::Owned(key))
    }

    fn read(bytes: &[u8], _: Option<&str>, _: Option<TextEncoding>) -> Result<Table, Error> {
        file::read::<T>(bytes)
    }

    fn write(
        engine: &Engine,
        models: &[T],
        _: &[&'static Field],
        _: Format,
    ) -> Result<Vec<u8>, Error> {
        Ok(file::written(engine, models))
    }

    fn matching(
        engine: &Engine,
        tenant: &TenantCode,
        filter: &ExportFilter,
        page: &PageRequest,
    ) -> Result<Vec<String>, Error> {
        let found = records::matching::<T>(engine, tenant, &filter.models, page);
        Ok(found.iter().map(|model| model.id().to_string()).collect())
    }

    fn find(engine: &Engine, tenant: &TenantCode, key: &str) -> Result<Found<T>, Error> {
        let (key, shelf) = (ModelKey::from_text(key.to_owned()), T::shelf(&engine.core.registry));
        let found = key.find(shelf, tenant);
        // Another one of the name would not make it clearer which is meant.
        if found.is_none() && key.is_ambiguous(shelf, tenant) {
            return Err(Error::field("id", key.unknown_template(shelf, tenant)));
        }
        Ok(found.map_or(Found::Nobody, |model| Found::Here((*model).clone())))
    }

    fn all(engine: &Engine, tenant: &TenantCode) -> Vec<T> {
        let all = T::shelf(&engine.core.registry).all_of(tenant);
        let mut all: Vec<T> = all.iter().map(|model| (**model).clone()).collect();
        all.sort_by_cached_key(|model| (model.key().to_lowercase(), model.id()));
        all
    }

    fn text(engine: &Engine, model: &T, field: &'static str) -> String {
        if field == "id" {
            let is_new = model.id() == RecordId(0);
            return if is_new { String::new() } else { model.id().to_string() };
        }
        if let Some(value) = model.named(engine, field) {
            return file::text_of(value);
        }
        model
            .content()
            .and_then(|mut content| content.remove(field))
            .map(file::text_of)
            .unwrap_or_default()
    }

    fn changed(
        engine: &Engine,
        tenant: &TenantCode,
        _: &str,
        before: Option<&T>,
        values: &Values<'_>,
    ) -> Result<T, Vec<FieldError>> {
        let mut parsed = Parsed::new(values);
        let mut model = before.cloned().unwrap_or_else(|| T::blank(tenant));
        if before.is_none()
            && let Some(id) = free_id(engine, values)
        {
            model.set_id(id);
        }
        let planned = records::planned(engine, &mut model, |model, checks| {
            model.take(engine, &mut parsed, checks)
        });
        parsed.finish(planned.map(|()| model).map_err(|error| match error {
            Error::Invalid(errors) => errors,
            Error::Conflict { field, detail } => vec![FieldError::new(field, detail)],
            other => vec![FieldError::new("id", other.sentence())],
        }))
    }

    fn claims(_: &Engine, _: &TenantCode) -> Self::Claims {
        HashSet::new()
    }

    fn claim(claims: &mut Self::Claims, wish: &Wish<T>) -> Result<(), FieldError> {
        let Some(before) = &wish.before else {
            let id = wish.after.id();
            let is_own = id == RecordId(0) || claims.insert(id);
            let twice = || FieldError::new(ID.name, say!(ThereTwice, name = id.to_string()));
            return is_own.then_some(()).ok_or_else(twice);
        };
        if !before.tenant().is_public() || before.content() == wish.after.content() {
            return Ok(());
        }
        let what = noun(T::WHAT);
        let detail = if things::builtin::ships(before.id()) {
            say!(BuiltInOtherName, what = what)
        } else {
            say!(PublicOtherName, what = what)
        };
        Err(FieldError::new(T::NAMED_BY, detail))
    }

    async fn store(
        engine: &Engine,
        wishes: Vec<Wish<T>>,
        note: impl FnOnce(&WriteTx<'_>, &[Saved]) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<Vec<Saved>, Error> {
        let wishes = wishes.into_iter().map(|wish| (wish.before, wish.after)).collect();
        records::save_all(engine, wishes, note).await
    }
}

/// What a row says of a field, unless that is nothing.
fn text_of_field<'v>(values: &'v Values<'_>, name: &str) -> Option<&'v str> {
    let value = values.iter().find(|(field, _)| *field == name);
    value.map(|(_, text)| text.trim()).filter(|text| !text.is_empty())
}

/// The id of the file for a new model: none of the instance has it, whoever owns it and of whatever
/// kind, and none ever will, because it ships or is made later.
fn free_id(engine: &Engine, values: &Values<'_>) -> Option<RecordId> {
    let id: RecordId = text_of_field(values, ID.name)?.parse().ok()?;
    let Registry { thing_models, rpc_models, trigger_models, device_templates, .. } =
        &engine.core.registry;
    let is_taken = thing_models.get(id).is_some()
        || rpc_models.get(id).is_some()
        || trigger_models.get(id).is_some()
        || device_templates.get(id).is_some();
    let is_kept = id == RecordId(0)
        || id >= RecordId::earliest(clock::now())
        || things::builtin::is_reserved(id);
    (!is_taken && !is_kept).then_some(id)
}
