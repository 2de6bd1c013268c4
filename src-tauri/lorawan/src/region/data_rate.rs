//! Data rates: what a number means in a region and direction, and back.
//!
//! The direction matters: in US902 and AU915 SF8 at 500 kHz has one number up and another down.

use std::fmt;

use super::Region;
use crate::frame::Direction;

/// A modulation with its speed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DataRate {
    /// LoRa.
    LoRa {
        /// 5 to 12.
        spreading_factor: u8,
        /// In Hz: 125 000, 250 000 or 500 000.
        bandwidth_hz: u32,
    },
    /// Frequency-shift keying.
    Fsk {
        /// Bits per second.
        bit_rate: u32,
    },
    /// LR-FHSS, uplink only.
    LrFhss {
        /// Operating channel width in Hz.
        channel_width_hz: u32,
        /// Coding rate.
        coding: LrFhssCoding,
    },
}

/// The two coding rates of LR-FHSS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LrFhssCoding {
    /// 1/3, which gateways write as `2/6`.
    OneThird,
    /// 2/3, which gateways write as `4/6`.
    TwoThirds,
}

impl DataRate {
    /// The smallest SNR in dB at which a gateway still demodulates; `None` for other than LoRa.
    ///
    /// Measured in the channel's bandwidth, so it follows from the spreading factor alone. SF5 is
    /// extrapolated.
    ///
    /// Source: Semtech SX1276 data sheet, table "Range of spreading factors".
    #[must_use]
    pub fn required_snr_db(self) -> Option<f32> {
        match self {
            Self::LoRa { spreading_factor: factor @ 5..=12, .. } => {
                Some(-2.5 * (f32::from(factor) - 4.0))
            }
            Self::LoRa { .. } | Self::Fsk { .. } | Self::LrFhss { .. } => None,
        }
    }
}

impl fmt::Display for DataRate {
    /// As gateways write it: `SF7BW125`, `50000`, `M0CW137`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LoRa { spreading_factor, bandwidth_hz } => {
                write!(out, "SF{spreading_factor}BW{}", bandwidth_hz / 1_000)
            }
            Self::Fsk { bit_rate } => write!(out, "{bit_rate}"),
            Self::LrFhss { channel_width_hz, .. } => {
                write!(out, "M0CW{}", channel_width_hz / 1_000)
            }
        }
    }
}

const fn lora(spreading_factor: u8, bandwidth_khz: u32) -> DataRate {
    DataRate::LoRa { spreading_factor, bandwidth_hz: bandwidth_khz * 1_000 }
}

const fn lr_fhss(channel_width_khz: u32, coding: LrFhssCoding) -> DataRate {
    DataRate::LrFhss { channel_width_hz: channel_width_khz * 1_000, coding }
}

impl Region {
    /// What a data rate number means. `None` when the region does not use it in that direction.
    #[must_use]
    pub const fn data_rate(self, dr: u8, direction: Direction) -> Option<DataRate> {
        match (self, direction) {
            (Self::Eu868, Direction::Up) => match dr {
                8 => Some(lr_fhss(137, LrFhssCoding::OneThird)),
                9 => Some(lr_fhss(137, LrFhssCoding::TwoThirds)),
                10 => Some(lr_fhss(336, LrFhssCoding::OneThird)),
                11 => Some(lr_fhss(336, LrFhssCoding::TwoThirds)),
                _ => european(dr),
            },
            (Self::Eu868, Direction::Down) | (Self::Eu433 | Self::As923(_), _) => european(dr),
            (Self::Cn470, _) => match dr {
                0..=5 => Some(lora(12 - dr, 125)),
                _ => None,
            },
            (Self::Cn470Rp002(_), _) => match dr {
                1..=5 => Some(lora(12 - dr, 125)),
                6 => Some(lora(7, 500)),
                7 => Some(DataRate::Fsk { bit_rate: 50_000 }),
                _ => None,
            },
            (Self::Us902, Direction::Up) => match dr {
                0..=3 => Some(lora(10 - dr, 125)),
                4 => Some(lora(8, 500)),
                5 => Some(lr_fhss(1_523, LrFhssCoding::OneThird)),
                6 => Some(lr_fhss(1_523, LrFhssCoding::TwoThirds)),
                _ => None,
            },
            (Self::Au915, Direction::Up) => match dr {
                0..=5 => Some(lora(12 - dr, 125)),
                6 => Some(lora(8, 500)),
                7 => Some(lr_fhss(1_523, LrFhssCoding::OneThird)),
                _ => None,
            },
            (Self::Us902 | Self::Au915, Direction::Down) => match dr {
                8..=13 => Some(lora(20 - dr, 500)),
                _ => None,
            },
        }
    }

    /// The number of a data rate in that direction.
    #[must_use]
    pub fn dr_of(self, rate: DataRate, direction: Direction) -> Option<u8> {
        (0..16).find(|dr| self.data_rate(*dr, direction) == Some(rate))
    }

    /// All data rates of a direction with their numbers, ascending.
    pub fn data_rates(self, direction: Direction) -> impl Iterator<Item = (u8, DataRate)> {
        (0..16).filter_map(move |dr| Some((dr, self.data_rate(dr, direction)?)))
    }
}

/// The table that EU868, EU433 and AS923 share.
const fn european(dr: u8) -> Option<DataRate> {
    match dr {
        0..=5 => Some(lora(12 - dr, 125)),
        6 => Some(lora(7, 250)),
        7 => Some(DataRate::Fsk { bit_rate: 50_000 }),
        _ => None,
    }
}
