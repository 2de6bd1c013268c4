//! `thinklink simulate` against a running instance.

use std::ffi::OsStr;
use std::path::Path;

use anyhow::{Result, ensure};
use lorawan::Frame;
use model::record::LwVersion;
use serde_json::{Value, json};

use crate::events::Events;
use crate::headless::program;
use crate::process::Process;
use crate::stage::{Stage, otaa};

/// A device of LoRaWAN 1.0.4 counts its nonces for ever: a second run goes on where the first one
/// was, however soon, and also when that was killed.
#[cfg(unix)]
#[test]
fn a_second_run_uses_no_nonce_again() -> Result<()> {
    let stage = Stage::set()?;
    let device = otaa(1, LwVersion::V1_0_4);
    stage.add(&device)?;
    let folder = tempfile::tempdir()?;
    let profiles = folder.path().join("devices.json");
    std::fs::write(&profiles, json!([device.profile_json()]).to_string())?;
    let mut frames = stage.events("frame")?;
    let mut last = 0;
    for signal in ["TERM", "KILL", "TERM"] {
        let run = play(&stage, &profiles, &[])?;
        let (verdict, dev_nonce) = first_join(&mut frames)?;
        assert_eq!(verdict, "accepted", "before SIG{signal}");
        last = u64::from(dev_nonce);
        run.signal(signal)?;
        run.wait()?;
    }
    let kept = std::fs::read_to_string(folder.path().join("devices.state.json"))?;
    let kept: Value = serde_json::from_str(&kept)?;
    ensure!(kept.get("next_dev_nonce").and_then(Value::as_u64) > Some(last), "{last} {kept}");
    Ok(())
}

/// It may be the data folder of an instance that starts later, which keeps its permissions.
#[cfg(unix)]
#[test]
fn nobody_else_may_enter_a_folder_that_is_made_for_the_nonces() -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let stage = Stage::set()?;
    let device = otaa(1, LwVersion::V1_0_4);
    stage.add(&device)?;
    let folder = tempfile::tempdir()?;
    let profiles = folder.path().join("devices.json");
    std::fs::write(&profiles, json!([device.profile_json()]).to_string())?;
    let mut frames = stage.events("frame")?;
    let made = folder.path().join("made");
    let state = made.join("nonces.json");
    let run = play(&stage, &profiles, &["--state".as_ref(), state.as_os_str()])?;
    first_join(&mut frames)?;
    run.signal("TERM")?;
    run.wait()?;
    assert_eq!(std::fs::metadata(&made)?.permissions().mode() & 0o777, 0o700);
    ensure!(state.is_file(), "nothing is kept");
    Ok(())
}

fn play(stage: &Stage, profiles: &Path, more: &[&OsStr]) -> Result<Process> {
    let gwmp = stage.instance.address("gwmp")?;
    let mut command = program();
    command.args(["simulate", "--gwmp", gwmp, "--interval", "1", "--profile-file"]).arg(profiles);
    command.args(more);
    Process::start(&mut command)
}

/// What became of the next join-request, and its nonce; what its copies from other gateways are is
/// not asked.
fn first_join(frames: &mut Events) -> Result<(String, u16)> {
    const COPIES: [&str; 4] = ["copy", "late_copy", "ghost", "join_repeat"];
    frames.until(|event| {
        let word = |name| event.get("frame")?.get(name)?.as_str();
        let is_join = word("kind") == Some("join_request");
        let verdict = word("verdict").filter(|verdict| is_join && !COPIES.contains(verdict))?;
        let phy = hex::decode(word("phy")?).ok()?;
        let Ok(Frame::JoinRequest(request)) = lorawan::parse(&phy) else { return None };
        Some((verdict.to_owned(), request.dev_nonce))
    })
}
