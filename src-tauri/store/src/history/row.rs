//! What is appended.

use std::borrow::Cow;
use std::sync::Arc;

use lorawan::{DevAddr, Eui64};
use model::record::{AlarmEvent, AlarmLevel, MessageKind, NotificationChannel, RpcRun};
use model::{DeviceEui, RecordId, Said, TenantCode, Timestamp};

/// One row for the history. Boxed where large, so that a batch stays small in memory.
#[derive(Debug, Clone)]
pub enum HistoryRow {
    /// A frame of the air.
    Frame(Box<FrameRow>),
    /// A message of the application server.
    Message(Box<MessageRow>),
    /// Values that a thing model returned.
    Telemetry(TelemetryRow),
    /// A device was heard.
    Activity(ActivityRow),
    /// A gateway was seen.
    GatewaySeen(GatewaySeenRow),
    /// A script printed or failed.
    ModelLog(ModelLogRow),
    /// Something happened to a gateway.
    Incident(IncidentRow),
    /// Something happened to an alarm.
    Alarm(Box<AlarmRow>),
    /// A command was called; its id is given.
    RpcRun(Box<RpcRun>),
    /// A notification was sent, or could not be.
    Notice(Box<NoticeRow>),
}

/// Which way a frame or message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the device.
    Up,
    /// To the device.
    Down,
}

impl Direction {
    pub(crate) const fn is_down(self) -> bool {
        matches!(self, Self::Down)
    }

    pub(crate) const fn from_is_down(down: bool) -> Self {
        if down { Self::Down } else { Self::Up }
    }
}

/// A frame as one gateway heard or transmitted it.
#[derive(Debug, Clone, PartialEq)]
pub struct FrameRow {
    /// Who may see it.
    pub tenant: TenantCode,
    /// When it arrived or was handed to the gateway.
    pub at: Timestamp,
    /// Which way.
    pub direction: Direction,
    /// The gateway.
    pub gateway: Option<Eui64>,
    /// `join_request`, `unconfirmed_up`, … as in the API.
    pub kind: Cow<'static, str>,
    /// The device it is from or for, as far as known.
    pub dev_eui: Option<Eui64>,
    /// Address in it.
    pub dev_addr: Option<DevAddr>,
    /// Full frame counter, or the 16 bits on the air when the session is not known.
    pub f_cnt: Option<u32>,
    /// Port.
    pub f_port: Option<u8>,
    /// `SF7BW125`, `50000`, …
    pub data_rate: Cow<'static, str>,
    /// Carrier in Hz.
    pub frequency_hz: u32,
    /// Channel RSSI in dBm.
    pub rssi_dbm: Option<f32>,
    /// Signal-to-noise ratio in dB.
    pub snr_db: Option<f32>,
    /// Time on air in microseconds.
    pub airtime_us: Option<u32>,
    /// Whether the network server accepted it (or the gateway, a downlink).
    pub accepted: bool,
    /// The verdict's code.
    pub verdict: Cow<'static, str>,
    /// Details of the verdict for people.
    pub reason: Option<String>,
    /// The whole PHY payload.
    pub phy: Arc<[u8]>,
    /// The `rxpk` or `txpk` object, as JSON text.
    pub content: String,
}

/// A message to or from applications.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageRow {
    /// Owner of the device.
    pub tenant: TenantCode,
    /// When it was published.
    pub at: Timestamp,
    /// Which way.
    pub direction: Direction,
    /// What it is.
    pub kind: MessageKind,
    /// The device.
    pub eui: DeviceEui,
    /// Full frame counter.
    pub f_cnt: Option<u32>,
    /// Port.
    pub f_port: Option<u8>,
    /// Decrypted payload.
    pub payload: Vec<u8>,
    /// Gateways that heard it, best first.
    pub gateways: Vec<Eui64>,
    /// The AS message, as JSON text.
    pub content: String,
    /// `[{thing_model_id, id_name, ok, error}]`, as JSON text, with `error_said` (what is known of
    /// the sentence) where there is an error; `[]` when nothing parsed it.
    pub parse: String,
}

/// Values of one device under one thing model.
#[derive(Debug, Clone, PartialEq)]
pub struct TelemetryRow {
    /// Owner of the device.
    pub tenant: TenantCode,
    /// The device.
    pub eui: DeviceEui,
    /// The thing model.
    pub thing_model: RecordId,
    /// When the values arrived.
    pub at: Timestamp,
    /// The merged latest values, as the text of a JSON object; `None` leaves them.
    pub latest: Option<String>,
    /// The values for the history, as the text of a JSON object; `None` when none is kept.
    pub history: Option<String>,
}

/// When and how well a device was last heard.
#[derive(Debug, Clone, PartialEq)]
pub struct ActivityRow {
    /// The device; a device record need not exist.
    pub eui: DeviceEui,
    /// When.
    pub at: Timestamp,
    /// RSSI in dBm at the best gateway.
    pub rssi_dbm: Option<f32>,
    /// SNR in dB at the best gateway.
    pub snr_db: Option<f32>,
}

/// When a gateway was last seen. What is `None` leaves what is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct GatewaySeenRow {
    /// The gateway, registered or not.
    pub gateway: Eui64,
    /// When.
    pub at: Timestamp,
    /// Where its datagrams come from.
    pub address: Option<String>,
    /// Its counters, as JSON text.
    pub counters: Option<String>,
    /// Its last `stat`, as JSON text.
    pub stat: Option<String>,
}

/// A line that a thing model's script printed, or its failure.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelLogRow {
    /// Who may see it: the tenant of the device.
    pub tenant: TenantCode,
    /// The thing model.
    pub thing_model: RecordId,
    /// When.
    pub at: Timestamp,
    /// `log`, `warn`, `error`, …
    pub level: Cow<'static, str>,
    /// What it printed, or what is said of it.
    pub text: Said,
    /// The device whose message it ran on.
    pub eui: Option<DeviceEui>,
    /// Line in the source, from 1.
    pub line: Option<u32>,
    /// Column in the source, from 1.
    pub column: Option<u32>,
}

/// Something that happened to a gateway or a device.
#[derive(Debug, Clone, PartialEq)]
pub struct IncidentRow {
    /// When.
    pub at: Timestamp,
    /// Who may see it.
    pub tenant: TenantCode,
    /// The kind of record: `gateway` or `device`.
    pub subject: Cow<'static, str>,
    /// Its key, an EUI.
    pub key: String,
    /// `online`, `offline`, …
    pub kind: Cow<'static, str>,
    /// More about it, as the text of a JSON object.
    pub detail: String,
}

/// Something that happened to the alarm of a device, and how the alarm was then.
#[derive(Debug, Clone, PartialEq)]
pub struct AlarmRow {
    /// When.
    pub at: Timestamp,
    /// Owner of the device.
    pub tenant: TenantCode,
    /// The device.
    pub eui: DeviceEui,
    /// The active alarm's id.
    pub alarm: RecordId,
    /// Its name.
    pub name: String,
    /// What happened.
    pub event: AlarmEvent,
    /// Its level.
    pub level: AlarmLevel,
    /// Its title.
    pub title: String,
    /// Its description.
    pub desc: String,
    /// Since when there was one.
    pub raised_at: Timestamp,
    /// Who acknowledged or cleared it by hand.
    pub handler: Option<String>,
    /// What they had to say about it.
    pub note: String,
}

/// What became of a notification to one recipient.
#[derive(Debug, Clone, PartialEq)]
pub struct NoticeRow {
    /// When it was sent or given up.
    pub at: Timestamp,
    /// Owner of the group.
    pub tenant: TenantCode,
    /// The name of the group.
    pub group: String,
    /// How it was told; `None`: there is no group of that name.
    pub channel: Option<NotificationChannel>,
    /// The address; empty where there is none.
    pub recipient: String,
    /// What it was about.
    pub title: String,
    /// Whether it was taken.
    pub sent: bool,
    /// Why not.
    pub reason: Option<Said>,
    /// How often it was tried.
    pub attempts: u32,
}
