//! RPC models, trigger models and device templates: made, mounted, kept while used, deleted.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::Instance;

async fn created(instance: &Instance, path: &str, body: Value) -> Value {
    let answer = instance.post(path, body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{path}: {answer:?}");
    answer.body
}

async fn status(instance: &Instance, method: &str, path: &str, body: Option<Value>) -> StatusCode {
    instance.call(method, path, &instance.owner, body).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_and_rules_are_mounted_by_name_and_kept_while_a_device_has_them() {
    let instance = Instance::start().await;
    let parameter =
        json!({"period": {"name": "period", "alias": "Period", "type": "number", "dftValue": 60}});
    let rpc = created(
        &instance,
        "/api/v1/rpc-models",
        json!({"id_name": "set_period", "name": "Set period", "template": parameter, "rpc_script": "return null"}),
    )
    .await;
    let trigger = json!({"name": "Too warm", "trigger_script": "return null", "tags": ["T", "t"]});
    let trigger = created(&instance, "/api/v1/trigger-models", trigger).await;
    assert_eq!((&rpc["template"], &trigger["tags"]), (&parameter, &json!(["T"])));

    let device = json!({
        "eui": "meter-1", "data_from": "OTHER", "rpc": ["set_period"], "trigger": ["Too warm"],
        "modbus_tcp": true,
    });
    let device = created(&instance, "/api/v1/devices", device).await;
    assert_eq!(device["rpc"][0]["id"], rpc["id"]);
    assert_eq!(device["trigger"][0]["name"], "Too warm");
    assert_eq!((&device["modbus_tcp"], &device["bacnet"]), (&json!(true), &json!(false)));

    for (kind, id) in [("rpc-models", &rpc["id"]), ("trigger-models", &trigger["id"])] {
        let path = format!("/api/v1/{kind}/{}", id.as_str().unwrap());
        assert_eq!(instance.get(&path).await.body["used_by"], 1, "{kind}");
        let answer = instance.call("DELETE", &path, &instance.owner, None).await;
        assert_eq!((answer.status, &answer.body["code"]), (StatusCode::CONFLICT, &json!("in_use")));
        let change = Some(json!({"remark": "kept"}));
        assert_eq!(status(&instance, "PATCH", &path, change).await, StatusCode::OK);
    }
    let unmount = Some(json!({"rpc": [], "trigger": []}));
    assert_eq!(
        status(&instance, "PATCH", "/api/v1/devices/meter-1", unmount).await,
        StatusCode::OK
    );
    for (kind, id) in [("rpc-models", &rpc["id"]), ("trigger-models", &trigger["id"])] {
        let path = format!("/api/v1/{kind}/{}", id.as_str().unwrap());
        assert_eq!(status(&instance, "DELETE", &path, None).await, StatusCode::NO_CONTENT);
        assert_eq!(instance.get(&path).await.status, StatusCode::NOT_FOUND);
    }
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_model_is_named_at_its_field() {
    let instance = Instance::start().await;
    created(&instance, "/api/v1/rpc-models", json!({"id_name": "reset", "name": "Reset"})).await;
    for (path, body, field) in [
        ("/api/v1/rpc-models", json!({"id_name": "re\tset", "name": "Reset"}), "id_name"),
        ("/api/v1/rpc-models", json!({"id_name": "r".repeat(256), "name": "Reset"}), "id_name"),
        ("/api/v1/thing-models", json!({"id_name": "mt.dots", "name": "Dots"}), "id_name"),
        ("/api/v1/rpc-models", json!({"id_name": "reset", "name": "Again"}), "id_name"),
        (
            "/api/v1/rpc-models",
            json!({"id_name": "a", "name": "A", "template": {"_eui": {}}}),
            "template",
        ),
        (
            "/api/v1/rpc-models",
            json!({"id_name": "a", "name": "A", "template": {"x": {"type": "date"}}}),
            "template",
        ),
        ("/api/v1/trigger-models", json!({"trigger_script": "x"}), "name"),
        ("/api/v1/device-templates", json!({"name": "T", "rpc": ["nothing"]}), "rpc"),
        (
            "/api/v1/device-templates",
            json!({"name": "T", "shared_attrs": {"a": 1}}),
            "shared_attrs",
        ),
        (
            "/api/v1/device-templates",
            json!({"name": "T", "server_attrs": {"a": {"type": "number", "dftValue": "abc"}}}),
            "server_attrs",
        ),
        (
            "/api/v1/device-templates",
            json!({"name": "T", "shared_attrs": {"a": {"type": "boolean", "dftValue": 5}}}),
            "shared_attrs",
        ),
        ("/api/v1/device-templates", json!({"name": "T", "heart_period": 0}), "heart_period"),
    ] {
        let answer = instance.post(path, body.clone()).await;
        assert!(answer.status.is_client_error(), "{body}: {answer:?}");
        assert_eq!(answer.body["field"], field, "{body}: {answer:?}");
    }
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_methods_of_other_platforms_are_taken_as_they_are() {
    let instance = Instance::start().await;
    let long = "long_".repeat(51);
    let names = ["mt.dots", "vendor/set period:v2", "设置", long.as_str()];
    for id_name in names {
        let rpc = json!({"id_name": id_name, "name": "Set", "rpc_script": "return null"});
        created(&instance, "/api/v1/rpc-models", rpc).await;
    }
    let device = json!({"eui": "meter-1", "data_from": "OTHER", "rpc": names});
    created(&instance, "/api/v1/devices", device).await;
    for method in names {
        let call = json!({"method": method, "wait_ms": 60_000});
        let answer = instance.post("/api/v1/devices/meter-1/rpc", call).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{answer:?}");
        assert_eq!(answer.body["method"], method);
    }
    instance.stop().await;
}

/// What the sandbox would refuse at every run is refused when it is saved.
#[tokio::test(flavor = "multi_thread")]
async fn a_script_is_as_long_as_the_sandbox_takes_in_every_kind() {
    let instance = Instance::start().await;
    let script = |length: usize| format!("return null;{}", " ".repeat(length - 12));
    let (most, more) = (script(256 * 1024), script(256 * 1024 + 1));
    for (path, field, more_fields) in [
        ("/api/v1/thing-models", "payload_parser", json!({"id_name": "long", "name": "Long"})),
        ("/api/v1/rpc-models", "rpc_script", json!({"id_name": "long", "name": "Long"})),
        ("/api/v1/trigger-models", "trigger_script", json!({"name": "Long"})),
    ] {
        let mut model = more_fields;
        model[field] = json!(more);
        let refused = instance.post(path, model.clone()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert_eq!(refused.body["field"], field, "{refused:?}");
        model[field] = json!(most);
        created(&instance, path, model).await;
    }
    let run = json!({"kind": "thing_model", "source": more});
    let refused = instance.post("/api/v1/scripts/run", run).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{refused:?}");
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn icons_of_fields_are_shapes_and_nothing_else() {
    let instance = Instance::start().await;
    let icon = r#"<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script>
        <image href="http://evil/x.png"/><path d="M0 0"/></svg>"#;
    let clean = r#"<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>"#;
    let config = |icon: Value| json!({"fields": {"t": {"field_name": "t", "name": "T", "type": "number", "icon": icon}}});
    let model = json!({"id_name": "ico", "name": "Ico", "telemetry_config": config(json!(icon))});
    let made = created(&instance, "/api/v1/thing-models", model).await;
    assert_eq!(made["telemetry_config"]["fields"]["t"]["icon"], clean, "{made}");
    let path = format!("/api/v1/thing-models/{}", made["id"].as_str().unwrap());
    let list = instance.get("/api/v1/thing-models?q=ico").await.body;
    for fields in [&instance.get(&path).await.body["fields"], &list["items"][0]["fields"]] {
        assert_eq!((&fields[0]["icon"], &fields[0]["name"]), (&json!(clean), &json!("T")));
    }
    for bad in [json!("thermometer"), json!(5), json!("<svg><path></svg>")] {
        let refused = instance.patch(&path, json!({"telemetry_config": config(bad)})).await;
        assert_eq!(refused.body["field"], "telemetry_config", "{refused:?}");
    }
    let none = instance.patch(&path, json!({"telemetry_config": config(json!(""))})).await;
    assert_eq!(none.body["fields"][0]["icon"], Value::Null, "{none:?}");
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_says_which_of_its_models_are_gone() {
    let instance = Instance::start().await;
    let rpc = json!({"id_name": "reset", "name": "Reset"});
    let rpc = created(&instance, "/api/v1/rpc-models", rpc).await;
    let definition = json!({"period": {"key": "period", "type": "number", "dftValue": 900}});
    let template = json!({
        "name": "Meter", "rpc": ["reset"], "shared_attrs": definition, "tags": ["meter"],
    });
    let template = created(&instance, "/api/v1/device-templates", template).await;
    assert_eq!(template["heart_period"], 86_400);
    assert_eq!(template["shared_attrs"], definition);
    let path = format!("/api/v1/device-templates/{}", template["id"].as_str().unwrap());
    assert_eq!(instance.get(&path).await.body["rpc"][0]["scope"], "default");
    let model = format!("/api/v1/rpc-models/{}", rpc["id"].as_str().unwrap());
    assert_eq!(status(&instance, "DELETE", &model, None).await, StatusCode::NO_CONTENT);
    let seen = instance.get(&path).await.body;
    assert_eq!((&seen["rpc"][0]["scope"], &seen["rpc"][0]["id"]), (&Value::Null, &rpc["id"]));
    assert_eq!(status(&instance, "DELETE", &path, None).await, StatusCode::NO_CONTENT);
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_starts_with_what_its_template_says() {
    let instance = Instance::start().await;
    for id_name in ["reset", "gone"] {
        let rpc = json!({"id_name": id_name, "name": id_name});
        created(&instance, "/api/v1/rpc-models", rpc).await;
    }
    created(&instance, "/api/v1/trigger-models", json!({"name": "Too warm"})).await;
    let template = json!({
        "name": "Meter", "thing_model": ["mt_ks52", "mt_ks51"], "rpc": ["gone", "reset"],
        "trigger": ["Too warm"], "tags": ["meter", "floor 2"], "heart_period": 600,
        "real_time_storage": false, "modbus_tcp": true,
        "server_attrs": {"limit": {"type": "number", "dftValue": 8, "unit": "°C"}},
        "shared_attrs": {"period": {"alias": "Period", "dftValue": 900}, "mode": {}},
    });
    let template = created(&instance, "/api/v1/device-templates", template).await;
    let gone = template["rpc"][0]["id"].as_str().unwrap();
    let gone = status(&instance, "DELETE", &format!("/api/v1/rpc-models/{gone}"), None).await;
    assert_eq!(gone, StatusCode::NO_CONTENT);

    let plain = json!({"eui": "m1", "data_from": "OTHER", "template": template["id"]});
    let device = created(&instance, "/api/v1/devices", plain).await;
    let names = |list: &str| -> Vec<&Value> {
        device[list].as_array().unwrap().iter().map(|model| &model["id_name"]).collect()
    };
    assert_eq!(names("thing_model"), ["mt_ks52", "mt_ks51"]);
    assert_eq!(names("rpc"), ["reset"]);
    assert_eq!(names("trigger"), ["Too warm"]);
    for field in ["tags", "heart_period", "real_time_storage", "modbus_tcp", "bacnet"] {
        assert_eq!(device[field], template[field], "{field}");
    }
    assert_eq!(device["server_attrs"], json!({"limit": 8}));
    assert_eq!(device["shared_attrs"], json!({"period": 900, "mode": null}));
    let shared = instance.get("/api/v1/devices/m1/attributes/shared").await.body;
    assert_eq!(shared["items"][1]["alias"], "Period");
    assert_eq!(shared["items"][1]["dftValue"], 900);

    let own = json!({
        "eui": "m2", "data_from": "OTHER", "template": "Meter", "tags": [], "heart_period": 60,
        "shared_attrs": {"period": 60, "extra": true},
    });
    let device = created(&instance, "/api/v1/devices", own).await;
    assert_eq!((&device["tags"], &device["heart_period"]), (&json!([]), &json!(60)));
    assert_eq!(device["shared_attrs"], json!({"period": 60, "mode": null, "extra": true}));

    let unknown = json!({"eui": "m3", "data_from": "OTHER", "template": "nothing"});
    let unknown = instance.post("/api/v1/devices", unknown).await;
    assert_eq!(unknown.body["field"], "template", "{unknown:?}");
    let again = instance.patch("/api/v1/devices/m2", json!({"template": "Meter"})).await;
    assert_eq!(again.body["field"], "template", "{again:?}");
    instance.stop().await;
}
