//! What a request says and no route knows: it is refused and nothing happens.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::Instance;

/// Objects of bodies whose members are named by people, or checked by another reader: the filters
/// of lists, of which `crate::parse::filter` refuses unknown names.
const READ_OTHERWISE: [&str; 4] = ["DeviceFilter", "ProfileFilter", "GatewayFilter", "ModelFilter"];

/// The names of the objects under a schema that take members they do not know.
fn lenient(all: &Value, schema: &Value, seen: &mut Vec<String>, found: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str().and_then(|it| it.rsplit('/').next()) {
        if READ_OTHERWISE.contains(&name) || seen.iter().any(|it| it == name) {
            return;
        }
        seen.push(name.to_owned());
        let named = &all[name];
        if named["properties"].is_object() && named["additionalProperties"] != json!(false) {
            found.push(name.to_owned());
        }
        return lenient(all, named, seen, found);
    }
    for list in ["allOf", "oneOf", "anyOf"] {
        for part in schema[list].as_array().into_iter().flatten() {
            lenient(all, part, seen, found);
        }
    }
    for member in schema["properties"].as_object().into_iter().flat_map(|it| it.values()) {
        lenient(all, member, seen, found);
    }
    for inner in [&schema["items"], &schema["additionalProperties"]] {
        if inner.is_object() {
            lenient(all, inner, seen, found);
        }
    }
}

#[test]
fn every_object_of_a_body_refuses_members_it_does_not_know() {
    let description = serde_json::to_value(thinklink_api::openapi()).unwrap();
    let mut bodies = 0;
    for (path, methods) in description["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            if schema.is_null() {
                continue;
            }
            bodies += 1;
            let (mut seen, mut found) = (Vec::new(), Vec::new());
            lenient(&description["components"]["schemas"], schema, &mut seen, &mut found);
            assert_eq!(found, Vec::<String>::new(), "{method} {path}");
        }
    }
    assert!(bodies > 40, "only {bodies} bodies were found");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_beside_a_selection_and_is_unknown_deletes_nothing() {
    let instance = Instance::start().await;
    for eui in ["keep", "gone"] {
        let device = json!({"eui": eui, "data_from": "OTHER", "tags": ["decom"]});
        assert_eq!(instance.post("/api/v1/devices", device).await.status, StatusCode::CREATED);
    }
    let all = json!({"filter": {"tag": "decom"}});
    for (path, body, name) in [
        ("/api/v1/devices/delete", json!({"devices": all, "except": ["keep"]}), "except"),
        ("/api/v1/devices/delete", json!({"devices": all, "count": 1}), "count"),
        (
            "/api/v1/devices/tags",
            json!({"devices": all, "except": ["keep"], "add": ["x"]}),
            "except",
        ),
    ] {
        let answer = instance.post(path, body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {answer:?}");
        assert!(answer.body["detail"].as_str().unwrap().contains(name), "{answer:?}");
    }
    assert_eq!(instance.get("/api/v1/devices?tag=decom").await.body["total"], 2);
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_that_a_route_does_not_have_are_named_and_refused() {
    let instance = Instance::start().await;
    for path in [
        "/api/v1/devices",
        "/api/v1/gateways",
        "/api/v1/lorawan-profiles",
        "/api/v1/thing-models",
        "/api/v1/network/frames",
        "/api/v1/exports/devices",
        "/api/v1/exports/frames",
        "/api/v1/me",
    ] {
        let answer = instance.get(&format!("{path}?tgs=x")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {answer:?}");
        assert_eq!(
            (&answer.body["code"], &answer.body["field"]),
            (&json!("invalid"), &json!("tgs"))
        );
        // Nobody hears more of it than that they have to sign in.
        let answer = instance.call("GET", &format!("{path}?tgs=x"), "", None).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    // What wants no token says the same to everybody, and a list that comes whole has no pages.
    assert_eq!(instance.call("GET", "/api/health?ts=1", "", None).await.status, StatusCode::OK);
    assert_eq!(instance.get("/api/v1/me?limit=5&cursor=").await.status, StatusCode::OK);
    let head = instance.call("HEAD", "/api/v1/me?limit=5", &instance.owner, None).await;
    assert_eq!(head.status, StatusCode::OK);
    let nobody = json!({"account": "nobody", "password": "wrong"});
    let answer = instance.call("POST", "/api/v1/login?x=1", "", Some(nobody)).await;
    assert_eq!(answer.body["code"], "unauthenticated", "{answer:?}");
    assert_ne!(answer.body["detail_said"]["code"], "sign_in", "{answer:?}");
    // The filters of lists are told apart by the kind of record that is exported.
    for (path, status) in [
        ("/api/v1/exports/devices?tag=a&status=online&q=b&format=csv", StatusCode::OK),
        ("/api/v1/exports/lorawan-profiles?join_mode=ABP", StatusCode::OK),
        ("/api/v1/exports/gateways?registered=false&format=csv", StatusCode::OK),
        ("/api/v1/exports/thing-models?scope=PUBLIC", StatusCode::OK),
        ("/api/v1/exports/gateways?join_mode=ABP", StatusCode::UNPROCESSABLE_ENTITY),
        ("/api/v1/exports/devices?join_mode=ABP", StatusCode::UNPROCESSABLE_ENTITY),
        ("/api/v1/exports/lorawan-profiles?tag=a", StatusCode::UNPROCESSABLE_ENTITY),
        ("/api/v1/exports/thing-models?device_type=NORMAL", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let (found, body) = instance.bytes("GET", path, Vec::new()).await;
        assert_eq!(found, status, "{path}: {}", String::from_utf8_lossy(&body));
    }
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_framework_refuses_is_told_like_everything_else() {
    let instance = Instance::start().await;
    let (status, body) =
        instance.bytes("POST", "/api/v1/imports/devices?file=a.csv", vec![b'a'; 34 << 20]).await;
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((status, &body["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("too_large")));
    assert!(body["detail"].as_str().unwrap().contains("32 MiB"), "{body}");
    let answer = instance.call("DELETE", "/api/v1/me", &instance.owner, None).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{answer:?}");
    assert_eq!(answer.media_type, "application/problem+json");
    assert_eq!(answer.body["code"], "method_not_allowed");
    let answer = instance.get("/api/v1/events").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{answer:?}");
    assert_eq!(answer.media_type, "application/problem+json");
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_no_record_with_its_fields_in_the_order_of_the_source() {
    let instance = Instance::start().await;
    let device = json!({"eui": "keep", "data_from": "OTHER"});
    assert_eq!(instance.post("/api/v1/devices", device).await.status, StatusCode::CREATED);
    for (path, body) in [
        ("/api/v1/devices", json!(["0011223344556677"])),
        ("/api/v1/devices/delete", json!({"devices": [["keep"]]})),
        ("/api/v1/devices/delete", json!([{"euis": ["keep"]}])),
    ] {
        let answer = instance.post(path, body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {answer:?}");
        assert_eq!(answer.body["detail_said"]["code"], "body_form", "{answer:?}");
        let detail = answer.body["detail"].as_str().unwrap();
        assert!(detail.contains("expected an object"), "{detail}");
    }
    assert_eq!(instance.get("/api/v1/devices").await.body["total"], 1);
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn control_characters_are_refused_at_their_field() {
    let instance = Instance::start().await;
    let eui = "70b3d57ed0001234";
    for (path, body, field) in [
        ("devices", json!({"eui": "a", "data_from": "OTHER", "name": "a\u{0}b"}), "name"),
        ("devices", json!({"eui": "a", "data_from": "OTHER", "tags": ["a\tb"]}), "tags"),
        ("devices", json!({"eui": "a", "data_from": "OTHER", "remark": "a\u{1b}[2Jb"}), "remark"),
        ("gateways", json!({"eui": eui, "name": "a\nb"}), "name"),
        ("gateways", json!({"eui": eui, "remark": "a\u{7f}b"}), "remark"),
        (
            "lorawan-profiles",
            json!({"dev_eui": eui, "standard": "EU868", "batch": "a\u{85}b"}),
            "batch",
        ),
        ("device-templates", json!({"name": "a\rb"}), "name"),
        ("notification-groups", json!({"name": "a\u{0}b"}), "name"),
        ("locations", json!({"code": "a1", "name": "a", "phone": "1\n2"}), "phone"),
        ("tokens", json!({"name": "a\u{0}b", "role": "VIEWER", "tenant": "default"}), "name"),
        ("tenants", json!({"code": "west", "name": "a\u{0}b"}), "name"),
    ] {
        let answer = instance.post(&format!("/api/v1/{path}"), body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {answer:?}");
        let errors = answer.body["errors"].as_array().unwrap();
        let error = errors.iter().find(|error| error["field"] == field);
        let said = error.map(|error| &error["detail_said"]["code"]);
        assert_eq!(said, Some(&json!("control_character")), "{path}: {answer:?}");
    }
    let text = "first\n\tsecond\r\nthird";
    let device = json!({"eui": "a", "data_from": "OTHER", "name": "Büro 3", "remark": text});
    let answer = instance.post("/api/v1/devices", device).await;
    assert_eq!((answer.status, &answer.body["remark"]), (StatusCode::CREATED, &json!(text)));

    let file = b"EUI,data_from,name\nb,OTHER,\"x\ny\"\n";
    let (_, body) =
        instance.bytes("POST", "/api/v1/imports/devices?file=a.csv", file.to_vec()).await;
    let plan: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(plan["counts"]["error"], 1, "{plan}");
    instance.stop().await;
}
