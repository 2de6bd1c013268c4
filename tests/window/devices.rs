//! Many devices at once.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::driver::Driver;
use crate::process::PATIENCE;

/// What the command of the test does: it changes an attribute, so that no radio is needed.
const SCRIPT: &str = "return [{type: 'modifyAttrs', dnMsg: {server_attrs: {mode: params.mode}}}]";

fn eui(at: u32) -> String {
    format!("70b3d57ed{at:07x}")
}

/// Makes devices by importing a file, and waits until they are all there.
fn import(window: &Driver, devices: u32) -> Result<()> {
    let mut file = "eui,name\n".to_owned();
    for at in 0..devices {
        writeln!(file, "{},Meter {at:05}", eui(at))?;
    }
    let plan = window.upload("/api/v1/imports/devices?file=meters.csv", file)?;
    let id = plan.get("id").and_then(Value::as_str).context("no plan")?;
    window.ask("POST", &format!("/api/v1/imports/{id}/apply"), Some(&json!({})))?;
    let began = std::time::Instant::now();
    loop {
        let page = window.ask("GET", "/api/v1/devices?limit=1", None)?;
        if page.get("total").and_then(Value::as_u64) == Some(devices.into()) {
            return Ok(());
        }
        anyhow::ensure!(began.elapsed() < PATIENCE, "the import never ends: {page}");
    }
}

#[test]
fn ten_thousand_devices_are_selected_by_their_filter() -> Result<()> {
    let desk = Desk::new()?;
    let window = Driver::open(&desk)?;
    window.until_text("Overview")?;
    import(&window, 10_000)?;
    window.visit("#/maintenance/devices")?;
    window.click(&format!("//*[@data-testid='row-{}']//input[@type='checkbox']", eui(3)))?;
    window.click_text("Select all 10,000 matching")?;
    window.until_text("10,000 selected")?;
    desk.screenshot("selection")?;
    Ok(())
}

#[test]
fn a_one_time_rpc_counts_to_fifty() -> Result<()> {
    let desk = Desk::new()?;
    let window = Driver::open(&desk)?;
    window.until_text("Overview")?;
    import(&window, 50)?;
    let template = json!({"mode": {"alias": "Mode", "type": "number", "dftValue": 4}});
    let model = json!({
        "id_name": "set_mode", "name": "Set mode", "template": template, "rpc_script": SCRIPT,
    });
    window.ask("POST", "/api/v1/rpc-models", Some(&model))?;
    for at in 0..50 {
        let path = format!("/api/v1/devices/{}", eui(at));
        window.ask("PATCH", &path, Some(&json!({"rpc": ["set_mode"]})))?;
    }
    window.visit("#/maintenance/devices")?;
    window.until_text("50 devices")?;
    window.click("//*[@aria-label='Select all loaded rows']")?;
    window.click_text("One-Time RPC")?;
    window.type_into("Name", "Fifty")?;
    window.until_text("Device interval (ms)")?;
    window.type_into("RPC", "Set mode")?;
    window.click("//*[@title='Set mode (set_mode)' and contains(@class,'option')]")?;
    assert_eq!(window.value_in("Mode")?, "4");
    window.click_text("Submit")?;
    window.until(
        "document.querySelector('[role=progressbar]')?.getAttribute('aria-valuetext') \
         === '50 / 50'",
    )?;
    desk.screenshot("one-time-rpc")?;
    Ok(())
}
