//! How long a frame occupies the air.
//!
//! Duty-cycle budgets are in [`crate::region`]; here is only the length of one frame.
//!
//! Source: Semtech AN1200.13, section 4, and for SF5 and SF6 the SX1261/2 data sheet, section
//! 6.1.4 (LoRa time-on-air).

use crate::frame::{Direction, MAX_PHY_LEN};
use crate::region::DataRate;

/// Why a time on air cannot be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AirtimeError {
    /// No bytes, or more than 255.
    #[error("{len} bytes, a frame has 1 to 255")]
    Length {
        /// Bytes given.
        len: usize,
    },
    /// A modulation no LoRa radio has, or one whose time on air is not known here (LR-FHSS).
    #[error("the time on air of this modulation is not known")]
    Modulation,
}

/// Everything a LoRa frame's length depends on besides its payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoRaParameters {
    /// 5 to 12.
    pub spreading_factor: u8,
    /// In Hz: 125 000, 250 000 or 500 000.
    pub bandwidth_hz: u32,
    /// The second number of the coding rate 4/5 to 4/8: 5 in LoRaWAN.
    pub coding_rate: u8,
    /// 8 in LoRaWAN.
    pub preamble_symbols: u16,
    /// Whether the header travels with the frame, as LoRaWAN wants.
    pub explicit_header: bool,
    /// Whether a CRC follows the payload: on uplinks.
    pub crc: bool,
}

impl LoRaParameters {
    /// LoRaWAN's own values for a frame in the given direction: uplinks carry a CRC, downlinks none.
    #[must_use]
    pub const fn lorawan(spreading_factor: u8, bandwidth_hz: u32, direction: Direction) -> Self {
        Self {
            spreading_factor,
            bandwidth_hz,
            coding_rate: 5,
            preamble_symbols: 8,
            explicit_header: true,
            crc: matches!(direction, Direction::Up),
        }
    }

    /// Symbols after the preamble of a frame with `phy_len` bytes.
    ///
    /// # Errors
    /// [`AirtimeError`] for a length outside 1 to 255 or parameters no radio has.
    pub fn symbols(&self, phy_len: usize) -> Result<u32, AirtimeError> {
        self.check()?;
        let length = checked_length(phy_len)?;
        let factor = i64::from(self.spreading_factor);
        let header_bits = if self.explicit_header { 20 } else { 0 };
        let crc_bits = if self.crc { 16 } else { 0 };
        // SF5 and SF6 lack the 8 bits that the other factors spend beside the header.
        let fixed_bits = if self.has_long_preamble() { 0 } else { 8 };
        let bits = 8 * i64::from(length) - 4 * factor + fixed_bits + header_bits + crc_bits;
        let bits_per_block = 4 * (factor - if self.is_low_data_rate() { 2 } else { 0 });
        let blocks = bits.max(0).unsigned_abs().div_ceil(bits_per_block.unsigned_abs());
        let symbols = 8 + blocks * u64::from(self.coding_rate);
        u32::try_from(symbols).map_err(|_| AirtimeError::Modulation)
    }

    /// Time on air of a frame with `phy_len` bytes, in microseconds, rounded up.
    ///
    /// # Errors
    /// As [`Self::symbols`].
    pub fn time_on_air_us(&self, phy_len: usize) -> Result<u32, AirtimeError> {
        let symbols = u64::from(self.symbols(phy_len)?);
        // The sync word after the preamble takes 4.25 symbols, 6.25 for SF5 and SF6.
        let sync_quarters = if self.has_long_preamble() { 25 } else { 17 };
        let quarters = 4 * (symbols + u64::from(self.preamble_symbols)) + sync_quarters;
        let chips = quarters << self.spreading_factor;
        let us = (chips * 1_000_000).div_ceil(4 * u64::from(self.bandwidth_hz));
        u32::try_from(us).map_err(|_| AirtimeError::Modulation)
    }

    fn check(&self) -> Result<(), AirtimeError> {
        let known = matches!(self.spreading_factor, 5..=12)
            && matches!(self.coding_rate, 5..=8)
            && self.bandwidth_hz > 0;
        if known { Ok(()) } else { Err(AirtimeError::Modulation) }
    }

    const fn has_long_preamble(&self) -> bool {
        self.spreading_factor < 7
    }

    /// Whether a symbol lasts 16 ms or longer, which switches the low-data-rate optimisation on.
    fn is_low_data_rate(&self) -> bool {
        (1000_u64 << self.spreading_factor) >= 16 * u64::from(self.bandwidth_hz)
    }
}

/// Time on air of a LoRaWAN frame in microseconds, rounded up, so that a schedule built on it
/// never overlaps.
///
/// * `phy_len`: length of the whole PHY payload in bytes, 1 to 255.
/// * `direction`: uplinks carry a CRC, downlinks none.
///
/// # Errors
/// [`AirtimeError`] for another length, a modulation no radio has, and LR-FHSS.
pub fn time_on_air_us(
    rate: DataRate,
    phy_len: usize,
    direction: Direction,
) -> Result<u32, AirtimeError> {
    match rate {
        DataRate::LoRa { spreading_factor, bandwidth_hz } => {
            LoRaParameters::lorawan(spreading_factor, bandwidth_hz, direction)
                .time_on_air_us(phy_len)
        }
        DataRate::Fsk { bit_rate } => fsk_time_on_air_us(bit_rate, phy_len),
        DataRate::LrFhss { .. } => Err(AirtimeError::Modulation),
    }
}

/// Preamble 5, sync word 3, length 1 and CRC 2 bytes surround the payload.
fn fsk_time_on_air_us(bit_rate: u32, phy_len: usize) -> Result<u32, AirtimeError> {
    let bits = 8 * (5 + 3 + 1 + u64::from(checked_length(phy_len)?) + 2);
    if bit_rate == 0 {
        return Err(AirtimeError::Modulation);
    }
    let us = (bits * 1_000_000).div_ceil(bit_rate.into());
    u32::try_from(us).map_err(|_| AirtimeError::Modulation)
}

fn checked_length(len: usize) -> Result<u8, AirtimeError> {
    match u8::try_from(len) {
        Ok(length) if length > 0 && len <= MAX_PHY_LEN => Ok(length),
        Ok(_) | Err(_) => Err(AirtimeError::Length { len }),
    }
}
