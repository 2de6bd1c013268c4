//! Writes the JSON of a gateway's report, compactly and without a tree in between.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::radio::{GatewayStat, GatewayUplink, Modulation};

use super::number::write_mhz;

/// One received frame, as a gateway reports it.
#[derive(Debug, Clone, PartialEq)]
pub struct RxPacket<'a> {
    /// The gateway's microsecond counter at the end of reception.
    pub tmst: u32,
    /// UTC time, ISO 8601, when the gateway knows it.
    pub time: Option<&'a str>,
    /// GPS time in milliseconds since 1980-01-06, when the gateway knows it.
    pub tmms: Option<u64>,
    /// Fine timestamp in nanoseconds.
    pub ftime: Option<u32>,
    /// IF channel.
    pub channel: u8,
    /// RF chain.
    pub rf_chain: u8,
    /// Carrier frequency in Hz.
    pub frequency_hz: u32,
    /// How the frame was modulated.
    pub modulation: Modulation,
    /// Coding rate such as `4/5`; empty to leave it out.
    pub code_rate: &'a str,
    /// Channel RSSI in dBm.
    pub rssi_dbm: Option<f32>,
    /// Signal-to-noise ratio in dB.
    pub snr_db: Option<f32>,
    /// Concentrator board.
    pub board: Option<u8>,
    /// Antenna.
    pub antenna: Option<u8>,
    /// The whole PHY payload.
    pub phy: &'a [u8],
}

impl<'a> From<&'a GatewayUplink> for RxPacket<'a> {
    fn from(uplink: &'a GatewayUplink) -> Self {
        Self {
            tmst: uplink.tmst,
            time: uplink.time.as_deref(),
            tmms: uplink.tmms,
            ftime: uplink.ftime,
            channel: uplink.channel,
            rf_chain: uplink.rf_chain,
            frequency_hz: uplink.frequency_hz,
            modulation: uplink.modulation,
            code_rate: &uplink.code_rate,
            rssi_dbm: uplink.rssi_dbm,
            snr_db: uplink.snr_db,
            board: uplink.board,
            antenna: uplink.antenna,
            phy: &uplink.phy,
        }
    }
}

/// One `rxpk` object as JSON text.
#[must_use]
pub fn rxpk_json(packet: &RxPacket<'_>) -> String {
    let mut out = Vec::with_capacity(320);
    write_rxpk(&mut out, packet);
    String::from_utf8(out).unwrap_or_default()
}

pub(super) fn write_push_body(
    out: &mut Vec<u8>,
    packets: &[RxPacket<'_>],
    stat: Option<&GatewayStat>,
) {
    out.push(b'{');
    if !packets.is_empty() {
        out.extend_from_slice(br#""rxpk":["#);
        for (index, packet) in packets.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            write_rxpk(out, packet);
        }
        out.push(b']');
    }
    if let Some(stat) = stat {
        if !packets.is_empty() {
            out.push(b',');
        }
        write_stat(out, stat);
    }
    out.push(b'}');
}

fn write_rxpk(out: &mut Vec<u8>, packet: &RxPacket<'_>) {
    write(out, format_args!(r#"{{"tmst":{}"#, packet.tmst));
    if let Some(time) = packet.time {
        out.extend_from_slice(br#","time":"#);
        write_text(out, time);
    }
    if let Some(tmms) = packet.tmms {
        write(out, format_args!(r#","tmms":{tmms}"#));
    }
    if let Some(ftime) = packet.ftime {
        write(out, format_args!(r#","ftime":{ftime}"#));
    }
    write(out, format_args!(r#","chan":{},"rfch":{},"freq":"#, packet.channel, packet.rf_chain));
    write_mhz(out, packet.frequency_hz);
    out.extend_from_slice(br#","stat":1"#);
    write_modulation(out, packet.modulation);
    if !packet.code_rate.is_empty() {
        out.extend_from_slice(br#","codr":"#);
        write_text(out, packet.code_rate);
    }
    for (key, value) in [("rssi", packet.rssi_dbm), ("lsnr", packet.snr_db)] {
        // JSON has no word for infinity.
        if let Some(value) = value.filter(|value| value.is_finite()) {
            write(out, format_args!(r#","{key}":{value}"#));
        }
    }
    for (key, value) in [("brd", packet.board), ("ant", packet.antenna)] {
        if let Some(value) = value {
            write(out, format_args!(r#","{key}":{value}"#));
        }
    }
    write(out, format_args!(r#","size":{},"data":""#, packet.phy.len()));
    write_base64(out, packet.phy);
    out.extend_from_slice(b"\"}");
}

fn write_stat(out: &mut Vec<u8>, stat: &GatewayStat) {
    out.extend_from_slice(br#""stat":{"#);
    write(
        out,
        format_args!(
            r#""rxnb":{},"rxok":{},"rxfw":{},"dwnb":{},"txnb":{}"#,
            stat.rxnb, stat.rxok, stat.rxfw, stat.dwnb, stat.txnb
        ),
    );
    let numbers = [
        ("lati", stat.latitude),
        ("long", stat.longitude),
        ("alti", stat.altitude),
        ("ackr", stat.ackr.map(f64::from)),
        ("temp", stat.temp.map(f64::from)),
    ];
    for (key, value) in numbers {
        if let Some(value) = value.filter(|value| value.is_finite()) {
            write(out, format_args!(r#","{key}":{value}"#));
        }
    }
    out.push(b'}');
}

/// Writes `,"modu":…,"datr":…`; FSK has a number as its data rate.
pub(super) fn write_modulation(out: &mut Vec<u8>, modulation: Modulation) {
    match modulation {
        Modulation::LoRa { .. } => {
            write(out, format_args!(r#","modu":"LORA","datr":"{modulation}""#));
        }
        Modulation::Fsk { bit_rate } => {
            write(out, format_args!(r#","modu":"FSK","datr":{bit_rate}"#));
        }
        Modulation::LrFhss { .. } => {
            write(out, format_args!(r#","modu":"LR-FHSS","datr":"{modulation}""#));
        }
    }
}

/// Appends formatted text. Writing to memory cannot fail.
pub(super) fn write(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(text);
}

/// Appends `text` as a JSON text.
pub(super) fn write_text(out: &mut Vec<u8>, text: &str) {
    let _ = serde_json::to_writer(out, text);
}

/// Appends padded base64 of the standard alphabet.
pub(super) fn write_base64(out: &mut Vec<u8>, bytes: &[u8]) {
    let start = out.len();
    let length = base64::encoded_len(bytes.len(), true).unwrap_or(0);
    out.resize(start + length, 0);
    if let Some(room) = out.get_mut(start..) {
        let _ = STANDARD.encode_slice(bytes, room);
    }
}
