//! A short run of what `fuzz/` does for hours: right datagrams with bytes changed, lost and doubled.

use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};
use thinklink_gateway::gwmp::fuzzing::Bench;

/// Datagrams of a usual run; `THINKLINK_MUTATIONS` names another number, such as a million.
const MUTATIONS: u64 = 250_000;
/// Different senders that may be remembered here.
const GATEWAYS: usize = 64;

/// Bodies of every kind of datagram, by its number.
const TEMPLATES: [(u8, &[u8]); 7] = [
    (0, br#"{"rxpk":[{"tmst":5,"freq":868.1,"chan":0,"rfch":0,"stat":1,"modu":"LORA","datr":"SF7BW125","codr":"4/5","rssi":-60,"lsnr":9.5,"size":3,"data":"AQID"}]}"#),
    (0, br#"{"rxpk":[{"stat":-1,"freq":470.3,"modu":"LORA","datr":"SF9BW125","data":"AQID"},{"modu":"FSK","datr":50000,"freq":868.8,"data":"AQ=="}]}"#),
    (0, br#"{"stat":{"time":"2026-01-02 03:04:05 GMT","lati":48.1,"long":11.5,"alti":500,"rxnb":3,"rxok":2,"rxfw":2,"ackr":99.5,"dwnb":1,"txnb":1,"temp":31.5}}"#),
    (0, br#"{"rxpk":[{"rsig":[{"ant":0,"rssic":-70,"lsnr":3}],"tmms":1400000000000,"ftime":7,"freq":903.9,"datr":"SF10BW125","modu":"LORA","data":"AQIDBAUG"}]}"#),
    (2, b""),
    (5, b""),
    (5, br#"{"txpk_ack":{"error":"TOO_LATE"}}"#),
];

#[test]
fn spoilt_datagrams_are_all_counted_and_cost_nothing() {
    let mutations = std::env::var("THINKLINK_MUTATIONS");
    let mutations = mutations.map_or(MUTATIONS, |number| number.parse().unwrap());
    let mut random = SmallRng::seed_from_u64(0x6777);
    let mut bench = Bench::with_gateways(GATEWAYS);
    let mut most_events = 0;
    for _ in 0..mutations {
        let (kind, body) = TEMPLATES[random.random_range(0..TEMPLATES.len())];
        let mut datagram = vec![2, 0, 1, kind, 1, 2, 3, 0xff, 0xfe, 4, 5, 6];
        datagram.extend_from_slice(body);
        for _ in 0..random.random_range(0..5) {
            mutate(&mut random, &mut datagram);
        }
        most_events = most_events.max(bench.handle(&datagram).len());
    }
    let counters = bench.counters();
    assert_eq!(counters.datagrams, mutations);
    let known = bench.contacts();
    assert!(known.len() <= GATEWAYS, "{} gateways", known.len());
    let heard: u64 = known.iter().map(|contact| contact.datagrams).sum();
    assert_eq!(heard + counters.foreign + counters.limited, mutations, "each one is counted");
    let sum = |of: fn(&thinklink_gateway::GatewayState) -> u64| known.iter().map(of).sum::<u64>();
    assert!(counters.foreign > 1_000 && counters.limited > 1_000, "{counters:?}");
    assert!(sum(|it| it.malformed) > 1_000 && sum(|it| it.crc_bad) > 1_000);
    assert!(sum(|it| it.uplinks) > 1_000, "many are still right");
    assert!(most_events < 16, "{most_events} events of one small datagram");
}

fn mutate(random: &mut SmallRng, datagram: &mut Vec<u8>) {
    let place = random.random_range(0..datagram.len().max(1));
    match random.random_range(0..6) {
        0 => datagram.truncate(place),
        1 => datagram.insert(place, random.random()),
        2 => {
            let end = (place + random.random_range(1..20)).min(datagram.len());
            let copy = datagram.get(place..end).unwrap_or_default().to_vec();
            datagram.splice(place..place, copy);
        }
        3 => {
            // Signs with a meaning, where they have none.
            let sign = b"{}[],:\"\\0-.e"[random.random_range(0..12)];
            if let Some(byte) = datagram.get_mut(place) {
                *byte = sign;
            }
        }
        _ => {
            if let Some(byte) = datagram.get_mut(place) {
                *byte = random.random();
            }
        }
    }
}
