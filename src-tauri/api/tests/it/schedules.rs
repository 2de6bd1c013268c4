//! Scheduled tasks and device executions: made, checked at the field, bound to one another.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::Instance;

const TASKS: &str = "/api/v1/scheduled-tasks";
const EXECUTIONS: &str = "/api/v1/device-executions";

async fn created(instance: &Instance, path: &str, body: Value) -> Value {
    let answer = instance.post(path, body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{path}: {answer:?}");
    answer.body
}

fn id(record: &Value) -> &str {
    record["id"].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cron_expression_is_checked_at_its_field_and_shows_its_next_times() {
    let instance = Instance::start().await;
    let tried = instance.get(&format!("{TASKS}/next-runs?cron=0%200%202%20*%20*%20%3F")).await;
    assert_eq!(tried.status, StatusCode::OK, "{tried:?}");
    let times = tried.body["times"].as_array().unwrap();
    assert_eq!(times.len(), 5);
    assert!(times.is_sorted_by_key(|time| time.as_str().unwrap()), "{times:?}");
    assert!(!tried.body["time_zone"].as_str().unwrap().is_empty());
    for (cron, starts) in [
        ("0%2060%20*%20*%20*%20%3F", "minute:"),
        ("0%200%202%20*%20*%20*", "day and weekday:"),
        ("0%200", "expected 6 fields"),
    ] {
        let tried = instance.get(&format!("{TASKS}/next-runs?cron={cron}")).await;
        assert_eq!(tried.status, StatusCode::UNPROCESSABLE_ENTITY, "{cron}");
        assert_eq!(tried.body["field"], "cron");
        let detail = tried.body["errors"][0]["detail"].as_str().unwrap();
        assert!(detail.starts_with(starts), "{detail}");
    }

    let bad = json!({"name": "Nightly", "cron": "0 0 25 * * ?"});
    let answer = instance.post(TASKS, bad).await;
    assert_eq!(
        (answer.status, &answer.body["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("cron"))
    );
    let nightly = json!({"name": "Nightly", "cron": " 0 0  2 * * ? "});
    let task = created(&instance, TASKS, nightly.clone()).await;
    assert_eq!((&task["cron"], &task["executions"]), (&json!("0 0 2 * * ?"), &json!(0)));
    assert!(task["next_run"].is_string());
    let twice = instance.post(TASKS, nightly).await;
    assert_eq!((twice.status, &twice.body["field"]), (StatusCode::CONFLICT, &json!("name")));
    let off = instance.patch(&format!("{TASKS}/{}", id(&task)), json!({"enable": false})).await;
    assert_eq!(off.body["next_run"], Value::Null);
    instance.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_execution_is_checked_and_found_by_what_it_is_bound_to() {
    let instance = Instance::start().await;
    let template = json!({"mode": {"type": "number"}});
    let rpc = json!({"id_name": "reset", "name": "Reset", "template": template});
    let rpc = created(&instance, "/api/v1/rpc-models", rpc).await;
    for eui in ["m1", "m2", "m3"] {
        created(&instance, "/api/v1/devices", json!({"eui": eui, "data_from": "OTHER"})).await;
    }
    let task = json!({"name": "Nightly", "cron": "0 0 2 * * ?"});
    let task = created(&instance, TASKS, task).await;
    for (body, field) in [
        (json!({"rpc_id": "reset"}), "name"),
        (json!({"name": "A"}), "rpc_id"),
        (json!({"name": "A", "rpc_id": "none"}), "rpc_id"),
        (json!({"name": "A", "rpc_id": "reset", "cron_task": "1"}), "cron_task"),
        (json!({"name": "A", "rpc_id": "reset", "euis": ["UP PER"]}), "euis"),
        (json!({"name": "A", "rpc_id": "reset", "euis": ["m1", "gone"]}), "euis"),
        (json!({"name": "A", "rpc_id": "reset", "add_euis": ["gone"]}), "add_euis"),
        (json!({"name": "A", "rpc_id": "reset", "params": {"mode": "fast"}}), "params.mode"),
        (json!({"name": "A", "rpc_id": "reset", "params": {"_eui": "m1"}}), "params._eui"),
        (json!({"name": "A", "rpc_id": "reset", "params": {"a": "x".repeat(66_000)}}), "params"),
        (
            json!({"name": "A", "rpc_id": "reset", "device_interval_ms": 86_400_001}),
            "device_interval_ms",
        ),
        (json!({"name": "A", "rpc_id": "reset", "execution_type": "OFTEN"}), "execution_type"),
        (json!({"name": "A", "rpc_id": "reset", "count_limit": 0}), "count_limit"),
        (json!({"name": "A", "rpc_id": "reset", "log_until": "tomorrow"}), "log_until"),
    ] {
        let answer = instance.post(EXECUTIONS, body.clone()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body} {answer:?}");
        assert_eq!(answer.body["field"], field, "{body} {answer:?}");
    }
    let body = json!({
        "name": "Sync", "rpc_id": "reset", "cron_task": id(&task), "euis": ["m1", "m2", "m1"],
        "log_until": "2030-01-01T00:00:00Z",
    });
    let execution = created(&instance, EXECUTIONS, body).await;
    assert_eq!(execution["euis"], json!(["m1", "m2"]));
    assert_eq!(
        (&execution["device_interval_ms"], &execution["devices"]),
        (&json!(3000), &json!(2))
    );
    assert_eq!(
        (&execution["rpc_name"], &execution["cron_task_name"]),
        (&json!("Reset"), &json!("Nightly"))
    );
    assert!(execution["next_run"].is_string() && execution["last_run"].is_null(), "{execution}");

    let path = format!("{EXECUTIONS}/{}", id(&execution));
    let change = json!({"add_euis": ["m3", "m2"], "remove_euis": ["m1"], "log_until": null});
    let changed = instance.patch(&path, change).await;
    assert_eq!(
        (&changed.body["euis"], &changed.body["log_until"]),
        (&json!(["m2", "m3"]), &Value::Null)
    );
    for (query, found) in [
        ("eui=m3".to_owned(), 1),
        ("eui=m1".to_owned(), 0),
        (format!("cron_task={}", id(&task)), 1),
        (format!("rpc_id={}", id(&rpc)), 1),
        ("rpc_id=1".to_owned(), 0),
    ] {
        let listed = instance.get(&format!("{EXECUTIONS}?{query}")).await;
        assert_eq!(listed.body["total"], found, "{query} {listed:?}");
    }
    // A device that is deleted may stay in it, but none is put in that is not there.
    let deleted = instance.call("DELETE", "/api/v1/devices/m3", &instance.owner, None).await;
    assert_eq!(deleted.status, StatusCode::NO_CONTENT, "{deleted:?}");
    let kept = instance.patch(&path, json!({"euis": ["m1", "m2", "m3"]})).await;
    assert_eq!(kept.status, StatusCode::OK, "{kept:?}");
    for change in [json!({"add_euis": ["m4"]}), json!({"params": {"mode": []}})] {
        let refused = instance.patch(&path, change).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{refused:?}");
    }
    let seen = instance.get(&format!("{TASKS}/{}", id(&task))).await;
    assert_eq!(seen.body["executions"], 1);
    let refused =
        instance.call("DELETE", &format!("{TASKS}/{}", id(&task)), &instance.owner, None).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{refused:?}");
    let unbound = instance.patch(&path, json!({"cron_task": null})).await;
    assert_eq!(unbound.body["cron_task_name"], Value::Null);
    let gone =
        instance.call("DELETE", &format!("{TASKS}/{}", id(&task)), &instance.owner, None).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    instance.stop().await;
}
