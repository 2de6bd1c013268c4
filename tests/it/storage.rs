//! What the data folder takes, how long history is kept, and its cleaning.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::mqtt::Publisher;
use crate::stage::Stage;

#[test]
fn storage_is_shown_by_kind_and_cleaned_as_a_task() -> Result<()> {
    let stage = Stage::set()?;
    let kinds = |body: &Value| body["kinds"].as_array().cloned().context("kinds");
    let of = |body: &Value, name: &str| -> Result<Value> {
        kinds(body)?.into_iter().find(|kind| kind["kind"] == name).context("a kind")
    };
    let before = stage.read("/api/v1/storage")?;
    assert_eq!(kinds(&before)?.len(), 8, "{before}");
    assert!(before["history_bytes"].as_u64() > Some(0), "{before}");
    assert!(before["disk"]["total_bytes"].as_u64() >= before["disk"]["free_bytes"].as_u64());
    let telemetry = of(&before, "telemetry")?;
    assert_eq!((&telemetry["rows"], &telemetry["first"]), (&json!(0), &Value::Null));
    assert_eq!((&telemetry["keep_h"], &telemetry["default_h"]), (&json!(8_760), &json!(8_760)));

    let script = "return { telemetry_data: { level: msg.level } }";
    stage.create(
        "/api/v1/thing-models",
        &json!({"id_name": "tank", "name": "Tank", "payload_parser": script}),
    )?;
    stage.create(
        "/api/v1/devices",
        &json!({"eui": "tank-a", "data_from": "OTHER", "thing_model": ["tank"]}),
    )?;
    let mut subscriber = stage.subscriber()?;
    let (username, password) = stage.mqtt_account(&stage.owner)?;
    let mut publisher = Publisher::connect(stage.instance.address("mqtt")?, &username, &password)?;
    for level in 0..3 {
        publisher.publish(
            "/v32/default/as/up/data/tank-a",
            json!({"level": level}).to_string().as_bytes(),
        )?;
        subscriber.hear("/v32/default/tkl/up/telemetry/tank-a")?;
    }
    let settings = json!({"rpc_log_retention_d": 3, "telemetry_retention_d": 2});
    stage.change("/api/v1/settings", &settings)?;
    let filled = stage.read("/api/v1/storage")?;
    let telemetry = of(&filled, "telemetry")?;
    assert_eq!((&telemetry["rows"], &telemetry["estimated"]), (&json!(3), &json!(false)));
    assert!(telemetry["first"].as_str() <= telemetry["last"].as_str(), "{telemetry}");
    assert_eq!(telemetry["keep_h"], 48);
    let rpc = of(&filled, "rpc_runs")?;
    assert_eq!(
        (&rpc["setting"], &rpc["keep_h"], &rpc["default_h"]),
        (&json!("rpc_log_retention_d"), &json!(72), &json!(720)),
    );

    // Nothing is old enough, so that the cleaning deletes nothing and says so by kind.
    let mut events = stage.events("task")?;
    let answer = stage.owner.post("/api/v1/storage/clean", &json!({}))?;
    assert_eq!(answer.status, 202, "{}", answer.body);
    let id = answer.body["id"].as_str().context("an id")?.to_owned();
    let is_over = |event: &Value| {
        (event["task"]["id"] == *id && event["task"]["state"] == "finished").then_some(())
    };
    events.until(is_over)?;
    let items = stage.list(&format!("/api/v1/tasks/{id}/items"))?;
    assert_eq!(items.len(), 8, "{items:?}");
    let item = items.iter().find(|item| item["subject"] == "telemetry").context("an item")?;
    assert_eq!((&item["code"], &item["detail"]), (&json!("rows_deleted"), &json!("0")));
    assert_eq!(of(&stage.read("/api/v1/storage")?, "telemetry")?["rows"], 3);

    let retry = stage.owner.post(&format!("/api/v1/tasks/{id}/retry"), &json!({}))?;
    assert_eq!(retry.status, 409, "{}", retry.body);

    // Who does not manage the instance is told of the rows of the own tenant only.
    let viewer = |tenant: &str| -> Result<Value> {
        let wanted = json!({"name": "viewer", "role": "VIEWER", "tenant": tenant});
        let token = stage.create("/api/v1/tokens", &wanted)?;
        let client = stage.instance.with_token(token["token"].as_str().context("a token")?)?;
        Ok(client.get("/api/v1/storage")?.body)
    };
    stage.tenant("lab")?;
    let (own, other) = (viewer("default")?, viewer("lab")?);
    assert_eq!(of(&own, "telemetry")?["rows"], 3);
    let empty = of(&other, "telemetry")?;
    assert_eq!((&empty["rows"], &empty["first"]), (&json!(0), &Value::Null), "{other}");
    assert_eq!(empty["keep_h"], 48);
    assert_eq!((&other["last_deleted"], &other["disk"].is_null()), (&Value::Null, &false));
    Ok(())
}
