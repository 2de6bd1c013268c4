//! Commands that the network sends.

use super::{CommandError, Commands, bit, body, cid};
use crate::WireFrequency;
use crate::frame::{BuildError, in_range};

/// A command to a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DownlinkCommand {
    /// Answers LinkCheckReq.
    LinkCheckAns {
        /// Decibels above the demodulation floor at the best gateway, 0 to 254.
        margin_db: u8,
        /// Gateways that heard the request, at least 1.
        gateways: u8,
    },
    /// Sets data rate, power, channels and repetitions. A contiguous block counts as one request.
    LinkAdrReq {
        /// 0 to 15; 15 keeps the present one from 1.0.4.
        data_rate: u8,
        /// Index of the region's power table, 0 to 15; 15 keeps the present one from 1.0.4.
        tx_power: u8,
        /// One bit a channel of the block that `channel_mask_control` selects.
        channel_mask: u16,
        /// 0 to 7; its meaning is the region's.
        channel_mask_control: u8,
        /// Transmissions of each uplink, 0 to 15; 0 keeps the present number.
        nb_trans: u8,
    },
    /// Limits the device to 1/2^n of the time.
    DutyCycleReq {
        /// n, 0 to 15; 0 lifts the limit.
        max_duty_cycle: u8,
    },
    /// Sets the second window and the offset of the first.
    RxParamSetupReq {
        /// 0 to 7; regions allow fewer.
        rx1dr_offset: u8,
        /// 0 to 15.
        rx2dr: u8,
        /// Frequency of the second window.
        frequency: WireFrequency,
    },
    /// Asks for battery and margin.
    DevStatusReq,
    /// Adds, changes or removes a channel; dynamic channel plans only.
    NewChannelReq {
        /// Index of the channel.
        channel: u8,
        /// Its frequency; [`WireFrequency::UNUSED`] removes the channel.
        frequency: WireFrequency,
        /// Lowest data rate, 0 to 15.
        min_dr: u8,
        /// Highest data rate, 0 to 15.
        max_dr: u8,
    },
    /// Sets the delay of the first window.
    RxTimingSetupReq {
        /// Seconds, 0 to 15; 0 and 1 both mean one second.
        delay_s: u8,
    },
    /// Sets dwell times and power; AS923, and AU915 from 1.0.3.
    TxParamSetupReq {
        /// Downlinks last at most 400 ms.
        downlink_dwell: bool,
        /// Uplinks last at most 400 ms.
        uplink_dwell: bool,
        /// 0 to 15, see [`super::max_eirp_dbm`].
        max_eirp_index: u8,
    },
    /// Moves the downlink frequency of a channel; dynamic channel plans only.
    DlChannelReq {
        /// Index of the uplink channel.
        channel: u8,
        /// Frequency of its first window.
        frequency: WireFrequency,
    },
    /// Answers DeviceTimeReq: the GPS time at the end of that uplink.
    DeviceTimeAns {
        /// Seconds since 1980-01-06 without leap seconds.
        gps_seconds: u32,
        /// In 1/256 s.
        fraction_256: u8,
    },
    /// Class B: answers PingSlotInfoReq.
    PingSlotInfoAns,
    /// Class B: sets the ping-slot channel.
    PingSlotChannelReq {
        /// Its frequency; unused means the region's default.
        frequency: WireFrequency,
        /// 0 to 15.
        data_rate: u8,
    },
    /// Class B, deprecated: tells when the next beacon comes.
    BeaconTimingAns {
        /// In units of 30 ms.
        delay: u16,
        /// Channel of the beacon.
        channel: u8,
    },
    /// Class B: sets the beacon's frequency.
    BeaconFreqReq {
        /// Its frequency; unused means the region's default.
        frequency: WireFrequency,
    },
}

/// The commands of a downlink's FOpts, or of its decrypted payload on port 0.
#[must_use]
pub fn downlink_commands(bytes: &[u8]) -> Commands<'_, DownlinkCommand> {
    Commands { rest: bytes, read }
}

fn read(cid: u8, bytes: &[u8]) -> Result<(DownlinkCommand, &[u8]), CommandError> {
    use DownlinkCommand as C;
    Ok(match cid {
        cid::LINK_CHECK => {
            let ([margin_db, gateways], rest) = body(cid, bytes)?;
            (C::LinkCheckAns { margin_db, gateways }, rest)
        }
        cid::LINK_ADR => body(cid, bytes).map(|(fields, rest)| (link_adr_req(fields), rest))?,
        cid::DUTY_CYCLE => {
            let ([limit], rest) = body(cid, bytes)?;
            (C::DutyCycleReq { max_duty_cycle: limit & 0x0F }, rest)
        }
        cid::RX_PARAM_SETUP => {
            let ([settings, f0, f1, f2], rest) = body(cid, bytes)?;
            let (rx1dr_offset, rx2dr) = ((settings >> 4) & 0b111, settings & 0x0F);
            (C::RxParamSetupReq { rx1dr_offset, rx2dr, frequency: frequency(f0, f1, f2) }, rest)
        }
        cid::DEV_STATUS => (C::DevStatusReq, bytes),
        cid::NEW_CHANNEL => {
            let ([channel, f0, f1, f2, range], rest) = body(cid, bytes)?;
            let (min_dr, max_dr) = (range & 0x0F, range >> 4);
            (C::NewChannelReq { channel, frequency: frequency(f0, f1, f2), min_dr, max_dr }, rest)
        }
        cid::RX_TIMING_SETUP => {
            let ([delay], rest) = body(cid, bytes)?;
            (C::RxTimingSetupReq { delay_s: delay & 0x0F }, rest)
        }
        cid::TX_PARAM_SETUP => {
            let ([fields], rest) = body(cid, bytes)?;
            let (downlink_dwell, uplink_dwell) = (bit(fields, 5), bit(fields, 4));
            let max_eirp_index = fields & 0x0F;
            (C::TxParamSetupReq { downlink_dwell, uplink_dwell, max_eirp_index }, rest)
        }
        cid::DL_CHANNEL => {
            let ([channel, f0, f1, f2], rest) = body(cid, bytes)?;
            (C::DlChannelReq { channel, frequency: frequency(f0, f1, f2) }, rest)
        }
        cid::DEVICE_TIME => {
            let ([s0, s1, s2, s3, fraction_256], rest) = body(cid, bytes)?;
            let gps_seconds = u32::from_le_bytes([s0, s1, s2, s3]);
            (C::DeviceTimeAns { gps_seconds, fraction_256 }, rest)
        }
        cid::PING_SLOT_INFO => (C::PingSlotInfoAns, bytes),
        cid::PING_SLOT_CHANNEL => {
            let ([f0, f1, f2, rate], rest) = body(cid, bytes)?;
            let (frequency, data_rate) = (frequency(f0, f1, f2), rate & 0x0F);
            (C::PingSlotChannelReq { frequency, data_rate }, rest)
        }
        cid::BEACON_TIMING => {
            let ([d0, d1, channel], rest) = body(cid, bytes)?;
            (C::BeaconTimingAns { delay: u16::from_le_bytes([d0, d1]), channel }, rest)
        }
        cid::BEACON_FREQ => {
            let ([f0, f1, f2], rest) = body(cid, bytes)?;
            (C::BeaconFreqReq { frequency: frequency(f0, f1, f2) }, rest)
        }
        _ => return Err(CommandError::Unknown { cid }),
    })
}

fn link_adr_req([rate_and_power, m0, m1, redundancy]: [u8; 4]) -> DownlinkCommand {
    DownlinkCommand::LinkAdrReq {
        data_rate: rate_and_power >> 4,
        tx_power: rate_and_power & 0x0F,
        channel_mask: u16::from_le_bytes([m0, m1]),
        channel_mask_control: (redundancy >> 4) & 0b111,
        nb_trans: redundancy & 0x0F,
    }
}

const fn frequency(f0: u8, f1: u8, f2: u8) -> WireFrequency {
    WireFrequency::from_wire_bytes([f0, f1, f2])
}

impl DownlinkCommand {
    /// The command's identifier.
    #[must_use]
    pub const fn cid(&self) -> u8 {
        match self {
            Self::LinkCheckAns { .. } => cid::LINK_CHECK,
            Self::LinkAdrReq { .. } => cid::LINK_ADR,
            Self::DutyCycleReq { .. } => cid::DUTY_CYCLE,
            Self::RxParamSetupReq { .. } => cid::RX_PARAM_SETUP,
            Self::DevStatusReq => cid::DEV_STATUS,
            Self::NewChannelReq { .. } => cid::NEW_CHANNEL,
            Self::RxTimingSetupReq { .. } => cid::RX_TIMING_SETUP,
            Self::TxParamSetupReq { .. } => cid::TX_PARAM_SETUP,
            Self::DlChannelReq { .. } => cid::DL_CHANNEL,
            Self::DeviceTimeAns { .. } => cid::DEVICE_TIME,
            Self::PingSlotInfoAns => cid::PING_SLOT_INFO,
            Self::PingSlotChannelReq { .. } => cid::PING_SLOT_CHANNEL,
            Self::BeaconTimingAns { .. } => cid::BEACON_TIMING,
            Self::BeaconFreqReq { .. } => cid::BEACON_FREQ,
        }
    }

    /// The command's name in the specification.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::LinkCheckAns { .. } => "LinkCheckAns",
            Self::LinkAdrReq { .. } => "LinkADRReq",
            Self::DutyCycleReq { .. } => "DutyCycleReq",
            Self::RxParamSetupReq { .. } => "RXParamSetupReq",
            Self::DevStatusReq => "DevStatusReq",
            Self::NewChannelReq { .. } => "NewChannelReq",
            Self::RxTimingSetupReq { .. } => "RXTimingSetupReq",
            Self::TxParamSetupReq { .. } => "TxParamSetupReq",
            Self::DlChannelReq { .. } => "DlChannelReq",
            Self::DeviceTimeAns { .. } => "DeviceTimeAns",
            Self::PingSlotInfoAns => "PingSlotInfoAns",
            Self::PingSlotChannelReq { .. } => "PingSlotChannelReq",
            Self::BeaconTimingAns { .. } => "BeaconTimingAns",
            Self::BeaconFreqReq { .. } => "BeaconFreqReq",
        }
    }

    /// Appends the command with its identifier.
    ///
    /// # Errors
    /// [`BuildError::OutOfRange`] when a value does not fit its field; nothing is appended then.
    pub fn write(&self, out: &mut Vec<u8>) -> Result<(), BuildError> {
        self.check()?;
        out.push(self.cid());
        match *self {
            Self::DevStatusReq | Self::PingSlotInfoAns => {}
            Self::LinkCheckAns { margin_db, gateways } => out.extend([margin_db, gateways]),
            Self::LinkAdrReq {
                data_rate,
                tx_power,
                channel_mask,
                channel_mask_control,
                nb_trans,
            } => {
                let [m0, m1] = channel_mask.to_le_bytes();
                let redundancy = (channel_mask_control << 4) | nb_trans;
                out.extend([(data_rate << 4) | tx_power, m0, m1, redundancy]);
            }
            Self::DutyCycleReq { max_duty_cycle } => out.push(max_duty_cycle),
            Self::RxParamSetupReq { rx1dr_offset, rx2dr, frequency } => {
                out.push((rx1dr_offset << 4) | rx2dr);
                out.extend(frequency.to_wire_bytes());
            }
            Self::NewChannelReq { channel, frequency, min_dr, max_dr } => {
                out.push(channel);
                out.extend(frequency.to_wire_bytes());
                out.push((max_dr << 4) | min_dr);
            }
            Self::RxTimingSetupReq { delay_s } => out.push(delay_s),
            Self::TxParamSetupReq { downlink_dwell, uplink_dwell, max_eirp_index } => {
                let dwell = (u8::from(downlink_dwell) << 5) | (u8::from(uplink_dwell) << 4);
                out.push(dwell | max_eirp_index);
            }
            Self::DlChannelReq { channel, frequency } => {
                out.push(channel);
                out.extend(frequency.to_wire_bytes());
            }
            Self::DeviceTimeAns { gps_seconds, fraction_256 } => {
                out.extend(gps_seconds.to_le_bytes());
                out.push(fraction_256);
            }
            Self::PingSlotChannelReq { frequency, data_rate } => {
                out.extend(frequency.to_wire_bytes());
                out.push(data_rate);
            }
            Self::BeaconTimingAns { delay, channel } => {
                out.extend(delay.to_le_bytes());
                out.push(channel);
            }
            Self::BeaconFreqReq { frequency } => out.extend(frequency.to_wire_bytes()),
        }
        Ok(())
    }

    /// Whether every value fits its field.
    fn check(&self) -> Result<(), BuildError> {
        match *self {
            Self::LinkAdrReq { data_rate, tx_power, channel_mask_control, nb_trans, .. } => {
                in_range("DataRate", data_rate.into(), 15)?;
                in_range("TXPower", tx_power.into(), 15)?;
                in_range("ChMaskCntl", channel_mask_control.into(), 7)?;
                in_range("NbTrans", nb_trans.into(), 15)
            }
            Self::DutyCycleReq { max_duty_cycle } => {
                in_range("MaxDCycle", max_duty_cycle.into(), 15)
            }
            Self::RxParamSetupReq { rx1dr_offset, rx2dr, .. } => {
                in_range("RX1DROffset", rx1dr_offset.into(), 7)?;
                in_range("RX2DataRate", rx2dr.into(), 15)
            }
            Self::NewChannelReq { min_dr, max_dr, .. } => {
                in_range("MinDR", min_dr.into(), 15)?;
                in_range("MaxDR", max_dr.into(), 15)
            }
            Self::RxTimingSetupReq { delay_s } => in_range("Del", delay_s.into(), 15),
            Self::TxParamSetupReq { max_eirp_index, .. } => {
                in_range("MaxEIRP", max_eirp_index.into(), 15)
            }
            Self::PingSlotChannelReq { data_rate, .. } => in_range("DR", data_rate.into(), 15),
            Self::LinkCheckAns { .. }
            | Self::DevStatusReq
            | Self::DlChannelReq { .. }
            | Self::DeviceTimeAns { .. }
            | Self::PingSlotInfoAns
            | Self::BeaconTimingAns { .. }
            | Self::BeaconFreqReq { .. } => Ok(()),
        }
    }
}
