//! The page inside the window.

use anyhow::Result;

use crate::desk::Desk;
use crate::driver::Driver;

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
