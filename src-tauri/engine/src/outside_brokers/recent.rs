//! Which messages of a device came lately, so that the same one is not taken twice.
//!
//! A network server sends an uplink at once and once more with all gateways, and a broker repeats
//! what it thinks was lost. The same `seqno`, `token` and `userdata` within some minutes is the
//! same message; a message without `seqno` and `token` is never taken for another.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, Instant};

use model::{DeviceEui, JsonMap};

/// Messages remembered of each device.
const PER_DEVICE: usize = 32;
/// How long.
const TIME: Duration = Duration::from_secs(600);
/// Devices remembered; when there are more all is forgotten, which repeats at worst.
const DEVICES: usize = 50_000;

/// What tells a message from others of its device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key(u64);

impl Key {
    /// `None` when nothing tells it from others.
    pub(crate) fn of(message: &JsonMap) -> Option<Self> {
        let user = message.get("userdata");
        let seqno = user.and_then(|user| user.get("seqno"));
        let token = message.get("token");
        if seqno.is_none() && token.is_none() {
            return None;
        }
        let mut hasher = DefaultHasher::new();
        token.map(ToString::to_string).hash(&mut hasher);
        user.map(ToString::to_string).hash(&mut hasher);
        Some(Self(hasher.finish()))
    }
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Recent(HashMap<DeviceEui, VecDeque<(Key, Instant)>>);

impl Recent {
    pub(crate) fn knows(&self, eui: &DeviceEui, key: Key, now: Instant) -> bool {
        self.0.get(eui).is_some_and(|keys| {
            keys.iter().any(|(known, at)| *known == key && now.duration_since(*at) < TIME)
        })
    }

    pub(crate) fn note(&mut self, eui: &DeviceEui, key: Key, now: Instant) {
        if self.0.len() >= DEVICES && !self.0.contains_key(eui) {
            self.0.clear();
        }
        let keys = self.0.entry(eui.clone()).or_default();
        if keys.len() >= PER_DEVICE {
            keys.pop_front();
        }
        keys.push_back((key, now));
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use model::{DeviceEui, JsonMap};
    use serde_json::{Value, json};

    use super::{Key, Recent};

    fn message(value: Value) -> JsonMap {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn the_same_message_is_known_for_a_while() {
        let eui: DeviceEui = "meter".parse().unwrap();
        let now = Instant::now();
        let first = json!({"token": 7, "userdata": {"seqno": 1, "payload": "AQ=="}, "gwrx": [1]});
        let all = json!({"token": 7, "userdata": {"seqno": 1, "payload": "AQ=="}, "gwrx": [1, 2]});
        let other = json!({"token": 7, "userdata": {"seqno": 1, "payload": "Ag=="}});
        let key = |value: &Value| Key::of(&message(value.clone())).unwrap();
        let mut recent = Recent::default();
        recent.note(&eui, key(&first), now);
        assert!(recent.knows(&eui, key(&all), now));
        assert!(!recent.knows(&eui, key(&other), now), "other data is another message");
        assert!(!recent.knows(&"other".parse().unwrap(), key(&first), now));
        assert!(!recent.knows(&eui, key(&first), now + Duration::from_secs(600)));
        assert_eq!(Key::of(&message(json!({"level": 5}))), None);
    }

    #[test]
    fn it_stays_small() {
        let eui: DeviceEui = "meter".parse().unwrap();
        let now = Instant::now();
        let mut recent = Recent::default();
        let keys: Vec<Key> =
            (0..40).filter_map(|token| Key::of(&message(json!({"token": token})))).collect();
        for key in &keys {
            recent.note(&eui, *key, now);
        }
        let known = keys.iter().filter(|key| recent.knows(&eui, **key, now)).count();
        assert_eq!(known, super::PER_DEVICE);
    }
}
