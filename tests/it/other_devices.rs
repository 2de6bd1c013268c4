//! Devices that are not LoRaWAN, and the walls between tenants on MQTT.

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use crate::headless::Headless;
use crate::mqtt::{Opinion, Publisher, Subscriber, publish_by_5};
use crate::restore::eventually;
use crate::stage::{Stage, abp, report};

const EUI: &str = "5a53012501030099";
const TOPIC: &str = "/v32/default/as/up/data/5a53012501030099";
const TELEMETRY: &str = "/v32/default/tkl/up/telemetry/5a53012501030099";

/// Reads the AS form, plain JSON, and text that is no JSON.
const SCRIPT: &str = r#"
function payload_parser({ device, msg }) {
  if (msg.level !== undefined) return { telemetry_data: { level: msg.level, via: 'json' } };
  const bytes = Buffer.from(msg.userdata.payload, 'base64');
  if (msg.userdata.port === 11)
    return { telemetry_data: { level: bytes.readUInt16LE(0) / 10, seq: msg.userdata.seqno, via: 'as' } };
  return { telemetry_data: { level: Number(bytes.toString().split('=')[1]), via: 'text' } };
}
"#;

#[test]
fn a_device_that_publishes_by_mqtt_is_parsed_like_any_other() -> Result<()> {
    let stage = stage()?;
    let mut subscriber = stage.subscriber()?;
    let mut publisher = publisher(&stage)?;

    publisher.publish(TOPIC, as_form(EUI, 7, &[0xD2, 0x04]).to_string().as_bytes())?;
    let telemetry = subscriber.hear(TELEMETRY)?;
    let data = telemetry.get("telemetry_data").context("values")?;
    assert_eq!(
        (&data["level"], &data["seq"], &data["via"]),
        (&json!(123.4), &json!(7), &json!("as"))
    );
    assert_eq!(telemetry.get("thingModelIdName"), Some(&json!("tank")), "{telemetry}");
    assert_eq!(values(&stage)?["level"], 123.4);
    let device = stage.read(&format!("/api/v1/devices/{EUI}"))?;
    assert_eq!(device["status"], "online", "{device}");
    assert_eq!((&device["rssi"], &device["snr"]), (&json!(-71.0), &json!(9.5)), "{device}");

    publisher.publish(TOPIC, br#"{"level": 5.5, "unknown": {"deep": [1, 2]}}"#)?;
    assert_eq!(level(&mut subscriber)?, (json!(5.5), json!("json")), "plain JSON as it is");
    publisher.publish(TOPIC, b"level=42.5")?;
    assert_eq!(level(&mut subscriber)?, (json!(42.5), json!("text")), "anything else wrapped");

    let messages = stage.list(&format!("/api/v1/network/messages?eui={EUI}"))?;
    assert_eq!(messages.len(), 3);
    let ok = |message: &Value| message.pointer("/parse/0/ok") == Some(&json!(true));
    assert!(messages.iter().all(ok), "{messages:?}");
    assert_eq!(
        messages.first().map(|newest| &newest["content"]["userdata"]["payload"]),
        Some(&json!(BASE64.encode("level=42.5")))
    );
    // A chart of a day in one piece keeps the peaks.
    let model = stage.read(&format!("/api/v1/devices/{EUI}/telemetry"))?;
    let model = model.pointer("/items/0/thing_model_id").and_then(Value::as_str).context("id")?;
    let from = "2020-01-01T00:00:00Z";
    let path = format!("/api/v1/devices/{EUI}/telemetry/series?thing_model={model}&from={from}");
    let series = stage.read(&format!("{path}&buckets=1"))?;
    assert_eq!((&series["records"], &series["complete"]), (&json!(3), &json!(true)), "{series}");
    let field = |name: &str, part: &str| series["items"][0]["fields"][name][part].clone();
    assert_eq!((field("level", "min"), field("level", "max")), (json!(5.5), json!(123.4)));
    assert_eq!((field("level", "last"), field("via", "last")), (json!(42.5), json!("text")));
    assert_eq!((field("via", "min"), field("seq", "count")), (Value::Null, json!(1)));

    let diagnosis = stage.read(&format!("/api/v1/devices/{EUI}/diagnosis"))?;
    assert_eq!(diagnosis["verdict"], "heard", "{diagnosis}");
    Ok(())
}

#[test]
fn a_report_without_values_is_told_as_heard() -> Result<()> {
    let stage = stage()?;
    stage.create("/api/v1/devices", &json!({"eui": "tank-bare", "data_from": "OTHER"}))?;
    let mut events = stage.events("telemetry")?;
    let mut publisher = publisher(&stage)?;
    let form = as_form("tank-bare", 7, &[0xD2, 0x04]).to_string();
    publisher.publish("/v32/default/as/up/data/tank-bare", form.as_bytes())?;
    publisher.publish(TOPIC, br#"{"level": 5.5}"#)?;

    let heard = events.next()?;
    assert_eq!((&heard["type"], &heard["eui"]), (&json!("heard"), &json!("tank-bare")), "{heard}");
    assert_eq!((&heard["rssi"], &heard["snr"]), (&json!(-71.0), &json!(9.5)), "{heard}");
    let device = stage.read("/api/v1/devices/tank-bare")?;
    assert_eq!(heard["active_time"], device["active_time"]);
    // Values say it themselves, once.
    let (valued, after) = (events.next()?, stage.read(&format!("/api/v1/devices/{EUI}"))?);
    assert_eq!((&valued["type"], &valued["eui"]), (&json!("telemetry"), &json!(EUI)), "{valued}");
    assert_eq!(valued["active_time"], after["active_time"]);
    Ok(())
}

#[test]
fn latest_values_of_all_devices_are_filtered_and_sorted_by_value() -> Result<()> {
    let stage = stage()?;
    let mut subscriber = stage.subscriber()?;
    let mut publisher = publisher(&stage)?;
    for (eui, level) in [("tank-a", Some(-5.5)), ("tank-b", Some(20.0)), ("tank-c", None)] {
        let device = json!({"eui": eui, "data_from": "OTHER", "thing_model": ["tank"]});
        stage.create("/api/v1/devices", &device)?;
        if let Some(level) = level {
            let topic = format!("/v32/default/as/up/data/{eui}");
            publisher.publish(&topic, json!({"level": level}).to_string().as_bytes())?;
            subscriber.hear(&format!("/v32/default/tkl/up/telemetry/{eui}"))?;
        }
    }
    let euis = |query: &str| -> Result<Vec<String>> {
        let rows = stage.list(&format!("/api/v1/telemetry?thing_model=tank&{query}"))?;
        let eui = |row: &Value| row["device"]["eui"].as_str().map(str::to_owned);
        Ok(rows.iter().filter_map(eui).collect())
    };
    assert_eq!(euis("sort=-value.level&q=tank-")?, ["tank-b", "tank-a", "tank-c"]);
    assert_eq!(euis("sort=value.level&q=tank-")?, ["tank-c", "tank-a", "tank-b"]);
    assert_eq!(euis("where=level:le:0")?, ["tank-a"]);
    assert_eq!(euis("where=level:ge:-10;via:eq:json&sort=eui")?, ["tank-a", "tank-b"]);
    let row = &stage.list("/api/v1/telemetry?thing_model=tank&where=level:eq:20")?[0];
    assert_eq!(row["telemetry_data"]["level"], 20.0);
    assert_eq!(row["update_time"], row["telemetry_data"]["update_time"]);
    for (query, field) in [
        ("q=tank", "thing_model"),
        ("thing_model=tank&where=level:like:1", "where"),
        ("thing_model=nothing", "thing_model"),
    ] {
        let answer = stage.owner.get(&format!("/api/v1/telemetry?{query}"))?;
        assert_eq!((answer.status, &answer.body["field"]), (422, &json!(field)), "{query}");
    }
    Ok(())
}

#[test]
fn both_versions_of_mqtt_and_clients_without_keep_alive_are_served() -> Result<()> {
    let stage = stage()?;
    let mut subscriber = stage.subscriber()?;
    // This one speaks 3.1.1 and sends no keep-alive.
    publisher(&stage)?.publish(TOPIC, br#"{"level": 1}"#)?;
    assert_eq!(level(&mut subscriber)?.0, 1);
    let (username, password) = stage.mqtt_account(&stage.owner)?;
    let address = stage.instance.address("mqtt")?;
    publish_by_5(address, (&username, &password), TOPIC, br#"{"level": 2}"#)?;
    assert_eq!(level(&mut subscriber)?.0, 2);
    Ok(())
}

#[test]
fn messages_that_are_not_of_such_a_device_are_refused() -> Result<()> {
    let stage = stage()?;
    let lorawan = abp(1);
    stage.add(&lorawan)?;
    let mut subscriber = stage.subscriber()?;
    let mut publisher = publisher(&stage)?;

    let other = "5a53012501030011";
    publisher.publish(TOPIC, as_form(other, 1, &[1, 0]).to_string().as_bytes())?;
    let unknown = format!("/v32/default/as/up/data/{other}");
    publisher.publish(&unknown, as_form(other, 2, &[1, 0]).to_string().as_bytes())?;
    // Nobody but the network server speaks for a LoRaWAN device.
    let radio = lorawan.dev_eui.to_string();
    let forged = format!("/v32/default/as/up/data/{radio}");
    publisher.publish(&forged, as_form(&radio, 3, &[1, 0]).to_string().as_bytes())?;
    for malformed in [&b"[1, 2]"[..], b"17", b"\"text\"", b"null"] {
        publisher.publish(TOPIC, malformed)?;
    }
    publisher
        .publish(TOPIC, as_form("5A:53:01:25:01:03:00:99", 9, &[1, 0]).to_string().as_bytes())?;

    let telemetry = subscriber.hear(TELEMETRY)?;
    assert_eq!(telemetry.pointer("/telemetry_data/seq"), Some(&json!(9)), "{telemetry}");
    let status = stage.read("/api/v1/status")?;
    let refused = status.pointer("/refused/by_code").context("counts")?;
    let expected =
        json!({"mqtt_eui_mismatch": 1, "mqtt_not_an_object": 4, "mqtt_unknown_device": 2});
    assert_eq!(refused, &expected);
    assert_eq!(stage.list("/api/v1/network/messages")?.len(), 1, "only what was taken is kept");
    Ok(())
}

#[test]
fn a_device_that_comes_and_falls_silent_is_told_and_kept() -> Result<()> {
    let stage = stage()?;
    stage.change(&format!("/api/v1/devices/{EUI}"), &json!({"heart_period": 7}))?;
    let mut events = stage.events("device_status")?;
    publisher(&stage)?.publish(TOPIC, br#"{"level": 1}"#)?;
    for expected in ["online", "offline"] {
        let event = events.next()?;
        assert_eq!((&event["eui"], &event["status"]), (&json!(EUI), &json!(expected)), "{event}");
    }
    let kinds = || -> Result<Vec<Value>> {
        let incidents = stage.list(&format!("/api/v1/devices/{EUI}/incidents"))?;
        Ok(incidents.iter().map(|incident| incident["kind"].clone()).collect())
    };
    assert_eq!(kinds()?, ["offline", "online"], "newest first");
    publisher(&stage)?.publish(TOPIC, br#"{"level": 2}"#)?;
    assert_eq!(events.next()?["status"], "online");
    assert_eq!(kinds()?, ["online", "offline", "online"]);

    // What was told before a restart is not told again; the silence after it is.
    let (_, folder) = stage.instance.stop("TERM")?;
    let stage = Stage::around(Headless::start_in(folder)?)?;
    let mut events = stage.events("device_status")?;
    assert_eq!(events.next()?["status"], "offline");
    let incidents = stage.list(&format!("/api/v1/devices/{EUI}/incidents?limit=2"))?;
    let kinds: Vec<&Value> = incidents.iter().map(|incident| &incident["kind"]).collect();
    assert_eq!(kinds, ["offline", "online"]);
    assert!(incidents.iter().all(|incident| incident["detail"]["last_seen"].is_string()));
    let foreign = stage.owner.get("/api/v1/devices/nobody/incidents")?;
    assert_eq!(foreign.status, 404, "{}", foreign.body);
    Ok(())
}

#[test]
fn tenants_neither_hear_nor_speak_for_each_other() -> Result<()> {
    let stage = stage()?;
    let neighbour = stage.tenant("neighbour")?;
    let (username, password) = stage.mqtt_account(&neighbour)?;
    let address = stage.instance.address("mqtt")?;
    let mut own = stage.subscriber()?;
    let mut listening = Subscriber::connect(address, &username, &password)?;

    for filter in ["/v32/default/#", TOPIC, "#", "/#", "/v32/+/as/up/data/#", "/v32/#", "$SYS/#"] {
        let mut spy = Publisher::connect(address, &username, &password)?;
        assert_eq!(spy.subscribe(filter)?, Opinion::Refused, "{filter}");
    }
    let mut liar = Publisher::connect(address, &username, &password)?;
    liar.publish(TOPIC, br#"{"level": 666}"#)?;
    publisher(&stage)?.publish(TOPIC, br#"{"level": 3}"#)?;
    assert_eq!(level(&mut own)?.0, 3, "the neighbour's words do not arrive");

    let mut speaking = Publisher::connect(address, &username, &password)?;
    speaking.publish("/v32/neighbour/as/dn/data/sentinel", b"{}")?;
    let (topic, _) = listening.next()?;
    assert_eq!(topic, "/v32/neighbour/as/dn/data/sentinel", "nothing else arrives either");
    // The topic's device is another tenant's.
    speaking.publish(&format!("/v32/neighbour/as/up/data/{EUI}"), br#"{"level": 667}"#)?;
    publisher(&stage)?.publish(TOPIC, br#"{"level": 4}"#)?;
    assert_eq!(level(&mut own)?.0, 4);

    for (username, password) in [("default", &*password), ("neighbour", ""), ("nobody", &password)]
    {
        assert!(Publisher::connect(address, username, password).is_err(), "{username}");
    }
    Ok(())
}

/// What a tenant recorded stays with it, whoever has the EUI afterwards: values by a public model,
/// messages and frames alike.
#[test]
fn an_eui_that_changes_hands_shows_its_new_tenant_nothing_of_the_old() -> Result<()> {
    let stage = Stage::set()?;
    let neighbour = stage.tenant("neighbour")?;
    let (username, password) = stage.mqtt_account(&neighbour)?;
    let path = format!("/api/v1/devices/{EUI}");
    let device = json!({"eui": EUI, "data_from": "OTHER", "thing_model": ["mt_ks52"]});
    let reported = |subscriber: &mut Subscriber, tenant: &str| -> Result<Value> {
        let topic = format!("/v32/{tenant}/tkl/up/telemetry/{EUI}");
        Ok(subscriber.hear(&topic)?["telemetry_data"]["temperatrue"].clone())
    };

    stage.create("/api/v1/devices", &device)?;
    let mut own = stage.subscriber()?;
    let frame = as_form(EUI, 1, &report(215, 480)).to_string();
    publisher(&stage)?.publish(TOPIC, frame.as_bytes())?;
    assert_eq!(reported(&mut own, "default")?, 21.5);
    let model = stage.list(&format!("{path}/telemetry"))?[0]["thing_model_id"].clone();
    let model = model.as_str().context("an id")?;
    let history = format!("{path}/telemetry/history?thing_model={model}");
    let series = format!("{path}/telemetry/series?thing_model={model}&from=0");
    assert_eq!(stage.list(&history)?.len(), 1);
    assert_eq!(stage.owner.send("DELETE", &path, None)?.status, 204);

    let created = neighbour.post("/api/v1/devices", &device)?;
    assert_eq!(created.status, 201, "{}", created.body);
    let theirs = |path: &str| -> Result<Vec<Value>> {
        let answer = neighbour.get(path)?;
        assert_eq!(answer.status, 200, "{path} {}", answer.body);
        answer.body["items"].as_array().cloned().context("items")
    };
    let everything = [
        format!("{path}/telemetry"),
        history.clone(),
        series,
        format!("/api/v1/rpc-runs?eui={EUI}"),
        format!("/api/v1/network/messages?eui={EUI}"),
        format!("/api/v1/network/frames?dev_eui={EUI}"),
        format!("/api/v1/thing-models/{model}/log"),
    ];
    for path in &everything {
        assert!(theirs(path)?.is_empty(), "{path}");
    }
    let device = neighbour.get(&path)?.body;
    assert_eq!(device["active_time"], Value::Null, "{device}");
    // Neither is anything counted.
    let selected = json!({"euis": [EUI]});
    let preview = neighbour.post("/api/v1/devices/deletion-preview", &selected)?;
    assert_eq!((preview.status, &preview.body["telemetry"]), (200, &json!(0)), "{}", preview.body);
    let recorded = neighbour.post("/api/v1/selection/telemetry", &selected)?;
    assert_eq!((recorded.status, &recorded.body), (200, &json!([])));

    // Both record under the same EUI, one after the other, and each sees its own.
    let address = stage.instance.address("mqtt")?;
    let mut listening = Subscriber::connect(address, &username, &password)?;
    let frame = as_form(EUI, 1, &report(-55, 480)).to_string();
    let topic = format!("/v32/neighbour/as/up/data/{EUI}");
    Publisher::connect(address, &username, &password)?.publish(&topic, frame.as_bytes())?;
    assert_eq!(reported(&mut listening, "neighbour")?, -5.5);
    let temperatures = |items: &[Value]| -> Vec<Value> {
        items.iter().map(|it| it["telemetry_data"]["temperatrue"].clone()).collect()
    };
    assert_eq!(temperatures(&theirs(&history)?), [json!(-5.5)]);
    assert_eq!(neighbour.send("DELETE", &path, None)?.status, 204);

    // The same tenant finds its history again under a new record, and no live state.
    let again = json!({"eui": EUI, "data_from": "OTHER", "thing_model": ["mt_ks52"]});
    stage.create("/api/v1/devices", &again)?;
    assert_eq!(temperatures(&stage.list(&history)?), [json!(21.5)]);
    assert!(stage.list(&format!("{path}/telemetry"))?.is_empty(), "a new record has no values");
    // So it is after a restart.
    let (status, data) = stage.instance.stop("TERM")?;
    anyhow::ensure!(status.success(), "{status}");
    let stage = Stage::around(Headless::start_in(data)?)?;
    assert_eq!(temperatures(&stage.list(&history)?), [json!(21.5)]);
    assert!(stage.list(&format!("{path}/telemetry"))?.is_empty());
    Ok(())
}

/// An instance with one device that publishes, and its thing model.
/// Who makes a device anew while the telemetry of the deleted one goes sees none of that, and keeps
/// what the new one records.
#[test]
fn a_device_that_is_made_anew_at_once_has_a_history_of_its_own() -> Result<()> {
    const BEFORE: u32 = 300;
    let stage = stage()?;
    let mut subscriber = stage.subscriber()?;
    let mut publisher = publisher(&stage)?;
    for number in 0..BEFORE {
        publisher.publish(TOPIC, format!("level={number}").as_bytes())?;
    }
    for _ in 0..BEFORE {
        level(&mut subscriber)?;
    }
    let telemetry = stage.read(&format!("/api/v1/devices/{EUI}/telemetry"))?;
    let model = telemetry.pointer("/items/0/thing_model_id").and_then(Value::as_str);
    let model = model.context("id")?;
    let history = format!("/api/v1/devices/{EUI}/telemetry/history?thing_model={model}");
    let device = json!({"eui": EUI, "data_from": "OTHER", "thing_model": ["tank"]});
    let owner = &stage.owner;
    std::thread::scope(|scope| {
        let path = format!("/api/v1/devices/{EUI}?telemetry=true");
        let deleting = scope.spawn(move || owner.send("DELETE", &path, None));
        eventually("the device anew", || {
            let made = owner.post("/api/v1/devices", &device)?;
            Ok((made.status == 201).then_some(()))
        })?;
        publisher.publish(TOPIC, b"level=1000.5")?;
        assert_eq!(level(&mut subscriber)?, (json!(1_000.5), json!("text")));
        let deleted = deleting.join().map_err(|_| anyhow::anyhow!("it panicked"))??;
        assert_eq!(deleted.status, 204, "{}", deleted.body);
        anyhow::Ok(())
    })?;
    let records = stage.list(&history)?;
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(values(&stage)?["level"], 1_000.5);
    Ok(())
}

fn stage() -> Result<Stage> {
    let stage = Stage::set()?;
    let model = json!({"id_name": "tank", "name": "Tank", "payload_parser": SCRIPT});
    stage.create("/api/v1/thing-models", &model)?;
    let device = json!({"eui": EUI, "name": "Tank", "data_from": "OTHER", "thing_model": ["tank"]});
    stage.create("/api/v1/devices", &device)?;
    Ok(stage)
}

fn publisher(stage: &Stage) -> Result<Publisher> {
    let (username, password) = stage.mqtt_account(&stage.owner)?;
    Publisher::connect(stage.instance.address("mqtt")?, &username, &password)
}

fn as_form(eui: &str, seqno: u32, payload: &[u8]) -> Value {
    json!({
        "version": "3.0", "type": "data", "if": "485", "moteeui": eui, "token": seqno,
        "userdata": {"class": "ClassC", "confirmed": false, "seqno": seqno, "port": 11,
            "payload": BASE64.encode(payload)},
        "gwrx": [{"eui": "5a53012501030001", "rssi": -71, "lsnr": 9.5}],
    })
}

/// Level and way of the next telemetry.
fn level(subscriber: &mut Subscriber) -> Result<(Value, Value)> {
    let telemetry = subscriber.hear(TELEMETRY)?;
    let data = telemetry.get("telemetry_data").context("values")?;
    Ok((data["level"].clone(), data["via"].clone()))
}

fn values(stage: &Stage) -> Result<Value> {
    let telemetry = stage.list(&format!("/api/v1/devices/{EUI}/telemetry"))?;
    let item = telemetry.first().context("no telemetry")?;
    item.get("telemetry_data").cloned().context("no values")
}
