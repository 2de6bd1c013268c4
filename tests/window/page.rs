//! The page inside the window.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::driver::Driver;

// Keys by their code points. Source: W3C WebDriver, 17.4.2.
const CONTROL: &str = "\u{E009}";
const ENTER: &str = "\u{E007}";

#[test]
fn the_page_is_drawn_with_its_styles_and_talks_to_the_engine() -> Result<()> {
    let desk = Desk::new()?;
    let window = Driver::open(&desk)?;
    window.until_text("Overview")?;
    // Live data comes through the shell, not through a port.
    window.until(
        "document.querySelector('[data-testid=statusbar-connection]')?.innerText.includes('Live')",
    )?;
    // A policy that blocks styles leaves the page readable but unusable, and only here: the
    // development server has no policy.
    let navigation = window.value_of("getComputedStyle(document.querySelector('nav')).display")?;
    assert_ne!(navigation, "inline");
    let inner = window.value_of("[innerWidth, innerHeight]")?;
    assert_eq!(inner, serde_json::json!([1360, 860]));
    desk.screenshot("overview")?;
    Ok(())
}

#[test]
fn the_first_window_fits_a_small_screen() -> Result<()> {
    let desk = Desk::with_screen("1280x800")?;
    let window = Driver::open(&desk)?;
    window.until_text("Overview")?;
    window.until("innerWidth > 0 && innerWidth <= 1280 && innerHeight <= 800")?;
    Ok(())
}

#[test]
fn the_palette_opens_a_device_by_its_last_digits_and_the_keys_are_listed() -> Result<()> {
    let desk = Desk::new()?;
    let window = Driver::open(&desk)?;
    window.until_text("Overview")?;
    let device = json!({"eui": "70b3d57ed0001234", "name": "Meeting room"});
    window.ask("POST", "/api/v1/devices", Some(&device))?;
    window.press(&[CONTROL, "k"])?;
    window.until("document.activeElement?.getAttribute('role') === 'combobox'")?;
    for digit in ["1", "2", "3", "4"] {
        window.press(&[digit])?;
    }
    window.until("document.querySelector('[role=option]')?.innerText.includes('Meeting room')")?;
    window.press(&[ENTER])?;
    window.until(
        "document.querySelector('[data-testid=panel-device]')?.innerText.includes('Meeting room')",
    )?;
    window.press(&[CONTROL, "/"])?;
    window.until_text("Keyboard shortcuts")?;
    Ok(())
}

#[test]
fn the_system_may_show_what_the_window_is_told() -> Result<()> {
    let desk = Desk::new()?;
    let window = Driver::open(&desk)?;
    window.until_text("Overview")?;
    window.visit("#/settings/general")?;
    window.until_text("Alarms shown by the system")?;
    // WebKit asks only when somebody clicked; where it was answered before there is nothing to click.
    if window.value_of("Notification.permission")? != "granted" {
        window.click_text("Allow notifications")?;
    }
    window.until("Notification.permission === 'granted'")?;
    window.until_text("While this window is in the background")?;
    Ok(())
}

#[test]
fn no_page_asks_another_host_and_a_chart_is_drawn_without_a_locale() -> Result<()> {
    let desk = Desk::new()?;
    let window = Driver::open(&desk)?;
    window.until_text("Overview")?;
    // The page's policy refuses every other host, and says so.
    window.value_of(
        "void (window.refused = [], ['securitypolicyviolation', 'error'].forEach((name) => \
         addEventListener(name, (event) => refused.push(event.blockedURI ?? event.message ?? \
         event.target?.src), true)))",
    )?;
    window.ask("POST", "/api/v1/simulated-site", None)?;
    let devices = window.ask("GET", "/api/v1/devices?thing_model=mt_ks52&limit=1", None)?;
    let text = |pointer| devices.pointer(pointer).and_then(Value::as_str).context("no KS52");
    let (eui, model) = (text("/items/0/eui")?, text("/items/0/thing_model/0/id")?);
    for page in [
        "overview",
        "data/application",
        "data/network",
        "maintenance/devices",
        "maintenance/lorawan-profiles",
        "maintenance/gateways",
        "models/thing-models",
        "models/rpc-models",
        "models/trigger-models",
        "models/device-templates",
        "configuration/device-executions",
        "configuration/scheduled-tasks",
        "settings/general",
    ] {
        window.visit(&format!("#/{page}"))?;
        window
            .until("document.querySelector('h1') && !document.querySelector('[aria-busy=true]')")?;
    }
    window.visit(&format!("#/data/application/{model}/{eui}"))?;
    window.until("document.querySelector('[data-testid=time-series] canvas')?.width > 0")?;
    desk.screenshot("history")?;
    assert_eq!(window.value_of("refused")?, json!([]));
    Ok(())
}

#[test]
fn every_page_opens() -> Result<()> {
    let desk = Desk::new()?;
    let window = Driver::open(&desk)?;
    window.until_text("Overview")?;
    for page in
        ["Application Data", "Network Data", "Device Management", "Gateways", "Thing Models"]
    {
        window.click_text(page)?;
        let heading = serde_json::to_string(page)?;
        window.until(&format!(
            "[...document.querySelectorAll('h1')].some(h => h.innerText.includes({heading}))"
        ))?;
        desk.screenshot(&page.to_lowercase().replace(' ', "-"))?;
    }
    Ok(())
}
