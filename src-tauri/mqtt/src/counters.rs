//! Running totals of a broker: what it carried, dropped and refused.

use std::sync::atomic::{AtomicU64, Ordering};

macro_rules! counters {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// Totals since the broker was started.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        pub struct Counters {
            $($(#[$doc])* pub $name: u64,)+
        }

        /// The same, counting.
        #[derive(Debug, Default)]
        pub(crate) struct Tally {
            $(pub(crate) $name: Count,)+
        }

        impl Tally {
            /// The totals now; each is exact, together they may be a moment apart.
            pub(crate) fn read(&self) -> Counters {
                Counters { $($name: self.$name.0.load(Ordering::Relaxed),)+ }
            }
        }
    };
}

counters! {
    /// Messages given to [`crate::Broker::publish`].
    published,
    /// Messages that clients published within their rights.
    received,
    /// Messages put into a client's queue; one message counts once a subscriber.
    queued,
    /// Messages that a client's full queue, its limit of size, or its leaving lost.
    dropped,
    /// Messages of clients that found the inbound queue full and were not acknowledged.
    inbound_dropped,
    /// Sockets closed at once because there were too many.
    turned_away,
    /// Logins refused: anonymous, unknown, wrong password, unusable request.
    logins_refused,
    /// Topics and filters refused, wills included.
    topics_refused,
    /// Clients cut off for broken or illegal packets, or for not keeping up.
    cut_off,
}

/// One running total.
#[derive(Debug, Default)]
pub(crate) struct Count(AtomicU64);

impl Count {
    pub(crate) fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }
}
