//! What a changed thing model would make of the uplinks that are recorded.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::mqtt::{Publisher, Subscriber};
use crate::restore::{begin, finished};
use crate::stage::Stage;

const SCRIPT: &str = "return { telemetry_data: { level: msg.level, low: msg.level < 5 } }";

#[test]
fn a_change_is_previewed_over_the_recorded_uplinks_of_every_device() -> Result<()> {
    let stage = Stage::set()?;
    let model = json!({"id_name": "tank", "name": "Tank", "payload_parser": SCRIPT});
    let model = stage.create("/api/v1/thing-models", &model)?;
    let path = format!("/api/v1/thing-models/{}", model["id"].as_str().context("id")?);
    let mut subscriber = stage.subscriber()?;
    let (username, password) = stage.mqtt_account(&stage.owner)?;
    let mut publisher = Publisher::connect(stage.instance.address("mqtt")?, &username, &password)?;
    for eui in ["tank-a", "tank-b"] {
        let device = json!({"eui": eui, "data_from": "OTHER", "thing_model": ["tank"]});
        stage.create("/api/v1/devices", &device)?;
        for level in [1, 10] {
            report(&mut publisher, &mut subscriber, eui, level)?;
        }
    }

    let preview = |script: &str| -> Result<Value> {
        let body = json!({"payload_parser": script});
        let answer = stage.owner.post(&format!("{path}/impact"), &body)?;
        anyhow::ensure!(answer.status == 200, "{}", answer.body);
        Ok(answer.body)
    };
    let same = preview(&format!("{SCRIPT} // the same"))?;
    assert_eq!(figures(&same), [2, 4, 4, 4, 0, 0, 0], "{same}");
    assert_eq!(same["differences"], json!([]));

    let changed = preview("return { telemetry_data: { level: msg.level, low: msg.level < 20 } }")?;
    assert_eq!(figures(&changed), [2, 4, 4, 2, 2, 0, 0], "{changed}");
    assert_eq!(changed["fields"], json!([{"part": "telemetry_data", "field": "low", "count": 2}]));
    let field = &changed["differences"][0]["fields"][0];
    assert_eq!((&field["old"], &field["new"]), (&json!(false), &json!(true)));

    // Whatever an uplink says of how many sub-devices, it is one uplink.
    let many = preview(
        "return [1, 2, 3].map(n => ({ sub_device: `a${n}`, telemetry_data: { level: n } }))",
    )?;
    let counts: Vec<&Value> =
        many["fields"].as_array().context("fields")?.iter().map(|it| &it["count"]).collect();
    assert_eq!(counts, [4, 4], "{many}");

    let failing = preview("if (msg.level === 1) throw new Error('too low'); return null")?;
    assert_eq!(figures(&failing), [2, 4, 4, 0, 2, 2, 0], "{failing}");
    let fails = |one: &&Value| one["outcome"] == "fails";
    let differences = failing["differences"].as_array().context("differences")?;
    let failure = differences.iter().find(fails).context("a failure")?;
    assert!(failure["error"].to_string().contains("too low"), "{failure}");
    let why = failure.pointer("/error_said/params/why/code");
    assert_eq!(why, Some(&json!("script_threw")), "{failure}");

    // Nothing was stored by any of it.
    assert_eq!(stage.read(&path)?["payload_parser"], SCRIPT);
    Ok(())
}

/// Who changes a promoted model for everybody sees what that does to everybody, and of other tenants
/// nothing but numbers; everybody else sees their own.
#[test]
fn the_change_of_a_promoted_model_is_previewed_over_the_uplinks_of_every_tenant() -> Result<()> {
    let stage = Stage::set()?;
    let model = json!({"id_name": "tank", "name": "Tank", "payload_parser": SCRIPT});
    let model = stage.create("/api/v1/thing-models", &model)?;
    let id = model.get("id").and_then(Value::as_str).context("id")?;
    let public = json!({"scope": "PUBLIC"});
    let scope = format!("/api/v1/models/thing-models/{id}/scope");
    anyhow::ensure!(stage.owner.send("PUT", &scope, Some(&public))?.status == 204);
    let lab = stage.tenant("lab")?;
    for (client, tenant, eui) in [(&stage.owner, "default", "ours"), (&lab, "lab", "theirs-7")] {
        let device = json!({"eui": eui, "name": format!("Tank {eui}"), "data_from": "OTHER",
            "thing_model": ["tank"]});
        let made = client.post("/api/v1/devices", &device)?;
        anyhow::ensure!(made.status == 201, "{made:?}");
        let (username, password) = stage.mqtt_account(client)?;
        let address = stage.instance.address("mqtt")?;
        let mut publisher = Publisher::connect(address, &username, &password)?;
        let mut subscriber = Subscriber::connect(address, &username, &password)?;
        for level in [1, 10] {
            let body = json!({"level": level, "secret": format!("{eui}-secret")}).to_string();
            publisher.publish(&format!("/v32/{tenant}/as/up/data/{eui}"), body.as_bytes())?;
            subscriber.hear(&format!("/v32/{tenant}/tkl/up/telemetry/{eui}"))?;
        }
    }
    let impact = format!("/api/v1/thing-models/{id}/impact");
    let script = "if (msg.level === 1) throw new Error(msg.secret);
        return { telemetry_data: { [msg.secret]: msg.level } }";
    let body = json!({"payload_parser": script});
    let seen = stage.owner.post(&impact, &body)?.body;
    assert_eq!(figures(&seen), [2, 4, 4, 0, 2, 2, 0], "{seen}");
    let others = json!({"devices": 1, "ran": 2, "changed": 1, "newly_failing": 1,
        "newly_working": 0});
    assert_eq!(seen.get("others"), Some(&others), "{seen}");
    let text = seen.to_string();
    assert!(text.contains("ours-secret") && !text.contains("theirs"), "{seen}");

    // An administrator of a tenant changes nothing for everybody.
    let wanted = json!({"name": "test", "role": "ADMIN", "tenant": "default"});
    let token = stage.create("/api/v1/tokens", &wanted)?;
    let token = token.get("token").and_then(Value::as_str).context("a token")?;
    let seen = stage.instance.with_token(token)?.post(&impact, &body)?.body;
    assert_eq!(figures(&seen), [1, 2, 2, 0, 1, 1, 0], "{seen}");
    assert_eq!(seen.get("others"), Some(&Value::Null), "{seen}");
    Ok(())
}

/// However many devices the owner's tenant has, another tenant's one is looked at, too.
#[test]
fn a_preview_for_everybody_reaches_every_tenant() -> Result<()> {
    // As many as a preview looks at.
    const OURS: usize = 500;
    let stage = Stage::set()?;
    let model = json!({"id_name": "tank", "name": "Tank", "payload_parser": SCRIPT});
    let model = stage.create("/api/v1/thing-models", &model)?;
    let id = model.get("id").and_then(Value::as_str).context("id")?;
    let public = json!({"scope": "PUBLIC"});
    let scope = format!("/api/v1/models/thing-models/{id}/scope");
    anyhow::ensure!(stage.owner.send("PUT", &scope, Some(&public))?.status == 204);
    let rows: String = (0..OURS).map(|row| format!("ours-{row:03},OTHER,tank\n")).collect();
    let file = format!("eui,data_from,thing_model\n{rows}");
    let plan = stage.owner.upload("/api/v1/imports/devices?file=a.csv", &file)?.body;
    let plan = plan.get("id").and_then(Value::as_str).with_context(|| plan.to_string())?.to_owned();
    let task =
        finished(&stage, &begin(&stage, &format!("/api/v1/imports/{plan}/apply"), &json!({}))?)?;
    anyhow::ensure!(task.get("failed") == Some(&json!(0)), "{task}");
    let lab = stage.tenant("lab")?;
    let device = json!({"eui": "theirs", "data_from": "OTHER", "thing_model": ["tank"]});
    anyhow::ensure!(lab.post("/api/v1/devices", &device)?.status == 201);
    let address = stage.instance.address("mqtt")?;
    // What the owner's tenant hears last is heard after the other's.
    for (client, tenant, eui) in [(&lab, "lab", "theirs"), (&stage.owner, "default", "ours-007")] {
        let (username, password) = stage.mqtt_account(client)?;
        let mut publisher = Publisher::connect(address, &username, &password)?;
        let mut subscriber = Subscriber::connect(address, &username, &password)?;
        publisher.publish(&format!("/v32/{tenant}/as/up/data/{eui}"), br#"{"level":1}"#)?;
        subscriber.hear(&format!("/v32/{tenant}/tkl/up/telemetry/{eui}"))?;
    }
    let body = json!({"payload_parser": "throw new Error('no')"});
    let seen = stage.owner.post(&format!("/api/v1/thing-models/{id}/impact"), &body)?.body;
    assert_eq!(figures(&seen), [OURS as u64 + 1, 2, 2, 0, 0, 2, 0], "{seen}");
    let others = json!({"devices": 1, "ran": 1, "changed": 0, "newly_failing": 1,
        "newly_working": 0});
    assert_eq!(seen.get("others"), Some(&others), "{seen}");
    Ok(())
}

/// `devices`, `found`, `ran`, `unchanged`, `changed`, `newly_failing`, `newly_working`.
fn figures(impact: &Value) -> [u64; 7] {
    ["devices", "found", "ran", "unchanged", "changed", "newly_failing", "newly_working"]
        .map(|name| impact[name].as_u64().unwrap_or(u64::MAX))
}

fn report(
    publisher: &mut Publisher,
    subscriber: &mut Subscriber,
    eui: &str,
    level: u32,
) -> Result<()> {
    let body = json!({"level": level}).to_string();
    publisher.publish(&format!("/v32/default/as/up/data/{eui}"), body.as_bytes())?;
    subscriber.hear(&format!("/v32/default/tkl/up/telemetry/{eui}"))?;
    Ok(())
}
