//! Lets devices live: join, report, repeat, until told to stop.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lorawan::Eui64;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::air::{Air, Signal};
use crate::description::DeviceDescription;
use crate::device::{SimulatedDevice, Uplink};
use crate::noise::Noise;
use crate::nonce_file::NonceFile;
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
/// `nonces`: where devices that count their DevNonces keep them; those of `joined` go on from there if
/// that is higher.
///
/// # Errors
/// When the server does not answer at the start. Later it may come and go.
pub async fn play(
    server: SocketAddr,
    gateways: &[Eui64],
    devices: Vec<DeviceDescription>,
    joined: &LastDevNonces,
    nonces: Option<Arc<NonceFile>>,
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
        let kept = nonces.clone();
        let life = Life::new(description, index, gateways.len(), last, kept, noise);
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
    keep(nonces.as_ref(), NonceFile::close).await;
    Ok(())
}

/// Writes to the file of nonces, if there is one. Without it a later run may be refused some joins.
async fn keep(
    nonces: Option<&Arc<NonceFile>>,
    write: impl FnOnce(&NonceFile) -> io::Result<()> + Send + 'static,
) {
    let Some(file) = nonces.cloned() else { return };
    match tokio::task::spawn_blocking(move || write(&file)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "DevNonces cannot be kept"),
        Err(error) => tracing::warn!(%error, "DevNonces were not kept"),
    }
}

struct Life {
    device: SimulatedDevice,
    /// Of a device that counts its nonces.
    nonces: Option<Arc<NonceFile>>,
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
        nonces: Option<Arc<NonceFile>>,
        mut noise: Noise,
    ) -> Self {
        let sensor = Sensor::new(description.model, noise.next());
        let is_counting = description.counts_dev_nonces();
        // Sessions and random nonces must not come again when the program is started again.
        let mut device = SimulatedDevice::new(description, noise.next() ^ rand::random::<u64>())
            .heard_with(signals(&mut noise, index, gateways));
        let nonces = nonces.filter(|_| is_counting);
        if is_counting {
            let first = nonces.as_ref().map_or_else(hours, |file| file.first());
            device.set_dev_nonce(next_nonce(last_dev_nonce, first));
        }
        Self { device, nonces, sensor, noise, reports: 0 }
    }

    async fn run(mut self, air: &Air, pace: Pace) {
        // Not all at once.
        tokio::time::sleep(self.around(pace.interval / 2)).await;
        let mut failures = 0;
        loop {
            if !self.device.is_joined() && !self.joins(air).await {
                failures = (failures + 1).min(6);
                tokio::time::sleep(self.around(pace.interval * failures)).await;
                continue;
            }
            failures = 0;
            self.report(air).await;
            tokio::time::sleep(self.around(pace.interval)).await;
        }
    }

    async fn joins(&mut self, air: &Air) -> bool {
        let dev_nonce = self.device.next_dev_nonce();
        keep(self.nonces.as_ref(), move |file| file.use_up(dev_nonce)).await;
        self.device.join(air).await.is_ok()
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

/// The next DevNonce of a device that counts them: above the last one, and at least `first`.
fn next_nonce(last: Option<u16>, first: u16) -> u16 {
    last.map_or(first, |last| first.max(last.saturating_add(1)))
}

/// Hours since 2026, where a device begins that has forgotten where it was: twice in one hour its first
/// attempts are refused, and each one counts on. They last for seven years.
pub(crate) fn hours() -> u16 {
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
