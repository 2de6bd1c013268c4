//! Lists are filtered by the server, and whatever takes a filter means the same records.

use anyhow::{Context as _, Result, ensure};
use lorawan::Eui64;
use model::record::LwVersion;
use serde_json::{Value, json};
use testkit::SimulatedDevice;

use crate::imports::by_openpyxl;
use crate::mqtt::Publisher;
use crate::restore::{eventually, over};
use crate::stage::{Stage, abp, as_topic, gateway, otaa, report};

const DEVICES: &str = "/api/v1/devices";
const PROFILES: &str = "/api/v1/lorawan-profiles";

/// Raises an alarm with every report.
const RAISE: &str = "
return { actions: [{ method: 'alarm',
  params: { action: 'new', name: 'hot', title: 'Too hot', level: 'high' } }] };";

#[test]
fn devices_are_found_by_what_they_have_and_how_they_do() -> Result<()> {
    let stage = plant()?;
    for (query, expected) in [
        ("rpc=mt_act_dn_data", &["m-rpc"][..]),
        ("trigger=raise", &["m-hot"]),
        ("tag=NORTH", &["m-hot", "m-rpc"]),
        ("tags_any=north,south", &["m-hot", "m-plain", "m-rpc"]),
        ("tags_all=north,ks52", &["m-rpc"]),
        ("tags_none=ks52", &["m-hot", "m-plain", "m-quiet"]),
        ("tags_any=north,south&tags_none=ks52", &["m-hot", "m-plain"]),
        ("last_seen=within:3600", &["m-hot"]),
        ("last_seen=within:3600,over:1800", &[]),
        ("last_seen=over:3600", &[]),
        ("last_seen=never", &["m-plain", "m-quiet", "m-rpc"]),
        ("alarm=any", &["m-hot"]),
        ("alarm=high", &["m-hot"]),
        ("alarm=low", &[]),
        ("alarm=none", &["m-plain", "m-quiet", "m-rpc"]),
        ("switch=modbus_tcp:on", &["m-plain"]),
        ("switch=modbus_tcp:off,bacnet:on", &["m-rpc"]),
        ("switch=real_time_storage:off", &["m-quiet"]),
        ("alarm=any&trigger=raise&tags_all=north&last_seen=within:60", &["m-hot"]),
    ] {
        assert_eq!(keys(&stage, DEVICES, "eui", query)?, expected, "{query}");
    }
    let tags = stage.read("/api/v1/devices/tags")?;
    assert_eq!(
        tags,
        json!([
            {"tag": "KS52", "devices": 1},
            {"tag": "north", "devices": 2},
            {"tag": "South", "devices": 1},
        ])
    );
    for (query, field) in [
        ("rpc=nothing", "rpc"),
        ("trigger=nothing", "trigger"),
        ("last_seen=lately", "last_seen"),
        ("last_seen=within:-5", "last_seen"),
        ("alarm=worst", "alarm"),
        ("switch=modbus_tcp", "switch"),
        ("switch=name:on", "switch"),
        ("task=x", "task"),
        ("task=40000000000000001", "task"),
    ] {
        let answer = stage.owner.get(&format!("{DEVICES}?{query}"))?;
        assert_eq!((answer.status, &answer.body["field"]), (422, &json!(field)), "{query}");
    }
    Ok(())
}

/// Selecting all that match sends the filter: what it does is done to the same devices.
#[test]
fn bulk_work_and_files_take_the_same_filters() -> Result<()> {
    let stage = plant()?;
    let filter = json!({"alarm": "any", "tags_any": "north,south", "last_seen": "within:3600"});
    let body = json!({"devices": {"filter": filter}, "add": ["checked"]});
    let done = over(&stage.owner, &stage.owner.post("/api/v1/devices/tags", &body)?.body)?;
    assert_eq!(done["ok"], 1, "{done}");
    assert_eq!(keys(&stage, DEVICES, "eui", "tags_all=checked")?, ["m-hot"]);

    let preview = json!({"filter": {"switch": "modbus_tcp:on"}});
    let preview = stage.owner.post("/api/v1/devices/deletion-preview", &preview)?.body;
    assert_eq!(preview["names"], json!(["m-plain"]), "{preview}");

    let body = json!({"filter": {"rpc": "mt_act_dn_data"}, "change": {"heart_period": 77}});
    let plan = stage.owner.post("/api/v1/bulk-update/check", &body)?.body;
    assert_eq!(plan["changed"], 1, "{plan}");

    let path = "/api/v1/exports/devices?format=csv&fields=name&tags_none=ks52,south&alarm=none";
    let file = String::from_utf8(stage.owner.download(path)?)?;
    assert_eq!(file, "\u{feff}eui,name\r\nm-quiet,\r\n");
    Ok(())
}

/// What is printed on a label or seen in the network data is often the address, which a device that
/// joins has only in its session.
#[test]
fn devices_and_profiles_are_found_by_the_address_of_their_session() -> Result<()> {
    let stage = Stage::set()?;
    let (personalised, joining) = (abp(1), otaa(2, LwVersion::V1_0_3));
    stage.add(&personalised)?;
    stage.add(&joining)?;
    for query in ["q=000abb01", "q=00:0A:BB:01", "q=abb01"] {
        assert_eq!(found_both(&stage, query)?, [personalised.dev_eui], "{query}");
    }
    let mut subscriber = stage.subscriber()?;
    let air = stage.air(&[gateway(1)])?;
    let mut device = SimulatedDevice::new(joining.clone(), 7);
    stage.run(device.join(&air))?;
    stage.send(&air, &mut device, &report(215, 480))?;
    subscriber.hear(&as_topic("data", &joining))?;
    let profile = stage.read(&format!("{PROFILES}/{}", joining.dev_eui))?;
    let address = profile["session_dev_addr"].as_str().context("an address")?.to_owned();
    assert_eq!(found_both(&stage, &format!("q={address}"))?, [joining.dev_eui]);

    // A new session has another address; nobody is found by the old one any more.
    stage.run(device.join(&air))?;
    stage.send(&air, &mut device, &report(216, 480))?;
    subscriber.hear(&as_topic("data", &joining))?;
    assert_eq!(found_both(&stage, &format!("q={address}"))?, Vec::<Eui64>::new());

    let stranger = stage.tenant("other")?;
    let answer = stranger.get(&format!("{DEVICES}?q=000abb01"))?;
    assert_eq!(answer.body["total"], 0, "{}", answer.body);
    Ok(())
}

#[test]
fn profiles_are_found_by_class_and_batch() -> Result<()> {
    let stage = Stage::set()?;
    let (first, second, third) = (abp(1), abp(2), otaa(3, LwVersion::V1_0_3));
    for device in [&first, &second, &third] {
        stage.add(device)?;
    }
    stage.change_profile(&first, &json!({"batch": "2026-05 A", "class_mode": "ClassC"}))?;
    stage.change_profile(&third, &json!({"batch": "2026-05 a"}))?;
    let all = [first.dev_eui, second.dev_eui, third.dev_eui].map(|eui| eui.to_string());
    let [one, two, three] = all.each_ref().map(String::as_str);
    for (query, expected) in [
        ("class_mode=ClassC", &[one][..]),
        ("class_mode=A", &[two, three]),
        ("batch=2026-05%20A", &[one, three]),
        ("batch=2026-05", &[]),
        ("batch=", &[one, two, three]),
        ("batch=2026-05%20A&join_mode=OTAA", &[three]),
    ] {
        assert_eq!(keys(&stage, PROFILES, "dev_eui", query)?, expected, "{query}");
    }
    let batches = stage.read("/api/v1/lorawan-profiles/batches")?;
    assert_eq!(batches.pointer("/0/profiles"), Some(&json!(2)), "{batches}");
    assert_eq!(batches.as_array().map(Vec::len), Some(1), "{batches}");

    let switch = json!({"profiles": {"filter": {"class_mode": "ClassC"}}, "enable": false});
    over(&stage.owner, &stage.owner.post("/api/v1/lorawan-profiles/switch", &switch)?.body)?;
    assert_eq!(keys(&stage, PROFILES, "dev_eui", "enable=false")?, [one]);
    let path = "/api/v1/exports/lorawan-profiles?format=csv&fields=batch&batch=2026-05%20a";
    let file = String::from_utf8(stage.owner.download(path)?)?;
    assert_eq!(file.lines().count(), 3, "{file}");
    Ok(())
}

/// "Open in list" after an import shows its records and no others: those it created or changed, and
/// those that were as the file says.
#[test]
fn the_records_of_an_import_are_a_list() -> Result<()> {
    let stage = Stage::set()?;
    for (eui, name) in [("m-same", "Same"), ("m-old", "Old"), ("m-other", "Other")] {
        let device = json!({"eui": eui, "name": name, "data_from": "OTHER"});
        stage.create(DEVICES, &device)?;
    }
    let file = "eui,name,data_from\nm-same,Same,OTHER\nm-old,Renamed,OTHER\nm-new,New,OTHER\n\
                m-out,Out,OTHER\n12,Bad,LoRaWAN\n";
    let task = import(&stage, "devices", file, &json!({"leave_out": [5]}))?;
    let query = format!("task={task}");
    assert_eq!(keys(&stage, DEVICES, "eui", &query)?, ["m-new", "m-old", "m-same"]);
    let narrowed = format!("task={task}&q=renamed");
    assert_eq!(keys(&stage, DEVICES, "eui", &narrowed)?, ["m-old"]);
    // The same in a body, and for what has gone meanwhile.
    let body = json!({"devices": {"filter": {"task": task}}, "add": ["imported"]});
    let done = over(&stage.owner, &stage.owner.post("/api/v1/devices/tags", &body)?.body)?;
    assert_eq!(done["ok"], 3, "{done}");
    stage.owner.send("DELETE", "/api/v1/devices/m-new", None)?;
    assert_eq!(keys(&stage, DEVICES, "eui", &query)?, ["m-old", "m-same"]);
    // Another tenant's task is none.
    let stranger = stage.tenant("other")?;
    let answer = stranger.get(&format!("{DEVICES}?{query}"))?;
    assert_eq!((answer.status, &answer.body["field"]), (422, &json!("task")), "{answer:?}");

    let profile = abp(1);
    stage.add(&profile)?;
    let file = "dev_eui,join_mode,standard,app_key\n\
                70b3d57ed0aa0009,OTAA,EU868,000102030405060708090a0b0c0d0e0f\n";
    let task = import(&stage, "lorawan-profiles", file, &json!({}))?;
    let query = format!("task={task}");
    assert_eq!(keys(&stage, PROFILES, "dev_eui", &query)?, ["70b3d57ed0aa0009"]);

    let task = import(&stage, "gateways", "eui,name\n0251fffffebb0001,North\n", &json!({}))?;
    let query = format!("task={task}");
    assert_eq!(keys(&stage, "/api/v1/gateways", "eui", &query)?, ["0251fffffebb0001"]);

    let models = json!([{"id_name": "mine", "name": "Mine", "payload_parser": "return null;"}]);
    let models = json!({"format": "thinklink-models", "version": 1, "kind": "thing-models", "models": models});
    let task = import(&stage, "thing-models", &models.to_string(), &json!({}))?;
    let query = format!("task={task}");
    assert_eq!(keys(&stage, "/api/v1/thing-models", "id_name", &query)?, ["mine"]);
    Ok(())
}

#[test]
fn lists_and_logs_are_written_as_files() -> Result<()> {
    let stage = plant()?;
    let alarms = "/api/v1/exports/alarms?format=csv&fields=level,eui,title";
    let labelled = format!("{alarms}&labels=Level,Device,Title");
    assert_eq!(text(&stage, &labelled)?, "\u{feff}Level,Device,Title\r\nhigh,m-hot,Too hot\r\n");
    let none = format!("{alarms}&level=low");
    assert_eq!(text(&stage, &none)?, "\u{feff}level,eui,title\r\n");
    let history = "/api/v1/exports/alarm-history?format=csv&fields=at,event&offset_min=480";
    let history = text(&stage, history)?;
    let lines: Vec<&str> = history.lines().collect();
    let [head, raised] = lines.as_slice() else { anyhow::bail!("{history}") };
    assert_eq!(*head, "\u{feff}at (UTC+08:00),event");
    ensure!(raised.ends_with(",raised") && !raised.contains('Z'), "{raised}");
    let runs = text(&stage, "/api/v1/exports/rpc-runs?format=csv&fields=method,origin&eui=m-hot")?;
    assert_eq!(runs, "\u{feff}method,origin\r\nalarm,trigger\r\n");
    for kind in ["alarms", "alarm-history", "rpc-runs", "frames", "messages"] {
        let file = stage.owner.download(&format!("/api/v1/exports/{kind}"))?;
        ensure!(file.starts_with(b"PK"), "{kind} is no workbook");
    }
    for (query, field) in [
        ("alarms?fields=colour", "fields"),
        ("alarms?fields=eui,eui", "fields"),
        ("alarms?fields=eui,level&labels=EUI", "labels"),
        ("alarms?format=pdf", "format"),
        ("alarms?offset_min=2000", "offset_min"),
        ("alarms?level=worst", "level"),
        ("frames?direction=sideways", "direction"),
    ] {
        let answer = stage.owner.get(&format!("/api/v1/exports/{query}"))?;
        assert_eq!((answer.status, &answer.body["field"]), (422, &json!(field)), "{query}");
    }
    let stranger = stage.tenant("other")?;
    let air = stage.air(&[gateway(1)])?;
    stage.add(&abp(1))?;
    let mut device = SimulatedDevice::new(abp(1), 7);
    stage.send(&air, &mut device, &report(215, 480))?;
    for (kind, field) in [
        ("alarms", "eui"),
        ("alarm-history", "eui"),
        ("rpc-runs", "eui"),
        ("frames", "dev_eui"),
        ("messages", "eui"),
    ] {
        let path = format!("/api/v1/exports/{kind}?format=csv&fields={field}");
        eventually(kind, || Ok((text(&stage, &path)?.lines().count() > 1).then_some(())))?;
        let theirs = String::from_utf8(stranger.download(&path)?)?;
        assert_eq!(theirs, format!("\u{feff}{field}\r\n"), "{kind} of another tenant");
    }
    Ok(())
}

/// A file has every entry, however many pages the list has.
#[test]
fn a_long_log_is_written_to_its_end() -> Result<()> {
    const MESSAGES: usize = 2_500;
    let stage = Stage::set()?;
    stage.create(DEVICES, &json!({"eui": "m-many", "data_from": "OTHER"}))?;
    let (username, password) = stage.mqtt_account(&stage.owner)?;
    let mut publisher = Publisher::connect(stage.instance.address("mqtt")?, &username, &password)?;
    for number in 0..MESSAGES {
        let message = json!({ "n": number }).to_string();
        publisher.publish("/v32/default/as/up/data/m-many", message.as_bytes())?;
    }
    let path = "/api/v1/exports/messages?format=csv&fields=id,content&eui=m-many";
    // They are stored a moment after they came.
    let file = eventually("every message", || {
        let file = text(&stage, path)?;
        Ok((file.lines().count() > MESSAGES).then_some(file))
    })?;
    let ids: Vec<&str> = file.lines().skip(1).filter_map(|it| it.split(',').next()).collect();
    assert_eq!(ids.len(), MESSAGES);
    ensure!(ids.windows(2).all(|pair| pair.first() > pair.last()), "not newest first");
    let book = stage.owner.download("/api/v1/exports/messages?fields=id&eui=m-many")?;
    let book = by_openpyxl(&book)?;
    let rows = book.get("rows").and_then(Value::as_array).context("no rows")?;
    assert_eq!(rows.len(), MESSAGES + 1, "all of them and what they are called");
    let column: Vec<&str> = rows.iter().filter_map(|row| row.pointer("/0")?.as_str()).collect();
    assert_eq!(column.split_first().map(|(_, ids)| ids), Some(ids.as_slice()));
    Ok(())
}

fn text(stage: &Stage, path: &str) -> Result<String> {
    Ok(String::from_utf8(stage.owner.download(path)?)?)
}

/// Four devices that are not LoRaWAN, one of which has reported and has an alarm.
fn plant() -> Result<Stage> {
    let stage = Stage::set()?;
    let parser = json!({"id_name": "t", "name": "T", "payload_parser":
        "return { telemetry_data: { t: msg.t } };"});
    stage.create("/api/v1/thing-models", &parser)?;
    stage.create("/api/v1/trigger-models", &json!({"name": "raise", "trigger_script": RAISE}))?;
    for device in [
        json!({"eui": "m-rpc", "tags": ["north", "KS52"], "rpc": ["mt_act_dn_data"], "bacnet": true}),
        json!({"eui": "m-hot", "tags": ["North"], "thing_model": ["t"], "trigger": ["raise"],
            "rpc": ["alarm"]}),
        json!({"eui": "m-plain", "tags": ["South"], "modbus_tcp": true}),
        json!({"eui": "m-quiet", "real_time_storage": false}),
    ] {
        let mut device = device;
        if let Some(fields) = device.as_object_mut() {
            fields.insert("data_from".into(), json!("OTHER"));
        }
        stage.create(DEVICES, &device)?;
    }
    let mut events = stage.events("alarm")?;
    let (username, password) = stage.mqtt_account(&stage.owner)?;
    let mut publisher = Publisher::connect(stage.instance.address("mqtt")?, &username, &password)?;
    publisher.publish("/v32/default/as/up/data/m-hot", json!({"t": 99}).to_string().as_bytes())?;
    events.until(|event| (event["type"] == "alarm").then_some(()))?;
    Ok(stage)
}

/// The keys of the records that match, sorted.
fn keys(stage: &Stage, path: &str, key: &str, query: &str) -> Result<Vec<String>> {
    let items = stage.list(&format!("{path}?{query}"))?;
    let mut keys: Vec<String> =
        items.iter().filter_map(|item| item.get(key)?.as_str().map(str::to_owned)).collect();
    keys.sort_unstable();
    Ok(keys)
}

/// Who is found, when the lists of devices and of profiles agree.
fn found_both(stage: &Stage, query: &str) -> Result<Vec<Eui64>> {
    let devices = keys(stage, DEVICES, "eui", query)?;
    let profiles = keys(stage, PROFILES, "dev_eui", query)?;
    ensure!(devices == profiles, "{query}: {devices:?} {profiles:?}");
    devices.iter().map(|eui| eui.parse().context("an EUI")).collect()
}

/// Checks a file and applies it. Returns the task when it is over.
fn import(stage: &Stage, kind: &str, file: &str, wanted: &Value) -> Result<String> {
    let end = if file.starts_with('{') { "json" } else { "csv" };
    let path = format!("/api/v1/imports/{kind}?file=a.{end}");
    let plan = stage.owner.upload(&path, file)?;
    ensure!(plan.status == 201, "{plan:?}");
    let id = plan.body.get("id").and_then(Value::as_str).context("no id")?;
    let begun = stage.owner.post(&format!("/api/v1/imports/{id}/apply"), wanted)?;
    let done = over(&stage.owner, &begun.body)?;
    Ok(done.get("id").and_then(Value::as_str).context("no task")?.to_owned())
}
