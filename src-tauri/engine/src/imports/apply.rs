//! Doing what a checked plan says.

use std::collections::HashSet;
use std::sync::Arc;

use model::record::{Operation, Task, TaskItem, TaskKind};
use model::{JsonMap, RecordId, TenantCode};

use super::plan::{Outcome, RowPlan};
use super::shelf::Plan;
use super::subject::{Found, Saved, Subject, Wish};
use super::{Field, ImportKind, Imports, view_of, with_subject};
use crate::restore::NewPoint;
use crate::rpc::Origin;
use crate::tasks::{Keep, NewTask, Reporter, Tally};
use crate::{Engine, Error, clock};

/// Rows that are stored in one transaction.
const BATCH: usize = 250;
/// Longest sentence that is kept of a row, in characters.
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
    Conflict(String),
    /// It could not be stored.
    Failed(String),
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
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::Conflict(detail) | Self::Failed(detail) => Some(detail),
            Self::Created | Self::Updated | Self::Unchanged | Self::Skipped | Self::LeftOut => None,
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
    /// required field is missing, or a row has an error and everything or nothing is asked for;
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
            let seen = view_of(&plan, held);
            if let Some(field) = seen.missing.first() {
                return Err(Error::field("columns", format!("no column gives {field}")));
            }
            if wanted.all_or_nothing && seen.counts.error > 0 {
                let detail =
                    format!("{} rows have errors; nothing was imported", seen.counts.error);
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
        let name = if plan.file.is_empty() { plan.kind.as_str().into() } else { plan.file.clone() };
        let new = NewTask {
            tenant: tenant.clone(),
            kind: TaskKind::Import,
            subject: Some(id),
            name,
            who,
            request,
            total,
            keep: Keep::All,
        };
        let (engine, by) = (self.0.clone(), new.who.clone());
        let begun = self.0.core.start_task(new, move |reporter| async move {
            let plan = &applying.0;
            with_subject!(plan.kind, S => run::<S>(&engine, plan, &wanted.leave_out, &reporter, &by).await)
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
    who: &str,
) -> Result<(), Error> {
    let (rows, table) = {
        let held = plan.held.lock();
        (Arc::clone(&held.rows), Arc::clone(&held.table))
    };
    let point = NewPoint {
        tenant: plan.tenant.clone(),
        operation: Operation::Import,
        name: plan.file.clone(),
        who: who.to_owned(),
        task: Some(reporter.id()),
    };
    let recorder = engine.core.begin_restore_point(point).await?;
    let mut claims = S::claims(engine, &plan.tenant);
    for batch in rows.chunks(BATCH) {
        if reporter.is_stopped() {
            break;
        }
        let mut results = Vec::with_capacity(batch.len());
        let (mut wishes, mut places) = (Vec::new(), Vec::new());
        let numbers: Vec<u32> =
            batch.iter().map(|row| table.rows.get(row.at).map_or(0, |row| row.number)).collect();
        for (row, number) in batch.iter().zip(&numbers) {
            let writes = matches!(row.outcome, Outcome::Create | Outcome::Update);
            if writes && leave_out.contains(number) {
                results.push(RowResult::LeftOut);
                continue;
            }
            let result = match wish::<S>(engine, plan, row, &mut claims) {
                Ok(Some(wish)) => {
                    let is_new = wish.before.is_none();
                    places.push(results.len());
                    wishes.push(wish);
                    if is_new { RowResult::Created } else { RowResult::Updated }
                }
                Ok(None) if row.outcome == Outcome::Error => RowResult::Skipped,
                Ok(None) => RowResult::Unchanged,
                Err(reason) => RowResult::Conflict(reason),
            };
            results.push(result);
        }
        let batch = Batch { kind: plan.kind, rows: batch.to_vec(), numbers, results, places };
        let kept = wishes.iter().filter_map(|wish| S::kept_as(&wish.after)).collect();
        recorder.keep(kept).await?;
        let (noting, told) = (reporter.clone(), Arc::new(parking_lot::Mutex::new(None)));
        let (tell, settling) = (Arc::clone(&told), recorder.clone());
        let stored = S::store(engine, wishes, move |tx, answers| {
            let (results, tally) = batch.note(tx, &noting, answers)?;
            settling.settle_in(tx)?;
            *tell.lock() = Some((results, tally));
            Ok(())
        });
        stored.await?;
        let Some((results, tally)) = told.lock().take() else { continue };
        {
            let mut held = plan.held.lock();
            held.results.extend(results);
            held.phase = Phase::Applying { done: held.results.len() };
        }
        reporter.tell(tally);
    }
    Ok(())
}

/// Rows that are stored together.
struct Batch {
    kind: ImportKind,
    rows: Vec<RowPlan>,
    /// Their numbers in the file.
    numbers: Vec<u32>,
    /// What becomes of them if everything can be stored.
    results: Vec<RowResult>,
    /// Which of them are stored.
    places: Vec<usize>,
}

impl Batch {
    /// Notes what became of the rows in the transaction that stores them.
    fn note(
        self,
        tx: &store::WriteTx<'_>,
        reporter: &Reporter,
        answers: &[Saved],
    ) -> Result<(Vec<RowResult>, Tally), store::StoreError> {
        let Self { kind, rows, numbers, mut results, places } = self;
        for (place, answer) in places.into_iter().zip(answers) {
            if let (Some(result), Err(reason)) = (results.get_mut(place), answer) {
                *result = RowResult::Failed(reason.clone());
            }
        }
        let (at, fields) = (clock::now(), kind.fields());
        let items: Vec<TaskItem> = rows
            .iter()
            .zip(numbers)
            .zip(&results)
            .map(|((row, number), result)| TaskItem {
                subject: row.key.to_string(),
                ok: !result.is_failure(),
                code: result.as_str().to_owned(),
                detail: detail(fields, row, number, result),
                link: None,
                at,
            })
            .collect();
        let tally = reporter.note(tx, &items)?;
        Ok((results, tally))
    }
}

/// Which row it is, and why it was not done. Everybody who sees the task reads it, so that it
/// quotes no key.
fn detail(fields: &[Field], row: &RowPlan, number: u32, result: &RowResult) -> String {
    let is_secret = |name: &str| fields.iter().any(|field| field.name == name && field.is_secret);
    let errors = row.notes.iter().filter(|note| note.is_error);
    let errors = errors.map(|note| match is_secret(&note.field) {
        true => format!("{}: {}", note.field, note.code),
        false => format!("{}: {}", note.field, note.detail),
    });
    let reasons: Vec<String> = match result {
        RowResult::Skipped => errors.collect(),
        other => other.detail().map(str::to_owned).into_iter().collect(),
    };
    if reasons.is_empty() {
        return format!("row {number}");
    }
    format!("row {number}: {}", reasons.join("; ")).chars().take(DETAIL_MAX).collect()
}

/// What a row asks for now; `None` when it asks for nothing.
///
/// # Errors
/// A sentence when the record is not as it was when the row was checked.
fn wish<S: Subject>(
    engine: &Engine,
    plan: &Plan,
    row: &RowPlan,
    claims: &mut S::Claims,
) -> Result<Option<Wish<S::Record>>, String> {
    match row.outcome {
        Outcome::Error | Outcome::Unchanged => return Ok(None),
        Outcome::Create | Outcome::Update => {}
    }
    let found = S::find(engine, &plan.tenant, &row.key).map_err(|error| error.to_string())?;
    let before = match (found, row.outcome) {
        (Found::Nobody, Outcome::Create) => None,
        (Found::Here(record), Outcome::Update) => Some(record),
        (Found::Nobody, _) => return Err("the record was deleted since the check".into()),
        (Found::Here(_), _) => return Err("the record was added since the check".into()),
        (Found::Elsewhere, _) => return Err("another tenant took the EUI since the check".into()),
    };
    let mut values = Vec::with_capacity(row.changes.len());
    for change in &row.changes {
        if let (Some(before), Some(old)) = (&before, change.old.as_deref()) {
            let current = S::text(engine, before, change.field);
            // It may be there already, when the same file is applied twice.
            if current != old && current != *change.new {
                return Err(format!("{} was changed since the check", change.field));
            }
        }
        values.push((change.field, &*change.new));
    }
    // The values were right when they were checked; what is wrong now is about other records.
    let after = S::changed(engine, &plan.tenant, &row.key, before.as_ref(), &values)
        .map_err(|errors| Error::Invalid(errors).to_string())?;
    let wish = Wish { before, after };
    S::claim(claims, &wish).map_err(|error| format!("{}: {}", error.field, error.detail))?;
    Ok(Some(wish))
}
