//! How much one sender may send, and a bounded memory of who sent how much.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::time::Instant;

/// A rate and how far it may be exceeded for a moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Datagrams per second that may go on for ever.
    pub per_second: f32,
    /// Datagrams that may come at once.
    pub burst: f32,
}

/// A token bucket.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bucket {
    tokens: f32,
    filled_at: Instant,
}

impl Bucket {
    pub(crate) const fn full(rate: Rate, now: Instant) -> Self {
        Self { tokens: rate.burst, filled_at: now }
    }

    /// Takes one token; `false` when there is none.
    pub(crate) fn take(&mut self, rate: Rate, now: Instant) -> bool {
        let elapsed = now.saturating_duration_since(self.filled_at);
        self.tokens = (self.tokens + elapsed.as_secs_f32() * rate.per_second).min(rate.burst);
        self.filled_at = now;
        if self.tokens < 1.0 {
            return false;
        }
        self.tokens -= 1.0;
        true
    }
}

/// Addresses remembered at most; more are dropped until the oldest are forgotten.
const MAX_ADDRESSES: usize = 16_384;

/// One bucket for each source address, for a whole /64 in IPv6.
#[derive(Debug)]
pub(crate) struct Addresses {
    rate: Rate,
    buckets: HashMap<IpAddr, Bucket>,
    swept_at: Option<Instant>,
}

impl Addresses {
    pub(crate) fn new(rate: Rate) -> Self {
        Self { rate, buckets: HashMap::new(), swept_at: None }
    }

    /// Whether one more datagram of this address is within its rate.
    pub(crate) fn take(&mut self, address: IpAddr, now: Instant) -> bool {
        let key = network_of(address);
        if let Some(bucket) = self.buckets.get_mut(&key) {
            return bucket.take(self.rate, now);
        }
        if self.buckets.len() >= MAX_ADDRESSES && !self.sweep(now) {
            return false;
        }
        let mut bucket = Bucket::full(self.rate, now);
        let taken = bucket.take(self.rate, now);
        self.buckets.insert(key, bucket);
        taken
    }

    /// Forgets addresses whose bucket is full again. At most once a second, because a flood of
    /// forged addresses would otherwise make each datagram walk the whole table.
    fn sweep(&mut self, now: Instant) -> bool {
        let is_due =
            self.swept_at.is_none_or(|at| now.saturating_duration_since(at).as_secs() >= 1);
        if is_due {
            self.swept_at = Some(now);
            let refill = self.rate.burst / self.rate.per_second;
            self.buckets.retain(|_, bucket| {
                now.saturating_duration_since(bucket.filled_at).as_secs_f32() < refill
            });
        }
        self.buckets.len() < MAX_ADDRESSES
    }
}

fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Addresses, Bucket, MAX_ADDRESSES, Rate};

    const RATE: Rate = Rate { per_second: 2.0, burst: 3.0 };

    #[test]
    fn a_burst_passes_and_then_the_rate_holds() {
        let start = Instant::now();
        let mut bucket = Bucket::full(RATE, start);
        let at = |millis| start + Duration::from_millis(millis);
        let taken: Vec<_> =
            [0, 0, 0, 0, 400, 500, 501, 1_000].map(|millis| bucket.take(RATE, at(millis))).into();
        assert_eq!(taken, [true, true, true, false, false, true, false, true]);
    }

    #[test]
    fn a_flood_of_forged_addresses_stays_bounded_and_passes() {
        let start = Instant::now();
        let mut addresses = Addresses::new(RATE);
        for forged in 0..u32::try_from(MAX_ADDRESSES).unwrap() + 10 {
            addresses.take(std::net::Ipv4Addr::from_bits(forged).into(), start);
        }
        assert_eq!(addresses.buckets.len(), MAX_ADDRESSES);
        let later = start + Duration::from_secs(5);
        assert!(addresses.take([10, 0, 0, 1].into(), later));
        assert_eq!(addresses.buckets.len(), 1);
    }

    #[test]
    fn one_ipv6_network_shares_one_bucket() {
        let mut addresses = Addresses::new(RATE);
        let now = Instant::now();
        let taken = ["2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8::4", "2001:db9::1"]
            .map(|address| addresses.take(address.parse().unwrap(), now));
        assert_eq!(taken, [true, true, true, false, true]);
    }
}
