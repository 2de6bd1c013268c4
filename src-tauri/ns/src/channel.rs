//! Whether a frame came where a device of its profile's band may send.
//!
//! A frame is never refused for it: the MIC decides, and gateways are set to what people chose.
//! But its answer goes to other places than the device listens at, so people are told.
//!
//! Source: lorawan.md 3.11.

use lorawan::Direction;
use lorawan::region::Region;
use model::record::Standard;

use crate::downlink::region_of;

/// What is odd about the channel of an uplink.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelWarning {
    /// The frequency lies outside the band.
    OutsideBand,
    /// The frequency lies in the band but is none of its fixed channels.
    UnknownChannel,
    /// The band has no such data rate for uplinks.
    UnknownDataRate,
}

impl ChannelWarning {
    /// A stable word for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::OutsideBand => "outside_band",
            Self::UnknownChannel => "unknown_channel",
            Self::UnknownDataRate => "unknown_data_rate",
        }
    }
}

/// Looks at the channel of an uplink, by its frequency in Hz and its data rate as gateways write
/// it (`SF7BW125`).
///
/// In bands whose channels the network chooses any frequency of the band is fine.
#[must_use]
pub fn check(region: Region, frequency_hz: u32, data_rate: &str) -> Option<ChannelWarning> {
    if !region.band_hz().contains(&frequency_hz) {
        return Some(ChannelWarning::OutsideBand);
    }
    if !region.has_dynamic_channels() && region.uplink_channel(frequency_hz).is_none() {
        return Some(ChannelWarning::UnknownChannel);
    }
    let known = region.data_rates(Direction::Up).any(|(_, rate)| rate.to_string() == data_rate);
    (!known).then_some(ChannelWarning::UnknownDataRate)
}

/// The one band in which an uplink would be fine; `None` when there is none or more than one.
#[must_use]
pub fn only_standard(frequency_hz: u32, data_rate: &str) -> Option<Standard> {
    let mut fitting = Standard::ALL
        .iter()
        .filter(|standard| check(region_of(**standard, 1), frequency_hz, data_rate).is_none());
    let first = fitting.next()?;
    fitting.next().is_none().then_some(*first)
}

#[cfg(test)]
mod tests {
    use lorawan::region::{As923Group, Region};
    use model::record::Standard;

    use super::{ChannelWarning, check, only_standard};

    #[test]
    fn a_frame_is_told_from_one_of_another_band() {
        let cases = [
            (Region::Eu868, 868_100_000, "SF7BW125", None),
            (Region::Eu868, 867_300_000, "SF12BW125", None),
            (Region::Eu868, 868_800_000, "50000", None),
            (Region::Eu868, 868_100_000, "SF8BW500", Some(ChannelWarning::UnknownDataRate)),
            (Region::Eu868, 903_900_000, "SF7BW125", Some(ChannelWarning::OutsideBand)),
            (Region::Us902, 903_900_000, "SF7BW125", None),
            (Region::Us902, 903_950_000, "SF7BW125", Some(ChannelWarning::UnknownChannel)),
            (Region::Us902, 903_900_000, "SF12BW125", Some(ChannelWarning::UnknownDataRate)),
            (Region::Cn470, 471_100_400, "SF7BW125", None),
            (Region::Cn470, 505_300_000, "SF7BW125", Some(ChannelWarning::UnknownChannel)),
            (Region::As923(As923Group::Group1), 923_200_000, "SF10BW125", None),
        ];
        for (region, hz, rate, expected) in cases {
            assert_eq!(check(region, hz, rate), expected, "{region} {hz} {rate}");
        }
    }

    #[test]
    fn a_band_is_named_only_when_it_is_the_only_one() {
        assert_eq!(only_standard(868_100_000, "SF7BW125"), Some(Standard::Eu868));
        assert_eq!(only_standard(471_100_000, "SF7BW125"), Some(Standard::Cn470));
        assert_eq!(only_standard(923_200_000, "SF7BW125"), None, "AS923 and AU915");
        assert_eq!(only_standard(2_403_000_000, "SF12BW812"), None);
    }
}
