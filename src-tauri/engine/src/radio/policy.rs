//! What the settings want of the devices of each band, in the network server's terms.

use std::fmt;
use std::str::FromStr;

use lorawan::region::Region;
use model::record::Standard;
use model::{Said, say};
use ns::downlink::region_of;
use ns::mac::{Policy, first_extra};

use crate::error::FieldError;
use crate::settings::Settings;

/// Channels that a device with dynamic channels can hold.
const MAX_CHANNELS: usize = 16;

/// Frequencies as people write them: MHz, separated by commas.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Channels(Vec<u32>);

impl Channels {
    pub(crate) fn common(region: Region) -> Self {
        Self(region.common_extra_channels_hz().to_vec())
    }

    /// In hertz.
    #[must_use]
    pub fn hz(&self) -> &[u32] {
        &self.0
    }
}

impl fmt::Display for Channels {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, hz) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            let (whole, rest) = (hz / 1_000_000, hz % 1_000_000);
            let rest = format!("{rest:06}");
            let rest = rest.trim_end_matches('0');
            write!(out, "{separator}{whole}.{}", if rest.is_empty() { "0" } else { rest })?;
        }
        Ok(())
    }
}

/// Not a list of frequencies.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no frequency in MHz; write them like 867.1, 867.3")]
pub struct NoFrequency(String);

impl From<NoFrequency> for Said {
    fn from(NoFrequency(text): NoFrequency) -> Self {
        say!(NoMegahertz, value = format!("{text:?}"))
    }
}

impl FromStr for Channels {
    type Err = NoFrequency;

    fn from_str(text: &str) -> Result<Self, NoFrequency> {
        let words =
            text.split([',', ';', ' ', '\n']).map(str::trim).filter(|word| !word.is_empty());
        let hz = |word: &str| megahertz(word).ok_or_else(|| NoFrequency(word.to_owned()));
        words.map(hz).collect::<Result<_, _>>().map(Self)
    }
}

/// Decimal megahertz, exactly; at most four decimals, which is 100 Hz.
fn megahertz(text: &str) -> Option<u32> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() > 4 || decimals.len() > 6 || !all_digits(whole) || !all_digits(decimals) {
        return None;
    }
    let whole: u32 = whole.parse().ok()?;
    let rest: u32 = format!("{decimals:0<6}").parse().ok()?;
    whole.checked_mul(1_000_000)?.checked_add(rest)
}

/// Channels that a band cannot have.
pub(crate) fn wrong_channels(settings: &Settings) -> Vec<FieldError> {
    let lists = [
        ("eu868_extra_channels", Standard::Eu868, &settings.eu868_extra_channels),
        ("eu433_extra_channels", Standard::Eu433, &settings.eu433_extra_channels),
        ("as923_extra_channels", Standard::As923, &settings.as923_extra_channels),
    ];
    lists
        .into_iter()
        .filter_map(|(field, standard, channels)| {
            let region = region_of(standard, 1);
            let most = MAX_CHANNELS - usize::from(first_extra(region));
            let text = |hz: u32| Channels(vec![hz]).to_string();
            let twice = channels.hz().iter().enumerate().find(|(index, hz)| {
                channels.hz().iter().take(*index).any(|earlier| earlier == *hz)
            });
            let own = channels.hz().iter().find(|hz| region.uplink_channel(**hz).is_some());
            let outside = channels.hz().iter().find(|hz| !region.allows_frequency(**hz));
            let problem = match (outside, own, twice) {
                (Some(hz), _, _) => {
                    say!(ChannelOutside, value = text(*hz), region = region.to_string())
                }
                (_, Some(hz), _) => say!(ChannelCommon, value = text(*hz)),
                (_, _, Some((_, hz))) => say!(ChannelTwice, value = text(*hz)),
                _ if channels.hz().len() > most => say!(ChannelsMost, limit = most),
                _ => return None,
            };
            Some(FieldError::new(field, problem))
        })
        .collect()
}

impl Settings {
    /// What the devices of a band should have.
    pub(crate) fn policy(&self, standard: Standard) -> Policy<'_> {
        let group = |number: u32| u8::try_from(number).ok().and_then(|n| n.checked_sub(1));
        let (group, extra_hz, uplink_dwell, downlink_dwell) = match standard {
            Standard::Cn470 => (group(self.cn470_group), &[][..], false, false),
            Standard::Us902 => (group(self.us902_sub_band), &[][..], true, false),
            Standard::Au915 => {
                (group(self.au915_sub_band), &[][..], self.au915_uplink_dwell, false)
            }
            Standard::Eu868 => (None, self.eu868_extra_channels.hz(), false, false),
            Standard::Eu433 => (None, self.eu433_extra_channels.hz(), false, false),
            Standard::As923 => (
                None,
                self.as923_extra_channels.hz(),
                self.as923_uplink_dwell,
                self.as923_downlink_dwell,
            ),
        };
        let margin_db = u16::try_from(self.adr_margin_db).map_or(0.0, f32::from);
        Policy {
            group,
            extra_hz,
            uplink_dwell,
            downlink_dwell,
            adr_margin_db: self.adr_enabled.then_some(margin_db),
            status_interval_ms: (self.dev_status_interval_h > 0)
                .then(|| i64::from(self.dev_status_interval_h) * 3_600_000),
        }
    }
}

#[cfg(test)]
mod tests {
    use model::record::Standard;

    use super::{Channels, wrong_channels};
    use crate::settings::Settings;

    #[test]
    fn frequencies_are_read_to_the_hertz_and_written_back() {
        for (text, expected) in [
            ("867.1, 867.3", Some("867.1, 867.3")),
            ("867.1;868  867.0001", Some("867.1, 868.0, 867.0001")),
            ("", Some("")),
            ("867,1", Some("867.0, 1.0")),
            ("867.1 MHz", None),
            ("-867.1", None),
            ("1e9", None),
            ("99999999999999", None),
        ] {
            let read = text.parse::<Channels>().ok().map(|channels| channels.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_channel_must_be_new_and_in_the_band() {
        for (text, expected) in [
            ("867.1, 867.3", None),
            ("867.1, 923.2", Some("923.2 MHz is outside EU868")),
            ("867.10005", Some("100 Hz")),
            ("868.3", Some("868.3 MHz is a channel every device has")),
            ("867.1, 867.1", Some("twice")),
            (
                "863.1 863.2 863.3 863.4 863.5 863.6 863.7 863.8 863.9 864 864.1 864.2 864.3 864.4",
                Some("at most 13"),
            ),
        ] {
            let eu868_extra_channels = text.parse().unwrap();
            let settings = Settings { eu868_extra_channels, ..Settings::default() };
            let errors = wrong_channels(&settings);
            match expected {
                None => assert!(errors.is_empty(), "{errors:?}"),
                Some(part) => assert!(format!("{errors:?}").contains(part), "{errors:?}"),
            }
        }
    }

    #[test]
    fn groups_are_counted_from_one_for_people() {
        let settings = Settings { us902_sub_band: 2, cn470_group: 12, ..Settings::default() };
        assert_eq!(settings.policy(Standard::Us902).group, Some(1));
        assert_eq!(settings.policy(Standard::Cn470).group, Some(11));
        assert_eq!(settings.policy(Standard::Au915).group, None);
        assert_eq!(settings.policy(Standard::Eu868).extra_hz.len(), 5);
    }
}
