//! Doing what a checked plan says.

mod batch;
mod result;
mod wish;

use std::collections::HashSet;
use std::sync::Arc;

use model::record::{Operation, Task, TaskKind};
use model::{JsonMap, RecordId, Said, TenantCode, say};

use self::batch::Batch;
pub use self::result::RowResult;
use super::Imports;
use super::kind::with_subject;
use super::plan::{Phase, Plan};
use super::subject::Subject;
use super::view::view_of;
use crate::restore_points::{NewPoint, Recorder};
use crate::rpc::Origin;
use crate::tasks::{Keep, NewTask, Reporter};
use crate::{Engine, Error};

/// Rows that are stored in one transaction.
const BATCH: usize = 250;

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
                let detail = say!(RowsWithErrors, count = seen.counts.error);
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
