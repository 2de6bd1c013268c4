//! Models and gateways that were selected: what uses them, and deleting them as a task.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::Instance;

async fn created(instance: &Instance, path: &str, body: Value) -> String {
    let answer = instance.post(path, body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{path}: {answer:?}");
    let key = answer.body.get("id").unwrap_or(&answer.body["eui"]);
    key.as_str().unwrap().to_owned()
}

/// Begins a task and waits for its end.
async fn done(instance: &Instance, path: &str, body: Value) -> Value {
    let begun = instance.post(path, body).await;
    assert_eq!(begun.status, StatusCode::ACCEPTED, "{path}: {begun:?}");
    let path = format!("/api/v1/tasks/{}", begun.body["id"].as_str().unwrap());
    loop {
        let task = instance.get(&path).await.body;
        if !task["ended_at"].is_null() {
            return task;
        }
        tokio::task::yield_now().await;
    }
}

async fn items(instance: &Instance, task: &Value) -> Vec<Value> {
    let path = format!("/api/v1/tasks/{}/items", task["id"].as_str().unwrap());
    instance.get(&path).await.body["items"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn models_that_are_needed_are_named_and_stay() {
    let instance = Instance::start().await;
    let mut ids = Vec::new();
    for id_name in ["free", "mounted", "called"] {
        let model = json!({"id_name": id_name, "name": id_name, "tags": ["t"]});
        ids.push(created(&instance, "/api/v1/rpc-models", model).await);
    }
    let template = json!({"name": "Meter", "rpc": ["free", "mounted"]});
    created(&instance, "/api/v1/device-templates", template).await;
    let device = json!({"eui": "a", "data_from": "OTHER", "rpc": ["mounted"]});
    assert_eq!(instance.post("/api/v1/devices", device).await.status, StatusCode::CREATED);
    let execution = json!({"name": "Nightly", "rpc_id": ids[2], "euis": ["a"]});
    created(&instance, "/api/v1/device-executions", execution).await;
    let builtin = instance.get("/api/v1/rpc-models?q=mt_act_dn_data").await.body;
    let builtin = builtin["items"][0]["id"].as_str().unwrap().to_owned();

    let all: Vec<&String> = ids.iter().chain([&builtin]).collect();
    let preview = instance.post("/api/v1/models/rpc-models/deletion-preview", json!({"ids": all}));
    let preview = preview.await.body;
    assert_eq!((&preview["models"], &preview["staying"]), (&json!(4), &json!(3)));
    let of = |id: &String| {
        let found = preview["items"].as_array().unwrap().iter().find(|item| item["id"] == **id);
        found.unwrap().clone()
    };
    assert_eq!(preview["items"][3]["name"], "free");
    let (free, mounted) = (of(&ids[0]), of(&ids[1]));
    assert_eq!((&free["stays"], &free["templates"]), (&json!(false), &json!(["Meter"])));
    assert_eq!((&mounted["stays"], &mounted["devices"]), (&json!(true), &json!(1)));
    assert_eq!(of(&ids[2])["executions"], json!(["Nightly"]));
    assert_eq!(of(&builtin)["scope"], "PUBLIC");

    let task = done(&instance, "/api/v1/models/rpc-models/delete", json!({"ids": all})).await;
    assert_eq!(
        (&task["kind"], &task["ok"], &task["failed"]),
        (&json!("delete_models"), &json!(1), &json!(3))
    );
    let items = items(&instance, &task).await;
    let detail = |id: &String| {
        let found = items.iter().find(|item| item["subject"] == **id).unwrap();
        (found["ok"].clone(), found["detail"].as_str().unwrap().to_owned())
    };
    assert_eq!(detail(&ids[0]), (json!(true), "free".to_owned()));
    assert!(detail(&ids[1]).1.contains("mounted on 1 device"), "{items:?}");
    assert!(detail(&ids[2]).1.contains("device execution"), "{items:?}");
    assert!(detail(&builtin).1.contains("read-only"), "{items:?}");

    // What failed is tried again, and what went comes back.
    let off = instance.patch("/api/v1/devices/a", json!({"rpc": []})).await;
    assert_eq!(off.status, StatusCode::OK, "{off:?}");
    let id = task["id"].as_str().unwrap();
    let again = done(&instance, &format!("/api/v1/tasks/{id}/retry"), json!({})).await;
    assert_eq!((&again["ok"], &again["failed"]), (&json!(1), &json!(2)));
    let point = instance.get(&format!("/api/v1/restore-points?task={id}")).await.body;
    let point = format!("/api/v1/restore-points/{}/apply", point[0]["id"].as_str().unwrap());
    let undone = done(&instance, &point, json!({"overwrite": false})).await;
    assert_eq!(undone["ok"], 1, "{undone:?}");
    let back = instance.get(&format!("/api/v1/rpc-models/{}", ids[0])).await;
    assert_eq!((back.status, &back.body["tags"]), (StatusCode::OK, &json!(["t"])));
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_matches_is_deleted_except_what_was_left_out() {
    let instance = Instance::start().await;
    let mut ids = Vec::new();
    for name in ["Alpha", "Beta", "Gamma"] {
        let model = json!({"name": name, "trigger_script": "return null"});
        ids.push(created(&instance, "/api/v1/trigger-models", model).await);
    }
    let own = json!({"filter": {"scope": "default"}, "except": [ids[1]]});
    let task = done(&instance, "/api/v1/models/trigger-models/delete", own).await;
    assert_eq!((&task["ok"], &task["failed"]), (&json!(2), &json!(0)));
    let left = instance.get("/api/v1/trigger-models").await.body;
    assert_eq!((&left["total"], &left["items"][0]["name"]), (&json!(1), &json!("Beta")));
    let nothing = json!({"filter": {}, "q": "zeta"});
    let nothing = instance.post("/api/v1/models/trigger-models/delete", nothing).await;
    assert_eq!(
        (nothing.status, &nothing.body["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("ids"))
    );
    let both = json!({"ids": [], "filter": {}});
    let both = instance.post("/api/v1/models/trigger-models/delete", both).await;
    assert_eq!(both.body["field"], "ids");

    // A filter that there is not would otherwise mean everything.
    for (path, body) in [
        ("/api/v1/models/trigger-models/delete", json!({"filter": {"scpe": "default"}})),
        ("/api/v1/lorawan-profiles/delete", json!({"filter": {"has_keys": false}})),
        ("/api/v1/gateways/delete", json!({"filter": {"tag": "north"}})),
        ("/api/v1/devices/delete", json!({"devices": {"filter": {"tgas": "north"}}})),
        ("/api/v1/bulk-update", json!({"filter": {"names": "x"}, "change": {"name": "y"}})),
    ] {
        let slip = instance.post(path, body).await;
        let detail = slip.body["detail"].to_string();
        assert!(
            slip.status.is_client_error() && detail.contains("there is no filter"),
            "{path}: {slip:?}"
        );
    }

    for (eui, name) in [("1000000000000001", "Roof"), ("1000000000000002", "Cellar")] {
        created(&instance, "/api/v1/gateways", json!({"eui": eui, "name": name})).await;
    }
    let matching = json!({"filter": {"registered": true}, "q": "roof"});
    let task = done(&instance, "/api/v1/gateways/delete", matching).await;
    assert_eq!((&task["kind"], &task["ok"]), (&json!("delete_gateways"), &json!(1)));
    assert_eq!(task["name"], "Roof");
    let gateways = instance.get("/api/v1/gateways").await.body;
    assert_eq!((&gateways["total"], &gateways["items"][0]["name"]), (&json!(1), &json!("Cellar")));
    instance.stop().await;
}
