//! What is known of a device's attributes beside their values. Source: thinklink.md 1.3.

use serde_json::Value;
use std::collections::BTreeMap;

use super::Device;
use crate::{JsonMap, RecordId, Said, Timestamp};

words!(
    /// Whose attributes.
    AttributeSide {
        /// Of the platform alone: a change sends nothing.
        Server = "server",
        /// Of platform and device: a change by a person is sent to the device.
        Shared = "shared",
    }
);

words!(
    /// What kind of value an attribute has, which chooses its editor.
    AttributeType {
        /// Text.
        Text = "string",
        /// A number.
        Number = "number",
        /// True or false.
        Flag = "boolean",
        /// An object or array.
        Object = "object",
    }
);

/// What is known of one side's attributes; scripts see none of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AttributeNotes {
    /// What people said: `{ <key>: { alias, type, unit, order, dftValue, remark, rpcs, options } }`,
    /// as in a template. A key that is missing was made by a script.
    pub meta: JsonMap,
    /// What happened to each value.
    pub traces: BTreeMap<String, AttributeTrace>,
}

/// What happened to the value of one attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct AttributeTrace {
    /// When it last became another one.
    pub changed_at: Timestamp,
    /// When a script first read it from the device since it was last sent there; `None`: not yet.
    pub reported_at: Option<Timestamp>,
    /// What the last edit by a person sent, until the device reports that value.
    pub push: Option<AttributePush>,
}

impl AttributeTrace {
    /// One of a value that was just set here.
    #[must_use]
    pub const fn new(changed_at: Timestamp) -> Self {
        Self { changed_at, reported_at: None, push: None }
    }
}

/// What an edit by a person sent to the device.
#[derive(Debug, Clone, PartialEq)]
pub struct AttributePush {
    /// When.
    pub at: Timestamp,
    /// The value.
    pub value: Value,
    /// How.
    pub way: PushWay,
}

/// How an edited attribute went to its device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PushWay {
    /// By a run of a linked RPC model, whose log tells what became of it.
    Rpc(RecordId),
    /// By a message on MQTT, which nobody acknowledges.
    Mqtt,
    /// Not at all.
    NotSent(NotSent),
    /// The call or message was refused; with the reason.
    Refused(Said),
}

words!(
    /// Why an edited attribute was not sent.
    NotSent {
        /// No RPC model is linked that could tell a LoRaWAN device.
        NoRpc = "no_rpc",
        /// Several are linked, and none takes the value.
        NoFit = "no_fit",
        /// There is no device behind the record.
        NoDevice = "no_device",
    }
);

impl Device {
    /// The attributes of one side and what is known of them.
    #[must_use]
    pub const fn attributes(&self, side: AttributeSide) -> (&JsonMap, &AttributeNotes) {
        match side {
            AttributeSide::Server => (&self.server_attrs, &self.server_notes),
            AttributeSide::Shared => (&self.shared_attrs, &self.shared_notes),
        }
    }

    /// As [`Self::attributes`], to change them.
    #[must_use]
    pub const fn attributes_mut(
        &mut self,
        side: AttributeSide,
    ) -> (&mut JsonMap, &mut AttributeNotes) {
        match side {
            AttributeSide::Server => (&mut self.server_attrs, &mut self.server_notes),
            AttributeSide::Shared => (&mut self.shared_attrs, &mut self.shared_notes),
        }
    }

    /// Replaces the attributes of both sides by those of another record.
    pub fn take_attributes(&mut self, from: &mut Self) {
        for side in AttributeSide::ALL {
            let (values, notes) = from.attributes_mut(*side);
            let (values, notes) = (std::mem::take(values), std::mem::take(notes));
            let (own_values, own_notes) = self.attributes_mut(*side);
            *own_values = values;
            *own_notes = notes;
        }
    }
}

words!(
    /// What is known of a shared attribute on the device itself.
    AttributeState {
        /// The device reported the value.
        Reported = "reported",
        /// The device has not reported it, and nothing was sent.
        NeverReported = "never_reported",
        /// What sends it is at work, or waits for the device.
        Sending = "sending",
        /// It was sent; the device has not reported it yet.
        Sent = "sent",
        /// It was sent, and then the device reported another value.
        Differs = "differs",
        /// It could not be sent.
        Failed = "failed",
        /// There is no way to send it.
        NotSent = "not_sent",
    }
);
