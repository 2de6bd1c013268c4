//! Doing something to one thing after the other at an exact pace.

use std::collections::HashMap;
use std::time::Duration;

use model::Saying;
use model::record::TaskItem;
use tokio::task::{self, JoinSet};
use tokio::time::{MissedTickBehavior, interval};

use super::Reporter;
use crate::{Error, clock};

/// Things whose result is awaited at once; the next one waits for a place.
const UNDER_WAY: usize = 64;
/// Results that wait to be stored; nothing new is begun when there are more.
const BATCH: usize = 256;
/// Results are collected for this long before they are stored.
const COLLECT: Duration = Duration::from_millis(100);

/// Begins with one thing after the other until all are done or the task is stopped, and reports
/// what becomes of each.
///
/// Beginnings lie on a grid of `pace`, whatever each of them takes: no drift, and no rush after a
/// delay. A pace of zero begins with the next as soon as fewer than 64 are under way. A thing that
/// was begun with is always reported; by its text when `begin` panics, and then as failed.
pub(crate) async fn paced<T, W, F>(
    reporter: &Reporter,
    things: Vec<T>,
    pace: Duration,
    begin: W,
) -> Result<(), Error>
where
    T: ToString,
    W: Fn(T) -> F,
    F: Future<Output = TaskItem> + Send + 'static,
{
    let mut grid = (!pace.is_zero()).then(|| interval(pace));
    if let Some(grid) = &mut grid {
        grid.set_missed_tick_behavior(MissedTickBehavior::Skip);
    }
    let mut flush = interval(COLLECT);
    flush.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut waiting = things.into_iter();
    let mut next = waiting.next();
    let (mut under_way, mut storing) = (JoinSet::new(), JoinSet::new());
    let mut results = Vec::new();
    let mut subjects: HashMap<task::Id, String> = HashMap::new();
    while next.is_some() || !under_way.is_empty() || !results.is_empty() || !storing.is_empty() {
        let turn = async {
            if let Some(grid) = &mut grid {
                grid.tick().await;
            }
        };
        let has_place = under_way.len() < UNDER_WAY && results.len() < BATCH;
        // Every arm is cancel-safe: an interval keeps its ticks, a set its results.
        tokio::select! {
            biased;
            () = reporter.stopped(), if next.is_some() => next = None,
            () = turn, if next.is_some() && has_place => {
                if let Some(thing) = next.take() {
                    let subject = thing.to_string();
                    let begun = under_way.spawn(begin(thing));
                    subjects.insert(begun.id(), subject);
                }
                next = waiting.next();
            }
            Some(result) = under_way.join_next_with_id() => match result {
                Ok((id, item)) => {
                    subjects.remove(&id);
                    results.push(item);
                }
                Err(error) => {
                    tracing::error!(%error, "an item of a task panicked");
                    results.extend(subjects.remove(&error.id()).map(lost));
                }
            },
            Some(stored) = storing.join_next() => match stored {
                Ok(stored) => stored?,
                Err(error) => return Err(Error::Unavailable(error.to_string().into())),
            },
            // Beside the loop, so that no beginning waits for the disk.
            _ = flush.tick(), if !results.is_empty() && storing.is_empty() => {
                let (reporter, items) = (reporter.clone(), std::mem::take(&mut results));
                storing.spawn(async move { reporter.commit(items, |_| Ok(())).await });
            }
        }
    }
    Ok(())
}

/// What is said of a thing whose work panicked.
fn lost(subject: String) -> TaskItem {
    TaskItem {
        subject,
        ok: false,
        code: "failed".to_owned(),
        detail: Saying::ProgramMistake.into(),
        link: None,
        at: clock::now(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use model::record::{TaskItem, TaskKind, TaskState};
    use model::{JsonMap, RecordId, Said};
    use testkit::TempDir;

    use super::paced;
    use crate::tasks::{Keep, NewTask};
    use crate::testing::start;
    use crate::{PageRequest, clock};

    fn done(subject: u32) -> TaskItem {
        assert_ne!(subject, 2, "this one panics");
        let (code, detail) = ("finished".to_owned(), Said::plain(""));
        TaskItem {
            subject: subject.to_string(),
            ok: true,
            code,
            detail,
            link: None,
            at: clock::now(),
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_item_that_panics_is_reported_as_failed() {
        let folder = TempDir::new().unwrap();
        let (engine, tenant) = start(&folder).await;
        let new = NewTask {
            tenant: tenant.clone(),
            kind: TaskKind::OneTimeRpc,
            subject: None,
            name: Said::plain("Three"),
            who: String::new(),
            request: JsonMap::new(),
            total: 3,
            keep: Keep::All,
        };
        let started = engine.core.start_task(new, |reporter| async move {
            paced(&reporter, vec![1, 2, 3], Duration::ZERO, |subject| async move { done(subject) })
                .await
        });
        let id: RecordId = started.await.unwrap().id;
        let task = loop {
            let task = engine.tasks().get(&tenant, id).unwrap();
            if task.state.is_over() {
                break task;
            }
            tokio::task::yield_now().await;
        };
        assert_eq!((task.state, task.ok, task.failed), (TaskState::Finished, 2, 1));
        let page = PageRequest::default();
        let failed = engine.tasks().items(&tenant, id, Some(false), &page).await.unwrap().items;
        assert_eq!((failed.len(), failed[0].subject.as_str()), (1, "2"));
        engine.stop().await;
    }
}
