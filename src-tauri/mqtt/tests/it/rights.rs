//! No client reaches another tenant, whatever it writes into a topic.

use crate::raw::{DISCONNECT, PUBACK, PUBREC, Raw};
use crate::start;

const FOREIGN: [&str; 14] = [
    "#",
    "+",
    "/#",
    "+/#",
    "/+/#",
    "/+/acme/#",
    "/v32/#",
    "/v32/+/as/#",
    "/v32/other/#",
    "/v32/other/as/up/data/+",
    "/v32/acme",
    "$SYS/#",
    "$share/group//v32/acme/#",
    "$share/group//v32/other/#",
];

#[tokio::test]
async fn foreign_filters_are_refused_one_by_one() {
    let (broker, _inbound) = start().await;
    for level in [3, 4, 5] {
        let mut raw = Raw::login(broker.addr(), level, "acme", "c").await;
        let mut filters: Vec<(&str, u8)> = FOREIGN.iter().map(|filter| (*filter, 0)).collect();
        filters.push(("/v32/acme/as/up/#", 1));
        let codes = raw.subscribe(&filters).await;
        let (last, refused) = codes.split_last().unwrap();
        assert_eq!(*last, 1);
        assert!(refused.iter().all(|code| *code >= 0x80), "{refused:x?}");
        broker.publish("/v32/other/as/up/data/1", "not for acme".into());
        broker.publish("/v32/acme/tkl/up/telemetry/1", "not asked for".into());
        broker.publish("/v32/acme/as/up/data/1", "yes".into());
        assert_eq!(raw.message().await.1, "yes");
        raw.ping().await;
    }
    broker.stop().await;
}

#[tokio::test]
async fn foreign_topics_end_the_connection_of_an_old_client() {
    let (broker, mut inbound) = start().await;
    for topic in FOREIGN.into_iter().chain(["/v32/other/as/dn/data/1", "/v32/acme/+/x"]) {
        for qos in [0, 1, 2] {
            let mut raw = Raw::login(broker.addr(), 4, "acme", "c").await;
            raw.publish(topic, "mine", qos).await;
            assert_eq!(raw.until_closed().await, [], "{topic}");
        }
    }
    assert!(inbound.try_recv().is_err());
    broker.stop().await;
}

#[tokio::test]
async fn foreign_topics_are_named_to_a_new_client() {
    let (broker, mut inbound) = start().await;
    let mut raw = Raw::login(broker.addr(), 5, "acme", "c").await;
    for topic in ["/v32/other/as/dn/data/1", "$SYS/x", "/v32/acme"] {
        raw.publish(topic, "mine", 1).await;
        let (first, body) = raw.read().await.unwrap();
        assert_eq!((first, body[2]), (PUBACK, 0x87), "{topic}");
        raw.publish(topic, "mine", 2).await;
        let (first, body) = raw.read().await.unwrap();
        assert_eq!((first, body[2]), (PUBREC, 0x87), "{topic}");
    }
    raw.publish("/v32/other/as/dn/data/1", "mine", 0).await;
    let goodbye = raw.until_closed().await;
    assert_eq!((goodbye[0].0, goodbye[0].1[0]), (DISCONNECT, 0x87));
    assert!(inbound.try_recv().is_err());
    assert_eq!(broker.counters().topics_refused, 7);
    broker.stop().await;
}
