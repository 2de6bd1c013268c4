//! Doing what a checked plan says.

use std::sync::Arc;

use model::{RecordId, TenantCode};

use super::devices::DeviceRows;
use super::plan::{Outcome, RowPlan};
use super::profiles::ProfileRows;
use super::shelf::Plan;
use super::subject::{Found, Subject, Wish};
use super::{ImportKind, Imports, PlanView, view, view_of};
use crate::{Engine, Error};

/// Rows that are stored in one transaction.
const BATCH: usize = 200;

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
    /// Somebody stopped it, or the program ends.
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
            Self::Conflict(_) => "conflict",
            Self::Failed(_) => "failed",
        }
    }

    /// Why the row was not applied.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::Conflict(detail) | Self::Failed(detail) => Some(detail),
            Self::Created | Self::Updated | Self::Unchanged | Self::Skipped => None,
        }
    }

    /// Whether the row was to be applied and was not.
    #[must_use]
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::Skipped | Self::Conflict(_) | Self::Failed(_))
    }
}

impl Imports<'_> {
    /// Begins to do what a plan says; rows with errors are skipped, unless one error is to keep
    /// everything as it is.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::InUse`] when it was begun already; [`Error::Invalid`] when a
    /// required field is missing, or a row has an error and `all_or_nothing` is asked for.
    pub fn apply(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        all_or_nothing: bool,
    ) -> Result<PlanView, Error> {
        let plan = self.owned(tenant, id)?;
        {
            // What is judged is what is applied: no edit comes between.
            let mut held = plan.held.lock();
            let seen = view_of(&plan, &held);
            if let Some(field) = seen.missing.first() {
                return Err(Error::field("columns", format!("no column gives {field}")));
            }
            if all_or_nothing && seen.counts.error > 0 {
                let count = seen.counts.error;
                let detail = format!("{count} rows have errors; nothing was imported");
                return Err(Error::field("rows", detail));
            }
            if held.phase != Phase::Checked {
                return Err(Error::InUse("the plan was applied already".into()));
            }
            held.phase = Phase::Applying { done: 0 };
        }
        let engine = self.0.clone();
        let work = Arc::clone(&plan);
        self.0.core.spawn("import", async move {
            match work.kind {
                ImportKind::Profiles => run::<ProfileRows>(&engine, &work).await,
                ImportKind::Devices => run::<DeviceRows>(&engine, &work).await,
            }
        });
        Ok(view(&plan))
    }

    /// Stops applying a plan after the rows it is at. What was stored stays.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn cancel(&self, tenant: &TenantCode, id: RecordId) -> Result<PlanView, Error> {
        let plan = self.owned(tenant, id)?;
        plan.stop.cancel();
        Ok(view(&plan))
    }
}

async fn run<S: Subject>(engine: &Engine, plan: &Plan) {
    let rows = Arc::clone(&plan.held.lock().rows);
    let mut claims = S::claims(engine, &plan.tenant);
    for batch in rows.chunks(BATCH) {
        if plan.stop.is_cancelled() || engine.core.stopping.is_cancelled() {
            let mut held = plan.held.lock();
            held.phase = Phase::Stopped { done: held.results.len() };
            return;
        }
        let mut results = Vec::with_capacity(batch.len());
        let (mut wishes, mut places) = (Vec::new(), Vec::new());
        for row in batch {
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
        let answers = match S::store(engine, wishes).await {
            Ok(answers) => answers,
            Err(error) => vec![Err(error.to_string()); places.len()],
        };
        for (place, answer) in places.into_iter().zip(answers) {
            if let (Some(result), Err(reason)) = (results.get_mut(place), answer) {
                *result = RowResult::Failed(reason);
            }
        }
        let mut held = plan.held.lock();
        held.results.extend(results);
        held.phase = Phase::Applying { done: held.results.len() };
    }
    plan.held.lock().phase = Phase::Applied;
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
    let after = S::changed(engine, &plan.tenant, &row.key, before.as_ref(), &values)
        .map_err(|errors| Error::Invalid(errors).to_string())?;
    let wish = Wish { before, after };
    S::claim(claims, &wish).map_err(|error| format!("{}: {}", error.field, error.detail))?;
    Ok(Some(wish))
}
