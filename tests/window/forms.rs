//! Forms, filled in by hand.

use anyhow::Result;
use serde_json::json;

use crate::desk::Desk;
use crate::driver::Driver;

#[test]
fn choosing_a_band_fills_the_receive_windows() -> Result<()> {
    let desk = Desk::new()?;
    let window = Driver::open(&desk)?;
    window.until_text("Overview")?;
    window.visit("#/maintenance/lorawan-profiles/new")?;
    window.choose("Standard", "CN470")?;
    let filled = [
        ("RX2 frequency", "505.300000"),
        ("RX1 data-rate offset", "0"),
        ("RX1 delay", "1"),
        ("Join delay", "5"),
    ];
    for (label, value) in filled {
        assert_eq!(window.value_in(label)?, value, "{label}");
    }
    window.until(
        "[...document.querySelectorAll('span')].filter((one) => one.innerText === 'default')\
         .length === 5",
    )?;
    desk.screenshot("profile")?;
    Ok(())
}

#[test]
fn a_device_without_a_profile_is_asked_about() -> Result<()> {
    let desk = Desk::new()?;
    let window = Driver::open(&desk)?;
    window.until_text("Overview")?;
    window.visit("#/maintenance/devices?add=")?;
    window.type_into("EUI", "70b3d57ed000ffff")?;
    window.choose("Configuration template", "MT-KS52")?;
    window.click_text("Create device")?;
    window.until_text("Add Now")?;
    window.until_text("Add Later")?;
    Ok(())
}

#[test]
fn unsaved_input_is_asked_about_and_outlives_a_killed_program() -> Result<()> {
    let eui = "70b3d57ed0001234";
    let desk = Desk::new()?;
    let window = Driver::open(&desk)?;
    window.until_text("Overview")?;
    window.ask("POST", "/api/v1/devices", Some(&json!({"eui": eui, "name": "Meeting room"})))?;
    window.visit(&format!("#/maintenance/devices/{eui}/basic"))?;
    window.type_into("Name", " 2")?;
    window.until_text("1 unsaved change")?;
    window.click_text("Overview")?;
    window.until_text("Leave without saving?")?;
    window.click_text("Cancel")?;
    window.until("Object.keys(localStorage).some((name) => name.includes('draft'))")?;
    window.kill_program()?;

    let window = Driver::open(&desk)?;
    window.until_text("Overview")?;
    window.visit(&format!("#/maintenance/devices/{eui}/basic"))?;
    window.click_text("Restore")?;
    assert_eq!(window.value_in("Name")?, "Meeting room 2");
    Ok(())
}
