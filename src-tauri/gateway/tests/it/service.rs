use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use lorawan::Eui64;
use model::radio::{
    GatewayDownlink, GatewayStat, Modulation, TransmitAt, TransmitOutcome, Waveform,
};
use thinklink_gateway::gwmp::codec::{self, FromServer, RxPacket, TxAnswer};
use thinklink_gateway::gwmp::{Config, Gwmp};
use thinklink_gateway::{Admission, Event, Refusal, TransmitError};
use tokio::net::UdpSocket;
use tokio::sync::mpsc;

const EUI: Eui64 = Eui64::from_be_bytes([0x70, 0xb3, 0xd5, 0xff, 0xfe, 0, 0, 1]);
const SF7: Modulation = Modulation::LoRa { spreading_factor: 7, bandwidth_hz: 125_000 };

struct Door(AtomicBool);

impl Admission for Door {
    fn admit(&self, _: Eui64, _: IpAddr) -> Result<(), Refusal> {
        if self.0.load(Ordering::Relaxed) { Ok(()) } else { Err(Refusal::Disabled) }
    }
}

struct Scene {
    gwmp: Gwmp,
    events: mpsc::Receiver<Event>,
    socket: UdpSocket,
    door: Arc<Door>,
}

fn anywhere() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

impl Scene {
    async fn start(queue: usize) -> Self {
        let (sender, events) = mpsc::channel(queue);
        let door = Arc::new(Door(AtomicBool::new(true)));
        let mut config = Config::listening_on(vec![anywhere(), anywhere()]);
        config.answer_timeout = Duration::from_millis(200);
        let gwmp = Gwmp::start(config, Arc::<Door>::clone(&door), sender).await.unwrap();
        let socket = UdpSocket::bind(anywhere()).await.unwrap();
        socket.connect(gwmp.addresses()[1]).await.unwrap();
        Self { gwmp, events, socket, door }
    }

    async fn transmit(&self, downlink: GatewayDownlink) -> Result<TransmitOutcome, TransmitError> {
        self.gwmp.transmit(downlink, Instant::now()).await
    }

    async fn send(&self, bytes: &[u8]) {
        self.socket.send(bytes).await.unwrap();
    }

    async fn receive(&self) -> Vec<u8> {
        let mut bytes = vec![0; 2_048];
        let received = tokio::time::timeout(Duration::from_secs(5), self.socket.recv(&mut bytes));
        let length = received.await.expect("an answer within 5 s").unwrap();
        bytes.truncate(length);
        bytes
    }

    async fn event(&mut self) -> Event {
        let event = tokio::time::timeout(Duration::from_secs(5), self.events.recv());
        event.await.expect("an event within 5 s").unwrap()
    }
}

fn packet(tmst: u32, phy: &[u8]) -> RxPacket<'_> {
    RxPacket {
        tmst,
        time: None,
        tmms: None,
        ftime: None,
        channel: 2,
        rf_chain: 0,
        frequency_hz: 868_500_000,
        modulation: SF7,
        code_rate: "4/5",
        rssi_dbm: Some(-61.0),
        snr_db: Some(7.5),
        board: None,
        antenna: None,
        phy,
    }
}

fn downlink() -> GatewayDownlink {
    GatewayDownlink {
        gateway: EUI,
        at: TransmitAt::Counter(5_000_000),
        frequency_hz: 868_500_000,
        modulation: SF7,
        power_dbm: 14,
        phy: Arc::from([0x60_u8; 12]),
        board: None,
        antenna: None,
        waveform: Waveform::default(),
    }
}

#[tokio::test]
async fn reports_are_acknowledged_and_become_events() {
    let mut scene = Scene::start(16).await;
    let stat = GatewayStat { rxnb: 2, rxok: 1, ..GatewayStat::default() };
    let report = codec::push_data(0xbeef, EUI, &[packet(1, b"abc")], Some(&stat));
    scene.send(&report).await;
    assert_eq!(scene.receive().await, codec::push_ack(2, 0xbeef));
    let Event::Uplink(uplink) = scene.event().await else { panic!("no uplink") };
    assert_eq!((uplink.gateway, uplink.token, &*uplink.phy), (EUI, 0xbeef, &b"abc"[..]));
    assert!(matches!(scene.event().await, Event::Stat { gateway: EUI, .. }));
    // The same report by another way, then a new one.
    scene.send(&report).await;
    scene.send(&codec::push_data(2, EUI, &[packet(2, b"abc")], None)).await;
    assert!(matches!(scene.event().await, Event::Stat { .. }));
    let Event::Uplink(second) = scene.event().await else { panic!("no uplink") };
    assert_eq!(second.tmst, 2);
    let state = scene.gwmp.snapshot().remove(0);
    assert_eq!((state.uplinks, state.repeats, state.datagrams), (2, 1, 3));
    assert_eq!(state.stat, Some(stat));
}

#[tokio::test]
async fn frames_of_gateways_that_are_not_admitted_are_only_shown() {
    let mut scene = Scene::start(16).await;
    scene.door.0.store(false, Ordering::Relaxed);
    scene.send(&codec::push_data(1, EUI, &[packet(1, b"abc")], None)).await;
    assert_eq!(scene.receive().await, codec::push_ack(2, 1));
    assert!(matches!(scene.event().await, Event::Unknown { gateway: EUI, .. }));
    let Event::Refused { reason: Refusal::Disabled, uplink: Some(shown), .. } = scene.event().await
    else {
        panic!("the frame is not shown");
    };
    assert_eq!(&*shown.phy, b"abc");
    scene.door.0.store(true, Ordering::Relaxed);
    scene.send(&codec::push_data(2, EUI, &[packet(1, b"abc")], None)).await;
    assert!(matches!(scene.event().await, Event::Uplink(_)));
}

#[tokio::test]
async fn downlinks_go_out_and_their_answers_come_back() {
    let mut scene = Scene::start(16).await;
    let nowhere = scene.transmit(downlink()).await;
    assert!(matches!(nowhere, Err(TransmitError::NoPath(EUI))), "{nowhere:?}");
    scene.send(&codec::pull_data(3, EUI)).await;
    assert_eq!(scene.receive().await, codec::pull_ack(2, 3));
    assert!(matches!(scene.event().await, Event::Keepalive { gateway: EUI, .. }));
    for (answer, outcome) in [
        (TxAnswer::Queued, TransmitOutcome::Accepted { power_dbm: None }),
        (
            TxAnswer::QueuedAtPower { power_dbm: Some(12) },
            TransmitOutcome::Accepted { power_dbm: Some(12) },
        ),
        (TxAnswer::Refused("TOO_LATE".into()), TransmitOutcome::Refused("TOO_LATE".into())),
    ] {
        let gateway_side = async {
            let bytes = scene.receive().await;
            let Some(FromServer::PullResp { token, json }) = FromServer::read(&bytes) else {
                panic!("no PULL_RESP");
            };
            assert_eq!(codec::read_downlink(json).unwrap().phy, [0x60; 12]);
            scene.send(&codec::tx_ack(token, EUI, &answer)).await;
        };
        let (got, ()) = tokio::join!(scene.transmit(downlink()), gateway_side);
        assert_eq!(got.unwrap(), outcome);
    }
    assert_eq!(scene.transmit(downlink()).await.unwrap(), TransmitOutcome::NoAnswer);
    let state = scene.gwmp.snapshot().remove(0);
    assert_eq!((state.downlinks, state.tx_errors, state.tx_unanswered), (4, 1, 1));
}

/// What is to be transmitted later may be answered until then and a while longer.
#[tokio::test]
async fn an_answer_that_comes_late_still_counts() {
    let scene = Scene::start(16).await;
    scene.send(&codec::pull_data(3, EUI)).await;
    scene.receive().await;
    let begins = Instant::now() + Duration::from_secs(60);
    let gateway_side = async {
        let bytes = scene.receive().await;
        let Some(FromServer::PullResp { token, .. }) = FromServer::read(&bytes) else {
            panic!("no PULL_RESP");
        };
        // Twice as long as an answer is waited for after the transmission.
        tokio::time::sleep(Duration::from_millis(400)).await;
        scene.send(&codec::tx_ack(token, EUI, &TxAnswer::Refused("TOO_LATE".into()))).await;
    };
    let (got, ()) = tokio::join!(scene.gwmp.transmit(downlink(), begins), gateway_side);
    assert_eq!(got.unwrap(), TransmitOutcome::Refused("TOO_LATE".into()));
    assert_eq!(scene.gwmp.snapshot().remove(0).tx_unanswered, 0);
}

#[tokio::test]
async fn a_full_queue_loses_events_and_counts_them() {
    let mut scene = Scene::start(2).await;
    for tmst in 1..=5 {
        scene.send(&codec::push_data(1, EUI, &[packet(tmst, b"abc")], None)).await;
        scene.receive().await;
    }
    // An acknowledgement comes before its event, so ask until all events were told.
    let mut counters = scene.gwmp.counters();
    while counters.uplinks + counters.uplinks_dropped < 5 {
        scene.send(&codec::pull_data(1, EUI)).await;
        scene.receive().await;
        counters = scene.gwmp.counters();
    }
    assert_eq!((counters.uplinks, counters.uplinks_dropped), (2, 3));
    assert!(counters.events_dropped >= 3);
    assert!(matches!(scene.event().await, Event::Uplink(_)));
}

#[tokio::test]
async fn nonsense_is_counted_and_not_answered() {
    let scene = Scene::start(2).await;
    for nonsense in [&b""[..], b"x", b"\x02\x00\x00\x09aaaaaaaa", &[0xff; 1_500]] {
        scene.send(nonsense).await;
    }
    scene.send(&codec::pull_data(9, EUI)).await;
    assert_eq!(scene.receive().await, codec::pull_ack(2, 9));
    assert_eq!(scene.gwmp.counters().foreign, 4);
}

#[tokio::test]
async fn an_address_in_use_is_named_and_does_not_stop_the_other() {
    let taken = UdpSocket::bind(anywhere()).await.unwrap();
    let address = taken.local_addr().unwrap();
    let door: Arc<Door> = Arc::new(Door(AtomicBool::new(true)));
    let (sender, _events) = mpsc::channel(1);
    let config = Config::listening_on(vec![address]);
    let refused = Gwmp::start(config, Arc::<Door>::clone(&door), sender.clone()).await;
    let message = refused.err().expect("the address is taken").to_string();
    assert!(message.contains(&address.to_string()), "{message}");
    let config = Config::listening_on(vec![address, anywhere()]);
    let gwmp = Gwmp::start(config, door, sender).await.unwrap();
    assert_eq!(gwmp.addresses().len(), 1);
    assert_eq!(gwmp.problems()[0].address, address);
}

#[tokio::test]
async fn stopping_frees_the_ports_and_ends_the_events() {
    let Scene { gwmp, mut events, .. } = Scene::start(2).await;
    let addresses = gwmp.addresses();
    gwmp.stop().await;
    assert!(events.recv().await.is_none());
    for address in addresses {
        UdpSocket::bind(address).await.unwrap();
    }
}
