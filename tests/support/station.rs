//! A gateway with LoRa Basics Station, as far as its server can tell: JSON over WebSocket, with
//! or without TLS.
//!
//! It shares nothing with the server's reader and writer, so that both have to be right.

use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use gateway::gwmp::codec::{self, CodeRates, FromGateway, Kind, Reception};
use lorawan::Eui64;
use model::radio::{GatewayDownlink, Modulation, TransmitAt, Waveform};
use serde_json::{Value, json};
use socket2::{Domain, Socket, Type};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use tungstenite::client::IntoClientRequest as _;
use tungstenite::{Error, HandshakeError, Message, WebSocket};

use crate::process::PATIENCE;

/// How long one look at a socket may take.
const GLANCE: Duration = Duration::from_millis(5);

/// How to get to the server.
#[derive(Debug, Clone, Default)]
pub(crate) struct Way {
    /// Content of `tc.trust`; with it TLS is spoken.
    pub(crate) trust: Option<String>,
    /// Content of `tc.key`.
    pub(crate) key: Option<String>,
    /// The address it comes from.
    pub(crate) from: Option<IpAddr>,
    /// Whether a proxy says that it speaks for somebody else.
    pub(crate) forwarded: bool,
}

/// A byte stream, with or without TLS.
enum Stream {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
}

impl Stream {
    fn tcp(&self) -> &TcpStream {
        match self {
            Self::Plain(tcp) => tcp,
            Self::Tls(tls) => &tls.sock,
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(tcp) => tcp.read(buffer),
            Self::Tls(tls) => tls.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(tcp) => tcp.write(bytes),
            Self::Tls(tls) => tls.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(tcp) => tcp.flush(),
            Self::Tls(tls) => tls.flush(),
        }
    }
}

/// What came of a try to connect.
pub(crate) enum Opened {
    Line(Line),
    /// The server refused with this status.
    Refused(u16),
}

/// A WebSocket to the server.
pub(crate) struct Line(Box<WebSocket<Stream>>);

impl Line {
    /// Connects to a path.
    pub(crate) fn open(address: &str, path: &str, way: &Way) -> Result<Opened> {
        let stream = stream(address, way)?;
        stream.tcp().set_read_timeout(Some(PATIENCE))?;
        let mut request = format!("ws://{address}{path}").into_client_request()?;
        if let Some(key) = &way.key {
            let (name, value) = key.trim().split_once(": ").context("no header in tc.key")?;
            ensure!(name == "Authorization", "{name}");
            request.headers_mut().insert("authorization", value.parse()?);
        }
        if way.forwarded {
            request.headers_mut().insert("x-forwarded-for", "203.0.113.9".parse()?);
        }
        match tungstenite::client::client(request, stream) {
            Ok((socket, _)) => {
                socket.get_ref().tcp().set_read_timeout(Some(GLANCE))?;
                Ok(Opened::Line(Self(Box::new(socket))))
            }
            Err(HandshakeError::Failure(Error::Http(answer))) => {
                Ok(Opened::Refused(answer.status().as_u16()))
            }
            Err(error) => bail!("{error}"),
        }
    }

    pub(crate) fn say(&mut self, message: &Value) -> Result<()> {
        self.send(Message::text(message.to_string()))
    }

    pub(crate) fn send(&mut self, message: Message) -> Result<()> {
        self.0.get_ref().tcp().set_read_timeout(Some(PATIENCE))?;
        self.0.send(message)?;
        Ok(self.0.get_ref().tcp().set_read_timeout(Some(GLANCE))?)
    }

    /// Sends bytes past the protocol.
    pub(crate) fn send_raw(&mut self, bytes: &[u8]) -> Result<()> {
        self.0.get_mut().write_all(bytes)?;
        Ok(self.0.get_mut().flush()?)
    }

    /// What the server says at the moment; `None` when it says nothing.
    pub(crate) fn glance(&mut self) -> Result<Option<Value>> {
        match self.0.read() {
            Ok(Message::Text(text)) => Ok(Some(serde_json::from_str(&text)?)),
            Ok(Message::Close(frame)) => bail!("closed: {frame:?}"),
            Ok(_) => Ok(None),
            Err(Error::Io(error))
                if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) =>
            {
                Ok(None)
            }
            Err(error) => bail!("ended: {error}"),
        }
    }

    /// The next message of a kind.
    pub(crate) fn hear(&mut self, kind: &str) -> Result<Value> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Some(message) = self.glance()?
                && (kind.is_empty() || message.get("msgtype") == Some(&json!(kind)))
            {
                return Ok(message);
            }
        }
        bail!("the server says no {kind}")
    }

    /// Waits until the server ends the connection.
    pub(crate) fn wait_for_end(&mut self) -> Result<String> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Err(ended) = self.glance() {
                return Ok(ended.to_string());
            }
        }
        bail!("the connection stays")
    }
}

fn stream(address: &str, way: &Way) -> Result<Stream> {
    let server: SocketAddr = address.parse()?;
    let socket = Socket::new(Domain::for_address(server), Type::STREAM, None)?;
    if let Some(from) = way.from {
        socket.bind(&SocketAddr::new(from, 0).into())?;
    }
    socket.connect(&server.into())?;
    socket.set_tcp_nodelay(true)?;
    let tcp = TcpStream::from(socket);
    let Some(trust) = &way.trust else { return Ok(Stream::Plain(tcp)) };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(trust.as_bytes()) {
        roots.add(certificate?)?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(server.ip().to_string())?;
    let connection = ClientConnection::new(Arc::new(config), name)?;
    Ok(Stream::Tls(Box::new(StreamOwned::new(connection, tcp))))
}

/// A gateway of the simplest kind: its clock is what the test says.
pub(crate) struct Station {
    pub(crate) line: Line,
    /// How it was told to set up its radio.
    pub(crate) config: Value,
}

impl Station {
    /// Asks where to go, goes there, says who it is, and gets its settings.
    pub(crate) fn connect(address: &str, eui: Eui64, way: &Way) -> Result<Self> {
        let uri = discover(address, eui, way)?;
        let path = uri.get("uri").and_then(Value::as_str).with_context(|| uri.to_string())?;
        let scheme = if way.trust.is_some() { "wss" } else { "ws" };
        let path = path.strip_prefix(&format!("{scheme}://{address}")).context("another server")?;
        match Line::open(address, path, way)? {
            Opened::Line(line) => Self::on(line),
            Opened::Refused(status) => bail!("refused with {status}"),
        }
    }

    /// Says who it is, and gets its settings.
    pub(crate) fn on(mut line: Line) -> Result<Self> {
        line.say(&json!({
            "msgtype": "version", "station": "2.0.6(test/std)", "firmware": "1.2", "package": "p",
            "model": "test", "protocol": 2, "features": "rmtsh gps",
        }))?;
        let config = line.hear("router_config")?;
        Ok(Self { line, config })
    }

    /// Reports a frame with its clock at `xtime`, on antenna 2.
    pub(crate) fn report(&mut self, xtime: i64, phy: &[u8]) -> Result<()> {
        self.line.say(&heard(phy, xtime, 5, 868_100_000)?)
    }

    /// The next frame it is told to transmit.
    pub(crate) fn downlink(&mut self) -> Result<Value> {
        self.line.hear("dnmsg")
    }

    /// Says that a downlink was transmitted.
    pub(crate) fn transmitted(&mut self, dnmsg: &Value) -> Result<()> {
        self.line.say(&json!({
            "msgtype": "dntxed", "diid": dnmsg["diid"], "DevEui": dnmsg["DevEui"], "rctx": 2,
            "xtime": 1, "txtime": 1.0, "gpstime": 0,
        }))
    }

    /// Waits until everything it said has been read.
    pub(crate) fn settle(&mut self) -> Result<()> {
        self.line.say(&json!({"msgtype": "timesync", "txtime": 77}))?;
        let answer = self.line.hear("timesync")?;
        ensure!(answer.get("txtime") == Some(&json!(77)), "{answer}");
        Ok(())
    }
}

/// Asks where to go.
pub(crate) fn discover(address: &str, eui: Eui64, way: &Way) -> Result<Value> {
    match Line::open(address, "/router-info", way)? {
        Opened::Line(mut line) => {
            line.say(&json!({"router": dashed(eui)}))?;
            line.hear("")
        }
        Opened::Refused(status) => bail!("refused with {status}"),
    }
}

fn dashed(eui: Eui64) -> String {
    eui.to_be_bytes().map(|byte| format!("{byte:02x}")).join("-")
}

/// The message about a frame.
pub(crate) fn heard(phy: &[u8], xtime: i64, dr: u8, frequency_hz: u32) -> Result<Value> {
    let (head, rest) = phy.split_first().context("empty")?;
    let (body, mic) = rest.split_last_chunk::<4>().context("too short")?;
    let mic = i32::from_le_bytes(*mic);
    let mut message = if head >> 5 == 0 {
        let (join_eui, rest) = body.split_first_chunk::<8>().context("too short")?;
        let (dev_eui, rest) = rest.split_first_chunk::<8>().context("too short")?;
        let dev_nonce = u16::from_le_bytes(*rest.first_chunk().context("too short")?);
        json!({
            "msgtype": "jreq", "MHdr": head, "JoinEui": dashed(Eui64::from_wire_bytes(*join_eui)),
            "DevEui": dashed(Eui64::from_wire_bytes(*dev_eui)), "DevNonce": dev_nonce, "MIC": mic,
        })
    } else {
        let (address, rest) = body.split_first_chunk::<4>().context("too short")?;
        let (f_ctrl, rest) = rest.split_first().context("too short")?;
        let (f_cnt, rest) = rest.split_first_chunk::<2>().context("too short")?;
        let (options, rest) =
            rest.split_at_checked(usize::from(f_ctrl & 15)).context("too short")?;
        let (port, payload) = match rest.split_first() {
            Some((port, payload)) => (i32::from(*port), payload),
            None => (-1, rest),
        };
        json!({
            "msgtype": "updf", "MHdr": head, "DevAddr": i32::from_le_bytes(*address),
            "FCtrl": f_ctrl, "FCnt": u16::from_le_bytes(*f_cnt),
            "FOpts": hex::encode_upper(options), "FPort": port,
            "FRMPayload": hex::encode_upper(payload), "MIC": mic,
        })
    };
    let radio = json!({
        "RefTime": 0.0, "DR": dr, "Freq": frequency_hz,
        "upinfo": {"rctx": 2, "xtime": xtime, "gpstime": 0, "fts": -1, "rssi": -70, "snr": 8.5,
            "rxtime": 1_777_622_400.5},
    });
    if let (Some(message), Some(radio)) = (message.as_object_mut(), radio.as_object()) {
        message.extend(radio.clone());
    }
    Ok(message)
}

/// A gateway whose radio is a simulated one that speaks Semtech UDP: what that hears goes to the
/// server as a station tells it, and what the server wants transmitted goes back.
pub(crate) struct Bridge {
    /// Where the simulated radio connects.
    pub(crate) radio: SocketAddr,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<Result<()>>>,
}

impl Bridge {
    pub(crate) fn around(station: Station, eui: Eui64) -> Result<Self> {
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        socket.set_read_timeout(Some(GLANCE))?;
        let radio = socket.local_addr()?;
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || bridge(station, eui, &socket, &stopped));
        Ok(Self { radio, stop, thread: Some(thread) })
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let ended = self.thread.take().map(JoinHandle::join);
        if !std::thread::panicking() {
            ended.expect("a thread").expect("no panic").expect("no error");
        }
    }
}

/// Session of the bridge's clock.
const SESSION: i64 = 0x2A << 48;

fn bridge(mut station: Station, eui: Eui64, socket: &UdpSocket, stop: &AtomicBool) -> Result<()> {
    let mut bytes = vec![0; codec::MAX_DATAGRAM];
    let mut down = None;
    while !stop.load(Ordering::Relaxed) {
        if let Ok((length, peer)) = socket.recv_from(&mut bytes) {
            let datagram = FromGateway::read(bytes.get(..length).unwrap_or_default());
            let datagram = datagram.context("no datagram")?;
            match datagram.kind {
                Kind::PullData => {
                    down = Some(peer);
                    socket.send_to(&codec::pull_ack(2, datagram.token), peer)?;
                }
                Kind::PushData(json) => {
                    socket.send_to(&codec::push_ack(2, datagram.token), peer)?;
                    let reception = Reception {
                        gateway: eui,
                        token: datagram.token,
                        received_at: model::Timestamp::default(),
                        arrived: Instant::now(),
                    };
                    let push = codec::read_push(json, &reception, &CodeRates::default());
                    for uplink in push.uplinks {
                        let dr = data_rate(&station.config, uplink.modulation)?;
                        let xtime = SESSION | i64::from(uplink.tmst);
                        station.line.say(&heard(&uplink.phy, xtime, dr, uplink.frequency_hz)?)?;
                    }
                }
                Kind::TxAck(_) => {}
            }
        }
        if let Some(message) = station.line.glance()?
            && message.get("msgtype") == Some(&json!("dnmsg"))
        {
            let downlink = transmission(&station.config, eui, &message)?;
            let down = down.context("no radio")?;
            socket.send_to(&codec::pull_resp(2, 1, &downlink), down)?;
            station.transmitted(&message)?;
        }
    }
    Ok(())
}

/// The number of a data rate in a station's settings.
fn data_rate(config: &Value, modulation: Modulation) -> Result<u8> {
    let Modulation::LoRa { spreading_factor, bandwidth_hz } = modulation else {
        bail!("LoRa only")
    };
    let wanted = json!([spreading_factor, bandwidth_hz / 1_000, 0]);
    let rates = config["DRs"].as_array().context("DRs")?;
    let dr = rates.iter().position(|rate| *rate == wanted).context("no such data rate")?;
    Ok(u8::try_from(dr)?)
}

/// What a station would transmit: it tries RX1 or, one second later, RX2.
fn transmission(config: &Value, eui: Eui64, dnmsg: &Value) -> Result<GatewayDownlink> {
    let number = |name: &str| dnmsg[name].as_i64().with_context(|| format!("{name}: {dnmsg}"));
    let window = if dnmsg.get("RX1Freq").is_some() { "RX1" } else { "RX2" };
    let later = i64::from(window == "RX2");
    let at = match number("dC")? {
        0 => {
            let xtime = number("xtime")?;
            ensure!(xtime & SESSION == SESSION, "not this session: {dnmsg}");
            ensure!(number("rctx")? == 2, "not this antenna: {dnmsg}");
            let at = xtime + (number("RxDelay")? + later) * 1_000_000;
            TransmitAt::Counter(u32::try_from(at & 0xFFFF_FFFF)?)
        }
        2 => TransmitAt::Immediately,
        class => bail!("class {class}"),
    };
    let dr = usize::try_from(number(&format!("{window}DR"))?)?;
    let rate = config["DRs"].get(dr).context("no such data rate")?;
    let part = |index: usize| rate[index].as_u64().context("a data rate");
    Ok(GatewayDownlink {
        gateway: eui,
        at,
        frequency_hz: u32::try_from(number(&format!("{window}Freq"))?)?,
        modulation: Modulation::LoRa {
            spreading_factor: u8::try_from(part(0)?)?,
            bandwidth_hz: u32::try_from(part(1)?)? * 1_000,
        },
        power_dbm: 14,
        phy: hex::decode(dnmsg["pdu"].as_str().context("pdu")?)?.into(),
        board: None,
        antenna: None,
        waveform: Waveform::default(),
    })
}
