//! Which device a polled child is.
//!
//! The parent's server attributes map the identifier a script returns to the child's EUI, so that
//! people and scripts can read and correct it. Source: thinklink reference 4.3, decisions O-13 and
//! O-14. Creating the child's record is the caller's duty.

use model::{DeviceEui, JsonMap};
use serde_json::Value;

/// The server attribute that holds the map.
pub const MAP: &str = "sub_device_map";

/// The EUI of a child, from the parent's server attributes: in [`MAP`], or under the identifier
/// itself.
#[must_use]
pub fn find(server_attrs: &JsonMap, identifier: &str) -> Option<DeviceEui> {
    let mapped = server_attrs.get(MAP).and_then(|map| map.get(identifier));
    let found = mapped.or_else(|| server_attrs.get(identifier));
    found.and_then(Value::as_str).and_then(|eui| eui.parse().ok())
}

/// The identifier under which the parent's server attributes know a child: in [`MAP`], or as a key of
/// its own.
#[must_use]
pub fn identifier<'a>(server_attrs: &'a JsonMap, eui: &DeviceEui) -> Option<&'a str> {
    let in_map = server_attrs.get(MAP).and_then(Value::as_object).into_iter().flatten();
    let mut known = in_map.chain(server_attrs.iter());
    known.find(|(_, known)| known.as_str() == Some(eui.as_str())).map(|(key, _)| key.as_str())
}

/// Notes the EUI of a new child in the parent's server attributes.
pub fn remember(server_attrs: &mut JsonMap, identifier: &str, eui: &DeviceEui) {
    let map = server_attrs.entry(MAP).or_insert_with(|| Value::Object(JsonMap::new()));
    if !map.is_object() {
        *map = Value::Object(JsonMap::new());
    }
    if let Some(map) = map.as_object_mut() {
        map.insert(identifier.to_owned(), Value::from(eui.as_str()));
    }
}

/// How many children the parent's server attributes name in [`MAP`].
#[must_use]
pub fn count(server_attrs: &JsonMap) -> usize {
    server_attrs.get(MAP).and_then(Value::as_object).map_or(0, JsonMap::len)
}

/// Takes a child that is gone out of [`MAP`]. Says whether it was there.
pub fn forget(server_attrs: &mut JsonMap, eui: &DeviceEui) -> bool {
    let Some(map) = server_attrs.get_mut(MAP).and_then(Value::as_object_mut) else { return false };
    let before = map.len();
    map.retain(|_, known| known.as_str() != Some(eui.as_str()));
    map.len() < before
}

/// The EUI of a new child: `s` and 15 hex digits of a number that is never used again.
///
/// `None` when the number has more than 60 bits.
#[must_use]
pub fn eui(number: u64) -> Option<DeviceEui> {
    if number >> 60 == 0 { format!("s{number:015x}").parse().ok() } else { None }
}

/// The name of a new child; without a name, the parent goes by its EUI.
#[must_use]
pub fn name(parent_name: &str, parent: &DeviceEui, identifier: &str) -> String {
    let parent = if parent_name.is_empty() { parent.as_str() } else { parent_name };
    format!("{parent}-{identifier}")
}

#[cfg(test)]
mod tests {
    use model::JsonMap;
    use serde_json::{Value, json};

    #[test]
    fn a_remembered_child_is_found_again() {
        let mut attrs = JsonMap::new();
        assert_eq!(super::find(&attrs, "000000012345"), None);
        let eui = super::eui(0x0000_1a2b_3c4d_5085).expect("60 bits");
        super::remember(&mut attrs, "000000012345", &eui);
        super::remember(&mut attrs, "000000012346", &super::eui(1).expect("60 bits"));
        assert_eq!(super::find(&attrs, "000000012345"), Some(eui));
        assert_eq!(
            Value::from(attrs).to_string(),
            r#"{"sub_device_map":{"000000012345":"s0001a2b3c4d5085","000000012346":"s000000000000001"}}"#
        );
    }

    #[test]
    fn a_child_that_is_gone_is_forgotten() {
        let mut attrs = JsonMap::new();
        let [first, second] = [1, 2].map(|number| super::eui(number).expect("60 bits"));
        super::remember(&mut attrs, "a", &first);
        super::remember(&mut attrs, "b", &second);
        assert_eq!(super::count(&attrs), 2);
        assert!(super::forget(&mut attrs, &first));
        assert!(!super::forget(&mut attrs, &first));
        assert_eq!((super::count(&attrs), super::find(&attrs, "b")), (1, Some(second)));
        assert_eq!(super::count(&JsonMap::new()), 0);
    }

    #[test]
    fn a_child_says_by_which_identifier_it_goes() {
        let attrs = json!({"limit": 5, "sub_device_map": {"a": "s1", "b": "s2"}, "7": "s3"});
        let attrs: JsonMap = attrs.as_object().cloned().unwrap_or_default();
        for (eui, expected) in [("s2", Some("b")), ("s3", Some("7")), ("s4", None)] {
            let eui = eui.parse().expect("an EUI");
            assert_eq!(super::identifier(&attrs, &eui), expected);
        }
    }

    #[test]
    fn a_direct_key_is_accepted_and_a_spoilt_map_replaced() {
        let attrs =
            json!({"sub_device_map": 5, "7": "s000000000000007", "8": 8, "9": "not an EUI!"});
        let mut attrs: JsonMap = attrs.as_object().cloned().unwrap_or_default();
        let found = |attrs: &JsonMap, id: &str| super::find(attrs, id).map(|eui| eui.to_string());
        assert_eq!(found(&attrs, "7").as_deref(), Some("s000000000000007"));
        assert_eq!((found(&attrs, "8"), found(&attrs, "9")), (None, None));
        super::remember(&mut attrs, "8", &super::eui(8).expect("60 bits"));
        assert_eq!(found(&attrs, "8").as_deref(), Some("s000000000000008"));
    }

    #[test]
    fn names_and_numbers() {
        let parent = "70b3d57ed0001234".parse().expect("an EUI");
        assert_eq!(super::name("Meters", &parent, "12"), "Meters-12");
        assert_eq!(super::name("", &parent, "12"), "70b3d57ed0001234-12");
        assert_eq!(super::eui(1 << 60), None);
    }
}
