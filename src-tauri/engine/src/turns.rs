//! Whose turn it is to change a record.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::OwnedMutexGuard;

/// One lock for each record that somebody changes, so that it has one writer from reading to the
/// commit. The threads of devices hold none while they wait: whoever holds one may wait for them.
#[derive(Debug)]
pub(crate) struct Turns<K>(Mutex<Locks<K>>);

type Locks<K> = HashMap<K, Arc<tokio::sync::Mutex<()>>>;

impl<K> Default for Turns<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash> Turns<K> {
    pub(crate) async fn lock(&self, key: K) -> OwnedMutexGuard<()> {
        let lock = Arc::clone(self.locks().entry(key).or_default());
        lock.lock_owned().await
    }

    /// The turns of all of these by their keys, taken each once and in their order: two who want
    /// several of the same never wait for each other.
    pub(crate) async fn lock_all(&self, mut keys: Vec<K>) -> Vec<(K, OwnedMutexGuard<()>)>
    where
        K: Ord + Clone,
    {
        keys.sort_unstable();
        keys.dedup();
        let wanted: Vec<_> = {
            let mut locks = self.locks();
            let lock = |key: K| (key.clone(), Arc::clone(locks.entry(key).or_default()));
            keys.into_iter().map(lock).collect()
        };
        let mut held = Vec::with_capacity(wanted.len());
        for (key, lock) in wanted {
            held.push((key, lock.lock_owned().await));
        }
        held
    }

    /// The turn, unless somebody else has it.
    pub(crate) fn try_lock(&self, key: K) -> Option<OwnedMutexGuard<()>> {
        let lock = Arc::clone(self.locks().entry(key).or_default());
        lock.try_lock_owned().ok()
    }

    /// The locks that somebody holds or waits for.
    fn locks(&self) -> MutexGuard<'_, Locks<K>> {
        let mut locks = self.0.lock();
        // Nobody waits for a lock that only this map knows.
        locks.retain(|_, lock| Arc::strong_count(lock) > 1);
        locks
    }
}
