//! Records in workbooks: importing by a checked plan, exporting, templates.
//!
//! A file is read and checked once, against the records as they are. People look at the plan, say
//! which column is which field, correct cells, and then exactly what the plan says is done, row by
//! row, as a task. A row whose record changed since the check is left alone and said so.
//!
//! A plan is in memory only, because it may hold keys and is about records as they are: it goes an
//! hour after it was last looked at and with the program. What an import did is in its task, which
//! is committed with the rows and stays.
//!
//! | Step | Where |
//! | --- | --- |
//! | a file becomes rows of cells | [`read`], with [`foreign`] for files of other network servers; [`models`] travel as JSON files |
//! | columns become fields | [`columns`] |
//! | cells become texts, and what spreadsheets did to them is noted | [`clean`], [`spelling`], [`note`] |
//! | texts become values | [`parsed`] |
//! | rows are held against the records | [`check`] |
//! | what would be done waits for a person | [`plan`], seen as [`view`], without keys by [`mask`] |
//! | it is done | [`apply`] |
//! | records leave | [`export`] |
//!
//! What a kind of record has to say for all that is its [`subject`]: [`profiles`], [`devices`],
//! [`gateways`], and [`models`] of every kind; the list of them is in [`kind`].

mod apply;
mod check;
mod clean;
mod columns;
mod devices;
mod export;
mod field;
mod foreign;
mod gateways;
mod kind;
mod mask;
mod models;
mod note;
mod parsed;
mod plan;
mod profiles;
mod read;
mod references;
mod spelling;
mod subject;
mod view;

use std::sync::Arc;

use model::{RecordId, Saying, TenantCode};
use sheet::Row;
pub use sheet::{Source, TextEncoding};

pub use apply::{RowResult, Wanted};
pub use columns::ColumnsChange;
pub use export::{ExportFilter, File, Format};
pub use field::Field;
pub use kind::ImportKind;
pub use note::{Note, NoteCode};
pub(crate) use plan::Plans;
pub use plan::{Change, Outcome, Phase};
pub use view::{ColumnView, Counts, PlanView, RowFilter, RowView};

use self::columns::{Columns, check_length, fields_of, fixed_of};
use self::plan::{Held, Plan};
use self::view::view;
use crate::page::Page;
use crate::{Engine, Error, clock};

/// Longest name of a file that is kept, in characters.
const NAME_MAX: usize = 255;

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

    /// Rows of a plan; `page` is the place of the first among those that match, and how many.
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
        page: (usize, usize),
        with_keys: bool,
    ) -> Result<Page<RowView>, Error> {
        Ok(view::rows(&*self.owned(tenant, id)?, filter, page, with_keys))
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
