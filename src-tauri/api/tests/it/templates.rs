//! Device templates that are made of devices, and the devices that templates made.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::Instance;

async fn created(instance: &Instance, path: &str, body: Value) -> Value {
    let answer = instance.post(path, body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{path}: {answer:?}");
    answer.body
}

/// The EUIs of the devices that a query lists.
async fn euis(instance: &Instance, query: &str) -> Vec<Value> {
    let list = instance.get(&format!("/api/v1/devices?sort=eui&{query}")).await;
    let items = list.body["items"].as_array().unwrap_or_else(|| panic!("{query}: {list:?}"));
    items.iter().map(|device| device["eui"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_becomes_a_template_of_which_another_is_like_it() {
    let instance = Instance::start().await;
    created(&instance, "/api/v1/trigger-models", json!({"name": "Too warm"})).await;
    let device = json!({
        "eui": "meter-1", "name": "Boiler", "data_from": "OTHER", "thing_model": ["mt_ks52"],
        "rpc": ["mt_act_dn_data"], "trigger": ["Too warm"], "tags": ["meter"], "heart_period": 600,
        "real_time_storage": false, "modbus_tcp": true, "third_party": true,
        "server_attrs": {"limit": 8, "zone": "B"}, "shared_attrs": {"period": 900, "mode": null},
    });
    let device = created(&instance, "/api/v1/devices", device).await;
    assert_eq!(device["template"], Value::Null);
    let path = "/api/v1/devices/meter-1/attributes/shared/period";
    let meta = json!({"meta": {"alias": "Period", "unit": "s", "order": 58, "dftValue": 60}});
    let described = instance.call("PUT", path, &instance.owner, Some(meta)).await;
    assert_eq!(described.status, StatusCode::OK, "{described:?}");

    let draft = instance.get("/api/v1/devices/meter-1/template-draft").await;
    assert_eq!(draft.status, StatusCode::OK, "{draft:?}");
    let mut draft = draft.body;
    assert_eq!((&draft["name"], &draft["remark"]), (&json!("Boiler"), &json!("")));
    assert_eq!(draft["thing_model"], device["thing_model"]);
    assert_eq!(
        draft["shared_attrs"],
        json!({
            "period": {
                "key": "period", "alias": "Period", "unit": "s", "order": 58, "type": "number",
                "dftValue": 900,
            },
            "mode": {"key": "mode", "order": 59},
        })
    );
    // As the page sends it: models by their ids, and what is left out is not sent.
    assert_eq!(draft.as_object_mut().unwrap().remove("left_out"), Some(json!([])));
    for list in ["thing_model", "rpc", "trigger"] {
        let ids: Vec<Value> =
            draft[list].as_array().unwrap().iter().map(|model| model["id"].clone()).collect();
        draft[list] = json!(ids);
    }
    draft["name"] = json!("Meter");
    let template = created(&instance, "/api/v1/device-templates", draft).await;
    assert_eq!((&template["used_by"], &template["built_in"]), (&json!(0), &json!(false)));

    let twin = json!({"eui": "meter-2", "data_from": "OTHER", "template": template["id"]});
    let twin = created(&instance, "/api/v1/devices", twin).await;
    for field in [
        "thing_model",
        "rpc",
        "trigger",
        "tags",
        "heart_period",
        "real_time_storage",
        "modbus_tcp",
        "third_party",
        "bacnet",
        "server_attrs",
        "shared_attrs",
    ] {
        assert_eq!(twin[field], device[field], "{field}");
    }
    let nothing = instance.get("/api/v1/devices/meter-9/template-draft").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    instance.stop().await;
}

/// What a script calls its attributes is its own business; a template takes what people may type.
#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_accepted_as_it_is_whatever_scripts_made() {
    let instance = Instance::start().await;
    let device = json!({"eui": "meter-1", "name": "Boiler", "data_from": "OTHER",
        "server_attrs": {"limit": 8}});
    created(&instance, "/api/v1/devices", device).await;
    // Of a copy of a device keys are as its scripts made them.
    let file = "eui,server_attrs,server_attrs_meta,shared_attrs,shared_attrs_meta\n\
        meter-1,\"{\"\"temp (°C)\"\":1,\"\"limit\"\":8}\",\"{\"\"limit\"\":{\"\"unit\"\":\"\"l\"\"}}\",\
        \"{\"\"a b\"\":2}\",\"{\"\"a b\"\":{\"\"unit\"\":\"\"m\"\"}}\"\n";
    let path = "/api/v1/imports/devices?file=a.csv";
    let (status, plan) = instance.bytes("POST", path, file.into()).await;
    assert_eq!(status, StatusCode::CREATED);
    let plan: Value = serde_json::from_slice(&plan).unwrap();
    let plan = plan["id"].as_str().unwrap();
    let begun = instance.post(&format!("/api/v1/imports/{plan}/apply"), json!({})).await;
    let task = format!("/api/v1/tasks/{}", begun.body["id"].as_str().unwrap());
    while instance.get(&task).await.body["ended_at"].is_null() {
        tokio::task::yield_now().await;
    }
    let device = instance.get("/api/v1/devices/meter-1").await.body;
    assert_eq!(device["server_attrs"]["temp (°C)"], 1, "{device}");

    let mut draft = instance.get("/api/v1/devices/meter-1/template-draft").await.body;
    assert_eq!(draft["left_out"], json!(["temp (°C)", "a b"]), "{draft}");
    assert_eq!(draft["server_attrs"]["limit"]["dftValue"], 8, "{draft}");
    draft.as_object_mut().unwrap().remove("left_out");
    let template = created(&instance, "/api/v1/device-templates", draft).await;
    assert_eq!((&template["name"], &template["shared_attrs"]), (&json!("Boiler"), &json!({})));
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_keeps_which_template_made_or_reset_it() {
    let instance = Instance::start().await;
    let mut ids = Vec::new();
    for name in ["First", "Second"] {
        let template = json!({"name": name, "tags": [name]});
        let template = created(&instance, "/api/v1/device-templates", template).await;
        ids.push(template["id"].as_str().unwrap().to_owned());
    }
    let (first, second) = (&ids[0], &ids[1]);
    for (eui, template) in [("a", first), ("b", first), ("c", second)] {
        let device = json!({"eui": eui, "data_from": "OTHER", "template": template});
        let device = created(&instance, "/api/v1/devices", device).await;
        assert_eq!(device["template"]["id"], *template);
    }
    created(&instance, "/api/v1/devices", json!({"eui": "d", "data_from": "OTHER"})).await;
    assert_eq!(euis(&instance, &format!("template={first}")).await, ["a", "b"]);
    assert_eq!(euis(&instance, "template=Second").await, ["c"]);

    let reset = json!({"euis": ["b", "d"], "template": second});
    let plan = instance.post("/api/v1/reset-by-template/check", reset.clone()).await;
    let changes = plan.body["items"][1]["changes"].as_array().unwrap();
    let origin = changes.iter().find(|change| change["field"] == "template").unwrap();
    assert_eq!((&origin["old"], &origin["new"]), (&Value::Null, &json!("Second")));
    let task = instance.post("/api/v1/reset-by-template", reset).await;
    assert_eq!(task.status, StatusCode::ACCEPTED, "{task:?}");
    let path = format!("/api/v1/tasks/{}", task.body["id"].as_str().unwrap());
    while instance.get(&path).await.body["ended_at"].is_null() {
        tokio::task::yield_now().await;
    }
    assert_eq!(euis(&instance, "template=Second").await, ["b", "c", "d"]);
    // What undoes a reset gives back by which template a device was made, too.
    let points = format!("/api/v1/restore-points?task={}", task.body["id"].as_str().unwrap());
    let point = instance.get(&points).await.body[0]["id"].as_str().unwrap().to_owned();
    let undo = format!("/api/v1/restore-points/{point}/apply");
    let undo = instance.post(&undo, json!({"overwrite": false})).await;
    assert_eq!(undo.status, StatusCode::ACCEPTED, "{undo:?}");
    let path = format!("/api/v1/tasks/{}", undo.body["id"].as_str().unwrap());
    while instance.get(&path).await.body["ended_at"].is_null() {
        tokio::task::yield_now().await;
    }
    assert_eq!(euis(&instance, "template=Second").await, ["c"]);
    let used = |id: &str| {
        let path = format!("/api/v1/device-templates/{id}");
        let instance = &instance;
        async move { instance.get(&path).await.body["used_by"].clone() }
    };
    assert_eq!((used(first).await, used(second).await), (json!(2), json!(1)));

    // What a deleted template made is still found by its id, and says that it is gone.
    let path = format!("/api/v1/device-templates/{first}");
    let gone = instance.call("DELETE", &path, &instance.owner, None).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    let device = instance.get("/api/v1/devices/a").await.body;
    assert_eq!(
        (&device["template"]["id"], &device["template"]["scope"]),
        (&json!(first), &Value::Null)
    );
    assert_eq!(euis(&instance, &format!("template={first}")).await, ["a", "b"]);
    let unknown = instance.get("/api/v1/devices?template=First").await;
    assert_eq!(unknown.body["field"], "template", "{unknown:?}");
    instance.stop().await;
}
