//! Which uplink channels a device uses, and the masks that change them.
//!
//! Source: RP002-1.0.3, "LinkAdrReq command" of each region (ChMaskCntl).

use std::fmt;

use lorawan::region::Region;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The first of the eight wide channels of US902 and AU915.
const FIRST_WIDE: u8 = 64;
/// Channels of one mask.
const BLOCK: u8 = 16;
/// Blocks that a set can hold; the widest band has six.
const BLOCKS: u8 = 8;

/// A set of uplink channels, numbered as the band numbers them: 0 to 95 at most.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct ChannelSet(u128);

impl ChannelSet {
    /// Whether the channel is in it.
    #[must_use]
    pub const fn contains(self, channel: u8) -> bool {
        channel < 128 && self.0 & (1 << channel) != 0
    }

    /// Adds a channel; numbers from 128 on do not exist.
    pub const fn insert(&mut self, channel: u8) {
        if channel < 128 {
            self.0 |= 1 << channel;
        }
    }

    /// Takes a channel out.
    pub const fn remove(&mut self, channel: u8) {
        if channel < 128 {
            self.0 &= !(1 << channel);
        }
    }

    /// Whether there is none in it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The channels, ascending.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        (0..128).filter(move |channel| self.contains(*channel))
    }

    /// What both have.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The mask of the channels 16 × `block` to 16 × `block` + 15.
    #[must_use]
    pub const fn block(self, block: u8) -> u16 {
        if block >= BLOCKS {
            return 0;
        }
        #[expect(clippy::cast_possible_truncation, reason = "the lowest 16 bits are meant")]
        let mask = (self.0 >> (block * BLOCK)) as u16;
        mask
    }

    const fn set_block(&mut self, block: u8, mask: u16) {
        if block < BLOCKS {
            let shift = block * BLOCK;
            self.0 = (self.0 & !(0xFFFF << shift)) | ((mask as u128) << shift);
        }
    }
}

impl FromIterator<u8> for ChannelSet {
    fn from_iter<I: IntoIterator<Item = u8>>(channels: I) -> Self {
        let mut set = Self::default();
        channels.into_iter().for_each(|channel| set.insert(channel));
        set
    }
}

impl fmt::Display for ChannelSet {
    /// Ranges: `0-7, 64`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut channels = self.iter().peekable();
        let mut separator = "";
        while let Some(first) = channels.next() {
            let mut last = first;
            while let Some(next) = channels.next_if(|next| *next == last + 1) {
                last = next;
            }
            write!(out, "{separator}{first}")?;
            if last > first {
                write!(out, "-{last}")?;
            }
            separator = ", ";
        }
        Ok(())
    }
}

impl fmt::Debug for ChannelSet {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "[{self}]")
    }
}

impl Serialize for ChannelSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for ChannelSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<u8>::deserialize(deserializer)?.into_iter().collect())
    }
}

/// The channels a device of the band has before the network changes them.
#[must_use]
pub fn default_channels(region: Region) -> ChannelSet {
    (0..128).filter(|channel| region.uplink_frequency_hz(*channel).is_some()).collect()
}

/// One mask of a LinkADRReq.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mask {
    /// ChMaskCntl: which channels the mask is about.
    pub control: u8,
    /// One bit a channel.
    pub bits: u16,
}

/// How masks are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The fewest masks, which may pass through a state that only makes sense as a whole.
    Shortest,
    /// A mask for each block that differs, for devices that look at each request by itself.
    Blocks,
}

/// The masks that bring a device from one set of channels to another, at least one; they are one
/// request and take effect together. One that changes nothing when the sets are the same, because a
/// LinkADRReq always carries a mask.
#[must_use]
pub fn masks(region: Region, from: ChannelSet, to: ChannelSet, form: Form) -> Vec<Mask> {
    if region.has_dynamic_channels() {
        return vec![Mask { control: 0, bits: to.block(0) }];
    }
    let by_block = block_masks(from, to);
    match (form, switching_masks(region, to)) {
        (Form::Shortest, Some(switching)) if from != to && switching.len() <= by_block.len() => {
            switching
        }
        _ => by_block,
    }
}

/// A mask for every block that differs; those that keep channels come first, so that the device is
/// never without any.
fn block_masks(from: ChannelSet, to: ChannelSet) -> Vec<Mask> {
    let all = || (0..BLOCKS).map(|control| Mask { control, bits: to.block(control) });
    let differs = |mask: &Mask| from.block(mask.control) != mask.bits;
    let used = |mask: &Mask| mask.bits != 0;
    let mut masks: Vec<Mask> = all().filter(|mask| used(mask) && differs(mask)).collect();
    masks.extend(all().filter(|mask| !used(mask) && differs(mask)));
    if masks.is_empty() {
        masks.extend(all().find(used));
    }
    masks
}

/// All on or off at once, then what is left of it.
fn switching_masks(region: Region, to: ChannelSet) -> Option<Vec<Mask>> {
    match region {
        Region::Cn470 => {
            (to == default_channels(region)).then(|| vec![Mask { control: 6, bits: 0xFFFF }])
        }
        Region::Us902 | Region::Au915 => {
            let wide = to.block(FIRST_WIDE / BLOCK);
            let narrow = (0..4).map(|control| Mask { control, bits: to.block(control) });
            if narrow.clone().all(|mask| mask.bits == u16::MAX) {
                return Some(vec![Mask { control: 6, bits: wide }]);
            }
            // All narrow ones off needs a wide one, or the device refuses an empty mask.
            let off = (wide != 0).then_some(Mask { control: 7, bits: wide })?;
            Some(std::iter::once(off).chain(narrow.filter(|mask| mask.bits != 0)).collect())
        }
        _ => None,
    }
}

/// What a mask makes of a set. `defined`: the channels the device knows.
#[must_use]
pub fn masked(region: Region, mut set: ChannelSet, mask: Mask, defined: ChannelSet) -> ChannelSet {
    match (region, mask.control) {
        (Region::Us902 | Region::Au915, control @ (6 | 7)) => {
            let narrow = if control == 6 { u16::MAX } else { 0 };
            (0..4).for_each(|block| set.set_block(block, narrow));
            set.set_block(FIRST_WIDE / BLOCK, mask.bits);
        }
        (Region::Us902 | Region::Au915, 5) => {
            set = (0..8)
                .filter(|group| mask.bits & (1 << group) != 0)
                .flat_map(|group| region.group_channels(group))
                .collect();
        }
        (_, 6) => set = defined,
        (_, block) => set.set_block(block, mask.bits),
    }
    set.and(defined)
}
