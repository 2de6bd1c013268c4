//! The `stat` object: what a gateway says of itself.

use model::radio::GatewayStat;

use super::scalar::{Scalar, lenient_object};

lenient_object!(
    /// `stat` as it is written. Vendors add more.
    Stat<'a> {
        lati: Scalar<'a>,
        long: Scalar<'a>,
        alti: Scalar<'a>,
        rxnb: Scalar<'a>,
        rxok: Scalar<'a>,
        rxfw: Scalar<'a>,
        ackr: Scalar<'a>,
        dwnb: Scalar<'a>,
        txnb: Scalar<'a>,
        temp: Scalar<'a>,
        pfrm: Scalar<'a>,
        desc: Scalar<'a>,
        hver: Scalar<'a>,
        fver: Scalar<'a>,
    }
);

impl Stat<'_> {
    pub(super) fn to_model(&self) -> GatewayStat {
        let (latitude, longitude) = (self.lati.number(), self.long.number());
        let placed = latitude.zip(longitude).filter(|place| is_a_place(*place));
        GatewayStat {
            latitude: placed.map(|(latitude, _)| latitude),
            longitude: placed.map(|(_, longitude)| longitude),
            altitude: placed.and(self.alti.number()),
            rxnb: self.rxnb.to().unwrap_or(0),
            rxok: self.rxok.to().unwrap_or(0),
            rxfw: self.rxfw.to().unwrap_or(0),
            ackr: self.ackr.measurement(),
            dwnb: self.dwnb.to().unwrap_or(0),
            txnb: self.txnb.to().unwrap_or(0),
            temp: self.temp.measurement(),
            platform: word(&self.pfrm),
            version: word(&self.fver).or_else(|| word(&self.hver)).or_else(|| word(&self.desc)),
        }
    }
}

/// Longest vendor text that is kept, characters.
const MAX_TEXT: usize = 64;

fn word(scalar: &Scalar<'_>) -> Option<Box<str>> {
    let text = scalar.text()?.trim();
    (!text.is_empty()).then(|| text.chars().take(MAX_TEXT).collect::<String>().into())
}

/// Forwarders without GPS report (0, 0), or (10, 20) from the template of their configuration.
fn is_a_place((latitude, longitude): (f64, f64)) -> bool {
    let is = |a: f64, b: f64| (latitude - a).abs() < 1e-9 && (longitude - b).abs() < 1e-9;
    (-90.0..=90.0).contains(&latitude)
        && (-180.0..=180.0).contains(&longitude)
        && !is(0.0, 0.0)
        && !is(10.0, 20.0)
}
