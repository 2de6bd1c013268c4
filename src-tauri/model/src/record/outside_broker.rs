//! MQTT brokers that are not ours. Source of the names: thinklink.md 1.22.

use crate::{RecordId, TenantCode, Timestamp};
use std::fmt;

words!(
    /// What a broker outside is for.
    BrokerDirection {
        /// AS uplinks come from it, and downlinks of their devices go back to it.
        Source = "SOURCE",
        /// It gets a copy of what this instance publishes.
        Copy = "COPY",
    }
);

words!(
    /// How a broker is spoken to.
    BrokerProtocol {
        /// In clear.
        Mqtt = "mqtt",
        /// By TLS.
        Mqtts = "mqtts",
    }
);

words!(
    /// What a broker gets a copy of, by the level of the topic.
    Publication {
        /// AS uplinks at once.
        Data = "data",
        /// AS uplinks with all gateways.
        DataAll = "dataAll",
        /// Acknowledgements of downlinks.
        Ack = "ack",
        /// Parsed telemetry.
        Telemetry = "telemetry",
    }
);

/// An MQTT broker outside, and what it is for.
#[derive(Clone, PartialEq, Eq)]
pub struct OutsideBroker {
    /// Its key.
    pub id: RecordId,
    /// Whose devices it carries.
    pub tenant: TenantCode,
    /// Unique in the tenant.
    pub name: String,
    /// Whether it is connected to.
    pub enable: bool,
    /// What it is for.
    pub direction: BrokerDirection,
    /// How it is spoken to.
    pub protocol: BrokerProtocol,
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Certificates of the authorities to trust, PEM; empty for those of the system.
    pub ca: String,
    /// Client certificate, PEM; empty for none.
    pub cert: String,
    /// Its key, PEM. Never printed.
    pub key: String,
    /// Login name; empty for none.
    pub username: String,
    /// Password. Never printed.
    pub password: String,
    /// Client id, unique on that broker.
    pub client_id: String,
    /// Keep-alive, seconds.
    pub keep_alive: u16,
    /// Whether the broker forgets us when we leave.
    pub clean_session: bool,
    /// 0 or 1.
    pub qos: u8,
    /// The tenant in the other side's topics, `/v32/{remote_tenant}/…`.
    pub remote_tenant: TenantCode,
    /// What it gets a copy of.
    pub publish: Vec<Publication>,
    /// Where `online` and, by the last will, `offline` is said; empty for nowhere.
    pub status_topic: String,
    /// How much waits on the disk while it is away, MiB.
    pub buffer_limit_mb: u32,
    /// For people.
    pub remark: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl fmt::Debug for OutsideBroker {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("OutsideBroker")
            .field("id", &self.id)
            .field("tenant", &self.tenant)
            .field("name", &self.name)
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}
