//! Every route, without a token, without the permission, and with another tenant's token.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::Instance;

/// Routes that answer without a token.
const OPEN: [(&str, &str); 2] = [("get", "/api/health"), ("post", "/api/v1/login")];

/// Routes beyond reading: a viewer must not get through. Everything that is no `get` counts, and
/// these reads of secrets or of the whole instance.
const GUARDED_READS: [&str; 8] = [
    "/api/v1/mail",
    "/api/v1/mqtt-account",
    "/api/v1/org-params",
    "/api/v1/tokens",
    "/api/v1/tenants",
    "/api/v1/imports/{id}/summary",
    "/api/v1/imports/{id}/rows",
    "/api/v1/imports/{id}/result",
];

/// Reads whose question is too long for an address.
const LONG_READS: [&str; 3] = [
    "/api/v1/exports/{kind}",
    "/api/v1/devices/deletion-preview",
    "/api/v1/models/{kind}/deletion-preview",
];

/// Every route as (method, path with the parameters filled in).
fn routes() -> Vec<(String, String, String)> {
    let description = serde_json::to_value(thinklink_api::openapi()).unwrap();
    let paths = description["paths"].as_object().unwrap();
    let filled = |path: &str| {
        // The word means another list in each place.
        let kind = if path.starts_with("/api/v1/models/") { "thing-models" } else { "devices" };
        path.replace("{dev_eui}", "70b3d57ed0001234")
            .replace("{eui}", "70b3d57ed0001234")
            .replace("{id}", "40000000000000001")
            .replace("{side}", "shared")
            .replace("{key}", "period")
            .replace("{kind}", kind)
            .replace("{row}", "2")
            .replace("{case}", "40000000000000002")
            .replace("{number}", "1")
    };
    paths
        .iter()
        .flat_map(|(path, methods)| {
            methods
                .as_object()
                .unwrap()
                .keys()
                .map(move |method| (method.to_uppercase(), path.clone(), filled(path)))
        })
        .collect()
}

/// Client generators name their functions after it.
#[test]
fn every_operation_has_its_own_id() {
    let description = serde_json::to_value(thinklink_api::openapi()).unwrap();
    let paths = description["paths"].as_object().unwrap();
    let mut ids: Vec<&str> = paths
        .values()
        .flat_map(|methods| methods.as_object().unwrap().values())
        .map(|operation| operation["operationId"].as_str().unwrap())
        .collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "{ids:?}");
}

/// The query a route cannot do without.
fn with_query(path: &str) -> String {
    match path {
        path if path.ends_with("/check-eui") => format!("{path}?eui=70b3d57ed0001234"),
        path if path.ends_with("/telemetry/series") => {
            format!("{path}?thing_model=40000000000000001&from=0")
        }
        path if ["/v1/telemetry", "/history", "/export"].iter().any(|end| path.ends_with(end)) => {
            format!("{path}?thing_model=40000000000000001")
        }
        path => path.to_owned(),
    }
}

fn is_open(method: &str, path: &str) -> bool {
    OPEN.iter().any(|(open_method, open)| open_method.eq_ignore_ascii_case(method) && *open == path)
}

#[tokio::test(flavor = "multi_thread")]
async fn no_route_but_health_and_login_answers_without_a_token() {
    let instance = Instance::start().await;
    let routes = routes();
    assert!(routes.len() > 40, "only {} routes were found", routes.len());
    for (method, path, filled) in &routes {
        for token in ["", "wrong", "Bearer", "00000000"] {
            let answer = instance.call(method, filled, token, None).await;
            if is_open(method, path) {
                assert_ne!(answer.body["code"], "internal", "{method} {path}");
                continue;
            }
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path} {token:?}");
            assert_eq!(answer.body["code"], "unauthenticated", "{method} {path}");
            assert_eq!(answer.media_type, "application/problem+json", "{method} {path}");
        }
    }
    for path in ["/api/docs/", "/api/openapi.json", "/api/v1/nothing", "/api/anything/else"] {
        let answer = instance.call("GET", path, "", None).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    assert_eq!(instance.get("/api/openapi.json").await.status, StatusCode::OK);
    assert_eq!(instance.get("/api/docs/").await.status, StatusCode::OK);
    assert_eq!(instance.get("/api/v1/nothing").await.status, StatusCode::NOT_FOUND);
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_changes_nothing_and_sees_no_secret() {
    let instance = Instance::start().await;
    let viewer = instance.token("VIEWER", "default").await;
    for (method, path, filled) in routes() {
        if is_open(&method, &path) || path == "/api/v1/events" {
            continue;
        }
        let answer = instance.call(&method, &with_query(&filled), &viewer, None).await;
        let is_read = (method == "GET" && !GUARDED_READS.contains(&path.as_str()))
            || (method == "POST" && LONG_READS.contains(&path.as_str()));
        if is_read {
            assert_ne!(answer.status, StatusCode::FORBIDDEN, "{method} {path} {answer:?}");
        } else {
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{method} {path}");
            assert_eq!(answer.body["code"], "forbidden", "{method} {path}");
        }
    }
    let profile = json!({
        "dev_eui": "70b3d57ed0001234", "join_mode": "OTAA", "standard": "EU868",
        "app_key": "00112233445566778899aabbccddeeff",
    });
    assert_eq!(
        instance.post("/api/v1/lorawan-profiles", profile).await.status,
        StatusCode::CREATED
    );
    let path = "/api/v1/lorawan-profiles/70b3d57ed0001234";
    let seen = instance.call("GET", path, &viewer, None).await;
    assert_eq!((seen.body["keys"].as_str(), &seen.body["app_key"]), (Some("set"), &Value::Null));
    let shown = instance.get(path).await;
    assert_eq!(shown.body["app_key"], "00112233445566778899aabbccddeeff");
    instance.stop().await;
}

/// One record of each kind in the default tenant, as (path of the record, body of a change).
async fn records(instance: &Instance) -> Vec<(String, Value)> {
    let mut records = Vec::new();
    for (path, key, body, change) in [
        (
            "/api/v1/lorawan-profiles",
            "dev_eui",
            json!({ "dev_eui": "70b3d57ed0001234", "join_mode": "OTAA", "standard": "EU868",
                "app_key": "00112233445566778899aabbccddeeff" }),
            json!({ "batch": "stolen" }),
        ),
        (
            "/api/v1/devices",
            "eui",
            json!({ "eui": "70b3d57ed0001234", "name": "Meeting room" }),
            json!({ "name": "stolen" }),
        ),
        (
            "/api/v1/thing-models",
            "id",
            json!({ "id_name": "own", "name": "Own", "payload_parser": "return null" }),
            json!({ "name": "stolen" }),
        ),
        (
            "/api/v1/gateways",
            "eui",
            json!({ "eui": "5a53012501030099", "name": "Roof" }),
            json!({ "name": "stolen" }),
        ),
        (
            "/api/v1/outside-brokers",
            "id",
            json!({ "name": "Roof", "host": "broker.example", "enable": false }),
            json!({ "name": "stolen" }),
        ),
        (
            "/api/v1/devices",
            "eui",
            json!({ "eui": "floor", "device_type": "VIRTUAL", "name": "Floor" }),
            json!({ "name": "stolen" }),
        ),
        (
            "/api/v1/locations",
            "id",
            json!({ "code": "HQ", "name": "Head office" }),
            json!({ "name": "stolen" }),
        ),
        (
            "/api/v1/scheduled-tasks",
            "id",
            json!({ "name": "Nightly", "cron": "0 0 2 * * ?" }),
            json!({ "name": "stolen" }),
        ),
        (
            "/api/v1/rpc-models",
            "id",
            json!({ "id_name": "reset", "name": "Reset" }),
            json!({ "name": "stolen" }),
        ),
        (
            "/api/v1/device-executions",
            "id",
            json!({ "name": "Sync", "rpc_id": "reset", "euis": ["70b3d57ed0001234"] }),
            json!({ "name": "stolen" }),
        ),
    ] {
        let created = instance.post(path, body).await;
        assert_eq!(created.status, StatusCode::CREATED, "{path} {created:?}");
        records.push((format!("{path}/{}", created.body[key].as_str().unwrap()), change));
    }
    let binding = json!({
        "from_eui": ["70b3d57ed0001234"], "to_eui": ["floor"], "notify_fields": ["shared_attrs"],
    });
    let bound = instance.post("/api/v1/relations", binding).await;
    assert_eq!(bound.status, StatusCode::CREATED, "{bound:?}");
    let relation = format!("/api/v1/relations/{}", bound.body[0]["id"].as_str().unwrap());
    records.insert(0, (relation, json!({ "notify_fields": ["telemetry_data"] })));
    records
}

#[tokio::test(flavor = "multi_thread")]
async fn another_tenant_neither_sees_nor_touches_a_record() {
    let instance = Instance::start().await;
    let tenant = instance.post("/api/v1/tenants", json!({ "code": "lab" })).await;
    assert_eq!(tenant.status, StatusCode::CREATED);
    let stranger = instance.token("OWNER", "lab").await;
    for (path, change) in records(&instance).await {
        let before = instance.get(&path).await.body;
        for (method, body) in [("GET", None), ("PATCH", Some(change)), ("DELETE", None)] {
            let answer = instance.call(method, &path, &stranger, body).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method} {path} {answer:?}");
            let text = answer.body.to_string();
            assert!(!text.contains("default") && !text.contains("Meeting room"), "{text}");
        }
        assert_eq!(instance.get(&path).await.body, before, "{path}");
        let list = path.rsplit_once('/').unwrap().0;
        let listed = instance.call("GET", list, &stranger, None).await;
        let items = listed.body["items"].as_array().or(listed.body.as_array()).unwrap();
        assert!(items.iter().all(|item| item["scope"] == "PUBLIC"), "{list} {items:?}");
    }
    for sub in
        ["attributes/shared", "diagnosis", "telemetry", "telemetry/history", "telemetry/series"]
    {
        let path = with_query(&format!("/api/v1/devices/70b3d57ed0001234/{sub}"));
        let answer = instance.call("GET", &path, &stranger, None).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let clear = "/api/v1/lorawan-profiles/70b3d57ed0001234/clear-nonces";
    let answer = instance.call("POST", clear, &stranger, None).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    // The EUI is unique in the whole instance, so the stranger learns that it is taken, no more.
    let taken = json!({ "eui": "70b3d57ed0001234" });
    let answer = instance.call("POST", "/api/v1/devices", &stranger, Some(taken)).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(!answer.body.to_string().contains("Meeting room"));
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_signs_in_and_a_revoked_token_ends_at_once() {
    let instance = Instance::start().await;
    let wrong = json!({ "account": "admin", "password": "correct horse" });
    let answer = instance.call("POST", "/api/v1/login", "", Some(wrong.clone())).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "no password was set yet");
    let owner = instance.owner.clone();
    let short = json!({ "password": "short" });
    let answer = instance.call("PUT", "/api/v1/me/password", &owner, Some(short)).await;
    assert_eq!(
        (answer.status, answer.body["field"].as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, Some("password"))
    );
    let long = json!({ "password": "correct horse" });
    let answer = instance.call("PUT", "/api/v1/me/password", &owner, Some(long)).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let answer = instance.call("POST", "/api/v1/login", "", Some(wrong)).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    let session = answer.body["token"].as_str().unwrap();
    let me = instance.call("GET", "/api/v1/me", session, None).await;
    assert_eq!(
        (me.body["account"].as_str(), me.body["local"].as_bool()),
        (Some("admin"), Some(false))
    );

    let created = instance.post("/api/v1/tokens", json!({ "name": "ci", "role": "ADMIN" })).await;
    let (id, token) = (&created.body["id"], created.body["token"].as_str().unwrap());
    assert_eq!(instance.call("GET", "/api/v1/me", token, None).await.status, StatusCode::OK);
    let path = format!("/api/v1/tokens/{}", id.as_str().unwrap());
    let answer = instance.call("DELETE", &path, &owner, None).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let answer = instance.call("GET", "/api/v1/me", token, None).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    instance.stop().await;
}
