//! A client that writes and reads bytes, so that it can also do what no library would.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// First bytes of packets. Source: MQTT 3.1.1, section 2.2.
pub(crate) const CONNACK: u8 = 0x20;
pub(crate) const PUBLISH: u8 = 0x30;
pub(crate) const PUBACK: u8 = 0x40;
pub(crate) const PUBREC: u8 = 0x50;
pub(crate) const PUBREL: u8 = 0x62;
pub(crate) const PUBCOMP: u8 = 0x70;
pub(crate) const SUBACK: u8 = 0x90;
pub(crate) const UNSUBACK: u8 = 0xB0;
pub(crate) const PINGRESP: u8 = 0xD0;
pub(crate) const DISCONNECT: u8 = 0xE0;

#[derive(Clone)]
pub(crate) struct Options {
    /// 3, 4 or 5.
    pub(crate) level: u8,
    pub(crate) client_id: String,
    pub(crate) username: Option<String>,
    pub(crate) password: Option<String>,
    pub(crate) keep_alive: u16,
    pub(crate) clean: bool,
    pub(crate) will: Option<(String, String)>,
    pub(crate) will_retain: bool,
    /// Properties of MQTT 5, encoded.
    pub(crate) properties: Vec<u8>,
}

pub(crate) fn options(level: u8, tenant: &str, client_id: &str) -> Options {
    Options {
        level,
        client_id: client_id.into(),
        username: Some(tenant.into()),
        password: Some("secret".into()),
        keep_alive: 0,
        clean: true,
        will: None,
        will_retain: false,
        properties: Vec::new(),
    }
}

pub(crate) struct Raw {
    pub(crate) stream: TcpStream,
    level: u8,
    packet_id: u16,
}

pub(crate) fn text(text: &str) -> Vec<u8> {
    let mut bytes = (text.len() as u16).to_be_bytes().to_vec();
    bytes.extend(text.as_bytes());
    bytes
}

pub(crate) fn packet(first: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first];
    let mut rest = body.len();
    loop {
        let low = (rest % 128) as u8;
        rest /= 128;
        bytes.push(if rest > 0 { low | 0x80 } else { low });
        if rest == 0 {
            break;
        }
    }
    bytes.extend(body);
    bytes
}

pub(crate) fn connect_packet(options: &Options) -> Vec<u8> {
    let mut body = text(if options.level == 3 { "MQIsdp" } else { "MQTT" });
    let mut flags = u8::from(options.clean) << 1;
    flags |= u8::from(options.username.is_some()) << 7;
    flags |= u8::from(options.password.is_some()) << 6;
    flags |= u8::from(options.will.is_some()) << 2;
    flags |= u8::from(options.will_retain) << 5;
    body.extend([options.level, flags]);
    body.extend(options.keep_alive.to_be_bytes());
    if options.level == 5 {
        body.push(options.properties.len() as u8);
        body.extend(&options.properties);
    }
    body.extend(text(&options.client_id));
    if let Some((topic, message)) = &options.will {
        if options.level == 5 {
            body.push(0);
        }
        body.extend(text(topic));
        body.extend(text(message));
    }
    body.extend(options.username.as_deref().map(text).unwrap_or_default());
    body.extend(options.password.as_deref().map(text).unwrap_or_default());
    packet(0x10, &body)
}

impl Raw {
    pub(crate) async fn open(addr: SocketAddr, level: u8) -> Self {
        Self { stream: TcpStream::connect(addr).await.unwrap(), level, packet_id: 0 }
    }

    /// Logs in and returns the code of the answer: 0 is success.
    pub(crate) async fn try_login(addr: SocketAddr, options: &Options) -> (Self, u8) {
        let mut raw = Self::open(addr, options.level).await;
        raw.send(&connect_packet(options)).await;
        let (first, body) = raw.read().await.expect("an answer to the login");
        assert_eq!(first, CONNACK);
        assert_eq!(body[0], 0, "there is never a session to continue");
        (raw, body[1])
    }

    pub(crate) async fn login(addr: SocketAddr, level: u8, tenant: &str, client_id: &str) -> Self {
        let (raw, code) = Self::try_login(addr, &options(level, tenant, client_id)).await;
        assert_eq!(code, 0);
        raw
    }

    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        // The broker may have closed the socket; what follows from that is read, not written.
        let _ = self.stream.write_all(bytes).await;
    }

    /// The next packet: first byte and body. `None` when the broker has closed the socket.
    pub(crate) async fn read(&mut self) -> Option<(u8, Vec<u8>)> {
        tokio::time::timeout(Duration::from_secs(10), self.read_packet())
            .await
            .expect("a packet or the end in time")
    }

    async fn read_packet(&mut self) -> Option<(u8, Vec<u8>)> {
        let first = self.stream.read_u8().await.ok()?;
        let (mut length, mut shift) = (0, 0);
        loop {
            let byte = self.stream.read_u8().await.ok()?;
            length |= usize::from(byte & 0x7F) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                break;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).await.ok()?;
        Some((first, body))
    }

    fn next_id(&mut self) -> [u8; 2] {
        self.packet_id += 1;
        self.packet_id.to_be_bytes()
    }

    pub(crate) async fn send_subscribe(&mut self, filters: &[(&str, u8)]) {
        let mut body = self.next_id().to_vec();
        if self.level == 5 {
            body.push(0);
        }
        for (filter, options) in filters {
            body.extend(text(filter));
            body.push(*options);
        }
        self.send(&packet(0x82, &body)).await;
    }

    /// Subscribes and returns the codes of the answer.
    pub(crate) async fn subscribe(&mut self, filters: &[(&str, u8)]) -> Vec<u8> {
        self.send_subscribe(filters).await;
        let (first, body) = self.read().await.expect("an answer to the subscription");
        assert_eq!((first, &body[..2]), (SUBACK, &self.packet_id.to_be_bytes()[..]));
        body[if self.level == 5 { 3 } else { 2 }..].to_vec()
    }

    pub(crate) async fn unsubscribe(&mut self, filter: &str) {
        let mut body = self.next_id().to_vec();
        if self.level == 5 {
            body.push(0);
        }
        body.extend(text(filter));
        self.send(&packet(0xA2, &body)).await;
        assert_eq!(self.read().await.unwrap().0, UNSUBACK);
    }

    pub(crate) async fn publish(&mut self, topic: &str, payload: &str, qos: u8) {
        let mut body = text(topic);
        if qos > 0 {
            body.extend(self.next_id());
        }
        if self.level == 5 {
            body.push(0);
        }
        body.extend(payload.as_bytes());
        self.send(&packet(PUBLISH | (qos << 1), &body)).await;
    }

    /// The next message: topic and payload. Acknowledges QoS 1.
    pub(crate) async fn message(&mut self) -> (String, String) {
        let (first, body) = self.read().await.expect("a message");
        assert_eq!(first & 0xF0, PUBLISH, "{body:?}");
        let length = usize::from(u16::from_be_bytes([body[0], body[1]]));
        let topic = String::from_utf8(body[2..2 + length].to_vec()).unwrap();
        let mut rest = &body[2 + length..];
        if first & 0x06 != 0 {
            let id = rest[..2].to_vec();
            rest = &rest[2..];
            self.send(&packet(PUBACK, &id)).await;
        }
        if self.level == 5 {
            let properties = usize::from(rest[0]);
            rest = &rest[1 + properties..];
        }
        (topic, String::from_utf8(rest.to_vec()).unwrap())
    }

    /// Asks for a sign of life, so that everything sent before has been dealt with.
    pub(crate) async fn ping(&mut self) {
        self.send(&[0xC0, 0]).await;
        assert_eq!(self.read().await, Some((PINGRESP, vec![])));
    }

    /// Waits until the broker closes the socket and returns the packets it sent before.
    pub(crate) async fn until_closed(&mut self) -> Vec<(u8, Vec<u8>)> {
        let mut packets = Vec::new();
        while let Some(packet) = self.read().await {
            packets.push(packet);
        }
        packets
    }
}
