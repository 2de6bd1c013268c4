//! The radio settings of a station: data rates, channels, and which radio hears which.
//!
//! Source: Semtech, "The LNS Protocol", `router_config`; RP002-1.0.4 for the bands.

use lorawan::Direction;
use lorawan::region::{DataRate, Region};
use model::radio::Modulation;
use serde_json::{Map, Value, json};

/// Farthest a 125 kHz channel may lie from the centre of its radio, Hz: half of what the radio
/// digitises, less the channel and the filter's edge.
const REACH_HZ: u32 = 400_000;

/// Bit rate of the FSK channel of the regions that have one.
const FSK_BIT_RATE: u32 = 50_000;

/// Which channels a station listens on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Plan {
    /// The band.
    pub region: Region,
    /// Which eight channels of a band with more: the group 1 to 12 in CN470, the sub-band 1 to 8
    /// in US902 and AU915. Of no meaning elsewhere.
    pub sub_band: u8,
    /// Most that the gateway may radiate in dBm EIRP, when that is less than the band allows.
    pub max_eirp_dbm: Option<i8>,
}

/// One wide channel beside the eight of 125 kHz.
struct Wide {
    frequency_hz: u32,
    bandwidth_hz: u32,
    spreading_factor: u8,
    dr: u8,
}

/// What the radios are tuned to.
struct Layout {
    /// Centres of the two radios; 0 for one that is off.
    radios: [u32; 2],
    /// Channels of 125 kHz, at most eight.
    channels: Vec<u32>,
    /// Data rates of those channels.
    data_rates: (u8, u8),
    wide: Option<Wide>,
    /// Frequency and data rate of the FSK channel.
    fsk: Option<(u32, u8)>,
}

impl Plan {
    /// The modulation that a station means by a data rate it heard.
    #[must_use]
    pub fn modulation(self, dr: u8) -> Option<Modulation> {
        match self.region.data_rate(dr, Direction::Up)? {
            DataRate::LoRa { spreading_factor, bandwidth_hz } => {
                Some(Modulation::LoRa { spreading_factor, bandwidth_hz })
            }
            DataRate::Fsk { bit_rate } => Some(Modulation::Fsk { bit_rate }),
            DataRate::LrFhss { .. } => None,
        }
    }

    /// The data rate of a downlink, by its number among those that are only for downlinks where
    /// the band has such: SF8 at 500 kHz has one number up and another down.
    #[must_use]
    pub fn downlink_dr(self, modulation: Modulation) -> Option<u8> {
        let rate = match modulation {
            Modulation::LoRa { spreading_factor, bandwidth_hz } => {
                DataRate::LoRa { spreading_factor, bandwidth_hz }
            }
            Modulation::Fsk { bit_rate } => DataRate::Fsk { bit_rate },
            Modulation::LrFhss { .. } => return None,
        };
        self.region.dr_of(rate, Direction::Down)
    }

    /// Whether a station takes a downlink on this frequency.
    #[must_use]
    pub fn can_transmit_on(self, frequency_hz: u32) -> bool {
        self.region.band_hz().contains(&frequency_hz)
    }

    /// The `router_config` message. `mux_time` is the server's time in seconds since 1970.
    #[must_use]
    pub fn router_config(self, mux_time: f64) -> Value {
        let layout = self.layout();
        let band = self.region.band_hz();
        json!({
            "msgtype": "router_config",
            "NetID": null,
            "JoinEui": null,
            "region": self.region_name(),
            "hwspec": "sx1301/1",
            "freq_range": [band.start(), band.end()],
            "DRs": (0..16).map(|dr| self.data_rate(dr)).collect::<Vec<_>>(),
            "upchannels": layout.upchannels(),
            "max_eirp": self.strongest_dbm(),
            "bcning": null,
            // Duty cycle, listen before talk and dwell time are the operator's duty; a station
            // that knows its band keeps them.
            "nocca": false,
            "nodc": false,
            "nodwell": false,
            "sx1301_conf": [layout.radio_conf()],
            "MuxTime": mux_time,
        })
    }

    /// The name by which a station chooses built-in power and limits.
    ///
    /// Station 2.0.6 knows few and drops every downlink in the others. `AU915` has no duty cycle
    /// and no listen-before-talk and lets `max_eirp` set the power, so it stands for them; what is
    /// heard and sent follows from the channels and data rates alone.
    fn region_name(self) -> &'static str {
        match self.region {
            Region::Eu868 => "EU863",
            Region::Us902 => "US902",
            Region::As923(lorawan::region::As923Group::Group1) => "AS923-1",
            Region::Au915
            | Region::As923(_)
            | Region::Cn470
            | Region::Cn470Rp002(_)
            | Region::Eu433 => "AU915",
        }
    }

    /// EIRP of the strongest downlink, dBm.
    fn strongest_dbm(self) -> f64 {
        let own = self.region.sub_bands().iter().map(|band| *band.range_hz.start());
        let band = own.chain([*self.region.band_hz().start()]);
        let allowed = band.map(|hz| self.region.downlink_eirp_dbm(hz)).max().unwrap_or(14);
        f64::from(self.max_eirp_dbm.map_or(allowed, |own| own.min(allowed)))
    }

    /// `[SF, kHz, only for downlinks]`.
    fn data_rate(self, dr: u8) -> [i32; 3] {
        let triple = |rate, is_down: bool| match rate {
            DataRate::LoRa { spreading_factor, bandwidth_hz } => {
                let khz = i32::try_from(bandwidth_hz / 1_000).ok()?;
                Some([i32::from(spreading_factor), khz, i32::from(is_down)])
            }
            DataRate::Fsk { .. } => Some([0, 0, 0]),
            DataRate::LrFhss { .. } => None,
        };
        let up = self.region.data_rate(dr, Direction::Up).and_then(|rate| triple(rate, false));
        let down =
            || self.region.data_rate(dr, Direction::Down).and_then(|rate| triple(rate, true));
        up.or_else(down).unwrap_or([-1, 0, 0])
    }

    fn layout(self) -> Layout {
        let european = (0, 5);
        match self.region {
            Region::Eu868 => Layout {
                radios: [867_500_000, 868_500_000],
                channels: [
                    868_100_000,
                    868_300_000,
                    868_500_000,
                    867_100_000,
                    867_300_000,
                    867_500_000,
                    867_700_000,
                    867_900_000,
                ]
                .into(),
                data_rates: european,
                wide: Some(Wide {
                    frequency_hz: 868_300_000,
                    bandwidth_hz: 250_000,
                    spreading_factor: 7,
                    dr: 6,
                }),
                fsk: Some((868_800_000, 7)),
            },
            Region::Eu433 => Layout {
                radios: [433_375_000, 0],
                channels: [433_175_000, 433_375_000, 433_575_000].into(),
                data_rates: european,
                wide: None,
                fsk: None,
            },
            Region::Cn470 => {
                let first = 470_300_000 + 1_600_000 * u32::from(self.sub_band.clamp(1, 12) - 1);
                Layout {
                    radios: [first + 300_000, first + 1_100_000],
                    ..Layout::eight_from(first, european)
                }
            }
            // Groups of the plans of RP002 begin at the lowest channel: a gateway of eight
            // channels hears the first eight.
            Region::Cn470Rp002(_) => {
                let first = self.region.uplink_frequency_hz(0).unwrap_or(470_300_000);
                Layout {
                    radios: [first + 300_000, first + 1_100_000],
                    ..Layout::eight_from(first, (1, 5))
                }
            }
            Region::As923(_) => {
                let first = self.region.uplink_frequency_hz(0).unwrap_or(923_200_000);
                Layout::eight_from(first, european)
            }
            Region::Us902 => self.sub_band_of(902_300_000, (0, 3), 4),
            Region::Au915 => self.sub_band_of(915_200_000, (0, 5), 6),
        }
    }

    /// Eight channels of 125 kHz and the one of 500 kHz among them.
    fn sub_band_of(self, band_hz: u32, data_rates: (u8, u8), dr: u8) -> Layout {
        let first = band_hz + 1_600_000 * u32::from(self.sub_band.clamp(1, 8) - 1);
        let wide =
            Wide { frequency_hz: first + 700_000, bandwidth_hz: 500_000, spreading_factor: 8, dr };
        Layout { wide: Some(wide), ..Layout::eight_from(first, data_rates) }
    }
}

impl Layout {
    fn eight_from(first: u32, data_rates: (u8, u8)) -> Self {
        Self {
            radios: [first + 400_000, first + 1_100_000],
            channels: (0..8).map(|index| first + 200_000 * index).collect(),
            data_rates,
            wide: None,
            fsk: None,
        }
    }

    /// The radio nearest to a frequency, and how far the frequency lies from its centre.
    fn place(&self, frequency_hz: u32) -> (usize, i64) {
        let distance = |centre: u32| frequency_hz.abs_diff(centre);
        let [first, second] = self.radios;
        let (radio, centre) =
            if distance(second) < distance(first) { (1, second) } else { (0, first) };
        (radio, i64::from(frequency_hz) - i64::from(centre))
    }

    fn upchannels(&self) -> Vec<[u32; 3]> {
        let (lowest, highest) = self.data_rates;
        let narrow = self.channels.iter().map(|hz| [*hz, lowest.into(), highest.into()]);
        let wide = self.wide.iter().map(|wide| [wide.frequency_hz, wide.dr.into(), wide.dr.into()]);
        let fsk = self.fsk.iter().map(|(hz, dr)| [*hz, u32::from(*dr), u32::from(*dr)]);
        narrow.chain(wide).chain(fsk).collect()
    }

    fn radio_conf(&self) -> Value {
        let mut conf = Map::new();
        for (index, centre) in self.radios.iter().enumerate() {
            conf.insert(format!("radio_{index}"), json!({"enable": *centre > 0, "freq": centre}));
        }
        for slot in 0..8 {
            let channel = self.channels.get(slot).map(|hz| self.place(*hz));
            // A channel out of reach would shift the radio's own: leave it out instead.
            let channel = channel.filter(|(_, offset)| offset.unsigned_abs() <= REACH_HZ.into());
            let channel = match channel {
                Some((radio, offset)) => json!({"enable": true, "radio": radio, "if": offset}),
                None => json!({"enable": false}),
            };
            conf.insert(format!("chan_multiSF_{slot}"), channel);
        }
        let wide = match &self.wide {
            Some(wide) => {
                let (radio, offset) = self.place(wide.frequency_hz);
                json!({
                    "enable": true, "radio": radio, "if": offset,
                    "bandwidth": wide.bandwidth_hz, "spread_factor": wide.spreading_factor,
                })
            }
            None => json!({"enable": false}),
        };
        conf.insert("chan_Lora_std".to_owned(), wide);
        let fsk = match self.fsk {
            Some((hz, _)) => {
                let (radio, offset) = self.place(hz);
                json!({
                    "enable": true, "radio": radio, "if": offset,
                    "bandwidth": 125_000, "datarate": FSK_BIT_RATE,
                })
            }
            None => json!({"enable": false}),
        };
        conf.insert("chan_FSK".to_owned(), fsk);
        Value::Object(conf)
    }
}

#[cfg(test)]
mod tests;
