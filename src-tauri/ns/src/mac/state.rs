//! What a device has in force, what it was asked for, and what it refuses.
//!
//! Everything here outlives a restart: the caller stores it with the session whenever
//! [`MacState::revision`] moved. What only guides the next decisions is in [`super::Mac`].

use lorawan::WireFrequency;
use lorawan::cflist::CfList;
use lorawan::mac::cid;
use lorawan::region::{LwVersion, Region};
use model::Timestamp;
use serde::{Deserialize, Serialize};

use super::channels::{ChannelSet, default_channels};

/// A request is sent this often before the device counts as not answering it.
pub const MAX_ATTEMPTS: u8 = 3;

/// A request that was not answered is tried again after this long.
pub const RETRY_AFTER_MS: i64 = 24 * 3_600_000;

/// The data rates of an added channel; those of 125 kHz in every band that adds channels.
pub(super) const MAX_DR_OF_EXTRA: u8 = 5;

/// A channel that the network added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtraChannel {
    /// Its number.
    pub channel: u8,
    /// Its frequency in Hz.
    pub frequency_hz: u32,
}

/// Another frequency of a channel's first window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DownlinkChannel {
    /// The uplink channel.
    pub channel: u8,
    /// Frequency of its first window in Hz.
    pub frequency_hz: u32,
}

/// Dwell times and power that TxParamSetupReq sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TxParams {
    /// Uplinks last at most 400 ms.
    pub uplink_dwell: bool,
    /// Downlinks last at most 400 ms.
    pub downlink_dwell: bool,
    /// See [`lorawan::mac::max_eirp_dbm`].
    pub max_eirp_index: u8,
}

/// A request that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// Which command; a LinkADRReq block and several NewChannelReq count as one.
    pub cid: u8,
    /// What was sent, with identifiers.
    #[serde(with = "hex::serde")]
    pub commands: Vec<u8>,
    /// Full counter of the downlink that carried it; `None` until that is known.
    pub f_cnt_down: Option<u32>,
    /// How often it was sent.
    pub attempts: u8,
    /// When it was sent last, milliseconds since 1970.
    pub sent_ms: i64,
}

/// Why a request is not sent any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// The device refused it. Not sent again in this session, unless something else is wanted.
    Refused {
        /// The status bits of the answer.
        status: u8,
    },
    /// [`MAX_ATTEMPTS`] downlinks brought no answer. Tried again after [`RETRY_AFTER_MS`].
    Unanswered,
}

/// A request that is not sent any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    /// Which command.
    pub cid: u8,
    /// What was asked for, with identifiers.
    #[serde(with = "hex::serde")]
    pub commands: Vec<u8>,
    /// Why.
    pub reason: StopReason,
    /// Since when, milliseconds since 1970.
    pub since_ms: i64,
}

/// What a device told about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceStatus {
    /// 0 external power, 1 to 254 level, 255 unknown.
    pub battery: u8,
    /// SNR in dB with which it heard the question, −32 to 31.
    pub margin_db: i8,
    /// When it told so, milliseconds since 1970.
    pub at_ms: i64,
}

/// What a device taught by refusing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Learnt {
    /// Lowest power index it accepts; some refuse 0.
    pub min_tx_power_index: u8,
    /// Highest power index it accepts.
    pub max_tx_power_index: Option<u8>,
    /// Data rates it refused.
    pub refused_dr: Vec<u8>,
    /// It refuses masks that only make sense as a block.
    pub blocks_only: bool,
    /// LinkADRReq refused since the last one was accepted.
    pub link_adr_refusals: u8,
    /// Channel masks refused since the last one was accepted.
    pub mask_refusals: u8,
    /// It refused a channel with data rates below 2 (AS923 with dwell time).
    pub narrow_dr: bool,
    /// How often it was heard outside the channels it had accepted.
    pub left_channels: u8,
}

/// What the owner asked for, beside what profile and settings want.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Battery and margin, at the next opportunity.
    pub status: bool,
    /// A limit of 1/2^n of the time, 0 to 15; 0 lifts it.
    pub max_duty_cycle: Option<u8>,
    /// Other frequencies of first windows.
    pub downlink_channels: Vec<DownlinkChannel>,
}

/// What is agreed with a device in one session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MacState {
    /// Moves with every change, so that an older state never replaces a newer one.
    pub revision: u64,
    /// The band whose channels these are.
    pub band: String,
    /// Uplink channels the device may use.
    pub enabled: ChannelSet,
    /// Channels added to the default ones, where channels are dynamic.
    pub extra: Vec<ExtraChannel>,
    /// Channels whose first window is elsewhere.
    pub downlink_channels: Vec<DownlinkChannel>,
    /// The groups of fixed channels it was heard in, as all their channels.
    pub heard: ChannelSet,
    /// Data rate of the last uplink, or the one accepted since.
    pub dr: Option<u8>,
    /// Index of the power table; 0 is the most power.
    pub tx_power_index: u8,
    /// Transmissions of each uplink.
    pub nb_trans: u8,
    /// As acknowledged; `None` while it is only assumed.
    pub tx_params: Option<TxParams>,
    /// 1/2^n of the time; 0 is no limit.
    pub max_duty_cycle: u8,
    /// Waiting for their answer.
    pub pending: Vec<Pending>,
    /// Not sent any more.
    pub stopped: Vec<Stopped>,
    /// What refusals taught.
    pub learnt: Learnt,
    /// Battery and margin.
    pub status: Option<DeviceStatus>,
    /// When they were asked for last, milliseconds since 1970.
    pub status_asked_ms: Option<i64>,
    /// What the owner asked for.
    pub asked: Asked,
}

impl Default for MacState {
    fn default() -> Self {
        Self {
            revision: 0,
            band: String::new(),
            enabled: ChannelSet::default(),
            extra: Vec::new(),
            downlink_channels: Vec::new(),
            heard: ChannelSet::default(),
            dr: None,
            tx_power_index: 0,
            nb_trans: 1,
            tx_params: None,
            max_duty_cycle: 0,
            pending: Vec::new(),
            stopped: Vec::new(),
            learnt: Learnt::default(),
            status: None,
            status_asked_ms: None,
            asked: Asked::default(),
        }
    }
}

impl MacState {
    /// What a device has at the start of a session: the channels of its band, or those the
    /// join-accept gave it.
    #[must_use]
    pub fn fresh(region: Region, cf_list: Option<&CfList>) -> Self {
        let enabled = default_channels(region);
        let mut state = Self { enabled, band: region.to_string(), ..Self::default() };
        match cf_list {
            Some(CfList::Frequencies(slots)) => {
                for (channel, slot) in (first_extra(region)..).zip(slots) {
                    if *slot != WireFrequency::UNUSED {
                        state.set_extra(channel, slot.hz());
                    }
                }
            }
            Some(list @ CfList::ChannelMasks(_)) => state.enabled = list.channels().collect(),
            Some(CfList::Unknown(_)) | None => {}
        }
        state
    }

    /// A new session begins: what was told about battery and margin stays.
    #[must_use]
    pub fn succeeding(mut self, old: &Self) -> Self {
        self.status = old.status;
        self.status_asked_ms = old.status_asked_ms;
        self.revision = old.revision + 1;
        self
    }

    /// From its stored form; a state that is not readable starts anew.
    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// As it is stored.
    #[must_use]
    pub fn to_stored(&self) -> String {
        // Numbers, texts and lists: nothing that could not be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The channels the device knows: the band's own and the added ones.
    #[must_use]
    pub fn defined(&self, region: Region) -> ChannelSet {
        let mut defined = default_channels(region);
        self.extra.iter().for_each(|extra| defined.insert(extra.channel));
        defined
    }

    /// The channel a device used for a frequency.
    #[must_use]
    pub fn channel_at(&self, region: Region, hz: u32) -> Option<u8> {
        region.uplink_channel(hz).or_else(|| {
            let near = |extra: &&ExtraChannel| extra.frequency_hz.abs_diff(hz) <= 1_000;
            self.extra.iter().find(near).map(|extra| extra.channel)
        })
    }

    /// Whether downlinks must stay below 400 ms. A device of AS923 may have started with that
    /// limit, so it holds until the device accepted another.
    #[must_use]
    pub fn downlink_dwell(&self, region: Region) -> bool {
        match self.tx_params {
            Some(params) => params.downlink_dwell,
            None => matches!(region, Region::As923(_)),
        }
    }

    /// Whether uplinks stay below 400 ms.
    #[must_use]
    pub fn uplink_dwell(&self, region: Region, version: LwVersion) -> bool {
        self.tx_params.map_or(region.boot_dwell(version).uplink, |params| params.uplink_dwell)
    }

    /// The request of this kind that waits for its answer.
    #[must_use]
    pub fn pending(&self, cid: u8) -> Option<&Pending> {
        self.pending.iter().find(|pending| pending.cid == cid)
    }

    /// Whether these commands are not to be sent at present.
    #[must_use]
    pub fn is_stopped(&self, cid: u8, commands: &[u8], now: Timestamp) -> bool {
        self.stopped.iter().any(|stopped| {
            // A LinkADRReq is never the same twice; what it may ask is in `learnt`.
            let same = stopped.cid == cid && (cid == cid::LINK_ADR || stopped.commands == commands);
            let lasts = match stopped.reason {
                StopReason::Refused { .. } => true,
                StopReason::Unanswered => {
                    now.as_millis() < stopped.since_ms.saturating_add(RETRY_AFTER_MS)
                }
            };
            same && lasts
        })
    }

    pub(super) fn touch(&mut self) {
        self.revision += 1;
    }

    pub(super) fn take_pending(&mut self, cid: u8) -> Option<Pending> {
        let index = self.pending.iter().position(|pending| pending.cid == cid)?;
        self.touch();
        Some(self.pending.remove(index))
    }

    /// Notes that a request is not sent any more, in place of an older note about the same.
    pub(super) fn stop(&mut self, cid: u8, commands: &[u8], reason: StopReason, at: Timestamp) {
        let subject = |cid: u8, commands: &[u8]| match cid {
            cid::NEW_CHANNEL | cid::DL_CHANNEL => (cid, commands.get(1).copied()),
            _ => (cid, None),
        };
        let about = subject(cid, commands);
        self.stopped.retain(|old| subject(old.cid, &old.commands) != about);
        let since_ms = at.as_millis();
        self.stopped.push(Stopped { cid, commands: commands.to_vec(), reason, since_ms });
        self.touch();
    }

    pub(super) fn set_extra(&mut self, channel: u8, frequency_hz: u32) {
        self.extra.retain(|extra| extra.channel != channel);
        self.downlink_channels.retain(|moved| moved.channel != channel);
        if frequency_hz == 0 {
            self.enabled.remove(channel);
        } else {
            self.extra.push(ExtraChannel { channel, frequency_hz });
            self.extra.sort_unstable_by_key(|extra| extra.channel);
            // A channel that is added is on.
            self.enabled.insert(channel);
        }
    }
}

/// The number of the first channel that can be added; 0 where channels are fixed.
#[must_use]
pub fn first_extra(region: Region) -> u8 {
    if !region.has_dynamic_channels() {
        return 0;
    }
    (0..16).find(|channel| region.uplink_frequency_hz(*channel).is_none()).unwrap_or(0)
}
