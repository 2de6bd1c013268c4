//! The application side: everything that runs thing models or changes a device's data.
//!
//! A few threads, each with its own sandbox and a bounded queue of [`Work`]. All work of a device
//! goes to the same thread, so that it is done in order and a device's attributes have one writer;
//! scripts never run on an async worker. A frame that is slow here delays no downlink window: the
//! radio side has gone on long before. A script that takes long delays no other device either: its
//! thread hands the device over to the slow [`lane`].
//!
//! What a thread does: [`worker`] takes work from the queue, [`uplink`], [`notification`] and
//! [`attributes`], [`records`] and [`saves`] say what each kind means, [`models`] runs scripts, [`apply`] is the one place where a result
//! changes a device, [`sub_devices`] finds the child it belongs to, [`batch`] stores and publishes what came of it,
//! and [`away`] decides what is for the lane.

mod apply;
mod attributes;
mod away;
mod batch;
mod lane;
mod models;
mod notification;
mod records;
mod saves;
mod sub_devices;
mod trigger;
mod uplink;
mod worker;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use lorawan::Eui64;
use model::{DeviceEui, Saying, TenantCode, Timestamp};

use self::lane::Lane;
use self::worker::Worker;
use crate::registry::SharedDevice;
use crate::{Core, Error, priority};

pub(crate) use attributes::{AttributeChange, AttributePatch};
pub(crate) use notification::Notification;
pub(crate) use records::{Books, Changed, Made, Make, Told};
pub(crate) use saves::{Place, Save};
pub(crate) use sub_devices::{CHILDREN_MAX, IDENTIFIER_MAX};

/// Work that may wait for one thread; when it is full the newest is dropped and counted, refused
/// if somebody waits for an answer, or waits itself if it is part of a task.
const QUEUE: usize = 32_768;
/// How often such work looks for room.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// Something for the application layer to do.
#[derive(Debug)]
pub(crate) enum Work {
    /// A device reported.
    Uplink(Message),
    /// A device hears of another one.
    Notification(Notification),
    /// Attributes change for a reason that is no uplink.
    Attributes(Box<attributes::Order>),
    /// Whole records of many devices change.
    Records(Box<records::Order>),
    /// Planned records of many devices are stored.
    Saves(Box<saves::Order>),
    /// An uplink or a notification of which some thing models have run.
    Rest(Box<away::Rest>),
    /// One run of a trigger.
    Trigger(Box<trigger::Due>),
}

impl Work {
    /// Whether somebody waits for an answer.
    fn is_awaited(&self) -> bool {
        matches!(self, Self::Attributes(_))
    }
}

/// A message for the application layer.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) at: Timestamp,
    pub(crate) tenant: TenantCode,
    pub(crate) eui: DeviceEui,
    pub(crate) f_cnt: Option<u32>,
    pub(crate) f_port: Option<u8>,
    /// Decrypted payload, or the body of a message that is not an AS message.
    pub(crate) payload: Vec<u8>,
    pub(crate) gateways: Vec<Eui64>,
    pub(crate) rssi: Option<f32>,
    pub(crate) snr: Option<f32>,
    /// The AS message as published, JSON.
    pub(crate) content: String,
}

/// How much work a thread was given and has done, what follows from it handed over. Both only grow.
#[derive(Debug, Default)]
struct Tally {
    given: AtomicU64,
    done: AtomicU64,
}

impl Tally {
    fn given(&self, count: u64) {
        self.given.fetch_add(count, Ordering::SeqCst);
    }

    fn done(&self, count: u64) {
        self.done.fetch_add(count, Ordering::SeqCst);
    }
}

/// The threads and their queues.
#[derive(Debug)]
pub(crate) struct Workers {
    queues: Vec<(SyncSender<Work>, Arc<Tally>)>,
    threads: Vec<JoinHandle<()>>,
    lane: Arc<Lane>,
    slow_threads: Vec<JoinHandle<()>>,
}

impl Workers {
    pub(crate) fn start(core: &Arc<Core>) -> std::io::Result<Self> {
        let count = std::thread::available_parallelism().map_or(2, |count| count.get().clamp(2, 8));
        let lane = Arc::new(Lane::new());
        let (mut queues, mut threads) = (Vec::new(), Vec::new());
        for index in 0..count {
            let (sender, receiver) = sync_channel(QUEUE);
            let (core, lane) = (Arc::clone(core), Arc::clone(&lane));
            let tally = Arc::new(Tally::default());
            let of_thread = Arc::clone(&tally);
            let run = move || Worker::at_home(core, lane).run(&receiver, &of_thread);
            queues.push((sender, tally));
            threads.push(thread(format!("things-{index}"), run)?);
        }
        let slow_threads = (0..lane::THREADS).map(|index| {
            let (core, lane) = (Arc::clone(core), Arc::clone(&lane));
            thread(format!("slow-things-{index}"), move || {
                priority::lower();
                Worker::in_lane(core).run_lane(&lane);
            })
        });
        let slow_threads = slow_threads.collect::<std::io::Result<_>>()?;
        Ok(Self { queues, threads, lane, slow_threads })
    }

    /// Hands work to the thread of the device it is [at home](home) with. `false` when that
    /// thread's queue is full.
    pub(crate) fn offer(&self, home: &DeviceEui, work: Work) -> bool {
        self.offer_at(self.place(home), work)
    }

    /// Which thread does the work of devices at home with this one.
    fn place(&self, home: &DeviceEui) -> usize {
        let mut hasher = DefaultHasher::new();
        home.hash(&mut hasher);
        let count = self.queues.len().max(1) as u64;
        usize::try_from(hasher.finish() % count).unwrap_or(0)
    }

    fn offer_at(&self, place: usize, work: Work) -> bool {
        self.try_at(place, work).is_ok()
    }

    /// Hands work to a thread, or gives it back with the reason.
    #[expect(
        clippy::result_large_err,
        reason = "what comes back is the work itself, to be offered again"
    )]
    fn try_at(&self, place: usize, work: Work) -> Result<(), TrySendError<Work>> {
        let Some((queue, tally)) = self.queues.get(place) else {
            return Err(TrySendError::Disconnected(work));
        };
        // First, so that nobody sees nothing to do between the two.
        tally.given(1);
        queue.try_send(work).inspect_err(|_| tally.done(1))
    }

    /// The devices that have their work done in the slow lane, sub-devices with their parents.
    pub(crate) fn slow(&self) -> Vec<DeviceEui> {
        self.lane.homes()
    }

    /// Lets devices out of the slow lane for which nothing came for long.
    pub(crate) fn forget_silent(&self, now: Instant) {
        self.lane.forget(now);
    }

    /// Whether anything was handed over that is not done, or follows from what was. A thread that
    /// has panicked does nothing any more.
    pub(crate) fn has_work(&self) -> bool {
        let threads = self.queues.iter().zip(&self.threads);
        let alive = threads.filter(|(_, thread)| !thread.is_finished());
        let mut tallies: Vec<&Tally> = alive.map(|((_, tally), _)| &**tally).collect();
        if self.slow_threads.iter().any(|thread| !thread.is_finished()) {
            tallies.push(&self.lane.tally);
        }
        // In this order: what was done by then had been given before, so that two equal sums say
        // that nothing was open in between.
        let done: u64 = tallies.iter().map(|tally| tally.done.load(Ordering::SeqCst)).sum();
        let given: u64 = tallies.iter().map(|tally| tally.given.load(Ordering::SeqCst)).sum();
        given != done
    }

    /// Lets the threads finish what they have and waits for them.
    pub(crate) fn stop(self) {
        drop(self.queues);
        for thread in self.threads {
            // A panic has been reported by the thread itself.
            let _ = thread.join();
        }
        // Only they give the lane anything.
        self.lane.close();
        for thread in self.slow_threads {
            let _ = thread.join();
        }
    }
}

impl Core {
    /// Hands work to a thread as soon as its queue has room; `false` when `stop` came first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] while the instance stops.
    async fn hand_over(
        &self,
        thread: usize,
        mut work: Work,
        stop: impl Future<Output = ()>,
    ) -> Result<bool, Error> {
        let mut stop = std::pin::pin!(stop);
        loop {
            work = {
                let workers = self.workers.read();
                match workers.as_ref().ok_or_else(stopping)?.try_at(thread, work) {
                    Ok(()) => return Ok(true),
                    Err(TrySendError::Full(back)) => back,
                    Err(TrySendError::Disconnected(_)) => return Err(stopping()),
                }
            };
            tokio::select! {
                biased;
                () = &mut stop => return Ok(false),
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
        }
    }
}

fn stopping() -> Error {
    Error::Unavailable(Saying::Stopping.into())
}

/// Starts a thread on which scripts may run.
fn thread(name: String, run: impl FnOnce() + Send + 'static) -> std::io::Result<JoinHandle<()>> {
    std::thread::Builder::new().name(name).stack_size(8 * 1024 * 1024).spawn(run)
}

/// The device whose thread does a device's work: the parent's for a sub-device, because the
/// parent's results change it too.
pub(crate) fn home(device: &SharedDevice) -> DeviceEui {
    let state = device.lock();
    state.device.parent.as_ref().unwrap_or(&state.device.eui).clone()
}
