//! A class A device of our own: joins, counts, encrypts, listens, acknowledges and repeats.
//!
//! It keeps the rules a real device keeps and forgets everything when it is dropped. For a
//! device that is *not* ours see the feature `lorawan-device-stack`.
//!
//! Source: LoRaWAN L2 1.0.4, sections 3.3 (receive windows), 4 (frames) and 6 (activation).

mod obey;

use std::io;
use std::time::Duration;

use lorawan::counter::{Reconstructed, reconstruct};
use lorawan::join::{self, JoinAccept};
use lorawan::mac::{DownlinkCommand, UplinkCommand, downlink_commands};
use lorawan::region::{DataRate, LwVersion, Region, Rx1Uplink};
use lorawan::{AesKey, BuildError, DataFrame, DataUp, DevAddr, Direction, Frame, SessionKey};
use model::radio::Modulation;

use crate::air::{Air, Delivery, Emission, Listening, Signal, Window};
use crate::description::{Activation, DeviceDescription};
use crate::noise::Noise;

/// Transmissions of a confirmed uplink until the device gives up.
/// Source: LoRaWAN L2 1.0.3, section 18.4 (recommended number).
const MAX_TRANSMISSIONS: u8 = 8;

/// A device, with everything a device remembers.
#[derive(Debug)]
pub struct SimulatedDevice {
    description: DeviceDescription,
    region: Region,
    noise: Noise,
    signals: Vec<Signal>,
    /// Uplink frequencies in use, Hz.
    channels: Vec<u32>,
    dr: u8,
    next_dev_nonce: u16,
    session: Option<Session>,
    last_frame: Vec<u8>,
}

#[derive(Debug)]
struct Session {
    dev_addr: DevAddr,
    nwk_s_key: SessionKey,
    app_s_key: SessionKey,
    next_f_cnt: u32,
    last_f_cnt_down: Option<u32>,
    receive: Receive,
    owes_ack: bool,
    /// Answers for the next uplink.
    answers: Vec<UplinkCommand>,
    /// Answers that are repeated until a downlink comes.
    sticky: Vec<UplinkCommand>,
}

/// Parameters of the receive windows.
#[derive(Debug, Clone, Copy)]
struct Receive {
    delay_s: u8,
    rx1dr_offset: u8,
    rx2dr: u8,
    rx2_hz: u32,
    downlink_dwell: bool,
}

/// What to send.
#[derive(Debug, Clone, Copy)]
pub struct Uplink<'a> {
    /// 1 to 223.
    pub f_port: u8,
    /// The plain payload.
    pub payload: &'a [u8],
    /// Whether the network shall acknowledge.
    pub confirmed: bool,
}

/// What became of an uplink.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Its full counter.
    pub f_cnt: u32,
    /// How often it was transmitted.
    pub transmissions: u8,
    /// Whether the network acknowledged it; false for an unconfirmed one.
    pub acknowledged: bool,
    /// The downlink that came back.
    pub received: Option<Received>,
}

/// A downlink that the device accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Its full counter.
    pub f_cnt: u32,
    /// Its port.
    pub f_port: Option<u8>,
    /// The plain payload; empty on port 0.
    pub payload: Vec<u8>,
    /// Whether it asks for an acknowledgement, which the next uplink carries.
    pub confirmed: bool,
    /// Whether it acknowledges.
    pub ack: bool,
    /// Whether more data waits.
    pub f_pending: bool,
    /// Its MAC commands, which the device has obeyed.
    pub commands: Vec<DownlinkCommand>,
    /// 1 or 2.
    pub window: u8,
}

/// Why a device has no session after an attempt to join.
#[derive(Debug, thiserror::Error)]
pub enum JoinFailure {
    /// It is an ABP device.
    #[error("the device does not join: it is personalised")]
    Personalised,
    /// No join-accept that it could read came in either window.
    #[error("no join-accept came; missed {missed} other transmissions")]
    NoAnswer {
        /// Downlinks that hit no window, or were for another device.
        missed: usize,
    },
    /// A gateway could not send.
    #[error("a gateway cannot send: {0}")]
    Gateway(#[from] io::Error),
}

/// Why an uplink was not sent.
#[derive(Debug, thiserror::Error)]
pub enum SendFailure {
    /// The device has not joined.
    #[error("the device has no session")]
    NotJoined,
    /// The frame cannot be built.
    #[error(transparent)]
    Frame(#[from] BuildError),
    /// A gateway could not send.
    #[error("a gateway cannot send: {0}")]
    Gateway(#[from] io::Error),
}

impl SimulatedDevice {
    /// A device fresh from the factory; an ABP device has its session already.
    ///
    /// Nonces, channels and signal follow from the seed.
    #[must_use]
    pub fn new(description: DeviceDescription, seed: u64) -> Self {
        let region = description.region();
        let mut noise = Noise::new(seed);
        let next_dev_nonce = match description.version() {
            LwVersion::V1_0_2 | LwVersion::V1_0_3 => noise.next_u16(),
            LwVersion::V1_0_4 => 0,
        };
        let mut device = Self {
            region,
            noise,
            signals: vec![Signal { rssi_dbm: -71.0, snr_db: 8.5 }; 8],
            channels: first_channels(region),
            dr: first_dr(region),
            next_dev_nonce,
            session: None,
            last_frame: Vec::new(),
            description,
        };
        if let Activation::Abp { dev_addr, nwks_key, apps_key } = device.description.activation {
            let receive = Receive::defaults(region, device.description.version());
            device.session = Some(Session::new(dev_addr, &nwks_key, &apps_key, receive));
        }
        device
    }

    /// What it is.
    #[must_use]
    pub const fn description(&self) -> &DeviceDescription {
        &self.description
    }

    /// How well each gateway of the air hears it.
    #[must_use]
    pub fn heard_with(mut self, signals: Vec<Signal>) -> Self {
        self.signals = signals;
        self
    }

    /// The nonce of its next join-request.
    #[must_use]
    pub const fn next_dev_nonce(&self) -> u16 {
        self.next_dev_nonce
    }

    /// Sets the nonce of its next join-request, as if it remembered its former ones.
    pub const fn set_dev_nonce(&mut self, dev_nonce: u16) {
        self.next_dev_nonce = dev_nonce;
    }

    /// Sets the counter of its next uplink, as if it remembered, or had forgotten.
    pub fn set_f_cnt(&mut self, f_cnt: u32) {
        if let Some(session) = &mut self.session {
            session.next_f_cnt = f_cnt;
        }
    }

    /// Whether it has a session.
    #[must_use]
    pub const fn is_joined(&self) -> bool {
        self.session.is_some()
    }

    /// Its address in the present session.
    #[must_use]
    pub fn dev_addr(&self) -> Option<DevAddr> {
        self.session.as_ref().map(|session| session.dev_addr)
    }

    /// The bytes of its last transmission, as an eavesdropper records them; empty before the first.
    #[must_use]
    pub fn last_frame(&self) -> &[u8] {
        &self.last_frame
    }

    /// Has a command sent with the next uplink, such as a request for the time.
    pub fn ask(&mut self, command: UplinkCommand) {
        if let Some(session) = &mut self.session {
            session.answers.push(command);
        }
    }

    /// Forgets its session, as a device does that has lost its network.
    pub fn forget_session(&mut self) {
        if matches!(self.description.activation, Activation::Otaa { .. }) {
            self.session = None;
        }
    }

    /// Sends one join-request and listens in both windows.
    ///
    /// # Errors
    /// [`JoinFailure`]; a session from before stays as it was.
    pub async fn join(&mut self, air: &Air) -> Result<JoinAccept, JoinFailure> {
        let Activation::Otaa { join_eui, app_key } = self.description.activation else {
            return Err(JoinFailure::Personalised);
        };
        let dev_nonce = self.take_dev_nonce();
        let request = join::request(join_eui, self.description.dev_eui, dev_nonce, &app_key);
        let version = self.description.version();
        let defaults = self.region.defaults(version);
        let mut receive = Receive::defaults(self.region, version);
        receive.delay_s = defaults.rx_delay_join_s;
        // A device joins on the channels it had before it knew any network.
        let channels = first_channels(self.region);
        let (mut listening, windows) = self.emit(air, &request, &channels, receive).await?;
        let mut strangers = 0;
        while let Some((_, phy)) = listening.hear(&windows, air.patience()).await {
            if let Ok(Frame::JoinAccept(accept)) = lorawan::parse(&phy)
                && let Ok(accept) = accept.decrypt(&app_key)
            {
                self.settle(&accept, &app_key, dev_nonce);
                return Ok(accept);
            }
            strangers += 1;
        }
        Err(JoinFailure::NoAnswer { missed: strangers + listening.missed().len() })
    }

    /// Sends an uplink and listens in both windows; a confirmed one is repeated until it is
    /// acknowledged or was transmitted eight times.
    ///
    /// # Errors
    /// [`SendFailure`]. A missing acknowledgement is no error.
    pub async fn send(&mut self, air: &Air, uplink: Uplink<'_>) -> Result<Sent, SendFailure> {
        let (f_cnt, phy, receive) = self.build(uplink)?;
        let mut transmissions = 0;
        loop {
            transmissions += 1;
            let channels = self.channels.clone();
            let (mut listening, windows) = self.emit(air, &phy, &channels, receive).await?;
            let patience = if uplink.confirmed { None } else { Some(air.patience()) };
            let received = self.listen(air, &mut listening, &windows, patience).await;
            let acknowledged = uplink.confirmed && received.as_ref().is_some_and(|down| down.ack);
            let is_done = acknowledged || !uplink.confirmed || transmissions >= MAX_TRANSMISSIONS;
            if is_done {
                return Ok(Sent { f_cnt, transmissions, acknowledged, received });
            }
            self.pause(air).await;
        }
    }

    /// ACK_TIMEOUT, 1 to 3 s after the last window; nothing where nobody waits for seconds.
    async fn pause(&mut self, air: &Air) {
        if air.delivery() == Delivery::OnTime {
            let wait = 2.0 + self.noise.swing();
            tokio::time::sleep(Duration::from_secs_f32(wait.max(0.0))).await;
        }
    }

    fn take_dev_nonce(&mut self) -> u16 {
        let nonce = self.next_dev_nonce;
        self.next_dev_nonce = match self.description.version() {
            LwVersion::V1_0_2 | LwVersion::V1_0_3 => self.noise.next_u16(),
            LwVersion::V1_0_4 => nonce.wrapping_add(1),
        };
        nonce
    }

    fn settle(&mut self, accept: &JoinAccept, app_key: &AesKey, dev_nonce: u16) {
        let (nonce, net_id) = (accept.join_nonce, accept.net_id);
        let (nwks_key, apps_key) = join::derive_session_keys(app_key, nonce, net_id, dev_nonce);
        let receive = Receive {
            delay_s: accept.rx_delay.max(1),
            rx1dr_offset: accept.rx1dr_offset,
            rx2dr: accept.rx2dr,
            ..Receive::defaults(self.region, self.description.version())
        };
        self.channels = first_channels(self.region);
        if let Some(list) = &accept.cf_list {
            obey::add_channels(&mut self.channels, self.region, list);
        }
        self.session = Some(Session::new(accept.dev_addr, &nwks_key, &apps_key, receive));
    }

    /// Builds the next uplink; its counter is used up from here on.
    fn build(&mut self, uplink: Uplink<'_>) -> Result<(u32, Vec<u8>, Receive), SendFailure> {
        let session = self.session.as_mut().ok_or(SendFailure::NotJoined)?;
        let mut f_opts = Vec::new();
        let commands = session.sticky.iter().copied().chain(session.answers.drain(..));
        for command in commands {
            let length = f_opts.len();
            command.write(&mut f_opts)?;
            if f_opts.len() > 15 {
                // What does not fit is not answered; the network will ask again.
                f_opts.truncate(length);
                break;
            }
        }
        let f_cnt = session.next_f_cnt;
        let frame = DataUp {
            dev_addr: session.dev_addr,
            confirmed: uplink.confirmed,
            adr: true,
            ack: session.owes_ack,
            f_cnt,
            f_opts: &f_opts,
            f_port: Some(uplink.f_port),
            payload: uplink.payload,
            ..DataUp::default()
        };
        let phy = frame.build(&session.nwk_s_key, &session.app_s_key)?;
        session.next_f_cnt = f_cnt.wrapping_add(1);
        session.owes_ack = false;
        Ok((f_cnt, phy, session.receive))
    }

    /// Transmits on one of the channels and says where to listen.
    async fn emit(
        &mut self,
        air: &Air,
        phy: &[u8],
        channels: &[u32],
        receive: Receive,
    ) -> io::Result<(Listening, Vec<Window>)> {
        let frequency_hz = channels.get(self.noise.below(channels.len())).copied().unwrap_or(0);
        let modulation = self.modulation(self.dr, Direction::Up);
        let (noise, signals) = (&mut self.noise, &self.signals);
        let fading = |signal: &Signal| Signal {
            rssi_dbm: (signal.rssi_dbm + noise.swing() * 2.0).round(),
            snr_db: ((signal.snr_db + noise.swing()) * 10.0).round() / 10.0,
        };
        let signals: Vec<_> = signals.iter().map(fading).collect();
        let emission = Emission { phy, frequency_hz, modulation, signals: &signals };
        self.last_frame = phy.to_vec();
        let listening = air.emit(&emission).await?;
        Ok((listening, self.windows(frequency_hz, receive)))
    }

    fn windows(&self, frequency_hz: u32, receive: Receive) -> Vec<Window> {
        let delay = Duration::from_secs(receive.delay_s.into());
        let rx1 = self.region.rx1(Rx1Uplink {
            frequency_hz,
            dr: self.dr,
            rx1dr_offset: receive.rx1dr_offset,
            downlink_dwell: receive.downlink_dwell,
            version: self.description.version(),
        });
        let rx1 = rx1.map(|rx1| Window {
            delay,
            frequency_hz: rx1.frequency_hz,
            modulation: self.modulation(rx1.dr, Direction::Down),
        });
        let rx2 = Window {
            delay: delay + Duration::from_secs(1),
            frequency_hz: receive.rx2_hz,
            modulation: self.modulation(receive.rx2dr, Direction::Down),
        };
        rx1.into_iter().chain([rx2]).collect()
    }

    fn modulation(&self, dr: u8, direction: Direction) -> Modulation {
        match self.region.data_rate(dr, direction) {
            Some(DataRate::Fsk { bit_rate }) => Modulation::Fsk { bit_rate },
            Some(DataRate::LrFhss { channel_width_hz, .. }) => {
                Modulation::LrFhss { channel_width_hz }
            }
            Some(DataRate::LoRa { spreading_factor, bandwidth_hz }) => {
                Modulation::LoRa { spreading_factor, bandwidth_hz }
            }
            // A data rate the region does not know is sent by no device.
            None => Modulation::LoRa { spreading_factor: 12, bandwidth_hz: 125_000 },
        }
    }

    /// Listens for a downlink of this session. `patience` from the uplink on, or from the last
    /// window on when `None`.
    async fn listen(
        &mut self,
        air: &Air,
        listening: &mut Listening,
        windows: &[Window],
        patience: Option<Duration>,
    ) -> Option<Received> {
        loop {
            let heard = match patience.filter(|_| air.delivery() == Delivery::AtOnce) {
                Some(patience) => listening.hear_soon(windows, patience).await,
                None => listening.hear(windows, air.patience()).await,
            };
            let (window, phy) = heard?;
            // A device without a first window has only the second.
            let is_first = window == 0 && windows.len() > 1;
            if let Ok(Frame::Data(frame)) = lorawan::parse(&phy)
                && let Some(received) = self.accept(&frame, if is_first { 1 } else { 2 })
            {
                return Some(received);
            }
        }
    }

    /// Accepts a downlink that is for this session and new.
    fn accept(&mut self, frame: &DataFrame<'_>, window: u8) -> Option<Received> {
        let session = self.session.as_mut()?;
        if frame.direction != Direction::Down || frame.dev_addr != session.dev_addr {
            return None;
        }
        let Reconstructed::New { full, .. } = reconstruct(session.last_f_cnt_down, frame.f_cnt)
        else {
            return None;
        };
        if !frame.mic_is_valid(&session.nwk_s_key, full) {
            return None;
        }
        session.last_f_cnt_down = Some(full);
        session.owes_ack = frame.confirmed;
        session.sticky.clear();
        let key = if frame.f_port == Some(0) { &session.nwk_s_key } else { &session.app_s_key };
        let mut payload = Vec::new();
        frame.decrypt(key, full, &mut payload);
        let block = if frame.f_port == Some(0) { std::mem::take(&mut payload) } else { Vec::new() };
        let on_port_0 = downlink_commands(&block);
        let commands: Vec<_> =
            downlink_commands(frame.f_opts).chain(on_port_0).filter_map(Result::ok).collect();
        commands.iter().for_each(|command| self.obey(command));
        Some(Received {
            f_cnt: full,
            f_port: frame.f_port,
            payload,
            confirmed: frame.confirmed,
            ack: frame.f_ctrl.ack,
            f_pending: frame.f_ctrl.f_pending,
            commands,
            window,
        })
    }
}

impl Session {
    fn new(dev_addr: DevAddr, nwks_key: &AesKey, apps_key: &AesKey, receive: Receive) -> Self {
        Self {
            dev_addr,
            nwk_s_key: SessionKey::new(nwks_key),
            app_s_key: SessionKey::new(apps_key),
            next_f_cnt: 0,
            last_f_cnt_down: None,
            receive,
            owes_ack: false,
            answers: Vec::new(),
            sticky: Vec::new(),
        }
    }
}

impl Receive {
    fn defaults(region: Region, version: LwVersion) -> Self {
        let defaults = region.defaults(version);
        Self {
            delay_s: defaults.rx_delay_s,
            rx1dr_offset: defaults.rx1dr_offset,
            rx2dr: defaults.rx2dr,
            rx2_hz: defaults.rx2_freq_hz,
            downlink_dwell: region.boot_dwell(version).downlink,
        }
    }
}

/// The channels a device has before it knows its network: the region's default ones, or in a
/// fixed plan the group of eight that gateways there commonly listen to.
fn first_channels(region: Region) -> Vec<u32> {
    let group = match region {
        Region::Cn470 => 80..88,
        Region::Au915 | Region::Us902 => 8..16,
        Region::Cn470Rp002(_) | Region::Eu433 | Region::Eu868 | Region::As923(_) => 0..8,
    };
    group.filter_map(|channel| region.uplink_frequency_hz(channel)).collect()
}

/// The fastest rate with 125 kHz: SF7.
fn first_dr(region: Region) -> u8 {
    let sf7 = DataRate::LoRa { spreading_factor: 7, bandwidth_hz: 125_000 };
    region.dr_of(sf7, Direction::Up).unwrap_or(0)
}
