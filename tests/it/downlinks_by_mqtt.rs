//! The AS protocol's downlinks, driven by an MQTT client that is not the broker's.

use anyhow::Result;
use gateway::gwmp::codec::TxAnswer;
use model::radio::TransmitAt;
use serde_json::{Value, json};
use testkit::DeviceDescription;

use crate::downlinks::{LATER, acknowledging, connect, path, read};
use crate::mqtt::{Publisher, Subscriber};
use crate::stage::{Stage, abp, as_topic, uplink};

/// An application server: what it says and what it hears.
struct AppServer {
    publisher: Publisher,
    subscriber: Subscriber,
    down: String,
    ack: String,
    eui: String,
}

impl AppServer {
    fn of(stage: &Stage, device: &DeviceDescription) -> Result<Self> {
        let (username, password) = stage.mqtt_account(&stage.owner)?;
        let address = stage.instance.address("mqtt")?;
        Ok(Self {
            publisher: Publisher::connect(address, &username, &password)?,
            subscriber: stage.subscriber()?,
            down: format!("/v32/default/as/dn/data/{}", device.dev_eui),
            ack: as_topic("ack", device),
            eui: device.dev_eui.to_string(),
        })
    }

    fn say(&mut self, body: &Value) -> Result<()> {
        self.say_text(&body.to_string())
    }

    fn say_text(&mut self, body: &str) -> Result<()> {
        self.publisher.publish(&self.down, body.as_bytes())?;
        Ok(())
    }

    /// The next acknowledgement.
    #[track_caller]
    fn told(&mut self, kind: &str, token: &Value) -> Result<Value> {
        let ack = self.subscriber.hear(&self.ack)?;
        let said = |name| ack.get(name).cloned().unwrap_or_default();
        assert_eq!((said("type"), &said("token")), (json!(kind), token), "{ack}");
        assert_eq!(said("moteeui"), self.eui, "{ack}");
        assert_eq!(said("version"), "3.1", "{ack}");
        assert_eq!(said("seq") == -1, said("msg") != "OK", "{ack}");
        Ok(ack)
    }
}

fn message(token: &Value, payload: &str, confirmed: bool) -> Value {
    json!({"version": "3.1", "type": "data", "if": "loraWAN", "token": token,
        "userdata": {"confirmed": confirmed, "fpend": false, "port": 61, "payload": payload,
            "intervalms": 0, "dnWaitms": 0, "specify": {"gweui": "", "txTime": ""}}})
}

#[test]
fn a_downlink_is_acknowledged_when_it_is_queued_and_when_it_is_sent() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let mut server = AppServer::of(&stage, &device)?;
    let gateway = connect(&stage, 1)?;

    // A token comes back as it was written, even one that JavaScript could not count with.
    let token = json!(9_007_199_254_740_993_u64);
    server.say(&message(&token, "AQID", false))?;
    assert_eq!(server.told("ackSeq", &token)?["seq"], 0);
    let text = json!("order 66");
    server.say(&message(&text, "BA==", true))?;
    assert_eq!(server.told("ackSeq", &text)?["seq"], 1, "the counter it will have");

    gateway.report(LATER, &uplink(&device, 1, false)?)?;
    let heard = read(&gateway.downlink()?, &device, 0)?;
    assert_eq!((heard.f_port, &*heard.payload, heard.f_pending), (Some(61), "010203", true));
    assert_eq!(server.told("ackTx", &token)?["seq"], 0);
    gateway.report(2 * LATER, &uplink(&device, 2, false)?)?;
    assert!(read(&gateway.downlink()?, &device, 1)?.confirmed);
    assert_eq!(server.told("ackTx", &text)?["seq"], 1);
    gateway.report(3 * LATER, &acknowledging(&device, 3)?)?;

    // Cleared, and this one instead.
    server.say(&message(&json!(1), "AQ==", false))?;
    server.told("ackSeq", &json!(1))?;
    let mut clear = message(&json!(2), "Ag==", false);
    clear["type"] = json!("dataClear");
    // What is refused clears nothing.
    let mut refused = clear.clone();
    refused["userdata"]["port"] = json!(224);
    server.say(&refused)?;
    assert_eq!(server.told("ackSeq", &json!(2))?["seq"], -1);
    let list = stage.read(&path(&server.eui))?;
    let waiting = list["waiting"].as_array().into_iter().flatten();
    let tokens: Vec<&Value> = waiting.map(|item| &item["token"]).collect();
    assert!(tokens.contains(&&json!(1)), "{list}");
    server.say(&clear)?;
    server.told("ackTx", &json!(1))?;
    server.told("ackSeq", &json!(2))?;
    gateway.report(4 * LATER, &uplink(&device, 4, false)?)?;
    assert_eq!(read(&gateway.downlink()?, &device, 2)?.payload, "02");
    server.told("ackTx", &json!(2))?;
    let list = stage.read(&path(&server.eui))?;
    let states = crate::downlinks::states(&list["recent"]);
    assert_eq!(states, ["sent", "cancelled", "acknowledged", "sent"], "{list}");
    Ok(())
}

/// Learnt from others' bugs: the sender hears what did not work, and why.
#[test]
fn a_downlink_that_fails_is_answered_with_the_reason() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    stage.change("/api/v1/settings", &json!({"confirmed_retries": 1}))?;
    let mut server = AppServer::of(&stage, &device)?;
    let gateway = connect(&stage, 1)?;
    let reason = |ack: &Value| ack["msg"].as_str().unwrap_or_default().to_owned();

    for (body, token, word) in [
        ("{\"token\":1", Value::Null, "JSON"),
        ("{\"token\":2}", json!(2), "userdata"),
        ("{\"token\":3,\"userdata\":{\"port\":300,\"payload\":\"AQ==\"}}", json!(3), "f_port"),
        (
            "{\"token\":4,\"if\":\"485\",\"userdata\":{\"port\":1,\"payload\":\"AQ==\"}}",
            json!(4),
            "485",
        ),
    ] {
        server.say_text(body)?;
        let ack = server.told("ackSeq", &token)?;
        assert!(reason(&ack).contains(word), "{ack}");
    }
    let status = stage.read("/api/v1/status")?;
    assert_eq!(status.pointer("/refused/by_code/mqtt_downlink_refused"), Some(&json!(4)));

    // The device never acknowledges: sent once, once more, and given up.
    server.say(&message(&json!(5), "AQID", true))?;
    server.told("ackSeq", &json!(5))?;
    gateway.report(LATER, &uplink(&device, 1, false)?)?;
    gateway.downlink()?;
    server.told("ackTx", &json!(5))?;
    for f_cnt in [2, 3] {
        gateway.report(f_cnt * LATER, &uplink(&device, f_cnt, f_cnt == 3)?)?;
        gateway.downlink_answered(&TxAnswer::Queued)?;
    }
    let ack = server.told("ackTx", &json!(5))?;
    assert!(reason(&ack).contains("did not acknowledge") && ack["seq"] == -1, "{ack}");

    // A gateway that did not hear the device cannot answer it.
    let mut forced = message(&json!(6), "AQID", false);
    forced["userdata"]["specify"]["gweui"] = json!("02517efffebbbb09");
    server.say(&forced)?;
    server.told("ackSeq", &json!(6))?;
    gateway.report(4 * LATER, &uplink(&device, 4, true)?)?;
    assert!(read(&gateway.downlink()?, &device, 3)?.ack, "what is owed goes all the same");
    let ack = server.told("ackTx", &json!(6))?;
    assert!(reason(&ack).contains("did not hear"), "{ack}");

    stage.change_profile(&device, &json!({"down_enable": false}))?;
    server.say(&message(&json!(7), "AQID", false))?;
    let ack = server.told("ackSeq", &json!(7))?;
    assert!(reason(&ack).contains("down_enable"), "{ack}");
    Ok(())
}

#[test]
fn a_device_that_does_not_answer_in_the_senders_time_fails() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let mut server = AppServer::of(&stage, &device)?;
    let gateway = connect(&stage, 1)?;
    let mut impatient = message(&json!(1), "AQID", true);
    impatient["userdata"]["dnWaitms"] = json!(1);
    server.say(&impatient)?;
    server.told("ackSeq", &json!(1))?;
    gateway.report(LATER, &uplink(&device, 1, false)?)?;
    gateway.downlink()?;
    server.told("ackTx", &json!(1))?;
    let ack = server.told("ackTx", &json!(1))?;
    assert!(ack["msg"].as_str().unwrap_or_default().contains("in time"), "{ack}");
    Ok(())
}

/// A wake-up frame (`loraSW`) goes out as it is, at once, on the frequency and with the preamble
/// that the sender names.
#[test]
fn a_raw_frame_is_transmitted_as_it_is() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let mut server = AppServer::of(&stage, &device)?;
    let mut frames = stage.events("frame")?;
    let gateway = connect(&stage, 1)?;
    let phy = uplink(&device, 1, false)?;
    gateway.report(LATER, &phy)?;
    frames.verdict(&phy)?;

    let wake = |token: u8, freq: f64| {
        let txpk = json!({"imme": true, "freq": freq, "modu": "LORA", "datr": "SF9BW125",
            "codr": "4/5", "powe": 14, "ipol": false, "prea": 300, "ncrc": false});
        json!({"version": "3.1", "type": "data", "if": "loraSW", "moteeui": device.dev_eui,
            "token": token, "userdata": {"payload": "3AECAw==", "specify": {"txpk": txpk}}})
    };
    server.say(&wake(7, 868.3))?;
    assert_eq!(server.told("ackSeq", &json!(7))?["msg"], "OK");
    let sent = gateway.transmission()?;
    assert_eq!((sent.at, sent.frequency_hz), (TransmitAt::Immediately, 868_300_000));
    assert_eq!((sent.inverted, sent.power_dbm, &*sent.phy), (false, 14, &[0xDC, 1, 2, 3][..]));
    assert_eq!(server.told("ackTx", &json!(7))?["msg"], "OK");
    let told =
        stage.list(&format!("/api/v1/network/messages?eui={}&direction=dn", device.dev_eui))?;
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(told[0]["content"]["dn"]["if"], "loraSW");

    // Another band's frequency is nobody's to use here.
    server.say(&wake(8, 923.3))?;
    let refused = server.told("ackSeq", &json!(8))?;
    assert!(refused["msg"].as_str().is_some_and(|words| words.contains("EU868")), "{refused}");
    Ok(())
}
