//! Bugs that network servers in the field had, played through the sockets. Those that one decision
//! settles are tests beside that decision; all of them say "learnt from others' bugs".

use anyhow::{Context as _, Result, bail, ensure};
use lorawan::{AesKey, DevAddr, Frame, SessionKey, join};
use model::radio::TransmitAt;
use model::record::LwVersion;
use serde_json::{Value, json};
use testkit::{Activation, DeviceDescription};

use crate::downlinks::{LATER, connect, counter, enqueue};
use crate::forwarder::Channel;
use crate::stage::{Stage, abp, as_topic, otaa, published_until, report, uplink};

/// Learnt from others' bugs: a counter that moved before an error in a later step, so that the next
/// frame was refused.
#[test]
fn a_script_that_fails_keeps_no_counter_back() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    let model = json!({
        "name": "Broken", "id_name": "broken", "payload_parser": "throw new Error('no')",
    });
    stage.create("/api/v1/thing-models", &model)?;
    stage.create("/api/v1/lorawan-profiles", &device.profile_json())?;
    let record = json!({"eui": device.dev_eui, "name": "Broken", "thing_model": ["broken"]});
    stage.create("/api/v1/devices", &record)?;
    let mut subscriber = stage.subscriber()?;
    let gateway = connect(&stage, 1)?;
    for f_cnt in 1..4 {
        gateway.report(f_cnt * LATER, &uplink(&device, f_cnt, false)?)?;
    }
    assert_eq!(published_until(&mut subscriber, &device, 3)?, [1, 2, 3]);
    assert_eq!(profile(&stage, &device)?["f_cnt_up"], 3);
    Ok(())
}

/// Learnt from others' bugs: the order that a slow gateway makes is taken for a restart of the
/// device's counter.
#[test]
fn a_frame_that_a_slow_gateway_delivers_late_restarts_no_counter() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    stage.change_profile(&device, &json!({"resets_f_cnt": true}))?;
    let mut subscriber = stage.subscriber()?;
    let mut events = stage.events("frame")?;
    let fast = connect(&stage, 1)?;
    let old = uplink(&device, 1, false)?;
    fast.report(LATER, &old)?;
    fast.report(2 * LATER, &uplink(&device, 2, false)?)?;
    // Each copy comes through a gateway of its own, until they are later than any copy may be.
    let mut number = 1;
    let verdict = loop {
        number += 1;
        ensure!(number < 250, "it never came too late");
        connect(&stage, number)?.report(LATER, &old)?;
        let is_copy = |frame: &Value| frame["gateway"] == json!(crate::stage::gateway(number));
        let frame = events.frame(&old, is_copy)?;
        match frame["verdict"].as_str() {
            Some("copy" | "late_copy") => {}
            verdict => break verdict.map(str::to_owned),
        }
    };
    assert_eq!(verdict.as_deref(), Some("counter_reset"), "refused");
    fast.report(3 * LATER, &uplink(&device, 3, false)?)?;
    assert_eq!(published_until(&mut subscriber, &device, 3)?, [1, 2, 3]);
    Ok(())
}

/// A device that restarts its counter gets no downlink counter again: the key stream would repeat.
#[test]
fn a_device_that_restarts_hears_no_downlink_counter_twice() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    stage.change_profile(&device, &json!({"resets_f_cnt": true}))?;
    let gateway = connect(&stage, 1)?;
    let mut used = Vec::new();
    for (tmst, f_cnt) in (1..).zip([100, 101, 0, 1]) {
        gateway.report(tmst * LATER, &uplink(&device, f_cnt, true)?)?;
        used.push(counter(&gateway.downlink()?)?);
    }
    assert_eq!(used, [0, 1, 2, 3]);
    Ok(())
}

/// Learnt from others' bugs: ghosts of a request on neighbour channels make a second join with the
/// same DevNonce, and the wrong address or the wrong first window is kept.
#[test]
fn ghosts_of_a_join_request_make_one_session_and_the_strongest_decides_its_window() -> Result<()> {
    let stage = Stage::set()?;
    let device = otaa(1, LwVersion::V1_0_3);
    stage.add(&device)?;
    let mut events = stage.events("frame")?;
    let (near, far) = (connect(&stage, 1)?, connect(&stage, 2)?);
    let request = request(&device, 7)?;
    let on = |frequency_hz, rssi_dbm, snr_db| Channel {
        frequency_hz,
        rssi_dbm,
        snr_db,
        ..Channel::default()
    };
    near.report_as(1_000, &request, on(868_300_000, -95.0, -9.0))?;
    near.report_as(1_020, &request, on(868_100_000, -40.0, 9.0))?;
    far.report_as(77_000, &request, on(868_500_000, -110.0, -12.0))?;
    let accepted = events.frame(&request, |frame| frame["verdict"] == "accepted")?;
    assert_eq!(accepted["gateway"], json!(crate::stage::gateway(1)), "{accepted}");
    let answer = near.transmission()?;
    assert_eq!(answer.frequency_hz, 868_100_000, "the window of the strongest copy");
    assert_eq!(answer.at, TransmitAt::Counter(1_020 + 5_000_000));
    let (address, nwk, app) = session(&answer.phy, &device, 7)?;

    let phy = data(address, 0, &nwk, &app)?;
    near.report(LATER, &phy)?;
    assert_eq!(events.verdict(&phy)?, "accepted", "the one session is the device's");
    let up = stage.list(&format!("/api/v1/network/frames?dev_eui={}", device.dev_eui))?;
    let count = |kind: &str| up.iter().filter(|frame| frame["kind"] == kind).count();
    assert_eq!(count("join_accept"), 1, "{up:#?}");
    Ok(())
}

/// Learnt from others' bugs: copies of a request that come through a slow gateway are refused with
/// "DevNonce already used" after the join was granted.
#[test]
fn a_copy_of_a_join_request_after_the_join_is_no_second_attempt() -> Result<()> {
    let stage = Stage::set()?;
    stage.change("/api/v1/settings", &json!({"dedup_window_ms": 0}))?;
    let device = otaa(1, LwVersion::V1_0_4);
    stage.add(&device)?;
    let mut events = stage.events("frame")?;
    let (fast, slow) = (connect(&stage, 1)?, connect(&stage, 2)?);
    let request = request(&device, 7)?;
    fast.report(1_000, &request)?;
    fast.downlink()?;
    events.frame(&request, |frame| frame["verdict"] == "accepted")?;
    slow.report(77_000, &request)?;
    assert_eq!(events.verdict(&request)?, "late_copy");
    fast.report(1_000 + 2_000_000, &request)?;
    assert_eq!(events.verdict(&request)?, "join_repeat");
    let refused = stage.read("/api/v1/status")?;
    assert_eq!(refused.pointer("/refused/by_code/dev_nonce_reused"), None, "{refused}");
    Ok(())
}

/// Learnt from others' bugs: the copies that a device sends by NbTrans are errors, or are published
/// each.
#[test]
fn the_copies_that_nb_trans_makes_are_one_message_and_ask_for_nothing() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let mut subscriber = stage.subscriber()?;
    let mut events = stage.events("frame")?;
    let gateway = connect(&stage, 1)?;
    let phy = uplink(&device, 1, false)?;
    for (number, verdict) in [(1, "accepted"), (2, "retransmission"), (3, "retransmission")] {
        gateway.report(number * LATER, &phy)?;
        let frame = events.frame(&phy, |_| true)?;
        assert_eq!((&frame["verdict"], &frame["accepted"]), (&json!(verdict), &json!(true)));
    }
    let confirmed = uplink(&device, 2, true)?;
    gateway.report(4 * LATER, &confirmed)?;
    assert_eq!(counter(&gateway.downlink()?)?, 0, "no copy was answered before");
    gateway.report(5 * LATER, &uplink(&device, 3, false)?)?;
    assert_eq!(published_until(&mut subscriber, &device, 3)?, [1, 2, 3]);
    Ok(())
}

/// Learnt from others' bugs: after the first copy has made a new session the active one, the copies
/// of the other gateways match no session any more.
#[test]
fn every_gateway_that_hears_the_first_frame_of_a_session_is_in_its_message() -> Result<()> {
    let stage = Stage::set()?;
    let device = otaa(1, LwVersion::V1_0_3);
    stage.add(&device)?;
    let mut subscriber = stage.subscriber()?;
    let mut events = stage.events("frame")?;
    let gateways = [connect(&stage, 1)?, connect(&stage, 2)?, connect(&stage, 3)?];
    // The second join takes over from an active session, the first from none.
    for nonce in [1, 2] {
        let request = request(&device, nonce)?;
        gateways[0].report(u32::from(nonce) * LATER, &request)?;
        let (address, nwk, app) = session(&gateways[0].downlink()?, &device, nonce)?;
        let first = data(address, 0, &nwk, &app)?;
        for (gateway, verdict) in gateways.iter().zip(["accepted", "copy", "copy"]) {
            gateway.report(77_000, &first)?;
            assert_eq!(events.verdict(&first)?, verdict);
        }
        let all = subscriber.hear(&as_topic("dataAll", &device))?;
        assert_eq!(all["gwrx"].as_array().map(Vec::len), Some(3), "{all}");
    }
    Ok(())
}

/// Learnt from others' bugs: devices have counter bugs, too, so that a frame whose integrity check fails
/// is shown with its device and the counter it was read as; and it moves nothing, answers nothing and
/// sends nothing.
#[test]
fn a_frame_that_fails_its_check_moves_nothing_and_shows_its_counter() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let mut subscriber = stage.subscriber()?;
    let mut events = stage.events("frame")?;
    let gateway = connect(&stage, 1)?;
    let record = format!("/api/v1/devices/{}", device.dev_eui);
    let downlinks = format!("{record}/downlinks");
    let forged = |f_cnt: u32| -> Result<Vec<u8>> {
        let mut phy = uplink(&device, f_cnt, true)?;
        let last = phy.last_mut().context("a MIC")?;
        *last ^= 1;
        Ok(phy)
    };

    // Never heard so far, and still not.
    let eui = device.dev_eui.to_string();
    enqueue(&stage, &eui, &json!({"f_port": 2, "payload": "01"}))?;
    let phy = forged(1)?;
    gateway.report(LATER, &phy)?;
    assert_eq!(events.verdict(&phy)?, "mic_failed");
    assert_eq!(profile(&stage, &device)?["f_cnt_up"], Value::Null);
    assert_eq!(stage.read(&record)?["active_time"], Value::Null, "it was not heard");
    assert_eq!(stage.read(&downlinks)?["waiting_total"], 1, "nothing left for it");

    gateway.report(2 * LATER, &uplink(&device, 65_535, true)?)?;
    published_until(&mut subscriber, &device, 65_535)?;
    assert_eq!(counter(&gateway.downlink()?)?, 0, "nothing was sent before");
    let before = profile(&stage, &device)?;
    for (number, f_cnt) in (3..).zip([65_535, 65_536, 65_543, 131_000]) {
        let phy = forged(f_cnt)?;
        gateway.report(number * LATER, &phy)?;
        let frame = events.frame(&phy, |_| true)?;
        assert_eq!((&frame["verdict"], &frame["accepted"]), (&json!("mic_failed"), &json!(false)));
        assert_eq!(frame["dev_eui"], json!(device.dev_eui.to_string()), "{frame}");
        let reason = frame["reason"].as_str().unwrap_or_default();
        let counters = format!("counter {} on air, read as {f_cnt}", f_cnt & 0xFFFF);
        assert!(reason.contains(&counters), "{reason}");
    }
    let after = profile(&stage, &device)?;
    assert_eq!(after, before, "no counter has moved");
    // The real one goes on where the last real one was, and gets the next answer.
    gateway.report(9 * LATER, &uplink(&device, 65_536, true)?)?;
    assert_eq!(counter(&gateway.downlink()?)?, 1, "nothing was answered in between");
    assert_eq!(published_until(&mut subscriber, &device, 65_536)?, [65_536]);

    // Neither does it make a session that a device has joined for its own.
    let joiner = otaa(2, LwVersion::V1_0_3);
    stage.add(&joiner)?;
    let request = request(&joiner, 7)?;
    gateway.report(10 * LATER, &request)?;
    let (address, nwk, app) = session(&gateway.downlink()?, &joiner, 7)?;
    let wrong = data(address, 0, &AesKey::new([0x5A; 16]), &app)?;
    gateway.report(11 * LATER, &wrong)?;
    assert_eq!(events.verdict(&wrong)?, "mic_failed");
    assert_eq!(profile(&stage, &joiner)?["f_cnt_up"], Value::Null);
    let right = data(address, 0, &nwk, &app)?;
    gateway.report(12 * LATER, &right)?;
    assert_eq!(events.verdict(&right)?, "accepted");
    Ok(())
}

fn profile(stage: &Stage, device: &DeviceDescription) -> Result<Value> {
    stage.read(&format!("/api/v1/lorawan-profiles/{}", device.dev_eui))
}

fn request(device: &DeviceDescription, dev_nonce: u16) -> Result<[u8; 23]> {
    let Activation::Otaa { join_eui, app_key } = device.activation else { bail!("it joins") };
    Ok(join::request(join_eui, device.dev_eui, dev_nonce, &app_key))
}

/// Address and keys of the session that a join-accept gives.
fn session(
    phy: &[u8],
    device: &DeviceDescription,
    dev_nonce: u16,
) -> Result<(DevAddr, AesKey, AesKey)> {
    let Activation::Otaa { app_key, .. } = device.activation else { bail!("it joins") };
    let Ok(Frame::JoinAccept(accept)) = lorawan::parse(phy) else { bail!("{phy:?}") };
    let accept = accept.decrypt(&app_key).map_err(|_| anyhow::anyhow!("not for this device"))?;
    let (join_nonce, net_id) = (accept.join_nonce, accept.net_id);
    let (nwk, app) = join::derive_session_keys(&app_key, join_nonce, net_id, dev_nonce);
    Ok((accept.dev_addr, nwk, app))
}

fn data(dev_addr: DevAddr, f_cnt: u32, nwk: &AesKey, app: &AesKey) -> Result<Vec<u8>> {
    let payload = report(215, 480);
    let frame = lorawan::DataUp {
        dev_addr,
        f_cnt,
        f_port: Some(crate::stage::PORT),
        payload: &payload,
        ..lorawan::DataUp::default()
    };
    Ok(frame.build(&SessionKey::new(nwk), &SessionKey::new(app))?)
}
