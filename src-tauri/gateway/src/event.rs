//! What the gateway service tells the rest of the program.

use std::fmt;
use std::net::SocketAddr;

use lorawan::Eui64;
use model::Timestamp;
use model::radio::{GatewayStat, GatewayUplink};

use crate::station::message::Unreadable;

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
    /// A sender uses the EUI of a gateway with a token that is not the gateway's.
    WrongToken {
        /// Who it is.
        peer: SocketAddr,
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
            Self::WrongToken { peer } => {
                write!(out, "{peer} uses the EUI of the gateway with a wrong token")
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
    /// A Basics Station said something that is not used.
    Station(StationRefusal),
}

/// Why something that a Basics Station said is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StationRefusal {
    /// The message is no JSON object with a `msgtype`.
    Message,
    /// The `msgtype` is none of the protocol.
    Type,
    /// The members do not make a frame.
    Frame,
    /// `Freq` is no frequency.
    Frequency,
    /// `DR` is none of the configured data rates.
    DataRate,
    /// Bytes where text belongs.
    Binary,
    /// The message exceeds 16 KiB.
    TooLarge,
    /// A frame before `version`, so that nothing was configured.
    Early,
    /// The token is not that of the gateway.
    TokenWrong,
    /// A token is required and none was sent.
    TokenMissing,
    /// Another connection holds this EUI.
    Occupied,
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
        Self::Station(StationRefusal::Message),
        Self::Station(StationRefusal::Type),
        Self::Station(StationRefusal::Frame),
        Self::Station(StationRefusal::Frequency),
        Self::Station(StationRefusal::DataRate),
        Self::Station(StationRefusal::Binary),
        Self::Station(StationRefusal::TooLarge),
        Self::Station(StationRefusal::Early),
        Self::Station(StationRefusal::TokenWrong),
        Self::Station(StationRefusal::TokenMissing),
        Self::Station(StationRefusal::Occupied),
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
            Self::Station(refusal) => refusal.code(),
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
            Self::Station(refusal) => refusal.text(),
        })
    }
}

impl StationRefusal {
    const fn code(self) -> &'static str {
        match self {
            Self::Message => "station_message_invalid",
            Self::Type => "station_type_unknown",
            Self::Frame => "station_frame_invalid",
            Self::Frequency => "station_frequency_invalid",
            Self::DataRate => "station_data_rate_unknown",
            Self::Binary => "station_binary",
            Self::TooLarge => "station_message_too_large",
            Self::Early => "station_not_configured",
            Self::TokenWrong => "station_token_wrong",
            Self::TokenMissing => "station_token_missing",
            Self::Occupied => "station_already_connected",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::Message => "the message is no JSON object with a msgtype",
            Self::Type => "the msgtype is none of the protocol",
            Self::Frame => "the members of the message do not make a frame",
            Self::Frequency => "Freq is not a frequency in Hz",
            Self::DataRate => "DR is none of the data rates the station was configured with",
            Self::Binary => "the station sent bytes where text belongs",
            Self::TooLarge => "the message exceeds 16 KiB",
            Self::Early => "the station reported a frame before it said its version",
            Self::TokenWrong => "the token is not the one that was made for this gateway",
            Self::TokenMissing => "a token is required and the station sent none",
            Self::Occupied => "another connection uses the EUI of this gateway",
        }
    }
}

impl From<Unreadable> for Refusal {
    fn from(why: Unreadable) -> Self {
        Self::Station(match why {
            Unreadable::Message => StationRefusal::Message,
            Unreadable::Type => StationRefusal::Type,
            Unreadable::Frame => StationRefusal::Frame,
            Unreadable::Frequency => StationRefusal::Frequency,
            Unreadable::DataRate => StationRefusal::DataRate,
        })
    }
}
