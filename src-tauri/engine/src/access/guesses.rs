//! Slows down whoever guesses passwords.
//!
//! Each wrong password is a debt that time forgives, of the address it came from and of all
//! addresses together; who owes too much waits. An address where somebody is signed in is not held
//! to what others owe, so that an attack from elsewhere keeps nobody out there.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

/// How many wrong passwords are let through at once, and how long each is owed.
#[derive(Debug, Clone, Copy)]
struct Pace {
    at_once: u32,
    each: Duration,
}

/// One address: 2,880 a day. Our own choice.
const OF_ADDRESS: Pace = Pace { at_once: 10, each: Duration::from_secs(30) };
/// All addresses together, which an attacker may have many of: 17,280 a day. Our own choice.
const OF_ALL: Pace = Pace { at_once: 100, each: Duration::from_secs(5) };

impl Pace {
    /// What is owed with one more, as the moment when all of it is forgiven; or how long to wait
    /// before there may be one more.
    fn with_one_more(self, owed: Option<Instant>, now: Instant) -> Result<Instant, Duration> {
        let owed = owed.map_or(now, |owed| owed.max(now)) + self.each;
        let wait = owed.saturating_duration_since(now + self.each * self.at_once);
        if wait.is_zero() { Ok(owed) } else { Err(wait) }
    }
}

/// What is owed, as the moments when it is forgiven.
#[derive(Debug, Default)]
pub(super) struct Guesses(Mutex<Owed>);

#[derive(Debug, Default)]
struct Owed {
    of_all: Option<Instant>,
    /// Only what is not forgiven yet: as few as [`OF_ALL`] lets through meanwhile, and those where
    /// somebody is signed in.
    of_addresses: HashMap<IpAddr, Instant>,
}

/// Where a password comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin {
    /// `None` for a caller inside the process.
    pub(super) address: Option<IpAddr>,
    /// Whether somebody is signed in there.
    pub(super) is_known: bool,
}

impl Guesses {
    /// Counts a password before it is checked, so that many at the same moment are no way around;
    /// [`Self::forgive`] takes it back when it was right.
    ///
    /// # Errors
    /// How long to wait; nothing was counted.
    pub(super) fn count(&self, origin: Origin, now: Instant) -> Result<(), Duration> {
        let Owed { of_all, of_addresses } = &mut *self.0.lock();
        of_addresses.retain(|_, owed| *owed > now);
        let all = if origin.is_known { None } else { Some(OF_ALL.with_one_more(*of_all, now)?) };
        if let Some(address) = origin.address.map(network) {
            let owed = OF_ADDRESS.with_one_more(of_addresses.get(&address).copied(), now)?;
            of_addresses.insert(address, owed);
        }
        *of_all = all.or(*of_all);
        Ok(())
    }

    /// Takes back what [`Self::count`] counted for the same origin.
    pub(super) fn forgive(&self, origin: Origin) {
        let mut owed = self.0.lock();
        if !origin.is_known {
            owed.of_all = owed.of_all.and_then(|owed| owed.checked_sub(OF_ALL.each));
        }
        if let Some(address) = origin.address.map(network)
            && let Some(owed) = owed.of_addresses.get_mut(&address)
        {
            *owed = owed.checked_sub(OF_ADDRESS.each).unwrap_or(*owed);
        }
    }
}

/// The address itself; of IPv6 its /64, because whoever has one address there has all of them.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => {
            let prefix = u128::from(address) & !u128::from(u64::MAX);
            IpAddr::V6(prefix.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Guesses, OF_ADDRESS, OF_ALL, Origin};

    fn from(address: &str) -> Origin {
        Origin { address: Some(address.parse().unwrap()), is_known: false }
    }

    fn many(guesses: &Guesses, origin: Origin, now: Instant) -> u32 {
        (0..1_000).take_while(|_| guesses.count(origin, now).is_ok()).count().try_into().unwrap()
    }

    #[test]
    fn an_address_waits_after_a_few_wrong_ones_and_others_do_not() {
        let (guesses, now) = (Guesses::default(), Instant::now());
        assert_eq!(many(&guesses, from("192.0.2.1"), now), OF_ADDRESS.at_once);
        assert_eq!(guesses.count(from("192.0.2.1"), now), Err(OF_ADDRESS.each));
        assert_eq!(guesses.count(from("::ffff:192.0.2.1"), now), Err(OF_ADDRESS.each));
        assert_eq!(guesses.count(from("192.0.2.2"), now), Ok(()));
        let soon = now + OF_ADDRESS.each;
        assert_eq!(many(&guesses, from("192.0.2.1"), soon), 1, "one is forgiven, not all");
        let later = now + 2 * OF_ADDRESS.each * OF_ADDRESS.at_once;
        assert_eq!(many(&guesses, from("192.0.2.1"), later), OF_ADDRESS.at_once);
    }

    #[test]
    fn addresses_of_one_ipv6_network_are_one() {
        let (guesses, now) = (Guesses::default(), Instant::now());
        assert_eq!(many(&guesses, from("2001:db8::1"), now), OF_ADDRESS.at_once);
        assert!(guesses.count(from("2001:db8::ffff:2"), now).is_err());
        assert!(guesses.count(from("2001:db8:0:1::1"), now).is_ok());
    }

    #[test]
    fn right_ones_are_not_counted() {
        let (guesses, now) = (Guesses::default(), Instant::now());
        for _ in 0..1_000 {
            guesses.count(from("192.0.2.1"), now).unwrap();
            guesses.forgive(from("192.0.2.1"));
        }
        assert_eq!(many(&guesses, from("192.0.2.1"), now), OF_ADDRESS.at_once);
    }

    #[test]
    fn many_addresses_together_wait_but_not_where_somebody_is_signed_in() {
        let (guesses, now) = (Guesses::default(), Instant::now());
        let address = |number: u32| format!("10.0.{}.{}", number / 256, number % 256);
        let through = (0..1_000).filter(|it| guesses.count(from(&address(*it)), now).is_ok());
        assert_eq!(through.count(), usize::try_from(OF_ALL.at_once).unwrap());
        assert_eq!(guesses.0.lock().of_addresses.len(), usize::try_from(OF_ALL.at_once).unwrap());
        let stranger = from("192.0.2.1");
        assert_eq!(guesses.count(stranger, now), Err(OF_ALL.each));
        let known = Origin { is_known: true, ..stranger };
        assert_eq!(many(&guesses, known, now), OF_ADDRESS.at_once, "its own wrong ones count");
        assert!(guesses.count(from("192.0.2.2"), now + OF_ALL.each).is_ok(), "not for ever");
        let forgiven = now + Duration::from_secs(3_600);
        guesses.count(from("192.0.2.3"), forgiven).unwrap();
        assert_eq!(guesses.0.lock().of_addresses.len(), 1, "what is forgiven takes no memory");
    }
}
