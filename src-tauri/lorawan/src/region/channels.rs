//! Channel lookup and the channel lists of join-accepts.

use super::{Cn470Plan, LwVersion, Region, as923, cn470, eu433, eu868, us_au};
use crate::WireFrequency;
use crate::cflist::CfList;

/// How far a reported frequency may be from a channel's. Gateways round to 100 Hz or 1 kHz.
const TOLERANCE_HZ: u32 = 1_000;

/// Equally spaced channels.
pub(super) struct Grid {
    pub(super) first_hz: u32,
    pub(super) step_hz: u32,
    pub(super) count: u8,
}

impl Grid {
    fn index_of(&self, hz: u32) -> Option<u8> {
        let steps = hz.checked_add(self.step_hz / 2)?.checked_sub(self.first_hz)? / self.step_hz;
        let index = u8::try_from(steps).ok().filter(|index| *index < self.count)?;
        (self.frequency(index)?.abs_diff(hz) <= TOLERANCE_HZ).then_some(index)
    }

    fn frequency(&self, index: u8) -> Option<u32> {
        (index < self.count).then(|| self.first_hz + u32::from(index) * self.step_hz)
    }
}

/// Channel number over grids that continue each other's numbering.
fn index_in(grids: &[Grid], hz: u32) -> Option<u8> {
    let mut first = 0;
    for grid in grids {
        if let Some(index) = grid.index_of(hz) {
            return Some(first + index);
        }
        first += grid.count;
    }
    None
}

fn frequency_in(grids: &[Grid], channel: u8) -> Option<u32> {
    let mut index = channel;
    for grid in grids {
        if let Some(hz) = grid.frequency(index) {
            return Some(hz);
        }
        index = index.checked_sub(grid.count)?;
    }
    None
}

/// How a region's uplink channels are known.
enum Uplinks {
    /// All of them, numbered from 0.
    Fixed(&'static [Grid]),
    /// Only the default ones; the network adds others.
    Dynamic([u32; 3], usize),
}

impl Region {
    const fn uplinks(self) -> Uplinks {
        match self {
            Self::Cn470 => Uplinks::Fixed(&cn470::UPLINK),
            Self::Cn470Rp002(plan) => Uplinks::Fixed(plan.uplink()),
            Self::Au915 => Uplinks::Fixed(&us_au::AU_UPLINK),
            Self::Us902 => Uplinks::Fixed(&us_au::US_UPLINK),
            Self::Eu433 => Uplinks::Dynamic(eu433::DEFAULT_CHANNELS_HZ, 3),
            Self::Eu868 => Uplinks::Dynamic(eu868::DEFAULT_CHANNELS_HZ, 3),
            Self::As923(group) => {
                let first = as923::As923Group::first_channel_hz(group);
                Uplinks::Dynamic([first, first + 200_000, 0], 2)
            }
        }
    }

    /// The uplink channel at a frequency, within 1 kHz.
    ///
    /// In regions with dynamic channels only the default channels are known here.
    #[must_use]
    pub fn uplink_channel(self, hz: u32) -> Option<u8> {
        match self.uplinks() {
            Uplinks::Fixed(grids) => index_in(grids, hz),
            Uplinks::Dynamic(defaults, count) => (0_u8..)
                .zip(defaults.into_iter().take(count))
                .find(|(_, default)| default.abs_diff(hz) <= TOLERANCE_HZ)
                .map(|(index, _)| index),
        }
    }

    /// The frequency in Hz of an uplink channel; default channels only where channels are dynamic.
    #[must_use]
    pub fn uplink_frequency_hz(self, channel: u8) -> Option<u32> {
        match self.uplinks() {
            Uplinks::Fixed(grids) => frequency_in(grids, channel),
            Uplinks::Dynamic(defaults, count) => {
                defaults.into_iter().take(count).nth(channel.into())
            }
        }
    }

    /// The frequency in Hz of a downlink channel, in regions that number them apart from uplinks.
    #[must_use]
    pub fn downlink_frequency_hz(self, channel: u8) -> Option<u32> {
        frequency_in(self.downlink_grids(), channel)
    }

    /// How many downlink channels the region numbers; 0 where downlinks use the uplink's frequency.
    #[must_use]
    pub(super) fn downlink_channels(self) -> u8 {
        self.downlink_grids().iter().map(|grid| grid.count).sum()
    }

    const fn downlink_grids(self) -> &'static [Grid] {
        match self {
            Self::Cn470 => &cn470::DOWNLINK,
            Self::Cn470Rp002(plan) => plan.downlink(),
            Self::Au915 | Self::Us902 => &us_au::DOWNLINK,
            Self::Eu433 | Self::Eu868 | Self::As923(_) => &[],
        }
    }

    /// The groups of eight channels that gateways listen in, numbered from 0: 12 in CN470, 8
    /// sub-bands in US902 and AU915, 0 where channels are dynamic.
    #[must_use]
    pub const fn groups(self) -> u8 {
        match self {
            Self::Cn470 => 12,
            Self::Cn470Rp002(Cn470Plan::A20 | Cn470Plan::B20) | Self::Au915 | Self::Us902 => 8,
            // A join channel of the 26 MHz plans says nothing about the group a gateway hears.
            Self::Cn470Rp002(Cn470Plan::A26 | Cn470Plan::B26)
            | Self::Eu433
            | Self::Eu868
            | Self::As923(_) => 0,
        }
    }

    /// The group that an uplink frequency lies in.
    #[must_use]
    pub fn group_of(self, hz: u32) -> Option<u8> {
        if self.groups() == 0 {
            return None;
        }
        let channel = self.uplink_channel(hz)?;
        let is_wide = matches!(self, Self::Au915 | Self::Us902) && channel >= us_au::FIRST_WIDE;
        Some(if is_wide { channel - us_au::FIRST_WIDE } else { channel / 8 })
    }

    /// The channels of a group: eight, and in US902 and AU915 the wide one among them. Without the
    /// wide one, devices that try to join at the wide data rate are stranded.
    pub fn group_channels(self, group: u8) -> impl Iterator<Item = u8> + use<> {
        let first = if group < self.groups() { group * 8 } else { u8::MAX };
        let wide = matches!(self, Self::Au915 | Self::Us902).then_some(us_au::FIRST_WIDE + group);
        (first..first.saturating_add(8)).chain(wide.filter(|_| group < self.groups()))
    }

    /// Channels that nearly every gateway of the band hears beside the default ones, in Hz.
    #[must_use]
    pub const fn common_extra_channels_hz(self) -> &'static [u32] {
        match self {
            Self::Eu868 => &eu868::COMMON_EXTRA_CHANNELS_HZ,
            _ => &[],
        }
    }

    /// The channel list of a join-accept that gives a device the channels it should use.
    ///
    /// * Dynamic channels, every version: the first five of `extra_hz`.
    /// * Fixed channels, from 1.0.3: those of `group`. Older devices get none; some drop a long
    ///   join-accept.
    #[must_use]
    pub fn cf_list(
        self,
        version: LwVersion,
        extra_hz: &[u32],
        group: Option<u8>,
    ) -> Option<CfList> {
        if self.has_dynamic_channels() {
            let mut slots = [WireFrequency::UNUSED; 5];
            for (slot, hz) in slots.iter_mut().zip(extra_hz) {
                *slot = WireFrequency::from_hz(*hz)?;
            }
            return (!extra_hz.is_empty()).then_some(CfList::Frequencies(slots));
        }
        let group = group.filter(|group| *group < self.groups() && version >= LwVersion::V1_0_3)?;
        Some(CfList::of_channels(self.group_channels(group)))
    }
}
