//! Values that change on the open page by themselves.

use std::net::SocketAddr;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::desk::Desk;
use crate::driver::Driver;
use crate::foreign::{Activation, Foreign};

#[test]
fn what_a_foreign_device_reports_appears_on_the_open_page() -> Result<()> {
    for activation in [Activation::Otaa, Activation::Abp] {
        let desk = Desk::new()?;
        let window = Driver::open(&desk)?;
        window.until_text("Overview")?;
        window.ask("POST", "/api/v1/lorawan-profiles", Some(&activation.profile()))?;
        window.ask("POST", "/api/v1/devices", Some(&activation.device()))?;
        window.visit(&format!("#/maintenance/devices/{}/telemetry", activation.eui()))?;
        let mut device = Foreign::switch_on(gwmp(&window)?, activation)?;
        device.report(234, false)?;
        window.until_text("23.4")?;
        device.report(251, true)?;
        window.until_text("25.1")?;
        desk.screenshot(&format!("foreign-{activation:?}").to_lowercase())?;
    }
    Ok(())
}

#[test]
fn one_click_later_a_simulated_value_changes_by_itself() -> Result<()> {
    let desk = Desk::new()?;
    let window = Driver::open(&desk)?;
    window.click_text("Load a simulated site")?;
    window.until(r"/Devices\s+20\s+20 online/.test(document.body.innerText)")?;
    desk.screenshot("simulated-site")?;
    let eui = ks52(&window)?;
    window.visit(&format!("#/maintenance/devices/{eui}/telemetry"))?;
    // The value is found by the field's name beside it, and must differ from the first one seen.
    let value = "(document.body.innerText.match(/temperat\\w+\\D*(-?\\d+\\.\\d)/i) ?? [])[1]";
    let first = window.until(value)?;
    window.until(&format!("{value} !== {first} && {value}"))?;
    desk.screenshot("simulated-telemetry")?;
    Ok(())
}

/// Where gateways of the instance in the window send to.
fn gwmp(window: &Driver) -> Result<SocketAddr> {
    let status = window.ask("GET", "/api/v1/status", None)?;
    let address = status.pointer("/listeners/gwmp/0").and_then(Value::as_str);
    Ok(address.with_context(|| status.to_string())?.parse()?)
}

/// A simulated device that measures a temperature.
fn ks52(window: &Driver) -> Result<String> {
    let devices = window.ask("GET", "/api/v1/devices?thing_model=mt_ks52&limit=1", None)?;
    let eui = devices.pointer("/items/0/eui").and_then(Value::as_str);
    Ok(eui.with_context(|| devices.to_string())?.to_owned())
}
