//! What happened, for everyone who watches: windows and WebSockets.
//!
//! An event is published after what it tells is committed. A subscriber's queue is bounded; who
//! falls behind gets [`Event::Resync`] and refetches.

use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use lorawan::Eui64;
use model::record::{OnlineStatus, RpcRun, Task, UnknownWord};
use model::{DeviceEui, JsonMap, RecordId, TenantCode, Timestamp};
use store::{FrameRecord, MessageRecord};
use tokio::sync::broadcast;

use crate::alarms::AlarmNews;
use crate::downlinks::DownlinkView;
use crate::notices::WindowNotice;

/// Events a slow subscriber may be behind before it must refetch.
const QUEUE: usize = 8_192;

/// New values of one thing model on one device.
#[derive(Debug, Clone, PartialEq)]
pub struct Telemetry {
    /// The tenant of the device.
    pub tenant: TenantCode,
    /// The device.
    pub eui: DeviceEui,
    /// Time of the uplink.
    pub active_time: Timestamp,
    /// The thing model.
    pub thing_model: RecordId,
    /// Its text id.
    pub id_name: Arc<str>,
    /// The latest values, `update_time` included.
    pub telemetry_data: JsonMap,
    /// dBm of the uplink.
    pub rssi: Option<f32>,
    /// dB of the uplink.
    pub snr: Option<f32>,
}

/// A device reported something that no thing model made values of.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// The tenant of the device.
    pub tenant: TenantCode,
    /// The device.
    pub eui: DeviceEui,
    /// Time of the uplink.
    pub active_time: Timestamp,
    /// dBm of the uplink.
    pub rssi: Option<f32>,
    /// dB of the uplink.
    pub snr: Option<f32>,
}

/// A kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resource {
    /// LoRaWAN profiles.
    Profiles,
    /// Devices.
    Devices,
    /// Relations between devices.
    Relations,
    /// Thing models.
    ThingModels,
    /// RPC models.
    RpcModels,
    /// Trigger models.
    TriggerModels,
    /// Device templates.
    DeviceTemplates,
    /// Gateways.
    Gateways,
    /// Settings of the instance.
    Settings,
    /// What an organisation gives its scripts.
    OrgParams,
    /// Brokers outside.
    OutsideBrokers,
    /// When device executions run.
    ScheduledTasks,
    /// RPCs for groups of devices.
    DeviceExecutions,
    /// Long work.
    Tasks,
    /// What can be undone.
    RestorePoints,
    /// Notification groups.
    NotificationGroups,
    /// Geographic locations.
    Locations,
}

impl Resource {
    /// The resource's name in paths.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Profiles => "lorawan-profiles",
            Self::Devices => "devices",
            Self::Relations => "relations",
            Self::ThingModels => "thing-models",
            Self::RpcModels => "rpc-models",
            Self::TriggerModels => "trigger-models",
            Self::DeviceTemplates => "device-templates",
            Self::Gateways => "gateways",
            Self::Settings => "settings",
            Self::OrgParams => "org-params",
            Self::OutsideBrokers => "outside-brokers",
            Self::ScheduledTasks => "scheduled-tasks",
            Self::DeviceExecutions => "device-executions",
            Self::RestorePoints => "restore-points",
            Self::Tasks => "tasks",
            Self::NotificationGroups => "notification-groups",
            Self::Locations => "locations",
        }
    }
}

/// What happened to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It is new.
    Created,
    /// It changed.
    Updated,
    /// It is gone.
    Deleted,
}

impl Action {
    /// The action's word in events.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Deleted => "deleted",
        }
    }
}

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// New values of a device.
    Telemetry(Arc<Telemetry>),
    /// A device was heard, and has no new values.
    Heard(Heard),
    /// A frame was heard or sent.
    Frame(Arc<FrameRecord>),
    /// A message reached the application layer.
    Message(Arc<MessageRecord>),
    /// A downlink was queued, sent, acknowledged, or failed.
    Downlink(Arc<DownlinkView>),
    /// An alarm was raised, changed, acknowledged or cleared.
    Alarm(Arc<AlarmNews>),
    /// A command was called, or something of its run changed.
    Rpc(Arc<RpcRun>),
    /// A group of windows is told something.
    Notice(Arc<WindowNotice>),
    /// A gateway's live state changed.
    Gateway(Eui64),
    /// A registered gateway went online or offline.
    GatewayStatus {
        /// The tenant of the gateway.
        tenant: TenantCode,
        /// The gateway.
        eui: Eui64,
        /// Its new status.
        status: OnlineStatus,
        /// When it was last heard.
        last_seen: Option<Timestamp>,
    },
    /// A device went online or offline.
    DeviceStatus {
        /// The tenant of the device.
        tenant: TenantCode,
        /// The device.
        eui: DeviceEui,
        /// Its new status.
        status: OnlineStatus,
        /// Time of its last uplink.
        active_time: Option<Timestamp>,
    },
    /// A task began, went on, or ended.
    Task(Arc<Task>),
    /// A record changed; `tenant` is `None` when it concerns every tenant.
    Changed {
        /// The tenant of the record.
        tenant: Option<TenantCode>,
        /// The kind of record.
        resource: Resource,
        /// The record's key, empty when many changed.
        key: String,
        /// What happened to it.
        action: Action,
    },
    /// The subscriber was too slow and lost events.
    Resync,
}

impl Event {
    /// The device the event is about, if it is about one.
    #[must_use]
    pub fn device(&self) -> Option<DeviceEui> {
        match self {
            Self::Telemetry(telemetry) => Some(telemetry.eui.clone()),
            Self::Heard(heard) => Some(heard.eui.clone()),
            Self::Frame(frame) => frame.row.dev_eui.map(DeviceEui::from),
            Self::Message(message) => Some(message.row.eui.clone()),
            Self::Downlink(downlink) => Some(downlink.item.dev_eui.into()),
            Self::Alarm(news) => Some(news.alarm.eui.clone()),
            Self::Rpc(run) => Some(run.eui.clone()),
            Self::DeviceStatus { eui, .. } => Some(eui.clone()),
            Self::Notice(_)
            | Self::Gateway(_)
            | Self::GatewayStatus { .. }
            | Self::Task(_)
            | Self::Changed { .. }
            | Self::Resync => None,
        }
    }

    /// Whether the event is of a kind that is about one device, known or not.
    #[must_use]
    pub const fn is_about_a_device(&self) -> bool {
        match self {
            Self::Telemetry(_)
            | Self::Heard(_)
            | Self::Frame(_)
            | Self::Message(_)
            | Self::Downlink(_)
            | Self::Alarm(_)
            | Self::Rpc(_)
            | Self::DeviceStatus { .. } => true,
            Self::Notice(_)
            | Self::Gateway(_)
            | Self::GatewayStatus { .. }
            | Self::Task(_)
            | Self::Changed { .. }
            | Self::Resync => false,
        }
    }

    const fn topic(&self) -> Option<Topic> {
        match self {
            Self::Telemetry(_) | Self::Heard(_) => Some(Topic::Telemetry),
            Self::Frame(_) => Some(Topic::Frame),
            Self::Message(_) => Some(Topic::Message),
            Self::Downlink(_) => Some(Topic::Downlink),
            Self::Alarm(_) => Some(Topic::Alarm),
            Self::Rpc(_) => Some(Topic::Rpc),
            Self::Notice(_) => Some(Topic::Notice),
            Self::Gateway(_) | Self::GatewayStatus { .. } => Some(Topic::Gateway),
            Self::DeviceStatus { .. } => Some(Topic::DeviceStatus),
            Self::Task(_) => Some(Topic::Task),
            Self::Changed { .. } => Some(Topic::Changed),
            Self::Resync => None,
        }
    }

    /// `None`: everyone may hear it.
    fn tenant(&self) -> Option<&TenantCode> {
        match self {
            Self::Telemetry(telemetry) => Some(&telemetry.tenant),
            Self::Heard(heard) => Some(&heard.tenant),
            Self::Frame(frame) => Some(&frame.row.tenant),
            Self::Message(message) => Some(&message.row.tenant),
            Self::Downlink(downlink) => Some(&downlink.item.tenant),
            Self::Alarm(news) => Some(&news.alarm.tenant),
            Self::Rpc(run) => Some(&run.tenant),
            Self::Notice(told) => Some(&told.notice.tenant),
            Self::DeviceStatus { tenant, .. } | Self::GatewayStatus { tenant, .. } => Some(tenant),
            Self::Task(task) => Some(&task.tenant),
            Self::Changed { tenant, .. } => tenant.as_ref(),
            Self::Gateway(_) | Self::Resync => None,
        }
    }
}

/// What a subscriber may choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// [`Event::Telemetry`] and [`Event::Heard`].
    Telemetry,
    /// [`Event::Frame`].
    Frame,
    /// [`Event::Message`].
    Message,
    /// [`Event::Downlink`].
    Downlink,
    /// [`Event::Alarm`].
    Alarm,
    /// [`Event::Rpc`].
    Rpc,
    /// [`Event::Notice`].
    Notice,
    /// [`Event::Gateway`] and [`Event::GatewayStatus`].
    Gateway,
    /// [`Event::DeviceStatus`].
    DeviceStatus,
    /// [`Event::Task`].
    Task,
    /// [`Event::Changed`].
    Changed,
}

impl Topic {
    /// Every topic.
    pub const ALL: &[Self] = &[
        Self::Telemetry,
        Self::Frame,
        Self::Message,
        Self::Downlink,
        Self::Alarm,
        Self::Rpc,
        Self::Notice,
        Self::Gateway,
        Self::DeviceStatus,
        Self::Task,
        Self::Changed,
    ];

    /// The topic's word in subscriptions.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Telemetry => "telemetry",
            Self::Frame => "frame",
            Self::Message => "message",
            Self::Downlink => "downlink",
            Self::Alarm => "alarm",
            Self::Rpc => "rpc",
            Self::Notice => "notice",
            Self::Gateway => "gateway",
            Self::DeviceStatus => "device_status",
            Self::Task => "task",
            Self::Changed => "changed",
        }
    }

    const fn bit(self) -> u32 {
        1 << self as u8
    }
}

impl FromStr for Topic {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL.iter().find(|topic| topic.as_str() == text).copied().ok_or(UnknownWord {
            expected: &[
                "telemetry",
                "frame",
                "message",
                "downlink",
                "alarm",
                "rpc",
                "notice",
                "gateway",
                "device_status",
                "task",
                "changed",
                "status",
            ],
        })
    }
}

/// The one place events go through.
#[derive(Debug, Clone)]
pub(crate) struct Bus {
    sender: broadcast::Sender<Event>,
    /// Subscribers by topic, so that nobody builds an event that nobody wants.
    wanted: Arc<[AtomicUsize; Topic::ALL.len()]>,
}

impl Bus {
    pub(crate) fn new() -> Self {
        Self { sender: broadcast::channel(QUEUE).0, wanted: Arc::default() }
    }

    /// Whether anyone listens to a topic. Building an event may be spared otherwise.
    pub(crate) fn is_wanted(&self, topic: Topic) -> bool {
        self.wanted.get(topic as usize).is_some_and(|count| count.load(Ordering::Relaxed) > 0)
    }

    pub(crate) fn publish(&self, event: Event) {
        // An error only says that nobody listens.
        let _ = self.sender.send(event);
    }

    pub(crate) fn changed(
        &self,
        tenant: &TenantCode,
        resource: Resource,
        key: impl ToString,
        action: Action,
    ) {
        let tenant = (!tenant.is_public()).then(|| tenant.clone());
        self.publish(Event::Changed { tenant, resource, key: key.to_string(), action });
    }

    pub(crate) fn subscribe(&self, tenant: &TenantCode, topics: &[Topic]) -> Subscription {
        let topics = topics.iter().fold(0, |bits, topic| bits | topic.bit());
        let subscription = Subscription {
            receiver: self.sender.subscribe(),
            tenant: tenant.clone(),
            topics,
            wanted: Arc::clone(&self.wanted),
        };
        subscription.count(|counter| counter.fetch_add(1, Ordering::Relaxed));
        subscription
    }
}

/// One subscriber's queue, limited to a tenant and to topics.
#[derive(Debug)]
pub struct Subscription {
    receiver: broadcast::Receiver<Event>,
    tenant: TenantCode,
    topics: u32,
    wanted: Arc<[AtomicUsize; Topic::ALL.len()]>,
}

impl Subscription {
    /// The next event; `None` when the engine has stopped. Cancel-safe.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            match self.receiver.recv().await {
                Ok(event) if self.wants(&event) => return Some(event),
                Ok(_) => {}
                Err(broadcast::error::RecvError::Lagged(_)) => return Some(Event::Resync),
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }

    /// The next event if there is one already.
    pub fn try_next(&mut self) -> Option<Event> {
        loop {
            match self.receiver.try_recv() {
                Ok(event) if self.wants(&event) => return Some(event),
                Ok(_) => {}
                Err(broadcast::error::TryRecvError::Lagged(_)) => return Some(Event::Resync),
                Err(
                    broadcast::error::TryRecvError::Empty | broadcast::error::TryRecvError::Closed,
                ) => return None,
            }
        }
    }

    fn wants(&self, event: &Event) -> bool {
        event.topic().is_none_or(|topic| self.topics & topic.bit() != 0)
            && event.tenant().is_none_or(|tenant| *tenant == self.tenant)
    }

    fn count(&self, change: impl Fn(&AtomicUsize) -> usize) {
        for topic in Topic::ALL.iter().filter(|topic| self.topics & topic.bit() != 0) {
            if let Some(counter) = self.wanted.get(*topic as usize) {
                change(counter);
            }
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.count(|counter| counter.fetch_sub(1, Ordering::Relaxed));
    }
}
