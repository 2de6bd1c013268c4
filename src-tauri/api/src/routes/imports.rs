//! Files with records: checked row by row, imported by a plan, and templates to fill in.

use std::collections::HashSet;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::Response;
use engine::Engine;
use engine::imports::{
    Change, ColumnsChange, ImportKind, Note, NoteCode, Outcome, Phase, PlanView, RowFilter,
    RowView, Source, TextEncoding, Wanted,
};
use indexmap::IndexMap;
use model::{RecordId, Saying, Timestamp, say};
use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_IMPORTS;
use super::rpc::origin;
use super::tasks::Task;
use crate::auth::{Allowed, Read, ReadKeys, Write};
use crate::extract::{Json, Path, Query};
use crate::file::attachment;
use crate::page::Page;
use crate::parse::Fields;
use crate::problem::{Code, Document, Problem};
use crate::said::Said;

/// Largest file, a little more than what is read of one, so that its own message is seen.
const FILE_MAX_BYTES: usize = 33 * 1024 * 1024;

pub(super) fn routes() -> OpenApiRouter<Engine> {
    let files = OpenApiRouter::new()
        .routes(routes!(check_import))
        .layer(DefaultBodyLimit::max(FILE_MAX_BYTES));
    files
        .routes(routes!(import_template))
        .routes(routes!(import_fields))
        .routes(routes!(get_import))
        .routes(routes!(list_import_rows))
        .routes(routes!(set_import_columns))
        .routes(routes!(set_import_cell))
        .routes(routes!(apply_import))
        .routes(routes!(import_result))
}

/// What a row would do.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ImportOutcome {
    Create,
    Update,
    Unchanged,
    Error,
}

impl From<Outcome> for ImportOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Create => Self::Create,
            Outcome::Update => Self::Update,
            Outcome::Unchanged => Self::Unchanged,
            Outcome::Error => Self::Error,
        }
    }
}

/// How far an import is.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ImportState {
    /// It was checked; nothing was changed.
    Checked,
    Applying,
    Applied,
    /// A person interrupted it, or it could not go on; what was stored stays.
    Stopped,
}

/// What was found out about a file.
#[derive(Debug, Default, Serialize, ToSchema)]
struct ImportSource {
    /// Visible sheets of a workbook; empty for others.
    sheets: Vec<String>,
    /// The sheet that was read.
    sheet: Option<String>,
    /// Encoding of a CSV or JSON file.
    encoding: Option<&'static str>,
    /// Whether it is only the likeliest one: the file is not UTF-8 and does not say what it is, so
    /// that letters beyond ASCII may be others. Upload it with `encoding` then.
    encoding_guessed: bool,
    /// Separator of a CSV file.
    delimiter: Option<String>,
    /// Merged areas in the workbook; only the first cell of each has a value.
    merged_areas: u32,
    /// Hidden rows in the workbook; they are read like the others.
    hidden_rows: u32,
}

impl From<Source> for ImportSource {
    fn from(source: Source) -> Self {
        match source {
            Source::Workbook { sheets, sheet, merged, hidden } => Self {
                sheets,
                sheet: Some(sheet),
                merged_areas: merged,
                hidden_rows: hidden,
                ..Self::default()
            },
            Source::Json { encoding, is_guess } => {
                Self { encoding: Some(encoding), encoding_guessed: is_guess, ..Self::default() }
            }
            Source::Csv { encoding, delimiter, is_guess } => Self {
                encoding: Some(encoding),
                encoding_guessed: is_guess,
                delimiter: Some(delimiter.into()),
                ..Self::default()
            },
        }
    }
}

/// A column of the file.
#[derive(Debug, Serialize, ToSchema)]
struct ImportColumn {
    header: String,
    /// The field it is taken for; `null`: it is ignored.
    field: Option<&'static str>,
    /// Its first values; of keys only that there are some.
    samples: Vec<String>,
}

/// How many rows would do what.
#[derive(Debug, Serialize, ToSchema)]
struct ImportCounts {
    create: usize,
    update: usize,
    unchanged: usize,
    error: usize,
    /// Rows without an error that have a warning.
    warning: usize,
}

/// A checked file.
#[derive(Debug, Serialize, ToSchema)]
struct ImportPlan {
    id: String,
    kind: &'static str,
    file: String,
    source: ImportSource,
    columns: Vec<ImportColumn>,
    /// Texts for fields that rows leave empty; keys are masked without `read_keys`.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    fixed: IndexMap<&'static str, String>,
    /// Required fields that nothing gives and that a row needs, because its record is new; such
    /// rows have errors.
    missing: Vec<&'static str>,
    counts: ImportCounts,
    /// Rows in the file.
    total: usize,
    state: ImportState,
    /// The task that applies it.
    task: Option<String>,
    /// Rows behind it while it is applied and afterwards.
    done: usize,
    /// When it is forgotten unless somebody looks at it again.
    #[schema(value_type = String)]
    expires_at: Timestamp,
}

impl From<PlanView> for ImportPlan {
    fn from(view: PlanView) -> Self {
        let counts = view.counts;
        let total = counts.create + counts.update + counts.unchanged + counts.error;
        let (state, done) = match view.phase {
            Phase::Checked => (ImportState::Checked, 0),
            Phase::Applying { done } => (ImportState::Applying, done),
            Phase::Applied => (ImportState::Applied, total),
            Phase::Stopped { done } => (ImportState::Stopped, done),
        };
        let columns = view.columns.into_iter();
        Self {
            id: view.id.to_string(),
            kind: view.kind.as_str(),
            file: view.file,
            source: view.source.into(),
            columns: columns
                .map(|it| ImportColumn { header: it.header, field: it.field, samples: it.samples })
                .collect(),
            fixed: view.fixed.into_iter().collect(),
            missing: view.missing,
            counts: ImportCounts {
                create: counts.create,
                update: counts.update,
                unchanged: counts.unchanged,
                error: counts.error,
                warning: counts.warning,
            },
            total,
            state,
            task: view.task.map(|task| task.to_string()),
            done,
            expires_at: view.expires_at,
        }
    }
}

/// A field that a row sets.
#[derive(Debug, Serialize, ToSchema)]
struct ImportChange {
    field: &'static str,
    /// What the record has; `null` for a new one.
    old: Option<String>,
    new: String,
}

/// Something about a row that people should know.
#[derive(Debug, Serialize, ToSchema)]
struct ImportNote {
    /// Whether the row cannot be imported because of it.
    is_error: bool,
    /// Empty for the row as a whole.
    field: String,
    /// What it is, as a word for programs, such as `leading_zeros`.
    #[schema(value_type = ImportNoteCode)]
    code: &'static str,
    detail: String,
    /// What is known of that sentence.
    detail_said: Option<Said>,
}

/// What is said of a cell or a row.
struct ImportNoteCode;

impl ToSchema for ImportNoteCode {}

impl PartialSchema for ImportNoteCode {
    fn schema() -> RefOr<Schema> {
        let codes = NoteCode::ALL.iter().map(|code| code.as_str());
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(codes)).into()
    }
}

/// A row of the file.
#[derive(Debug, Serialize, ToSchema)]
struct ImportRow {
    /// Its number in the file.
    row: u32,
    key: String,
    outcome: ImportOutcome,
    changes: Vec<ImportChange>,
    notes: Vec<ImportNote>,
    /// What became of it: `created`, `updated`, `unchanged`, `skipped`, `left_out`, `conflict` or
    /// `failed`.
    result: Option<&'static str>,
    /// Why it was not applied.
    reason: Option<String>,
    /// What is known of that sentence.
    reason_said: Option<Said>,
}

impl From<RowView> for ImportRow {
    fn from(row: RowView) -> Self {
        let change = |change: Change| ImportChange {
            field: change.field,
            old: change.old.map(String::from),
            new: change.new.into(),
        };
        let note = |note: Note| ImportNote {
            is_error: note.is_error,
            field: note.field.into_owned(),
            code: note.code.as_str(),
            detail_said: Said::of(&note.detail),
            detail: note.detail.text().to_owned(),
        };
        let reason = row.result.as_ref().and_then(|it| it.detail()).cloned();
        let (reason, reason_said) = Said::split(reason);
        Self {
            row: row.row,
            key: row.key,
            outcome: row.outcome.into(),
            changes: row.changes.into_iter().map(change).collect(),
            notes: row.notes.into_iter().map(note).collect(),
            result: row.result.as_ref().map(|result| result.as_str()),
            reason,
            reason_said,
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Upload {
    /// Name of the file.
    file: Option<String>,
    /// Sheet of a workbook; the first visible one when absent.
    sheet: Option<String>,
    /// Encoding of a text file: `utf-8`, `gb18030` or `windows-1252`; found out when absent. A byte
    /// order mark says it better.
    encoding: Option<String>,
}

/// Check a file (.xlsx or .csv, of models .json; the body) row by row, without changing anything.
///
/// The plan stays for an hour after it was last looked at, and not over a restart.
#[utoipa::path(post, path = "/api/v1/imports/{kind}", tag = TAG_IMPORTS,
    params(("kind" = String, Path), Upload),
    request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 201, body = ImportPlan), (status = "default", body = Document)))]
async fn check_import(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(kind): Path<String>,
    Query(upload): Query<Upload>,
    bytes: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<ImportPlan>), Problem> {
    let kind = Fields::key("kind", &kind)?;
    let encoding = upload.encoding.as_deref().map(encoding_of).transpose()?;
    let bytes = bytes.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(Code::TooLarge, Saying::FileOver32),
        _ => Problem::new(Code::Invalid, say!(BodyUnread, reason = rejection.body_text())),
    })?;
    let file = upload.file.unwrap_or_default();
    let (imports, with_keys) = (engine.imports(), caller.may(ReadKeys));
    let read = (upload.sheet, encoding);
    let check = imports.check(&caller.tenant, kind, &file, read, bytes, with_keys);
    let view = check.await?;
    Ok((StatusCode::CREATED, Json(view.into())))
}

fn encoding_of(name: &str) -> Result<TextEncoding, Problem> {
    let found = TextEncoding::ALL.iter().find(|it| it.as_str().eq_ignore_ascii_case(name));
    found.copied().ok_or_else(|| {
        let names: Vec<&str> = TextEncoding::ALL.iter().map(|it| it.as_str()).collect();
        Problem::field("encoding", say!(OneOf, words = names))
    })
}

/// A field that workbooks have a column for.
#[derive(Debug, Serialize, ToSchema)]
struct ImportField {
    name: &'static str,
    required: bool,
    /// What a cell may hold; empty for any text.
    choices: &'static [&'static str],
    help: &'static str,
}

/// The fields that workbooks of a kind have columns for.
#[utoipa::path(get, path = "/api/v1/imports/{kind}/fields", tag = TAG_IMPORTS,
    params(("kind" = String, Path)),
    responses((status = 200, body = Vec<ImportField>), (status = "default", body = Document)))]
async fn import_fields(
    _caller: Allowed<Read>,
    Path(kind): Path<String>,
) -> Result<Json<Vec<ImportField>>, Problem> {
    let kind: ImportKind = Fields::key("kind", &kind)?;
    let field = |field: &engine::imports::Field| ImportField {
        name: field.name,
        required: field.is_required,
        choices: field.choices,
        help: field.help,
    };
    Ok(Json(kind.fields().iter().map(field).collect()))
}

/// A workbook to fill in, with lists to choose from, examples and explanations.
#[utoipa::path(get, path = "/api/v1/imports/{kind}/template", tag = TAG_IMPORTS,
    params(("kind" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream", body = String),
        (status = "default", body = Document)))]
async fn import_template(
    _caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(kind): Path<String>,
) -> Result<Response, Problem> {
    let kind: ImportKind = Fields::key("kind", &kind)?;
    let file = engine.imports().template(kind).await?;
    Ok(attachment(file, &format!("{kind}-template")))
}

/// A checked file as a whole.
#[utoipa::path(get, path = "/api/v1/imports/{id}/summary", tag = TAG_IMPORTS,
    params(("id" = String, Path)),
    responses((status = 200, body = ImportPlan), (status = "default", body = Document)))]
async fn get_import(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<Json<ImportPlan>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    Ok(Json(engine.imports().get(&caller.tenant, id, caller.may(ReadKeys))?.into()))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Rows {
    /// `create`, `update`, `unchanged`, `error`, `warning` or `failed`.
    show: Option<String>,
    /// Rows in a page, 1 to 1000; 200 when absent.
    limit: Option<usize>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// The rows of a checked file: what each would do, field by field, and what is odd about it.
#[utoipa::path(get, path = "/api/v1/imports/{id}/rows", tag = TAG_IMPORTS,
    params(("id" = String, Path), Rows),
    responses((status = 200, body = Page<ImportRow>), (status = "default", body = Document)))]
async fn list_import_rows(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    Query(rows): Query<Rows>,
) -> Result<Json<Page<ImportRow>>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let filter = match rows.show.as_deref() {
        None | Some("") => None,
        Some("create") => Some(RowFilter::Outcome(Outcome::Create)),
        Some("update") => Some(RowFilter::Outcome(Outcome::Update)),
        Some("unchanged") => Some(RowFilter::Outcome(Outcome::Unchanged)),
        Some("error") => Some(RowFilter::Outcome(Outcome::Error)),
        Some("warning") => Some(RowFilter::Warning),
        Some("failed") => Some(RowFilter::Failed),
        Some(_) => return Err(Problem::field("show", "unknown")),
    };
    let from = match rows.cursor.as_deref() {
        None => 0,
        Some(cursor) => cursor.parse().map_err(|_| Problem::field("cursor", Saying::NotCursor))?,
    };
    let part = (from, rows.limit.unwrap_or(200));
    let with_keys = caller.may(ReadKeys);
    let page = engine.imports().rows(&caller.tenant, id, filter, part, with_keys)?;
    Ok(Json(Page::from_engine(page, ImportRow::from)))
}

/// How the columns of a file are to be read; absent parts stay as they are.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ImportColumnsInput {
    /// The field of each column in turn, `null` for one that is ignored.
    columns: Option<Vec<Option<String>>>,
    /// Texts for fields that rows leave empty.
    #[schema(value_type = Option<std::collections::BTreeMap<String, String>>)]
    fixed: Option<IndexMap<String, String>>,
}

/// Say which column is which field, and check every row again.
#[utoipa::path(patch, path = "/api/v1/imports/{id}/columns", tag = TAG_IMPORTS,
    params(("id" = String, Path)), request_body = ImportColumnsInput,
    responses((status = 200, body = ImportPlan), (status = "default", body = Document)))]
async fn set_import_columns(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    Json(input): Json<ImportColumnsInput>,
) -> Result<Json<ImportPlan>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let fixed = input.fixed.map(|fixed| fixed.into_iter().collect());
    let change = ColumnsChange { columns: input.columns, fixed };
    let (imports, with_keys) = (engine.imports(), caller.may(ReadKeys));
    Ok(Json(imports.set_columns(&caller.tenant, id, change, with_keys).await?.into()))
}

/// A cell, typed anew.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ImportCell {
    field: String,
    value: String,
}

/// Type a cell of a row anew, and check every row again.
#[utoipa::path(patch, path = "/api/v1/imports/{id}/rows/{row}", tag = TAG_IMPORTS,
    params(("id" = String, Path), ("row" = u32, Path)), request_body = ImportCell,
    responses((status = 200, body = ImportPlan), (status = "default", body = Document)))]
async fn set_import_cell(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path((id, row)): Path<(String, u32)>,
    Json(cell): Json<ImportCell>,
) -> Result<Json<ImportPlan>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let (cell, with_keys) = ((&*cell.field, &*cell.value), caller.may(ReadKeys));
    let view = engine.imports().set_cell(&caller.tenant, id, row, cell, with_keys).await?;
    Ok(Json(view.into()))
}

/// What to do with rows that have errors.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ImportApply {
    /// Import nothing when a row has an error; otherwise such rows are skipped.
    #[serde(default)]
    all_or_nothing: bool,
    /// Numbers of rows that shall not be imported.
    #[serde(default)]
    leave_out: HashSet<u32>,
}

/// Begin to do exactly what was checked, as a task. A row whose record changed since then is left
/// alone.
#[utoipa::path(post, path = "/api/v1/imports/{id}/apply", tag = TAG_IMPORTS,
    params(("id" = String, Path)), request_body = ImportApply,
    responses((status = 202, body = Task), (status = "default", body = Document)))]
async fn apply_import(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    Json(input): Json<ImportApply>,
) -> Result<(StatusCode, Json<Task>), Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let (imports, origin) = (engine.imports(), origin(&caller));
    let wanted = Wanted { all_or_nothing: input.all_or_nothing, leave_out: input.leave_out };
    let task = imports.apply(&caller.tenant, id, wanted, &origin).await?;
    Ok((StatusCode::ACCEPTED, Json(task.into())))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Results {
    /// Only rows that have errors or were not applied.
    #[serde(default)]
    failed: bool,
}

/// The rows as they were given, with what they would do or became of them, as a workbook.
#[utoipa::path(get, path = "/api/v1/imports/{id}/result", tag = TAG_IMPORTS,
    params(("id" = String, Path), Results),
    responses((status = 200, content_type = "application/octet-stream", body = String),
        (status = "default", body = Document)))]
async fn import_result(
    caller: Allowed<ReadKeys>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    Query(results): Query<Results>,
) -> Result<Response, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let file = engine.imports().result(&caller.tenant, id, results.failed).await?;
    Ok(attachment(file, "import-result"))
}
