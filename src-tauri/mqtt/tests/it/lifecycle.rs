//! Start, stop, start again, and two at a time.

use std::sync::Arc;
use std::time::Duration;

use thinklink_mqtt::{Broker, Config, Error};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use crate::raw::Raw;
use crate::{TwoTenants, start};

#[tokio::test]
async fn a_stopped_broker_leaves_nothing_behind() {
    let (broker, mut inbound) = start().await;
    let addr = broker.addr();
    let mut old = Raw::login(addr, 4, "acme", "old").await;
    let mut new = Raw::login(addr, 5, "acme", "new").await;
    let mut stranger = TcpStream::connect(addr).await.unwrap();
    broker.stop().await;
    assert_eq!(old.until_closed().await, []);
    // Server shutting down.
    assert_eq!(new.until_closed().await[0].1[0], 0x8B);
    let mut buffer = [0];
    assert_eq!(tokio::io::AsyncReadExt::read(&mut stranger, &mut buffer).await.unwrap_or(0), 0);
    assert!(TcpStream::connect(addr).await.is_err());
    // Every task has let go of its sender.
    assert!(inbound.recv().await.is_none());
    let handle = tokio::runtime::Handle::current();
    assert_eq!(handle.metrics().num_alive_tasks(), 0);
}

#[tokio::test]
async fn a_client_that_never_reads_does_not_hold_up_the_end() {
    let (broker, _inbound) = start().await;
    for level in [4, 5] {
        let id = level.to_string();
        let mut deaf = Raw::login(broker.addr(), level, "acme", &id).await;
        deaf.subscribe(&[("/v32/acme/#", 0)]).await;
        std::mem::forget(deaf);
    }
    let payload = "x".repeat(60_000);
    for _ in 0..300 {
        broker.publish("/v32/acme/x", payload.clone().into());
        tokio::task::yield_now().await;
    }
    let stopped = tokio::time::timeout(Duration::from_secs(5), broker.stop()).await;
    assert!(stopped.is_ok());
}

#[tokio::test]
async fn a_dropped_broker_stops_by_itself() {
    let (broker, mut inbound) = start().await;
    let mut raw = Raw::login(broker.addr(), 4, "acme", "c").await;
    drop(broker);
    assert_eq!(raw.until_closed().await, []);
    assert!(inbound.recv().await.is_none());
}

#[tokio::test]
async fn the_same_port_can_be_used_again_at_once() {
    let (broker, _inbound) = start().await;
    let addr = broker.addr();
    let mut client = Raw::login(addr, 4, "acme", "c").await;
    broker.stop().await;
    client.until_closed().await;
    let (sender, _inbound) = mpsc::channel(1);
    let again =
        Broker::start(Config::new(addr), Arc::new(TwoTenants::default()), sender).await.unwrap();
    assert_eq!(again.addr(), addr);
    Raw::login(addr, 4, "acme", "c").await.ping().await;
    again.stop().await;
}

#[tokio::test]
async fn a_port_in_use_is_reported_with_its_address() {
    let (broker, _inbound) = start().await;
    let (sender, _receiver) = mpsc::channel(1);
    let second =
        Broker::start(Config::new(broker.addr()), Arc::new(TwoTenants::default()), sender).await;
    let Err(Error::Listen { address, source }) = second else { panic!("two listeners on a port") };
    assert_eq!((address, source.kind()), (broker.addr(), std::io::ErrorKind::AddrInUse));
    broker.stop().await;
}

#[tokio::test]
async fn two_brokers_in_one_process_do_not_know_each_other() {
    let (one, mut inbound_one) = start().await;
    let (two, mut inbound_two) = start().await;
    let mut client_one = Raw::login(one.addr(), 4, "acme", "c").await;
    let mut client_two = Raw::login(two.addr(), 5, "acme", "c").await;
    client_one.subscribe(&[("/v32/acme/#", 0)]).await;
    client_two.subscribe(&[("/v32/acme/#", 0)]).await;
    client_one.publish("/v32/acme/x", "one", 0).await;
    assert_eq!(inbound_one.recv().await.unwrap().payload, "one");
    assert_eq!(client_one.message().await.1, "one");
    one.stop().await;
    two.publish("/v32/acme/x", "two".into());
    assert_eq!(client_two.message().await.1, "two");
    assert!(inbound_two.try_recv().is_err());
    two.stop().await;
}
