//! Records in workbooks: importing by a checked plan, exporting, templates.
//!
//! A file is read and checked once, against the records as they are: the [`plan`]. People look at
//! it, say which column is which field, correct cells, and then [`apply`] does exactly what the
//! plan says, row by row, as a task. A row whose record changed since the check is left alone and
//! said so.
//!
//! A plan is in memory only, because it may hold keys and is about records as they are: it goes an
//! hour after it was last looked at and with the program. What an import did is in its task, which
//! is committed with the rows and stays.
//!
//! Models travel as JSON files, one row a model; everything else is as with workbooks.
//!
//! What is in a workbook is the business of its [`subject`]: which fields, how they are written,
//! and what must be right. [`clean`] says what spreadsheets do to cells.

mod apply;
mod clean;
mod descriptions;
mod devices;
mod export;
mod field;
mod foreign;
mod gateways;
mod mask;
mod models;
mod parsed;
mod plan;
mod profiles;
mod shelf;
mod subject;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use model::record::{DeviceTemplate, RpcModel, TriggerModel};
use model::{RecordId, Said, Saying, TenantCode, Timestamp, say};
use sheet::{ReadError, Row, Table};
pub use sheet::{Source, TextEncoding};

pub use apply::{Phase, RowResult, Wanted};
use clean::KeptNote;
pub use clean::{Note, NoteCode};
pub use export::{ExportFilter, File, Format};
pub use field::Field;
pub use plan::{Change, Outcome};
pub(crate) use shelf::Shelf;

use self::devices::DeviceRows;
use self::gateways::GatewayRows;
use self::mask::{MASK, hidden, said_of_key, said_without_keys};
use self::models::ModelRows;
use self::plan::{Columns, RowPlan};
use self::profiles::ProfileRows;
use self::shelf::{Held, Plan};
use self::subject::Subject;
use crate::page::Page;
use crate::registry::RunnableModel;
use crate::{Engine, Error, clock};

/// Longest name of a file that is kept, in characters.
const NAME_MAX: usize = 255;
/// Rows in one page of a plan.
const PAGE_MAX: usize = 1_000;
/// Sample values shown of a column.
const SAMPLES: usize = 3;
/// Rows in which they are looked for.
const SAMPLED: usize = 50;
/// Characters shown of a header or a sample.
const SHOWN_CHARS: usize = 80;

/// A kind of record that workbooks hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportKind {
    /// LoRaWAN profiles.
    Profiles,
    /// Devices.
    Devices,
    /// Gateways.
    Gateways,
    /// Thing models, in JSON files.
    ThingModels,
    /// RPC models, in JSON files.
    RpcModels,
    /// Trigger models, in JSON files.
    TriggerModels,
    /// Device templates, in JSON files.
    DeviceTemplates,
}

/// Does something with the [`Subject`] of a kind.
macro_rules! with_subject {
    ($kind:expr, $subject:ident => $work:expr) => {
        match $kind {
            $crate::imports::ImportKind::Profiles => {
                type $subject = $crate::imports::ProfileRows;
                $work
            }
            $crate::imports::ImportKind::Devices => {
                type $subject = $crate::imports::DeviceRows;
                $work
            }
            $crate::imports::ImportKind::Gateways => {
                type $subject = $crate::imports::GatewayRows;
                $work
            }
            $crate::imports::ImportKind::ThingModels => {
                type $subject = $crate::imports::ModelRows<$crate::registry::RunnableModel>;
                $work
            }
            $crate::imports::ImportKind::RpcModels => {
                type $subject = $crate::imports::ModelRows<model::record::RpcModel>;
                $work
            }
            $crate::imports::ImportKind::TriggerModels => {
                type $subject = $crate::imports::ModelRows<model::record::TriggerModel>;
                $work
            }
            $crate::imports::ImportKind::DeviceTemplates => {
                type $subject = $crate::imports::ModelRows<model::record::DeviceTemplate>;
                $work
            }
        }
    };
}
pub(super) use with_subject;

impl ImportKind {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::Profiles,
        Self::Devices,
        Self::Gateways,
        Self::ThingModels,
        Self::RpcModels,
        Self::TriggerModels,
        Self::DeviceTemplates,
    ];

    /// Its name in paths and file names.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        with_subject!(self, S => S::NAME)
    }

    /// How its files are written: as tables, or as JSON.
    #[must_use]
    pub const fn is_json(self) -> bool {
        matches!(
            self,
            Self::ThingModels | Self::RpcModels | Self::TriggerModels | Self::DeviceTemplates
        )
    }

    /// The fields that its workbooks have columns for, the key first.
    #[must_use]
    pub const fn fields(self) -> &'static [Field] {
        with_subject!(self, S => S::FIELDS)
    }

    fn field(self, name: &str) -> Option<usize> {
        self.fields().iter().position(|field| field.name == name)
    }

    fn check(self, engine: &Engine, plan: &Plan, held: &Held) -> Vec<RowPlan> {
        let (table, columns) = (&held.table, &held.columns);
        with_subject!(self, S => plan::check::<S>(engine, &plan.tenant, table, columns))
    }

    fn read(
        self,
        bytes: &[u8],
        (sheet, encoding): (Option<&str>, Option<TextEncoding>),
    ) -> Result<Table, Error> {
        if self.is_json() && bytes.len() > sheet::limits::FILE_BYTES {
            return Err(Error::field("file", Saying::FileOver32));
        }
        match self {
            Self::ThingModels => models::read::<RunnableModel>(bytes),
            Self::RpcModels => models::read::<RpcModel>(bytes),
            Self::TriggerModels => models::read::<TriggerModel>(bytes),
            Self::DeviceTemplates => models::read::<DeviceTemplate>(bytes),
            Self::Profiles | Self::Devices | Self::Gateways => {
                foreign::read(self, bytes, sheet, encoding)
                    .map_err(|error| Error::field("file", unreadable(error)))
            }
        }
    }
}

impl fmt::Display for ImportKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl FromStr for ImportKind {
    type Err = Said;

    fn from_str(text: &str) -> Result<Self, Said> {
        let found = Self::ALL.iter().copied().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|kind| kind.as_str()).collect();
            say!(OneOf, words = names)
        })
    }
}

/// A column of a file.
#[derive(Debug, Clone)]
pub struct ColumnView {
    /// Its header.
    pub header: String,
    /// The field it is taken for.
    pub field: Option<&'static str>,
    /// Its first values; of keys only that there are some.
    pub samples: Vec<String>,
}

/// How many rows would do what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of Outcome")]
pub struct Counts {
    pub create: usize,
    pub update: usize,
    pub unchanged: usize,
    pub error: usize,
    /// Rows of any outcome but error that have a warning.
    pub warning: usize,
}

impl Counts {
    fn of(rows: &[RowPlan]) -> Self {
        let mut counts = Self::default();
        for row in rows {
            counts.warning += usize::from(has_warning(row));
            *match row.outcome {
                Outcome::Create => &mut counts.create,
                Outcome::Update => &mut counts.update,
                Outcome::Unchanged => &mut counts.unchanged,
                Outcome::Error => &mut counts.error,
            } += 1;
        }
        counts
    }
}

/// A plan as a whole.
#[derive(Debug, Clone)]
pub struct PlanView {
    /// Its key.
    pub id: RecordId,
    /// What the rows are.
    pub kind: ImportKind,
    /// Name of the file.
    pub file: String,
    /// What was found out about the file.
    pub source: Source,
    /// The columns of the file.
    pub columns: Vec<ColumnView>,
    /// Texts for fields that rows leave empty.
    pub fixed: Vec<(&'static str, String)>,
    /// Required fields that no column and no text for all rows gives, and that a row needs: those
    /// of new records.
    pub missing: Vec<&'static str>,
    /// How many rows would do what.
    pub counts: Counts,
    /// How far it is.
    pub phase: Phase,
    /// The task that applies it.
    pub task: Option<RecordId>,
    /// When it is forgotten unless somebody looks at it again.
    pub expires_at: Timestamp,
}

/// A row of a plan.
#[derive(Debug, Clone)]
pub struct RowView {
    /// Its number in the file.
    pub row: u32,
    /// Key of its record.
    pub key: String,
    /// What it would do.
    pub outcome: Outcome,
    /// What it sets.
    pub changes: Vec<Change>,
    /// What people should know.
    pub notes: Vec<Note>,
    /// What became of it.
    pub result: Option<RowResult>,
}

/// Which rows of a plan are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFilter {
    /// Those with an outcome.
    Outcome(Outcome),
    /// Those with a warning.
    Warning,
    /// Those that were to be applied and were not.
    Failed,
}

/// How columns are to be read; absent parts stay as they are.
#[derive(Debug, Clone, Default)]
pub struct ColumnsChange {
    /// The field of each column, `None` for one that is ignored.
    pub columns: Option<Vec<Option<String>>>,
    /// Texts for fields that rows leave empty.
    pub fixed: Option<Vec<(String, String)>>,
}

/// Why a file cannot be read.
fn unreadable(error: ReadError) -> Said {
    use sheet::limits::{CELLS, COLUMNS, FILE_BYTES, ROWS, TEXT_BYTES};
    match error {
        ReadError::TooLarge { bytes } => say!(FileTooLarge, bytes = bytes, limit = FILE_BYTES),
        ReadError::WrongType(why) => say!(FileWrongType, why = why),
        ReadError::NotEncoded(encoding) => say!(FileNotEncoded, encoding = encoding),
        ReadError::OpenQuote(line) => say!(FileOpenQuote, line = line),
        ReadError::NoJson(why) => say!(NoValidJson, why = why),
        ReadError::OtherJson => Saying::FileOtherJson.into(),
        ReadError::Password => Saying::FilePassword.into(),
        ReadError::Damaged(why) => say!(FileDamaged, why = why),
        ReadError::Hostile(why) => say!(FileHostile, why = why),
        ReadError::NoSuchSheet(name) => say!(NoSheet, name = name),
        ReadError::Empty => Saying::NoRows.into(),
        ReadError::TooManyRows => say!(RowsOver, limit = ROWS),
        ReadError::FarCell(cell) => {
            say!(CellFar, cell = cell, rows = ROWS + 1, columns = COLUMNS)
        }
        ReadError::LongCell(cell, limit) => say!(CellLong, cell = cell, limit = limit),
        ReadError::TooMuchText => say!(CellsOver, bytes = TEXT_BYTES, values = CELLS),
    }
}

/// Typed texts are held to what a cell of a file may have.
fn check_length(field: &'static str, text: &str) -> Result<(), Error> {
    if text.chars().count() > sheet::limits::CELL_CHARS {
        let detail = say!(CharactersMost, limit = sheet::limits::CELL_CHARS);
        return Err(Error::field(field, detail));
    }
    Ok(())
}

/// The use cases of importing and exporting.
#[derive(Debug, Clone, Copy)]
pub struct Imports<'e>(pub(crate) &'e Engine);

impl Imports<'_> {
    /// Reads a file, its named sheet or a text in the encoding that it is said to have, and checks
    /// every row; nothing is changed. The plan is kept for an hour after
    /// it was last looked at.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the file cannot be read, with the reason; [`Error::Full`] while too
    /// many plans are being applied.
    pub async fn check(
        &self,
        tenant: &TenantCode,
        kind: ImportKind,
        file: &str,
        (sheet, encoding): (Option<String>, Option<TextEncoding>),
        bytes: bytes::Bytes,
        with_keys: bool,
    ) -> Result<PlanView, Error> {
        let file: String = file.chars().filter(|it| !it.is_control()).take(NAME_MAX).collect();
        let now = clock::now();
        let id = self.0.core.store.write(move |tx| tx.next_id(now)).await?;
        let tenant = tenant.clone();
        let read = move |engine: &Engine| {
            let table = kind.read(&bytes, (sheet.as_deref(), encoding))?;
            drop(bytes);
            let header =
                table.rows.first().ok_or_else(|| Error::field("file", Saying::FileEmpty))?;
            let columns = Columns::of_header(header, kind.fields());
            let plan = Plan::new(id, tenant, kind, file, now);
            let mut held = Held::new(table, columns);
            held.rows = Arc::new(kind.check(engine, &plan, &held));
            *plan.held.lock() = held;
            Ok(Arc::new(plan))
        };
        let plan = self.heavy(read).await?;
        self.0.core.imports.put(Arc::clone(&plan))?;
        Ok(view(&plan, with_keys))
    }

    /// A plan as a whole; keys are masked for callers who may not read them.
    ///
    /// # Errors
    /// [`Error::Gone`].
    pub fn get(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        with_keys: bool,
    ) -> Result<PlanView, Error> {
        Ok(view(&*self.owned(tenant, id)?, with_keys))
    }

    /// Rows of a plan, `from` a place among those that match.
    ///
    /// Keys are masked for callers who may not read them.
    ///
    /// # Errors
    /// [`Error::Gone`].
    pub fn rows(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        filter: Option<RowFilter>,
        (from, limit): (usize, usize),
        with_keys: bool,
    ) -> Result<Page<RowView>, Error> {
        let plan = self.owned(tenant, id)?;
        let held = plan.held.lock().clone();
        let matches = |(index, row): &(usize, &RowPlan)| match filter {
            None => true,
            Some(RowFilter::Outcome(outcome)) => row.outcome == outcome,
            Some(RowFilter::Warning) => has_warning(row),
            Some(RowFilter::Failed) => held.result(*index).is_some_and(RowResult::is_failure),
        };
        let matching: Vec<(usize, &RowPlan)> =
            held.rows.iter().enumerate().filter(matches).collect();
        let total = matching.len() as u64;
        let end = from.saturating_add(limit.clamp(1, PAGE_MAX));
        let next_cursor = (end < matching.len()).then(|| end.to_string());
        let page = matching.into_iter().skip(from).take(end.saturating_sub(from));
        let items =
            page.map(|(index, row)| row_view(&plan, &held, index, row, with_keys)).collect();
        Ok(Page { items, total, next_cursor })
    }

    /// Says which column is which field, and checks every row again.
    ///
    /// # Errors
    /// [`Error::Gone`], [`Error::Invalid`] for an unknown field or one that is given twice,
    /// [`Error::InUse`] once the plan is applied.
    pub async fn set_columns(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        change: ColumnsChange,
        with_keys: bool,
    ) -> Result<PlanView, Error> {
        let plan = self.owned(tenant, id)?;
        let _turn = plan.edits.lock().await;
        let mut held = plan.open()?;
        if let Some(names) = change.columns {
            held.columns.fields = fields_of(plan.kind, &names)?;
        }
        if let Some(fixed) = change.fixed {
            held.columns.fixed = fixed_of(plan.kind, fixed, &held.columns.fixed)?;
        }
        self.check_again(&plan, held, with_keys).await
    }

    /// Types a cell anew, and checks every row again, because rows depend on one another.
    ///
    /// # Errors
    /// [`Error::Gone`], [`Error::NotFound`] when there is no such row, [`Error::Invalid`] for a field without
    /// a column; [`Error::InUse`] once the plan is applied.
    pub async fn set_cell(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        row: u32,
        (field, text): (&str, &str),
        with_keys: bool,
    ) -> Result<PlanView, Error> {
        let plan = self.owned(tenant, id)?;
        let _turn = plan.edits.lock().await;
        let mut held = plan.open()?;
        check_length("value", text)?;
        let known =
            plan.kind.field(field).ok_or_else(|| Error::field("field", Saying::NoSuchField))?;
        let column = held.columns.column_of(known).unwrap_or_else(|| {
            // A field that the file has no column for gets one of its own, behind what is in any
            // row: cells without a header must not become its values.
            let width = held.table.rows.iter().map(Row::width).max().unwrap_or(0);
            let width = width.max(held.columns.fields.len());
            held.columns.fields.resize(width, None);
            held.columns.fields.push(Some(known));
            held.columns.fields.len() - 1
        });
        let mut table = (*held.table).clone();
        let changed = table.rows.iter_mut().skip(1).find(|known| known.number == row);
        let changed = changed.ok_or_else(|| Error::not_found("row", row))?;
        *changed = changed.with(column, text);
        held.table = Arc::new(table);
        self.check_again(&plan, held, with_keys).await
    }

    async fn check_again(
        &self,
        plan: &Arc<Plan>,
        held: Held,
        with_keys: bool,
    ) -> Result<PlanView, Error> {
        let checked = Arc::clone(plan);
        let held = self
            .heavy(move |engine| {
                let mut held = held;
                held.rows = Arc::new(checked.kind.check(engine, &checked, &held));
                Ok(held)
            })
            .await?;
        plan.replace(held)?;
        Ok(view(plan, with_keys))
    }

    fn owned(&self, tenant: &TenantCode, id: RecordId) -> Result<Arc<Plan>, Error> {
        let plan = self.0.core.imports.get(id, clock::now());
        let gone = || Error::Gone(Saying::PlanGone.into());
        plan.filter(|plan| plan.tenant == *tenant).ok_or_else(gone)
    }

    /// Does work that takes time and memory on a thread of its own, two at once.
    async fn heavy<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Engine) -> Result<T, Error> + Send + 'static,
    {
        let stopping = || Error::Unavailable(Saying::Stopping.into());
        let turn = Arc::clone(&self.0.core.imports.turns);
        let turn = turn.acquire_owned().await.map_err(|_| stopping())?;
        let engine = self.0.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work(&engine)
        });
        done.await.map_err(|_| Error::field("file", Saying::FileUnusable))?
    }
}

/// The field of a kind that a caller names.
fn named_field(kind: ImportKind, name: &str) -> Result<usize, Error> {
    kind.field(name).ok_or_else(|| Error::field("columns", say!(NoField, field = name)))
}

/// The fields of columns, each given by one column at most.
fn fields_of(kind: ImportKind, names: &[Option<String>]) -> Result<Vec<Option<usize>>, Error> {
    let mut fields = Vec::with_capacity(names.len());
    for name in names {
        let field = name.as_deref().map(|name| named_field(kind, name)).transpose()?;
        if field.is_some() && fields.contains(&field) {
            let name = name.as_deref().unwrap_or_default();
            return Err(Error::field("columns", say!(TwoColumns, field = name)));
        }
        fields.push(field);
    }
    if fields.len() > sheet::limits::COLUMNS {
        let detail = say!(ColumnsMost, limit = sheet::limits::COLUMNS);
        return Err(Error::field("columns", detail));
    }
    Ok(fields)
}

/// The texts for fields that rows leave empty, instead of those `before`.
fn fixed_of(
    kind: ImportKind,
    given: Vec<(String, String)>,
    before: &[(usize, String)],
) -> Result<Vec<(usize, String)>, Error> {
    let fixed = given.into_iter().map(|(name, text)| {
        check_length("fixed", &text)?;
        let field = named_field(kind, &name)?;
        // Whoever was shown the mask gives it back for a key that stays.
        let before = before.iter().find(|(known, _)| *known == field);
        let kept = before.filter(|(_, kept)| text == MASK || text == hidden(kept));
        let kept = kept.map(|(_, text)| text.clone());
        Ok((field, kept.unwrap_or(text)))
    });
    fixed.collect()
}

fn has_warning(row: &RowPlan) -> bool {
    row.outcome != Outcome::Error && !row.notes.is_empty()
}

fn view(plan: &Plan, with_keys: bool) -> PlanView {
    let held = plan.held.lock();
    view_of(plan, &held, with_keys)
}

/// A plan with what it holds at a moment.
fn view_of(plan: &Plan, held: &Held, with_keys: bool) -> PlanView {
    let fields = plan.kind.fields();
    let width = held.table.rows.first().map_or(0, Row::width).max(held.columns.fields.len());
    let columns = (0..width).map(|at| column_view(fields, held, at, with_keys));
    let fixed = held.columns.fixed.iter();
    let fixed = fixed.filter_map(|(field, text)| {
        let field = fields.get(*field)?;
        let is_hidden = !with_keys && field.is_secret && !text.is_empty();
        Some((field.name, if is_hidden { MASK.to_owned() } else { shown(text, with_keys) }))
    });
    let is_given = |at: usize| {
        held.columns.column_of(at).is_some()
            || held.columns.fixed.iter().any(|(field, _)| *field == at)
    };
    // Of a record that is there a column that is not says nothing; the key says which it is.
    let is_needed = |at: usize, field: &Field| {
        let lacks =
            |row: &RowPlan| row.notes.iter().any(|note| note.is_error && note.field == field.name);
        // Without the key no row is known to be of a record that is there.
        at == 0 || !is_given(0) || held.rows.iter().any(lacks)
    };
    let missing = fields
        .iter()
        .enumerate()
        .filter(|(at, it)| it.is_required && !is_given(*at) && is_needed(*at, it));
    PlanView {
        id: plan.id,
        kind: plan.kind,
        file: plan.file.clone(),
        source: held.table.source.clone(),
        columns: columns.collect(),
        fixed: fixed.collect(),
        missing: missing.map(|(_, field)| field.name).collect(),
        counts: Counts::of(&held.rows),
        phase: held.phase,
        task: held.task,
        expires_at: plan.expires_at(),
    }
}

fn column_view(fields: &[Field], held: &Held, at: usize, with_keys: bool) -> ColumnView {
    let field = held.columns.fields.get(at).copied().flatten();
    let field = field.and_then(|field| fields.get(field));
    let is_secret = field.is_some_and(|field| field.is_secret);
    let start = |text: String| text.chars().take(SHOWN_CHARS).collect();
    let rows = held.table.rows.iter().skip(1).take(SAMPLED);
    let texts = rows.map(|row| row.cell(at).text).filter(|text| !text.is_empty());
    // That there are keys is enough to see that the column is the right one.
    let sample = |text| start(if is_secret { MASK.to_owned() } else { shown(text, with_keys) });
    // A file without headers has a record in their place.
    let header =
        held.table.rows.first().map(|header| start(shown(header.cell(at).text, with_keys)));
    ColumnView {
        header: header.unwrap_or_default(),
        field: field.map(|field| field.name),
        samples: texts.take(SAMPLES).map(sample).collect(),
    }
}

/// A text of a file, without keys for who may not read them.
fn shown(text: &str, with_keys: bool) -> String {
    if with_keys { text.to_owned() } else { hidden(text) }
}

fn row_view(plan: &Plan, held: &Held, index: usize, row: &RowPlan, with_keys: bool) -> RowView {
    let is_secret =
        |name: &str| plan.kind.fields().iter().any(|field| field.name == name && field.is_secret);
    let mut changes = row.changes.to_vec();
    for change in changes.iter_mut().filter(|_| !with_keys) {
        let is_secret = is_secret(change.field);
        // A key may stand in a wrong column, or may have come into one by an earlier file.
        let shown = |text: &str| -> Box<str> {
            let is_hidden = is_secret && !text.is_empty();
            if is_hidden { MASK.into() } else { hidden(text).into() }
        };
        change.old = change.old.as_deref().map(shown);
        change.new = shown(&change.new);
    }
    let mut notes: Vec<Note> = row.notes.iter().map(KeptNote::note).collect();
    for note in notes.iter_mut().filter(|_| !with_keys) {
        // It may quote the cell.
        let detail = note.detail.clone();
        let is_hidden = is_secret(&note.field);
        note.detail = if is_hidden { said_of_key(detail) } else { said_without_keys(detail) };
    }
    RowView {
        row: held.table.rows.get(row.at).map_or(0, |row| row.number),
        key: if with_keys { row.key.to_string() } else { hidden(&row.key) },
        outcome: row.outcome,
        changes,
        notes,
        result: held
            .result(index)
            .map(|result| if with_keys { result.clone() } else { result.without_keys() }),
    }
}
