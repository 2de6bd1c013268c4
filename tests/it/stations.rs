//! Gateways with LoRa Basics Station, over real sockets.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};
use tungstenite::{Bytes, Message};

use crate::foreign::{Activation, Foreign};
use crate::headless::{Headless, Listen};
use crate::process::PATIENCE;
use crate::stage::{Stage, abp, gateway, published_until, uplink};
use crate::station::{Bridge, Line, Opened, Station, Way, discover, heard};

/// A clock reading of a station: radio unit 1, session 0x17, beyond what a double holds.
const XTIME: i64 = (1 << 56) | (0x17 << 48) | 0x1234_5678_9ABD;

fn stage() -> Result<Stage> {
    Stage::around(start(tempfile::tempdir()?)?)
}

fn start(data: tempfile::TempDir) -> Result<Headless> {
    Headless::start_with(data, &Listen::anywhere(), &["--basics-station", "127.0.0.1:0"])
}

fn connect(stage: &Stage, number: u8) -> Result<Station> {
    Station::connect(stage.instance.address("basics_station")?, gateway(number), &Way::default())
}

/// Waits until something the API says is as wanted.
fn until(stage: &Stage, path: &str, wanted: impl Fn(&Value) -> bool) -> Result<Value> {
    let begun = Instant::now();
    loop {
        let body = stage.read(path)?;
        if wanted(&body) {
            return Ok(body);
        }
        ensure!(begun.elapsed() < PATIENCE, "{path}: {body}");
    }
}

fn refused(stage: &Stage, code: &str, count: u64) -> Result<()> {
    let pointer = format!("/refused/by_code/{code}");
    until(stage, "/api/v1/status", |status| {
        status.pointer(&pointer).and_then(Value::as_u64).unwrap_or(0) >= count
    })?;
    Ok(())
}

#[test]
fn a_station_is_told_where_to_go_and_how_to_set_up_its_radio() -> Result<()> {
    let stage = stage()?;
    let address = stage.instance.address("basics_station")?;
    let answer = discover(address, gateway(1), &Way::default())?;
    assert_eq!(answer["uri"], format!("ws://{address}/gateway/{}", gateway(1)), "{answer}");
    assert_eq!(answer["router"], "251:7eff:febb:bb01");

    let mut station = connect(&stage, 1)?;
    let config = &station.config;
    assert_eq!(config["region"], "EU863");
    assert_eq!(config["DRs"][5], json!([7, 125, 0]));
    assert_eq!(config["freq_range"], json!([863_000_000, 870_000_000]));
    station.settle()?;
    let listed = until(&stage, &format!("/api/v1/gateways/{}", gateway(1)), |gateway| {
        gateway["station"].is_object()
    })?;
    assert_eq!(listed["protocol"], "basics_station", "{listed}");
    assert_eq!(listed["status"], "online", "{listed}");
    assert_eq!(listed["station"]["station"], "2.0.6(test/std)");
    assert_eq!(listed["station"]["features"], "rmtsh gps");
    assert_eq!(listed["registered"], false);
    let status = stage.read("/api/v1/status")?;
    assert_eq!(status["listeners"]["basics_station"], json!([address]));
    // Other servers call the path so, and some stations remember it.
    let other = format!("/router/router-{}", "251:7eff:febb:bb02");
    let Opened::Line(line) = Line::open(address, &other, &Way::default())? else {
        bail!("refused");
    };
    Station::on(line)?;
    let Opened::Refused(status) = Line::open(address, "/nowhere", &Way::default())? else {
        bail!("let in");
    };
    assert_eq!(status, 404);
    Ok(())
}

#[test]
fn without_the_option_nothing_listens() -> Result<()> {
    let instance = Headless::start()?;
    assert_eq!(instance.ready.get("basics_station"), None, "{}", instance.ready);
    let status = instance.owner()?.get("/api/v1/status")?.body;
    assert_eq!(status["listeners"]["basics_station"], json!([]));
    let trust = instance.owner()?.get("/api/v1/basics-station/tc.trust")?;
    assert_eq!(trust.status, 404, "{}", trust.body);
    Ok(())
}

#[test]
fn each_band_has_its_own_radio_settings_and_a_change_reaches_a_connected_station() -> Result<()> {
    let stage = stage()?;
    let mut station = connect(&stage, 1)?;
    let first_channel = |config: &Value| -> Result<i64> {
        let conf = &config["sx1301_conf"][0];
        let channel = &conf["chan_multiSF_0"];
        let radio = format!("radio_{}", channel["radio"]);
        let centre = conf[&radio]["freq"].as_i64().context("a radio")?;
        Ok(centre + channel["if"].as_i64().context("a channel")?)
    };
    for (settings, region, first) in [
        (json!({"station_standard": "CN470", "cn470_group": 11}), "AU915", 486_300_000),
        (json!({"station_standard": "US902", "us902_sub_band": 7}), "US902", 911_900_000),
        (json!({"station_standard": "AU915", "au915_sub_band": 2}), "AU915", 916_800_000),
        (json!({"station_standard": "AS923", "station_as923_group": 1}), "AS923-1", 923_200_000),
        (json!({"station_standard": "AS923", "station_as923_group": 3}), "AU915", 916_600_000),
        (json!({"station_standard": "EU433"}), "AU915", 433_175_000),
        (json!({"station_standard": "EU868"}), "EU863", 868_100_000),
    ] {
        stage.change("/api/v1/settings", &settings)?;
        let end = station.line.wait_for_end()?;
        assert!(end.contains("settings changed"), "{end}");
        station = connect(&stage, 1)?;
        let config = &station.config;
        assert_eq!(config["region"], region, "{settings}");
        assert_eq!(first_channel(config)?, first, "{settings}");
    }
    // One that changes nothing for a station does not disturb it.
    stage.change("/api/v1/settings", &json!({"frame_retention_h": 48}))?;
    station.settle()
}

#[test]
fn a_device_joins_reports_and_is_acknowledged_through_a_station() -> Result<()> {
    let stage = stage()?;
    let activation = Activation::Otaa;
    stage.create("/api/v1/lorawan-profiles", &activation.profile())?;
    stage.create("/api/v1/devices", &activation.device())?;
    let mut subscriber = stage.subscriber()?;
    let bridge = Bridge::around(connect(&stage, 1)?, gateway(1))?;

    let mut device = Foreign::switch_on(bridge.radio, activation)?;
    device.report(234, false)?;
    let topic = format!("/v32/default/as/up/data/{}", activation.eui());
    let message = subscriber.hear(&topic)?;
    assert_eq!(message.pointer("/userdata/port"), Some(&json!(11)), "{message}");
    assert!(message.to_string().contains(&gateway(1).to_string()), "{message}");
    let confirmed = device.report(245, true)?;
    assert!(confirmed.answered, "a confirmed uplink is acknowledged in its window");
    until(&stage, "/api/v1/network/frames?direction=down", |frames| {
        let sent = |frame: &&Value| frame["verdict"] == "sent";
        frames["items"].as_array().is_some_and(|items| items.iter().filter(sent).count() == 2)
    })?;
    Ok(())
}

#[test]
fn a_downlink_names_the_uplink_it_answers() -> Result<()> {
    let stage = stage()?;
    let device = abp(1);
    stage.add(&device)?;
    let mut station = connect(&stage, 1)?;
    station.report(XTIME, &uplink(&device, 0, true)?)?;
    let dnmsg = station.downlink()?;
    assert_eq!(dnmsg["dC"], 0);
    assert_eq!(dnmsg["xtime"].as_i64(), Some(XTIME), "not one bit is lost: {dnmsg}");
    assert_eq!(dnmsg["rctx"], 2);
    assert_eq!((&dnmsg["RxDelay"], &dnmsg["RX1DR"]), (&json!(1), &json!(5)), "{dnmsg}");
    assert_eq!(dnmsg["RX1Freq"], 868_100_000);
    assert_eq!(dnmsg.get("RX2Freq"), None, "one message carries one window: {dnmsg}");
    assert_ne!(dnmsg["DevEui"], "00-00-00-00-00-00-00-00");
    station.transmitted(&dnmsg)?;
    let down = format!("/api/v1/network/frames?direction=down&dev_eui={}", device.dev_eui);
    let verdict = |wanted: &'static str| {
        move |frames: &Value| frames.pointer("/items/0/verdict") == Some(&json!(wanted))
    };
    until(&stage, &down, verdict("sent"))?;

    // There is no report of a failure: silence counts as sent, and is shown as such.
    station.report(XTIME + 20_000_000, &uplink(&device, 1, true)?)?;
    station.downlink()?;
    until(&stage, &down, verdict("sent_unconfirmed"))?;
    Ok(())
}

#[test]
fn a_restarted_station_is_answered_by_its_new_clock() -> Result<()> {
    let stage = stage()?;
    let device = abp(1);
    stage.add(&device)?;
    let mut subscriber = stage.subscriber()?;
    let mut station = connect(&stage, 1)?;
    station.report(XTIME, &uplink(&device, 0, true)?)?;
    let dnmsg = station.downlink()?;
    station.transmitted(&dnmsg)?;
    let restarted = (0x18 << 48) | 5_000_000;
    station.report(restarted, &uplink(&device, 1, true)?)?;
    let dnmsg = station.downlink()?;
    assert_eq!(dnmsg["xtime"].as_i64(), Some(restarted), "{dnmsg}");
    station.transmitted(&dnmsg)?;

    // A clock of zero: the data counts, but no downlink goes this way.
    station.report(0, &uplink(&device, 2, true)?)?;
    assert_eq!(published_until(&mut subscriber, &device, 2)?, [0, 1, 2]);
    let down = format!("/api/v1/network/frames?direction=down&dev_eui={}", device.dev_eui);
    until(&stage, &down, |frames| frames.pointer("/items/0/verdict") == Some(&json!("no_path")))?;
    Ok(())
}

#[test]
fn a_gateway_with_a_token_must_show_it() -> Result<()> {
    let stage = stage()?;
    let address = stage.instance.address("basics_station")?.to_owned();
    let eui = gateway(1);
    stage.create("/api/v1/gateways", &json!({"eui": eui.to_string(), "name": "Roof"}))?;
    let trust = stage.owner.get("/api/v1/basics-station/tc.trust")?;
    let trust = trust.body.as_str().context("PEM")?.to_owned();
    assert!(trust.starts_with("-----BEGIN CERTIFICATE-----"), "{trust}");
    let way = |key: Option<&str>| Way {
        trust: Some(trust.clone()),
        key: key.map(str::to_owned),
        ..Way::default()
    };
    let mut open = Station::connect(&address, eui, &way(None))?;

    let token_path = format!("/api/v1/gateways/{eui}/station-token");
    let made = stage.owner.post(&token_path, &json!({}))?;
    assert_eq!(made.status, 201, "{}", made.body);
    let key = made.body["tc_key"].as_str().context("tc_key")?.to_owned();
    open.line.wait_for_end()?;
    let path = format!("/gateway/{eui}");
    let status = |way: &Way| match Line::open(&address, &path, way)? {
        Opened::Line(_) => anyhow::Ok(101),
        Opened::Refused(status) => Ok(status),
    };
    assert_eq!(status(&way(None))?, 401);
    assert_eq!(status(&way(Some("Authorization: Bearer guess\r\n")))?, 401);
    refused(&stage, "station_token_missing", 1)?;
    refused(&stage, "station_token_wrong", 1)?;
    let answer = discover(&address, eui, &way(None))?;
    assert!(answer["error"].as_str().is_some_and(|it| it.contains("tc.key")), "{answer}");

    let device = abp(1);
    stage.add(&device)?;
    let mut station = Station::connect(&address, eui, &way(Some(&key)))?;
    station.report(XTIME, &uplink(&device, 0, true)?)?;
    station.downlink()?;
    let listed = stage.read(&format!("/api/v1/gateways/{eui}"))?;
    assert!(listed["station_token_at"].is_string(), "{listed}");
    assert!(!listed.to_string().contains(made.body["token"].as_str().context("token")?));

    // The token and the certificate outlive a restart.
    let (_, data) = stage.instance.stop("TERM")?;
    let stage = Stage::around(start(data)?)?;
    let address = stage.instance.address("basics_station")?.to_owned();
    let mut station = Station::connect(&address, eui, &way(Some(&key)))?;
    station.settle()?;
    // A new token ends the old one and the connection that used it.
    let made = stage.owner.post(&token_path, &json!({}))?;
    station.line.wait_for_end()?;
    assert!(Station::connect(&address, eui, &way(Some(&key))).is_err());
    let key = made.body["tc_key"].as_str().context("tc_key")?.to_owned();
    Station::connect(&address, eui, &way(Some(&key)))?;
    assert_eq!(stage.owner.send("DELETE", &token_path, None)?.status, 204);
    assert_eq!(stage.owner.send("DELETE", &token_path, None)?.status, 404);
    Station::connect(&address, eui, &way(None))?;
    Ok(())
}

#[test]
fn strangers_and_those_behind_a_proxy_follow_the_settings() -> Result<()> {
    let stage = stage()?;
    let address = stage.instance.address("basics_station")?;
    let path = format!("/gateway/{}", gateway(1));
    let status = |way: &Way| match Line::open(address, &path, way)? {
        Opened::Line(_) => anyhow::Ok(101),
        Opened::Refused(status) => Ok(status),
    };
    // A proxy on this machine does not make a stranger local.
    let proxied = Way { forwarded: true, ..Way::default() };
    assert_eq!(status(&proxied)?, 401);
    stage.change("/api/v1/settings", &json!({"station_token_required": false}))?;
    assert_eq!(status(&proxied)?, 101);

    let mut station = connect(&stage, 1)?;
    stage.change("/api/v1/settings", &json!({"accept_unregistered_gateways": false}))?;
    station.line.wait_for_end()?;
    let answer = discover(address, gateway(1), &Way::default())?;
    assert!(answer["error"].as_str().is_some_and(|it| it.contains("not registered")), "{answer}");
    assert_eq!(status(&Way::default())?, 403);
    // It is seen, so that it can be registered; then it is let in, until it is switched off.
    until(&stage, &format!("/api/v1/gateways/{}", gateway(1)), |it| it["registered"] == false)?;
    stage.create("/api/v1/gateways", &json!({"eui": gateway(1).to_string()}))?;
    let mut station = connect(&stage, 1)?;
    stage.change(&format!("/api/v1/gateways/{}", gateway(1)), &json!({"enable": false}))?;
    station.line.wait_for_end()?;
    assert!(connect(&stage, 1).is_err());
    Ok(())
}

#[test]
fn a_second_station_with_the_same_eui_does_not_take_over() -> Result<()> {
    let stage = stage()?;
    let device = abp(1);
    stage.add(&device)?;
    let address = stage.instance.address("basics_station")?;
    let mut first = connect(&stage, 1)?;
    let elsewhere = Way { from: Some(IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2))), ..Way::default() };
    let path = format!("/gateway/{}", gateway(1));
    let Opened::Refused(status) = Line::open(address, &path, &elsewhere)? else {
        bail!("let in");
    };
    assert_eq!(status, 409);
    refused(&stage, "station_already_connected", 1)?;
    first.report(XTIME, &uplink(&device, 0, true)?)?;
    first.downlink()?;
    assert!(stage.instance.log()?.contains("127.0.0.2"), "a notice names the challenger");
    // When the first one leaves, the second may come.
    drop(first);
    until(&stage, "/api/v1/status", |_| {
        matches!(Line::open(address, &path, &elsewhere), Ok(Opened::Line(_)))
    })?;
    Ok(())
}

#[test]
fn a_station_that_floods_does_not_hinder_another() -> Result<()> {
    let stage = stage()?;
    let device = abp(1);
    stage.add(&device)?;
    let mut quiet = connect(&stage, 1)?;
    let mut loud = connect(&stage, 2)?;
    let noise = heard(&uplink(&abp(2), 0, false)?, XTIME, 5, 868_300_000)?;
    for _ in 0..4_000 {
        loud.line.say(&noise)?;
    }
    // What the loud one sent beyond its rate still waits in its own socket.
    quiet.report(XTIME, &uplink(&device, 0, true)?)?;
    let dnmsg = quiet.downlink()?;
    quiet.transmitted(&dnmsg)?;
    loud.settle()?;
    let status = stage.read("/api/v1/status")?;
    assert_eq!(status["queues"]["dropped"], 0, "{status}");
    Ok(())
}

#[test]
fn binary_huge_early_and_senseless_messages_are_refused_and_counted() -> Result<()> {
    let stage = stage()?;
    let device = abp(1);
    stage.add(&device)?;
    let address = stage.instance.address("basics_station")?;
    let path = format!("/gateway/{}", gateway(1));
    let Opened::Line(mut early) = Line::open(address, &path, &Way::default())? else {
        bail!("refused");
    };
    early.say(&heard(&uplink(&device, 0, false)?, XTIME, 5, 868_100_000)?)?;
    refused(&stage, "station_not_configured", 1)?;
    let mut station = Station::on(early)?;
    station.line.send(Message::Binary(Bytes::from_static(&[0; 64])))?;
    refused(&stage, "station_binary", 1)?;
    for text in ["", "[1]", "{\"msgtype\":", "\u{0}"] {
        station.line.send(Message::text(text))?;
    }
    refused(&stage, "station_message_invalid", 4)?;
    station.line.say(&json!({"msgtype": "upgrade"}))?;
    refused(&stage, "station_type_unknown", 1)?;
    let mut bad = heard(&uplink(&device, 0, false)?, XTIME, 5, 868_100_000)?;
    bad["FOpts"] = json!("00");
    station.line.say(&bad)?;
    refused(&stage, "station_frame_invalid", 1)?;
    station.line.say(&heard(&uplink(&device, 0, false)?, XTIME, 9, 868_100_000)?)?;
    refused(&stage, "station_data_rate_unknown", 1)?;
    // None of it hurt the connection.
    station.report(XTIME, &uplink(&device, 0, true)?)?;
    station.downlink()?;
    let huge = json!({"msgtype": "version", "station": "x".repeat(20_000)});
    station.line.say(&huge)?;
    station.line.wait_for_end()?;
    refused(&stage, "station_message_too_large", 1)?;
    connect(&stage, 1)?.settle()
}

#[test]
fn a_message_that_never_ends_occupies_nobody_else() -> Result<()> {
    let stage = stage()?;
    let address = stage.instance.address("basics_station")?;
    let mut slow = connect(&stage, 1)?;
    // The head of a text of 100 bytes, masked, and its first letter.
    slow.line.send_raw(&[0x81, 0x80 | 100, 1, 2, 3, 4, b'{' ^ 1])?;
    // And connections that never say what they want.
    let mute: Vec<_> =
        (0..50).map(|_| std::net::TcpStream::connect(address)).collect::<Result<_, _>>()?;
    let mut station = connect(&stage, 2)?;
    station.settle()?;
    drop(mute);
    // The slow one is whole as soon as it goes on: nothing was lost.
    let rest = format!("{:<99}", r#""msgtype":"timesync","txtime":5}"#);
    let mask = [1, 2, 3, 4];
    let masked: Vec<u8> =
        rest.bytes().zip(mask.iter().cycle().skip(1)).map(|(byte, mask)| byte ^ mask).collect();
    slow.line.send_raw(&masked)?;
    let answer = slow.line.hear("timesync")?;
    assert_eq!(answer["txtime"], 5, "{answer}");
    let gps_us = answer["gpstime"].as_u64().context("gpstime")?;
    assert!(gps_us > 1_400_000_000_000_000, "microseconds since 1980: {answer}");
    Ok(())
}
