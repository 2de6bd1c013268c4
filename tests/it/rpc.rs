//! Commands as people and integrators meet them: an RPC model called on a device, and what its log
//! says up to the device's acknowledgement.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::downlinks::{LATER, acknowledging, connect, read};
use crate::events::Events;
use crate::foreign::{Activation, Foreign};
use crate::stage::{Stage, abp, uplink};

/// Sends bytes as the caller wants them.
const SEND: &str = r#"
function rpc_script({ device, params }) {
  return [{
    dnMsg: {
      version: '3.0', type: 'data', if: 'loraWAN', moteeui: device.eui, token: 1,
      userdata: { confirmed: params.confirmed, port: params.port,
        payload: Buffer.from(params.data, 'hex').toString('base64') },
    },
  }];
}
"#;

fn send_template() -> Value {
    json!({
        "port": {"name": "port", "alias": "Port", "type": "number", "order": 1, "dftValue": 12},
        "data": {"name": "data", "type": "string", "order": 2, "dftValue": "1234"},
        "confirmed": {"name": "confirmed", "type": "boolean", "order": 3, "dftValue": false},
    })
}

/// The raw downlink reaches a device of a stack that is not ours, and its acknowledgement the log.
#[test]
fn a_raw_downlink_is_followed_up_to_the_devices_acknowledgement() -> Result<()> {
    let stage = Stage::set()?;
    let activation = Activation::Otaa;
    stage.create("/api/v1/lorawan-profiles", &activation.profile())?;
    stage.create("/api/v1/devices", &activation.device())?;
    let eui = activation.eui();
    model(&stage, "send", SEND, &send_template())?;
    mount(&stage, &eui, &["send"])?;
    let mut events = stage.events("rpc")?;
    let mut device = Foreign::switch_on(stage.instance.address("gwmp")?.parse()?, activation)?;

    let run = call(&stage, &eui, "send", &json!({"data": "cf030901", "confirmed": "true"}))?;
    assert_eq!((&run["state"], &run["origin"]), (&json!("delivering"), &json!("api")), "{run}");
    assert_eq!(run["params"], json!({"port": 12, "data": "cf030901", "confirmed": true}));
    assert_eq!(run["steps"][0]["state"], "queued", "{run}");
    let messages = stage.list(&format!("/api/v1/network/messages?eui={eui}&direction=dn"))?;
    assert_eq!((messages.len(), &messages[0]["f_port"]), (1, &json!(12)), "{messages:?}");

    let sent = device.report(215, false)?;
    assert_eq!(sent.downlink, Some((12, vec![0xCF, 3, 9, 1])));
    let sent = events.step(&run["id"], "sent")?;
    assert_eq!(sent["steps"][0]["f_cnt"], 0, "{sent}");
    assert!(sent["steps"][0]["gateway"].is_string(), "{sent}");
    assert_eq!(sent["state"], "delivering", "{sent}");
    device.report(216, false)?;
    let done = events.step(&run["id"], "acknowledged")?;
    assert_eq!((&done["state"], &done["result"]), (&json!("finished"), &json!("1 step was taken")));
    let said = &done["result_said"];
    assert_eq!((&said["code"], &said["params"]), (&json!("steps_taken"), &json!({"count": 1})));
    let log = stage.list(&format!("/api/v1/rpc-runs?eui={eui}"))?;
    assert_eq!(log, [done]);
    Ok(())
}

#[test]
fn only_what_is_mounted_with_parameters_that_fit_is_called() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let eui = device.dev_eui.to_string();
    let mut template = send_template();
    template["address"] = json!({"type": "string", "required": true});
    template["mode"] = json!({"type": "number", "options": [{"value": 7}, {"value": "8"}]});
    model(&stage, "send", SEND, &template)?;
    let path = format!("/api/v1/devices/{eui}/rpc");
    let refused = stage.owner.post(&path, &json!({"method": "send"}))?;
    assert_eq!((refused.status, &refused.body["field"]), (422, &json!("method")));
    assert!(refused.body["detail"].to_string().contains("not mounted"), "{}", refused.body);
    mount(&stage, &eui, &["send"])?;

    for (body, field) in [
        (json!({"method": "nothing"}), "method"),
        (json!({"method": "send", "params": {}}), "params.address"),
        (json!({"method": "send", "params": {"address": "a", "port": "x"}}), "params.port"),
        (json!({"method": "send", "params": {"address": "a", "mode": 9}}), "params.mode"),
        (json!({"method": "send", "params": {"address": "a", "_eui": "other-1"}}), "params._eui"),
        (json!({"method": "send", "params": {"address": "a", "_eui": 5}}), "params._eui"),
        (json!({"method": "send", "params": {"address": "a".repeat(70_000)}}), "params"),
        (json!({"method": "send", "wait_ms": 60_001}), "wait_ms"),
    ] {
        let refused = stage.owner.post(&path, &body)?;
        assert_eq!((refused.status, &refused.body["field"]), (422, &json!(field)), "{body:.80}");
    }
    for (params, field) in [
        (json!({"address": "a", "mode": 9}), "params.mode"),
        (json!({"address": "a", "_eui": eui}), "params._eui"),
    ] {
        let once = json!({"name": "all", "rpc": "send", "euis": [eui], "params": params});
        let refused = stage.owner.post("/api/v1/one-time-rpc", &once)?;
        assert_eq!((refused.status, refused.body.pointer("/field")), (422, Some(&json!(field))));
    }
    assert_eq!(stage.list("/api/v1/rpc-runs")?.len(), 0, "a refused call is no run");
    let spelt = json!({"address": "a", "mode": "7", "_eui": eui.to_uppercase()});
    let run = call(&stage, &eui, "send", &spelt)?;
    assert_eq!(run.pointer("/params/mode"), Some(&json!(7)), "{run}");

    // What the device is known to have is offered first.
    for (side, values) in
        [("shared", json!({"port": 61})), ("server", json!({"port": 1, "data": "00"}))]
    {
        let path = format!("/api/v1/devices/{eui}/attributes/{side}");
        stage.change(&path, &json!({"values": values}))?;
    }
    let callable = stage.read(&path)?;
    let values = json!({"port": 61, "data": "00", "confirmed": false, "address": null,
        "mode": null});
    assert_eq!(callable[0]["values"], values, "{callable}");
    assert_eq!(
        (&callable[0]["id_name"], &callable[0]["inherited"]),
        (&json!("send"), &json!(false))
    );
    Ok(())
}

#[test]
fn steps_are_taken_in_order_and_attributes_stay_on_the_platform() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let eui = device.dev_eui.to_string();
    let script = r#"
        console.warn('setting', values.period, _eui_of(params));
        function _eui_of(p) { return p._eui; }
        return [
          { type: 'modifyAttrs', dnMsg: { shared_attrs: { period: values.period }, server_attrs: { by: 'rpc' } } },
          { sleepTimeMs: 20, dnMsg: { userdata: { port: 5, payload: 'AQ==' } } },
          { sleepTimeMs: 20, dnMsg: { userdata: { port: 5, payload: 'Ag==' } } },
        ];"#;
    model(&stage, "set", script, &json!({"period": {"type": "number"}}))?;
    mount(&stage, &eui, &["set"])?;
    let run = call(&stage, &eui, "set", &json!({"period": 15}))?;
    let states: Vec<&Value> = run["steps"].as_array().into_iter().flatten().collect();
    let states: Vec<&str> = states.iter().filter_map(|step| step["state"].as_str()).collect();
    assert_eq!(states, ["done", "queued", "queued"], "{run}");
    let printed = json!({"level": "warn", "text": format!("setting 15 {eui}"), "text_said": null});
    assert_eq!(run["console"], json!([printed]));
    let record = stage.read(&format!("/api/v1/devices/{eui}"))?;
    assert_eq!(
        (&record["shared_attrs"], &record["server_attrs"]),
        (&json!({"period": 15}), &json!({"by": "rpc"}))
    );
    let gateway = connect(&stage, 1)?;
    for (f_cnt, payload) in [(1, "01"), (2, "02")] {
        gateway.report(f_cnt * LATER, &uplink(&device, f_cnt, false)?)?;
        assert_eq!(read(&gateway.downlink()?, &device, f_cnt - 1)?.payload, payload);
    }
    Ok(())
}

/// What an organisation gives its scripts outlives a restart, and no other tenant's scripts see it.
#[test]
fn scripts_are_given_the_parameters_of_their_organisation() -> Result<()> {
    let stage = Stage::set()?;
    let other = json!({"eui": "lamp", "data_from": "OTHER"});
    stage.create("/api/v1/devices", &other)?;
    let script = "return { type: 'modifyAttrs', dnMsg: { server_attrs: { seen: org_params } } }";
    model(&stage, "look", script, &json!({}))?;
    mount(&stage, "lamp", &["look"])?;
    let path = "/api/v1/org-params";
    assert_eq!(stage.read(path)?, json!({"params": {}}));
    let params = json!({"site": "north", "sms": {"user": "a", "limit": 5}});
    let answer = stage.owner.send("PUT", path, Some(&json!({"params": params})))?;
    assert_eq!((answer.status, &answer.body["params"]), (200, &params), "{}", answer.body);
    let seen = |stage: &Stage| -> Result<Value> {
        call(stage, "lamp", "look", &json!({}))?;
        Ok(stage.read("/api/v1/devices/lamp")?["server_attrs"]["seen"].clone())
    };
    assert_eq!(seen(&stage)?, params);
    let trial = |input: Value| -> Result<Value> {
        let trial = json!({"kind": "rpc", "source": script, "input": input});
        Ok(stage.owner.post("/api/v1/scripts/run", &trial)?.body)
    };
    let given = trial(json!({"device": {}, "params": {}}))?;
    ensure!(given.to_string().contains("north"), "a test sees them too: {given}");
    let given = trial(json!({"device": {}, "params": {}, "org_params": {"site": "south"}}))?;
    ensure!(!given.to_string().contains("north"), "unless it is given others: {given}");
    for bad in [json!({"": 1}), json!({"k".repeat(65): 1}), json!({"big": "x".repeat(300_000)})] {
        let refused = stage.owner.send("PUT", path, Some(&json!({"params": bad})))?;
        assert_eq!((refused.status, &refused.body["field"]), (422, &json!("params")));
    }
    let (_, folder) = stage.instance.stop("TERM")?;
    let stage = Stage::around(crate::headless::Headless::start_in(folder)?)?;
    assert_eq!(stage.read(path)?["params"], params);
    assert_eq!(seen(&stage)?, params);
    Ok(())
}

/// Whatever a script does, its author sees why and nothing else happens.
#[test]
fn a_script_that_fails_leaves_everything_as_it_was() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let eui = device.dev_eui.to_string();
    let attrs = "{ type: 'modifyAttrs', dnMsg: { server_attrs: { touched: true } } }";
    let cases = [
        ("syntax", "return [".to_owned(), ""),
        (
            "throws",
            "device.server_attrs.touched = true;\nthrow new Error('no such mode')".into(),
            "no such mode",
        ),
        ("loops", "for (;;) {}".into(), "1000 ms"),
        ("big", "return 'x'.repeat(10 * 1024 * 1024)".into(), ""),
        ("cyclic", format!("const step = {attrs}; step.dnMsg.self = step; return [step]"), ""),
        ("shape", format!("return [{attrs}, {{ type: 'boom' }}]"), "step 2, type"),
        (
            "proto",
            r#"return JSON.parse('[{"__proto__": {"type": "modifyAttrs"}}]')"#.into(),
            "dnMsg",
        ),
        ("bigint", "return 10n ** 20n".into(), "expected null or an array"),
    ];
    let names: Vec<&str> = cases.iter().map(|(name, ..)| *name).collect();
    for (name, script, _) in &cases {
        model(&stage, name, script, &json!({}))?;
    }
    mount(&stage, &eui, &names)?;
    for (name, _, word) in &cases {
        let run = call(&stage, &eui, name, &json!({}))?;
        assert_eq!((&run["state"], &run["steps"]), (&json!("failed"), &json!([])), "{run}");
        let result = run["result"].as_str().unwrap_or_default();
        assert!(!result.is_empty() && result.contains(word), "{name}: {run}");
        if *name == "throws" {
            assert_eq!(run["line"], 2, "{run}");
        }
    }
    let record = stage.read(&format!("/api/v1/devices/{eui}"))?;
    assert_eq!((&record["server_attrs"], &record["shared_attrs"]), (&json!({}), &json!({})));
    let waiting = stage.read(&crate::downlinks::path(&eui))?;
    assert_eq!(waiting["waiting_total"], 0, "{waiting}");
    let failed = stage.list("/api/v1/rpc-runs?state=failed&q=LOOPS")?;
    assert_eq!(failed.len(), 1, "the log is searched: {failed:?}");
    Ok(())
}

/// As with thing and trigger models: how often a script ran, and failed, until it is another one.
#[test]
fn runs_are_counted_for_the_script_that_ran() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let eui = device.dev_eui.to_string();
    let hold =
        "return [{ sleepTimeMs: 3600000, type: 'modifyAttrs', dnMsg: { server_attrs: {} } }]";
    model(&stage, "hold", hold, &json!({}))?;
    model(&stage, "opens", "if (params.stuck) throw new Error('stuck'); return []", &json!({}))?;
    mount(&stage, &eui, &["hold", "opens"])?;
    let opens = || -> Result<Value> {
        let all = stage.list("/api/v1/rpc-models?scope=default&q=opens")?;
        all.into_iter().next().context("the model")
    };
    assert_eq!((&opens()?["statistics"], &opens()?["last_error"]), (&Value::Null, &Value::Null));
    let outlook = json!({"euis": [eui], "rpc": "opens"});
    let outlook = stage.owner.post("/api/v1/one-time-rpc/check", &outlook)?;
    assert_eq!(outlook.body["preview"]["steps"], json!([]), "{}", outlook.body);
    assert_eq!(opens()?["statistics"], Value::Null, "what only shows the steps is no run");
    call(&stage, &eui, "opens", &json!({}))?;
    call(&stage, &eui, "opens", &json!({"stuck": true}))?;
    let seen = opens()?;
    let figures = &seen["statistics"];
    assert_eq!((&figures["runs"], &figures["failures"]), (&json!(2), &json!(1)), "{seen}");
    assert_eq!((&seen["last_error"]["eui"], &seen["last_error"]["line"]), (&json!(eui), &json!(1)));
    let status = stage.read("/api/v1/status")?;
    assert_eq!(status["scripts"]["failing_models"], 0, "whoever called it was told: {status}");
    let first = &stage.list("/api/v1/rpc-models?sort=-runs")?[0];
    assert_eq!(first["id_name"], "opens", "{first}");

    // One that waits runs the script that was called, and another one is there by then.
    let mut events = stage.events("rpc")?;
    let holding = start(&stage, &eui, "hold", &json!({}))?;
    let late = start(&stage, &eui, "opens", &json!({"stuck": true}))?;
    let path = format!("/api/v1/rpc-models/{}", seen["id"].as_str().context("an id")?);
    stage.change(&path, &json!({"remark": "the same script"}))?;
    assert_eq!(stage.read(&path)?["statistics"], *figures);
    stage.change(&path, &json!({"rpc_script": "return null"}))?;
    cancel(&stage, &holding)?;
    events.until(|event| {
        let run = &event["run"];
        (run["id"] == late["id"] && run["state"] == "failed").then_some(())
    })?;
    let changed = opens()?;
    let known = (&changed["statistics"], &changed["last_error"]);
    assert_eq!(known, (&Value::Null, &Value::Null), "{changed}");
    call(&stage, &eui, "opens", &json!({}))?;
    assert_eq!(opens()?["statistics"]["runs"], 1);
    Ok(())
}

/// Two scripts that never end keep the threads of commands busy, and no uplink waits for them.
#[test]
fn scripts_of_commands_keep_no_uplink_waiting() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let eui = device.dev_eui.to_string();
    model(&stage, "loops", "for (;;) {}", &json!({}))?;
    mount(&stage, &eui, &["loops"])?;
    for name in ["spinner-a", "spinner-b"] {
        let other = json!({"eui": name, "data_from": "OTHER", "rpc": ["loops"]});
        stage.create("/api/v1/devices", &other)?;
    }
    let mut events = stage.events("rpc,telemetry")?;
    let gateway = connect(&stage, 1)?;
    for name in ["spinner-a", "spinner-b"] {
        start(&stage, name, "loops", &json!({}))?;
        events.until(|event| {
            (event["run"]["eui"] == name && event["run"]["state"] == "running").then_some(())
        })?;
    }
    gateway.report(LATER, &uplink(&device, 1, false)?)?;
    // Its values come while both scripts still run.
    let first = events.until(|event| match event["type"].as_str() {
        Some("telemetry") => Some("values"),
        Some("rpc") if event["run"]["state"] == "failed" => Some("the end of a script"),
        _ => None,
    })?;
    assert_eq!(first, "values");
    Ok(())
}

#[test]
fn runs_of_a_device_go_one_after_another_and_can_be_cancelled() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let eui = device.dev_eui.to_string();
    let script = "return [
        { dnMsg: { userdata: { port: 5, payload: 'AQ==' } } },
        { sleepTimeMs: 3600000, dnMsg: { userdata: { port: 5, payload: 'Ag==' } } }]";
    model(&stage, "slow", script, &json!({}))?;
    mount(&stage, &eui, &["slow"])?;
    let mut events = stage.events("rpc")?;
    let first = start(&stage, &eui, "slow", &json!({}))?;
    events.step(&first["id"], "queued")?;
    let second = start(&stage, &eui, "slow", &json!({}))?;
    let id = second["id"].as_str().context("an id")?;
    assert_eq!(stage.read(&format!("/api/v1/rpc-runs/{id}"))?["state"], "queued");

    let cancelled = cancel(&stage, &first)?;
    assert_eq!(cancelled["state"], "cancelled", "{cancelled}");
    let states = [&cancelled["steps"][0]["state"], &cancelled["steps"][1]["state"]];
    assert_eq!(states, ["cancelled", "skipped"], "{cancelled}");
    let again = stage.owner.post(&cancel_path(&first), &json!({}))?;
    assert_eq!((again.status, &again.body["code"]), (409, &json!("in_use")), "{}", again.body);
    // Now it is the next one's turn.
    events.step(&second["id"], "queued")?;
    let waiting = stage.read(&crate::downlinks::path(&eui))?;
    assert_eq!(waiting["waiting_total"], 1, "{waiting}");
    let missing = stage.owner.post("/api/v1/rpc-runs/17/cancel", &json!({}))?;
    assert_eq!(missing.status, 404);
    Ok(())
}

/// Killed while steps wait: the log says so, and frames that were queued are followed on.
#[test]
fn the_log_outlives_a_killed_program() -> Result<()> {
    let mut stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let eui = device.dev_eui.to_string();
    let script = "return [
        { dnMsg: { userdata: { port: 5, payload: 'AQ==', confirmed: true } } },
        { sleepTimeMs: params.sleep, dnMsg: { userdata: { port: 5, payload: 'Ag==' } } }]";
    model(&stage, "two", script, &json!({"sleep": {"type": "number", "dftValue": 0}}))?;
    mount(&stage, &eui, &["two"])?;
    let delivering = call(&stage, &eui, "two", &json!({}))?;
    assert_eq!(delivering["state"], "delivering", "{delivering}");
    {
        let mut events = stage.events("rpc")?;
        let going = start(&stage, &eui, "two", &json!({"sleep": 3_600_000}))?;
        events.step(&going["id"], "queued")?;
    }
    stage.instance.kill();
    let data = stage.instance.wait()?;
    let stage = Stage::around(crate::headless::Headless::start_in(data)?)?;
    let log = stage.list("/api/v1/rpc-runs")?;
    let states: Vec<&str> = log.iter().filter_map(|run| run["state"].as_str()).collect();
    assert_eq!(states, ["interrupted", "delivering"], "{log:?}");
    assert_eq!(log[0]["steps"][1]["state"], "skipped", "{log:?}");

    let mut events = stage.events("rpc")?;
    let gateway = connect(&stage, 1)?;
    gateway.report(LATER, &uplink(&device, 1, false)?)?;
    gateway.downlink()?;
    events.step(&delivering["id"], "sent")?;
    gateway.report(2 * LATER, &acknowledging(&device, 2)?)?;
    gateway.downlink()?;
    events.until(|event| {
        let run = event.get("run")?;
        (run["id"] == delivering["id"] && run["state"] == "finished").then_some(())
    })?;
    Ok(())
}

/// Whoever reads results in another language searches by what is read: the page names the sentences
/// that have the words.
#[test]
fn the_log_is_searched_by_the_sentences_of_its_results() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let eui = device.dev_eui.to_string();
    let away = "return [{ target: 'nobody', type: 'modifyAttrs', dnMsg: { server_attrs: {} } }]";
    for (name, script) in [("idle", "return []"), ("away", away)] {
        model(&stage, name, script, &json!({}))?;
    }
    mount(&stage, &eui, &["idle", "away"])?;
    for name in ["idle", "away"] {
        call(&stage, &eui, name, &json!({}))?;
    }
    let found = |query: &str| -> Result<Vec<String>> {
        let runs = stage.list(&format!("/api/v1/rpc-runs?{query}"))?;
        Ok(runs.iter().map(|run| run["method"].as_str().unwrap_or_default().to_owned()).collect())
    };
    assert_eq!(found("q=zzz")?, [""; 0]);
    assert_eq!(found("q=zzz&said=nothing_asked")?, ["idle"]);
    assert_eq!(found("q=zzz&said=no_device,of_a_later_version")?, ["away"], "a sentence inside");
    assert_eq!(found("q=does%20not%20exist&said=nothing_asked")?, ["away", "idle"]);
    assert_eq!(found("said=nothing_asked")?, ["away", "idle"], "without words all match");
    Ok(())
}

/// Adds an RPC model.
pub(crate) fn model(stage: &Stage, id_name: &str, script: &str, template: &Value) -> Result<()> {
    let body = json!({
        "id_name": id_name, "name": format!("Test {id_name}"), "rpc_script": script,
        "template": template,
    });
    stage.create("/api/v1/rpc-models", &body)?;
    Ok(())
}

pub(crate) fn mount(stage: &Stage, eui: &str, methods: &[&str]) -> Result<()> {
    stage.change(&format!("/api/v1/devices/{eui}"), &json!({"rpc": methods}))?;
    Ok(())
}

/// Calls, and waits until the last step was taken.
pub(crate) fn call(stage: &Stage, eui: &str, method: &str, params: &Value) -> Result<Value> {
    post(stage, eui, &json!({"method": method, "params": params, "wait_ms": 60_000}))
}

/// Calls, and waits for nothing.
fn start(stage: &Stage, eui: &str, method: &str, params: &Value) -> Result<Value> {
    post(stage, eui, &json!({"method": method, "params": params}))
}

fn post(stage: &Stage, eui: &str, body: &Value) -> Result<Value> {
    let answer = stage.owner.post(&format!("/api/v1/devices/{eui}/rpc"), body)?;
    ensure!(answer.status == 202, "{} {}", answer.status, answer.body);
    Ok(answer.body)
}

fn cancel_path(run: &Value) -> String {
    let id = run.get("id").and_then(Value::as_str).unwrap_or_default();
    format!("/api/v1/rpc-runs/{id}/cancel")
}

fn cancel(stage: &Stage, run: &Value) -> Result<Value> {
    let answer = stage.owner.post(&cancel_path(run), &json!({}))?;
    ensure!(answer.status == 200, "{} {}", answer.status, answer.body);
    Ok(answer.body)
}

impl Events {
    /// The run, once its first step has come to this state.
    fn step(&mut self, id: &Value, state: &str) -> Result<Value> {
        self.until(|event| {
            let run = event.get("run")?;
            let first = run.pointer("/steps/0/state").and_then(Value::as_str);
            (run.get("id") == Some(id) && first == Some(state)).then(|| run.clone())
        })
        .with_context(|| format!("the first step of {id} never came to {state}"))
    }
}
