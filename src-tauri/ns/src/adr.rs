//! Decides data rate, transmit power and repetition of a device by how well it is heard.
//!
//! The caller keeps the history of a session (see [`History`]), clears it on a join, on a counter
//! reset, when the device changes its data rate by itself and when a change was acknowledged, and
//! turns a [`Settings`] that differs into a LinkADRReq: see [`crate::mac`].
//! Whether the device lets the network decide at all (its ADR bit) is checked there, too.
//!
//! Start at [`decide`].
//!
//! Source: Semtech, "LoRaWAN — simple rate adaptation recommended algorithm", rev. 1.0;
//! checked against the `adr` vectors.

use std::collections::VecDeque;

use lorawan::Direction;
use lorawan::region::{DataRate, LwVersion, Region};
use model::Timestamp;

/// Uplinks that a full history holds.
pub const HISTORY_LEN: usize = 20;

/// Link margin that one step of data rate or power is worth, in dB.
const STEP_DB: f32 = 3.0;

/// Repetitions of an uplink never exceed this.
const MAX_NB_TRANS: u8 = 3;

/// What a device does at present or shall do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Uplink data-rate index.
    pub dr: u8,
    /// Index of the transmit power table; 0 is the most power.
    pub tx_power_index: u8,
    /// How often the device sends each uplink, 1 to 15.
    pub nb_trans: u8,
}

/// What the band and the device allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Highest enabled data rate of 125 kHz LoRa: 5 in EU868 and AU915, 3 in US902.
    pub max_dr: u8,
    /// Highest index of the transmit power table that the device accepts.
    pub max_tx_power_index: u8,
}

impl Limits {
    /// What the band allows a device of this version whose channels are all of 125 kHz.
    #[must_use]
    pub fn of_region(region: Region, version: LwVersion) -> Self {
        let narrow = |rate| matches!(rate, DataRate::LoRa { bandwidth_hz: 125_000, .. });
        let max_dr = region
            .data_rates(Direction::Up)
            .filter(|(_, rate)| narrow(*rate))
            .map(|(dr, _)| dr)
            .max();
        Self { max_dr: max_dr.unwrap_or(0), max_tx_power_index: region.max_tx_power_index(version) }
    }
}

/// How well the device is heard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// Best SNR of the history over all gateways, in dB.
    pub snr_max_db: f32,
    /// SNR that the present spreading factor needs, in dB; see
    /// [`lorawan::region::DataRate::required_snr_db`].
    pub required_snr_db: f32,
    /// Reserve for fading, in dB; 10 is usual.
    pub installation_margin_db: f32,
    /// Share of uplinks lost, 0 to 100.
    pub loss_percent: f32,
    /// The history is full, and every uplink in it was sent at the present power index.
    pub history_complete_with_same_power: bool,
}

/// How many steps of 3 dB the link is better (positive) or worse than needed.
#[must_use]
pub fn steps(link: &Link) -> i32 {
    let margin = link.snr_max_db - link.required_snr_db - link.installation_margin_db;
    // Bounded before the conversion; real margins stay far below.
    #[expect(clippy::cast_possible_truncation, reason = "clamped to -99..=99")]
    let steps = (margin / STEP_DB).clamp(-99.0, 99.0) as i32;
    steps
}

/// What the device should do from now on. Equal to `current` when nothing should change.
#[must_use]
pub fn decide(current: Settings, limits: Limits, link: &Link) -> Settings {
    let mut next = Settings { dr: current.dr.min(limits.max_dr), ..current };
    let steps = steps(link);
    for _ in 0..steps {
        if next.dr < limits.max_dr {
            next.dr += 1;
        } else if next.tx_power_index < limits.max_tx_power_index {
            next.tx_power_index += 1;
        }
    }
    // More power only on full evidence; a lower data rate is left to the device's own back-off.
    if link.history_complete_with_same_power && steps < 0 {
        let back = u8::try_from(steps.unsigned_abs()).unwrap_or(u8::MAX);
        next.tx_power_index = next.tx_power_index.saturating_sub(back);
    }
    next.nb_trans = nb_trans(current.nb_trans, link.loss_percent);
    next
}

/// Repetitions for a share of lost uplinks, by the present repetitions.
fn nb_trans(current: u8, loss_percent: f32) -> u8 {
    let current = current.clamp(1, MAX_NB_TRANS);
    let [one, two, three] = match loss_percent {
        loss if loss < 5.0 => [1, 1, 2],
        loss if loss < 10.0 => [1, 2, 3],
        loss if loss < 30.0 => [2, 3, 3],
        _ => [3, 3, 3],
    };
    match current {
        1 => one,
        2 => two,
        _ => three,
    }
}

/// The last uplinks of a session, each counter once.
///
/// People see all of them; decisions rest only on those since the last [`History::clear`].
#[derive(Debug, Clone, Default)]
pub struct History {
    uplinks: VecDeque<Heard>,
    /// How many of the newest count.
    counted: usize,
}

/// One uplink as it was heard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heard {
    /// Full counter.
    pub f_cnt: u32,
    /// When it came.
    pub at: Timestamp,
    /// Best SNR over all gateways, in dB.
    pub snr_db: f32,
    /// Gateways that heard it.
    pub gateways: u8,
    /// Its data rate.
    pub dr: u8,
    /// The power index in force.
    pub tx_power_index: u8,
    /// Transmissions in force.
    pub nb_trans: u8,
}

impl History {
    /// Notes an uplink. A repeat of the last counter only improves its SNR; a counter that went
    /// backwards starts a new history.
    pub fn note(&mut self, heard: Heard) {
        match self.uplinks.back_mut() {
            Some(last) if last.f_cnt == heard.f_cnt => {
                last.snr_db = last.snr_db.max(heard.snr_db);
                last.gateways = last.gateways.max(heard.gateways);
                return;
            }
            Some(last) if last.f_cnt > heard.f_cnt => self.clear(),
            _ => {}
        }
        if self.uplinks.len() >= HISTORY_LEN {
            self.uplinks.pop_front();
        }
        self.uplinks.push_back(heard);
        self.counted = (self.counted + 1).min(HISTORY_LEN);
    }

    /// Decides anew from the next uplink on.
    pub const fn clear(&mut self) {
        self.counted = 0;
    }

    /// Every uplink that is known, oldest first.
    pub fn uplinks(&self) -> impl ExactSizeIterator<Item = &Heard> {
        self.uplinks.iter()
    }

    fn counted(&self) -> impl DoubleEndedIterator<Item = &Heard> + ExactSizeIterator {
        self.uplinks.iter().skip(self.uplinks.len().saturating_sub(self.counted))
    }

    /// The link as this history shows it; `None` while it is empty.
    #[must_use]
    pub fn link(
        &self,
        tx_power_index: u8,
        required_snr_db: f32,
        installation_margin_db: f32,
    ) -> Option<Link> {
        let snr_max_db = self.counted().map(|heard| heard.snr_db).max_by(f32::total_cmp)?;
        let full = self.counted >= HISTORY_LEN;
        let same_power = self.counted().all(|heard| heard.tx_power_index == tx_power_index);
        Some(Link {
            snr_max_db,
            required_snr_db,
            installation_margin_db,
            loss_percent: if full { self.loss_percent() } else { 0.0 },
            history_complete_with_same_power: full && same_power,
        })
    }

    /// Share of the counters between the oldest and the newest uplink that never came.
    fn loss_percent(&self) -> f32 {
        let (Some(oldest), Some(newest)) = (self.counted().next(), self.counted().next_back())
        else {
            return 0.0;
        };
        let span = u64::from(newest.f_cnt.saturating_sub(oldest.f_cnt)) + 1;
        let lost = span.saturating_sub(self.counted().len() as u64);
        // Per mille first: integers up to 1000 are exact in f32.
        let per_mille = u16::try_from(lost * 1_000 / span).unwrap_or(1_000);
        f32::from(per_mille) / 10.0
    }
}

#[cfg(test)]
mod tests {
    use lorawan::region::{LwVersion, Region};
    use serde_json::Value;

    use model::Timestamp;

    use super::{Heard, History, Limits, Link, Settings, decide, steps};

    const VECTORS: &str = include_str!("../../lorawan/tests/data/lorawan-vectors.json");

    fn small(row: &Value, name: &str) -> u8 {
        u8::try_from(row[name].as_u64().unwrap()).unwrap()
    }

    #[expect(clippy::cast_possible_truncation, reason = "the vectors hold small numbers")]
    fn real(row: &Value, name: &str) -> f32 {
        row[name].as_f64().unwrap() as f32
    }

    #[test]
    fn every_adr_vector_is_met() {
        let vectors: Value = serde_json::from_str(VECTORS).unwrap();
        for row in vectors["adr"].as_array().unwrap() {
            let link = Link {
                snr_max_db: real(row, "snr_max"),
                required_snr_db: real(row, "required_snr"),
                installation_margin_db: real(row, "installation_margin"),
                loss_percent: real(row, "loss_percent"),
                history_complete_with_same_power: row["history_complete_with_same_power"]
                    .as_bool()
                    .unwrap(),
            };
            let current = Settings {
                dr: small(row, "dr"),
                tx_power_index: small(row, "tx_power_index"),
                nb_trans: small(row, "nb_trans"),
            };
            let limits = Limits {
                max_dr: small(row, "max_dr"),
                max_tx_power_index: small(row, "max_tx_power_index"),
            };
            let expected = Settings {
                dr: small(row, "new_dr"),
                tx_power_index: small(row, "new_tx_power_index"),
                nb_trans: small(row, "new_nb_trans"),
            };
            assert_eq!(i64::from(steps(&link)), row["n_step"].as_i64().unwrap(), "{row}");
            assert_eq!(decide(current, limits, &link), expected, "{row}");
        }
    }

    #[test]
    fn a_data_rate_above_the_highest_allowed_is_lowered() {
        let link = Link {
            snr_max_db: 0.0,
            required_snr_db: -7.5,
            installation_margin_db: 10.0,
            loss_percent: 0.0,
            history_complete_with_same_power: false,
        };
        let current = Settings { dr: 6, tx_power_index: 0, nb_trans: 1 };
        let limits = Limits { max_dr: 5, max_tx_power_index: 14 };
        assert_eq!(decide(current, limits, &link), Settings { dr: 5, ..current });
    }

    #[test]
    fn the_history_counts_a_repeat_once_and_survives_a_reset() {
        let heard = |f_cnt, snr_db| Heard {
            f_cnt,
            at: Timestamp::default(),
            snr_db,
            gateways: 1,
            dr: 0,
            tx_power_index: 0,
            nb_trans: 1,
        };
        let mut history = History::default();
        for f_cnt in (0..40).step_by(2) {
            history.note(heard(f_cnt, -3.0));
            history.note(heard(f_cnt, -1.0));
        }
        let link = history.link(0, -20.0, 10.0).unwrap();
        assert!(link.history_complete_with_same_power);
        assert!((link.snr_max_db - -1.0).abs() < f32::EPSILON);
        assert!((link.loss_percent - 48.7).abs() < 0.01);
        assert!(!history.link(1, -20.0, 10.0).unwrap().history_complete_with_same_power);
        history.note(heard(0, 4.0));
        let link = history.link(0, -20.0, 10.0).unwrap();
        assert!(!link.history_complete_with_same_power);
        assert!((link.snr_max_db - 4.0).abs() < f32::EPSILON);
        assert_eq!(history.uplinks().len(), super::HISTORY_LEN);
    }

    /// Learnt from others' bugs: AU915 is not US902.
    #[test]
    fn the_limits_are_those_of_the_band() {
        for (region, version, max_dr, max_tx_power_index) in [
            (Region::Eu868, LwVersion::V1_0_2, 5, 7),
            (Region::Cn470, LwVersion::V1_0_2, 5, 7),
            (Region::Au915, LwVersion::V1_0_3, 5, 14),
            (Region::Us902, LwVersion::V1_0_2, 3, 10),
        ] {
            let expected = Limits { max_dr, max_tx_power_index };
            assert_eq!(Limits::of_region(region, version), expected, "{region}");
        }
    }
}
