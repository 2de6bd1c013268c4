//! Geographic locations outlive a restart, with what is there.

use anyhow::{Context as _, Result};
use serde_json::json;

use crate::headless::Headless;
use crate::stage::Stage;

#[test]
fn places_and_what_is_there_outlive_a_restart() -> Result<()> {
    let stage = Stage::set()?;
    let mut events = stage.events("changed")?;
    stage.create("/api/v1/locations", &json!({"code": "S", "name": "Site"}))?;
    let floor = json!({"code": "S-1", "name": "Floor 1", "parent_code": "S", "zip": "00123"});
    let floor = stage.create("/api/v1/locations", &floor)?;
    events.until(|event| {
        let is_floor = event.get("resource") == Some(&json!("locations"))
            && event.get("key") == floor.get("id");
        is_floor.then_some(())
    })?;
    let device = json!({"eui": "lamp", "data_from": "OTHER", "location_id": "S-1"});
    stage.create("/api/v1/devices", &device)?;
    let gateway = json!({"eui": "5a53012501030099", "location_id": "S"});
    stage.create("/api/v1/gateways", &gateway)?;
    let template = json!({"name": "Lamp", "location_id": floor.get("id")});
    let template = stage.create("/api/v1/device-templates", &template)?;
    let id = template.pointer("/id").and_then(|id| id.as_str()).context("an id")?;
    let lists = [
        "/api/v1/locations".to_owned(),
        "/api/v1/devices?location=S".to_owned(),
        format!("/api/v1/device-templates/{id}"),
    ];
    let read =
        |stage: &Stage| -> Result<Vec<_>> { lists.iter().map(|path| stage.read(path)).collect() };
    let before = read(&stage)?;

    drop(events);
    let (_, data) = stage.instance.stop("TERM")?;
    let stage = Stage::around(Headless::start_in(data)?)?;
    assert_eq!(read(&stage)?, before);
    let mast = stage.read("/api/v1/gateways/5a53012501030099")?;
    assert_eq!(mast.pointer("/location/path"), Some(&json!("Site")));
    Ok(())
}
