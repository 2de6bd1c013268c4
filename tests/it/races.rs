//! What happens at the same moment: a change by a person, and a frame on its way.

use anyhow::Result;
use lorawan::Frame;
use serde_json::{Value, json};

use crate::downlinks::{LATER, connect};
use crate::headless::Headless;
use crate::stage::{Stage, abp, published_until, uplink};

/// A frame of the old counter on its way to the disk while the counters are reset must not make the
/// first frames of the new one late.
#[test]
fn counters_that_are_reset_while_a_frame_is_stored_start_again_all_the_same() -> Result<()> {
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    let path = format!("/api/v1/lorawan-profiles/{}", device.dev_eui);
    let mut subscriber = stage.subscriber()?;
    let gateway = connect(&stage, 1)?;
    let mut tmst = 0;
    for round in 0..20 {
        for f_cnt in 100..120 {
            tmst += 1;
            gateway.report(tmst * LATER, &uplink(&device, f_cnt + round * 100, false)?)?;
        }
        let reset = stage.owner.post(&format!("{path}/reset-counters"), &json!({}))?;
        assert_eq!(reset.status, 200, "{}", reset.body);
        // What was still on the air may come after the reset; the device is reset once more then.
        gateway.keep_alive()?;
        let reset = stage.owner.post(&format!("{path}/reset-counters"), &json!({}))?;
        assert_eq!(reset.body.get("f_cnt_up"), Some(&Value::Null), "{}", reset.body);
        tmst += 1;
        gateway.report(tmst * LATER, &uplink(&device, round, false)?)?;
        published_until(&mut subscriber, &device, round)?;
        assert_eq!(stage.read(&path)?.get("f_cnt_up"), Some(&json!(round)));
    }
    // The disk knows what memory knew.
    let (status, data) = stage.instance.stop("TERM")?;
    anyhow::ensure!(status.success(), "{status}");
    let stage = Stage::around(Headless::start_in(data)?)?;
    assert_eq!(stage.read(&path)?.get("f_cnt_up"), Some(&json!(19)));
    Ok(())
}

/// The answer to a frame goes where the device listens for it, whatever its profile says meanwhile.
#[test]
fn a_profile_that_moves_to_another_band_leaves_the_windows_of_a_frame_where_they_were() -> Result<()>
{
    let stage = Stage::set()?;
    let device = abp(1);
    stage.add(&device)?;
    stage.change_profile(&device, &json!({"rx_delay": 5}))?;
    stage.change("/api/v1/settings", &json!({"dedup_window_ms": 800, "us902_sub_band": 2}))?;
    let mut events = stage.events("frame")?;
    let gateway = connect(&stage, 1)?;
    let phy = uplink(&device, 1, true)?;
    gateway.report(LATER, &phy)?;
    assert_eq!(events.verdict(&phy)?, "accepted");
    let american = json!({"standard": "US902", "rx2_freq": 923_300_000, "rx2dr": 8});
    stage.change_profile(&device, &american)?;
    let answer = gateway.transmission()?;
    assert_eq!(answer.frequency_hz, 868_100_000);
    let Ok(Frame::Data(frame)) = lorawan::parse(&answer.phy) else { anyhow::bail!("{answer:?}") };
    assert!(frame.f_ctrl.ack);
    assert!(
        frame.f_opts.is_empty() && frame.f_port.is_none(),
        "nothing of the new band: {frame:?}"
    );

    // From the next frame on the new band holds.
    let phy = uplink(&device, 2, true)?;
    gateway.report_on(2 * LATER, &phy, 903_900_000)?;
    let answer = gateway.transmission()?;
    assert_eq!(answer.frequency_hz, 923_300_000);
    Ok(())
}
