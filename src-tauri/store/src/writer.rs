//! The one thread that may write to a file: queued jobs go into one transaction (group commit).
//!
//! A job that waits alone is committed at once; while a commit waits for the disk, the next group
//! gathers. Each job of a larger group has a savepoint of its own, so one that fails undoes
//! nothing of the others. A job is answered after its commit, never before.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::JoinHandle;

use parking_lot::{Mutex, RwLock};
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use crate::StoreError;

/// Most jobs of one transaction: bounds how long the first one waits for the last.
const GROUP: usize = 256;

/// What a writer keeps in memory beside its connection.
pub(crate) trait WriterState: Send + 'static {
    /// Something was rolled back: forget what is not in the database.
    fn forget(&mut self);
}

/// Nothing to remember.
#[derive(Debug)]
pub(crate) struct Stateless;

impl WriterState for Stateless {
    fn forget(&mut self) {}
}

/// One unit of work: run inside the transaction, answered after it.
trait Job<S>: Send {
    fn run(&mut self, conn: &Connection, state: &mut S) -> bool;
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

type Answer<T> = oneshot::Sender<Result<T, StoreError>>;

struct Task<F, T> {
    work: Option<F>,
    /// `None` until it ran.
    result: Option<Result<T, StoreError>>,
    answer: Answer<T>,
}

impl<S, F, T> Job<S> for Task<F, T>
where
    F: FnOnce(&Connection, &mut S) -> Result<T, StoreError> + Send,
    T: Send,
{
    fn run(&mut self, conn: &Connection, state: &mut S) -> bool {
        let Some(work) = self.work.take() else { return false };
        // State and connection are rolled back when this is false.
        let outcome = catch_unwind(AssertUnwindSafe(|| work(conn, state)));
        self.result.insert(outcome.unwrap_or(Err(StoreError::Panicked))).is_ok()
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let outcome = match (self.result, committed) {
            (Some(Err(own)), _) => Err(own),
            (_, Err(error)) => Err(error),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => Err(StoreError::RolledBack),
        };
        // Whoever asked may have gone; the work is done all the same.
        let _ = self.answer.send(outcome);
    }
}

type Queue<S> = mpsc::Sender<Box<dyn Job<S>>>;

/// The way to a file's writer thread.
pub(crate) struct Writer<S> {
    /// `None` once closed. Guarded only against being taken while it is cloned.
    queue: RwLock<Option<Queue<S>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl<S: WriterState> Writer<S> {
    /// Starts the thread that owns `conn` from now on.
    pub(crate) fn start(
        name: &str,
        conn: Connection,
        state: S,
        queue: usize,
    ) -> Result<Self, StoreError> {
        let (sender, receiver) = mpsc::channel(queue.max(1));
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || work(conn, state, receiver))
            .map_err(|error| StoreError::io(std::path::Path::new(name), error))?;
        Ok(Self { queue: RwLock::new(Some(sender)), thread: Mutex::new(Some(thread)) })
    }

    /// Queues a job, waiting for room, and resolves after its commit.
    pub(crate) async fn submit<F, T>(&self, work: F) -> Result<T, StoreError>
    where
        F: FnOnce(&Connection, &mut S) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let (job, answer) = task(work);
        self.sender()?.send(job).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// [`Self::submit`] for plain threads; panics on a thread of an async runtime.
    pub(crate) fn submit_blocking<F, T>(&self, work: F) -> Result<T, StoreError>
    where
        F: FnOnce(&Connection, &mut S) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let (job, answer) = task(work);
        self.sender()?.blocking_send(job).map_err(|_| StoreError::Closed)?;
        answer.blocking_recv().map_err(|_| StoreError::Closed)?
    }

    /// Commits what is queued and ends the thread.
    pub(crate) fn close(&self) {
        self.queue.write().take();
        let thread = self.thread.lock().take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("a store writer panicked");
        }
    }

    fn sender(&self) -> Result<Queue<S>, StoreError> {
        self.queue.read().clone().ok_or(StoreError::Closed)
    }
}

fn task<S, F, T>(work: F) -> (Box<dyn Job<S>>, oneshot::Receiver<Result<T, StoreError>>)
where
    F: FnOnce(&Connection, &mut S) -> Result<T, StoreError> + Send + 'static,
    T: Send + 'static,
{
    let (answer, receiver) = oneshot::channel();
    (Box::new(Task { work: Some(work), result: None, answer }), receiver)
}

fn work<S: WriterState>(
    conn: Connection,
    mut state: S,
    mut queue: mpsc::Receiver<Box<dyn Job<S>>>,
) {
    let mut group = Vec::with_capacity(GROUP);
    while queue.blocking_recv_many(&mut group, GROUP) > 0 {
        let committed = run_group(&conn, &mut state, &mut group);
        for job in group.drain(..) {
            job.answer(committed.clone());
        }
    }
    // Closing the last connection would checkpoint anyway, but readers may still be open.
    let checkpoint = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    if let Err(error) = checkpoint.and_then(|()| conn.execute_batch("PRAGMA optimize")) {
        tracing::warn!(%error, "the write-ahead log could not be folded in; the next start does");
    }
}

/// Runs all jobs in one transaction. An error is an error for every one of them.
fn run_group<S: WriterState>(
    conn: &Connection,
    state: &mut S,
    group: &mut [Box<dyn Job<S>>],
) -> Result<(), StoreError> {
    let outcome = transact(conn, state, group);
    if outcome.is_err() {
        state.forget();
        if !conn.is_autocommit() {
            execute(conn, "ROLLBACK")?;
        }
    }
    outcome
}

fn transact<S: WriterState>(
    conn: &Connection,
    state: &mut S,
    group: &mut [Box<dyn Job<S>>],
) -> Result<(), StoreError> {
    execute(conn, "BEGIN IMMEDIATE")?;
    let alone = group.len() == 1;
    for job in group.iter_mut() {
        if alone {
            if !job.run(conn, state) {
                state.forget();
                return roll_back(conn);
            }
        } else {
            run_in_savepoint(conn, state, &mut **job)?;
        }
        still_open(conn)?;
    }
    execute(conn, "COMMIT")
}

fn run_in_savepoint<S: WriterState>(
    conn: &Connection,
    state: &mut S,
    job: &mut dyn Job<S>,
) -> Result<(), StoreError> {
    execute(conn, "SAVEPOINT job")?;
    if !job.run(conn, state) {
        state.forget();
        still_open(conn)?;
        execute(conn, "ROLLBACK TO job")?;
    }
    execute(conn, "RELEASE job")
}

/// The job carries its own error; there is nothing to add.
fn roll_back(conn: &Connection) -> Result<(), StoreError> {
    if conn.is_autocommit() { Ok(()) } else { execute(conn, "ROLLBACK") }
}

/// SQLite ends the whole transaction by itself after a full disk or a failed read or write; going
/// on would commit each later statement on its own.
fn still_open(conn: &Connection) -> Result<(), StoreError> {
    if conn.is_autocommit() { Err(StoreError::RolledBack) } else { Ok(()) }
}

fn execute(conn: &Connection, sql: &str) -> Result<(), StoreError> {
    conn.prepare_cached(sql)?.execute([])?;
    Ok(())
}

#[cfg(test)]
mod tests;
