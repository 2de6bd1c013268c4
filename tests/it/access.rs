//! Sign-ins and tokens that end, and what came in by them.

use std::net::TcpStream;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::events::Events;
use crate::mqtt::Publisher;
use crate::stage::Stage;

const PASSWORD: &str = "correct horse";

/// What the socket is closed with when the caller's sign-in or token has ended: policy violation.
const ENDED: u16 = 1008;

fn word(body: &Value, name: &str) -> Result<String> {
    Ok(body.get(name).and_then(Value::as_str).with_context(|| body.to_string())?.to_owned())
}

fn set_password(stage: &Stage, password: &str) -> Result<Value> {
    let body = json!({ "password": password });
    let answer = stage.owner.send("PUT", "/api/v1/me/password", Some(&body))?;
    anyhow::ensure!(answer.status == 200, "{answer:?}");
    Ok(answer.body)
}

/// The token of a sign-in.
fn sign_in(stage: &Stage) -> Result<String> {
    let body = json!({ "account": "admin", "password": PASSWORD });
    let answer = stage.instance.stranger()?.post("/api/v1/login", &body)?;
    word(&answer.body, "token")
}

/// Live data of whoever has this token; silent but for what changes.
fn events_of(stage: &Stage, token: &str) -> Result<Events> {
    let stream = TcpStream::connect(stage.instance.address("http")?)?;
    Events::with_token(stream, &stage.instance, "changed", token)
}

#[test]
fn live_data_ends_with_the_sign_in_or_the_token_it_was_asked_for_by() -> Result<()> {
    let stage = Stage::set()?;
    set_password(&stage, PASSWORD)?;
    let (first, second) = (sign_in(&stage)?, sign_in(&stage)?);
    let new = json!({ "name": "Wallboard", "role": "VIEWER" });
    let token = stage.create("/api/v1/tokens", &new)?;
    let mut owner = events_of(&stage, &stage.instance.token()?)?;
    let mut of_first = events_of(&stage, &first)?;
    let mut of_second = events_of(&stage, &second)?;
    let mut of_token = events_of(&stage, &word(&token, "token")?)?;

    let listed = stage.list("/api/v1/sign-ins")?;
    assert_eq!(listed.len(), 2);
    assert!(listed.iter().all(|item| item["used_from"] == "127.0.0.1"), "{listed:?}");
    // The latest is the first of the list.
    let path = format!("/api/v1/sign-ins/{}", word(&listed[0], "id")?);
    assert_eq!(stage.owner.send("DELETE", &path, None)?.status, 204);
    assert_eq!(of_second.until_closed()?, Some(ENDED));
    let path = format!("/api/v1/tokens/{}", word(&token, "id")?);
    assert_eq!(stage.owner.send("DELETE", &path, None)?.status, 204);
    assert_eq!(of_token.until_closed()?, Some(ENDED));

    // The others go on until their own end.
    let gateway = json!({ "eui": "5a53012501030099", "name": "Roof" });
    stage.create("/api/v1/gateways", &gateway)?;
    let is_gateway = |event: &Value| (event["resource"] == "gateways").then_some(());
    of_first.until(is_gateway)?;
    assert_eq!(set_password(&stage, "battery staple")?, json!({ "ended": 1 }));
    assert_eq!(of_first.until_closed()?, Some(ENDED));
    owner.until(is_gateway)?;
    for token in [&first, &second, &word(&token, "token")?] {
        assert_eq!(stage.instance.with_token(token)?.get("/api/v1/me")?.status, 401);
    }
    Ok(())
}

#[test]
fn mqtt_clients_are_cut_off_when_their_password_or_token_ends() -> Result<()> {
    let stage = Stage::set()?;
    let mqtt = stage.instance.address("mqtt")?;
    let (username, password) = stage.mqtt_account(&stage.owner)?;
    let new = json!({ "name": "Node-RED", "role": "ADMIN" });
    let token = stage.create("/api/v1/tokens", &new)?;
    let text = word(&token, "token")?;
    let mut by_password = Publisher::connect(mqtt, &username, &password)?;
    let mut by_token = Publisher::connect_as("by-token", mqtt, &username, &text)?;

    let body = json!({ "password": "another password" });
    let changed = stage.owner.send("PUT", "/api/v1/mqtt-account", Some(&body))?;
    assert_eq!(changed.status, 204);
    by_password.until_cut_off()?;
    by_token.subscribe(&format!("/v32/{username}/#"))?;
    assert!(Publisher::connect(mqtt, &username, &password).is_err());
    Publisher::connect(mqtt, &username, "another password")?;

    let path = format!("/api/v1/tokens/{}", word(&token, "id")?);
    assert_eq!(stage.owner.send("DELETE", &path, None)?.status, 204);
    by_token.until_cut_off()?;
    assert!(Publisher::connect(mqtt, &username, &text).is_err());
    Ok(())
}

#[test]
fn an_address_that_guesses_passwords_waits_and_who_is_in_stays_in() -> Result<()> {
    let stage = Stage::set()?;
    set_password(&stage, PASSWORD)?;
    let inside = sign_in(&stage)?;
    let guess = json!({ "account": "admin", "password": "guess" });
    let stranger = stage.instance.stranger()?;
    let refused = loop {
        let answer = stranger.post("/api/v1/login", &guess)?;
        if answer.status != 401 {
            break answer;
        }
    };
    assert_eq!((refused.status, &refused.body["code"]), (429, &"too_many_attempts".into()));
    let right = json!({ "account": "admin", "password": PASSWORD });
    assert_eq!(stranger.post("/api/v1/login", &right)?.status, 429, "nor does it learn more");
    assert_eq!(stage.instance.with_token(&inside)?.get("/api/v1/me")?.status, 200);
    assert_eq!(stage.owner.get("/api/v1/me")?.status, 200, "a token lets in all the same");
    Ok(())
}
