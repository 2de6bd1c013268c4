//! What a message of the platform costs its publisher, and what an idle broker costs in memory.
//!
//! Run with `cargo bench -p thinklink-mqtt`. Every figure is the fastest of five rounds.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench fails by panicking and reports on stdout"
)]

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use rumqttc::{AsyncClient, Event, Incoming, MqttOptions, QoS};
use thinklink_mqtt::{Accounts, Admission, Broker, Config};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

const TOPIC: &str = "/v32/acme/as/up/data/70b3d57ed0001234";
const MESSAGES: u32 = 100_000;

struct Anybody;

impl Accounts for Anybody {
    fn login(&self, _username: &str, _password: &[u8], _peer: IpAddr) -> Option<Admission> {
        Some(Admission { tenant: "acme".parse().ok()?, ended: CancellationToken::default() })
    }
}

fn main() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(run());
}

async fn run() {
    let before = resident_kib();
    let (inbound, _engine) = mpsc::channel(10_000);
    let config = Config::new(([127, 0, 0, 1], 0).into());
    let broker = Broker::start(config, Arc::new(Anybody), inbound).await.unwrap();
    println!("idle broker: {} KiB more resident", resident_kib() - before);

    // What the engine builds once a message anyway.
    let payload = Bytes::from(vec![b'x'; 600]);
    measure(&broker, "no client", &payload).await;
    subscribe(&broker, "other", "/v32/acme/as/up/ack/#").await;
    measure(&broker, "one client with another topic", &payload).await;
    for clients in [1, 10] {
        for number in broker.clients()..=clients {
            subscribe(&broker, &number.to_string(), "/v32/acme/as/up/data/+").await;
        }
        measure(&broker, &format!("{clients} subscribed"), &payload).await;
    }
    sustained(&broker, &payload).await;
    memory_of_clients(&broker).await;
    println!("{:?}", broker.counters());
    broker.stop().await;
}

/// Time the publisher spends, in bursts that fit the clients' queues.
async fn measure(broker: &Broker, name: &str, payload: &Bytes) {
    let mut best = Duration::MAX;
    for _ in 0..5 {
        let mut spent = Duration::ZERO;
        for _ in 0..MESSAGES / 1_000 {
            let began = Instant::now();
            for _ in 0..1_000 {
                broker.publish(TOPIC, payload.clone());
            }
            spent += began.elapsed();
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        best = best.min(spent / MESSAGES);
    }
    println!("{name}: {best:?} a message");
}

/// 20,000 messages a second for five seconds to ten subscribers.
async fn sustained(broker: &Broker, payload: &Bytes) {
    let before = broker.counters();
    let (mut worst, mut spent) = (Duration::ZERO, Duration::ZERO);
    let mut tick = tokio::time::interval(Duration::from_millis(10));
    for _ in 0..500 {
        tick.tick().await;
        let began = Instant::now();
        for _ in 0..200 {
            broker.publish(TOPIC, payload.clone());
        }
        worst = worst.max(began.elapsed());
        spent += began.elapsed();
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let after = broker.counters();
    println!(
        "20000/s to 10 clients for 5 s: {} queued, {} dropped, {:?} a message, worst burst of 200 {worst:?}",
        after.queued - before.queued,
        after.dropped - before.dropped,
        spent / 100_000,
    );
}

async fn memory_of_clients(broker: &Broker) {
    let before = resident_kib();
    for number in 0..200 {
        subscribe(broker, &format!("idle{number}"), "/v32/acme/tkl/up/telemetry/x").await;
    }
    println!("one idle client, both ends: {} KiB", (resident_kib() - before) / 200);
}

/// Logs a client in that reads everything from then on.
async fn subscribe(broker: &Broker, client_id: &str, filter: &str) {
    let mut options = MqttOptions::new(client_id, "127.0.0.1", broker.addr().port());
    options.set_credentials("acme", "secret").set_keep_alive(Duration::ZERO);
    let (client, mut events) = AsyncClient::new(options, 10);
    client.subscribe(filter, QoS::AtMostOnce).await.unwrap();
    while !matches!(events.poll().await.unwrap(), Event::Incoming(Incoming::SubAck(_))) {}
    tokio::spawn(async move {
        let _client = client;
        while events.poll().await.is_ok() {}
    });
}

/// Resident memory of this process; 0 where the system does not tell.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}
