//! What a source broker sends: uplinks of devices with `data_from=OTHER`, and acknowledgements of
//! the downlinks that went to it. The broker may be hostile: it reaches its own tenant's devices
//! by its own topics and nothing else, and everything refused is counted.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};

use bytes::Bytes;
use model::record::{BrokerDirection, OutsideBroker};
use model::{DeviceEui, JsonMap};
use mqtt::client::{Inbox, Received};
use things::as_message;

use super::hub::{Tally, split};
use super::recent::Key;
use crate::{Core, clock, inbound};

/// See the module.
pub(crate) struct SourceInbox {
    core: Weak<Core>,
    record: Arc<OutsideBroker>,
    tally: Arc<Tally>,
}

impl SourceInbox {
    pub(crate) const fn new(
        core: Weak<Core>,
        record: Arc<OutsideBroker>,
        tally: Arc<Tally>,
    ) -> Self {
        Self { core, record, tally }
    }

    fn refuse(&self, core: &Core, code: &'static str) -> bool {
        self.tally.refused.fetch_add(1, Ordering::Relaxed);
        core.counters.refused(&self.record.tenant, code);
        true
    }

    /// `false` when the thing models have no room.
    fn uplink(&self, core: &Core, kind: &str, eui: DeviceEui, payload: &[u8]) -> bool {
        let tenant = &self.record.tenant;
        let message = match inbound::uplink(core, tenant, eui, payload) {
            Ok(message) => message,
            Err(code) => return self.refuse(core, code),
        };
        let eui = message.eui.clone();
        let content = Bytes::from(message.content.clone());
        let topic = match kind {
            "data" => as_message::up_data_topic(tenant, &eui),
            _ => as_message::up_data_all_topic(tenant, &eui),
        };
        let key = serde_json::from_slice::<JsonMap>(&content).ok().and_then(|it| Key::of(&it));
        let now = clock::instant();
        if key.is_some_and(|key| core.outside.recent.lock().knows(&eui, key, now)) {
            // The second form of a known uplink is for those who watch, the rest is repetition.
            if kind == "dataAll" {
                core.publish_here(&topic, content);
            } else {
                self.tally.duplicates.fetch_add(1, Ordering::Relaxed);
            }
            return true;
        }
        let at = message.at;
        if !core.offer_to_workers(message) {
            return false;
        }
        if let Some(key) = key {
            core.outside.recent.lock().note(&eui, key, now);
        }
        core.counters.uplink(tenant, at);
        core.outside.heard_from(self.record.id, &eui);
        core.publish_here(&topic, content);
        true
    }

    /// An acknowledgement of a downlink, for those who sent it here.
    fn acknowledgement(&self, core: &Core, eui: &DeviceEui, payload: &Bytes) -> bool {
        if !inbound::is_fed_by_mqtt(core, &self.record.tenant, eui) {
            return self.refuse(core, "mqtt_unknown_device");
        }
        let Ok(body) = serde_json::from_slice::<JsonMap>(payload) else {
            return self.refuse(core, "mqtt_not_an_object");
        };
        let named = body.get("moteeui").and_then(|eui| eui.as_str()).map(str::parse::<DeviceEui>);
        if named.is_some_and(|named| named.as_ref() != Ok(eui)) {
            return self.refuse(core, "mqtt_eui_mismatch");
        }
        let topic = format!("/v32/{}/as/up/ack/{eui}", self.record.tenant);
        core.publish_here(&topic, payload.clone());
        true
    }
}

impl Inbox for SourceInbox {
    fn take(&self, message: Received<'_>) -> bool {
        let Some(core) = self.core.upgrade() else { return true };
        // AS messages are never retained: this one is of a time long gone.
        if self.record.direction != BrokerDirection::Source || message.retained {
            return self.refuse(&core, "outside_unasked");
        }
        let told = split(message.topic)
            .filter(|(tenant, _)| *tenant == self.record.remote_tenant.as_str())
            .and_then(|(_, rest)| rest.strip_prefix("as/up/")?.split_once('/'));
        let Some((kind, Ok(eui))) = told.map(|(kind, eui)| (kind, eui.parse::<DeviceEui>())) else {
            return self.refuse(&core, "outside_unasked");
        };
        match kind {
            "data" | "dataAll" => self.uplink(&core, kind, eui, message.payload),
            "ack" => self.acknowledgement(&core, &eui, message.payload),
            _ => self.refuse(&core, "outside_unasked"),
        }
    }
}
