//! Files as bytes, through the window.

use anyhow::{Result, ensure};
use serde_json::Value;

use crate::desk::Desk;
use crate::driver::Driver;

/// A file of an encoding that is no UTF-8 comes in as it is, and a workbook goes out.
#[test]
fn a_file_is_imported_and_another_one_exported() -> Result<()> {
    let desk = Desk::new()?;
    // "eui,name" and a room in GB18030.
    let mut file = b"eui,name,data_from\r\nmeter-7,".to_vec();
    file.extend([0xBB, 0xE1, 0xD2, 0xE9, 0xCA, 0xD2]);
    file.extend(b",OTHER\r\n");
    std::fs::write(desk.chosen(), file)?;
    let window = Driver::open(&desk)?;
    window.until_text("Overview")?;
    window.visit("#/maintenance/devices?import=file")?;
    window.click_text("Choose file")?;
    // The file does not say its encoding, so that its letters are looked at first.
    window.until_text("It was read as gb18030")?;
    window.until_text("会议室")?;
    window.click("(//button[normalize-space()='Check'])[last()]")?;
    window.click_text("Import 1 row")?;
    window.until_text("Import finished")?;
    desk.screenshot("import")?;
    window.click_text("Open in list")?;
    let device = window.ask("GET", "/api/v1/devices/meter-7", None)?;
    ensure!(device["name"] == "会议室", "{device}");

    window.until("!document.querySelector('[role=dialog]')")?;
    window.click_text("Export")?;
    window.until_text("All that can be imported again")?;
    desk.screenshot("export")?;
    let press = "(() => { const button = [...document.querySelectorAll('[role=dialog] button')]
        .find((one) => one.innerText.trim() === 'Export'); button?.click(); return !!button })()";
    ensure!(window.value_of(press)? == Value::Bool(true), "no button to export");
    window.until_text("Saved devices-")?;
    let written = std::fs::read(desk.chosen())?;
    ensure!(written.starts_with(b"PK"), "no workbook: {:?}", written.get(..20));
    Ok(())
}
