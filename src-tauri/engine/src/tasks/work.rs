//! How long work is started, reports, and ends.

use std::sync::Arc;

use model::record::{Task, TaskItem, TaskKind, TaskState};
use model::{JsonMap, RecordId, Said, Saying, TenantCode, Timestamp};
use store::{StoreError, WriteTx};
use tokio_util::sync::CancellationToken;

use crate::event::{Event, Topic};
use crate::{Core, Error, clock};

/// Work that shall be done.
pub(crate) struct NewTask {
    pub(crate) tenant: TenantCode,
    pub(crate) kind: TaskKind,
    /// The record it is done for.
    pub(crate) subject: Option<RecordId>,
    pub(crate) name: Said,
    /// Who asked for it.
    pub(crate) who: String,
    /// What was asked for, in the terms of its kind.
    pub(crate) request: JsonMap,
    /// How many items it will report.
    pub(crate) total: usize,
    pub(crate) keep: Keep,
}

/// Which results of items are stored; they are counted in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    All,
    Until(Timestamp),
    None,
}

impl Keep {
    fn at(self, now: Timestamp) -> bool {
        match self {
            Self::All => true,
            Self::Until(end) => now < end,
            Self::None => false,
        }
    }
}

/// How many items went well and how many did not.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tally {
    ok: u64,
    failed: u64,
}

impl Tally {
    fn of<'a>(items: impl Iterator<Item = &'a TaskItem>) -> Self {
        let (mut ok, mut failed) = (0, 0);
        for item in items {
            *(if item.ok { &mut ok } else { &mut failed }) += 1;
        }
        Self { ok, failed }
    }
}

/// The way back from the work to those who watch it.
#[derive(Clone)]
pub(crate) struct Reporter {
    core: Arc<Core>,
    id: RecordId,
    keep: Keep,
    stop: CancellationToken,
}

impl Reporter {
    /// The task.
    pub(crate) const fn id(&self) -> RecordId {
        self.id
    }

    /// Resolves when the work shall end: a person stopped it, or the program ends.
    pub(crate) async fn stopped(&self) {
        self.stop.cancelled().await;
    }

    /// Whether the work shall end.
    pub(crate) fn is_stopped(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// Does `work` and notes what became of its items in one transaction, so that a program that
    /// is killed has done both or nothing.
    pub(crate) async fn commit(
        &self,
        items: Vec<TaskItem>,
        work: impl FnOnce(&WriteTx<'_>) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<(), StoreError> {
        let noting = self.clone();
        let stored = self.core.store.write(move |tx| {
            work(tx)?;
            noting.note(tx, &items)
        });
        self.tell(stored.await?);
        Ok(())
    }

    /// [`Self::commit`] on a plain thread, for items that have a place of their own in the task
    /// because they are not done in their order. All of them are kept.
    pub(crate) fn commit_at_blocking(
        &self,
        items: Vec<(u64, TaskItem)>,
        work: impl FnOnce(&WriteTx<'_>) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<(), StoreError> {
        let noting = self.clone();
        let stored = self.core.store.write_blocking(move |tx| {
            work(tx)?;
            noting.note_at_in(tx, &items)
        });
        self.tell(stored?);
        Ok(())
    }

    /// Notes what became of items that have a place of their own in the task.
    pub(crate) async fn note_at(&self, items: Vec<(u64, TaskItem)>) -> Result<(), StoreError> {
        let noting = self.clone();
        let noted = self.core.store.write(move |tx| noting.note_at_in(tx, &items));
        self.tell(noted.await?);
        Ok(())
    }

    /// Notes what became of items that have a place of their own in the task in the transaction
    /// that did it, for work that stores by itself; [`Self::tell`] after its commit.
    pub(crate) fn note_at_in(
        &self,
        tx: &WriteTx<'_>,
        items: &[(u64, TaskItem)],
    ) -> Result<Tally, StoreError> {
        tx.tasks().report_at(self.id, items)?;
        Ok(Tally::of(items.iter().map(|(_, item)| item)))
    }

    /// Notes what became of items in the transaction that did it.
    fn note(&self, tx: &WriteTx<'_>, items: &[TaskItem]) -> Result<Tally, StoreError> {
        tx.tasks().report(self.id, items, self.keep.at(clock::now()))?;
        Ok(Tally::of(items.iter()))
    }

    /// Counts items whose notes are committed, for those who watch.
    pub(crate) fn tell(&self, tally: Tally) {
        let changed = self.core.board.change(self.id, |task| {
            task.ok += tally.ok;
            task.failed += tally.failed;
        });
        self.core.tell(changed);
    }
}

impl Core {
    /// Stores a task and begins with it when its turn comes. The work ends by itself or soon after
    /// [`Reporter::stopped`]; an error says why it could not go on.
    pub(crate) async fn start_task<W, F>(
        self: &Arc<Self>,
        new: NewTask,
        work: W,
    ) -> Result<Task, Error>
    where
        W: FnOnce(Reporter) -> F + Send + 'static,
        F: Future<Output = Result<(), Error>> + Send + 'static,
    {
        self.board.has_room()?;
        let now = clock::now();
        let keep = new.keep;
        let task = Task {
            id: RecordId(0),
            tenant: new.tenant,
            kind: new.kind,
            subject: new.subject,
            name: new.name,
            who: new.who,
            request: new.request,
            state: TaskState::Waiting,
            total: new.total as u64,
            ok: 0,
            failed: 0,
            reason: None,
            created_at: now,
            started_at: None,
            ended_at: None,
        };
        let stored = self.store.write(move |tx| {
            let task = Task { id: tx.next_id(now)?, ..task };
            tx.tasks().insert(&task)?;
            Ok(task)
        });
        let task = stored.await?;
        let stop = self.stopping.child_token();
        self.board.put(task.clone(), stop.clone());
        self.tell(Some(task.clone()));
        let reporter = Reporter { core: Arc::clone(self), id: task.id, keep, stop };
        self.spawn("task", run(reporter, work));
        Ok(task)
    }

    fn tell(&self, task: Option<Task>) {
        if let Some(task) = task
            && self.bus.is_wanted(Topic::Task)
        {
            self.bus.publish(Event::Task(Arc::new(task)));
        }
    }

    /// Changes a task in memory and in the store.
    async fn set_task(&self, id: RecordId, change: impl FnOnce(&mut Task)) {
        let Some(task) = self.board.change(id, change) else { return };
        let stored = task.clone();
        if let Err(error) = self.store.write(move |tx| tx.tasks().update(&stored)).await {
            tracing::error!(%error, task = %id, "the state of a task could not be stored");
        }
        self.tell(Some(task));
    }
}

async fn run<W, F>(reporter: Reporter, work: W)
where
    W: FnOnce(Reporter) -> F + Send + 'static,
    F: Future<Output = Result<(), Error>> + Send + 'static,
{
    let (core, id, stop) = (Arc::clone(&reporter.core), reporter.id, reporter.stop.clone());
    let turns = Arc::clone(&core.board.turns);
    let turn = tokio::select! {
        biased;
        () = stop.cancelled() => None,
        turn = turns.acquire_owned() => turn.ok(),
    };
    let mut reason = None;
    if turn.is_some() {
        core.set_task(id, |task| {
            task.state = TaskState::Running;
            task.started_at = Some(clock::now());
        })
        .await;
        // In a task of its own, so that work that panics is over all the same.
        reason = match tokio::spawn(work(reporter)).await {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(Said::from(&error)),
            Err(_) => Some(Saying::ProgramMistake.into()),
        };
    }
    let is_ending = core.stopping.is_cancelled();
    core.set_task(id, |task| {
        task.state = match &reason {
            Some(_) => TaskState::Failed,
            None if task.done() >= task.total || !stop.is_cancelled() => TaskState::Finished,
            None if is_ending => TaskState::Interrupted,
            None => TaskState::Cancelled,
        };
        task.reason = reason;
        task.ended_at = Some(clock::now());
    })
    .await;
}
