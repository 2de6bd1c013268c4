//! What is known of one gateway: the figures people see.

use std::net::SocketAddr;

use lorawan::Eui64;
use model::Timestamp;
use model::radio::{GatewayStat, GatewayUplink};

use crate::station::message::Version as StationVersion;

/// The state of one gateway since the service started.
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    /// The gateway.
    pub eui: Eui64,
    /// The protocol it spoke last.
    pub protocol: Protocol,
    /// Who it says it is; only a Basics Station tells.
    pub station: Option<StationVersion>,
    /// Whether it was admitted at its last datagram.
    pub admitted: bool,
    /// Protocol version of its last datagram, 1 or 2.
    pub version: u8,
    /// Where its reports come from.
    pub up_peer: Option<SocketAddr>,
    /// Where downlinks go; `None` until its first PULL_DATA.
    pub down_peer: Option<SocketAddr>,
    /// Its last PUSH_DATA.
    pub last_push: Option<Timestamp>,
    /// Its last PULL_DATA.
    pub last_pull: Option<Timestamp>,
    /// Datagrams received, refused ones included.
    pub datagrams: u64,
    /// Frames handed on.
    pub uplinks: u64,
    /// Frames left out because the same report came before.
    pub repeats: u64,
    /// Downlinks sent to it.
    pub downlinks: u64,
    /// Packets with a wrong or missing radio checksum.
    pub crc_bad: u64,
    /// Packets that could not be read.
    pub malformed: u64,
    /// Datagrams refused because the gateway is not admitted.
    pub refused: u64,
    /// Datagrams dropped because it sends too many.
    pub rate_limited: u64,
    /// Datagrams refused because they came from another address than its fixed one.
    pub wrong_address: u64,
    /// Where the last of these came from.
    pub stray: Option<SocketAddr>,
    /// Downlinks it refused.
    pub tx_errors: u64,
    /// Downlinks it did not answer in time.
    pub tx_unanswered: u64,
    /// Times that another sender asked for its downlinks.
    pub conflicts: u64,
    /// Whether it answers downlinks.
    pub tx_ack: TxAckSupport,
    /// Smoothed time from a downlink to its answer, milliseconds.
    pub rtt_ms: Option<f32>,
    /// Its last report on itself.
    pub stat: Option<GatewayStat>,
    /// Channel RSSI of its frames, dBm.
    pub rssi_dbm: Option<Range>,
    /// Signal-to-noise ratio of its frames, dB.
    pub snr_db: Option<Range>,
}

/// How a gateway speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// Semtech UDP.
    Gwmp,
    /// LoRa Basics Station, LNS protocol.
    BasicsStation,
}

impl Protocol {
    /// A stable word for interfaces.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Gwmp => "gwmp",
            Self::BasicsStation => "basics_station",
        }
    }
}

/// Whether a gateway answers downlinks with TX_ACK; some never do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TxAckSupport {
    /// No downlink was answered yet.
    Unknown,
    /// It has answered.
    Yes,
    /// Several downlinks in a row went unanswered and none was ever answered.
    No,
}

/// Smallest and largest value seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// Smallest.
    pub min: f32,
    /// Largest.
    pub max: f32,
}

impl Range {
    fn widen(range: &mut Option<Self>, value: Option<f32>) {
        let Some(value) = value else { return };
        let Self { min, max } = range.unwrap_or(Self { min: value, max: value });
        *range = Some(Self { min: min.min(value), max: max.max(value) });
    }
}

impl Contact {
    pub(crate) const fn new(eui: Eui64, protocol: Protocol) -> Self {
        Self {
            eui,
            protocol,
            station: None,
            admitted: false,
            version: crate::gwmp::codec::VERSION,
            up_peer: None,
            down_peer: None,
            last_push: None,
            last_pull: None,
            datagrams: 0,
            uplinks: 0,
            repeats: 0,
            downlinks: 0,
            crc_bad: 0,
            malformed: 0,
            refused: 0,
            rate_limited: 0,
            wrong_address: 0,
            stray: None,
            tx_errors: 0,
            tx_unanswered: 0,
            conflicts: 0,
            tx_ack: TxAckSupport::Unknown,
            rtt_ms: None,
            stat: None,
            rssi_dbm: None,
            snr_db: None,
        }
    }

    pub(crate) fn note_uplink(&mut self, uplink: &GatewayUplink) {
        self.uplinks += 1;
        Range::widen(&mut self.rssi_dbm, uplink.rssi_dbm);
        Range::widen(&mut self.snr_db, uplink.snr_db);
    }

    pub(crate) fn note_round_trip(&mut self, millis: f32) {
        /// Weight of the newest value; recent enough to follow a failing link.
        const WEIGHT: f32 = 0.25;
        let smoothed = self.rtt_ms.map_or(millis, |rtt| rtt + (millis - rtt) * WEIGHT);
        self.rtt_ms = Some(smoothed);
    }
}
