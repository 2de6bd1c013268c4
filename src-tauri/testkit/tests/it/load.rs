use std::net::UdpSocket;
use std::time::Duration;

use gateway::gwmp::codec::{CodeRates, FromGateway, Kind, Reception, push_ack, read_push};
use lorawan::Frame;
use thinklink_testkit::load::{self, LoadOptions};

#[test]
fn load_is_steady_acknowledged_and_decryptable() {
    let server = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = server.local_addr().unwrap();
    server.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
    let options = LoadOptions {
        devices: 3,
        rate: 500.0,
        duration: Duration::from_millis(400),
        gateways: 2,
        heard_by: 1,
        first_f_cnt: 10,
    };
    let checking = std::thread::spawn(move || {
        let mut bytes = [0; 2_048];
        let mut seen = 0_u32;
        while let Ok((length, peer)) = server.recv_from(&mut bytes) {
            let datagram = FromGateway::read(&bytes[..length]).unwrap();
            let Kind::PushData(json) = datagram.kind else { continue };
            server.send_to(&push_ack(2, datagram.token), peer).unwrap();
            let reception = Reception {
                gateway: datagram.gateway,
                token: datagram.token,
                received_at: model::Timestamp::from_millis(0),
                arrived: std::time::Instant::now(),
            };
            let push = read_push(json, &reception, &CodeRates::default());
            let uplink = push.uplinks.first().unwrap();
            let Ok(Frame::Data(frame)) = lorawan::parse(&uplink.phy) else { panic!("no data") };
            let index = seen % 3;
            assert_eq!(u32::from(frame.f_cnt), 10 + seen / 3);
            assert!(frame.mic_is_valid(&load::keys(index).0, frame.f_cnt.into()));
            seen += 1;
        }
        seen
    });
    let report = load::run(address, &options).unwrap();
    assert_eq!(report.acknowledged, report.sent);
    assert!((20..=210).contains(&report.sent), "{report:?}");
    assert_eq!(u64::from(checking.join().unwrap()), report.sent);
}
