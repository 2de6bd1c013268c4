//! The network server's rules as its users meet them: what a frame becomes, and why it is refused.

use anyhow::{Context as _, Result, ensure};
use lorawan::{AesKey, Eui64, Frame, SessionKey, join};
use model::record::LwVersion;
use serde_json::{Value, json};
use testkit::{Activation, DeviceDescription, SimulatedDevice};

use crate::downlinks::enqueue;
use crate::forwarder::Forwarder;
use crate::gateways::wait_for;
use crate::stage::{Stage, abp, as_topic, gateway, otaa, published_until, report, uplink};

/// Far more than a gateway's counter moves between two copies of one transmission.
const LATER: u32 = 5_000_000;

#[test]
fn a_frame_heard_by_two_gateways_is_one_message_with_both_best_first() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let mut subscriber = stage.subscriber()?;
    let mut events = stage.events("frame")?;
    let (far, near) = (connect(&stage, 1)?, connect(&stage, 2)?);

    let phy = uplink(&device, 1, false)?;
    far.report_with(1_000, &phy, -112.0, -7.5)?;
    assert_eq!(events.verdict(&phy)?, "accepted");
    near.report_with(900_000, &phy, -61.0, 9.5)?;
    assert_eq!(events.verdict(&phy)?, "copy");
    let data = subscriber.hear(&as_topic("data", &device))?;
    assert_eq!(heard_by(&data), [gateway(1).to_string()], "at once, by the first: {data}");
    let data = subscriber.hear(&as_topic("dataAll", &device))?;
    assert_eq!(heard_by(&data), [gateway(2), gateway(1)].map(|eui| eui.to_string()), "{data}");
    assert_eq!(data.pointer("/gwrx/0/lsnr"), Some(&json!(9.5)), "{data}");

    far.report(LATER, &uplink(&device, 2, false)?)?;
    assert_eq!(published_until(&mut subscriber, &device, 2)?, [2], "published once");
    Ok(())
}

#[test]
fn frames_and_messages_are_found_by_type_port_and_acknowledgement() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let mut events = stage.events("frame,message,downlink")?;
    let (far, near) = (connect(&stage, 1)?, connect(&stage, 2)?);
    let item = json!({"f_port": 7, "payload": "0102", "token": 66});
    let item = enqueue(&stage, &device.dev_eui.to_string(), &item)?;
    let phy = uplink(&device, 1, true)?;
    far.report_with(1_000, &phy, -112.0, -7.5)?;
    near.report_with(900_000, &phy, -61.0, 9.5)?;
    near.downlink()?;
    let sent = events.downlink(&item["id"], "sent")?;
    far.report(LATER, &uplink(&device, 2, false)?)?;

    let ids = |path: &str, field: &str| -> Result<Vec<Value>> {
        Ok(stage.list(path)?.iter().map(|item| item[field].clone()).collect())
    };
    let frames = |filter: &str| ids(&format!("/api/v1/network/frames?{filter}"), "kind");
    let mut seen = 0;
    events.until(|event| {
        seen += usize::from(event["frame"]["f_cnt"] == 2);
        (seen > 0).then_some(())
    })?;
    assert_eq!(frames("kind=confirmed_up")?, ["confirmed_up", "confirmed_up"], "two copies");
    assert_eq!(frames("kind=unconfirmed_up,join_request")?, ["unconfirmed_up"]);
    let acks = stage.list("/api/v1/network/frames?ack=true")?;
    assert_eq!(acks.len(), 1, "{acks:?}");
    let ack = acks.first().context("an acknowledgement")?;
    let (direction, f_port) = (&ack["direction"], &ack["f_port"]);
    assert_eq!((direction, f_port, &ack["ack"]), (&json!("down"), &json!(7), &json!(true)));
    assert_eq!(frames("ack=false")?.len(), 3);
    assert_eq!(frames("f_port=7")?, [ack["kind"].clone()]);
    assert_eq!(frames("f_port=7&ack=false")?.len(), 0);

    let messages = |filter: &str| ids(&format!("/api/v1/network/messages?{filter}"), "kind");
    wait_for(|| Ok(messages("direction=up")?.len() == 3))?;
    let all = stage.list("/api/v1/network/messages?kind=dataAll")?;
    let both = [2, 1].map(|number| json!(gateway(number)));
    assert_eq!(all.len(), 1, "one gateway says nothing that `data` did not say: {all:?}");
    assert_eq!(all.first().map(|all| &all["gateways"]), Some(&json!(both)), "{all:?}");
    let acks = stage.list("/api/v1/network/messages?kind=ackSeq,ackTx")?;
    let told: Vec<_> = acks
        .iter()
        .map(|ack| [&ack["kind"], &ack["direction"], &ack["f_port"], &ack["content"]["token"]])
        .collect();
    let said = |kind: &str| [json!(kind), json!("ack"), json!(7), json!(66)];
    assert_eq!(told, [said("ackTx").each_ref(), said("ackSeq").each_ref()], "newest first");
    let by = acks.first().map(|ack| &ack["gateways"]);
    assert_eq!(by, Some(&json!([sent["sent"]["gateway"]])), "{acks:?}");
    assert_eq!(messages("direction=dn")?, ["data"]);
    assert_eq!(messages("f_port=7")?.len(), 3, "the downlink and what became of it");
    for path in ["frames?kind=data", "messages?kind=ack", "frames?f_port=300"] {
        let refused = stage.owner.get(&format!("/api/v1/network/{path}"))?;
        ensure!(matches!(refused.status, 400 | 422), "{path}: {}", refused.body);
    }
    Ok(())
}

#[test]
fn copies_that_come_late_or_twice_are_logged_and_not_published() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    // Until its second window has passed a device cannot have repeated itself: sixteen seconds.
    stage.change_profile(&device, &json!({"rx_delay": 15}))?;
    stage.change("/api/v1/settings", &json!({"dedup_window_ms": 0}))?;
    let mut subscriber = stage.subscriber()?;
    let mut events = stage.events("frame")?;
    let (first, late) = (connect(&stage, 1)?, connect(&stage, 2)?);

    let phy = uplink(&device, 1, false)?;
    first.report(1_000, &phy)?;
    assert_eq!(events.verdict(&phy)?, "accepted");
    late.report(77_000, &phy)?;
    assert_eq!(events.verdict(&phy)?, "late_copy");
    let status = stage.read("/api/v1/status")?;
    assert_eq!(status.pointer("/refused/by_code/late_copy"), Some(&json!(1)), "{status}");
    first.report(1_200, &phy)?;
    assert_eq!(events.verdict(&phy)?, "ghost");
    first.report(LATER, &phy)?;
    assert_eq!(events.verdict(&phy)?, "retransmission");

    first.report(2 * LATER, &uplink(&device, 2, false)?)?;
    assert_eq!(published_until(&mut subscriber, &device, 2)?, [1, 2], "published once");
    Ok(())
}

#[test]
fn the_message_with_all_gateways_never_comes_before_the_one_that_is_sent_at_once() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    stage.change("/api/v1/settings", &json!({"dedup_window_ms": 0}))?;
    let mut subscriber = stage.subscriber()?;
    let gateway = connect(&stage, 1)?;
    for f_cnt in 1..50 {
        gateway.report(f_cnt * LATER, &uplink(&device, f_cnt, false)?)?;
        let mut topics = Vec::new();
        while topics.len() < 2 {
            let (topic, _) = subscriber.next()?;
            topics.extend(Some(topic).filter(|topic| topic.contains("/as/up/")));
        }
        assert_eq!(topics, ["data", "dataAll"].map(|kind| as_topic(kind, &device)));
    }
    Ok(())
}

#[test]
fn a_recorded_frame_is_refused() -> Result<()> {
    let stage = Stage::set()?;
    let joining = otaa(1, LwVersion::V1_0_3);
    stage.add(&joining)?;
    let mut subscriber = stage.subscriber()?;
    let mut events = stage.events("frame")?;
    let air = stage.air(&[gateway(1)])?;
    let mut device = SimulatedDevice::new(joining.clone(), 1);
    stage.run(device.join(&air))?;
    let recorded = stage.send(&air, &mut device, &report(215, 480))?;
    let last = stage.send(&air, &mut device, &report(216, 480))?;
    events.frame(&last, |frame| frame.get("accepted") == Some(&json!(true)))?;

    let attacker = connect(&stage, 3)?;
    // A gateway that was not there: at first it could be a late copy, which is harmless, too.
    attacker.report(1_000, &recorded)?;
    assert_eq!(events.verdict(&recorded)?, "late_copy");
    attacker.report(LATER, &recorded)?;
    let refused = events.frame(&recorded, |_| true)?;
    assert_refused(&refused, "replay", &["behind the last one, 1"]);
    assert_eq!(refused.get("dev_eui"), Some(&json!(joining.dev_eui)), "{refused}");

    stage.send(&air, &mut device, &report(217, 480))?;
    assert_eq!(published_until(&mut subscriber, &joining, 2)?, [0, 1, 2]);
    Ok(())
}

#[test]
fn a_counter_starts_again_only_when_the_profile_allows_it() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let mut subscriber = stage.subscriber()?;
    let mut events = stage.events("frame")?;
    let gateway = connect(&stage, 1)?;

    let frames = [100, 0, 1, 2].map(|f_cnt| uplink(&device, f_cnt, false));
    let [old, zero, one, two] = frames;
    let (old, zero, one, two) = (old?, zero?, one?, two?);
    gateway.report(LATER, &old)?;
    assert_eq!(events.verdict(&old)?, "accepted");
    gateway.report(2 * LATER, &zero)?;
    let refused = events.frame(&zero, |_| true)?;
    assert_refused(&refused, "counter_reset", &["restarted its frame counter at 0", "last 100"]);

    stage.change_profile(&device, &json!({"resets_f_cnt": true}))?;
    gateway.report(3 * LATER, &one)?;
    assert_eq!(events.verdict(&one)?, "accepted");
    stage.change_profile(&device, &json!({"resets_f_cnt": false}))?;
    gateway.report(4 * LATER, &two)?;
    assert_eq!(events.verdict(&two)?, "accepted", "it goes on from where the device is");
    assert_eq!(published_until(&mut subscriber, &device, 2)?, [100, 1, 2]);
    Ok(())
}

#[test]
fn strangers_and_wrong_keys_are_told_apart() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let mut events = stage.events("frame")?;
    let gateway = connect(&stage, 1)?;

    let stranger = uplink(&abp(2), 1, false)?;
    gateway.report(LATER, &stranger)?;
    let refused = events.frame(&stranger, |_| true)?;
    assert_refused(&refused, "unknown_dev_addr", &["000abb02"]);

    let Activation::Abp { dev_addr, apps_key, .. } = device.activation else { unreachable!() };
    let nwks_key = AesKey::new([0x99; 16]);
    let mistyped = DeviceDescription {
        activation: Activation::Abp { dev_addr, nwks_key, apps_key },
        ..device.clone()
    };
    let forged = uplink(&mistyped, 1, false)?;
    gateway.report(2 * LATER, &forged)?;
    let refused = events.frame(&forged, |_| true)?;
    assert_refused(&refused, "mic_failed", &["000abb01"]);

    let mut damaged = uplink(&device, 1, false)?;
    if let Some(byte) = damaged.last_mut() {
        *byte ^= 1;
    }
    gateway.report(3 * LATER, &damaged)?;
    assert_eq!(events.verdict(&damaged)?, "mic_failed");
    let genuine = uplink(&device, 1, false)?;
    gateway.report(4 * LATER, &genuine)?;
    assert_eq!(events.verdict(&genuine)?, "accepted", "a forged frame used up no counter");
    Ok(())
}

#[test]
fn a_nonce_is_good_for_one_join_until_the_nonces_are_cleared() -> Result<()> {
    // Up to 1.0.3 a nonce must not have been used; from 1.0.4 on it must grow.
    for (lw_ver, nonces) in [(LwVersion::V1_0_2, [5, 5, 5]), (LwVersion::V1_0_4, [5, 4, 3])] {
        let stage = Stage::set()?;
        let device = otaa(1, lw_ver);
        stage.add(&device)?;
        let mut events = stage.events("frame")?;
        let gateway = connect(&stage, 1)?;
        // Equal bytes within ten seconds are one attempt, so each one names another JoinEUI.
        let [granted, refused, again] = &attempts(&device, nonces);

        gateway.report(LATER, granted)?;
        assert_eq!(events.verdict(granted)?, "accepted");
        let first = accept(&gateway.downlink()?, &device)?;
        gateway.report(LATER + 2_000_000, granted)?;
        assert_eq!(events.verdict(granted)?, "join_repeat");
        gateway.report(2 * LATER, refused)?;
        let frame = events.frame(refused, |_| true)?;
        assert_refused(&frame, "dev_nonce_reused", &["joined before", "clear its join nonces"]);

        let path = format!("/api/v1/lorawan-profiles/{}/clear-nonces", device.dev_eui);
        let cleared = stage.owner.post(&path, &json!({}))?;
        assert!(matches!(cleared.status, 200 | 204), "{}", cleared.body);
        gateway.report(3 * LATER, again)?;
        assert_eq!(events.verdict(again)?, "accepted");
        let second = accept(&gateway.downlink()?, &device)?;
        assert!(second.join_nonce > first.join_nonce, "the network's own nonces are not cleared");
    }
    Ok(())
}

#[test]
fn a_join_with_the_wrong_key_gets_a_hint() -> Result<()> {
    let stage = Stage::set()?;
    let device = otaa(1, LwVersion::V1_0_3);
    stage.add(&device)?;
    let mut events = stage.events("frame")?;
    let gateway = connect(&stage, 1)?;
    let Activation::Otaa { join_eui, app_key } = device.activation else { unreachable!() };
    let (dev_eui, mut bytes) = (device.dev_eui, *app_key.expose());
    bytes.reverse();

    let wrong = AesKey::new([7; 16]);
    let mistakes = [
        (join::request(join_eui, dev_eui, 1, &AesKey::new(bytes)), "AppKey fits with its bytes"),
        (join::request(reversed(join_eui), dev_eui, 2, &wrong), "the same with its bytes reversed"),
        (join::request(join_eui, dev_eui, 3, &wrong), "reversed 010000d07ed5b370"),
    ];
    for (request, hint) in &mistakes {
        gateway.report(LATER, request)?;
        let refused = events.frame(request, |_| true)?;
        assert_refused(&refused, "join_mic_failed", &[hint, "Enter the AppKey exactly"]);
    }
    let unknown = join::request(join_eui, reversed(dev_eui), 4, &app_key);
    gateway.report(LATER, &unknown)?;
    let refused = events.frame(&unknown, |_| true)?;
    assert_refused(&refused, "unknown_dev_eui", &[&dev_eui.to_string(), "bytes reversed"]);

    let right = join::request(join_eui, dev_eui, 3, &app_key);
    gateway.report(LATER, &right)?;
    assert_eq!(events.verdict(&right)?, "accepted", "a failed attempt used up no nonce");
    Ok(())
}

#[test]
fn a_device_that_is_switched_off_is_not_heard_and_not_answered() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    stage.change_profile(&device, &json!({"enable": false}))?;
    let mut subscriber = stage.subscriber()?;
    let mut events = stage.events("frame")?;
    let gateway = connect(&stage, 1)?;

    let phy = uplink(&device, 1, true)?;
    gateway.report(LATER, &phy)?;
    let refused = events.frame(&phy, |_| true)?;
    assert_refused(&refused, "profile_disabled", &["switched off"]);

    stage.change_profile(&device, &json!({"enable": true}))?;
    let phy = uplink(&device, 2, true)?;
    gateway.report(2 * LATER, &phy)?;
    assert_eq!(downlink_counter(&gateway.downlink()?, &device)?, 0, "its first answer");
    assert_eq!(published_until(&mut subscriber, &device, 2)?, [2]);
    Ok(())
}

#[test]
fn a_gateway_nobody_registered_is_seen_but_refused_when_the_owner_says_so() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    stage.change("/api/v1/settings", &json!({"accept_unregistered_gateways": false}))?;
    let mut subscriber = stage.subscriber()?;
    let (mut events, mut frames) = (stage.events("gateway")?, stage.events("frame")?);

    let forwarder = connect(&stage, 1)?;
    forwarder.report(LATER, &uplink(&device, 1, true)?)?;
    let seen = events.until(|event| event.get("gateway").cloned())?;
    assert_eq!(seen.get("eui"), Some(&json!(gateway(1))), "{seen}");
    assert_eq!(seen.get("registered"), Some(&json!(false)), "{seen}");
    assert_eq!(stage.list("/api/v1/gateways")?.len(), 1);
    let status = stage.read("/api/v1/status")?;
    assert_eq!(status.pointer("/gateways/unregistered"), Some(&json!(1)), "{status}");

    stage.create("/api/v1/gateways", &json!({"eui": gateway(1), "name": "Roof"}))?;
    let second = uplink(&device, 2, true)?;
    forwarder.report(2 * LATER, &second)?;
    assert_eq!(frames.verdict(&second)?, "accepted");
    forwarder.downlink()?;

    let path = format!("/api/v1/gateways/{}", gateway(1));
    stage.change(&path, &json!({"enable": false}))?;
    forwarder.report(3 * LATER, &uplink(&device, 3, true)?)?;
    forwarder.keep_alive()?;
    stage.change(&path, &json!({"enable": true}))?;
    forwarder.report(4 * LATER, &uplink(&device, 4, true)?)?;
    assert_eq!(published_until(&mut subscriber, &device, 4)?, [2, 4], "the others are refused");
    Ok(())
}

#[test]
fn devices_that_share_an_address_are_told_apart_by_their_keys() -> Result<()> {
    let stage = Stage::set()?;
    let (one, mut two) = (abp(1), abp(2));
    let Activation::Abp { dev_addr, .. } = one.activation else { unreachable!() };
    if let Activation::Abp { dev_addr: of_two, .. } = &mut two.activation {
        *of_two = dev_addr;
    }
    stage.add(&one)?;
    let own = stage.owner.post("/api/v1/lorawan-profiles", &two.profile_json())?;
    assert_eq!(own.status, 409, "inside a tenant an address is given once: {}", own.body);
    // What another tenant has provisioned nobody here can know.
    let neighbour = stage.tenant("neighbour")?;
    let created = neighbour.post("/api/v1/lorawan-profiles", &two.profile_json())?;
    assert_eq!(created.status, 201, "{}", created.body);
    let mut events = stage.events("frame")?;
    let gateway = connect(&stage, 1)?;

    let frames = [(&one, 10), (&two, 3), (&one, 11), (&two, 4), (&one, 12), (&two, 5)];
    for (tmst, (device, f_cnt)) in (1..).zip(frames) {
        let phy = uplink(device, f_cnt, true)?;
        gateway.report(tmst * LATER, &phy)?;
        let answer = gateway.downlink()?;
        assert!(downlink_counter(&answer, device)? < 3, "each has a counter of its own");
    }
    for (client, device, expected) in [(&stage.owner, &one, 12), (&neighbour, &two, 5)] {
        let path = format!("/api/v1/lorawan-profiles/{}", device.dev_eui);
        let profile = client.get(&path)?.body;
        assert_eq!(profile.get("f_cnt_up"), Some(&json!(expected)), "{profile}");
    }
    let strange = uplink(&abp(3), 1, false)?;
    gateway.report(9 * LATER, &strange)?;
    let mut seen = Vec::new();
    events.until(|event| {
        let frame = event.get("frame")?;
        assert_ne!(frame.get("dev_eui"), Some(&json!(two.dev_eui)), "not this tenant's: {frame}");
        seen.extend(frame.get("f_cnt").filter(|_| frame["accepted"] == true).cloned());
        (frame.get("phy") == Some(&json!(hex::encode(&strange)))).then_some(())
    })?;
    assert!([10, 11, 12].iter().all(|f_cnt| seen.contains(&json!(f_cnt))), "{seen:?}");
    Ok(())
}

#[test]
fn the_counter_goes_on_over_16_bits() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let mut subscriber = stage.subscriber()?;
    let mut events = stage.events("frame")?;
    let gateway = connect(&stage, 1)?;

    let counters = [65_533, 65_535, 65_536, 65_537, 131_072];
    for (tmst, f_cnt) in (1..).zip(counters) {
        let phy = uplink(&device, f_cnt, false)?;
        gateway.report(tmst * LATER, &phy)?;
        let frame = events.frame(&phy, |_| true)?;
        assert_eq!(frame.get("verdict"), Some(&json!("accepted")), "{frame}");
        assert_eq!(frame.get("f_cnt"), Some(&json!(f_cnt)), "{frame}");
    }
    assert_eq!(published_until(&mut subscriber, &device, 131_072)?, counters);
    let profile = stage.read(&format!("/api/v1/lorawan-profiles/{}", device.dev_eui))?;
    assert_eq!(profile.get("f_cnt_up"), Some(&json!(131_072)), "{profile}");
    // The same wire counter of the first round, which only the full counter tells apart.
    let old = uplink(&device, 65_537, true)?;
    gateway.report(9 * LATER, &old)?;
    let refused = events.frame(&old, |_| true)?;
    assert_eq!(refused.get("verdict"), Some(&json!("replay")), "{refused}");
    Ok(())
}

#[test]
fn a_confirmed_uplink_that_is_repeated_gets_a_fresh_answer_each_time() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let mut subscriber = stage.subscriber()?;
    let gateway = connect(&stage, 1)?;

    let phy = uplink(&device, 7, true)?;
    for repeat in 0..4 {
        gateway.report((repeat + 1) * LATER, &phy)?;
        let answer = gateway.downlink()?;
        assert_eq!(downlink_counter(&answer, &device)?, repeat, "never the same counter twice");
        let Ok(Frame::Data(frame)) = lorawan::parse(&answer) else { anyhow::bail!("{answer:?}") };
        assert!(frame.f_ctrl.ack);
    }
    gateway.report(9 * LATER, &uplink(&device, 8, false)?)?;
    assert_eq!(published_until(&mut subscriber, &device, 8)?, [7, 8], "published once");
    Ok(())
}

fn connect(stage: &Stage, number: u8) -> Result<Forwarder> {
    Forwarder::connect(&stage.instance, gateway(number))
}

fn heard_by(message: &Value) -> Vec<String> {
    let gateways = message.get("gwrx").and_then(Value::as_array);
    let eui = |gateway: &Value| Some(gateway.get("eui")?.as_str()?.to_owned());
    gateways.into_iter().flatten().filter_map(eui).collect()
}

/// Refused with this verdict, and the reason or the next step has these words.
#[track_caller]
fn assert_refused(frame: &Value, verdict: &str, words: &[&str]) {
    assert_eq!(frame.get("verdict"), Some(&json!(verdict)), "{frame}");
    assert_eq!(frame.get("accepted"), Some(&json!(false)), "{frame}");
    let text = format!("{}{}", frame["reason"], frame["next_step"]);
    for word in words {
        assert!(text.contains(word), "{word:?} is not in {text}");
    }
}

fn attempts(device: &DeviceDescription, nonces: [u16; 3]) -> [[u8; 23]; 3] {
    let Activation::Otaa { app_key, .. } = device.activation else { unreachable!() };
    let mut number = 0;
    nonces.map(|nonce| {
        number += 1;
        let join_eui = Eui64::from_be_bytes([0x70, 0xB3, 0xD5, 0x7E, 0xD0, 0, 0, number]);
        join::request(join_eui, device.dev_eui, nonce, &app_key)
    })
}

fn accept(phy: &[u8], device: &DeviceDescription) -> Result<join::JoinAccept> {
    let Activation::Otaa { app_key, .. } = device.activation else { unreachable!() };
    let Ok(Frame::JoinAccept(accept)) = lorawan::parse(phy) else { anyhow::bail!("{phy:?}") };
    accept.decrypt(&app_key).map_err(|_| anyhow::anyhow!("not for this device"))
}

/// The counter of a downlink that its device can read, below 65,536.
fn downlink_counter(phy: &[u8], device: &DeviceDescription) -> Result<u32> {
    let Activation::Abp { nwks_key, .. } = device.activation else { unreachable!() };
    let Ok(Frame::Data(frame)) = lorawan::parse(phy) else { anyhow::bail!("{phy:?}") };
    let counter = u32::from(frame.f_cnt);
    anyhow::ensure!(frame.mic_is_valid(&SessionKey::new(&nwks_key), counter), "not for it");
    Ok(counter)
}

fn reversed(eui: Eui64) -> Eui64 {
    Eui64::from_wire_bytes(eui.to_be_bytes())
}

/// The devices of the simulated site that count their nonces go on where they were, however soon the
/// program is started again.
#[test]
fn the_simulated_site_joins_again_after_a_restart_and_no_nonce_comes_twice() -> Result<()> {
    let stage = Stage::as_delivered()?;
    assert_eq!(stage.owner.post("/api/v1/simulated-site", &json!({}))?.status, 204);
    let counting: Vec<_> = testkit::site::devices()
        .into_iter()
        .filter(|device| device.lw_ver == LwVersion::V1_0_4)
        .map(|device| device.dev_eui)
        .collect();
    assert_eq!(counting.len(), 3);
    let joins = |stage: &Stage, verdict: &str| -> Result<Vec<usize>> {
        let of = format!("/api/v1/network/frames?kind=join_request&verdict={verdict}&dev_eui=");
        counting.iter().map(|eui| Ok(stage.list(&format!("{of}{eui}"))?.len())).collect()
    };
    wait_for(|| Ok(joins(&stage, "accepted")?.iter().all(|joins| *joins > 0)))?;
    // What joins between the counting and the stop is no error: the wait is only longer.
    let before = joins(&stage, "accepted")?;
    let (_, data) = stage.instance.stop("TERM")?;
    let stage = Stage::around(crate::headless::Headless::start_in(data)?)?;
    let again = |stage: &Stage| -> Result<bool> {
        let now = joins(stage, "accepted")?;
        Ok(now.iter().zip(&before).all(|(now, before)| now > before))
    };
    wait_for(|| again(&stage))?;
    assert_eq!(joins(&stage, "dev_nonce_reused")?, [0, 0, 0]);
    Ok(())
}
