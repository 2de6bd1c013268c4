//! Start, ready line, settings and stop.

use std::net::{TcpListener, UdpSocket};
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::headless::{Headless, Listen, program};
use crate::mqtt::Publisher;
use crate::process::{PATIENCE, Process};
use crate::stage::Stage;

#[test]
fn the_ready_line_names_addresses_that_answer() -> Result<()> {
    let instance = Headless::start()?;
    assert_eq!(instance.ready["ready"], true);
    assert_eq!(instance.ready["gwmp"].as_array().map(Vec::len), Some(1), "{}", instance.ready);
    assert!(instance.ready["mqtt"].is_string(), "{}", instance.ready);
    let health = instance.stranger()?.get("/api/health")?;
    assert_eq!((health.status, &health.body["status"]), (200, &"ok".into()));
    Ok(())
}

#[test]
fn without_a_token_only_health_is_told() -> Result<()> {
    let instance = Headless::start()?;
    let owner = instance.owner()?;
    let stranger = instance.stranger()?;
    for path in ["/api/v1/me", "/api/v1/devices", "/api/v1/network/frames", "/api/v1/settings"] {
        let refused = stranger.get(path)?;
        assert_eq!(refused.status, 401, "{path}");
        assert!(refused.body["code"].is_string(), "{path}: {}", refused.body);
        assert_eq!(owner.get(path)?.status, 200, "{path}");
    }
    assert_eq!(stranger.get("/api/openapi.json")?.status, 401);
    assert_eq!(owner.get("/api/openapi.json")?.status, 200);
    let guess = serde_json::json!({"account": "admin", "password": "admin"});
    assert_eq!(stranger.post("/api/v1/login", &guess)?.status, 401);
    Ok(())
}

#[cfg(unix)]
#[test]
fn only_the_owner_of_the_folder_can_read_the_token() -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let instance = Headless::start()?;
    let mode = std::fs::metadata(instance.token_file())?.permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    Ok(())
}

#[cfg(unix)]
#[test]
fn both_signals_end_it_cleanly_and_the_folder_opens_again() -> Result<()> {
    let (ended, folder) = Headless::start()?.stop("TERM")?;
    assert!(ended.success(), "{ended}");
    let again = Headless::start_in(folder)?;
    assert_eq!(again.owner()?.get("/api/v1/me")?.status, 200, "the token outlives a restart");
    let (ended, _) = again.stop("INT")?;
    assert!(ended.success(), "{ended}");
    Ok(())
}

/// A page keeps unsaved input for one instance, which a restart does not change and a stranger does not
/// learn; another one at the same address is another.
#[cfg(unix)]
#[test]
fn an_instance_is_known_by_an_id_that_outlives_a_restart() -> Result<()> {
    let of = |instance: &Headless| -> Result<String> {
        let me = instance.owner()?.get("/api/v1/me")?.body;
        let id = me.get("instance").and_then(serde_json::Value::as_str).context("an id")?;
        let health = instance.stranger()?.get("/api/health")?.body;
        ensure!(!health.to_string().contains(id), "{health}");
        Ok(id.to_owned())
    };
    let instance = Headless::start()?;
    let id = of(&instance)?;
    assert_eq!(id.len(), 32, "{id}");
    let (ended, folder) = instance.stop("TERM")?;
    ensure!(ended.success(), "{ended}");
    assert_eq!(of(&Headless::start_in(folder)?)?, id);
    assert_ne!(of(&Headless::start()?)?, id);
    Ok(())
}

/// What was accepted is finished or kept: a program that is told to stop while reports wait for their
/// scripts loses neither what relations say of them nor what triggers ask for.
#[cfg(unix)]
#[test]
fn reports_that_wait_at_a_stop_reach_relations_and_triggers_all_the_same() -> Result<()> {
    const REPORTS: usize = 12;
    let stage = Stage::set()?;
    // Scripts that take their time, so that the others wait.
    let slow = "const end = Date.now() + 100; while (Date.now() < end); \
                return { telemetry_data: { n: msg.n } };";
    let sum = "return { telemetry_data: { n: msg.telemetry_data[msg.thing_model[0]].n } };";
    for (id_name, script) in [("slow", slow), ("sum", sum)] {
        let model = json!({"id_name": id_name, "name": id_name, "payload_parser": script});
        stage.create("/api/v1/thing-models", &model)?;
    }
    let command = json!({"id_name": "nothing", "name": "Nothing", "rpc_script": "return []"});
    stage.create("/api/v1/rpc-models", &command)?;
    let trigger = "return { delayms: 0, actions: [{ method: 'nothing' }] };";
    let trigger = json!({"name": "act", "trigger_script": trigger});
    let trigger = stage.create("/api/v1/trigger-models", &trigger)?;
    let source = json!({"eui": "source", "data_from": "OTHER", "thing_model": ["slow"]});
    stage.create("/api/v1/devices", &source)?;
    let floor = json!({
        "eui": "floor", "device_type": "VIRTUAL", "thing_model": ["sum"], "rpc": ["nothing"],
        "trigger": [trigger["id"]],
    });
    let floor = stage.create("/api/v1/devices", &floor)?;
    let binding = json!({
        "from_eui": ["source"], "to_eui": ["floor"], "notify_fields": ["telemetry_data"],
    });
    stage.create("/api/v1/relations", &binding)?;

    let (username, password) = stage.mqtt_account(&stage.owner)?;
    let mut publisher = Publisher::connect(stage.instance.address("mqtt")?, &username, &password)?;
    for n in 0..REPORTS {
        let body = json!({"n": n}).to_string();
        publisher.publish("/v32/default/as/up/data/source", body.as_bytes())?;
    }
    let (status, data) = stage.instance.stop("TERM")?;
    ensure!(status.success(), "{status}");

    let stage = Stage::around(Headless::start_in(data)?)?;
    let id = floor["thing_model"][0]["id"].as_str().context("an id")?;
    let history = format!("/api/v1/devices/floor/telemetry/history?thing_model={id}");
    assert_eq!(stage.list(&history)?.len(), REPORTS, "what relations say");
    let begun = Instant::now();
    loop {
        let runs = stage.list("/api/v1/rpc-runs?eui=floor&origin=trigger")?;
        if runs.len() == REPORTS {
            return Ok(());
        }
        ensure!(begun.elapsed() < PATIENCE, "only {} commands: {runs:#?}", runs.len());
    }
}

#[test]
fn an_address_that_is_taken_is_named() -> Result<()> {
    let taken = TcpListener::bind("127.0.0.1:0")?;
    let address = taken.local_addr()?.to_string();
    let folder = tempfile::tempdir()?;
    let mut process = Process::start(
        program()
            .arg("serve")
            .arg("--data-dir")
            .arg(folder.path())
            .args(["--http", &address, "--gwmp", "off", "--mqtt", "off"])
            .stderr(Stdio::piped()),
    )?;
    process.stderr()?.until(|line| line.starts_with("error: ") && line.contains(&address))?;
    assert!(!process.wait()?.success());
    Ok(())
}

#[test]
fn what_does_not_listen_is_told_with_a_reason_that_can_be_said_in_every_language() -> Result<()> {
    let gateways = UdpSocket::bind("127.0.0.1:0")?;
    let clients = TcpListener::bind("127.0.0.1:0")?;
    let listen = Listen {
        gwmp: gateways.local_addr()?.to_string(),
        mqtt: clients.local_addr()?.to_string(),
        ..Listen::anywhere()
    };
    let instance = Headless::start_at(tempfile::tempdir()?, &listen)?;
    let status = instance.owner()?.get("/api/v1/status")?.body;
    let problems = status.pointer("/listeners/problems").and_then(Value::as_array);
    let told: Vec<_> = problems
        .context("problems")?
        .iter()
        .map(|it| (it["listener"].as_str(), it["address"].as_str(), &it["detail_said"]["code"]))
        .collect();
    let taken = json!("os_address_taken");
    assert_eq!(
        told,
        [(Some("gwmp"), Some(&*listen.gwmp), &taken), (Some("mqtt"), Some(&*listen.mqtt), &taken)],
        "{status}"
    );
    Ok(())
}

#[test]
fn the_page_is_served_beside_the_api() -> Result<()> {
    let instance = Headless::start()?;
    let page = instance.stranger()?.get("/")?;
    let text = page.body.as_str().context("the page is no JSON")?;
    assert!(page.status == 200 && text.contains("ThinkLink"), "{text}");
    assert_eq!(instance.owner()?.get("/api/v1/no-such-thing")?.status, 404);
    Ok(())
}
