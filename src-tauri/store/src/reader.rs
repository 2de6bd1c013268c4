//! A few threads that only read. Each opens its connection with its first job.
//!
//! Every job sees one moment of each file, whatever is written meanwhile.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use parking_lot::{Mutex, RwLock};
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use crate::StoreError;
use crate::database::open_reader;

type Job = Box<dyn FnOnce(Result<&Connection, StoreError>) + Send>;

/// The way to the reading threads.
pub(crate) struct Readers {
    /// `None` once closed. Guarded only against being taken while it is cloned.
    queue: RwLock<Option<mpsc::Sender<Job>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Readers {
    pub(crate) fn start(dir: &Path, threads: usize, queue: usize) -> Result<Self, StoreError> {
        let (sender, receiver) = mpsc::channel(queue.max(1));
        // The threads take turns to wait for the next job.
        let receiver = Arc::new(Mutex::new(receiver));
        let threads = (0..threads.max(1))
            .map(|number| {
                let (dir, receiver) = (dir.to_owned(), Arc::clone(&receiver));
                std::thread::Builder::new()
                    .name(format!("store-read-{number}"))
                    .spawn(move || work(&dir, &receiver))
                    .map_err(|error| StoreError::io(Path::new("store-read"), error))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { queue: RwLock::new(Some(sender)), threads: Mutex::new(threads) })
    }

    pub(crate) async fn submit<F, T>(&self, read: F) -> Result<T, StoreError>
    where
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let (job, answer) = task(read);
        self.sender()?.send(job).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    pub(crate) fn submit_blocking<F, T>(&self, read: F) -> Result<T, StoreError>
    where
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let (job, answer) = task(read);
        self.sender()?.blocking_send(job).map_err(|_| StoreError::Closed)?;
        answer.blocking_recv().map_err(|_| StoreError::Closed)?
    }

    pub(crate) fn close(&self) {
        self.queue.write().take();
        for thread in self.threads.lock().drain(..) {
            if thread.join().is_err() {
                tracing::error!("a store reader panicked");
            }
        }
    }

    fn sender(&self) -> Result<mpsc::Sender<Job>, StoreError> {
        self.queue.read().clone().ok_or(StoreError::Closed)
    }
}

fn task<F, T>(read: F) -> (Job, oneshot::Receiver<Result<T, StoreError>>)
where
    F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    T: Send + 'static,
{
    let (answer, receiver) = oneshot::channel();
    let job: Job = Box::new(move |conn| {
        let outcome =
            catch_unwind(AssertUnwindSafe(|| conn.and_then(|conn| in_snapshot(conn, read))));
        // Whoever asked may have gone.
        let _ = answer.send(outcome.unwrap_or(Err(StoreError::Panicked)));
    });
    (job, receiver)
}

fn in_snapshot<T>(
    conn: &Connection,
    read: impl FnOnce(&Connection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    // Ends with a rollback when dropped, also by a panic.
    let tx = conn.unchecked_transaction()?;
    read(&tx)
}

fn work(dir: &Path, queue: &Mutex<mpsc::Receiver<Job>>) {
    let mut conn = None;
    loop {
        let job = queue.lock().blocking_recv();
        let Some(job) = job else { return };
        if conn.is_none() {
            match open_reader(dir) {
                Ok(opened) => conn = Some(opened),
                Err(error) => {
                    job(Err(error));
                    continue;
                }
            }
        }
        if let Some(conn) = &conn {
            job(Ok(conn));
        }
    }
}
