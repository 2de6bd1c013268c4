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
    /// A packet that is no frame for the network server, or comes from a gateway whose frames are
    /// not used.
    Refused {
        /// The gateway.
        gateway: Eui64,
        /// When its datagram arrived.
        at: Timestamp,
        /// Why the packet was left out.
        reason: Refusal,
        /// The packet as the gateway wrote it, shortened; empty when unknown.
        rxpk: Box<str>,
        /// The frame, when it can be read and its turn to be shown has come: a few each second of
        /// one gateway, and of all together.
        uplink: Option<Box<GatewayUplink>>,
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
    /// Somebody sent as a gateway that has a fixed address, from another one.
    WrongAddress {
        /// Who sent.
        sender: SocketAddr,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DuplicateGateway { holder, challenger } => {
                write!(out, "{challenger} uses the EUI of the gateway at {holder}")
            }
            Self::WrongAddress { sender } => {
                write!(out, "{sender} uses the EUI of a gateway with another fixed address")
            }
        }
    }
}

/// Why a packet is no frame for the network server, or why its gateway is not listened to.
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
    /// Nobody registered the gateway, and such gateways are not accepted.
    NotRegistered,
    /// The gateway is switched off.
    Disabled,
    /// The gateway has a fixed address, and this is another one.
    WrongAddress,
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
        Self::NotRegistered,
        Self::Disabled,
        Self::WrongAddress,
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
            Self::NotRegistered => "unregistered_gateway",
            Self::Disabled => "gateway_disabled",
            Self::WrongAddress => "wrong_address",
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
            Self::NotRegistered => "the gateway is not registered",
            Self::Disabled => "the gateway is switched off",
            Self::WrongAddress => "the datagram comes from another address than the gateway's",
        })
    }
}
