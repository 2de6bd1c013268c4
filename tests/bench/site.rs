//! An instance with load devices.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use lorawan::{DataUp, SessionKey};
use serde_json::Value;
use testkit::load::{self, LoadOptions};

use crate::events::Events;
use crate::headless::Headless;
use crate::http::Client;
use crate::measure::{self, Cost};

/// An instance that knows the first devices of the load generator.
pub(crate) struct Site {
    pub(crate) instance: Headless,
    owner: Client,
    devices: u32,
    /// Frame counter every device's next uplink may have.
    next_f_cnt: u32,
    sent: u64,
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
        Ok(Self { instance, owner, devices, next_f_cnt: 0, sent: 0 })
    }

    /// Uplinks sent so far.
    pub(crate) const fn sent(&self) -> u64 {
        self.sent
    }

    /// Sends uplinks and says what they cost.
    pub(crate) fn load(&mut self, rate: f64, duration: Duration) -> Result<Cost> {
        let (accepted, dropped) = self.counts()?;
        let cpu = measure::cpu_seconds(self.instance.id())?;
        let options = LoadOptions {
            devices: self.devices,
            rate,
            duration,
            first_f_cnt: self.next_f_cnt,
            ..LoadOptions::default()
        };
        let report = load::run(self.gwmp()?, &options)?;
        self.sent += report.sent;
        self.next_f_cnt += u32::try_from(report.sent / u64::from(self.devices))? + 1;
        self.settle()?;
        let cpu = measure::cpu_seconds(self.instance.id())? - cpu;
        let (accepted_after, dropped_after) = self.counts()?;
        Ok(Cost {
            sent: report.sent,
            acknowledged: report.acknowledged,
            accepted: accepted_after - accepted,
            dropped: dropped_after - dropped,
            cpu_us_each: cpu * 1e6 / report.sent.max(1) as f64,
            resident_mib: measure::resident_mib(self.instance.id())?,
        })
    }

    /// Sends single uplinks at a rate and measures each until its event arrives.
    pub(crate) fn delays(&mut self, rate: f64, duration: Duration) -> Result<Vec<Duration>> {
        let mut events = Events::subscribe(&self.instance, "telemetry")?;
        let server = self.gwmp()?;
        let devices = self.devices;
        let sender = std::thread::spawn(move || send_singly(server, devices, rate, duration));
        let mut counts: HashMap<String, u32> = HashMap::new();
        let mut delays = Vec::new();
        let mut arrived = Vec::new();
        let expected = (rate * duration.as_secs_f64()) as usize;
        while arrived.len() < expected {
            let Ok(event) = events.next() else { break };
            let now = Instant::now();
            let eui = event.get("eui").and_then(Value::as_str).context("eui")?.to_owned();
            let count = counts.entry(eui.clone()).or_default();
            arrived.push(((eui, *count), now));
            *count += 1;
        }
        let sent = sender.join().map_err(|_| anyhow::anyhow!("the sender panicked"))??;
        for (key, at) in arrived {
            let left = sent.get(&key).context("an event of an uplink that was not sent")?;
            delays.push(at.saturating_duration_since(*left));
        }
        Ok(delays)
    }

    fn gwmp(&self) -> Result<SocketAddr> {
        Ok(self.instance.address("gwmp")?.parse()?)
    }

    /// Uplinks accepted and things dropped since the start.
    fn counts(&self) -> Result<(u64, u64)> {
        let status = self.owner.get("/api/v1/status")?.body;
        let number = |pointer: &str| {
            status.pointer(pointer).and_then(Value::as_u64).with_context(|| status.to_string())
        };
        Ok((number("/uplinks/total")?, number("/queues/dropped")?))
    }

    /// Waits until no more uplinks are being accepted.
    fn settle(&self) -> Result<()> {
        let mut last = self.counts()?;
        loop {
            std::thread::sleep(Duration::from_secs(1));
            let now = self.counts()?;
            if now == last {
                return Ok(());
            }
            last = now;
        }
    }
}

/// When each uplink left, by DevEUI and the number of the device's uplink.
type Sent = HashMap<(String, u32), Instant>;

fn send_singly(server: SocketAddr, devices: u32, rate: f64, duration: Duration) -> Result<Sent> {
    let socket = std::net::UdpSocket::bind("127.0.0.1:0")?;
    socket.connect(server)?;
    let gateway = load::gateways(1).next().context("a gateway")?;
    let mut sent = Sent::new();
    let start = Instant::now();
    let count = (rate * duration.as_secs_f64()) as u32;
    for number in 0..count {
        let due = start + Duration::from_secs_f64(f64::from(number) / rate);
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let (device, f_cnt) = (number % devices, number / devices);
        let datagram = datagram(gateway, device, f_cnt)?;
        let eui = load::device(device).dev_eui.to_string();
        sent.insert((eui, f_cnt), Instant::now());
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
