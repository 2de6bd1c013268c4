//! The threads on which the scripts of commands run.
//!
//! They are apart from those of the thing models, so that a script that takes its whole second
//! delays other commands at most, never an uplink.

use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::thread::JoinHandle;

use parking_lot::Mutex;
use script::{Input, Limits, Outcome, Sandbox, Script};
use tokio::sync::{mpsc, oneshot};

use crate::priority;

/// A script that never ends keeps one of them for a second.
const THREADS: usize = 2;
/// Scripts that may wait for a thread; further runs wait before the queue.
const QUEUE: usize = 64;

/// A script to run, and its variables as JSON text.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) script: Script,
    pub(super) device: String,
    pub(super) params: String,
    pub(super) alarms: String,
    pub(super) org_params: String,
}

/// A job and who waits for its outcome.
type Queued = (Job, oneshot::Sender<Outcome>);

/// The threads and their queue.
#[derive(Debug)]
pub(crate) struct Threads {
    queue: mpsc::Sender<Queued>,
    threads: Vec<JoinHandle<()>>,
}

impl Threads {
    pub(crate) fn start() -> std::io::Result<Self> {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let jobs = Arc::new(Mutex::new(jobs));
        let threads = (0..THREADS).map(|index| {
            let jobs = Arc::clone(&jobs);
            std::thread::Builder::new()
                .name(format!("rpc-{index}"))
                .stack_size(8 * 1024 * 1024)
                .spawn(move || work(&jobs))
        });
        Ok(Self { threads: threads.collect::<Result<_, _>>()?, queue })
    }

    /// The way to the threads.
    pub(super) fn queue(&self) -> Queue {
        Queue(self.queue.clone())
    }

    /// Lets the threads finish what they have and waits for them.
    pub(crate) fn stop(self) {
        drop(self.queue);
        for thread in self.threads {
            // A panic has been reported by the thread itself.
            let _ = thread.join();
        }
    }
}

/// The way to the threads.
#[derive(Debug)]
pub(super) struct Queue(mpsc::Sender<Queued>);

impl Queue {
    /// Runs a script; `None` while stopping, or when running it panicked. Waits for room, then for
    /// the outcome.
    pub(super) async fn run(self, job: Job) -> Option<Outcome> {
        let (answer, outcome) = oneshot::channel();
        self.0.send((job, answer)).await.ok()?;
        // The threads must not wait for this sender when the engine stops.
        drop(self.0);
        outcome.await.ok()
    }
}

fn work(jobs: &Mutex<mpsc::Receiver<Queued>>) {
    priority::lower();
    let mut sandbox = Sandbox::new(Limits::default());
    loop {
        // Whoever waits for a job holds the lock; who works does not.
        let Some((job, answer)) = jobs.lock().blocking_recv() else { return };
        if answer.is_closed() {
            continue;
        }
        let input = Input::Rpc {
            device: &job.device,
            params: &job.params,
            alarms: &job.alarms,
            org_params: &job.org_params,
        };
        let ran = panic::catch_unwind(AssertUnwindSafe(|| sandbox.run(&job.script, &input)));
        match ran {
            // An error says that the run was cancelled meanwhile.
            Ok(outcome) => drop(answer.send(outcome)),
            // Whoever waits sees that no answer comes; the thread goes on with a sandbox that
            // knows nothing of it.
            Err(_) => {
                tracing::error!("running a command's script panicked");
                sandbox = Sandbox::new(Limits::default());
            }
        }
    }
}
