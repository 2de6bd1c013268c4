//! What the instance counts about itself since its start.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use model::{RecordId, TenantCode, Timestamp};
use parking_lot::Mutex;
use script::ScriptError;

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

/// How often a script ran, for a tenant or for one device, and how long that took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScriptStatistics {
    /// The first run that is counted: since the start, or since the script was changed.
    pub since: Timestamp,
    /// The last run.
    pub last_run: Timestamp,
    /// Runs, failed ones included.
    pub runs: u64,
    /// Runs without a usable result.
    pub failures: u64,
    /// Time of the last run.
    pub last: Duration,
    /// Time of all runs together.
    pub total: Duration,
    /// Time of the longest run.
    pub max: Duration,
}

impl ScriptStatistics {
    pub(crate) const fn since(at: Timestamp) -> Self {
        Self {
            since: at,
            last_run: at,
            runs: 0,
            failures: 0,
            last: Duration::ZERO,
            total: Duration::ZERO,
            max: Duration::ZERO,
        }
    }

    pub(crate) fn add(&mut self, at: Timestamp, elapsed: Duration, failed: bool) {
        self.last_run = at;
        self.runs += 1;
        self.failures += u64::from(failed);
        self.last = elapsed;
        self.total = self.total.saturating_add(elapsed);
        self.max = self.max.max(elapsed);
    }

    /// Time of a run on average.
    #[must_use]
    pub fn average(&self) -> Duration {
        let nanos = self.total.as_nanos() / u128::from(self.runs.max(1));
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }
}

/// One run of a script.
pub(crate) struct ScriptRun<'a> {
    pub(crate) at: Timestamp,
    /// The device it ran for.
    pub(crate) eui: &'a str,
    pub(crate) elapsed: Duration,
    pub(crate) error: Option<&'a ScriptError>,
}

/// A script as one tenant uses it: built-in ones belong to all, what happens to them does not.
type Use = (TenantCode, RecordId);

/// The counters.
#[derive(Debug)]
pub(crate) struct Counters {
    uplinks: AtomicU64,
    dropped: AtomicU64,
    minutes: Mutex<Slots>,
    seconds: Mutex<Slots>,
    refused: Mutex<BTreeMap<&'static str, u64>>,
    acknowledged: AtomicU64,
    unacknowledged: Mutex<BTreeMap<&'static str, u64>>,
    failures: Mutex<HashMap<Use, ModelFailure>>,
    scripts: Mutex<HashMap<Use, ScriptStatistics>>,
}

impl Counters {
    pub(crate) fn new() -> Self {
        Self {
            uplinks: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
            minutes: Mutex::new(Slots::new(60_000, MINUTES)),
            seconds: Mutex::new(Slots::new(1_000, RATE_SECONDS + 1)),
            refused: Mutex::default(),
            acknowledged: AtomicU64::new(0),
            unacknowledged: Mutex::default(),
            failures: Mutex::default(),
            scripts: Mutex::default(),
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

    /// A confirmed uplink was answered, or not for this reason: one of a few words.
    pub(crate) fn answered(&self, outcome: Result<(), &'static str>) {
        match outcome {
            Ok(()) => {
                self.acknowledged.fetch_add(1, Ordering::Relaxed);
            }
            Err(code) => *self.unacknowledged.lock().entry(code).or_default() += 1,
        }
    }

    /// A script ran. `error`: it gave no usable result, and why; it is forgotten when the script
    /// works again.
    pub(crate) fn script_ran(&self, tenant: &TenantCode, script: RecordId, run: &ScriptRun<'_>) {
        let key = (tenant.clone(), script);
        let mut failures = self.failures.lock();
        match run.error {
            Some(error) => {
                let failure = ModelFailure {
                    at: run.at,
                    message: error.message.clone(),
                    line: error.line,
                    column: error.column,
                    eui: run.eui.to_owned(),
                };
                failures.insert(key.clone(), failure);
            }
            None if failures.is_empty() => {}
            None => {
                failures.remove(&key);
            }
        }
        drop(failures);
        let mut scripts = self.scripts.lock();
        let statistics = scripts.entry(key).or_insert(ScriptStatistics::since(run.at));
        statistics.add(run.at, run.elapsed, run.error.is_some());
    }

    /// A script was changed or deleted: what is known of the old one says nothing of the new.
    pub(crate) fn script_changed(&self, script: RecordId) {
        self.failures.lock().retain(|(_, id), _| *id != script);
        self.scripts.lock().retain(|(_, id), _| *id != script);
    }

    /// What to sort by, when a field of a list is one of the figures: `runs` or `time`.
    pub(crate) fn sort_key(
        &self,
        tenant: &TenantCode,
        script: RecordId,
        field: &str,
    ) -> Option<String> {
        let statistics = self.script(tenant, script);
        let figure = match field {
            "runs" => u128::from(statistics.map_or(0, |all| all.runs)),
            "time" => statistics.map_or(0, |all| all.average().as_nanos()),
            _ => return None,
        };
        Some(format!("{figure:020}"))
    }

    pub(crate) fn script(&self, tenant: &TenantCode, script: RecordId) -> Option<ScriptStatistics> {
        self.scripts.lock().get(&(tenant.clone(), script)).copied()
    }

    pub(crate) fn failure(&self, tenant: &TenantCode, script: RecordId) -> Option<ModelFailure> {
        self.failures.lock().get(&(tenant.clone(), script)).cloned()
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

    pub(crate) fn acknowledged_total(&self) -> u64 {
        self.acknowledged.load(Ordering::Relaxed)
    }

    pub(crate) fn unacknowledged_by_code(&self) -> BTreeMap<&'static str, u64> {
        self.unacknowledged.lock().clone()
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
    use std::time::Duration;

    use model::{RecordId, TenantCode, Timestamp};
    use script::{ErrorKind, ScriptError};

    use super::{Counters, ScriptRun};

    #[test]
    fn runs_are_counted_for_each_tenant_until_the_script_changes() {
        let counters = Counters::new();
        let tenant = |code: &str| code.parse::<TenantCode>().expect("a code");
        let at = Timestamp::from_millis(1_777_622_400_000);
        let error = ScriptError {
            kind: ErrorKind::Thrown,
            message: "no".into(),
            line: Some(3),
            column: Some(1),
        };
        let ran = |millis: u64, error| {
            let elapsed = Duration::from_millis(millis);
            let run = ScriptRun { at, eui: "a1", elapsed, error };
            counters.script_ran(&tenant("one"), RecordId(7), &run);
        };
        ran(1, None);
        ran(6, Some(&error));
        let found = counters.script(&tenant("one"), RecordId(7)).expect("counted");
        assert_eq!((found.runs, found.failures, found.since), (2, 1, at));
        assert_eq!(found.last, Duration::from_millis(6));
        assert_eq!(found.total, Duration::from_millis(7));
        assert_eq!(found.max, Duration::from_millis(6));
        assert_eq!(found.average(), Duration::from_micros(3_500));
        let failure = counters.failure(&tenant("one"), RecordId(7)).expect("a failure");
        assert_eq!((failure.message.as_str(), failure.line), ("no", Some(3)));
        assert_eq!(counters.script(&tenant("two"), RecordId(7)), None);
        assert_eq!(counters.failure(&tenant("two"), RecordId(7)), None);
        ran(1, None);
        assert_eq!(counters.failure(&tenant("one"), RecordId(7)), None);
        counters.script_changed(RecordId(7));
        assert_eq!(counters.script(&tenant("one"), RecordId(7)), None);
    }

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
