//! MAC commands and ADR as devices obey them: what is asked, what comes into force, what is shown.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use lorawan::mac::{DownlinkCommand, downlink_commands};
use lorawan::{AesKey, DataUp, DevAddr, Frame, SessionKey};
use model::record::{LwVersion, Standard};
use serde_json::{Value, json};
use testkit::{DeviceDescription, SimulatedDevice};

use crate::foreign::{Activation, Foreign};
use crate::forwarder::{Channel, Forwarder};
use crate::headless::Headless;
use crate::stage::{PORT, Stage, abp, gateway, otaa};

/// Uplinks that a device sends until it must have obeyed.
const UPLINKS: i16 = 14;
/// How long the server may take to show what an uplink changed.
const PATIENCE: Duration = Duration::from_secs(20);

fn mac(stage: &Stage, eui: &str) -> Result<Value> {
    stage.read(&format!("/api/v1/devices/{eui}/mac"))
}

/// Reads a device's radio side until it is as it should be.
pub(crate) fn until(stage: &Stage, eui: &str, is_so: impl Fn(&Value) -> bool) -> Result<Value> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let view = mac(stage, eui)?;
        if is_so(&view) {
            return Ok(view);
        }
        if Instant::now() > deadline {
            bail!("the device never came so far: {view:#}");
        }
        std::thread::yield_now();
    }
}

fn at<'a>(view: &'a Value, pointer: &str) -> &'a Value {
    view.pointer(pointer).unwrap_or(&Value::Null)
}

/// A device stack that is not ours moves its windows when it is asked to, through real UDP. What it
/// does not know is asked three times, and shown.
#[test]
fn a_foreign_device_moves_its_windows_and_is_left_alone_with_what_it_does_not_know() -> Result<()> {
    let stage = Stage::as_delivered()?;
    let activation = Activation::Otaa;
    let eui = activation.eui();
    stage.create("/api/v1/lorawan-profiles", &activation.profile())?;
    stage.create("/api/v1/devices", &activation.device())?;
    let mut device = Foreign::switch_on(stage.instance.address("gwmp")?.parse()?, activation)?;
    let windows = json!({"rx2_freq": 869_600_000, "rx_delay": 2});
    stage.change(&format!("/api/v1/lorawan-profiles/{eui}"), &windows)?;

    for number in 0..UPLINKS {
        device.report(200 + number, true)?;
        if at(&mac(&stage, &eui)?, "/stopped/0") != &Value::Null {
            break;
        }
    }
    let view = until(&stage, &eui, |view| at(view, "/stopped/0") != &Value::Null)?;
    assert_eq!(at(&view, "/in_force/windows/rx_delay"), 2, "{view:#}");
    assert_eq!(at(&view, "/in_force/windows/rx2_freq"), 869_525_000, "{view:#}");
    assert_eq!(at(&view, "/in_force/channels"), "0-7", "from the join-accept: {view:#}");
    assert_eq!(at(&view, "/stopped/0/reason"), "unanswered", "{view:#}");

    // All of it is still known after the session has been loaded anew.
    let in_force = at(&view, "/in_force/windows").clone();
    let (status, data) = stage.instance.stop("TERM")?;
    anyhow::ensure!(status.success(), "{status}");
    let stage = Stage::around(Headless::start_in(data)?)?;
    let view = mac(&stage, &eui)?;
    assert_eq!(at(&view, "/in_force/windows"), &in_force, "{view:#}");
    assert_eq!(at(&view, "/stopped/0/reason"), "unanswered", "{view:#}");
    Ok(())
}

/// A device of ours by hand, so that each byte of what it is asked is seen.
struct Device {
    description: DeviceDescription,
    gateway: Forwarder,
    channel: Channel,
    f_cnt: u32,
}

impl Device {
    fn add(stage: &Stage, standard: Standard, channel: Channel) -> Result<Self> {
        let description = DeviceDescription { standard, lw_ver: LwVersion::V1_0_2, ..abp(1) };
        stage.add(&description)?;
        let gateway = Forwarder::connect(&stage.instance, gateway(1))?;
        Ok(Self { description, gateway, channel, f_cnt: 0 })
    }

    fn eui(&self) -> String {
        self.description.dev_eui.to_string()
    }

    fn session(&self) -> Result<(DevAddr, AesKey, AesKey)> {
        match self.description.activation {
            testkit::Activation::Abp { dev_addr, nwks_key, apps_key } => {
                Ok((dev_addr, nwks_key, apps_key))
            }
            testkit::Activation::Otaa { .. } => bail!("personalised devices only"),
        }
    }

    /// Sends an uplink with these answers.
    fn say(&mut self, f_opts: &[u8], adr: bool) -> Result<()> {
        let (dev_addr, nwks_key, apps_key) = self.session()?;
        self.f_cnt += 1;
        let frame = DataUp {
            dev_addr,
            adr,
            f_cnt: self.f_cnt,
            f_opts,
            f_port: Some(PORT),
            payload: &[1],
            ..DataUp::default()
        };
        let phy = frame.build(&SessionKey::new(&nwks_key), &SessionKey::new(&apps_key))?;
        self.gateway.report_as(self.f_cnt * 10_000_000, &phy, self.channel)
    }

    /// The commands of the downlink that answers.
    fn asked(&mut self) -> Result<Vec<DownlinkCommand>> {
        let phy = self.gateway.downlink()?;
        let Ok(Frame::Data(frame)) = lorawan::parse(&phy) else { bail!("no data frame") };
        let (_, nwks_key, _) = self.session()?;
        let mut commands = frame.f_opts.to_vec();
        if frame.f_port == Some(0) {
            frame.decrypt(&SessionKey::new(&nwks_key), frame.f_cnt.into(), &mut commands);
        }
        Ok(downlink_commands(&commands).collect::<Result<_, _>>()?)
    }
}

/// CN470 in one group: six masks alone on port 0, set again when the device leaves the group.
#[test]
fn a_device_of_cn470_is_kept_in_the_group_that_gateways_hear() -> Result<()> {
    let stage = Stage::set()?;
    stage.change("/api/v1/settings", &json!({"cn470_group": 11}))?;
    let group_10 = Channel { frequency_hz: 486_300_000, ..Channel::default() };
    let mut device = Device::add(&stage, Standard::Cn470, group_10)?;
    device.say(&[], false)?;
    let masks: Vec<_> = device.asked()?.iter().map(mask).collect::<Result<_>>()?;
    let blocks = [(5, 0x00FF), (0, 0), (1, 0), (2, 0), (3, 0), (4, 0)];
    assert_eq!(masks, blocks);
    device.say(&[3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1], false)?;
    let view = until(&stage, &device.eui(), |view| at(view, "/in_force/channels") == "80-87")?;
    assert_eq!(at(&view, "/pending"), &json!([]), "{view:#}");

    // It fell back to all channels and is heard by chance.
    device.channel.frequency_hz = 470_300_000;
    device.say(&[], false)?;
    assert_eq!(device.asked()?.len(), 6);
    Ok(())
}

/// US902 before 1.0.3 gets its sub-band after the first uplink, with the wide channel among it; a
/// refusal is shown in words and can be tried again.
#[test]
fn a_device_of_us902_gets_its_sub_band_and_a_refusal_is_shown() -> Result<()> {
    let stage = Stage::set()?;
    stage.change("/api/v1/settings", &json!({"us902_sub_band": 2}))?;
    let sub_band_2 = Channel { frequency_hz: 903_900_000, ..Channel::default() };
    let mut device = Device::add(&stage, Standard::Us902, sub_band_2)?;
    device.say(&[], false)?;
    let masks: Vec<_> = device.asked()?.iter().map(mask).collect::<Result<_>>()?;
    assert_eq!(masks, [(7, 0b10), (0, 0xFF00)]);
    // It looks at each mask alone.
    device.say(&[3, 6, 3, 6], false)?;
    let masks: Vec<_> = device.asked()?.iter().map(mask).collect::<Result<_>>()?;
    assert_eq!(masks, [(0, 0xFF00), (4, 0b10), (1, 0), (2, 0), (3, 0)]);
    device.say(&[3, 7, 3, 7, 3, 7, 3, 7, 3, 7], false)?;
    let is_closed = |view: &Value| at(view, "/adr/uplinks/2") != &Value::Null;
    let view = until(&stage, &device.eui(), is_closed)?;
    assert_eq!(at(&view, "/in_force/channels"), "8-15, 65", "{view:#}");

    stage.change_profile(
        &device.description,
        &json!({"standard": "EU868", "rx2_freq": 869_525_000, "rx2dr": 0}),
    )?;
    let path = format!("/api/v1/devices/{}/mac", device.eui());
    stage.change(&path, &json!({"max_duty_cycle": 7}))?;
    device.channel = Channel::default();
    device.say(&[], false)?;
    assert_eq!(device.asked()?, [DownlinkCommand::DutyCycleReq { max_duty_cycle: 7 }]);
    device.say(&[4], false)?;
    until(&stage, &device.eui(), |view| at(view, "/in_force/max_duty_cycle") == 7)?;
    Ok(())
}

/// ADR: what the history of the link says becomes a request, and the answer the device's settings.
#[test]
fn a_decision_of_adr_reaches_the_device_and_its_answer_comes_into_force() -> Result<()> {
    let stage = Stage::set()?;
    stage.change("/api/v1/settings", &json!({"adr_enabled": true}))?;
    // 8 dB at SF10 are 23 above its floor: 10 stay in reserve, four steps of 3 dB are used.
    let channel = Channel { spreading_factor: 10, snr_db: 8.0, ..Channel::default() };
    let mut device = Device::add(&stage, Standard::Eu868, channel)?;
    device.say(&[], true)?;
    let [DownlinkCommand::LinkAdrReq { data_rate: 5, tx_power: 1, nb_trans, .. }] =
        device.asked()?[..]
    else {
        bail!("no LinkADRReq to SF7 and one step less power")
    };
    assert!(nb_trans <= 1, "{nb_trans}");
    let view = until(&stage, &device.eui(), |view| at(view, "/pending/0") != &Value::Null)?;
    assert_eq!(at(&view, "/adr/decisions/0/outcome"), "sent", "{view:#}");
    assert_eq!(at(&view, "/in_force/link/data_rate"), 2, "not before the answer: {view:#}");

    device.channel.spreading_factor = 7;
    device.say(&[3, 7], true)?;
    let is_accepted = |view: &Value| at(view, "/adr/decisions/0/outcome") == "accepted";
    let view = until(&stage, &device.eui(), is_accepted)?;
    let link = at(&view, "/in_force/link");
    assert_eq!((at(link, "/data_rate"), at(link, "/tx_power")), (&json!(5), &json!(1)));
    assert_eq!(at(&view, "/pending"), &json!([]), "{view:#}");
    Ok(())
}

/// A device that has joined learns of channels that the owner adds later.
#[test]
fn a_channel_that_is_added_after_the_join_is_asked_for_and_comes_into_force() -> Result<()> {
    let stage = Stage::set()?;
    let description = otaa(2, LwVersion::V1_0_3);
    stage.add(&description)?;
    let eui = description.dev_eui.to_string();
    let air = stage.air(&[gateway(1)])?;
    let mut device = SimulatedDevice::new(description, 1);
    let accept = stage.run(device.join(&air))?;
    assert!(accept.cf_list.is_none(), "{accept:?}");
    stage.change("/api/v1/settings", &json!({"eu868_extra_channels": "867.1, 867.3"}))?;
    stage.send(&air, &mut device, &[1])?;
    // Its answers travel with the next uplink.
    stage.send(&air, &mut device, &[2])?;
    let view = until(&stage, &eui, |view| at(view, "/in_force/channels") == "0-4")?;
    let added = json!([
        {"channel": 3, "frequency": 867_100_000}, {"channel": 4, "frequency": 867_300_000},
    ]);
    assert_eq!(at(&view, "/in_force/extra_channels"), &added, "{view:#}");
    assert_eq!(at(&view, "/pending"), &json!([]), "{view:#}");
    Ok(())
}

/// Battery and margin on request; a second window that the device refuses is shown and not asked
/// again until somebody wants it.
#[test]
fn battery_and_refusals_are_shown() -> Result<()> {
    let stage = Stage::set()?;
    let mut device = Device::add(&stage, Standard::Eu868, Channel::default())?;
    let eui = device.eui();
    let path = format!("/api/v1/devices/{eui}/mac");
    device.say(&[], false)?;
    until(&stage, &eui, |view| at(view, "/in_force/link") != &Value::Null)?;
    stage.create(&format!("{path}/status-request"), &json!({}))?;
    device.say(&[], false)?;
    assert_eq!(device.asked()?, [DownlinkCommand::DevStatusReq]);
    device.say(&[6, 127, 0x3B], false)?;
    let view = until(&stage, &eui, |view| at(view, "/status") != &Value::Null)?;
    let expected = ("battery", 50, -5);
    let status = at(&view, "/status");
    assert_eq!(at(status, "/power"), expected.0, "{status}");
    assert_eq!((at(status, "/battery"), at(status, "/margin")), (&json!(50), &json!(-5)));

    let moved = json!([{"channel": 0, "frequency": 868_700_000}]);
    stage.change(&path, &json!({ "downlink_channels": moved }))?;
    for (round, status) in [(1, 0b01), (2, 0b01)] {
        device.say(&[], false)?;
        let asked = device.asked()?;
        let [DownlinkCommand::DlChannelReq { channel: 0, .. }] = asked[..] else {
            bail!("round {round}: {asked:?}")
        };
        device.say(&[0x0A, status], false)?;
        device.gateway.downlink()?;
        let view = until(&stage, &eui, |view| at(view, "/stopped/0") != &Value::Null)?;
        assert_eq!(at(&view, "/stopped/0/reason"), "refused", "{view:#}");
        assert_eq!(at(&view, "/stopped/0/refused"), &json!(["channel"]), "{view:#}");
        stage.create(&format!("{path}/retry"), &json!({}))?;
    }
    let wrong = stage.owner.send("PATCH", &path, Some(&json!({"max_duty_cycle": 16})))?;
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    Ok(())
}

fn mask(command: &DownlinkCommand) -> Result<(u8, u16)> {
    match *command {
        DownlinkCommand::LinkAdrReq { channel_mask, channel_mask_control, .. } => {
            Ok((channel_mask_control, channel_mask))
        }
        other => bail!("{other:?}"),
    }
}
