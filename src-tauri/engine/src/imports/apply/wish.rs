//! What a row asks for when its turn comes, as far as its record is still as it was checked.

use model::{Said, Saying, say};

use crate::error::FieldError;
use crate::imports::check::changes;
use crate::imports::plan::{Outcome, Plan, RowPlan};
use crate::imports::subject::{Found, Subject, Wish};
use crate::{Engine, Error};

/// What a row asks for now; `None` when it asks for nothing.
///
/// # Errors
/// A sentence when the record is not as it was when the row was checked.
pub(super) fn wish<S: Subject>(
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
