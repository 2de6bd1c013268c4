//! Planned records of many devices, attributes included, and what their parents know of them.
//!
//! The threads of the devices store them, so that nothing a script writes at the same moment is
//! undone, each in one transaction with what somebody notes of them: a program that is killed has
//! done both or nothing.

use std::sync::Arc;

use model::record::{AttributeSide, Device};
use model::{DeviceEui, Saying, Timestamp};
use store::{StoreError, WriteTx};
use tokio::sync::oneshot;

use super::apply::Changes;
use super::notification::Origin;
use super::worker::Worker;
use super::{AttributeChange, AttributePatch, Work, home, stopping};
use crate::event::{Action, Resource};
use crate::registry::{Registry, SharedDevice};
use crate::saved::{Saved, answered};
use crate::{Core, Error, clock};

/// How a device is to be.
#[derive(Debug)]
pub(crate) struct Save {
    /// The device; `None` for a new one.
    pub(crate) device: Option<SharedDevice>,
    /// Everything but the attributes of one that is there.
    pub(crate) record: Device,
    /// What becomes of the attributes of one that is there.
    pub(crate) patch: AttributePatch,
    /// Its place among the sub-devices of its parent.
    pub(crate) place: Option<Place>,
}

/// By which identifier a parent is to know a sub-device.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) parent: SharedDevice,
    pub(crate) identifier: String,
    /// Another thread changes the parent, which knows it already.
    pub(crate) is_elsewhere: bool,
}

/// What somebody notes of the answers in the transaction.
type Note = Box<dyn FnOnce(&WriteTx<'_>, &[Saved]) -> Result<(), StoreError> + Send>;

/// Devices of one thread to store.
pub(crate) struct Order {
    saves: Vec<Save>,
    note: Note,
    answer: oneshot::Sender<Result<Vec<Saved>, Error>>,
}

impl Order {
    pub(super) fn devices(&self) -> impl Iterator<Item = &SharedDevice> {
        let places = self.saves.iter().filter_map(|save| save.place.as_ref());
        let parents = places.filter(|place| !place.is_elsewhere).map(|place| &place.parent);
        let own = self.saves.iter().filter_map(|save| save.device.as_ref());
        own.chain(parents)
    }
}

impl std::fmt::Debug for Order {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Order").field("saves", &self.saves.len()).finish_non_exhaustive()
    }
}

impl Core {
    /// Which thread changes a device's attributes. It stays the same while the caller has the
    /// device's turn.
    pub(crate) fn thread_of(&self, device: &SharedDevice) -> usize {
        self.workers.read().as_ref().map_or(0, |workers| workers.place(&home(device)))
    }

    /// Stores devices of one thread, in their turns, which the caller has ([`Core::edit_all`]).
    /// What one of them collides with is its answer and leaves the others alone; `note` hears the
    /// answers in the transaction. Waits when the thread has much to do.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::Unavailable`] while the instance stops; nothing was stored then.
    pub(crate) async fn save_records(
        &self,
        thread: usize,
        saves: Vec<Save>,
        note: impl FnOnce(&WriteTx<'_>, &[Saved]) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<Vec<Saved>, Error> {
        let (answer, answered) = oneshot::channel();
        let order = Work::Saves(Box::new(Order { saves, note: Box::new(note), answer }));
        if !self.hand_over(thread, order, self.stopping.cancelled()).await? {
            return Err(stopping());
        }
        answered.await.map_err(|_| stopping())?
    }
}

/// A device as it was and as it is to be.
struct Planned {
    /// The device with what it was; `None` for a new one.
    before: Option<(SharedDevice, Device)>,
    after: Device,
    changes: Changes,
    /// Whether its attributes are left to whoever changes them meanwhile.
    keeps: bool,
    /// Which of the parents is to know it, and by which identifier.
    place: Option<(usize, String)>,
    /// Whether another sub-device came to go by that identifier.
    is_taken: bool,
}

/// A device that has sub-devices among those that are stored.
struct Parent {
    shared: SharedDevice,
    after: Device,
    is_changed: bool,
}

impl Worker {
    pub(super) fn save_records(&mut self, order: Order) {
        let Order { saves, note, answer } = order;
        let answered = self.try_saves(saves, note).map_err(Error::from);
        // Nobody waits any more: the task was dropped with the instance.
        let _ = answer.send(answered);
    }

    fn try_saves(&mut self, saves: Vec<Save>, note: Note) -> Result<Vec<Saved>, StoreError> {
        let now = clock::now();
        let mut parents: Vec<Parent> = Vec::new();
        let registry = &self.core.registry;
        let mut planned: Vec<Planned> =
            saves.into_iter().map(|save| plan(registry, save, &mut parents, now)).collect();
        let stored = self.core.store.write_blocking(move |tx| {
            let mut answers = Vec::with_capacity(planned.len());
            for it in &mut planned {
                if it.is_taken {
                    answers.push(Err(Saying::IdentifierTaken.into()));
                    continue;
                }
                if it.before.is_none() {
                    it.after.id = tx.next_id(now)?;
                }
                let stored = tx.attempt(|tx| match &it.before {
                    Some((_, before)) => tx.devices().replace(before, &it.after),
                    None => tx.devices().insert(&it.after),
                });
                answers.push(answered(stored)?);
            }
            for (it, _) in planned.iter_mut().zip(&answers).filter(|(_, answer)| answer.is_ok()) {
                let Some((at, identifier)) = it.place.take() else { continue };
                let Some(parent) = parents.get_mut(at) else { continue };
                let known = AttributeChange::RememberSubDevice(identifier, it.after.eui.clone());
                parent.is_changed |= known.apply(&mut parent.after, AttributeSide::Server, now);
            }
            parents.retain(|parent| parent.is_changed);
            for parent in &parents {
                tx.devices().set_attributes(&parent.after)?;
            }
            note(tx, &answers)?;
            Ok((planned, parents, answers))
        });
        let (planned, parents, answers) = stored?;
        for (it, _) in planned.into_iter().zip(&answers).filter(|(_, answer)| answer.is_ok()) {
            self.saved(it);
        }
        for Parent { shared, mut after, .. } in parents {
            shared.lock().device.take_attributes(&mut after);
            self.core.bus.changed(&after.tenant, Resource::Devices, &after.eui, Action::Updated);
            let changes = Changes { server: true, ..Changes::default() };
            self.follow(&shared, &changes, Origin { eui: &after.eui, ran: &[], way: None });
        }
        Ok(answers)
    }

    /// Remembers what was stored of a device, and tells those who listen.
    fn saved(&mut self, it: Planned) {
        let Planned { before, mut after, changes, keeps, .. } = it;
        let (tenant, eui) = (after.tenant.clone(), after.eui.clone());
        let Some((shared, _)) = before else {
            self.core.registry.put_device(after);
            self.core.bus.changed(&tenant, Resource::Devices, &eui, Action::Created);
            return;
        };
        self.core.registry.change_device(&shared, |device| {
            if keeps {
                after.take_attributes(device);
            }
            *device = after;
        });
        self.core.bus.changed(&tenant, Resource::Devices, &eui, Action::Updated);
        self.follow(&shared, &changes, Origin { eui: &eui, ran: &[], way: None });
    }
}

fn plan(registry: &Registry, save: Save, parents: &mut Vec<Parent>, now: Timestamp) -> Planned {
    let Save { device, record: mut after, patch, place } = save;
    let keeps = patch == AttributePatch::default();
    let mut changes = Changes::default();
    let before = device.map(|shared| {
        let before = shared.lock().device.clone();
        after.take_attributes(&mut before.clone());
        changes.server = patch.server.apply(&mut after, AttributeSide::Server, now);
        changes.shared = patch.shared.apply(&mut after, AttributeSide::Shared, now);
        (shared, before)
    });
    after.updated_at = now;
    let is_taken = place.as_ref().is_some_and(|place| is_taken(registry, place, &after.eui));
    let place =
        place.filter(|place| !place.is_elsewhere).map(|Place { parent, identifier, .. }| {
            let known = parents.iter().position(|known| Arc::ptr_eq(&known.shared, &parent));
            let at = known.unwrap_or_else(|| {
                let after = parent.lock().device.clone();
                parents.push(Parent { shared: parent, after, is_changed: false });
                parents.len() - 1
            });
            (at, identifier)
        });
    Planned { before, after, changes, keeps, place, is_taken }
}

fn is_taken(registry: &Registry, place: &Place, own: &DeviceEui) -> bool {
    let Place { parent, identifier, is_elsewhere } = place;
    if *is_elsewhere {
        let attrs = &parent.lock().device.server_attrs;
        return things::sub_device::find(attrs, identifier).as_ref() != Some(own);
    }
    let other = registry.child(parent, identifier);
    other.is_some_and(|other| other.lock().device.eui != *own)
}
