//! Where to connect and as whom, and what the other side may take.

use std::fmt;
use std::time::Duration;

use crate::client::Tls;

/// Where to connect, and as whom.
#[derive(Clone)]
pub struct Options {
    /// Name or address of the broker.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// `None`: in clear.
    pub tls: Option<Tls>,
    /// Login name.
    pub username: Option<String>,
    /// Password; only sent with a name. Never printed.
    pub password: Option<String>,
    /// Unique on the broker; the same one elsewhere pushes this connection out.
    pub client_id: String,
    /// After half this time without an answer the broker is asked for a sign of life; seconds.
    pub keep_alive: u16,
    /// Whether the broker forgets subscriptions and what waits for us when we leave.
    pub clean_session: bool,
    /// Where `online` is said, retained, and by the last will `offline`.
    pub status_topic: Option<String>,
    /// What is subscribed to.
    pub filters: Vec<String>,
    /// Whether messages are acknowledged, in both directions (QoS 1).
    pub acknowledged: bool,
}

impl fmt::Debug for Options {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Options")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("tls", &self.tls)
            .field("username", &self.username)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// Bounds of a connection. The values are our own choice.
#[derive(Debug, Clone)]
pub struct Limits {
    /// From the name look-up to the granted subscriptions.
    pub connect_time: Duration,
    /// Body of one packet from the broker, bytes; a larger one ends the connection.
    pub packet_bytes: u32,
    /// Messages that are sent and not yet acknowledged.
    pub inflight: usize,
    /// Their bodies together, bytes; one message may be larger.
    pub inflight_bytes: usize,
    /// How long the oldest of them may wait for its acknowledgement.
    pub ack_time: Duration,
    /// How long the broker may take to read what is written.
    pub write_time: Duration,
    /// How long a message may wait for room in the inbox.
    pub inbox_time: Duration,
    /// The pause after the first failure.
    pub first_pause: Duration,
    /// The pause after many.
    pub longest_pause: Duration,
    /// A connection that stood this long makes earlier failures forgotten.
    pub steady_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect_time: Duration::from_secs(10),
            packet_bytes: 256 * 1024,
            inflight: 64,
            inflight_bytes: 1024 * 1024,
            ack_time: Duration::from_secs(30),
            write_time: Duration::from_secs(15),
            inbox_time: Duration::from_secs(5),
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(60),
            steady_time: Duration::from_secs(10),
        }
    }
}
