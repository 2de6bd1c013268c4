//! What the instance counts about itself since its start.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};

use model::{RecordId, Timestamp};
use parking_lot::Mutex;
use script::ScriptError;

use crate::workers::Message;

/// Minutes of uplink counts that are kept.
const MINUTES: usize = 60;
/// Seconds the rate is averaged over.
const RATE_SECONDS: usize = 5;
/// Different reasons that are counted apart; the list of codes is closed, this only bounds it.
const CODES_MAX: usize = 128;

/// Counts per slot of time, newest last.
#[derive(Debug)]
struct Slots {
    millis: i64,
    /// Number of the newest slot: its begin divided by its length.
    newest: i64,
    counts: Vec<u64>,
}

impl Slots {
    fn new(millis: i64, length: usize) -> Self {
        Self { millis, newest: 0, counts: vec![0; length] }
    }

    fn advance(&mut self, now: Timestamp) {
        let slot = now.as_millis() / self.millis;
        let behind = usize::try_from(slot - self.newest).unwrap_or(0);
        for _ in 0..behind.min(self.counts.len()) {
            self.counts.rotate_left(1);
            if let Some(last) = self.counts.last_mut() {
                *last = 0;
            }
        }
        self.newest = self.newest.max(slot);
    }

    fn add(&mut self, now: Timestamp) {
        self.advance(now);
        if let Some(last) = self.counts.last_mut() {
            *last += 1;
        }
    }
}

/// The last failure of a thing model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelFailure {
    /// When.
    pub at: Timestamp,
    /// What the script's author is told.
    pub message: String,
    /// Line in the script, from 1.
    pub line: Option<u32>,
    /// Column in the line, from 1.
    pub column: Option<u32>,
    /// The device whose message was parsed.
    pub eui: String,
}

/// The counters.
#[derive(Debug)]
pub(crate) struct Counters {
    uplinks: AtomicU64,
    dropped: AtomicU64,
    minutes: Mutex<Slots>,
    seconds: Mutex<Slots>,
    refused: Mutex<BTreeMap<&'static str, u64>>,
    failures: Mutex<HashMap<RecordId, ModelFailure>>,
}

impl Counters {
    pub(crate) fn new() -> Self {
        Self {
            uplinks: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
            minutes: Mutex::new(Slots::new(60_000, MINUTES)),
            seconds: Mutex::new(Slots::new(1_000, RATE_SECONDS + 1)),
            refused: Mutex::default(),
            failures: Mutex::default(),
        }
    }

    /// An uplink was accepted.
    pub(crate) fn uplink(&self, at: Timestamp) {
        self.uplinks.fetch_add(1, Ordering::Relaxed);
        self.minutes.lock().add(at);
        self.seconds.lock().add(at);
    }

    /// Things were lost because a queue was full.
    pub(crate) fn dropped(&self, count: usize) {
        self.dropped.fetch_add(count as u64, Ordering::Relaxed);
    }

    /// A frame or message was refused.
    pub(crate) fn refused(&self, code: &'static str) {
        let mut refused = self.refused.lock();
        if refused.len() < CODES_MAX || refused.contains_key(code) {
            *refused.entry(code).or_default() += 1;
        }
    }

    pub(crate) fn model_failed(&self, model: RecordId, message: &Message, error: &ScriptError) {
        let failure = ModelFailure {
            at: message.at,
            message: error.message.clone(),
            line: error.line,
            column: error.column,
            eui: message.eui.to_string(),
        };
        self.failures.lock().insert(model, failure);
    }

    pub(crate) fn model_works(&self, model: RecordId) {
        let mut failures = self.failures.lock();
        if !failures.is_empty() {
            failures.remove(&model);
        }
    }

    pub(crate) fn failure(&self, model: RecordId) -> Option<ModelFailure> {
        self.failures.lock().get(&model).cloned()
    }

    pub(crate) fn failing_models(&self) -> usize {
        self.failures.lock().len()
    }

    pub(crate) fn uplinks_total(&self) -> u64 {
        self.uplinks.load(Ordering::Relaxed)
    }

    pub(crate) fn dropped_total(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    pub(crate) fn refused_by_code(&self) -> BTreeMap<&'static str, u64> {
        self.refused.lock().clone()
    }

    /// Uplinks in each of the last 60 minutes, oldest first.
    pub(crate) fn per_minute(&self, now: Timestamp) -> Vec<u64> {
        let mut minutes = self.minutes.lock();
        minutes.advance(now);
        minutes.counts.clone()
    }

    /// Uplinks per second over the last whole seconds.
    pub(crate) fn per_second(&self, now: Timestamp) -> f64 {
        let mut seconds = self.seconds.lock();
        seconds.advance(now);
        let sum: u64 = seconds.counts.iter().take(RATE_SECONDS).sum();
        #[expect(clippy::cast_precision_loss, reason = "a rate, for display")]
        let sum = sum as f64;
        sum / f64::from(u8::try_from(RATE_SECONDS).unwrap_or(1))
    }
}

#[cfg(test)]
mod tests {
    use model::Timestamp;

    use super::Counters;

    #[test]
    fn the_rate_forgets_what_is_older_than_its_window() {
        let counters = Counters::new();
        let start = Timestamp::from_millis(1_777_622_400_000);
        for millis in [0, 10, 1_500, 2_000, 2_001] {
            counters.uplink(start.plus_millis(millis));
        }
        assert!((counters.per_second(start.plus_millis(3_000)) - 1.0).abs() < 1e-9);
        assert!((counters.per_second(start.plus_millis(6_000)) - 0.6).abs() < 1e-9);
        assert!(counters.per_second(start.plus_millis(60_000)).abs() < 1e-9);
        assert_eq!(counters.per_minute(start.plus_millis(60_000)).iter().sum::<u64>(), 5);
        assert_eq!(counters.per_minute(start.plus_millis(3_700_000)).iter().sum::<u64>(), 0);
    }
}
