//! TX_ACK: what became of a PULL_RESP.

use super::scalar::{Scalar, lenient_object};
use super::{lenient, writer};

/// A gateway's answer to a PULL_RESP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TxAnswer {
    /// Queued for transmission as asked.
    Queued,
    /// Queued, but at another power.
    QueuedAtPower {
        /// The power in dBm it will use; `None` when it does not say.
        power_dbm: Option<i32>,
    },
    /// Refused; a code such as `TOO_LATE` or `TX_FREQ`, at most 32 characters.
    Refused(Box<str>),
}

lenient_object!(
    Body<'a> {
        txpk_ack: TxpkAck<'a>,
    }
);

lenient_object!(
    TxpkAck<'a> {
        error: Scalar<'a>,
        warn: Scalar<'a>,
        value: Scalar<'a>,
    }
);

/// Reads the part of a TX_ACK after its head.
///
/// Nothing, or anything that names no error, means that the frame was queued: old forwarders
/// send no JSON when all is well.
#[must_use]
pub fn read_tx_ack(json: &[u8]) -> TxAnswer {
    let json = super::uplink::trimmed(json);
    if json.is_empty() {
        return TxAnswer::Queued;
    }
    if let Ok(body) = serde_json::from_slice::<Body<'_>>(json) {
        return answer(&body.txpk_ack);
    }
    let repaired = lenient::repair(&String::from_utf8_lossy(json));
    let ack = lenient::value_of(&repaired, "txpk_ack").map(serde_json::from_str::<TxpkAck<'_>>);
    ack.and_then(Result::ok).map_or(TxAnswer::Queued, |ack| answer(&ack))
}

fn answer(ack: &TxpkAck<'_>) -> TxAnswer {
    let named = |scalar: &Scalar<'_>| {
        let word: Box<str> = scalar.text()?.trim().chars().take(32).collect();
        (!word.is_empty() && &*word != "NONE").then_some(word)
    };
    if let Some(error) = named(&ack.error) {
        return TxAnswer::Refused(error);
    }
    match named(&ack.warn) {
        Some(_) => TxAnswer::QueuedAtPower { power_dbm: ack.value.to() },
        None => TxAnswer::Queued,
    }
}

pub(super) fn write_tx_ack(out: &mut Vec<u8>, answer: &TxAnswer) {
    match answer {
        TxAnswer::Queued => {}
        TxAnswer::QueuedAtPower { power_dbm: None } => {
            out.extend_from_slice(br#"{"txpk_ack":{"warn":"TX_POWER"}}"#);
        }
        TxAnswer::QueuedAtPower { power_dbm: Some(power) } => {
            let rest = format_args!("{power}}}}}");
            out.extend_from_slice(br#"{"txpk_ack":{"warn":"TX_POWER","value":"#);
            writer::write(out, rest);
        }
        TxAnswer::Refused(code) => {
            out.extend_from_slice(br#"{"txpk_ack":{"error":"#);
            writer::write_text(out, code);
            out.extend_from_slice(b"}}");
        }
    }
}
