//! Bulk Update Parameters: what people want changed.
//!
//! Source: the chapter 1.2.4, thinklink.md 4.12, ui.md 3.2.6. Every part is optional, and nothing
//! that is not named is touched: models and tags are added to and taken from what is there.

use std::fmt::Display;
use std::str::FromStr;

use model::record::{AttributeType, DeviceType};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// The same changes to a group of devices. A task keeps it as JSON, models by their ids.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BulkChange {
    /// A name; `{eui}`, `{eui:-4}` (its last four characters) and `{n}` (the device's place in the
    /// selection: 1, 2, 3 …) are places.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Device or asset.
    #[serde(skip_serializing_if = "Option::is_none", with = "word")]
    pub device_type: Option<DeviceType>,
    /// Seconds without an uplink until a device counts as offline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heart_period: Option<u32>,
    /// Whether telemetry history is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub real_time_storage: Option<bool>,
    /// Integration with ThingsBoard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub things_board: Option<bool>,
    /// Integration with BACnet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bacnet: Option<bool>,
    /// Integration with Home Assistant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home_assistant: Option<bool>,
    /// Integration with Modbus TCP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modbus_tcp: Option<bool>,
    /// Thing models, by id or id name.
    #[serde(skip_serializing_if = "ListChange::is_empty")]
    pub thing_model: ListChange,
    /// RPC models, by id or method.
    #[serde(skip_serializing_if = "ListChange::is_empty")]
    pub rpc: ListChange,
    /// Trigger models, by id or name.
    #[serde(skip_serializing_if = "ListChange::is_empty")]
    pub trigger: ListChange,
    /// Server attributes.
    #[serde(skip_serializing_if = "AttributesStep::is_empty")]
    pub server_attrs: AttributesStep,
    /// Shared attributes.
    #[serde(skip_serializing_if = "AttributesStep::is_empty")]
    pub shared_attrs: AttributesStep,
    /// Thing models whose telemetry is deleted, latest values and history.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub delete_telemetry: Vec<String>,
    /// Tags.
    #[serde(skip_serializing_if = "ListChange::is_empty")]
    pub tags: ListChange,
}

/// What is added to a list and taken from it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ListChange {
    /// Put at the end where it is not there yet.
    pub add: Vec<String>,
    /// Taken out where it is there; a tag in any spelling of capitals.
    pub remove: Vec<String>,
}

impl ListChange {
    fn is_empty(&self) -> bool {
        self.add.is_empty() && self.remove.is_empty()
    }
}

/// What becomes of the attributes of one side.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AttributesStep {
    /// Keys that are added.
    pub add: Vec<NewAttribute>,
    /// Whether a key that is there already gets what is given here; it is left alone otherwise.
    pub overwrite: bool,
    /// Keys that are taken away, with what is known of them.
    pub remove: Vec<String>,
}

impl AttributesStep {
    fn is_empty(&self) -> bool {
        self.add.is_empty() && self.remove.is_empty()
    }
}

/// An attribute for many devices.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NewAttribute {
    /// Its name in scripts.
    pub key: String,
    /// Which editor it gets.
    #[serde(rename = "type", with = "word")]
    pub kind: Option<AttributeType>,
    /// Its value, and what a device starts with.
    pub value: Value,
    /// Shown behind the value.
    pub unit: String,
    /// Label.
    pub alias: String,
}

/// A word of a closed list, by its text.
mod word {
    use super::{Deserialize, Deserializer, Display, FromStr, Serializer};

    #[expect(clippy::ref_option, reason = "serde gives the field as it is")]
    pub(super) fn serialize<T: Display, S: Serializer>(
        word: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match word {
            Some(word) => serializer.collect_str(word),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
    where
        T: FromStr<Err: Display>,
        D: Deserializer<'de>,
    {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| text.parse().map_err(serde::de::Error::custom)).transpose()
    }
}
