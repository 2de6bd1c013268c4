//! Histories for charts: the records of a range in a bounded number of buckets, each with the least
//! and the greatest value of every field, so that no peak is lost. Pure; the store brings the
//! records.

use std::collections::{BTreeMap, BTreeSet};

use model::{JsonMap, Timestamp};
use serde_json::Value;

/// Fields that are kept of a series; a script that invents names must not grow the answer.
const FIELDS_MAX: usize = 64;

/// What the records of one bucket say of one field.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// The newest value, whatever its type.
    pub last: Value,
    /// The least, the greatest and the sum of its numbers.
    pub numbers: Option<Numbers>,
    /// Records that have the field.
    pub count: u32,
}

/// What numbers have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Numbers {
    /// The least one.
    pub min: f64,
    /// The greatest one.
    pub max: f64,
    /// All together.
    pub sum: f64,
    /// How many.
    pub count: u32,
}

/// The records between two times.
#[derive(Debug, Clone, PartialEq)]
pub struct Bucket {
    /// When it begins.
    pub at: Timestamp,
    /// By field.
    pub fields: BTreeMap<String, Band>,
}

/// Collects records, the newest one first.
#[derive(Debug)]
pub(crate) struct Collector {
    from: i64,
    width_ms: i64,
    buckets: Vec<Option<BTreeMap<String, Band>>>,
    fields: BTreeSet<String>,
    /// Records seen.
    pub(crate) records: u32,
}

impl Collector {
    /// For at most `buckets` pieces of the time from `from` to `to`.
    pub(crate) fn new(from: Timestamp, to: Timestamp, buckets: u32) -> Self {
        let span = to.as_millis().saturating_sub(from.as_millis()).max(1);
        let pieces = i64::from(buckets.max(1));
        let width_ms = span.saturating_add(pieces - 1) / pieces;
        let count = span.saturating_add(width_ms - 1) / width_ms;
        let count = usize::try_from(count).unwrap_or(0);
        Self {
            from: from.as_millis(),
            width_ms,
            buckets: vec![None; count],
            fields: BTreeSet::new(),
            records: 0,
        }
    }

    /// Length of a bucket, milliseconds.
    pub(crate) const fn width_ms(&self) -> i64 {
        self.width_ms
    }

    /// Takes a record, which is older than the ones before; its values as JSON text.
    pub(crate) fn add(&mut self, at: Timestamp, data: &str) {
        let place = at.as_millis().saturating_sub(self.from).div_euclid(self.width_ms);
        let Some(bucket) = usize::try_from(place).ok().and_then(|it| self.buckets.get_mut(it))
        else {
            return;
        };
        let Ok(values) = serde_json::from_str::<JsonMap>(data) else { return };
        self.records = self.records.saturating_add(1);
        let bucket = bucket.get_or_insert_default();
        for (key, value) in values {
            if value.is_object() || value.is_array() {
                continue;
            }
            if !self.fields.contains(&key) {
                if self.fields.len() >= FIELDS_MAX {
                    continue;
                }
                self.fields.insert(key.clone());
            }
            match bucket.get_mut(&key) {
                Some(band) => band.add(&value),
                None => drop(bucket.insert(key, Band::of(value))),
            }
        }
    }

    /// The buckets that hold something, oldest first.
    pub(crate) fn finish(self) -> Vec<Bucket> {
        let (from, width) = (self.from, self.width_ms);
        let begins = (0_i64..)
            .map(|place| Timestamp::from_millis(from.saturating_add(width.saturating_mul(place))));
        let buckets = begins.zip(self.buckets);
        buckets.filter_map(|(at, fields)| Some(Bucket { at, fields: fields? })).collect()
    }
}

impl Band {
    fn of(value: Value) -> Self {
        let numbers =
            value.as_f64().map(|value| Numbers { min: value, max: value, sum: value, count: 1 });
        Self { last: value, numbers, count: 1 }
    }

    fn add(&mut self, value: &Value) {
        self.count = self.count.saturating_add(1);
        let Some(value) = value.as_f64() else { return };
        let numbers =
            self.numbers.get_or_insert(Numbers { min: value, max: value, sum: 0.0, count: 0 });
        numbers.min = numbers.min.min(value);
        numbers.max = numbers.max.max(value);
        numbers.sum += value;
        numbers.count = numbers.count.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use model::Timestamp;
    use serde_json::json;

    use super::{Collector, FIELDS_MAX};

    const fn at(ms: i64) -> Timestamp {
        Timestamp::from_millis(ms)
    }

    #[test]
    fn no_peak_is_lost_and_the_newest_value_is_known() {
        let mut all = Collector::new(at(0), at(100), 10);
        assert_eq!(all.width_ms(), 10);
        for (ms, value) in [(29, json!(1.5)), (27, json!(9)), (21, json!(-3)), (5, json!("on"))] {
            all.add(at(ms), &json!({ "x": value }).to_string());
        }
        assert_eq!(all.records, 4);
        let found = all.finish();
        let [first, second] = &found[..] else { panic!("{found:?}") };
        assert_eq!((first.at, second.at), (at(0), at(20)));
        assert_eq!((&first.fields["x"].last, first.fields["x"].numbers), (&json!("on"), None));
        let band = &second.fields["x"];
        let numbers = band.numbers.unwrap();
        assert_eq!((numbers.min, numbers.max, numbers.sum), (-3.0, 9.0, 7.5));
        assert_eq!((&band.last, band.count), (&json!(1.5), 3));
    }

    #[test]
    fn whatever_is_stored_the_answer_is_bounded() {
        let mut all = Collector::new(at(0), at(7), 3);
        assert_eq!(all.width_ms(), 3);
        let many: serde_json::Map<_, _> = (0..1_000).map(|n| (format!("f{n}"), json!(n))).collect();
        all.add(at(6), &json!(many).to_string());
        all.add(at(0), &json!({"nested": {"a": 1}, "list": [1], "none": null}).to_string());
        for (ms, text) in [(-1, "{}"), (7_000, "{}"), (3, "no JSON"), (3, "[]")] {
            all.add(at(ms), text);
        }
        assert_eq!(all.records, 2);
        let found = all.finish();
        assert_eq!(found.len(), 2);
        assert_eq!(found.iter().map(|bucket| bucket.fields.len()).max(), Some(FIELDS_MAX));
        let mut none = Collector::new(at(5), at(5), 0);
        none.add(at(5), r#"{"x":1}"#);
        assert_eq!(none.finish().len(), 1);
    }
}
