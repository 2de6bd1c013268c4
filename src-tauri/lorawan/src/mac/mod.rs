//! MAC commands in both directions, read and written.
//!
//! Knows their coding only. Who may ask what when, and what an answer changes, is the network
//! server's part.
//!
//! Start at [`uplink_commands`] and [`DownlinkCommand::write`].
//!
//! Source: LoRaWAN L2 1.0.4, section 5 (MAC commands), and its class B commands.

mod downlink;
mod eirp;
#[cfg(test)]
mod tests;
mod uplink;

pub use downlink::{DownlinkCommand, downlink_commands};
pub use eirp::{eirp_index_for, max_eirp_dbm};
pub use uplink::{UplinkCommand, uplink_commands};

/// Command identifiers, the same for a request and its answer.
pub mod cid {
    /// LinkCheckReq, LinkCheckAns.
    pub const LINK_CHECK: u8 = 0x02;
    /// LinkADRReq, LinkADRAns.
    pub const LINK_ADR: u8 = 0x03;
    /// DutyCycleReq, DutyCycleAns.
    pub const DUTY_CYCLE: u8 = 0x04;
    /// RXParamSetupReq, RXParamSetupAns.
    pub const RX_PARAM_SETUP: u8 = 0x05;
    /// DevStatusReq, DevStatusAns.
    pub const DEV_STATUS: u8 = 0x06;
    /// NewChannelReq, NewChannelAns.
    pub const NEW_CHANNEL: u8 = 0x07;
    /// RXTimingSetupReq, RXTimingSetupAns.
    pub const RX_TIMING_SETUP: u8 = 0x08;
    /// TxParamSetupReq, TxParamSetupAns.
    pub const TX_PARAM_SETUP: u8 = 0x09;
    /// DlChannelReq, DlChannelAns.
    pub const DL_CHANNEL: u8 = 0x0A;
    /// DeviceTimeReq, DeviceTimeAns.
    pub const DEVICE_TIME: u8 = 0x0D;
    /// PingSlotInfoReq, PingSlotInfoAns (class B).
    pub const PING_SLOT_INFO: u8 = 0x10;
    /// PingSlotChannelReq, PingSlotChannelAns (class B).
    pub const PING_SLOT_CHANNEL: u8 = 0x11;
    /// BeaconTimingReq, BeaconTimingAns (class B, deprecated).
    pub const BEACON_TIMING: u8 = 0x12;
    /// BeaconFreqReq, BeaconFreqAns (class B).
    pub const BEACON_FREQ: u8 = 0x13;
}

/// Why reading a block of commands ends before its last byte.
///
/// The commands before it stay valid, and so does the frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// A command of 1.1, a proprietary one, or none at all; its length is unknown.
    #[error("unknown MAC command {cid:#04x}")]
    Unknown {
        /// The identifier.
        cid: u8,
    },
    /// The block ends inside the command.
    #[error("MAC command {cid:#04x} is cut off")]
    CutOff {
        /// The identifier.
        cid: u8,
    },
}

/// Reads one command after its identifier and returns what follows it.
type Read<'a, C> = fn(u8, &'a [u8]) -> Result<(C, &'a [u8]), CommandError>;

/// The commands of one block, in order, without allocating.
///
/// Ends after the first error, since no command can be found behind it.
#[derive(Debug, Clone)]
pub struct Commands<'a, C> {
    rest: &'a [u8],
    read: Read<'a, C>,
}

impl<C> Iterator for Commands<'_, C> {
    type Item = Result<C, CommandError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (&cid, body) = self.rest.split_first()?;
        match (self.read)(cid, body) {
            Ok((command, rest)) => {
                self.rest = rest;
                Some(Ok(command))
            }
            Err(error) => {
                self.rest = &[];
                Some(Err(error))
            }
        }
    }
}

/// The `N` bytes of a command's body and what follows them.
fn body<const N: usize>(cid: u8, bytes: &[u8]) -> Result<([u8; N], &[u8]), CommandError> {
    let (body, rest) = bytes.split_first_chunk::<N>().ok_or(CommandError::CutOff { cid })?;
    Ok((*body, rest))
}

const fn bit(byte: u8, bit: u8) -> bool {
    byte & (1 << bit) != 0
}
