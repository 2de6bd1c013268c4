//! Whose models are: promoted to everybody, and taken back while nobody else uses them.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::{Answer, Instance};

async fn created(instance: &Instance, token: &str, path: &str, body: Value) -> String {
    let answer = instance.call("POST", path, token, Some(body)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{path}: {answer:?}");
    answer.body["id"].as_str().unwrap().to_owned()
}

async fn scope(instance: &Instance, token: &str, kind: &str, id: &str, scope: &str) -> Answer {
    let path = format!("/api/v1/models/{kind}/{id}/scope");
    instance.call("PUT", &path, token, Some(json!({ "scope": scope }))).await
}

/// An instance with a second tenant, and the token of its administrator.
async fn with_lab() -> (Instance, String) {
    let instance = Instance::start().await;
    let tenant = instance.post("/api/v1/tenants", json!({"code": "lab"})).await;
    assert_eq!(tenant.status, StatusCode::CREATED, "{tenant:?}");
    let lab = instance.token("ADMIN", "lab").await;
    (instance, lab)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_promoted_model_is_everybodys_and_taken_back_while_nobody_else_uses_it() {
    let (instance, lab) = with_lab().await;
    let owner = instance.owner.clone();
    let model = json!({"id_name": "probe", "name": "Probe", "payload_parser": "return null"});
    let id = created(&instance, &owner, "/api/v1/thing-models", model).await;
    let path = format!("/api/v1/thing-models/{id}");
    assert_eq!(instance.call("GET", &path, &lab, None).await.status, StatusCode::NOT_FOUND);

    // Only the owner of the instance, and not into another tenant.
    let admin = instance.token("ADMIN", "default").await;
    let refused = scope(&instance, &admin, "thing-models", &id, "PUBLIC").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{refused:?}");
    let wrong = scope(&instance, &owner, "thing-models", &id, "lab").await;
    assert_eq!(wrong.body["field"], "scope", "{wrong:?}");

    for _ in 0..2 {
        let done = scope(&instance, &owner, "thing-models", &id, "PUBLIC").await;
        assert_eq!(done.status, StatusCode::NO_CONTENT, "{done:?}");
    }
    let seen = instance.call("GET", &path, &lab, None).await.body;
    assert_eq!((&seen["scope"], &seen["built_in"]), (&json!("PUBLIC"), &json!(false)));
    let change = Some(json!({"remark": "mine"}));
    for token in [&admin, &lab] {
        let changed = instance.call("PATCH", &path, token, change.clone()).await;
        assert_eq!(changed.status, StatusCode::FORBIDDEN, "{changed:?}");
    }
    for token in [&owner, &lab] {
        let deleted = instance.call("DELETE", &path, token, None).await;
        assert_eq!(deleted.status, StatusCode::FORBIDDEN, "{deleted:?}");
    }
    // What it was before is its tenant's own business.
    let versions = format!("/api/v1/models/thing-models/{id}/versions");
    let of = |token: String| {
        let (instance, versions) = (&instance, &versions);
        async move { instance.call("GET", versions, &token, None).await.body["items"].clone() }
    };
    assert_eq!(of(lab.clone()).await, json!([]));
    assert_eq!(of(owner.clone()).await[0]["number"], 1);

    // The owner changes it for everybody, but not to a name that another tenant has.
    let script = json!({"payload_parser": "return {}"});
    let changed = instance.patch(&path, script).await;
    assert_eq!((changed.status, &changed.body["scope"]), (StatusCode::OK, &json!("PUBLIC")));
    let seen = instance.call("GET", &path, &lab, None).await.body;
    assert_eq!(seen["payload_parser"], "return {}");
    let theirs = json!({"id_name": "theirs", "name": "Theirs"});
    created(&instance, &lab, "/api/v1/thing-models", theirs).await;
    let taken = instance.patch(&path, json!({"id_name": "theirs"})).await;
    assert_eq!((taken.status, &taken.body["field"]), (StatusCode::CONFLICT, &json!("id_name")));

    let device = json!({"eui": "lab-1", "data_from": "OTHER", "thing_model": ["probe"]});
    created(&instance, &lab, "/api/v1/devices", device).await;
    let used = scope(&instance, &owner, "thing-models", &id, "default").await;
    assert_eq!((used.status, &used.body["code"]), (StatusCode::CONFLICT, &json!("in_use")));
    let off = Some(json!({"thing_model": []}));
    let off = instance.call("PATCH", "/api/v1/devices/lab-1", &lab, off).await;
    assert_eq!(off.status, StatusCode::OK, "{off:?}");
    let back = scope(&instance, &owner, "thing-models", &id, "default").await;
    assert_eq!(back.status, StatusCode::NO_CONTENT, "{back:?}");
    assert_eq!(instance.call("GET", &path, &lab, None).await.status, StatusCode::NOT_FOUND);
    let changed = instance.call("PATCH", &path, &owner, change).await;
    assert_eq!((changed.status, &changed.body["scope"]), (StatusCode::OK, &json!("default")));
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_promotion_that_would_break_something_is_refused() {
    let (instance, lab) = with_lab().await;
    let owner = instance.owner.clone();
    for token in [&owner, &lab] {
        let model = json!({"name": "Too warm", "trigger_script": "return null"});
        created(&instance, token, "/api/v1/trigger-models", model).await;
    }
    let list = instance.get("/api/v1/trigger-models").await.body;
    let trigger = list["items"][0]["id"].as_str().unwrap();
    let twice = scope(&instance, &owner, "trigger-models", trigger, "PUBLIC").await;
    assert_eq!((twice.status, &twice.body["code"]), (StatusCode::CONFLICT, &json!("conflict")));

    let rpc = json!({"id_name": "set_period", "name": "Set period"});
    let rpc = created(&instance, &owner, "/api/v1/rpc-models", rpc).await;
    let template = json!({"name": "Meter", "rpc": ["set_period"]});
    let template = created(&instance, &owner, "/api/v1/device-templates", template).await;
    let alone = scope(&instance, &owner, "device-templates", &template, "PUBLIC").await;
    assert_eq!(alone.status, StatusCode::CONFLICT, "{alone:?}");
    assert!(alone.body["detail"].as_str().unwrap().contains("Set period"), "{alone:?}");
    for (kind, id) in [("rpc-models", &rpc), ("device-templates", &template)] {
        let done = scope(&instance, &owner, kind, id, "PUBLIC").await;
        assert_eq!(done.status, StatusCode::NO_CONTENT, "{kind}: {done:?}");
    }
    let named = scope(&instance, &owner, "rpc-models", &rpc, "default").await;
    assert!(named.body["detail"].as_str().unwrap().contains("Meter"), "{named:?}");

    let device = json!({"eui": "lab-1", "data_from": "OTHER"});
    created(&instance, &lab, "/api/v1/devices", device).await;
    let execution = json!({"name": "Nightly", "rpc_id": rpc, "euis": ["lab-1"]});
    created(&instance, &lab, "/api/v1/device-executions", execution).await;
    let back = scope(&instance, &owner, "device-templates", &template, "default").await;
    assert_eq!(back.status, StatusCode::NO_CONTENT, "{back:?}");
    let called = scope(&instance, &owner, "rpc-models", &rpc, "default").await;
    assert_eq!((called.status, &called.body["code"]), (StatusCode::CONFLICT, &json!("in_use")));

    let builtin = instance.get("/api/v1/thing-models?q=mt_ks52").await.body["items"][0].clone();
    assert_eq!(builtin["built_in"], true);
    let id = builtin["id"].as_str().unwrap();
    let kept = scope(&instance, &owner, "thing-models", id, "default").await;
    assert_eq!(kept.status, StatusCode::FORBIDDEN, "{kept:?}");
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_in_what_another_tenant_says_of_an_attribute_keeps_a_command_public() {
    let (instance, lab) = with_lab().await;
    let owner = instance.owner.clone();
    let rpc = json!({"id_name": "set_period", "name": "Set period"});
    let rpc = created(&instance, &owner, "/api/v1/rpc-models", rpc).await;
    let done = scope(&instance, &owner, "rpc-models", &rpc, "PUBLIC").await;
    assert_eq!(done.status, StatusCode::NO_CONTENT, "{done:?}");
    for (token, eui) in [(&owner, "mine"), (&lab, "theirs")] {
        let device = json!({"eui": eui, "data_from": "OTHER", "shared_attrs": {"period": 60}});
        created(&instance, token, "/api/v1/devices", device).await;
        let path = format!("/api/v1/devices/{eui}/attributes/shared/period");
        let meta = Some(json!({"meta": {"rpcs": ["set_period"]}}));
        let said = instance.call("PUT", &path, token, meta).await;
        assert_eq!(said.status, StatusCode::OK, "{said:?}");
    }
    let kept = scope(&instance, &owner, "rpc-models", &rpc, "default").await;
    assert_eq!((kept.status, &kept.body["code"]), (StatusCode::CONFLICT, &json!("in_use")));
    let path = "/api/v1/devices/theirs/attributes/shared/period";
    let gone = instance.call("DELETE", path, &lab, None).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{gone:?}");
    let back = scope(&instance, &owner, "rpc-models", &rpc, "default").await;
    assert_eq!(back.status, StatusCode::NO_CONTENT, "{back:?}");
    instance.stop().await;
}

/// Whichever comes first, no public template names what only its tenant has.
#[tokio::test(flavor = "multi_thread")]
async fn a_template_and_its_parts_change_hands_one_after_the_other() {
    let (instance, _) = with_lab().await;
    let owner = instance.owner.clone();
    for round in 0..20 {
        let name = format!("part_{round}");
        let rpc = json!({"id_name": name, "name": name});
        let rpc = created(&instance, &owner, "/api/v1/rpc-models", rpc).await;
        let template = json!({"name": format!("Meter {round}"), "rpc": [name]});
        let template = created(&instance, &owner, "/api/v1/device-templates", template).await;
        let done = scope(&instance, &owner, "rpc-models", &rpc, "PUBLIC").await;
        assert_eq!(done.status, StatusCode::NO_CONTENT, "{done:?}");
        let (given, taken) = tokio::join!(
            scope(&instance, &owner, "device-templates", &template, "PUBLIC"),
            scope(&instance, &owner, "rpc-models", &rpc, "default"),
        );
        let both = [given.status, taken.status];
        let one = both.iter().filter(|it| **it == StatusCode::NO_CONTENT).count();
        assert_eq!(one, 1, "{given:?} {taken:?}");
    }
    instance.stop().await;
}

/// Whichever comes first, no template of everybody names what only one tenant has: a template that
/// is edited at the moment in which a part is taken back.
#[tokio::test(flavor = "multi_thread")]
async fn a_public_template_takes_no_part_that_is_taken_back_at_that_moment() {
    let (instance, _) = with_lab().await;
    let owner = instance.owner.clone();
    for round in 0..20 {
        let name = format!("part_{round}");
        let rpc = json!({"id_name": name, "name": name});
        let rpc = created(&instance, &owner, "/api/v1/rpc-models", rpc).await;
        let template = json!({"name": format!("Meter {round}")});
        let template = created(&instance, &owner, "/api/v1/device-templates", template).await;
        for (kind, id) in [("rpc-models", &rpc), ("device-templates", &template)] {
            let done = scope(&instance, &owner, kind, id, "PUBLIC").await;
            assert_eq!(done.status, StatusCode::NO_CONTENT, "{kind}: {done:?}");
        }
        let path = format!("/api/v1/device-templates/{template}");
        // By its list, and by what is said of an attribute.
        let part = match round % 2 {
            0 => json!({"rpc": [rpc]}),
            _ => json!({"shared_attrs": {"period": {"type": "number", "rpcs": [rpc]}}}),
        };
        let (edited, taken) = tokio::join!(
            instance.patch(&path, part),
            scope(&instance, &owner, "rpc-models", &rpc, "default"),
        );
        let both = (edited.status.is_success(), taken.status == StatusCode::NO_CONTENT);
        let seen = instance.get(&path).await.body;
        let names = seen["rpc"] != json!([]) || seen["shared_attrs"] != json!({});
        assert!(both.0 != both.1 && names == both.0, "{edited:?} {taken:?} {seen}");
    }
    instance.stop().await;
}

/// Checks a file of one thing model.
async fn checked(instance: &Instance, name: &str) -> String {
    let models = json!([{"id_name": "probe", "name": name}]);
    let file = json!({"format": "thinklink-models", "version": 1, "kind": "thing-models",
        "models": models});
    let path = "/api/v1/imports/thing-models?file=a.json";
    let (status, plan) = instance.bytes("POST", path, file.to_string().into()).await;
    assert_eq!(status, StatusCode::CREATED);
    let plan: Value = serde_json::from_slice(&plan).unwrap();
    plan["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_public_now_is_neither_imported_nor_undone_and_the_reason_says_so() {
    let (instance, _) = with_lab().await;
    let owner = instance.owner.clone();
    let model = json!({"id_name": "probe", "name": "Probe", "payload_parser": "return null"});
    let id = created(&instance, &owner, "/api/v1/thing-models", model).await;
    let plan = checked(&instance, "Renamed").await;
    let begun = instance.post(&format!("/api/v1/imports/{plan}/apply"), json!({})).await;
    let task = format!("/api/v1/tasks/{}", begun.body["id"].as_str().unwrap());
    while instance.get(&task).await.body["ended_at"].is_null() {
        tokio::task::yield_now().await;
    }
    let done = scope(&instance, &owner, "thing-models", &id, "PUBLIC").await;
    assert_eq!(done.status, StatusCode::NO_CONTENT, "{done:?}");

    let plan = checked(&instance, "Other").await;
    let rows = instance.get(&format!("/api/v1/imports/{plan}/rows")).await.body.to_string();
    assert!(rows.contains("who manages the instance changes it"), "{rows}");
    assert!(!rows.contains("built-in"), "{rows}");

    let points = instance.get(&format!("/api/v1/restore-points?record={id}")).await.body;
    let point = points[0]["id"].as_str().unwrap();
    let seen = instance.get(&format!("/api/v1/restore-points/{point}/check")).await.body;
    let record = &seen["records"]["items"][0];
    assert_eq!(record["verdict"], "refused", "{seen}");
    assert!(record["detail"].as_str().unwrap().contains("it is public now"), "{seen}");
    instance.stop().await;
}
