//! A device driven by the LoRaWAN stack `lorawan-device` of the lora-rs project: frames, keys,
//! counters and windows are all its own, so a test that uses it does not only show that our
//! server agrees with our device.
//!
//! EU868, OTAA and ABP. The stack is asked when and where it listens, and hears exactly what the
//! gateways transmit there and then.

use std::io;
use std::time::Duration;

use lorawan::{AesKey, DevAddr, Eui64};
use lorawan_device::default_crypto::DefaultFactory;
use lorawan_device::nb_device::radio::{self, PhyRxTx, RfConfig, RxQuality, TxConfig};
use lorawan_device::nb_device::{Device, Event, Response};
use lorawan_device::region::{self, DR};
use lorawan_device::{JoinMode, Timings};
use model::radio::Modulation;

use crate::air::{Air, Emission, Listening, Signal, Window};
use crate::noise::Noise;

/// A device with a foreign stack.
pub struct StackDevice {
    device: Device<Radio, DefaultFactory, Random, 256>,
    join_mode: JoinMode,
    signals: Vec<Signal>,
}

/// What became of an uplink.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackSent {
    /// Its full counter.
    pub f_cnt: u32,
    /// Whether the stack took a downlink as the answer to a confirmed uplink, or took any
    /// downlink after an unconfirmed one.
    pub answered: bool,
    /// Port and plain payload of the downlink, when it had one.
    pub downlink: Option<(u8, Vec<u8>)>,
}

/// Why the stack did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StackError {
    /// A gateway could not send.
    #[error("a gateway cannot send: {0}")]
    Gateway(#[from] io::Error),
    /// The stack refused or answered something unexpected; the text is its own.
    #[error("the stack: {0}")]
    Stack(String),
    /// No join-accept that it could read came in either window.
    #[error("the stack heard no join-accept")]
    NoJoinAccept,
}

impl StackDevice {
    /// A device that joins over the air.
    #[must_use]
    pub fn otaa(dev_eui: Eui64, join_eui: Eui64, app_key: &AesKey, seed: u64) -> Self {
        let join_mode = JoinMode::OTAA {
            deveui: dev_eui.to_wire_bytes().into(),
            appeui: join_eui.to_wire_bytes().into(),
            appkey: (*app_key.expose()).into(),
        };
        Self::new(join_mode, seed)
    }

    /// A personalised device; call [`StackDevice::join`] to hand it its session.
    #[must_use]
    pub fn abp(dev_addr: DevAddr, nwks_key: &AesKey, apps_key: &AesKey, seed: u64) -> Self {
        let join_mode = JoinMode::ABP {
            newskey: (*nwks_key.expose()).into(),
            appskey: (*apps_key.expose()).into(),
            devaddr: dev_addr.to_wire_bytes().into(),
        };
        Self::new(join_mode, seed)
    }

    fn new(join_mode: JoinMode, seed: u64) -> Self {
        let region = region::Configuration::new(region::Region::EU868);
        let mut device = Device::new(region, Radio::default(), Random(Noise::new(seed)));
        device.set_datarate(DR::_5);
        let signals = vec![Signal { rssi_dbm: -68.0, snr_db: 9.0 }; 8];
        Self { device, join_mode, signals }
    }

    /// Whether the stack has a session.
    #[must_use]
    pub fn is_joined(&self) -> bool {
        self.device.get_session().is_some()
    }

    /// Joins: one join-request for OTAA, nothing on the air for ABP.
    ///
    /// # Errors
    /// [`StackError`].
    pub async fn join(&mut self, air: &Air) -> Result<(), StackError> {
        match self.device.join(self.join_mode).map_err(told)? {
            Response::JoinSuccess => Ok(()),
            response => match self.listen(air, response).await? {
                Response::JoinSuccess => Ok(()),
                Response::NoJoinAccept => Err(StackError::NoJoinAccept),
                other => Err(told(other)),
            },
        }
    }

    /// Sends an uplink and listens in both windows. The stack does not repeat by itself.
    ///
    /// # Errors
    /// [`StackError`]. A missing acknowledgement is no error.
    pub async fn send(
        &mut self,
        air: &Air,
        f_port: u8,
        payload: &[u8],
        confirmed: bool,
    ) -> Result<StackSent, StackError> {
        let f_cnt = self.device.get_fcnt_up().ok_or_else(|| told("no session"))?;
        let response = self.device.send(payload, f_port, confirmed).map_err(told)?;
        let answered = match self.listen(air, response).await? {
            Response::DownlinkReceived(_) => true,
            Response::NoAck | Response::RxComplete | Response::ReadyToSend => false,
            other => return Err(told(other)),
        };
        let downlink = self.device.take_downlink();
        let downlink = downlink.map(|downlink| (downlink.fport, downlink.data.to_vec()));
        Ok(StackSent { f_cnt, answered, downlink })
    }

    /// Transmits what the stack gave its radio, and walks it through its windows.
    async fn listen(&mut self, air: &Air, response: Response) -> Result<Response, StackError> {
        let radio = self.device.get_radio();
        let (config, phy) = radio.sent.take().ok_or_else(|| told("nothing was transmitted"))?;
        let emission = Emission {
            phy: &phy,
            frequency_hz: config.rf.frequency,
            modulation: modulation(&config.rf),
            signals: &self.signals,
        };
        let mut listening = air.emit(&emission).await?;
        let mut response = response;
        // The uplink ended at 0 ms of the stack's clock, so a window opens at its timeout. The
        // stack need not wait for that in real time: what will be transmitted is known before.
        if let Response::TimeoutRequest(opens_ms) = response {
            let rx1 = Duration::from_millis(opens_ms.into());
            let delays = [rx1, rx1 + Duration::from_secs(1)];
            listening.wait_for_any(&delays, air.patience()).await;
        }
        while let Response::TimeoutRequest(opens_ms) = response {
            let delay = Duration::from_millis(opens_ms.into());
            response = self.device.handle_event(Event::TimeoutFired).map_err(told)?;
            if let Some(heard) = self.hear(&mut listening, delay).await? {
                return Ok(heard);
            }
            // The window closes.
            response = match response {
                Response::TimeoutRequest(_) => {
                    self.device.handle_event(Event::TimeoutFired).map_err(told)?
                }
                other => other,
            };
        }
        Ok(response)
    }

    /// Gives the stack what comes while its window is open; `None` when it took nothing.
    async fn hear(
        &mut self,
        listening: &mut Listening,
        delay: Duration,
    ) -> Result<Option<Response>, StackError> {
        let Some(rf) = self.device.get_radio().listens.take() else { return Ok(None) };
        let window = Window { delay, frequency_hz: rf.frequency, modulation: modulation(&rf) };
        while let Some((_, phy)) = listening.hear_soon(&[window], Duration::ZERO).await {
            let event = Event::RadioEvent(radio::Event::Phy(Heard(phy.to_vec())));
            match self.device.handle_event(event).map_err(told)? {
                Response::NoUpdate => {}
                response => return Ok(Some(response)),
            }
        }
        Ok(None)
    }
}

fn told(what: impl std::fmt::Debug) -> StackError {
    StackError::Stack(format!("{what:?}"))
}

fn modulation(rf: &RfConfig) -> Modulation {
    Modulation::LoRa {
        spreading_factor: u8::try_from(rf.bb.sf.factor()).unwrap_or(0),
        bandwidth_hz: rf.bb.bw.hz(),
    }
}

/// The stack's radio: remembers what it is asked to transmit and where it is asked to listen.
#[derive(Debug, Default)]
struct Radio {
    sent: Option<(TxConfig, Vec<u8>)>,
    listens: Option<RfConfig>,
    received: Vec<u8>,
}

/// A frame on its way into the stack.
#[derive(Debug)]
struct Heard(Vec<u8>);

impl PhyRxTx for Radio {
    type PhyEvent = Heard;
    type PhyError = ();
    type PhyResponse = ();

    const MAX_RADIO_POWER: u8 = 16;

    fn get_mut_radio(&mut self) -> &mut Self {
        self
    }

    fn get_received_packet(&mut self) -> &mut [u8] {
        &mut self.received
    }

    fn handle_event(&mut self, event: radio::Event<'_, Self>) -> Result<radio::Response<Self>, ()> {
        Ok(match event {
            radio::Event::TxRequest(config, phy) => {
                self.sent = Some((config, phy.to_vec()));
                radio::Response::TxDone(0)
            }
            radio::Event::RxRequest(rf) => {
                self.listens = Some(rf);
                radio::Response::Rxing
            }
            radio::Event::CancelRx => radio::Response::Idle,
            radio::Event::Phy(Heard(phy)) => {
                self.received = phy;
                radio::Response::RxDone(RxQuality::new(-60, 9))
            }
        })
    }
}

impl Timings for Radio {
    fn get_rx_window_offset_ms(&self) -> i32 {
        0
    }

    fn get_rx_window_duration_ms(&self) -> u32 {
        100
    }
}

/// The stack's randomness.
struct Random(Noise);

impl rand_core::RngCore for Random {
    fn next_u32(&mut self) -> u32 {
        u32::from(self.0.next_u16()) << 16 | u32::from(self.0.next_u16())
    }

    fn next_u64(&mut self) -> u64 {
        self.0.next()
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        for (byte, random) in
            bytes.iter_mut().zip(std::iter::repeat_with(|| self.0.bytes()).flatten())
        {
            *byte = random;
        }
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}
