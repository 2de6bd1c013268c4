//! Lets devices live: join, report, repeat, until told to stop.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lorawan::Eui64;
use lorawan::region::LwVersion;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::air::{Air, Signal};
use crate::description::DeviceDescription;
use crate::device::{SimulatedDevice, Uplink};
use crate::noise::Noise;
use crate::sensor::{PORT, Sensor};

/// Every how manieth report asks for an acknowledgement. Also how a device finds out that its
/// network has forgotten it.
const CONFIRMED_EVERY: u32 = 12;

/// How fast simulated devices live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Mean time between two reports of a device.
    pub interval: Duration,
}

impl Pace {
    /// A report every few seconds, so that somebody who watches sees values change.
    pub const DEMO: Self = Self { interval: Duration::from_secs(4) };
}

/// The DevNonce that each device's last join was granted with, for devices that count them. One that
/// is not here begins at a number that grows with the hours.
pub type LastDevNonces = HashMap<Eui64, u16>;

/// Plays gateways and devices against a server until `cancel`.
///
/// # Errors
/// When the server does not answer at the start. Later it may come and go.
pub async fn play(
    server: SocketAddr,
    gateways: &[Eui64],
    devices: Vec<DeviceDescription>,
    joined: &LastDevNonces,
    pace: Pace,
    cancel: CancellationToken,
) -> io::Result<()> {
    let air = tokio::select! {
        () = cancel.cancelled() => return Ok(()),
        air = Air::open(server, gateways) => air?,
    };
    let mut lives = JoinSet::new();
    for (index, description) in devices.into_iter().enumerate() {
        let noise = Noise::new(u64::from_be_bytes(description.dev_eui.to_be_bytes()));
        let last = joined.get(&description.dev_eui).copied();
        let life = Life::new(description, index, gateways.len(), last, noise);
        let (air, cancel) = (air.clone(), cancel.clone());
        lives.spawn(async move {
            tokio::select! {
                () = cancel.cancelled() => {}
                () = life.run(&air, pace) => {}
            }
        });
    }
    cancel.cancelled().await;
    lives.shutdown().await;
    air.close();
    Ok(())
}

struct Life {
    device: SimulatedDevice,
    sensor: Sensor,
    noise: Noise,
    reports: u32,
}

impl Life {
    fn new(
        description: DeviceDescription,
        index: usize,
        gateways: usize,
        last_dev_nonce: Option<u16>,
        mut noise: Noise,
    ) -> Self {
        let sensor = Sensor::new(description.model, noise.next());
        let is_counting = description.version() == LwVersion::V1_0_4;
        // Sessions and random nonces must not come again when the program is started again.
        let mut device = SimulatedDevice::new(description, noise.next() ^ rand::random::<u64>())
            .heard_with(signals(&mut noise, index, gateways));
        if is_counting {
            device.set_dev_nonce(next_nonce(last_dev_nonce, hours()));
        }
        Self { device, sensor, noise, reports: 0 }
    }

    async fn run(mut self, air: &Air, pace: Pace) {
        // Not all at once.
        tokio::time::sleep(self.around(pace.interval / 2)).await;
        let mut failures = 0;
        loop {
            if !self.device.is_joined() && self.device.join(air).await.is_err() {
                failures = (failures + 1).min(6);
                tokio::time::sleep(self.around(pace.interval * failures)).await;
                continue;
            }
            failures = 0;
            self.report(air).await;
            tokio::time::sleep(self.around(pace.interval)).await;
        }
    }

    async fn report(&mut self, air: &Air) {
        self.reports = self.reports.wrapping_add(1);
        let confirmed = self.reports.is_multiple_of(CONFIRMED_EVERY);
        let payload = self.sensor.report();
        let uplink = Uplink { f_port: PORT, payload: &payload, confirmed };
        // A gateway that cannot send has lost its server; the next report tries again.
        let sent = self.device.send(air, uplink).await;
        if confirmed && sent.is_ok_and(|sent| !sent.acknowledged) {
            self.device.forget_session();
        }
    }

    /// Half to one and a half times the mean.
    fn around(&mut self, mean: Duration) -> Duration {
        mean.mul_f32(1.0 + self.noise.swing() * 0.5)
    }
}

/// Each device is near one gateway; the others hear it faintly, and the far ones not at all.
fn signals(noise: &mut Noise, index: usize, gateways: usize) -> Vec<Signal> {
    let near = index % gateways.max(1);
    let signal = |gateway: usize| {
        let loss = if gateway == near { 0.0 } else { 26.0 };
        let rssi_dbm = -74.0 - loss + noise.swing() * 14.0;
        Signal { rssi_dbm, snr_db: (rssi_dbm + 116.0).clamp(-6.0, 10.5) }
    };
    (0..gateways).map(signal).collect()
}

/// The next DevNonce of a device that counts them but has forgotten where it was. Without the last
/// one it is the hours since 2026: twice in one hour the first attempts are refused, and each one
/// counts on.
fn next_nonce(last: Option<u16>, hours: u16) -> u16 {
    last.map_or(hours, |last| hours.max(last.saturating_add(1)))
}

/// Hours since 2026; they last for seven years.
fn hours() -> u16 {
    /// 2026-01-01 in seconds since 1970.
    const EPOCH: u64 = 1_767_225_600;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    u16::try_from(now.saturating_sub(EPOCH) / 3_600 % 65_536).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::next_nonce;

    #[test]
    fn a_nonce_is_above_the_last_one_however_soon_it_follows() {
        assert_eq!(next_nonce(None, 7_000), 7_000);
        assert_eq!(next_nonce(Some(7_000), 7_000), 7_001);
        assert_eq!(next_nonce(Some(7_004), 7_000), 7_005);
        assert_eq!(next_nonce(Some(12), 7_000), 7_000);
    }

    #[test]
    fn the_last_nonce_stays_when_there_is_none_above() {
        assert_eq!(next_nonce(Some(u16::MAX), 7_000), u16::MAX);
    }
}
