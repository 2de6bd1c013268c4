//! What the instance counts about itself since its start.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use model::{RecordId, Said, TenantCode, Timestamp};
use parking_lot::Mutex;
use script::ScriptError;

/// Minutes of uplink counts that are kept.
const MINUTES: usize = 60;
/// Seconds the rate is averaged over.
const RATE_SECONDS: usize = 5;
/// Different reasons that are counted apart; the list of codes is closed, this only bounds it.
const CODES_MAX: usize = 128;
/// Tenants that are counted apart, each in a few kilobytes; the instance counts all of them.
const TENANTS_MAX: usize = 4_096;

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

/// What came from devices, and what became of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UplinkCounts {
    /// Uplinks.
    pub total: u64,
    /// Uplinks per second over the last whole seconds.
    pub per_second: f64,
    /// Uplinks in each of the last 60 minutes, oldest first.
    pub per_minute: Vec<u64>,
    /// Confirmed ones that were answered.
    pub acknowledged: u64,
    /// Confirmed ones that were not, by why.
    pub unacknowledged: BTreeMap<&'static str, u64>,
    /// Frames and messages that were refused, by why.
    pub refused: BTreeMap<&'static str, u64>,
}

/// The same while it is counted.
#[derive(Debug)]
struct Uplinks {
    total: u64,
    minutes: Slots,
    seconds: Slots,
    acknowledged: u64,
    unacknowledged: BTreeMap<&'static str, u64>,
    refused: BTreeMap<&'static str, u64>,
}

impl Uplinks {
    fn new() -> Self {
        Self {
            total: 0,
            minutes: Slots::new(60_000, MINUTES),
            seconds: Slots::new(1_000, RATE_SECONDS + 1),
            acknowledged: 0,
            unacknowledged: BTreeMap::new(),
            refused: BTreeMap::new(),
        }
    }

    fn uplink(&mut self, at: Timestamp) {
        self.total += 1;
        self.minutes.add(at);
        self.seconds.add(at);
    }

    fn refused(&mut self, code: &'static str) {
        if self.refused.len() < CODES_MAX || self.refused.contains_key(code) {
            *self.refused.entry(code).or_default() += 1;
        }
    }

    fn answered(&mut self, outcome: Result<(), &'static str>) {
        match outcome {
            Ok(()) => self.acknowledged += 1,
            Err(code) => *self.unacknowledged.entry(code).or_default() += 1,
        }
    }

    fn view(&mut self, now: Timestamp) -> UplinkCounts {
        self.minutes.advance(now);
        self.seconds.advance(now);
        let sum: u64 = self.seconds.counts.iter().take(RATE_SECONDS).sum();
        #[expect(clippy::cast_precision_loss, reason = "a rate, for display")]
        let sum = sum as f64;
        UplinkCounts {
            total: self.total,
            per_second: sum / f64::from(u8::try_from(RATE_SECONDS).unwrap_or(1)),
            per_minute: self.minutes.counts.clone(),
            acknowledged: self.acknowledged,
            unacknowledged: self.unacknowledged.clone(),
            refused: self.refused.clone(),
        }
    }
}

/// Those of the whole instance, and of each tenant.
#[derive(Debug)]
struct OfTenants {
    all: Uplinks,
    each: HashMap<TenantCode, Uplinks>,
}

impl OfTenants {
    fn count(&mut self, tenant: &TenantCode, what: impl Fn(&mut Uplinks)) {
        what(&mut self.all);
        if let Some(known) = self.each.get_mut(tenant) {
            what(known);
        } else if self.each.len() < TENANTS_MAX {
            what(self.each.entry(tenant.clone()).or_insert_with(Uplinks::new));
        }
    }
}

/// Whose counts are wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Of<'a> {
    /// One tenant's.
    Tenant(&'a TenantCode),
    /// Those of all tenants.
    Instance,
}

/// The last failure of a model's script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelFailure {
    /// When.
    pub at: Timestamp,
    /// What the script's author is told.
    pub message: Said,
    /// Line in the script, from 1.
    pub line: Option<u32>,
    /// Column in the line, from 1.
    pub column: Option<u32>,
    /// The device it ran for.
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
    uplinks: Mutex<OfTenants>,
    dropped: AtomicU64,
    failures: Mutex<HashMap<Use, ModelFailure>>,
    scripts: Mutex<HashMap<Use, ScriptStatistics>>,
}

impl Counters {
    pub(crate) fn new() -> Self {
        Self {
            uplinks: Mutex::new(OfTenants { all: Uplinks::new(), each: HashMap::new() }),
            dropped: AtomicU64::new(0),
            failures: Mutex::default(),
            scripts: Mutex::default(),
        }
    }

    /// An uplink of a tenant's device was accepted.
    pub(crate) fn uplink(&self, tenant: &TenantCode, at: Timestamp) {
        self.uplinks.lock().count(tenant, |uplinks| uplinks.uplink(at));
    }

    /// Things were lost because a queue was full.
    pub(crate) fn dropped(&self, count: usize) {
        self.dropped.fetch_add(count as u64, Ordering::Relaxed);
    }

    /// A frame or message was refused. `tenant`: whose log says so.
    pub(crate) fn refused(&self, tenant: &TenantCode, code: &'static str) {
        self.uplinks.lock().count(tenant, |uplinks| uplinks.refused(code));
    }

    /// A confirmed uplink was answered, or not for this reason: one of a few words.
    pub(crate) fn answered(&self, tenant: &TenantCode, outcome: Result<(), &'static str>) {
        self.uplinks.lock().count(tenant, |uplinks| uplinks.answered(outcome));
    }

    /// What was counted.
    pub(crate) fn uplinks(&self, of: Of<'_>, now: Timestamp) -> UplinkCounts {
        let mut uplinks = self.uplinks.lock();
        match of {
            Of::Instance => uplinks.all.view(now),
            Of::Tenant(tenant) => {
                let counts = uplinks.each.get_mut(tenant).map(|known| known.view(now));
                counts.unwrap_or_else(|| Uplinks::new().view(now))
            }
        }
    }

    /// Whether something of another tenant is among what was counted in the instance.
    pub(crate) fn counts_others(&self, tenant: &TenantCode) -> bool {
        self.uplinks.lock().each.keys().any(|counted| counted != tenant)
            || self.failures.lock().keys().any(|(owner, _)| owner != tenant)
    }

    /// A script ran, and is counted while it `is_current`: one that was changed meanwhile says
    /// nothing of the one there is now. `error`: it gave no usable result, and why; it is forgotten
    /// when the script works again.
    pub(crate) fn script_ran(
        &self,
        tenant: &TenantCode,
        script: RecordId,
        run: &ScriptRun<'_>,
        is_current: impl Fn() -> bool,
    ) {
        let key = (tenant.clone(), script);
        let mut failures = self.failures.lock();
        // Under the lock: a change that comes now clears what is counted here.
        if !is_current() {
            return;
        }
        match run.error {
            Some(error) => {
                let failure = ModelFailure {
                    at: run.at,
                    message: error.why(),
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
        let mut scripts = self.scripts.lock();
        let statistics = scripts.entry(key).or_insert(ScriptStatistics::since(run.at));
        statistics.add(run.at, run.elapsed, run.error.is_some());
    }

    /// A script was changed or deleted: what is known of the old one says nothing of the new.
    pub(crate) fn script_changed(&self, script: RecordId) {
        let mut failures = self.failures.lock();
        failures.retain(|(_, id), _| *id != script);
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

    /// Models among those that count whose last run failed.
    pub(crate) fn failing_models(&self, of: Of<'_>, counts: impl Fn(RecordId) -> bool) -> usize {
        let failures = self.failures.lock();
        let wanted = failures.keys().filter(|(owner, id)| {
            let is_wanted = match of {
                Of::Tenant(tenant) => owner == tenant,
                Of::Instance => true,
            };
            is_wanted && counts(*id)
        });
        // One that fails for several tenants is one model.
        wanted.map(|(_, id)| id).collect::<HashSet<_>>().len()
    }

    pub(crate) fn dropped_total(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use model::{RecordId, TenantCode, Timestamp};
    use script::{ErrorKind, ScriptError};

    use super::{Counters, Of, ScriptRun, TENANTS_MAX, UplinkCounts};

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
            counters.script_ran(&tenant("one"), RecordId(7), &run, || true);
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
        assert_eq!((failure.message.text(), failure.line), ("no", Some(3)));
        assert_eq!(counters.script(&tenant("two"), RecordId(7)), None);
        assert_eq!(counters.failure(&tenant("two"), RecordId(7)), None);
        ran(1, None);
        assert_eq!(counters.failure(&tenant("one"), RecordId(7)), None);
        counters.script_changed(RecordId(7));
        assert_eq!(counters.script(&tenant("one"), RecordId(7)), None);
        let late = ScriptRun { at, eui: "a1", elapsed: Duration::ZERO, error: Some(&error) };
        counters.script_ran(&tenant("one"), RecordId(7), &late, || false);
        assert_eq!(counters.script(&tenant("one"), RecordId(7)), None);
        assert_eq!(counters.failure(&tenant("one"), RecordId(7)), None);
    }

    #[test]
    fn the_rate_forgets_what_is_older_than_its_window() {
        let counters = Counters::new();
        let tenant = "one".parse::<TenantCode>().expect("a code");
        let start = Timestamp::from_millis(1_777_622_400_000);
        for millis in [0, 10, 1_500, 2_000, 2_001] {
            counters.uplink(&tenant, start.plus_millis(millis));
        }
        let at = |millis| counters.uplinks(Of::Tenant(&tenant), start.plus_millis(millis));
        assert!((at(3_000).per_second - 1.0).abs() < 1e-9);
        assert!((at(6_000).per_second - 0.6).abs() < 1e-9);
        assert!(at(60_000).per_second.abs() < 1e-9);
        assert_eq!(at(60_000).per_minute.iter().sum::<u64>(), 5);
        assert_eq!(at(3_700_000).per_minute.iter().sum::<u64>(), 0);
    }

    #[test]
    fn each_tenant_has_its_own_counts_and_the_instance_those_of_all() {
        let counters = Counters::new();
        let now = Timestamp::from_millis(1_777_622_400_000);
        let tenant = |number: usize| format!("t{number}").parse::<TenantCode>().expect("a code");
        let of = |number: usize| counters.uplinks(Of::Tenant(&tenant(number)), now);
        let marked = |number: usize| counters.counts_others(&tenant(number));
        assert!(!marked(1), "nothing is counted");
        counters.refused(&tenant(1), "mic_invalid");
        assert!(!marked(1) && marked(2), "those of tenant 1 only");
        for (number, code) in [(1, None), (2, Some("no_path")), (2, Some("gateway_busy"))] {
            counters.uplink(&tenant(number), now);
            counters.answered(&tenant(number), code.map_or(Ok(()), Err));
        }
        assert!(marked(1) && marked(2));
        let reasons = |counts: &UplinkCounts| {
            counts.unacknowledged.iter().map(|(code, count)| (*code, *count)).collect::<Vec<_>>()
        };
        assert_eq!((of(1).total, of(1).acknowledged, of(1).refused.len()), (1, 1, 1));
        assert!(reasons(&of(1)).is_empty());
        assert_eq!((of(2).total, of(2).acknowledged, of(2).refused.len()), (2, 0, 0));
        assert_eq!(reasons(&of(2)), [("gateway_busy", 1), ("no_path", 1)]);
        assert_eq!((of(3).total, of(3).per_minute.len()), (0, 60));
        let all = counters.uplinks(Of::Instance, now);
        assert_eq!((all.total, all.acknowledged), (3, 1));
        assert_eq!(reasons(&all), reasons(&of(2)));
        for number in 0..2 * TENANTS_MAX {
            counters.refused(&tenant(number), "mic_invalid");
        }
        let all = counters.uplinks(Of::Instance, now);
        assert_eq!(counters.uplinks.lock().each.len(), TENANTS_MAX, "memory is bounded");
        assert_eq!(all.refused.get("mic_invalid"), Some(&(2 * TENANTS_MAX as u64 + 1)));
    }
}
