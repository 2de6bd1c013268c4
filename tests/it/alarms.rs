//! Rules from outside: a device reports by radio or by MQTT, its triggers start commands, commands
//! raise and clear alarms, and people are told.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::events::Events;
use crate::headless::Headless;
use crate::mqtt::Publisher;
use crate::restore::eventually;
use crate::smtp::{MailServer, Manner};
use crate::stage::{Stage, abp, gateway, report};

const TANK: &str = "tank-1";

/// Above `high` there is an alarm until the value is below `low`.
const THRESHOLD: &str = "
function trigger_script(device, thingModelId) {
  const value = device.telemetry_data[thingModelId].level;
  const limits = device.server_attrs;
  const notify = ['people'];
  if (value > limits.high) return { actions: [{ method: 'alarm', params: {
    action: 'new', name: 'overflow', title: 'Too full', desc: `${value} m`, level: 'high', notify } }] };
  if (value < limits.low)
    return { actions: [{ method: 'alarm', params: { action: 'clear', name: 'overflow', notify } }] };
  return null;
}";

/// Acts a day after the last report above the limit.
const LATER: &str = "
return device.telemetry_data[thingModelId].level > 3
  ? { delayms: 86400000, abort_previous_timer: true, actions: [{ method: 'alarm',
      params: { action: 'new', name: 'later', title: 'Still full', level: 'low' } }] }
  : null;";

const PARSER: &str = "return { telemetry_data: { level: msg.level } };";

#[test]
fn a_threshold_with_hysteresis_raises_one_alarm_clears_it_and_tells_people() -> Result<()> {
    let stage = stage(&[("threshold", THRESHOLD)])?;
    let mut smtp = stage.run(MailServer::start(Manner::BusyOnce, false));
    let mail = json!({
        "host": "127.0.0.1", "port": smtp.port, "security": "none", "sender": "tl@example.org",
    });
    stage.change("/api/v1/mail", &mail)?;
    let group = json!({"name": "people", "recipients": ["night@example.org"]});
    stage.create("/api/v1/notification-groups", &group)?;
    let mut events = stage.events("alarm,telemetry")?;
    let mut publisher = publisher(&stage)?;

    level(&mut publisher, 2.0)?;
    level(&mut publisher, 5.5)?;
    let raised = alarm(&mut events)?;
    assert_eq!((&raised["event"], &raised["alarm"]["desc"]), (&json!("raised"), &json!("5.5 m")));
    let id = raised["alarm"]["id"].as_str().context("an id")?;
    let one = format!("/api/v1/alarms/{id}");
    assert_eq!(stage.owner.get(&one)?.body["desc"], "5.5 m");
    // The same once more is nothing new, another text is a change, between the limits is nothing.
    for value in [5.5, 5.6, 3.0, 0.5, 0.4] {
        level(&mut publisher, value)?;
    }
    assert_eq!(alarm(&mut events)?["event"], "changed");
    assert_eq!(alarm(&mut events)?["event"], "cleared");
    assert_eq!(stage.list("/api/v1/alarms")?.len(), 0);
    assert_eq!(stage.owner.get(&one)?.status, 404);
    let history = stage.list("/api/v1/alarms/history")?;
    let told: Vec<_> = history.iter().filter_map(|entry| entry["event"].as_str()).collect();
    assert_eq!(told, ["cleared", "changed", "raised"]);
    let runs = stage.list(&format!("/api/v1/rpc-runs?eui={TANK}&origin=trigger"))?;
    assert!(runs.iter().all(|run| run["method"] == "alarm"), "{runs:?}");

    // The first attempt finds the server busy.
    let mut subjects: Vec<String> = (0..3)
        .map(|_| {
            let mail = stage.run(smtp.next());
            let subject = mail.data.lines().find(|line| line.starts_with("Subject: "));
            subject.unwrap_or_default().to_owned()
        })
        .collect();
    subjects.sort();
    assert_eq!(
        subjects,
        [
            "Subject: [cleared, high] tank-1: Too full",
            "Subject: [high] tank-1: Too full",
            "Subject: [high] tank-1: Too full",
        ]
    );
    let triggers = stage.read(&format!("/api/v1/devices/{TANK}/triggers"))?;
    assert_eq!(triggers[0]["name"], "threshold", "{triggers}");
    assert_eq!(triggers[0]["last_run"]["actions"], json!(["alarm"]), "{triggers}");
    let figures = &triggers[0]["statistics"];
    assert_eq!((&figures["runs"], &figures["failures"]), (&json!(7), &json!(0)), "{triggers}");
    assert_eq!(figures["last_run"], triggers[0]["last_run"]["at"]);
    let model = &stage.list("/api/v1/trigger-models")?[0];
    assert_eq!(model["statistics"], *figures, "one device: the figures of the model are its own");
    assert_eq!(model["last_action"], triggers[0]["last_action"]);
    assert_eq!(
        (&model["last_action"]["eui"], &model["last_action"]["actions"]),
        (&json!(TANK), &json!(["alarm"]))
    );
    Ok(())
}

#[test]
fn a_delayed_action_replaces_the_one_before_and_outlives_a_kill() -> Result<()> {
    let mut stage = stage(&[("later", LATER)])?;
    let mut publisher = publisher(&stage)?;
    level(&mut publisher, 4.0)?;
    let first = pending(&stage, |pending| pending.len() == 1)?;
    level(&mut publisher, 5.0)?;
    let second = pending(&stage, |pending| pending != first)?;
    assert_eq!(second.len(), 1, "{second:?}");
    // Nothing to ask for: what waits goes on waiting.
    level(&mut publisher, 1.0)?;
    stage.instance.kill();
    let folder = stage.instance.wait()?;
    let again = Stage::around(Headless::start_in(folder)?)?;
    assert_eq!(pending(&again, |pending| !pending.is_empty())?, second);
    Ok(())
}

/// Five times, because what is overdue was in a race with the clearing up after a kill.
#[test]
fn what_became_due_while_the_program_was_dead_happens_at_the_next_start() -> Result<()> {
    let script = "return { delayms: 3000, actions: [{ method: 'nothing' }] };";
    let mut stage = stage(&[("soon", script)])?;
    let nothing = json!({"id_name": "nothing", "name": "Nothing", "rpc_script": "return [];"});
    stage.create("/api/v1/rpc-models", &nothing)?;
    stage.change(&format!("/api/v1/devices/{TANK}"), &json!({"rpc": ["nothing"]}))?;
    for kills in 1..=5 {
        let mut publisher = publisher(&stage)?;
        level(&mut publisher, 1.0)?;
        pending(&stage, |pending| pending.len() == 1)?;
        stage.instance.kill();
        // It becomes due meanwhile.
        stage.run(async { tokio::time::sleep(Duration::from_millis(3_200)).await });
        let folder = stage.instance.wait()?;
        stage = Stage::around(Headless::start_in(folder)?)?;
        pending(&stage, |pending| pending.is_empty())?;
        let runs = loop {
            let runs = stage.list(&format!("/api/v1/rpc-runs?eui={TANK}&origin=trigger"))?;
            let is_going = |run: &Value| run["state"] == "queued" || run["state"] == "running";
            if runs.len() == kills && !runs.iter().any(is_going) {
                break runs;
            }
        };
        let states: Vec<_> = runs.iter().map(|run| &run["state"]).collect();
        assert_eq!(states, vec!["finished"; kills], "{runs:?}");
    }
    Ok(())
}

#[test]
fn two_results_of_one_run_are_two_messages_and_run_a_trigger_once() -> Result<()> {
    let stage = stage(&[("threshold", THRESHOLD)])?;
    let parser = "return [{ telemetry_data: { level: msg.level } }, { telemetry_data: { b: 1 } }];";
    let id = stage.read(&format!("/api/v1/devices/{TANK}"))?["thing_model"][0]["id"].take();
    let path = format!("/api/v1/thing-models/{}", id.as_str().context("an id")?);
    stage.change(&path, &json!({ "payload_parser": parser }))?;
    let mut heard = stage.subscriber()?;
    level(&mut publisher(&stage)?, 5.5)?;
    let topic = format!("/v32/default/tkl/up/telemetry/{TANK}");
    for expected in [json!({ "level": 5.5 }), json!({ "level": 5.5, "b": 1 })] {
        let mut values = heard.hear(&topic)?["telemetry_data"].take();
        values.as_object_mut().context("values")?.remove("update_time");
        assert_eq!(values, expected);
    }
    let runs = eventually("a run of the trigger", || {
        let triggers = stage.read(&format!("/api/v1/devices/{TANK}/triggers"))?;
        Ok(triggers[0]["statistics"]["runs"].as_u64().filter(|runs| *runs > 0))
    })?;
    assert_eq!(runs, 1);
    Ok(())
}

#[test]
fn a_device_on_the_air_runs_its_triggers_and_hostile_ones_stop_nothing() -> Result<()> {
    let hostile = [
        ("loops", "while (true) {}"),
        ("throws", "throw new Error('no');"),
        ("grows", "const a = []; while (true) a.push(new Array(1e6).fill('x'));"),
        ("wrong", "return { actions: 'everything' };"),
        ("many", "return { actions: new Array(1000).fill({ method: 'alarm' }) };"),
        ("nobody", "return { actions: [{ method: 'no_such_rpc' }] };"),
        (
            "good",
            "return { actions: [{ method: 'alarm', params: { action: 'new', \
            name: 'on air', title: 'T', level: 'low' } }] };",
        ),
    ];
    let stage = stage(&hostile)?;
    let device = abp(1);
    stage.add(&device)?;
    let names: Vec<_> = hostile.iter().map(|(name, _)| *name).collect();
    let mounts = json!({"trigger": names, "rpc": ["alarm"]});
    stage.change(&format!("/api/v1/devices/{}", device.dev_eui), &mounts)?;
    let mut events = stage.events("alarm")?;
    let air = stage.air(&[gateway(1)])?;
    let mut radio = testkit::SimulatedDevice::new(device.clone(), 1);
    stage.send(&air, &mut radio, &report(215, 480))?;
    let raised = alarm(&mut events)?;
    assert_eq!(raised["alarm"]["eui"], device.dev_eui.to_string(), "{raised}");
    let triggers = stage.read(&format!("/api/v1/devices/{}/triggers", device.dev_eui))?;
    let failed = |name: &str| {
        let mut all = triggers.as_array().into_iter().flatten();
        all.find(|it| it["name"] == name).is_some_and(|it| it["last_run"]["error"].is_string())
    };
    for name in ["loops", "throws", "grows", "wrong", "many"] {
        assert!(failed(name), "{name}: {triggers}");
    }
    let all = stage.list("/api/v1/trigger-models")?;
    let nobody = all.iter().find(|model| model["name"] == "nobody").context("the model")?;
    let id = nobody["id"].as_str().context("an id")?;
    let log = stage.list(&format!("/api/v1/trigger-models/{id}/log"))?;
    let said = log.first().map(|line| line["text"].to_string()).unwrap_or_default();
    ensure!(said.contains("no_such_rpc"), "{log:?}");
    // What each came to stands with its model, until its script is another one.
    assert_eq!(nobody["statistics"]["failures"], 0, "{nobody}");
    assert_eq!(nobody["last_action"]["actions"], json!(["no_such_rpc"]), "{nobody}");
    let unstarted = &nobody["failed_actions"];
    assert_eq!((&unstarted["count"], &unstarted["run_id"]), (&json!(1), &Value::Null), "{nobody}");
    assert_eq!(unstarted["method"], "no_such_rpc", "{nobody}");
    ensure!(unstarted["reason_said"].to_string().contains("no_rpc_called"), "{nobody}");
    let throws = all.iter().find(|model| model["name"] == "throws").context("the model")?;
    assert_eq!(throws["statistics"]["failures"], 1, "{throws}");
    assert_eq!(throws["last_action"], Value::Null, "{throws}");
    ensure!(throws["last_error"]["message"].to_string().contains("no"), "{throws}");
    let path = format!("/api/v1/trigger-models/{}", throws["id"].as_str().context("an id")?);
    stage.change(&path, &json!({"remark": "kept"}))?;
    assert_eq!(stage.read(&path)?["statistics"], throws["statistics"]);
    stage.change(&path, &json!({"trigger_script": "return null;"}))?;
    let changed = stage.read(&path)?;
    assert_eq!(
        (&changed["statistics"], &changed["last_error"]),
        (&Value::Null, &Value::Null),
        "{changed}"
    );
    Ok(())
}

/// A tank that reports by MQTT, with its parser, the built-in alarm command and these triggers.
fn stage(triggers: &[(&str, &str)]) -> Result<Stage> {
    let stage = Stage::set()?;
    let parser = json!({"id_name": "tank", "name": "Tank", "payload_parser": PARSER});
    stage.create("/api/v1/thing-models", &parser)?;
    for (name, script) in triggers {
        let model = json!({"name": name, "trigger_script": script});
        stage.create("/api/v1/trigger-models", &model)?;
    }
    let names: Vec<_> = triggers.iter().map(|(name, _)| *name).collect();
    let device = json!({
        "eui": TANK, "data_from": "OTHER", "thing_model": ["tank"], "rpc": ["alarm"],
        "trigger": names, "server_attrs": {"high": 5, "low": 1},
    });
    stage.create("/api/v1/devices", &device)?;
    Ok(stage)
}

fn publisher(stage: &Stage) -> Result<Publisher> {
    let (username, password) = stage.mqtt_account(&stage.owner)?;
    Publisher::connect(stage.instance.address("mqtt")?, &username, &password)
}

fn level(publisher: &mut Publisher, level: f64) -> Result<()> {
    let topic = format!("/v32/default/as/up/data/{TANK}");
    publisher.publish(&topic, json!({"level": level}).to_string().as_bytes())?;
    Ok(())
}

fn alarm(events: &mut Events) -> Result<Value> {
    events.until(|event| (event["type"] == "alarm").then(|| event.clone()))
}

/// The script of a trigger may be right and what it asks for all the same not be done.
#[test]
fn rpcs_that_fail_are_counted_with_the_trigger_that_asked_for_them() -> Result<()> {
    let acts = "return { actions: [{ method: 'breaks' }, { method: 'alarm', params: {
        action: 'no' } }] };";
    let stage = stage(&[("acts", acts)])?;
    let breaks = json!({
        "id_name": "breaks", "name": "Breaks", "rpc_script": "throw new Error('stuck valve')",
    });
    stage.create("/api/v1/rpc-models", &breaks)?;
    stage.change(&format!("/api/v1/devices/{TANK}"), &json!({"rpc": ["alarm", "breaks"]}))?;
    let mut events = stage.events("rpc,changed")?;
    let mut publisher = publisher(&stage)?;
    level(&mut publisher, 2.0)?;
    let run = events.until(|event| {
        let run = event.get("run").filter(|run| run["state"] == "failed")?;
        Some(run.clone())
    })?;
    // Lists hear of it.
    events.until(|event| (event["resource"] == "trigger-models").then_some(()))?;
    let model = &stage.list("/api/v1/trigger-models")?[0];
    let failed = &model["failed_actions"];
    assert_eq!((&failed["count"], &failed["method"]), (&json!(1), &json!("breaks")), "{model}");
    assert_eq!((&failed["run_id"], &failed["eui"]), (&run["id"], &json!(TANK)), "{model}");
    assert_eq!((&failed["reason"], &failed["reason_said"]), (&run["result"], &run["result_said"]));
    ensure!(failed["reason"].to_string().contains("stuck valve"), "{model}");
    assert_eq!(model["statistics"]["failures"], 0, "its script is right: {model}");
    let triggers = stage.read(&format!("/api/v1/devices/{TANK}/triggers"))?;
    assert_eq!(triggers[0]["failed_actions"], *failed, "{triggers}");
    // Of another script nothing is known.
    let path = format!("/api/v1/trigger-models/{}", model["id"].as_str().context("an id")?);
    stage.change(&path, &json!({"trigger_script": "return null;"}))?;
    assert_eq!(stage.read(&path)?["failed_actions"], Value::Null);
    Ok(())
}

/// The options of a parameter hold for triggers as for people.
#[test]
fn a_value_that_is_no_option_fails_the_action_of_a_trigger() -> Result<()> {
    let acts =
        "return { actions: [{ method: 'alarm', params: { name: 'full', level: 'worst' } }] };";
    let stage = stage(&[("acts", acts)])?;
    stage.change(&format!("/api/v1/devices/{TANK}"), &json!({"rpc": ["alarm"]}))?;
    let mut events = stage.events("changed")?;
    let mut publisher = publisher(&stage)?;
    level(&mut publisher, 2.0)?;
    events
        .until(|event| (event.get("resource") == Some(&json!("trigger-models"))).then_some(()))?;
    let model = stage.list("/api/v1/trigger-models")?.into_iter().next().context("the model")?;
    let reason = model.pointer("/failed_actions/reason").and_then(Value::as_str);
    let reason = reason.context("a failed action")?;
    let wanted = "params.level: expected one of: low, mid, high, urgent";
    ensure!(reason.contains(wanted), "{model}");
    assert_eq!(stage.list("/api/v1/alarms")?.len(), 0);
    assert_eq!(stage.list("/api/v1/rpc-runs")?.len(), 0, "a refused call is no run");
    Ok(())
}

/// Asks for a command that fails, a little later.
const SOON: &str = "return { delayms: 3000, actions: [{ method: 'breaks' }] };";

#[test]
fn what_an_older_script_asked_for_does_not_count_against_the_new_one() -> Result<()> {
    let stage = stage(&[("acts", SOON)])?;
    let breaks = json!({
        "id_name": "breaks", "name": "Breaks", "rpc_script": "throw new Error('stuck valve')",
    });
    stage.create("/api/v1/rpc-models", &breaks)?;
    stage.change(&format!("/api/v1/devices/{TANK}"), &json!({"rpc": ["breaks"]}))?;
    let model = stage.list("/api/v1/trigger-models")?.into_iter().next().context("the model")?;
    let path = format!("/api/v1/trigger-models/{}", model["id"].as_str().context("an id")?);
    let mut publisher = publisher(&stage)?;
    level(&mut publisher, 2.0)?;
    pending(&stage, |pending| pending.len() == 1)?;
    let at_once = "return { actions: [{ method: 'breaks' }] };";
    stage.change(&path, &json!({"trigger_script": at_once}))?;
    ensure!(pending(&stage, |_| true)?.len() == 1, "it was due before its script was changed");
    // It is stored with the script it comes from: a restart changes nothing.
    let (_, folder) = stage.instance.stop("TERM")?;
    let stage = Stage::around(Headless::start_in(folder)?)?;
    let old = failed_runs(&stage, 1)?;
    ensure!(old.iter().all(|run| run["method"] == "breaks"), "{old:?}");

    let mut publisher = self::publisher(&stage)?;
    level(&mut publisher, 3.0)?;
    let both = failed_runs(&stage, 2)?;
    let new = both
        .iter()
        .find(|run| old.iter().all(|other| other["id"] != run["id"]))
        .context("the new run")?;
    let failed = loop {
        let failed = stage.read(&path)?["failed_actions"].clone();
        if failed["run_id"] == new["id"] {
            break failed;
        }
    };
    assert_eq!(failed["count"], 1, "{failed}");
    Ok(())
}

/// The calls of triggers that failed, once there are so many.
fn failed_runs(stage: &Stage, count: usize) -> Result<Vec<Value>> {
    loop {
        let mut runs = stage.list(&format!("/api/v1/rpc-runs?eui={TANK}&origin=trigger"))?;
        runs.retain(|run| run["state"] == "failed");
        if runs.len() == count {
            return Ok(runs);
        }
    }
}

/// What waits for the tank, once it is as wanted.
fn pending(stage: &Stage, wanted: impl Fn(&[Value]) -> bool) -> Result<Vec<Value>> {
    loop {
        let triggers = stage.read(&format!("/api/v1/devices/{TANK}/triggers"))?;
        let pending =
            triggers.pointer("/0/pending").and_then(Value::as_array).context("pending")?.clone();
        if wanted(&pending) {
            return Ok(pending);
        }
    }
}
