//! What hostile or broken neighbours may do without harm to anybody else.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use anyhow::{Context as _, Result, ensure};
use gateway::gwmp::codec;
use lorawan::Eui64;
use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};
use socket2::{Domain, Socket, Type};
use testkit::{DeviceDescription, load};

use crate::events::Events;
use crate::forwarder::Forwarder;
use crate::process::PATIENCE;
use crate::stage::{Stage, abp, as_topic, gateway, uplink};

/// More memory than any of this may cost a debug build, in bytes.
const RSS_MAX: u64 = 200 << 20;
const DATAGRAMS: u32 = 10_000;

#[test]
fn a_flood_of_garbage_datagrams_is_survived() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let mut random = SmallRng::seed_from_u64(7);
    let attackers = (10..14).map(|number| Forwarder::connect(&stage.instance, gateway(number)));
    let attackers = attackers.collect::<Result<Vec<_>>>()?;
    let templates = templates(&device)?;
    for number in 0..DATAGRAMS {
        let attacker = attackers.get(random.random_range(0..attackers.len()));
        let attacker = attacker.context("an attacker")?;
        attacker.send(&garbage(&mut random, &templates))?;
        if number % 200 == 0 {
            // A flood that the socket's buffer drops would prove nothing.
            attacker.keep_alive()?;
        }
    }
    let counts = &stage.read("/api/v1/status")?["datagrams"];
    let count = |name: &str| counts[name].as_u64().unwrap_or_default();
    ensure!(0 < count("unreadable") && count("unreadable") < count("received"), "{counts}");
    still_serves(&stage, &device, 1)
}

#[test]
fn broken_requests_are_answered_with_problems() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let address = stage.instance.address("http")?.to_owned();
    let token = stage.instance.token()?;
    let post = |path: &str, kind: &str, body: &[u8]| {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
             content-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        );
        exchange(&address, &[head.as_bytes(), body])
    };
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let deep_field = format!(r#"{{"eui":"5a53012501030099","server_attrs":{deep}}}"#);
    let long = format!(r#"{{"eui":"5a53012501030099","name":"{}"}}"#, "x".repeat(1_000_000));
    // One byte too many: of more the server reads no further, and the answer may get lost.
    let huge = vec![b' '; (4 << 20) + 1];
    let bodies: [(&str, &[u8], &[u16]); 9] = [
        ("application/json", b"", &[400, 422]),
        ("application/json", b"{", &[400, 422]),
        ("application/json", b"[1,2]", &[400, 422]),
        ("application/json", b"{\"eui\":\xff\xfe}", &[400, 422]),
        ("application/json", deep.as_bytes(), &[400, 422]),
        ("application/json", deep_field.as_bytes(), &[400, 422]),
        ("application/json", long.as_bytes(), &[400, 422]),
        ("application/json", &huge, &[413]),
        ("text/plain", b"{\"eui\":\"5a53012501030099\"}", &[415, 422]),
    ];
    for path in ["/api/v1/devices", "/api/v1/lorawan-profiles", "/api/v1/thing-models"] {
        for (kind, body, expected) in &bodies {
            let answer = post(path, kind, body)?;
            let begin = String::from_utf8_lossy(body.get(..40).unwrap_or(body));
            let status = status(&answer);
            ensure!(status.is_some_and(|it| expected.contains(&it)), "{path} {begin}: {answer}");
            ensure!(answer.contains("application/problem+json"), "{path} {begin}: {answer}");
        }
    }
    for (kind, body, code) in [
        ("application/json", "{", "body_no_json"),
        ("application/json", r#"{"eui": 5}"#, "body_form"),
        ("text/plain", "{}", "body_no_type"),
    ] {
        let answer = post("/api/v1/devices", kind, body.as_bytes())?;
        ensure!(answer.contains(&format!(r#""detail_said":{{"code":"{code}""#)), "{answer}");
    }
    let put = |token: &str| {
        let head = "PUT /api/v1/devices HTTP/1.1\r\nhost: x\r\nconnection: close\r\n";
        exchange(&address, &[format!("{head}authorization: Bearer {token}\r\n\r\n").as_bytes()])
    };
    let answer = put(&token)?;
    ensure!(status(&answer) == Some(405) && answer.contains("method_not_allowed"), "{answer}");
    ensure!(answer.to_lowercase().contains("allow: get,head,post"), "{answer}");
    ensure!(status(&put("nobody")?) == Some(401), "it is nobody's business");
    let answer = post("/api/v1/devices", "application/json", &vec![b' '; 32 << 20])?;
    ensure!(status(&answer).is_none_or(|status| status == 413), "{answer}");
    let strange: [&[u8]; 5] = [
        b"GARBAGE\r\n\r\n",
        b"GET /api/v1/devices HTTP/9.9\r\n\r\n",
        b"POST /api/v1/devices HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n",
        b"GET /api/v1/devices?limit=99999999999999999999&cursor=%ff HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ];
    for request in strange {
        let answer = exchange(&address, &[request])?;
        let is_refused = status(&answer).is_none_or(|status| (400..500).contains(&status));
        ensure!(is_refused, "{}: {answer}", String::from_utf8_lossy(request));
    }
    for path in ["/../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/%00%ff", "//etc/passwd"] {
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        let answer = exchange(&address, &[request.as_bytes()])?;
        ensure!(!answer.contains("root:"), "{path} leaves the page's folder: {answer}");
    }
    let header = format!("GET /api/health HTTP/1.1\r\nx: {}\r\n\r\n", "y".repeat(2 << 20));
    let answer = exchange(&address, &[header.as_bytes()])?;
    ensure!(status(&answer).is_none_or(|status| status == 431), "{answer}");
    still_serves(&stage, &device, 1)
}

#[test]
fn scripts_that_loop_grow_throw_or_flood_harm_nobody_else() -> Result<()> {
    let stage = Stage::set()?;
    let scripts = [
        ("loops", "for (;;) {}", "did not end within"),
        ("grows", "const a = []; for (;;) a.push(new Array(1000).fill('x'));", "memory"),
        ("doubles", "let s = 'x'; for (;;) s += s;", ""),
        ("recurses", "const f = () => f() + 1; return f();", "stack"),
        ("throws", "throw new Error('on purpose');", "on purpose"),
        ("floods", "return { telemetry_data: { a: 'x'.repeat(10 * 1024 * 1024) } };", ""),
        ("cycles", "const a = {}; a.a = a; return { telemetry_data: a };", ""),
        ("lies", "return { telemetry_data: { get a() { throw 1 } } };", ""),
        ("breaks", "return {;", ""),
        (
            "shouts",
            "for (let i = 0; i < 2000; i++) console.log('x'.repeat(1000)); return null;",
            "-",
        ),
    ];
    let mut hostile = Vec::new();
    for (number, (name, script, _)) in (20..).zip(scripts) {
        let model = json!({"id_name": name, "name": name, "payload_parser": script});
        stage.create("/api/v1/thing-models", &model)?;
        let device = abp(number);
        stage.create("/api/v1/lorawan-profiles", &device.profile_json())?;
        let mut record = device.device_json();
        record["thing_model"] = json!([name]);
        stage.create("/api/v1/devices", &record)?;
        hostile.push(device);
    }
    let harmless: Vec<_> = (1..9).map(abp).collect();
    harmless.iter().try_for_each(|device| stage.add(device))?;
    let mut subscriber = stage.subscriber()?;
    let forwarder = Forwarder::connect(&stage.instance, gateway(1))?;
    let mut expected = 0;
    for round in 1..3 {
        for device in hostile.iter().chain(&harmless) {
            forwarder.report(round * 10_000_000, &uplink(device, round, false)?)?;
        }
        expected += harmless.len();
    }
    let mut parsed = 0;
    while parsed < expected {
        let (topic, telemetry) = subscriber.next()?;
        if topic.contains("/tkl/up/telemetry/") {
            let is_harmless =
                harmless.iter().any(|device| topic.ends_with(&device.dev_eui.to_string()));
            ensure!(is_harmless, "a script that fails has no result: {telemetry}");
            parsed += 1;
        }
    }
    // Every thread has gone on to what came after the hostile ones; now their logs are complete.
    let mut after = stage.events("message")?;
    for device in &hostile {
        forwarder.report(50_000_000, &uplink(device, 5, false)?)?;
    }
    let mut missing: Vec<String> = hostile.iter().map(|it| it.dev_eui.to_string()).collect();
    while !missing.is_empty() {
        let eui = after.until(|event| Some(event.pointer("/message/eui")?.as_str()?.to_owned()))?;
        missing.retain(|it| *it != eui);
    }
    let models = stage.list("/api/v1/thing-models?limit=200")?;
    // The message says it in the words of the list, which can be said in another language.
    let messages = stage.list("/api/v1/network/messages?direction=up&limit=200")?;
    let said = |name: &str| {
        let mut parsed = messages.iter().filter_map(|message| message.pointer("/parse/0"));
        let parsed = parsed.find(|parsed| parsed["id_name"] == name)?;
        Some(parsed.pointer("/error_said/code")?.as_str()?.to_owned())
    };
    assert_eq!(said("loops").as_deref(), Some("script_late"), "{messages:?}");
    assert_eq!(said("throws").as_deref(), Some("script_place"), "{messages:?}");
    for (name, _, word) in scripts {
        let model = models.iter().find(|model| model["id_name"] == name).context(name)?;
        let message = model.pointer("/last_error/message").and_then(Value::as_str);
        match word {
            "-" => ensure!(message.is_none(), "{name}: {model}"),
            word => {
                let message = message.with_context(|| format!("{name} failed unseen"))?;
                ensure!(message.to_lowercase().contains(word), "{name}: {message}");
                let said = model.pointer("/last_error/message_said/text");
                assert_eq!(said.and_then(Value::as_str), Some(message), "{model}");
            }
        }
    }
    still_serves(&stage, harmless.first().context("one")?, 9)
}

#[test]
fn a_subscriber_that_never_reads_delays_nobody_and_learns_what_it_missed() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let address: SocketAddr = stage.instance.address("http")?.parse()?;
    // With the smallest buffer on this side the server's own fills soon.
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    socket.set_recv_buffer_size(4_096)?;
    socket.connect(&address.into())?;
    let mut deaf = Events::on(TcpStream::from(socket), &stage.instance, "frame")?;
    let mut attentive = stage.events("telemetry")?;

    // Nobody knows these devices, so each of their frames is an event and little else.
    let gwmp = stage.instance.address("gwmp")?.parse()?;
    let options = load::LoadOptions {
        devices: 50,
        rate: 4_000.0,
        duration: std::time::Duration::from_secs(6),
        gateways: 2,
        heard_by: 1,
        first_f_cnt: 1,
    };
    let report = load::run(gwmp, &options)?;
    ensure!(report.sent > 8_192, "{report:?}");

    let forwarder = Forwarder::connect(&stage.instance, gateway(1))?;
    forwarder.report(1_000, &uplink(&device, 1, false)?)?;
    let event = attentive.next()?;
    assert_eq!(event["eui"], json!(device.dev_eui), "{event}");

    // It is told that it missed something, or it is let go.
    let mut told = 0_u64;
    let end = loop {
        match deaf.next() {
            Ok(event) if event["type"] == "resync" => break "resync",
            Ok(_) => told += 1,
            Err(_) => break "closed",
        }
        ensure!(told < report.sent, "it was told everything: this proves nothing");
    };
    ensure!(told < report.sent, "{end} after everything was told");
    still_serves(&stage, &device, 2)
}

/// The instance is well: it answers, hears devices, has not grown, and nothing in it panicked.
fn still_serves(stage: &Stage, device: &DeviceDescription, f_cnt: u32) -> Result<()> {
    let health = stage.owner.get("/api/health")?;
    assert_eq!((health.status, health.body.get("status")), (200, Some(&json!("ok"))));
    let mut subscriber = stage.subscriber()?;
    let forwarder = Forwarder::connect(&stage.instance, gateway(9))?;
    forwarder.report(77_000_000, &uplink(device, f_cnt, true)?)?;
    forwarder.downlink().context("an answer")?;
    subscriber.hear(&as_topic("data", device))?;
    subscriber.hear(&format!("/v32/default/tkl/up/telemetry/{}", device.dev_eui))?;
    if cfg!(target_os = "linux") {
        let status = std::fs::read_to_string(format!("/proc/{}/status", stage.instance.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).context("VmHWM")?;
        let kib = line.split_whitespace().nth(1).context("a number")?.parse::<u64>()?;
        ensure!(kib << 10 < RSS_MAX, "it has grown to {kib} KiB");
    }
    let log = stage.instance.log()?;
    ensure!(!log.contains("panicked"), "{log}");
    Ok(())
}

/// Datagrams that are right, to be spoilt.
fn templates(device: &DeviceDescription) -> Result<Vec<Vec<u8>>> {
    let eui = gateway(10);
    let phy = uplink(device, 7, false)?;
    let push = |json: &str| datagram(0, eui, json.as_bytes());
    let rxpk = |data: &str, extra: &str| {
        push(&format!(
            r#"{{"rxpk":[{{"tmst":5,"chan":0,"rfch":0,"freq":868.1,"stat":1,"modu":"LORA","datr":"SF7BW125","codr":"4/5","rssi":-70,"lsnr":8,"size":{},"data":"{data}"{extra}}}]}}"#,
            phy.len()
        ))
    };
    let deep = "[".repeat(20_000);
    let many = vec![r#"{"tmst":1}"#; 5_000].join(",");
    Ok(vec![
        codec::pull_data(3, eui),
        rxpk("QAEAAAAAAAABAgMEBQ==", ""),
        rxpk("////", r#","rsig":[{"ant":-1}]"#),
        rxpk(&"A".repeat(4_000), r#","tmms":1e400"#),
        push(r#"{"stat":{"time":"2026-13-41 99:99:99 GMT","lati":1e999,"rxnb":-5,"ackr":"x"}}"#),
        push(&format!(r#"{{"rxpk":{deep}"#)),
        push(&format!(r#"{{"rxpk":[{many}]}}"#)),
        push(r#"{"rxpk":{"0":null},"rxpk":[null,1,"x",[],{}]}"#),
        datagram(5, eui, br#"{"txpk_ack":{"error":["TOO_LATE"]}}"#),
        datagram(4, eui, b"{}"),
    ])
}

fn datagram(kind: u8, eui: Eui64, json: &[u8]) -> Vec<u8> {
    let mut bytes = vec![2, 0xAB, 0xCD, kind];
    bytes.extend(eui.to_be_bytes());
    bytes.extend(json);
    bytes
}

/// Noise, or something right with a few bytes changed, lost or doubled.
fn garbage(random: &mut SmallRng, templates: &[Vec<u8>]) -> Vec<u8> {
    if random.random_ratio(1, 4) {
        let length = random.random_range(0..1_200);
        return (0..length).map(|_| random.random()).collect();
    }
    let chosen = random.random_range(0..templates.len());
    let mut bytes = templates.get(chosen).cloned().unwrap_or_default();
    for _ in 0..random.random_range(0..6) {
        // The first bytes decide most.
        let reach = if random.random() { 300 } else { 16 };
        let place = random.random_range(0..bytes.len().clamp(1, reach));
        match random.random_range(0..4) {
            0 => bytes.truncate(place.max(4)),
            1 => bytes.insert(place, random.random()),
            _ => {
                if let Some(byte) = bytes.get_mut(place) {
                    *byte = random.random();
                }
            }
        }
    }
    bytes.truncate(60_000);
    bytes
}

/// Sends bytes on a new connection and reads whatever comes until the server closes it.
fn exchange(address: &str, parts: &[&[u8]]) -> Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    for part in parts {
        // A server that has seen enough may close before it has read all.
        if stream.write_all(part).is_err() {
            break;
        }
    }
    let mut answer = Vec::new();
    // The same holds here; what came before the reset counts.
    let mut chunk = [0; 4_096];
    while let Ok(length @ 1..) = stream.read(&mut chunk) {
        answer.extend(chunk.get(..length).unwrap_or_default());
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// The status of an HTTP answer; `None` when there was none.
fn status(answer: &str) -> Option<u16> {
    answer.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()
}
