//! What importing and exporting needs to know of a kind of record.

use std::borrow::Cow;
use std::sync::Arc;

use model::record::RecordKey;
use model::{RecordId, Said, TenantCode};
use sheet::{Table, TextEncoding};
use store::{StoreError, WriteTx};

use super::note::NoteCode;
use super::{Change, ExportFilter, Field, Format, ImportKind, export, read};
use crate::devices::StoredBy;
use crate::error::FieldError;
use crate::event::Resource;
use crate::page::PageRequest;
use crate::saved::Saved;
use crate::{Engine, Error};

/// Who has a record.
pub(super) enum Found<R> {
    /// Nobody.
    Nobody,
    /// The tenant.
    Here(R),
    /// Another tenant, of whom nothing may be said.
    Elsewhere,
}

impl<R: Clone> Found<R> {
    /// Whether a record is the tenant's; `owner` says whose it is.
    pub(super) fn of(
        record: Option<Arc<R>>,
        tenant: &TenantCode,
        owner: impl Fn(&R) -> &TenantCode,
    ) -> Self {
        match record {
            None => Self::Nobody,
            Some(record) if owner(&record) == tenant => Self::Here((*record).clone()),
            Some(_) => Self::Elsewhere,
        }
    }
}

/// What a row asks of a record.
pub(super) struct Wish<R> {
    /// The record as it was; `None` for a new one.
    pub(super) before: Option<R>,
    /// The record as it shall be.
    pub(super) after: R,
}

/// Values for fields, as their texts.
pub(super) type Values<'v> = [(&'static str, &'v str)];

/// A kind of record that workbooks hold.
pub(super) trait Subject: Sized + 'static {
    /// The record.
    type Record: Clone + Send + 'static;
    /// What may be there only once, among the records of a tenant and in a file.
    type Claims: Send;

    /// What it is among the kinds.
    const KIND: ImportKind;
    /// Whether its files are JSON; these tell an empty value from one that is not there, so that a
    /// cell with nothing in it says nothing, even of fields that may be empty.
    const IS_JSON: bool = false;
    /// Its fields, the key first.
    const FIELDS: &'static [Field];

    /// The kind of record.
    const RESOURCE: Resource;

    /// By what the record with a key is locked while it changes ([`crate::Core::edit`]); `None`
    /// for one that has nothing yet by which others could find it.
    fn turn(engine: &Engine, tenant: &TenantCode, key: &str) -> Option<String>;

    /// By what another record is locked that has to stay while this one changes.
    fn beside(_: &Engine, _: &TenantCode, _key: &str, _changes: &[Change]) -> Option<String> {
        None
    }

    /// The field by which the values of another are judged; it counts as given also where it stays
    /// as it is, if the file has it.
    fn judged_with(_field: &str) -> Option<&'static str> {
        None
    }

    /// In how many passes a file is worked through: records come after those they name.
    const PASSES: usize = 1;

    /// In which of them a row with these values is.
    fn pass(_: &Values<'_>) -> usize {
        0
    }

    /// Whether a new record with these values starts with more than they say: then everything it
    /// has is told, and an empty cell says something.
    fn fills(_: &Values<'_>) -> bool {
        false
    }

    /// What people should know of a wish that is right: field, code and sentence.
    fn remarks(_: &Wish<Self::Record>) -> Vec<(&'static str, NoteCode, Said)> {
        Vec::new()
    }

    /// The record, as restore points know it; `None` when they do not keep its kind.
    fn kept_as(_: &Self::Record) -> Option<RecordKey> {
        None
    }

    /// Whether a new record needs an id before it is stored, by which restore points know it.
    fn needs_id(_: &Self::Record) -> bool {
        false
    }

    /// Gives a record its id.
    fn set_id(_: &mut Self::Record, _: RecordId) {}

    /// A key as it is looked for: those of most records have no case.
    fn key(text: &str) -> String {
        text.to_lowercase()
    }

    /// The key that a row with these values has: the first field's, unless the kind says otherwise.
    fn key_of<'v>(_: &Engine, _: &TenantCode, values: &'v Values<'_>) -> Option<Cow<'v, str>> {
        let field = Self::FIELDS.first()?.name;
        let value = values.iter().find(|(name, _)| *name == field);
        value.map(|(_, text)| Cow::Borrowed(*text))
    }

    /// Whether the number in a cell of an EUI, of this field, is one as it stands, and has lost no
    /// zeros: `given` is what the row says of a field.
    fn is_whole_number(
        _: &Engine,
        _: &TenantCode,
        (_field, _number): (&str, &str),
        _given: impl Fn(&str) -> Option<String>,
    ) -> bool {
        false
    }

    /// What the key is, where people do not know it by the name of its field.
    const KEY_NAME: Option<&'static str> = None;

    /// A file as a table, with a header.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it cannot be read, with the reason.
    fn read(
        bytes: &[u8],
        sheet: Option<&str>,
        encoding: Option<TextEncoding>,
    ) -> Result<Table, Error> {
        read::table(Self::KIND, bytes, sheet, encoding)
    }

    /// Records as a file, of which [`Self::read`] makes the same again.
    ///
    /// # Errors
    /// [`Error::Invalid`] when a value does not fit into a cell.
    fn write(
        engine: &Engine,
        records: &[Self::Record],
        fields: &[&'static Field],
        format: Format,
    ) -> Result<Vec<u8>, Error> {
        export::table::<Self>(engine, records, fields, format)
    }

    /// The keys of a tenant's records that match a filter and the text of a request.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a filter that cannot be.
    fn matching(
        engine: &Engine,
        tenant: &TenantCode,
        filter: &ExportFilter,
        page: &PageRequest,
    ) -> Result<Vec<String>, Error>;

    /// The record with a key.
    fn find(engine: &Engine, tenant: &TenantCode, key: &str) -> Result<Found<Self::Record>, Error>;

    /// Every record of a tenant.
    fn all(engine: &Engine, tenant: &TenantCode) -> Vec<Self::Record>;

    /// A field as it stands in a file: what is read back changes nothing.
    fn text(engine: &Engine, record: &Self::Record, field: &'static str) -> String;

    /// A record with new values; all that is wrong with them at once.
    fn changed(
        engine: &Engine,
        tenant: &TenantCode,
        key: &str,
        before: Option<&Self::Record>,
        values: &Values<'_>,
    ) -> Result<Self::Record, Vec<FieldError>>;

    /// What the records of a tenant claim already.
    fn claims(engine: &Engine, tenant: &TenantCode) -> Self::Claims;

    /// Claims what a changed record needs for itself alone.
    fn claim(claims: &mut Self::Claims, wish: &Wish<Self::Record>) -> Result<(), FieldError>;

    /// Who stores a record; those of the same are stored together.
    fn stored_by(_: &Engine, _: &Wish<Self::Record>) -> StoredBy {
        StoredBy::Caller
    }

    /// Stores many such records in one transaction and makes them work. Each is done or not, and the
    /// answers come in the same order; `note` hears them in the transaction. The error is of all.
    fn store(
        engine: &Engine,
        wishes: Vec<Wish<Self::Record>>,
        note: impl FnOnce(&WriteTx<'_>, &[Saved]) -> Result<(), StoreError> + Send + 'static,
    ) -> impl Future<Output = Result<Vec<Saved>, Error>> + Send;
}
