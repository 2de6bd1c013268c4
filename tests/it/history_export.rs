//! The history of a device as a file.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::mqtt::Publisher;
use crate::stage::Stage;

const SCRIPT: &str = "return { telemetry_data: { level: msg.level, note: msg.note, low: true } }";

#[test]
fn a_history_leaves_as_csv_and_as_a_workbook_with_the_rows_of_its_range() -> Result<()> {
    let stage = Stage::set()?;
    let config = json!({"fields": {
        "low": {"name": "Low", "type": "boolean", "order": 1},
        "level": {"name": "Level", "type": "number", "unit": "m", "order": 2},
    }});
    let model = json!({"id_name": "tank", "name": "Tank", "payload_parser": SCRIPT,
        "telemetry_config": config});
    let model = stage.create("/api/v1/thing-models", &model)?;
    let model = model["id"].as_str().context("id")?;
    stage.create(
        "/api/v1/devices",
        &json!({"eui": "tank-a", "data_from": "OTHER", "thing_model": ["tank"]}),
    )?;
    let mut subscriber = stage.subscriber()?;
    let (username, password) = stage.mqtt_account(&stage.owner)?;
    let mut publisher = Publisher::connect(stage.instance.address("mqtt")?, &username, &password)?;
    for (level, note) in [(-1.5, "=SUM(A1)"), (2.0, "a,b"), (3.25, "plain")] {
        let body = json!({"level": level, "note": note}).to_string();
        publisher.publish("/v32/default/as/up/data/tank-a", body.as_bytes())?;
        subscriber.hear("/v32/default/tkl/up/telemetry/tank-a")?;
        // The next one gets a time of its own, by which ranges tell them apart.
        stage.run(async { tokio::time::sleep(Duration::from_millis(5)).await });
    }
    let of_model = format!("/api/v1/devices/tank-a/telemetry/history?thing_model={model}");
    let records = stage.list(&format!("{of_model}&order=asc"))?;
    let times: Vec<&str> = records.iter().filter_map(|record| record["at"].as_str()).collect();
    let [first, second, third] = times[..] else { panic!("{records:?}") };
    let export = format!("/api/v1/devices/tank-a/telemetry/export?thing_model={model}");

    // The model's fields in their order, then what else was recorded; numbers stay numbers, and a
    // text is no formula.
    let csv = |more: &str| -> Result<Vec<String>> {
        let text = stage.read(&format!("{export}&format=csv{more}"))?;
        let text = text.as_str().context("a text")?.to_owned();
        Ok(text.trim_start_matches('\u{feff}').lines().map(str::to_owned).collect())
    };
    let wall = |at: &str| at.replace('T', " ").replace('Z', "");
    assert_eq!(
        csv("")?,
        [
            "Time (UTC),Low,Level (m),note".to_owned(),
            format!("{},true,-1.5,\"'=SUM(A1)\"", wall(first)),
            format!("{},true,2,\"a,b\"", wall(second)),
            format!("{},true,3.25,plain", wall(third)),
        ],
    );

    // What is shown: these fields, this clock, newest first; the end of a range is outside of it.
    let shown = csv(&format!("&fields=level&offset_min=480&order=desc&from={first}&to={third}"))?;
    assert_eq!(shown[0], "Time (UTC+08:00),Level (m)");
    assert_eq!(shown.len(), 3, "{shown:?}");
    assert!(shown[1].ends_with(",2") && shown[2].ends_with(",-1.5"), "{shown:?}");
    let hour = |line: &str| line.get(11..13).and_then(|text| text.parse::<u32>().ok());
    let utc = hour(first).context("an hour")?;
    assert_eq!(hour(&shown[2]), Some((utc + 8) % 24), "{shown:?}");

    let raw = csv(&format!("&raw=true&from={third}"))?;
    assert_eq!(raw, ["time,low,level,note".to_owned(), format!("{third},true,3.25,plain")]);

    let workbook = stage.owner.download(&export)?;
    assert!(workbook.starts_with(b"PK"), "no workbook");

    // A workbook's sheet cannot be called "History", and other records are not in the way.
    let model_path = format!("/api/v1/thing-models/{model}");
    stage.change(&model_path, &json!({"id_name": "history"}))?;
    assert!(stage.owner.download(&export)?.starts_with(b"PK"), "no workbook");

    // Nobody of another tenant learns anything, and what is asked wrongly is named.
    let other = stage.tenant("other")?;
    assert_eq!(other.get(&export)?.status, 404);
    let wrong = stage.owner.get(&format!("{export}&offset_min=2000"))?;
    assert_eq!(
        (wrong.status, &wrong.body["errors"][0]["field"]),
        (422, &Value::from("offset_min"))
    );
    Ok(())
}

/// Whoever leaves a file lying holds a turn until the connection ends; others are told to wait.
#[test]
fn a_few_histories_leave_at_once_and_more_are_refused_with_the_number() -> Result<()> {
    const RECORDS: u32 = 60;
    let stage = Stage::set()?;
    let script = "return { telemetry_data: { text: 'x'.repeat(200000), level: msg.level } }";
    let model = json!({"id_name": "long", "name": "Long", "payload_parser": script});
    let model = stage.create("/api/v1/thing-models", &model)?;
    let model = model["id"].as_str().context("id")?;
    let device = json!({"eui": "tank-a", "data_from": "OTHER", "thing_model": ["long"]});
    stage.create("/api/v1/devices", &device)?;
    let (username, password) = stage.mqtt_account(&stage.owner)?;
    let mut publisher = Publisher::connect(stage.instance.address("mqtt")?, &username, &password)?;
    for level in 0..RECORDS {
        let body = json!({"level": level}).to_string();
        publisher.publish("/v32/default/as/up/data/tank-a", body.as_bytes())?;
    }
    let series =
        format!("/api/v1/devices/tank-a/telemetry/series?thing_model={model}&from=0&buckets=1");
    while stage.read(&series)?["records"] != RECORDS {
        stage.run(async { tokio::time::sleep(Duration::from_millis(20)).await });
    }
    let export =
        format!("/api/v1/devices/tank-a/telemetry/export?thing_model={model}&format=csv&raw=true");
    let begin = || -> Result<TcpStream> {
        let mut stream = TcpStream::connect(stage.instance.address("http")?)?;
        let token = stage.instance.token()?;
        write!(
            stream,
            "GET {export} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"
        )?;
        // It has begun, and more of it is to come than a socket holds.
        let mut begun = [0; 15];
        stream.read_exact(&mut begun)?;
        assert_eq!(&begun, b"HTTP/1.1 200 OK");
        Ok(stream)
    };
    let held = [begin()?, begin()?, begin()?, begin()?];
    let refused = stage.owner.get(&export)?;
    assert_eq!((refused.status, &refused.body["code"]), (429, &json!("full")), "{}", refused.body);
    drop(held);
    let text = loop {
        let answer = stage.owner.download(&export);
        if let Ok(text) = answer {
            break String::from_utf8(text)?;
        }
        stage.run(async { tokio::time::sleep(Duration::from_millis(20)).await });
    };
    assert_eq!(text.lines().count(), RECORDS as usize + 1);
    Ok(())
}
