//! The JSON of a PUSH_DATA, read into [`GatewayUplink`]s.
//!
//! The usual case is read straight from the bytes in one pass. What that reader cannot take is
//! repaired and read packet by packet, so that one bad packet costs only itself.

use std::sync::Arc;
use std::time::Instant;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use lorawan::Eui64;
use model::Timestamp;
use model::radio::{GatewayStat, GatewayUplink, Modulation};

use super::lenient;
use super::number::hertz;
use super::scalar::{Scalar, lenient_object};
use super::status::Stat;
use crate::event::Refusal;

/// Padding is optional and stray last bits are ignored: both occur.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Longest PHY payload, bytes: the length field of a LoRa header has 8 bits.
const MAX_PHY: usize = 255;

/// JSON longer than this is read packet by packet and not as a whole, bytes: real datagrams have
/// 2 to 4 kB, and a forged one must not make the reader set aside memory for thousands of packets.
const MAX_WHOLE: usize = 16_384;

/// Packets read of such a datagram; the rest is ignored.
const MAX_PACKETS: usize = 256;

/// Longest text of a refused packet that is kept, characters.
const MAX_REFUSED_TEXT: usize = 1_024;

/// Longest `time` and `codr` that are kept, bytes; real ones have 27 and 3.
const MAX_WORD: usize = 40;

/// When and in which datagram frames arrived.
#[derive(Debug, Clone, Copy)]
pub struct Reception {
    /// The gateway that sent the datagram.
    pub gateway: Eui64,
    /// Token of the datagram.
    pub token: u16,
    /// Wall-clock time of the datagram's arrival.
    pub received_at: Timestamp,
    /// Monotonic time of the datagram's arrival.
    pub arrived: Instant,
}

/// What a PUSH_DATA contained.
#[derive(Debug, Default)]
pub struct PushData {
    /// Frames whose CRC was good.
    pub uplinks: Vec<GatewayUplink>,
    /// Packets that are no frames for the network server.
    pub refused: Vec<RefusedPacket>,
    /// The gateway's report on itself.
    pub stat: Option<GatewayStat>,
}

/// A packet that was left out, and why.
#[derive(Debug, Clone)]
pub struct RefusedPacket {
    /// Why.
    pub reason: Refusal,
    /// The packet as the gateway wrote it, shortened to 1 024 characters; empty when unknown.
    pub rxpk: Box<str>,
    /// The frame as it was heard, when only its radio checksum is to blame.
    pub uplink: Option<Box<GatewayUplink>>,
}

/// The coding rates that occur, so that each uplink shares one text instead of making its own.
#[derive(Debug)]
pub struct CodeRates(Vec<Arc<str>>);

impl Default for CodeRates {
    fn default() -> Self {
        Self(["4/5", "4/6", "4/7", "4/8", "", "OFF", "1/3", "2/3"].map(Arc::from).to_vec())
    }
}

impl CodeRates {
    fn share(&self, text: &str) -> Arc<str> {
        let known = self.0.iter().find(|rate| ***rate == *text);
        known.cloned().unwrap_or_else(|| text.chars().take(MAX_WORD).collect::<String>().into())
    }
}

lenient_object!(
    Body<'a> {
        rxpk: Vec<Rxpk<'a>>,
        stat: Option<Stat<'a>>,
    }
);

lenient_object!(
    Rxpk<'a> {
        tmst: Scalar<'a>,
        time: Scalar<'a>,
        tmms: Scalar<'a>,
        ftime: Scalar<'a>,
        freq: Scalar<'a>,
        chan: Scalar<'a>,
        rfch: Scalar<'a>,
        brd: Scalar<'a>,
        ant: Scalar<'a>,
        stat: Scalar<'a>,
        modu: Scalar<'a>,
        datr: Scalar<'a>,
        codr: Scalar<'a>,
        rssi: Scalar<'a>,
        rssis: Scalar<'a>,
        lsnr: Scalar<'a>,
        data: Scalar<'a>,
        rsig: Vec<Antenna<'a>>,
    }
);

lenient_object!(
    /// One antenna's view of a packet.
    Antenna<'a> {
        ant: Scalar<'a>,
        chan: Scalar<'a>,
        rssic: Scalar<'a>,
        rssis: Scalar<'a>,
        lsnr: Scalar<'a>,
        ftime: Scalar<'a>,
    }
);

/// Reads the JSON of a PUSH_DATA.
///
/// Never fails as a whole: what cannot be read is in [`PushData::refused`].
#[must_use]
pub fn read_push(json: &[u8], reception: &Reception, code_rates: &CodeRates) -> PushData {
    let json = trimmed(json);
    if json.len() <= MAX_WHOLE
        && let Ok(body) = serde_json::from_slice::<Body<'_>>(json)
        && let Ok(uplinks) = all_uplinks(&body.rxpk, reception, code_rates)
    {
        let stat = body.stat.map(|stat| stat.to_model());
        return PushData { uplinks, refused: Vec::new(), stat };
    }
    read_repaired(json, reception, code_rates)
}

/// Without the blanks and NULs that some forwarders leave around their JSON.
pub(super) fn trimmed(json: &[u8]) -> &[u8] {
    let is_blank = |byte: &u8| *byte == 0 || byte.is_ascii_whitespace();
    let start = json.iter().position(|byte| !is_blank(byte)).unwrap_or(json.len());
    let end = json.iter().rposition(|byte| !is_blank(byte)).map_or(start, |last| last + 1);
    json.get(start..end).unwrap_or_default()
}

fn all_uplinks(
    packets: &[Rxpk<'_>],
    reception: &Reception,
    code_rates: &CodeRates,
) -> Result<Vec<GatewayUplink>, Refusal> {
    packets.iter().map(|packet| packet.to_uplink(reception, code_rates)).collect()
}

/// Reads what the strict reader refused, packet by packet.
fn read_repaired(json: &[u8], reception: &Reception, code_rates: &CodeRates) -> PushData {
    let text = lenient::repair(&String::from_utf8_lossy(json));
    let mut push = PushData::default();
    if !text.starts_with('{') {
        push.refused.push(refused(Refusal::Malformed, &text));
        return push;
    }
    let packets = lenient::value_of(&text, "rxpk");
    let stat = lenient::value_of(&text, "stat").map(serde_json::from_str::<Stat<'_>>);
    push.stat = stat.and_then(Result::ok).map(|stat| stat.to_model());
    if packets.is_none() && push.stat.is_none() {
        push.refused.push(refused(Refusal::Malformed, &text));
    }
    let packets = packets.unwrap_or_default();
    // One packet needs no array around it, though none should be without.
    let each = if packets.starts_with('{') { vec![packets] } else { lenient::members(packets) };
    for packet in each.into_iter().take(MAX_PACKETS) {
        let read = serde_json::from_str::<Rxpk<'_>>(packet).map_err(|_| Refusal::Malformed);
        match read
            .as_ref()
            .map_or_else(|reason| Err(*reason), |read| read.to_uplink(reception, code_rates))
        {
            Ok(uplink) => push.uplinks.push(uplink),
            Err(reason) => {
                let mut refused = refused(reason, packet);
                if let (Refusal::CrcBad | Refusal::CrcMissing, Ok(read)) = (reason, &read) {
                    refused.uplink = read.heard(reception, code_rates).ok().map(Box::new);
                }
                push.refused.push(refused);
            }
        }
    }
    push
}

fn refused(reason: Refusal, text: &str) -> RefusedPacket {
    let rxpk = text.chars().take(MAX_REFUSED_TEXT).collect();
    RefusedPacket { reason, rxpk, uplink: None }
}

impl Rxpk<'_> {
    fn to_uplink(
        &self,
        reception: &Reception,
        code_rates: &CodeRates,
    ) -> Result<GatewayUplink, Refusal> {
        // 1 is a good CRC, -1 a bad one, 0 none. Minimal forwarders leave it out and mean 1.
        match self.stat.integer().unwrap_or(1) {
            1 => {}
            0 => return Err(Refusal::CrcMissing),
            _ => return Err(Refusal::CrcBad),
        }
        self.heard(reception, code_rates)
    }

    /// The frame, whatever its radio checksum says.
    fn heard(
        &self,
        reception: &Reception,
        code_rates: &CodeRates,
    ) -> Result<GatewayUplink, Refusal> {
        let signal = self.signal();
        Ok(GatewayUplink {
            gateway: reception.gateway,
            received_at: reception.received_at,
            arrived: reception.arrived,
            token: reception.token,
            phy: self.phy()?,
            frequency_hz: self.freq.number().and_then(hertz).ok_or(Refusal::Frequency)?,
            modulation: self.modulation().ok_or(Refusal::Modulation)?,
            code_rate: code_rates.share(self.codr.text().unwrap_or_default()),
            tmst: self.tmst()?,
            time: self
                .time
                .text()
                .filter(|time| (1..=MAX_WORD).contains(&time.len()))
                .map(Box::from),
            tmms: self.tmms.to().filter(|tmms| *tmms != 0),
            ftime: self.ftime.to().or_else(|| signal.best.and_then(|best| best.ftime.to())),
            rssi_dbm: signal.rssi_dbm,
            snr_db: signal.snr_db,
            channel: signal.channel.unwrap_or(0),
            rf_chain: self.rfch.to().unwrap_or(0),
            board: self.brd.to(),
            antenna: self.ant.to().or_else(|| signal.best.and_then(|best| best.ant.to())),
        })
    }

    fn phy(&self) -> Result<Arc<[u8]>, Refusal> {
        let text = self.data.text().ok_or(Refusal::Data)?.trim_ascii();
        let mut phy = [0_u8; 384];
        let length = BASE64.decode_slice(text, &mut phy).map_err(|_| Refusal::Data)?;
        let phy = phy.get(..length).filter(|phy| (1..=MAX_PHY).contains(&phy.len()));
        phy.map(Arc::from).ok_or(Refusal::Data)
    }

    /// The counter; 0 when there is none, which only makes a downlink impossible.
    fn tmst(&self) -> Result<u32, Refusal> {
        match self.tmst.integer() {
            None => Ok(0),
            // Forwarders that print the counter as a signed number mean the same 32 bits.
            Some(negative @ -0x8000_0000..0) => {
                u32::try_from(negative + 0x1_0000_0000).map_err(|_| Refusal::Counter)
            }
            Some(counter) => u32::try_from(counter).map_err(|_| Refusal::Counter),
        }
    }

    fn modulation(&self) -> Option<Modulation> {
        let name = self.modu.text().unwrap_or_default().trim_ascii();
        let rate = self.datr.text().unwrap_or_default().trim_ascii();
        if name.eq_ignore_ascii_case("FSK") || (name.is_empty() && rate.is_empty()) {
            return self
                .datr
                .to()
                .filter(|rate| *rate > 0)
                .map(|bit_rate| Modulation::Fsk { bit_rate });
        }
        if name.eq_ignore_ascii_case("LR-FHSS") {
            let (_, width) = rate.split_once("CW")?;
            return Some(Modulation::LrFhss { channel_width_hz: kilohertz(width)? });
        }
        lora_rate(rate)
    }

    /// Signal of the packet, or of the antenna that heard it best.
    fn signal(&self) -> Signal<'_> {
        let best = self.rsig.iter().max_by(|a, b| a.strength().total_cmp(&b.strength()));
        let rssi = self.rssi.measurement().or_else(|| best.and_then(Antenna::rssi));
        Signal {
            best,
            rssi_dbm: rssi.or_else(|| self.rssis.measurement()),
            snr_db: self
                .lsnr
                .measurement()
                .or_else(|| best.and_then(|best| best.lsnr.measurement())),
            channel: self.chan.to().or_else(|| best.and_then(|best| best.chan.to())),
        }
    }
}

struct Signal<'a> {
    best: Option<&'a Antenna<'a>>,
    rssi_dbm: Option<f32>,
    snr_db: Option<f32>,
    channel: Option<u8>,
}

impl Antenna<'_> {
    fn rssi(&self) -> Option<f32> {
        self.rssic.measurement().or_else(|| self.rssis.measurement())
    }

    fn strength(&self) -> f32 {
        self.rssi().unwrap_or(f32::NEG_INFINITY)
    }
}

/// Reads `SF7BW125`.
pub(super) fn lora_rate(text: &str) -> Option<Modulation> {
    let (factor, bandwidth) = text.strip_prefix("SF")?.split_once("BW")?;
    let spreading_factor = factor.parse().ok().filter(|factor| (5..=12).contains(factor))?;
    Some(Modulation::LoRa { spreading_factor, bandwidth_hz: kilohertz(bandwidth)? })
}

/// Hertz of a number of kHz between 1 and 2 000.
fn kilohertz(text: &str) -> Option<u32> {
    text.parse::<u32>().ok().filter(|khz| (1..=2_000).contains(khz)).map(|khz| khz * 1_000)
}
