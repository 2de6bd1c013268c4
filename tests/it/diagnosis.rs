//! "Why is my device not heard?": each situation is produced on the air and asked for.

#![expect(clippy::indexing_slicing, reason = "a JSON value without the name is null")]

use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use lorawan::{AesKey, Eui64, join};
use model::record::LwVersion;
use serde_json::{Value, json};
use testkit::{Activation, DeviceDescription};

use crate::events::Events;
use crate::forwarder::Forwarder;
use crate::process::PATIENCE;
use crate::stage::{Stage, abp, gateway, otaa, uplink};

/// Far more than a gateway's counter moves between two copies of one transmission.
const LATER: u32 = 5_000_000;
/// A channel of US902, where no device of EU868 sends.
const AMERICAN: u32 = 903_900_000;

#[test]
fn a_healthy_device_is_heard_and_what_was_wrong_before_is_over() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.create("/api/v1/devices", &device.device_json())?;
    let missing = diagnosis(&stage, &device)?;
    assert_finding(&missing, "profile_missing", "cause", &["create_profile"]);
    stage.create("/api/v1/lorawan-profiles", &device.profile_json())?;
    assert_finding(&diagnosis(&stage, &device)?, "no_gateway", "cause", &["connect_gateway"]);

    let (mut events, mut telemetry) = (stage.events("frame")?, stage.events("telemetry")?);
    let gateway = connect(&stage, 1)?;
    assert_finding(&diagnosis(&stage, &device)?, "never_heard", "cause", &["check_device"]);
    let phy = uplink(&device, 1, false)?;
    gateway.report(LATER, &phy)?;
    let frame = events.frame(&phy, |_| true)?;
    telemetry.next()?;
    let heard = diagnosis(&stage, &device)?;
    let finding = assert_finding(&heard, "heard", "fine", &[]);
    assert_eq!(finding["frames"], json!([frame["id"]]), "the frame that proves it");
    assert_eq!(finding["next_step"], "");
    assert_eq!(heard["findings"].as_array().map(Vec::len), Some(1), "{heard}");
    // The same by its profile, and to nobody else.
    let path = format!("/api/v1/lorawan-profiles/{}/diagnosis", device.dev_eui);
    assert_eq!(stage.read(&path)?["verdict"], "heard");
    let stranger = stage.tenant("stranger")?;
    assert_eq!(stranger.get(&path)?.status, 404);
    Ok(())
}

#[test]
fn a_profile_without_a_device_record_is_told_of_its_uplinks() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.create("/api/v1/lorawan-profiles", &device.profile_json())?;
    let mut events = stage.events("frame")?;
    let gateway = connect(&stage, 1)?;
    let phy = uplink(&device, 1, false)?;
    gateway.report(LATER, &phy)?;
    events.verdict(&phy)?;
    let path = format!("/api/v1/lorawan-profiles/{}/diagnosis", device.dev_eui);
    let found = stage.read(&path)?;
    assert_finding(&found, "no_device", "hint", &["add_device"]);
    assert_eq!(codes(&found), ["no_device", "heard"]);
    Ok(())
}

#[test]
fn a_device_without_a_profile_is_told_from_one_that_is_off() -> Result<()> {
    let stage = Stage::set()?;
    let device = otaa(1, LwVersion::V1_0_3);
    stage.create("/api/v1/devices", &device.device_json())?;
    let mut events = stage.events("frame")?;
    let gateway = connect(&stage, 1)?;
    let first = attempt(&device, 1);
    gateway.report(LATER, &first)?;
    assert_eq!(events.verdict(&first)?, "unknown_dev_eui");
    let found = diagnosis(&stage, &device)?;
    let finding = assert_finding(&found, "unknown_dev_eui", "cause", &["create_profile"]);
    assert_eq!(finding["count"], 1, "{finding}");

    stage.create("/api/v1/lorawan-profiles", &device.profile_json())?;
    assert_finding(&diagnosis(&stage, &device)?, "waiting", "hint", &[]);
    stage.change_profile(&device, &json!({"enable": false}))?;
    let second = attempt(&device, 2);
    gateway.report(2 * LATER, &second)?;
    assert_eq!(events.verdict(&second)?, "profile_disabled");
    let found = diagnosis(&stage, &device)?;
    let finding = assert_finding(&found, "profile_disabled", "cause", &["enable_profile"]);
    assert_eq!(finding["count"], 1, "{finding}");
    stage.change_profile(&device, &json!({"enable": true}))?;
    assert_finding(&diagnosis(&stage, &device)?, "waiting", "hint", &[]);
    Ok(())
}

#[test]
fn a_mistyped_dev_eui_is_recognised_even_after_a_restart() -> Result<()> {
    let stage = Stage::set()?;
    let device = otaa(1, LwVersion::V1_0_3);
    stage.add(&device)?;
    let mut events = stage.events("frame")?;
    let gateway = connect(&stage, 1)?;
    let sent = reversed(device.dev_eui);
    let turned = DeviceDescription { dev_eui: sent, ..device.clone() };
    let request = attempt(&turned, 1);
    gateway.report(LATER, &request)?;
    let frame = events.frame(&request, |_| true)?;
    let found = diagnosis(&stage, &device)?;
    let finding = assert_finding(&found, "dev_eui_reversed", "cause", &["create_profile"]);
    assert_eq!(finding["params"]["dev_eui"], json!(sent), "{finding}");
    assert_eq!(finding["frames"], json!([frame["id"]]), "{finding}");

    // One digit off, and the key of the profile: it is this device. Without the key it may be.
    let near = u64::from_be_bytes(device.dev_eui.to_be_bytes()) ^ 0x0300;
    let near = Eui64::from_be_bytes(near.to_be_bytes());
    let mistyped = DeviceDescription { dev_eui: near, ..device.clone() };
    let request = attempt(&mistyped, 2);
    gateway.report(2 * LATER, &request)?;
    events.verdict(&request)?;
    let found = diagnosis(&stage, &device)?;
    assert_eq!(codes(&found).first().map(String::as_str), Some("dev_eui_reversed"), "{found}");
    let finding = named(&found, "dev_eui_near")?;
    assert_eq!(
        (&finding["severity"], &finding["params"]["digits"]),
        (&json!("cause"), &json!("1"))
    );

    drop((gateway, events));
    let (_, data) = stage.instance.stop("TERM")?;
    let stage = Stage::around(crate::headless::Headless::start_in(data)?)?;
    let begun = Instant::now();
    loop {
        let found = diagnosis(&stage, &device)?;
        if codes(&found).iter().any(|code| code == "dev_eui_reversed") {
            return Ok(());
        }
        assert!(begun.elapsed() < PATIENCE, "read back after the start: {found}");
    }
}

#[test]
fn wrong_keys_are_told_apart_from_lost_memory() -> Result<()> {
    let stage = Stage::set()?;
    let device = otaa(1, LwVersion::V1_0_3);
    stage.add(&device)?;
    let mut events = stage.events("frame")?;
    let gateway = connect(&stage, 1)?;
    let Activation::Otaa { join_eui, app_key } = device.activation else { unreachable!() };

    let wrong = join::request(join_eui, device.dev_eui, 1, &AesKey::new([7; 16]));
    gateway.report(LATER, &wrong)?;
    events.verdict(&wrong)?;
    let found = diagnosis(&stage, &device)?;
    assert_finding(&found, "join_mic_failed", "cause", &["check_app_key"]);
    let mut bytes = *app_key.expose();
    bytes.reverse();
    let turned = join::request(join_eui, device.dev_eui, 2, &AesKey::new(bytes));
    gateway.report(2 * LATER, &turned)?;
    events.verdict(&turned)?;
    let found = diagnosis(&stage, &device)?;
    assert_finding(&found, "app_key_reversed", "cause", &["check_app_key"]);

    let granted = attempt(&device, 5);
    gateway.report(3 * LATER, &granted)?;
    gateway.downlink()?;
    sent(&mut events, "sent", 1)?;
    // The same number again, in other bytes.
    let other = Eui64::from_be_bytes([9; 8]);
    let again = join::request(other, device.dev_eui, 5, &app_key);
    gateway.report(4 * LATER, &again)?;
    assert_eq!(events.verdict(&again)?, "dev_nonce_reused");
    let found = diagnosis(&stage, &device)?;
    let finding = assert_finding(&found, "dev_nonce_reused", "cause", &["clear_nonces"]);
    assert_eq!(finding["params"]["dev_nonce"], "5", "{finding}");
    let path = format!("/api/v1/lorawan-profiles/{}/clear-nonces", device.dev_eui);
    stage.owner.post(&path, &json!({}))?;
    assert_finding(&diagnosis(&stage, &device)?, "waiting", "hint", &[]);
    Ok(())
}

#[test]
fn what_became_of_the_join_accept_is_told() -> Result<()> {
    let stage = Stage::set()?;
    let device = otaa(1, LwVersion::V1_0_3);
    stage.add(&device)?;
    let mut events = stage.events("frame")?;

    let mute = Forwarder::without_way_down(&stage.instance, gateway(2))?;
    mute.report(LATER, &attempt(&device, 1))?;
    sent(&mut events, "no_path", 1)?;
    let found = diagnosis(&stage, &device)?;
    let finding = assert_finding(&found, "join_accept_no_path", "cause", &["open_gateway"]);
    assert_eq!(finding["params"]["gateway"], json!(gateway(2)), "{finding}");

    let forwarder = connect(&stage, 1)?;
    forwarder.report(2 * LATER, &attempt(&device, 2))?;
    forwarder.refuse_downlink("TX_FREQ")?;
    forwarder.refuse_downlink("TX_FREQ")?;
    sent(&mut events, "gateway_refused", 2)?;
    let found = diagnosis(&stage, &device)?;
    let finding = assert_finding(&found, "join_accept_refused", "cause", &["fix_region"]);
    assert_eq!(finding["params"]["error"], "TX_FREQ", "{finding}");

    forwarder.report(3 * LATER, &attempt(&device, 3))?;
    forwarder.downlink()?;
    sent(&mut events, "sent", 1)?;
    let found = diagnosis(&stage, &device)?;
    let finding = assert_finding(&found, "join_accept_not_heard", "cause", &["open_gateway"]);
    let params = &finding["params"];
    assert_eq!((&params["window"], &params["delay"]), (&json!("1"), &json!("5")), "{finding}");
    stage.change_profile(&device, &json!({"rx_delay_join": 6}))?;
    let found = diagnosis(&stage, &device)?;
    assert_finding(&found, "join_accept_not_heard", "cause", &["fix_rx_delay_join"]);
    Ok(())
}

#[test]
fn a_device_of_another_band_is_told_and_its_frames_are_marked() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let mut events = stage.events("frame")?;
    let mut telemetry = stage.events("telemetry")?;
    let gateway = connect(&stage, 1)?;
    let phy = uplink(&device, 1, false)?;
    gateway.report_on(LATER, &phy, AMERICAN)?;
    let frame = events.frame(&phy, |_| true)?;
    assert_eq!(
        (&frame["verdict"], &frame["channel_warning"]),
        (&json!("accepted"), &json!("outside_band"))
    );
    telemetry.next()?;
    let found = diagnosis(&stage, &device)?;
    let finding = assert_finding(&found, "outside_band", "hint", &["fix_region"]);
    assert_eq!(finding["params"]["suggested"], "US902", "{finding}");
    assert_eq!(codes(&found), ["outside_band", "heard"], "accepted all the same");

    let joining = otaa(2, LwVersion::V1_0_3);
    stage.add(&joining)?;
    let request = attempt(&joining, 1);
    gateway.report_on(2 * LATER, &request, AMERICAN)?;
    assert_eq!(events.verdict(&request)?, "accepted");
    assert_finding(&diagnosis(&stage, &joining)?, "outside_band", "cause", &["fix_region"]);
    Ok(())
}

#[test]
fn a_restarted_counter_is_told_from_a_wrong_key_and_can_be_allowed() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let (mut events, mut telemetry) = (stage.events("frame")?, stage.events("telemetry")?);
    let gateway = connect(&stage, 1)?;
    for (at, f_cnt) in (1..).zip([100, 3]) {
        let phy = uplink(&device, f_cnt, false)?;
        gateway.report(at * LATER, &phy)?;
        events.verdict(&phy)?;
    }
    telemetry.next()?;
    let found = diagnosis(&stage, &device)?;
    let finding = assert_finding(&found, "counter_reset", "cause", &["reset_counters"]);
    assert_eq!(finding["actions"], json!(["reset_counters", "allow_reset"]));
    let detail = finding["detail"].as_str().unwrap_or_default();
    assert!(detail.contains("at 3 (last 100)"), "{detail}");
    stage.change_profile(&device, &json!({"resets_f_cnt": true}))?;
    assert_eq!(codes(&diagnosis(&stage, &device)?), ["waiting", "heard"]);
    let phy = uplink(&device, 4, false)?;
    gateway.report(3 * LATER, &phy)?;
    assert_eq!(events.verdict(&phy)?, "accepted");
    assert_eq!(codes(&diagnosis(&stage, &device)?), ["heard"]);

    let other = abp(2);
    stage.add(&other)?;
    let Activation::Abp { dev_addr, apps_key, .. } = other.activation else { unreachable!() };
    let nwks_key = AesKey::new([0x99; 16]);
    let activation = Activation::Abp { dev_addr, nwks_key, apps_key };
    let phy = uplink(&DeviceDescription { activation, ..other.clone() }, 1, false)?;
    gateway.report(4 * LATER, &phy)?;
    assert_eq!(events.verdict(&phy)?, "mic_failed");
    let found = diagnosis(&stage, &other)?;
    assert_finding(&found, "mic_failed", "cause", &["check_session_keys"]);
    Ok(())
}

#[test]
fn gateways_that_are_not_used_are_named() -> Result<()> {
    let stage = Stage::set()?;
    let device = otaa(1, LwVersion::V1_0_3);
    stage.add(&device)?;
    stage.change("/api/v1/settings", &json!({"accept_unregistered_gateways": false}))?;
    let mut events = stage.events("frame")?;
    let forwarder = connect(&stage, 1)?;
    let request = attempt(&device, 1);
    forwarder.report(LATER, &request)?;
    assert_eq!(events.verdict(&request)?, "unregistered_gateway");
    let found = diagnosis(&stage, &device)?;
    let finding = assert_finding(&found, "unregistered_gateway", "cause", &["register_gateway"]);
    assert_eq!(finding["params"]["gateway"], json!(gateway(1)), "{finding}");
    stage.create("/api/v1/gateways", &json!({"eui": gateway(1), "enable": false}))?;
    let found = diagnosis(&stage, &device)?;
    assert_finding(&found, "gateway_disabled", "cause", &["enable_gateway"]);
    stage.change(&format!("/api/v1/gateways/{}", gateway(1)), &json!({"enable": true}))?;
    assert_eq!(codes(&diagnosis(&stage, &device)?), ["waiting"]);
    Ok(())
}

#[test]
fn gateways_that_hear_only_noise_are_named() -> Result<()> {
    let stage = Stage::set()?;
    let device = otaa(1, LwVersion::V1_0_3);
    stage.add(&device)?;
    let forwarder = connect(&stage, 1)?;
    assert_finding(&diagnosis(&stage, &device)?, "never_heard", "cause", &["check_device"]);
    for number in 0..12_u8 {
        let mut datagram = vec![2, number, number, 0];
        datagram.extend(gateway(1).to_be_bytes());
        let damaged = format!(
            r#"{{"rxpk":[{{"tmst":{number},"freq":868.1,"stat":-1,"modu":"LORA","datr":"SF12BW125","codr":"4/5","rssi":-120,"lsnr":-20,"size":4,"data":"AAAAAA=="}}]}}"#
        );
        datagram.extend(damaged.as_bytes());
        forwarder.send(&datagram)?;
    }
    // Damaged frames are counted and not logged, so that nothing tells when the last one is.
    let begun = Instant::now();
    let found = loop {
        let found = diagnosis(&stage, &device)?;
        let named = named(&found, "crc_bad");
        if named.is_ok_and(|finding| finding["params"]["damaged"] == "12") {
            break found;
        }
        ensure!(begun.elapsed() < PATIENCE, "not all damaged frames are named: {found}");
    };
    assert_eq!(codes(&found), ["never_heard", "crc_bad"]);
    Ok(())
}

fn connect(stage: &Stage, number: u8) -> Result<Forwarder> {
    Forwarder::connect(&stage.instance, gateway(number))
}

fn diagnosis(stage: &Stage, device: &DeviceDescription) -> Result<Value> {
    stage.read(&format!("/api/v1/devices/{}/diagnosis", device.dev_eui))
}

/// The first finding, which has words and names what to do first.
#[track_caller]
fn assert_finding(found: &Value, code: &str, severity: &str, actions: &[&str]) -> Value {
    let first = found.pointer("/findings/0").cloned().unwrap_or_default();
    assert_eq!(first["code"], code, "{found}");
    assert_eq!(first["severity"], severity, "{found}");
    assert_eq!((&found["verdict"], &found["severity"]), (&first["code"], &first["severity"]));
    let said = first["actions"].as_array().cloned().unwrap_or_default();
    assert!(actions.iter().zip(&said).all(|(wanted, said)| wanted == said), "{first}");
    assert!(said.len() >= actions.len(), "{first}");
    for words in ["title", "detail"] {
        assert!(first[words].as_str().is_some_and(|text| text.ends_with('.')), "{first}");
    }
    first
}

fn codes(found: &Value) -> Vec<String> {
    let findings = found["findings"].as_array().into_iter().flatten();
    findings.filter_map(|finding| finding["code"].as_str().map(str::to_owned)).collect()
}

fn named(found: &Value, code: &str) -> Result<Value> {
    let findings = found["findings"].as_array().into_iter().flatten();
    let mut named = findings.filter(|finding| finding["code"] == code);
    let finding = named.next().cloned();
    finding.with_context(|| format!("no {code} in {found}"))
}

/// Waits until this many join-accepts have this verdict.
fn sent(events: &mut Events, verdict: &str, mut count: usize) -> Result<()> {
    events.until(|event| {
        let frame = event.get("frame")?;
        if frame["kind"] == "join_accept" && frame["verdict"] == verdict {
            count -= 1;
        }
        (count == 0).then_some(())
    })
}

fn attempt(device: &DeviceDescription, dev_nonce: u16) -> [u8; 23] {
    let Activation::Otaa { join_eui, app_key } = device.activation else { unreachable!() };
    join::request(join_eui, device.dev_eui, dev_nonce, &app_key)
}

fn reversed(eui: Eui64) -> Eui64 {
    Eui64::from_wire_bytes(eui.to_be_bytes())
}
