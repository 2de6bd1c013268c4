//! MAC commands: what a device is asked for, what it answers, and what it asks.
//!
//! [`Mac`] is what the network knows about one session of a device. The caller calls
//!
//! 1. [`Mac::take`] with the commands of every new uplink, before anything is sent in its windows:
//!    an answer puts new window parameters into force at once;
//! 2. [`Mac::hear`] when all copies of the uplink are in;
//! 3. [`Mac::requests`] to know what a downlink should carry, and [`Mac::sent`] once it will;
//! 4. and stores [`MacState`] together with the session whenever its revision moved.
//!
//! Requests travel only in the windows of an uplink, so a device that is off is never called.
//! What the device itself asks is answered by [`answers`].

pub mod answers;
pub mod channels;
mod outcome;
mod plan;
mod state;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use lorawan::DataFrame;
use lorawan::mac::cid;
use model::Timestamp;
use model::radio::GatewayUplink;
use model::record::{LorawanProfile, Session};

pub use outcome::{Answered, MacEvent, Outcome, refused_parts};
pub use plan::{Policy, Request, fitting, wanted_tx_params};
pub use state::{
    Asked, DeviceStatus, DownlinkChannel, ExtraChannel, Learnt, MAX_ATTEMPTS, MacState, Pending,
    RETRY_AFTER_MS, StopReason, Stopped, TxParams, first_extra,
};

use crate::adr::{self, Heard, History};
use crate::downlink::{lw_version, region, uplink_dr};
use outcome::{Block, Device};
use plan::Situation;

/// Decisions of ADR that are kept for people to see.
pub const DECISIONS_KEPT: usize = 20;

/// So many uplinks in a row what is meant for a device gives way to what others are owed; then it asks
/// for its place like them.
pub const PATIENCE: u8 = 5;

/// What became of a decision of ADR.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionOutcome {
    /// Sent, not answered yet.
    Sent,
    /// The device does so now.
    Accepted,
    /// The device goes on as before.
    Refused,
    /// No answer came.
    Unanswered,
}

/// A change that ADR decided on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decision {
    /// When it was sent first.
    pub at: Timestamp,
    /// Full counter of the uplink that it followed.
    pub f_cnt: u32,
    /// Best SNR of the uplinks it rests on, in dB.
    pub snr_max_db: f32,
    /// What was left of it above the demodulation floor and the reserve, in dB.
    pub margin_db: f32,
    /// What the device did.
    pub from: adr::Settings,
    /// What it should do.
    pub to: adr::Settings,
    /// What became of it.
    pub outcome: DecisionOutcome,
}

/// An accepted uplink with all its copies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeardUplink {
    /// Full counter.
    pub f_cnt: u32,
    /// When it came.
    pub at: Timestamp,
    /// Its data rate; `None` for one the band does not use.
    pub dr: Option<u8>,
    /// Frequency in Hz.
    pub frequency_hz: u32,
    /// Best SNR over all gateways, in dB.
    pub snr_db: Option<f32>,
    /// Distinct gateways that heard it.
    pub gateways: u8,
    /// The ADR bit: the device lets the network decide.
    pub adr: bool,
    /// The device wants to know whether anybody hears it.
    pub adr_ack_req: bool,
}

impl HeardUplink {
    /// From the copies of one uplink, `best` the best of them.
    #[must_use]
    pub fn of(
        profile: &LorawanProfile,
        frame: &DataFrame<'_>,
        f_cnt: u32,
        best: &GatewayUplink,
        copies: &[GatewayUplink],
    ) -> Self {
        let snr_db = copies.iter().filter_map(|copy| copy.snr_db).filter(|snr| snr.is_finite());
        let mut gateways: Vec<_> = copies.iter().map(|copy| copy.gateway).collect();
        gateways.sort_unstable();
        gateways.dedup();
        Self {
            f_cnt,
            at: best.received_at,
            dr: uplink_dr(profile, best),
            frequency_hz: best.frequency_hz,
            snr_db: snr_db.max_by(f32::total_cmp),
            gateways: u8::try_from(gateways.len()).unwrap_or(u8::MAX),
            adr: frame.f_ctrl.adr,
            adr_ack_req: frame.f_ctrl.adr_ack_req,
        }
    }
}

/// What the network knows about one session of a device.
#[derive(Debug, Clone, Default)]
pub struct Mac {
    state: MacState,
    history: History,
    decisions: VecDeque<Decision>,
    last: Option<HeardUplink>,
    /// The device has just accepted a data rate; the uplink that said so may still have had the
    /// old one.
    settling: bool,
    /// Uplinks in a row after which something for the device gave way, and the last of them.
    gave_way: (u8, Option<u32>),
}

impl Mac {
    /// From what was agreed so far, see [`MacState::fresh`].
    #[must_use]
    pub fn new(state: MacState) -> Self {
        Self { state, ..Self::default() }
    }

    /// What is agreed with the device.
    #[must_use]
    pub const fn state(&self) -> &MacState {
        &self.state
    }

    /// The last uplinks, for people to see.
    #[must_use]
    pub const fn history(&self) -> &History {
        &self.history
    }

    /// The last uplink that was heard since the program started.
    #[must_use]
    pub const fn last(&self) -> Option<&HeardUplink> {
        self.last.as_ref()
    }

    /// The last decisions of ADR, oldest first.
    pub fn decisions(&self) -> impl Iterator<Item = &Decision> {
        self.decisions.iter()
    }

    /// Applies the answers that an uplink carries, also to the window parameters of `session`, and
    /// gives up requests that stay unanswered. Not for retransmissions.
    pub fn take(
        &mut self,
        profile: &LorawanProfile,
        session: &mut Session,
        answered: &Answered<'_>,
    ) -> Vec<MacEvent> {
        let device = Device { region: region(profile), version: lw_version(profile.lw_ver) };
        let events = self.state.take(device, session, answered);
        for event in &events {
            let MacEvent::Request { commands, outcome } = event else { continue };
            if commands.first() != Some(&cid::LINK_ADR) {
                continue;
            }
            if *outcome == Outcome::Accepted {
                self.history.clear();
                self.settling = true;
            }
            if let Some(open) = self.open_decision() {
                open.outcome = match outcome {
                    Outcome::Accepted => DecisionOutcome::Accepted,
                    Outcome::ChannelsOnly | Outcome::Refused(_) => DecisionOutcome::Refused,
                    Outcome::Unanswered => DecisionOutcome::Unanswered,
                };
            }
        }
        events
    }

    /// Whether what is meant for the device and can wait gives way to what others are owed.
    #[must_use]
    pub const fn gives_way(&self) -> bool {
        self.gave_way.0 < PATIENCE
    }

    /// Something gave way, and found no place then, after the uplink with this counter.
    pub fn gave_way(&mut self, f_cnt: u32) {
        let (count, last) = self.gave_way;
        if last != Some(f_cnt) {
            self.gave_way = (count.saturating_add(1), Some(f_cnt));
        }
    }

    /// What could wait has gone.
    pub const fn had_its_turn(&mut self) {
        self.gave_way = (0, None);
    }

    fn open_decision(&mut self) -> Option<&mut Decision> {
        self.decisions.back_mut().filter(|last| last.outcome == DecisionOutcome::Sent)
    }

    /// Notes an uplink that is new, when its copies are in.
    pub fn hear(&mut self, profile: &LorawanProfile, heard: &HeardUplink) {
        let region = region(profile);
        self.note_data_rate(heard);
        self.note_channel(region, heard);
        if heard.adr_ack_req {
            // It may have fallen back to all its channels.
            let all = self.state.defined(region);
            if self.state.enabled != all {
                self.state.enabled = all;
                self.state.touch();
            }
        }
        let rate = heard.dr.and_then(|dr| region.data_rate(dr, lorawan::Direction::Up));
        if let Some(snr_db) = heard.snr_db.filter(|snr| snr.is_finite())
            && let Some(dr) = heard.dr
            && rate.is_some_and(|rate| rate.required_snr_db().is_some())
        {
            self.history.note(Heard {
                f_cnt: heard.f_cnt,
                at: heard.at,
                snr_db,
                gateways: heard.gateways,
                dr,
                tx_power_index: self.state.tx_power_index,
                nb_trans: self.state.nb_trans,
            });
        }
        self.last = Some(*heard);
    }

    /// A device that changes its data rate by itself got no downlinks, and has raised its power.
    fn note_data_rate(&mut self, heard: &HeardUplink) {
        let settling = std::mem::take(&mut self.settling);
        let Some(dr) = heard.dr.filter(|dr| self.state.dr != Some(*dr)) else { return };
        if self.state.dr.is_some() {
            if settling {
                return;
            }
            self.history.clear();
            self.state.tx_power_index = 0;
            self.state.touch();
        }
        self.state.dr = Some(dr);
    }

    /// A device heard elsewhere than it should be has fallen back to all its channels.
    fn note_channel(&mut self, region: lorawan::region::Region, heard: &HeardUplink) {
        let Some(channel) = self.state.channel_at(region, heard.frequency_hz) else { return };
        if let Some(group) = region.group_of(heard.frequency_hz) {
            region.group_channels(group).for_each(|channel| self.state.heard.insert(channel));
        }
        if !self.state.enabled.contains(channel) {
            self.state.enabled = self.state.defined(region);
            self.state.learnt.left_channels = self.state.learnt.left_channels.saturating_add(1);
            self.state.touch();
        }
    }

    /// What to ask of the device next, the most urgent first; see [`fitting`].
    ///
    /// A request that waits for its answer and is not wanted any more is forgotten.
    #[must_use]
    pub fn requests(
        &mut self,
        profile: &LorawanProfile,
        session: &Session,
        policy: Policy<'_>,
        now: Timestamp,
    ) -> Vec<Request> {
        let adr = self.adr(profile, policy).map(|(_, _, settings)| settings);
        let situation = Situation { profile, session, policy, adr, now };
        let wanted = plan::requests(&self.state, &situation);
        if !self.state.pending.is_empty() {
            let before = self.state.pending.len();
            self.state.pending.retain(|pending| {
                // The status waits behind everything else and is wanted all the same.
                pending.cid == cid::DEV_STATUS
                    || wanted.iter().any(|request| request.cid == pending.cid)
            });
            if self.state.pending.len() != before {
                self.state.touch();
            }
        }
        wanted
    }

    /// The link, its margin in dB, and what ADR makes of it; `None` when it has no say.
    fn adr(
        &self,
        profile: &LorawanProfile,
        policy: Policy<'_>,
    ) -> Option<(adr::Link, f32, adr::Settings)> {
        let margin_db = policy.adr_margin_db.filter(|_| profile.adr)?;
        let last = self.last.as_ref().filter(|last| last.adr)?;
        let region = region(profile);
        // Not while the device is about to change to what it accepted.
        let current = plan::current(&self.state).filter(|now| last.dr == Some(now.dr))?;
        let required_db =
            region.data_rate(current.dr, lorawan::Direction::Up)?.required_snr_db()?;
        let link = self.history.link(self.state.tx_power_index, required_db, margin_db)?;
        let mut limits = adr::Limits::of_region(region, lw_version(profile.lw_ver));
        let learnt = &self.state.learnt;
        if let Some(max) = learnt.max_tx_power_index {
            limits.max_tx_power_index = limits.max_tx_power_index.min(max);
        }
        let refused = learnt.refused_dr.iter().filter(|dr| **dr > current.dr).min();
        if let Some(refused) = refused {
            limits.max_dr = limits.max_dr.min(refused.saturating_sub(1));
        }
        let left_db = link.snr_max_db - required_db - margin_db;
        Some((link, left_db, adr::decide(current, limits, &link)))
    }

    /// These requests leave with a downlink; its counter is told by [`Mac::sent_with`].
    pub fn sent(
        &mut self,
        profile: &LorawanProfile,
        policy: Policy<'_>,
        requests: &[Request],
        now: Timestamp,
    ) {
        for request in requests {
            let before = self.state.take_pending(request.cid);
            self.state.pending.push(Pending {
                cid: request.cid,
                commands: request.commands.clone(),
                f_cnt_down: None,
                attempts: before.map_or(0, |before| before.attempts).saturating_add(1),
                sent_ms: now.as_millis(),
            });
            match request.cid {
                cid::LINK_ADR => self.decided(profile, policy, request, now),
                cid::DEV_STATUS => self.state.status_asked_ms = Some(now.as_millis()),
                _ => {}
            }
        }
        self.state.touch();
    }

    /// The downlink with the requests of the last [`Mac::sent`] has this counter.
    pub fn sent_with(&mut self, f_cnt_down: u32) {
        self.state.sent_with(f_cnt_down);
    }

    /// No gateway took the downlink with this counter: that was no attempt.
    pub fn not_sent(&mut self, f_cnt_down: u32) {
        for pending in &mut self.state.pending {
            if pending.f_cnt_down == Some(f_cnt_down) {
                pending.attempts = pending.attempts.saturating_sub(1);
            }
        }
        self.state.touch();
    }

    /// Keeps a change of data rate, power or repetitions for people to see.
    fn decided(
        &mut self,
        profile: &LorawanProfile,
        policy: Policy<'_>,
        request: &Request,
        at: Timestamp,
    ) {
        let (Some((link, margin_db, _)), Some(from), Some(asked)) =
            (self.adr(profile, policy), plan::current(&self.state), Block::read(&request.commands))
        else {
            return;
        };
        let to = adr::Settings {
            dr: asked.dr,
            tx_power_index: asked.tx_power_index,
            nb_trans: asked.nb_trans,
        };
        if from == to || self.open_decision().is_some_and(|open| open.to == to) {
            return;
        }
        if let Some(open) = self.open_decision() {
            open.outcome = DecisionOutcome::Unanswered;
        }
        if self.decisions.len() >= DECISIONS_KEPT {
            self.decisions.pop_front();
        }
        let f_cnt = self.last.map_or(0, |last| last.f_cnt);
        let (snr_max_db, outcome) = (link.snr_max_db, DecisionOutcome::Sent);
        self.decisions.push_back(Decision { at, f_cnt, snr_max_db, margin_db, from, to, outcome });
    }

    /// The device restarted: it has its defaults again, and so has this.
    pub fn restart(&mut self, profile: &LorawanProfile) {
        let fresh = MacState::fresh(region(profile), None).succeeding(&self.state);
        let asked = std::mem::take(&mut self.state.asked);
        self.state = MacState { asked, ..fresh };
        self.history.clear();
        self.settling = false;
    }

    /// The profile was changed: another band has other channels.
    pub fn follow(&mut self, profile: &LorawanProfile) {
        if self.state.band != region(profile).to_string() {
            self.restart(profile);
        }
    }

    /// The owner wants something of the device.
    pub fn ask(&mut self, change: impl FnOnce(&mut Asked)) {
        change(&mut self.state.asked);
        self.state
            .stopped
            .retain(|old| !matches!(old.cid, cid::DEV_STATUS | cid::DUTY_CYCLE | cid::DL_CHANNEL));
        self.state.touch();
    }

    /// The owner wants everything tried again that the device refused or did not answer.
    pub fn retry(&mut self) {
        self.state.stopped.clear();
        self.state.learnt = Learnt::default();
        self.state.touch();
    }
}

impl MacState {
    /// The downlink with the requests sent last has this counter.
    pub fn sent_with(&mut self, f_cnt_down: u32) {
        for pending in &mut self.pending {
            pending.f_cnt_down.get_or_insert(f_cnt_down);
        }
    }
}
