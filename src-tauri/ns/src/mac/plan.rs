//! What to ask of a device next, so that it gets what it should have.
//!
//! Pure comparison: what profile, settings and ADR want against what is in force, less what the
//! device refused. Nothing is kept as a queue, so that a wish that changes is never sent late.
//!
//! Source: LoRaWAN L2 1.0.4, section 5; the order and the limits on what travels together follow
//! what devices in the field can take.

use lorawan::WireFrequency;
use lorawan::mac::{DownlinkCommand, cid, eirp_index_for};
use lorawan::region::{LwVersion, Region};
use model::Timestamp;
use model::record::{LorawanProfile, Session};

use super::channels::{ChannelSet, Form, Mask, default_channels, masks};
use super::state::{MAX_DR_OF_EXTRA, MacState, TxParams, first_extra};
use crate::adr;
use crate::downlink::{lw_version, region};

/// NewChannelReq in one downlink: as many as fit into FOpts, so that application data need not
/// wait.
const MAX_NEW_CHANNELS: usize = 2;
/// Channels that a device with dynamic channels can hold.
const MAX_CHANNELS: u8 = 16;
/// Channel masks refused before masks and channels are left alone until the next join.
const MAX_MASK_REFUSALS: u8 = 2;
/// How often a device may leave the channels it accepted before it is let go.
const MAX_LEFT_CHANNELS: u8 = 3;

/// What the instance wants of the devices of one band.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Policy<'a> {
    /// Fixed channels: the group of eight that devices shall use, from 0; `None` leaves them alone.
    pub group: Option<u8>,
    /// Dynamic channels: those to add to the default ones, in Hz.
    pub extra_hz: &'a [u32],
    /// AS923 and AU915: uplinks shall last at most 400 ms.
    pub uplink_dwell: bool,
    /// AS923: downlinks shall last at most 400 ms.
    pub downlink_dwell: bool,
    /// The reserve of ADR in dB; `None` when ADR is off.
    pub adr_margin_db: Option<f32>,
    /// How often to ask for battery and margin, in milliseconds; `None` never.
    pub status_interval_ms: Option<i64>,
}

/// One request: a command, or several that travel together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Which command.
    pub cid: u8,
    /// With identifiers, as they travel.
    pub commands: Vec<u8>,
}

impl Request {
    fn of(commands: &[DownlinkCommand]) -> Option<Self> {
        let cid = commands.first()?.cid();
        let mut bytes = Vec::new();
        for command in commands {
            // A wish that does not fit its field cannot be asked for.
            command.write(&mut bytes).ok()?;
        }
        Some(Self { cid, commands: bytes })
    }
}

/// What decides beside the state itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Situation<'a> {
    /// The device's profile.
    pub(super) profile: &'a LorawanProfile,
    /// Its session: the window parameters in force.
    pub(super) session: &'a Session,
    /// What the instance wants.
    pub(super) policy: Policy<'a>,
    /// What ADR wants; `None` when it has no say.
    pub(super) adr: Option<adr::Settings>,
    /// The time.
    pub(super) now: Timestamp,
}

impl Situation<'_> {
    fn region(&self) -> Region {
        region(self.profile)
    }

    fn version(&self) -> LwVersion {
        lw_version(self.profile.lw_ver)
    }
}

/// Everything the device should be asked for at present, the most urgent first.
///
/// What travels in one downlink is the caller's choice ([`fitting`]); at most one of LinkADRReq
/// and NewChannelReq is in it. Empty for a profile with downlinks off.
#[must_use]
pub(super) fn requests(state: &MacState, situation: &Situation<'_>) -> Vec<Request> {
    if !situation.profile.down_enable {
        return Vec::new();
    }
    let new_channels = new_channels(state, situation);
    // Masks speak of channels that the device has; they wait until those are settled.
    let link_adr = if new_channels.is_none() { link_adr(state, situation) } else { None };
    let mut wanted: Vec<Request> = [
        link_adr,
        rx_param_setup(state, situation),
        rx_timing_setup(state, situation),
        tx_param_setup(state, situation),
        new_channels,
        downlink_channel(state, situation),
        duty_cycle(state, situation),
    ]
    .into_iter()
    .flatten()
    .collect();
    if wanted.is_empty() || state.asked.status {
        wanted.extend(dev_status(state, situation));
    }
    wanted
}

/// The first requests that fit into `room` bytes together, or, when the first alone does not, that
/// one if it fits into `most` bytes.
#[must_use]
pub fn fitting(requests: Vec<Request>, room: usize, most: usize) -> Vec<Request> {
    let mut left = room;
    let mut taken = Vec::new();
    for request in requests {
        let len = request.commands.len();
        if len <= left {
            left -= len;
            taken.push(request);
        } else if taken.is_empty() && len <= most {
            return vec![request];
        }
    }
    taken
}

/// A request of one command, unless the device refused or ignored the same.
fn unless_stopped(
    state: &MacState,
    situation: &Situation<'_>,
    command: DownlinkCommand,
) -> Option<Request> {
    let request = Request::of(&[command])?;
    (!state.is_stopped(request.cid, &request.commands, situation.now)).then_some(request)
}

fn rx_param_setup(state: &MacState, situation: &Situation<'_>) -> Option<Request> {
    let Situation { profile, session, .. } = situation;
    let wanted = (profile.rx1dr_offset, profile.rx2dr, profile.rx2_freq);
    if wanted == (session.rx1dr_offset, session.rx2dr, session.rx2_freq) {
        return None;
    }
    let (rx1dr_offset, rx2dr, frequency_hz) = wanted;
    let frequency = WireFrequency::from_hz(frequency_hz)?;
    let command = DownlinkCommand::RxParamSetupReq { rx1dr_offset, rx2dr, frequency };
    unless_stopped(state, situation, command)
}

fn rx_timing_setup(state: &MacState, situation: &Situation<'_>) -> Option<Request> {
    let delay_s = situation.profile.rx_delay.max(1);
    if delay_s == situation.session.rx_delay.max(1) {
        return None;
    }
    unless_stopped(state, situation, DownlinkCommand::RxTimingSetupReq { delay_s })
}

fn tx_param_setup(state: &MacState, situation: &Situation<'_>) -> Option<Request> {
    let (region, version) = (situation.region(), situation.version());
    if !region.has_tx_param_setup(version) {
        return None;
    }
    let wanted = wanted_tx_params(region, situation.policy);
    let is_in_force = match state.tx_params {
        Some(params) => params == wanted,
        // AS923 devices start in different ways, so they are asked once to know. Elsewhere they
        // start with the band's own limits.
        None if matches!(region, Region::As923(_)) => false,
        None => {
            let boot = region.boot_dwell(version);
            (boot.uplink, boot.downlink) == (wanted.uplink_dwell, wanted.downlink_dwell)
        }
    };
    if is_in_force {
        return None;
    }
    let TxParams { uplink_dwell, downlink_dwell, max_eirp_index } = wanted;
    let command = DownlinkCommand::TxParamSetupReq { downlink_dwell, uplink_dwell, max_eirp_index };
    unless_stopped(state, situation, command)
}

/// What the instance wants of dwell times and power in a band.
#[must_use]
pub fn wanted_tx_params(region: Region, policy: Policy<'_>) -> TxParams {
    // Whole decibels; the table has no finer ones.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "8 to 36 dBm")]
    let max_eirp_dbm = region.max_eirp_dbm() as u8;
    TxParams {
        uplink_dwell: policy.uplink_dwell,
        downlink_dwell: policy.downlink_dwell && matches!(region, Region::As923(_)),
        max_eirp_index: eirp_index_for(max_eirp_dbm),
    }
}

/// Channels to add, to move or to take away, where channels are dynamic.
fn new_channels(state: &MacState, situation: &Situation<'_>) -> Option<Request> {
    let region = situation.region();
    if !region.has_dynamic_channels() || state.learnt.mask_refusals >= MAX_MASK_REFUSALS {
        return None;
    }
    let first = first_extra(region);
    let dwell = state.uplink_dwell(region, situation.version());
    let min_dr = if dwell || state.learnt.narrow_dr { 2 } else { 0 };
    let commands: Vec<DownlinkCommand> = (first..MAX_CHANNELS)
        .filter_map(|channel| {
            let wanted = situation.policy.extra_hz.get(usize::from(channel - first)).copied();
            let has = state.extra.iter().find(|extra| extra.channel == channel);
            if wanted == has.map(|extra| extra.frequency_hz) {
                return None;
            }
            let command = DownlinkCommand::NewChannelReq {
                channel,
                frequency: WireFrequency::from_hz(wanted.unwrap_or(0))?,
                min_dr: if wanted.is_some() { min_dr } else { 0 },
                max_dr: if wanted.is_some() { MAX_DR_OF_EXTRA } else { 0 },
            };
            unless_stopped(state, situation, command).map(|_| command)
        })
        .take(MAX_NEW_CHANNELS)
        .collect();
    Request::of(&commands)
}

/// Data rate, power, repetitions and channels.
fn link_adr(state: &MacState, situation: &Situation<'_>) -> Option<Request> {
    let region = situation.region();
    // Every LinkADRReq has a mask, and the device knows other channels than we think.
    if region.has_dynamic_channels() && state.learnt.mask_refusals >= MAX_MASK_REFUSALS {
        return None;
    }
    let has = current(state)?;
    let wanted = situation.adr.map_or(has, |adr| adr::Settings {
        tx_power_index: adr.tx_power_index.max(state.learnt.min_tx_power_index),
        ..adr
    });
    let channels = wanted_channels(state, situation);
    let masks = match channels {
        Some(channels) if channels != state.enabled => {
            let form = if state.learnt.blocks_only { Form::Blocks } else { Form::Shortest };
            masks(region, state.enabled, channels, form)
        }
        _ if wanted == has => return None,
        _ => vec![unchanged_mask(state, region)],
    };
    // A wide or fast rate may not be possible on the channels that stay.
    let max_dr = adr::Limits::of_region(region, situation.version()).max_dr;
    let dr = if region.has_dynamic_channels() { wanted.dr.min(max_dr) } else { wanted.dr };
    let commands: Vec<DownlinkCommand> = masks
        .iter()
        .map(|mask| DownlinkCommand::LinkAdrReq {
            data_rate: dr,
            tx_power: wanted.tx_power_index,
            channel_mask: mask.bits,
            channel_mask_control: mask.control,
            nb_trans: wanted.nb_trans.clamp(1, 15),
        })
        .collect();
    let request = Request::of(&commands)?;
    (!state.is_stopped(request.cid, &request.commands, situation.now)).then_some(request)
}

/// What the device does at present; `None` before its data rate is known.
#[must_use]
pub(super) fn current(state: &MacState) -> Option<adr::Settings> {
    Some(adr::Settings {
        dr: state.dr?,
        tx_power_index: state.tx_power_index.max(state.learnt.min_tx_power_index),
        nb_trans: state.nb_trans.max(1),
    })
}

/// The channels the device should use; `None` when they are left to it.
fn wanted_channels(state: &MacState, situation: &Situation<'_>) -> Option<ChannelSet> {
    let region = situation.region();
    let is_let_go = state.learnt.mask_refusals >= MAX_MASK_REFUSALS
        || state.learnt.left_channels >= MAX_LEFT_CHANNELS;
    if is_let_go {
        return None;
    }
    if region.has_dynamic_channels() {
        return Some(state.defined(region));
    }
    let group = situation.policy.group.filter(|group| *group < region.groups())?;
    Some(region.group_channels(group).collect())
}

/// A mask that changes no channel that gateways hear.
fn unchanged_mask(state: &MacState, region: Region) -> Mask {
    let whole = state.enabled == default_channels(region);
    if region.has_dynamic_channels() || !whole || state.heard.is_empty() {
        let form = Form::Blocks;
        let same = masks(region, state.enabled, state.enabled, form);
        return same.first().copied().unwrap_or(Mask { control: 0, bits: 0 });
    }
    // The device may have been set up for one group: all channels of the band would be too many,
    // and of no use, since gateways listen in groups.
    let heard = masks(region, state.heard, state.heard, Form::Blocks);
    heard.first().copied().unwrap_or(Mask { control: 0, bits: u16::MAX })
}

fn downlink_channel(state: &MacState, situation: &Situation<'_>) -> Option<Request> {
    if !situation.region().has_dynamic_channels() {
        return None;
    }
    let wanted = state.asked.downlink_channels.iter();
    wanted.filter(|moved| !state.downlink_channels.contains(moved)).find_map(|moved| {
        let frequency = WireFrequency::from_hz(moved.frequency_hz)?;
        let command = DownlinkCommand::DlChannelReq { channel: moved.channel, frequency };
        unless_stopped(state, situation, command)
    })
}

fn duty_cycle(state: &MacState, situation: &Situation<'_>) -> Option<Request> {
    let max_duty_cycle = state.asked.max_duty_cycle.filter(|n| *n != state.max_duty_cycle)?;
    unless_stopped(state, situation, DownlinkCommand::DutyCycleReq { max_duty_cycle })
}

fn dev_status(state: &MacState, situation: &Situation<'_>) -> Option<Request> {
    let is_due = situation.policy.status_interval_ms.is_some_and(|interval| {
        let asked_ms = state.status_asked_ms.max(state.status.map(|status| status.at_ms));
        asked_ms.is_none_or(|asked| situation.now.as_millis() >= asked.saturating_add(interval))
    });
    let is_repeat = state.pending(cid::DEV_STATUS).is_some();
    if !(is_due || is_repeat || state.asked.status) {
        return None;
    }
    unless_stopped(state, situation, DownlinkCommand::DevStatusReq)
}
