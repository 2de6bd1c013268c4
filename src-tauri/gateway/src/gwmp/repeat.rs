//! Recognises reports that arrive twice, through a VPN or two uplinks of one gateway.
//!
//! A forwarder never repeats a PUSH_DATA, so the same frame with the same counter from the same
//! gateway is the same report. A repetition by the *device* has another counter and passes.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};
use std::time::{Duration, Instant};

use model::radio::GatewayUplink;

/// Reports remembered in each of the two generations; 8 bytes each.
const GENERATION: usize = 65_536;

/// Age at which a generation is set aside; a report is remembered once to twice as long.
const GENERATION_AGE: Duration = Duration::from_secs(15);

/// The reports of the last 15 to 30 seconds, fewer under heavy load.
#[derive(Debug)]
pub(crate) struct Repeats {
    hasher: RandomState,
    current: HashSet<u64, Fingerprints>,
    former: HashSet<u64, Fingerprints>,
    since: Option<Instant>,
}

impl Repeats {
    pub(crate) fn new() -> Self {
        let empty = || HashSet::with_hasher(Fingerprints);
        Self { hasher: RandomState::new(), current: empty(), former: empty(), since: None }
    }

    /// Remembers the report; `true` when it was known.
    pub(crate) fn is_repeat(&mut self, uplink: &GatewayUplink) -> bool {
        // A gateway without a counter (tmst 0) gives nothing to tell two receptions apart.
        if uplink.tmst == 0 {
            return false;
        }
        let now = uplink.arrived;
        let since = *self.since.get_or_insert(now);
        let is_old = now.saturating_duration_since(since) >= GENERATION_AGE;
        if is_old || self.current.len() >= GENERATION {
            std::mem::swap(&mut self.current, &mut self.former);
            self.current.clear();
            self.since = Some(now);
        }
        let key = self.hasher.hash_one((
            uplink.gateway.to_be_bytes(),
            uplink.tmst,
            uplink.frequency_hz,
            uplink.antenna,
            &*uplink.phy,
        ));
        self.former.contains(&key) || !self.current.insert(key)
    }
}

/// The keys are keyed hashes already.
#[derive(Debug, Clone, Copy)]
struct Fingerprints;

impl std::hash::BuildHasher for Fingerprints {
    type Hasher = Fingerprint;

    fn build_hasher(&self) -> Fingerprint {
        Fingerprint(0)
    }
}

struct Fingerprint(u64);

impl std::hash::Hasher for Fingerprint {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |sum, byte| sum.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}
