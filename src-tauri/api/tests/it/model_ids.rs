//! Models by their ids: which a file keeps, and what names one that is gone.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::imports::{apply, check, counts, exported, rows};
use crate::support::Instance;

async fn created(instance: &Instance, path: &str, body: Value) -> Value {
    let answer = instance.post(path, body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{path}: {answer:?}");
    answer.body
}

fn file(kind: &str, models: &Value) -> Vec<u8> {
    json!({ "format": "thinklink-models", "version": 1, "kind": kind, "models": models })
        .to_string()
        .into_bytes()
}

/// What a list has of one's own, by its name.
async fn own(instance: &Instance, kind: &str, name: &str) -> Value {
    let path = format!("/api/v1/{kind}?scope=default&q={name}");
    let listed = instance.get(&path).await.body;
    assert_eq!(listed["total"], 1, "{kind} {name}: {listed}");
    let id = listed["items"][0]["id"].as_str().unwrap();
    instance.get(&format!("/api/v1/{kind}/{id}")).await.body
}

/// What a plan says of the id of its only row.
async fn planned_id(instance: &Instance, plan: &Value) -> Value {
    let row = rows(instance, plan, "create").await[0].clone();
    let mut changes = row["changes"].as_array().unwrap().iter();
    changes.find(|change| change["field"] == "id").map_or(Value::Null, |id| id["new"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn models_of_another_instance_keep_their_ids() {
    let source = Instance::start().await;
    let body = json!({ "id_name": "probe", "name": "Probe", "payload_parser": "return null" });
    let probe = created(&source, "/api/v1/thing-models", body).await;
    let body = json!({ "id_name": "set_q", "name": "Setq", "rpc_script": "return null" });
    let set_q = created(&source, "/api/v1/rpc-models", body).await;
    let rule = created(&source, "/api/v1/trigger-models", json!({ "name": "Rule" })).await;
    let body = json!({ "name": "Kit", "thing_model": ["probe"], "rpc": ["set_q"],
        "trigger": ["Rule"], "shared_attrs": { "q": { "type": "number", "rpcs": ["set_q"] } } });
    let kit = created(&source, "/api/v1/device-templates", body).await;
    // A template takes methods as devices do, and keeps ids.
    assert_eq!(kit["shared_attrs"]["q"]["rpcs"], json!([set_q["id"]]), "{kit}");
    let made = [
        ("thing-models", "Probe", &probe),
        ("rpc-models", "Setq", &set_q),
        ("trigger-models", "Rule", &rule),
        ("device-templates", "Kit", &kit),
    ];
    let mut files = Vec::new();
    for (kind, name, _) in &made {
        let mut file = exported(&source, kind).await;
        file["models"].as_array_mut().unwrap().retain(|model| model["name"] == *name);
        files.push(file);
    }
    // By their ids, too, whatever they are called by then.
    files[3]["models"][0]["rpc"] = json!([set_q["id"]]);
    files[3]["models"][0]["shared_attrs"]["q"]["rpcs"] = json!([set_q["id"]]);
    source.stop().await;

    let target = Instance::start().await;
    for ((kind, name, model), file) in made.iter().zip(&files) {
        let plan = check(&target, kind, file.to_string().as_bytes()).await;
        assert_eq!(counts(&plan), [1, 0, 0, 0, 0], "{kind} {plan}");
        assert_eq!(planned_id(&target, &plan).await, model["id"], "{kind}");
        assert_eq!(apply(&target, &plan).await["ok"], 1, "{kind}");
        assert_eq!(own(&target, kind, name).await["id"], model["id"], "{kind}");
        let again = check(&target, kind, file.to_string().as_bytes()).await;
        assert_eq!(counts(&again), [0, 0, 1, 0, 0], "{kind} {again}");
    }
    let seen = own(&target, "device-templates", "Kit").await;
    let named = [&seen["thing_model"], &seen["rpc"], &seen["trigger"]];
    let ids = [&probe["id"], &set_q["id"], &rule["id"]];
    assert_eq!(named.map(|list| &list[0]["id"]), ids, "{seen}");
    assert_eq!(seen["shared_attrs"]["q"]["rpcs"], json!([set_q["id"]]), "{seen}");
    // What is made later has an id of its own.
    let later =
        created(&target, "/api/v1/rpc-models", json!({ "id_name": "x", "name": "X" })).await;
    assert!(later["id"].as_str().unwrap() > set_q["id"].as_str().unwrap(), "{later}");
    target.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_is_not_free_is_no_ones_business() {
    let instance = Instance::start().await;
    let tenant = instance.post("/api/v1/tenants", json!({ "code": "lab" })).await;
    assert_eq!(tenant.status, StatusCode::CREATED, "{tenant:?}");
    let lab = instance.token("ADMIN", "lab").await;
    let body = json!({ "id_name": "theirs", "name": "Theirs", "rpc_script": "return 1" });
    let theirs = instance.call("POST", "/api/v1/rpc-models", &lab, Some(body)).await.body;
    let mine = created(&instance, "/api/v1/trigger-models", json!({ "name": "Mine" })).await;
    let taken = [
        theirs["id"].as_str().unwrap(),
        mine["id"].as_str().unwrap(),
        "0",
        "40000000000000999",
        "9223372036854775807",
        "9223372036854775808",
        "no id",
    ];
    for (number, id) in taken.into_iter().enumerate() {
        let name = format!("taken_{number}");
        let models = json!([{ "id": id, "id_name": name, "name": name }]);
        let plan = check(&instance, "rpc-models", &file("rpc-models", &models)).await;
        assert_eq!(counts(&plan), [1, 0, 0, 0, 0], "{id} {plan}");
        assert_eq!(planned_id(&instance, &plan).await, Value::Null, "{id}");
        let seen = rows(&instance, &plan, "").await;
        assert_eq!(seen[0]["notes"], json!([]), "{id}");
        assert_eq!(apply(&instance, &plan).await["ok"], 1, "{id}");
        let given = own(&instance, "rpc-models", &name).await["id"].clone();
        assert_ne!(given, id);
        assert!(given.as_str().unwrap() > theirs["id"].as_str().unwrap(), "{id} {given}");
    }
    let path = format!("/api/v1/rpc-models/{}", theirs["id"].as_str().unwrap());
    let still = instance.call("GET", &path, &lab, None).await.body;
    assert_eq!(still["rpc_script"], "return 1", "{still}");

    // Free when it was checked, and taken since.
    let models = json!([{ "id": "7", "id_name": "late", "name": "Late" }]);
    let plan = check(&instance, "rpc-models", &file("rpc-models", &models)).await;
    assert_eq!(planned_id(&instance, &plan).await, "7");
    let models = json!([{ "id": "7", "id_name": "early", "name": "Early" }]);
    let early = check(&instance, "rpc-models", &file("rpc-models", &models)).await;
    assert_eq!(apply(&instance, &early).await["ok"], 1);
    assert_eq!(apply(&instance, &plan).await["ok"], 1);
    assert_eq!(own(&instance, "rpc-models", "early").await["id"], "7");
    assert_ne!(own(&instance, "rpc-models", "late").await["id"], "7");

    let twice = json!([
        { "id": "8", "id_name": "one", "name": "One" },
        { "id": "8", "id_name": "two", "name": "Two" },
    ]);
    let plan = check(&instance, "rpc-models", &file("rpc-models", &twice)).await;
    assert_eq!(counts(&plan), [1, 0, 0, 1, 0], "{plan}");
    let told = rows(&instance, &plan, "error").await;
    let note = (&told[0]["notes"][0]["field"], &told[0]["notes"][0]["detail"]);
    assert_eq!(note, (&json!("id"), &json!("8 is there twice")), "{told:?}");
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_names_a_deleted_command_does_so_again_when_it_is_back() {
    let instance = Instance::start().await;
    let body = json!({ "id_name": "reset", "name": "Reset", "rpc_script": "return null" });
    let rpc = created(&instance, "/api/v1/rpc-models", body).await;
    let id = rpc["id"].as_str().unwrap();
    let linked = json!({ "period": { "type": "number", "rpcs": ["reset"] } });
    let body = json!({ "name": "Meter", "rpc": ["reset"], "shared_attrs": linked });
    let template = created(&instance, "/api/v1/device-templates", body).await;
    let template = format!("/api/v1/device-templates/{}", template["id"].as_str().unwrap());
    let device = json!({ "eui": "m1", "data_from": "OTHER" });
    created(&instance, "/api/v1/devices", device).await;
    let attribute = "/api/v1/devices/m1/attributes/shared/period";
    let put = async |rpcs: Value| {
        let body = json!({ "value": 1, "meta": { "alias": "Period", "rpcs": rpcs } });
        instance.call("PUT", attribute, &instance.owner, Some(body)).await
    };
    assert_eq!(put(json!(["reset"])).await.body["rpcs"][0]["scope"], "default");
    let deleted = format!("/api/v1/rpc-models/{id}");
    let deleted = instance.call("DELETE", &deleted, &instance.owner, None).await;
    assert_eq!(deleted.status, StatusCode::NO_CONTENT, "{deleted:?}");

    // The links stay, also when something else beside them is changed; no other one is taken.
    let linked = json!({ "period": { "alias": "P", "rpcs": [id] }, "new": {} });
    let change = json!({ "rpc": [id], "shared_attrs": linked });
    let changed = instance.patch(&template, change).await;
    assert_eq!(changed.status, StatusCode::OK, "{changed:?}");
    assert_eq!(changed.body["rpc"][0]["scope"], Value::Null, "{changed:?}");
    assert_eq!(put(json!([id])).await.body["rpcs"][0]["scope"], Value::Null);
    for other in ["reset", "7"] {
        let linked = json!({ "period": { "rpcs": [other] } });
        for change in [json!({ "rpc": [other] }), json!({ "shared_attrs": linked })] {
            let refused = instance.patch(&template, change).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{refused:?}");
            let why = refused.body["detail"].as_str().unwrap();
            assert!(why.contains(&format!("no model is called {other}")), "{why}");
        }
        assert_eq!(put(json!([other])).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let export = exported(&instance, "device-templates").await.to_string();
    let plan = check(&instance, "device-templates", export.as_bytes()).await;
    assert_eq!(counts(&plan)[3], 0, "what was exported can be imported: {plan}");
    // A template of the device has nothing that is not there.
    let draft = instance.get("/api/v1/devices/m1/template-draft").await.body;
    assert_eq!(draft["shared_attrs"]["period"]["rpcs"], json!([]), "{draft}");

    let points = instance.get(&format!("/api/v1/restore-points?record={id}")).await.body;
    let undo = format!("/api/v1/restore-points/{}/apply", points[0]["id"].as_str().unwrap());
    let begun = instance.post(&undo, json!({})).await;
    assert_eq!(begun.status, StatusCode::ACCEPTED, "{begun:?}");
    let task = format!("/api/v1/tasks/{}", begun.body["id"].as_str().unwrap());
    while instance.get(&task).await.body["ended_at"].is_null() {
        tokio::task::yield_now().await;
    }
    let seen = instance.get(&template).await.body;
    assert_eq!(seen["rpc"][0]["id_name"], "reset", "{seen}");
    assert_eq!(seen["shared_attrs"]["period"]["rpcs"], json!([id]), "{seen}");
    let seen = instance.get("/api/v1/devices/m1/attributes/shared").await.body;
    assert_eq!(seen["items"][0]["rpcs"][0]["id_name"], "reset", "{seen}");
    instance.stop().await;
}
