//! The datagrams of the Semtech UDP protocol, as bytes, for both sides.
//!
//! The server reads [`FromGateway`] and writes acknowledgements and [`pull_resp`]; a gateway (a
//! simulated one) writes [`push_data`], [`pull_data`] and [`tx_ack`] and reads [`FromServer`].
//! No socket and no state here, and no datagram makes it panic.

mod downlink;
mod lenient;
mod number;
mod outcome;
mod scalar;
mod status;
mod uplink;
mod writer;

pub use downlink::{Downlink, DownlinkError, read_downlink, txpk_json};
pub use number::hertz;
pub use outcome::{TxAnswer, read_tx_ack};
pub use uplink::{CodeRates, PushData, Reception, RefusedPacket, read_push};
pub use writer::{RxPacket, rxpk_json};

use lorawan::Eui64;
use model::radio::{GatewayDownlink, GatewayStat};

const PUSH_DATA: u8 = 0x00;
const PUSH_ACK: u8 = 0x01;
const PULL_DATA: u8 = 0x02;
const PULL_RESP: u8 = 0x03;
const PULL_ACK: u8 = 0x04;
const TX_ACK: u8 = 0x05;

/// The protocol version this server prefers. Version 1 has the same layout, but no TX_ACK.
pub const VERSION: u8 = 2;

/// Largest UDP payload over IPv4, bytes.
pub const MAX_DATAGRAM: usize = 65_507;

/// What a gateway says with a datagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind<'a> {
    /// Frames or a status report, as JSON.
    PushData(&'a [u8]),
    /// "Send downlinks to the address this came from."
    PullData,
    /// The fate of a PULL_RESP; empty or JSON.
    TxAck(&'a [u8]),
}

/// A datagram from a gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FromGateway<'a> {
    /// Protocol version, 1 or 2.
    pub version: u8,
    /// The sender's token; an acknowledgement repeats it.
    pub token: u16,
    /// The gateway that claims to have sent it. Nothing proves the claim.
    pub gateway: Eui64,
    /// What it says.
    pub kind: Kind<'a>,
}

impl<'a> FromGateway<'a> {
    /// Reads the 12-byte head; JSON stays as it is.
    ///
    /// `None` when the datagram is shorter, of another version or of a kind gateways do not send.
    #[must_use]
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let (&[version, t0, t1, kind], rest) = bytes.split_first_chunk()?;
        let (eui, body) = rest.split_first_chunk::<8>()?;
        let kind = match kind {
            PUSH_DATA => Kind::PushData(body),
            PULL_DATA => Kind::PullData,
            TX_ACK => Kind::TxAck(body),
            _ => return None,
        };
        let gateway = Eui64::from_be_bytes(*eui);
        let token = u16::from_be_bytes([t0, t1]);
        is_known_version(version).then_some(Self { version, token, gateway, kind })
    }
}

/// A datagram from the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FromServer<'a> {
    /// Answer to a PUSH_DATA.
    PushAck {
        /// Token of the PUSH_DATA.
        token: u16,
    },
    /// Answer to a PULL_DATA.
    PullAck {
        /// Token of the PULL_DATA.
        token: u16,
    },
    /// A frame to transmit; read the JSON with [`read_downlink`].
    PullResp {
        /// Token that the TX_ACK repeats.
        token: u16,
        /// `{"txpk":{…}}`.
        json: &'a [u8],
    },
}

impl<'a> FromServer<'a> {
    /// Reads the 4-byte head; `None` when it is none a server sends.
    #[must_use]
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let (&[version, t0, t1, kind], json) = bytes.split_first_chunk()?;
        let token = u16::from_be_bytes([t0, t1]);
        let read = match kind {
            PUSH_ACK => Self::PushAck { token },
            PULL_ACK => Self::PullAck { token },
            PULL_RESP => Self::PullResp { token, json },
            _ => return None,
        };
        is_known_version(version).then_some(read)
    }
}

const fn is_known_version(version: u8) -> bool {
    matches!(version, 1 | 2)
}

const fn head(version: u8, token: u16, kind: u8) -> [u8; 4] {
    let [t0, t1] = token.to_be_bytes();
    [version, t0, t1, kind]
}

fn head_with_eui(token: u16, kind: u8, gateway: Eui64, capacity: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(12 + capacity);
    bytes.extend_from_slice(&head(VERSION, token, kind));
    bytes.extend_from_slice(&gateway.to_be_bytes());
    bytes
}

/// The acknowledgement of a PUSH_DATA.
#[must_use]
pub const fn push_ack(version: u8, token: u16) -> [u8; 4] {
    head(version, token, PUSH_ACK)
}

/// The acknowledgement of a PULL_DATA.
#[must_use]
pub const fn pull_ack(version: u8, token: u16) -> [u8; 4] {
    head(version, token, PULL_ACK)
}

/// A frame for a gateway to transmit.
#[must_use]
pub fn pull_resp(version: u8, token: u16, downlink: &GatewayDownlink) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(640);
    bytes.extend_from_slice(&head(version, token, PULL_RESP));
    bytes.extend_from_slice(br#"{"txpk":"#);
    downlink::write_txpk(&mut bytes, downlink);
    bytes.push(b'}');
    bytes
}

/// A gateway's report of frames, of its state, or of both.
#[must_use]
pub fn push_data(
    token: u16,
    gateway: Eui64,
    packets: &[RxPacket<'_>],
    stat: Option<&GatewayStat>,
) -> Vec<u8> {
    let mut bytes = head_with_eui(token, PUSH_DATA, gateway, 320 * packets.len() + 200);
    writer::write_push_body(&mut bytes, packets, stat);
    bytes
}

/// A gateway's request for downlinks, and its keep-alive.
#[must_use]
pub fn pull_data(token: u16, gateway: Eui64) -> Vec<u8> {
    head_with_eui(token, PULL_DATA, gateway, 0)
}

/// A gateway's answer to a PULL_RESP.
#[must_use]
pub fn tx_ack(token: u16, gateway: Eui64, answer: &TxAnswer) -> Vec<u8> {
    let mut bytes = head_with_eui(token, TX_ACK, gateway, 64);
    outcome::write_tx_ack(&mut bytes, answer);
    bytes
}

#[cfg(test)]
mod tests;
