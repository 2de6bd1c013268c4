//! What travels between a gateway and the network server, whatever protocol the gateway speaks.
//!
//! MHz text becomes integer hertz in the `gateway` crate and nowhere else.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use lorawan::Eui64;

use crate::Timestamp;

/// How a frame is modulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Modulation {
    /// LoRa with its spreading factor (5 to 12) and bandwidth in Hz.
    LoRa {
        /// Spreading factor, 5 to 12.
        spreading_factor: u8,
        /// Bandwidth in Hz: 125 000, 250 000 or 500 000.
        bandwidth_hz: u32,
    },
    /// Frequency-shift keying with its bit rate.
    Fsk {
        /// Bits per second.
        bit_rate: u32,
    },
    /// LR-FHSS, uplink only, by its operating channel width in Hz.
    LrFhss {
        /// Operating channel width in Hz.
        channel_width_hz: u32,
    },
}

impl fmt::Display for Modulation {
    /// As gateways write it: `SF7BW125`, `50000`, `M0CW137`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LoRa { spreading_factor, bandwidth_hz } => {
                write!(out, "SF{spreading_factor}BW{}", bandwidth_hz / 1_000)
            }
            Self::Fsk { bit_rate } => write!(out, "{bit_rate}"),
            Self::LrFhss { channel_width_hz } => write!(out, "M0CW{}", channel_width_hz / 1_000),
        }
    }
}

/// One copy of a frame, as one gateway heard it.
#[derive(Debug, Clone)]
pub struct GatewayUplink {
    /// The gateway that heard the frame.
    pub gateway: Eui64,
    /// Wall-clock time of the datagram's arrival here.
    pub received_at: Timestamp,
    /// Monotonic time of the datagram's arrival here; deadlines count from it.
    pub arrived: Instant,
    /// Token of the datagram that carried it.
    pub token: u16,
    /// The whole PHY payload, 1 to 255 bytes.
    pub phy: Arc<[u8]>,
    /// Carrier frequency in Hz, rounded to 100 Hz.
    pub frequency_hz: u32,
    /// How the frame was modulated.
    pub modulation: Modulation,
    /// Coding rate as the gateway wrote it, such as `4/5`; empty when it wrote none.
    pub code_rate: Arc<str>,
    /// The gateway's microsecond counter at the end of reception; wraps at 2^32.
    pub tmst: u32,
    /// The gateway's UTC time as it wrote it, or empty. Never trusted for order.
    pub time: Option<Box<str>>,
    /// GPS time in milliseconds since 1980-01-06, when the gateway knows it.
    pub tmms: Option<u64>,
    /// Fine timestamp in nanoseconds, when the gateway gives one.
    pub ftime: Option<u32>,
    /// Channel RSSI in dBm.
    pub rssi_dbm: Option<f32>,
    /// Signal-to-noise ratio in dB; absent for FSK.
    pub snr_db: Option<f32>,
    /// IF channel, display only.
    pub channel: u8,
    /// RF chain, display only.
    pub rf_chain: u8,
    /// Concentrator board to echo in a downlink, when the gateway names one.
    pub board: Option<u8>,
    /// Antenna to echo in a downlink, when the gateway names one.
    pub antenna: Option<u8>,
}

/// When a gateway transmits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransmitAt {
    /// As soon as it can.
    Immediately,
    /// When its microsecond counter has this value.
    Counter(u32),
}

/// How a frame is put on the air, where that is not fixed by its modulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waveform {
    /// Inverted I/Q, as LoRaWAN's downlinks are.
    pub inverted: bool,
    /// Symbols before the frame; `None`: the usual 8.
    pub preamble: Option<u16>,
    /// A CRC follows the payload.
    pub crc: bool,
    /// Coding rate 4/n, 5 to 8.
    pub coding_rate: u8,
}

impl Default for Waveform {
    /// A downlink of LoRaWAN.
    fn default() -> Self {
        Self { inverted: true, preamble: None, crc: false, coding_rate: 5 }
    }
}

/// How a frame that is nobody's is transmitted: at once, on a frequency of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawRadio {
    /// Carrier frequency in Hz.
    pub frequency_hz: u32,
    /// How it is modulated.
    pub modulation: Modulation,
    /// EIRP in dBm; `None`: as much as the band allows there.
    pub power_dbm: Option<i8>,
    /// The rest.
    pub waveform: Waveform,
}

/// One frame for one gateway to transmit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayDownlink {
    /// The gateway that transmits.
    pub gateway: Eui64,
    /// When it transmits.
    pub at: TransmitAt,
    /// Carrier frequency in Hz.
    pub frequency_hz: u32,
    /// How the frame is modulated.
    pub modulation: Modulation,
    /// EIRP in dBm.
    pub power_dbm: i8,
    /// The whole PHY payload, 12 to 255 bytes.
    pub phy: Arc<[u8]>,
    /// Board to transmit on, echoed from the uplink.
    pub board: Option<u8>,
    /// Antenna to transmit on, echoed from the uplink.
    pub antenna: Option<u8>,
    /// The rest of how it is transmitted.
    pub waveform: Waveform,
}

/// What became of a frame handed to a gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransmitOutcome {
    /// The gateway queued it; `power_dbm` when it will transmit at another power than asked.
    Accepted {
        /// Power the gateway substitutes, in dBm.
        power_dbm: Option<i32>,
    },
    /// The gateway refused it and named the reason, such as `TOO_LATE`.
    Refused(Box<str>),
    /// The gateway did not answer in time. Some never do.
    NoAnswer,
}

/// Counters of one `stat` report; per reporting interval, not totals.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GatewayStat {
    /// Latitude in degrees; absent when the gateway sends template values.
    pub latitude: Option<f64>,
    /// Longitude in degrees.
    pub longitude: Option<f64>,
    /// Altitude in metres.
    pub altitude: Option<f64>,
    /// Packets received.
    pub rxnb: u32,
    /// Packets received with a valid CRC.
    pub rxok: u32,
    /// Packets forwarded.
    pub rxfw: u32,
    /// Percentage of upstream datagrams acknowledged.
    pub ackr: Option<f32>,
    /// Downlink datagrams received.
    pub dwnb: u32,
    /// Packets transmitted.
    pub txnb: u32,
    /// Temperature in degrees Celsius.
    pub temp: Option<f32>,
    /// Platform, as the vendor names it; at most 64 characters.
    pub platform: Option<Box<str>>,
    /// Description or version, as the vendor names it; at most 64 characters.
    pub version: Option<Box<str>>,
}
