//! Doing what a checked plan says.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use model::record::{Operation, Task, TaskItem, TaskKind};
use model::{JsonMap, RecordId, Said, Saying, TenantCode, Timestamp, say};
use sheet::Table;

use super::mask::{MASK, is_key, said_of_key, said_without_keys};
use super::plan::{Columns, Outcome, RowPlan, changes};
use super::shelf::Plan;
use super::subject::{Found, Subject, Wish};
use super::{Field, ImportKind, Imports, view_of, with_subject};
use crate::devices::StoredBy;
use crate::error::FieldError;
use crate::restore_points::{NewPoint, Recorder};
use crate::rpc::Origin;
use crate::tasks::{Keep, NewTask, Reporter};
use crate::{Engine, Error, clock};

/// Rows that are stored in one transaction.
const BATCH: usize = 250;
/// After so much of what is wrong with a row, in bytes, no more is kept of it.
const DETAIL_MAX: usize = 500;

/// How far a plan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It was checked and nothing else.
    Checked,
    /// It is being applied.
    Applying {
        /// Rows behind it.
        done: usize,
    },
    /// Every row was gone through.
    Applied,
    /// A person interrupted it, it could not go on, or the program ends.
    Stopped {
        /// Rows behind it.
        done: usize,
    },
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowResult {
    /// The record was added.
    Created,
    /// The record was changed.
    Updated,
    /// There was nothing to do.
    Unchanged,
    /// The row had an error.
    Skipped,
    /// A person did not want it.
    LeftOut,
    /// The record is not as it was when the row was checked.
    Conflict(Said),
    /// It could not be stored.
    Failed(Said),
}

impl RowResult {
    /// Its name in the API.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Skipped => "skipped",
            Self::LeftOut => "left_out",
            Self::Conflict(_) => "conflict",
            Self::Failed(_) => "failed",
        }
    }

    /// Why the row was not applied.
    #[must_use]
    pub fn detail(&self) -> Option<&Said> {
        match self {
            Self::Conflict(detail) | Self::Failed(detail) => Some(detail),
            Self::Created | Self::Updated | Self::Unchanged | Self::Skipped | Self::LeftOut => None,
        }
    }

    /// The same without a key that its reason may quote.
    pub(super) fn without_keys(&self) -> Self {
        match self {
            Self::Conflict(detail) => Self::Conflict(said_without_keys(detail.clone())),
            Self::Failed(detail) => Self::Failed(said_without_keys(detail.clone())),
            other => other.clone(),
        }
    }

    /// Whether the row was to be applied and was not.
    #[must_use]
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::Skipped | Self::Conflict(_) | Self::Failed(_))
    }
}

/// What of a plan shall be done.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Nothing when a row has an error; otherwise such rows are skipped.
    pub all_or_nothing: bool,
    /// Numbers of rows that are not wanted.
    pub leave_out: HashSet<u32>,
}

impl Imports<'_> {
    /// Begins to do what a plan says, as a task.
    ///
    /// # Errors
    /// [`Error::Gone`]; [`Error::InUse`] when it was begun already; [`Error::Invalid`] when a
    /// required field is missing for every row, or a row has an error and everything or nothing is asked for;
    /// [`Error::Full`] when too many tasks wait; [`Error::Store`].
    pub async fn apply(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        wanted: Wanted,
        origin: &Origin,
    ) -> Result<Task, Error> {
        let plan = self.owned(tenant, id)?;
        // What is judged is what is applied: no edit comes between.
        let total = plan.begin(|held| {
            let seen = view_of(&plan, held, false);
            let writes = seen.counts.create + seen.counts.update;
            if let Some(field) = seen.missing.first().filter(|_| writes == 0) {
                return Err(Error::field("columns", say!(NoColumnGives, field = *field)));
            }
            if wanted.all_or_nothing && seen.counts.error > 0 {
                let detail = say!(RowsWithErrors, found = seen.counts.error);
                return Err(Error::field("rows", detail));
            }
            Ok(held.rows.len())
        })?;
        // From here on the plan is at work until this is dropped, however the task ends.
        let applying = Applying(Arc::clone(&plan));
        let who = match origin {
            Origin::Panel { account } | Origin::Api { account } => account.clone(),
            _ => String::new(),
        };
        let mut request = JsonMap::new();
        request.insert("kind".into(), plan.kind.as_str().into());
        request.insert("file".into(), plan.file.as_str().into());
        request.insert("all_or_nothing".into(), wanted.all_or_nothing.into());
        let name = if plan.file.is_empty() { plan.kind.as_str() } else { &plan.file };
        let new = NewTask {
            tenant: tenant.clone(),
            kind: TaskKind::Import,
            subject: Some(id),
            name: Said::plain(name),
            who,
            request,
            total,
            keep: Keep::All,
        };
        let (engine, by) = (self.0.clone(), new.who.clone());
        let begun = self.0.core.start_task(new, move |reporter| async move {
            let plan = &applying.0;
            let point = NewPoint {
                tenant: plan.tenant.clone(),
                operation: Operation::Import,
                name: plan.file.clone(),
                who: by,
                task: Some(reporter.id()),
            };
            let recorder = engine.core.begin_restore_point(point).await?;
            let leave_out = &wanted.leave_out;
            let done = with_subject!(plan.kind, S => {
                run::<S>(&engine, plan, leave_out, &reporter, &recorder).await
            });
            recorder.tell().await;
            done
        });
        let task = match begun.await {
            Ok(task) => task,
            Err(error) => {
                plan.not_begun();
                return Err(error);
            }
        };
        plan.held.lock().task = Some(task.id);
        Ok(task)
    }
}

/// A plan that is being applied. However its task ends, it is at work no longer then.
struct Applying(Arc<Plan>);

impl Drop for Applying {
    fn drop(&mut self) {
        let mut held = self.0.held.lock();
        if let Phase::Applying { done } = held.phase {
            held.phase =
                if done == held.rows.len() { Phase::Applied } else { Phase::Stopped { done } };
        }
    }
}

async fn run<S: Subject>(
    engine: &Engine,
    plan: &Plan,
    leave_out: &HashSet<u32>,
    reporter: &Reporter,
    recorder: &Recorder,
) -> Result<(), Error> {
    let (rows, table, columns) = {
        let held = plan.held.lock();
        (Arc::clone(&held.rows), Arc::clone(&held.table), held.columns.clone())
    };
    plan.held.lock().results.resize(rows.len(), None);
    let mut done = 0;
    for pass in 0..S::PASSES {
        let of_pass: Vec<usize> = (0..rows.len())
            .filter(|place| rows.get(*place).is_some_and(|row| row.pass == pass))
            .collect();
        // What the passes before have stored is there by now, and nothing else of them.
        let mut claims = S::claims(engine, &plan.tenant);
        for places in of_pass.chunks(BATCH) {
            if reporter.is_stopped() {
                return Ok(());
            }
            let batch = places.iter().filter_map(|place| Some((*place, rows.get(*place)?)));
            let batch =
                Batch { plan, table: &table, columns: &columns, rows: batch.collect(), leave_out };
            let (results, ended) = batch.apply::<S>(engine, &mut claims, reporter, recorder).await;
            done += results.len();
            {
                let mut held = plan.held.lock();
                for (place, result) in results {
                    if let Some(known) = held.results.get_mut(place) {
                        *known = Some(result);
                    }
                }
                held.phase = Phase::Applying { done };
            }
            ended?;
        }
    }
    Ok(())
}

/// Rows that are applied together.
struct Batch<'p> {
    plan: &'p Plan,
    table: &'p Table,
    columns: &'p Columns,
    /// Each with its place among all rows.
    rows: Vec<(usize, &'p RowPlan)>,
    /// Numbers of rows that are not wanted.
    leave_out: &'p HashSet<u32>,
}

impl Batch<'_> {
    /// Whether the file says something of a field in a row.
    fn gives<S: Subject>(&self, row: &RowPlan, field: &str) -> bool {
        let place = S::FIELDS.iter().position(|known| known.name == field);
        let column = place.and_then(|place| self.columns.column_of(place));
        let cells = self.table.rows.get(row.at);
        column.zip(cells).is_some_and(|(at, cells)| !cells.cell(at).text.trim().is_empty())
    }

    /// What became of the rows, and why the import cannot go on.
    async fn apply<S: Subject>(
        &self,
        engine: &Engine,
        claims: &mut S::Claims,
        reporter: &Reporter,
        recorder: &Recorder,
    ) -> (Vec<(usize, RowResult)>, Result<(), Error>) {
        let tenant = &self.plan.tenant;
        // From reading the records to having them in memory.
        let turn = |row: &RowPlan| S::turn(engine, tenant, &row.key);
        let wanted: Vec<Option<String>> = self.rows.iter().map(|(_, row)| turn(row)).collect();
        let beside: Vec<String> = self
            .rows
            .iter()
            .filter_map(|(_, row)| S::beside(engine, tenant, &row.key, &row.changes))
            .collect();
        let keys = wanted.iter().flatten().chain(&beside);
        let _turns = engine.core.edit_all(S::RESOURCE, keys).await;
        let mut parts = self.parts::<S>(engine, &wanted, claims);
        let wishes = parts.values_mut().flat_map(|part| &mut part.wishes);
        let mut ended = identify::<S>(engine, wishes).await;
        let mut results = Vec::with_capacity(self.rows.len());
        for part in parts.into_values() {
            let places: Vec<usize> = part.rows.iter().map(|row| row.place).collect();
            let done = match &ended {
                Ok(()) => part.store(engine, self.plan.kind, reporter, recorder).await,
                Err(_) => Err(Error::Unavailable(Saying::ImportEnded.into())),
            };
            match done {
                Ok(done) => results.extend(places.into_iter().zip(done)),
                Err(error) => {
                    let failed = RowResult::Failed(Said::from(&error));
                    results.extend(places.into_iter().map(|place| (place, failed.clone())));
                    ended = ended.and(Err(error));
                }
            }
        }
        (results, ended)
    }

    /// The rows with what they ask for, by who stores that; `turned`: by what their records are
    /// locked.
    fn parts<S: Subject>(
        &self,
        engine: &Engine,
        turned: &[Option<String>],
        claims: &mut S::Claims,
    ) -> BTreeMap<StoredBy, Part<S>> {
        let mut parts: BTreeMap<StoredBy, Part<S>> = BTreeMap::new();
        for ((place, row), turned) in self.rows.iter().zip(turned) {
            let number = self.table.rows.get(row.at).map_or(0, |row| row.number);
            let asked = self.asked::<S>(engine, row, number, turned.as_deref(), claims);
            let (wish, result) = match asked {
                Ok(Some(wish)) if wish.before.is_none() => (Some(wish), RowResult::Created),
                Ok(Some(wish)) => (Some(wish), RowResult::Updated),
                Ok(None) if row.outcome == Outcome::Error => (None, RowResult::Skipped),
                Ok(None) => (None, RowResult::Unchanged),
                Err(result) => (None, result),
            };
            let part = wish.as_ref().map_or(StoredBy::Caller, |wish| S::stored_by(engine, wish));
            let part = parts.entry(part).or_insert_with(Part::empty);
            if let Some(wish) = wish {
                part.stored.push(part.rows.len());
                part.wishes.push(wish);
            }
            part.rows.push(PartRow { place: *place, row: (*row).clone(), number, result });
        }
        parts
    }

    /// What a row asks for now, `None` for nothing; the error is what becomes of one that is not
    /// wanted, or is about another record than when it was checked.
    fn asked<S: Subject>(
        &self,
        engine: &Engine,
        row: &RowPlan,
        number: u32,
        turned: Option<&str>,
        claims: &mut S::Claims,
    ) -> Result<Option<Wish<S::Record>>, RowResult> {
        let writes = matches!(row.outcome, Outcome::Create | Outcome::Update);
        if writes && self.leave_out.contains(&number) {
            return Err(RowResult::LeftOut);
        }
        if S::turn(engine, &self.plan.tenant, &row.key).as_deref() != turned {
            return Err(RowResult::Conflict(Saying::NameMeansAnother.into()));
        }
        wish::<S>(engine, self.plan, row, |field| self.gives::<S>(row, field), claims)
            .map_err(RowResult::Conflict)
    }
}

/// Gives new records their ids where restore points know them by these.
async fn identify<'w, S: Subject>(
    engine: &Engine,
    wishes: impl Iterator<Item = &'w mut Wish<S::Record>> + Send,
) -> Result<(), Error> {
    let new: Vec<_> = wishes.filter(|wish| S::needs_id(&wish.after)).collect();
    if new.is_empty() {
        return Ok(());
    }
    let (count, now) = (new.len(), clock::now());
    let ids = move |tx: &store::WriteTx<'_>| (0..count).map(|_| tx.next_id(now)).collect();
    let ids: Vec<RecordId> = engine.core.store.write(ids).await?;
    for (wish, id) in new.into_iter().zip(ids) {
        S::set_id(&mut wish.after, id);
    }
    Ok(())
}

/// Rows that are stored together.
struct Part<S: Subject> {
    rows: Vec<PartRow>,
    wishes: Vec<Wish<S::Record>>,
    /// Which of the rows have the wishes.
    stored: Vec<usize>,
}

struct PartRow {
    /// Its place among all rows.
    place: usize,
    row: RowPlan,
    /// Its number in the file.
    number: u32,
    /// What becomes of it if everything can be stored.
    result: RowResult,
}

impl<S: Subject> Part<S> {
    const fn empty() -> Self {
        Self { rows: Vec::new(), wishes: Vec::new(), stored: Vec::new() }
    }

    /// Stores the records, and in the same transaction what became of the rows.
    async fn store(
        self,
        engine: &Engine,
        kind: ImportKind,
        reporter: &Reporter,
        recorder: &Recorder,
    ) -> Result<Vec<RowResult>, Error> {
        let Self { mut rows, wishes, stored } = self;
        // Part by part: settling one would take the others for done.
        let kept = wishes.iter().filter_map(|wish| S::kept_as(&wish.after)).collect();
        recorder.keep(kept).await?;
        let (noting, told) = (reporter.clone(), Arc::new(parking_lot::Mutex::new(None)));
        let (tell, settling) = (Arc::clone(&told), recorder.clone());
        let saved = S::store(engine, wishes, move |tx, answers| {
            for (place, answer) in stored.into_iter().zip(answers) {
                if let (Some(row), Err(reason)) = (rows.get_mut(place), answer) {
                    row.result = RowResult::Failed(reason.clone());
                }
            }
            let (at, fields) = (clock::now(), kind.fields());
            let items: Vec<(u64, TaskItem)> = rows.iter().map(|row| row.item(fields, at)).collect();
            let tally = noting.note_at_in(tx, &items)?;
            settling.settle_in(tx)?;
            *tell.lock() = Some((rows.into_iter().map(|row| row.result).collect(), tally));
            Ok(())
        });
        saved.await?;
        let Some((results, tally)) = told.lock().take() else { return Ok(Vec::new()) };
        reporter.tell(tally);
        Ok(results)
    }
}

impl PartRow {
    fn item(&self, fields: &[Field], at: Timestamp) -> (u64, TaskItem) {
        let item = TaskItem {
            // What could not be taken for a key of the record may be one of LoRaWAN.
            subject: if is_key(&self.row.key) { MASK.into() } else { self.row.key.to_string() },
            ok: !self.result.is_failure(),
            code: self.result.as_str().to_owned(),
            detail: detail(fields, &self.row, self.number, &self.result),
            link: None,
            at,
        };
        (self.place as u64, item)
    }
}

/// Which row it is, and why it was not done. Everybody who sees the task reads it, so that it
/// quotes no key, not even one from a wrong column.
fn detail(fields: &[Field], row: &RowPlan, number: u32, result: &RowResult) -> Said {
    let is_secret = |name: &str| fields.iter().any(|field| field.name == name && field.is_secret);
    let errors = row.notes.iter().filter(|note| note.is_error);
    let errors = errors.map(|note| {
        let detail = match is_secret(&note.field) {
            true => said_of_key(note.detail()),
            false => said_without_keys(note.detail()),
        };
        say!(About, what = &*note.field, why = detail)
    });
    let mut reasons: Vec<Said> = match result {
        RowResult::Skipped => errors.collect(),
        other => other.detail().cloned().map(said_without_keys).into_iter().collect(),
    };
    // The first is always told.
    let mut length = 0;
    reasons.retain(|reason| {
        let is_told = length < DETAIL_MAX;
        length += reason.text().len();
        is_told
    });
    match reasons.is_empty() {
        true => say!(Row, number = number),
        false => say!(AtRow, number = number, why = reasons),
    }
}

/// What a row asks for now; `None` when it asks for nothing.
///
/// # Errors
/// A sentence when the record is not as it was when the row was checked.
fn wish<S: Subject>(
    engine: &Engine,
    plan: &Plan,
    row: &RowPlan,
    gives: impl Fn(&str) -> bool,
    claims: &mut S::Claims,
) -> Result<Option<Wish<S::Record>>, Said> {
    match row.outcome {
        Outcome::Error | Outcome::Unchanged => return Ok(None),
        Outcome::Create | Outcome::Update => {}
    }
    let before = as_checked::<S>(engine, plan, row)?;
    let mut values: Vec<_> =
        row.changes.iter().map(|change| (change.field, &*change.new)).collect();
    // What they were judged by when they were checked, too, where it stays as it is.
    let mut unchanged = Vec::new();
    for change in &row.changes {
        let Some(field) = S::judged_with(change.field) else { continue };
        if gives(field) && !row.changes.iter().any(|change| change.field == field) {
            let nothing = || "{}".to_owned();
            let text = before.as_ref().map_or_else(nothing, |it| S::text(engine, it, field));
            unchanged.push((field, text));
        }
    }
    values.extend(unchanged.iter().map(|(field, text)| (*field, &**text)));
    // The values were right when they were checked; what is wrong now is about other records.
    let after = S::changed(engine, &plan.tenant, &row.key, before.as_ref(), &values)
        .map_err(|errors| Error::Invalid(errors).sentence())?;
    let wish = Wish { before, after };
    // It starts with more than the row says, and that was shown when it was checked.
    if wish.before.is_none()
        && S::fills(&values)
        && changes::<S>(engine, &wish, &values) != row.changes
    {
        return Err(Saying::StartChanged.into());
    }
    let about = |error: FieldError| say!(About, what = &*error.field, why = error.detail);
    S::claim(claims, &wish).map_err(about)?;
    Ok(Some(wish))
}

/// The record of a row that writes, as far as the row is about it still as it was when the row was
/// checked; `None` for a new one.
fn as_checked<S: Subject>(
    engine: &Engine,
    plan: &Plan,
    row: &RowPlan,
) -> Result<Option<S::Record>, Said> {
    let found = S::find(engine, &plan.tenant, &row.key).map_err(|error| error.sentence())?;
    let before = match (found, row.outcome) {
        (Found::Nobody, Outcome::Create) => return Ok(None),
        (Found::Here(record), Outcome::Update) => record,
        (Found::Nobody, _) => return Err(Saying::DeletedSinceCheck.into()),
        (Found::Here(_), _) => return Err(Saying::AddedSinceCheck.into()),
        (Found::Elsewhere, _) => return Err(Saying::EuiTakenSinceCheck.into()),
    };
    for change in &row.changes {
        let Some(old) = change.old.as_deref() else { continue };
        let current = S::text(engine, &before, change.field);
        // It may be there already, when the same file is applied twice.
        if current != old && current != *change.new {
            return Err(say!(ChangedSinceCheck, field = change.field));
        }
    }
    Ok(Some(before))
}
