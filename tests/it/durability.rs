//! A program that is killed at any moment forgets nothing it has told anybody.
//!
//! Devices play against one data folder, the process is killed again and again, and after each
//! restart everything recorded before is played back.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use lorawan::{DevAddr, Eui64, Frame};
use model::radio::Modulation;
use model::record::LwVersion;
use rand::RngExt as _;
use serde_json::Value;
use testkit::{Activation, Air, DeviceDescription, Emission, Signal, SimulatedDevice, Uplink};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::headless::{Headless, Listen};
use crate::process::PATIENCE;
use crate::stage::{PORT, Stage, abp, gateway, otaa, report};

/// Times the program is killed.
const KILLS: usize = 30;
/// At most this many uplinks, downlinks and publications happen before a kill.
const MOMENTS: u64 = 100;
/// An OTAA device joins again after this many uplinks.
const REJOIN: u32 = 7;
/// Recordings of earlier lives that are played back again.
const OLD_RECORDINGS: usize = 20;

#[test]
fn a_killed_program_accepts_nothing_twice_and_reuses_no_counter_and_no_nonce() -> Result<()> {
    let mut listen = Listen::anywhere();
    let mut folder = tempfile::tempdir()?;
    let mut history = History::default();
    let mut units = vec![
        Unit::new(otaa(1, LwVersion::V1_0_2)),
        Unit::new(otaa(2, LwVersion::V1_0_3)),
        Unit::new(otaa(3, LwVersion::V1_0_4)),
        Unit::new(abp(4)),
        Unit::new(abp(5)),
        Unit::new(abp(6)),
    ];
    for life in 0..=KILLS {
        let instance =
            Headless::start_at(folder, &listen).with_context(|| format!("life {life}"))?;
        listen = instance.listens()?;
        let mut stage = Stage::around(instance)?;
        if life == 0 {
            units.iter().try_for_each(|unit| stage.add(unit.device.description()))?;
        }
        let mut scene = Scene::begin(&stage)?;
        scene.check_recordings(&stage, &mut units, &mut history)?;
        check_telemetry(&stage, &units, &history)?;
        if life < KILLS {
            units = scene.play(&mut stage, units)?;
        }
        stage.instance.kill();
        folder = stage.instance.wait()?;
        scene.end(&mut units, &mut history)?;
        history.check_downlinks(&units)?;
    }
    ensure!(history.published.len() > 5 * KILLS, "only {} published", history.published.len());
    ensure!(history.accepts.len() > KILLS / 4, "only {} join-accepts", history.accepts.len());
    ensure!(history.answers.len() > 2 * KILLS, "only {} answers", history.answers.len());
    Ok(())
}

/// A device with what an eavesdropper knows of it.
struct Unit {
    device: SimulatedDevice,
    /// Number of its last measurement: no two are equal.
    serial: u32,
    sent_in_session: u32,
    /// Every frame it sent that carried a measurement, by the measurement's number.
    frames: HashMap<u32, Vec<u8>>,
    /// Join-requests that were granted.
    granted: Vec<Vec<u8>>,
}

/// What is known from all lives so far.
#[derive(Default)]
struct History {
    /// Published measurements in their order: device and number.
    published: Vec<(Eui64, u32)>,
    /// How many of them were published before the present life.
    before: usize,
    /// The newest telemetry heard of each device.
    telemetry: HashMap<Eui64, u32>,
    /// Data downlinks by address and counter.
    answers: HashMap<(DevAddr, u16), Arc<[u8]>>,
    /// Join-accepts by device and JoinNonce.
    accepts: HashMap<(Eui64, u32), Arc<[u8]>>,
    /// Everything the gateways were told to transmit and nobody has looked at yet.
    transmitted: Vec<Arc<[u8]>>,
}

/// What was heard by MQTT.
enum Heard {
    /// An AS message, of either kind.
    Data(Eui64, u32),
    Telemetry(Eui64, u32),
}

/// Everything around one life of the program.
struct Scene {
    air: Air,
    moments: watch::Sender<u64>,
    heard: Receiver<Heard>,
    listening: thread::JoinHandle<()>,
    transmitted: JoinHandle<Vec<Arc<[u8]>>>,
    /// Runs what is left when the stage is gone.
    closing: tokio::runtime::Runtime,
    seen: Vec<Heard>,
}

impl Unit {
    fn new(description: DeviceDescription) -> Self {
        let seed = u64::from_be_bytes(description.dev_eui.to_be_bytes());
        Self {
            device: SimulatedDevice::new(description, seed),
            serial: 0,
            sent_in_session: 0,
            frames: HashMap::new(),
            granted: Vec::new(),
        }
    }

    fn eui(&self) -> Eui64 {
        self.device.description().dev_eui
    }

    /// Sends the next measurement.
    async fn send(&mut self, air: &Air, confirmed: bool) {
        self.serial += 1;
        let payload = payload(self.serial);
        let before = self.device.last_frame().to_vec();
        let sending = Sending { unit: self, before };
        let uplink = Uplink { f_port: PORT, payload: &payload, confirmed };
        // When the server has gone the next one tries again.
        let _ = sending.unit.device.send(air, uplink).await;
        drop(sending);
        self.sent_in_session += 1;
    }

    async fn join(&mut self, air: &Air) {
        if self.device.join(air).await.is_ok() {
            self.granted.push(self.device.last_frame().to_vec());
            self.sent_in_session = 0;
        }
    }

    /// Lives until told to stop, at whatever it is just doing.
    async fn live(
        mut self,
        air: Air,
        moments: watch::Sender<u64>,
        stop: CancellationToken,
    ) -> Self {
        loop {
            let step = async {
                if !self.device.is_joined() {
                    return self.join(&air).await;
                }
                let confirmed = self.serial.is_multiple_of(2);
                self.send(&air, confirmed).await;
                if self.sent_in_session >= REJOIN {
                    self.device.forget_session();
                }
            };
            tokio::select! {
                biased;
                () = stop.cancelled() => return self,
                () = step => moments.send_modify(|moments| *moments += 1),
            }
            tokio::task::yield_now().await;
        }
    }
}

/// Notes the frame that left, even when the rest of the sending is cut off.
struct Sending<'a> {
    unit: &'a mut Unit,
    before: Vec<u8>,
}

impl Drop for Sending<'_> {
    fn drop(&mut self) {
        let frame = self.unit.device.last_frame();
        if frame != self.before {
            self.unit.frames.insert(self.unit.serial, frame.to_vec());
        }
    }
}

impl Scene {
    /// Connects gateways and an MQTT client.
    fn begin(stage: &Stage) -> Result<Self> {
        let air = stage.air(&[gateway(1), gateway(2)])?;
        let air = air.with_patience(std::time::Duration::from_millis(30));
        let (moments, _) = watch::channel(0);
        let (told, heard) = sync_channel(100_000);
        let mut subscriber = stage.subscriber()?;
        let tick = moments.clone();
        let listening = thread::spawn(move || {
            // Ends when the program is killed.
            while let Ok((topic, body)) = subscriber.next() {
                let Some(heard) = read(&topic, &body) else { continue };
                tick.send_modify(|moments| *moments += 1);
                if told.send(heard).is_err() {
                    return;
                }
            }
        });
        let closing = tokio::runtime::Runtime::new()?;
        let (mut transmissions, tick) = (air.transmissions(), moments.clone());
        let transmitted = closing.spawn(async move {
            let mut transmitted = Vec::new();
            while let Ok(transmission) = transmissions.recv().await {
                transmitted.push(transmission.phy);
                tick.send_modify(|moments| *moments += 1);
            }
            transmitted
        });
        Ok(Self { air, moments, heard, listening, transmitted, closing, seen: Vec::new() })
    }

    /// Plays back what was published before: nothing of it may be published again.
    fn check_recordings(
        &mut self,
        stage: &Stage,
        units: &mut [Unit],
        history: &mut History,
    ) -> Result<()> {
        let mut events = stage.events("frame")?;
        let mut awaited: HashMap<Vec<u8>, &'static str> = HashMap::new();
        let (old, last) = history.published.split_at(history.before);
        let mut random = rand::rng();
        let old = (0..OLD_RECORDINGS.min(old.len()))
            .filter_map(|_| old.get(random.random_range(0..old.len())));
        for (eui, serial) in old.chain(last) {
            let unit = units.iter().find(|unit| unit.eui() == *eui).context("a unit")?;
            let frame = unit.frames.get(serial).context("published but never sent")?;
            awaited.insert(frame.clone(), "data");
        }
        for unit in &*units {
            awaited.extend(unit.granted.iter().map(|request| (request.clone(), "join")));
        }
        for phy in awaited.keys() {
            stage.run(replay(&self.air, phy))?;
        }
        let mut fresh: HashSet<(Eui64, u32)> = HashSet::new();
        for unit in units.iter_mut().filter(|unit| unit.device.is_joined()) {
            stage.run(unit.send(&self.air, false));
            fresh.insert((unit.eui(), unit.serial));
        }
        let mut repeated: HashSet<String> = HashSet::new();
        while !awaited.is_empty() {
            events.until(|event| {
                let frame = event.get("frame")?;
                let phy = hex::decode(frame.get("phy")?.as_str()?).ok()?;
                let kind = awaited.remove(&phy)?;
                check_verdict(kind, frame, &mut repeated);
                Some(())
            })?;
        }
        // A session that was told to its device is still there.
        let mut missing: BTreeSet<(Eui64, u32)> = fresh.iter().copied().collect();
        while !missing.is_empty() {
            let heard = self.heard.recv_timeout(PATIENCE);
            let heard = heard.with_context(|| format!("not accepted any more: {missing:?}"))?;
            if let Heard::Data(eui, serial) = &heard {
                ensure!(fresh.contains(&(*eui, *serial)), "{eui} published {serial} again");
                missing.remove(&(*eui, *serial));
            }
            self.seen.push(heard);
        }
        Ok(())
    }

    /// Lets the devices live until a moment nobody can foresee, at which the program dies.
    fn play(&mut self, stage: &mut Stage, units: Vec<Unit>) -> Result<Vec<Unit>> {
        let stop = CancellationToken::new();
        let target = *self.moments.borrow() + rand::rng().random_range(1..MOMENTS);
        let lives = stage.run(async {
            let mut reached = self.moments.subscribe();
            let mut lives = JoinSet::new();
            for unit in units {
                lives.spawn(unit.live(self.air.clone(), self.moments.clone(), stop.clone()));
            }
            tokio::time::timeout(PATIENCE, reached.wait_for(|now| *now >= target)).await??;
            anyhow::Ok(lives)
        })?;
        // The devices go on while it dies.
        stage.instance.kill();
        stop.cancel();
        Ok(stage.run(lives.join_all()))
    }

    /// Adds what was heard to the history; the program is dead.
    fn end(mut self, units: &mut [Unit], history: &mut History) -> Result<()> {
        self.air.close();
        drop(self.air);
        self.listening.join().map_err(|_| anyhow::anyhow!("the MQTT client failed"))?;
        self.seen.extend(self.heard.try_iter());
        history.before = history.published.len();
        for heard in self.seen {
            match heard {
                Heard::Data(eui, serial) => {
                    let all = &mut history.published;
                    if !all.contains(&(eui, serial)) {
                        all.push((eui, serial));
                    }
                }
                Heard::Telemetry(eui, serial) => {
                    history.telemetry.insert(eui, serial);
                }
            }
        }
        // In the order devices sent, nothing comes before something older.
        for unit in units {
            let of_unit = history.published.iter().filter(|(eui, _)| *eui == unit.eui());
            ensure!(of_unit.is_sorted_by_key(|(_, serial)| *serial), "{} out of order", unit.eui());
        }
        history.transmitted.extend(self.closing.block_on(self.transmitted)?);
        Ok(())
    }
}

impl History {
    /// No counter and no nonce was used for two different frames, in whichever life.
    fn check_downlinks(&mut self, units: &[Unit]) -> Result<()> {
        for phy in self.transmitted.drain(..) {
            let former = match lorawan::parse(&phy)? {
                Frame::Data(frame) => {
                    let place = (frame.dev_addr, frame.f_cnt);
                    self.answers.insert(place, Arc::clone(&phy))
                }
                Frame::JoinAccept(accept) => {
                    let (eui, nonce) = units
                        .iter()
                        .find_map(|unit| {
                            let description = unit.device.description();
                            let Activation::Otaa { app_key, .. } = description.activation else {
                                return None;
                            };
                            Some((description.dev_eui, accept.decrypt(&app_key).ok()?.join_nonce))
                        })
                        .context("a join-accept for nobody")?;
                    self.accepts.insert((eui, nonce), Arc::clone(&phy))
                }
                other => anyhow::bail!("no downlink: {other:?}"),
            };
            ensure!(former.is_none_or(|former| former == phy), "used twice: {}", hex::encode(&phy));
        }
        Ok(())
    }
}

fn check_verdict(kind: &str, frame: &Value, repeated: &mut HashSet<String>) {
    let verdict = frame.get("verdict").and_then(Value::as_str).unwrap_or_default();
    let device = || frame["dev_eui"].to_string();
    match (kind, verdict) {
        ("join", "dev_nonce_reused") => {}
        // Sessions that a later join has replaced are gone.
        ("data", "replay" | "counter_reset" | "unknown_dev_addr") => {}
        // What the last frame of a session looked like is not kept over a restart, so the last
        // one is taken for a repetition, which is answered but not published.
        ("data", "retransmission") => {
            assert!(repeated.insert(device()), "two last frames of {}: {frame}", device());
        }
        _ => panic!("a recorded frame ({kind}) is accepted: {frame}"),
    }
}

/// The values on the page after a restart are no older than those that were told before.
fn check_telemetry(stage: &Stage, units: &[Unit], history: &History) -> Result<()> {
    for unit in units {
        let Some(told) = history.telemetry.get(&unit.eui()) else { continue };
        let telemetry = stage.list(&format!("/api/v1/devices/{}/telemetry", unit.eui()))?;
        let values = telemetry.first().and_then(|item| item.get("telemetry_data"));
        let stored = values.and_then(measurement).with_context(|| format!("{telemetry:?}"))?;
        ensure!(stored >= *told, "{} fell back from {told} to {stored}", unit.eui());
    }
    Ok(())
}

/// Sends recorded bytes from one gateway.
async fn replay(air: &Air, phy: &[u8]) -> Result<()> {
    let modulation = Modulation::LoRa { spreading_factor: 7, bandwidth_hz: 125_000 };
    let signals = &[Signal { rssi_dbm: -90.0, snr_db: 2.0 }];
    air.emit(&Emission { phy, frequency_hz: 868_300_000, modulation, signals }).await?;
    Ok(())
}

/// Different numbers are different temperatures and humidities.
fn payload(serial: u32) -> Vec<u8> {
    let temperature = i16::try_from(serial % 500).unwrap_or(0);
    report(temperature, u16::try_from(serial / 500).unwrap_or(0))
}

/// The number of the measurement in a payload.
fn serial(payload: &[u8]) -> Option<u32> {
    let [.., t0, t1, h0, h1, _, _, _] = payload else { return None };
    let temperature = u32::from(u16::from_le_bytes([*t0, *t1])).checked_sub(1_000)?;
    Some(temperature + 500 * u32::from(u16::from_le_bytes([*h0, *h1])))
}

/// The number of the measurement in telemetry.
fn measurement(values: &Value) -> Option<u32> {
    let tenths = |name| values.get(name).and_then(Value::as_f64).map(|value| value * 10.0);
    let number = tenths("temperatrue")? + 500.0 * tenths("humidity")?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it was made from a small positive number"
    )]
    Some(number.round() as u32)
}

fn read(topic: &str, body: &Value) -> Option<Heard> {
    let (place, eui) = topic.rsplit_once('/')?;
    let eui = eui.parse().ok()?;
    if place.ends_with("/tkl/up/telemetry") {
        return Some(Heard::Telemetry(eui, measurement(body.get("telemetry_data")?)?));
    }
    let payload = body.pointer("/userdata/payload")?.as_str()?;
    Some(Heard::Data(eui, serial(&BASE64.decode(payload).ok()?)?))
}
