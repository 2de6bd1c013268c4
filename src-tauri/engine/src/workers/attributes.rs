//! Attributes that change for a reason that is no uplink: a person, the API, an RPC.
//!
//! The change is made by the device's thread, in its turn, so that it never undoes what a script
//! wrote at the same moment.

use std::iter;

use model::record::{AttributePush, AttributeSide, Device};
use model::{DeviceEui, JsonMap, Saying, Timestamp};
use store::{StoreError, WriteTx};
use things::attribute::{self, Edit};
use things::{merge, sub_device};
use tokio::sync::oneshot;

use super::apply::Changes;
use super::notification::Origin;
use super::worker::Worker;
use super::{Work, home, stopping};
use crate::event::{Action, Resource};
use crate::registry::SharedDevice;
use crate::{Core, Error, clock};

/// What to do with a device's attributes of one kind. Values merge by top-level key; see
/// [`things::merge`].
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum AttributeChange {
    /// Leave them.
    #[default]
    Keep,
    /// Set these keys and leave the others.
    Merge(JsonMap),
    /// What a person wants: values, descriptions, and keys taken away.
    Edit(Edit),
    /// Only note what an edit sent to the device.
    Sent(Vec<(String, AttributePush)>),
    /// Take a deleted sub-device out of the map of its parent.
    ForgetSubDevice(DeviceEui),
    /// Put one that came back, or that goes by another identifier, into it.
    RememberSubDevice(String, DeviceEui),
}

impl AttributeChange {
    /// Whether nobody changes anything by it: it keeps what the platform itself did.
    const fn is_note(&self) -> bool {
        match self {
            Self::Keep | Self::Sent(_) => true,
            // The map is the platform's; what people know of the parent is as it was.
            Self::ForgetSubDevice(_) | Self::RememberSubDevice(..) => true,
            Self::Merge(_) | Self::Edit(_) => false,
        }
    }

    /// Whether there is room for what a script merges, of which nobody knew before the device's turn.
    fn check(&self, field: &'static str, current: &JsonMap) -> Result<(), Error> {
        match self {
            Self::Merge(patch) => merge::check_room(current, iter::once(patch))
                .map_err(|problem| Error::field(field, problem)),
            _ => Ok(()),
        }
    }

    /// Whether a value differs afterwards.
    pub(super) fn apply(self, device: &mut Device, side: AttributeSide, at: Timestamp) -> bool {
        let (values, notes) = device.attributes_mut(side);
        match self {
            Self::Keep => false,
            Self::Merge(patch) => attribute::merge(values, notes, patch, at),
            Self::Edit(edit) => edit.apply(values, notes, at),
            Self::Sent(pushes) => {
                for (key, push) in pushes {
                    attribute::note_push(values, notes, &key, push);
                }
                false
            }
            Self::RememberSubDevice(identifier, eui) => {
                sub_device::forget(values, &eui);
                sub_device::remember(values, &identifier, &eui);
                attribute::note(notes, sub_device::MAP, at);
                true
            }
            Self::ForgetSubDevice(eui) => {
                let changed = sub_device::forget(values, &eui);
                if changed {
                    attribute::note(notes, sub_device::MAP, at);
                }
                changed
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

/// What is stored before a change of attributes in the same transaction.
type Along = Box<dyn FnOnce(&WriteTx<'_>) -> Result<(), StoreError> + Send>;

/// A change that somebody waits for.
pub(crate) struct Order {
    device: SharedDevice,
    patch: AttributePatch,
    /// The device is only changed when it was last changed then.
    as_of: Option<Timestamp>,
    /// When the device was last changed is left to this, if it is there.
    along: Option<Along>,
    answer: oneshot::Sender<Result<bool, Error>>,
}

impl std::fmt::Debug for Order {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Order").field("patch", &self.patch).finish_non_exhaustive()
    }
}

impl Order {
    pub(super) fn device(&self) -> &SharedDevice {
        &self.device
    }

    /// Tells whoever waits that there is no room for it.
    pub(super) fn refuse(self) {
        let _ = self.answer.send(Err(full()));
    }
}

fn full() -> Error {
    Error::Full(Saying::WorkersFull.into())
}

impl Core {
    /// Changes a device's attributes: merges, stores, and tells everybody who listens, relations
    /// included. Resolves after the commit, with whether a value differs from before.
    ///
    /// Sends nothing to the device. What the caller may set is the caller's to check.
    ///
    /// # Errors
    /// [`Error::Invalid`] when there is no room for what is merged, [`Error::Full`] when too much
    /// waits for the device's thread, [`Error::Store`], [`Error::Unavailable`] while the instance
    /// stops; nothing was changed then.
    pub(crate) async fn change_attributes(
        &self,
        device: &SharedDevice,
        patch: AttributePatch,
    ) -> Result<bool, Error> {
        self.order_attributes(device, patch, None, None).await
    }

    /// Changes a device's attributes after something else in the same transaction: all of it is
    /// stored, or nothing. When the device was last changed is left to that; with `as_of` there is
    /// nothing to do for one that was last changed at another time. Returns what the other says.
    ///
    /// # Errors
    /// Those of [`Self::change_attributes`] and of the other; [`StoreError::Changed`] in
    /// [`Error::Store`] when the device was last changed at another time.
    pub(crate) async fn change_attributes_along<T: Send + 'static>(
        &self,
        device: &SharedDevice,
        patch: AttributePatch,
        as_of: Option<Timestamp>,
        other: impl FnOnce(&WriteTx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Error> {
        let (tell, told) = oneshot::channel();
        let along = move |tx: &WriteTx<'_>| {
            // Nobody waits any more: the caller was cancelled.
            let _ = tell.send(other(tx)?);
            Ok(())
        };
        self.order_attributes(device, patch, as_of, Some(Box::new(along))).await?;
        told.await.map_err(|_| stopping())
    }

    async fn order_attributes(
        &self,
        device: &SharedDevice,
        patch: AttributePatch,
        as_of: Option<Timestamp>,
        along: Option<Along>,
    ) -> Result<bool, Error> {
        let (answer, answered) = oneshot::channel();
        let order = Order { device: device.clone(), patch, as_of, along, answer };
        let work = Work::Attributes(Box::new(order));
        if !self.offer_work(&home(device), work) {
            return Err(full());
        }
        answered.await.map_err(|_| stopping())?
    }
}

impl Worker {
    pub(super) fn change_attributes(&mut self, order: Order) {
        let Order { device, patch, as_of, along, answer } = order;
        let changed = self.try_change(&device, patch, as_of, along);
        let answered = match changed {
            Ok(changes) => {
                let eui = device.lock().device.eui.clone();
                self.follow(&device, &changes, Origin { eui: &eui, ran: &[], way: None });
                Ok(changes.any())
            }
            Err(error) => Err(error),
        };
        // Nobody waits any more: the caller was cancelled.
        let _ = answer.send(answered);
    }

    /// Stores first and remembers after the commit: this thread is the only one that changes
    /// attributes, so nothing comes between.
    fn try_change(
        &self,
        device: &SharedDevice,
        patch: AttributePatch,
        as_of: Option<Timestamp>,
        along: Option<Along>,
    ) -> Result<Changes, Error> {
        let before = device.lock().device.clone();
        if as_of.is_some_and(|as_of| as_of != before.updated_at) {
            return Err(StoreError::Changed.into());
        }
        patch.server.check("server_attrs", &before.server_attrs)?;
        patch.shared.check("shared_attrs", &before.shared_attrs)?;
        let mut after = before.clone();
        let now = clock::now();
        let keeps_time = along.is_some() || patch.server.is_note() && patch.shared.is_note();
        let changes = Changes {
            server: patch.server.apply(&mut after, AttributeSide::Server, now),
            shared: patch.shared.apply(&mut after, AttributeSide::Shared, now),
            ..Changes::default()
        };
        if after == before {
            if let Some(along) = along {
                self.core.store.write_blocking(along)?;
            }
            return Ok(changes);
        }
        if !keeps_time {
            after.updated_at = now;
        }
        let mut after = self.core.store.write_blocking(move |tx| {
            along.map_or(Ok(()), |along| along(tx))?;
            tx.devices().set_attributes(&after)?;
            tx.devices().set_attribute_meta(&after)?;
            if !keeps_time {
                tx.devices().touch(&after.eui, after.updated_at)?;
            }
            Ok(after)
        })?;
        let mut state = device.lock();
        state.device.take_attributes(&mut after);
        if !keeps_time {
            state.device.updated_at = now;
        }
        drop(state);
        self.core.bus.changed(&after.tenant, Resource::Devices, &after.eui, Action::Updated);
        Ok(changes)
    }
}
