//! Transmit power of devices and gateways. Legal limits are the operator's to know.

use super::{LwVersion, Region};

/// Gain of the dipole that regulations compare with: conducted power is EIRP less the antenna's
/// gain, and this is what to subtract when the antenna is not known. Rounded from 2.15 dBi.
pub const DIPOLE_GAIN_DBI: i8 = 2;

impl Region {
    /// Largest EIRP of a device in dBm, at power index 0. RP002-1.0.3, "TX power table".
    #[must_use]
    pub const fn max_eirp_dbm(self) -> f32 {
        match self {
            Self::Eu868 | Self::As923(_) => 16.0,
            Self::Eu433 => 12.15,
            Self::Cn470 | Self::Cn470Rp002(_) => 19.15,
            Self::Au915 | Self::Us902 => 30.0,
        }
    }

    /// Largest TXPower index of the region's table.
    #[must_use]
    pub fn max_tx_power_index(self, version: LwVersion) -> u8 {
        match self {
            Self::Eu868 | Self::As923(_) | Self::Cn470 | Self::Cn470Rp002(_) => 7,
            Self::Eu433 => 5,
            Self::Au915 | Self::Us902 if version == LwVersion::V1_0_2 => 10,
            Self::Au915 | Self::Us902 => 14,
        }
    }

    /// A device's EIRP in dBm at a TXPower index of the region's table; each step takes 2 dB off.
    #[must_use]
    pub fn eirp_dbm_at(self, tx_power_index: u8) -> f32 {
        self.max_eirp_dbm() - 2.0 * f32::from(tx_power_index)
    }

    /// EIRP in dBm that a gateway transmits with at a frequency, unless it is set up otherwise.
    #[must_use]
    pub fn downlink_eirp_dbm(self, frequency_hz: u32) -> i8 {
        match self {
            Self::Eu868 => {
                // 14 dBm ERP, 27 dBm in the 10 % sub-band; EIRP is 2.15 dB more.
                self.sub_band(frequency_hz).map_or(16, |band| band.max_erp_dbm + DIPOLE_GAIN_DBI)
            }
            Self::Eu433 => 12,
            Self::As923(_) => 16,
            Self::Cn470 | Self::Cn470Rp002(_) => 19,
            // 26 dBm conducted, the usual top of a gateway's power table.
            Self::Au915 | Self::Us902 => 28,
        }
    }
}
