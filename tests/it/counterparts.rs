//! Everything at once with counterparts that are not ours: a device of CN470 whose codec is
//! `lora-packet`, and an application server made of `mosquitto_pub` and `mosquitto_sub`.

use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use lorawan::Eui64;
use model::radio::{Modulation, TransmitAt};
use serde_json::{Value, json};

use crate::downlinks::{LATER, connect, enqueue};
use crate::forwarder::{Channel, Forwarder};
use crate::lora_packet::LoraPacket;
use crate::process::{Lines, Process};
use crate::stage::{Stage, report};

const DEV_EUI: Eui64 = Eui64::from_be_bytes([0x70, 0xB3, 0xD5, 0x7E, 0xD0, 0x47, 0x00, 0x01]);
const JOIN_EUI: Eui64 = Eui64::from_be_bytes([0x70, 0xB3, 0xD5, 0x7E, 0xD0, 0, 0, 1]);
const APP_KEY: [u8; 16] = *b"key for CN470 !!";
/// Channel 0 of CN470, which is answered on its downlink channel 0.
const UPLINK: Channel =
    Channel { frequency_hz: 470_300_000, spreading_factor: 9, rssi_dbm: -70.0, snr_db: 8.0 };
const RX1: u32 = 500_300_000;
const RX2: u32 = 505_300_000;

/// A device of CN470 on the air of one gateway.
struct Device {
    codec: LoraPacket,
    gateway: Forwarder,
    tmst: u32,
}

impl Device {
    /// Makes its records, and lets it join.
    fn join(stage: &Stage, class: &str) -> Result<Self> {
        let profile = json!({
            "dev_eui": DEV_EUI, "join_mode": "OTAA", "standard": "CN470", "join_eui": JOIN_EUI,
            "app_key": hex::encode(APP_KEY), "join_class_mode": class,
        });
        stage.create("/api/v1/lorawan-profiles", &profile)?;
        let record = json!({"eui": DEV_EUI, "name": "CN470", "thing_model": ["mt_ks52"]});
        stage.create("/api/v1/devices", &record)?;
        let mut device = Self {
            codec: LoraPacket::new(DEV_EUI, JOIN_EUI, APP_KEY)?,
            gateway: connect(stage, 1)?,
            tmst: 0,
        };
        let request = device.codec.join_request()?;
        device.send(&request)?;
        let answer = device.gateway.transmission()?;
        assert_eq!(answer.frequency_hz, RX1);
        assert_eq!(answer.at, TransmitAt::Counter(device.tmst + 5_000_000));
        device.codec.join(&answer.phy)?;
        Ok(device)
    }

    fn send(&mut self, phy: &[u8]) -> Result<()> {
        self.tmst += LATER;
        self.gateway.report_as(self.tmst, phy, UPLINK)
    }

    fn report(&mut self, tenths: i16, confirmed: bool, ack: bool) -> Result<()> {
        let phy = self.codec.uplink(&report(tenths, 480), confirmed, ack)?;
        self.send(&phy)
    }
}

/// Class A: joins, reports, is acknowledged, is told something and acknowledges it, all by a codec
/// that is not ours.
#[test]
fn a_device_of_cn470_with_a_codec_that_is_not_ours_joins_reports_and_is_told() -> Result<()> {
    let stage = Stage::set()?;
    let mut subscriber = stage.subscriber()?;
    let mut events = stage.events("downlink")?;
    let mut device = Device::join(&stage, "ClassA")?;
    device.report(234, true, false)?;
    let telemetry = subscriber.hear(&format!("/v32/default/tkl/up/telemetry/{DEV_EUI}"))?;
    assert!(telemetry.to_string().contains("23.4"), "{telemetry}");
    let answer = device.gateway.transmission()?;
    assert_eq!(
        (answer.frequency_hz, answer.at),
        (RX1, TransmitAt::Counter(device.tmst + 1_000_000))
    );
    let sf9 = Modulation::LoRa { spreading_factor: 9, bandwidth_hz: 125_000 };
    assert_eq!(answer.modulation, sf9);
    let said = device.codec.downlink(&answer.phy, 0)?;
    assert_eq!(
        (&said["ack"], &said["f_port"], &said["payload"]),
        (&json!(true), &Value::Null, &json!(""))
    );

    let eui = DEV_EUI.to_string();
    let wanted = json!({"f_port": 10, "payload": "0102030405", "confirmed": true});
    let item = enqueue(&stage, &eui, &wanted)?;
    enqueue(&stage, &eui, &json!({"f_port": 11, "payload": "06"}))?;
    device.report(235, false, false)?;
    let phy = device.gateway.downlink()?;
    let said = device.codec.downlink(&phy, 1)?;
    assert_eq!((&said["f_port"], &said["payload"]), (&json!(10), &json!("0102030405")), "{said}");
    assert_eq!((&said["confirmed"], &said["f_pending"]), (&json!(true), &json!(true)), "{said}");
    events.downlink(&item["id"], "sent")?;
    device.report(236, false, true)?;
    events.downlink(&item["id"], "acknowledged")?;
    let phy = device.gateway.downlink()?;
    let said = device.codec.downlink(&phy, 2)?;
    assert_eq!((&said["f_port"], &said["payload"]), (&json!(11), &json!("06")), "{said}");
    Ok(())
}

/// Class C: after its first uplink it is told at once, in its second window's place.
#[test]
fn a_device_of_class_c_with_a_codec_that_is_not_ours_is_told_at_once() -> Result<()> {
    let stage = Stage::set()?;
    let mut events = stage.events("downlink")?;
    let mut device = Device::join(&stage, "ClassC")?;
    let eui = DEV_EUI.to_string();
    device.report(234, true, false)?;
    let phy = device.gateway.downlink()?;
    device.codec.downlink(&phy, 0)?;
    for (f_cnt, confirmed) in [(1, false), (2, true)] {
        let wanted = json!({"f_port": 10, "payload": "aabb", "confirmed": confirmed});
        let item = enqueue(&stage, &eui, &wanted)?;
        let sent = device.gateway.transmission()?;
        assert_eq!((sent.frequency_hz, sent.at), (RX2, TransmitAt::Immediately));
        let said = device.codec.downlink(&sent.phy, f_cnt)?;
        assert_eq!((&said["payload"], &said["confirmed"]), (&json!("aabb"), &json!(confirmed)));
        events.downlink(&item["id"], "sent")?;
        if confirmed {
            device.report(235, false, true)?;
            events.downlink(&item["id"], "acknowledged")?;
        }
    }
    Ok(())
}

/// The clients of mosquitto against the broker inside.
struct Mosquitto {
    options: Vec<String>,
}

impl Mosquitto {
    fn of(stage: &Stage) -> Result<Self> {
        let (user, password) = stage.mqtt_account(&stage.owner)?;
        let (host, port) = stage.instance.address("mqtt")?.rsplit_once(':').context("host:port")?;
        let options = ["-h", host, "-p", port, "-u", &user, "-P", &password, "-q", "1"];
        Ok(Self { options: options.map(str::to_owned).to_vec() })
    }

    /// Subscribes, and waits until that is granted.
    fn subscribe(&self, topic: &str) -> Result<(Process, Lines)> {
        // Into a pipe it would keep back what it says.
        let mut command = Command::new("stdbuf");
        command.args(["-oL", "mosquitto_sub"]).args(&self.options);
        command.args(["-d", "-t", topic]).stdout(Stdio::piped());
        let mut process =
            Process::start(&mut command).context("apt-get install mosquitto-clients")?;
        let lines = process.stdout()?;
        lines.until(|line| line.starts_with("Subscribed"))?;
        Ok((process, lines))
    }

    fn publish(&self, topic: &str, body: &Value) -> Result<()> {
        let mut command = Command::new("mosquitto_pub");
        command.args(&self.options).args(["-t", topic, "-m", &body.to_string()]);
        let status = Process::start(&mut command)?.wait()?;
        ensure!(status.success(), "{status}");
        Ok(())
    }
}

fn next(lines: &Lines) -> Result<Value> {
    Ok(serde_json::from_str(&lines.until(|line| line.starts_with('{'))?)?)
}

/// The AS protocol as an integrator tries it from a shell.
#[test]
fn an_application_server_made_of_mosquitto_clients_hears_and_tells_a_device() -> Result<()> {
    let stage = Stage::set()?;
    let mut device = Device::join(&stage, "ClassA")?;
    let shell = Mosquitto::of(&stage)?;
    let (_up, uplinks) = shell.subscribe(&format!("/v32/default/as/up/data/{DEV_EUI}"))?;
    let (_ack, acks) = shell.subscribe(&format!("/v32/default/as/up/ack/{DEV_EUI}"))?;

    device.report(234, false, false)?;
    let message = next(&uplinks)?;
    assert_eq!(message["moteeui"], json!(DEV_EUI), "{message}");
    assert_eq!(message.pointer("/userdata/seqno"), Some(&json!(0)), "{message}");
    assert_eq!(message.pointer("/moteTx/freq"), Some(&json!(470.3)), "{message}");

    let down = json!({
        "version": "3.1", "type": "data", "if": "loraWAN", "moteeui": DEV_EUI, "token": 4711,
        "userdata": {"confirmed": false, "fpend": false, "port": 10, "payload": "AQID"},
    });
    shell.publish(&format!("/v32/default/as/dn/data/{DEV_EUI}"), &down)?;
    let queued = next(&acks)?;
    assert_eq!((&queued["type"], &queued["token"]), (&json!("ackSeq"), &json!(4711)), "{queued}");
    assert_eq!((&queued["seq"], &queued["msg"]), (&json!(0), &json!("OK")), "{queued}");
    device.report(235, false, false)?;
    let phy = device.gateway.downlink()?;
    let said = device.codec.downlink(&phy, 0)?;
    assert_eq!((&said["f_port"], &said["payload"]), (&json!(10), &json!("010203")), "{said}");
    let sent = next(&acks)?;
    assert_eq!((&sent["type"], &sent["token"]), (&json!("ackTx"), &json!(4711)), "{sent}");
    assert_eq!((&sent["seq"], &sent["msg"]), (&json!(0), &json!("OK")), "{sent}");
    Ok(())
}
