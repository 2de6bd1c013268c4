use std::net::SocketAddr;
use std::time::{Duration, Instant};

use lorawan::Eui64;
use model::Timestamp;

use super::{Arrival, Desk, Limits, Rate, Step, TransmitError};
use crate::contact::TxAckSupport;
use crate::event::Refusal;
use crate::gwmp::codec::{FromGateway, Kind, TxAnswer};

const GATEWAY: Eui64 = Eui64::from_be_bytes([1, 2, 3, 0xff, 0xfe, 4, 5, 6]);
const HOME: &str = "192.0.2.1:40000";
const THIEF: &str = "198.51.100.7:40000";

/// A desk with a clock that the test moves.
struct Scene {
    desk: Desk,
    start: Instant,
    seconds: f32,
}

impl Scene {
    fn new(limits: Limits) -> Self {
        Self { desk: Desk::new(limits), start: Instant::now(), seconds: 0.0 }
    }

    fn now(&self) -> Instant {
        self.start + Duration::from_secs_f32(self.seconds)
    }

    fn arrival(&self, peer: &str) -> Arrival {
        let peer: SocketAddr = peer.parse().unwrap();
        Arrival { listener: 0, peer, arrived: self.now(), at: Timestamp::from_millis(0) }
    }

    /// A datagram of a gateway; whether a notice came of it is in the word.
    fn receive(
        &mut self,
        gateway: Eui64,
        kind: Kind<'_>,
        peer: &str,
        admitted: bool,
    ) -> &'static str {
        let refusal = (!admitted).then_some(Refusal::NotRegistered);
        self.receive_as(gateway, kind, peer, refusal)
    }

    fn receive_as(
        &mut self,
        gateway: Eui64,
        kind: Kind<'_>,
        peer: &str,
        refusal: Option<Refusal>,
    ) -> &'static str {
        let datagram = FromGateway { version: 2, token: 7, gateway, kind };
        match self.desk.open(&datagram, &self.arrival(peer), refusal) {
            Step::Drop => "drop",
            Step::Refuse { tell: true, .. } => "refuse, tell",
            Step::Refuse { tell: false, show: true } => "refuse, show",
            Step::Refuse { tell: false, show: false } => "refuse",
            Step::Reject { notice: Some(_), .. } => "reject, notice",
            Step::Reject { notice: None, .. } => "reject",
            Step::Accept { notice: None } => "accept",
            Step::Accept { notice: Some(_) } => "accept, duplicate",
        }
    }

    fn pull(&mut self, seconds: f32, peer: &str) -> &'static str {
        self.seconds = seconds;
        self.receive(GATEWAY, Kind::PullData, peer, true)
    }

    /// Where a downlink would go now.
    fn downlink(&mut self, seconds: f32) -> String {
        self.seconds = seconds;
        match self.desk.begin_transmit(GATEWAY, self.now()) {
            Ok(outgoing) => outgoing.peer.to_string(),
            Err(TransmitError::NoPath(_)) => "no path".to_owned(),
            Err(other) => other.to_string(),
        }
    }
}

#[test]
fn downlinks_follow_pull_data_and_nothing_else() {
    let mut scene = Scene::new(Limits::default());
    assert_eq!(scene.downlink(0.0), "no path");
    scene.receive(GATEWAY, Kind::PushData(b"{}"), "192.0.2.1:50000", true);
    assert_eq!(scene.downlink(0.0), "no path");
    scene.pull(0.0, HOME);
    assert_eq!(scene.downlink(0.1), HOME);
    scene.receive(GATEWAY, Kind::PushData(b"{}"), "192.0.2.1:50000", true);
    assert_eq!(scene.downlink(0.2), HOME);
    assert_eq!(scene.downlink(89.0), HOME);
    assert_eq!(scene.downlink(90.1), "no path");
}

#[test]
fn a_new_port_of_the_same_host_takes_over_at_once() {
    let mut scene = Scene::new(Limits::default());
    scene.pull(0.0, HOME);
    assert_eq!(scene.pull(1.0, "192.0.2.1:40001"), "accept");
    assert_eq!(scene.downlink(1.0), "192.0.2.1:40001");
}

#[test]
fn two_senders_on_one_host_are_noticed() {
    let mut scene = Scene::new(Limits::default());
    scene.pull(0.0, HOME);
    scene.pull(1.0, "192.0.2.1:40001");
    assert_eq!(scene.pull(2.0, HOME), "accept, duplicate");
    assert_eq!(scene.pull(3.0, "192.0.2.1:40001"), "accept", "once a minute is enough");
}

#[test]
fn another_host_gets_the_path_only_when_the_old_one_is_silent() {
    let mut scene = Scene::new(Limits::default());
    for second in [0.0, 6.0, 12.0] {
        scene.pull(second, HOME);
    }
    assert_eq!(scene.pull(13.0, THIEF), "accept, duplicate");
    assert_eq!(scene.downlink(13.0), HOME);
    assert_eq!(scene.pull(29.9, THIEF), "accept", "noticed already");
    assert_eq!(scene.downlink(29.9), HOME);
    // Three keep-alives of 6 s after the last sign of life.
    assert_eq!(scene.pull(30.1, THIEF), "accept");
    assert_eq!(scene.downlink(30.1), THIEF);
    assert_eq!(scene.desk.contacts()[0].conflicts, 3);
}

#[test]
fn a_gateway_that_reports_is_not_silent_however_long_it_keeps_no_path_alive() {
    let mut scene = Scene::new(Limits::default());
    scene.pull(0.0, HOME);
    for second in 1_u8..40 {
        scene.seconds = f32::from(second) * 2.0;
        scene.receive(GATEWAY, Kind::PushData(b"{}"), "192.0.2.1:50000", true);
    }
    assert_eq!(scene.pull(79.0, THIEF), "accept, duplicate");
    assert_eq!(scene.downlink(79.0), HOME);
    // Reports of somebody else are no sign of the gateway.
    scene.seconds = 160.0;
    scene.receive(GATEWAY, Kind::PushData(b"{}"), THIEF, true);
    assert_eq!(scene.pull(168.1, THIEF), "accept, duplicate", "taken over, and told");
    assert_eq!(scene.downlink(168.1), THIEF);
}

#[test]
fn a_gateway_that_reports_and_asks_through_two_ways_keeps_a_path() {
    let mut scene = Scene::new(Limits::default());
    scene.pull(0.0, HOME);
    for second in 1_u8..=50 {
        scene.seconds = f32::from(second) * 2.0;
        scene.receive(GATEWAY, Kind::PushData(b"{}"), "192.0.2.1:50000", true);
        if second.is_multiple_of(5) {
            scene.pull(f32::from(second) * 2.0, THIEF);
        }
    }
    assert_eq!(scene.downlink(100.0), THIEF);
}

#[test]
fn another_challenger_is_told_of_soon() {
    let mut scene = Scene::new(Limits::default());
    scene.pull(0.0, HOME);
    assert_eq!(scene.pull(1.0, THIEF), "accept, duplicate");
    assert_eq!(scene.pull(10.9, "203.0.113.9:1"), "accept", "many at once flood nobody");
    assert_eq!(scene.pull(11.1, "203.0.113.9:1"), "accept, duplicate");
    assert_eq!(scene.pull(30.0, "203.0.113.9:1"), "accept", "told already");
}

#[test]
fn gateways_that_are_not_admitted_are_mentioned_now_and_then() {
    let mut scene = Scene::new(Limits::default());
    let mut push = |seconds| {
        scene.seconds = seconds;
        scene.receive(GATEWAY, Kind::PushData(b"{}"), HOME, false)
    };
    let steps = [0.0, 1.0, 9.9, 10.1, 11.0].map(&mut push);
    assert_eq!(
        steps,
        ["refuse, tell", "refuse, show", "refuse, show", "refuse, tell", "refuse, show"]
    );
    scene.receive(GATEWAY, Kind::PullData, HOME, false);
    assert!(scene.downlink(11.0).contains("not registered"));
    assert_eq!(scene.desk.contacts()[0].refused, 6);
}

#[test]
fn a_gateway_that_floods_is_held_back_but_not_on_this_machine() {
    let rate = Rate { per_second: 1.0, burst: 2.0 };
    let mut scene = Scene::new(Limits { per_gateway: rate, ..Limits::default() });
    let mut push = |peer| scene.receive(GATEWAY, Kind::PushData(b"{}"), peer, true);
    assert_eq!([push(HOME), push(HOME), push(HOME)], ["accept", "accept", "drop"]);
    assert_eq!([push("127.0.0.1:9"), push("[::ffff:127.0.0.1]:9")], ["accept", "accept"]);
    assert_eq!(scene.desk.contacts()[0].rate_limited, 1);
}

#[test]
fn an_address_that_floods_with_many_euis_is_held_back() {
    let rate = Rate { per_second: 1.0, burst: 2.0 };
    let mut scene = Scene::new(Limits { per_address: rate, ..Limits::default() });
    let steps = [1, 2, 3].map(|last| {
        let gateway = Eui64::from_be_bytes([0, 0, 0, 0, 0, 0, 0, last]);
        scene.receive(gateway, Kind::PullData, HOME, true)
    });
    assert_eq!(steps, ["accept", "accept", "drop"]);
}

#[test]
fn the_table_of_gateways_is_bounded_and_forgets_the_silent() {
    let mut scene = Scene::new(Limits { gateways: 2, ..Limits::default() });
    let mut pull = |seconds, last| {
        scene.seconds = seconds;
        let gateway = Eui64::from_be_bytes([0, 0, 0, 0, 0, 0, 0, last]);
        scene.receive(gateway, Kind::PullData, HOME, true)
    };
    let steps = [pull(0.0, 1), pull(60.0, 2), pull(61.0, 3), pull(121.0, 3), pull(121.1, 1)];
    assert_eq!(steps, ["accept", "accept", "drop", "accept", "drop"]);
}

#[test]
fn an_answer_counts_only_from_the_gateway_and_for_its_token() {
    let mut scene = Scene::new(Limits::default());
    scene.pull(0.0, HOME);
    let now = scene.now();
    let mut outgoing = scene.desk.begin_transmit(GATEWAY, now).unwrap();
    let mut answer = outgoing.answer.take().unwrap();
    scene.seconds = 0.05;
    let token = outgoing.token;
    let stranger = scene.arrival(THIEF);
    let gateway = scene.arrival(HOME);
    let other = Eui64::from_be_bytes([9; 8]);
    scene.desk.answer(GATEWAY, token, &stranger, TxAnswer::Queued);
    scene.desk.answer(GATEWAY, token.wrapping_add(1), &gateway, TxAnswer::Queued);
    scene.desk.answer(other, token, &gateway, TxAnswer::Queued);
    assert!(answer.try_recv().is_err());
    let refused = TxAnswer::Refused("TOO_LATE".into());
    scene.desk.answer(GATEWAY, token, &gateway, refused.clone());
    assert_eq!(answer.try_recv(), Ok(refused));
    scene.desk.answer(GATEWAY, token, &gateway, TxAnswer::Queued);
    let contact = scene.desk.contacts().remove(0);
    assert_eq!((contact.downlinks, contact.tx_errors), (1, 1));
    assert!(contact.rtt_ms.is_some_and(|rtt| (rtt - 50.0).abs() < 1.0));
}

#[test]
fn a_gateway_that_never_answers_is_not_waited_for() {
    let mut scene = Scene::new(Limits::default());
    scene.pull(0.0, HOME);
    let mut waits = Vec::new();
    let now = scene.now();
    let mut token = 0;
    for _ in 0..4 {
        let outgoing = scene.desk.begin_transmit(GATEWAY, now).unwrap();
        token = outgoing.token;
        waits.push(outgoing.answer.is_some());
        scene.desk.note_unanswered(GATEWAY);
    }
    assert_eq!(waits, [true, true, true, false]);
    assert_eq!(scene.desk.contacts()[0].tx_ack, TxAckSupport::No);
    // It answers after all.
    let arrival = scene.arrival(HOME);
    scene.desk.answer(GATEWAY, token, &arrival, TxAnswer::Queued);
    assert!(scene.desk.begin_transmit(GATEWAY, now).unwrap().answer.is_some());
}

#[test]
fn version_1_gateways_are_not_waited_for() {
    let mut scene = Scene::new(Limits::default());
    let datagram = FromGateway { version: 1, token: 7, gateway: GATEWAY, kind: Kind::PullData };
    let arrival = scene.arrival(HOME);
    scene.desk.open(&datagram, &arrival, None);
    let outgoing = scene.desk.begin_transmit(GATEWAY, arrival.arrived).unwrap();
    assert_eq!((outgoing.version, outgoing.token), (1, 0));
    assert!(outgoing.answer.is_none());
}

#[test]
fn tokens_do_not_come_again_and_unanswered_ones_are_bounded() {
    let mut scene = Scene::new(Limits { pending: 3, ..Limits::default() });
    scene.pull(0.0, HOME);
    let sent: Vec<_> = (0..4).map(|_| scene.downlink(0.0)).collect();
    assert!(sent[3].contains("too many"), "{sent:?}");
    assert_eq!(scene.downlink(20.1), HOME, "unanswered ones are given up after 20 s");
    let record = scene.desk.records.get_mut(&GATEWAY).unwrap();
    let tokens: std::collections::HashSet<_> =
        (0..=u16::MAX).map(|_| record.take_token()).collect();
    assert_eq!(tokens.len(), 65_536);
}

#[test]
fn of_a_refused_gateway_only_a_few_frames_a_second_are_shown() {
    let mut scene = Scene::new(Limits::default());
    let mut shown = |seconds, kind, count| {
        scene.seconds = seconds;
        (0..count)
            .filter(|_| {
                let datagram = FromGateway { version: 2, token: 7, gateway: GATEWAY, kind };
                let refusal = Some(Refusal::NotRegistered);
                let step = scene.desk.open(&datagram, &scene.arrival(HOME), refusal);
                matches!(step, Step::Refuse { show: true, .. })
            })
            .count()
    };
    assert_eq!(shown(0.0, Kind::PullData, 5), 0, "only frames are shown");
    assert_eq!(shown(0.0, Kind::PushData(b"{}"), 50), 10);
    assert_eq!(shown(1.0, Kind::PushData(b"{}"), 50), 2);
}

#[test]
fn a_sender_from_another_than_the_fixed_address_moves_nothing() {
    let rate = Rate { per_second: 1.0, burst: 3.0 };
    let mut scene = Scene::new(Limits { per_gateway: rate, ..Limits::default() });
    scene.pull(0.0, HOME);
    let before = scene.desk.contacts().remove(0);
    for (seconds, expected) in [(1.0, "reject, notice"), (2.0, "reject"), (62.0, "reject, notice")]
    {
        scene.seconds = seconds;
        let wrong = Some(Refusal::WrongAddress);
        assert_eq!(scene.receive_as(GATEWAY, Kind::PullData, THIEF, wrong), expected);
    }
    assert_eq!(scene.downlink(62.0), HOME, "not even when the gateway is silent");
    let after = scene.desk.contacts().remove(0);
    assert_eq!((after.wrong_address, after.stray), (3, Some(THIEF.parse().unwrap())));
    assert_eq!((after.last_pull, after.down_peer), (before.last_pull, before.down_peer));
    for _ in 0..3 {
        assert_eq!(scene.pull(62.0, HOME), "accept", "its rate is its own");
    }
}
