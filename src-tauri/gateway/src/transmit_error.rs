//! Why a downlink does not leave, whatever protocol its gateway speaks.

use std::fmt;
use std::net::SocketAddr;

use lorawan::Eui64;
use model::{Said, Saying, say};

/// Why a downlink could not be handed to a gateway.
#[derive(Debug)]
pub enum TransmitError {
    /// The gateway was never heard, or not for 90 s on its downlink path.
    NoPath(Eui64),
    /// The gateway is not admitted.
    NotAdmitted(Eui64),
    /// Too many downlinks wait for the gateway's answer.
    Busy(Eui64),
    /// The uplink that this answers is not one of the last seconds, or the gateway's clock is not
    /// the one it had then.
    NoClock(Eui64),
    /// The gateway knows only what LoRaWAN transmits.
    Waveform(Eui64),
    /// The gateway was set up for another band.
    Band(Eui64),
    /// A frame has 1 to 255 bytes.
    Length(usize),
    /// The operating system refused the datagram.
    Send {
        /// The gateway.
        gateway: Eui64,
        /// Where it listens.
        peer: SocketAddr,
        /// What the operating system said.
        source: std::io::Error,
    },
}

impl From<&TransmitError> for Said {
    fn from(error: &TransmitError) -> Self {
        let (saying, gateway) = match error {
            TransmitError::NoPath(gateway) => (Saying::NoPath, gateway),
            TransmitError::NotAdmitted(gateway) => (Saying::GatewayNotRegistered, gateway),
            TransmitError::Busy(gateway) => (Saying::GatewayOverrun, gateway),
            TransmitError::NoClock(gateway) => (Saying::GatewayClockUnknown, gateway),
            TransmitError::Waveform(gateway) => (Saying::GatewayNoRawFrames, gateway),
            TransmitError::Band(gateway) => (Saying::GatewayOtherBand, gateway),
            TransmitError::Length(bytes) => return say!(FrameLength, bytes = *bytes),
            TransmitError::Send { gateway, peer, source } => {
                let (peer, why) = (peer.to_string(), source.to_string());
                let gateway = gateway.to_string();
                return say!(GatewaySendFailed, gateway = gateway, peer = peer, why = why);
            }
        };
        Self::new(saying).with("gateway", gateway.to_string())
    }
}

impl fmt::Display for TransmitError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Said::from(self), out)
    }
}

impl std::error::Error for TransmitError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Send { source, .. } => Some(source),
            _ => None,
        }
    }
}
