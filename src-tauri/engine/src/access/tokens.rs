//! Tokens in memory, so that a request costs no query, and what ends with them.

use std::collections::HashMap;
use std::net::IpAddr;

use model::record::ApiToken;
use model::{RecordId, Timestamp};
use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

use super::hash;
use crate::clock;

/// Something that lets somebody in. Dropped, it ends what came in by it.
#[derive(Debug, Default)]
pub(super) struct Validity(CancellationToken);

impl Validity {
    /// Fires at the end.
    pub(super) fn end(&self) -> CancellationToken {
        self.0.clone()
    }
}

impl Drop for Validity {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

#[derive(Debug)]
struct Held {
    token: ApiToken,
    validity: Validity,
    /// Whether it was used since the store was last told.
    is_used: bool,
}

/// Tokens by the hash of their text.
#[derive(Debug, Default)]
pub(super) struct Tokens(Mutex<HashMap<[u8; 32], Held>>);

/// A use of a token: which, when, and from where if that is known.
pub(super) type Use = (RecordId, Timestamp, Option<IpAddr>);

impl Tokens {
    pub(super) fn put(&self, token: ApiToken) {
        let held = Held { validity: Validity::default(), is_used: false, token };
        self.0.lock().insert(held.token.hash, held);
    }

    /// Whether there is a token with this text.
    pub(super) fn has(&self, text: &str) -> bool {
        self.0.lock().contains_key(&hash(text))
    }

    /// The token with this text and its end, if it is still valid; it counts as used now.
    pub(super) fn admit(
        &self,
        text: &str,
        from: Option<IpAddr>,
    ) -> Option<(ApiToken, CancellationToken)> {
        let now = clock::now();
        let mut tokens = self.0.lock();
        let held = tokens.get_mut(&hash(text)).filter(|held| is_valid(&held.token, now))?;
        held.token.used_at = Some(now);
        held.token.used_from = from.map(|address| address.to_canonical());
        held.is_used = true;
        Some((held.token.clone(), held.validity.end()))
    }

    /// Those that are wanted, by id.
    pub(super) fn list(&self, is_wanted: impl Fn(&ApiToken) -> bool) -> Vec<ApiToken> {
        let tokens = self.0.lock();
        let mut list: Vec<ApiToken> =
            tokens.values().map(|held| &held.token).filter(|it| is_wanted(it)).cloned().collect();
        list.sort_unstable_by_key(|token| token.id);
        list
    }

    /// Forgets tokens, which ends what came in by them.
    pub(super) fn end(&self, is_over: impl Fn(&ApiToken) -> bool) {
        self.0.lock().retain(|_, held| !is_over(&held.token));
    }

    /// The last use of each token that was used since the last call.
    pub(super) fn take_uses(&self) -> Vec<Use> {
        let mut tokens = self.0.lock();
        let used = tokens.values_mut().filter_map(|held| {
            let is_used = std::mem::take(&mut held.is_used);
            let Held { token, .. } = held;
            Some((token.id, token.used_at.filter(|_| is_used)?, token.used_from))
        });
        used.collect()
    }
}

/// Whether a token lets anybody in at this time.
pub(super) fn is_valid(token: &ApiToken, now: Timestamp) -> bool {
    token.expires_at.is_none_or(|end| now < end)
}
