//! What the gateway service tells the rest of the program.

use std::fmt;
use std::net::SocketAddr;

use lorawan::Eui64;
use model::Timestamp;
use model::radio::{GatewayStat, GatewayUplink};

/// Something a gateway did.
#[derive(Debug, Clone)]
pub enum Event {
    /// A gateway heard a frame with a good CRC.
    Uplink(GatewayUplink),
    /// A gateway reported a packet that is no frame for the network server.
    Refused {
        /// The gateway.
        gateway: Eui64,
        /// When its datagram arrived.
        at: Timestamp,
        /// Why the packet was left out.
        reason: Refusal,
        /// The packet as the gateway wrote it, shortened; empty when unknown.
        rxpk: Box<str>,
    },
    /// A gateway reported on itself.
    Stat {
        /// The gateway.
        gateway: Eui64,
        /// When its datagram arrived.
        at: Timestamp,
        /// The report.
        stat: GatewayStat,
    },
    /// A gateway asked for downlinks (PULL_DATA), which it does every few seconds.
    Keepalive {
        /// The gateway.
        gateway: Eui64,
        /// When its datagram arrived.
        at: Timestamp,
        /// Where it came from.
        peer: SocketAddr,
    },
    /// A gateway that is not admitted sent something. At most once in 10 s for each gateway.
    Unknown {
        /// The gateway.
        gateway: Eui64,
        /// When its datagram arrived.
        at: Timestamp,
        /// Where it came from.
        peer: SocketAddr,
    },
    /// Something a person should look at. At most once a minute for each gateway.
    Notice {
        /// The gateway.
        gateway: Eui64,
        /// When its datagram arrived.
        at: Timestamp,
        /// What it is.
        notice: Notice,
    },
}

/// Something about a gateway that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Two senders use one EUI: a second gateway with the same EUI, or somebody who wants the
    /// first one's downlinks.
    DuplicateGateway {
        /// Where downlinks go.
        holder: SocketAddr,
        /// Who asked for them too.
        challenger: SocketAddr,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DuplicateGateway { holder, challenger } => {
                write!(out, "{challenger} uses the EUI of the gateway at {holder}")
            }
        }
    }
}

/// Why a packet of a PUSH_DATA is no frame for the network server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// The radio's checksum was wrong.
    CrcBad,
    /// The frame was sent without a checksum, which no device does in an uplink.
    CrcMissing,
    /// The JSON cannot be read, not even leniently.
    Malformed,
    /// `data` is no base64 of 1 to 255 bytes.
    Data,
    /// `freq` is no frequency.
    Frequency,
    /// `modu` and `datr` name no modulation.
    Modulation,
    /// `tmst` exceeds 32 bits.
    Counter,
}

impl Refusal {
    /// Every reason.
    pub const ALL: &[Self] = &[
        Self::CrcBad,
        Self::CrcMissing,
        Self::Malformed,
        Self::Data,
        Self::Frequency,
        Self::Modulation,
        Self::Counter,
    ];

    /// A stable word for interfaces.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::CrcBad => "crc_bad",
            Self::CrcMissing => "crc_missing",
            Self::Malformed => "rxpk_malformed",
            Self::Data => "rxpk_data_invalid",
            Self::Frequency => "rxpk_frequency_invalid",
            Self::Modulation => "rxpk_modulation_invalid",
            Self::Counter => "rxpk_tmst_invalid",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::CrcBad => "the radio checksum is wrong",
            Self::CrcMissing => "the frame carries no radio checksum",
            Self::Malformed => "the gateway's JSON cannot be read",
            Self::Data => "data is not base64 of 1 to 255 bytes",
            Self::Frequency => "freq is not a frequency in MHz",
            Self::Modulation => "modu and datr name no known modulation",
            Self::Counter => "tmst is not a 32-bit counter",
        })
    }
}
