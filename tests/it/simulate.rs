//! `thinklink simulate` against a running instance.

use std::path::Path;

use anyhow::{Result, ensure};
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
    for signal in ["TERM", "KILL", "TERM"] {
        let run = play(&stage, &profiles)?;
        assert_eq!(first_join(&mut frames)?, "accepted", "before SIG{signal}");
        run.signal(signal)?;
        run.wait()?;
    }
    let kept = std::fs::read_to_string(folder.path().join("devices.state.json"))?;
    let kept: Value = serde_json::from_str(&kept)?;
    ensure!(kept.get("next_dev_nonce").and_then(Value::as_u64) > Some(64), "{kept}");
    Ok(())
}

fn play(stage: &Stage, profiles: &Path) -> Result<Process> {
    let gwmp = stage.instance.address("gwmp")?;
    let mut command = program();
    command.args(["simulate", "--gwmp", gwmp, "--interval", "1", "--profile-file"]).arg(profiles);
    Process::start(&mut command)
}

/// What became of the next join-request; what its copies from other gateways are is not asked.
fn first_join(frames: &mut Events) -> Result<String> {
    const COPIES: [&str; 4] = ["copy", "late_copy", "ghost", "join_repeat"];
    frames.until(|event| {
        let word = |name| event.get("frame")?.get(name)?.as_str();
        let is_join = word("kind") == Some("join_request");
        let verdict = word("verdict").filter(|verdict| is_join && !COPIES.contains(verdict))?;
        Some(verdict.to_owned())
    })
}
