//! What a diagnosis is made from. The caller gathers it within bounds.

use lorawan::{DevAddr, Eui64};
use model::record::LorawanProfile;
use model::{RecordId, Timestamp};

/// How a device's messages come here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// By radio, through this network server.
    Radio,
    /// Its client publishes them by MQTT.
    Mqtt,
    /// From other devices: a sub-device or an asset.
    Computed,
}

/// A frame of the device, sent or received.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are those of the frame log")]
pub struct FrameFact<'a> {
    pub id: RecordId,
    pub at: Timestamp,
    pub up: bool,
    pub kind: &'a str,
    pub accepted: bool,
    pub verdict: &'a str,
    pub reason: Option<&'a str>,
    pub gateway: Option<Eui64>,
    pub frequency_hz: u32,
    pub data_rate: &'a str,
    /// The gateway's microsecond counter: at reception, or at which to transmit.
    pub tmst: Option<u32>,
    pub f_cnt: Option<u32>,
    pub phy: &'a [u8],
}

/// Who sent a frame that no device here claims.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum StrangerId {
    /// A join-request with a DevEUI without a profile.
    DevEui(Eui64),
    /// A data frame with an address that no session here has.
    DevAddr(DevAddr),
}

/// A sender no device here claims, with its newest frames.
#[derive(Debug, Clone)]
pub struct Stranger {
    /// Who it says it is.
    pub id: StrangerId,
    /// When it was heard last.
    pub last: Timestamp,
    /// When it was heard first, as far as that is remembered.
    pub first: Timestamp,
    /// How often it was heard.
    pub count: u32,
    /// Its newest frames, newest first.
    pub frames: Vec<RecordId>,
    /// The gateway that heard it last.
    pub gateway: Option<Eui64>,
    /// The newest join-request; empty for a DevAddr.
    pub request: Box<[u8]>,
}

/// A gateway, registered or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GatewayFact {
    /// Its EUI.
    pub eui: Eui64,
    /// Somebody registered it.
    pub registered: bool,
    /// What it hears is used.
    pub admitted: bool,
    /// It reports as often as it should.
    pub online: bool,
    /// It asks for downlinks.
    pub has_path: bool,
    /// Frames it delivered since the start.
    pub uplinks: u64,
    /// Damaged frames since the start.
    pub crc_bad: u64,
}

/// What the store knows of the device's session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionFact {
    /// Full counter of the last accepted uplink.
    pub last_f_cnt_up: Option<u32>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Everything a diagnosis looks at.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// The time.
    pub now: Timestamp,
    /// How its messages come here.
    pub source: Source,
    /// Whether a device record takes its values.
    pub has_device: bool,
    /// Seconds without an uplink until it counts as silent.
    pub heart_period_s: u32,
    /// When it was heard last.
    pub heard_at: Option<Timestamp>,
    /// Its profile.
    pub profile: Option<&'a LorawanProfile>,
    /// Its active session.
    pub session: Option<SessionFact>,
    /// DevNonces its joins have used.
    pub used_dev_nonces: &'a [u16],
    /// The DevNonce of its last join.
    pub last_dev_nonce: Option<u16>,
    /// Its frames, newest first.
    pub frames: &'a [FrameFact<'a>],
    /// Senders no device claims.
    pub strangers: &'a [Stranger],
    /// Every gateway whose frames may be this device's.
    pub gateways: &'a [GatewayFact],
}
