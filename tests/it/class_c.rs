//! Devices that always listen.

use anyhow::Result;
use gateway::codec::TxAnswer;
use model::radio::{Modulation, TransmitAt};
use serde_json::json;

use crate::downlinks::{LATER, acknowledging, connect, counter, enqueue, path, read};
use crate::stage::{Stage, abp, uplink};

/// Learnt from others' bugs: nothing before the first uplink, then at once in RX2.
#[test]
fn what_waits_goes_out_at_once_after_the_first_uplink() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    stage.change_profile(&device, &json!({"class_mode": "ClassC", "rx2dr": 3}))?;
    let mut events = stage.events("downlink")?;
    let gateway = connect(&stage, 1)?;
    let eui = device.dev_eui.to_string();
    let early = enqueue(&stage, &eui, &json!({"f_port": 1, "payload": "01"}))?;
    assert_eq!(early["state"], "queued", "{early}");
    let waiting = events.until(|event| {
        let downlink = event.get("downlink")?;
        downlink["reason"].is_string().then(|| downlink.clone())
    })?;
    assert!(waiting["reason"].as_str().unwrap_or_default().contains("no session"), "{waiting}");

    // Its class A windows may carry it, too.
    gateway.report(LATER, &uplink(&device, 1, false)?)?;
    gateway.downlink()?;
    let sent = events.downlink(&early["id"], "sent")?;
    assert_eq!(sent["sent"]["window"], "RX1", "{sent}");

    // Learnt from others' bugs: the answer windows are over first. No uplink is needed any more.
    for payload in ["02", "03"] {
        let item = enqueue(&stage, &eui, &json!({"f_port": 1, "payload": payload}))?;
        let downlink = gateway.downlink_answered(&TxAnswer::Queued)?;
        assert_eq!(downlink.at, TransmitAt::Immediately);
        assert_eq!(downlink.frequency_hz, 869_525_000);
        let sf9 = Modulation::LoRa { spreading_factor: 9, bandwidth_hz: 125_000 };
        assert_eq!(downlink.modulation, sf9);
        let f_cnt = u32::from(counter(&downlink.phy)?);
        assert_eq!(read(&downlink.phy, &device, f_cnt)?.payload, payload);
        let sent = events.downlink(&item["id"], "sent")?;
        assert_eq!(sent["sent"]["window"], "RXC", "{sent}");
    }
    Ok(())
}

/// Learnt from others' bugs: one confirmed frame at a time, and an end to its repetitions.
#[test]
fn a_confirmed_frame_waits_for_its_answer_and_is_given_up_in_the_end() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    stage.change_profile(&device, &json!({"class_mode": "ClassC", "rx2dr": 5}))?;
    stage.change("/api/v1/settings", &json!({"confirmed_retries": 1, "class_c_timeout_s": 1}))?;
    let mut events = stage.events("downlink")?;
    let gateway = connect(&stage, 1)?;
    let eui = device.dev_eui.to_string();
    gateway.report(LATER, &uplink(&device, 1, false)?)?;
    let wanted = json!({"f_port": 1, "payload": "01", "confirmed": true});
    let first = enqueue(&stage, &eui, &wanted)?;
    let second = enqueue(&stage, &eui, &json!({"f_port": 1, "payload": "02"}))?;

    let mut counters = Vec::new();
    for _ in 0..2 {
        let phy = gateway.downlink()?;
        let f_cnt = u32::from(counter(&phy)?);
        assert_eq!(read(&phy, &device, f_cnt)?.payload, "01", "the other one waits");
        counters.push(f_cnt);
    }
    assert_eq!(counters, [0, 1], "each transmission has its own");
    let failed = events.downlink(&first["id"], "failed")?;
    assert!(failed["reason"].as_str().unwrap_or_default().contains("in time"), "{failed}");
    assert_eq!(read(&gateway.downlink()?, &device, 2)?.payload, "02");
    events.downlink(&second["id"], "sent")?;

    stage.change("/api/v1/settings", &json!({"class_c_timeout_s": 600}))?;
    let third = enqueue(&stage, &eui, &wanted)?;
    gateway.downlink()?;
    events.downlink(&third["id"], "sent")?;
    gateway.report(9 * LATER, &acknowledging(&device, 2)?)?;
    events.downlink(&third["id"], "acknowledged")?;
    Ok(())
}

/// A gateway that is busy for a moment is asked again with the same bytes.
#[test]
fn a_collision_is_tried_again_byte_for_byte() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    stage.change_profile(&device, &json!({"class_mode": "ClassC", "rx2dr": 5}))?;
    let mut events = stage.events("downlink")?;
    let gateway = connect(&stage, 1)?;
    let eui = device.dev_eui.to_string();
    gateway.report(LATER, &uplink(&device, 1, false)?)?;
    let item = enqueue(&stage, &eui, &json!({"f_port": 1, "payload": "01"}))?;
    let refused = TxAnswer::Refused("COLLISION_PACKET".into());
    let first = gateway.downlink_answered(&refused)?;
    let again = gateway.downlink_answered(&TxAnswer::Queued)?;
    assert_eq!(first.phy, again.phy);
    let sent = events.downlink(&item["id"], "sent")?;
    assert_eq!((&sent["attempts"], &sent["f_cnt"]), (&json!(1), &json!(0)), "{sent}");
    Ok(())
}

/// After a restart the gateways of the frame log still reach the device.
#[test]
fn a_queue_goes_on_after_a_restart_without_another_uplink() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    stage.change_profile(&device, &json!({"class_mode": "ClassC", "rx2dr": 5}))?;
    let eui = device.dev_eui.to_string();
    let mut frames = stage.events("frame")?;
    let phy = uplink(&device, 1, false)?;
    connect(&stage, 1)?.report(LATER, &phy)?;
    frames.verdict(&phy)?;
    let (_, data) = stage.instance.stop("TERM")?;
    let stage = Stage::around(crate::headless::Headless::start_in(data)?)?;
    let gateway = connect(&stage, 1)?;
    enqueue(&stage, &eui, &json!({"f_port": 1, "payload": "01"}))?;
    let downlink = gateway.downlink_answered(&TxAnswer::Queued)?;
    assert_eq!(downlink.at, TransmitAt::Immediately);
    assert_eq!(read(&downlink.phy, &device, 0)?.payload, "01");
    Ok(())
}

/// Many devices share one gateway: it sends one frame at a time, and all of them go out.
#[test]
fn many_queues_drain_through_one_gateway() -> Result<()> {
    let stage = Stage::set()?;
    let mut events = stage.events("downlink")?;
    let gateway = connect(&stage, 1)?;
    let devices: Vec<_> = (1..=12).map(abp).collect();
    for (number, device) in (1..).zip(&devices) {
        stage.add(device)?;
        stage.change_profile(device, &json!({"class_mode": "ClassC", "rx2dr": 5}))?;
        gateway.report(number * LATER, &uplink(device, 1, false)?)?;
    }
    for device in &devices {
        let eui = device.dev_eui.to_string();
        for payload in ["01", "02"] {
            enqueue(&stage, &eui, &json!({"f_port": 1, "payload": payload}))?;
        }
    }
    for _ in 0..24 {
        gateway.downlink()?;
    }
    let mut sent = 0;
    events.until(|event| {
        sent += usize::from(event["downlink"]["state"] == "sent");
        (sent == 24).then_some(())
    })?;
    for device in &devices {
        let list = stage.read(&path(&device.dev_eui.to_string()))?;
        assert_eq!(list["waiting_total"], 0, "{list}");
    }
    Ok(())
}
