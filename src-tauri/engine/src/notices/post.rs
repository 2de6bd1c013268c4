//! What waits to be sent, its retries, and the log of what became of it.
//!
//! Messages wait in memory: those of a program that is killed are lost, the alarms they tell of are
//! not.

use std::collections::BTreeSet;
use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

use model::record::{NotificationChannel, NotificationGroup};
use model::{Said, Saying};
use parking_lot::RwLock;
use store::{HistoryRow, NoticeRow};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{Semaphore, SemaphorePermit, mpsc};
use tokio::task::JoinSet;
use tokio_util::time::DelayQueue;

use super::{MailSettings, Notice, WindowNotice, mail};
use crate::event::Event;
use crate::{Core, Error, clock};

/// Messages that may wait; when it is full the newest is dropped, counted and logged.
pub(crate) const QUEUE: usize = 1_024;
/// Messages that may wait for another attempt; beyond, there is none.
const RETRIES: usize = 1_024;
/// Messages on their way at once.
const AT_ONCE: usize = 4;
/// Try-outs at once.
const TESTS: usize = 2;
/// How long to wait before each further attempt.
const PAUSES: [Duration; 3] =
    [Duration::from_secs(2), Duration::from_secs(30), Duration::from_secs(300)];

/// A message to one recipient.
#[derive(Debug)]
pub(crate) struct Job {
    group: Arc<NotificationGroup>,
    recipient: String,
    notice: Arc<Notice>,
    attempts: usize,
}

/// Where messages are left, and the server that takes them.
#[derive(Debug)]
pub(crate) struct Outbox {
    queue: mpsc::Sender<Job>,
    pub(super) mail: RwLock<MailSettings>,
    /// One change of the settings at a time.
    pub(super) changing: tokio::sync::Mutex<()>,
    tests: Semaphore,
}

impl Outbox {
    pub(crate) fn new(queue: mpsc::Sender<Job>, mail: MailSettings) -> Self {
        Self {
            queue,
            mail: RwLock::new(mail),
            changing: tokio::sync::Mutex::default(),
            tests: Semaphore::new(TESTS),
        }
    }

    pub(super) fn permit(&self) -> Result<SemaphorePermit<'_>, Error> {
        let busy = |_| Error::Unavailable(Saying::MessagesTried.into());
        self.tests.try_acquire().map_err(busy)
    }
}

/// What came of one attempt.
enum Outcome {
    Sent,
    Failed {
        reason: Said,
        /// Whether another attempt may help.
        is_temporary: bool,
    },
}

impl Core {
    /// Tells groups something. Unknown ones are a warning, disabled ones are not told.
    pub(crate) async fn notify(&self, groups: &[String], notice: Notice) {
        let notice = Arc::new(notice);
        let mut rows = Vec::new();
        for name in groups.iter().collect::<BTreeSet<_>>() {
            let Some(group) = self.registry.notification_groups.by_key(&notice.tenant, name) else {
                tracing::warn!(tenant = %notice.tenant, name, "there is no such notification group");
                let reason = Some(Said::new(Saying::NoGroup).with("name", name.as_str()));
                rows.push(row(name, None, "", &notice, 0, reason));
                continue;
            };
            if !group.enable {
                continue;
            }
            match group.channel {
                NotificationChannel::Desktop => {
                    let told = WindowNotice { group: name.clone(), notice: (*notice).clone() };
                    self.bus.publish(Event::Notice(Arc::new(told)));
                    rows.push(row(name, Some(group.channel), "", &notice, 1, None));
                }
                NotificationChannel::Email => {
                    rows.extend(group.recipients.iter().filter_map(|to| {
                        let job = Job {
                            group: Arc::clone(&group),
                            recipient: to.clone(),
                            notice: Arc::clone(&notice),
                            attempts: 0,
                        };
                        self.outbox.queue.try_send(job).err().map(|error| {
                            self.counters.dropped(1);
                            let reason = Some(match error {
                                TrySendError::Full(_) => {
                                    Said::new(Saying::OutboxFull).with("count", QUEUE)
                                }
                                TrySendError::Closed(_) => Saying::Stopping.into(),
                            });
                            row(name, Some(group.channel), to, &notice, 0, reason)
                        })
                    }));
                }
            }
        }
        log(self, rows).await;
    }
}

/// Sends what is left in the outbox until the engine stops.
pub(crate) async fn run(core: Arc<Core>, mut queue: mpsc::Receiver<Job>) {
    let mut waiting: DelayQueue<Job> = DelayQueue::new();
    let mut sending: JoinSet<(Job, Outcome)> = JoinSet::new();
    loop {
        let is_free = sending.len() < AT_ONCE;
        // Every arm is cancel-safe: what a queue has not given out stays in it.
        let job = tokio::select! {
            () = core.stopping.cancelled() => break,
            Some(due) = poll_fn(|context| waiting.poll_expired(context)),
                if is_free && !waiting.is_empty() => due.into_inner(),
            Some(job) = queue.recv(), if is_free => job,
            Some(done) = sending.join_next(), if !sending.is_empty() => {
                if let Ok((job, outcome)) = done {
                    settle(&core, &mut waiting, job, outcome).await;
                }
                continue;
            }
        };
        let core = Arc::clone(&core);
        sending.spawn(async move { attempt(&core, job).await });
    }
    queue.close();
    let mut unsent: Vec<Job> = std::iter::from_fn(|| queue.try_recv().ok()).collect();
    while let Some(done) = sending.join_next().await {
        match done {
            Ok((job, Outcome::Sent)) => settle(&core, &mut waiting, job, Outcome::Sent).await,
            Ok((job, Outcome::Failed { .. })) => unsent.push(job),
            Err(error) => tracing::error!(%error, "an attempt to send a message panicked"),
        }
    }
    while let Some(key) = waiting.peek() {
        unsent.push(waiting.remove(&key).into_inner());
    }
    let stopped = || Some(Said::new(Saying::StoppedBefore));
    log(&core, unsent.iter().map(|job| job.row(stopped())).collect()).await;
}

async fn attempt(core: &Core, mut job: Job) -> (Job, Outcome) {
    job.attempts += 1;
    let sent = mail::send(core, &job.recipient, &job.notice);
    let outcome = match core.stopping.run_until_cancelled(sent).await {
        Some(Ok(())) => Outcome::Sent,
        Some(Err(failure)) => {
            let is_temporary = failure.is_temporary();
            Outcome::Failed { is_temporary, reason: failure.detail }
        }
        None => Outcome::Failed { reason: Saying::Stopped.into(), is_temporary: true },
    };
    (job, outcome)
}

/// Logs what was sent and what failed for good, and keeps the rest for another attempt.
async fn settle(core: &Core, waiting: &mut DelayQueue<Job>, job: Job, outcome: Outcome) {
    let reason = match outcome {
        Outcome::Sent => None,
        Outcome::Failed { reason, is_temporary } => {
            let pause = PAUSES.get(job.attempts.saturating_sub(1));
            if let Some(pause) = pause
                && is_temporary
                && waiting.len() < RETRIES
            {
                waiting.insert(job, *pause);
                return;
            }
            tracing::warn!(group = job.group.name, %reason, "a notification could not be sent");
            Some(reason)
        }
    };
    log(core, vec![job.row(reason)]).await;
}

impl Job {
    fn row(&self, reason: Option<Said>) -> HistoryRow {
        let (group, attempts) = (&self.group, self.attempts);
        row(&group.name, Some(group.channel), &self.recipient, &self.notice, attempts, reason)
    }
}

/// What became of a message; without a reason it was sent.
fn row(
    group: &str,
    channel: Option<NotificationChannel>,
    recipient: &str,
    notice: &Notice,
    attempts: usize,
    reason: Option<Said>,
) -> HistoryRow {
    HistoryRow::Notice(Box::new(NoticeRow {
        at: clock::now(),
        tenant: notice.tenant.clone(),
        group: group.to_owned(),
        channel,
        recipient: recipient.to_owned(),
        title: super::text::subject(notice),
        sent: reason.is_none(),
        reason,
        attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
    }))
}

async fn log(core: &Core, rows: Vec<HistoryRow>) {
    if !rows.is_empty()
        && let Err(error) = core.store.append(rows).await
    {
        tracing::error!(%error, "what became of notifications could not be stored");
    }
}
