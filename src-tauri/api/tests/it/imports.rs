//! Records in workbooks and CSV files, over the API.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::Instance;

const HEADER: &str = "devEui,Join mode,standard,dev_addr,AppSKey,nwks_key,app_key,名称";
const KEY: &str = "00112233445566778899aabbccddeeff";

/// A row of an ABP profile.
fn abp(number: u32) -> String {
    format!("70b3d57ed{number:07x},ABP,EU868,{number:08x},{KEY},{KEY},,x\n")
}

pub(crate) async fn check(instance: &Instance, kind: &str, file: &[u8]) -> Value {
    let path = format!("/api/v1/imports/{kind}?file=a.csv");
    let (status, body) = instance.bytes("POST", &path, file.to_vec()).await;
    let plan: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(status, StatusCode::CREATED, "{plan}");
    plan
}

fn path(plan: &Value, rest: &str) -> String {
    format!("/api/v1/imports/{}/{rest}", plan["id"].as_str().unwrap())
}

pub(crate) async fn rows(instance: &Instance, plan: &Value, show: &str) -> Vec<Value> {
    let answer = instance.get(&path(plan, &format!("rows?show={show}"))).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    answer.body["items"].as_array().unwrap().clone()
}

/// Applies a plan and waits until its task is over.
pub(crate) async fn apply(instance: &Instance, plan: &Value) -> Value {
    let answer = instance.post(&path(plan, "apply"), json!({})).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{answer:?}");
    let task = format!("/api/v1/tasks/{}", answer.body["id"].as_str().unwrap());
    loop {
        let task = instance.get(&task).await.body;
        if !task["ended_at"].is_null() {
            return task;
        }
        tokio::task::yield_now().await;
    }
}

pub(crate) fn counts(plan: &Value) -> Vec<u64> {
    ["create", "update", "unchanged", "error", "warning"]
        .iter()
        .map(|name| plan["counts"][name].as_u64().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_checked_row_by_row_and_then_applied_as_checked() {
    let instance = Instance::start().await;
    // A number that lost its zeros, a short EUI, a key that is there twice, and a missing key.
    let file = format!(
        "\u{feff}{HEADER}\n{}{}70b3d57ed0000003,ABP,EU868,2141,{KEY},{KEY},,\n\
         70b3d57ed00012,ABP,EU868,00000004,{KEY},{KEY},,\n{}70b3d57ed0000005,OTAA,,,,,,\n",
        abp(1),
        abp(2),
        abp(1)
    )
    .replace(',', ";");
    let plan = check(&instance, "lorawan-profiles", file.as_bytes()).await;
    assert_eq!(counts(&plan), [3, 0, 0, 3, 1], "{plan}");
    assert_eq!(
        (&plan["source"]["delimiter"], &plan["source"]["encoding"]),
        (&json!(";"), &json!("UTF-8"))
    );
    assert_eq!(plan["columns"][7]["field"], Value::Null);
    let errors = rows(&instance, &plan, "error").await;
    let said: Vec<(u64, &str, &str)> = errors
        .iter()
        .flat_map(|row| {
            let number = row["row"].as_u64().unwrap();
            row["notes"].as_array().unwrap().iter().map(move |note| {
                (number, note["field"].as_str().unwrap(), note["code"].as_str().unwrap())
            })
        })
        .collect();
    let expected = [
        (5, "dev_eui", "length"),
        (6, "dev_eui", "duplicate"),
        (7, "standard", "invalid"),
        (7, "app_key", "invalid"),
    ];
    assert_eq!(said, expected);
    let warned = rows(&instance, &plan, "warning").await;
    assert_eq!(warned[0]["notes"][0]["code"], "leading_zeros");
    let address =
        warned[0]["changes"].as_array().unwrap().iter().find(|it| it["field"] == "dev_addr");
    assert_eq!(address.unwrap()["new"], "00002141");
    assert_eq!(instance.get("/api/v1/lorawan-profiles").await.body["total"], 0, "only checked");

    let done = apply(&instance, &plan).await;
    assert_eq!((&done["state"], &done["current"]), (&json!("finished"), &json!(6)));
    assert_eq!((&done["ok"], &done["failed"]), (&json!(3), &json!(3)));
    assert_eq!((&done["kind"], &done["name"]), (&json!("import"), &json!("a.csv")));
    assert_eq!(
        (&done["subject"], &done["request"]["kind"]),
        (&plan["id"], &json!("lorawan-profiles"))
    );
    let items = format!("/api/v1/tasks/{}/items", done["id"].as_str().unwrap());
    let items = instance.get(&items).await.body["items"].as_array().unwrap().clone();
    let said: Vec<(&str, &str)> = items
        .iter()
        .map(|item| (item["code"].as_str().unwrap(), item["detail"].as_str().unwrap()))
        .collect();
    assert_eq!(said[..3], [("created", "row 2"), ("created", "row 3"), ("created", "row 4")]);
    assert_eq!(said[3], ("skipped", "row 5: dev_eui: 14 hex digits, expected 16"));
    let summary = instance.get(&path(&plan, "summary")).await.body;
    let seen = (&summary["state"], &summary["done"], &summary["task"]);
    assert_eq!(seen, (&json!("applied"), &json!(6), &done["id"]));
    let again = format!("/api/v1/tasks/{}/retry", done["id"].as_str().unwrap());
    assert_eq!(instance.post(&again, json!({})).await.status, StatusCode::CONFLICT);
    assert_eq!(instance.get("/api/v1/lorawan-profiles").await.body["total"], 3);
    let failed = rows(&instance, &plan, "failed").await;
    assert!(failed.iter().all(|row| row["result"] == "skipped"), "{failed:?}");
    let (status, workbook) =
        instance.bytes("GET", &path(&plan, "result?failed=true"), Vec::new()).await;
    assert_eq!(status, StatusCode::OK);
    let again = check(&instance, "lorawan-profiles", &workbook).await;
    assert_eq!(again["total"], 3, "{again}");
    assert_eq!(again["columns"][8]["header"], "result");
    let twice = instance.post(&path(&plan, "apply"), json!({})).await;
    assert_eq!((twice.status, &twice.body["code"]), (StatusCode::CONFLICT, &json!("in_use")));
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_exported_is_unchanged_when_it_is_imported() {
    let instance = Instance::start().await;
    let file =
        format!("{HEADER}\n{}{}70b3d57ed0000009,OTAA,CN470,,,,{KEY},\n", abp(1), abp(0x2141));
    let plan = check(&instance, "lorawan-profiles", file.as_bytes()).await;
    apply(&instance, &plan).await;
    let devices = "eui,name,data_from,tags,thing_model,server_attrs,heart_period\n\
        70b3d57e00001234,\"=1+1, \"\"x\"\"\",LoRaWAN,\"[\"\"a,b\"\",\"\"c\"\"]\",mt_ks52,\"{\"\"k\"\":[1,2.5]}\",600\n\
        meter-7,,OTHER,KS52,,,\n";
    let plan = check(&instance, "devices", devices.as_bytes()).await;
    assert_eq!(counts(&plan), [2, 0, 0, 0, 0], "{plan}");
    apply(&instance, &plan).await;
    for kind in ["lorawan-profiles", "devices"] {
        for format in ["xlsx", "csv"] {
            let path = format!("/api/v1/exports/{kind}?format={format}");
            let (status, file) = instance.bytes("GET", &path, Vec::new()).await;
            assert_eq!(status, StatusCode::OK);
            let plan = check(&instance, kind, &file).await;
            let total = if kind == "devices" { 2 } else { 3 };
            assert_eq!(counts(&plan), [0, 0, total, 0, 0], "{kind} {format} {plan}");
        }
    }
    let name = instance.get("/api/v1/devices/70b3d57e00001234").await.body["name"].clone();
    assert_eq!(name, "=1+1, \"x\"");
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_whose_record_changed_since_the_check_is_left_alone() {
    let instance = Instance::start().await;
    let device = |name: &str| format!("eui,name\n70b3d57ed0001234,{name}\n70b3d57ed0001235,Two\n");
    let plan = check(&instance, "devices", device("One").as_bytes()).await;
    apply(&instance, &plan).await;
    let plan = check(&instance, "devices", device("Uno").as_bytes()).await;
    assert_eq!(counts(&plan), [0, 1, 1, 0, 0]);
    let changes = rows(&instance, &plan, "update").await[0]["changes"].clone();
    assert_eq!(changes, json!([{ "field": "name", "old": "One", "new": "Uno" }]));
    let path = "/api/v1/devices/70b3d57ed0001234";
    instance.patch(path, json!({ "remark": "no matter" })).await;
    instance.patch(path, json!({ "name": "Meanwhile" })).await;
    apply(&instance, &plan).await;
    let failed = rows(&instance, &plan, "failed").await;
    assert_eq!((failed.len(), &failed[0]["result"]), (1, &json!("conflict")));
    assert_eq!(failed[0]["reason"], "name was changed since the check");
    let said = json!({
        "code": "changed_since_check", "params": { "field": "name" },
        "text": "name was changed since the check",
    });
    assert_eq!(failed[0]["reason_said"], said);
    assert_eq!(instance.get(path).await.body["name"], "Meanwhile");
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_eui_of_a_new_device_is_named_as_such() {
    let instance = Instance::start().await;
    let plan = check(&instance, "devices", b"eui,name\n70b3d57ed00012,Room\n").await;
    let row = &rows(&instance, &plan, "error").await[0];
    let note = (&row["notes"][0]["field"], &row["notes"][0]["detail"]);
    assert_eq!(note, (&json!("eui"), &json!("14 hex digits, expected 16")));
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_spreadsheet_made_of_an_eui_is_named_with_what_to_do() {
    let instance = Instance::start().await;
    let repair = "format the column as text and enter the value again";
    let file = "eui,name\n2.47E+15,A\n2470000000000000.0,B\n1/2/2003,C\nnot one!,D\n\
        ７０b3d57ed0001234,E\n";
    let plan = check(&instance, "devices", file.as_bytes()).await;
    let shown = rows(&instance, &plan, "").await;
    let said: Vec<String> = shown
        .iter()
        .map(|row| {
            let notes = row["notes"].as_array().unwrap();
            assert_eq!((notes.len(), &notes[0]["field"]), (1, &json!("eui")), "{row}");
            let (code, detail) = (notes[0]["code"].as_str(), notes[0]["detail"].as_str());
            format!("{}: {}", code.unwrap(), detail.unwrap())
        })
        .collect();
    let expected = [
        format!(
            "scientific: the number 2.47E+15 in scientific notation, digits are lost; {repair}"
        ),
        format!(
            "digits_lost: the number 2470000000000000.0, of which a spreadsheet keeps 15 digits; \
             {repair}"
        ),
        format!("date: the spreadsheet made a date of it: 1/2/2003; {repair}"),
        // The field stands beside it.
        "invalid: an EUI has 1 to 32 characters of a-z, 0-9, _ and -".into(),
        "full_width: full-width characters: ７０b3d57ed0001234 → read as 70b3d57ed0001234".into(),
    ];
    assert_eq!(said, expected);
    let done = apply(&instance, &plan).await;
    let items = format!("/api/v1/tasks/{}/items", done["id"].as_str().unwrap());
    let items = instance.get(&items).await.body;
    let detail = items["items"][3]["detail"].as_str().unwrap();
    assert_eq!(detail, "row 5: eui: an EUI has 1 to 32 characters of a-z, 0-9, _ and -");
    instance.stop().await;
}

/// A file of a parent and its sub-devices, in any order.
const FAMILY: &str = "eui,device_type,data_from,parent,sub_device,server_attrs\n\
    a-meter,SUB_DEVICE,OTHER,reader,000012,{}\n\
    reader,NORMAL,OTHER,,,\"{\"\"sub_device_map\"\":{\"\"9\"\":\"\"a-meter\"\"},\"\"limit\"\":1}\"\n\
    b-meter,SUB_DEVICE,OTHER,reader,13,{}\n";

async fn map_of(instance: &Instance, parent: &str) -> Value {
    let parent = instance.get(&format!("/api/v1/devices/{parent}")).await.body;
    parent["server_attrs"]["sub_device_map"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn sub_devices_come_after_their_parents_wherever_they_stand() {
    let instance = Instance::start().await;
    let plan = check(&instance, "devices", FAMILY.as_bytes()).await;
    assert_eq!(counts(&plan), [3, 0, 0, 0, 0], "{plan}");
    assert_eq!(apply(&instance, &plan).await["ok"], 3);
    // The results are in the order of the file.
    let results = rows(&instance, &plan, "").await;
    let seen: Vec<(&str, &str)> = results
        .iter()
        .map(|row| (row["key"].as_str().unwrap(), row["result"].as_str().unwrap()))
        .collect();
    assert_eq!(seen, [("a-meter", "created"), ("reader", "created"), ("b-meter", "created")]);
    // The map follows from the rows of the sub-devices.
    let map = map_of(&instance, "reader").await;
    assert_eq!(map, json!({"000012": "a-meter", "13": "b-meter"}));
    let meter = instance.get("/api/v1/devices/a-meter").await.body;
    assert_eq!((&meter["parent"], &meter["device_type"]), (&json!("reader"), &json!("SUB_DEVICE")));
    let again = check(&instance, "devices", FAMILY.as_bytes()).await;
    assert_eq!(counts(&again), [0, 0, 3, 0, 0], "{:?}", rows(&instance, &again, "").await);

    // A meter gets another number, and attributes in the same row.
    let file = "eui,sub_device,server_attrs\nb-meter,14,\"{\"\"k\"\":1}\"\n";
    let plan = check(&instance, "devices", file.as_bytes()).await;
    assert_eq!(counts(&plan), [0, 1, 0, 0, 0], "{plan}");
    assert_eq!(apply(&instance, &plan).await["ok"], 1);
    let map = map_of(&instance, "reader").await;
    assert_eq!(map, json!({"000012": "a-meter", "14": "b-meter"}));
    let meter = instance.get("/api/v1/devices/b-meter").await.body;
    assert_eq!(meter["server_attrs"], json!({"k": 1}));

    // A deleted parent leaves them; a copy of it takes them again, with their attributes as they
    // were in the copy.
    let gone = instance.call("DELETE", "/api/v1/devices/reader", &instance.owner, None).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{gone:?}");
    let plan = check(&instance, "devices", FAMILY.as_bytes()).await;
    assert_eq!(counts(&plan), [1, 2, 0, 0, 0], "{:?}", rows(&instance, &plan, "").await);
    assert_eq!(apply(&instance, &plan).await["ok"], 3);
    let map = map_of(&instance, "reader").await;
    assert_eq!(map, json!({"000012": "a-meter", "13": "b-meter"}));
    let meter = instance.get("/api/v1/devices/b-meter").await.body;
    assert_eq!((&meter["parent"], &meter["server_attrs"]), (&json!("reader"), &json!({})));
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_keeps_what_its_own_row_says_beside_the_rows_of_its_children() {
    let instance = Instance::start().await;
    apply(&instance, &check(&instance, "devices", FAMILY.as_bytes()).await).await;
    // Neither column tells by itself who is whose child.
    let file = "eui,sub_device,server_attrs\n\
        reader,,\"{\"\"limit\"\":2}\"\nb-meter,14,\"{\"\"k\"\":1}\"\n";
    let plan = check(&instance, "devices", file.as_bytes()).await;
    assert_eq!(counts(&plan), [0, 2, 0, 0, 0], "{plan}");
    assert_eq!(apply(&instance, &plan).await["ok"], 2);
    let reader = instance.get("/api/v1/devices/reader").await.body;
    let attributes = json!({"limit": 2, "sub_device_map": {"000012": "a-meter", "14": "b-meter"}});
    assert_eq!(reader["server_attrs"], attributes);
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn values_are_applied_as_they_were_checked_when_what_is_said_of_them_stays() {
    let instance = Instance::start().await;
    let header = "eui,data_from,server_attrs,server_attrs_meta\n";
    let with = |attributes: &str| format!("{header}pump,OTHER,{attributes},{{}}\n");
    let file = with("{}");
    assert_eq!(
        apply(&instance, &check(&instance, "devices", file.as_bytes()).await).await["ok"],
        1
    );
    // A key that a script may make and a person may not: the file is the copy of a device.
    let file = with("\"{\"\"temp (°C)\"\":1}\"");
    let plan = check(&instance, "devices", file.as_bytes()).await;
    assert_eq!(counts(&plan), [0, 1, 0, 0, 0], "{plan}");
    let done = apply(&instance, &plan).await;
    assert_eq!((&done["ok"], &done["failed"]), (&json!(1), &json!(0)), "{done}");
    let pump = instance.get("/api/v1/devices/pump").await.body;
    assert_eq!(pump["server_attrs"], json!({"temp (°C)": 1}));
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_family_is_named() {
    let instance = Instance::start().await;
    apply(&instance, &check(&instance, "devices", FAMILY.as_bytes()).await).await;
    let long = "x".repeat(129);
    let file = format!(
        "eui,device_type,data_from,parent,sub_device\n\
         c-meter,SUB_DEVICE,OTHER,nobody,1\n\
         d-meter,SUB_DEVICE,OTHER,reader,000012\n\
         e-meter,SUB_DEVICE,OTHER,a-meter,1\n\
         f-meter,NORMAL,OTHER,reader,1\n\
         a-meter,SUB_DEVICE,OTHER,f-meter,000012\n\
         g-meter,SUB_DEVICE,OTHER,reader,{long}\n\
         h-meter,SUB_DEVICE,OTHER,,7\n\
         i-meter,SUB_DEVICE,OTHER,,\n\
         j-meter,SUB_DEVICE,OTHER,reader,\n\
         k-meter,SUB_DEVICE,OTHER,reader,15\n\
         l-meter,SUB_DEVICE,OTHER,reader,15\n"
    );
    let plan = check(&instance, "devices", file.as_bytes()).await;
    let shown = rows(&instance, &plan, "").await;
    let said: Vec<String> = shown
        .iter()
        .filter_map(|row| {
            let note = row["notes"].as_array().unwrap().first()?;
            let (field, detail) = (note["field"].as_str(), note["detail"].as_str());
            Some(format!("{} {} {}", row["row"], field.unwrap(), detail.unwrap()))
        })
        .collect();
    let expected = [
        "2 parent there is no device nobody, and no row of this file adds it",
        "3 sub_device a-meter goes by it on reader already",
        "4 parent a-meter does not report itself, so that it has no sub-devices",
        "5 parent only a sub-device has a parent",
        "6 parent its parent is reader; delete it before it gets another one",
        "7 sub_device 129 characters, at most 128",
        "8 sub_device only the child of a parent has it",
        "9 parent no device reports for it",
        "10 sub_device results of its parent do not find it: they make another sub-device",
        "12 sub_device k-meter goes by it on reader already",
    ];
    assert_eq!(said, expected);
    assert_eq!(counts(&plan), [3, 0, 0, 8, 2], "{plan}");
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_takes_a_thousand_sub_devices_and_says_so() {
    let instance = Instance::start().await;
    let row = |number: u32| format!("m-{number},SUB_DEVICE,OTHER,reader,{number}\n");
    let header = "eui,device_type,data_from,parent,sub_device\nreader,NORMAL,OTHER,,\n";
    let file = format!("{header}{}", (0..1_001).map(row).collect::<String>());
    let plan = check(&instance, "devices", file.as_bytes()).await;
    assert_eq!(counts(&plan), [1_001, 0, 0, 1, 0], "{plan}");
    let notes = rows(&instance, &plan, "error").await[0]["notes"].clone();
    assert_eq!(notes[0]["detail"], "reader has 1000 sub-devices, which is the most");
    // As many as were checked are there, over many batches.
    let done = apply(&instance, &plan).await;
    assert_eq!((&done["ok"], &done["failed"]), (&json!(1_001), &json!(1)), "{done}");
    let map = map_of(&instance, "reader").await;
    assert_eq!(map.as_object().unwrap().len(), 1_000);
    // Another number for one of them takes no room.
    let file = "eui,sub_device\nm-0,another\n";
    let plan = check(&instance, "devices", file.as_bytes()).await;
    assert_eq!(counts(&plan), [0, 1, 0, 0, 0], "{plan}");
    assert_eq!(apply(&instance, &plan).await["ok"], 1);
    let again = check(&instance, "devices", format!("{header}{}", row(1_001)).as_bytes()).await;
    assert_eq!(counts(&again), [0, 0, 1, 1, 0], "{again}");
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn new_devices_start_with_their_template_and_what_the_row_says() {
    let instance = Instance::start().await;
    let template = json!({ "name": "Meter", "tags": ["north"], "heart_period": 3600,
        "thing_model": ["mt_ks52"], "server_attrs": { "limit": { "dftValue": 40, "unit": "l" } } });
    let made = instance.post("/api/v1/device-templates", template).await;
    assert_eq!(made.status, StatusCode::CREATED, "{made:?}");
    let file = "eui,data_from,template,tags,heart_period\n\
        meter-1,OTHER,Meter,,\nmeter-2,OTHER,Meter,south,60\nmeter-3,OTHER,Nobody,,\n";
    let plan = check(&instance, "devices", file.as_bytes()).await;
    assert_eq!(counts(&plan), [2, 0, 0, 1, 0], "{plan}");
    let notes = rows(&instance, &plan, "error").await[0]["notes"].clone();
    assert_eq!(
        (&notes[0]["field"], &notes[0]["detail"]),
        (&json!("template"), &json!("no device template is called Nobody"))
    );
    // What is shown is what is done, whatever becomes of the template.
    let shown = rows(&instance, &plan, "create").await[0]["changes"].clone();
    let of = |field: &str| {
        let found = shown.as_array().unwrap().iter().find(|it| it["field"] == field);
        found.map_or(Value::Null, |it| it["new"].clone())
    };
    assert_eq!((of("tags"), of("heart_period")), (json!(""), json!("3600")), "{shown}");
    assert_eq!(
        (of("thing_model"), of("server_attrs")),
        (json!("mt_ks52"), json!("{\"limit\":40}"))
    );
    let path = format!("/api/v1/device-templates/{}", made.body["id"].as_str().unwrap());
    instance.patch(&path, json!({ "heart_period": 7200 })).await;
    assert_eq!(apply(&instance, &plan).await["ok"], 2);
    let device = instance.get("/api/v1/devices/meter-1").await.body;
    assert_eq!((&device["tags"], &device["heart_period"]), (&json!([]), &json!(3600)));
    let limit = instance.get("/api/v1/devices/meter-1/attributes/server").await.body;
    assert_eq!(
        (&limit["items"][0]["value"], &limit["items"][0]["unit"]),
        (&json!(40), &json!("l"))
    );
    let device = instance.get("/api/v1/devices/meter-2").await.body;
    assert_eq!((&device["tags"], &device["heart_period"]), (&json!(["south"]), &json!(60)));
    // Of those that are there it is noted, and nothing else of it.
    let file = "eui,template\nmeter-1,Meter\nmeter-2,Meter\n";
    let plan = check(&instance, "devices", file.as_bytes()).await;
    assert_eq!(counts(&plan), [0, 0, 2, 0, 0], "{plan}");
    instance.stop().await;
}

/// A template that says more since the check would give devices what nobody was shown.
#[tokio::test(flavor = "multi_thread")]
async fn a_device_starts_with_nothing_that_its_template_did_not_say_when_it_was_checked() {
    let instance = Instance::start().await;
    let template = json!({ "name": "Meter", "tags": ["north"] });
    let made = instance.post("/api/v1/device-templates", template).await;
    let file = "eui,data_from,template\nmeter-1,OTHER,Meter\nmeter-2,OTHER,\n";
    let plan = check(&instance, "devices", file.as_bytes()).await;
    assert_eq!(counts(&plan), [2, 0, 0, 0, 0], "{plan}");
    let path = format!("/api/v1/device-templates/{}", made.body["id"].as_str().unwrap());
    let changed = instance.patch(&path, json!({ "rpc": ["mt_app_reset"] })).await;
    assert_eq!(changed.status, StatusCode::OK, "{changed:?}");
    let done = apply(&instance, &plan).await;
    assert_eq!((&done["ok"], &done["failed"]), (&json!(1), &json!(1)), "{done}");
    let items = format!("/api/v1/tasks/{}/items", done["id"].as_str().unwrap());
    let said = instance.get(&items).await.body.to_string();
    assert!(said.contains("what it starts with was changed since the check"), "{said}");
    // Checked again, it is what the template says now.
    let plan = check(&instance, "devices", file.as_bytes()).await;
    assert_eq!(apply(&instance, &plan).await["ok"], 2);
    let device = instance.get("/api/v1/devices/meter-1").await.body;
    assert_eq!(device["rpc"][0]["id_name"], "mt_app_reset", "{device}");
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_of_attributes_travels_with_them() {
    let instance = Instance::start().await;
    let rpc = json!({ "id_name": "set_period", "name": "Set period" });
    let rpc = instance.post("/api/v1/rpc-models", rpc).await.body;
    let quoted = |object: &Value| format!("\"{}\"", object.to_string().replace('"', "\"\""));
    let meta = json!({ "period": { "alias": "Period", "unit": "s", "type": "number", "order": 2,
        "rpcs": ["set_period"] }, "mode": { "dftValue": "auto" } });
    let values = json!({ "period": "not a number", "a key of a script!": 1, "mode": "auto" });
    let row = |values: &Value, meta: &Value| {
        format!("meter-1,OTHER,{},{}\n", quoted(values), quoted(meta))
    };
    let header = "eui,data_from,shared_attrs,shared_attrs_meta\n";
    let file = format!("{header}{}", row(&values, &meta));
    let plan = check(&instance, "devices", file.as_bytes()).await;
    assert_eq!(counts(&plan), [1, 0, 0, 0, 0], "{:?}", rows(&instance, &plan, "").await);
    apply(&instance, &plan).await;
    let path = "/api/v1/devices/meter-1/attributes/shared";
    let items = instance.get(path).await.body["items"].clone();
    assert_eq!((&items[0]["key"], &items[0]["unit"]), (&json!("period"), &json!("s")));
    assert_eq!(items[0]["rpcs"][0]["id"], rpc["id"]);
    let plan = check(&instance, "devices", file.as_bytes()).await;
    assert_eq!(counts(&plan), [0, 0, 1, 0, 0], "{plan}");

    // A link to a model that is gone is no link: the export has none, and stays unchanged.
    let rpc = format!("/api/v1/rpc-models/{}", rpc["id"].as_str().unwrap());
    let gone = instance.call("DELETE", &rpc, &instance.owner, None).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{gone:?}");
    let (_, export) = instance.bytes("GET", "/api/v1/exports/devices?format=csv", Vec::new()).await;
    let text = String::from_utf8(export.clone()).unwrap();
    assert!(text.contains("Period") && !text.contains("rpcs"), "{text}");
    let plan = check(&instance, "devices", &export).await;
    assert_eq!(counts(&plan), [0, 0, 1, 0, 0], "{plan}");
    let plan = check(&instance, "devices", file.as_bytes()).await;
    let notes = rows(&instance, &plan, "error").await[0]["notes"].clone();
    assert_eq!(
        (&notes[0]["field"], &notes[0]["detail"]),
        (&json!("shared_attrs_meta"), &json!("period: no model is called set_period"))
    );

    // Without the column what was said stays; an empty object takes it back.
    let file = "eui,shared_attrs\nmeter-1,\"{\"\"period\"\":7}\"\n";
    apply(&instance, &check(&instance, "devices", file.as_bytes()).await).await;
    let items = instance.get(path).await.body["items"].clone();
    assert_eq!((&items[0]["value"], &items[0]["unit"]), (&json!(7), &json!("s")));
    let file = "eui,shared_attrs\nmeter-1,\"{\"\"period\"\":\"\"long\"\",\"\"b c\"\":1}\"\n";
    let plan = check(&instance, "devices", file.as_bytes()).await;
    let notes = rows(&instance, &plan, "error").await[0]["notes"].clone();
    let said: Vec<&str> =
        notes.as_array().unwrap().iter().map(|note| note["detail"].as_str().unwrap()).collect();
    let expected = [
        "b c: a key has 1 to 64 letters, digits, _, -, . and :",
        "period: expected a number, not text",
    ];
    assert_eq!(said, expected);
    let file = "eui,shared_attrs_meta\nmeter-1,{}\n";
    let plan = check(&instance, "devices", file.as_bytes()).await;
    assert_eq!(counts(&plan), [0, 1, 0, 0, 0], "{plan}");
    apply(&instance, &plan).await;
    let items = instance.get(path).await.body["items"].clone();
    assert_eq!((&items[0]["value"], &items[0]["described"]), (&json!(7), &json!(false)));
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn absent_columns_stay_and_empty_cells_clear_only_what_may_be_empty() {
    let instance = Instance::start().await;
    let file = "eui,name,tags,remark,heart_period\n70b3d57ed0001234,One,a,here,600\n";
    apply(&instance, &check(&instance, "devices", file.as_bytes()).await).await;
    let file = "EUI,Tags,heart_period\n70B3-D57E-D000-1234,,\n";
    let plan = check(&instance, "devices", file.as_bytes()).await;
    let changes = rows(&instance, &plan, "update").await[0]["changes"].clone();
    assert_eq!(changes, json!([{ "field": "tags", "old": "a", "new": "" }]));
    apply(&instance, &plan).await;
    let device = instance.get("/api/v1/devices/70b3d57ed0001234").await.body;
    let seen = (&device["name"], &device["tags"], &device["remark"], &device["heart_period"]);
    assert_eq!(seen, (&json!("One"), &json!([]), &json!("here"), &json!(600)));
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_are_mapped_and_cells_are_corrected_before_anything_happens() {
    let instance = Instance::start().await;
    let file = format!("Serial,Root key\n70b3d57ed0001234,{KEY}\n70b3d57ed00012,{KEY}\n");
    let plan = check(&instance, "lorawan-profiles", file.as_bytes()).await;
    assert_eq!(plan["missing"], json!(["dev_eui", "standard"]));
    let refused = instance.post(&path(&plan, "apply"), json!({})).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let columns = json!({
        "columns": ["dev_eui", "app_key"],
        "fixed": { "standard": "EU868", "join_mode": "OTAA" },
    });
    let mapped = instance.patch(&path(&plan, "columns"), columns).await.body;
    assert_eq!((counts(&mapped), &mapped["missing"]), (vec![1, 0, 0, 1, 0], &json!([])));
    let nonsense = json!({ "columns": ["dev_eui", "dev_eui"] });
    let refused = instance.patch(&path(&plan, "columns"), nonsense).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let cell = json!({ "field": "dev_eui", "value": "70b3d57ed0001235" });
    let corrected = instance.patch(&path(&plan, "rows/3"), cell).await.body;
    assert_eq!(counts(&corrected), [2, 0, 0, 0, 0]);
    // A field without a column gets one.
    let cell = json!({ "field": "batch", "value": "B1" });
    instance.patch(&path(&plan, "rows/3"), cell).await;
    apply(&instance, &plan).await;
    let profile = instance.get("/api/v1/lorawan-profiles/70b3d57ed0001235").await.body;
    assert_eq!((&profile["batch"], &profile["app_key"]), (&json!("B1"), &json!(KEY)));
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_at_the_same_time_all_stay() {
    let instance = Instance::start().await;
    let rows_of_file: String = (0..2_000).map(|n| format!("70b3d57ed{n:07x},x\n")).collect();
    let file = format!("eui,name\n{rows_of_file}");
    let plan = check(&instance, "devices", file.as_bytes()).await;
    let edit = async |row: u32| {
        let cell = json!({ "field": "name", "value": format!("edited {row}") });
        let path = path(&plan, &format!("rows/{row}"));
        assert_eq!(instance.patch(&path, cell).await.status, StatusCode::OK);
    };
    tokio::join!(edit(2), edit(3), edit(4), edit(5));
    let page = instance.get(&path(&plan, "rows?limit=4")).await.body;
    let named: Vec<bool> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["changes"].to_string().contains(&format!("edited {}", row["row"])))
        .collect();
    assert_eq!(named, [true; 4], "{page}");
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_samples_of_a_column_of_keys_hold_no_key() {
    let instance = Instance::start().await;
    let file = format!("{HEADER}\n{}", abp(1));
    let plan = check(&instance, "lorawan-profiles", file.as_bytes()).await;
    assert_eq!(plan["columns"][3]["samples"], json!(["00000001"]));
    assert_eq!(plan["columns"][4]["samples"], json!(["••••"]), "there is one");
    assert!(!plan.to_string().contains(KEY), "{plan}");
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_tenant_neither_sees_a_plan_nor_loses_its_records() {
    let instance = Instance::start().await;
    instance.post("/api/v1/tenants", json!({ "code": "lab" })).await;
    let stranger = instance.token("OWNER", "lab").await;
    let body = json!({ "eui": "70b3d57ed0001234", "name": "Theirs" });
    instance.call("POST", "/api/v1/devices", &stranger, Some(body)).await;
    let plan = check(&instance, "devices", b"eui,name\n70b3d57ed0001234,Mine\n").await;
    let row = &rows(&instance, &plan, "error").await[0];
    assert_eq!(row["notes"][0]["code"], "elsewhere");
    assert!(!row.to_string().contains("Theirs"));
    for rest in ["summary", "rows", "result"] {
        let answer = instance.call("GET", &path(&plan, rest), &stranger, None).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{rest}");
    }
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_leave_only_with_the_permission() {
    let instance = Instance::start().await;
    let file = format!("{HEADER}\n{}", abp(1));
    apply(&instance, &check(&instance, "lorawan-profiles", file.as_bytes()).await).await;
    let path = "/api/v1/exports/lorawan-profiles?format=csv";
    let (_, file) = instance.bytes("GET", path, Vec::new()).await;
    assert!(String::from_utf8(file).unwrap().contains(KEY));
    let (_, file) = instance.bytes("GET", &format!("{path}&keys=false"), Vec::new()).await;
    assert!(!String::from_utf8(file).unwrap().contains(KEY));
    let viewer = instance.token("VIEWER", "default").await;
    let (_, file) = instance.bytes_as(&viewer, "GET", path, Vec::new()).await;
    assert!(!String::from_utf8(file).unwrap().contains(KEY));
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selection_of_any_size_is_exported() {
    let instance = Instance::start().await;
    let file: String = (0..400).map(|number| abp(number + 1)).collect();
    let plan = check(&instance, "lorawan-profiles", format!("{HEADER}\n{file}").as_bytes()).await;
    apply(&instance, &plan).await;
    let path = "/api/v1/exports/lorawan-profiles?format=csv&fields=dev_eui";
    let export = async |selection: Value| {
        let (status, file) = instance.file(path, &selection).await;
        assert_eq!(status, StatusCode::OK);
        String::from_utf8(file).unwrap().lines().count() - 1
    };
    let keys: Vec<String> = (0..300).map(|number| format!("70B3D57ED{:07x}", number + 1)).collect();
    assert_eq!(export(json!({ "only": keys })).await, 300);
    assert_eq!(export(json!({ "except": keys })).await, 100);
    assert_eq!(export(json!({})).await, 400);
    assert_eq!(export(json!({ "only": [] })).await, 0);
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_a_row_gives_up_is_free_for_the_next_one() {
    let instance = Instance::start().await;
    let file = format!("{HEADER}\n{}", abp(1));
    apply(&instance, &check(&instance, "lorawan-profiles", file.as_bytes()).await).await;
    let taken = abp(1).replace("ed0000001", "ed0000002");
    let file = format!("{HEADER}\n70b3d57ed0000001,OTAA,EU868,,,,{KEY},\n\n{taken}");
    let plan = check(&instance, "lorawan-profiles", file.as_bytes()).await;
    assert_eq!(counts(&plan), [1, 1, 0, 0, 0], "{:?}", rows(&instance, &plan, "error").await);
    // An empty line counts, as spreadsheets count it.
    assert_eq!(rows(&instance, &plan, "create").await[0]["row"], 4);
    assert_eq!(apply(&instance, &plan).await["ok"], 2);
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_is_gone_says_what_to_do() {
    let instance = Instance::start().await;
    let answer = instance.get("/api/v1/imports/40000000000000001/summary").await;
    assert_eq!((answer.status, &answer.body["code"]), (StatusCode::NOT_FOUND, &json!("not_found")));
    assert!(
        answer.body["detail"].as_str().unwrap().contains("Choose the file again"),
        "{answer:?}"
    );
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_cannot_be_read_are_refused_with_a_reason() {
    let instance = Instance::start().await;
    for (file, reason) in
        [(&b""[..], "no row"), (b"PK\x03\x04 cut off", "damaged"), (b"%PDF-1.7\x01", "neither")]
    {
        let (status, body) = instance.bytes("POST", "/api/v1/imports/devices", file.to_vec()).await;
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!((status, &body["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("file")));
        assert!(body["detail"].as_str().unwrap().contains(reason), "{body}");
        assert!(body["errors"][0]["detail_said"]["code"].is_string(), "{body}");
    }
    let (status, _) = instance.bytes("POST", "/api/v1/imports/cats", b"a".to_vec()).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, file) =
        instance.bytes("GET", "/api/v1/imports/devices/template", Vec::new()).await;
    assert_eq!(status, StatusCode::OK);
    let plan = check(&instance, "devices", &file).await;
    assert_eq!(plan["missing"], json!([]));
    assert_eq!(counts(&plan)[..1], [2], "the examples of the template are right");
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn gateways_travel_like_devices() {
    let instance = Instance::start().await;
    let file = "eui,Name,Latitude,max_eirp,fixed_address,standard,sub_band\n\
        00-16-C0-01-F1-50-08-12,Roof,\"52,5\",-3,10.1.2.3/8,CN470,10\n\
        0016c001f1500813,Gate,91,99,nowhere,EU868,1\n";
    let plan = check(&instance, "gateways", file.as_bytes()).await;
    assert_eq!(counts(&plan), [1, 0, 0, 1, 0], "{plan}");
    let notes = rows(&instance, &plan, "error").await[0]["notes"].as_array().unwrap().clone();
    let mut fields: Vec<&str> = notes.iter().map(|note| note["field"].as_str().unwrap()).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["fixed_address", "latitude", "max_eirp", "sub_band"]);
    let mut codes: Vec<&str> =
        notes.iter().map(|note| note["detail_said"]["code"].as_str().unwrap()).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["dbm_expected", "degrees_expected", "no_sub_bands", "quoted"]);
    assert_eq!(apply(&instance, &plan).await["ok"], 1);
    let gateway = instance.get("/api/v1/gateways/0016c001f1500812").await.body;
    assert_eq!((&gateway["latitude"], &gateway["max_eirp"]), (&json!(52.5), &json!(-3)));
    assert_eq!(gateway["fixed_address"], "10.0.0.0/8");
    for format in ["xlsx", "csv"] {
        let path = format!("/api/v1/exports/gateways?format={format}");
        let (_, file) = instance.bytes("GET", &path, Vec::new()).await;
        assert_eq!(counts(&check(&instance, "gateways", &file).await), [0, 0, 1, 0, 0]);
    }
    instance.stop().await;
}

/// A JSON export of a kind of model.
pub(crate) async fn exported(instance: &Instance, kind: &str) -> Value {
    let (status, file) =
        instance.bytes("GET", &format!("/api/v1/exports/{kind}"), Vec::new()).await;
    assert_eq!(status, StatusCode::OK);
    serde_json::from_slice(&file).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn models_travel_as_json_and_are_overwritten_by_id() {
    let instance = Instance::start().await;
    let script = "// Two lines,\nreturn {\"a\": 1}  \n";
    let body = json!({ "id_name": "mine", "name": "Mine", "payload_parser": script });
    let mine = instance.post("/api/v1/thing-models", body).await.body;
    let body = json!({ "id_name": "mine", "name": "Mine", "rpc_script": script, "inherit": true,
        "template": { "b": { "type": "number" }, "a": { "type": "string" } } });
    assert_eq!(instance.post("/api/v1/rpc-models", body).await.status, StatusCode::CREATED);
    let body = json!({ "name": "Mine, too", "trigger_script": script, "tags": ["a, b"] });
    assert_eq!(instance.post("/api/v1/trigger-models", body).await.status, StatusCode::CREATED);
    let body = json!({ "name": "Mine", "thing_model": ["mine"], "rpc": ["mine"],
        "trigger": ["Mine, too"], "server_attrs": { "k": { "type": "number", "value": 1 } } });
    let template = instance.post("/api/v1/device-templates", body).await;
    assert_eq!(template.status, StatusCode::CREATED, "{template:?}");
    for kind in ["thing-models", "rpc-models", "trigger-models", "device-templates"] {
        let file = exported(&instance, kind).await;
        let plan = check(&instance, kind, file.to_string().as_bytes()).await;
        let total = file["models"].as_array().unwrap().len() as u64;
        assert!(total > 0);
        let odd = [rows(&instance, &plan, "update").await, rows(&instance, &plan, "error").await];
        assert_eq!(counts(&plan), [0, 0, total, 0, 0], "{kind} {odd:?}");
        assert_eq!(
            (&plan["missing"], plan["columns"][0]["field"].as_str()),
            (&json!([]), Some("id"))
        );
    }

    let mut file = exported(&instance, "thing-models").await;
    let models = file["models"].as_array_mut().unwrap();
    let own = models.iter_mut().find(|model| model["id"] == mine["id"]).unwrap();
    own["payload_parser"] = json!("return null");
    // By its id, so that it can get another name.
    own["id_name"] = json!("renamed");
    let mut built_in = models.iter().find(|model| model["id_name"] == "mt_ks52").unwrap().clone();
    built_in["remark"] = json!("ours");
    let added =
        json!({ "id_name": "new_one", "name": "New", "telemetry_config": { "fields": {} } });
    let own = models.iter().find(|model| model["id"] == mine["id"]).unwrap().clone();
    file["models"] = json!([own, built_in, added, { "id_name": "odd name", "name": "" }]);
    let plan = check(&instance, "thing-models", file.to_string().as_bytes()).await;
    assert_eq!(counts(&plan), [1, 1, 0, 2, 0], "{plan}");
    let update = rows(&instance, &plan, "update").await[0].clone();
    assert_eq!(update["key"], "mine");
    let script_change = json!({ "field": "payload_parser", "old": script, "new": "return null" });
    assert_eq!(update["changes"][1], script_change, "{update}");
    let errors = rows(&instance, &plan, "error").await;
    let refused = errors[0]["notes"][0]["detail"].as_str().unwrap();
    assert!(refused.contains("built-in thing model is read-only"), "{errors:?}");
    assert_eq!(apply(&instance, &plan).await["ok"], 2);
    let path = format!("/api/v1/thing-models/{}", mine["id"].as_str().unwrap());
    let seen = instance.get(&path).await.body;
    assert_eq!(
        (&seen["id_name"], &seen["payload_parser"]),
        (&json!("renamed"), &json!("return null"))
    );
    let kept = format!("/api/v1/models/thing-models/{}/versions", mine["id"].as_str().unwrap());
    let kept = instance.get(&kept).await;
    assert_eq!(kept.body["items"].as_array().map(Vec::len), Some(2));
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn json_that_is_no_file_of_models_is_refused_with_a_reason() {
    let instance = Instance::start().await;
    let of = |kind: &str, models: Value| json!({ "format": "thinklink-models", "version": 1, "kind": kind, "models": models });
    for (file, reason) in [
        ("{".to_owned(), "no valid JSON"),
        ("[]".to_owned(), "was not exported"),
        (of("rpc-models", json!([{}])).to_string(), "the file has rpc-models"),
        (of("thing-models", json!([])).to_string(), "0 models"),
        (of("thing-models", json!([7])).to_string(), "was not exported"),
        (of("thing-models", json!(vec![json!({}); 1001])).to_string(), "1001 models"),
    ] {
        let path = "/api/v1/imports/thing-models";
        let (status, body) = instance.bytes("POST", path, file.into_bytes()).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(String::from_utf8_lossy(&body).contains(reason), "{reason}");
    }
    for path in ["/api/v1/imports/thing-models/template", "/api/v1/exports/thing-models?format=csv"]
    {
        let (status, _) = instance.bytes("GET", path, Vec::new()).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    }
    let file = of("thing-models", json!([{}])).to_string();
    let plan = check(&instance, "thing-models", file.as_bytes()).await;
    assert_eq!(counts(&plan), [0, 0, 0, 1, 0]);
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_nobody_wants_are_left_out() {
    let instance = Instance::start().await;
    let plan = check(&instance, "devices", b"eui,name\n70b3d57ed0000001,A\n70b3d57ed0000002,B\n");
    let plan = plan.await;
    let begun = instance.post(&path(&plan, "apply"), json!({ "leave_out": [3, 9] })).await;
    let task = format!("/api/v1/tasks/{}", begun.body["id"].as_str().unwrap());
    while instance.get(&task).await.body["ended_at"].is_null() {
        tokio::task::yield_now().await;
    }
    let done = instance.get(&task).await.body;
    assert_eq!(
        (&done["ok"], &done["failed"]),
        (&json!(2), &json!(0)),
        "what is not wanted is no failure"
    );
    let results = rows(&instance, &plan, "").await;
    assert_eq!(
        (&results[0]["result"], &results[1]["result"]),
        (&json!("created"), &json!("left_out"))
    );
    assert_eq!(instance.get("/api/v1/devices").await.body["total"], 1);
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_in_a_wrong_column_is_quoted_by_no_task() {
    let instance = Instance::start().await;
    let file = format!(
        "{HEADER}\n70b3d57ed0000001,{KEY},EU868,00000001,{KEY},{KEY},,\n\
         70b3d57ed0000002,ABP,{KEY},00000002,{KEY},{KEY},,\n{}",
        abp(3)
    );
    let plan = check(&instance, "lorawan-profiles", file.as_bytes()).await;
    assert_eq!(counts(&plan)[3], 2, "{plan}");
    let quoted = rows(&instance, &plan, "error").await;
    assert!(quoted[0]["notes"].to_string().contains(KEY), "who may read keys sees it: {quoted:?}");
    let done = apply(&instance, &plan).await;
    let items = format!("/api/v1/tasks/{}/items", done["id"].as_str().unwrap());
    let items = instance.get(&items).await.body;
    assert!(!items.to_string().contains(KEY), "{items}");
    let said = items["items"][0]["detail"].as_str().unwrap();
    assert!(said.starts_with("row 2: join_mode: ") && said.contains("••••"), "{said}");
    let why = &items["items"][0]["detail_said"]["params"]["why"];
    assert_eq!(why[0]["params"]["why"]["code"], "quoted", "{items}");
}

/// A key that an earlier file brought into a wrong column is what the next one finds there.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_stands_in_a_wrong_column_is_shown_only_with_the_permission() {
    let instance = Instance::start().await;
    let device = json!({ "eui": "meter-1", "data_from": "OTHER", "name": KEY,
        "remark": format!("its key is {KEY}.") });
    assert_eq!(instance.post("/api/v1/devices", device).await.status, StatusCode::CREATED);
    // Without headers the first row has their place.
    let file = format!("eui,name,remark,{KEY}\nmeter-1,Meter,none,\n");
    let plan = check(&instance, "devices", file.as_bytes()).await;
    assert_eq!(counts(&plan), [0, 1, 0, 0, 0], "{plan}");
    // No role may write and not read keys, so far: what the routes say is what the permission says.
    let (imports, tenant) = (instance.engine().imports(), "default".parse().unwrap());
    let id = plan["id"].as_str().unwrap().parse().unwrap();
    for with_keys in [true, false] {
        let seen = imports.get(&tenant, id, with_keys).unwrap();
        let header = &seen.columns[3].header;
        let rows = imports.rows(&tenant, id, None, (0, 10), with_keys).unwrap();
        let old: Vec<&str> =
            rows.items[0].changes.iter().map(|it| it.old.as_deref().unwrap()).collect();
        if with_keys {
            assert_eq!((&**header, old), (KEY, vec![KEY, &format!("its key is {KEY}.")]));
        } else {
            assert_eq!((&**header, old), ("••••", vec!["••••", "its key is ••••."]));
        }
    }
    instance.stop().await;
}

/// As `ttn-lw-cli end-devices list` prints devices, in a file as a shell of Windows writes it.
#[tokio::test(flavor = "multi_thread")]
async fn devices_of_another_network_server_come_with_their_keys_and_without_their_session() {
    let instance = Instance::start().await;
    let text = format!(
        "\u{feff}{}",
        json!({
            "ids": {"device_id": "hall", "application_ids": {"application_id": "site"},
                "dev_eui": "70B3D57ED0000001", "join_eui": "70B3D57ED0000000",
                "dev_addr": "260B1A2C"},
            "lorawan_version": "MAC_V1_0_3", "lorawan_phy_version": "PHY_V1_0_3_REV_A",
            "frequency_plan_id": "EU_863_870_TTN", "supports_join": true,
            "root_keys": {"app_key": {"key": KEY}},
            "session": {"dev_addr": "260B1A2C", "keys": {"app_s_key": {"key": KEY}}},
            "claim_authentication_code": {"value": "C0FFEE"},
        })
    );
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let plan = check(&instance, "lorawan-profiles", &bytes).await;
    assert_eq!(counts(&plan), [1, 0, 0, 0, 0], "{plan}");
    assert!(!plan.to_string().contains("C0FFEE"), "{plan}");
    assert_eq!(plan["source"]["delimiter"], Value::Null);
    assert_eq!(apply(&instance, &plan).await["failed"], 0);
    let profile = instance.get("/api/v1/lorawan-profiles/70b3d57ed0000001").await.body;
    assert_eq!((&profile["app_key"], &profile["dev_addr"]), (&json!(KEY), &Value::Null));
    assert_eq!((&profile["lw_ver"], &profile["standard"]), (&json!("1.0.3"), &json!("EU868")));
}
