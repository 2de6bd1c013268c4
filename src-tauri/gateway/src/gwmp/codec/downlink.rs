//! The `txpk` object: a frame for a gateway to transmit, written by the server, read by a gateway.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::radio::{GatewayDownlink, Modulation, TransmitAt, Waveform};

use super::number::{hertz, write_mhz};
use super::scalar::{Scalar, lenient_object};
use super::uplink::lora_rate;
use super::writer::{write, write_base64, write_modulation};

/// Frequency deviation of an FSK frame in Hz. Source: RP002-1.0.4, section 4.
const FSK_DEVIATION_HZ: u32 = 25_000;

/// A `txpk` as a gateway understands it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Downlink {
    /// When to transmit.
    pub at: TransmitAt,
    /// Carrier frequency in Hz.
    pub frequency_hz: u32,
    /// How the frame is modulated.
    pub modulation: Modulation,
    /// Power in dBm.
    pub power_dbm: i32,
    /// Whether the polarity is inverted, as a LoRaWAN downlink must be.
    pub inverted: bool,
    /// The whole PHY payload.
    pub phy: Vec<u8>,
}

/// Why a gateway cannot transmit a `txpk`. Forwarders drop such a packet without an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DownlinkError {
    /// No JSON, or no `txpk` in it.
    #[error("the PULL_RESP has no txpk")]
    Json,
    /// A field that forwarders require is missing or unreadable.
    #[error("txpk.{0} is missing or unreadable")]
    Field(&'static str),
}

/// One `txpk` object as JSON text: every field that forwarders insist on, none they do not need.
#[must_use]
pub fn txpk_json(downlink: &GatewayDownlink) -> String {
    let mut out = Vec::with_capacity(560);
    write_txpk(&mut out, downlink);
    String::from_utf8(out).unwrap_or_default()
}

pub(super) fn write_txpk(out: &mut Vec<u8>, downlink: &GatewayDownlink) {
    match downlink.at {
        TransmitAt::Immediately => out.extend_from_slice(br#"{"imme":true"#),
        TransmitAt::Counter(tmst) => {
            write(out, format_args!(r#"{{"imme":false,"tmst":{tmst}"#));
        }
    }
    out.extend_from_slice(br#","freq":"#);
    write_mhz(out, downlink.frequency_hz);
    // Chain 0 is the one that can transmit; a packet without `rfch` is lost without a word.
    write(out, format_args!(r#","rfch":0,"powe":{}"#, downlink.power_dbm));
    write_modulation(out, downlink.modulation);
    match downlink.modulation {
        Modulation::Fsk { .. } => write(out, format_args!(r#","fdev":{FSK_DEVIATION_HZ}"#)),
        Modulation::LoRa { .. } | Modulation::LrFhss { .. } => {
            write(out, format_args!(r#","codr":"4/{}""#, downlink.waveform.coding_rate));
        }
    }
    let Waveform { inverted, preamble, crc, .. } = downlink.waveform;
    if let Some(symbols) = preamble {
        write(out, format_args!(r#","prea":{symbols}"#));
    }
    let (size, without_crc) = (downlink.phy.len(), !crc);
    write(out, format_args!(r#","ipol":{inverted},"size":{size},"ncrc":{without_crc},"data":""#));
    write_base64(out, &downlink.phy);
    out.push(b'"');
    for (key, value) in [("brd", downlink.board), ("ant", downlink.antenna)] {
        if let Some(value) = value {
            write(out, format_args!(r#","{key}":{value}"#));
        }
    }
    out.push(b'}');
}

lenient_object!(
    Body<'a> {
        txpk: Option<Txpk<'a>>,
    }
);

lenient_object!(
    Txpk<'a> {
        imme: Scalar<'a>,
        tmst: Scalar<'a>,
        freq: Scalar<'a>,
        rfch: Scalar<'a>,
        powe: Scalar<'a>,
        modu: Scalar<'a>,
        datr: Scalar<'a>,
        codr: Scalar<'a>,
        ipol: Scalar<'a>,
        size: Scalar<'a>,
        data: Scalar<'a>,
    }
);

/// Reads the JSON of a PULL_RESP with the strictness of the reference forwarder.
///
/// # Errors
/// [`DownlinkError`] names the field for which that forwarder drops the packet.
pub fn read_downlink(json: &[u8]) -> Result<Downlink, DownlinkError> {
    let body = serde_json::from_slice::<Body<'_>>(json).map_err(|_| DownlinkError::Json)?;
    let txpk = body.txpk.ok_or(DownlinkError::Json)?;
    let missing = DownlinkError::Field;
    let at = if txpk.imme.integer() == Some(1) {
        TransmitAt::Immediately
    } else {
        TransmitAt::Counter(txpk.tmst.to().ok_or(missing("tmst"))?)
    };
    txpk.rfch.to::<u8>().filter(|chain| *chain <= 1).ok_or(missing("rfch"))?;
    let phy = STANDARD.decode(txpk.data.text().unwrap_or_default()).map_err(|_| missing("data"))?;
    if phy.is_empty() || txpk.size.to() != Some(phy.len()) {
        return Err(missing("size"));
    }
    Ok(Downlink {
        at,
        frequency_hz: txpk.freq.number().and_then(hertz).ok_or(missing("freq"))?,
        modulation: txpk.modulation()?,
        power_dbm: txpk.powe.to().ok_or(missing("powe"))?,
        inverted: txpk.ipol.integer() == Some(1),
        phy,
    })
}

impl Txpk<'_> {
    fn modulation(&self) -> Result<Modulation, DownlinkError> {
        match self.modu.text() {
            Some("LORA") => {
                self.codr.text().ok_or(DownlinkError::Field("codr"))?;
                self.datr.text().and_then(lora_rate).ok_or(DownlinkError::Field("datr"))
            }
            Some("FSK") => {
                let bit_rate = self.datr.to().ok_or(DownlinkError::Field("datr"))?;
                Ok(Modulation::Fsk { bit_rate })
            }
            _ => Err(DownlinkError::Field("modu")),
        }
    }
}
