//! Reads what a station says.
//!
//! Lenient where stations and the bridges in front of them differ: names in any case, numbers of
//! 32 bits signed or not. Strict in what matters: every number is checked against its range, and
//! `xtime` stays an exact integer, because its 63 bits do not fit a JSON double.

use lorawan::Eui64;
use serde_json::{Map, Number, Value};

use super::id::read_eui;

/// Largest message a station may send, bytes. A frame of 255 bytes makes less than 1 KiB.
pub const MAX_MESSAGE: usize = 16 << 10;

/// Largest PHY payload. Source: `LoRaWAN` L2 1.0.4, 4 (the radio's length field has 8 bits).
const MAX_PHY: usize = 255;

/// Longest text of a `version` message that is kept, in characters.
const MAX_TEXT: usize = 128;

/// Why a message is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unreadable {
    /// Not a JSON object with a `msgtype`.
    Message,
    /// A `msgtype` this server does not know.
    Type,
    /// The members do not make a frame.
    Frame,
    /// The frequency is none.
    Frequency,
    /// The data rate is none of those that were configured.
    DataRate,
}

/// Who a station says it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Version {
    /// Version of the station software.
    pub station: Box<str>,
    /// Version of the gateway's firmware.
    pub firmware: Box<str>,
    /// Version of the installed package.
    pub package: Box<str>,
    /// Model of the gateway.
    pub model: Box<str>,
    /// Version of the protocol, 2 at present.
    pub protocol: u32,
    /// What it can do, separated by spaces, such as `rmtsh prod gps`.
    pub features: Box<str>,
}

/// A frame that a station heard.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// The whole PHY payload, put together again from its parts.
    pub phy: Vec<u8>,
    /// Index into the data rates that the station was configured with.
    pub dr: u8,
    /// Carrier frequency in Hz.
    pub frequency_hz: u32,
    /// The antenna, to be echoed in a downlink.
    pub rctx: i64,
    /// The station's clock at the end of the frame: radio unit, session and microseconds. Opaque
    /// but for the session and the lower 48 bits; 0 when the station does not know.
    pub xtime: i64,
    /// GPS time in microseconds, when the station knows it.
    pub gps_us: Option<u64>,
    /// Fine timestamp in nanoseconds.
    pub fine_ns: Option<u32>,
    /// RSSI in dBm.
    pub rssi_dbm: Option<f32>,
    /// Signal-to-noise ratio in dB.
    pub snr_db: Option<f32>,
    /// The station's UTC time in milliseconds since 1970.
    pub utc_ms: Option<i64>,
}

/// What a station says.
#[derive(Debug, Clone, PartialEq)]
pub enum FromStation {
    /// Who it is; it waits for its configuration.
    Version(Version),
    /// It heard a frame.
    Uplink(Heard),
    /// It transmitted a downlink.
    Transmitted {
        /// The number that the downlink carried.
        diid: i64,
    },
    /// It asks for the time.
    TimeSync {
        /// Its clock, to be echoed as it is: some stations count in fractions.
        txtime: Number,
    },
    /// Something that is known and not used, such as a proprietary frame.
    Unused,
}

impl FromStation {
    /// Reads a message.
    ///
    /// # Errors
    /// Why it is of no use.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        if text.len() > MAX_MESSAGE {
            return Err(Unreadable::Message);
        }
        let message: Map<String, Value> =
            serde_json::from_str(text).map_err(|_| Unreadable::Message)?;
        let fields = Fields(&message);
        let kind = fields.text("msgtype").ok_or(Unreadable::Message)?;
        match kind {
            "version" => Ok(Self::Version(fields.version())),
            "updf" => fields.heard(fields.data_frame()).map(Self::Uplink),
            "jreq" => fields.heard(fields.join_request()).map(Self::Uplink),
            "dntxed" => {
                let diid = fields.integer("diid").or_else(|| fields.integer("seqno"));
                diid.map(|diid| Self::Transmitted { diid }).ok_or(Unreadable::Message)
            }
            "timesync" => {
                let txtime = fields.get("txtime").and_then(Value::as_number);
                let txtime = txtime.cloned().ok_or(Unreadable::Message)?;
                Ok(Self::TimeSync { txtime })
            }
            // Frames of other kinds, remote shells and answers to what is never asked.
            "propdf" | "rejoin" | "dndf" | "jacc" | "rmtsh" | "runcmd" | "getxtime" | "event"
            | "log" => Ok(Self::Unused),
            _ => Err(Unreadable::Type),
        }
    }
}

/// Reads `{"router": …}`, the question a station asks first.
#[must_use]
pub fn read_discovery(text: &str) -> Option<Eui64> {
    if text.len() > MAX_MESSAGE {
        return None;
    }
    let message: Map<String, Value> = serde_json::from_str(text).ok()?;
    read_eui(Fields(&message).get("router")?)
}

/// The members of a message.
#[derive(Clone, Copy)]
struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    /// A member by its name, in any case if it is not there as it should be.
    fn get(self, name: &str) -> Option<&'a Value> {
        self.0.get(name).or_else(|| {
            self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
        })
    }

    fn text(self, name: &str) -> Option<&'a str> {
        self.get(name)?.as_str()
    }

    fn integer(self, name: &str) -> Option<i64> {
        integer(self.get(name)?)
    }

    fn in_range<T: TryFrom<i64>>(self, name: &str) -> Option<T> {
        self.integer(name).and_then(|value| T::try_from(value).ok())
    }

    /// 32 bits, as a signed or an unsigned number.
    fn word(self, name: &str) -> Option<u32> {
        match self.integer(name)? {
            negative @ -0x8000_0000..0 => u32::try_from(negative + 0x1_0000_0000).ok(),
            value => u32::try_from(value).ok(),
        }
    }

    fn measurement(self, name: &str) -> Option<f32> {
        let value = self.get(name)?.as_f64().filter(|value| value.abs() < 1_000.0)?;
        #[expect(clippy::cast_possible_truncation, reason = "a measurement of few digits")]
        let value = value as f32;
        Some(value)
    }

    fn hex(self, name: &str, most: usize) -> Option<Vec<u8>> {
        let text = self.text(name)?;
        if text.len() > most * 2 {
            return None;
        }
        hex::decode(text).ok()
    }

    fn eui(self, name: &str) -> Option<Eui64> {
        read_eui(self.get(name)?)
    }

    fn short_text(self, name: &str) -> Box<str> {
        let text = self.text(name).unwrap_or_default();
        text.chars().filter(|letter| !letter.is_control()).take(MAX_TEXT).collect()
    }

    fn version(self) -> Version {
        let features = match self.get("features").and_then(Value::as_array) {
            // Some bridges list what a station writes as one text.
            Some(list) => {
                let words: Vec<_> = list.iter().filter_map(Value::as_str).take(32).collect();
                words.join(" ").chars().filter(|it| !it.is_control()).take(MAX_TEXT).collect()
            }
            None => self.short_text("features"),
        };
        Version {
            station: self.short_text("station"),
            firmware: self.short_text("firmware"),
            package: self.short_text("package"),
            model: self.short_text("model"),
            protocol: self.in_range("protocol").unwrap_or(0),
            features,
        }
    }

    /// `MHdr | DevAddr | FCtrl | FCnt | FOpts | FPort | FRMPayload | MIC`.
    fn data_frame(self) -> Option<Vec<u8>> {
        let f_opts = self.hex("FOpts", 15)?;
        let payload = self.hex("FRMPayload", MAX_PHY)?;
        let f_port = match self.integer("FPort")? {
            -1 if payload.is_empty() => None,
            port => Some(u8::try_from(port).ok()?),
        };
        let f_ctrl: u8 = self.in_range("FCtrl")?;
        if usize::from(f_ctrl & 0x0F) != f_opts.len() {
            return None;
        }
        let mut phy = vec![self.in_range("MHdr")?];
        phy.extend_from_slice(&self.word("DevAddr")?.to_le_bytes());
        phy.push(f_ctrl);
        phy.extend_from_slice(&self.in_range::<u16>("FCnt")?.to_le_bytes());
        phy.extend_from_slice(&f_opts);
        phy.extend(f_port);
        phy.extend_from_slice(&payload);
        phy.extend_from_slice(&self.word("MIC")?.to_le_bytes());
        Some(phy)
    }

    /// `MHdr | JoinEUI | DevEUI | DevNonce | MIC`.
    fn join_request(self) -> Option<Vec<u8>> {
        let join_eui = self.eui("JoinEui")?;
        let mut phy = vec![self.in_range("MHdr")?];
        phy.extend_from_slice(&join_eui.to_wire_bytes());
        phy.extend_from_slice(&self.eui("DevEui")?.to_wire_bytes());
        phy.extend_from_slice(&self.in_range::<u16>("DevNonce")?.to_le_bytes());
        phy.extend_from_slice(&self.word("MIC")?.to_le_bytes());
        Some(phy)
    }

    fn heard(self, phy: Option<Vec<u8>>) -> Result<Heard, Unreadable> {
        let phy = phy.filter(|phy| phy.len() <= MAX_PHY).ok_or(Unreadable::Frame)?;
        let dr = self.in_range("DR").filter(|dr| *dr < 16).ok_or(Unreadable::DataRate)?;
        let frequency_hz = self.integer("Freq").and_then(hertz).ok_or(Unreadable::Frequency)?;
        let empty = Map::new();
        let radio = Fields(self.get("upinfo").and_then(Value::as_object).unwrap_or(&empty));
        Ok(Heard {
            phy,
            dr,
            frequency_hz,
            rctx: radio.integer("rctx").unwrap_or(0),
            xtime: radio.integer("xtime").filter(|xtime| *xtime > 0).unwrap_or(0),
            gps_us: radio.in_range("gpstime").filter(|gps| *gps > 0),
            fine_ns: radio.in_range("fts"),
            rssi_dbm: radio.measurement("rssi"),
            snr_db: radio.measurement("snr"),
            utc_ms: radio.get("rxtime").and_then(millis),
        })
    }
}

/// An integer without loss. A number written as a double counts when it is whole and below 2^53.
fn integer(value: &Value) -> Option<i64> {
    let exact = value.as_i64();
    exact.or_else(|| {
        let double = value.as_f64()?;
        let is_whole = double.fract() == 0.0 && double.abs() < 9_007_199_254_740_992.0;
        #[expect(clippy::cast_possible_truncation, reason = "range checked")]
        let whole = double as i64;
        is_whole.then_some(whole)
    })
}

/// A frequency, rounded to steps of 100 Hz.
fn hertz(frequency: i64) -> Option<u32> {
    let hertz =
        u32::try_from(frequency).ok().filter(|hz| (1_000_000..4_200_000_000).contains(hz))?;
    Some((hertz + 50) / 100 * 100)
}

/// Milliseconds of a time in seconds; `None` when it is no time of our days.
fn millis(seconds: &Value) -> Option<i64> {
    let seconds = seconds.as_f64().filter(|it| (1.0..253_402_300_800.0).contains(it))?;
    #[expect(clippy::cast_possible_truncation, reason = "range checked")]
    let millis = (seconds * 1_000.0).round() as i64;
    Some(millis)
}

#[cfg(test)]
mod tests;
