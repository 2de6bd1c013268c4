//! Geographic locations: a tree, and the records that are somewhere in it.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::{Answer, Instance};

const LOCATIONS: &str = "/api/v1/locations";

/// Adds a location and gives its id.
async fn add(instance: &Instance, code: &str, name: &str, parent: Option<&str>) -> String {
    let body = json!({ "code": code, "name": name, "parent_code": parent });
    let answer = instance.post(LOCATIONS, body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
    answer.body["id"].as_str().unwrap().to_owned()
}

/// A site with a building with two floors, and another site. Gives the ids of the building and of
/// its first floor.
async fn site(instance: &Instance) -> (String, String) {
    add(instance, "S1", "North site", None).await;
    let building = add(instance, "S1-A", "Building A", Some("S1")).await;
    let floor = add(instance, "S1-A-1", "Floor 1", Some("S1-A")).await;
    add(instance, "S1-A-2", "Floor 2", Some("S1-A")).await;
    add(instance, "101", "South site", None).await;
    (building, floor)
}

async fn device(instance: &Instance, eui: &str, location: &str) {
    let body = json!({ "eui": eui, "data_from": "OTHER", "name": eui, "location_id": location });
    let answer = instance.post("/api/v1/devices", body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
}

/// A field of the items of a list, in its order.
async fn listed(instance: &Instance, path: &str, field: &str) -> Vec<String> {
    let answer = instance.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path} {answer:?}");
    let items = answer.body["items"].as_array().unwrap().iter();
    items.map(|item| item[field].as_str().unwrap().to_owned()).collect()
}

async fn delete(instance: &Instance, path: &str) -> Answer {
    instance.call("DELETE", path, &instance.owner, None).await
}

/// The fields that an answer refuses.
fn refused(answer: &Answer) -> Vec<&str> {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{answer:?}");
    let errors = answer.body["errors"].as_array().unwrap();
    errors.iter().map(|error| error["field"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn places_are_in_places_and_listed_with_what_they_are_in() {
    let instance = Instance::start().await;
    let (building, floor) = site(&instance).await;
    let paths = [
        "North site",
        "North site / Building A",
        "North site / Building A / Floor 1",
        "North site / Building A / Floor 2",
        "South site",
    ];
    assert_eq!(listed(&instance, LOCATIONS, "path").await, paths);
    let sorted = ["101", "S1", "S1-A", "S1-A-1", "S1-A-2"];
    assert_eq!(listed(&instance, "/api/v1/locations?sort=code", "code").await, sorted);
    let found = listed(&instance, "/api/v1/locations?q=building%20a", "code").await;
    assert_eq!(found, ["S1-A", "S1-A-1", "S1-A-2"], "what is in it, too");

    let mut walked = Vec::new();
    let mut next = Some(String::new());
    while let Some(cursor) = next {
        let page = instance.get(&format!("{LOCATIONS}?limit=2&cursor={cursor}")).await;
        let page = if cursor.is_empty() {
            instance.get(&format!("{LOCATIONS}?limit=2")).await
        } else {
            page
        };
        let items = page.body["items"].as_array().unwrap();
        walked.extend(items.iter().map(|item| item["path"].as_str().unwrap().to_owned()));
        next = page.body["next_cursor"].as_str().map(str::to_owned);
    }
    assert_eq!(walked, paths, "page by page");

    let one = instance.get(&format!("{LOCATIONS}/{floor}")).await.body;
    assert_eq!(
        (&one["parent_id"], &one["parent_code"], &one["depth"], &one["children"]),
        (&json!(building), &json!("S1-A"), &json!(2), &json!(0))
    );
    let path = format!("{LOCATIONS}/{building}");
    let moved = instance.patch(&path, json!({ "parent_code": "101", "name": "Hall" })).await;
    assert_eq!(moved.status, StatusCode::OK, "{moved:?}");
    let one = instance.get(&format!("{LOCATIONS}/{floor}")).await.body;
    assert_eq!(one["path"], "South site / Hall / Floor 1", "what is in it goes with it");
    let top = instance.patch(&path, json!({ "parent_code": null })).await.body;
    assert_eq!((&top["path"], &top["parent_id"]), (&json!("Hall"), &Value::Null));
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_location_is_said_at_its_fields() {
    let instance = Instance::start().await;
    let (building, floor) = site(&instance).await;
    let body = json!({ "code": "a b", "latitude": 91, "longitude": 181, "zip": "x".repeat(256) });
    let wrong = instance.post(LOCATIONS, body).await;
    assert_eq!(refused(&wrong), ["code", "name", "zip", "latitude", "longitude"]);
    let half = instance.post(LOCATIONS, json!({ "code": "x", "name": "x", "latitude": 1 })).await;
    assert_eq!(refused(&half), ["longitude"]);
    let path = format!("{LOCATIONS}/{building}");
    for parent in ["S1-A", "S1-A-1", &floor, "nowhere"] {
        let answer = instance.patch(&path, json!({ "parent_code": parent })).await;
        assert_eq!(refused(&answer), ["parent_code"], "{parent}");
    }
    let taken = instance.post(LOCATIONS, json!({ "code": "S1", "name": "Other" })).await;
    assert_eq!(
        (taken.status, &taken.body["field"]),
        (StatusCode::CONFLICT, &json!("code")),
        "{taken:?}"
    );
    let mut parent = "S1-A-2".to_owned();
    for depth in 4..=9 {
        let code = format!("deep-{depth}");
        let body = json!({ "code": code, "name": code, "parent_code": parent });
        let answer = instance.post(LOCATIONS, body).await;
        if depth <= 8 {
            assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
        } else {
            assert_eq!(refused(&answer), ["parent_code"]);
        }
        parent = code;
    }
    // Another tenant has codes of its own, and cannot put a place into one of these.
    instance.post("/api/v1/tenants", json!({ "code": "lab" })).await;
    let lab = instance.token("OWNER", "lab").await;
    let own = json!({ "code": "S1", "name": "Lab" });
    let answer = instance.call("POST", LOCATIONS, &lab, Some(own)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
    for parent in ["S1-A", &building] {
        let body = json!({ "code": "L", "name": "L", "parent_code": parent });
        let answer = instance.call("POST", LOCATIONS, &lab, Some(body)).await;
        assert_eq!(refused(&answer), ["parent_code"], "{parent}");
    }
    let body = json!({ "eui": "spy", "data_from": "OTHER", "location_id": building });
    let answer = instance.call("POST", "/api/v1/devices", &lab, Some(body)).await;
    assert_eq!(refused(&answer), ["location_id"]);
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_are_somewhere_and_found_by_it() {
    let instance = Instance::start().await;
    let (building, floor) = site(&instance).await;
    for (eui, location) in [("lamp", "S1-A-1"), ("pump", &building), ("gate", "101")] {
        device(&instance, eui, location).await;
    }
    device(&instance, "lost", "").await;
    let lamp = instance.get("/api/v1/devices/lamp").await.body;
    assert_eq!(lamp["location_id"], json!(floor));
    assert_eq!(lamp["location"]["path"], "North site / Building A / Floor 1");
    for (query, expected) in [
        ("location=S1", &["lamp", "pump"][..]),
        ("location=S1-A-1", &["lamp"]),
        ("location=S1-A-2", &[]),
        ("location=101", &["gate"]),
        (&format!("location={building}"), &["lamp", "pump"]),
    ] {
        let found = listed(&instance, &format!("/api/v1/devices?{query}"), "eui").await;
        assert_eq!(found, expected, "{query}");
    }
    let unknown = instance.get("/api/v1/devices?location=nowhere").await;
    assert_eq!(refused(&unknown), ["location"]);
    let sorted = listed(&instance, "/api/v1/devices?sort=location", "eui").await;
    assert_eq!(sorted, ["lost", "pump", "lamp", "gate"]);

    let place = instance.get(&format!("{LOCATIONS}/{building}")).await.body;
    assert_eq!((&place["devices"], &place["devices_below"]), (&json!(1), &json!(2)));
    let path = "/api/v1/devices/lamp";
    let kept = instance.patch(path, json!({ "name": "Lamp" })).await.body;
    assert_eq!(kept["location_id"], json!(floor), "not given: it stays");
    let gone = instance.patch(path, json!({ "location_id": null })).await.body;
    assert_eq!((&gone["location_id"], &gone["location"]), (&Value::Null, &Value::Null));
    let bad = instance.patch(path, json!({ "location_id": "nowhere" })).await;
    assert_eq!(refused(&bad), ["location_id"]);
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_location_goes_only_when_nothing_is_there() {
    let instance = Instance::start().await;
    let (building, floor) = site(&instance).await;
    for number in 1..=4 {
        device(&instance, &format!("lamp-{number}"), &floor).await;
    }
    let gateway = json!({ "eui": "5a53012501030099", "name": "Roof", "location_id": "S1-A-1" });
    let made = instance.post("/api/v1/gateways", gateway).await;
    assert_eq!(made.status, StatusCode::CREATED, "{made:?}");
    let template = json!({ "name": "Lamp", "location_id": "S1-A-1" });
    let template = instance.post("/api/v1/device-templates", template).await.body;
    let path = format!("{LOCATIONS}/{floor}");
    let stays = delete(&instance, &path).await;
    assert_eq!(
        (stays.status, &stays.body["code"]),
        (StatusCode::CONFLICT, &json!("in_use")),
        "{stays:?}"
    );
    let detail = stays.body["detail"].as_str().unwrap();
    assert_eq!(
        detail,
        "Floor 1 still holds these, move them first: 4 devices (lamp-1, lamp-2, lamp-3, …); \
         1 gateway (Roof); 1 device template (Lamp)"
    );
    let stays = delete(&instance, &format!("{LOCATIONS}/{building}")).await;
    assert!(stays.body["detail"].as_str().unwrap().contains("2 locations (Floor 1, Floor 2)"));

    let counts = instance.get(&path).await.body;
    assert_eq!(
        (&counts["devices"], &counts["gateways"], &counts["device_templates"]),
        (&json!(4), &json!(1), &json!(1))
    );
    for number in 1..=4 {
        delete(&instance, &format!("/api/v1/devices/lamp-{number}")).await;
    }
    delete(&instance, "/api/v1/gateways/5a53012501030099").await;
    let own = format!("/api/v1/device-templates/{}", template["id"].as_str().unwrap());
    let changed = instance.patch(&own, json!({ "location_id": null })).await;
    assert_eq!(changed.status, StatusCode::OK, "{changed:?}");
    assert_eq!(delete(&instance, &path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(instance.get(&path).await.status, StatusCode::NOT_FOUND);

    // What is undone comes back without the place that is gone.
    let points = instance.get("/api/v1/restore-points").await.body;
    let point = points.as_array().unwrap().iter().find(|point| point["name"] == "lamp-1");
    let point = point.unwrap()["id"].as_str().unwrap().to_owned();
    let undo = instance.post(&format!("/api/v1/restore-points/{point}/apply"), json!({})).await;
    assert_eq!(undo.status, StatusCode::ACCEPTED, "{undo:?}");
    let task = format!("/api/v1/tasks/{}", undo.body["id"].as_str().unwrap());
    let done = loop {
        let task = instance.get(&task).await.body;
        if !task["ended_at"].is_null() {
            break task;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!((&done["ok"], &done["failed"]), (&json!(1), &json!(0)), "{done}");
    let items = instance.get(&format!("{task}/items")).await.body;
    assert_eq!(items["items"][0]["detail"], "its location is gone and was left out");
    let back = instance.get("/api/v1/devices/lamp-1").await.body;
    assert_eq!((&back["name"], &back["location_id"]), (&json!("lamp-1"), &Value::Null));
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_comes_back_is_where_it_was() {
    let instance = Instance::start().await;
    let (_, floor) = site(&instance).await;
    device(&instance, "lamp", &floor).await;
    delete(&instance, "/api/v1/devices/lamp").await;
    let points = instance.get("/api/v1/restore-points").await.body;
    let point = points[0]["id"].as_str().unwrap().to_owned();
    let undo = instance.post(&format!("/api/v1/restore-points/{point}/apply"), json!({})).await;
    let task = format!("/api/v1/tasks/{}", undo.body["id"].as_str().unwrap());
    while instance.get(&task).await.body["ended_at"].is_null() {
        tokio::task::yield_now().await;
    }
    let back = instance.get("/api/v1/devices/lamp").await.body;
    assert_eq!(back["location_id"], json!(floor));
    instance.stop().await;
}

/// Undoes the newest operation on the record with a key. Returns what became of it: whether it went
/// well, and what was said.
async fn undone(instance: &Instance, key: &str) -> (bool, String) {
    let points = instance.get(&format!("/api/v1/restore-points?record={key}")).await.body;
    let point = points[0]["id"].as_str().unwrap().to_owned();
    let undo = instance.post(&format!("/api/v1/restore-points/{point}/apply"), json!({})).await;
    assert_eq!(undo.status, StatusCode::ACCEPTED, "{undo:?}");
    let task = format!("/api/v1/tasks/{}", undo.body["id"].as_str().unwrap());
    while instance.get(&task).await.body["ended_at"].is_null() {
        tokio::task::yield_now().await;
    }
    let items = instance.get(&format!("{task}/items")).await.body;
    let item = &items["items"][0];
    (item["ok"] == true, item["detail"].as_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_location_comes_back_under_its_own_id() {
    let instance = Instance::start().await;
    let (building, floor) = site(&instance).await;
    let path = format!("{LOCATIONS}/{floor}");
    let address =
        json!({ "address_1": "Ring 7", "zip": "72762", "latitude": 48.5, "longitude": 9.25 });
    instance.patch(&path, address).await;
    device(&instance, "lamp", &floor).await;
    assert_eq!(delete(&instance, &path).await.status, StatusCode::CONFLICT, "the lamp is there");
    delete(&instance, "/api/v1/devices/lamp").await;
    let before = instance.get(&path).await.body;
    assert_eq!(delete(&instance, &path).await.status, StatusCode::NO_CONTENT);

    // Only its own tenant can undo that.
    instance.post("/api/v1/tenants", json!({ "code": "lab" })).await;
    let lab = instance.token("OWNER", "lab").await;
    let theirs = format!("/api/v1/restore-points?record={floor}");
    assert_eq!(instance.call("GET", &theirs, &lab, None).await.body, json!([]));
    assert_eq!(undone(&instance, &floor).await, (true, String::new()));
    assert_eq!(instance.get(&path).await.body, before);
    assert_eq!(undone(&instance, "lamp").await, (true, String::new()));
    let lamp = instance.get("/api/v1/devices/lamp").await.body;
    assert_eq!(lamp["location_id"], json!(floor), "what was at it finds it again");
    // The undoing is undone: refused while the lamp is there, as any deletion.
    let (went, why) = undone(&instance, &floor).await;
    assert!(!went && why.contains("1 device (lamp)"), "{why}");
    delete(&instance, "/api/v1/devices/lamp").await;
    assert_eq!(undone(&instance, &floor).await, (true, String::new()));
    assert_eq!(instance.get(&path).await.status, StatusCode::NOT_FOUND);

    // Its code was given away; then the place it was in is gone.
    let other = add(&instance, "S1-A-1", "Hall", None).await;
    let (went, why) = undone(&instance, &floor).await;
    assert!(!went && why.contains("another location has its code"), "{why}");
    assert_eq!(
        delete(&instance, &format!("{LOCATIONS}/{other}")).await.status,
        StatusCode::NO_CONTENT
    );
    let second = listed(&instance, &format!("{LOCATIONS}?q=Floor%202"), "id").await;
    for id in second.iter().chain([&building]) {
        let gone = delete(&instance, &format!("{LOCATIONS}/{id}")).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT, "{gone:?}");
    }
    let (went, why) = undone(&instance, &floor).await;
    assert!(went && why.contains("it is at the top now"), "{why}");
    let back = instance.get(&path).await.body;
    assert_eq!(
        (&back["path"], &back["zip"], &back["parent_id"]),
        (&json!("Floor 1"), &json!("72762"), &Value::Null)
    );
    instance.stop().await;
}

/// A place comes back at the top when there would be too many in each other.
#[tokio::test(flavor = "multi_thread")]
async fn a_location_comes_back_at_the_top_when_there_is_no_room_for_it() {
    let instance = Instance::start().await;
    let room = add(&instance, "a", "House", None).await;
    let desk = add(&instance, "b", "Desk", Some("a")).await;
    assert_eq!(
        delete(&instance, &format!("{LOCATIONS}/{desk}")).await.status,
        StatusCode::NO_CONTENT
    );
    let mut parent = None;
    for depth in 1..8 {
        let code = format!("deep-{depth}");
        add(&instance, &code, &code, parent.as_deref()).await;
        parent = Some(code);
    }
    let moved = json!({ "parent_code": parent });
    let moved = instance.patch(&format!("{LOCATIONS}/{room}"), moved).await;
    assert_eq!(moved.status, StatusCode::OK, "{moved:?}");
    let (went, why) = undone(&instance, &desk).await;
    assert!(went && why.contains("it is at the top now"), "{why}");
    let back = instance.get(&format!("{LOCATIONS}/{desk}")).await.body;
    assert_eq!((&back["path"], &back["code"]), (&json!("Desk"), &json!("b")));
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_puts_new_devices_somewhere_and_moves_none() {
    let instance = Instance::start().await;
    let (_, floor) = site(&instance).await;
    let body = json!({ "name": "Lamp", "location_id": "S1-A-1" });
    let template = instance.post("/api/v1/device-templates", body).await.body;
    assert_eq!(template["location"]["path"], "North site / Building A / Floor 1");
    let id = template["id"].as_str().unwrap();
    let new = |eui: &str, rest: Value| {
        let mut body = json!({ "eui": eui, "data_from": "OTHER", "template": id });
        body.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        body
    };
    let lamp = instance.post("/api/v1/devices", new("lamp", json!({}))).await.body;
    assert_eq!(lamp["location_id"], json!(floor));
    let other = new("other", json!({ "location_id": "101" }));
    let other = instance.post("/api/v1/devices", other).await.body;
    assert_eq!(other["location"]["code"], "101", "what is given replaces what the template says");
    let none = new("none", json!({ "location_id": null }));
    let none = instance.post("/api/v1/devices", none).await.body;
    assert_eq!(none["location_id"], Value::Null);

    // Reset by Template leaves devices where they are.
    let body = json!({ "euis": ["other"], "template": id });
    let reset = instance.post("/api/v1/reset-by-template", body).await;
    assert_eq!(reset.status, StatusCode::ACCEPTED, "{reset:?}");
    let task = format!("/api/v1/tasks/{}", reset.body["id"].as_str().unwrap());
    while instance.get(&task).await.body["ended_at"].is_null() {
        tokio::task::yield_now().await;
    }
    let other = instance.get("/api/v1/devices/other").await.body;
    assert_eq!(other["location"]["code"], "101");

    let draft = instance.get("/api/v1/devices/lamp/template-draft").await.body;
    assert_eq!(draft["location_id"], json!(floor));
    let path = format!("/api/v1/models/device-templates/{id}/scope");
    let public = json!({ "scope": "PUBLIC" });
    let stays = instance.call("PUT", &path, &instance.owner, Some(public)).await;
    assert_eq!(stays.status, StatusCode::CONFLICT, "{stays:?}");
    assert!(stays.body["detail"].as_str().unwrap().contains("the location Floor 1"), "{stays:?}");
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn gateways_without_a_position_have_that_of_their_place() {
    let instance = Instance::start().await;
    let (building, _) = site(&instance).await;
    let position = json!({ "latitude": 48.5, "longitude": -9.25 });
    let placed = instance.patch(&format!("{LOCATIONS}/{building}"), position).await;
    assert_eq!(placed.status, StatusCode::OK, "{placed:?}");
    let path = "/api/v1/gateways/5a53012501030099";
    let body = json!({ "eui": "5a53012501030099", "name": "Roof", "location_id": "S1-A-1" });
    instance.post("/api/v1/gateways", body).await;
    let roof = instance.get(path).await.body;
    assert_eq!((&roof["latitude"], &roof["longitude"]), (&Value::Null, &Value::Null));
    let location = &roof["location"];
    assert_eq!(location["path"], "North site / Building A / Floor 1");
    assert_eq!(
        (&location["latitude"], &location["longitude"]),
        (&json!(48.5), &json!(-9.25)),
        "of the nearest place that has one"
    );
    for (place, expected) in [("S1", &["5a53012501030099"][..]), ("S1-A-2", &[]), ("101", &[])] {
        let path = format!("/api/v1/gateways?location={place}");
        assert_eq!(listed(&instance, &path, "eui").await, expected, "{place}");
    }
    let unknown = instance.get("/api/v1/gateways?location=nowhere").await;
    assert_eq!(refused(&unknown), ["location"]);
    let bad = instance.patch(path, json!({ "location_id": "nowhere" })).await;
    assert_eq!(refused(&bad), ["location_id"]);
    let gone = instance.patch(path, json!({ "location_id": "" })).await.body;
    assert_eq!((&gone["location_id"], &gone["location"]), (&Value::Null, &Value::Null));
    instance.stop().await;
}

/// Checks a CSV file, applies it, and gives what the check counted as errors.
async fn import(instance: &Instance, kind: &str, file: &str) -> u64 {
    let path = format!("/api/v1/imports/{kind}?file=a.csv");
    let (status, body) = instance.bytes("POST", &path, file.into()).await;
    let plan: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(status, StatusCode::CREATED, "{plan}");
    let apply = format!("/api/v1/imports/{}/apply", plan["id"].as_str().unwrap());
    let applied = instance.post(&apply, json!({})).await;
    assert_eq!(applied.status, StatusCode::ACCEPTED, "{applied:?}");
    let task = format!("/api/v1/tasks/{}", applied.body["id"].as_str().unwrap());
    while instance.get(&task).await.body["ended_at"].is_null() {
        tokio::task::yield_now().await;
    }
    plan["counts"]["error"].as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_name_a_place_by_its_code() {
    let instance = Instance::start().await;
    site(&instance).await;
    device(&instance, "lamp", "S1-A-1").await;
    let gateway = json!({ "eui": "5a53012501030099", "location_id": "101" });
    instance.post("/api/v1/gateways", gateway).await;
    for (kind, fields, expected) in [
        ("devices", "eui,location", "lamp,S1-A-1"),
        ("gateways", "eui,location", "5a53012501030099,101"),
    ] {
        let path = format!("/api/v1/exports/{kind}?format=csv&fields={fields}");
        let (status, file) = instance.bytes("GET", &path, Vec::new()).await;
        let text = String::from_utf8(file).unwrap();
        assert_eq!(status, StatusCode::OK, "{text}");
        assert!(text.contains(expected), "{text}");
    }
    let file = "eui,data_from,Location code\nlamp,OTHER,101\nnew,OTHER,S1-A-2\nlost,OTHER,gone\n";
    assert_eq!(import(&instance, "devices", file).await, 1, "there is no such place");
    for (eui, code) in [("lamp", "101"), ("new", "S1-A-2")] {
        let device = instance.get(&format!("/api/v1/devices/{eui}")).await.body;
        assert_eq!(device["location"]["code"], code, "{eui}");
    }
    assert_eq!(instance.get("/api/v1/devices/lost").await.status, StatusCode::NOT_FOUND);
    // An empty cell takes it away, a file without the column leaves it.
    assert_eq!(import(&instance, "devices", "eui,name,location\nlamp,Lamp,\n").await, 0);
    assert_eq!(import(&instance, "devices", "eui,name\nnew,New\n").await, 0);
    let lamp = instance.get("/api/v1/devices/lamp").await.body;
    assert_eq!((&lamp["name"], &lamp["location_id"]), (&json!("Lamp"), &Value::Null));
    assert_eq!(instance.get("/api/v1/devices/new").await.body["location"]["code"], "S1-A-2");
    let file = "eui,location\n5a53012501030099,S1\n5a53012501030098,nowhere\n";
    assert_eq!(import(&instance, "gateways", file).await, 1);
    let roof = instance.get("/api/v1/gateways/5a53012501030099").await.body;
    assert_eq!(roof["location"]["path"], "North site");
    instance.stop().await;
}
