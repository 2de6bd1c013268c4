//! What is known of a device's attributes beside their values. Source: thinklink.md 1.3.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::{Device, UnknownWord};
use crate::{JsonMap, Timestamp};

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
}

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
