//! The `device` object that scripts see.

use model::record::Device;
use model::{JsonMap, RecordId, Timestamp};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

/// What a device's record does not hold but scripts may read.
#[derive(Debug, Clone, Copy)]
pub struct DeviceState<'a> {
    /// Latest telemetry by thing model, as stored (with `update_time`).
    pub telemetry: &'a [(RecordId, JsonMap)],
    /// When the device was last heard.
    pub active_time: Option<Timestamp>,
    /// Whether it counts as online.
    pub online: bool,
    /// The thing models with new values. Scripts look at the first of `thing_model`, so these come
    /// before the others. Source: thinklink reference 3.3.
    pub changed: &'a [RecordId],
}

/// The `device` of a script: the record's fields under the product's names, and its latest
/// telemetry keyed by thing-model id. Also the `msg` of a relation notification, for the source.
///
/// Ids are text. Source: thinklink reference 3.3 and 1.2.
#[must_use]
pub fn device_input(device: &Device, state: &DeviceState<'_>) -> Value {
    serde_json::to_value(DeviceInput { device, state }).unwrap_or_default()
}

/// [`device_input`] as JSON text, without building a value first: what `script` takes.
#[must_use]
pub fn device_input_text(device: &Device, state: &DeviceState<'_>) -> String {
    serde_json::to_string(&DeviceInput { device, state }).unwrap_or_default()
}

struct DeviceInput<'a> {
    device: &'a Device,
    state: &'a DeviceState<'a>,
}

impl Serialize for DeviceInput<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { device, state } = self;
        let mut map = serializer.serialize_map(Some(19))?;
        map.serialize_entry("id", &device.id)?;
        map.serialize_entry("eui", &device.eui)?;
        map.serialize_entry("name", &device.name)?;
        map.serialize_entry("device_type", device.device_type.as_str())?;
        map.serialize_entry("data_from", device.data_from.as_str())?;
        map.serialize_entry("parent", &device.parent)?;
        map.serialize_entry(
            "thing_model",
            &Ordered { first: state.changed, all: &device.thing_model },
        )?;
        map.serialize_entry("rpc", &device.rpc)?;
        map.serialize_entry("trigger", &device.trigger)?;
        map.serialize_entry("tags", &device.tags)?;
        map.serialize_entry("server_attrs", &device.server_attrs)?;
        map.serialize_entry("shared_attrs", &device.shared_attrs)?;
        map.serialize_entry("telemetry_data", &Partitions(state.telemetry))?;
        map.serialize_entry("heart_period", &device.heart_period)?;
        map.serialize_entry("active_time", &state.active_time)?;
        map.serialize_entry("status", if state.online { "ONLINE" } else { "OFFLINE" })?;
        map.serialize_entry("real_time_storage", &device.real_time_storage)?;
        map.serialize_entry("remark", &device.remark)?;
        map.serialize_entry("tenant_code", &device.tenant)?;
        map.end()
    }
}

/// Thing models, some of them before the others.
struct Ordered<'a> {
    first: &'a [RecordId],
    all: &'a [RecordId],
}

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rest = self.all.iter().filter(|id| !self.first.contains(id));
        serializer.collect_seq(self.first.iter().chain(rest))
    }
}

/// Latest telemetry as an object keyed by thing-model id.
struct Partitions<'a>(&'a [(RecordId, JsonMap)]);

impl Serialize for Partitions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(thing_model, latest)| (thing_model, latest)))
    }
}

#[cfg(test)]
mod tests {
    use model::record::Device;
    use model::{JsonMap, RecordId, Timestamp};
    use serde_json::{Value, json};

    use super::{DeviceState, device_input, device_input_text};

    fn map(value: Value) -> JsonMap {
        match value {
            Value::Object(map) => map,
            _ => JsonMap::new(),
        }
    }

    #[test]
    fn scripts_see_the_records_fields_by_the_products_names() {
        let at = Timestamp::from_millis(1_777_622_400_000);
        let eui = "70b3d57ed0001234".parse().expect("an EUI");
        let tenant = "default".parse().expect("a tenant code");
        let device = Device {
            id: RecordId(40_000_000_000_000_123),
            name: "Cold room".to_owned(),
            thing_model: vec![RecordId(40_000_000_000_000_001), RecordId(40_000_000_000_000_002)],
            rpc: vec![RecordId(40_000_000_000_000_003)],
            tags: vec!["KS52".to_owned()],
            server_attrs: map(json!({"limit": 8})),
            ..Device::new(eui, tenant, 900, at)
        };
        let telemetry =
            [(RecordId(40_000_000_000_000_002), map(json!({"t": 21.4, "update_time": 5})))];
        let state = DeviceState {
            telemetry: &telemetry,
            active_time: Some(at),
            online: true,
            changed: &[RecordId(40_000_000_000_000_002)],
        };
        let text = device_input_text(&device, &state);
        assert_eq!(device_input(&device, &state).to_string(), text);
        assert_eq!(
            text,
            concat!(
                r#"{"id":"40000000000000123","eui":"70b3d57ed0001234","name":"Cold room","#,
                r#""device_type":"NORMAL","data_from":"LoRaWAN","parent":null,"#,
                r#""thing_model":["40000000000000002","40000000000000001"],"rpc":["40000000000000003"],"trigger":[],"#,
                r#""tags":["KS52"],"server_attrs":{"limit":8},"#,
                r#""shared_attrs":{},"telemetry_data":{"40000000000000002":{"t":21.4,"update_time":5}},"#,
                r#""heart_period":900,"active_time":"2026-05-01T08:00:00.000Z","status":"ONLINE","#,
                r#""real_time_storage":true,"remark":"","tenant_code":"default"}"#
            )
        );
    }
}
