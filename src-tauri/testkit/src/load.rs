//! Load: many personalised devices behind a few gateways, sent at a steady rate from own threads.
//!
//! Device `i` has (all numbers big-endian):
//!
//! * DevEUI `70b3d57ed1000000` + i and DevAddr `01000000` + i,
//! * NwkSKey: the twelve bytes `loadtest-nwk` and i as four bytes,
//! * AppSKey: the twelve bytes `loadtest-app` and i as four bytes,
//!
//! and sends frames of an MT-KS52 in EU868, the devices in turn. Their counters start at
//! [`LoadOptions::first_f_cnt`]; a second run against the same instance must start higher, or its
//! profiles must allow counters to be reset.

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use gateway::gwmp::codec::{self, FromServer, RxPacket, TxAnswer};
use lorawan::{AesKey, DataUp, DevAddr, Eui64, SessionKey};
use model::radio::Modulation;
use model::record::{LwVersion, Standard};

use crate::description::{Activation, DeviceDescription, Model};
use crate::sensor::{PORT, Sensor};

/// DevEUI and DevAddr of the first device.
const FIRST_DEV_EUI: u64 = 0x70B3_D57E_D100_0000;
const FIRST_DEV_ADDR: u32 = 0x0100_0000;

/// EUI of the first gateway; the others follow.
const FIRST_GATEWAY: u64 = 0x0251_7EFF_FE10_0000;

/// The eight channels of a common EU868 gateway, Hz.
const CHANNELS_HZ: [u32; 8] = [
    868_100_000,
    868_300_000,
    868_500_000,
    867_100_000,
    867_300_000,
    867_500_000,
    867_700_000,
    867_900_000,
];

/// How often the sender wakes up to send what is due.
const TICK: Duration = Duration::from_millis(1);

/// Uplinks that may be sent at once after a pause, as a part of a second's. More would overflow
/// the receiver's socket and measure nothing but that.
const BURST: f64 = 0.02;

/// How long acknowledgements are waited for after the last uplink.
const LAST_CALL: Duration = Duration::from_secs(2);

/// What load to make.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LoadOptions {
    /// Number of devices, at least 1.
    pub devices: u32,
    /// Uplinks per second, all devices together.
    pub rate: f64,
    /// How long.
    pub duration: Duration,
    /// Number of gateways.
    pub gateways: u32,
    /// How many of them hear each uplink, at least 1.
    pub heard_by: u32,
    /// Counter of the first uplink of each device.
    pub first_f_cnt: u32,
}

impl Default for LoadOptions {
    fn default() -> Self {
        Self {
            devices: 1_000,
            rate: 1_000.0,
            duration: Duration::from_secs(60),
            gateways: 8,
            heard_by: 1,
            first_f_cnt: 0,
        }
    }
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LoadReport {
    /// Uplinks sent.
    pub sent: u64,
    /// Uplinks whose datagrams the server acknowledged.
    pub acknowledged: u64,
    /// Datagrams the operating system refused to send.
    pub failed: u64,
    /// From the first uplink to the last.
    pub elapsed: Duration,
}

impl LoadReport {
    /// Uplinks sent per second.
    #[must_use]
    pub fn rate(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
        let sent = self.sent as f64;
        sent / self.elapsed.as_secs_f64().max(f64::MIN_POSITIVE)
    }
}

/// NwkSKey and AppSKey of a device.
#[must_use]
pub fn keys(index: u32) -> (AesKey, AesKey) {
    let key = |name: &[u8; 12]| {
        let mut bytes = [0; 16];
        let tail = index.to_be_bytes();
        bytes.iter_mut().zip(name.iter().chain(&tail)).for_each(|(to, from)| *to = *from);
        AesKey::new(bytes)
    };
    (key(b"loadtest-nwk"), key(b"loadtest-app"))
}

/// The device, for whoever creates its profile and its record.
#[must_use]
pub fn device(index: u32) -> DeviceDescription {
    let (nwks_key, apps_key) = keys(index);
    let dev_eui = FIRST_DEV_EUI + u64::from(index);
    DeviceDescription {
        dev_eui: Eui64::from_be_bytes(dev_eui.to_be_bytes()),
        name: format!("Load {index}"),
        model: Model::Ks52,
        activation: Activation::Abp { dev_addr: dev_addr(index), nwks_key, apps_key },
        standard: Standard::Eu868,
        as923_group: 1,
        lw_ver: LwVersion::V1_0_2,
        resets_f_cnt: false,
    }
}

/// EUIs of the gateways that hear the devices.
pub fn gateways(count: u32) -> impl Iterator<Item = Eui64> {
    let eui = |index| Eui64::from_be_bytes((FIRST_GATEWAY + u64::from(index)).to_be_bytes());
    (0..count).map(eui)
}

fn dev_addr(index: u32) -> DevAddr {
    DevAddr::from_be_bytes(FIRST_DEV_ADDR.wrapping_add(index).to_be_bytes())
}

/// Makes the load and waits for its end. Blocks; it uses two threads.
///
/// # Errors
/// When the socket cannot be opened.
pub fn run(gwmp: SocketAddr, options: &LoadOptions) -> io::Result<LoadReport> {
    let any: SocketAddr =
        if gwmp.is_ipv4() { ([0, 0, 0, 0], 0).into() } else { ([0_u16; 8], 0).into() };
    let socket = UdpSocket::bind(any)?;
    socket.connect(gwmp)?;
    socket.set_read_timeout(Some(Duration::from_millis(100)))?;
    let listener = Listener::default();
    let mut sender = Sender::new(&socket, *options);
    std::thread::scope(|threads| {
        let thread = std::thread::Builder::new().name("load-acks".to_owned());
        thread.spawn_scoped(threads, || listener.run(&socket))?;
        let (sent, failed, elapsed) = sender.run();
        let copies = u64::from(options.heard_by.max(1));
        listener.wait_for(sent * copies);
        listener.stop.store(true, Ordering::Relaxed);
        let acknowledged = listener.acknowledged() / copies;
        Ok(LoadReport { sent, acknowledged, failed, elapsed })
    })
}

/// Counts what comes back.
#[derive(Debug, Default)]
struct Listener {
    acknowledged: AtomicU64,
    stop: AtomicBool,
}

impl Listener {
    fn run(&self, socket: &UdpSocket) {
        let mut bytes = [0; 2_048];
        while !self.stop.load(Ordering::Relaxed) {
            let Ok(length) = socket.recv(&mut bytes) else { continue };
            match FromServer::read(bytes.get(..length).unwrap_or_default()) {
                Some(FromServer::PushAck { .. }) => {
                    self.acknowledged.fetch_add(1, Ordering::Relaxed);
                }
                // Whose downlink it is, only the token could tell; one answer is as good as another.
                Some(FromServer::PullResp { token, .. }) => {
                    for gateway in gateways(1) {
                        let _ = socket.send(&codec::tx_ack(token, gateway, &TxAnswer::Queued));
                    }
                }
                Some(FromServer::PullAck { .. }) | None => {}
            }
        }
    }

    fn acknowledged(&self) -> u64 {
        self.acknowledged.load(Ordering::Relaxed)
    }

    /// Waits until everything is acknowledged, but not for long.
    fn wait_for(&self, sent: u64) {
        let end = Instant::now() + LAST_CALL;
        while self.acknowledged() < sent && Instant::now() < end {
            std::thread::park_timeout(Duration::from_millis(5));
        }
    }
}

struct Device {
    dev_addr: DevAddr,
    nwk_s_key: SessionKey,
    app_s_key: SessionKey,
    f_cnt: u32,
    sensor: Sensor,
}

struct Sender<'a> {
    socket: &'a UdpSocket,
    options: LoadOptions,
    devices: Vec<Device>,
    gateways: Vec<Eui64>,
    next: usize,
    sent: u64,
    failed: u64,
}

impl<'a> Sender<'a> {
    fn new(socket: &'a UdpSocket, options: LoadOptions) -> Self {
        let device = |index| {
            let (nwks_key, apps_key) = keys(index);
            Device {
                dev_addr: dev_addr(index),
                nwk_s_key: SessionKey::new(&nwks_key),
                app_s_key: SessionKey::new(&apps_key),
                f_cnt: options.first_f_cnt,
                sensor: Sensor::new(Model::Ks52, u64::from(index)),
            }
        };
        Self {
            socket,
            options,
            devices: (0..options.devices.max(1)).map(device).collect(),
            gateways: gateways(options.gateways.max(1)).collect(),
            next: 0,
            sent: 0,
            failed: 0,
        }
    }

    /// Sends at the rate asked for; what a pause of this thread delayed is made up for, but for
    /// at most [`BURST`] at once.
    fn run(&mut self) -> (u64, u64, Duration) {
        let start = Instant::now();
        let mut budget = 0.0_f64;
        let (mut last, mut last_pull) = (start, None::<Instant>);
        loop {
            let now = Instant::now();
            if now - start >= self.options.duration {
                return (self.sent, self.failed, now - start);
            }
            if last_pull.is_none_or(|pulled| now - pulled >= Duration::from_secs(5)) {
                last_pull = Some(now);
                self.pull();
            }
            let most = (self.options.rate * BURST).max(1.0);
            budget = (budget + (now - last).as_secs_f64() * self.options.rate).min(most);
            last = now;
            while budget >= 1.0 {
                budget -= 1.0;
                self.send_next(start);
            }
            std::thread::park_timeout(TICK);
        }
    }

    fn pull(&self) {
        for &gateway in &self.gateways {
            let _ = self.socket.send(&codec::pull_data(0, gateway));
        }
    }

    fn send_next(&mut self, start: Instant) {
        let index = self.next;
        self.next = (index + 1) % self.devices.len();
        let Some(device) = self.devices.get_mut(index) else { return };
        let Some(phy) = device.next_frame() else { return };
        let elapsed = start.elapsed().as_micros() & u128::from(u32::MAX);
        let spread = u8::try_from(index % 40).unwrap_or(0);
        let packet = RxPacket {
            tmst: u32::try_from(elapsed).unwrap_or(0).max(1),
            time: None,
            tmms: None,
            ftime: None,
            channel: u8::try_from(index % CHANNELS_HZ.len()).unwrap_or(0),
            rf_chain: 0,
            frequency_hz: CHANNELS_HZ
                .get(index % CHANNELS_HZ.len())
                .copied()
                .unwrap_or(868_100_000),
            modulation: Modulation::LoRa { spreading_factor: 7, bandwidth_hz: 125_000 },
            code_rate: "4/5",
            rssi_dbm: Some(-60.0 - f32::from(spread)),
            snr_db: Some(10.0 - f32::from(spread) / 4.0),
            board: None,
            antenna: None,
            phy: &phy,
        };
        let [.., t0, t1] = self.sent.to_be_bytes();
        let token = u16::from_be_bytes([t0, t1]);
        let mut is_sent = false;
        let near = self.gateways.iter().cycle().skip(index % self.gateways.len());
        for (gateway, farther) in near.zip(0..self.options.heard_by.max(1)) {
            let weaker = 10.0 * f32::from(u8::try_from(farther).unwrap_or(u8::MAX));
            let packet = RxPacket {
                rssi_dbm: packet.rssi_dbm.map(|rssi| rssi - weaker),
                snr_db: packet.snr_db.map(|snr| snr - weaker),
                ..packet.clone()
            };
            match self.socket.send(&codec::push_data(token, *gateway, &[packet], None)) {
                Ok(_) => is_sent = true,
                Err(_) => self.failed += 1,
            }
        }
        self.sent += u64::from(is_sent);
    }
}

impl Device {
    fn next_frame(&mut self) -> Option<Vec<u8>> {
        let payload = self.sensor.report();
        let frame = DataUp {
            dev_addr: self.dev_addr,
            adr: true,
            f_cnt: self.f_cnt,
            f_port: Some(PORT),
            payload: &payload,
            ..DataUp::default()
        };
        self.f_cnt = self.f_cnt.wrapping_add(1);
        frame.build(&self.nwk_s_key, &self.app_s_key).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::{device, keys};

    #[test]
    fn devices_follow_the_documented_formula() {
        let device = device(258);
        assert_eq!(device.dev_eui.to_string(), "70b3d57ed1000102");
        let profile = device.profile_json();
        assert_eq!(profile["dev_addr"], "01000102");
        assert_eq!(keys(258).0.expose(), b"loadtest-nwk\0\0\x01\x02");
        assert_eq!(profile["apps_key"], hex::encode(b"loadtest-app\0\0\x01\x02"));
    }
}
