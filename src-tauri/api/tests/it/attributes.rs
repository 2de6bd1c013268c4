//! Attributes of a device: set, described, refused, deleted.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::Instance;

const DEVICE: &str = "/api/v1/devices/meter-1";

async fn with_device(body: Value) -> Instance {
    let instance = Instance::start().await;
    let rpc = json!({"id_name": "set_period", "name": "Set period"});
    assert_eq!(instance.post("/api/v1/rpc-models", rpc).await.status, StatusCode::CREATED);
    let mut device = json!({"eui": "meter-1", "data_from": "OTHER"});
    for (field, value) in body.as_object().unwrap() {
        device[field] = value.clone();
    }
    let answer = instance.post("/api/v1/devices", device).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
    instance
}

/// `key=value` in the order of the list.
async fn listed(instance: &Instance, side: &str) -> Vec<String> {
    let answer = instance.get(&format!("{DEVICE}/attributes/{side}")).await;
    let items = answer.body["items"].as_array().unwrap().iter();
    items.map(|item| format!("{}={}", item["key"].as_str().unwrap(), item["value"])).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn attributes_are_set_described_ordered_and_taken_away() {
    let instance = with_device(json!({"server_attrs": {"limit": 8, "note": "roof"}})).await;
    let path = format!("{DEVICE}/attributes/server");
    let first = instance.get(&path).await.body["items"][0].clone();
    assert_eq!(
        (&first["key"], &first["type"], &first["described"], first["updated_at"].is_string()),
        (&json!("limit"), &json!("number"), &json!(false), true)
    );

    let meta = json!({
        "type": "number", "alias": "Report period", "unit": "s", "remark": "register 58",
        "order": -1, "rpcs": ["set_period"], "options": [{"label": "15 min", "value": 900}],
    });
    let body = json!({"value": 900, "meta": meta});
    let set = instance.call("PUT", &format!("{path}/period"), &instance.owner, Some(body)).await;
    assert_eq!(set.status, StatusCode::OK, "{set:?}");
    for field in ["type", "alias", "unit", "remark", "order", "options"] {
        assert_eq!(set.body[field], meta[field], "{field}");
    }
    assert_eq!(set.body["rpcs"][0]["id_name"], "set_period");
    assert_eq!(listed(&instance, "server").await, ["period=900", "limit=8", r#"note="roof""#]);
    assert_eq!(listed(&instance, "shared").await, [""; 0]);
    assert_eq!(instance.get(DEVICE).await.body["server_attrs"]["period"], 900);

    let batch = json!({
        "values": {"limit": 9}, "remove": ["note", "nothing"],
        "meta": {"period": null, "floor": {"type": "string", "dftValue": "ground"}},
    });
    let answer = instance.patch(&path, batch).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    assert_eq!(listed(&instance, "server").await, [r#"floor="ground""#, "limit=9", "period=900"]);
    let period = answer.body["items"][2].clone();
    assert_eq!(
        (&period["described"], &period["updated_at"]),
        (&json!(false), &set.body["updated_at"])
    );

    for status in [StatusCode::NO_CONTENT, StatusCode::NOT_FOUND] {
        let path = format!("{path}/period");
        assert_eq!(instance.call("DELETE", &path, &instance.owner, None).await.status, status);
    }
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_an_attribute_is_said_and_nothing_changes() {
    let instance = with_device(json!({
        "server_attrs": {"sub_device_map": {"1": "s000000000000001"}, "limit": 8},
    }))
    .await;
    let described = json!({"meta": {"limit": {"type": "number"}}});
    instance.patch(&format!("{DEVICE}/attributes/server"), described).await;
    let before = instance.get(&format!("{DEVICE}/attributes/server")).await.body;
    let many: serde_json::Map<_, _> = (0..2_001).map(|n| (format!("k{n}"), json!(n))).collect();
    for (body, field) in [
        (json!({"values": {"__proto__": 1}}), "values"),
        (json!({"values": {"a b": 1}}), "values"),
        (json!({"values": {"limit": "warm"}}), "values"),
        (json!({"values": {"a": 1, "sub_device_map": {}}}), "values"),
        (json!({"remove": ["sub_device_map"]}), "values"),
        (json!({"values": many}), "values"),
        (json!({"values": {"a": "x".repeat(300_000)}}), "values"),
        (json!({"meta": {"constructor": {}}}), "values"),
        (json!({"meta": {"a": {"type": "date"}}}), "type"),
        (json!({"meta": {"a": {"unit": "x".repeat(256)}}}), "meta"),
        (json!({"meta": {"a": {"rpcs": ["nothing"]}}}), "rpcs"),
        (
            json!({"values": {"limit": 9}, "meta": {"a": {"dftValue": 1, "type": "string"}}}),
            "values",
        ),
    ] {
        let answer = instance.patch(&format!("{DEVICE}/attributes/server"), body.clone()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{answer:?}");
        assert_eq!(answer.body["field"], field, "{answer:?}");
    }
    assert_eq!(instance.get(&format!("{DEVICE}/attributes/server")).await.body, before);
    let side = instance.get(&format!("{DEVICE}/attributes/client")).await;
    assert_eq!(
        (side.status, side.body["field"].as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, Some("side"))
    );
    for body in [
        json!({"eui": "m2", "data_from": "OTHER", "shared_attrs": {"prototype": 1}}),
        json!({"eui": "m2", "data_from": "OTHER", "shared_attrs": {"": 1}}),
    ] {
        let answer = instance.post("/api/v1/devices", body).await;
        assert_eq!(answer.body["field"], "shared_attrs", "{answer:?}");
    }
    let whole = instance.patch(DEVICE, json!({"shared_attrs": {}})).await;
    assert_eq!(whole.body["field"], "shared_attrs", "{whole:?}");
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_kept_and_says_nothing_else_of_an_attribute() {
    let attrs = json!({"a": 1, "b": 2, "c": 3, "d": 4});
    let instance = with_device(json!({ "shared_attrs": attrs })).await;
    let path = format!("{DEVICE}/attributes/shared");
    let meta = json!({"a": {"order": 58, "alias": "A", "type": "string"}, "b": {"order": 60}});
    // A script may set a value against the type that people chose; its place can change all the same.
    let described = json!({"values": {"a": null}, "meta": meta});
    assert_eq!(instance.patch(&path, described).await.status, StatusCode::OK);
    assert_eq!(listed(&instance, "shared").await, ["a=null", "b=2", "c=3", "d=4"]);

    let answer = instance.patch(&path, json!({"order": ["d", "b", "a"]})).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    assert_eq!(listed(&instance, "shared").await, ["d=4", "b=2", "a=null", "c=3"]);
    let items = &answer.body["items"];
    assert_eq!((&items[2]["alias"], &items[2]["type"]), (&json!("A"), &json!("string")));
    assert_eq!(items[0]["described"], false, "{items}");
    // Nothing was sent.
    assert_eq!(items[0]["on_device"]["state"], "never_reported", "{items}");

    for wrong in [json!(["a", "x"]), json!(["a", "a"])] {
        let answer = instance.patch(&path, json!({ "order": wrong })).await;
        assert_eq!(answer.body["field"], "order", "{answer:?}");
    }
    assert_eq!(listed(&instance, "shared").await, ["d=4", "b=2", "a=null", "c=3"]);
    instance.stop().await;
}
