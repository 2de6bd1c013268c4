//! What a gateway hears, held against the band and group of channels it should listen on.

use lorawan::region::Region;
use model::record::Standard;
use ns::downlink::region_of;

use crate::radio::regions;

/// The channels of a gateway and where their answers go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Each uplink frequency with the frequency of its first receive window, Hz.
    pub channels: Vec<(u32, u32)>,
    /// Frequency of the second receive window, Hz.
    pub rx2_freq: u32,
}

/// How a frequency fits a band and group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// It belongs there.
    Good,
    /// It is a channel of the band, but of another group.
    OtherGroup,
    /// It is no channel of the band.
    OtherBand,
}

/// The numbers a band's groups of channels have; `None` where channels are not grouped.
#[must_use]
pub const fn groups(standard: Standard) -> Option<std::ops::RangeInclusive<u8>> {
    match standard {
        Standard::Cn470 => Some(0..=11),
        Standard::Us902 | Standard::Au915 => Some(1..=8),
        Standard::Eu433 | Standard::Eu868 | Standard::As923 => None,
    }
}

/// Channels of one group, by the number that a gateway's record has.
fn channels_of(standard: Standard, group: u8) -> Vec<u8> {
    let first = groups(standard).map_or(0, |groups| *groups.start());
    region_of(standard, 1).group_channels(group.saturating_sub(first)).collect()
}

/// The plan of a band, of one group where it has groups. `None` when a group is needed and not
/// known: 96 channels would tell nobody anything.
#[must_use]
pub fn plan(standard: Standard, group: Option<u8>) -> Option<Plan> {
    let region = region_of(standard, 1);
    let channels = match (groups(standard), group) {
        (Some(groups), Some(group)) if groups.contains(&group) => channels_of(standard, group),
        (Some(_), _) => return None,
        (None, _) => (0..16).collect(),
    };
    let uplinks = channels.into_iter().filter_map(|channel| region.uplink_frequency_hz(channel));
    let channels = uplinks.filter_map(|uplink| Some((uplink, answer_hz(region, uplink)?)));
    Some(Plan { channels: channels.collect(), rx2_freq: regions::defaults(standard, 1).rx2_freq })
}

fn answer_hz(region: Region, uplink_hz: u32) -> Option<u32> {
    use lorawan::region::{LwVersion, Rx1Uplink};
    // Every plan has a DR0 or, for the wide channels, another one; the frequency is the same.
    (0..8).find_map(|dr| {
        let uplink = Rx1Uplink {
            frequency_hz: uplink_hz,
            dr,
            rx1dr_offset: 0,
            downlink_dwell: false,
            version: LwVersion::V1_0_3,
        };
        region.rx1(uplink).map(|rx1| rx1.frequency_hz)
    })
}

/// How a frequency fits.
#[must_use]
pub fn fit(standard: Standard, group: Option<u8>, frequency_hz: u32) -> Fit {
    let region = region_of(standard, 1);
    if !region.band_hz().contains(&frequency_hz) {
        return Fit::OtherBand;
    }
    if groups(standard).is_none() {
        return Fit::Good;
    }
    let Some(channel) = region.uplink_channel(frequency_hz) else { return Fit::OtherBand };
    match group {
        Some(group) if !channels_of(standard, group).contains(&channel) => Fit::OtherGroup,
        Some(_) | None => Fit::Good,
    }
}

/// The band and group in which nearly everything was heard, if only one can be it.
#[must_use]
pub fn guess(heard: &[(u32, u64)]) -> Option<(Standard, Option<u8>)> {
    let total: u64 = heard.iter().map(|(_, count)| count).sum();
    let fits = |standard, group| {
        let good = heard.iter().filter(|(hz, _)| fit(standard, group, *hz) == Fit::Good);
        let good: u64 = good.map(|(_, count)| count).sum();
        total > 0 && good.saturating_mul(10) >= total.saturating_mul(9)
    };
    let mut bands = Standard::ALL.iter().copied().filter(|standard| fits(*standard, None));
    let standard = bands.next()?;
    if bands.next().is_some() {
        return None;
    }
    let mut found = groups(standard).into_iter().flatten().filter(|it| fits(standard, Some(*it)));
    Some((standard, found.next().filter(|_| found.next().is_none())))
}

#[cfg(test)]
mod tests {
    use super::{Fit, fit, guess, plan};
    use model::record::Standard::{Au915, Cn470, Eu868, Us902};

    #[test]
    fn a_group_of_cn470_is_answered_on_its_downlink_channels() {
        let plan = plan(Cn470, Some(10)).unwrap();
        assert_eq!(plan.channels.first(), Some(&(486_300_000, 506_700_000)));
        assert_eq!(plan.channels.last(), Some(&(487_700_000, 508_100_000)));
        assert_eq!((plan.channels.len(), plan.rx2_freq), (8, 505_300_000));
    }

    #[test]
    fn a_group_of_us902_has_its_wide_channel() {
        let plan = plan(Us902, Some(2)).unwrap();
        assert_eq!(plan.channels.first(), Some(&(903_900_000, 923_300_000)));
        assert_eq!(plan.channels.last(), Some(&(904_600_000, 923_900_000)));
        assert_eq!(plan.channels.len(), 9);
        assert_eq!(super::plan(Us902, None), None);
        assert_eq!(super::plan(Us902, Some(9)), None);
        let eu = super::plan(Eu868, None).unwrap();
        assert_eq!(eu.channels.first(), Some(&(868_100_000, 868_100_000)));
    }

    #[test]
    fn a_frequency_tells_another_group_and_another_band() {
        assert_eq!(fit(Cn470, Some(0), 470_300_000), Fit::Good);
        assert_eq!(fit(Cn470, Some(0), 471_900_000), Fit::OtherGroup);
        assert_eq!(fit(Cn470, None, 471_900_000), Fit::Good);
        assert_eq!(fit(Cn470, Some(0), 868_100_000), Fit::OtherBand);
        assert_eq!(fit(Eu868, None, 867_900_000), Fit::Good);
        assert_eq!(fit(Eu868, None, 470_300_000), Fit::OtherBand);
        assert_eq!(fit(Au915, Some(2), 903_900_000), Fit::OtherBand);
    }

    #[test]
    fn the_band_is_guessed_from_what_is_heard_when_only_one_can_be_it() {
        assert_eq!(guess(&[(868_100_000, 5), (867_100_000, 9)]), Some((Eu868, None)));
        assert_eq!(guess(&[(486_300_000, 5), (487_100_000, 5)]), Some((Cn470, Some(10))));
        assert_eq!(guess(&[(486_300_000, 5), (470_300_000, 5)]), Some((Cn470, None)));
        assert_eq!(guess(&[(903_900_000, 95), (868_100_000, 5)]), Some((Us902, Some(2))));
        assert_eq!(guess(&[(903_900_000, 5), (868_100_000, 5)]), None);
        assert_eq!(guess(&[(923_200_000, 5)]), None, "AS923 and AU915 both have it");
        assert_eq!(guess(&[]), None);
    }
}
