//! Changes to many devices at once: Reset by Template and Bulk Update Parameters.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::events::Events;
use crate::mqtt::Publisher;
use crate::stage::Stage;

const RESET: &str = "/api/v1/reset-by-template";
const UPDATE: &str = "/api/v1/bulk-update";
/// Keeps what it is told as telemetry, and finds a sub-device.
const TANK: &str =
    "return [{telemetry_data: {level: msg.level}}, {sub_device: 'a', telemetry_data: {level: 1}}]";

/// An instance with models and a template that mounts some of them.
fn stage() -> Result<Stage> {
    let stage = Stage::as_delivered()?;
    let tank = json!({"id_name": "tank", "name": "Tank", "payload_parser": TANK});
    stage.create("/api/v1/thing-models", &tank)?;
    let other = json!({"id_name": "other", "name": "Other", "payload_parser": "return null"});
    stage.create("/api/v1/thing-models", &other)?;
    for id_name in ["set_period", "restart"] {
        let rpc = json!({"id_name": id_name, "name": id_name, "template": {}, "rpc_script": "return null"});
        stage.create("/api/v1/rpc-models", &rpc)?;
    }
    let trigger = json!({"name": "overflow", "trigger_script": "return null"});
    stage.create("/api/v1/trigger-models", &trigger)?;
    let template = json!({
        "name": "Tanks", "thing_model": ["tank"], "rpc": ["set_period"], "tags": ["tank"],
        "heart_period": 3600, "real_time_storage": false, "things_board": true, "bacnet": true,
        "home_assistant": true, "modbus_tcp": true, "third_party": true,
        "server_attrs": {"limit": {"dftValue": 40, "type": "number", "unit": "l"}},
        "shared_attrs": {"period": {"dftValue": 900, "type": "number", "alias": "Period"}},
    });
    stage.create("/api/v1/device-templates", &template)?;
    Ok(stage)
}

/// Adds a device that publishes by MQTT.
fn add(stage: &Stage, eui: &str, more: Value) -> Result<()> {
    let mut body = json!({"eui": eui, "data_from": "OTHER"});
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
        body.extend(more);
    }
    stage.create("/api/v1/devices", &body)?;
    Ok(())
}

fn device(stage: &Stage, eui: &str) -> Result<Value> {
    stage.read(&format!("/api/v1/devices/{eui}"))
}

fn check(stage: &Stage, path: &str, body: &Value) -> Result<Value> {
    let answer = stage.owner.post(&format!("{path}/check"), body)?;
    ensure!(answer.status == 200, "{} {}", answer.status, answer.body);
    Ok(answer.body)
}

/// Starts a task and waits until it is over.
fn done(stage: &Stage, path: &str, body: &Value) -> Result<Value> {
    let mut events = stage.events("task")?;
    let started = stage.owner.post(path, body)?;
    ensure!(started.status == 202, "{} {}", started.status, started.body);
    over(&mut events, started.body.get("id").unwrap_or(&Value::Null))
}

fn over(events: &mut Events, id: &Value) -> Result<Value> {
    events.until(|event| {
        let task = event.get("task").filter(|task| task["id"] == *id)?;
        task["ended_at"].is_string().then(|| task.clone())
    })
}

fn items(stage: &Stage, task: &Value, ok: bool) -> Result<Vec<Value>> {
    let id = task["id"].as_str().context("an id")?;
    stage.list(&format!("/api/v1/tasks/{id}/items?ok={ok}"))
}

/// The text ids of mounted models.
fn mounted(device: &Value, kind: &str) -> Vec<String> {
    let names = device[kind].as_array().into_iter().flatten();
    names.filter_map(|model| Some(model["id_name"].as_str()?.to_owned())).collect()
}

/// How many devices a plan would change in each field.
fn categories(plan: &Value) -> Vec<(String, u64)> {
    let all = plan["categories"].as_array().into_iter().flatten();
    all.filter_map(|it| Some((it["field"].as_str()?.to_owned(), it["devices"].as_u64()?))).collect()
}

fn change_of<'p>(plan: &'p Value, eui: &str, field: &str, key: Option<&str>) -> Result<&'p Value> {
    let devices = plan["items"].as_array().context("items")?;
    let device = devices.iter().find(|it| it["eui"] == eui).context("the device")?;
    let changes = device["changes"].as_array().context("changes")?;
    let found = changes.iter().find(|it| it["field"] == field && it["key"] == json!(key));
    found.with_context(|| format!("{field} in {device}"))
}

#[test]
fn a_reset_replaces_what_the_template_names_and_leaves_the_rest() -> Result<()> {
    let stage = stage()?;
    add(
        &stage,
        "one",
        json!({
            "name": "Cellar", "remark": "by the door", "thing_model": ["other", "tank"],
            "rpc": ["restart"], "trigger": ["overflow"], "tags": ["north"],
            "server_attrs": {"limit": 7, "owner": "Ann"}, "shared_attrs": {"period": 60, "mode": 1},
        }),
    )?;
    add(&stage, "two", json!({"template": "Tanks", "name": "Roof", "third_party": false}))?;
    add(&stage, "floor", json!({"device_type": "VIRTUAL", "name": "Floor"}))?;
    let mut publisher = publisher(&stage)?;
    let mut heard = stage.subscriber()?;
    publisher.publish("/v32/default/as/up/data/one", br#"{"level": 5}"#)?;
    heard.hear("/v32/default/tkl/up/telemetry/one")?;
    let map = device(&stage, "one")?["server_attrs"]["sub_device_map"].clone();
    assert!(map["a"].is_string(), "{map}");

    let wanted = json!({"template": "Tanks", "euis": ["one", "two", "floor"]});
    let plan = check(&stage, RESET, &wanted)?;
    assert_eq!((&plan["devices"], &plan["changed"]), (&json!(3), &json!(2)), "{plan}");
    let counted = categories(&plan);
    for (field, devices) in [("thing_model", 2), ("trigger", 1), ("heart_period", 2), ("tags", 2)] {
        assert!(counted.contains(&(field.to_owned(), devices)), "{field}: {counted:?}");
    }
    assert!(counted.iter().all(|(field, _)| field != "name"), "{counted:?}");
    let of = |field: &str| {
        let mut all = plan["categories"].as_array().into_iter().flatten();
        all.find(|it| it["field"] == field).cloned().unwrap_or_default()
    };
    assert_eq!(of("trigger")["emptied"], 1);
    assert_eq!(
        (&of("server_attrs")["keys_removed"], &of("shared_attrs")["keys_removed"]),
        (&json!(1), &json!(1))
    );
    let unlike = &plan["unlike"][0];
    assert_eq!((&unlike["device_type"], &unlike["euis"]), (&json!("VIRTUAL"), &json!(["floor"])));
    let period = change_of(&plan, "one", "shared_attrs", Some("period"))?;
    assert_eq!((&period["old"], &period["new"]), (&json!(60), &json!(900)));
    let models = change_of(&plan, "one", "thing_model", None)?;
    assert_eq!((&models["old"], &models["new"]), (&json!(["other", "tank"]), &json!(["tank"])));
    assert_eq!(device(&stage, "one")?["tags"], json!(["north"]), "a check changes nothing");

    let task = done(&stage, RESET, &wanted)?;
    assert_eq!((&task["kind"], &task["state"]), (&json!("reset_by_template"), &json!("finished")));
    assert_eq!((&task["name"], &task["ok"]), (&json!("Tanks"), &json!(3)), "{task}");
    let unchanged = items(&stage, &task, true)?.into_iter().find(|it| it["code"] == "unchanged");
    assert_eq!(unchanged.context("the one that was so")?["subject"], "two");
    let one = device(&stage, "one")?;
    for kind in ["name", "remark", "data_from", "device_type"] {
        assert_eq!(
            one[kind],
            json!({"name": "Cellar", "remark": "by the door", "data_from": "OTHER", "device_type": "NORMAL"})
                [kind]
        );
    }
    assert_eq!(mounted(&one, "thing_model"), ["tank"]);
    assert_eq!(mounted(&one, "rpc"), ["set_period"]);
    assert_eq!(mounted(&one, "trigger"), [""; 0]);
    assert_eq!((&one["tags"], &one["heart_period"]), (&json!(["tank"]), &json!(3600)));
    let switches = ["things_board", "bacnet", "home_assistant", "modbus_tcp"];
    assert!(switches.iter().all(|switch| one[switch] == true), "{one}");
    assert_eq!((&one["real_time_storage"], &one["third_party"]), (&json!(false), &json!(false)));
    assert_eq!(one["server_attrs"], json!({"limit": 40, "sub_device_map": map}));
    assert_eq!(one["shared_attrs"], json!({"period": 900}));
    let described = stage.list("/api/v1/devices/one/attributes/shared")?;
    assert_eq!(described[0]["alias"], "Period");
    assert_eq!(described[0]["on_device"]["state"], "never_reported", "nothing is sent");
    assert_eq!(stage.list("/api/v1/devices/one/telemetry")?.len(), 1, "telemetry stays");
    Ok(())
}

fn publisher(stage: &Stage) -> Result<Publisher> {
    let (username, password) = stage.mqtt_account(&stage.owner)?;
    Publisher::connect(stage.instance.address("mqtt")?, &username, &password)
}

#[test]
fn a_bulk_update_touches_only_what_it_names() -> Result<()> {
    let stage = stage()?;
    for (eui, more) in [
        (
            "meter-0001",
            json!({"name": "One", "thing_model": ["tank"], "rpc": ["restart"], "tags": ["North"],
            "server_attrs": {"limit": 7, "owner": "Ann"}}),
        ),
        ("meter-0002", json!({"name": "Two", "heart_period": 60, "trigger": ["overflow"]})),
        ("untouched", json!({"name": "Other"})),
    ] {
        add(&stage, eui, more)?;
    }
    let wanted = json!({
        "filter": {}, "q": "meter", "count": 2, "name": "Spring",
        "change": {
            "name": "Meter {n} ({eui:-4})", "heart_period": 600, "bacnet": true,
            "thing_model": {"add": ["other"]}, "rpc": {"add": ["set_period"], "remove": ["restart"]},
            "trigger": {"remove": ["overflow"]},
            "server_attrs": {"add": [
                {"key": "limit", "type": "number", "value": 40, "unit": "l"},
                {"key": "floor", "type": "string", "value": "2"},
            ], "remove": ["owner"]},
            "tags": {"add": ["north", "spring"], "remove": ["nowhere"]},
        },
    });
    let plan = check(&stage, UPDATE, &wanted)?;
    assert_eq!(
        (&plan["devices"], &plan["changed"], &plan["problems"]),
        (&json!(2), &json!(2), &json!([]))
    );
    let limit = change_of(&plan, "meter-0002", "server_attrs", Some("limit"))?;
    assert_eq!((&limit["old"], &limit["new"]), (&Value::Null, &json!(40)));
    change_of(&plan, "meter-0001", "server_attrs", Some("limit")).expect_err("it is kept");
    let page = stage.owner.post(&format!("{UPDATE}/check?from=1&limit=1"), &wanted)?.body;
    assert_eq!((&page["items"][0]["eui"], &page["next"]), (&json!("meter-0002"), &Value::Null));
    let first = stage.owner.post(&format!("{UPDATE}/check?limit=1"), &wanted)?.body;
    assert_eq!((&first["items"][0]["eui"], &first["next"]), (&json!("meter-0001"), &json!(1)));

    let task = done(&stage, UPDATE, &wanted)?;
    assert_eq!(
        (&task["name"], &task["ok"], &task["failed"]),
        (&json!("Spring"), &json!(2), &json!(0))
    );
    let one = device(&stage, "meter-0001")?;
    assert_eq!(one["name"], "Meter 1 (0001)");
    assert_eq!(mounted(&one, "thing_model"), ["tank", "other"], "added behind what was there");
    assert_eq!(mounted(&one, "rpc"), ["set_period"]);
    assert_eq!(one["tags"], json!(["North", "spring"]), "the tag is there in other letters");
    assert_eq!(one["server_attrs"], json!({"limit": 7, "floor": "2"}), "{one}");
    assert_eq!((&one["heart_period"], &one["bacnet"]), (&json!(600), &json!(true)));
    assert_eq!((&one["things_board"], &one["real_time_storage"]), (&json!(false), &json!(true)));
    let two = device(&stage, "meter-0002")?;
    assert_eq!((&two["name"], mounted(&two, "trigger").len()), (&json!("Meter 2 (0002)"), 0));
    assert_eq!(two["server_attrs"]["limit"], 40);
    assert_eq!(stage.list("/api/v1/devices/meter-0002/attributes/server")?[0]["key"], "floor");
    let other = device(&stage, "untouched")?;
    assert_eq!((&other["name"], &other["tags"]), (&json!("Other"), &json!([])));

    let overwrite = json!({"euis": ["meter-0001"], "change": {"server_attrs": {
        "add": [{"key": "limit", "type": "number", "value": 40, "alias": "Limit"}], "overwrite": true}}});
    done(&stage, UPDATE, &overwrite)?;
    assert_eq!(device(&stage, "meter-0001")?["server_attrs"]["limit"], 40);
    Ok(())
}

#[test]
fn what_contradicts_itself_or_the_selection_is_said_with_its_step() -> Result<()> {
    let stage = stage()?;
    stage.create("/api/v1/devices", &json!({"eui": "70b3d57ed0001234"}))?;
    for (change, step) in [
        (json!({"thing_model": {"add": ["tank"], "remove": ["tank"]}}), "thing_model"),
        (json!({"rpc": {"add": ["nothing"]}}), "rpc"),
        (json!({"tags": {"add": ["North"], "remove": ["north"]}}), "tags"),
        (
            json!({"server_attrs": {"add": [{"key": "a", "value": 1}], "remove": ["a"]}}),
            "server_attrs",
        ),
        (json!({"server_attrs": {"remove": ["sub_device_map"]}}), "server_attrs"),
        (
            json!({"shared_attrs": {"add": [{"key": "a", "type": "number", "value": "1"}]}}),
            "shared_attrs",
        ),
        (json!({"name": "Meter {number}"}), "basic"),
        (json!({"heart_period": 0}), "basic"),
        (json!({"device_type": "VIRTUAL"}), "basic"),
    ] {
        let wanted = json!({"euis": ["70b3d57ed0001234"], "change": change});
        let plan = check(&stage, UPDATE, &wanted)?;
        assert_eq!(plan["problems"][0]["step"], step, "{change} {plan}");
        let answer = stage.owner.post(UPDATE, &wanted)?;
        assert_eq!((answer.status, &answer.body["field"]), (422, &json!(step)), "{change}");
    }
    let keyless = json!({"server_attrs": {"add": [{"key": "", "value": 1}]}});
    let wanted = json!({"euis": ["70b3d57ed0001234"], "change": keyless});
    assert_eq!(
        check(&stage, UPDATE, &wanted)?["problems"][0]["detail"],
        "a key has 1 to 64 letters, digits, _, -, . and :"
    );
    let nothing = json!({"euis": ["70b3d57ed0001234"], "change": {}});
    assert_eq!(stage.owner.post(UPDATE, &nothing)?.status, 422);
    for (path, body) in [
        (UPDATE, json!({"filter": {}, "count": 2, "change": {"heart_period": 600}})),
        (RESET, json!({"filter": {}, "count": 2, "template": "Tanks"})),
    ] {
        let answer = stage.owner.post(path, &body)?;
        assert_eq!(
            (answer.status, &answer.body["field"]),
            (409, &json!("count")),
            "{}",
            answer.body
        );
    }
    let unknown = json!({"euis": ["70b3d57ed0001234"], "template": "Nobody's"});
    assert_eq!(stage.owner.post(RESET, &unknown)?.body["field"], "template");
    assert!(stage.list("/api/v1/tasks")?.is_empty());
    let stranger = stage.tenant("lab")?;
    let taken = json!({"euis": ["70b3d57ed0001234"], "change": {"heart_period": 600}});
    assert_eq!(stranger.post(&format!("{UPDATE}/check"), &taken)?.body["changed"], 0);
    Ok(())
}

#[test]
fn failed_devices_are_tried_again_with_the_number_they_had() -> Result<()> {
    let stage = stage()?;
    for eui in ["a", "c"] {
        add(&stage, eui, json!({}))?;
    }
    let wanted = json!({"euis": ["a", "b", "c"], "change": {"name": "Tank {n}"}});
    let mut events = stage.events("task")?;
    let task = done(&stage, UPDATE, &wanted)?;
    assert_eq!((&task["ok"], &task["failed"]), (&json!(2), &json!(1)), "{task}");
    let failed = items(&stage, &task, false)?;
    assert_eq!((&failed[0]["subject"], &failed[0]["code"]), (&json!("b"), &json!("no_device")));
    assert_eq!(device(&stage, "c")?["name"], "Tank 3");
    add(&stage, "b", json!({}))?;
    let id = task["id"].as_str().context("an id")?;
    let again = stage.owner.post(&format!("/api/v1/tasks/{id}/retry"), &json!({}))?;
    assert_eq!(again.status, 202, "{}", again.body);
    let again = over(&mut events, &again.body["id"])?;
    assert_eq!((&again["total"], &again["ok"]), (&json!(1), &json!(1)), "{again}");
    assert_eq!(device(&stage, "b")?["name"], "Tank 2");
    Ok(())
}

#[test]
fn telemetry_of_a_model_goes_and_shared_attributes_are_sent() -> Result<()> {
    let stage = stage()?;
    for eui in ["one", "two"] {
        add(&stage, eui, json!({"thing_model": ["tank"], "shared_attrs": {"mode": 1}}))?;
    }
    let mut heard = stage.subscriber()?;
    let mut publisher = publisher(&stage)?;
    for (eui, level) in [("one", "1"), ("one", "2"), ("two", "3")] {
        let body = format!(r#"{{"level": {level}}}"#);
        publisher.publish(&format!("/v32/default/as/up/data/{eui}"), body.as_bytes())?;
        heard.hear(&format!("/v32/default/tkl/up/telemetry/{eui}"))?;
    }
    let selected = json!({"euis": ["one", "two"]});
    let facts = stage.owner.post("/api/v1/selection", &selected)?.body;
    assert_eq!(
        (&facts["devices"], &facts["device_types"][0]["value"]),
        (&json!(2), &json!("NORMAL"))
    );
    let model = &facts["thing_models"][0];
    assert_eq!((&model["id_name"], &model["devices"]), (&json!("tank"), &json!(2)));
    assert_eq!(facts["shared_attrs"], json!([{"key": "mode", "type": "number", "devices": 2}]));
    let all_but = json!({"filter": {"thing_model": "tank"}, "except": ["two"]});
    let but = stage.owner.post("/api/v1/selection", &all_but)?.body;
    // Each has made a sub-device that has the model, too.
    assert_eq!(but["devices"], 3, "{but}");
    let two = json!({"eui": "two", "name": ""});
    assert!(but["samples"].as_array().is_some_and(|all| !all.contains(&two)), "{but}");
    let recorded = stage.owner.post("/api/v1/selection/telemetry", &selected)?.body;
    assert_eq!(
        (&recorded[0]["id_name"], &recorded[0]["records"], &recorded[0]["complete"]),
        (&json!("tank"), &json!(3), &json!(true)),
        "{recorded}"
    );
    assert!(recorded[0]["from"].as_str() <= recorded[0]["to"].as_str());

    let wanted = json!({"euis": ["one"], "change": {
        "delete_telemetry": ["tank"],
        "shared_attrs": {"add": [{"key": "mode", "type": "number", "value": 2}], "overwrite": true},
    }});
    let plan = check(&stage, UPDATE, &wanted)?;
    assert_eq!(plan["told"], 1, "{plan}");
    change_of(&plan, "one", "telemetry", model["id"].as_str())?;
    done(&stage, UPDATE, &wanted)?;
    let told = heard.hear("/v32/default/as/dn/data/one")?;
    assert_eq!(
        (&told["type"], &told["shared_attrs"]),
        (&json!("attrs"), &json!({"mode": 2})),
        "{told}"
    );
    assert!(stage.list("/api/v1/devices/one/telemetry")?.is_empty());
    assert_eq!(stage.list("/api/v1/devices/two/telemetry")?.len(), 1);
    let recorded = stage.owner.post("/api/v1/selection/telemetry", &selected)?.body;
    assert_eq!((&recorded[0]["devices"], &recorded[0]["records"]), (&json!(1), &json!(1)));
    let mode = stage.list("/api/v1/devices/one/attributes/shared")?;
    assert_eq!(mode[0]["on_device"]["state"], "sent", "{mode:?}");
    Ok(())
}

/// Whatever it was doing when it was stopped: what is reported is done, and nothing else.
#[test]
fn a_task_that_is_stopped_tells_the_truth() -> Result<()> {
    let stage = stage()?;
    let euis: Vec<String> = (0..2_000).map(|number| format!("meter-{number:04}")).collect();
    let rows: String = euis.iter().map(|eui| format!("{eui},OTHER\n")).collect();
    let answer = stage
        .owner
        .upload("/api/v1/imports/devices?file=a.csv", format!("eui,data_from\n{rows}"))?;
    let id = answer.body["id"].as_str().context("an import")?;
    stage.owner.post(&format!("/api/v1/imports/{id}/apply"), &json!({}))?;
    while stage.read("/api/v1/devices?limit=1")?["total"] != 2_000 {
        std::thread::yield_now();
    }
    let mut events = stage.events("task")?;
    let wanted = json!({"filter": {}, "change": {"tags": {"add": ["new"]}}});
    let started = stage.owner.post(UPDATE, &wanted)?.body;
    let id = started["id"].as_str().context("a task")?;
    stage.owner.post(&format!("/api/v1/tasks/{id}/cancel"), &json!({}))?;
    let task = over(&mut events, &started["id"])?;
    let tagged = stage.read("/api/v1/devices?limit=1&tag=new")?;
    assert_eq!(tagged["total"], task["ok"], "{task}");
    assert_eq!((&task["failed"], &task["reason"]), (&json!(0), &Value::Null));
    Ok(())
}
