//! Planned records of many devices, attributes included.
//!
//! The threads of the devices store them, so that nothing a script writes at the same moment is
//! undone, each in one transaction with what somebody notes of them: a program that is killed has
//! done both or nothing.

use model::record::{AttributeSide, Device};
use store::{StoreError, WriteTx};
use tokio::sync::oneshot;

use super::apply::Changes;
use super::notification::Origin;
use super::worker::Worker;
use super::{AttributePatch, Work, home, stopping};
use crate::event::{Action, Resource};
use crate::registry::SharedDevice;
use crate::{Core, Error, clock};

/// How a device is to be.
#[derive(Debug)]
pub(crate) struct Save {
    pub(crate) device: SharedDevice,
    /// Everything but its attributes.
    pub(crate) record: Device,
    /// What becomes of its attributes.
    pub(crate) patch: AttributePatch,
}

/// Whether a record was stored, or a sentence that says why not.
pub(crate) type Saved = Result<(), String>;

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
        self.saves.iter().map(|save| &save.device)
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
    shared: SharedDevice,
    before: Device,
    after: Device,
    changes: Changes,
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
        let plan = |Save { device: shared, record, patch }: Save| {
            let before = shared.lock().device.clone();
            let mut after = record;
            after.take_attributes(&mut before.clone());
            let changes = Changes {
                server: patch.server.apply(&mut after, AttributeSide::Server, now),
                shared: patch.shared.apply(&mut after, AttributeSide::Shared, now),
                ..Changes::default()
            };
            after.updated_at = now;
            Planned { shared, before, after, changes }
        };
        let planned: Vec<Planned> = saves.into_iter().map(plan).collect();
        let stored = self.core.store.write_blocking(move |tx| {
            let mut answers = Vec::with_capacity(planned.len());
            for Planned { before, after, .. } in &planned {
                answers.push(match tx.attempt(|tx| tx.devices().replace(before, after)) {
                    Ok(()) => Ok(()),
                    Err(error @ (StoreError::Conflict { .. } | StoreError::NotFound(_))) => {
                        Err(error.to_string())
                    }
                    Err(error) => return Err(error),
                });
            }
            note(tx, &answers)?;
            Ok((planned, answers))
        });
        let (planned, answers) = stored?;
        for (it, _) in planned.into_iter().zip(&answers).filter(|(_, answer)| answer.is_ok()) {
            let Planned { shared, after, changes, .. } = it;
            let (tenant, eui) = (after.tenant.clone(), after.eui.clone());
            shared.lock().device = after;
            self.core.bus.changed(&tenant, Resource::Devices, &eui, Action::Updated);
            self.follow(&shared, &changes, Origin { eui: &eui, ran: &[], way: None });
        }
        Ok(answers)
    }
}
