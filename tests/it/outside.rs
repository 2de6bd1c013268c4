//! Brokers outside: a real one that comes and goes, and false ones that mean harm.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::ops::RangeInclusive;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};
use tokio::net::TcpSocket;

use crate::headless::Headless;
use crate::mosquitto::{Mosquitto, Outsider, PASSWORD, Pki, USER};
use crate::mqtt::Publisher;
use crate::process::PATIENCE;
use crate::stage::Stage;

const EUI: &str = "5a53012501030099";
const HERE: &str = "/v32/default/as/up/data/5a53012501030099";
const THERE: &str = "/v32/acme/as/up/data/5a53012501030099";
const BROKERS: &str = "/api/v1/outside-brokers";

const SCRIPT: &str = "
function payload_parser({ device, msg }) {
  return { telemetry_data: { count: msg.token } };
}
";

#[test]
fn a_copy_survives_an_outage_without_loss_and_in_order() -> Result<()> {
    let stage = stage()?;
    let mut mosquitto = Mosquitto::start()?;
    let mut outsider = Outsider::connect(&mosquitto, "/v32/acme/as/up/data/+")?;
    let path = add(&stage, &copy(mosquitto.port))?;
    until(&stage, &path, |broker| broker["status"] == "connected")?;
    let mut publisher = publisher(&stage)?;

    publish(&mut publisher, 1..=100)?;
    assert_eq!(tokens(&mut outsider, 1..=100)?, (1..=100).collect::<Vec<_>>());
    drop(outsider);
    // It ends while messages are on their way: some are acknowledged, some sent, some not.
    publish(&mut publisher, 101..=200)?;
    mosquitto.go_away()?;
    publish(&mut publisher, 201..=400)?;
    // The first thing seen is that it closed; that nobody listens is seen by the next attempt.
    let broker = until(&stage, &path, |broker| {
        broker["err_code"] == "refused" && broker["buffered"].as_u64() >= Some(200)
    })?;
    ensure!(broker["status"] == "failed" && broker["dropped"] == 0, "{broker}");
    mosquitto.come_back()?;
    let mut outsider = Outsider::connect(&mosquitto, "/v32/acme/as/up/data/+")?;
    publish(&mut publisher, 401..=500)?;
    assert_eq!(tokens(&mut outsider, 101..=500)?, (101..=500).collect::<Vec<_>>());

    let broker = until(&stage, &path, |broker| broker["buffered"] == 0)?;
    assert_eq!((&broker["status"], &broker["dropped"]), (&json!("connected"), &json!(0)));
    assert_eq!((&broker["err_msg"], &broker["buffered_bytes"]), (&Value::Null, &json!(0)));
    Ok(())
}

#[test]
fn a_change_of_a_copy_loses_nothing() -> Result<()> {
    let stage = stage()?;
    let mosquitto = Mosquitto::start()?;
    let mut outsider = Outsider::connect(&mosquitto, "/v32/acme/as/up/data/+")?;
    let path = add(&stage, &copy(mosquitto.port))?;
    let mut publisher = publisher(&stage)?;
    let publishing = thread::spawn(move || publish(&mut publisher, 1..=2_000));
    let mut changes = 0;
    while !publishing.is_finished() || changes < 3 {
        changes += 1;
        stage.change(&path, &json!({"remark": format!("change {changes}")}))?;
    }
    publishing.join().map_err(|_| anyhow!("the publisher panicked"))??;
    assert_eq!(tokens(&mut outsider, 1..=2_000)?, (1..=2_000).collect::<Vec<_>>());
    let broker = until(&stage, &path, |broker| broker["buffered"] == 0)?;
    assert_eq!(broker["dropped"], 0, "{broker}");
    Ok(())
}

#[test]
fn what_is_beyond_the_limit_goes_from_the_old_end_and_is_counted() -> Result<()> {
    let stage = stage()?;
    let mut mosquitto = Mosquitto::start()?;
    drop(Outsider::connect(&mosquitto, "/v32/acme/as/up/data/+").and_then(|mut outsider| {
        outsider.publish("hello", &json!({}))?;
        Ok(outsider)
    })?);
    mosquitto.go_away()?;
    let mut broker = copy(mosquitto.port);
    broker["buffer_limit_mb"] = json!(1);
    let path = add(&stage, &broker)?;
    let mut publisher = publisher(&stage)?;
    let filler = "x".repeat(10_000);
    for token in 1..=200 {
        let body = json!({"token": token, "filler": filler});
        publisher.publish(HERE, body.to_string().as_bytes())?;
    }
    let full = until(&stage, &path, |broker| {
        broker["buffered"].as_u64().zip(broker["dropped"].as_u64()).map(|(a, b)| a + b) == Some(200)
    })?;
    let (kept, dropped) = (number(&full, "buffered")?, number(&full, "dropped")?);
    ensure!(number(&full, "buffered_bytes")? <= 1 << 20 && kept > 90 && dropped > 80, "{full}");

    mosquitto.come_back()?;
    let mut outsider = Outsider::connect(&mosquitto, "/v32/acme/as/up/data/+")?;
    assert_eq!(tokens(&mut outsider, 1..=200)?, (dropped + 1..=200).collect::<Vec<_>>());
    let empty = until(&stage, &path, |broker| broker["buffered"] == 0)?;
    assert_eq!(number(&empty, "dropped")?, dropped);
    Ok(())
}

#[test]
fn a_killed_instance_goes_on_where_it_was() -> Result<()> {
    let stage = stage()?;
    let mut mosquitto = Mosquitto::start()?;
    drop(Outsider::connect(&mosquitto, "/v32/acme/as/up/data/+").and_then(|mut outsider| {
        outsider.publish("hello", &json!({}))?;
        Ok(outsider)
    })?);
    mosquitto.go_away()?;
    let path = add(&stage, &copy(mosquitto.port))?;
    publish(&mut publisher(&stage)?, 1..=300)?;
    until(&stage, &path, |broker| broker["buffered"] == 300)?;

    let mut instance = stage.instance;
    instance.kill();
    let stage = Stage::around(Headless::start_in(instance.wait()?)?)?;
    let broker = stage.read(&path)?;
    assert_eq!(number(&broker, "buffered")?, 300, "{broker}");
    mosquitto.come_back()?;
    let mut outsider = Outsider::connect(&mosquitto, "/v32/acme/as/up/data/+")?;
    assert_eq!(tokens(&mut outsider, 1..=300)?, (1..=300).collect::<Vec<_>>());
    until(&stage, &path, |broker| broker["buffered"] == 0)?;
    Ok(())
}

#[test]
fn a_copy_holds_what_was_chosen_and_nothing_else() -> Result<()> {
    let stage = stage()?;
    let mosquitto = Mosquitto::start()?;
    let mut outsider = Outsider::connect(&mosquitto, "#")?;
    let mut broker = copy(mosquitto.port);
    broker["publish"] = json!(["telemetry"]);
    broker["status_topic"] = json!("sites/north");
    let path = add(&stage, &broker)?;
    until(&stage, &path, |broker| broker["status"] == "connected")?;
    publish(&mut publisher(&stage)?, 7..=7)?;
    let said = outsider.next_text()?;
    assert_eq!(said, ("sites/north".to_owned(), "online".to_owned()));
    let (topic, body) = outsider.next()?;
    assert_eq!(topic, format!("/v32/acme/tkl/up/telemetry/{EUI}"));
    assert_eq!(body.pointer("/telemetry_data/count"), Some(&json!(7)), "{body}");

    // Switched off it says goodbye; killed, its last will does.
    stage.change(&path, &json!({"enable": false}))?;
    assert_eq!(outsider.next_text()?.1, "offline");
    assert_eq!(stage.read(&path)?["status"], "disabled");
    stage.change(&path, &json!({"enable": true}))?;
    assert_eq!(outsider.next_text()?.1, "online");
    let mut instance = stage.instance;
    instance.kill();
    assert_eq!(outsider.next_text()?.1, "offline");
    Ok(())
}

#[test]
fn a_source_feeds_devices_and_gets_their_downlinks() -> Result<()> {
    let stage = stage()?;
    let mosquitto = Mosquitto::start()?;
    let mut outsider = Outsider::connect(&mosquitto, "/v32/acme/as/dn/#")?;
    let path = add(&stage, &source(mosquitto.port))?;
    until(&stage, &path, |broker| broker["status"] == "connected")?;
    let mut subscriber = stage.subscriber()?;

    let uplink = as_uplink(EUI, 5);
    outsider.publish(THERE, &uplink)?;
    assert_eq!(subscriber.hear(HERE)?, uplink, "it is published here as it came");
    let telemetry = subscriber.hear(&format!("/v32/default/tkl/up/telemetry/{EUI}"))?;
    assert_eq!(telemetry.pointer("/telemetry_data/count"), Some(&json!(5)), "{telemetry}");
    // With all gateways it is the same uplink, and repeated it is too.
    let all = THERE.replace("/data/", "/dataAll/");
    outsider.publish(&all, &uplink)?;
    assert_eq!(subscriber.hear(&HERE.replace("/data/", "/dataAll/"))?, uplink);
    outsider.publish(THERE, &uplink)?;
    let broker = until(&stage, &path, |broker| broker["duplicates"] == 1)?;
    assert_eq!(number(&broker, "received")?, 3, "{broker}");
    assert_eq!(stage.list(&format!("/api/v1/network/messages?eui={EUI}"))?.len(), 1);

    let downlink = json!({"version": "3.1", "type": "data", "if": "loraWAN", "moteeui": EUI,
        "token": 99, "userdata": {"confirmed": true, "port": 61, "payload": "AQID"}});
    let dn = format!("/v32/default/as/dn/data/{EUI}");
    let mut client = publisher(&stage)?;
    client.publish(&dn, downlink.to_string().as_bytes())?;
    assert_eq!(outsider.next()?, (format!("/v32/acme/as/dn/data/{EUI}"), downlink.clone()));
    for kind in ["ackSeq", "ackTx"] {
        let ack = json!({"version": "3.1", "type": kind, "moteeui": EUI, "token": 99, "msg": "OK",
            "seq": 83});
        outsider.publish(&THERE.replace("/data/", "/ack/"), &ack)?;
        assert_eq!(subscriber.hear(&HERE.replace("/data/", "/ack/"))?, ack);
    }

    // So goes what is queued over HTTP, and both are shown among the application's messages.
    let wanted = json!({"f_port": 61, "payload": "0102", "token": "over HTTP"});
    let passed = stage.owner.post(&format!("/api/v1/devices/{EUI}/downlinks"), &wanted)?;
    assert_eq!((passed.status, &passed.body["state"]), (202, &json!("passed_on")));
    let (topic, body) = outsider.next()?;
    assert_eq!(topic, format!("/v32/acme/as/dn/data/{EUI}"));
    assert_eq!(
        (&body["token"], &body["userdata"]["payload"]),
        (&json!("over HTTP"), &json!("AQI="))
    );
    let told = stage.list(&format!("/api/v1/network/messages?eui={EUI}&direction=dn"))?;
    assert_eq!((told.len(), &told[0]["content"]["dn"]), (2, &body), "{told:#?}");
    assert_eq!((&told[1]["content"]["dn"], &told[1]["f_port"]), (&downlink, &json!(61)));

    // Where a device was heard is known after a restart, before it is heard again.
    let (status, folder) = stage.instance.stop("TERM")?;
    ensure!(status.success(), "{status}");
    let stage = Stage::around(Headless::start_in(folder)?)?;
    publisher(&stage)?.publish(&dn, downlink.to_string().as_bytes())?;
    assert_eq!(outsider.next()?, (format!("/v32/acme/as/dn/data/{EUI}"), downlink.clone()));
    // Without its broker a downlink fails in words.
    stage.change(&path, &json!({"enable": false}))?;
    let mut subscriber = stage.subscriber()?;
    publisher(&stage)?.publish(&dn, downlink.to_string().as_bytes())?;
    let ack = subscriber.hear(&HERE.replace("/data/", "/ack/"))?;
    assert_eq!((&ack["seq"], &ack["token"]), (&json!(-1), &json!(99)), "{ack}");
    assert_eq!(ack["msg"], "the outside broker is switched off");
    Ok(())
}

#[test]
fn tls_and_logins_work_or_say_in_words_why_not() -> Result<()> {
    let stage = stage()?;
    let (pki, foreign) = (Pki::new()?, Pki::new()?);
    let encrypted = Mosquitto::start_tls(&pki, false)?;
    let strict = Mosquitto::start_tls(&pki, true)?;
    let plain = Mosquitto::start()?;
    // Nobody listens at a port that is only bound, and nobody else gets it meanwhile.
    let bound = TcpSocket::new_v4()?;
    bound.bind("127.0.0.1:0".parse()?)?;
    let nobody = bound.local_addr()?.port();

    let tls = |port: u16, ca: &str, host: &str| {
        let mut broker = copy(port);
        broker["protocol"] = json!("mqtts");
        broker["ca"] = json!(ca);
        broker["host"] = json!(host);
        broker
    };
    let mut with_identity = tls(strict.port, &pki.ca, "localhost");
    with_identity["cert"] = json!(pki.client.0);
    with_identity["key"] = json!(pki.client.1);
    let mut foreign_identity = with_identity.clone();
    foreign_identity["cert"] = json!(foreign.client.0);
    foreign_identity["key"] = json!(foreign.client.1);
    let mut wrong = copy(plain.port);
    wrong["password"] = json!("wrong");
    let mut unknown = copy(plain.port);
    unknown["host"] = json!("no-such-host.invalid");
    let cases = [
        (copy(plain.port), None),
        (tls(encrypted.port, &pki.ca, "localhost"), None),
        (with_identity, None),
        (wrong, Some("credentials")),
        (copy(nobody), Some("refused")),
        (unknown, Some("unknown_host")),
        (tls(encrypted.port, &foreign.ca, "localhost"), Some("untrusted_certificate")),
        (tls(encrypted.port, &pki.ca, "127.0.0.1"), Some("certificate_name")),
        (tls(strict.port, &pki.ca, "localhost"), Some("client_certificate")),
        (foreign_identity, Some("client_certificate")),
        (tls(plain.port, &pki.ca, "localhost"), Some("tls")),
        (copy(encrypted.port), Some("closed")),
    ];
    for (number, (mut broker, expected)) in cases.into_iter().enumerate() {
        broker["name"] = json!(format!("broker {number}"));
        broker["enable"] = json!(false);
        let path = add(&stage, &broker)?;
        let result = stage.create(&format!("{path}/test"), &json!({}))?;
        assert_eq!(result["err_code"].as_str(), expected, "{number}: {result}");
        assert_eq!(result["ok"].as_bool(), Some(expected.is_none()), "{number}: {result}");
        assert_eq!(result["err_msg"].is_string(), expected.is_some(), "{number}: {result}");
        // Whoever reads it in another language is told the same.
        assert_eq!(result["err_said"]["text"], result["err_msg"], "{number}: {result}");
        // Whichever way the other side breaks off, the way out is in the sentence.
        let hint = match expected {
            Some("tls") => "does this port speak TLS?",
            Some("closed") => "does this port want TLS?",
            _ => "",
        };
        let sentence = result["err_msg"].as_str().unwrap_or_default();
        ensure!(sentence.ends_with(hint), "{number}: {result}");
        assert_eq!(stage.read(&path)?["status"], "disabled", "a try-out changes nothing");
    }
    // And it carries.
    let path = add(&stage, &tls(encrypted.port, &pki.ca, "localhost"))?;
    until(&stage, &path, |broker| broker["status"] == "connected")?;
    publish(&mut publisher(&stage)?, 1..=10)?;
    until(&stage, &path, |broker| broker["sent"].as_u64() >= Some(10) && broker["buffered"] == 0)?;
    Ok(())
}

#[test]
fn a_hostile_broker_does_no_harm() -> Result<()> {
    let stage = stage()?;
    let neighbour = stage.tenant("neighbour")?;
    let theirs = json!({"eui": "5a53012501030077", "name": "Theirs", "data_from": "OTHER"});
    ensure!(neighbour.post("/api/v1/devices", &theirs)?.status == 201, "the neighbour's device");
    let mut subscriber = stage.subscriber()?;

    let connack = [0x20, 2, 0, 0];
    let suback = [0x90, 5, 0xff, 0xff, 1, 1, 1];
    let granted = [&connack[..], &suback].concat();
    let mut huge = granted.clone();
    // A publication that says it has ten megabytes, and begins to send them.
    huge.extend([0x30, 0x80, 0xad, 0xe2, 0x04]);
    huge.extend(vec![b'x'; 1 << 20]);
    let mut strangers = granted.clone();
    for topic in [
        "/v32/neighbour/as/up/data/5a53012501030077",
        "/v32/acme/as/up/data/5a53012501030077",
        "/v32/default/as/up/data/5a53012501030099",
        "/v32/acme/as/dn/data/5a53012501030099",
        "/v32/acme/as/up/data/../../secret",
        "/v32/acme/as/up/data/5a53012501030099/more",
        "$SYS/anything",
    ] {
        strangers.extend(qos_0(topic, br#"{"token": 666}"#));
    }
    strangers.extend(qos_0(THERE, b"[1, 2]"));
    strangers.extend(qos_0(THERE, br#"{"moteeui": "5a53012501030077"}"#));
    strangers.extend(qos_0(THERE, &as_uplink(EUI, 1).to_string().into_bytes()));
    let refused = [0x90, 5, 0xff, 0xff, 1, 0x80, 1];
    let cases: [(&str, Vec<u8>, Option<&str>); 9] = [
        ("garbage", vec![0xf5, 0x02, 0xbe, 0xef, 0x00, 0x01, 0x02, 0x03], Some("protocol")),
        ("endless length", vec![0x20, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], Some("protocol")),
        ("silence", Vec::new(), Some("timeout")),
        ("no subscription", connack.to_vec(), Some("timeout")),
        ("refused", [&connack[..], &refused].concat(), Some("subscription")),
        ("no login", vec![0x20, 2, 0, 5], Some("credentials")),
        ("huge", huge, Some("too_large")),
        ("a client's packet", [&granted[..], &[0xc0, 0]].concat(), Some("protocol")),
        ("strangers", strangers, None),
    ];
    let mut paths = Vec::new();
    for (name, answer, expected) in cases {
        let mut broker = source(false_broker(answer)?);
        broker["name"] = json!(name);
        paths.push((name, add(&stage, &broker)?, expected));
    }
    for (name, path, expected) in &paths {
        let broker = until(&stage, path, |broker| match expected {
            Some(code) => broker["err_code"] == *code,
            None => broker["received"] == 10,
        })
        .with_context(|| (*name).to_owned())?;
        ensure!(
            broker["status"] == if expected.is_some() { "failed" } else { "connected" },
            "{broker}"
        );
    }
    let strange = until(&stage, &paths[8].1, |broker| broker["refused"] == 9)?;
    ensure!(strange["duplicates"] == 0, "{strange}");
    assert_eq!(subscriber.hear(HERE)?["token"], 1, "only the honest one is heard");
    let device = neighbour.get("/api/v1/devices/5a53012501030077")?.body;
    assert_eq!(device["status"], "never_seen", "{device}");
    for (name, path, _) in &paths {
        ensure!(stage.owner.send("DELETE", path, None)?.status == 204, "{name}");
    }
    ensure!(!stage.instance.log()?.contains("panicked"), "something panicked");
    Ok(())
}

/// A broker that answers every login with these bytes and then only listens.
fn false_broker(answer: Vec<u8>) -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    thread::spawn(move || {
        for socket in listener.incoming().map_while(Result::ok) {
            let answer = answer.clone();
            thread::spawn(move || play(socket, &answer));
        }
    });
    Ok(port)
}

fn play(mut socket: TcpStream, answer: &[u8]) {
    let mut heard = [0; 4_096];
    // What it says does not matter, and it may be gone.
    let _ = socket.read(&mut heard);
    let _ = socket.write_all(answer);
    while socket.read(&mut heard).is_ok_and(|count| count > 0) {}
}

/// A PUBLISH with QoS 0.
fn qos_0(topic: &str, body: &[u8]) -> Vec<u8> {
    let mut packet = vec![0x30];
    let mut length = 2 + topic.len() + body.len();
    loop {
        let digit = u8::try_from(length % 128).unwrap_or(0);
        length /= 128;
        packet.push(if length > 0 { digit | 0x80 } else { digit });
        if length == 0 {
            break;
        }
    }
    packet.extend(u16::try_from(topic.len()).unwrap_or(0).to_be_bytes());
    packet.extend(topic.as_bytes());
    packet.extend(body);
    packet
}

/// An instance with one device that is fed by MQTT, and its thing model.
fn stage() -> Result<Stage> {
    let stage = Stage::set()?;
    let model = json!({"id_name": "counter", "name": "Counter", "payload_parser": SCRIPT});
    stage.create("/api/v1/thing-models", &model)?;
    let device =
        json!({"eui": EUI, "name": "Tank", "data_from": "OTHER", "thing_model": ["counter"]});
    stage.create("/api/v1/devices", &device)?;
    Ok(stage)
}

fn copy(port: u16) -> Value {
    json!({"name": "Cloud", "direction": "COPY", "host": "127.0.0.1", "port": port,
        "username": USER, "password": PASSWORD, "remote_tenant": "acme", "publish": ["data"]})
}

fn source(port: u16) -> Value {
    json!({"name": "Gateway", "direction": "SOURCE", "host": "127.0.0.1", "port": port,
        "username": USER, "password": PASSWORD, "remote_tenant": "acme"})
}

/// Adds a broker; its path.
fn add(stage: &Stage, broker: &Value) -> Result<String> {
    let created = stage.create(BROKERS, broker)?;
    let id = created.get("id").and_then(Value::as_str).context("id")?;
    Ok(format!("{BROKERS}/{id}"))
}

/// Reads a record until it is as wanted.
fn until(stage: &Stage, path: &str, wanted: impl Fn(&Value) -> bool) -> Result<Value> {
    let begun = Instant::now();
    loop {
        let found = stage.read(path)?;
        if wanted(&found) {
            return Ok(found);
        }
        ensure!(begun.elapsed() < PATIENCE, "it never came so far: {found}");
        stage.run(async { tokio::time::sleep(Duration::from_millis(20)).await });
    }
}

fn publisher(stage: &Stage) -> Result<Publisher> {
    let (username, password) = stage.mqtt_account(&stage.owner)?;
    Publisher::connect(stage.instance.address("mqtt")?, &username, &password)
}

fn publish(publisher: &mut Publisher, numbers: RangeInclusive<u64>) -> Result<()> {
    for number in numbers {
        publisher.publish(HERE, as_uplink(EUI, number).to_string().as_bytes())?;
    }
    Ok(())
}

fn as_uplink(eui: &str, token: u64) -> Value {
    json!({
        "version": "3.1", "type": "data", "if": "loraWAN", "moteeui": eui, "token": token,
        "userdata": {"class": "ClassA", "confirmed": false, "seqno": token, "port": 11,
            "payload": BASE64.encode(token.to_le_bytes())},
        "gwrx": [{"eui": "5a53012501030001", "rssi": -71, "lsnr": 9.5}],
    })
}

/// The tokens of the next uplinks up to the last one, in the order they first came in. Delivery is
/// at least once: one that was there before counts once, and one from before the range not at all.
fn tokens(outsider: &mut Outsider, range: RangeInclusive<u64>) -> Result<Vec<u64>> {
    let mut tokens = Vec::new();
    while tokens.last() != Some(range.end()) {
        let (topic, body) = outsider.next()?;
        ensure!(topic == THERE, "{topic}");
        let token = number(&body, "token")?;
        if token >= *range.start() && !tokens.contains(&token) {
            tokens.push(token);
        }
    }
    Ok(tokens)
}

fn number(body: &Value, name: &str) -> Result<u64> {
    body.get(name).and_then(Value::as_u64).with_context(|| format!("{name} of {body}"))
}
