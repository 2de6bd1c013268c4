//! Gateways: who is one, who only says so, and what people are told of it.

use std::net::{SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};
use gateway::gwmp::codec;
use lorawan::Eui64;
use model::record::LwVersion;
use serde_json::{Value, json};
use testkit::SimulatedDevice;

use crate::events::Events;
use crate::forwarder::Forwarder;
use crate::headless::{Headless, Listen};
use crate::process::PATIENCE;
use crate::smtp::{MailServer, Manner};
use crate::stage::{Stage, abp, gateway, otaa, report, uplink};

const LATER: u32 = 5_000_000;

#[test]
fn frames_of_gateways_that_are_refused_are_shown_with_the_reason() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    stage.change("/api/v1/settings", &json!({"accept_unregistered_gateways": false}))?;
    let mut events = stage.events("frame")?;
    let forwarder = Forwarder::connect(&stage.instance, gateway(1))?;

    let phy = uplink(&device, 1, true)?;
    forwarder.report(LATER, &phy)?;
    let frame = events.frame(&phy, |_| true)?;
    assert_eq!(frame["verdict"], json!("unregistered_gateway"), "{frame}");
    assert_eq!(frame["accepted"], json!(false));
    let next_step = frame["next_step"].as_str().unwrap_or_default();
    assert!(next_step.starts_with("Add the gateway"), "{frame}");

    stage.create("/api/v1/gateways", &json!({"eui": gateway(1), "enable": false}))?;
    let phy = uplink(&device, 2, true)?;
    forwarder.report(2 * LATER, &phy)?;
    assert_eq!(events.verdict(&phy)?, "gateway_disabled");

    stage.change(&path(1), &json!({"enable": true}))?;
    let mut damaged = uplink(&device, 3, true)?;
    damaged[6] ^= 0x55;
    let rxpk = format!(
        r#"{{"rxpk":[{{"tmst":9,"freq":868.3,"stat":-1,"modu":"LORA","datr":"SF9BW125","rssi":-119,"data":"{}"}}]}}"#,
        base64(&damaged)
    );
    forwarder.send(&push(gateway(1), &rxpk))?;
    let frame = events.frame(&damaged, |_| true)?;
    assert_eq!(frame["verdict"], json!("crc_bad"), "{frame}");
    let unknown = (&frame["dev_addr"], &frame["f_cnt"]);
    assert_eq!(unknown, (&Value::Null, &Value::Null), "no field of it is believed");
    Ok(())
}

#[test]
fn refused_frames_are_shown_a_few_at_a_time_and_all_counted() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    stage.change("/api/v1/settings", &json!({"accept_unregistered_gateways": false}))?;
    let forwarder = Forwarder::connect(&stage.instance, gateway(1))?;
    for f_cnt in 0..300 {
        forwarder.report(f_cnt * 10_000, &uplink(&device, f_cnt, false)?)?;
        if f_cnt % 50 == 0 {
            forwarder.keep_alive()?;
        }
    }
    forwarder.keep_alive()?;
    let record = stage.read(&path(1))?;
    assert!(record["refused"].as_u64() >= Some(300), "{record}");
    let frames = stage.list("/api/v1/network/frames?verdict=unregistered_gateway&limit=1000")?;
    assert!(frames.len() < 150, "{} of 300 were logged", frames.len());
    Ok(())
}

#[test]
fn a_forged_pull_data_moves_no_downlink_and_is_noticed() -> Result<()> {
    // Only Linux and Windows answer on all of 127.0.0.0/8.
    if cfg!(target_os = "macos") {
        return Ok(());
    }
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    stage.create("/api/v1/gateways", &json!({"eui": gateway(1), "name": "Roof"}))?;
    let holder = Forwarder::connect(&stage.instance, gateway(1))?;
    let mut changes = stage.events("changed")?;

    let thief = Forwarder::connect_from("127.0.0.2:0", &stage.instance, gateway(1))?;
    changes.until(|event| (event["resource"] == json!("gateways")).then_some(()))?;
    for f_cnt in 1..4 {
        thief.keep_alive()?;
        holder.report(f_cnt * LATER, &uplink(&device, f_cnt, true)?)?;
        holder.downlink().context("the answer goes where the gateway is")?;
    }
    let record = stage.read(&path(1))?;
    let contest = &record["contest"];
    assert_eq!(contest["kind"], json!("duplicate"), "{record}");
    assert_eq!(contest["holder"], json!(holder.address()?.to_string()), "{record}");
    assert_eq!(contest["challenger"], json!(thief.address()?.to_string()), "{record}");
    assert!(contest["count"].as_u64() >= Some(4), "{record}");
    let status = stage.read("/api/v1/status")?;
    assert_eq!(status.pointer("/gateways/contested"), Some(&json!(1)), "{status}");

    let answer = stage.owner.post(&format!("{}/acknowledge", path(1)), &json!({}))?;
    assert_eq!((answer.status, &answer.body["contest"]), (200, &Value::Null), "{}", answer.body);
    let kinds = incidents(&stage, 1)?;
    assert!(kinds.contains(&"duplicate".to_owned()), "{kinds:?}");
    assert!(kinds.contains(&"acknowledged".to_owned()), "{kinds:?}");

    // With a fixed address the thief is not even acknowledged, and its frames are refused.
    stage.change(&path(1), &json!({"fixed_address": "127.0.0.1/32"}))?;
    let mut frames = stage.events("frame")?;
    let phy = uplink(&device, 9, true)?;
    thief.report(9 * LATER, &phy)?;
    assert_eq!(frames.verdict(&phy)?, "wrong_address");
    holder.report(9 * LATER, &phy)?;
    assert_eq!(frames.verdict(&phy)?, "accepted");
    holder.downlink()?;
    let record = stage.read(&path(1))?;
    assert_eq!(record["fixed_address"], json!("127.0.0.1"), "{record}");
    assert_eq!(record["wrong_address"], json!(1), "{record}");
    Ok(())
}

#[test]
fn a_contest_that_nobody_acknowledged_outlives_a_restart() -> Result<()> {
    if cfg!(target_os = "macos") {
        return Ok(());
    }
    let stage = Stage::set()?;
    stage.create("/api/v1/gateways", &json!({"eui": gateway(1)}))?;
    let _holder = Forwarder::connect(&stage.instance, gateway(1))?;
    let _thief = Forwarder::connect_from("127.0.0.2:0", &stage.instance, gateway(1))?;
    wait_for(|| Ok(!stage.read(&path(1))?["contest"].is_null()))?;
    wait_for(|| Ok(incidents(&stage, 1)?.contains(&"duplicate".to_owned())))?;
    let (status, folder) = stage.instance.stop("TERM")?;
    ensure!(status.success());
    let again = Stage::around(Headless::start_in(folder)?)?;
    let record = again.read(&path(1))?;
    assert_eq!(record["contest"]["kind"], json!("duplicate"), "{record}");
    Ok(())
}

#[test]
fn a_gateway_that_falls_silent_is_told_once_and_so_is_its_return() -> Result<()> {
    let stage = Stage::set()?;
    stage.create("/api/v1/gateways", &json!({"eui": gateway(1), "heart_period": 1}))?;
    let mut events = stage.events("gateway")?;
    let forwarder = Forwarder::connect(&stage.instance, gateway(1))?;
    wait_status(&mut events, "online", || forwarder.keep_alive())?;
    // Silence.
    let offline = wait_status(&mut events, "offline", || Ok(()))?;
    assert!(offline["last_seen"].is_string(), "{offline}");
    let status = stage.read("/api/v1/status")?;
    assert_eq!(status.pointer("/gateways/offline"), Some(&json!(1)), "{status}");
    wait_status(&mut events, "online", || forwarder.keep_alive())?;
    let kinds = incidents(&stage, 1)?;
    assert_eq!(kinds, ["online", "offline", "online"], "newest first, each change once");
    Ok(())
}

#[test]
fn the_groups_of_a_gateway_are_told_by_mail_that_it_is_silent_and_that_it_is_back() -> Result<()> {
    let stage = Stage::set()?;
    let mut smtp = stage.run(MailServer::start(Manner::Friendly, false));
    let mail = json!({
        "host": "127.0.0.1", "port": smtp.port, "security": "none", "sender": "tl@example.org",
    });
    stage.change("/api/v1/mail", &mail)?;
    let group = json!({"name": "people", "recipients": ["night@example.org"]});
    let group = stage.create("/api/v1/notification-groups", &group)?;
    let record = json!({
        "eui": gateway(1), "name": "Roof", "heart_period": 1, "notification_groups": ["people"],
    });
    let created = stage.create("/api/v1/gateways", &record)?;
    assert_eq!(created["notification_groups"], json!(["people"]), "{created}");
    let unknown = json!({"notification_groups": ["People"]});
    let refused = stage.owner.send("PATCH", &path(1), Some(&unknown))?;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert_eq!(refused.body.pointer("/errors/0/field"), Some(&json!("notification_groups")));
    // A group that is called otherwise is the same group.
    let id = group["id"].as_str().context("an id")?;
    stage.change(&format!("/api/v1/notification-groups/{id}"), &json!({"name": "night shift"}))?;
    assert_eq!(stage.read(&path(1))?["notification_groups"], json!(["night shift"]));

    // It comes for the first time, which is no return.
    let mut events = stage.events("gateway")?;
    let forwarder = Forwarder::connect(&stage.instance, gateway(1))?;
    wait_status(&mut events, "online", || forwarder.keep_alive())?;
    wait_status(&mut events, "offline", || Ok(()))?;
    let silent = stage.run(smtp.next());
    assert_eq!(silent.to, "night@example.org");
    ensure!(silent.data.contains("Subject: Roof: Gateway is silent\n"), "{}", silent.data);
    ensure!(silent.data.contains(&format!("EUI: {}", gateway(1))), "{}", silent.data);
    wait_status(&mut events, "online", || forwarder.keep_alive())?;
    let back = stage.run(smtp.next());
    ensure!(back.data.contains("Subject: Roof: Gateway is heard again\n"), "{}", back.data);
    wait_for(|| Ok(stage.list("/api/v1/notification-log")?.len() == 2))?;

    // Nobody is told of one that was switched off, nor by a group that is gone.
    stage.change(&path(1), &json!({"enable": false}))?;
    wait_status(&mut events, "offline", || Ok(()))?;
    stage.change(&path(1), &json!({"enable": true}))?;
    let gone = stage.owner.send("DELETE", &format!("/api/v1/notification-groups/{id}"), None)?;
    assert_eq!(gone.status, 204, "{}", gone.body);
    wait_status(&mut events, "online", || forwarder.keep_alive())?;
    let record = stage.read(&path(1))?;
    assert_eq!(record["notification_groups"], json!([]), "{record}");
    assert_eq!(stage.list("/api/v1/notification-log")?.len(), 2);
    Ok(())
}

#[test]
fn a_group_of_all_gateways_is_told_of_those_that_name_no_group_and_once_of_those_that_name_it()
-> Result<()> {
    let stage = Stage::set()?;
    let group = json!({"name": "everybody", "channel": "DESKTOP", "all_gateways": true});
    let created = stage.create("/api/v1/notification-groups", &group)?;
    assert_eq!(created["all_gateways"], json!(true), "{created}");
    let quiet = json!({"name": "chosen only", "channel": "DESKTOP"});
    let quiet = stage.create("/api/v1/notification-groups", &quiet)?;
    assert_eq!(quiet["all_gateways"], json!(false), "{quiet}");
    let names = [json!([]), json!(["everybody"])];
    for (number, names) in (1..).zip(&names) {
        let record =
            json!({"eui": gateway(number), "heart_period": 1, "notification_groups": names});
        stage.create("/api/v1/gateways", &record)?;
    }
    let mut notices = stage.events("notice")?;
    for number in [1, 2] {
        Forwarder::connect(&stage.instance, gateway(number))?;
    }
    // Both in one message, or each in one of its own.
    let (mut told, mut messages) = (Vec::new(), 0);
    while told.len() < 2 {
        let notice = notices.next()?;
        messages += 1;
        assert_eq!(notice["group"], "everybody", "{notice}");
        let subject = json!({"kind": "gateway", "id": notice["gateway"]});
        assert_eq!(notice["subject"], subject, "{notice}");
        match notice["gateway"].as_str() {
            Some(eui) => told.push(eui.to_owned()),
            None => {
                assert_eq!(notice["title"], "2 gateways are silent", "{notice}");
                told.extend([1, 2].map(|number| gateway(number).to_string()));
            }
        }
    }
    told.sort();
    assert_eq!(told, [1, 2].map(|number| gateway(number).to_string()));
    // It is logged when it was told.
    wait_for(|| Ok(stage.list("/api/v1/notification-log")?.len() == messages))?;
    let log = stage.list("/api/v1/notification-log")?;
    assert!(log.iter().all(|entry| entry["group"] == "everybody"), "{log:?}");

    let id = created["id"].as_str().context("an id")?;
    let off = stage
        .change(&format!("/api/v1/notification-groups/{id}"), &json!({"all_gateways": false}))?;
    assert_eq!(off["all_gateways"], json!(false), "{off}");
    Ok(())
}

#[test]
fn an_unknown_gateway_is_adopted_with_what_it_was_heard_in() -> Result<()> {
    let stage = Stage::set()?;
    let forwarder = Forwarder::connect(&stage.instance, gateway(1))?;
    for (number, mhz) in [486.3, 486.5, 487.7].into_iter().enumerate() {
        let rxpk = format!(
            r#"{{"rxpk":[{{"tmst":{},"freq":{mhz},"stat":1,"modu":"LORA","datr":"SF9BW125","rssi":-80,"lsnr":5,"data":"QAEAAAAAAAABAgMEBQ=="}}]}}"#,
            number * 1_000_000 + 5
        );
        forwarder.send(&push(gateway(1), &rxpk))?;
    }
    forwarder.keep_alive()?;
    let statistics = format!("{}/statistics", path(1));
    wait_for(|| Ok(stage.read(&statistics)?["hour"]["uplinks"] == json!(3)))?;
    assert_eq!(
        stage.read(&statistics)?["plan"]["guess"],
        json!({"standard": "CN470", "sub_band": 10})
    );
    let adopted = stage.create("/api/v1/gateways", &json!({"eui": gateway(1)}))?;
    assert_eq!((&adopted["standard"], &adopted["sub_band"]), (&json!("CN470"), &json!(10)));
    assert_eq!(adopted["uplinks_hour"], json!(3), "what was counted before stays");
    let plan = stage.read(&statistics)?["plan"].clone();
    assert_eq!(plan["channels"][0], json!({"uplink": 486_300_000, "rx1": 506_700_000}));
    assert_eq!((&plan["other_band"], &plan["guess"]), (&json!(0), &Value::Null), "{plan}");

    stage.change(&path(1), &json!({"standard": "EU868"}))?;
    let plan = stage.read(&statistics)?["plan"].clone();
    assert_eq!(plan["other_band"], json!(3), "{plan}");
    assert_eq!(plan["guess"]["standard"], json!("CN470"), "{plan}");
    // Undo.
    let gone = stage.owner.send("DELETE", &path(1), None)?;
    assert_eq!(gone.status, 204);
    assert_eq!(stage.read(&path(1))?["registered"], json!(false));
    Ok(())
}

#[test]
fn power_and_permission_to_transmit_are_those_of_the_record() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let record = json!({"eui": gateway(1), "max_eirp": 14, "antenna_gain": 2.5});
    stage.create("/api/v1/gateways", &record)?;
    let forwarder = Forwarder::connect(&stage.instance, gateway(1))?;
    forwarder.report(LATER, &uplink(&device, 1, true)?)?;
    assert_eq!(forwarder.transmission()?.power_dbm, 11, "14 dBm EIRP through 2.5 dB of antenna");
    let frames = "/api/v1/network/frames?direction=down";
    wait_for(|| Ok(!stage.list(frames)?.is_empty()))?;
    let sent = stage.list(frames)?.remove(0);
    assert_eq!(sent.pointer("/content/payload/txpk/powe"), Some(&json!(11)), "{sent}");

    stage.change(&path(1), &json!({"down_enable": false}))?;
    let other = Forwarder::connect(&stage.instance, gateway(2))?;
    let phy = uplink(&device, 2, true)?;
    forwarder.report_with(2 * LATER, &phy, -40.0, 12.0)?;
    other.report_with(2 * LATER, &phy, -110.0, -5.0)?;
    other.downlink().context("the only one that may transmit")?;
    Ok(())
}

#[test]
fn a_gateway_that_floods_is_limited_and_the_others_work() -> Result<()> {
    let listen = Listen { gwmp: "0.0.0.0:0".to_owned(), ..Listen::anywhere() };
    let stage = Stage::around(Headless::start_at(tempfile::tempdir()?, &listen)?)?;
    let port = stage.instance.address("gwmp")?.parse::<SocketAddr>()?.port();
    let device = otaa(1, LwVersion::V1_0_3);
    stage.add(&device)?;
    // Senders on this computer are not limited, so the flood takes the way through the network.
    let Some(own) = own_address()? else { return Ok(()) };
    let flooder = UdpSocket::bind((own, 0))?;
    flooder.connect((own, port))?;
    let datagram = push(
        gateway(66),
        r#"{"rxpk":[{"tmst":1,"freq":868.1,"modu":"LORA","datr":"SF7BW125","data":"QAEAAAAAAAABAgMEBQ=="}]}"#,
    );
    let stop = AtomicBool::new(false);
    let joined = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                for _ in 0..200 {
                    let _ = flooder.send(&datagram);
                }
                std::thread::yield_now();
            }
        });
        let joined = join_through(&stage, port, &device);
        stop.store(true, Ordering::Relaxed);
        joined
    });
    joined?;
    let record = stage.read(&path(66))?;
    assert!(record["rate_limited"].as_u64() > Some(1_000), "it was no flood: {record}");
    let status = stage.read("/api/v1/status")?;
    assert_eq!(status.pointer("/queues/dropped"), Some(&json!(0)), "{status}");
    Ok(())
}

/// A join and a frame through another gateway, while whatever goes on goes on.
fn join_through(stage: &Stage, port: u16, device: &testkit::DeviceDescription) -> Result<()> {
    let server = SocketAddr::from(([127, 0, 0, 1], port));
    let mut events = stage.events("telemetry")?;
    let air = stage.run(testkit::Air::open(server, &[gateway(1)]))?;
    let mut joining = SimulatedDevice::new(device.clone(), 1);
    stage.run(joining.join(&air))?;
    stage.send(&air, &mut joining, &report(215, 480))?;
    events.until(|event| (event["eui"] == json!(device.dev_eui)).then_some(()))
}

/// An address of this computer that is not a loopback; `None` without any network.
fn own_address() -> Result<Option<std::net::IpAddr>> {
    let socket = UdpSocket::bind("0.0.0.0:0")?;
    // Sends nothing: it only asks which way such a packet would take.
    if socket.connect("198.51.100.1:9").is_err() {
        return Ok(None);
    }
    Ok(Some(socket.local_addr()?.ip()).filter(|address| !address.is_loopback()))
}

fn path(number: u8) -> String {
    format!("/api/v1/gateways/{}", gateway(number))
}

fn push(eui: Eui64, json: &str) -> Vec<u8> {
    let mut bytes = codec::push_data(7, eui, &[], None);
    bytes.truncate(12);
    bytes.extend_from_slice(json.as_bytes());
    bytes
}

fn base64(bytes: &[u8]) -> String {
    use ::base64::Engine as _;
    ::base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// The kinds of a gateway's incidents, newest first.
fn incidents(stage: &Stage, number: u8) -> Result<Vec<String>> {
    let items = stage.list(&format!("{}/incidents", path(number)))?;
    let kind = |item: &Value| item["kind"].as_str().map(str::to_owned);
    Ok(items.iter().filter_map(kind).collect())
}

/// The next event that says that a gateway has this status; `meanwhile` goes on until then.
fn wait_status(
    events: &mut Events,
    status: &str,
    mut meanwhile: impl FnMut() -> Result<()>,
) -> Result<Value> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        meanwhile()?;
        let event = events.next()?;
        if event.get("type") == Some(&json!("gateway_status")) {
            ensure!(event.get("status") == Some(&json!(status)), "not {status}: {event}");
            return Ok(event);
        }
    }
    bail!("it was never said to be {status}")
}

/// Asks until something holds.
pub(crate) fn wait_for(mut holds: impl FnMut() -> Result<bool>) -> Result<()> {
    let begun = Instant::now();
    while !holds()? {
        ensure!(begun.elapsed() < PATIENCE, "it never came to be");
        std::thread::yield_now();
    }
    Ok(())
}
