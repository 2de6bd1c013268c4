//! An instance with load devices.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use lorawan::{DataUp, SessionKey};
use serde_json::{Value, json};
use testkit::load::{self, LoadOptions};

use crate::events::Events;
use crate::headless::Headless;
use crate::http::Client;
use crate::measure::{self, Cost};
use crate::mqtt::Publisher;

/// Without a change for so long, nothing goes on any more.
const QUIET: Duration = Duration::from_secs(2);

/// An instance that knows the first devices of the load generator.
pub(crate) struct Site {
    pub(crate) instance: Headless,
    owner: Client,
    devices: u32,
    /// Frame counter every device's next uplink may have.
    next_f_cnt: u32,
    /// The model that runs last for an uplink: what it has run for is done.
    watched: Option<String>,
    /// Gateways that hear each uplink.
    pub(crate) heard_by: u32,
}

impl Site {
    /// Starts an instance in a new folder and creates profiles and devices over the API.
    pub(crate) fn create(devices: u32) -> Result<Self> {
        let instance = Headless::start()?;
        let owner = instance.owner()?;
        for number in 0..devices {
            let device = load::device(number);
            for (path, body) in [
                ("/api/v1/lorawan-profiles", device.profile_json()),
                ("/api/v1/devices", device.device_json()),
            ] {
                let answer = owner.post(path, &body)?;
                ensure!(answer.status == 201, "{path}: {}", answer.body);
            }
        }
        Ok(Self { instance, owner, devices, next_f_cnt: 0, watched: None, heard_by: 1 })
    }

    /// Stops the instance, changes what lies in its folder, and starts it again.
    pub(crate) fn restart_after(self, change: impl FnOnce(&Path) -> Result<()>) -> Result<Self> {
        let (_, folder) = self.instance.stop("TERM")?;
        change(folder.path())?;
        let instance = Headless::start_in(folder)?;
        let owner = instance.owner()?;
        Ok(Self { instance, owner, ..self })
    }

    /// Mounts a trigger on every device that looks at its values and finds nothing to do.
    pub(crate) fn mount_trigger(&mut self) -> Result<()> {
        let trigger = json!({"name": "limit", "trigger_script": "
            const [values] = Object.values(device.telemetry_data);
            return values?.temperatrue > (device.server_attrs.limit ?? 1000) ? [] : null;"});
        self.watched = Some(self.create_model("trigger-models", &trigger)?);
        for eui in self.euis() {
            let path = format!("/api/v1/devices/{eui}");
            let answer = self.owner.send("PATCH", &path, Some(&json!({"trigger": ["limit"]})))?;
            ensure!(answer.status == 200, "{path}: {}", answer.body);
        }
        Ok(())
    }

    /// Makes an asset for each few devices that adds up what they report.
    pub(crate) fn bind_assets(&mut self, devices_of_an_asset: usize) -> Result<()> {
        let sum = json!({"id_name": "sum", "name": "Sum", "payload_parser": "
            const seen = device.server_attrs;
            seen[msg.eui] = msg.telemetry_data[msg.thing_model[0]]?.temperatrue ?? 0;
            const sum = Object.values(seen).reduce((a, b) => a + b, 0);
            return { telemetry_data: { sum }, server_attrs: seen };"});
        self.watched = Some(self.create_model("thing-models", &sum)?);
        for (number, sources) in (0..).zip(self.euis().chunks(devices_of_an_asset)) {
            let eui = format!("asset-{number}");
            let asset = json!({"eui": eui, "device_type": "VIRTUAL", "thing_model": ["sum"]});
            self.create_record("/api/v1/devices", &asset)?;
            let binding =
                json!({"from_eui": sources, "to_eui": [eui], "notify_fields": ["telemetry_data"]});
            self.create_record("/api/v1/relations", &binding)?;
        }
        Ok(())
    }

    /// Adds a device that publishes by MQTT, whose thing model is `script`.
    pub(crate) fn add_neighbour(&self, name: &str, script: &str) -> Result<Publisher> {
        let model = json!({"id_name": name, "name": name, "payload_parser": script});
        self.create_record("/api/v1/thing-models", &model)?;
        let device = json!({"eui": name, "data_from": "OTHER", "thing_model": [name]});
        self.create_record("/api/v1/devices", &device)?;
        let account = self.owner.get("/api/v1/mqtt-account")?.body;
        let word = |name| account.get(name).and_then(Value::as_str).context("MQTT account");
        Publisher::connect(self.instance.address("mqtt")?, word("username")?, word("password")?)
    }

    fn euis(&self) -> Vec<String> {
        (0..self.devices).map(|number| load::device(number).dev_eui.to_string()).collect()
    }

    /// Adds a model; the path where it is found.
    fn create_model(&self, kind: &str, model: &Value) -> Result<String> {
        let path = format!("/api/v1/{kind}");
        let made = self.create_record(&path, model)?;
        let id = made.get("id").and_then(Value::as_str).context("an id")?;
        Ok(format!("{path}/{id}"))
    }

    fn create_record(&self, path: &str, body: &Value) -> Result<Value> {
        let answer = self.owner.post(path, body)?;
        ensure!(answer.status == 201, "{path}: {}", answer.body);
        Ok(answer.body)
    }

    /// Sends uplinks and says what they cost.
    pub(crate) fn load(&mut self, rate: f64, duration: Duration) -> Result<Cost> {
        let before = self.counts()?;
        let start = Instant::now();
        let cpu = measure::cpu_seconds(self.instance.id())?;
        let options = LoadOptions {
            devices: self.devices,
            rate,
            duration,
            first_f_cnt: self.next_f_cnt,
            heard_by: self.heard_by,
            ..LoadOptions::default()
        };
        let report = load::run(self.gwmp()?, &options)?;
        self.next_f_cnt += u32::try_from(report.sent / u64::from(self.devices))? + 1;
        let (after, settled) = self.settle()?;
        let cpu = measure::cpu_seconds(self.instance.id())? - cpu;
        let accepted = after.accepted - before.accepted;
        let done = self.watched.as_ref().map_or(accepted, |_| after.runs - before.runs);
        Ok(Cost {
            sent: report.sent,
            acknowledged: report.acknowledged,
            accepted,
            dropped: after.dropped - before.dropped,
            done,
            done_per_second: done as f64 / (settled - start).as_secs_f64(),
            cpu_us_each: cpu * 1e6 / report.sent.max(1) as f64,
            resident_mib: measure::resident_mib(self.instance.id())?,
        })
    }

    /// Sends single uplinks at a rate and measures each until its event arrives; one that never
    /// arrives is left out.
    pub(crate) fn delays(&mut self, rate: f64, duration: Duration) -> Result<Vec<Duration>> {
        let mut events = Events::subscribe(&self.instance, "telemetry")?;
        let server = self.gwmp()?;
        let (devices, first) = (self.devices, self.next_f_cnt);
        let sender =
            std::thread::spawn(move || send_singly(server, devices, first, rate, duration));
        let known: HashSet<String> = self.euis().into_iter().collect();
        let mut counts: HashMap<String, u32> = HashMap::new();
        let mut delays = Vec::new();
        let mut arrived = Vec::new();
        let expected = (rate * duration.as_secs_f64()) as usize;
        while arrived.len() < expected {
            let Ok(event) = events.next() else { break };
            let now = Instant::now();
            let eui = event.get("eui").and_then(Value::as_str).context("eui")?.to_owned();
            if !known.contains(&eui) {
                continue;
            }
            let count = counts.entry(eui.clone()).or_default();
            arrived.push(((eui, *count), now));
            *count += 1;
        }
        let sent = sender.join().map_err(|_| anyhow::anyhow!("the sender panicked"))??;
        self.next_f_cnt = first + u32::try_from(expected)? / devices + 1;
        for (key, at) in arrived {
            let left = sent.get(&key).context("an event of an uplink that was not sent")?;
            delays.push(at.saturating_duration_since(*left));
        }
        Ok(delays)
    }

    fn gwmp(&self) -> Result<SocketAddr> {
        Ok(self.instance.address("gwmp")?.parse()?)
    }

    fn counts(&self) -> Result<Counts> {
        let status = self.owner.get("/api/v1/status")?.body;
        let number = |pointer: &str| {
            status.pointer(pointer).and_then(Value::as_u64).with_context(|| status.to_string())
        };
        let runs = match &self.watched {
            Some(path) => {
                let model = self.owner.get(path)?.body;
                model.pointer("/statistics/runs").and_then(Value::as_u64).unwrap_or(0)
            }
            None => 0,
        };
        Ok(Counts {
            accepted: number("/uplinks/total")?,
            dropped: number("/queues/dropped")?,
            runs,
        })
    }

    /// Waits until nothing is counted any more; the counts, and when they last changed.
    fn settle(&self) -> Result<(Counts, Instant)> {
        let (mut last, mut changed) = (self.counts()?, Instant::now());
        while changed.elapsed() < QUIET {
            std::thread::sleep(QUIET / 10);
            let now = self.counts()?;
            if now != last {
                (last, changed) = (now, Instant::now());
            }
        }
        Ok((last, changed))
    }
}

/// How much was counted since the start.
#[derive(Debug, PartialEq, Eq)]
struct Counts {
    /// Uplinks.
    accepted: u64,
    /// Whatever a queue had no room for.
    dropped: u64,
    /// Runs of the model that is watched.
    runs: u64,
}

/// When each uplink left, by DevEUI and the number of the device's uplink.
type Sent = HashMap<(String, u32), Instant>;

fn send_singly(
    server: SocketAddr,
    devices: u32,
    first_f_cnt: u32,
    rate: f64,
    duration: Duration,
) -> Result<Sent> {
    let socket = std::net::UdpSocket::bind("127.0.0.1:0")?;
    socket.connect(server)?;
    let gateway = load::gateways(1).next().context("a gateway")?;
    let mut sent = Sent::new();
    let start = Instant::now();
    let count = (rate * duration.as_secs_f64()) as u32;
    for number in 0..count {
        let due = start + Duration::from_secs_f64(f64::from(number) / rate);
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let (device, turn) = (number % devices, number / devices);
        let datagram = datagram(gateway, device, first_f_cnt + turn)?;
        let eui = load::device(device).dev_eui.to_string();
        sent.insert((eui, turn), Instant::now());
        socket.send(&datagram)?;
    }
    Ok(sent)
}

/// A KS52 report as a gateway forwards it.
fn datagram(gateway: lorawan::Eui64, device: u32, f_cnt: u32) -> Result<Vec<u8>> {
    let (nwks_key, apps_key) = load::keys(device);
    let payload = [0x21, 7, 3, 0, 0, 0x3C, 0, 0, 0xE2, 4, 0x1B, 2, 0xC5, 0, 0];
    let phy = DataUp {
        dev_addr: lorawan::DevAddr::from_be_bytes((0x0100_0000 + device).to_be_bytes()),
        f_cnt,
        f_port: Some(11),
        payload: &payload,
        ..DataUp::default()
    }
    .build(&SessionKey::new(&nwks_key), &SessionKey::new(&apps_key))?;
    let data = {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(phy)
    };
    let mut datagram = vec![2, 0, 0, 0];
    datagram.extend_from_slice(&gateway.to_be_bytes());
    let body = format!(
        r#"{{"rxpk":[{{"tmst":{},"chan":0,"rfch":0,"freq":868.1,"stat":1,"modu":"LORA","datr":"SF7BW125","codr":"4/5","rssi":-60,"lsnr":9,"size":1,"data":"{data}"}}]}}"#,
        device.wrapping_mul(7_919).wrapping_add(f_cnt * 5_000_000)
    );
    datagram.extend_from_slice(body.as_bytes());
    Ok(datagram)
}
