//! Devices that always listen.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use gateway::gwmp::codec::TxAnswer;
use lorawan::Frame;
use model::Timestamp;
use model::radio::{Modulation, TransmitAt};
use serde_json::{Value, json};
use testkit::DeviceDescription;

use crate::downlinks::{LATER, acknowledging, connect, counter, enqueue, path, read};
use crate::events::Events;
use crate::forwarder::Forwarder;
use crate::gateways::wait_for;
use crate::stage::{Stage, abp, gateway, uplink};

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
    let status = stage.read("/api/v1/status")?;
    assert_eq!(status["downlinks"], json!({"waiting": 1, "devices": 1}), "{status}");
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
    wait_for(|| Ok(stage.read("/api/v1/status")?["downlinks"]["waiting"] == 0))?;

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

/// What must be sent by a gateway that there is not fails, and lets pass what is behind it.
#[test]
fn an_unknown_gateway_holds_up_no_queue() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    stage.change_profile(&device, &json!({"class_mode": "ClassC", "rx2dr": 5}))?;
    let mut events = stage.events("downlink")?;
    let gateway = connect(&stage, 1)?;
    let eui = device.dev_eui.to_string();
    gateway.report(LATER, &uplink(&device, 1, true)?)?;
    gateway.downlink()?;
    let unknown = "0016c001ffffffff";
    let named = json!({"f_port": 1, "payload": "01", "gateway": unknown});
    let named = enqueue(&stage, &eui, &named)?;
    let next = enqueue(&stage, &eui, &json!({"f_port": 1, "payload": "02"}))?;
    let failed = events.downlink(&named["id"], "failed")?;
    assert_eq!(failed["reason"], format!("gateway {unknown} is not registered"), "{failed}");
    let phy = gateway.downlink()?;
    assert_eq!(read(&phy, &device, counter(&phy)?.into())?.payload, "02");
    events.downlink(&next["id"], "sent")?;
    Ok(())
}

/// A gateway of another tenant is there for a device only once it hears that.
#[test]
fn another_tenants_gateway_is_named_only_for_a_device_that_it_hears() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    stage.change_profile(&device, &json!({"class_mode": "ClassC", "rx2dr": 5}))?;
    let mut events = stage.events("downlink")?;
    let (near, foreign) = (connect(&stage, 1)?, connect(&stage, 2)?);
    let theirs = gateway(2).to_string();
    let registered =
        stage.tenant("lab")?.post("/api/v1/gateways", &json!({"eui": theirs, "name": "Lab"}))?;
    assert_eq!(registered.status, 201, "{registered:?}");
    let eui = device.dev_eui.to_string();
    near.report(LATER, &uplink(&device, 1, true)?)?;
    near.downlink()?;
    let named = json!({"f_port": 1, "payload": "01", "gateway": theirs});
    let item = enqueue(&stage, &eui, &named)?;
    let failed = events.downlink(&item["id"], "failed")?;
    assert_eq!(failed["reason"], format!("gateway {theirs} is not registered"), "{failed}");

    foreign.report(LATER, &uplink(&device, 2, true)?)?;
    foreign.downlink()?;
    let item = enqueue(&stage, &eui, &named)?;
    let phy = foreign.downlink()?;
    assert_eq!(read(&phy, &device, counter(&phy)?.into())?.payload, "01");
    events.downlink(&item["id"], "sent")?;
    Ok(())
}

/// Learnt from others' bugs: a frame into the windows of an uplink is lost; one confirmed uplink made
/// a server acknowledge for ever; and what the network wants of a device waits for its next uplink.
#[test]
fn an_uplink_is_acknowledged_once_and_what_waits_goes_out_after_its_windows_and_alone() -> Result<()>
{
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    stage.change_profile(&device, &json!({"class_mode": "ClassC", "rx2dr": 5}))?;
    let mut frames = stage.events("frame")?;
    let mut events = stage.events("downlink")?;
    let gateway = connect(&stage, 1)?;
    let eui = device.dev_eui.to_string();
    let heard = uplink(&device, 1, true)?;
    gateway.report(LATER, &heard)?;
    let heard = at(&frames.frame(&heard, |_| true)?["at"])?;
    let answer = gateway.transmission()?;
    assert!(matches!(answer.at, TransmitAt::Counter(_)), "{answer:?}");
    assert!(said(&answer.phy)?.0, "an acknowledgement");
    stage.create(&format!("/api/v1/devices/{eui}/mac/status-request"), &json!({}))?;

    let items = ["01", "02"].map(|payload| json!({"f_port": 1, "payload": payload}));
    let mut last = heard.plus_millis(2_000);
    for item in items {
        let item = enqueue(&stage, &eui, &item)?;
        let downlink = gateway.transmission()?;
        assert_eq!(downlink.at, TransmitAt::Immediately);
        assert_eq!(said(&downlink.phy)?, (false, Vec::new()), "no ACK and no MAC command again");
        let sent = at(&events.downlink(&item["id"], "sent")?["sent"]["at"])?;
        assert!(sent > last, "{sent} is in the windows of {heard}, or before the last one");
        last = sent;
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
    let eui = heard(&stage, &device, &[&gateway], &mut events)?;
    let item = enqueue(&stage, &eui, &json!({"f_port": 1, "payload": "01"}))?;
    let refused = TxAnswer::Refused("COLLISION_PACKET".into());
    let first = gateway.downlink_answered(&refused)?;
    let again = gateway.downlink_answered(&TxAnswer::Queued)?;
    assert_eq!(first.phy, again.phy);
    let sent = events.downlink(&item["id"], "sent")?;
    assert_eq!((&sent["attempts"], &sent["f_cnt"]), (&json!(1), &json!(1)), "{sent}");
    Ok(())
}

/// Once the device has spoken it listens in its own windows, and what answers it there has a later
/// counter: a frame that waits for a busy gateway is not sent after that, but begun anew.
#[test]
fn a_collision_is_not_tried_again_when_the_device_has_spoken() -> Result<()> {
    let stage = Stage::set()?;
    stage.change("/api/v1/settings", &json!({"dedup_window_ms": 0}))?;
    let device = abp(1);
    stage.add(&device)?;
    stage.change_profile(&device, &json!({"class_mode": "ClassC", "rx2dr": 5}))?;
    let mut events = stage.events("downlink")?;
    let gateway = connect(&stage, 1)?;
    let eui = heard(&stage, &device, &[&gateway], &mut events)?;
    let item = enqueue(&stage, &eui, &json!({"f_port": 1, "payload": "01"}))?;
    let refused = TxAnswer::Refused("COLLISION_PACKET".into());
    let first = gateway.downlink_answered(&refused)?;
    gateway.report(5 * LATER, &uplink(&device, 2, true)?)?;
    // Until the uplink is heard it may come again.
    let answer = loop {
        let (token, downlink) = gateway.downlink_unanswered()?;
        if matches!(downlink.at, TransmitAt::Counter(_)) {
            gateway.answer(token, &TxAnswer::Queued)?;
            break downlink;
        }
        assert_eq!(downlink.phy, first.phy);
        gateway.answer(token, &refused)?;
    };
    assert!(said(&answer.phy)?.0, "an acknowledgement");
    let answered = counter(&answer.phy)?;
    loop {
        let downlink = gateway.transmission()?;
        assert_ne!(downlink.phy, first.phy, "the device would take it for an old one");
        let f_cnt = counter(&downlink.phy)?;
        assert!(f_cnt > answered, "{f_cnt} after {answered}");
        if read(&downlink.phy, &device, u32::from(f_cnt))?.payload == "01" {
            break;
        }
    }
    let sent = events.downlink(&item["id"], "sent")?;
    assert_eq!(sent["attempts"], json!(1), "what no gateway took was no attempt: {sent}");
    Ok(())
}

/// A frame that may be tried once is tried once, however often its device speaks before a gateway
/// has room for it.
#[test]
fn a_frame_without_retries_outlives_that_its_device_has_spoken() -> Result<()> {
    let stage = Stage::set()?;
    stage.change("/api/v1/settings", &json!({"dedup_window_ms": 0, "confirmed_retries": 0}))?;
    let device = abp(1);
    stage.add(&device)?;
    stage.change_profile(&device, &json!({"class_mode": "ClassC", "rx2dr": 5}))?;
    let mut events = stage.events("downlink")?;
    let gateway = connect(&stage, 1)?;
    let eui = heard(&stage, &device, &[&gateway], &mut events)?;
    let wanted = json!({"f_port": 1, "payload": "01", "confirmed": true});
    let item = enqueue(&stage, &eui, &wanted)?;
    let refused = TxAnswer::Refused("COLLISION_PACKET".into());
    let first = gateway.downlink_answered(&refused)?;
    gateway.report(5 * LATER, &uplink(&device, 2, false)?)?;
    loop {
        let (token, downlink) = gateway.downlink_unanswered()?;
        // Until the uplink is heard it may come again.
        let is_again = downlink.phy == first.phy;
        gateway.answer(token, if is_again { &refused } else { &TxAnswer::Queued })?;
        if !is_again {
            break;
        }
    }
    let sent = events.downlink(&item["id"], "sent")?;
    assert_eq!(sent["attempts"], json!(1), "{sent}");
    Ok(())
}

/// A gateway that was only busy is asked again, whatever another says that was asked after it.
#[test]
fn a_busy_gateway_is_asked_again_though_another_refuses_for_good() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    stage.change_profile(&device, &json!({"class_mode": "ClassC", "rx2dr": 5}))?;
    let mut events = stage.events("downlink")?;
    let (near, far) = (connect(&stage, 1)?, connect(&stage, 2)?);
    let eui = heard(&stage, &device, &[&near, &far], &mut events)?;
    let item = enqueue(&stage, &eui, &json!({"f_port": 1, "payload": "01"}))?;
    let first = near.refuse_downlink("COLLISION_PACKET")?;
    assert_eq!(far.refuse_downlink("TX_FREQ")?, first);
    assert_eq!(near.downlink()?, first, "byte for byte");
    let sent = events.downlink(&item["id"], "sent")?;
    assert_eq!(sent["attempts"], json!(1), "{sent}");
    Ok(())
}

/// However long the first gateway takes to say that it is busy, the second one is asked in time.
#[test]
fn a_second_gateway_is_asked_after_one_that_is_busy_and_slow() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    stage.change_profile(&device, &json!({"class_mode": "ClassC", "rx2dr": 5}))?;
    let mut events = stage.events("downlink")?;
    let (near, far) = (connect(&stage, 1)?, connect(&stage, 2)?);
    let eui = heard(&stage, &device, &[&near, &far], &mut events)?;
    let item = enqueue(&stage, &eui, &json!({"f_port": 1, "payload": "01"}))?;
    let refused = TxAnswer::Refused("COLLISION_PACKET".into());
    let slowly = || -> Result<Vec<u8>> {
        let (token, downlink) = near.downlink_unanswered()?;
        stage.run(async { tokio::time::sleep(Duration::from_millis(300)).await });
        near.answer(token, &refused)?;
        Ok(downlink.phy)
    };
    let first = slowly()?;
    assert_eq!(far.downlink_answered(&refused)?.phy, first);
    assert_eq!(slowly()?, first, "both were busy");
    assert_eq!(far.downlink()?, first);
    let sent = events.downlink(&item["id"], "sent")?;
    assert_eq!(sent["attempts"], json!(1), "{sent}");
    assert_eq!(sent.pointer("/sent/gateway"), Some(&json!(crate::stage::gateway(2))), "{sent}");
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

/// While one long frame is on the air many devices come to want its gateway: they are served in the
/// order they came, and nobody again before the others.
#[test]
fn nobody_is_served_again_while_others_stand_in_line() -> Result<()> {
    const DEVICES: u8 = 12;
    const EACH: usize = 3;
    let crowd = Crowd::before_a_busy_gateway(DEVICES)?;
    for _ in 0..EACH {
        crowd.enqueue_for_each()?;
    }
    let mut served: HashMap<u8, usize> = HashMap::new();
    for frame in 0..usize::from(DEVICES) * EACH {
        let of = served.entry(addressee(&crowd.gateway.downlink()?)?).or_default();
        *of += 1;
        let nth = *of;
        if frame < usize::from(DEVICES) {
            assert_eq!(nth, 1, "everybody else came before: {served:?}");
        }
        if nth == EACH {
            assert!(served.values().all(|frames| *frames + 1 >= EACH), "{served:?}");
        }
    }
    assert!(served.values().all(|frames| *frames == EACH), "{served:?}");
    Ok(())
}

/// A frame that its gateway was too busy for is sent again between those of others, byte for byte,
/// however many wait; none of it is an attempt of its own.
#[test]
fn a_collision_among_many_that_wait_costs_nothing_but_time() -> Result<()> {
    const DEVICES: u8 = 12;
    const FRAMES: usize = 2 * DEVICES as usize;
    let crowd = Crowd::before_a_busy_gateway(DEVICES)?;
    let mut events = crowd.stage.events("downlink")?;
    for _ in 0..2 {
        crowd.enqueue_for_each()?;
    }
    let refused = crowd.gateway.refuse_downlink("COLLISION_PACKET")?;
    let mut came_again = 0;
    for _ in 0..FRAMES {
        came_again += usize::from(crowd.gateway.downlink()? == refused);
    }
    assert_eq!(came_again, 1);
    let mut attempts = Vec::new();
    events.until(|event| {
        let sent = event.get("downlink").filter(|downlink| downlink["state"] == "sent")?;
        attempts.push(sent["attempts"].clone());
        (attempts.len() == FRAMES).then_some(())
    })?;
    assert!(attempts.iter().all(|attempts| *attempts == 1), "{attempts:?}");
    Ok(())
}

/// Whoever has sent is answered in the first window, however many frames to others wait for the same
/// gateway.
#[test]
fn an_answer_to_an_uplink_keeps_its_window_before_all_that_stand_in_line() -> Result<()> {
    const DEVICES: u8 = 12;
    const EACH: usize = 3;
    let crowd = Crowd::before_a_busy_gateway(DEVICES)?;
    let asks = abp(DEVICES + 2);
    crowd.stage.add(&asks)?;
    for _ in 0..EACH {
        crowd.enqueue_for_each()?;
    }
    // The long frame is off the air.
    crowd.gateway.downlink()?;
    let tmst = 100 * LATER;
    crowd.gateway.report(tmst, &uplink(&asks, 1, true)?)?;
    let mut others = 1;
    let answer = loop {
        let transmission = crowd.gateway.transmission()?;
        if addressee(&transmission.phy)? == DEVICES + 2 {
            break transmission;
        }
        others += 1;
    };
    assert_eq!(answer.at, TransmitAt::Counter(tmst + 1_000_000), "its first window");
    assert!(others < usize::from(DEVICES) * EACH, "nobody stood in line any more");
    for _ in others..usize::from(DEVICES) * EACH {
        crowd.gateway.downlink()?;
    }
    Ok(())
}

/// Class C devices that one gateway hears, which transmits a long frame to one that is not counted.
struct Crowd {
    stage: Stage,
    gateway: Forwarder,
    devices: Vec<DeviceDescription>,
}

impl Crowd {
    fn before_a_busy_gateway(devices: u8) -> Result<Self> {
        let stage = Stage::set()?;
        let gateway = connect(&stage, 1)?;
        let loud = abp(devices + 1);
        let devices: Vec<_> = (1..=devices).map(abp).collect();
        for (number, device) in (1..).zip(devices.iter().chain([&loud])) {
            let rx2dr = if device.dev_eui == loud.dev_eui { 0 } else { 5 };
            stage.add(device)?;
            stage.change_profile(device, &json!({"class_mode": "ClassC", "rx2dr": rx2dr}))?;
            gateway.report(number * LATER, &uplink(device, 1, false)?)?;
        }
        // 2.8 s at SF12, once the class A windows are over.
        let long = json!({"f_port": 1, "payload": "00".repeat(51)});
        let eui = loud.dev_eui.to_string();
        let mut events = stage.events("downlink")?;
        loop {
            let item = enqueue(&stage, &eui, &long)?;
            gateway.downlink()?;
            // The first one may have gone in a class A window at another data rate.
            if events
                .downlink(item.get("id").unwrap_or(&Value::Null), "sent")?
                .pointer("/sent/window")
                == Some(&json!("RXC"))
            {
                break;
            }
        }
        Ok(Self { stage, gateway, devices })
    }

    fn enqueue_for_each(&self) -> Result<()> {
        for device in &self.devices {
            let wanted = json!({"f_port": 1, "payload": "01"});
            enqueue(&self.stage, &device.dev_eui.to_string(), &wanted)?;
        }
        Ok(())
    }
}

/// A device that these gateways have heard, the first one best, and that has sent and got something.
fn heard(
    stage: &Stage,
    device: &DeviceDescription,
    by: &[&Forwarder],
    events: &mut Events,
) -> Result<String> {
    let eui = device.dev_eui.to_string();
    let phy = uplink(device, 1, false)?;
    for (place, gateway) in by.iter().enumerate() {
        let snr = if place == 0 { 9.0 } else { -9.0 };
        gateway.report_with(LATER, &phy, -60.0, snr)?;
    }
    // However it goes out, the windows are over for what comes next.
    let item = enqueue(stage, &eui, &json!({"f_port": 1, "payload": "00"}))?;
    by.first().context("a gateway")?.downlink()?;
    events.downlink(item.get("id").context("an id")?, "sent")?;
    Ok(eui)
}

/// A time of the API.
fn at(time: &Value) -> Result<Timestamp> {
    time.as_str().and_then(Timestamp::parse).with_context(|| format!("{time} is no time"))
}

/// Whether a downlink acknowledges, and its MAC commands.
fn said(phy: &[u8]) -> Result<(bool, Vec<u8>)> {
    match lorawan::parse(phy)? {
        Frame::Data(frame) => Ok((frame.f_ctrl.ack, frame.f_opts.to_vec())),
        other => bail!("{other:?}"),
    }
}

/// The number of the device that a frame is for.
fn addressee(phy: &[u8]) -> Result<u8> {
    match lorawan::parse(phy)? {
        Frame::Data(frame) => Ok(frame.dev_addr.to_be_bytes()[3]),
        other => bail!("{other:?}"),
    }
}
