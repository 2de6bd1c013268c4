//! Clients of other makers: `rumqttc` for MQTT 3.1.1 and 5, and the mosquitto tools.
//!
//! The tools are used where they are installed (`apt install mosquitto-clients`).

use std::net::SocketAddr;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use rumqttc::{AsyncClient, Event, EventLoop, Incoming, MqttOptions, QoS, v5};

use crate::start;

const TELEMETRY: &str = "/v32/acme/tkl/up/telemetry/70b3d57ed0001234";

async fn next(events: &mut EventLoop) -> Incoming {
    loop {
        if let Event::Incoming(packet) = events.poll().await.unwrap() {
            return packet;
        }
    }
}

async fn next_v5(events: &mut v5::EventLoop) -> v5::Incoming {
    loop {
        if let v5::Event::Incoming(packet) = events.poll().await.unwrap() {
            return packet;
        }
    }
}

#[tokio::test]
async fn rumqttc_speaks_3_1_1_with_us() {
    let (broker, mut inbound) = start().await;
    let mut options = MqttOptions::new("client", "127.0.0.1", broker.addr().port());
    options.set_credentials("acme", "secret").set_keep_alive(Duration::ZERO);
    let (client, mut events) = AsyncClient::new(options, 10);
    assert!(matches!(next(&mut events).await, Incoming::ConnAck(_)));
    client.subscribe("/v32/acme/tkl/up/telemetry/#", QoS::ExactlyOnce).await.unwrap();
    assert!(matches!(next(&mut events).await, Incoming::SubAck(_)));
    broker.publish(TELEMETRY, "{}".into());
    let Incoming::Publish(message) = next(&mut events).await else { panic!("no message") };
    assert_eq!((&*message.topic, &*message.payload), (TELEMETRY, &b"{}"[..]));
    for qos in [QoS::AtMostOnce, QoS::AtLeastOnce, QoS::ExactlyOnce] {
        client.publish("/v32/acme/tkl/dn/rpc/1", qos, false, "call").await.unwrap();
    }
    assert!(matches!(next(&mut events).await, Incoming::PubAck(_)));
    assert!(matches!(next(&mut events).await, Incoming::PubRec(_)));
    assert!(matches!(next(&mut events).await, Incoming::PubComp(_)));
    for _ in 0..3 {
        assert_eq!(inbound.recv().await.unwrap().payload, "call");
    }
    broker.stop().await;
}

#[tokio::test]
async fn rumqttc_speaks_5_with_us() {
    let (broker, mut inbound) = start().await;
    let mut options = v5::MqttOptions::new("client", "127.0.0.1", broker.addr().port());
    options.set_credentials("acme", "secret").set_keep_alive(Duration::from_secs(60));
    let (client, mut events) = v5::AsyncClient::new(options, 10);
    assert!(matches!(next_v5(&mut events).await, v5::Incoming::ConnAck(_)));
    let qos = v5::mqttbytes::QoS::AtLeastOnce;
    client.subscribe("/v32/acme/#", qos).await.unwrap();
    assert!(matches!(next_v5(&mut events).await, v5::Incoming::SubAck(_)));
    broker.publish(TELEMETRY, "{}".into());
    let v5::Incoming::Publish(message) = next_v5(&mut events).await else { panic!("no message") };
    assert_eq!((&*message.topic, &*message.payload), (TELEMETRY.as_bytes(), &b"{}"[..]));
    client.publish("/v32/acme/tkl/dn/rpc/1", qos, false, "call").await.unwrap();
    // The own message comes back with QoS 1, and the acknowledgement, in any order.
    let mut both = [next_v5(&mut events).await, next_v5(&mut events).await];
    both.sort_by_key(|packet| matches!(packet, v5::Incoming::Publish(_)));
    assert!(matches!(both, [v5::Incoming::PubAck(_), v5::Incoming::Publish(_)]));
    assert_eq!(inbound.recv().await.unwrap().payload, "call");
    broker.stop().await;
}

/// Runs a mosquitto tool to its end; `None` where it is not installed.
async fn mosquitto(tool: &str, addr: SocketAddr, arguments: &[&str]) -> Option<Output> {
    let mut command = Command::new(tool);
    command.args(["-h", "127.0.0.1", "-p", &addr.port().to_string()]).args(arguments);
    command.stdin(Stdio::null());
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap();
    match output {
        Ok(output) => Some(output),
        Err(error) => {
            assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
            None
        }
    }
}

#[tokio::test]
async fn mosquitto_pub_publishes_with_every_version_and_qos() {
    let (broker, mut inbound) = start().await;
    for version in ["mqttv31", "mqttv311", "mqttv5"] {
        for qos in ["0", "1", "2"] {
            let arguments = [
                "-V",
                version,
                "-q",
                qos,
                "-u",
                "acme",
                "-P",
                "secret",
                "-t",
                "/v32/acme/x",
                "-m",
                version,
            ];
            let Some(output) = mosquitto("mosquitto_pub", broker.addr(), &arguments).await else {
                return;
            };
            assert!(output.status.success(), "{output:?}");
            assert_eq!(inbound.recv().await.unwrap().payload, version);
        }
    }
    broker.stop().await;
}

#[tokio::test]
async fn mosquitto_pub_is_told_why_it_may_not() {
    let (broker, mut inbound) = start().await;
    let cases = [
        ("mqttv311", "acme", "wrong", "/v32/acme/x", "not authorised"),
        ("mqttv5", "acme", "wrong", "/v32/acme/x", "Not authorized"),
        ("mqttv5", "acme", "secret", "/v32/other/x", "Not authorized"),
    ];
    for (version, user, password, topic, said) in cases {
        let arguments =
            ["-V", version, "-q", "1", "-u", user, "-P", password, "-t", topic, "-m", "x"];
        let Some(output) = mosquitto("mosquitto_pub", broker.addr(), &arguments).await else {
            return;
        };
        let text = String::from_utf8_lossy(&output.stderr).to_lowercase();
        let said = said.to_lowercase();
        assert!(
            text.contains(&said) || text.contains("bad user name"),
            "{version} {topic}: {output:?}"
        );
    }
    assert!(inbound.try_recv().is_err());
    broker.stop().await;
}

#[tokio::test]
async fn mosquitto_sub_receives_and_is_refused() {
    let (broker, _inbound) = start().await;
    for version in ["mqttv31", "mqttv311", "mqttv5"] {
        let arguments = [
            "-V",
            version,
            "-u",
            "acme",
            "-P",
            "secret",
            "-t",
            "/v32/acme/#",
            "-C",
            "1",
            "-W",
            "8",
            "-v",
        ];
        let publish = async {
            loop {
                broker.publish(TELEMETRY, "{}".into());
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::select! {
            output = mosquitto("mosquitto_sub", broker.addr(), &arguments) => {
                let Some(output) = output else { return };
                assert_eq!(String::from_utf8_lossy(&output.stdout), format!("{TELEMETRY} {{}}\n"));
            }
            () = publish => {}
        }
    }
    for filter in ["#", "/v32/other/#", "$SYS/#"] {
        let arguments = ["-V", "mqttv5", "-u", "acme", "-P", "secret", "-t", filter, "-W", "5"];
        let Some(output) = mosquitto("mosquitto_sub", broker.addr(), &arguments).await else {
            return;
        };
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(text.contains("All subscription requests were denied"), "{output:?}");
    }
    broker.stop().await;
}
