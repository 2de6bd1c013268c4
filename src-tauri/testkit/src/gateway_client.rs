//! A gateway that speaks the Semtech UDP protocol as a packet forwarder does: two sockets, one to
//! report and one to be told.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use gateway::gwmp::codec::{self, FromServer, RxPacket, TxAnswer};
use lorawan::Eui64;
use lorawan::counter::tmst_difference;
use model::radio::{GatewayStat, TransmitAt};
use tokio::net::UdpSocket;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use crate::air::{Delivery, Emission, Signal, Transmission};

/// Time between two PULL_DATA and between two status reports of a common forwarder.
const KEEPALIVE: Duration = Duration::from_secs(5);
const STATUS: Duration = Duration::from_secs(30);

/// How often and how long a server is asked before it counts as absent.
const GREETINGS: u32 = 6;
const GREETING_TIMEOUT: Duration = Duration::from_millis(500);

/// Time a forwarder needs between a PULL_RESP and its transmission, microseconds.
const LEAD_US: i32 = 40_000;

/// A forwarder plans at most this far ahead, microseconds.
const HORIZON_US: i32 = 512_000_000;

/// What a simulated gateway did so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GatewayCounts {
    /// Reports of frames sent.
    pub reports: u64,
    /// Acknowledgements of reports received.
    pub acknowledged: u64,
    /// Downlinks accepted.
    pub transmitted: u64,
    /// Downlinks refused, because they came too late, too early or could not be read.
    pub refused: u64,
}

/// A simulated gateway. Cheap to clone; it ends with [`SimulatedGateway::stop`] or with its last
/// clone.
#[derive(Debug, Clone)]
pub struct SimulatedGateway {
    radio: Arc<Radio>,
    /// Ends the task when the last clone is gone.
    _running: Arc<tokio_util::sync::DropGuard>,
}

#[derive(Debug)]
struct Radio {
    eui: Eui64,
    up: UdpSocket,
    down: UdpSocket,
    air: broadcast::Sender<Transmission>,
    delivery: Delivery,
    started: Instant,
    /// Counter at the start. Real counters are anywhere, so that mixing two gateways shows.
    first_tmst: u32,
    token: AtomicU16,
    reports: AtomicU64,
    acknowledged: AtomicU64,
    transmitted: AtomicU64,
    refused: AtomicU64,
    stop: CancellationToken,
}

impl SimulatedGateway {
    /// Connects a gateway that nobody listens to; see [`crate::Air`] for devices.
    ///
    /// # Errors
    /// When the server does not answer its PULL_DATA within 3 s, or a socket cannot be opened.
    pub async fn connect(eui: Eui64, server: SocketAddr) -> io::Result<Self> {
        let (air, _) = broadcast::channel(64);
        Self::connect_to(eui, server, air, Delivery::AtOnce).await
    }

    pub(crate) async fn connect_to(
        eui: Eui64,
        server: SocketAddr,
        air: broadcast::Sender<Transmission>,
        delivery: Delivery,
    ) -> io::Result<Self> {
        let stop = CancellationToken::new();
        let radio = Arc::new(Radio {
            eui,
            up: open(server).await?,
            down: open(server).await?,
            air,
            delivery,
            started: Instant::now(),
            first_tmst: rand::random(),
            token: AtomicU16::new(rand::random()),
            reports: AtomicU64::new(0),
            acknowledged: AtomicU64::new(0),
            transmitted: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            stop: stop.clone(),
        });
        radio.greet().await?;
        let task = Arc::clone(&radio);
        tokio::spawn(async move { task.run().await });
        Ok(Self { radio, _running: Arc::new(stop.drop_guard()) })
    }

    /// Its EUI.
    #[must_use]
    pub fn eui(&self) -> Eui64 {
        self.radio.eui
    }

    /// Reports a frame as just received. Returns the gateway's counter at the end of it.
    ///
    /// # Errors
    /// When the datagram cannot be sent.
    pub async fn report(&self, emission: &Emission<'_>, signal: Signal) -> io::Result<u32> {
        let radio = &self.radio;
        let tmst = radio.now();
        let packet = RxPacket {
            tmst,
            time: None,
            tmms: None,
            ftime: None,
            channel: 0,
            rf_chain: 0,
            frequency_hz: emission.frequency_hz,
            modulation: emission.modulation,
            code_rate: "4/5",
            rssi_dbm: Some(signal.rssi_dbm),
            snr_db: Some(signal.snr_db),
            board: None,
            antenna: None,
            phy: emission.phy,
        };
        radio.up.send(&codec::push_data(radio.next_token(), radio.eui, &[packet], None)).await?;
        radio.reports.fetch_add(1, Ordering::Relaxed);
        Ok(tmst)
    }

    /// What it did so far.
    #[must_use]
    pub fn counts(&self) -> GatewayCounts {
        let radio = &self.radio;
        GatewayCounts {
            reports: radio.reports.load(Ordering::Relaxed),
            acknowledged: radio.acknowledged.load(Ordering::Relaxed),
            transmitted: radio.transmitted.load(Ordering::Relaxed),
            refused: radio.refused.load(Ordering::Relaxed),
        }
    }

    /// Falls silent.
    pub fn stop(&self) {
        self.radio.stop.cancel();
    }
}

async fn open(server: SocketAddr) -> io::Result<UdpSocket> {
    let any: SocketAddr = if server.is_ipv4() {
        (Ipv4Addr::UNSPECIFIED, 0).into()
    } else {
        (Ipv6Addr::UNSPECIFIED, 0).into()
    };
    let socket = UdpSocket::bind(any).await?;
    socket.connect(server).await?;
    Ok(socket)
}

impl Radio {
    fn next_token(&self) -> u16 {
        self.token.fetch_add(1, Ordering::Relaxed)
    }

    /// The microsecond counter.
    fn now(&self) -> u32 {
        let elapsed = self.started.elapsed().as_micros() & u128::from(u32::MAX);
        self.first_tmst.wrapping_add(u32::try_from(elapsed).unwrap_or(0))
    }

    /// Asks for downlinks until the server answers.
    async fn greet(&self) -> io::Result<()> {
        let mut bytes = [0; 64];
        for _ in 0..GREETINGS {
            // A server that is not there yet makes a connected socket fail; ask again.
            let asked = self.down.send(&codec::pull_data(self.next_token(), self.eui)).await;
            let heard = tokio::time::timeout(GREETING_TIMEOUT, self.down.recv(&mut bytes)).await;
            match (asked, heard) {
                (Ok(_), Ok(Ok(_))) => return Ok(()),
                (_, Err(_)) => {}
                (Err(_), _) | (_, Ok(Err(_))) => tokio::time::sleep(GREETING_TIMEOUT).await,
            }
        }
        Err(io::Error::new(io::ErrorKind::TimedOut, "the server does not answer gateways"))
    }

    async fn run(&self) {
        let mut keepalive = tokio::time::interval(KEEPALIVE);
        let mut status = tokio::time::interval(STATUS);
        let (mut up, mut down) = ([0; 64], vec![0; 4_096]);
        loop {
            // Receiving from a socket and waiting for a tick are both cancel-safe.
            tokio::select! {
                () = self.stop.cancelled() => return,
                received = self.up.recv(&mut up) => {
                    if let Ok(length) = received { self.note_up(up.get(..length).unwrap_or_default()); }
                }
                received = self.down.recv(&mut down) => {
                    if let Ok(length) = received {
                        self.obey(down.get(..length).unwrap_or_default()).await;
                    }
                }
                _ = keepalive.tick() => {
                    // A lost keep-alive is made up for by the next one.
                    let _ = self.down.send(&codec::pull_data(self.next_token(), self.eui)).await;
                }
                _ = status.tick() => {
                    let stat = self.status();
                    let report = codec::push_data(self.next_token(), self.eui, &[], Some(&stat));
                    let _ = self.up.send(&report).await;
                }
            }
        }
    }

    fn status(&self) -> GatewayStat {
        let number = |counter: &AtomicU64| {
            u32::try_from(counter.load(Ordering::Relaxed)).unwrap_or(u32::MAX)
        };
        let reports = number(&self.reports);
        GatewayStat {
            rxnb: reports,
            rxok: reports,
            rxfw: reports,
            ackr: Some(100.0),
            dwnb: number(&self.transmitted).saturating_add(number(&self.refused)),
            txnb: number(&self.transmitted),
            temp: Some(31.5),
            ..GatewayStat::default()
        }
    }

    fn note_up(&self, bytes: &[u8]) {
        if let Some(FromServer::PushAck { .. }) = FromServer::read(bytes) {
            self.acknowledged.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Judges a downlink as a forwarder does, answers, and transmits it.
    async fn obey(&self, bytes: &[u8]) {
        let Some(FromServer::PullResp { token, json }) = FromServer::read(bytes) else { return };
        let Ok(downlink) = codec::read_downlink(json) else {
            // The reference forwarder says nothing when a field is missing.
            self.refused.fetch_add(1, Ordering::Relaxed);
            return;
        };
        let answer = self.judge(downlink.at);
        let refused = matches!(answer, TxAnswer::Refused(_)) || !downlink.inverted;
        let _ = self.down.send(&codec::tx_ack(token, self.eui, &answer)).await;
        if refused {
            self.refused.fetch_add(1, Ordering::Relaxed);
            return;
        }
        self.transmitted.fetch_add(1, Ordering::Relaxed);
        self.transmit(Transmission {
            gateway: self.eui,
            at: downlink.at,
            frequency_hz: downlink.frequency_hz,
            modulation: downlink.modulation,
            power_dbm: downlink.power_dbm,
            phy: downlink.phy.into(),
        });
    }

    fn judge(&self, at: TransmitAt) -> TxAnswer {
        let TransmitAt::Counter(at) = at else { return TxAnswer::Queued };
        match tmst_difference(self.now(), at) {
            ..LEAD_US => TxAnswer::Refused("TOO_LATE".into()),
            LEAD_US..=HORIZON_US => TxAnswer::Queued,
            _ => TxAnswer::Refused("TOO_EARLY".into()),
        }
    }

    fn transmit(&self, transmission: Transmission) {
        let wait = match (self.delivery, transmission.at) {
            (Delivery::OnTime, TransmitAt::Counter(at)) => tmst_difference(self.now(), at),
            (Delivery::OnTime, TransmitAt::Immediately) | (Delivery::AtOnce, _) => 0,
        };
        // Nobody may be listening.
        let Ok(wait @ 1..) = u64::try_from(wait) else {
            let _ = self.air.send(transmission);
            return;
        };
        let (air, stop) = (self.air.clone(), self.stop.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(Duration::from_micros(wait)) => { let _ = air.send(transmission); }
            }
        });
    }
}
