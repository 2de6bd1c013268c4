//! Creating, changing, listing and deleting records, with what goes wrong named at its field.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::Instance;

const KEY: &str = "00112233445566778899aabbccddeeff";

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_gets_the_defaults_of_its_band() {
    let instance = Instance::start().await;
    for (standard, rx2_freq, rx2dr) in [
        ("CN470", 505_300_000, 0),
        ("EU433", 434_665_000, 0),
        ("EU868", 869_525_000, 0),
        ("AS923", 923_200_000, 2),
        ("AU915", 923_300_000, 8),
        ("US902", 923_300_000, 8),
    ] {
        let dev_eui = format!("70B3:D57E:D000:{rx2dr}{}", &format!("{rx2_freq:03}")[..3]);
        let body = json!({
            "dev_eui": dev_eui, "join_mode": "OTAA", "standard": standard, "app_key": KEY,
        });
        let created = instance.post("/api/v1/lorawan-profiles", body).await;
        assert_eq!(created.status, StatusCode::CREATED, "{created:?}");
        let profile = created.body;
        assert_eq!(profile["dev_eui"], dev_eui.replace(':', "").to_lowercase());
        assert_eq!(
            json!([
                profile["rx2_freq"],
                profile["rx2dr"],
                profile["rx1dr_offset"],
                profile["rx_delay"],
                profile["rx_delay_join"],
                profile["lw_ver"],
                profile["enable"],
                profile["down_enable"],
                profile["class_mode"],
            ]),
            json!([rx2_freq, rx2dr, 0, 1, 5, "1.0.2", true, true, "ClassA"]),
            "{standard}"
        );
        let path = format!("/api/v1/lorawan-profiles/{}", profile["dev_eui"].as_str().unwrap());
        let answer = instance.call("DELETE", &path, &instance.owner, None).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
    }
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_of_several_people_at_the_same_moment_all_stay() {
    let instance = Instance::start().await;
    let device = json!({ "eui": "70b3d57ed0001234", "name": "One" });
    let command = json!({ "id_name": "nothing", "name": "Nothing" });
    let gateway = json!({ "eui": "5a53012501030099", "name": "Roof" });
    for (list, key, body, changes) in [
        (
            "devices",
            "eui",
            device,
            [("name", json!("Two")), ("remark", json!("x")), ("tags", json!(["a"]))],
        ),
        (
            "rpc-models",
            "id",
            command,
            [("name", json!("New")), ("remark", json!("x")), ("tags", json!(["a"]))],
        ),
        (
            "gateways",
            "eui",
            gateway,
            [("name", json!("Shed")), ("down_enable", json!(false)), ("antenna_gain", json!(1.5))],
        ),
    ] {
        let created = instance.post(&format!("/api/v1/{list}"), body).await;
        let path = format!("/api/v1/{list}/{}", created.body[key].as_str().unwrap());
        let change = async |(field, value): &(&str, Value)| {
            let answer = instance.patch(&path, json!({ *field: value })).await;
            assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        };
        let [one, two, three] = &changes;
        tokio::join!(change(one), change(two), change(three));
        let after = instance.get(&path).await.body;
        for (field, value) in &changes {
            assert_eq!(&after[*field], value, "{list} {field} {after}");
        }
    }
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_field_is_named_at_once() {
    let instance = Instance::start().await;
    let names = |body: &Value| -> Vec<String> {
        let errors = body["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect()
    };
    let cases = [
        (
            "/api/v1/lorawan-profiles",
            json!({ "dev_eui": "70b3d57ed0001234", "join_mode": "ABP", "standard": "EU868" }),
            vec!["dev_addr", "apps_key", "nwks_key"],
        ),
        (
            "/api/v1/lorawan-profiles",
            json!({ "dev_eui": "70b3", "join_mode": "XYZ", "standard": "EU868" }),
            vec!["join_mode"],
        ),
        (
            "/api/v1/lorawan-profiles",
            json!({ "dev_eui": "70b3d57ed0001234", "join_mode": "OTAA", "standard": "EU868",
                "app_key": KEY, "rx2dr": 9, "rx2_freq": 100, "rx1dr_offset": 7, "rx_delay": 16 }),
            vec!["rx1dr_offset", "rx2dr", "rx2_freq", "rx_delay"],
        ),
        ("/api/v1/devices", json!({ "eui": "70b3d57ed00012" }), vec!["eui"]),
        (
            "/api/v1/devices",
            json!({ "eui": "70b3d57ed0001234", "thing_model": ["nothing"], "heart_period": 0 }),
            vec!["thing_model", "heart_period"],
        ),
        ("/api/v1/thing-models", json!({ "id_name": "a b" }), vec!["id_name", "name"]),
        (
            "/api/v1/gateways",
            json!({ "eui": "5a53012501030099", "latitude": 91.0, "heart_period": 0 }),
            vec!["heart_period", "latitude"],
        ),
    ];
    for (path, body, fields) in cases {
        let answer = instance.post(path, body.clone()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {body} {answer:?}");
        assert_eq!(names(&answer.body), fields, "{path} {body}");
        assert_eq!(answer.body["field"], fields[0]);
        assert!(answer.body["request_id"].is_string());
    }
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_says_which_sentence_it_is_beside_its_english_text() {
    let instance = Instance::start().await;
    let device = json!({ "eui": "meter-7", "data_from": "OTHER" });
    instance.post("/api/v1/devices", device.clone()).await;
    let twice = instance.post("/api/v1/devices", device).await;
    let text = "a device with EUI meter-7 exists";
    let said = json!({ "code": "device_exists", "params": { "eui": "meter-7" }, "text": text });
    assert_eq!((&twice.body["detail"], &twice.body["detail_said"]), (&json!(text), &said));
    let gone = instance.get("/api/v1/gateways/0016c001f1500812").await;
    let params = &gone.body["detail_said"]["params"];
    assert_eq!(params["what"]["code"], "noun_gateway", "{gone:?}");

    let bad = json!({ "dev_eui": "70b3", "join_mode": "NEVER", "standard": "EU868" });
    let bad = instance.post("/api/v1/lorawan-profiles", bad).await;
    let said = &bad.body["errors"][0]["detail_said"];
    assert_eq!(said["code"], "one_of", "{bad:?}");
    assert_eq!(said["params"]["words"], json!(["ABP", "OTAA"]), "{bad:?}");
    let device = json!({ "eui": "a1", "data_from": "OTHER", "heart_period": 0, "tags": [""] });
    let device = instance.post("/api/v1/devices", device).await;
    let errors = device.body["errors"].as_array().unwrap();
    let code = |error: &Value| error["detail_said"]["code"].clone();
    let codes: Vec<Value> = errors.iter().map(code).collect();
    assert!(codes.contains(&json!("heart_period_range")), "{device:?}");
    assert!(codes.contains(&json!("tag_form")), "{device:?}");
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_filtered_sorted_and_paged_by_the_server() {
    let instance = Instance::start().await;
    for number in 0..25 {
        let body = json!({
            "eui": format!("meter-{number:02}"), "name": format!("Meter {}", 25 - number),
            "data_from": "OTHER", "tags": [if number % 5 == 0 { "KS52" } else { "other" }],
        });
        assert_eq!(instance.post("/api/v1/devices", body).await.status, StatusCode::CREATED);
    }
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/api/v1/devices?limit=10&sort=-eui{cursor}");
        let page = instance.get(&path).await.body;
        assert_eq!(page["total"], 25);
        for item in page["items"].as_array().unwrap() {
            seen.push(item["eui"].as_str().unwrap().to_owned());
        }
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let expected: Vec<String> = (0..25).rev().map(|number| format!("meter-{number:02}")).collect();
    assert_eq!(seen, expected);
    for (query, total) in [
        ("tag=KS52", 5),
        ("q=METER-1", 10),
        ("q=Meter%2024", 1),
        ("status=never_seen", 25),
        ("status=online", 0),
        ("data_from=LoRaWAN", 0),
        ("profile=none", 25),
    ] {
        let page = instance.get(&format!("/api/v1/devices?{query}")).await.body;
        assert_eq!(page["total"], total, "{query}");
    }
    for (query, field) in [("sort=colour", "sort"), ("cursor=x", "cursor"), ("status=x", "status")]
    {
        let answer = instance.get(&format!("/api/v1/devices?{query}")).await;
        assert_eq!(answer.body["field"], field, "{query} {answer:?}");
    }
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thing_model_is_tried_mounted_kept_while_used_and_deleted() {
    let instance = Instance::start().await;
    let trial = json!({
        "kind": "thing_model", "source": "console.log(port);\nreturn { telemetry_data: { t: payload[0] } };",
        "input": { "device": {}, "msg": { "userdata": { "port": 3, "payload": "FQ==" } } },
    });
    let answer = instance.post("/api/v1/scripts/run", trial).await;
    assert_eq!(answer.body["result"], json!({ "telemetry_data": { "t": 21 } }), "{answer:?}");
    assert_eq!(answer.body["console"][0]["text"], "3");
    let broken =
        json!({ "kind": "thing_model", "source": "let a = 1;\nreturn a.b.c;", "input": {} });
    let answer = instance.post("/api/v1/scripts/run", broken).await;
    assert_eq!(
        (answer.body["ok"].as_bool(), answer.body["error"]["line"].as_u64()),
        (Some(false), Some(2))
    );
    assert_eq!(answer.body["error"]["message_said"], Value::Null, "words of the engine");

    let model = json!({ "id_name": "own", "name": "Own", "payload_parser": "return null" });
    let model = instance.post("/api/v1/thing-models", model).await.body;
    let path = format!("/api/v1/thing-models/{}", model["id"].as_str().unwrap());
    let device = json!({ "eui": "m1", "data_from": "OTHER", "thing_model": ["own", "mt_ks52"] });
    let device = instance.post("/api/v1/devices", device).await;
    let mounted: Vec<&str> = device.body["thing_model"]
        .as_array()
        .unwrap()
        .iter()
        .map(|model| model["id_name"].as_str().unwrap())
        .collect();
    assert_eq!(mounted, ["own", "mt_ks52"]);
    let answer = instance.call("DELETE", &path, &instance.owner, None).await;
    assert_eq!(
        (answer.status, answer.body["code"].as_str()),
        (StatusCode::CONFLICT, Some("in_use"))
    );
    let answer = instance.patch("/api/v1/devices/m1", json!({ "thing_model": [] })).await;
    assert_eq!(answer.body["thing_model"], json!([]));
    let answer = instance.call("DELETE", &path, &instance.owner, None).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let public = "/api/v1/thing-models/40000000000000001";
    let answer = instance.patch(public, json!({ "name": "mine" })).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_of_any_kind_is_tried_and_a_wrong_shape_is_told() {
    let instance = Instance::start().await;
    for (kind, good, bad, expected) in [
        (
            "thing_model",
            "return { telemetry_data: { a: 1 } }",
            "return { telemetry_data: [] }",
            "`telemetry_data` must be an object or null, not an array",
        ),
        (
            "rpc",
            "return [{ dnMsg: { period: params.period } }]",
            "return [{ dnMsg: { userdata: { port: 300 } } }]",
            "step 1, dnMsg.userdata.port: expected a number from -1 to 255",
        ),
        (
            "trigger",
            "return { actions: [{ method: 'alarm', params: { _eui: device.eui } }] }",
            "return { actions: [{ params: {} }] }",
            "action 1, method: expected 1 to 255 characters",
        ),
        (
            "forwarder",
            "return { topic: topic + '/x', msg }",
            "return { topic: '#' }",
            "topic: expected a topic without + and #",
        ),
    ] {
        let input = json!({ "device": { "eui": "a1" }, "msg": {}, "topic": "a", "params": { "period": 5 } });
        let trial = |source: &str| json!({ "kind": kind, "source": source, "input": input });
        let answer = instance.post("/api/v1/scripts/run", trial(good)).await;
        assert_eq!(answer.body["ok"], true, "{kind} {answer:?}");
        let answer = instance.post("/api/v1/scripts/run", trial(bad)).await;
        assert_eq!(answer.body["error"]["kind"], "output", "{kind} {answer:?}");
        assert_eq!(answer.body["error"]["message"], expected, "{kind}");
        assert_eq!(answer.body["error"]["message_said"]["text"], expected, "{kind}");
    }
    let endless = json!({ "kind": "rpc", "source": "for (;;) {}", "input": {} });
    let answer = instance.post("/api/v1/scripts/run", endless).await;
    let said = &answer.body["error"]["message_said"];
    assert_eq!(said["code"], "script_late", "{answer:?}");
    assert_eq!(said["params"], json!({ "limit_ms": 1_000 }));
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_take_effect_and_survive_nonsense() {
    let instance = Instance::start().await;
    let answer = instance.patch("/api/v1/settings", json!({ "dedup_window_ms": 5_000 })).await;
    assert_eq!(answer.body["field"], "dedup_window_ms");
    let answer = instance.patch("/api/v1/settings", json!({ "colour": "red" })).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let change = json!({ "accept_unregistered_gateways": false, "net_id": "000013" });
    assert_eq!(instance.patch("/api/v1/settings", change).await.status, StatusCode::OK);
    let settings = instance.get("/api/v1/settings").await.body;
    assert_eq!(
        json!([
            settings["accept_unregistered_gateways"],
            settings["net_id"],
            settings["dedup_window_ms"]
        ]),
        json!([false, "000013", 200])
    );
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_certificates_and_addresses_is_a_sentence() {
    let instance = Instance::start().await;
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let broker = |fields: Value| {
        let mut broker = json!({
            "name": "Cloud", "enable": false, "direction": "COPY", "host": "broker.example",
            "remote_tenant": "acme", "publish": ["data"],
        });
        broker.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        broker
    };
    let (brokers, mail) = ("/api/v1/outside-brokers", "/api/v1/mail");
    let server = |field: &str, value: &str| {
        let mut server = json!({ "host": "mail.example", "sender": "site@example.org" });
        server[field] = value.into();
        server
    };
    for (method, path, body, field, code) in [
        ("POST", brokers, broker(json!({ "ca": "hello" })), "ca", "pem_none"),
        ("POST", brokers, broker(json!({ "ca": broken })), "ca", "certificate_unusable"),
        ("POST", brokers, broker(json!({ "cert": broken, "key": "x" })), "key", "key_no_pem"),
        ("PATCH", mail, server("ca", "hello"), "ca", "pem_none"),
        ("PATCH", mail, server("sender", "nobody"), "sender", "mail_address_form"),
    ] {
        let answer = instance.call(method, path, &instance.owner, Some(body)).await;
        let error = &answer.body["errors"][0];
        assert_eq!(error["field"], field, "{code} {answer:?}");
        assert_eq!(error["detail_said"]["code"], code, "{answer:?}");
    }
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn why_a_mail_server_was_not_reached_is_a_sentence() {
    let instance = Instance::start().await;
    let test = json!({ "to": "night@example.org" });
    let answer = instance.post("/api/v1/mail/test", test.clone()).await;
    let why = answer.body.pointer("/err_said/params/why/code");
    assert_eq!(why, Some(&json!("mail_not_set_up")), "{answer:?}");
    // Nobody listens at a port that is only bound, and nobody else gets it meanwhile.
    let bound = tokio::net::TcpSocket::new_v4().unwrap();
    bound.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let server = json!({
        "host": "127.0.0.1", "port": bound.local_addr().unwrap().port(), "security": "none",
        "sender": "site@example.org",
    });
    let answer = instance.patch("/api/v1/mail", server).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    let answer = instance.post("/api/v1/mail/test", test).await;
    let said = &answer.body["err_said"];
    assert_eq!(said["code"], "mail_network", "{answer:?}");
    assert_eq!(said["params"]["why"]["code"], "os_nobody_listens", "{answer:?}");
    assert_eq!(said["text"], answer.body["err_msg"]);
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outside_broker_shows_no_secret_and_names_its_bad_fields() {
    let instance = Instance::start().await;
    let broker = json!({
        "name": "Cloud", "enable": false, "direction": "COPY", "host": "broker.example",
        "username": "site", "password": "correct horse", "remote_tenant": "acme",
        "publish": ["data", "telemetry", "data"],
    });
    let created = instance.post("/api/v1/outside-brokers", broker.clone()).await;
    assert_eq!(created.status, StatusCode::CREATED, "{created:?}");
    assert_eq!(created.body["has_password"], true);
    assert_eq!(created.body["publish"], json!(["data", "telemetry"]));
    assert_eq!(
        (&created.body["status"], &created.body["port"]),
        (&json!("disabled"), &json!(1883))
    );
    let path = format!("/api/v1/outside-brokers/{}", created.body["id"].as_str().unwrap());
    for answer in
        [&created, &instance.get(&path).await, &instance.get("/api/v1/outside-brokers").await]
    {
        assert!(!answer.body.to_string().contains("horse"), "{answer:?}");
    }
    let twice = instance.post("/api/v1/outside-brokers", broker).await;
    assert_eq!((twice.status, &twice.body["field"]), (StatusCode::CONFLICT, &json!("name")));

    let owner = instance.owner.clone();
    for (change, field) in [
        (json!({ "host": "a b" }), "host"),
        (json!({ "direction": "SIDEWAYS" }), "direction"),
        (json!({ "publish": ["everything"] }), "publish"),
        (json!({ "publish": [] }), "publish"),
        (json!({ "remote_tenant": "No Code" }), "remote_tenant"),
        (json!({ "ca": "no certificate" }), "ca"),
        (json!({ "port": 1884 }), "password"),
    ] {
        let answer = instance.call("PATCH", &path, &owner, Some(change)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{answer:?}");
        assert_eq!(answer.body["field"], field, "{answer:?}");
    }
    let renamed = instance.call("PATCH", &path, &owner, Some(json!({ "name": "Other" }))).await;
    assert_eq!(
        (&renamed.body["name"], &renamed.body["has_password"]),
        (&json!("Other"), &json!(true))
    );
    let deleted = instance.call("DELETE", &path, &owner, None).await;
    assert_eq!(deleted.status, StatusCode::NO_CONTENT);
    assert_eq!(instance.get(&path).await.status, StatusCode::NOT_FOUND);
    instance.stop().await;
}
