//! The Basics Station service alone: what a station is told for each kind of downlink.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use lorawan::Eui64;
use lorawan::region::Region;
use model::radio::{GatewayDownlink, Modulation, TransmitAt, TransmitOutcome, Waveform};
use serde_json::{Value, json};
use thinklink_gateway::station::{Config, Denial, Plan, Station, StationRules, Trust};
use thinklink_gateway::{Admission, Event, Gateways, Refusal, TransmitError};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

const EUI: Eui64 = Eui64::from_be_bytes([0x70, 0xb3, 0xd5, 0xff, 0xfe, 0, 0, 2]);
const SF8_WIDE: Modulation = Modulation::LoRa { spreading_factor: 8, bandwidth_hz: 500_000 };
const XTIME: i64 = (0x31 << 48) | 0x7_FFFF_FF00;

struct Everyone;

impl Admission for Everyone {
    fn admit(&self, _: Eui64, _: IpAddr) -> Result<(), Refusal> {
        Ok(())
    }
}

impl StationRules for Everyone {
    fn authorize(&self, _: Eui64, _: IpAddr, _: Option<&str>, _: bool) -> Result<Trust, Denial> {
        Ok(Trust::Claimed)
    }

    fn plan(&self, _: Eui64) -> Plan {
        Plan { region: Region::Us902, sub_band: 2, max_eirp_dbm: None }
    }
}

struct Scene {
    gateways: Arc<Gateways>,
    events: mpsc::Receiver<Event>,
    socket: WebSocketStream<TcpStream>,
}

impl Scene {
    async fn start() -> Self {
        let (sender, events) = mpsc::channel(64);
        let anywhere = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut config = Config::listening_on(vec![anywhere], None);
        config.limits.pending = 2;
        let station = Station::start(config, Arc::new(Everyone), sender).await.unwrap();
        let address = station.addresses()[0];
        let gateways = Arc::new(Gateways::new(None, Some(station)));
        let stream = TcpStream::connect(address).await.unwrap();
        let url = format!("ws://{address}/gateway/{EUI}");
        let (socket, _) = tokio_tungstenite::client_async(url, stream).await.unwrap();
        let mut scene = Self { gateways, events, socket };
        scene.say(&json!({"msgtype": "version", "station": "2.0.6", "protocol": 2})).await;
        scene.hear("router_config").await;
        scene
    }

    async fn say(&mut self, message: &Value) {
        self.socket.send(Message::text(message.to_string())).await.unwrap();
    }

    async fn hear(&mut self, kind: &str) -> Value {
        loop {
            let message = tokio::time::timeout(Duration::from_secs(10), self.socket.next());
            let message = message.await.expect("a message within 10 s").unwrap().unwrap();
            if let Message::Text(text) = message {
                let message: Value = serde_json::from_str(&text).unwrap();
                if message["msgtype"] == kind {
                    return message;
                }
            }
        }
    }

    /// Reports a frame, and waits until it is known.
    async fn uplink(&mut self) {
        let frame = json!({
            "msgtype": "updf", "MHdr": 64, "DevAddr": 1, "FCtrl": 0, "FCnt": 0, "FOpts": "",
            "FPort": 1, "FRMPayload": "00", "MIC": -1, "DR": 4, "Freq": 904_600_000,
            "upinfo": {"rctx": 7, "xtime": XTIME, "rssi": -50, "snr": 9},
        });
        self.say(&frame).await;
        loop {
            let event = tokio::time::timeout(Duration::from_secs(10), self.events.recv());
            if let Some(Event::Uplink(uplink)) = event.await.expect("an event within 10 s") {
                assert_eq!((uplink.modulation, uplink.tmst), (SF8_WIDE, 0xFFFF_FF00));
                return;
            }
        }
    }

    fn transmit(
        &self,
        downlink: GatewayDownlink,
    ) -> tokio::task::JoinHandle<Result<TransmitOutcome, TransmitError>> {
        let gateways = Arc::clone(&self.gateways);
        tokio::spawn(async move { gateways.transmit(downlink, std::time::Instant::now()).await })
    }
}

fn downlink(at: TransmitAt) -> GatewayDownlink {
    GatewayDownlink {
        gateway: EUI,
        at,
        frequency_hz: 923_300_000,
        modulation: SF8_WIDE,
        power_dbm: 20,
        phy: vec![0x60, 4, 3, 2, 1, 0, 0, 0, 9, 9, 9, 9].into(),
        board: None,
        antenna: None,
        waveform: Waveform::default(),
    }
}

const fn after(seconds: u32) -> TransmitAt {
    TransmitAt::Counter(0xFFFF_FF00_u32.wrapping_add(seconds * 1_000_000))
}

#[tokio::test]
async fn a_class_a_window_is_named_by_its_uplink_and_its_delay() {
    let mut scene = Scene::start().await;
    scene.uplink().await;
    for (delay, rx_delay, window) in
        [(1, 1, "RX1"), (5, 5, "RX1"), (15, 15, "RX1"), (16, 15, "RX2")]
    {
        let sent = scene.transmit(downlink(after(delay)));
        let dnmsg = scene.hear("dnmsg").await;
        assert_eq!((&dnmsg["dC"], dnmsg["xtime"].as_i64()), (&json!(0), Some(XTIME)), "{dnmsg}");
        assert_eq!((&dnmsg["rctx"], &dnmsg["RxDelay"]), (&json!(7), &json!(rx_delay)));
        // SF8/500 is DR4 up and DR12 down.
        assert_eq!(dnmsg[format!("{window}DR")], 12, "{dnmsg}");
        assert_eq!(dnmsg[format!("{window}Freq")], 923_300_000);
        assert_eq!(
            (&dnmsg["pdu"], &dnmsg["DevEui"]),
            (&json!("600403020100000009090909"), &json!("02-00-00-01-01-02-03-04"),)
        );
        scene.say(&json!({"msgtype": "dntxed", "diid": dnmsg["diid"]})).await;
        let accepted = TransmitOutcome::Accepted { power_dbm: None };
        assert_eq!(sent.await.unwrap().unwrap(), accepted);
    }
}

#[tokio::test]
async fn a_class_c_frame_goes_at_once_on_the_antenna_of_the_last_uplink() {
    let mut scene = Scene::start().await;
    let sent = scene.transmit(downlink(TransmitAt::Immediately));
    let dnmsg = scene.hear("dnmsg").await;
    assert_eq!((&dnmsg["dC"], dnmsg.get("xtime"), dnmsg.get("RX1Freq")), (&json!(2), None, None));
    assert_eq!((&dnmsg["RX2DR"], &dnmsg["RX2Freq"]), (&json!(12), &json!(923_300_000)));
    scene.say(&json!({"msgtype": "dntxed", "seqno": dnmsg["diid"]})).await;
    assert!(matches!(sent.await.unwrap(), Ok(TransmitOutcome::Accepted { .. })));

    scene.uplink().await;
    let sent = scene.transmit(downlink(TransmitAt::Immediately));
    let dnmsg = scene.hear("dnmsg").await;
    assert_eq!((dnmsg["xtime"].as_i64(), &dnmsg["rctx"]), (Some(XTIME), &json!(7)), "{dnmsg}");
    // No report comes, so after its tries it counts as sent without an answer.
    assert_eq!(sent.await.unwrap().unwrap(), TransmitOutcome::NoAnswer);
    assert_eq!(scene.gateways.snapshot()[0].tx_unanswered, 1);
}

#[tokio::test]
async fn what_a_station_could_not_transmit_is_refused_at_once() {
    let mut scene = Scene::start().await;
    let refused = async |scene: &Scene, downlink: GatewayDownlink| {
        scene.transmit(downlink).await.unwrap().unwrap_err().to_string()
    };
    let unknown = refused(&scene, downlink(after(1))).await;
    assert!(unknown.contains("clock is not known"), "{unknown}");
    scene.uplink().await;
    let foreign = GatewayDownlink { frequency_hz: 868_100_000, ..downlink(after(1)) };
    assert!(refused(&scene, foreign).await.contains("another band"));
    let sf9 = Modulation::LoRa { spreading_factor: 9, bandwidth_hz: 125_000 };
    let slow = GatewayDownlink { modulation: sf9, ..downlink(after(1)) };
    assert!(refused(&scene, slow).await.contains("another band"));
    let long = GatewayDownlink { phy: vec![0; 256].into(), ..downlink(after(1)) };
    assert!(refused(&scene, long).await.contains("256 bytes"));
    let waveform = Waveform { preamble: Some(800), ..Waveform::default() };
    let raw = GatewayDownlink { waveform, ..downlink(after(1)) };
    assert!(refused(&scene, raw).await.contains("no raw frames"));
    let nobody = GatewayDownlink { gateway: Eui64::default(), ..downlink(after(1)) };
    assert!(refused(&scene, nobody).await.contains("no downlink path"));

    // Two wait for their report; a third finds no room.
    let waiting = [scene.transmit(downlink(after(5))), scene.transmit(downlink(after(6)))];
    scene.hear("dnmsg").await;
    scene.hear("dnmsg").await;
    assert!(refused(&scene, downlink(after(7))).await.contains("too many"));
    // The end of the connection is the end of waiting.
    drop(scene.socket);
    for sent in waiting {
        assert_eq!(sent.await.unwrap().unwrap(), TransmitOutcome::NoAnswer);
    }
}

#[tokio::test]
async fn stopping_ends_every_connection_and_the_events() {
    let mut scene = Scene::start().await;
    let gateways = Arc::into_inner(scene.gateways).unwrap();
    gateways.stop().await;
    while scene.events.recv().await.is_some() {}
    while let Some(Ok(_)) = scene.socket.next().await {}
}
