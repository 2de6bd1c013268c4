//! What the application wants to tell devices: queued, sent, acknowledged, or failed and why.
//!
//! An item is stored before anybody is told that it is queued. When its turn comes, its counter is
//! taken and the item marked in one commit, before the frame leaves; a counter that was taken is
//! never used again, whatever becomes of the frame. What is on its way when the program is killed
//! is sent again with a new counter if the device would have acknowledged it, and otherwise
//! reported as lost, because the device may have it.
//!
//! * [`queue`]: the queues in memory.
//! * [`progress`]: from one state to the next, in the store, in memory and for those who watch.
//! * [`messages`]: what is shown among the application's messages, and what is only passed on.
//! * [`raw`]: frames in no session.
//! * [`lines`]: who waits for a gateway that transmits something else.
//! * [`looks`]: who is looking at which queue.
//! * [`class_c`]: sends to devices that always listen, and ends what took too long.
//!
//! Class A items leave with the answer to an uplink: see [`crate::radio`].

mod class_c;
mod lines;
mod looks;
mod messages;
mod progress;
mod queue;
mod raw;

use lorawan::Eui64;
use model::record::{ClassMode, DataFrom, Downlink, DownlinkState, JoinMode, LorawanProfile};
use model::{DeviceEui, RecordId, Said, Saying, TenantCode, say};
use ns::downlink::{F_OPTS_MAX, PORT_IN_F_OPTS};
use std::sync::Arc;
use things::as_message::AckKind;

use crate::error::FieldError;
use crate::{Core, Engine, Error, clock};

pub(crate) use class_c::run;
pub(crate) use messages::Acknowledgement;
pub use messages::PassedOn;
pub(crate) use queue::{Flight, Queues, Settled, Uplink};
use queue::{Full, IN_ALL, PER_DEVICE};

/// Longest payload that any data rate of any band carries.
const PAYLOAD_MAX: usize = 242;
/// Longest time an item may ask for, milliseconds.
const TIME_MAX_MS: u32 = 24 * 3_600_000;
/// Items that are done that a list has.
const FINISHED_SHOWN: u32 = 50;
/// Waiting items that a list has.
const WAITING_SHOWN: usize = 200;

/// What to tell a device.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DownlinkRequest {
    /// The sender's name for it, as JSON text: a number or a string.
    pub token: Option<Box<str>>,
    /// Whether everything that waits for the device goes first (`dataClear`); when the downlink is
    /// refused it stays.
    pub clear: bool,
    /// 1 to 223 for the application, 0 for MAC commands as payload, -1 for MAC commands in FOpts.
    pub f_port: i16,
    /// The plain payload, at most 242 bytes; the device's data rate may allow less.
    pub payload: Vec<u8>,
    /// Whether the device shall acknowledge.
    pub confirmed: bool,
    /// Whether the device shall be told that more waits.
    pub f_pend: bool,
    /// Least time between two downlinks to the device, milliseconds.
    pub interval_ms: u32,
    /// How long the device may take to acknowledge, milliseconds; 0 for the instance's setting.
    pub wait_ms: u32,
    /// The gateway that must send it.
    pub gateway: Option<Eui64>,
}

/// A downlink as people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownlinkView {
    /// The item.
    pub item: Downlink,
    /// `queued`, `waiting_for_uplink`, `sending`, `sent`, `acknowledged`, `failed` or `cancelled`.
    pub state: &'static str,
}

/// What became of a request that was accepted.
#[derive(Debug, Clone)]
pub enum Accepted {
    /// It waits for the device.
    Queued(DownlinkView),
    /// The device is fed by MQTT, so that it was published.
    PassedOn(PassedOn),
}

/// The downlinks of a device.
#[derive(Debug, Clone)]
pub struct DownlinkList {
    /// Items that wait or are on their way, in the order they will be sent; at most 200.
    pub waiting: Vec<DownlinkView>,
    /// How many wait or are on their way.
    pub waiting_total: usize,
    /// The last ones that are done, newest first.
    pub recent: Vec<DownlinkView>,
}

/// The use cases of downlinks.
#[derive(Debug, Clone, Copy)]
pub struct Downlinks<'e>(pub(crate) &'e Engine);

impl Downlinks<'_> {
    /// Queues a downlink, or publishes it when the device is fed by MQTT (`data_from=OTHER`).
    ///
    /// # Errors
    /// As [`Self::enqueue`].
    pub async fn tell(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        request: DownlinkRequest,
    ) -> Result<Accepted, Error> {
        let core = &self.0.core;
        if crate::inbound::is_fed_by_mqtt(core, tenant, eui) {
            return core.pass_on(tenant, eui, request).await.map(Accepted::PassedOn);
        }
        self.enqueue(tenant, eui, request).await.map(Accepted::Queued)
    }

    /// Queues a downlink.
    ///
    /// # Errors
    /// [`Error::NotFound`] without a device record, [`Error::Invalid`] with every bad field or when
    /// the profile does not allow downlinks, [`Error::Full`], [`Error::Store`].
    pub async fn enqueue(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        request: DownlinkRequest,
    ) -> Result<DownlinkView, Error> {
        let item = self.0.core.enqueue(tenant, eui, request).await?;
        Ok(self.0.core.downlink_view(item))
    }

    /// What waits for a device, and what became of the last ones.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn list(&self, tenant: &TenantCode, eui: &DeviceEui) -> Result<DownlinkList, Error> {
        let core = &self.0.core;
        self.0.devices().owned(tenant, eui)?;
        let Some(dev_eui) = eui.as_lorawan() else {
            let (waiting, recent) = (Vec::new(), Vec::new());
            return Ok(DownlinkList { waiting, waiting_total: 0, recent });
        };
        let finished = core
            .store
            .read(move |reader| reader.downlinks().finished(dev_eui, FINISHED_SHOWN))
            .await?;
        let waiting = core.queues.list(dev_eui);
        let of_tenant = |item: &Downlink| item.tenant == *tenant;
        let waiting_total = waiting.iter().filter(|item| of_tenant(item)).count();
        let view = |item| core.downlink_view(item);
        Ok(DownlinkList {
            waiting: waiting.into_iter().filter(of_tenant).take(WAITING_SHOWN).map(view).collect(),
            waiting_total,
            recent: finished.into_iter().filter(of_tenant).map(view).collect(),
        })
    }

    /// Takes everything that waits for a device out of its queue. What is on its way stays.
    /// Returns how many items went.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn clear(&self, tenant: &TenantCode, eui: &DeviceEui) -> Result<usize, Error> {
        self.0.core.clear_downlinks_of(tenant, eui).await
    }

    /// Takes one waiting item out of the queue.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::InUse`] when it is on its way or done, [`Error::Store`].
    pub async fn cancel(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        id: RecordId,
    ) -> Result<(), Error> {
        self.0.devices().owned(tenant, eui)?;
        let dev_eui = eui.as_lorawan().ok_or_else(|| Error::not_found("downlink", id))?;
        self.0.core.cancel_downlink(dev_eui, id).await
    }
}

impl Core {
    /// Checks, stores and queues a downlink, and tells the application's side so.
    pub(crate) async fn enqueue(
        self: &Arc<Self>,
        tenant: &TenantCode,
        eui: &DeviceEui,
        request: DownlinkRequest,
    ) -> Result<Downlink, Error> {
        let dev_eui = self.addressee(tenant, eui)?;
        check(&request)?;
        if request.clear {
            self.clear_downlinks(dev_eui).await?;
        }
        let told = request.clone();
        let before = self.queues.reserve(dev_eui).map_err(full)?;
        let now = clock::now();
        let mut item = Downlink {
            id: RecordId(0),
            tenant: tenant.clone(),
            dev_eui,
            token: request.token,
            f_port: request.f_port,
            payload: request.payload,
            confirmed: request.confirmed,
            f_pend: request.f_pend,
            interval_ms: request.interval_ms,
            wait_ms: request.wait_ms,
            gateway: request.gateway,
            state: DownlinkState::Queued,
            attempts: 0,
            f_cnt: None,
            sent: None,
            reason: None,
            created_at: now,
            updated_at: now,
        };
        let stored = self
            .store
            .write(move |tx| {
                item.id = tx.next_id(now)?;
                tx.downlinks().insert(&item)?;
                let next = tx.sessions().next_f_cnt_down(dev_eui)?.unwrap_or(0);
                Ok((item, next))
            })
            .await;
        match stored {
            Ok((item, next)) => {
                self.queues.fill(dev_eui, Some(item.clone()));
                // The counter it gets when nothing else is sent to the device before.
                let expected = next.saturating_add(u32::try_from(before).unwrap_or(u32::MAX));
                self.acknowledge(AckKind::Seq, &item, Ok(expected));
                self.tell_downlink(&item);
                self.queues.look_at(dev_eui, clock::instant());
                self.log_queued(tenant, eui, &told, expected).await;
                Ok(item)
            }
            Err(error) => {
                self.queues.fill(dev_eui, None);
                Err(error.into())
            }
        }
    }

    /// The device a downlink is for, if it may have one. A profile alone is not enough: what is
    /// sent has to be somebody's to see. Source: thinklink.md 1.1.
    fn addressee(&self, tenant: &TenantCode, eui: &DeviceEui) -> Result<Eui64, Error> {
        let device = self.registry.device_of(tenant, eui);
        let device = device.ok_or_else(|| Error::not_found("device", eui))?;
        let data_from = device.lock().device.data_from;
        if data_from == DataFrom::Other {
            let topic = things::as_message::down_data_topic(tenant, eui);
            return Err(Error::field("eui", say!(TakesMqtt, topic = topic)));
        }
        let dev_eui = eui.as_lorawan();
        let profile = dev_eui.and_then(|dev_eui| self.registry.profile_of(tenant, dev_eui));
        let profile = profile.ok_or_else(|| Error::field("eui", Saying::NoProfile))?;
        if !profile.enable {
            return Err(Error::field("enable", Saying::ProfileOff));
        }
        if !profile.down_enable {
            return Err(Error::field("down_enable", Saying::DownlinksOffSwitch));
        }
        Ok(profile.dev_eui)
    }

    /// Takes everything that waits for a tenant's device out of its queue.
    pub(crate) async fn clear_downlinks_of(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
    ) -> Result<usize, Error> {
        if self.registry.device_of(tenant, eui).is_none() {
            return Err(Error::not_found("device", eui));
        }
        match eui.as_lorawan() {
            Some(dev_eui) => self.clear_downlinks(dev_eui).await,
            None => Ok(0),
        }
    }

    /// Takes everything that waits for a device out of its queue.
    pub(crate) async fn clear_downlinks(&self, dev_eui: Eui64) -> Result<usize, Error> {
        let _turn = self.turns.lock(dev_eui).await;
        let waiting: Vec<Downlink> = self
            .queues
            .list(dev_eui)
            .into_iter()
            .filter(|item| item.state == DownlinkState::Queued)
            .collect();
        let count = waiting.len();
        self.cancel_downlinks(waiting).await?;
        Ok(count)
    }

    /// Takes one waiting item of a device out of its queue.
    pub(crate) async fn cancel_downlink(&self, dev_eui: Eui64, id: RecordId) -> Result<(), Error> {
        let _turn = self.turns.lock(dev_eui).await;
        if let Some(item) = self.queues.list(dev_eui).into_iter().find(|item| item.id == id) {
            if item.state != DownlinkState::Queued {
                return Err(Error::InUse(Saying::OnItsWay.into()));
            }
            return self.cancel_downlinks(vec![item]).await;
        }
        match self.store.read(move |reader| reader.downlinks().get(id)).await? {
            Some(item) if item.dev_eui == dev_eui => {
                Err(Error::InUse(Saying::NothingToCancel.into()))
            }
            _ => Err(Error::not_found("downlink", id)),
        }
    }

    /// A downlink as people see it.
    pub(crate) fn downlink_view(&self, item: Downlink) -> DownlinkView {
        let waits = item.state == DownlinkState::Queued
            && self.registry.profile(item.dev_eui).is_some_and(|profile| is_class_a(&profile));
        let state = if waits { "waiting_for_uplink" } else { item.state.as_str() };
        DownlinkView { item, state }
    }
}

fn is_class_a(profile: &LorawanProfile) -> bool {
    let class = match profile.join_mode {
        JoinMode::Abp => profile.class_mode,
        JoinMode::Otaa => profile.join_class_mode,
    };
    class == ClassMode::ClassA
}

/// Every field that is not as it must be.
fn check(request: &DownlinkRequest) -> Result<(), Error> {
    let mut errors = Vec::new();
    let mut bad = |field, detail: Said| errors.push(FieldError::new(field, detail));
    let (port, len) = (request.f_port, request.payload.len());
    if !(PORT_IN_F_OPTS..=223).contains(&port) {
        bad("f_port", say!(PortRange, value = port));
    }
    if port <= 0 && len == 0 {
        bad("payload", Saying::MacMissing.into());
    }
    if port == PORT_IN_F_OPTS && len > F_OPTS_MAX {
        bad("payload", say!(FOptsOver, bytes = len, limit = F_OPTS_MAX));
    } else if len > PAYLOAD_MAX {
        bad("payload", say!(PayloadOver, bytes = len, limit = PAYLOAD_MAX));
    }
    if port == PORT_IN_F_OPTS
        && let Some(Err(error)) =
            lorawan::mac::downlink_commands(&request.payload).find(Result::is_err)
    {
        bad("payload", say!(NotMacCommands, why = error.to_string()));
    }
    for (field, value) in [("interval_ms", request.interval_ms), ("wait_ms", request.wait_ms)] {
        if value > TIME_MAX_MS {
            bad(field, say!(NumberOver, value = value, limit = TIME_MAX_MS));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

fn full(full: Full) -> Error {
    Error::Full(match full {
        Full::Device => say!(DownlinksWaitDevice, limit = PER_DEVICE),
        Full::Instance => say!(DownlinksWait, limit = IN_ALL),
    })
}
