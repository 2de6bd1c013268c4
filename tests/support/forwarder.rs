//! A packet forwarder whose counter is what the test says, so that no rule about time needs time
//! to pass.

use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use gateway::gwmp::codec::{self, Downlink, FromServer, RxPacket, TxAnswer};
use lorawan::Eui64;
use model::radio::Modulation;

use crate::headless::Headless;
use crate::process::PATIENCE;

/// Time after which it asks again.
const KEEP_ALIVE: Duration = Duration::from_millis(500);

/// Where and how a frame was heard.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Channel {
    pub(crate) frequency_hz: u32,
    pub(crate) spreading_factor: u8,
    pub(crate) rssi_dbm: f32,
    pub(crate) snr_db: f32,
}

impl Default for Channel {
    /// The first channel of EU868 at its fastest, near by.
    fn default() -> Self {
        Self { frequency_hz: 868_100_000, spreading_factor: 7, rssi_dbm: -70.0, snr_db: 8.0 }
    }
}

/// One gateway with one socket for both directions.
pub(crate) struct Forwarder {
    eui: Eui64,
    socket: UdpSocket,
}

impl Forwarder {
    /// Connects, and waits until the server knows the way down.
    pub(crate) fn connect(instance: &Headless, eui: Eui64) -> Result<Self> {
        Self::connect_from("127.0.0.1:0", instance, eui)
    }

    /// The same from an address of this machine that the test chooses.
    pub(crate) fn connect_from(from: &str, instance: &Headless, eui: Eui64) -> Result<Self> {
        let gateway = Self::bound(from, instance, eui)?;
        gateway.keep_alive()?;
        Ok(gateway)
    }

    /// One that reports what it hears and never asks for downlinks.
    pub(crate) fn without_way_down(instance: &Headless, eui: Eui64) -> Result<Self> {
        Self::bound("127.0.0.1:0", instance, eui)
    }

    fn bound(from: &str, instance: &Headless, eui: Eui64) -> Result<Self> {
        let socket = UdpSocket::bind(from)?;
        socket.connect(instance.address("gwmp")?)?;
        socket.set_read_timeout(Some(KEEP_ALIVE))?;
        Ok(Self { eui, socket })
    }

    /// Asks for downlinks until it is answered: everything sent before has arrived.
    pub(crate) fn keep_alive(&self) -> Result<()> {
        self.told(true, |told| matches!(told, FromServer::PullAck { .. }).then_some(()))
    }

    /// Reports a frame as received when its counter was `tmst`.
    pub(crate) fn report(&self, tmst: u32, phy: &[u8]) -> Result<()> {
        self.report_as(tmst, phy, Channel::default())
    }

    /// The same at another spreading factor.
    pub(crate) fn report_at(&self, tmst: u32, phy: &[u8], spreading_factor: u8) -> Result<()> {
        self.report_as(tmst, phy, Channel { spreading_factor, ..Channel::default() })
    }

    /// The same with a signal.
    pub(crate) fn report_with(
        &self,
        tmst: u32,
        phy: &[u8],
        rssi_dbm: f32,
        snr_db: f32,
    ) -> Result<()> {
        self.report_as(tmst, phy, Channel { rssi_dbm, snr_db, ..Channel::default() })
    }

    /// Reports a frame as received on a frequency in Hz.
    pub(crate) fn report_on(&self, tmst: u32, phy: &[u8], frequency_hz: u32) -> Result<()> {
        self.report_as(tmst, phy, Channel { frequency_hz, ..Channel::default() })
    }

    /// Reports a frame as received like this.
    pub(crate) fn report_as(&self, tmst: u32, phy: &[u8], on: Channel) -> Result<()> {
        let Channel { frequency_hz, spreading_factor, rssi_dbm, snr_db } = on;
        let packet = RxPacket {
            tmst,
            time: None,
            tmms: None,
            ftime: None,
            channel: 0,
            rf_chain: 0,
            frequency_hz,
            modulation: Modulation::LoRa { spreading_factor, bandwidth_hz: 125_000 },
            code_rate: "4/5",
            rssi_dbm: Some(rssi_dbm),
            snr_db: Some(snr_db),
            board: None,
            antenna: None,
            phy,
        };
        self.socket.send(&codec::push_data(2, self.eui, &[packet], None))?;
        Ok(())
    }

    /// Sends any datagram.
    pub(crate) fn send(&self, datagram: &[u8]) -> Result<()> {
        self.socket.send(datagram)?;
        Ok(())
    }

    /// Where it sends from.
    pub(crate) fn address(&self) -> Result<SocketAddr> {
        Ok(self.socket.local_addr()?)
    }

    /// The next frame it is told to transmit; it says that it will.
    pub(crate) fn downlink(&self) -> Result<Vec<u8>> {
        Ok(self.transmission()?.phy)
    }

    /// The same with everything it is told about it.
    pub(crate) fn transmission(&self) -> Result<Downlink> {
        self.downlink_answered(&TxAnswer::Queued)
    }

    /// The next frame it is told to transmit; it says that it will not, and why.
    pub(crate) fn refuse_downlink(&self, error: &str) -> Result<Vec<u8>> {
        Ok(self.downlink_answered(&TxAnswer::Refused(error.into()))?.phy)
    }

    /// The next frame it is told to transmit, as [`Self::downlink`]; `None` when nothing comes for
    /// so long.
    pub(crate) fn downlink_within(&self, patience: Duration) -> Result<Option<Vec<u8>>> {
        Ok(self.transmission_within(patience)?.map(|downlink| downlink.phy))
    }

    /// What it is told to transmit next, as [`Self::transmission`]; `None` when nothing comes for so
    /// long.
    pub(crate) fn transmission_within(&self, patience: Duration) -> Result<Option<Downlink>> {
        let Some((token, downlink)) = self.told_within(patience, false, downlink_of)? else {
            return Ok(None);
        };
        self.socket.send(&codec::tx_ack(token, self.eui, &TxAnswer::Queued))?;
        Ok(Some(downlink))
    }

    /// What it is told to transmit next; it answers this.
    pub(crate) fn downlink_answered(&self, answer: &TxAnswer) -> Result<Downlink> {
        let (token, downlink) = self.downlink_unanswered()?;
        self.socket.send(&codec::tx_ack(token, self.eui, answer))?;
        Ok(downlink)
    }

    /// What it is told to transmit next, with the token to answer it; it says nothing.
    pub(crate) fn downlink_unanswered(&self) -> Result<(u16, Downlink)> {
        self.told(false, downlink_of)
    }

    /// Answers what it was told to transmit.
    pub(crate) fn answer(&self, token: u16, answer: &TxAnswer) -> Result<()> {
        self.socket.send(&codec::tx_ack(token, self.eui, answer))?;
        Ok(())
    }

    /// Waits for something; `ask` for it again and again, because datagrams get lost.
    fn told<T>(&self, ask: bool, wanted: impl Fn(FromServer<'_>) -> Option<T>) -> Result<T> {
        self.told_within(PATIENCE, ask, wanted)?.context("the server says nothing")
    }

    fn told_within<T>(
        &self,
        patience: Duration,
        ask: bool,
        wanted: impl Fn(FromServer<'_>) -> Option<T>,
    ) -> Result<Option<T>> {
        let mut bytes = [0; 4_096];
        let begun = Instant::now();
        while begun.elapsed() < patience {
            if ask {
                self.socket.send(&codec::pull_data(1, self.eui))?;
            }
            while let Ok(length) = self.socket.recv(&mut bytes) {
                let told = FromServer::read(bytes.get(..length).unwrap_or_default());
                if let Some(found) = told.and_then(&wanted) {
                    return Ok(Some(found));
                }
            }
        }
        Ok(None)
    }
}

fn downlink_of(told: FromServer<'_>) -> Option<(u16, Downlink)> {
    match told {
        FromServer::PullResp { token, json } => Some((token, codec::read_downlink(json).ok()?)),
        FromServer::PushAck { .. } | FromServer::PullAck { .. } => None,
    }
}
