//! Attributes that change for a reason that is no uplink: a person, the API, an RPC.
//!
//! The change is made by the device's thread, in its turn, so that it never undoes what a script
//! wrote at the same moment.

use model::JsonMap;
use tokio::sync::oneshot;

use super::apply::Changes;
use super::worker::Worker;
use super::{Work, home};
use crate::event::{Action, Resource};
use crate::registry::SharedDevice;
use crate::{Core, Error};

/// What to do with a device's attributes of one kind. Values merge by top-level key; see
/// [`things::merge`].
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum AttributeChange {
    /// Leave them.
    #[default]
    Keep,
    /// Set these keys and leave the others.
    #[expect(dead_code, reason = "for RPCs and triggers, which do not run yet")]
    Merge(JsonMap),
    /// Have these and no others.
    Replace(JsonMap),
}

impl AttributeChange {
    /// Whether a value differs afterwards.
    fn apply(self, current: &mut JsonMap) -> bool {
        match self {
            Self::Keep => false,
            Self::Merge(patch) => things::merge::attributes(current, patch),
            Self::Replace(new) => {
                let differs = *current != new;
                *current = new;
                differs
            }
        }
    }
}

/// What to do with a device's attributes.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct AttributePatch {
    pub(crate) server: AttributeChange,
    pub(crate) shared: AttributeChange,
}

/// A change that somebody waits for.
#[derive(Debug)]
pub(crate) struct Order {
    device: SharedDevice,
    patch: AttributePatch,
    answer: oneshot::Sender<Result<bool, Error>>,
}

impl Core {
    /// Changes a device's attributes: merges, stores, and tells everybody who listens, relations
    /// included. Resolves after the commit, with whether a value differs from before.
    ///
    /// Sends nothing to the device. What the caller may set is the caller's to check.
    ///
    /// # Errors
    /// [`Error::Full`] when too much waits for the device's thread, [`Error::Store`],
    /// [`Error::Unavailable`] while the instance stops; nothing was changed then.
    pub(crate) async fn change_attributes(
        &self,
        device: &SharedDevice,
        patch: AttributePatch,
    ) -> Result<bool, Error> {
        let (answer, answered) = oneshot::channel();
        let order = Order { device: device.clone(), patch, answer };
        let work = Work::Attributes(Box::new(order));
        if !self.offer_work(&home(device), work) {
            return Err(Error::Full("too much waits for the thing models; try again".into()));
        }
        let stopping = |_| Error::Unavailable("the instance is stopping".into());
        answered.await.map_err(stopping)?
    }
}

impl Worker {
    pub(super) fn change_attributes(&mut self, order: Order) {
        let Order { device, patch, answer } = order;
        let changed = self.try_change(&device, patch);
        let answered = match changed {
            Ok(changes) => {
                let any = changes.any();
                if any {
                    self.follow_up(&device, &changes);
                }
                Ok(any)
            }
            Err(error) => Err(error),
        };
        // Nobody waits any more: the caller was cancelled.
        let _ = answer.send(answered);
    }

    /// Stores first and remembers after the commit: this thread is the only one that changes
    /// attributes, so nothing comes between.
    fn try_change(&self, device: &SharedDevice, patch: AttributePatch) -> Result<Changes, Error> {
        let (tenant, eui, mut server, mut shared) = {
            let device = &device.lock().device;
            (
                device.tenant.clone(),
                device.eui.clone(),
                device.server_attrs.clone(),
                device.shared_attrs.clone(),
            )
        };
        let changes = Changes {
            server: patch.server.apply(&mut server),
            shared: patch.shared.apply(&mut shared),
            ..Changes::default()
        };
        if !changes.any() {
            return Ok(changes);
        }
        let key = eui.clone();
        let (server, shared) = self.core.store.write_blocking(move |tx| {
            tx.devices().set_attributes(&key, Some(&server), Some(&shared))?;
            Ok((server, shared))
        })?;
        let mut state = device.lock();
        state.device.server_attrs = server;
        state.device.shared_attrs = shared;
        drop(state);
        self.core.bus.changed(&tenant, Resource::Devices, &eui, Action::Updated);
        Ok(changes)
    }
}
