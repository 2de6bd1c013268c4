//! A broker that is not ours: mosquitto, with and without TLS, which can go away and come back.

use std::collections::VecDeque;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rumqttc::{Client, Connection, Event, MqttOptions, Packet, QoS};
use serde_json::Value;
use tempfile::TempDir;

use crate::process::{PATIENCE, Process};

pub(crate) const USER: &str = "site";
pub(crate) const PASSWORD: &str = "correct horse";

/// An authority with a certificate for `localhost` and one for a client, PEM.
pub(crate) struct Pki {
    pub(crate) ca: String,
    pub(crate) client: (String, String),
    server: (String, String),
}

impl Pki {
    pub(crate) fn new() -> Result<Self> {
        let mut params = named("Authority", Vec::new())?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        let issue = |name: &str| -> Result<(String, String)> {
            let key = KeyPair::generate()?;
            let certificate = named(name, vec![name.to_owned()])?.signed_by(&key, &issuer)?;
            Ok((certificate.pem(), key.serialize_pem()))
        };
        Ok(Self { ca: issuer.pem(), client: issue("client")?, server: issue("localhost")? })
    }
}

/// A certificate whose name differs from its authority's, as OpenSSL wants it.
fn named(name: &str, hosts: Vec<String>) -> Result<CertificateParams> {
    let mut params = CertificateParams::new(hosts)?;
    params.distinguished_name.push(DnType::CommonName, name);
    Ok(params)
}

/// A mosquitto on a port of its own, for [`USER`] with [`PASSWORD`].
pub(crate) struct Mosquitto {
    folder: TempDir,
    pub(crate) port: u16,
    process: Option<Process>,
}

impl Mosquitto {
    /// In clear.
    pub(crate) fn start() -> Result<Self> {
        Self::start_with("")
    }

    /// With TLS; `asks` for a client certificate or not.
    pub(crate) fn start_tls(pki: &Pki, asks: bool) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let files = [("ca", &pki.ca), ("cert", &pki.server.0), ("key", &pki.server.1)];
        let mut lines = String::new();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::write(&path, text)?;
            lines.push_str(&format!("{name}file {}\n", path.display()));
        }
        if asks {
            lines.push_str("require_certificate true\n");
        }
        Self::prepare(folder, &lines)
    }

    fn start_with(lines: &str) -> Result<Self> {
        Self::prepare(tempfile::tempdir()?, lines)
    }

    fn prepare(folder: TempDir, lines: &str) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let at = |name: &str| folder.path().join(name).display().to_string();
        let made = Command::new("mosquitto_passwd")
            .args(["-c", "-b", &at("passwords"), USER, PASSWORD])
            .stderr(Stdio::null())
            .status()
            .context("mosquitto is not installed (apt-get install mosquitto)")?;
        ensure!(made.success(), "mosquitto_passwd failed");
        let user = Command::new("id").arg("-un").output()?.stdout;
        let config = format!(
            "user {}\nlistener {port} 127.0.0.1\nallow_anonymous false\npassword_file {}\n\
             persistence true\npersistence_location {}/\nmax_queued_messages 0\n{lines}",
            String::from_utf8(user)?.trim(),
            at("passwords"),
            folder.path().display(),
        );
        fs::write(folder.path().join("mosquitto.conf"), config)?;
        let mut broker = Self { folder, port, process: None };
        broker.come_back()?;
        Ok(broker)
    }

    /// Starts it, on the port and with the sessions it had.
    pub(crate) fn come_back(&mut self) -> Result<()> {
        let config = self.folder.path().join("mosquitto.conf");
        let log = fs::File::create(self.folder.path().join("log"))?;
        let program = ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto"]
            .into_iter()
            .find(|path| std::path::Path::new(path).exists())
            .unwrap_or("mosquitto");
        let process = Process::start(
            Command::new(program).arg("-c").arg(config).stderr(log.try_clone()?).stdout(log),
        )?;
        self.process = Some(process);
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            ensure!(begun.elapsed() < PATIENCE, "mosquitto does not listen: {}", self.log());
            std::thread::yield_now();
        }
        Ok(())
    }

    /// Ends it in order, so that it keeps its sessions.
    pub(crate) fn go_away(&mut self) -> Result<()> {
        let process = self.process.take().context("it is away already")?;
        process.signal("TERM")?;
        process.wait()?;
        Ok(())
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

/// A client of mosquitto whose session outlives its connection.
pub(crate) struct Outsider {
    client: Client,
    connection: Connection,
    /// What came before the subscription was granted again.
    waiting: VecDeque<(String, Vec<u8>)>,
}

impl Outsider {
    /// Connects and waits until the subscription holds; what came since it was last here is heard first.
    pub(crate) fn connect(broker: &Mosquitto, filter: &str) -> Result<Self> {
        let mut options = MqttOptions::new("outsider", "127.0.0.1", broker.port);
        options.set_credentials(USER, PASSWORD).set_clean_session(false);
        options.set_max_packet_size(1 << 20, 1 << 20);
        let (client, connection) = Client::new(options, 100);
        client.subscribe(filter, QoS::AtLeastOnce)?;
        let mut outsider = Self { client, connection, waiting: VecDeque::new() };
        let mut waiting = VecDeque::new();
        outsider.until(|event| match event {
            Event::Incoming(Packet::SubAck(_)) => Some(()),
            Event::Incoming(Packet::Publish(publish)) => {
                waiting.push_back((publish.topic, publish.payload.to_vec()));
                None
            }
            _ => None,
        })?;
        outsider.waiting = waiting;
        Ok(outsider)
    }

    pub(crate) fn publish(&mut self, topic: &str, body: &Value) -> Result<()> {
        self.client.publish(topic, QoS::AtLeastOnce, false, body.to_string())?;
        self.until(|event| matches!(event, Event::Incoming(Packet::PubAck(_))).then_some(()))
    }

    /// The next message: its topic and its body.
    pub(crate) fn next(&mut self) -> Result<(String, Value)> {
        let (topic, text) = self.next_text()?;
        Ok((topic, serde_json::from_str(&text)?))
    }

    /// The next message: its topic and its text.
    pub(crate) fn next_text(&mut self) -> Result<(String, String)> {
        let (topic, payload) = match self.waiting.pop_front() {
            Some(message) => message,
            None => self.until(|event| match event {
                Event::Incoming(Packet::Publish(publish)) => {
                    Some((publish.topic, publish.payload.to_vec()))
                }
                _ => None,
            })?,
        };
        Ok((topic, String::from_utf8(payload)?))
    }

    fn until<T>(&mut self, mut wanted: impl FnMut(Event) -> Option<T>) -> Result<T> {
        let begun = Instant::now();
        loop {
            ensure!(begun.elapsed() < PATIENCE, "nothing but other messages came");
            let event = self.connection.recv_timeout(PATIENCE);
            let event =
                event.map_err(|reason| anyhow::anyhow!("mosquitto is silent: {reason:?}"))??;
            if let Some(found) = wanted(event) {
                return Ok(found);
            }
        }
    }
}
