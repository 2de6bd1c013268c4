//! What a gateway may transmit: one frame at a time, and within the duty cycle of its band.

#![expect(clippy::indexing_slicing, reason = "a JSON value without the name is null")]

use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};
use lorawan::mac::{DownlinkCommand, downlink_commands};
use lorawan::{DataUp, DevAddr, Frame, SessionKey};
use serde_json::{Value, json};
use testkit::{Activation, DeviceDescription};

use crate::downlinks::{LATER, connect, counter, enqueue};
use crate::forwarder::{Channel, Forwarder};
use crate::mac::until;
use crate::process::PATIENCE;
use crate::stage::{Stage, abp, gateway, published_until, uplink};

/// Sub-band N of EU868, where an hour has 3.6 s: one frame at SF12 is a third of it.
#[test]
fn an_application_keeps_to_the_duty_cycle_and_its_use_is_shown() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let in_band_n = json!({"class_mode": "ClassC", "rx2_freq": 868_800_000, "rx2dr": 0});
    stage.change_profile(&device, &in_band_n)?;
    let mut events = stage.events("downlink")?;
    let gateway = connect(&stage, 1)?;
    let eui = device.dev_eui.to_string();
    gateway.report(LATER, &uplink(&device, 1, true)?)?;
    gateway.downlink()?;

    let wanted = json!({"f_port": 1, "payload": "000102030405060708090a0b0c0d0e0f"});
    let first = enqueue(&stage, &eui, &wanted)?;
    assert_eq!(gateway.transmission()?.frequency_hz, 868_800_000);
    events.downlink(&first["id"], "sent")?;
    let used = used(&stage, "N")?;
    assert_eq!(used["budget_ms"], 3_600, "{used}");
    // 29 bytes at SF12 without CRC.
    assert_eq!(used["used_ms"], 1_646, "{used}");

    let second = enqueue(&stage, &eui, &wanted)?;
    let reason = events.until(|event| {
        let downlink = event.get("downlink").filter(|downlink| downlink["id"] == second["id"])?;
        downlink["reason"].as_str().map(str::to_owned)
    })?;
    assert!(reason.contains("1646 ms of the 2520 ms"), "{reason}");
    assert!(reason.contains("sub-band N"), "{reason}");
    Ok(())
}

/// Learnt from others' bugs: what the duty cycle keeps from the first window goes in the second, whose
/// sub-band has a share of its own.
#[test]
fn an_acknowledgement_goes_in_the_second_window_when_the_band_of_the_first_is_used_up() -> Result<()>
{
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let gateway = connect(&stage, 1)?;
    // 991 ms each, of the 3,600 ms that an hour has in sub-band N.
    let on = Channel { frequency_hz: 868_800_000, spreading_factor: 12, ..Channel::default() };
    let mut frequencies = Vec::new();
    for f_cnt in 1..=4 {
        if f_cnt > 1 {
            // The one before is off the air then.
            stage.run(async { tokio::time::sleep(Duration::from_secs(3)).await });
        }
        gateway.report_as(f_cnt * LATER, &uplink(&device, f_cnt, true)?, on)?;
        frequencies.push(gateway.transmission()?.frequency_hz);
    }
    assert_eq!(frequencies, [868_800_000, 868_800_000, 868_800_000, 869_525_000]);
    Ok(())
}

/// Requests of the network alone wait for a free gateway, and use up no counter in vain.
#[test]
fn what_the_network_asks_waits_while_the_gateway_is_busy() -> Result<()> {
    let stage = Stage::set()?;
    let (loud, asked) = (abp(1), abp(2));
    for device in [&loud, &asked] {
        stage.add(device)?;
    }
    let gateway = connect(&stage, 1)?;
    let (loud_eui, asked_eui) = (loud.dev_eui.to_string(), asked.dev_eui.to_string());
    enqueue(&stage, &loud_eui, &json!({"f_port": 1, "payload": "00".repeat(51)}))?;
    let status = format!("/api/v1/devices/{asked_eui}/mac/status-request");
    let mut frames = stage.events("frame")?;
    let mut f_cnt = 1;
    let first = uplink(&asked, f_cnt, false)?;
    gateway.report(LATER, &first)?;
    frames.verdict(&first)?;
    until(&stage, &asked_eui, |view| view.pointer("/adr/uplinks/0").is_some())?;
    stage.create(&status, &json!({}))?;

    // 2.8 s at SF12, over both windows of whoever is heard at the same time.
    gateway.report_at(LATER, &uplink(&loud, 1, false)?, 12)?;
    gateway.downlink()?;
    let begun = Instant::now();
    let (phy, waited) = loop {
        ensure!(begun.elapsed() < PATIENCE, "it was never asked");
        f_cnt += 1;
        gateway.report((f_cnt + 1) * LATER, &uplink(&asked, f_cnt, false)?)?;
        if let Some(phy) = gateway.downlink_within(Duration::from_millis(900))? {
            break (phy, f_cnt - 2);
        }
    };
    assert!(waited > 0, "the gateway was never busy");
    assert_eq!(counter(&phy)?, 0, "no counter was used up in vain");
    let Ok(Frame::Data(frame)) = lorawan::parse(&phy) else { bail!("{phy:?}") };
    let commands: Vec<_> = downlink_commands(frame.f_opts).collect::<Result<_, _>>()?;
    assert_eq!(commands, [DownlinkCommand::DevStatusReq]);
    Ok(())
}

/// At a gateway that others want, a request alone takes no place from an acknowledgement that is asked
/// for a moment after it.
#[test]
fn what_is_owed_comes_before_what_the_network_asks() -> Result<()> {
    let stage = Stage::set()?;
    let (asked, owed) = (abp(1), abp(2));
    for device in [&asked, &owed] {
        stage.add(device)?;
    }
    let gateway = connect(&stage, 1)?;
    question_for(&stage, &gateway, &asked)?;
    gateway.report(2 * LATER, &uplink(&owed, 1, true)?)?;
    gateway.downlink()?;
    // The windows of this frame are not those of the next one.
    stage.run(async { tokio::time::sleep(Duration::from_millis(300)).await });

    // The question at SF12 would last over both windows of the acknowledgement.
    gateway.report_at(3 * LATER, &uplink(&asked, 2, false)?, 12)?;
    gateway.report(3 * LATER, &uplink(&owed, 2, true)?)?;
    let mut order = Vec::new();
    for _ in 0..2 {
        let told = gateway.transmission()?;
        order.push((for_whom(&told.phy)?, told.frequency_hz));
    }
    let expected = [((address(2), true), 868_100_000), ((address(1), false), 869_525_000)];
    assert_eq!(
        order, expected,
        "the acknowledgement in its first window, the question in its second"
    );
    Ok(())
}

/// What the network asks of its own accord waits for a free first window, however often that was in
/// vain: the second one lasts a second, in which others would find the gateway busy.
#[test]
fn what_the_network_asks_never_takes_the_second_window_of_a_busy_gateway() -> Result<()> {
    const RX2_HZ: u32 = 869_525_000;
    /// After five it no longer lets others go first.
    const ROUNDS: u32 = 10;
    let stage = Stage::set()?;
    let (asked, first, others) = (abp(1), abp(2), [abp(3), abp(4), abp(5)]);
    for device in others.iter().chain([&asked, &first]) {
        stage.add(device)?;
    }
    let gateway = connect(&stage, 1)?;
    question_for(&stage, &gateway, &asked)?;

    let (mut in_vain, mut round, mut last_round) = (0, 2, Instant::now());
    while in_vain < ROUNDS {
        ensure!(round < 80, "its first window was hardly ever taken: {in_vain}");
        // They all want the same window; the first has it.
        gateway.report(round * LATER, &uplink(&first, round, true)?)?;
        let answered = gateway.transmission_within(Duration::from_millis(500))?;
        for device in &others {
            gateway.report(round * LATER, &uplink(device, round, true)?)?;
        }
        // On a slow machine it may be forgotten meanwhile that many want the gateway. And one that was
        // answered in its second window, before many were known to, may be in the way of all.
        let is_wanted = round > 5 && last_round.elapsed() < Duration::from_millis(900);
        last_round = Instant::now();
        if answered.is_some() && is_wanted {
            gateway.report(round * LATER, &uplink(&asked, round, false)?)?;
            in_vain += 1;
        }
        let more = std::iter::from_fn(|| {
            gateway.transmission_within(Duration::from_millis(300)).transpose()
        });
        for told in answered.into_iter().map(Ok).chain(more) {
            let told = told?;
            if for_whom(&told.phy)? == (address(1), false) {
                ensure!(told.frequency_hz != RX2_HZ, "after {in_vain} rounds: {told:?}");
                in_vain = 0;
            }
        }
        round += 1;
    }
    // When it is calm again, the second window is as good as the first.
    stage.run(async { tokio::time::sleep(Duration::from_secs(3)).await });
    gateway.report(round * LATER, &uplink(&asked, round, false)?)?;
    let told = gateway.transmission()?;
    let Ok(Frame::Data(frame)) = lorawan::parse(&told.phy) else { bail!("{told:?}") };
    let commands: Vec<_> = downlink_commands(frame.f_opts).collect::<Result<_, _>>()?;
    assert_eq!(commands, [DownlinkCommand::DevStatusReq]);
    Ok(())
}

/// What gave way and was refused by its gateway in the end gave way in vain. After some such uplinks it
/// asks at once, before what is owed.
#[test]
fn what_waited_and_was_refused_waits_no_longer_after_some_uplinks() -> Result<()> {
    let stage = Stage::set()?;
    let (asked, owed) = (abp(1), abp(2));
    for device in [&asked, &owed] {
        stage.add(device)?;
    }
    let gateway = connect(&stage, 1)?;
    question_for(&stage, &gateway, &asked)?;
    let mut subscriber = stage.subscriber()?;
    // The gateway was asked for something a moment before: it is one that many want.
    let busy_then_asked = |f_cnt: u32| -> Result<()> {
        gateway.report(2 * f_cnt * LATER, &uplink(&owed, 2 * f_cnt, true)?)?;
        gateway.downlink()?;
        // The windows of this frame are not those of the next one.
        stage.run(async { tokio::time::sleep(Duration::from_millis(300)).await });
        gateway.report_at((2 * f_cnt + 1) * LATER, &uplink(&asked, f_cnt, false)?, 12)
    };
    // More than it takes: on a slow machine one or the other may ask too late to have waited.
    let rounds = 2..10;
    for f_cnt in rounds.clone() {
        busy_then_asked(f_cnt)?;
        for _window in 0..2 {
            assert_eq!(for_whom(&gateway.refuse_downlink("TX_FREQ")?)?, (address(1), false));
        }
    }
    let last = rounds.end;
    busy_then_asked(last)?;
    // What was told by MQTT was stored before, so that the question is ahead of the other answer.
    published_until(&mut subscriber, &asked, last)?;
    gateway.report((2 * last + 1) * LATER, &uplink(&owed, 2 * last + 1, true)?)?;
    let told = gateway.transmission()?;
    assert_eq!((for_whom(&told.phy)?, told.frequency_hz), ((address(1), false), 868_100_000));
    Ok(())
}

/// What the network wants is looked at again after waiting for others: the device has answered
/// meanwhile.
#[test]
fn what_was_answered_while_the_question_waited_is_not_asked() -> Result<()> {
    let stage = Stage::set()?;
    let (asked, owed) = (abp(1), abp(2));
    for device in [&asked, &owed] {
        stage.add(device)?;
    }
    let gateway = connect(&stage, 1)?;
    question_for(&stage, &gateway, &asked)?;
    let mut frames = stage.events("frame")?;
    gateway.report(2 * LATER, &uplink(&owed, 1, true)?)?;
    gateway.downlink()?;
    stage.run(async { tokio::time::sleep(Duration::from_millis(300)).await });

    let before = uplink(&asked, 2, false)?;
    gateway.report_at(3 * LATER, &before, 12)?;
    // The question to it is there by now, and waits.
    frames.verdict(&before)?;
    gateway.report(3 * LATER, &with_commands(&asked, 3, &[0x06, 0xFF, 0x05])?)?;
    until(&stage, &asked.dev_eui.to_string(), |view| {
        view.pointer("/status_requested") == Some(&json!(false))
    })?;
    // Its first window is over by then.
    stage.run(async { tokio::time::sleep(Duration::from_secs(1)).await });
    gateway.report(4 * LATER, &uplink(&owed, 2, true)?)?;
    assert_eq!(for_whom(&gateway.downlink()?)?, (address(2), true), "a question in vain");
    Ok(())
}

/// Has a device heard that is to be asked for its status with its next frames, which nobody waits for
/// copies of, so that there is as much time as can be before a question asks.
fn question_for(stage: &Stage, gateway: &Forwarder, device: &DeviceDescription) -> Result<()> {
    let eui = device.dev_eui.to_string();
    gateway.report(LATER, &uplink(device, 1, false)?)?;
    until(stage, &eui, |view| view.pointer("/adr/uplinks/0").is_some())?;
    stage.create(&format!("/api/v1/devices/{eui}/mac/status-request"), &json!({}))?;
    stage.change("/api/v1/settings", &json!({"dedup_window_ms": 0}))?;
    Ok(())
}

/// An uplink that carries these MAC commands, as its radio would send it.
fn with_commands(device: &DeviceDescription, f_cnt: u32, f_opts: &[u8]) -> Result<Vec<u8>> {
    let Activation::Abp { dev_addr, nwks_key, apps_key } = device.activation else {
        bail!("personalised devices only");
    };
    let frame = DataUp { dev_addr, f_cnt, f_opts, ..DataUp::default() };
    Ok(frame.build(&SessionKey::new(&nwks_key), &SessionKey::new(&apps_key))?)
}

/// Whom a downlink is for, and whether it acknowledges.
fn for_whom(phy: &[u8]) -> Result<(DevAddr, bool)> {
    let Ok(Frame::Data(frame)) = lorawan::parse(phy) else { bail!("{phy:?}") };
    Ok((frame.dev_addr, frame.f_ctrl.ack))
}

/// Address of a personalised device.
const fn address(number: u8) -> DevAddr {
    DevAddr::from_be_bytes([0x00, 0x0A, 0xBB, number])
}

/// What the test's gateway used of a sub-band.
fn used(stage: &Stage, band: &str) -> Result<Value> {
    let view = stage.read(&format!("/api/v1/gateways/{}", gateway(1)))?;
    let bands = view["duty_cycle"].as_array().cloned().unwrap_or_default();
    let found = bands.into_iter().find(|usage| usage["band"] == band);
    found.ok_or_else(|| anyhow::anyhow!("nothing of {band} in {view}"))
}
