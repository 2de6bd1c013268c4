//! Opening, starting twice, and ending.

use anyhow::Result;

use crate::desk::Desk;
use crate::process::Process;

#[test]
fn a_signal_ends_it_cleanly_and_the_window_is_remembered() -> Result<()> {
    let desk = Desk::new()?;
    let window = desk.open()?;
    window.signal("TERM")?;
    let ended = window.wait()?;
    assert!(ended.success(), "{ended}");
    assert!(desk.data().join("window-state.json").exists());
    Ok(())
}

#[test]
fn a_second_start_hands_over_to_the_first() -> Result<()> {
    let desk = Desk::new()?;
    let first = desk.open()?;
    let second = Process::start(&mut desk.program())?;
    assert!(second.wait()?.success());
    first.signal("TERM")?;
    assert!(first.wait()?.success(), "the first was still there to be stopped");
    Ok(())
}
