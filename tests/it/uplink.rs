//! From the air to the API and to MQTT, with a device stack that is not ours.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::foreign::{Activation, Foreign, THING_MODEL};
use crate::headless::Headless;
use crate::http::Client;
use crate::mqtt::Subscriber;

#[test]
fn a_device_that_joins_is_heard_parsed_stored_and_published() -> Result<()> {
    check(Activation::Otaa)
}

#[test]
fn a_personalised_device_is_heard_parsed_stored_and_published() -> Result<()> {
    check(Activation::Abp)
}

fn check(activation: Activation) -> Result<()> {
    let instance = Headless::start()?;
    let owner = instance.owner()?;
    created(&owner, "/api/v1/lorawan-profiles", &activation.profile())?;
    created(&owner, "/api/v1/devices", &activation.device())?;
    let mut subscriber = subscribe(&instance, &owner)?;
    let eui = activation.eui();

    let mut device = Foreign::switch_on(instance.address("gwmp")?.parse()?, activation)?;
    device.report(234, false)?;
    let message = subscriber.hear(&format!("/v32/default/as/up/data/{eui}"))?;
    assert_eq!(message.pointer("/userdata/port"), Some(&json!(11)), "{message}");
    let telemetry = subscriber.hear(&format!("/v32/default/tkl/up/telemetry/{eui}"))?;
    assert!(telemetry.to_string().contains("23.4"), "{telemetry}");
    assert_eq!(temperature(&owner, &eui)?, json!(23.4));

    let confirmed = device.report(245, true)?;
    assert!(confirmed.answered, "a confirmed uplink is acknowledged");
    subscriber.hear(&format!("/v32/default/tkl/up/telemetry/{eui}"))?;
    assert_eq!(temperature(&owner, &eui)?, json!(24.5));

    let frames = owner.get(&format!("/api/v1/network/frames?dev_eui={eui}&direction=up"))?;
    let items = frames.body.pointer("/items").and_then(Value::as_array).context("items")?;
    let data = items.iter().filter(|frame| frame.get("f_cnt").is_some_and(Value::is_number));
    let accepted = data.filter(|frame| frame.get("accepted") == Some(&json!(true))).count();
    assert_eq!(accepted, 2, "{}", frames.body);
    Ok(())
}

fn created(owner: &Client, path: &str, body: &Value) -> Result<()> {
    let answer = owner.post(path, body)?;
    anyhow::ensure!(matches!(answer.status, 200 | 201), "{path}: {}", answer.body);
    Ok(())
}

fn subscribe(instance: &Headless, owner: &Client) -> Result<Subscriber> {
    let account = owner.get("/api/v1/mqtt-account")?.body;
    let word =
        |name| account.get(name).and_then(Value::as_str).with_context(|| account.to_string());
    Subscriber::connect(instance.address("mqtt")?, word("username")?, word("password")?)
}

/// The latest temperature, by the field's name in the product.
fn temperature(owner: &Client, eui: &str) -> Result<Value> {
    let telemetry = owner.get(&format!("/api/v1/devices/{eui}/telemetry"))?.body;
    let items = telemetry.pointer("/items").and_then(Value::as_array).context("items")?;
    let of_model = |item: &&Value| item.get("thing_model_id_name") == Some(&json!(THING_MODEL));
    let item = items.iter().find(of_model).with_context(|| telemetry.to_string())?;
    item.pointer("/telemetry_data/temperatrue").cloned().context("no temperature")
}
