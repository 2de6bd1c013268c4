//! Every route, without a token, without the permission, and with another tenant's token.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::Instance;

/// Routes that answer without a token.
const OPEN: [(&str, &str); 2] = [("get", "/api/health"), ("post", "/api/v1/login")];

/// Routes beyond reading: a viewer must not get through. Everything that is no `get` counts, and
/// these reads of secrets or of the whole instance.
const GUARDED_READS: [&str; 9] = [
    "/api/v1/mail",
    "/api/v1/sign-ins",
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

/// What anybody may do who came in.
const OF_ONESELF: [&str; 1] = ["/api/v1/logout"];

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
        if is_read || OF_ONESELF.contains(&path.as_str()) {
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
    assert_eq!((answer.status, answer.body), (StatusCode::OK, json!({ "ended": 0 })));
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

/// Signs in and returns the token.
async fn sign_in(instance: &Instance, password: &str) -> String {
    let body = json!({ "account": "admin", "password": password });
    let answer = instance.call("POST", "/api/v1/login", "", Some(body)).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    answer.body["token"].as_str().unwrap().to_owned()
}

async fn set_password(instance: &Instance, token: &str, password: &str) -> Value {
    let body = json!({ "password": password });
    let answer = instance.call("PUT", "/api/v1/me/password", token, Some(body)).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    answer.body
}

async fn is_in(instance: &Instance, token: &str) -> bool {
    instance.call("GET", "/api/v1/me", token, None).await.status == StatusCode::OK
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_ins_are_seen_and_ended() {
    let instance = Instance::start().await;
    set_password(&instance, &instance.owner, "correct horse").await;
    let first = sign_in(&instance, "correct horse").await;
    let second = sign_in(&instance, "correct horse").await;
    let third = sign_in(&instance, "correct horse").await;

    let listed = instance.call("GET", "/api/v1/sign-ins", &second, None).await.body;
    assert_eq!(listed["total"], 3);
    let current: Vec<_> =
        listed["items"].as_array().unwrap().iter().map(|item| item["current"].clone()).collect();
    assert_eq!(current, [json!(false), json!(true), json!(false)], "the latest first");
    let latest = &listed["items"][0];
    assert_eq!((&latest["account"], &latest["tenant"]), (&json!("admin"), &json!("default")));
    assert!(latest["used_at"].is_string() && latest["expires_at"].is_string(), "{latest}");
    assert_eq!(latest["used_from"], "192.0.2.1");
    let seen_by_token = instance.get("/api/v1/sign-ins").await.body;
    let items = seen_by_token["items"].as_array().unwrap();
    assert!(items.iter().all(|item| item["current"] == json!(false)), "{items:?}");

    let path = format!("/api/v1/sign-ins/{}", latest["id"].as_str().unwrap());
    let ended = instance.call("DELETE", &path, &second, None).await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    assert!(!is_in(&instance, &third).await && is_in(&instance, &first).await);
    let again = instance.call("DELETE", &path, &second, None).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    let said = &again.body["detail_said"]["params"]["what"]["code"];
    assert_eq!(said, "noun_sign_in", "{again:?}");

    assert_eq!(set_password(&instance, &second, "battery staple").await, json!({ "ended": 1 }));
    assert!(!is_in(&instance, &first).await && is_in(&instance, &second).await);
    assert!(is_in(&instance, &instance.owner).await, "access tokens stay");

    let fourth = sign_in(&instance, "battery staple").await;
    let others = instance.call("POST", "/api/v1/sign-ins/end-others", &second, None).await;
    assert_eq!((others.status, others.body), (StatusCode::OK, json!({ "ended": 1 })));
    assert!(!is_in(&instance, &fourth).await && is_in(&instance, &second).await);

    for token in [&second, &instance.owner] {
        let out = instance.call("POST", "/api/v1/logout", token, None).await;
        assert_eq!(out.status, StatusCode::NO_CONTENT);
    }
    assert!(!is_in(&instance, &second).await && is_in(&instance, &instance.owner).await);
    instance.stop().await;
}

/// What only the owner of the instance may do, as (method, path). Sign-ins and tokens are the
/// instance's: its owner sees those of all tenants, and nobody else sees any.
const MANAGED: [(&str, &str); 19] = [
    ("DELETE", "/api/v1/outside-brokers/{id}"),
    ("DELETE", "/api/v1/sign-ins/{id}"),
    ("DELETE", "/api/v1/tokens/{id}"),
    ("GET", "/api/v1/mail"),
    ("GET", "/api/v1/sign-ins"),
    ("GET", "/api/v1/tenants"),
    ("GET", "/api/v1/tokens"),
    ("PATCH", "/api/v1/mail"),
    ("PATCH", "/api/v1/outside-brokers/{id}"),
    ("PATCH", "/api/v1/settings"),
    ("POST", "/api/v1/mail/test"),
    ("POST", "/api/v1/outside-brokers"),
    ("POST", "/api/v1/outside-brokers/{id}/test"),
    ("POST", "/api/v1/sign-ins/end-others"),
    ("POST", "/api/v1/storage/clean"),
    ("POST", "/api/v1/tenants"),
    ("POST", "/api/v1/tokens"),
    ("PUT", "/api/v1/me/password"),
    ("PUT", "/api/v1/models/{kind}/{id}/scope"),
];

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_manages_its_tenant_and_not_the_instance() {
    let instance = Instance::start().await;
    let admin = instance.token("ADMIN", "default").await;
    let mut managed = BTreeSet::new();
    for (method, path, filled) in routes() {
        if is_open(&method, &path) || path == "/api/v1/events" {
            continue;
        }
        let answer = instance.call(&method, &with_query(&filled), &admin, None).await;
        // What ships is changed by nobody, which is another reason.
        if answer.body["detail_said"]["code"] == "no_permission" {
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{method} {path}");
            managed.insert((method, path));
        }
    }
    let expected = MANAGED.map(|(method, path)| (method.to_owned(), path.to_owned()));
    assert_eq!(managed, BTreeSet::from(expected));
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_wrong_passwords_are_told_how_long_to_wait() {
    let instance = Instance::start().await;
    set_password(&instance, &instance.owner, "correct horse").await;
    let signed_in = sign_in(&instance, "correct horse").await;
    let wrong = json!({ "account": "admin", "password": "guess" });
    let refused = loop {
        let answer = instance.call("POST", "/api/v1/login", "", Some(wrong.clone())).await;
        if answer.status != StatusCode::UNAUTHORIZED {
            break answer;
        }
    };
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.body["code"], "too_many_attempts");
    assert_eq!(refused.body["detail_said"]["code"], "too_many_passwords");
    let seconds: i64 = refused.retry_after.unwrap().parse().unwrap();
    assert_eq!(refused.body["detail_said"]["params"]["count"], seconds);
    assert!(is_in(&instance, &signed_in).await && is_in(&instance, &instance.owner).await);
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_tenants_simulated_site_goes_on() {
    let instance = Instance::start().await;
    instance.post("/api/v1/tenants", json!({ "code": "lab" })).await;
    let stranger = instance.token("ADMIN", "lab").await;
    let loaded = instance.post("/api/v1/simulated-site", Value::Null).await;
    assert_eq!(loaded.status, StatusCode::NO_CONTENT, "{loaded:?}");
    let answer = instance.call("DELETE", "/api/v1/simulated-site", &stranger, None).await;
    assert_eq!((answer.status, &answer.body["code"]), (StatusCode::CONFLICT, &json!("in_use")));
    let status = instance.get("/api/v1/status").await.body;
    assert_eq!(status["simulated_site"], json!({ "loaded": true, "running": true }));
    // A gateway that is gone does not make it anybody's.
    for gateway in instance.get("/api/v1/gateways").await.body["items"].as_array().unwrap() {
        let path = format!("/api/v1/gateways/{}", gateway["eui"].as_str().unwrap());
        assert_eq!(
            instance.call("DELETE", &path, &instance.owner, None).await.status,
            StatusCode::NO_CONTENT
        );
    }
    let answer = instance.call("DELETE", "/api/v1/simulated-site", &stranger, None).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let own = instance.call("DELETE", "/api/v1/simulated-site", &instance.owner, None).await;
    assert_eq!(own.status, StatusCode::NO_CONTENT);
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_does_not_stop_what_it_may_not_start() {
    let instance = Instance::start().await;
    let admin = instance.token("ADMIN", "default").await;
    let task = instance.post("/api/v1/storage/clean", Value::Null).await;
    assert_eq!(task.status, StatusCode::ACCEPTED, "{task:?}");
    let path = format!("/api/v1/tasks/{}/cancel", task.body["id"].as_str().unwrap());
    let answer = instance.call("POST", &path, &admin, None).await;
    assert_eq!((answer.status, &answer.body["code"]), (StatusCode::FORBIDDEN, &json!("forbidden")));
    let own = instance.call("POST", &path, &instance.owner, None).await;
    assert_eq!(own.status, StatusCode::OK);
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_says_nothing_of_another_tenants_profile() {
    let instance = Instance::start().await;
    instance.post("/api/v1/tenants", json!({ "code": "lab" })).await;
    let stranger = instance.token("ADMIN", "lab").await;
    let profile = json!({ "dev_eui": "70b3d57ed0001234", "join_mode": "OTAA",
        "standard": "EU868", "app_key": "00112233445566778899aabbccddeeff" });
    let profile = instance.post("/api/v1/lorawan-profiles", profile).await;
    assert_eq!(profile.status, StatusCode::CREATED, "{profile:?}");
    let device = json!({ "eui": "70b3d57ed0001234" });
    let device = instance.call("POST", "/api/v1/devices", &stranger, Some(device)).await;
    assert_eq!(device.status, StatusCode::CREATED, "{device:?}");
    assert_eq!(
        (&device.body["profile"], &device.body["profile_detail"]),
        (&json!("missing"), &Value::Null)
    );
    let model = json!({ "id_name": "reset", "name": "Reset" });
    let model = instance.call("POST", "/api/v1/rpc-models", &stranger, Some(model)).await;
    assert_eq!(model.status, StatusCode::CREATED, "{model:?}");
    let euis = json!({ "euis": ["70b3d57ed0001234"] });
    let facts = instance.call("POST", "/api/v1/selection", &stranger, Some(euis)).await;
    assert_eq!(facts.body["class_a"], 0, "{facts:?}");
    let question = json!({ "euis": ["70b3d57ed0001234"], "rpc": "reset" });
    let path = "/api/v1/one-time-rpc/check";
    let outlook = instance.call("POST", path, &stranger, Some(question)).await;
    assert_eq!(outlook.body["class_a"], 0, "{outlook:?}");
    instance.stop().await;
}
