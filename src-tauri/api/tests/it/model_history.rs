//! Versions and test cases of models of every kind.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::Instance;

const KEPT: u64 = 20;

async fn create(instance: &Instance, kind: &str, body: Value) -> String {
    let answer = instance.post(&format!("/api/v1/{kind}"), body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{kind}: {answer:?}");
    answer.body["id"].as_str().unwrap().to_owned()
}

async fn numbers(instance: &Instance, kind: &str, id: &str) -> Vec<u64> {
    let answer = instance.get(&format!("/api/v1/models/{kind}/{id}/versions")).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    let items = answer.body["items"].as_array().unwrap();
    items.iter().map(|version| version["number"].as_u64().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_save_of_every_kind_is_a_version_that_can_be_given_back() {
    let instance = Instance::start().await;
    for (kind, body, change) in [
        (
            "thing-models",
            json!({"id_name": "a", "name": "A", "payload_parser": "return null"}),
            json!({"payload_parser": "return 1"}),
        ),
        (
            "rpc-models",
            json!({"id_name": "a", "name": "A", "rpc_script": "return null"}),
            json!({"template": {"p": {"type": "number"}}}),
        ),
        ("trigger-models", json!({"name": "A"}), json!({"inherit": true})),
        (
            "device-templates",
            json!({"name": "A", "thing_model": ["mt_ks52"], "server_attrs": {"n": {"unit": "s"}}}),
            json!({"modbus_tcp": true, "thing_model": []}),
        ),
    ] {
        let id = create(&instance, kind, body).await;
        let path = format!("/api/v1/{kind}/{id}");
        let first = instance.get(&path).await.body;
        assert_eq!(numbers(&instance, kind, &id).await, [1], "{kind}");
        assert_eq!(instance.patch(&path, change).await.status, StatusCode::OK, "{kind}");
        assert_eq!(numbers(&instance, kind, &id).await, [2, 1], "{kind}");
        // A save that changes nothing is no version.
        assert_eq!(instance.patch(&path, json!({})).await.status, StatusCode::OK);
        assert_eq!(numbers(&instance, kind, &id).await, [2, 1], "{kind}");

        let version = format!("/api/v1/models/{kind}/{id}/versions/1");
        let content = instance.get(&version).await.body["content"].clone();
        assert_eq!(instance.patch(&path, content).await.status, StatusCode::OK, "{kind}");
        let mut restored = instance.get(&path).await.body;
        restored["updated_at"] = first["updated_at"].clone();
        assert_eq!(restored, first, "{kind}");
        assert_eq!(numbers(&instance, kind, &id).await, [3, 2, 1], "{kind}");

        let gone = instance.get(&format!("/api/v1/models/{kind}/{id}/versions/9")).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND, "{kind}");
        let removed = instance.call("DELETE", &path, &instance.owner, None).await;
        assert_eq!(removed.status, StatusCode::NO_CONTENT, "{kind}");
        assert_eq!(instance.get(&version).await.status, StatusCode::NOT_FOUND, "{kind}");
    }
    let unknown = instance.get("/api/v1/models/gateways/1/versions").await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY, "{unknown:?}");
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_newest_versions_are_kept() {
    let instance = Instance::start().await;
    let id = create(&instance, "trigger-models", json!({"name": "T"})).await;
    let path = format!("/api/v1/trigger-models/{id}");
    for number in 0..KEPT + 5 {
        let answer = instance.patch(&path, json!({"remark": number.to_string()})).await;
        assert_eq!(answer.status, StatusCode::OK);
    }
    let kept = numbers(&instance, "trigger-models", &id).await;
    assert_eq!(kept, (7..=KEPT + 6).rev().collect::<Vec<_>>());
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn test_cases_belong_to_a_model_and_are_bounded() {
    let instance = Instance::start().await;
    let id = create(&instance, "rpc-models", json!({"id_name": "a", "name": "A"})).await;
    let path = format!("/api/v1/models/rpc-models/{id}/cases");
    let case = json!({"name": "Lowest", "eui": "70b3d57ed0001234",
        "input": {"params": {"z": 1, "a": 2}}, "expected": [{"dnMsg": {}}]});
    let made = instance.post(&path, case.clone()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{made:?}");
    assert_eq!(made.body["input"].to_string(), r#"{"params":{"z":1,"a":2}}"#);
    let one = format!("{path}/{}", made.body["id"].as_str().unwrap());
    let nothing = json!({"name": "Lowest", "input": {}});
    let replaced = instance.call("PUT", &one, &instance.owner, Some(nothing)).await;
    assert_eq!((replaced.status, &replaced.body["expected"]), (StatusCode::OK, &Value::Null));

    for (body, field) in [
        (json!({"name": " ", "input": {}}), "name"),
        (json!({"name": "x", "input": {"m": "y".repeat(300 * 1024)}}), "input"),
        (json!({"name": "x", "input": {}, "expected": "y".repeat(300 * 1024)}), "expected"),
        (json!({"name": "x", "input": {}, "eui": "no eui!"}), "eui"),
    ] {
        let answer = instance.post(&path, body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{answer:?}");
        assert_eq!(answer.body["field"], field);
    }
    for number in 1..50 {
        let body = json!({"name": format!("case {number}"), "input": {}});
        assert_eq!(instance.post(&path, body).await.status, StatusCode::CREATED, "{number}");
    }
    let full = instance.post(&path, case).await;
    assert_eq!(full.body["code"], "full", "{full:?}");
    assert_eq!(instance.get(&path).await.body["items"].as_array().unwrap().len(), 50);

    let other = instance.token("OWNER", "default").await;
    assert_eq!(instance.call("DELETE", &one, &other, None).await.status, StatusCode::NO_CONTENT);
    let again = instance.call("DELETE", &one, &instance.owner, None).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    // A built-in model may have cases, too; they are the tenant's.
    let models = instance.get("/api/v1/thing-models?q=mt_ks52").await.body;
    let builtin = models["items"][0]["id"].as_str().unwrap().to_owned();
    let cases = format!("/api/v1/models/thing-models/{builtin}/cases");
    let body = json!({"name": "Cold", "input": {"msg": {}}});
    assert_eq!(instance.post(&cases, body).await.status, StatusCode::CREATED);
    instance.stop().await;
}
