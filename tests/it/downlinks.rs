//! Downlinks as an integrator meets them: queued by HTTP, sent in a device's windows, and what
//! became of them.

use anyhow::{Context as _, Result};
use gateway::gwmp::codec::{Downlink, TxAnswer};
use lorawan::{DataUp, Frame, SessionKey};
use model::radio::TransmitAt;
use serde_json::{Value, json};
use testkit::{Activation, DeviceDescription};

use crate::events::Events;
use crate::foreign::{self, Foreign};
use crate::forwarder::Forwarder;
use crate::gateways::wait_for;
use crate::http::Client;
use crate::stage::{PORT, Stage, abp, gateway, report, uplink};

/// Far more than a gateway's counter moves between two uplinks.
pub(crate) const LATER: u32 = 5_000_000;

/// A stack that is not ours takes what an integrator queued, in its first window, and acknowledges.
#[test]
fn a_foreign_device_takes_what_was_queued_and_acknowledges() -> Result<()> {
    for activation in [foreign::Activation::Otaa, foreign::Activation::Abp] {
        let stage = Stage::set()?;
        stage.create("/api/v1/lorawan-profiles", &activation.profile())?;
        stage.create("/api/v1/devices", &activation.device())?;
        let mut events = stage.events("downlink")?;
        let eui = activation.eui();
        let mut device = Foreign::switch_on(stage.instance.address("gwmp")?.parse()?, activation)?;

        let plain = enqueue(&stage, &eui, &json!({"f_port": 10, "payload": "01 02 03"}))?;
        assert_eq!(plain["state"], "waiting_for_uplink", "{plain}");
        let wanted = json!({"f_port": 11, "payload": "BAU=", "encoding": "base64",
            "confirmed": true, "token": 4711});
        let confirmed = enqueue(&stage, &eui, &wanted)?;
        assert_eq!(confirmed["payload"], "0405", "{confirmed}");
        let list = stage.read(&path(&eui))?;
        assert_eq!(list["waiting_total"], 2, "{list}");
        assert_eq!(list["waiting"][1]["token"], 4711, "{list}");

        let sent = device.report(215, false)?;
        assert_eq!(sent.downlink, Some((10, vec![1, 2, 3])));
        let item = events.downlink(&plain["id"], "sent")?;
        assert_eq!(item["sent"]["window"], "RX1", "{item}");
        assert_eq!((&item["f_cnt"], &item["attempts"]), (&json!(0), &json!(1)), "{item}");
        let sent = device.report(216, true)?;
        assert_eq!(sent.downlink, Some((11, vec![4, 5])));
        events.downlink(&confirmed["id"], "sent")?;
        // The stack acknowledges with its next uplink.
        device.report(217, false)?;
        let item = events.downlink(&confirmed["id"], "acknowledged")?;
        assert_eq!(item["f_cnt"], 1, "{item}");
        let list = stage.read(&path(&eui))?;
        assert_eq!(list["waiting_total"], 0, "{list}");
        assert_eq!(states(&list["recent"]), ["acknowledged", "sent"], "newest first");
    }
    Ok(())
}

#[test]
fn the_device_hears_that_more_waits_and_what_is_owed_travels_with_it() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let gateway = connect(&stage, 1)?;
    let eui = device.dev_eui.to_string();
    for payload in ["aa", "bb"] {
        enqueue(&stage, &eui, &json!({"f_port": 5, "payload": payload}))?;
    }
    // Both are among the application's messages, with the counter they are to have.
    let told = stage.list(&format!("/api/v1/network/messages?eui={eui}&direction=dn"))?;
    let shown = |row: &Value| (row["f_cnt"].clone(), row["f_port"].clone(), row["payload"].clone());
    let expected = |f_cnt: u8, payload: &str| (json!(f_cnt), json!(5), json!(payload));
    assert_eq!(told.iter().map(shown).collect::<Vec<_>>(), [expected(1, "bb"), expected(0, "aa")]);
    assert_eq!(told[0]["content"]["dn"]["userdata"]["payload"], "uw==", "{told:#?}");
    let frames = [(true, "aa", true), (false, "bb", false)];
    for (tmst, (confirmed, payload, pending)) in (1..).zip(frames) {
        gateway.report(tmst * LATER, &uplink(&device, tmst, confirmed)?)?;
        let heard = read(&gateway.downlink()?, &device, tmst - 1)?;
        assert_eq!((heard.f_port, &*heard.payload), (Some(5), payload));
        assert_eq!((heard.ack, heard.f_pending), (confirmed, pending));
    }
    Ok(())
}

/// Who knows the AS message knows the API.
#[test]
fn the_names_of_the_as_message_are_understood_and_data_clear_empties_the_queue() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let eui = device.dev_eui.to_string();
    enqueue(&stage, &eui, &json!({"f_port": 1, "payload": "01"}))?;
    for refused in [json!({"f_port": 224, "payload": "01"}), json!({"f_port": 0, "payload": ""})] {
        let mut refused = refused;
        refused["type"] = json!("dataClear");
        assert_eq!(stage.owner.post(&path(&eui), &refused)?.status, 422);
        let waiting = stage.read(&path(&eui))?["waiting_total"].clone();
        assert_eq!(waiting, 1, "what is refused clears nothing");
    }
    let last = json!({
        "type": "dataClear", "port": 2, "payload": "AgM=", "encoding": "base64", "fpend": true,
        "intervalms": 5, "dnWaitms": 700,
    });
    let item = enqueue(&stage, &eui, &last)?;
    assert_eq!(
        (
            &item["f_port"],
            &item["payload"],
            &item["f_pend"],
            &item["interval_ms"],
            &item["wait_ms"]
        ),
        (&json!(2), &json!("0203"), &json!(true), &json!(5), &json!(700))
    );
    let list = stage.read(&path(&eui))?;
    assert_eq!(list["waiting"].as_array().map(Vec::len), Some(1), "{list}");
    assert_eq!(list["recent"][0]["state"], "cancelled", "{list}");
    let wrong = stage.owner.post(&path(&eui), &json!({"type": "raw", "port": 1}))?;
    assert_eq!((wrong.status, &wrong.body["field"]), (422, &json!("type")));
    Ok(())
}

/// Learnt from others' bugs: what is too long is dropped with its limit, and what is owed goes.
#[test]
fn an_item_too_long_for_the_data_rate_fails_and_keeps_back_nothing() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let mut events = stage.events("downlink")?;
    let gateway = connect(&stage, 1)?;
    let eui = device.dev_eui.to_string();
    let refused =
        stage.owner.post(&path(&eui), &json!({"f_port": 1, "payload": "00".repeat(243)}))?;
    assert_eq!((refused.status, &refused.body["field"]), (422, &json!("payload")));
    let long = enqueue(&stage, &eui, &json!({"f_port": 1, "payload": "00".repeat(242)}))?;
    let next = enqueue(&stage, &eui, &json!({"f_port": 1, "payload": "01"}))?;
    // At SF7 the first window carries 242 bytes; at SF12 none carries more than 51.
    gateway.report_at(LATER, &uplink(&device, 1, true)?, 12)?;
    let item = events.downlink(&long["id"], "failed")?;
    let reason = item["reason"].as_str().unwrap_or_default();
    assert!(reason.contains("at most 51"), "{item}");
    let heard = read(&gateway.downlink()?, &device, 0)?;
    assert!(heard.ack);
    assert_eq!(&*heard.payload, "01", "the next one is not kept back");
    events.downlink(&next["id"], "sent")?;
    Ok(())
}

/// Learnt from others' bugs: a counter is used up, whatever becomes of the frame.
#[test]
fn a_frame_that_no_gateway_takes_goes_out_later_with_a_new_counter() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let mut events = stage.events("downlink")?;
    let (near, far) = (connect(&stage, 1)?, connect(&stage, 2)?);
    let eui = device.dev_eui.to_string();
    let item = enqueue(&stage, &eui, &json!({"f_port": 1, "payload": "01"}))?;

    let phy = uplink(&device, 1, false)?;
    near.report_with(LATER, &phy, -50.0, 9.0)?;
    far.report_with(7 * LATER, &phy, -90.0, 1.0)?;
    let refused = TxAnswer::Refused("COLLISION_PACKET".into());
    // The same bytes: RX1, then RX2, then the next gateway.
    let first = near.downlink_answered(&refused)?;
    let second = near.downlink_answered(&refused)?;
    let third = far.downlink_answered(&refused)?;
    let fourth = far.downlink_answered(&refused)?;
    let offers = [first, second, third, fourth];
    assert!(offers.iter().all(|offer| offer.phy == offers[0].phy), "{offers:?}");
    let at = |tmst: u32, seconds: u32| TransmitAt::Counter(tmst + seconds * 1_000_000);
    assert_eq!(
        offers.each_ref().map(|offer| offer.at),
        [at(LATER, 1), at(LATER, 2), at(7 * LATER, 1), at(7 * LATER, 2)]
    );
    let again = events.until(|event| {
        let downlink = event.get("downlink")?;
        (downlink["reason"].is_string()).then(|| downlink.clone())
    })?;
    assert_eq!((&again["state"], &again["f_cnt"]), (&json!("waiting_for_uplink"), &json!(0)));
    assert!(again["reason"].as_str().unwrap_or_default().contains("COLLISION_PACKET"), "{again}");

    near.report(9 * LATER, &uplink(&device, 2, false)?)?;
    assert_eq!(&*read(&near.downlink()?, &device, 1)?.payload, "01");
    let done = events.downlink(&item["id"], "sent")?;
    assert_eq!((&done["f_cnt"], &done["attempts"]), (&json!(1), &json!(2)), "{done}");
    Ok(())
}

#[test]
fn an_item_that_no_gateway_ever_takes_fails_in_the_end() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let mut events = stage.events("downlink")?;
    let gateway = connect(&stage, 1)?;
    let eui = device.dev_eui.to_string();
    let item = enqueue(&stage, &eui, &json!({"f_port": 1, "payload": "01"}))?;
    for number in 1..=5 {
        gateway.report(number * LATER, &uplink(&device, number, false)?)?;
        for _ in 0..2 {
            gateway.downlink_answered(&TxAnswer::Refused("TX_FREQ".into()))?;
        }
        if number < 5 {
            events.until(|event| {
                let downlink = event.get("downlink")?;
                let tried = downlink["attempts"] == number && downlink["reason"].is_string();
                tried.then_some(())
            })?;
        }
    }
    let failed = events.downlink(&item["id"], "failed")?;
    assert!(failed["reason"].as_str().unwrap_or_default().contains("TX_FREQ"), "{failed}");
    Ok(())
}

/// Learnt from others' bugs: the gateway's counter wraps, and the plan with it.
#[test]
fn the_counter_of_the_gateway_may_wrap_between_uplink_and_window() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let gateway = connect(&stage, 1)?;
    let eui = device.dev_eui.to_string();
    enqueue(&stage, &eui, &json!({"f_port": 1, "payload": "01"}))?;
    gateway.report(u32::MAX - 399_999, &uplink(&device, 1, false)?)?;
    let Downlink { at, .. } = gateway.downlink_answered(&TxAnswer::Queued)?;
    assert_eq!(at, TransmitAt::Counter(600_000));
    Ok(())
}

/// A forwarder that never answers is believed to have sent.
#[test]
fn a_gateway_that_says_nothing_counts_as_having_sent() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let (mut events, mut frames) = (stage.events("downlink")?, stage.events("frame")?);
    let gateway = connect(&stage, 1)?;
    let eui = device.dev_eui.to_string();
    let item = enqueue(&stage, &eui, &json!({"f_port": 1, "payload": "01"}))?;
    gateway.report(LATER, &uplink(&device, 1, false)?)?;
    let (_, downlink) = gateway.downlink_unanswered()?;
    events.downlink(&item["id"], "sent")?;
    assert_eq!(frames.verdict(&downlink.phy)?, "sent_unconfirmed");
    Ok(())
}

/// What a gateway says late is what became of the frame, and nobody was told anything else before.
#[test]
fn a_late_answer_of_a_gateway_still_says_what_became_of_the_frame() -> Result<()> {
    let stage = Stage::set()?;
    stage.change("/api/v1/settings", &json!({"confirmed_retries": 0}))?;
    let device = abp(1);
    stage.add(&device)?;
    let (mut events, mut frames) = (stage.events("downlink")?, stage.events("frame")?);
    let mut subscriber = stage.subscriber()?;
    let gateway = connect(&stage, 1)?;
    let eui = device.dev_eui.to_string();
    let late = |answer: &TxAnswer| -> Result<Vec<u8>> {
        let (token, downlink) = gateway.downlink_unanswered()?;
        stage.run(async { tokio::time::sleep(std::time::Duration::from_millis(2_500)).await });
        gateway.answer(token, answer)?;
        Ok(downlink.phy)
    };

    let taken = enqueue(&stage, &eui, &json!({"f_port": 1, "payload": "01"}))?;
    gateway.report(LATER, &uplink(&device, 1, false)?)?;
    let phy = late(&TxAnswer::Queued)?;
    let sent = events.downlink(&taken["id"], "sent")?;
    assert_eq!(sent.pointer("/sent/gateway"), Some(&json!(crate::stage::gateway(1))), "{sent}");
    assert_eq!(frames.verdict(&phy)?, "sent");

    let wanted = json!({"f_port": 1, "payload": "02", "confirmed": true});
    let refused = enqueue(&stage, &eui, &wanted)?;
    gateway.report(2 * LATER, &uplink(&device, 2, false)?)?;
    let phy = late(&TxAnswer::Refused("TOO_EARLY".into()))?;
    let failed = events.downlink(&refused["id"], "failed")?;
    assert!(failed["reason"].as_str().unwrap_or_default().contains("TOO_EARLY"), "{failed}");
    assert_eq!(frames.verdict(&phy)?, "gateway_refused");

    let topic = format!("/v32/default/as/up/ack/{eui}");
    let mut told = Vec::new();
    for _ in 0..4 {
        let ack = subscriber.hear(&topic)?;
        let is_ok = ack["seq"].as_i64() >= Some(0);
        told.push((ack["type"].as_str().unwrap_or_default().to_owned(), is_ok));
    }
    let of = |kind: &str, is_ok| (kind.to_owned(), is_ok);
    let expected = [("ackSeq", true), ("ackTx", true), ("ackSeq", true), ("ackTx", false)];
    assert_eq!(told, expected.map(|(kind, is_ok)| of(kind, is_ok)));
    Ok(())
}

/// While a gateway says nothing of a frame its device reports again: the frame is not sent twice, and
/// what the device says of it holds, whatever the gateway says later.
#[test]
fn what_a_device_says_before_its_gateway_is_what_became_of_the_frame() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let (mut events, mut frames) = (stage.events("downlink")?, stage.events("frame")?);
    let gateway = connect(&stage, 1)?;
    let eui = device.dev_eui.to_string();
    let wanted = json!({"f_port": 1, "payload": "01", "confirmed": true});
    let item = enqueue(&stage, &eui, &wanted)?;
    gateway.report(LATER, &uplink(&device, 1, false)?)?;
    let (_, lost) = gateway.downlink_unanswered()?;
    assert_eq!(read(&lost.phy, &device, 0)?.payload, "01");

    // No acknowledgement: the device has not heard it.
    gateway.report(2 * LATER, &uplink(&device, 2, true)?)?;
    let bare = read(&gateway.downlink()?, &device, 1)?;
    assert_eq!((bare.f_port, bare.ack), (None, true), "and not it again");
    events.downlink(&item["id"], "sent")?;
    let waits = events.downlink(&item["id"], "waiting_for_uplink")?;
    assert!(waits["reason"].as_str().unwrap_or_default().contains("acknowledge"), "{waits}");

    gateway.report(3 * LATER, &uplink(&device, 3, false)?)?;
    let (token, again) = gateway.downlink_unanswered()?;
    assert_eq!(read(&again.phy, &device, 2)?.payload, "01");
    // It has: that it was told is certain when this is answered.
    gateway.report(4 * LATER, &acknowledging_as(&device, 4, true)?)?;
    assert!(read(&gateway.downlink()?, &device, 3)?.ack);
    // Too late for the other window.
    stage.run(async { tokio::time::sleep(std::time::Duration::from_millis(2_000)).await });
    gateway.answer(token, &TxAnswer::Refused("TX_FREQ".into()))?;
    let known = events.downlink(&item["id"], "acknowledged")?;
    assert_eq!(known["attempts"], 2, "{known}");
    assert_eq!(frames.verdict(&again.phy)?, "gateway_refused");
    gateway.report(5 * LATER, &uplink(&device, 5, true)?)?;
    assert_eq!(read(&gateway.downlink()?, &device, 4)?.payload, "", "it is done");
    Ok(())
}

/// Nobody acknowledges what was never sent, whatever the device says meanwhile.
#[test]
fn a_frame_that_no_gateway_ever_took_is_not_acknowledged() -> Result<()> {
    let stage = Stage::set()?;
    stage.change("/api/v1/settings", &json!({"confirmed_retries": 0}))?;
    let device = abp(1);
    stage.add(&device)?;
    let mut events = stage.events("downlink")?;
    let gateway = connect(&stage, 1)?;
    let eui = device.dev_eui.to_string();
    let wanted = json!({"f_port": 1, "payload": "01", "confirmed": true});
    let item = enqueue(&stage, &eui, &wanted)?;
    gateway.report(LATER, &uplink(&device, 1, false)?)?;
    let (token, _) = gateway.downlink_unanswered()?;
    gateway.report(2 * LATER, &acknowledging_as(&device, 2, true)?)?;
    assert!(read(&gateway.downlink()?, &device, 1)?.ack);
    // Too late for the other window.
    stage.run(async { tokio::time::sleep(std::time::Duration::from_millis(2_000)).await });
    gateway.answer(token, &TxAnswer::Refused("TX_FREQ".into()))?;
    let over = how_it_ended(&mut events, &item)?;
    assert_eq!(over["state"], "failed", "{over}");
    assert!(over["reason"].as_str().unwrap_or_default().contains("TX_FREQ"), "{over}");
    Ok(())
}

/// An acknowledgement that comes while a second attempt is with a gateway, which refuses it later, is
/// one of the first attempt, and of nothing when no gateway took that either.
#[test]
fn an_acknowledgement_counts_when_some_attempt_was_taken() -> Result<()> {
    for was_taken in [true, false] {
        let stage = Stage::set()?;
        stage.change("/api/v1/settings", &json!({"confirmed_retries": 1}))?;
        let device = abp(1);
        stage.add(&device)?;
        let mut events = stage.events("downlink")?;
        let gateway = connect(&stage, 1)?;
        let eui = device.dev_eui.to_string();
        let wanted = json!({"f_port": 1, "payload": "01", "confirmed": true});
        let item = enqueue(&stage, &eui, &wanted)?;
        gateway.report(LATER, &uplink(&device, 1, false)?)?;
        if was_taken {
            gateway.downlink()?;
            events.downlink(&item["id"], "sent")?;
        } else {
            for _window in 0..2 {
                gateway.refuse_downlink("TX_FREQ")?;
            }
            let again = events.until(|event| {
                let downlink = event.get("downlink").filter(|it| it["id"] == item["id"])?;
                let is_back = downlink["state"] == "waiting_for_uplink";
                (is_back && downlink["reason"].is_string()).then(|| downlink.clone())
            })?;
            assert_eq!(again["attempts"], 1, "{again}");
        }

        gateway.report(2 * LATER, &uplink(&device, 2, false)?)?;
        let (token, again) = gateway.downlink_unanswered()?;
        assert_eq!(read(&again.phy, &device, 1)?.payload, "01");
        gateway.report(3 * LATER, &acknowledging_as(&device, 3, true)?)?;
        assert!(read(&gateway.downlink()?, &device, 2)?.ack);
        // Too late for the other window.
        stage.run(async { tokio::time::sleep(std::time::Duration::from_millis(2_000)).await });
        gateway.answer(token, &TxAnswer::Refused("TX_FREQ".into()))?;
        let over = how_it_ended(&mut events, &item)?;
        let expected = if was_taken { "acknowledged" } else { "failed" };
        assert_eq!((&over["state"], &over["attempts"]), (&json!(expected), &json!(2)), "{over}");
    }
    Ok(())
}

/// A confirmed uplink without an acknowledgement is counted, with what kept its gateway from it.
#[test]
fn a_confirmed_uplink_without_an_acknowledgement_is_counted_with_its_reason() -> Result<()> {
    let stage = Stage::set()?;
    let (device, loud) = (abp(1), abp(2));
    for device in [&device, &loud] {
        stage.add(device)?;
    }
    let counted = |acknowledged: u64, reasons: Value| {
        wait_for(|| {
            let uplinks = stage.read("/api/v1/status")?["uplinks"].clone();
            let by_code = &uplinks["unacknowledged"]["by_code"];
            Ok(*by_code == reasons && uplinks["acknowledged"] == acknowledged)
        })
    };
    let deaf = Forwarder::without_way_down(&stage.instance, gateway(2))?;
    deaf.report(LATER, &uplink(&device, 1, true)?)?;
    counted(0, json!({"no_path": 1}))?;

    let gateway = connect(&stage, 1)?;
    gateway.report(LATER, &uplink(&device, 2, true)?)?;
    gateway.downlink()?;
    counted(1, json!({"no_path": 1}))?;

    gateway.report(2 * LATER, &uplink(&device, 3, true)?)?;
    for _ in 0..2 {
        gateway.refuse_downlink("TX_FREQ")?;
    }
    counted(1, json!({"gateway_refused": 1, "no_path": 1}))?;

    // 2.8 s at SF12, over both windows of whoever is heard at the same time.
    enqueue(&stage, &loud.dev_eui.to_string(), &json!({"f_port": 1, "payload": "00".repeat(51)}))?;
    gateway.report_at(3 * LATER, &uplink(&loud, 1, false)?, 12)?;
    gateway.downlink()?;
    gateway.report(3 * LATER, &uplink(&device, 4, true)?)?;
    counted(1, json!({"gateway_busy": 1, "gateway_refused": 1, "no_path": 1}))?;
    let total = &stage.read("/api/v1/status")?["uplinks"]["unacknowledged"]["total"];
    assert_eq!(*total, 3);
    Ok(())
}

/// Each tenant sees what its own devices sent and what became of it and who is logged in of its own, an
/// owner of the instance all of it.
#[test]
fn each_tenant_counts_its_own_uplinks() -> Result<()> {
    let stage = Stage::set()?;
    let other = stage.tenant("other")?;
    let admin = |tenant: &str| {
        let wanted = json!({"name": "counts", "role": "ADMIN", "tenant": tenant});
        let token = stage.create("/api/v1/tokens", &wanted)?;
        stage.instance.with_token(token["token"].as_str().context("a token")?)
    };
    let (here, there) = (admin("default")?, admin("other")?);
    let (mine, theirs) = (abp(1), abp(2));
    stage.add(&mine)?;
    for (path, body) in [
        ("/api/v1/lorawan-profiles", theirs.profile_json()),
        ("/api/v1/devices", theirs.device_json()),
    ] {
        let made = other.post(path, &body)?;
        assert_eq!(made.status, 201, "{}", made.body);
    }
    let _listening = stage.subscriber()?;
    let gateway_of_all = connect(&stage, 1)?;
    gateway_of_all.report(LATER, &uplink(&mine, 1, true)?)?;
    gateway_of_all.downlink()?;
    let deaf = Forwarder::without_way_down(&stage.instance, gateway(2))?;
    deaf.report(LATER, &uplink(&theirs, 1, true)?)?;
    // An old counter is refused.
    deaf.report(2 * LATER, &uplink(&theirs, 0, true)?)?;

    let seen = |client: &Client, expected: Value| {
        wait_for(|| {
            let status = client.get("/api/v1/status")?.body;
            let uplinks = &status["uplinks"];
            let minutes = uplinks["per_minute"].as_array();
            let sum: u64 = minutes.into_iter().flatten().filter_map(Value::as_u64).sum();
            let counts = json!({
                "total": uplinks["total"],
                "in_minutes": sum,
                "acknowledged": uplinks["acknowledged"],
                "unacknowledged": uplinks["unacknowledged"]["by_code"],
                "refused": status["refused"]["total"],
                "of_all": uplinks["of_all_tenants"],
                "mqtt_clients": status["mqtt"]["clients"],
                "dropped": status["queues"]["dropped"],
            });
            Ok(counts == expected)
        })
    };
    let of_mine = json!({"total": 1, "in_minutes": 1, "acknowledged": 1, "unacknowledged": {},
        "refused": 0, "of_all": false, "mqtt_clients": 1, "dropped": null});
    let of_theirs = json!({"total": 1, "in_minutes": 1, "acknowledged": 0,
        "unacknowledged": {"no_path": 1}, "refused": 1, "of_all": false, "mqtt_clients": 0,
        "dropped": null});
    let of_all = json!({"total": 2, "in_minutes": 2, "acknowledged": 1,
        "unacknowledged": {"no_path": 1}, "refused": 1, "of_all": true, "mqtt_clients": 1,
        "dropped": 0});
    seen(&here, of_mine)?;
    seen(&there, of_theirs)?;
    seen(&stage.owner, of_all.clone())?;
    seen(&other, of_all)?;
    Ok(())
}

/// Learnt from others' bugs: a confirmed frame that nobody acknowledges is repeated, with an end.
#[test]
fn a_confirmed_item_is_repeated_with_new_counters_until_it_fails() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    stage.change("/api/v1/settings", &json!({"confirmed_retries": 1}))?;
    let mut events = stage.events("downlink")?;
    let gateway = connect(&stage, 1)?;
    let eui = device.dev_eui.to_string();
    let wanted = json!({"f_port": 1, "payload": "01", "confirmed": true});
    let lost = enqueue(&stage, &eui, &wanted)?;
    let heard = enqueue(&stage, &eui, &wanted)?;

    gateway.report(LATER, &uplink(&device, 1, false)?)?;
    assert!(read(&gateway.downlink()?, &device, 0)?.confirmed);
    events.downlink(&lost["id"], "sent")?;
    gateway.report(2 * LATER, &uplink(&device, 2, false)?)?;
    let again = read(&gateway.downlink()?, &device, 1)?;
    assert_eq!((again.confirmed, &*again.payload), (true, "01"));
    events.downlink(&lost["id"], "sent")?;
    gateway.report(3 * LATER, &uplink(&device, 3, false)?)?;
    let failed = events.downlink(&lost["id"], "failed")?;
    assert!(failed["reason"].as_str().unwrap_or_default().contains("sent 2 times"), "{failed}");
    // For whoever says it in another language.
    let said = &failed["reason_said"];
    assert_eq!((&said["code"], &said["params"]["count"]), (&json!("sent_in_vain"), &json!(2)));
    assert_eq!(said["params"]["why"]["code"], "not_acknowledged", "{failed}");
    assert_eq!(said["text"], failed["reason"], "{failed}");
    // The same window carries the next item.
    assert_eq!(read(&gateway.downlink()?, &device, 2)?.payload, "01");
    events.downlink(&heard["id"], "sent")?;
    gateway.report(4 * LATER, &acknowledging(&device, 4)?)?;
    events.downlink(&heard["id"], "acknowledged")?;
    Ok(())
}

/// What an uplink says of a downlink that was not sent before it was heard counts for nothing, and
/// a repeated acknowledgement acknowledges nothing new.
#[test]
fn a_repeated_uplink_acknowledges_nothing_new_and_asks_again() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let mut events = stage.events("downlink")?;
    let gateway = connect(&stage, 1)?;
    let eui = device.dev_eui.to_string();
    let wanted = json!({"f_port": 1, "payload": "01", "confirmed": true});
    let first = enqueue(&stage, &eui, &wanted)?;
    gateway.report(LATER, &uplink(&device, 1, false)?)?;
    gateway.downlink()?;
    events.downlink(&first["id"], "sent")?;
    let second = enqueue(&stage, &eui, &wanted)?;
    let phy = acknowledging(&device, 2)?;
    gateway.report(2 * LATER, &phy)?;
    events.downlink(&first["id"], "acknowledged")?;
    gateway.downlink()?;
    let sent = events.downlink(&second["id"], "sent")?;
    assert_eq!(sent["f_cnt"], 1, "{sent}");
    gateway.report(3 * LATER, &phy)?;
    gateway.downlink()?;
    let again = events.downlink(&second["id"], "sent")?;
    assert_eq!(again["f_cnt"], 2, "not acknowledged by what was said before: {again}");
    Ok(())
}

#[test]
fn what_waits_can_be_taken_out_and_what_is_not_allowed_is_refused() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.create("/api/v1/lorawan-profiles", &device.profile_json())?;
    let eui = device.dev_eui.to_string();
    let wanted = json!({"f_port": 1, "payload": "01"});
    let refused = stage.owner.post(&path(&eui), &wanted)?;
    assert_eq!(refused.status, 404, "a profile alone gives no downlink: {}", refused.body);
    stage.create("/api/v1/devices", &device.device_json())?;

    stage.change_profile(&device, &json!({"down_enable": false}))?;
    let refused = stage.owner.post(&path(&eui), &wanted)?;
    assert_eq!((refused.status, &refused.body["field"]), (422, &json!("down_enable")));
    stage.change_profile(&device, &json!({"down_enable": true}))?;
    for (bad, field) in [
        (json!({"f_port": 224, "payload": "01"}), "f_port"),
        (json!({"f_port": -2, "payload": "01"}), "f_port"),
        (json!({"f_port": 0, "payload": ""}), "payload"),
        (json!({"f_port": -1, "payload": "03"}), "payload"),
        (json!({"f_port": -1, "payload": "06".repeat(16)}), "payload"),
        (json!({"f_port": 1, "payload": "0x"}), "payload"),
        (json!({"f_port": 1, "payload": "01", "gateway": "roof"}), "gateway"),
        (json!({"f_port": 1, "payload": "01", "wait_ms": 86_400_001}), "wait_ms"),
        (json!({"f_port": 1, "payload": "01", "token": {}}), "token"),
    ] {
        let refused = stage.owner.post(&path(&eui), &bad)?;
        assert_eq!((refused.status, &refused.body["field"]), (422, &json!(field)), "{bad}");
    }

    let mut events = stage.events("downlink")?;
    let items = [(); 3].map(|()| enqueue(&stage, &eui, &wanted));
    let [one, two, three] = items;
    let (one, two, three) = (one?, two?, three?);
    let cancel = |item: &Value| {
        let id = item["id"].as_str().unwrap_or_default();
        stage.owner.send("DELETE", &format!("{}/{id}", path(&eui)), None)
    };
    assert_eq!(cancel(&two)?.status, 204);
    events.downlink(&two["id"], "cancelled")?;
    assert_eq!(cancel(&two)?.status, 409, "it is done");
    assert_eq!(cancel(&json!({"id": "17"}))?.status, 404);
    let gateway = connect(&stage, 1)?;
    gateway.report(LATER, &uplink(&device, 1, false)?)?;
    gateway.downlink()?;
    events.downlink(&one["id"], "sent")?;
    let cleared = stage.owner.send("DELETE", &path(&eui), None)?;
    assert_eq!((cleared.status, &cleared.body["cancelled"]), (200, &json!(1)));
    events.downlink(&three["id"], "cancelled")?;
    let list = stage.read(&path(&eui))?;
    assert_eq!(states(&list["recent"]), ["cancelled", "cancelled", "sent"], "{list}");
    Ok(())
}

/// Learnt from others' bugs: killed while things wait, nothing is lost and no counter comes again.
#[test]
fn what_waits_outlives_a_killed_program() -> Result<()> {
    let mut stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let eui = device.dev_eui.to_string();
    let mut used = Vec::new();
    {
        let mut events = stage.events("downlink")?;
        let gateway = connect(&stage, 1)?;
        for payload in ["01", "02", "03", "04"] {
            let confirmed = payload == "02";
            let wanted = json!({"f_port": 1, "payload": payload, "confirmed": confirmed});
            enqueue(&stage, &eui, &wanted)?;
        }
        gateway.report(LATER, &uplink(&device, 1, false)?)?;
        used.push(counter(&gateway.downlink()?)?);
        events.until(|event| (event["downlink"]["state"] == "sent").then_some(()))?;
        gateway.report(2 * LATER, &uplink(&device, 2, false)?)?;
        // The gateway has the frame and its answer never arrives.
        let (_, unanswered) = gateway.downlink_unanswered()?;
        used.push(counter(&unanswered.phy)?);
        stage.instance.kill();
    }
    let data = stage.instance.wait()?;
    let stage = Stage::around(crate::headless::Headless::start_in(data)?)?;
    let list = stage.read(&path(&eui))?;
    assert_eq!(list["waiting_total"], 3, "{list}");
    let gateway = connect(&stage, 1)?;
    let mut payloads = Vec::new();
    let mut events = stage.events("downlink")?;
    for f_cnt in 3..6 {
        let phy =
            if f_cnt == 4 { acknowledging(&device, 4)? } else { uplink(&device, f_cnt, false)? };
        gateway.report(f_cnt * LATER, &phy)?;
        let phy = gateway.downlink()?;
        used.push(counter(&phy)?);
        payloads.push(read(&phy, &device, u32::from(counter(&phy)?))?.payload);
        events.until(|event| (event["downlink"]["state"] == "sent").then_some(()))?;
    }
    assert_eq!(payloads, ["02", "03", "04"], "in their order, the confirmed one again");
    assert_eq!(used, [0, 1, 2, 3, 4], "no counter twice");
    Ok(())
}

/// A personalised device that was reset starts again only when somebody says so.
#[test]
fn a_reset_device_starts_again_by_explicit_choice() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let mut frames = stage.events("frame")?;
    let gateway = connect(&stage, 1)?;
    for f_cnt in [100, 101] {
        gateway.report(f_cnt * LATER, &uplink(&device, f_cnt, true)?)?;
        gateway.downlink()?;
    }
    let first = uplink(&device, 0, true)?;
    gateway.report(LATER, &first)?;
    assert_eq!(frames.verdict(&first)?, "counter_reset");
    let profile = format!("/api/v1/lorawan-profiles/{}", device.dev_eui);
    let reset = stage.owner.post(&format!("{profile}/reset-counters"), &json!({}))?;
    assert_eq!((reset.status, &reset.body["f_cnt_down"]), (200, &json!(0)), "{}", reset.body);
    assert_eq!(reset.body["f_cnt_up"], Value::Null, "{}", reset.body);
    let second = uplink(&device, 1, true)?;
    gateway.report(2 * LATER, &second)?;
    assert_eq!(frames.verdict(&second)?, "accepted");
    assert_eq!(counter(&gateway.downlink()?)?, 0);
    let otaa = crate::stage::otaa(2, model::record::LwVersion::V1_0_3);
    stage.add(&otaa)?;
    let path = format!("/api/v1/lorawan-profiles/{}/reset-counters", otaa.dev_eui);
    let refused = stage.owner.post(&path, &json!({}))?;
    assert_eq!((refused.status, &refused.body["field"]), (422, &json!("join_mode")));
    Ok(())
}

/// Path of a device's downlinks.
pub(crate) fn path(eui: &str) -> String {
    format!("/api/v1/devices/{eui}/downlinks")
}

pub(crate) fn enqueue(stage: &Stage, eui: &str, wanted: &Value) -> Result<Value> {
    let answer = stage.owner.post(&path(eui), wanted)?;
    anyhow::ensure!(answer.status == 202, "{} {}", answer.status, answer.body);
    Ok(answer.body)
}

pub(crate) fn connect(stage: &Stage, number: u8) -> Result<Forwarder> {
    Forwarder::connect(&stage.instance, gateway(number))
}

pub(crate) fn states(items: &Value) -> Vec<&str> {
    items.as_array().into_iter().flatten().filter_map(|item| item["state"].as_str()).collect()
}

/// A confirmed downlink, once it was acknowledged or has failed.
fn how_it_ended(events: &mut Events, item: &Value) -> Result<Value> {
    events.until(|event| {
        let downlink = event.get("downlink").filter(|downlink| downlink["id"] == item["id"])?;
        let is_over = downlink["state"] == "failed" || downlink["state"] == "acknowledged";
        is_over.then(|| downlink.clone())
    })
}

/// An uplink with the ACK bit.
pub(crate) fn acknowledging(device: &DeviceDescription, f_cnt: u32) -> Result<Vec<u8>> {
    acknowledging_as(device, f_cnt, false)
}

/// The same; `confirmed`: it wants an acknowledgement itself.
fn acknowledging_as(device: &DeviceDescription, f_cnt: u32, confirmed: bool) -> Result<Vec<u8>> {
    let (dev_addr, nwk, app) = session(device);
    let payload = report(215, 480);
    let frame = DataUp {
        dev_addr,
        confirmed,
        ack: true,
        f_cnt,
        f_port: Some(PORT),
        payload: &payload,
        ..DataUp::default()
    };
    Ok(frame.build(&nwk, &app)?)
}

fn session(device: &DeviceDescription) -> (lorawan::DevAddr, SessionKey, SessionKey) {
    let Activation::Abp { dev_addr, nwks_key, apps_key } = device.activation else {
        unreachable!()
    };
    (dev_addr, SessionKey::new(&nwks_key), SessionKey::new(&apps_key))
}

/// A downlink as its device reads it.
pub(crate) struct Heard {
    pub(crate) f_port: Option<u8>,
    /// Hex digits.
    pub(crate) payload: String,
    pub(crate) confirmed: bool,
    pub(crate) ack: bool,
    pub(crate) f_pending: bool,
}

pub(crate) fn counter(phy: &[u8]) -> Result<u16> {
    let Ok(Frame::Data(frame)) = lorawan::parse(phy) else { anyhow::bail!("{phy:?}") };
    Ok(frame.f_cnt)
}

/// Reads a downlink that must have this counter.
pub(crate) fn read(phy: &[u8], device: &DeviceDescription, f_cnt: u32) -> Result<Heard> {
    let (_, nwk, app) = session(device);
    let Ok(Frame::Data(frame)) = lorawan::parse(phy) else { anyhow::bail!("{phy:?}") };
    anyhow::ensure!(frame.mic_is_valid(&nwk, f_cnt), "counter {}, not {f_cnt}", frame.f_cnt);
    let mut payload = Vec::new();
    frame.decrypt(if frame.f_port == Some(0) { &nwk } else { &app }, f_cnt, &mut payload);
    Ok(Heard {
        f_port: frame.f_port,
        payload: hex::encode(payload),
        confirmed: frame.confirmed,
        ack: frame.f_ctrl.ack,
        f_pending: frame.f_ctrl.f_pending,
    })
}

impl Events {
    /// The downlink, once it has come to this state.
    pub(crate) fn downlink(&mut self, id: &Value, state: &str) -> Result<Value> {
        self.until(|event| {
            let downlink = event.get("downlink")?;
            (downlink["id"] == *id && downlink["state"] == state).then(|| downlink.clone())
        })
        .with_context(|| format!("downlink {id} never came to {state}"))
    }
}
