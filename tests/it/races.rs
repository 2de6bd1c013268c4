//! What happens at the same moment: a change by a person, and a frame on its way or a task.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use lorawan::Frame;
use serde_json::{Value, json};

use crate::downlinks::{LATER, connect};
use crate::headless::Headless;
use crate::http::Client;
use crate::mqtt::Publisher;
use crate::process::PATIENCE;
use crate::stage::{Stage, abp, published_until, uplink};

/// A frame of the old counter on its way to the disk while the counters are reset must not make the
/// first frames of the new one late.
#[test]
fn counters_that_are_reset_while_a_frame_is_stored_start_again_all_the_same() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let path = format!("/api/v1/lorawan-profiles/{}", device.dev_eui);
    let mut subscriber = stage.subscriber()?;
    let mut events = stage.events("frame")?;
    let gateway = connect(&stage, 1)?;
    let mut tmst = 0;
    for round in 0..20 {
        let mut last = Vec::new();
        for f_cnt in 100..120 {
            tmst += 1;
            last = uplink(&device, f_cnt + round * 100, false)?;
            gateway.report(tmst * LATER, &last)?;
        }
        let reset = stage.owner.post(&format!("{path}/reset-counters"), &json!({}))?;
        assert_eq!(reset.status, 200, "{}", reset.body);
        // What was still on the air may come after the reset; the device is reset once more then.
        events.verdict(&last)?;
        let reset = stage.owner.post(&format!("{path}/reset-counters"), &json!({}))?;
        assert_eq!(reset.body.get("f_cnt_up"), Some(&Value::Null), "{}", reset.body);
        tmst += 1;
        gateway.report(tmst * LATER, &uplink(&device, round, false)?)?;
        published_until(&mut subscriber, &device, round)?;
        assert_eq!(stage.read(&path)?.get("f_cnt_up"), Some(&json!(round)));
    }
    // The disk knows what memory knew.
    let (status, data) = stage.instance.stop("TERM")?;
    anyhow::ensure!(status.success(), "{status}");
    let stage = Stage::around(Headless::start_in(data)?)?;
    assert_eq!(stage.read(&path)?.get("f_cnt_up"), Some(&json!(19)));
    Ok(())
}

/// The answer to a frame goes where the device listens for it, whatever its profile says meanwhile.
#[test]
fn a_profile_that_moves_to_another_band_leaves_the_windows_of_a_frame_where_they_were() -> Result<()>
{
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    stage.change_profile(&device, &json!({"rx_delay": 5}))?;
    stage.change("/api/v1/settings", &json!({"dedup_window_ms": 800, "us902_sub_band": 2}))?;
    let mut events = stage.events("frame")?;
    let gateway = connect(&stage, 1)?;
    let phy = uplink(&device, 1, true)?;
    gateway.report(LATER, &phy)?;
    assert_eq!(events.verdict(&phy)?, "accepted");
    let american = json!({"standard": "US902", "rx2_freq": 923_300_000, "rx2dr": 8});
    stage.change_profile(&device, &american)?;
    let answer = gateway.transmission()?;
    assert_eq!(answer.frequency_hz, 868_100_000);
    let Ok(Frame::Data(frame)) = lorawan::parse(&answer.phy) else { anyhow::bail!("{answer:?}") };
    assert!(frame.f_ctrl.ack);
    assert!(
        frame.f_opts.is_empty() && frame.f_port.is_none(),
        "nothing of the new band: {frame:?}"
    );

    // From the next frame on the new band holds.
    let phy = uplink(&device, 2, true)?;
    gateway.report_on(2 * LATER, &phy, 903_900_000)?;
    let answer = gateway.transmission()?;
    assert_eq!(answer.frequency_hz, 923_300_000);
    Ok(())
}

/// Edits the remarks of devices one after the other until `over`; `last` are the last of each.
fn edit_until(
    owner: &Client,
    euis: &[String],
    over: &AtomicBool,
    mut last: Vec<String>,
) -> Result<Vec<String>> {
    'edits: for number in 0_u32.. {
        for (eui, last) in euis.iter().zip(&mut last) {
            if over.load(Ordering::SeqCst) {
                break 'edits;
            }
            let remark = format!("edit {number}");
            let body = json!({ "remark": remark });
            let answer = owner.send("PATCH", &format!("/api/v1/devices/{eui}"), Some(&body))?;
            ensure!(answer.status == 200, "{answer:?}");
            *last = remark;
        }
    }
    Ok(last)
}

/// Whatever happens to many devices, what a person says of one of them meanwhile stays.
#[test]
fn edits_while_a_bulk_update_and_an_import_change_the_same_devices_stay() -> Result<()> {
    let stage = Stage::set()?;
    let euis: Vec<String> = (0..400).map(|number| format!("meter-{number:04}")).collect();
    let import = |rows: &dyn Fn(usize, &str) -> String, header: &str| -> Result<()> {
        let rows: String = euis.iter().enumerate().map(|(at, eui)| rows(at, eui)).collect();
        let file = format!("{header}\n{rows}");
        let plan = stage.owner.upload("/api/v1/imports/devices?file=a.csv", &file)?.body;
        let id = plan["id"].as_str().with_context(|| format!("no plan: {plan}"))?;
        let begun = stage.owner.post(&format!("/api/v1/imports/{id}/apply"), &json!({}))?;
        ensure!(begun.status == 200 || begun.status == 202, "{begun:?}");
        let task = loop {
            let tasks = stage.list("/api/v1/tasks?kind=import&limit=1")?;
            let task = tasks.into_iter().next().context("a task")?;
            if task["ended_at"].is_string() {
                break task;
            }
        };
        ensure!(task["ok"] == 400 && task["failed"] == 0, "{task}");
        Ok(())
    };
    import(&|_, eui| format!("{eui},OTHER\n"), "eui,data_from")?;
    let editor = stage.instance.owner()?;
    let mut last = vec![String::new(); euis.len()];
    for round in 1..=3_usize {
        let over = AtomicBool::new(false);
        let known = std::mem::take(&mut last);
        last = thread::scope(|scope| -> Result<Vec<String>> {
            let editing = scope.spawn(|| edit_until(&editor, &euis, &over, known));
            let changed = (|| {
                let change = json!({"tags": {"add": [format!("round {round}")]},
                    "shared_attrs": {"add": [{"key": format!("r{round}"), "value": round}]}});
                let body = json!({"filter": {}, "change": change});
                let begun = stage.owner.post("/api/v1/bulk-update", &body)?;
                let id = begun.body["id"].as_str().with_context(|| format!("{begun:?}"))?;
                while stage.read(&format!("/api/v1/tasks/{id}"))?["ended_at"].is_null() {}
                // Half of the rows change attributes, too, which is done elsewhere.
                let row = |at: usize, eui: &str| {
                    let price = if at.is_multiple_of(2) { round } else { 0 };
                    format!("{eui},Meter {round},\"{{\"\"price\"\": {price}}}\"\n")
                };
                import(&row, "eui,name,server_attrs")
            })();
            over.store(true, Ordering::SeqCst);
            let last = editing.join().map_err(|_| anyhow::anyhow!("the editor panicked"))?;
            changed?;
            last
        })?;
        let tags: Vec<String> = (1..=round).map(|round| format!("round {round}")).collect();
        for ((at, eui), last) in euis.iter().enumerate().zip(&last) {
            let device = stage.read(&format!("/api/v1/devices/{eui}"))?;
            let price = if at.is_multiple_of(2) { round } else { 0 };
            let seen = (&device["remark"], &device["name"], &device["tags"]);
            ensure!(
                seen == (&json!(last), &json!(format!("Meter {round}")), &json!(tags)),
                "round {round}, expected {last}: {device}"
            );
            ensure!(device["server_attrs"] == json!({ "price": price }), "{device}");
            ensure!(
                device["shared_attrs"].as_object().map(|it| it.len()) == Some(round),
                "{device}"
            );
        }
    }
    // The disk knows what memory knew.
    let known = |stage: &Stage| -> Result<Vec<Value>> {
        let all = stage.list("/api/v1/devices?limit=1000&sort=eui")?;
        Ok(all.into_iter().map(|it| json!([it["remark"], it["name"], it["tags"]])).collect())
    };
    let before = known(&stage)?;
    let (status, data) = stage.instance.stop("TERM")?;
    ensure!(status.success(), "{status}");
    let stage = Stage::around(Headless::start_in(data)?)?;
    ensure!(known(&stage)? == before);
    Ok(())
}

/// An undoing judges each record in its turn: what a person says of one meanwhile stays, and is told
/// as changed since.
#[test]
fn edits_while_changes_of_the_same_devices_are_undone_stay() -> Result<()> {
    const EDITORS: usize = 4;
    let stage = Stage::set()?;
    let euis: Vec<String> = (0..200).map(|number| format!("meter-{number:04}")).collect();
    for eui in &euis {
        let device = json!({ "eui": eui, "data_from": "OTHER", "server_attrs": { "price": 1 } });
        stage.create("/api/v1/devices", &device)?;
    }
    let begin = |path: &str, body: &Value| -> Result<Value> {
        let begun = stage.owner.post(path, body)?;
        let id = begun.body["id"].as_str().with_context(|| format!("{path}: {begun:?}"))?;
        loop {
            let task = stage.read(&format!("/api/v1/tasks/{id}"))?;
            if task["ended_at"].is_string() {
                return Ok(task);
            }
        }
    };
    let editors: Vec<Client> =
        (0..EDITORS).map(|_| stage.instance.owner()).collect::<Result<_>>()?;
    let mut last = vec![String::new(); euis.len()];
    for round in 1..=3 {
        let change = json!({ "name": format!("Meter {round}"), "tags": {"add": ["recalled"]},
            "server_attrs": {"add": [{"key": "price", "value": 10 + round}], "overwrite": true} });
        let changed = begin("/api/v1/bulk-update", &json!({ "euis": euis, "change": change }))?;
        ensure!(changed["ok"] == 200, "{changed}");
        let points = stage.read(&format!(
            "/api/v1/restore-points?task={}",
            changed["id"].as_str().context("an id")?
        ))?;
        let point = points.pointer("/0/id").and_then(Value::as_str).context("a point")?;
        let over = AtomicBool::new(false);
        let known = std::mem::take(&mut last);
        let undone = thread::scope(|scope| -> Result<Value> {
            let parts = euis.chunks(50).zip(known.chunks(50)).zip(&editors);
            let editing: Vec<_> = parts
                .map(|((euis, known), editor)| {
                    let (over, known) = (&over, known.to_vec());
                    scope.spawn(move || edit_until(editor, euis, over, known))
                })
                .collect();
            let path = format!("/api/v1/restore-points/{point}/apply");
            let undone = begin(&path, &json!({ "overwrite": false }));
            over.store(true, Ordering::SeqCst);
            for editor in editing {
                last.extend(editor.join().map_err(|_| anyhow::anyhow!("an editor panicked"))??);
            }
            undone
        })?;
        ensure!(undone["current"] == 200, "{undone}");
        let id = undone["id"].as_str().context("an id")?;
        let items = stage.list(&format!("/api/v1/tasks/{id}/items?limit=1000"))?;
        let codes = |code: &str| items.iter().filter(|item| item["code"] == code).count();
        ensure!(codes("reverted") + codes("conflict") == 200, "{items:?}");
        for (eui, last) in euis.iter().zip(&last) {
            let device = stage.read(&format!("/api/v1/devices/{eui}"))?;
            ensure!(device["remark"] == json!(last), "expected {last}: {device}");
            // As a whole: undone, or left alone.
            let item = items.iter().find(|item| item["subject"] == json!(eui));
            let is_undone = item.context("an item")?["code"] == "reverted";
            let is_old = device["name"] != json!(format!("Meter {round}"));
            let price = &device["server_attrs"]["price"];
            let is_old_price = *price != json!(10 + round);
            ensure!(is_old == is_undone && is_old_price == is_undone, "{item:?} {device}");
        }
    }
    Ok(())
}

/// What a parent reports mounts models on its child, whoever edits the child at that moment.
#[test]
fn models_that_are_mounted_on_a_child_while_somebody_edits_it_stay() -> Result<()> {
    const MODELS: usize = 60;
    /// Models that have values with one report. Every report runs all of them.
    const GROUP: usize = 10;
    let stage = Stage::set()?;
    let names: Vec<String> = (0..MODELS).map(|number| format!("m{number:02}")).collect();
    for (number, name) in names.iter().enumerate() {
        let group = number / GROUP;
        let script = format!(
            "return msg.group === {group} ? {{sub_device: 'a', telemetry_data: {{v: 1}}}} : null"
        );
        let model = json!({"id_name": name, "name": name, "payload_parser": script});
        stage.create("/api/v1/thing-models", &model)?;
    }
    let parent = json!({"eui": "dtu-1", "data_from": "OTHER", "thing_model": names});
    stage.create("/api/v1/devices", &parent)?;
    let mut heard = stage.subscriber()?;
    let (username, password) = stage.mqtt_account(&stage.owner)?;
    let mut publisher = Publisher::connect(stage.instance.address("mqtt")?, &username, &password)?;
    let mut poll = |group: usize| -> Result<Vec<String>> {
        let body = json!({ "group": group }).to_string();
        publisher.publish("/v32/default/as/up/data/dtu-1", body.as_bytes())?;
        let mut children = Vec::new();
        while children.len() < GROUP {
            let (topic, _) = heard.next()?;
            if let Some(eui) = topic.strip_prefix("/v32/default/tkl/up/telemetry/s") {
                children.push(format!("s{eui}"));
            }
        }
        Ok(children)
    };
    let child = poll(0)?.pop().context("a child")?;
    let editors = [stage.instance.owner()?, stage.instance.owner()?];
    let over = AtomicBool::new(false);
    let euis = [child.clone()];
    thread::scope(|scope| -> Result<()> {
        let (euis, over) = (&euis, &over);
        let editing = editors.each_ref().map(|it| {
            scope.spawn(move || edit_until(it, euis, over, vec![String::new(); euis.len()]))
        });
        let polled: Result<Vec<Vec<String>>> = (1..MODELS / GROUP).map(&mut poll).collect();
        over.store(true, Ordering::SeqCst);
        for editor in editing {
            editor.join().map_err(|_| anyhow::anyhow!("an editor panicked"))??;
        }
        ensure!(polled?.iter().flatten().all(|it| *it == child));
        Ok(())
    })?;
    let mounted = |stage: &Stage| -> Result<Vec<String>> {
        let device = stage.read(&format!("/api/v1/devices/{child}"))?;
        let models = device["thing_model"].as_array().context("models")?;
        let mut names: Vec<String> =
            models.iter().filter_map(|it| Some(it["id_name"].as_str()?.to_owned())).collect();
        names.sort_unstable();
        Ok(names)
    };
    // The last one may wait for the last edit.
    let begun = Instant::now();
    while mounted(&stage)? != names && begun.elapsed() < PATIENCE {}
    ensure!(mounted(&stage)? == names, "{:?}", mounted(&stage)?);
    let (status, data) = stage.instance.stop("TERM")?;
    ensure!(status.success(), "{status}");
    let stage = Stage::around(Headless::start_in(data)?)?;
    ensure!(mounted(&stage)? == names, "the disk: {:?}", mounted(&stage)?);
    Ok(())
}
