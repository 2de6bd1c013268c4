//! How an attribute that a person edited reaches its device.
//!
//! Bytes are never invented: a linked RPC model makes them, or the value goes out as it is, to a
//! device that speaks MQTT. Source: thinklink reference, decision O-11.

use model::record::{DataFrom, Device, DeviceType, NotSent};
use model::{DeviceEui, JsonMap, RecordId, Timestamp};
use serde_json::{Value, json};

/// A linked RPC model, as far as it matters here.
#[derive(Debug, Clone, Copy)]
pub struct Linked<'a> {
    /// Its id.
    pub id: RecordId,
    /// Its parameters, `{ <param>: { … } }`.
    pub template: &'a Value,
}

/// The way of a value to its device.
#[derive(Debug, Clone, PartialEq)]
pub enum Route {
    /// A run of this model with these parameters.
    Rpc {
        /// The model.
        id: RecordId,
        /// The value under the parameter's name.
        params: JsonMap,
    },
    /// A message on MQTT; see [`message`].
    Mqtt,
    /// There is none.
    None(NotSent),
}

/// The way of one value. Of the linked models the first is taken that has a parameter of the key's
/// name, else the first with a single parameter. One that takes the value as neither would send its
/// defaults, which have nothing to do with it.
#[must_use]
pub fn route(device: &Device, key: &str, value: &Value, linked: &[Linked<'_>]) -> Route {
    let named = linked.iter().find(|rpc| rpc.template.get(key).is_some());
    let chosen = named
        .map(|rpc| (rpc.id, key))
        .or_else(|| linked.iter().find_map(|rpc| Some((rpc.id, single_parameter(rpc.template)?))));
    if let Some((id, name)) = chosen {
        let params = [(name.to_owned(), value.clone())].into_iter().collect();
        return Route::Rpc { id, params };
    }
    match (device.device_type, device.data_from) {
        _ if !linked.is_empty() => Route::None(NotSent::NoFit),
        (DeviceType::Virtual, _) => Route::None(NotSent::NoDevice),
        (DeviceType::Normal, DataFrom::Other) => Route::Mqtt,
        _ => Route::None(NotSent::NoRpc),
    }
}

fn single_parameter(template: &Value) -> Option<&str> {
    let mut names = template.as_object()?.keys();
    let name = names.next()?;
    names.next().is_none().then_some(name)
}

/// The message that tells a device over MQTT which shared attributes have new values.
#[must_use]
pub fn message(eui: &DeviceEui, values: JsonMap, at: Timestamp) -> JsonMap {
    let message = json!({
        "version": "3.1",
        "type": "attrs",
        "moteeui": eui,
        "token": at.as_millis(),
        "shared_attrs": values,
    });
    match message {
        Value::Object(message) => message,
        _ => JsonMap::new(),
    }
}

#[cfg(test)]
mod tests {
    use model::record::{DataFrom, Device, DeviceType, NotSent};
    use model::{RecordId, Timestamp};
    use serde_json::{Value, json};

    use super::{Linked, Route, message, route};

    fn device(device_type: DeviceType, data_from: DataFrom) -> Device {
        let eui = "70b3d57ed0001234".parse().expect("an EUI");
        let tenant = "default".parse().expect("a tenant code");
        Device {
            id: RecordId(1),
            device_type,
            data_from,
            ..Device::new(eui, tenant, 900, Timestamp::from_millis(0))
        }
    }

    /// The chosen model's place among the given templates, and its parameters.
    fn chosen(templates: &[Value]) -> Option<(u64, String)> {
        let linked =
            (0..).zip(templates).map(|(id, template)| Linked { id: RecordId(id), template });
        let linked: Vec<Linked<'_>> = linked.collect();
        let device = device(DeviceType::Normal, DataFrom::Other);
        match route(&device, "period", &json!(60), &linked) {
            Route::Rpc { id, params } => Some((id.0, Value::Object(params).to_string())),
            Route::Mqtt | Route::None(_) => None,
        }
    }

    #[test]
    fn the_linked_model_that_takes_the_value_is_called() {
        let get = json!({});
        let named = json!({"other": {}, "period": {}});
        let single = json!({"seconds": {}});
        let with_key = r#"{"period":60}"#.to_owned();
        assert_eq!(chosen(&[get.clone(), single.clone(), named]), Some((2, with_key)));
        assert_eq!(chosen(&[get.clone(), single]), Some((1, r#"{"seconds":60}"#.to_owned())));
        assert_eq!(chosen(std::slice::from_ref(&get)), None);
        assert_eq!(chosen(&[get.clone(), get]), None);
        let several = json!({"port": {"dftValue": 12}, "data": {"dftValue": "1234"}});
        assert_eq!(chosen(std::slice::from_ref(&several)), None, "its defaults are not the value");
        let with_key = Some((1, r#"{"period":60}"#.to_owned()));
        assert_eq!(chosen(&[several, json!({"period": {}, "port": {}})]), with_key);
    }

    #[test]
    fn without_a_model_only_mqtt_is_left() {
        let two = [json!({}), json!({})];
        let two = [0, 1].map(|at| Linked { id: RecordId(at as u64), template: &two[at] });
        for (device_type, data_from, linked, expected) in [
            (DeviceType::Normal, DataFrom::Other, &[][..], Route::Mqtt),
            (DeviceType::Normal, DataFrom::LoRaWan, &[][..], Route::None(NotSent::NoRpc)),
            (DeviceType::SubDevice, DataFrom::Other, &[][..], Route::None(NotSent::NoRpc)),
            (DeviceType::Virtual, DataFrom::Other, &[][..], Route::None(NotSent::NoDevice)),
            (DeviceType::Normal, DataFrom::Other, &two[..], Route::None(NotSent::NoFit)),
        ] {
            let device = device(device_type, data_from);
            assert_eq!(route(&device, "period", &json!(60), linked), expected);
        }
    }

    #[test]
    fn the_message_has_the_form_of_the_product() {
        let values = [("period".to_owned(), json!(60))].into_iter().collect();
        let eui = "meter-1".parse().expect("an EUI");
        let message = message(&eui, values, Timestamp::from_millis(1_777_622_400_000));
        assert_eq!(
            Value::Object(message).to_string(),
            concat!(
                r#"{"version":"3.1","type":"attrs","moteeui":"meter-1","token":1777622400000,"#,
                r#""shared_attrs":{"period":60}}"#
            )
        );
    }
}
