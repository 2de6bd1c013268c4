//! Whole records of many devices that change together.
//!
//! Each thread changes those that are at home with it, so that nothing a script writes at the same
//! moment is undone, and stores them in one transaction with what became of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::record::{Device, RecordKey, TaskItem};
use model::{JsonMap, Said, Saying, Timestamp};
use store::StoreError;
use tokio::sync::oneshot;

use super::apply::Changes;
use super::notification::Origin;
use super::worker::Worker;
use super::{Work, stopping};
use crate::event::{Action, Resource};
use crate::registry::SharedDevice;
use crate::restore_points::Recorder;
use crate::tasks::Reporter;
use crate::{Core, Error, clock};

/// How a device is to be, and what it is to be told of it.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) after: Device,
    /// Shared attributes that are to be sent to the device.
    pub(crate) told: JsonMap,
    /// What changed, as words; empty when nothing did.
    pub(crate) changed: Vec<&'static str>,
}

/// A device, and which shared attributes are to be sent to it.
pub(crate) type Told = (SharedDevice, JsonMap);

/// Makes of a device, by its place in the task, how it is to be; or says why not.
pub(crate) type Make = Arc<dyn Fn(u64, &Device, Timestamp) -> Result<Made, Said> + Send + Sync>;

/// Where it is noted what becomes of devices, and what they were before.
#[derive(Clone)]
pub(crate) struct Books {
    pub(crate) reporter: Reporter,
    pub(crate) recorder: Recorder,
}

/// Devices of one thread to change.
pub(crate) struct Order {
    devices: Vec<(u64, SharedDevice)>,
    make: Make,
    books: Books,
    answer: oneshot::Sender<Changed>,
}

/// What came of devices that were to change.
#[derive(Debug)]
pub(crate) struct Changed {
    /// Those that are to be sent something, whatever became of the others.
    pub(crate) told: Vec<Told>,
    /// Why not all of them were gone through; what was reported by then is done.
    pub(crate) end: Result<(), Error>,
}

impl Changed {
    const fn nothing() -> Self {
        Self { told: Vec::new(), end: Ok(()) }
    }

    /// Takes in what came of others; the first reason stays.
    fn and(&mut self, other: Self) {
        self.told.extend(other.told);
        if self.end.is_ok() {
            self.end = other.end;
        }
    }
}

impl Order {
    pub(super) fn devices(&self) -> impl Iterator<Item = &SharedDevice> {
        self.devices.iter().map(|(_, device)| device)
    }
}

impl std::fmt::Debug for Order {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Order").field("devices", &self.devices.len()).finish_non_exhaustive()
    }
}

impl Core {
    /// Changes devices in their turns, which the caller has ([`Core::edit_all`]), each with its
    /// place in the task, and notes what they were and what became of each. Waits for threads that
    /// have much to do until the task is stopped; devices that were not handed over by then are not
    /// reported. Resolves after the commits.
    ///
    /// It ends early with [`Error::Store`], or [`Error::Unavailable`] while the instance stops.
    pub(crate) async fn change_records(
        &self,
        devices: Vec<(u64, SharedDevice)>,
        make: &Make,
        books: &Books,
    ) -> Changed {
        let mut changed = Changed::nothing();
        let mut answers = Vec::new();
        for (thread, devices) in self.by_thread(devices) {
            let (answer, answered) = oneshot::channel();
            let (make, books) = (Arc::clone(make), books.clone());
            let stop = books.reporter.clone();
            let order = Work::Records(Box::new(Order { devices, make, books, answer }));
            match self.hand_over(thread, order, stop.stopped()).await {
                Ok(true) => answers.push(answered),
                Ok(false) => break,
                Err(error) => {
                    changed.end = Err(error);
                    break;
                }
            }
        }
        for answered in answers {
            match answered.await {
                Ok(answer) => changed.and(answer),
                Err(_) => changed.and(Changed { told: Vec::new(), end: Err(stopping()) }),
            }
        }
        changed
    }

    /// Devices by the threads they are at home with.
    fn by_thread(
        &self,
        devices: Vec<(u64, SharedDevice)>,
    ) -> BTreeMap<usize, Vec<(u64, SharedDevice)>> {
        let mut by_thread: BTreeMap<usize, Vec<(u64, SharedDevice)>> = BTreeMap::new();
        for (place, device) in devices {
            by_thread.entry(self.thread_of(&device)).or_default().push((place, device));
        }
        by_thread
    }
}

/// A device as it was and as it is to be.
struct Planned {
    place: u64,
    shared: SharedDevice,
    before: Device,
    made: Made,
}

impl Worker {
    pub(super) fn change_records(&mut self, order: Order) {
        let Order { devices, make, books, answer } = order;
        let mut told = Vec::new();
        let end = self.try_records(devices, &make, &books, &mut told).map_err(Error::from);
        // Nobody waits any more: the task was dropped with the instance.
        let _ = answer.send(Changed { told, end });
    }

    fn try_records(
        &mut self,
        devices: Vec<(u64, SharedDevice)>,
        make: &Make,
        books: &Books,
        told: &mut Vec<Told>,
    ) -> Result<(), StoreError> {
        let now = clock::now();
        let (mut idle, mut planned) = (Vec::new(), Vec::new());
        for (place, shared) in devices {
            let before = shared.lock().device.clone();
            match make(place, &before, now) {
                Err(reason) => idle.push((place, item(&before, false, "refused", reason, now))),
                Ok(made) if made.changed.is_empty() && made.told.is_empty() => {
                    idle.push((place, item(&before, true, "unchanged", Said::plain(""), now)));
                }
                Ok(mut made) => {
                    made.after.updated_at = now;
                    planned.push(Arc::new(Planned { place, shared, before, made }));
                }
            }
        }
        if !idle.is_empty() {
            books.reporter.commit_at_blocking(idle, |_| Ok(()))?;
        }
        let planned = Arc::new(planned);
        match store_records(&planned, books, now) {
            Ok(()) => {
                told.extend(planned.iter().filter_map(|it| self.remember(it)));
                Ok(())
            }
            Err(StoreError::Conflict { .. } | StoreError::NotFound(_)) => {
                self.store_singly(&planned, books, now, told)
            }
            Err(error) => Err(error),
        }
    }

    /// What one of them collides with is its answer and leaves the others alone.
    fn store_singly(
        &mut self,
        planned: &[Arc<Planned>],
        books: &Books,
        now: Timestamp,
        told: &mut Vec<Told>,
    ) -> Result<(), StoreError> {
        for it in planned {
            match store_records(&Arc::new(vec![Arc::clone(it)]), books, now) {
                Ok(()) => told.extend(self.remember(it)),
                Err(error @ (StoreError::Conflict { .. } | StoreError::NotFound(_))) => {
                    let why = Said::from(&error);
                    let refused = item(&it.before, false, "refused", why, now);
                    books.reporter.commit_at_blocking(vec![(it.place, refused)], |_| Ok(()))?;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Puts a stored device in place and lets those hear of it who want to.
    fn remember(&mut self, planned: &Planned) -> Option<Told> {
        let Planned { shared, before, made, .. } = planned;
        let Made { after, told, .. } = made;
        let changes = Changes {
            server: before.server_attrs != after.server_attrs,
            shared: before.shared_attrs != after.shared_attrs,
            ..Changes::default()
        };
        self.core.registry.change_device(shared, |device| *device = after.clone());
        let Device { tenant, eui, .. } = before;
        self.core.bus.changed(tenant, Resource::Devices, eui, Action::Updated);
        self.follow(shared, &changes, Origin { eui, ran: &[], way: None });
        (!told.is_empty()).then(|| (Arc::clone(shared), told.clone()))
    }
}

/// Stores all of them or none.
fn store_records(
    planned: &Arc<Vec<Arc<Planned>>>,
    books: &Books,
    now: Timestamp,
) -> Result<(), StoreError> {
    if planned.is_empty() {
        return Ok(());
    }
    let item = |it: &Arc<Planned>| {
        let fields = it.made.changed.clone();
        let changed = Said::new(Saying::ChangedFields).with("fields", fields);
        (it.place, item(&it.before, true, "updated", changed, now))
    };
    let items = planned.iter().map(item).collect();
    let (writing, recorder) = (Arc::clone(planned), books.recorder.clone());
    books.reporter.commit_at_blocking(items, move |tx| {
        for it in writing.iter() {
            recorder.keep_in(tx, &RecordKey::Device(it.before.eui.clone()))?;
            tx.devices().replace(&it.before, &it.made.after)?;
        }
        recorder.settle_in(tx)
    })
}

fn item(device: &Device, ok: bool, code: &str, detail: Said, at: Timestamp) -> TaskItem {
    let subject = device.eui.to_string();
    TaskItem { subject, ok, code: code.to_owned(), detail, link: None, at }
}
