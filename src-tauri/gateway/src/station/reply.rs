//! Writes what a station is told.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lorawan::Eui64;
use model::radio::GatewayDownlink;
use serde_json::{Number, Value, json};

use super::id::{write_dashed, write_id6};

/// The server's own id in the answer to a discovery. It names nothing.
const MUXS: &str = "muxs-::0";

/// Longest `RxDelay` of a `dnmsg`, seconds.
pub(super) const MAX_RX_DELAY: u8 = 15;

/// Importance among the frames that a station has to transmit, 0 to 255. All are alike: which one
/// goes first was decided before.
const PRIORITY: u8 = 128;

/// When a station transmits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// This long after an uplink, which its clock and antenna name: a class A window.
    After {
        /// `xtime` of the uplink, as the station wrote it.
        xtime: i64,
        /// `rctx` of the uplink.
        rctx: i64,
        /// Seconds from the end of the uplink, 1 to 16.
        delay_s: u8,
    },
    /// As soon as it can, on the antenna of an earlier uplink: class C.
    Immediately {
        /// `xtime` and `rctx` of the last uplink, when there was one.
        last: Option<(i64, i64)>,
    },
}

/// The answer to a discovery that names where to connect.
#[must_use]
pub fn discovered(router: Eui64, uri: &str) -> String {
    json!({"router": write_id6(router), "muxs": MUXS, "uri": uri}).to_string()
}

/// The answer to a discovery that refuses.
#[must_use]
pub fn refused(router: Eui64, why: &str) -> String {
    json!({"router": write_id6(router), "error": why}).to_string()
}

/// A frame to transmit. `dr` is the number of its data rate in the station's configuration.
///
/// One message carries one window: the network server keeps the choice between RX1 and RX2, its
/// accounts of duty cycle stay true, and `dntxed` says which of the two was used.
#[must_use]
pub fn dnmsg(downlink: &GatewayDownlink, dr: u8, diid: i64, when: When, now: SystemTime) -> String {
    let mut message = json!({
        "msgtype": "dnmsg",
        "DevEui": write_dashed(dev_eui(&downlink.phy)),
        "diid": diid,
        "pdu": hex::encode_upper(&downlink.phy),
        "priority": PRIORITY,
        "MuxTime": mux_time(now),
    });
    let frequency = downlink.frequency_hz;
    match when {
        When::After { xtime, rctx, delay_s } => {
            put(&mut message, "dC", 0);
            put(&mut message, "xtime", xtime);
            put(&mut message, "rctx", rctx);
            // The station adds RxDelay to xtime, and a second more for RX2. The longest RX2 delay
            // is one second more than RxDelay can say.
            if delay_s > MAX_RX_DELAY {
                put(&mut message, "RxDelay", MAX_RX_DELAY);
                put(&mut message, "RX2DR", dr);
                put(&mut message, "RX2Freq", frequency);
            } else {
                put(&mut message, "RxDelay", delay_s);
                put(&mut message, "RX1DR", dr);
                put(&mut message, "RX1Freq", frequency);
            }
        }
        When::Immediately { last } => {
            put(&mut message, "dC", 2);
            put(&mut message, "RxDelay", 1);
            put(&mut message, "RX2DR", dr);
            put(&mut message, "RX2Freq", frequency);
            if let Some((xtime, rctx)) = last {
                put(&mut message, "xtime", xtime);
                put(&mut message, "rctx", rctx);
            }
        }
    }
    message.to_string()
}

fn put(message: &mut Value, name: &str, value: impl Into<Value>) {
    if let Some(members) = message.as_object_mut() {
        members.insert(name.to_owned(), value.into());
    }
}

/// A station reports only downlinks whose DevEui is not zero, and knows it for nothing else. The
/// frame's own address goes in where it has one.
fn dev_eui(phy: &[u8]) -> Eui64 {
    const JOIN_ACCEPT: u8 = 0x20;
    let address = match phy {
        [kind, a0, a1, a2, a3, ..] if kind & 0xE0 != JOIN_ACCEPT => [*a3, *a2, *a1, *a0],
        _ => [0; 4],
    };
    let [a, b, c, d] = address;
    Eui64::from_be_bytes([0x02, 0, 0, 1, a, b, c, d])
}

/// The answer to a station's question for the time.
#[must_use]
pub fn timesync(txtime: &Number, now: SystemTime) -> String {
    json!({
        "msgtype": "timesync",
        "txtime": txtime,
        "gpstime": gps_us(now),
        "MuxTime": mux_time(now),
    })
    .to_string()
}

/// Seconds since 1970.
#[must_use]
pub fn mux_time(now: SystemTime) -> f64 {
    now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}

fn gps_us(now: SystemTime) -> u64 {
    let since_1970: Duration = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let unix_us = u64::try_from(since_1970.as_micros()).unwrap_or(u64::MAX);
    lorawan::gps_time::from_unix_us(unix_us).unwrap_or(0)
}
