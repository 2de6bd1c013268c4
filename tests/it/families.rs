//! Parents and their sub-devices: deleted together or apart, killed on the way, and undone.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::headless::Headless;
use crate::restore::{begin, check, eventually, finished, point_of, undo};
use crate::stage::Stage;

const READER: &str = "/api/v1/devices/z-reader";

/// Imports a file of devices. Returns the task when it is over.
fn import(stage: &Stage, file: &str) -> Result<Value> {
    let plan = stage.owner.upload("/api/v1/imports/devices?file=a.csv", file)?;
    ensure!(plan.status == 201, "{plan:?}");
    let id = plan.body.get("id").and_then(Value::as_str).context("no plan")?;
    let task = finished(stage, &begin(stage, &format!("/api/v1/imports/{id}/apply"), &json!({}))?)?;
    let failed = task.get("failed").and_then(Value::as_u64);
    ensure!(failed == Some(0), "{task} {}", stage.read(&format!("/api/v1/imports/{id}/rows"))?);
    Ok(task)
}

fn device(stage: &Stage, eui: &str) -> Result<Value> {
    stage.read(&format!("/api/v1/devices/{eui}"))
}

/// By which identifiers the reader knows its sub-devices.
fn map(stage: &Stage) -> Result<Value> {
    let reader = stage.read(READER)?;
    Ok(reader.pointer("/server_attrs/sub_device_map").cloned().unwrap_or(json!({})))
}

fn total(stage: &Stage, query: &str) -> Result<u64> {
    let list = stage.read(&format!("/api/v1/devices?limit=1&{query}"))?;
    list.get("total").and_then(Value::as_u64).with_context(|| list.to_string())
}

/// A reader with so many meters.
fn with_meters(stage: &Stage, meters: u64) -> Result<()> {
    let rows = (0..meters).map(|row| format!("m-{row:04},SUB_DEVICE,OTHER,z-reader,{row}\n"));
    let rows: String = rows.collect();
    let head = "eui,device_type,data_from,parent,sub_device\nz-reader,NORMAL,OTHER,,\n";
    import(stage, &format!("{head}{rows}"))?;
    ensure!(total(stage, "parent=z-reader")? == meters);
    Ok(())
}

/// Whenever the program is killed, a parent and its sub-devices are all there or all gone, or the
/// parent alone is gone and nobody names it.
#[test]
fn a_killed_deletion_of_a_parent_leaves_no_family_in_pieces() -> Result<()> {
    const METERS: u64 = 900;
    for with_children in [true, false] {
        let mut stage = Stage::set()?;
        with_meters(&stage, METERS)?;
        let remover = stage.instance.owner()?;
        let path = format!("{READER}?children={with_children}");
        std::thread::scope(|scope| {
            // Its answer may never come.
            scope.spawn(|| remover.send("DELETE", &path, None));
            eventually("the deletion begins", || {
                let begun = match with_children {
                    true => total(&stage, "")? < METERS + 1,
                    false => stage.owner.get(READER)?.status == 404,
                };
                Ok(begun.then_some(()))
            })?;
            stage.instance.kill();
            Ok::<_, anyhow::Error>(())
        })?;
        let stage = Stage::around(Headless::start_in(stage.instance.wait()?)?)?;
        let (all, named) = (total(&stage, "")?, total(&stage, "parent=z-reader")?);
        match (stage.owner.get(READER)?.status, with_children) {
            (200, _) => ensure!((all, named) == (METERS + 1, METERS), "{all} {named}"),
            (_, true) => ensure!((all, named) == (0, 0), "{all} {named}"),
            (_, false) => ensure!((all, named) == (METERS, 0), "{all} {named}"),
        }

        // What was done can be undone, and then it is as it was.
        let points = stage.read("/api/v1/restore-points")?;
        let point = points.pointer("/0").context("no point")?;
        if point.get("operation") == Some(&json!("delete")) {
            let id = point.get("id").and_then(Value::as_str).context("an id")?;
            let undone = undo(&stage, id, false)?;
            ensure!(undone.get("failed") == Some(&json!(0)), "{undone}");
        }
        ensure!(total(&stage, "parent=z-reader")? == METERS);
        let known = map(&stage)?.as_object().map(serde_json::Map::len);
        ensure!(known == Some(usize::try_from(METERS)?), "{known:?}");
    }
    Ok(())
}

/// A family that is deleted together comes back together, whoever is put back first.
#[test]
fn a_deleted_family_comes_back_as_it_was() -> Result<()> {
    let stage = Stage::set()?;
    with_meters(&stage, 100)?;
    let before = (map(&stage)?, device(&stage, "m-0007")?);
    for also in [json!({ "children": true }), json!({})] {
        let mut body = also.clone();
        body.as_object_mut()
            .context("an object")?
            .insert("devices".into(), json!({ "euis": ["z-reader"] }));
        let task = finished(&stage, &begin(&stage, "/api/v1/devices/delete", &body)?)?;
        ensure!(task.get("ok") == Some(&json!(1)), "{task}");
        let left = if also.get("children").is_some() { 0 } else { 100 };
        ensure!(total(&stage, "")? == left && total(&stage, "parent=z-reader")? == 0);
        let undone = undo(&stage, &point_of(&stage, &task)?, false)?;
        ensure!(undone.get("ok") == Some(&json!(101)), "{undone}");
        ensure!(total(&stage, "parent=z-reader")? == 100);
        ensure!((map(&stage)?, device(&stage, "m-0007")?) == before);
        // The undoing is undone: nobody is there without the other.
        let again = undo(&stage, &point_of(&stage, &undone)?, false)?;
        ensure!(again.get("ok") == Some(&json!(101)), "{again}");
        ensure!(total(&stage, "")? == left && total(&stage, "parent=z-reader")? == 0);
        let undone = undo(&stage, &point_of(&stage, &again)?, false)?;
        ensure!(undone.get("ok") == Some(&json!(101)), "{undone}");
        ensure!((map(&stage)?, device(&stage, "m-0007")?) == before);
    }
    // One alone goes out of the map of its parent, and into it again.
    let task = json!({ "devices": { "euis": ["m-0007"] } });
    let task = finished(&stage, &begin(&stage, "/api/v1/devices/delete", &task)?)?;
    ensure!(map(&stage)?.get("7").is_none());
    undo(&stage, &point_of(&stage, &task)?, false)?;
    ensure!((map(&stage)?, device(&stage, "m-0007")?) == before);
    Ok(())
}

/// An import that gives a sub-device its first place leaves none in the parent's map when it is
/// undone, be it a parent and an identifier or the identifier alone.
#[test]
fn a_first_place_goes_when_the_import_is_undone() -> Result<()> {
    // Some are at home with the thread of their parent, some are not.
    const LOST: usize = 12;
    let stage = Stage::set()?;
    let lost: Vec<String> = (0..LOST).map(|row| format!("m-lost-{row}")).collect();
    let rows = lost.iter().map(|eui| format!("{eui},SUB_DEVICE,OTHER,\n")).collect::<String>();
    let file = format!(
        "eui,device_type,data_from,parent\n\
         z-reader,NORMAL,OTHER,\nm-mute,SUB_DEVICE,OTHER,z-reader\n{rows}"
    );
    import(&stage, &file)?;
    let euis = || lost.iter().map(String::as_str).chain(["m-mute"]);
    let devices = || euis().map(|eui| device(&stage, eui)).collect::<Result<Vec<Value>>>();
    let before = devices()?;
    let places: serde_json::Map<String, Value> =
        euis().enumerate().map(|(at, eui)| (at.to_string(), json!(eui))).collect();
    let rows = euis().enumerate().map(|(at, eui)| {
        let attributes = if eui == "m-mute" { "" } else { "\"{\"\"period\"\": 60}\"" };
        format!("{eui},z-reader,{at},{attributes}\n")
    });
    let rows: String = rows.collect();
    let task = import(&stage, &format!("eui,parent,sub_device,shared_attrs\n{rows}"))?;
    ensure!(map(&stage)? == json!(places), "{}", map(&stage)?);
    for eui in &lost {
        let found = device(&stage, eui)?;
        ensure!(found.get("parent") == Some(&json!("z-reader")), "{found}");
        ensure!(found.get("shared_attrs") == Some(&json!({ "period": 60 })), "{found}");
    }

    let undone = undo(&stage, &point_of(&stage, &task)?, false)?;
    ensure!(undone.get("ok") == Some(&json!(LOST + 1)), "{undone}");
    ensure!(map(&stage)? == json!({}), "{}", map(&stage)?);
    ensure!(devices()? == before, "{before:?} {:?}", devices()?);
    // And back, by undoing that.
    let again = undo(&stage, &point_of(&stage, &undone)?, false)?;
    ensure!(again.get("ok") == Some(&json!(LOST + 1)), "{again}");
    ensure!(map(&stage)? == json!(places), "{}", map(&stage)?);
    Ok(())
}

/// A second undoing, for what the first could not put back, brings back what ties those to others,
/// and nothing that a person took away in between.
#[test]
fn a_relation_that_was_taken_away_since_stays_away() -> Result<()> {
    let stage = Stage::set()?;
    for eui in ["a", "b", "c"] {
        stage.create("/api/v1/devices", &json!({ "eui": eui, "data_from": "OTHER" }))?;
    }
    let relation = json!({ "from_eui": ["a"], "to_eui": ["b", "c"],
        "notify_fields": ["telemetry_data"] });
    stage.create("/api/v1/relations", &relation)?;
    let body = json!({ "devices": { "euis": ["a", "b"] } });
    let task = finished(&stage, &begin(&stage, "/api/v1/devices/delete", &body)?)?;
    let point = point_of(&stage, &task)?;
    let other = stage.tenant("lab")?;
    let taken = other.post("/api/v1/devices", &json!({ "eui": "b", "data_from": "OTHER" }))?;
    ensure!(taken.status == 201, "{taken:?}");
    let undone = undo(&stage, &point, false)?;
    ensure!((undone.get("ok"), undone.get("failed")) == (Some(&json!(1)), Some(&json!(1))));
    let relations = stage.list("/api/v1/relations")?;
    let ends: Vec<_> = relations.iter().filter_map(|it| it.get("to_eui")).collect();
    ensure!(ends == ["c"], "{relations:?}");

    let id = relations.first().and_then(|it| it.get("id")).and_then(Value::as_str).context("id")?;
    let removed = stage.owner.send("DELETE", &format!("/api/v1/relations/{id}"), None)?;
    ensure!(removed.status == 204, "{removed:?}");
    ensure!(other.send("DELETE", "/api/v1/devices/b", None)?.status == 204);
    let undone = undo(&stage, &point, false)?;
    ensure!(undone.get("ok") == Some(&json!(2)), "{undone}");
    let relations = stage.list("/api/v1/relations")?;
    let ends: Vec<_> = relations.iter().filter_map(|it| it.get("to_eui")).collect();
    ensure!(ends == ["b"], "{relations:?}");
    Ok(())
}

/// An operation that only changes devices takes no relation away, so undoing it brings none back.
#[test]
fn undoing_a_change_brings_no_relation_back() -> Result<()> {
    let stage = Stage::set()?;
    for eui in ["a", "b"] {
        stage.create("/api/v1/devices", &json!({ "eui": eui, "data_from": "OTHER" }))?;
    }
    let relation = json!({ "from_eui": ["a"], "to_eui": ["b"],
        "notify_fields": ["telemetry_data"] });
    stage.create("/api/v1/relations", &relation)?;
    let body = json!({ "devices": { "euis": ["a"] }, "add": ["roof"] });
    let task = finished(&stage, &begin(&stage, "/api/v1/devices/tags", &body)?)?;
    let point = point_of(&stage, &task)?;
    let relations = stage.list("/api/v1/relations")?;
    let id = relations.first().and_then(|it| it.get("id")).and_then(Value::as_str).context("id")?;
    let removed = stage.owner.send("DELETE", &format!("/api/v1/relations/{id}"), None)?;
    ensure!(removed.status == 204, "{removed:?}");

    let undone = undo(&stage, &point, false)?;
    ensure!((undone.get("ok"), undone.get("failed")) == (Some(&json!(1)), Some(&json!(0))));
    ensure!(stage.read("/api/v1/devices/a")?.get("tags") == Some(&json!([])));
    ensure!(stage.list("/api/v1/relations")?.is_empty(), "it was taken away by hand");
    Ok(())
}

/// An undoing that is killed after it put devices back, and before what ties them to others
/// followed. Returns the instance that was started again.
fn killed_while_undoing(
    mut stage: Stage,
    point: &str,
    begun: impl Fn(&Stage) -> Result<bool>,
) -> Result<Stage> {
    begin(&stage, &format!("/api/v1/restore-points/{point}/apply"), &json!({}))?;
    eventually("the undoing begins", || Ok(begun(&stage)?.then_some(())))?;
    stage.instance.kill();
    Stage::around(Headless::start_in(stage.instance.wait()?)?)
}

/// Devices that were only changed lost no relation: what a person takes away after the undoing was
/// killed stays away when it is undone again.
#[test]
fn a_killed_undoing_of_a_change_brings_no_relation_back() -> Result<()> {
    const LAMPS: usize = 900;
    let stage = Stage::set()?;
    let lamps: Vec<String> = (0..LAMPS).map(|row| format!("lamp-{row:03}")).collect();
    let rows = lamps.iter().map(|eui| format!("{eui},OTHER\n")).collect::<String>();
    import(&stage, &format!("eui,data_from\nhub,OTHER\n{rows}"))?;
    let relation = json!({ "from_eui": ["hub"], "to_eui": lamps,
        "notify_fields": ["telemetry_data"] });
    stage.create("/api/v1/relations", &relation)?;
    let body = json!({ "devices": { "filter": {} }, "add": ["roof"] });
    let task = finished(&stage, &begin(&stage, "/api/v1/devices/tags", &body)?)?;
    ensure!(task.get("ok") == Some(&json!(LAMPS + 1)), "{task}");
    let point = point_of(&stage, &task)?;
    let all = total(&stage, "tag=roof")?;
    let stage = killed_while_undoing(stage, &point, |stage| Ok(total(stage, "tag=roof")? < all))?;
    ensure!(total(&stage, "tag=roof")? > 0, "the undoing came to its end");

    let devices = stage.list("/api/v1/devices?limit=1000")?;
    let is_back = |device: &&Value| {
        device.get("tags") == Some(&json!([])) && device.get("eui") != Some(&json!("hub"))
    };
    let back = devices.iter().find(is_back).and_then(|it| it.get("eui")).context("one is back")?;
    let relations = stage.list("/api/v1/relations?limit=1000")?;
    ensure!(relations.len() == LAMPS, "{}", relations.len());
    let theirs = relations.iter().find(|it| it.get("to_eui") == Some(back));
    let id = theirs.and_then(|it| it.get("id")).and_then(Value::as_str).context("its relation")?;
    let removed = stage.owner.send("DELETE", &format!("/api/v1/relations/{id}"), None)?;
    ensure!(removed.status == 204, "{removed:?}");

    let undone = undo(&stage, &point, false)?;
    ensure!(undone.get("ok") == Some(&json!(LAMPS + 1)), "{undone}");
    ensure!(total(&stage, "tag=roof")? == 0);
    let relations = stage.list("/api/v1/relations?limit=1000")?;
    ensure!(relations.len() == LAMPS - 1, "{}", relations.len());
    ensure!(relations.iter().all(|it| it.get("to_eui") != Some(back)), "{back} has it again");
    Ok(())
}

/// Sub-devices that an undoing took from their parent, before it was killed, are in no map of it
/// when it is undone again.
#[test]
fn a_killed_undoing_leaves_no_place_behind() -> Result<()> {
    const LOST: u64 = 600;
    let stage = Stage::set()?;
    let lost: Vec<String> = (0..LOST).map(|row| format!("m-{row:04}")).collect();
    let rows = lost.iter().map(|eui| format!("{eui},SUB_DEVICE,OTHER\n")).collect::<String>();
    import(&stage, &format!("eui,device_type,data_from\nz-reader,NORMAL,OTHER\n{rows}"))?;
    let rows = lost.iter().enumerate().map(|(at, eui)| format!("{eui},z-reader,{at}\n"));
    let rows: String = rows.collect();
    let task = import(&stage, &format!("eui,parent,sub_device\n{rows}"))?;
    ensure!(map(&stage)?.as_object().map(serde_json::Map::len) == Some(lost.len()));

    let point = point_of(&stage, &task)?;
    let named = |stage: &Stage| total(stage, "parent=z-reader");
    let stage = killed_while_undoing(stage, &point, |stage| Ok(named(stage)? < LOST))?;
    ensure!(named(&stage)? > 0, "the undoing came to its end");
    let undone = undo(&stage, &point, false)?;
    ensure!(undone.get("ok") == Some(&json!(LOST)), "{undone}");
    ensure!(named(&stage)? == 0);
    ensure!(map(&stage)? == json!({}), "{}", map(&stage)?);
    Ok(())
}

/// Whoever edits attributes while an operation is undone keeps the edit: the device is told as a
/// conflict, or the edit came after.
#[test]
fn an_edit_while_an_operation_is_undone_stays() -> Result<()> {
    const LAMPS: usize = 300;
    let stage = Stage::set()?;
    let rows = (0..LAMPS).map(|row| format!("lamp-{row:03},OTHER,\"{{\"\"level\"\": 1}}\"\n"));
    let rows: String = rows.collect();
    import(&stage, &format!("eui,data_from,shared_attrs\n{rows}"))?;
    let change = json!({ "shared_attrs": { "overwrite": true,
        "add": [{ "key": "level", "type": "number", "value": 2 }] } });
    let body = json!({ "filter": {}, "change": change });
    let task = finished(&stage, &begin(&stage, "/api/v1/bulk-update", &body)?)?;
    ensure!(task.get("failed") == Some(&json!(0)), "{task}");
    let point = point_of(&stage, &task)?;
    ensure!(check(&stage, &point)?.pointer("/counts/revert") == Some(&json!(LAMPS)));
    let editor = stage.instance.owner()?;
    let undone = std::thread::scope(|scope| {
        // From the other end, so that the two meet.
        let edits = scope.spawn(|| -> Result<()> {
            for row in (0..LAMPS).rev() {
                let path = format!("/api/v1/devices/lamp-{row:03}/attributes/shared");
                let edit = json!({ "values": { "level": 3 } });
                let edited = editor.send("PATCH", &path, Some(&edit))?;
                ensure!(edited.status == 200, "{edited:?}");
            }
            Ok(())
        });
        let undone = undo(&stage, &point, false);
        edits.join().map_err(|_| anyhow::anyhow!("the editor panicked"))??;
        undone
    })?;
    for row in 0..LAMPS {
        let lamp = device(&stage, &format!("lamp-{row:03}"))?;
        let level = lamp.pointer("/shared_attrs/level");
        ensure!(level == Some(&json!(3)), "{lamp} {undone}");
    }
    Ok(())
}
