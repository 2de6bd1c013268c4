//! Clients that hang up before they are answered.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::Instance;

const DEVICE: &str = "/api/v1/devices/70b3d57ed0001234";

/// Reads until what is read is as it must become.
async fn until(instance: &Instance, path: &str, is_so: impl Fn(&Value) -> bool) {
    let looking = async {
        loop {
            let answer = instance.get(path).await;
            if answer.status == StatusCode::OK && is_so(&answer.body) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let became = tokio::time::timeout(Duration::from_secs(60), looking).await;
    let seen = instance.get(path).await;
    assert!(became.is_ok(), "{path} stays {seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_begun_is_carried_out_when_the_client_hangs_up() {
    let instance = Instance::start().await;
    let profile = json!({
        "dev_eui": "70b3d57ed0001234", "join_mode": "OTAA", "standard": "EU868",
        "app_key": "00112233445566778899aabbccddeeff",
    });
    let script = json!({"id_name": "nothing", "name": "Nothing", "rpc_script": "return []"});
    for (path, body) in [("/api/v1/lorawan-profiles", profile), ("/api/v1/rpc-models", script)] {
        assert_eq!(instance.post(path, body).await.status, StatusCode::CREATED);
    }
    // On the disk and in memory.
    let device = json!({"eui": "70b3d57ed0001234", "rpc": ["nothing"]});
    instance.hang_up("/api/v1/devices", &device).await;
    until(&instance, DEVICE, |device| device["eui"] == "70b3d57ed0001234").await;

    // No room is kept for ever: a device has room for so many commands.
    let call = json!({"method": "nothing"});
    for _ in 0..101 {
        instance.hang_up(&format!("{DEVICE}/rpc"), &call).await;
        let runs = "/api/v1/rpc-runs?eui=70b3d57ed0001234&limit=200";
        until(&instance, runs, |runs| {
            let runs = runs["items"].as_array().unwrap();
            !runs.is_empty() && runs.iter().all(|run| run["state"] == "finished")
        })
        .await;
    }
    let called = instance.post(&format!("{DEVICE}/rpc"), call).await;
    assert_eq!(called.status, StatusCode::ACCEPTED, "{called:?}");

    let downlinks = format!("{DEVICE}/downlinks");
    for number in 1..=3 {
        instance.hang_up(&downlinks, &json!({"f_port": 1, "payload": "01"})).await;
        until(&instance, &downlinks, |list| list["waiting_total"] == number).await;
    }
    instance.stop().await;
}
