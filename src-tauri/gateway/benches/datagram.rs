//! What one datagram costs: reading its JSON, the whole way without a socket, and the whole way
//! through a real socket with its acknowledgement.
//!
//! `cargo bench -p thinklink-gateway`

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::hint::black_box;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

use lorawan::Eui64;
use model::Timestamp;
use thinklink_gateway::gwmp::codec::{self, CodeRates, Reception};
use thinklink_gateway::gwmp::{Config, Gwmp, fuzzing};
use thinklink_gateway::{Admission, Event, Refusal};
use tokio::sync::mpsc;

const EUI: Eui64 = Eui64::from_be_bytes([0x70, 0xb3, 0xd5, 0xff, 0xfe, 0, 0, 1]);
const ROUNDS: u32 = 200_000;

/// As a current forwarder writes it.
fn report(tmst: u32) -> Vec<u8> {
    let json = format!(
        r#"{{"rxpk":[{{"jver":1,"tmst":{tmst},"time":"2024-07-01T00:00:00.123456Z","tmms":1403827218123,"chan":2,"rfch":0,"freq":868.500000,"mid":8,"stat":1,"modu":"LORA","datr":"SF7BW125","codr":"4/5","rssis":-61,"lsnr":9.5,"foff":-240,"rssi":-60,"size":28,"data":"QMOyoQKAAAACjrSLuKxDo0DDsqECgAAAAo60iw=="}}]}}"#
    );
    let mut bytes = codec::push_data(1, EUI, &[], None);
    bytes.truncate(12);
    bytes.extend_from_slice(json.as_bytes());
    bytes
}

fn each(what: &str, mut work: impl FnMut(u32)) {
    let start = Instant::now();
    for round in 1..=ROUNDS {
        work(round);
    }
    println!("{what}: {:.2} us", start.elapsed().as_secs_f64() * 1e6 / f64::from(ROUNDS));
}

struct Everyone;

impl Admission for Everyone {
    fn admit(&self, _: Eui64, _: std::net::IpAddr) -> Result<(), Refusal> {
        Ok(())
    }
}

/// CPU time of the thread with this name, when the system tells.
fn cpu_time(name: &str) -> Option<Duration> {
    for task in std::fs::read_dir("/proc/self/task").ok()?.flatten() {
        let is_it =
            std::fs::read_to_string(task.path().join("comm")).is_ok_and(|comm| comm.trim() == name);
        if is_it {
            let times = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
            return times.split(' ').next()?.parse().ok().map(Duration::from_nanos);
        }
    }
    None
}

/// Sends as fast as acknowledgements come back, a window of datagrams at a time.
async fn through_a_socket() {
    let (sender, mut events) = mpsc::channel(65_536);
    let taker = tokio::spawn(async move {
        let mut uplinks = 0_u32;
        while let Some(event) = events.recv().await {
            uplinks += u32::from(matches!(event, Event::Uplink(_)));
        }
        uplinks
    });
    let config = Config::listening_on(vec![SocketAddr::from(([127, 0, 0, 1], 0))]);
    let gwmp = Gwmp::start(config, Arc::new(Everyone), sender).await.expect("a free port");
    let address = *gwmp.addresses().first().expect("one address");
    let start = Instant::now();
    let send = tokio::task::spawn_blocking(move || {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a free port");
        socket.connect(address).expect("loopback");
        let mut ack = [0; 16];
        for first in (1..=ROUNDS).step_by(100) {
            for tmst in first..first + 100 {
                socket.send(&report(tmst)).expect("loopback");
            }
            for _ in 0..100 {
                socket.recv(&mut ack).expect("an acknowledgement");
            }
        }
    });
    send.await.expect("the sender");
    let elapsed = start.elapsed();
    let cpu = cpu_time("gwmp");
    let counters = gwmp.counters();
    gwmp.stop().await;
    let taken = taker.await.expect("the taker");
    println!(
        "socket: {:.0} datagrams/s, {taken} uplinks of {ROUNDS} sent, {} dropped",
        f64::from(ROUNDS) / elapsed.as_secs_f64(),
        counters.uplinks_dropped
    );
    if let Some(cpu) = cpu {
        let each = cpu.as_secs_f64() * 1e6 / f64::from(ROUNDS);
        println!("socket: {each:.2} us CPU of the receiving thread per datagram");
    }
}

fn main() {
    let bytes = report(1);
    let json = bytes.get(12..).unwrap_or_default();
    let rates = CodeRates::default();
    let reception = Reception {
        gateway: EUI,
        token: 1,
        received_at: Timestamp::from_millis(0),
        arrived: Instant::now(),
    };
    each("read_push", |_| {
        black_box(codec::read_push(black_box(json), &reception, &rates));
    });
    let broken = String::from_utf8_lossy(json).replace("-240", "NaN");
    each("read_push, repaired", |_| {
        black_box(codec::read_push(black_box(broken.as_bytes()), &reception, &rates));
    });
    let mut bench = fuzzing::Bench::default();
    let datagrams: Vec<_> = (1..=ROUNDS).map(report).collect();
    let mut datagrams = datagrams.iter();
    each("whole way, no socket", |_| {
        if let Some(datagram) = datagrams.next() {
            black_box(bench.handle(datagram));
        }
    });
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.expect("a runtime").block_on(through_a_socket());
}
