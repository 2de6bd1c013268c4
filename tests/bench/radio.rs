//! What goes down to the devices: joins, acknowledgements, class C queues, and a day of a site.
//!
//! Gateways hand over what they are told to transmit at once and note how early they were told;
//! devices check the windows by the gateway's counter. So a day needs no day.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use lorawan::airtime::time_on_air_us;
use lorawan::counter::tmst_difference;
use lorawan::region::DataRate;
use lorawan::{AesKey, Direction, Eui64};
use model::radio::TransmitAt;
use model::record::{LwVersion, Standard};
use serde_json::{Value, json};
use testkit::{
    Activation, Air, DeviceDescription, Emission, Model, Signal, SimulatedDevice, Uplink,
};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::headless::Headless;
use crate::http::Client;
use crate::measure;
use crate::mqtt::Subscriber;

/// Where EU868 devices listen in their second window, Hz.
const RX2_HZ: u32 = 869_525_000;
/// How early a gateway must be told, as the product promises.
const EARLY: Duration = Duration::from_millis(100);

/// An instance, gateways that each hear their own devices, and what they were told.
struct Field {
    instance: Headless,
    owner: Client,
    runtime: Runtime,
    airs: Vec<Air>,
    told: Arc<Mutex<Vec<Told>>>,
}

/// One frame that a gateway was told to transmit.
#[derive(Debug, Clone, Copy)]
struct Told {
    at: Instant,
    /// How long before its transmission; `None` when it is sent at once.
    early: Option<Duration>,
    frequency_hz: u32,
}

impl Field {
    fn open(gateways: u64) -> Result<Self> {
        let instance = Headless::start()?;
        let owner = instance.owner()?;
        let runtime = Runtime::new()?;
        let server: SocketAddr = instance.address("gwmp")?.parse()?;
        let told = Arc::new(Mutex::new(Vec::new()));
        let mut airs = Vec::new();
        for number in 0..gateways {
            let eui = Eui64::from_be_bytes((0x0251_7EFF_FE20_0000 + number).to_be_bytes());
            let air = runtime.block_on(Air::open(server, &[eui]))?;
            runtime.block_on(watch(&air, Arc::clone(&told)))?;
            airs.push(air);
        }
        Ok(Self { instance, owner, runtime, airs, told })
    }

    fn create(&self, device: &DeviceDescription, changes: &Value) -> Result<()> {
        let mut profile = device.profile_json();
        if let (Value::Object(profile), Value::Object(changes)) = (&mut profile, changes) {
            profile.extend(changes.clone());
        }
        for (path, body) in
            [("/api/v1/lorawan-profiles", profile), ("/api/v1/devices", device.device_json())]
        {
            let answer = self.owner.post(path, &body)?;
            ensure!(answer.status == 201, "{path}: {}", answer.body);
        }
        Ok(())
    }

    fn told(&self) -> Vec<Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The air of a device's gateway.
    fn air(&self, number: usize) -> Result<Air> {
        let index = number % self.airs.len();
        self.airs.get(index).cloned().context("an air")
    }

    fn subscriber(&self) -> Result<Subscriber> {
        let account = self.owner.get("/api/v1/mqtt-account")?.body;
        let word = |name| account.get(name).and_then(Value::as_str).context("an account");
        Subscriber::connect(self.instance.address("mqtt")?, word("username")?, word("password")?)
    }
}

/// Notes what an air's gateway is told, by the gateway's own counter.
async fn watch(air: &Air, told: Arc<Mutex<Vec<Told>>>) -> Result<()> {
    let gateway = air.gateways().first().context("a gateway")?;
    // A frame of nobody shows where the counter stands.
    let noise = Emission {
        phy: &[0xE0; 12],
        frequency_hz: 868_100_000,
        modulation: model::radio::Modulation::LoRa { spreading_factor: 7, bandwidth_hz: 125_000 },
        signals: &[],
    };
    let signal = Signal { rssi_dbm: -120.0, snr_db: -5.0 };
    let (counter, read) = (gateway.report(&noise, signal).await?, Instant::now());
    let mut transmissions = air.transmissions();
    tokio::spawn(async move {
        loop {
            let transmission = match transmissions.recv().await {
                Ok(transmission) => transmission,
                Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => continue,
                Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
            };
            let at = Instant::now();
            let early = match transmission.at {
                TransmitAt::Counter(due) => {
                    let now = counter.wrapping_add((at - read).as_micros() as u32);
                    let left = tmst_difference(now, due).max(0);
                    Some(Duration::from_micros(left.unsigned_abs().into()))
                }
                _ => None,
            };
            let note = Told { at, early, frequency_hz: transmission.frequency_hz };
            told.lock().unwrap_or_else(PoisonError::into_inner).push(note);
        }
    });
    Ok(())
}

fn otaa(number: u64) -> DeviceDescription {
    let key = AesKey::new((u128::from(number) + 0x7468_696E_6B6C_696E).to_be_bytes());
    describe(number, Activation::Otaa { join_eui: Eui64::from_be_bytes([1; 8]), app_key: key })
}

fn describe(number: u64, activation: Activation) -> DeviceDescription {
    DeviceDescription {
        dev_eui: Eui64::from_be_bytes((0x70B3_D57E_D200_0000 + number).to_be_bytes()),
        name: format!("Bench {number}"),
        model: Model::Ks52,
        activation,
        standard: Standard::Eu868,
        as923_group: 1,
        lw_ver: LwVersion::V1_0_3,
        resets_f_cnt: false,
    }
}

const KS52: [u8; 15] = [0x21, 7, 3, 0, 0, 0x3C, 0, 0, 0xE2, 4, 0x1B, 2, 0xC5, 0, 0];

/// A thousand devices join within two seconds. A gateway transmits one frame at a time, and a
/// join-accept at SF9 lasts a quarter of a second, with the gateway's pause: there are so many
/// gateways that each can.
pub(crate) fn joins() -> Result<()> {
    const GATEWAYS: u64 = 143;
    const DEVICES: u64 = 1_000;
    const APART: Duration = Duration::from_millis(310);
    let field = Field::open(GATEWAYS)?;
    for number in 0..DEVICES {
        field.create(&otaa(number), &json!({}))?;
    }
    let begun = Instant::now();
    let joined = field.runtime.block_on(async {
        let mut tasks = JoinSet::new();
        for number in 0..DEVICES {
            let air = field.air(number as usize)?;
            let mut device = SimulatedDevice::new(otaa(number), number);
            let wait = APART * u32::try_from(number / GATEWAYS)?;
            tasks.spawn(async move {
                tokio::time::sleep(wait).await;
                device.join(&air).await.is_ok()
            });
        }
        let mut joined = 0;
        while let Some(done) = tasks.join_next().await {
            joined += u32::from(done?);
        }
        anyhow::Ok(joined)
    })?;
    let told = field.told();
    let last = told.iter().map(|told| told.at - begun).max().unwrap_or_default();
    let first = told.iter().filter(|told| told.frequency_hz != RX2_HZ).count();
    let late = late(&told);
    println!(
        "  {DEVICES} joins within 2 s: {joined} joined, {first} in RX1, {} in RX2, {late} told \
         less than {EARLY:?} before, all told {last:?} after the first request",
        told.len() - first
    );
    Ok(())
}

/// Two hundred uplinks a second, every fifth confirmed, for a minute.
pub(crate) fn downlinks() -> Result<()> {
    const GATEWAYS: u64 = 20;
    const DEVICES: u32 = 1_000;
    const ROUNDS: u32 = 12;
    let field = Field::open(GATEWAYS)?;
    for number in 0..DEVICES {
        field.create(&testkit::load::device(number), &json!({}))?;
    }
    let cpu = measure::cpu_seconds(field.instance.id())?;
    let acknowledged = field.runtime.block_on(async {
        let mut tasks = JoinSet::new();
        let begun = tokio::time::Instant::now();
        for number in 0..DEVICES {
            let air = field.air(number as usize)?;
            let mut device = SimulatedDevice::new(testkit::load::device(number), number.into());
            tasks.spawn(async move {
                let mut acknowledged = 0;
                for round in 0..ROUNDS {
                    let due = Duration::from_millis(u64::from(number * 5 + round * 5_000));
                    tokio::time::sleep_until(begun + due).await;
                    let confirmed = (number + round).is_multiple_of(5);
                    let uplink = Uplink { f_port: 11, payload: &KS52, confirmed };
                    let sent = device.send(&air, uplink).await?;
                    acknowledged += u32::from(sent.acknowledged);
                }
                anyhow::Ok(acknowledged)
            });
        }
        let mut acknowledged = 0;
        while let Some(done) = tasks.join_next().await {
            acknowledged += done??;
        }
        anyhow::Ok(acknowledged)
    })?;
    let cpu = measure::cpu_seconds(field.instance.id())? - cpu;
    let told = field.told();
    let late = late(&told);
    let share = 100.0 * (told.len() - late) as f64 / told.len().max(1) as f64;
    let uplinks = DEVICES * ROUNDS;
    let status = field.owner.get("/api/v1/status")?.body;
    println!(
        "  200/s, 20 % confirmed: {acknowledged} of {} acknowledged, {} downlinks, {share:.2} % \
         told at least {EARLY:?} before, {:.0} us CPU for each uplink",
        uplinks / 5,
        told.len(),
        cpu * 1e6 / f64::from(uplinks)
    );
    let reason = |pointer| status.pointer(pointer).cloned().unwrap_or_default();
    println!(
        "  transmissions of confirmed uplinks: {} answered, not answered: {}",
        reason("/uplinks/acknowledged"),
        reason("/uplinks/unacknowledged/by_code")
    );
    Ok(())
}

/// Ten thousand downlinks for class C devices: how fast they leave and what memory they need.
/// Gateways transmit one frame at a time and pause in between, which no server can hasten.
pub(crate) fn class_c() -> Result<()> {
    /// What forwarders need between two frames.
    const PAUSE: Duration = Duration::from_millis(45);
    /// Ten bytes with what LoRaWAN puts around them.
    const PHY_LEN: usize = 23;
    const GATEWAYS: u64 = 10;
    const DEVICES: u32 = 200;
    const EACH: u32 = 50;
    let field = Field::open(GATEWAYS)?;
    let settings = json!({ "duty_cycle_enforced": false });
    ensure!(field.owner.send("PATCH", "/api/v1/settings", Some(&settings))?.status == 200);
    let listening = json!({ "class_mode": "ClassC", "rx2dr": 5 });
    for number in 0..DEVICES {
        let device = testkit::load::device(number);
        field.create(&device, &listening)?;
        let air = field.air(number as usize)?;
        let mut simulated = SimulatedDevice::new(device, number.into());
        let uplink = Uplink { f_port: 11, payload: &KS52, confirmed: false };
        field.runtime.block_on(simulated.send(&air, uplink))?;
    }
    let before = measure::resident_mib(field.instance.id())?;
    let already = field.told().len();
    let begun = Instant::now();
    let mut most = before;
    for round in 0..EACH {
        for number in 0..DEVICES {
            let eui = testkit::load::device(number).dev_eui;
            let item = json!({ "f_port": 12, "payload": format!("{round:020x}") });
            let answer = field.owner.post(&format!("/api/v1/devices/{eui}/downlinks"), &item)?;
            ensure!(answer.status == 202, "{}", answer.body);
        }
        most = most.max(measure::resident_mib(field.instance.id())?);
    }
    let queued = begun.elapsed();
    let wanted = already + (DEVICES * EACH) as usize;
    let patience = Instant::now() + Duration::from_secs(600);
    while field.told().len() < wanted && Instant::now() < patience {
        std::thread::sleep(Duration::from_millis(200));
        most = most.max(measure::resident_mib(field.instance.id())?);
    }
    let sent = field.told().len() - already;
    let elapsed = begun.elapsed();
    let rate = DataRate::LoRa { spreading_factor: 7, bandwidth_hz: 125_000 };
    let airtime = Duration::from_micros(time_on_air_us(rate, PHY_LEN, Direction::Down)?.into());
    let of_each_gateway = DEVICES * EACH / u32::try_from(GATEWAYS)?;
    println!(
        "  {sent} of {} class C downlinks sent in {elapsed:?} by {GATEWAYS} gateways (queued in \
         {queued:?}), {before:.0} MiB before, {most:.0} MiB at most; they are {:?} on the air at \
         each gateway, {:?} with its pauses",
        DEVICES * EACH,
        airtime * of_each_gateway,
        (airtime + PAUSE) * of_each_gateway
    );
    Ok(())
}

/// A day of a thousand devices, one uplink in fifteen minutes, in eight minutes: joins, rejoins,
/// gateways that are away for a while, and counters that pass 65,535.
pub(crate) fn day() -> Result<()> {
    const GATEWAYS: u64 = 10;
    const DEVICES: u64 = 1_000;
    const UPLINKS: u32 = 96;
    const PERIOD: Duration = Duration::from_secs(5);
    let field = Field::open(GATEWAYS)?;
    let descriptions: Vec<DeviceDescription> = (0..DEVICES)
        .map(|number| match u32::try_from(number) {
            Ok(small) if number.is_multiple_of(10) => testkit::load::device(small),
            _ => otaa(number),
        })
        .collect();
    for description in &descriptions {
        field.create(description, &json!({}))?;
    }
    let mut subscriber = field.subscriber()?;
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let hearing = std::thread::spawn(move || {
        let mut heard: HashMap<(String, u64), u32> = HashMap::new();
        loop {
            match subscriber.next() {
                Ok((topic, body)) if topic.contains("/as/up/data/") => {
                    let eui =
                        body.get("moteeui").and_then(Value::as_str).unwrap_or_default().to_owned();
                    let count = body.pointer("/userdata/seqno").and_then(Value::as_u64);
                    *heard.entry((eui, count.unwrap_or(u64::MAX))).or_default() += 1;
                }
                Ok(_) => {}
                Err(_) if stopped.try_recv().is_ok() => return heard,
                Err(_) => {}
            }
        }
    });
    let nowhere =
        field.runtime.block_on(Air::open(field.instance.address("gwmp")?.parse()?, &[]))?;
    let totals = field.runtime.block_on(async {
        let mut tasks = JoinSet::new();
        let begun = tokio::time::Instant::now();
        for (number, description) in descriptions.into_iter().enumerate() {
            let (air, nowhere) = (field.air(number)?, nowhere.clone());
            tasks.spawn(async move {
                let start = begun + PERIOD.mul_f64(number as f64 / DEVICES as f64);
                live(description, number as u32, UPLINKS, start, PERIOD, &air, &nowhere).await
            });
        }
        let mut totals = Life::default();
        while let Some(done) = tasks.join_next().await {
            totals.add(&done??);
        }
        anyhow::Ok(totals)
    })?;
    // The subscriber may have ended by itself.
    let _ = stop.send(());
    let heard = hearing.join().map_err(|_| anyhow::anyhow!("the subscriber panicked"))?;
    let delivered: u32 = heard.values().sum();
    println!(
        "  a day of {DEVICES} devices: {} uplinks heard, {delivered} delivered, {} lost, {} \
         delivered twice; {} joins, {} downlinks, {} FCntDown used again, {} counters passed 65535",
        totals.heard,
        totals.heard.saturating_sub(delivered),
        delivered.saturating_sub(totals.heard),
        totals.joins,
        totals.downlinks,
        totals.reused,
        totals.rolled_over
    );
    Ok(())
}

/// What happened in the life of devices.
#[derive(Debug, Default)]
struct Life {
    /// Uplinks that a gateway heard, each counter once.
    heard: u32,
    joins: u32,
    downlinks: u32,
    reused: u32,
    rolled_over: u32,
}

impl Life {
    fn add(&mut self, other: &Self) {
        self.heard += other.heard;
        self.joins += other.joins;
        self.downlinks += other.downlinks;
        self.reused += other.reused;
        self.rolled_over += other.rolled_over;
    }
}

async fn live(
    description: DeviceDescription,
    number: u32,
    uplinks: u32,
    start: tokio::time::Instant,
    period: Duration,
    air: &Air,
    nowhere: &Air,
) -> Result<Life> {
    let mut life = Life::default();
    let mut device = SimulatedDevice::new(description, number.into());
    // A personalised device that has been running for a while.
    device.set_f_cnt(65_490 + number % 40);
    let mut last_down: Option<u32> = None;
    for round in 0..uplinks {
        tokio::time::sleep_until(start + period * round).await;
        let rejoins = round == 40 + number % 20;
        if rejoins {
            device.forget_session();
        }
        while !device.is_joined() {
            life.joins += 1;
            last_down = None;
            if device.join(air).await.is_err() {
                tokio::time::sleep(period / 4).await;
            }
        }
        // Every gateway is away for a tenth of the day.
        let away = round / 9 == number % 10;
        let place = if away { nowhere } else { air };
        let confirmed = !away && (number + round).is_multiple_of(10);
        let sent = device.send(place, Uplink { f_port: 11, payload: &KS52, confirmed }).await?;
        life.heard += u32::from(!away);
        life.rolled_over += u32::from(sent.f_cnt == 65_536);
        if let Some(received) = sent.received {
            life.downlinks += 1;
            life.reused += u32::from(last_down.is_some_and(|last| received.f_cnt <= last));
            last_down = Some(received.f_cnt);
        }
    }
    Ok(life)
}

fn late(told: &[Told]) -> usize {
    told.iter().filter(|told| told.early.is_some_and(|early| early < EARLY)).count()
}
