//! Commands that devices send.

use super::{CommandError, Commands, bit, body, cid};
use crate::frame::{BuildError, in_range};

/// A command from a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UplinkCommand {
    /// Asks how well it is heard. The network must answer.
    LinkCheckReq,
    /// Answers one LinkADRReq; the block takes effect only when every part is accepted.
    LinkAdrAns {
        /// The channel mask is usable.
        channel_mask_ok: bool,
        /// The data rate is usable.
        data_rate_ok: bool,
        /// The power is usable.
        power_ok: bool,
    },
    /// Answers DutyCycleReq.
    DutyCycleAns,
    /// Answers RXParamSetupReq; repeated until any class A downlink is heard.
    RxParamSetupAns {
        /// The frequency of the second window is usable.
        frequency_ok: bool,
        /// The data rate of the second window is usable.
        rx2dr_ok: bool,
        /// The offset of the first window's data rate is usable.
        rx1dr_offset_ok: bool,
    },
    /// Answers DevStatusReq.
    DevStatusAns {
        /// 0 external power, 1 to 254 level, 255 unknown.
        battery: u8,
        /// SNR in dB of the DevStatusReq as the device heard it, −32 to 31.
        margin_db: i8,
    },
    /// Answers NewChannelReq.
    NewChannelAns {
        /// The frequency is usable.
        frequency_ok: bool,
        /// The data-rate range is usable.
        data_rates_ok: bool,
    },
    /// Answers RXTimingSetupReq; repeated until any class A downlink is heard.
    RxTimingSetupAns,
    /// Answers TxParamSetupReq; from 1.0.4 repeated until any class A downlink is heard.
    TxParamSetupAns,
    /// Answers DlChannelReq; repeated until any class A downlink is heard.
    DlChannelAns {
        /// The frequency is usable.
        frequency_ok: bool,
        /// The uplink channel exists.
        channel_exists: bool,
    },
    /// Asks for the time. The network must answer.
    DeviceTimeReq,
    /// Class B: tells how often the device opens ping slots.
    PingSlotInfoReq {
        /// Seconds between slots as a power of two, 0 to 7.
        periodicity: u8,
    },
    /// Class B: answers PingSlotChannelReq.
    PingSlotChannelAns {
        /// The frequency is usable.
        frequency_ok: bool,
        /// The data rate is usable.
        data_rate_ok: bool,
    },
    /// Class B, deprecated: asks when the next beacon comes.
    BeaconTimingReq,
    /// Class B: answers BeaconFreqReq.
    BeaconFreqAns {
        /// The frequency is usable.
        frequency_ok: bool,
    },
}

/// The commands of an uplink's FOpts, or of its decrypted payload on port 0.
#[must_use]
pub fn uplink_commands(bytes: &[u8]) -> Commands<'_, UplinkCommand> {
    Commands { rest: bytes, read }
}

fn read(cid: u8, bytes: &[u8]) -> Result<(UplinkCommand, &[u8]), CommandError> {
    use UplinkCommand as C;
    let one = || body::<1>(cid, bytes).map(|([byte], rest)| (byte, rest));
    Ok(match cid {
        cid::LINK_CHECK => (C::LinkCheckReq, bytes),
        cid::LINK_ADR => {
            let (ans, rest) = one()?;
            let [channel_mask_ok, data_rate_ok, power_ok] = [bit(ans, 0), bit(ans, 1), bit(ans, 2)];
            (C::LinkAdrAns { channel_mask_ok, data_rate_ok, power_ok }, rest)
        }
        cid::DUTY_CYCLE => (C::DutyCycleAns, bytes),
        cid::RX_PARAM_SETUP => {
            let (ans, rest) = one()?;
            let [frequency_ok, rx2dr_ok, rx1dr_offset_ok] = [bit(ans, 0), bit(ans, 1), bit(ans, 2)];
            (C::RxParamSetupAns { frequency_ok, rx2dr_ok, rx1dr_offset_ok }, rest)
        }
        cid::DEV_STATUS => {
            let ([battery, margin], rest) = body(cid, bytes)?;
            // Six bits with their sign: shifted to the top and back, the sign spreads.
            let margin_db = (margin << 2).cast_signed() >> 2;
            (C::DevStatusAns { battery, margin_db }, rest)
        }
        cid::NEW_CHANNEL => {
            let (ans, rest) = one()?;
            (C::NewChannelAns { frequency_ok: bit(ans, 0), data_rates_ok: bit(ans, 1) }, rest)
        }
        cid::RX_TIMING_SETUP => (C::RxTimingSetupAns, bytes),
        cid::TX_PARAM_SETUP => (C::TxParamSetupAns, bytes),
        cid::DL_CHANNEL => {
            let (ans, rest) = one()?;
            (C::DlChannelAns { frequency_ok: bit(ans, 0), channel_exists: bit(ans, 1) }, rest)
        }
        cid::DEVICE_TIME => (C::DeviceTimeReq, bytes),
        cid::PING_SLOT_INFO => {
            let (parameter, rest) = one()?;
            (C::PingSlotInfoReq { periodicity: parameter & 0b111 }, rest)
        }
        cid::PING_SLOT_CHANNEL => {
            let (ans, rest) = one()?;
            (C::PingSlotChannelAns { frequency_ok: bit(ans, 0), data_rate_ok: bit(ans, 1) }, rest)
        }
        cid::BEACON_TIMING => (C::BeaconTimingReq, bytes),
        cid::BEACON_FREQ => {
            let (ans, rest) = one()?;
            (C::BeaconFreqAns { frequency_ok: bit(ans, 0) }, rest)
        }
        _ => return Err(CommandError::Unknown { cid }),
    })
}

impl UplinkCommand {
    /// The command's identifier.
    #[must_use]
    pub const fn cid(&self) -> u8 {
        match self {
            Self::LinkCheckReq => cid::LINK_CHECK,
            Self::LinkAdrAns { .. } => cid::LINK_ADR,
            Self::DutyCycleAns => cid::DUTY_CYCLE,
            Self::RxParamSetupAns { .. } => cid::RX_PARAM_SETUP,
            Self::DevStatusAns { .. } => cid::DEV_STATUS,
            Self::NewChannelAns { .. } => cid::NEW_CHANNEL,
            Self::RxTimingSetupAns => cid::RX_TIMING_SETUP,
            Self::TxParamSetupAns => cid::TX_PARAM_SETUP,
            Self::DlChannelAns { .. } => cid::DL_CHANNEL,
            Self::DeviceTimeReq => cid::DEVICE_TIME,
            Self::PingSlotInfoReq { .. } => cid::PING_SLOT_INFO,
            Self::PingSlotChannelAns { .. } => cid::PING_SLOT_CHANNEL,
            Self::BeaconTimingReq => cid::BEACON_TIMING,
            Self::BeaconFreqAns { .. } => cid::BEACON_FREQ,
        }
    }

    /// The command's name in the specification.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::LinkCheckReq => "LinkCheckReq",
            Self::LinkAdrAns { .. } => "LinkADRAns",
            Self::DutyCycleAns => "DutyCycleAns",
            Self::RxParamSetupAns { .. } => "RXParamSetupAns",
            Self::DevStatusAns { .. } => "DevStatusAns",
            Self::NewChannelAns { .. } => "NewChannelAns",
            Self::RxTimingSetupAns => "RXTimingSetupAns",
            Self::TxParamSetupAns => "TxParamSetupAns",
            Self::DlChannelAns { .. } => "DlChannelAns",
            Self::DeviceTimeReq => "DeviceTimeReq",
            Self::PingSlotInfoReq { .. } => "PingSlotInfoReq",
            Self::PingSlotChannelAns { .. } => "PingSlotChannelAns",
            Self::BeaconTimingReq => "BeaconTimingReq",
            Self::BeaconFreqAns { .. } => "BeaconFreqAns",
        }
    }

    /// Whether the device repeats this answer until it hears any class A downlink, so that the
    /// network owes it one. TxParamSetupAns is repeated by 1.0.4 devices only.
    #[must_use]
    pub const fn is_sticky(&self) -> bool {
        matches!(
            self,
            Self::RxParamSetupAns { .. }
                | Self::RxTimingSetupAns
                | Self::DlChannelAns { .. }
                | Self::TxParamSetupAns
        )
    }

    /// Appends the command with its identifier.
    ///
    /// # Errors
    /// [`BuildError::OutOfRange`] when a value does not fit its field; nothing is appended then.
    pub fn write(&self, out: &mut Vec<u8>) -> Result<(), BuildError> {
        let flags = |flags: [bool; 3]| {
            let [a, b, c] = flags.map(u8::from);
            a | (b << 1) | (c << 2)
        };
        let cid = self.cid();
        match *self {
            Self::LinkCheckReq
            | Self::DutyCycleAns
            | Self::RxTimingSetupAns
            | Self::TxParamSetupAns
            | Self::DeviceTimeReq
            | Self::BeaconTimingReq => out.push(cid),
            Self::LinkAdrAns { channel_mask_ok, data_rate_ok, power_ok } => {
                out.extend([cid, flags([channel_mask_ok, data_rate_ok, power_ok])]);
            }
            Self::RxParamSetupAns { frequency_ok, rx2dr_ok, rx1dr_offset_ok } => {
                out.extend([cid, flags([frequency_ok, rx2dr_ok, rx1dr_offset_ok])]);
            }
            Self::DevStatusAns { battery, margin_db } => {
                let limit = if margin_db < 0 { 32 } else { 31 };
                in_range("Margin", margin_db.unsigned_abs().into(), limit)?;
                out.extend([cid, battery, margin_db.cast_unsigned() & 0x3F]);
            }
            Self::NewChannelAns { frequency_ok, data_rates_ok } => {
                out.extend([cid, flags([frequency_ok, data_rates_ok, false])]);
            }
            Self::DlChannelAns { frequency_ok, channel_exists } => {
                out.extend([cid, flags([frequency_ok, channel_exists, false])]);
            }
            Self::PingSlotInfoReq { periodicity } => {
                in_range("Periodicity", periodicity.into(), 7)?;
                out.extend([cid, periodicity]);
            }
            Self::PingSlotChannelAns { frequency_ok, data_rate_ok } => {
                out.extend([cid, flags([frequency_ok, data_rate_ok, false])]);
            }
            Self::BeaconFreqAns { frequency_ok } => {
                out.extend([cid, flags([frequency_ok, false, false])]);
            }
        }
        Ok(())
    }
}
