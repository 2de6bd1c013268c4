//! What a device does with the network's MAC commands.

use lorawan::cflist::CfList;
use lorawan::mac::{DownlinkCommand, UplinkCommand};
use lorawan::region::Region;

use super::SimulatedDevice;

impl SimulatedDevice {
    /// Carries out a command and keeps the answer for the next uplink.
    ///
    /// Power, duty cycle and channel masks are acknowledged but change nothing: a simulated device
    /// radiates nothing.
    pub(super) fn obey(&mut self, command: &DownlinkCommand) {
        let (region, version) = (self.region, self.description.version());
        let Some(session) = &mut self.session else { return };
        match *command {
            DownlinkCommand::LinkAdrReq { data_rate, .. } => {
                let known = region.data_rate(data_rate, lorawan::Direction::Up).is_some();
                if known {
                    self.dr = data_rate;
                }
                session.answers.push(UplinkCommand::LinkAdrAns {
                    channel_mask_ok: true,
                    data_rate_ok: known || data_rate == 15,
                    power_ok: true,
                });
            }
            DownlinkCommand::DutyCycleReq { .. } => {
                session.answers.push(UplinkCommand::DutyCycleAns);
            }
            DownlinkCommand::RxParamSetupReq { rx1dr_offset, rx2dr, frequency } => {
                session.receive.rx1dr_offset = rx1dr_offset;
                session.receive.rx2dr = rx2dr;
                session.receive.rx2_hz = frequency.hz();
                session.sticky.push(UplinkCommand::RxParamSetupAns {
                    frequency_ok: true,
                    rx2dr_ok: true,
                    rx1dr_offset_ok: true,
                });
            }
            DownlinkCommand::DevStatusReq => {
                session.answers.push(UplinkCommand::DevStatusAns { battery: 200, margin_db: 9 });
            }
            DownlinkCommand::NewChannelReq { frequency, .. } if region.has_dynamic_channels() => {
                if frequency.hz() != 0 && !self.channels.contains(&frequency.hz()) {
                    self.channels.push(frequency.hz());
                }
                let answer =
                    UplinkCommand::NewChannelAns { frequency_ok: true, data_rates_ok: true };
                session.answers.push(answer);
            }
            DownlinkCommand::RxTimingSetupReq { delay_s } => {
                session.receive.delay_s = delay_s.max(1);
                session.sticky.push(UplinkCommand::RxTimingSetupAns);
            }
            DownlinkCommand::TxParamSetupReq { downlink_dwell, .. }
                if region.has_tx_param_setup(version) =>
            {
                session.receive.downlink_dwell = downlink_dwell;
                session.answers.push(UplinkCommand::TxParamSetupAns);
            }
            DownlinkCommand::DlChannelReq { .. } if region.has_dynamic_channels() => {
                // It could not follow: its windows are where the region says.
                let answer =
                    UplinkCommand::DlChannelAns { frequency_ok: false, channel_exists: true };
                session.sticky.push(answer);
            }
            // Answers to its own requests, commands its region does not know, and class B.
            DownlinkCommand::LinkCheckAns { .. }
            | DownlinkCommand::NewChannelReq { .. }
            | DownlinkCommand::TxParamSetupReq { .. }
            | DownlinkCommand::DlChannelReq { .. }
            | DownlinkCommand::DeviceTimeAns { .. }
            | DownlinkCommand::PingSlotInfoAns
            | DownlinkCommand::PingSlotChannelReq { .. }
            | DownlinkCommand::BeaconTimingAns { .. }
            | DownlinkCommand::BeaconFreqReq { .. } => {}
        }
    }
}

/// Takes over the channels of a join-accept.
pub(super) fn add_channels(channels: &mut Vec<u32>, region: Region, list: &CfList) {
    match list {
        CfList::Frequencies(frequencies) => {
            channels.extend(frequencies.iter().map(|added| added.hz()).filter(|hz| *hz != 0));
        }
        CfList::ChannelMasks(_) => {
            // The 500 kHz channels, from 64 on, are for other data rates.
            let enabled = list.channels().filter(|channel| *channel < 64 || is_cn470(region));
            let enabled: Vec<_> = enabled.filter_map(|c| region.uplink_frequency_hz(c)).collect();
            if !enabled.is_empty() {
                *channels = enabled;
            }
        }
        CfList::Unknown(_) => {}
    }
}

const fn is_cn470(region: Region) -> bool {
    matches!(region, Region::Cn470 | Region::Cn470Rp002(_))
}
