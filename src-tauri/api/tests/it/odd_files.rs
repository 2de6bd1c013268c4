//! Files that other programs wrote, or that were meant for another instance.

use std::process::Command;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::imports::{apply, check, counts, exported, rows};
use crate::support::Instance;

/// A workbook of openpyxl (Debian's python3-openpyxl) with these rows, written in Python.
fn workbook(rows: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    // Debian's own, which has the package, before any other.
    let debian = std::path::Path::new("/usr/bin/python3");
    let script = format!(
        "import openpyxl\nbook = openpyxl.Workbook()\nfor row in {rows}: book.active.append(row)\n\
         book.save('a.xlsx')"
    );
    let output = Command::new(if debian.exists() { debian.to_str().unwrap() } else { "python3" })
        .args(["-c", &script])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "python3-openpyxl is needed: {error}");
    std::fs::read(folder.path().join("a.xlsx")).unwrap()
}

/// The notes of a row as (field, code, sentence).
fn notes(row: &Value) -> Vec<(&str, &str, &str)> {
    let text = |note: &'_ Value, name: &str| -> &'static str {
        Box::leak(note[name].as_str().unwrap().to_owned().into_boxed_str())
    };
    let notes = row["notes"].as_array().unwrap().iter();
    notes.map(|note| (text(note, "field"), text(note, "code"), text(note, "detail"))).collect()
}

async fn refused(instance: &Instance, path: &str, file: &[u8]) -> String {
    let (status, body) = instance.bytes("POST", path, file.to_vec()).await;
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    body["detail"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sign_of_a_formula_is_no_name_in_tables_of_other_servers() {
    let instance = Instance::start().await;
    let device = json!({ "eui": "70b3d57ed00f0001", "name": "Boiler 1" });
    assert_eq!(instance.post("/api/v1/devices", device).await.status, StatusCode::CREATED);
    let file = workbook(
        r#"[["dev_eui", "nwk_key", "name"], ["70b3d57ed00f0001", "00" * 16, '="Boiler "&1']]"#,
    );
    let plan = check(&instance, "devices", &file).await;
    assert_eq!(counts(&plan), [0, 0, 1, 0, 0], "{plan}");
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_formula_without_a_saved_result_clears_nothing() {
    let instance = Instance::start().await;
    let device = json!({ "eui": "fz-1", "data_from": "OTHER", "name": "Boiler 1", "tags": ["north"],
        "thing_model": ["mt_ks52"] });
    assert_eq!(instance.post("/api/v1/devices", device).await.status, StatusCode::CREATED);
    let file = workbook(
        r#"[["eui", "name", "tags", "thing_model"],
            ["fz-1", '="Boiler "&1', '=LOWER("NORTH")', '="mt_ks52"']]"#,
    );
    let plan = check(&instance, "devices", &file).await;
    assert_eq!(counts(&plan), [0, 0, 0, 1, 0], "{plan}");
    let row = rows(&instance, &plan, "error").await[0].clone();
    let found = notes(&row);
    assert_eq!(found.len(), 3, "{found:?}");
    for (at, field) in ["name", "tags", "thing_model"].into_iter().enumerate() {
        assert_eq!((found[at].0, found[at].1), (field, "formula_unsaved"));
        assert!(found[at].2.contains("save"), "{found:?}");
    }
    assert_eq!(apply(&instance, &plan).await["failed"], 1);
    let seen = instance.get("/api/v1/devices/fz-1").await.body;
    assert_eq!((&seen["name"], &seen["tags"]), (&json!("Boiler 1"), &json!(["north"])));
    assert_eq!(seen["thing_model"].as_array().unwrap().len(), 1);
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_are_what_devices_that_are_not_lorawan_are_called_by() {
    let instance = Instance::start().await;
    let device = json!({ "eui": "12345", "data_from": "OTHER", "name": "Old" });
    assert_eq!(instance.post("/api/v1/devices", device).await.status, StatusCode::CREATED);
    let file = workbook(
        r#"[["eui", "name", "data_from"], [12345, "New", None], [777, "Other", "OTHER"],
            [4711, "LoRa", "LoRaWAN"]]"#,
    );
    let plan = check(&instance, "devices", &file).await;
    assert_eq!(counts(&plan), [2, 1, 0, 0, 3], "{plan}");
    let all = rows(&instance, &plan, "").await;
    let keys: Vec<&str> = all.iter().map(|row| row["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["12345", "777", "0000000000004711"]);
    assert!(notes(&all[1])[0].2.contains("zeros"), "{all:?}");
    assert_eq!(apply(&instance, &plan).await["ok"], 3);
    assert_eq!(instance.get("/api/v1/devices/12345").await.body["name"], "New");
    // A parent is what is here by the number, whatever its sub-device says of its own data.
    let device = json!({ "eui": "0000000000004712" });
    assert_eq!(instance.post("/api/v1/devices", device).await.status, StatusCode::CREATED);
    let file = workbook(
        r#"[["eui", "device_type", "data_from", "parent", "sub_device"],
        ["m-1", "SUB_DEVICE", "OTHER", 4712, "1"], ["m-2", "SUB_DEVICE", "LoRaWAN", 12345, "2"],
        ["m-3", "SUB_DEVICE", "OTHER", 888, "3"], [888, None, "OTHER", None, None]]"#,
    );
    let plan = check(&instance, "devices", &file).await;
    assert_eq!(counts(&plan), [4, 0, 0, 0, 4], "{plan}");
    let told = rows(&instance, &plan, "create").await;
    let parent = |row: &Value| {
        let changes = row["changes"].as_array().unwrap();
        changes.iter().find(|change| change["field"] == "parent").unwrap()["new"].clone()
    };
    assert_eq!(parent(&told[0]), "0000000000004712");
    assert_eq!(notes(&told[0])[0].2, "number cell 4712 → read as 0000000000004712");
    assert_eq!((parent(&told[1]), parent(&told[2])), (json!("12345"), json!("888")));
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn linked_commands_of_a_template_travel_by_their_methods() {
    let source = Instance::start().await;
    let method = json!({ "id_name": "set_q", "name": "Set q", "rpc_script": "return null" });
    let method = source.post("/api/v1/rpc-models", method).await.body;
    let template = json!({ "name": "Linked", "rpc": ["set_q"],
        "server_attrs": { "s": { "type": "number", "rpcs": [method["id"]] } },
        "shared_attrs": { "q": { "type": "number", "dftValue": 1, "rpcs": [method["id"]] } } });
    let template = source.post("/api/v1/device-templates", template).await;
    assert_eq!(template.status, StatusCode::CREATED, "{template:?}");
    let mut files = Vec::new();
    for kind in ["rpc-models", "device-templates"] {
        let mut file = exported(&source, kind).await;
        let own = |model: &Value| model["id_name"] == "set_q" || model["name"] == "Linked";
        let models = file["models"].as_array_mut().unwrap();
        models.retain(own);
        // What links them is the method alone.
        models[0].as_object_mut().unwrap().remove("id");
        files.push(file.to_string());
    }
    let written: Value = serde_json::from_str(&files[1]).unwrap();
    assert_eq!(written["models"][0]["shared_attrs"]["q"]["rpcs"], json!(["set_q"]));
    assert_eq!(written["models"][0]["server_attrs"]["s"]["rpcs"], json!(["set_q"]));
    let again = check(&source, "device-templates", files[1].as_bytes()).await;
    assert_eq!(counts(&again), [0, 0, 1, 0, 0], "{again}");
    source.stop().await;

    let target = Instance::start().await;
    let plan = check(&target, "device-templates", files[1].as_bytes()).await;
    assert_eq!(counts(&plan), [0, 0, 0, 1, 0], "{plan}");
    let told = rows(&target, &plan, "error").await;
    let fields: Vec<&str> = notes(&told[0]).iter().map(|note| note.0).collect();
    assert_eq!(fields, ["rpc", "server_attrs", "shared_attrs"], "{told:?}");
    assert!(notes(&told[0])[2].2.contains("q: no model is called set_q"), "{told:?}");
    for (kind, file) in ["rpc-models", "device-templates"].into_iter().zip(&files) {
        let plan = check(&target, kind, file.as_bytes()).await;
        assert_eq!(counts(&plan), [1, 0, 0, 0, 0], "{kind} {plan}");
        assert_eq!(apply(&target, &plan).await["ok"], 1);
    }
    let method = target.get("/api/v1/rpc-models?q=set_q").await.body["items"][0]["id"].clone();
    let template = target.get("/api/v1/device-templates?q=Linked").await.body["items"][0].clone();
    let path = format!("/api/v1/device-templates/{}", template["id"].as_str().unwrap());
    let template = target.get(&path).await.body;
    assert_eq!(template["shared_attrs"]["q"]["rpcs"], json!([method]), "{template}");
    // By its id here, too.
    let file = json!({ "format": "thinklink-models", "kind": "device-templates", "models": [
        { "name": "By id", "shared_attrs": { "q": { "type": "number", "rpcs": [method] } } } ] });
    let plan = check(&target, "device-templates", file.to_string().as_bytes()).await;
    assert_eq!(counts(&plan), [1, 0, 0, 0, 0], "{plan}");
    target.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_several_templates_have_means_none_of_them() {
    let instance = Instance::start().await;
    let mut ids = Vec::new();
    for tag in ["first", "second"] {
        let template = json!({ "name": "Twin", "tags": [tag] });
        let made = instance.post("/api/v1/device-templates", template).await;
        assert_eq!(made.status, StatusCode::CREATED, "{made:?}");
        ids.push(made.body["id"].as_str().unwrap().to_owned());
    }
    let device = json!({ "eui": "tw-1", "data_from": "OTHER", "template": "Twin" });
    let by_name = instance.post("/api/v1/devices", device).await;
    assert_eq!(by_name.status, StatusCode::UNPROCESSABLE_ENTITY, "{by_name:?}");
    let several = "several device templates are called Twin";
    assert!(by_name.body["detail"].as_str().unwrap().contains(several), "{by_name:?}");
    let device = json!({ "eui": "tw-1", "data_from": "OTHER", "template": ids[1] });
    let by_id = instance.post("/api/v1/devices", device).await;
    assert_eq!(by_id.body["tags"], json!(["second"]), "{by_id:?}");
    let reset = json!({ "template": "Twin", "euis": ["tw-1"] });
    let reset = instance.post("/api/v1/reset-by-template/check", reset).await;
    assert!(reset.body["detail"].as_str().unwrap().contains(several), "{reset:?}");
    let listed = instance.get("/api/v1/devices?template=Twin").await;
    assert!(listed.body["detail"].as_str().unwrap().contains(several), "{listed:?}");
    let plan = check(&instance, "devices", b"eui,data_from,template\ntw-2,OTHER,Twin\n").await;
    let told = rows(&instance, &plan, "error").await;
    assert!(notes(&told[0])[0].2.contains(several), "{told:?}");
    // A device's template goes out by its id, and what is exported is unchanged.
    let (_, file) = instance.bytes("GET", "/api/v1/exports/devices?format=csv", Vec::new()).await;
    assert!(String::from_utf8_lossy(&file).contains(&ids[1]));
    assert_eq!(counts(&check(&instance, "devices", &file).await), [0, 0, 1, 0, 0]);
    let file = exported(&instance, "device-templates").await;
    let plan = check(&instance, "device-templates", file.to_string().as_bytes()).await;
    assert_eq!(counts(&plan)[3], 0, "{plan}");

    // Of another instance, whose ids are not known here.
    let file = |names: [&str; 2]| {
        json!({ "format": "thinklink-models", "kind": "device-templates", "models": [
            { "id": "7", "name": names[0] }, { "id": "8", "name": names[1] } ] })
        .to_string()
    };
    let plan = check(&instance, "device-templates", file(["New", "New"]).as_bytes()).await;
    let told = rows(&instance, &plan, "error").await;
    assert_eq!(notes(&told[0])[0].2, "row 2 of this file has the same name", "{told:?}");
    let plan = check(&instance, "device-templates", file(["Twin", "New"]).as_bytes()).await;
    let told = rows(&instance, &plan, "error").await;
    assert!(notes(&told[0])[0].2.contains(several), "{told:?}");
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn records_that_are_there_need_no_column_that_new_ones_need() {
    let instance = Instance::start().await;
    for (eui, standard) in [("70b3d57ed0000001", "EU868"), ("70b3d57ed0000002", "CN470")] {
        let profile = json!({ "dev_eui": eui, "join_mode": "OTAA", "standard": standard,
            "app_key": "00112233445566778899aabbccddeeff" });
        let made = instance.post("/api/v1/lorawan-profiles", profile).await;
        assert_eq!(made.status, StatusCode::CREATED, "{made:?}");
    }
    let file = "devEui,batch\n70b3d57ed0000001,lot 7\n70b3d57ed0000002,lot 7\n";
    let plan = check(&instance, "lorawan-profiles", file.as_bytes()).await;
    assert_eq!((counts(&plan), &plan["missing"]), (vec![0, 2, 0, 0, 0], &json!([])));
    assert_eq!(apply(&instance, &plan).await["ok"], 2);
    let seen = instance.get("/api/v1/lorawan-profiles/70b3d57ed0000002").await.body;
    assert_eq!((&seen["batch"], &seen["standard"]), (&json!("lot 7"), &json!("CN470")));
    // A new one beside them needs it, and is the only one that is left out.
    let file = "devEui,batch\n70b3d57ed0000001,lot 8\n70b3d57ed0000003,lot 8\n";
    let plan = check(&instance, "lorawan-profiles", file.as_bytes()).await;
    assert_eq!((counts(&plan), &plan["missing"]), (vec![0, 1, 0, 1, 0], &json!(["standard"])));
    let done = apply(&instance, &plan).await;
    assert_eq!((&done["ok"], &done["failed"]), (&json!(1), &json!(1)));
    // With nothing but new ones there is nothing to do.
    let plan = check(&instance, "lorawan-profiles", b"devEui,batch\n70b3d57ed0000004,x\n").await;
    let path = format!("/api/v1/imports/{}/apply", plan["id"].as_str().unwrap());
    let answer = instance.post(&path, json!({})).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{answer:?}");
    // Without the key nobody knows which records are meant.
    let plan = check(&instance, "lorawan-profiles", b"batch\nlot 9\n").await;
    assert_eq!(plan["missing"][0], "dev_eui", "{plan}");
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_member_of_a_model_has_its_type() {
    let instance = Instance::start().await;
    let of = |version: Value, model: Value| {
        json!({ "format": "thinklink-models", "version": version, "kind": "thing-models",
            "models": [model] })
        .to_string()
    };
    let wrong = json!({ "id_name": "th3", "name": null, "payload_parser": 5, "tags": "a",
        "telemetry_config": [], "remark": 5, "apply_to": true, "payload_parser_type": "X" });
    let plan = check(&instance, "thing-models", of(json!(1), wrong).as_bytes()).await;
    let told = rows(&instance, &plan, "error").await;
    let mut fields: Vec<&str> = notes(&told[0]).iter().map(|note| note.0).collect();
    fields.sort_unstable();
    let expected = [
        "apply_to",
        "name",
        "payload_parser",
        "payload_parser_type",
        "remark",
        "tags",
        "telemetry_config",
    ];
    assert_eq!(fields, expected, "{told:?}");
    let parser = notes(&told[0]).into_iter().find(|note| note.0 == "payload_parser").unwrap();
    assert_eq!(parser.2, "expected text, not 5");
    let empty = json!({ "id_name": "th3", "name": "" });
    let plan = check(&instance, "thing-models", of(json!(1), empty).as_bytes()).await;
    let told = rows(&instance, &plan, "error").await;
    assert_eq!(notes(&told[0])[0], ("name", "invalid", "is empty"), "{told:?}");
    let right = json!({ "id_name": "th3", "name": "C" });
    for (version, reason) in [
        (json!(2), "this program reads 1"),
        (json!("1"), "not exported from a list of models"),
        (json!(1.5), "not exported from a list of models"),
    ] {
        let file = of(version, right.clone());
        let why = refused(&instance, "/api/v1/imports/thing-models", file.as_bytes()).await;
        assert!(why.contains(reason), "{why}");
    }
    // How values are shown is judged the same way, wherever it comes from.
    let made = instance.post("/api/v1/thing-models", right).await;
    let path = format!("/api/v1/thing-models/{}", made.body["id"].as_str().unwrap());
    for (fields, why) in [
        (json!({ "a": 5 }), "a: expected an object, not a number"),
        (json!({ "c": { "type": "zzz" } }), "c: type: expected one of"),
        (json!({ "c": { "order": "x" } }), "c: order: expected a number, not text"),
    ] {
        let config = json!({ "telemetry_config": { "fields": fields } });
        let answer = instance.patch(&path, config.clone()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{answer:?}");
        assert!(answer.body["detail"].as_str().unwrap().contains(why), "{answer:?}");
        let mut model = json!({ "id_name": "th4", "name": "D" });
        model["telemetry_config"] = config["telemetry_config"].clone();
        let plan = check(&instance, "thing-models", of(json!(1), model).as_bytes()).await;
        let told = rows(&instance, &plan, "error").await;
        assert!(notes(&told[0])[0].2.contains(why), "{told:?}");
    }
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_encoding_of_a_text_file_is_told_and_may_be_said() {
    let instance = Instance::start().await;
    let western = b"eui;name;data_from\nfm-1;Z\xfcrich Ger\xe4t;OTHER\n";
    let name = async |plan: &Value| {
        let row = rows(&instance, plan, "create").await[0].clone();
        let changes = row["changes"].as_array().unwrap();
        let name = changes.iter().find(|change| change["field"] == "name").unwrap();
        name["new"].as_str().unwrap().to_owned()
    };
    let plan = check(&instance, "devices", western).await;
    let told = (&plan["source"]["encoding"], &plan["source"]["encoding_guessed"]);
    assert_eq!(told, (&json!("windows-1252"), &json!(true)));
    assert_eq!(name(&plan).await, "Zürich Gerät");
    let plan = check(&instance, "devices", "eui,name\nfm-1,Zürich\n".as_bytes()).await;
    assert_eq!(plan["source"]["encoding_guessed"], false);
    let path = "/api/v1/imports/devices?file=a.csv&encoding=";
    let (status, body) = instance.bytes("POST", &format!("{path}gb18030"), western.to_vec()).await;
    let plan: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((status, &plan["source"]["encoding_guessed"]), (StatusCode::CREATED, &json!(false)));
    assert_eq!(name(&plan).await, "Z黵ich Ger鋞");
    let why = refused(&instance, &format!("{path}utf-8"), western).await;
    assert!(why.contains("no text in utf-8"), "{why}");
    // A list of The Things Stack in JSON.
    let western = b"[{\"ids\": {\"device_id\": \"d\", \"dev_eui\": \"70B3D57ED0003001\"}, \
        \"name\": \"Z\xfcrich Ger\xe4t\"}]";
    let plan = check(&instance, "devices", western).await;
    let told = (&plan["source"]["encoding"], &plan["source"]["encoding_guessed"]);
    assert_eq!(told, (&json!("windows-1252"), &json!(true)));
    assert_eq!(name(&plan).await, "Zürich Gerät");
    let (_, body) = instance.bytes("POST", &format!("{path}gb18030"), western.to_vec()).await;
    let plan: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(plan["source"]["encoding_guessed"], false, "{plan}");
    assert_eq!(name(&plan).await, "Z黵ich Ger鋞");
    let why = refused(&instance, &format!("{path}latin"), western).await;
    assert!(why.contains("windows-1252"), "{why}");
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_file_is_no_table() {
    let instance = Instance::start().await;
    let cut = br#"[{"ids":{"device_id":"d","dev_eui":"70B3D57ED0003001"},"root_keys":{"app"#;
    for kind in ["lorawan-profiles", "devices", "gateways"] {
        let path = format!("/api/v1/imports/{kind}?file=tts.json");
        let why = refused(&instance, &path, cut).await;
        assert!(why.contains("no valid JSON") && why.contains("line 1 column"), "{why}");
    }
    let path = "/api/v1/imports/devices?file=a.csv";
    let why = refused(&instance, path, b"eui,name\nfm-1,\"abc\nfm-2,x\n").await;
    assert!(why.contains("quotation mark in line 2 is not closed"), "{why}");
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_key_is_told_without_the_key() {
    let instance = Instance::start().await;
    let file = "devEui,join_mode,app_key,standard\n70b3d57ed0000204,OTAA,,EU868\n\
        70b3d57ed0000205,OTAA,00112233445566778899aabbccddeeof,EU868\n70b3d57ed0000001,OTAA,\
        00112233445566778899aabbccddeeff,EU868\n";
    let plan = check(&instance, "lorawan-profiles", file.as_bytes()).await;
    assert_eq!(counts(&plan), [1, 0, 0, 2, 0], "{plan}");
    let done = apply(&instance, &plan).await;
    let items = format!("/api/v1/tasks/{}/items", done["id"].as_str().unwrap());
    let items = instance.get(&items).await.body["items"].clone();
    assert_eq!(items[0]["detail"], "row 2: app_key: required for OTAA", "{items}");
    let spoilt = items[1]["detail"].as_str().unwrap();
    assert!(!spoilt.contains("00112233") && spoilt.contains("no hex digit"), "{spoilt}");
    instance.stop().await;
}
