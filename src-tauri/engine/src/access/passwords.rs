//! Passwords of people: signing in, and setting another one.

use std::cmp::Reverse;
use std::net::IpAddr;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use model::record::Role;
use model::{RecordId, Saying, say};
use store::Account;

use super::guesses::Origin;
use super::{ADMIN, Access, Draft, Login, SESSION_MS, SIGN_INS_MAX, nothing_else};
use crate::{Error, clock};

impl Access<'_> {
    /// Signs in; `None` when account or password is wrong.
    ///
    /// Of those signed in at most [`SIGN_INS_MAX`] stay: for one more, the one that was used the
    /// longest ago is signed out.
    ///
    /// # Errors
    /// [`Error::TooManyAttempts`] after many wrong passwords, [`Error::Store`].
    pub async fn login(
        &self,
        account: &str,
        password: &str,
        from: Option<IpAddr>,
    ) -> Result<Option<Login>, Error> {
        let access = &self.0.core.access;
        let from = from.map(|address| address.to_canonical());
        let is_known = from.is_some() && !access.sign_ins(|it| it.used_from == from).is_empty();
        let origin = Origin { address: from, is_known };
        access.guesses.count(origin, clock::instant()).map_err(|wait| Error::TooManyAttempts {
            // Rounded up, so that whoever waits so long is let in.
            seconds: wait.as_secs() + 1,
        })?;
        let account = self.account_of(account, password).await;
        if !matches!(account, Ok(None)) {
            access.guesses.forgive(origin);
        }
        match account? {
            Some(account) => self.sign_in(account, from).await,
            None => Ok(None),
        }
    }

    /// The account, if the password is its own.
    async fn account_of(&self, name: &str, password: &str) -> Result<Option<Account>, Error> {
        let name = name.to_owned();
        let stored = self.0.core.store.read(move |reader| reader.accounts().get(&name)).await?;
        let hash = stored.as_ref().map(|account| account.password_hash.clone());
        let password = password.to_owned();
        // The same work for an unknown account, so that its absence cannot be timed.
        let is_right = self.hashing(move || verify(&password, hash.as_deref())).await?;
        Ok(stored.filter(|_| is_right))
    }

    /// Makes the token of somebody whose password was found right; `None` when it was changed
    /// meanwhile.
    pub(super) async fn sign_in(
        &self,
        account: Account,
        from: Option<IpAddr>,
    ) -> Result<Option<Login>, Error> {
        let core = &self.0.core;
        let turn = core.access.turn.lock().await;
        let name = account.name.clone();
        let stored = core.store.read(move |reader| reader.accounts().get(&name)).await?;
        if stored.is_none_or(|stored| stored.password_hash != account.password_hash) {
            return Ok(None);
        }
        let mut over = core.access.sign_ins(|_| true);
        over.sort_unstable_by_key(|it| Reverse(it.used_at));
        over.drain(..over.len().min(SIGN_INS_MAX - 1));
        self.end(&turn, over, nothing_else).await?;
        let now = clock::now();
        let expires_at = now.plus_millis(SESSION_MS);
        let draft = Draft {
            name: account.name.clone(),
            role: account.role,
            tenant: account.tenant.clone(),
            expires_at: Some(expires_at),
            used_at: Some(now),
            used_from: from,
        };
        let (_, token) = self.insert(&turn, draft).await?;
        Ok(Some(Login { token, expires_at, account: account.name, tenant: account.tenant }))
    }

    /// Sets the password of the owner's account, and signs everybody else out. Returns how many
    /// sign-ins ended.
    ///
    /// * `keep`: the token that stays, if it is a sign-in.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::Store`].
    pub async fn set_password(
        &self,
        password: &str,
        keep: Option<RecordId>,
    ) -> Result<usize, Error> {
        check_password(password)?;
        let password = password.to_owned();
        let hash = self.hashing(move || hash_password(&password)).await??;
        let account = Account {
            name: ADMIN.into(),
            tenant: self.0.default_tenant(),
            role: Role::Owner,
            password_hash: hash,
            created_at: clock::now(),
            updated_at: clock::now(),
        };
        let access = &self.0.core.access;
        let turn = access.turn.lock().await;
        let others = access.sign_ins(|it| Some(it.id) != keep);
        self.end(&turn, others, move |tx| tx.accounts().put(&account)).await
    }

    /// Runs work that is dear on purpose: off the async threads, a few at a time, so that guessing
    /// passwords neither takes all memory nor both cores.
    async fn hashing<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let stopping = || Error::Unavailable(Saying::Stopping.into());
        let _permit = self.0.core.access.hashing.acquire().await.map_err(|_| stopping())?;
        tokio::task::spawn_blocking(work).await.map_err(|_| stopping())
    }
}

pub(super) fn check_password(password: &str) -> Result<(), Error> {
    if (8..=128).contains(&password.chars().count()) {
        Ok(())
    } else {
        Err(Error::field("password", say!(CharactersExpected, min = 8, max = 128)))
    }
}

fn hash_password(password: &str) -> Result<String, Error> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| format!("the password could not be hashed: {error}"))
        .map_err(|detail| Error::Unavailable(detail.into()))
}

fn verify(password: &str, hash: Option<&str>) -> bool {
    /// A hash of nothing anybody knows.
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5$\
                          2m0fC3JhcG9zaXRpb25pc25vdGhpbmd0b3NlZWhlcmU";
    let is_known = hash.is_some();
    let Ok(hash) = PasswordHash::new(hash.unwrap_or(NOBODY)) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &hash).is_ok() && is_known
}
