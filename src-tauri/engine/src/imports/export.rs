//! Files that go out: exports, templates, and what became of an import.

use std::borrow::Cow;
use std::collections::HashSet;

use model::{RecordId, Saying, TenantCode, say};
use sheet::{Column, WriteError, Writer};

use super::kind::with_subject;
use super::spelling::clipped;
use super::subject::Subject;
use super::{Field, ImportKind, Imports, Outcome, RowResult};
use crate::devices::DeviceFilter;
use crate::gateways::GatewayFilter;
use crate::page::PageRequest;
use crate::profiles::ProfileFilter;
use crate::records::RecordFilter;
use crate::{Engine, Error};

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// An Excel workbook.
    Xlsx,
    /// Text with commas.
    Csv,
    /// JSON; for models, and only for them.
    Json,
}

/// A file for people to keep.
#[derive(Debug, Clone)]
pub struct File {
    /// Its content.
    pub bytes: Vec<u8>,
    /// How it is written.
    pub format: Format,
}

/// Which records an export has.
#[derive(Debug, Clone, Default)]
pub struct ExportFilter {
    /// Text to look for, as in the list.
    pub q: Option<String>,
    /// Only these keys.
    pub only: Option<Vec<String>>,
    /// None of these keys.
    pub except: Vec<String>,
    /// The filter of the list of profiles.
    pub profiles: ProfileFilter,
    /// The filter of the list of devices.
    pub devices: DeviceFilter,
    /// The filter of the list of gateways; those that nobody registered are never exported.
    pub gateways: GatewayFilter,
    /// The filter of the lists of models.
    pub models: RecordFilter,
    /// Only these fields; all when absent. The key is always among them.
    pub fields: Option<Vec<String>>,
}

impl Imports<'_> {
    /// Every matching record of a tenant in a file that can be imported again without changing
    /// anything. Keys only leave when `with_keys` says so.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown field, or when a value does not fit into a cell.
    pub async fn export(
        &self,
        tenant: &TenantCode,
        kind: ImportKind,
        filter: ExportFilter,
        format: Format,
        with_keys: bool,
    ) -> Result<File, Error> {
        if (format == Format::Json) != kind.is_json() {
            let expected = if kind.is_json() { "json" } else { "xlsx or csv" };
            return Err(Error::field("format", say!(FormatExpected, format = expected)));
        }
        if let Some(unknown) =
            filter.fields.iter().flatten().find(|name| kind.field(name).is_none())
        {
            return Err(Error::field("fields", say!(NoField, field = unknown.as_str())));
        }
        let wanted = |at: usize, field: &Field| {
            let is_wanted = filter
                .fields
                .as_ref()
                .is_none_or(|only| at == 0 || only.iter().any(|name| name == field.name));
            is_wanted && (with_keys || !field.is_secret)
        };
        let all = kind.fields().iter().enumerate();
        let fields: Vec<&'static Field> =
            all.filter(|(at, field)| wanted(*at, field)).map(|(_, field)| field).collect();
        let tenant = tenant.clone();
        self.heavy(move |engine| {
            let bytes = with_subject!(kind, S => {
                file::<S>(engine, &tenant, &filter, &fields, format)?
            });
            Ok(File { bytes, format })
        })
        .await
    }

    /// A workbook to fill in: a header, lists to choose from, two examples, and a sheet that
    /// explains every column.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a kind without workbooks, [`Error::Unavailable`] when it cannot be
    /// written.
    pub async fn template(&self, kind: ImportKind) -> Result<File, Error> {
        if kind.is_json() {
            return Err(Error::field("kind", Saying::NoWorkbook));
        }
        let write = move || -> Result<Vec<u8>, WriteError> {
            let fields: Vec<&'static Field> = kind.fields().iter().collect();
            let mut writer = Writer::new(kind.as_str(), &columns(&fields))?;
            for example in 0..2 {
                let cells = fields.iter().map(|field| field.examples.get(example).copied());
                let cells: Vec<&str> = cells.map(Option::unwrap_or_default).collect();
                writer.row(&cells)?;
            }
            let mut help =
                vec![["Column", "Required", "Meaning", "Values"].map(Cow::from).to_vec()];
            for field in fields {
                let required = if field.is_required { "yes" } else { "" };
                let values = field.choices.join(", ");
                help.push(vec![
                    field.name.into(),
                    required.into(),
                    field.help.into(),
                    values.into(),
                ]);
            }
            let rules: [Cow<'static, str>; 4] =
                ["", "", "Columns may be left out or reordered. Replace the two examples.", ""]
                    .map(Cow::from);
            help.push(rules.to_vec());
            writer.help("Help", &help)?;
            writer.finish()
        };
        let bytes = self.heavy(move |_| write().map_err(unwritten)).await?;
        Ok(File { bytes, format: Format::Xlsx })
    }

    /// The rows of a plan as they were given, with what they would do or became of them; only
    /// those with errors or that failed when `failed` says so.
    ///
    /// # Errors
    /// [`Error::Gone`], [`Error::Unavailable`] when it cannot be written.
    pub async fn result(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        failed: bool,
    ) -> Result<File, Error> {
        let plan = self.owned(tenant, id)?;
        let (held, is_json) = (plan.held.lock().clone(), plan.kind.is_json());
        let write = move || -> Result<Vec<u8>, WriteError> {
            let header = held.table.rows.first();
            let width = header.map_or(0, sheet::Row::width);
            let plain = |text: &str| Column {
                header: text.to_owned(),
                width: 22,
                is_required: false,
                choices: Vec::new(),
            };
            let mut columns: Vec<Column> = (0..width)
                .map(|at| plain(header.map_or("", |header| header.cell(at).text)))
                .collect();
            columns.extend([plain("result"), plain("message")]);
            let mut writer = Writer::new("Result", &columns)?;
            for (index, row) in held.rows.iter().enumerate() {
                let result = held.result(index);
                let has_failed =
                    result.map_or(row.outcome == Outcome::Error, RowResult::is_failure);
                let Some(given) = held.table.rows.get(row.at) else { continue };
                if failed && !has_failed {
                    continue;
                }
                // A script is too long for a cell, and the file that was given has it.
                let text = |at: usize| match given.cell(at).text.to_owned() {
                    text if is_json || text.chars().count() > sheet::limits::CELL_CHARS => {
                        clipped(&text)
                    }
                    text => text,
                };
                let mut cells: Vec<String> = (0..width).map(text).collect();
                let word = match (result, row.outcome) {
                    (Some(result), _) => result.as_str(),
                    (None, Outcome::Create) => "create",
                    (None, Outcome::Update) => "update",
                    (None, Outcome::Unchanged) => "unchanged",
                    (None, Outcome::Error) => "error",
                };
                cells.push(word.to_owned());
                let notes = row.notes.iter().map(|note| match &*note.field {
                    "" => note.detail().to_string(),
                    field => format!("{field}: {}", note.detail()),
                });
                let detail = result.and_then(|result| result.detail()).map(ToString::to_string);
                let messages: Vec<String> = detail.into_iter().chain(notes).collect();
                cells.push(messages.join("; "));
                writer.row(&cells)?;
            }
            writer.finish()
        };
        let bytes = self.heavy(move |_| write().map_err(unwritten)).await?;
        Ok(File { bytes, format: Format::Xlsx })
    }
}

fn unwritten(error: WriteError) -> Error {
    match error {
        WriteError::LongCell { row, column, chars } => {
            let (column, limit) = (column.as_str(), sheet::limits::CELL_CHARS);
            let detail =
                say!(CellLongChooseCsv, row = row, column = column, found = chars, limit = limit);
            Error::field("format", detail)
        }
        WriteError::Failed(reason) => Error::Unavailable(reason.into()),
    }
}

fn columns(fields: &[&'static Field]) -> Vec<Column> {
    let column = |field: &&'static Field| Column {
        header: field.name.to_owned(),
        width: if field.is_secret { 36 } else { 20 },
        is_required: field.is_required,
        choices: field.choices.iter().map(|choice| (*choice).to_owned()).collect(),
    };
    fields.iter().map(column).collect()
}

/// The records that are wanted, as a file.
fn file<S: Subject>(
    engine: &Engine,
    tenant: &TenantCode,
    filter: &ExportFilter,
    fields: &[&'static Field],
    format: Format,
) -> Result<Vec<u8>, Error> {
    let keys = keys::<S>(engine, tenant, filter)?;
    let key_field = S::FIELDS.first().map_or("", |field| field.name);
    let mut records = S::all(engine, tenant);
    records.retain(|record| keys.contains(&S::text(engine, record, key_field)));
    S::write(engine, &records, fields, format)
}

/// The keys of the records that are wanted.
fn keys<S: Subject>(
    engine: &Engine,
    tenant: &TenantCode,
    filter: &ExportFilter,
) -> Result<HashSet<String>, Error> {
    if let Some(only) = &filter.only {
        return Ok(only.iter().map(|key| key.to_lowercase()).collect());
    }
    let page = PageRequest { q: filter.q.clone(), ..PageRequest::default() };
    let matching = S::matching(engine, tenant, filter, &page)?;
    let mut keys: HashSet<String> = matching.into_iter().collect();
    for key in &filter.except {
        keys.remove(&key.to_lowercase());
    }
    Ok(keys)
}

/// Records as a workbook, or as text with commas.
pub(super) fn table<S: Subject>(
    engine: &Engine,
    records: &[S::Record],
    fields: &[&'static Field],
    format: Format,
) -> Result<Vec<u8>, Error> {
    let rows = records.iter().map(|record| {
        let cells = fields.iter().map(|field| S::text(engine, record, field.name));
        cells.collect::<Vec<String>>()
    });
    match format {
        Format::Xlsx => {
            let mut writer = Writer::new(S::KIND.as_str(), &columns(fields)).map_err(unwritten)?;
            for row in rows {
                writer.row(&row).map_err(unwritten)?;
            }
            writer.finish().map_err(unwritten)
        }
        Format::Csv | Format::Json => {
            let header: Vec<String> = fields.iter().map(|field| field.name.to_owned()).collect();
            let rows: Vec<Vec<String>> = std::iter::once(header).chain(rows).collect();
            Ok(sheet::csv(rows.iter().map(Vec::as_slice)))
        }
    }
}
