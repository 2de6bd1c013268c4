use std::time::Duration;

use lorawan::mac::{DownlinkCommand, UplinkCommand};
use lorawan::{AesKey, DevAddr, Eui64};
use model::record::{LwVersion, Standard};
use thinklink_testkit::stack::StackDevice;
use thinklink_testkit::{
    Activation, Air, DeviceDescription, JoinFailure, LastDevNonces, Model, Pace, SimulatedDevice,
    Uplink, play, site,
};
use tokio_util::sync::CancellationToken;

use crate::server::{Answer, Server};

const GATEWAYS: [Eui64; 2] = [
    Eui64::from_be_bytes([2, 0, 0, 0, 0, 0, 0, 1]),
    Eui64::from_be_bytes([2, 0, 0, 0, 0, 0, 0, 2]),
];

fn describe(activation: Activation, lw_ver: LwVersion) -> DeviceDescription {
    DeviceDescription {
        dev_eui: Eui64::from_be_bytes([9, 8, 7, 6, 5, 4, 3, 2]),
        name: "test".to_owned(),
        model: Model::Ks52,
        activation,
        standard: Standard::Eu868,
        as923_group: 1,
        lw_ver,
        resets_f_cnt: false,
    }
}

fn otaa(lw_ver: LwVersion) -> DeviceDescription {
    let join_eui = Eui64::from_be_bytes([1; 8]);
    describe(Activation::Otaa { join_eui, app_key: AesKey::new([0x42; 16]) }, lw_ver)
}

fn abp() -> DeviceDescription {
    let activation = Activation::Abp {
        dev_addr: DevAddr::from_be_bytes([0, 0xab, 0xcd, 0xef]),
        nwks_key: AesKey::new([0x11; 16]),
        apps_key: AesKey::new([0x22; 16]),
    };
    describe(activation, LwVersion::V1_0_2)
}

const fn confirmed(payload: &[u8]) -> Uplink<'_> {
    Uplink { f_port: 11, payload, confirmed: true }
}

const fn unconfirmed(payload: &[u8]) -> Uplink<'_> {
    Uplink { f_port: 11, payload, confirmed: false }
}

#[tokio::test]
async fn our_devices_join_and_talk_in_either_window() {
    for (answer, window) in [(Answer::Rx1, 1), (Answer::Rx2, 2)] {
        for lw_ver in [LwVersion::V1_0_2, LwVersion::V1_0_3, LwVersion::V1_0_4] {
            let description = otaa(lw_ver);
            let mut server = Server::start(std::slice::from_ref(&description), answer).await;
            let air = Air::open(server.address, &GATEWAYS[..1]).await.unwrap();
            let mut device = SimulatedDevice::new(description, 1);
            let accept = device.join(&air).await.unwrap();
            assert_eq!(device.dev_addr(), Some(accept.dev_addr));
            let sent = device.send(&air, confirmed(b"abc")).await.unwrap();
            assert_eq!((sent.f_cnt, sent.transmissions, sent.acknowledged), (0, 1, true));
            let received = sent.received.unwrap();
            assert_eq!((received.window, received.f_port), (window, Some(7)));
            assert_eq!(received.payload, b"hello");
            let heard = server.heard.recv().await.unwrap();
            assert_eq!((heard.f_cnt, heard.payload, heard.ack), (0, b"abc".to_vec(), false));
            // The downlink was confirmed, so the next uplink acknowledges.
            device.send(&air, confirmed(b"d")).await.unwrap();
            assert!(server.heard.recv().await.unwrap().ack);
        }
    }
}

#[tokio::test]
async fn our_personalised_device_talks_at_once_and_continues_its_counter() {
    let mut server = Server::start(&[abp()], Answer::Rx1).await;
    let air = Air::open(server.address, &GATEWAYS[..1]).await.unwrap();
    let air = air.with_patience(Duration::from_millis(20));
    let mut device = SimulatedDevice::new(abp(), 1);
    device.set_f_cnt(41);
    let sent = device.send(&air, unconfirmed(b"x")).await.unwrap();
    assert_eq!((sent.f_cnt, sent.acknowledged, sent.received), (41, false, None));
    assert_eq!(server.heard.recv().await.unwrap().f_cnt, 41);
    assert!(matches!(device.join(&air).await, Err(JoinFailure::Personalised)));
}

#[tokio::test]
async fn a_confirmed_uplink_is_repeated_until_it_is_acknowledged() {
    let mut server = Server::start_with(&[abp()], Answer::Rx1, 1, &[]).await;
    let air = Air::open(server.address, &GATEWAYS[..1]).await.unwrap();
    let air = air.with_patience(Duration::from_millis(20));
    let mut device = SimulatedDevice::new(abp(), 1);
    let sent = device.send(&air, confirmed(b"x")).await.unwrap();
    assert_eq!((sent.f_cnt, sent.transmissions, sent.acknowledged), (0, 2, true));
    let counters =
        [server.heard.recv().await.unwrap().f_cnt, server.heard.recv().await.unwrap().f_cnt];
    assert_eq!(counters, [0, 0], "a repetition keeps its counter");
}

#[tokio::test]
async fn commands_are_obeyed_and_answered() {
    // RXTimingSetupReq 1 s and DevStatusReq.
    let mut server = Server::start_with(&[abp()], Answer::Rx1, 0, &[0x08, 0x01, 0x06]).await;
    let air = Air::open(server.address, &GATEWAYS[..1]).await.unwrap();
    let mut device = SimulatedDevice::new(abp(), 1);
    device.ask(UplinkCommand::LinkCheckReq);
    let received = device.send(&air, confirmed(b"x")).await.unwrap().received.unwrap();
    let timing = DownlinkCommand::RxTimingSetupReq { delay_s: 1 };
    assert_eq!(received.commands, [timing, DownlinkCommand::DevStatusReq]);
    assert_eq!(server.heard.recv().await.unwrap().f_opts, [0x02]);
    for answers in [&[0x08, 0x06, 200, 9][..], &[]] {
        device.send(&air, confirmed(b"x")).await.unwrap();
        assert_eq!(server.heard.recv().await.unwrap().f_opts, answers);
    }
}

#[tokio::test]
async fn the_foreign_stack_joins_and_talks_in_either_window() {
    for answer in [Answer::Rx1, Answer::Rx2] {
        let description = otaa(LwVersion::V1_0_3);
        let Activation::Otaa { join_eui, app_key } = description.activation else { unreachable!() };
        let mut server = Server::start(std::slice::from_ref(&description), answer).await;
        let air = Air::open(server.address, &GATEWAYS[..1]).await.unwrap();
        let mut device = StackDevice::otaa(description.dev_eui, join_eui, &app_key, 7);
        device.join(&air).await.unwrap();
        assert!(device.is_joined());
        let sent = device.send(&air, 11, b"abc", true).await.unwrap();
        assert!(sent.answered);
        assert_eq!(sent.downlink, Some((7, b"hello".to_vec())));
        assert_eq!(server.heard.recv().await.unwrap().payload, b"abc");
        let next = device.send(&air, 11, b"abc", true).await.unwrap();
        assert_eq!(next.f_cnt, sent.f_cnt + 1);
        assert!(server.heard.recv().await.unwrap().ack);
    }
}

#[tokio::test]
async fn the_foreign_stack_talks_when_personalised() {
    let Activation::Abp { dev_addr, nwks_key, apps_key } = abp().activation else { unreachable!() };
    let mut server = Server::start(&[abp()], Answer::Rx1).await;
    let air = Air::open(server.address, &GATEWAYS[..1]).await.unwrap();
    let mut device = StackDevice::abp(dev_addr, &nwks_key, &apps_key, 7);
    device.join(&air).await.unwrap();
    let sent = device.send(&air, 11, b"abc", true).await.unwrap();
    assert_eq!(sent.downlink, Some((7, b"hello".to_vec())));
    assert_eq!(server.heard.recv().await.unwrap().dev_addr, dev_addr);
}

#[tokio::test]
async fn both_gateways_hear_one_device() {
    let mut server = Server::start(&[abp()], Answer::Rx1).await;
    let air = Air::open(server.address, &GATEWAYS).await.unwrap();
    let air = air.with_patience(Duration::from_millis(20));
    let mut device = SimulatedDevice::new(abp(), 1);
    device.send(&air, unconfirmed(b"x")).await.unwrap();
    let copies = [server.heard.recv().await.unwrap(), server.heard.recv().await.unwrap()];
    assert_eq!(copies[0], copies[1]);
}

#[tokio::test]
async fn every_device_of_the_site_reports_soon() {
    let devices = site::devices();
    let Server { address, mut heard } = Server::start(&devices, Answer::Rx1).await;
    let cancel = CancellationToken::new();
    let pace = Pace { interval: Duration::from_millis(200) };
    let stop = cancel.clone();
    let playing = tokio::spawn(async move {
        play(address, &GATEWAYS, devices, &LastDevNonces::new(), None, pace, stop).await
    });
    let mut seen = std::collections::HashSet::new();
    let all = async {
        while seen.len() < 20 {
            seen.insert(heard.recv().await.unwrap().dev_addr);
        }
    };
    tokio::time::timeout(Duration::from_secs(20), all).await.expect("all devices report");
    cancel.cancel();
    playing.await.unwrap().unwrap();
}
