//! What one client, and all clients together, may take from the program.

use std::time::Duration;

/// Bounds of the broker. The default suits a small site; tests narrow it.
///
/// The values are our own choice, unless a field names a source.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Open sockets, logged in or not. One more is closed at once.
    pub connections: usize,
    /// Sockets that have not logged in yet. One more is closed at once, so that strangers cannot
    /// take the places of clients.
    pub handshakes: usize,
    /// From accepting the socket to the answered login.
    pub handshake_time: Duration,
    /// Logins that are checked at the same moment; hashing a password costs memory and CPU.
    pub logins_at_once: usize,
    /// How long a wrong name or password waits for its answer, so that guessing is slow. Nobody who
    /// knows the password waits, also where one with the same address does not know it.
    pub wrong_login_time: Duration,
    /// Body of one packet, bytes. A client that sends more is cut off.
    pub packet_bytes: u32,
    /// The same before the login, where the packet is only names, a password and a will.
    pub connect_packet_bytes: u32,
    /// Length of a topic or filter, bytes.
    pub topic_bytes: usize,
    /// Levels of a topic or filter, the empty first one included.
    pub topic_levels: usize,
    /// Subscriptions of one client.
    pub subscriptions_per_client: usize,
    /// Subscriptions of all clients together.
    pub subscriptions: usize,
    /// Messages waiting for one client; the oldest goes when one more arrives.
    pub queued_messages: usize,
    /// Topic and payload bytes waiting for one client; the oldest go when more arrive.
    pub queued_bytes: usize,
    /// Messages with QoS 1 on the way to one client and not yet acknowledged. A client of MQTT 5
    /// may ask for fewer ("Receive Maximum").
    pub inflight: u16,
    /// Messages with QoS 2 on the way from one client and not yet released.
    pub receive_maximum: u16,
    /// How long a client may take to read one batch before it is cut off.
    pub write_time: Duration,
    /// How long a message with QoS 1 or 2 waits for room in the inbound queue before its sender
    /// is cut off without acknowledgement, and so knows that it has to send it again.
    pub inbound_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1_000,
            handshakes: 200,
            handshake_time: Duration::from_secs(10),
            logins_at_once: 2,
            wrong_login_time: Duration::from_secs(1),
            packet_bytes: 256 * 1024,
            connect_packet_bytes: 72 * 1024,
            topic_bytes: 512,
            topic_levels: 16,
            subscriptions_per_client: 500,
            subscriptions: 20_000,
            queued_messages: 8_192,
            queued_bytes: 8 * 1024 * 1024,
            inflight: 64,
            receive_maximum: 64,
            write_time: Duration::from_secs(15),
            inbound_time: Duration::from_secs(5),
        }
    }
}
