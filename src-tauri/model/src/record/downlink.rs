//! What is to be told to devices.

use lorawan::Eui64;

use crate::{RecordId, Said, TenantCode, Timestamp};

words!(
    /// How far a queued downlink has come.
    DownlinkState {
        /// It waits for its turn.
        Queued = "queued",
        /// Its counter is taken and a gateway is being asked.
        Sending = "sending",
        /// A gateway has taken it; a confirmed one waits for the device.
        Sent = "sent",
        /// The device has acknowledged it.
        Acknowledged = "acknowledged",
        /// It did not reach the device, or nobody knows.
        Failed = "failed",
        /// Somebody took it out of the queue.
        Cancelled = "cancelled",
    }
);

/// What the application wants to tell a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Downlink {
    /// Record id; ids of one device rise in the order of its queue.
    pub id: RecordId,
    /// Owner, the device's tenant.
    pub tenant: TenantCode,
    /// The device.
    pub dev_eui: Eui64,
    /// The sender's name for it, as JSON text, to be repeated unchanged in acknowledgements.
    pub token: Option<Box<str>>,
    /// 1 to 223 for the application, 0 for MAC commands as payload, -1 for MAC commands in FOpts.
    pub f_port: i16,
    /// The plain payload.
    pub payload: Vec<u8>,
    /// Whether the device shall acknowledge.
    pub confirmed: bool,
    /// Whether the device shall be told that more waits.
    pub f_pend: bool,
    /// Least time between two downlinks to the device, milliseconds; 0 for none.
    pub interval_ms: u32,
    /// How long the device may take to acknowledge, milliseconds; 0 for the instance's setting.
    pub wait_ms: u32,
    /// The gateway that must send it; `None` lets the instance choose.
    pub gateway: Option<Eui64>,
    /// How far it has come.
    pub state: DownlinkState,
    /// Transmissions tried; each took a counter.
    pub attempts: u8,
    /// Full counter of the last one.
    pub f_cnt: Option<u32>,
    /// How the last one went out.
    pub sent: Option<DownlinkSent>,
    /// Why it waits longer than expected, or why it failed.
    pub reason: Option<Said>,
    /// When it was queued.
    pub created_at: Timestamp,
    /// When its state last changed.
    pub updated_at: Timestamp,
}

impl Downlink {
    /// Whether nothing will become of it any more.
    #[must_use]
    pub fn is_done(&self) -> bool {
        match self.state {
            DownlinkState::Queued | DownlinkState::Sending => false,
            DownlinkState::Sent => !self.confirmed,
            DownlinkState::Acknowledged | DownlinkState::Failed | DownlinkState::Cancelled => true,
        }
    }
}

/// How a downlink went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownlinkSent {
    /// The gateway that took it.
    pub gateway: Eui64,
    /// `RX1`, `RX2` or `RXC`.
    pub window: Box<str>,
    /// When it was handed over.
    pub at: Timestamp,
}
