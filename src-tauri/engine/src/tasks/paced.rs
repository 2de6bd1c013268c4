//! Doing something to one thing after the other at an exact pace.

use std::time::Duration;

use model::record::TaskItem;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use super::Reporter;
use crate::Error;

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
/// was begun with is always reported.
pub(crate) async fn paced<T, W, F>(
    reporter: &Reporter,
    things: Vec<T>,
    pace: Duration,
    begin: W,
) -> Result<(), Error>
where
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
                    under_way.spawn(begin(thing));
                }
                next = waiting.next();
            }
            Some(result) = under_way.join_next() => match result {
                Ok(item) => results.push(item),
                Err(error) => tracing::error!(%error, "an item of a task panicked"),
            },
            Some(stored) = storing.join_next() => match stored {
                Ok(stored) => stored?,
                Err(error) => return Err(Error::Unavailable(error.to_string())),
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
