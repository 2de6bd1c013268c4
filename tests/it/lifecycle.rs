//! Start, ready line, settings and stop.

use std::net::TcpListener;
use std::process::Stdio;

use anyhow::{Context as _, Result};

use crate::headless::{Headless, program};
use crate::process::Process;

#[test]
fn the_ready_line_names_addresses_that_answer() -> Result<()> {
    let instance = Headless::start()?;
    assert_eq!(instance.ready["ready"], true);
    assert_eq!(instance.ready["gwmp"].as_array().map(Vec::len), Some(1), "{}", instance.ready);
    assert!(instance.ready["mqtt"].is_string(), "{}", instance.ready);
    let health = instance.stranger()?.get("/api/health")?;
    assert_eq!((health.status, &health.body["status"]), (200, &"ok".into()));
    Ok(())
}

#[test]
fn without_a_token_only_health_is_told() -> Result<()> {
    let instance = Headless::start()?;
    let owner = instance.owner()?;
    let stranger = instance.stranger()?;
    for path in ["/api/v1/me", "/api/v1/devices", "/api/v1/network/frames", "/api/v1/settings"] {
        let refused = stranger.get(path)?;
        assert_eq!(refused.status, 401, "{path}");
        assert!(refused.body["code"].is_string(), "{path}: {}", refused.body);
        assert_eq!(owner.get(path)?.status, 200, "{path}");
    }
    assert_eq!(stranger.get("/api/openapi.json")?.status, 401);
    assert_eq!(owner.get("/api/openapi.json")?.status, 200);
    let guess = serde_json::json!({"account": "admin", "password": "admin"});
    assert_eq!(stranger.post("/api/v1/login", &guess)?.status, 401);
    Ok(())
}

#[cfg(unix)]
#[test]
fn only_the_owner_of_the_folder_can_read_the_token() -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let instance = Headless::start()?;
    let mode = std::fs::metadata(instance.token_file())?.permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    Ok(())
}

#[cfg(unix)]
#[test]
fn both_signals_end_it_cleanly_and_the_folder_opens_again() -> Result<()> {
    let (ended, folder) = Headless::start()?.stop("TERM")?;
    assert!(ended.success(), "{ended}");
    let again = Headless::start_in(folder)?;
    assert_eq!(again.owner()?.get("/api/v1/me")?.status, 200, "the token outlives a restart");
    let (ended, _) = again.stop("INT")?;
    assert!(ended.success(), "{ended}");
    Ok(())
}

#[test]
fn an_address_that_is_taken_is_named() -> Result<()> {
    let taken = TcpListener::bind("127.0.0.1:0")?;
    let address = taken.local_addr()?.to_string();
    let folder = tempfile::tempdir()?;
    let mut process = Process::start(
        program()
            .arg("serve")
            .arg("--data-dir")
            .arg(folder.path())
            .args(["--http", &address, "--gwmp", "off", "--mqtt", "off"])
            .stderr(Stdio::piped()),
    )?;
    process.stderr()?.until(|line| line.starts_with("error: ") && line.contains(&address))?;
    assert!(!process.wait()?.success());
    Ok(())
}

#[test]
fn the_page_is_served_beside_the_api() -> Result<()> {
    let instance = Headless::start()?;
    let page = instance.stranger()?.get("/")?;
    let text = page.body.as_str().context("the page is no JSON")?;
    assert!(page.status == 200 && text.contains("ThinkLink"), "{text}");
    assert_eq!(instance.owner()?.get("/api/v1/no-such-thing")?.status, 404);
    Ok(())
}
