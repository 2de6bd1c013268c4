//! All tasks in memory, and how long those that are over stay.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use model::record::{Task, TaskKind, TaskState};
use model::{RecordId, TenantCode, Timestamp, say};
use parking_lot::RwLock;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::event::{Action, Resource};
use crate::status::TaskCounts;
use crate::{Core, Error};

/// Tasks at work at once in the instance; others wait.
const AT_WORK: usize = 16;
/// Tasks that wait; who comes later is refused.
const WAITING: usize = 100;
/// A task that is over stays this long.
const KEPT_MS: i64 = 30 * 24 * 3_600_000;
/// Of one kind and one subject, this many stay.
const KEPT_OF_SUBJECT: usize = 50;
/// Of one tenant, this many stay.
const KEPT_OF_TENANT: usize = 1_000;
/// Of one tenant, the newest tasks with this many items together stay.
const KEPT_ITEMS: u64 = 500_000;

/// A task, and the way to stop it while it is not over.
struct Entry {
    task: Task,
    stop: Option<CancellationToken>,
}

/// Every task of the instance.
pub(crate) struct Board {
    entries: RwLock<BTreeMap<RecordId, Entry>>,
    /// One permit for each task that may be at work.
    pub(super) turns: Arc<Semaphore>,
}

impl Board {
    pub(crate) fn new(tasks: Vec<Task>) -> Self {
        let entries = tasks.into_iter().map(|task| (task.id, Entry { task, stop: None })).collect();
        Self { entries: RwLock::new(entries), turns: Arc::new(Semaphore::new(AT_WORK)) }
    }

    pub(crate) fn get(&self, tenant: &TenantCode, id: RecordId) -> Option<Task> {
        let entries = self.entries.read();
        entries.get(&id).map(|entry| &entry.task).filter(|task| task.tenant == *tenant).cloned()
    }

    pub(crate) fn all_of(&self, tenant: &TenantCode) -> Vec<Task> {
        let entries = self.entries.read();
        let tasks = entries.values().map(|entry| &entry.task);
        tasks.filter(|task| task.tenant == *tenant).cloned().collect()
    }

    /// The tasks of a tenant that are not over.
    pub(crate) fn open(&self, tenant: &TenantCode) -> TaskCounts {
        let entries = self.entries.read();
        let own = entries.values().map(|entry| &entry.task).filter(|task| task.tenant == *tenant);
        let mut counts = TaskCounts::default();
        for task in own.filter(|task| !task.state.is_over()) {
            match task.state {
                TaskState::Waiting => counts.waiting += 1,
                _ => counts.running += 1,
            }
        }
        counts
    }

    /// The newest task of a kind for a record.
    pub(crate) fn newest(&self, kind: TaskKind, subject: RecordId) -> Option<Task> {
        let entries = self.entries.read();
        let mut tasks = entries.values().rev().map(|entry| &entry.task);
        tasks.find(|task| task.kind == kind && task.subject == Some(subject)).cloned()
    }

    /// Refuses a task when too many wait already.
    pub(super) fn has_room(&self) -> Result<(), Error> {
        let open = self.entries.read().values().filter(|entry| entry.stop.is_some()).count();
        if open >= AT_WORK + WAITING {
            return Err(Error::Full(say!(TasksFull, found = open)));
        }
        Ok(())
    }

    pub(super) fn put(&self, task: Task, stop: CancellationToken) {
        self.entries.write().insert(task.id, Entry { task, stop: Some(stop) });
    }

    /// Changes a task and says how it is then.
    pub(super) fn change(&self, id: RecordId, change: impl FnOnce(&mut Task)) -> Option<Task> {
        let mut entries = self.entries.write();
        let entry = entries.get_mut(&id)?;
        change(&mut entry.task);
        if entry.task.state.is_over() {
            entry.stop = None;
        }
        Some(entry.task.clone())
    }

    pub(crate) fn stop(&self, id: RecordId) {
        if let Some(stop) = self.entries.read().get(&id).and_then(|entry| entry.stop.as_ref()) {
            stop.cancel();
        }
    }

    /// The tasks that have been over for long enough.
    fn expired(&self, now: Timestamp) -> Vec<(RecordId, TenantCode)> {
        let mut of_subject: HashMap<(TenantCode, TaskKind, Option<RecordId>), usize> =
            HashMap::new();
        let mut of_tenant: HashMap<TenantCode, (usize, u64)> = HashMap::new();
        let oldest = now.plus_millis(-KEPT_MS);
        let entries = self.entries.read();
        let over = entries.values().rev().map(|entry| &entry.task);
        over.filter_map(|task| {
            let ended_at = task.ended_at?;
            let key = (task.tenant.clone(), task.kind, task.subject);
            let nth_of_subject = of_subject.entry(key).or_default();
            let (nth, items) = of_tenant.entry(task.tenant.clone()).or_default();
            *nth_of_subject += 1;
            *nth += 1;
            *items = items.saturating_add(task.done());
            let goes = ended_at < oldest
                || *nth_of_subject > KEPT_OF_SUBJECT
                || *nth > KEPT_OF_TENANT
                // One task always stays, however large it was.
                || (*nth > 1 && *items > KEPT_ITEMS);
            goes.then(|| (task.id, task.tenant.clone()))
        })
        .collect()
    }
}

/// Deletes the tasks that have been over for long enough.
pub(crate) async fn expire(core: &Core, now: Timestamp) {
    for (id, tenant) in core.board.expired(now) {
        loop {
            match core.store.write(move |tx| tx.tasks().delete_slice(id)).await {
                Ok(true) if !core.stopping.is_cancelled() => {}
                Ok(true) => return,
                Ok(false) => break,
                Err(error) => return tracing::warn!(%error, "old tasks could not be deleted"),
            }
        }
        core.board.entries.write().remove(&id);
        core.bus.changed(&tenant, Resource::Tasks, id, Action::Deleted);
    }
}

#[cfg(test)]
mod tests {
    use model::record::{Task, TaskKind, TaskState};
    use model::{JsonMap, RecordId, Said, TenantCode, Timestamp};

    use super::{Board, KEPT_ITEMS, KEPT_MS, KEPT_OF_SUBJECT};

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn task(id: u64, ok: u64) -> Task {
        Task {
            id: RecordId(id),
            tenant: "default".parse::<TenantCode>().unwrap(),
            kind: TaskKind::DeviceExecution,
            subject: Some(RecordId(7)),
            name: Said::plain("Nightly sync"),
            who: "admin".into(),
            request: JsonMap::new(),
            state: TaskState::Finished,
            total: ok,
            ok,
            failed: 0,
            reason: None,
            created_at: NOW,
            started_at: Some(NOW),
            ended_at: Some(NOW),
        }
    }

    fn expired(tasks: Vec<Task>) -> Vec<u64> {
        Board::new(tasks).expired(NOW).into_iter().map(|(id, _)| id.0).collect()
    }

    #[test]
    fn the_oldest_go_by_age_number_and_size() {
        let mut old = task(1, 1);
        old.ended_at = Some(NOW.plus_millis(-KEPT_MS - 1));
        assert_eq!(expired(vec![old, task(2, 1)]), [1]);

        let many = (1..=KEPT_OF_SUBJECT as u64 + 2).map(|id| task(id, 1)).collect();
        assert_eq!(expired(many), [2, 1]);

        assert_eq!(expired(vec![task(1, 1), task(2, KEPT_ITEMS + 1)]), [1]);
        assert_eq!(expired(vec![task(1, 1), task(2, 1)]), [0; 0]);
    }

    #[test]
    fn a_task_that_is_not_over_stays() {
        let mut running = task(1, KEPT_ITEMS + 1);
        running.ended_at = None;
        running.state = TaskState::Running;
        assert_eq!(expired(vec![running, task(2, KEPT_ITEMS + 1)]), [0; 0]);
    }
}
