//! The air between simulated devices and gateways: who hears a frame, and what comes back when.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use lorawan::Eui64;
use lorawan::counter::{tmst_add, tmst_difference};
use model::radio::{Modulation, TransmitAt};
use tokio::sync::broadcast;

use crate::gateway_client::SimulatedGateway;

/// How far a downlink may be from the opening of a window to be heard, microseconds.
/// Source: LoRaWAN L2 1.0.4, 3.3.1 (receive windows open with an error of at most 20 µs).
const WINDOW_TOLERANCE_US: u32 = 20;

/// Transmissions kept for a device that is slow to look.
const KEPT: usize = 1_024;

/// When a device hears what a gateway was told to transmit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// As soon as the gateway knows of it; windows are checked by the gateway's counter. Tests
    /// and demonstrations need not wait for seconds.
    AtOnce,
    /// When the gateway's counter has the value asked for.
    OnTime,
}

/// A frame that a gateway transmits.
#[derive(Debug, Clone)]
pub struct Transmission {
    /// The gateway.
    pub gateway: Eui64,
    /// When.
    pub at: TransmitAt,
    /// Carrier frequency in Hz.
    pub frequency_hz: u32,
    /// How it is modulated.
    pub modulation: Modulation,
    /// Power in dBm.
    pub power_dbm: i32,
    /// The whole PHY payload.
    pub phy: Arc<[u8]>,
}

/// How well one gateway hears a device.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Signal {
    /// Channel RSSI in dBm.
    pub rssi_dbm: f32,
    /// Signal-to-noise ratio in dB.
    pub snr_db: f32,
}

/// A frame that a device transmits.
#[derive(Debug, Clone)]
pub struct Emission<'a> {
    /// The whole PHY payload.
    pub phy: &'a [u8],
    /// Carrier frequency in Hz.
    pub frequency_hz: u32,
    /// How it is modulated.
    pub modulation: Modulation,
    /// What each gateway of the air hears, in their order; one without an entry hears nothing.
    pub signals: &'a [Signal],
}

/// A receive window of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// From the end of the uplink to the opening.
    pub delay: Duration,
    /// Frequency it listens on, Hz.
    pub frequency_hz: u32,
    /// Modulation it listens for.
    pub modulation: Modulation,
}

/// Gateways that hear the same devices.
#[derive(Debug, Clone)]
pub struct Air {
    gateways: Arc<[SimulatedGateway]>,
    transmissions: broadcast::Sender<Transmission>,
    delivery: Delivery,
    patience: Duration,
}

impl Air {
    /// Connects gateways to a server. Downlinks are delivered at once.
    ///
    /// # Errors
    /// When the server does not answer, or a socket cannot be opened.
    pub async fn open(server: SocketAddr, gateways: &[Eui64]) -> io::Result<Self> {
        Self::open_with(server, gateways, Delivery::AtOnce).await
    }

    /// The same with a choice of delivery.
    ///
    /// # Errors
    /// As [`Air::open`].
    pub async fn open_with(
        server: SocketAddr,
        gateways: &[Eui64],
        delivery: Delivery,
    ) -> io::Result<Self> {
        let (transmissions, _) = broadcast::channel(KEPT);
        let mut connected = Vec::with_capacity(gateways.len());
        for &eui in gateways {
            let air = transmissions.clone();
            connected.push(SimulatedGateway::connect_to(eui, server, air, delivery).await?);
        }
        let patience = Duration::from_millis(500);
        Ok(Self { gateways: connected.into(), transmissions, delivery, patience })
    }

    /// How long after its last window a device goes on waiting for a downlink that is late
    /// because simulated time is real time. Half a second unless set.
    #[must_use]
    pub const fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    pub(crate) const fn patience(&self) -> Duration {
        self.patience
    }

    pub(crate) const fn delivery(&self) -> Delivery {
        self.delivery
    }

    /// The gateways.
    #[must_use]
    pub fn gateways(&self) -> &[SimulatedGateway] {
        &self.gateways
    }

    /// Everything the gateways transmit from now on.
    #[must_use]
    pub fn transmissions(&self) -> broadcast::Receiver<Transmission> {
        self.transmissions.subscribe()
    }

    /// Lets the gateways hear a frame, and begins to listen for what comes back.
    ///
    /// # Errors
    /// When a gateway cannot send its report.
    pub async fn emit(&self, emission: &Emission<'_>) -> io::Result<Listening> {
        let transmissions = self.transmissions();
        let mut heard = Vec::with_capacity(self.gateways.len());
        for (gateway, signal) in self.gateways.iter().zip(emission.signals) {
            heard.push((gateway.eui(), gateway.report(emission, *signal).await?));
        }
        Ok(Listening { transmissions, heard, ended: Instant::now(), unheard: Vec::new() })
    }

    /// Disconnects the gateways.
    pub fn close(&self) {
        self.gateways.iter().for_each(SimulatedGateway::stop);
    }
}

/// A device's ear after an uplink.
#[derive(Debug)]
pub struct Listening {
    transmissions: broadcast::Receiver<Transmission>,
    /// Each gateway that heard the uplink, with its counter at the end of it.
    heard: Vec<(Eui64, u32)>,
    ended: Instant,
    /// Transmissions that hit none of the windows asked for so far.
    unheard: Vec<Transmission>,
}

impl Listening {
    /// Waits for a frame that hits one of the windows, at most until `patience` after the last.
    ///
    /// Returns the index of the window and the PHY payload. Whether the frame is for this device
    /// is the caller's to find out; call again for the next one.
    pub async fn hear(
        &mut self,
        windows: &[Window],
        patience: Duration,
    ) -> Option<(usize, Arc<[u8]>)> {
        let last = windows.iter().map(|window| window.delay).max()?;
        self.hear_until(windows, self.ended + last + patience).await
    }

    /// The same, but at most until `patience` after the uplink: for an air that delivers at once.
    pub async fn hear_soon(
        &mut self,
        windows: &[Window],
        patience: Duration,
    ) -> Option<(usize, Arc<[u8]>)> {
        self.hear_until(windows, self.ended + patience).await
    }

    /// Waits until something is transmitted at one of the delays after the uplink, whatever its
    /// frequency, at most until `patience` after the last. It is kept for [`Listening::hear`].
    #[cfg(feature = "lorawan-device-stack")]
    pub(crate) async fn wait_for_any(&mut self, delays: &[Duration], patience: Duration) {
        let Some(last) = delays.iter().max() else { return };
        let until = (self.ended + *last + patience).into();
        loop {
            match tokio::time::timeout_at(until, self.transmissions.recv()).await {
                Ok(Ok(transmission)) => {
                    let is_it =
                        delays.iter().any(|delay| is_then(&self.heard, *delay, &transmission));
                    self.unheard.push(transmission);
                    if is_it {
                        return;
                    }
                }
                Ok(Err(broadcast::error::RecvError::Lagged(_))) => {}
                Ok(Err(broadcast::error::RecvError::Closed)) | Err(_) => return,
            }
        }
    }

    async fn hear_until(
        &mut self,
        windows: &[Window],
        until: Instant,
    ) -> Option<(usize, Arc<[u8]>)> {
        let hits = |heard: &[(Eui64, u32)], transmission: &Transmission| {
            windows.iter().position(|window| is_hit(heard, window, transmission))
        };
        for index in 0..self.unheard.len() {
            let hit = self.unheard.get(index).and_then(|kept| hits(&self.heard, kept));
            if let Some(window) = hit {
                return Some((window, self.unheard.swap_remove(index).phy));
            }
        }
        loop {
            match tokio::time::timeout_at(until.into(), self.transmissions.recv()).await {
                Ok(Ok(transmission)) => match hits(&self.heard, &transmission) {
                    Some(window) => return Some((window, transmission.phy)),
                    None => self.unheard.push(transmission),
                },
                Ok(Err(broadcast::error::RecvError::Lagged(_))) => {}
                Ok(Err(broadcast::error::RecvError::Closed)) | Err(_) => return None,
            }
        }
    }

    /// What was transmitted meanwhile but hit no window: for the messages of failing tests.
    #[must_use]
    pub fn missed(&self) -> &[Transmission] {
        &self.unheard
    }
}

fn is_hit(heard: &[(Eui64, u32)], window: &Window, transmission: &Transmission) -> bool {
    is_then(heard, window.delay, transmission)
        && transmission.frequency_hz == window.frequency_hz
        && transmission.modulation == window.modulation
}

/// Whether a transmission begins `delay` after the uplink.
fn is_then(heard: &[(Eui64, u32)], delay: Duration, transmission: &Transmission) -> bool {
    let TransmitAt::Counter(at) = transmission.at else { return false };
    let delay_us = u32::try_from(delay.as_micros()).unwrap_or(u32::MAX);
    heard.iter().any(|&(gateway, end)| {
        let difference = tmst_difference(tmst_add(end, delay_us), at);
        gateway == transmission.gateway && difference.unsigned_abs() <= WINDOW_TOLERANCE_US
    })
}
