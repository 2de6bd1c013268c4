//! What a device's answers change: a request takes effect when it is accepted, and only then.
//!
//! Source: LoRaWAN L2 1.0.4, section 5 (the answers), and the practice of devices in the field
//! where the versions differ.

use std::fmt;

use lorawan::mac::{DownlinkCommand, UplinkCommand, cid, downlink_commands, uplink_commands};
use lorawan::region::{LwVersion, Region};
use model::Timestamp;
use model::record::Session;

use super::channels::{Mask, masked};
use super::state::{
    DeviceStatus, DownlinkChannel, MAX_ATTEMPTS, MacState, Pending, StopReason, TxParams,
};
use crate::describe::battery_text;

/// LinkADRReq refused in a row before the device is left alone.
const MAX_LINK_ADR_REFUSALS: u8 = 3;

/// Every status bit of a LinkADRAns or RXParamSetupAns.
const ALL_THREE: u8 = 0b111;
/// Every status bit of a NewChannelAns or DlChannelAns.
const BOTH: u8 = 0b11;

/// The MAC commands of an accepted uplink that was not heard before.
#[derive(Debug, Clone, Copy)]
pub struct Answered<'a> {
    /// In the clear, see [`super::answers::commands_of`].
    pub commands: &'a [u8],
    /// The uplink's ADR bit.
    pub adr: bool,
    /// When it came.
    pub at: Timestamp,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// In force from now on.
    Accepted,
    /// The device does without data rate and power, and took the rest.
    ChannelsOnly,
    /// Nothing changed; the status bits of the answer.
    Refused(u8),
    /// Given up after [`MAX_ATTEMPTS`] downlinks.
    Unanswered,
}

/// Something that happened between the network and a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MacEvent {
    /// A request was answered or given up.
    Request {
        /// What had been asked.
        commands: Vec<u8>,
        /// What became of it.
        outcome: Outcome,
    },
    /// The device told its battery and margin.
    Status(DeviceStatus),
}

impl fmt::Display for MacEvent {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (commands, outcome) = match self {
            Self::Request { commands, outcome } => (commands, outcome),
            Self::Status(status) => {
                let battery = battery_text(status.battery);
                return write!(out, "battery: {battery}, margin: {} dB", status.margin_db);
            }
        };
        let first = downlink_commands(commands).find_map(Result::ok);
        let name = first.map_or("a request", |command| command.name());
        match outcome {
            Outcome::Accepted => write!(out, "{name} was accepted"),
            Outcome::ChannelsOnly => write!(out, "{name} was accepted for the channels only"),
            Outcome::Refused(status) => {
                let cid = first.map_or(0, |command| command.cid());
                write!(out, "{name} was refused: {}", refused_parts(cid, *status).join(", "))
            }
            Outcome::Unanswered => write!(out, "{name} was not answered"),
        }
    }
}

/// The parts of a request that an answer's status bits refuse, as stable words.
#[must_use]
pub fn refused_parts(cid: u8, status: u8) -> Vec<&'static str> {
    let parts: &[&'static str] = match cid {
        cid::LINK_ADR => &["channel_mask", "data_rate", "power"],
        cid::RX_PARAM_SETUP => &["frequency", "rx2_data_rate", "rx1_data_rate_offset"],
        cid::NEW_CHANNEL => &["frequency", "data_rates"],
        cid::DL_CHANNEL => &["frequency", "channel"],
        _ => &[],
    };
    let refused = (0_u8..).zip(parts).filter(|(bit, _)| status & (1 << bit) == 0);
    refused.map(|(_, part)| *part).collect()
}

/// Whose answers they are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Device {
    pub(super) region: Region,
    pub(super) version: LwVersion,
}

const fn bits(flags: [bool; 3]) -> u8 {
    let [zero, one, two] = flags;
    zero as u8 | (one as u8) << 1 | (two as u8) << 2
}

impl MacState {
    /// Applies the answers of an uplink; `session` gets new window parameters, which are in force
    /// for this very uplink's windows.
    ///
    /// Answers to what was not asked are repeats of what has been applied, and change nothing.
    pub(super) fn take(
        &mut self,
        device: Device,
        session: &mut Session,
        answered: &Answered<'_>,
    ) -> Vec<MacEvent> {
        let mut events = Vec::new();
        let mut link_adr: Option<u8> = None;
        let mut new_channels = Vec::new();
        for command in uplink_commands(answered.commands).map_while(Result::ok) {
            use UplinkCommand as C;
            let (cid, status, all) = match command {
                // A block has an answer for each request, and takes effect only as a whole.
                C::LinkAdrAns { channel_mask_ok, data_rate_ok, power_ok } => {
                    let status = bits([channel_mask_ok, data_rate_ok, power_ok]);
                    link_adr = Some(link_adr.unwrap_or(ALL_THREE) & status);
                    continue;
                }
                C::NewChannelAns { frequency_ok, data_rates_ok } => {
                    new_channels.push(bits([frequency_ok, data_rates_ok, false]));
                    continue;
                }
                C::DevStatusAns { battery, margin_db } => {
                    events.push(self.take_status(battery, margin_db, answered.at));
                    continue;
                }
                C::RxParamSetupAns { frequency_ok, rx2dr_ok, rx1dr_offset_ok } => (
                    cid::RX_PARAM_SETUP,
                    bits([frequency_ok, rx2dr_ok, rx1dr_offset_ok]),
                    ALL_THREE,
                ),
                C::DlChannelAns { frequency_ok, channel_exists } => {
                    (cid::DL_CHANNEL, bits([frequency_ok, channel_exists, false]), BOTH)
                }
                C::RxTimingSetupAns => (cid::RX_TIMING_SETUP, 0, 0),
                C::TxParamSetupAns => (cid::TX_PARAM_SETUP, 0, 0),
                C::DutyCycleAns => (cid::DUTY_CYCLE, 0, 0),
                _ => continue,
            };
            let Some(pending) = self.take_pending(cid) else { continue };
            let outcome = if status == all {
                downlink_commands(&pending.commands)
                    .map_while(Result::ok)
                    .for_each(|command| self.apply(&command, session));
                Outcome::Accepted
            } else {
                Outcome::Refused(status)
            };
            events.push(self.settle(&pending.commands, cid, outcome, answered.at));
        }
        if let Some(status) = link_adr
            && let Some(pending) = self.take_pending(cid::LINK_ADR)
        {
            let outcome = self.take_link_adr(device, &pending, status, answered);
            events.push(MacEvent::Request { commands: pending.commands, outcome });
        }
        if !new_channels.is_empty()
            && let Some(pending) = self.take_pending(cid::NEW_CHANNEL)
        {
            self.take_new_channels(&pending, &new_channels, session, answered.at, &mut events);
        }
        self.give_up(answered.at, &mut events);
        events
    }

    /// Requests that were sent often enough without an answer.
    fn give_up(&mut self, at: Timestamp, events: &mut Vec<MacEvent>) {
        while let Some(index) =
            self.pending.iter().position(|pending| pending.attempts >= MAX_ATTEMPTS)
        {
            let Pending { cid, commands, .. } = self.pending.remove(index);
            for part in parts(cid, &commands) {
                events.push(self.settle(&part, cid, Outcome::Unanswered, at));
            }
        }
    }

    /// Notes what became of a request that is no LinkADRReq.
    fn settle(&mut self, commands: &[u8], cid: u8, outcome: Outcome, at: Timestamp) -> MacEvent {
        match outcome {
            Outcome::Refused(status) => {
                self.stop(cid, commands, StopReason::Refused { status }, at)
            }
            Outcome::Unanswered => self.stop(cid, commands, StopReason::Unanswered, at),
            Outcome::Accepted | Outcome::ChannelsOnly => {
                self.stopped.retain(|old| old.cid != cid || old.commands.get(1) != commands.get(1));
            }
        }
        MacEvent::Request { commands: commands.to_vec(), outcome }
    }

    fn take_status(&mut self, battery: u8, margin_db: i8, at: Timestamp) -> MacEvent {
        let status = DeviceStatus { battery, margin_db, at_ms: at.as_millis() };
        self.take_pending(cid::DEV_STATUS);
        self.stopped.retain(|old| old.cid != cid::DEV_STATUS);
        self.asked.status = false;
        self.status = Some(status);
        self.touch();
        MacEvent::Status(status)
    }

    fn take_new_channels(
        &mut self,
        pending: &Pending,
        answers: &[u8],
        session: &mut Session,
        at: Timestamp,
        events: &mut Vec<MacEvent>,
    ) {
        let requests = downlink_commands(&pending.commands).map_while(Result::ok);
        let parts = parts(cid::NEW_CHANNEL, &pending.commands);
        for ((request, part), status) in requests.zip(parts).zip(answers) {
            let outcome = if *status == BOTH {
                self.apply(&request, session);
                Outcome::Accepted
            } else {
                Outcome::Refused(*status)
            };
            let DownlinkCommand::NewChannelReq { min_dr, .. } = request else { continue };
            // Refused for its data rates only: with dwell time the low ones cannot be had.
            if *status == 0b01 && min_dr < 2 {
                self.learnt.narrow_dr = true;
            }
            events.push(self.settle(&part, cid::NEW_CHANNEL, outcome, at));
        }
    }

    fn take_link_adr(
        &mut self,
        device: Device,
        pending: &Pending,
        status: u8,
        answered: &Answered<'_>,
    ) -> Outcome {
        let Some(asked) = Block::read(&pending.commands) else { return Outcome::Refused(status) };
        let enabled = asked.masked(device.region, self);
        if status == ALL_THREE {
            self.enabled = enabled;
            self.dr = Some(asked.dr);
            self.tx_power_index = asked.tx_power_index;
            self.nb_trans = asked.nb_trans;
            self.learnt.link_adr_refusals = 0;
            self.learnt.mask_refusals = 0;
            self.stopped.retain(|old| old.cid != cid::LINK_ADR);
            return Outcome::Accepted;
        }
        // Without the ADR bit devices take the channels and leave the rest: no refusal.
        if status == 0b001 && !answered.adr {
            self.enabled = enabled;
            if device.version == LwVersion::V1_0_4 {
                self.nb_trans = asked.nb_trans;
            }
            self.learnt.link_adr_refusals = 0;
            self.stopped.retain(|old| old.cid != cid::LINK_ADR);
            return Outcome::ChannelsOnly;
        }
        self.learn(device.region, &asked, status);
        let reason = StopReason::Refused { status };
        self.learnt.link_adr_refusals = self.learnt.link_adr_refusals.saturating_add(1);
        if self.learnt.link_adr_refusals >= MAX_LINK_ADR_REFUSALS {
            self.stop(cid::LINK_ADR, &pending.commands, reason, answered.at);
        }
        Outcome::Refused(status)
    }

    /// What not to ask again.
    fn learn(&mut self, region: Region, asked: &Block, status: u8) {
        let refused = |bit: u8| status & (1 << bit) == 0;
        if refused(0) {
            self.learnt.mask_refusals = self.learnt.mask_refusals.saturating_add(1);
            if asked.switches_all() {
                self.learnt.blocks_only = true;
            }
            if region.has_dynamic_channels() {
                // The device knows other channels than we think: start from its own ones.
                for channel in self.extra.clone() {
                    self.set_extra(channel.channel, 0);
                }
            }
            // The other bits say nothing when the channels do not fit.
            return;
        }
        if refused(1) && self.dr != Some(asked.dr) && !self.learnt.refused_dr.contains(&asked.dr) {
            self.learnt.refused_dr.push(asked.dr);
        }
        if refused(2) {
            match asked.tx_power_index.checked_sub(1) {
                Some(below) => self.learnt.max_tx_power_index = Some(below),
                None => self.learnt.min_tx_power_index = 1,
            }
        }
    }

    /// Puts an accepted request into force.
    fn apply(&mut self, command: &DownlinkCommand, session: &mut Session) {
        use DownlinkCommand as C;
        match *command {
            C::RxParamSetupReq { rx1dr_offset, rx2dr, frequency } => {
                session.rx1dr_offset = rx1dr_offset;
                session.rx2dr = rx2dr;
                session.rx2_freq = frequency.hz();
            }
            C::RxTimingSetupReq { delay_s } => session.rx_delay = delay_s.max(1),
            C::TxParamSetupReq { downlink_dwell, uplink_dwell, max_eirp_index } => {
                self.tx_params = Some(TxParams { uplink_dwell, downlink_dwell, max_eirp_index });
            }
            C::DutyCycleReq { max_duty_cycle } => self.max_duty_cycle = max_duty_cycle,
            C::NewChannelReq { channel, frequency, .. } => self.set_extra(channel, frequency.hz()),
            C::DlChannelReq { channel, frequency } => {
                self.downlink_channels.retain(|moved| moved.channel != channel);
                let frequency_hz = frequency.hz();
                self.downlink_channels.push(DownlinkChannel { channel, frequency_hz });
            }
            _ => {}
        }
        self.touch();
    }
}

/// What a block of LinkADRReq asks for: its masks in order, the rest as in its last request.
pub(super) struct Block {
    masks: Vec<Mask>,
    pub(super) dr: u8,
    pub(super) tx_power_index: u8,
    pub(super) nb_trans: u8,
}

impl Block {
    pub(super) fn read(commands: &[u8]) -> Option<Self> {
        let mut block: Option<Self> = None;
        for command in downlink_commands(commands).map_while(Result::ok) {
            let DownlinkCommand::LinkAdrReq {
                data_rate,
                tx_power,
                channel_mask,
                channel_mask_control,
                nb_trans,
            } = command
            else {
                return None;
            };
            let mut masks = block.map(|block| block.masks).unwrap_or_default();
            masks.push(Mask { control: channel_mask_control, bits: channel_mask });
            let (dr, tx_power_index) = (data_rate, tx_power);
            block = Some(Self { masks, dr, tx_power_index, nb_trans });
        }
        block
    }

    fn switches_all(&self) -> bool {
        self.masks.len() > 1 && self.masks.iter().any(|mask| matches!(mask.control, 6 | 7))
    }

    fn masked(&self, region: Region, state: &MacState) -> super::channels::ChannelSet {
        let defined = state.defined(region);
        let masks = self.masks.iter();
        masks.fold(state.enabled, |set, mask| masked(region, set, *mask, defined))
    }
}

/// The commands that can be answered one by one; a LinkADRReq block is one of them.
fn parts(cid: u8, commands: &[u8]) -> Vec<Vec<u8>> {
    /// Bytes of a NewChannelReq with its identifier.
    const NEW_CHANNEL_LEN: usize = 6;
    match cid {
        cid::NEW_CHANNEL => commands.chunks(NEW_CHANNEL_LEN).map(<[u8]>::to_vec).collect(),
        _ => vec![commands.to_vec()],
    }
}
