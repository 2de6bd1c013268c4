//! Who may come in: tokens, the owner's password, tenants and MQTT logins.

use std::collections::HashMap;
use std::path::Path;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use model::record::{ApiToken, Role, Tenant};
use model::{RecordId, Saying, TenantCode, Timestamp, say, text};
use parking_lot::RwLock;
use sha2::{Digest, Sha256};
use store::WriteTx;

use crate::fields::Checks;
use crate::{Core, Engine, Error, clock};

/// The owner's account.
const ADMIN: &str = "admin";
/// File in the data folder that holds the token of the owner.
const ADMIN_TOKEN_FILE: &str = "admin-token";
/// How long a sign-in lasts. Source: thinklink.md 4.22.
const SESSION_MS: i64 = 24 * 60 * 60 * 1_000;

/// Who a token stands for.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Name for people and logs.
    pub name: String,
    /// The tenant it acts in.
    pub tenant: TenantCode,
    /// What it may do.
    pub role: Role,
}

/// A new session.
#[derive(Debug, Clone)]
pub struct Login {
    /// The token's text.
    pub token: String,
    /// When it stops being valid.
    pub expires_at: Timestamp,
    /// The account.
    pub account: String,
    /// The tenant it acts in.
    pub tenant: TenantCode,
}

/// A token to be made.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// Name for people.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// The tenant it acts in.
    pub tenant: TenantCode,
}

/// A token, without anything that would let one use it.
pub type TokenView = ApiToken;

/// Tokens by the hash of their text, so that a request costs no query.
#[derive(Debug, Default)]
pub(crate) struct Tokens(RwLock<HashMap<[u8; 32], ApiToken>>);

impl Tokens {
    pub(crate) fn put(&self, token: ApiToken) {
        self.0.write().insert(token.hash, token);
    }

    fn remove(&self, id: RecordId) {
        self.0.write().retain(|_, token| token.id != id);
    }

    fn expire(&self, now: Timestamp) {
        self.0.write().retain(|_, token| token.expires_at.is_none_or(|end| now < end));
    }

    /// The token with this text, if it is still valid.
    pub(crate) fn find(&self, text: &str) -> Option<ApiToken> {
        let token = self.0.read().get(&hash(text)).cloned()?;
        token.expires_at.is_none_or(|end| clock::now() < end).then_some(token)
    }
}

/// The use cases of access.
#[derive(Debug, Clone, Copy)]
pub struct Access<'e>(pub(crate) &'e Engine);

impl Access<'_> {
    /// Who a token stands for; `None` when it is not valid.
    #[must_use]
    pub fn authenticate(&self, token: &str) -> Option<Identity> {
        let token = self.0.core.tokens.find(token)?;
        Some(Identity { name: token.name, tenant: token.tenant, role: token.role })
    }

    /// Signs in; `None` when account or password is wrong.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn login(&self, account: &str, password: &str) -> Result<Option<Login>, Error> {
        let name = account.to_owned();
        let stored = self.0.core.store.read(move |reader| reader.accounts().get(&name)).await?;
        let hash = stored.as_ref().map(|account| account.password_hash.clone());
        let password = password.to_owned();
        // The same work for an unknown account, so that its absence cannot be timed.
        let is_right = self.hashing(move || verify(&password, hash.as_deref())).await?;
        let Some(account) = stored.filter(|_| is_right) else { return Ok(None) };
        let expires_at = clock::now().plus_millis(SESSION_MS);
        let (_, token) = self
            .insert(account.name.clone(), account.role, account.tenant.clone(), Some(expires_at))
            .await?;
        Ok(Some(Login { token, expires_at, account: account.name, tenant: account.tenant }))
    }

    /// Sets the password of the owner's account.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::Store`].
    pub async fn set_password(&self, password: &str) -> Result<(), Error> {
        check_password(password)?;
        let password = password.to_owned();
        let hash = self.hashing(move || hash_password(&password)).await??;
        let account = store::Account {
            name: ADMIN.into(),
            tenant: self.0.default_tenant(),
            role: Role::Owner,
            password_hash: hash,
            created_at: clock::now(),
            updated_at: clock::now(),
        };
        self.0.core.store.write(move |tx| tx.accounts().put(&account)).await?;
        Ok(())
    }

    /// Every token that does not stand for a sign-in.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn tokens(&self) -> Result<Vec<TokenView>, Error> {
        let mut tokens = self.0.core.store.read(|reader| reader.tokens().load_all()).await?;
        tokens.retain(|token| token.expires_at.is_none());
        Ok(tokens)
    }

    /// Makes a token and returns it with its text.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a bad name or unknown tenant, [`Error::Store`].
    pub async fn create_token(&self, new: NewToken) -> Result<(TokenView, String), Error> {
        let name = new.name.trim().to_owned();
        if !(1..=64).contains(&name.chars().count()) {
            return Err(Error::field("name", say!(CharactersExpected, min = 1, max = 64)));
        }
        text::check_line(&name).map_err(|detail| Error::field("name", detail))?;
        if !self.tenants().await?.iter().any(|tenant| tenant.code == new.tenant) {
            return Err(Error::field(
                "tenant",
                say!(TenantUnknown, tenant = new.tenant.to_string()),
            ));
        }
        self.insert(name, new.role, new.tenant, None).await
    }

    /// Revokes a token at once.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn delete_token(&self, id: RecordId) -> Result<(), Error> {
        let deleted = self.0.core.store.write(move |tx| tx.tokens().delete(id)).await;
        match deleted {
            Ok(()) => {
                self.0.core.tokens.remove(id);
                Ok(())
            }
            Err(store::StoreError::NotFound(_)) => Err(Error::not_found("token", id)),
            Err(error) => Err(error.into()),
        }
    }

    /// Every tenant.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn tenants(&self) -> Result<Vec<Tenant>, Error> {
        Ok(self.0.core.store.read(|reader| reader.tenants().all()).await?)
    }

    /// Adds a tenant with its MQTT login.
    ///
    /// # Errors
    /// [`Error::Conflict`], [`Error::Invalid`], [`Error::Store`].
    pub async fn create_tenant(
        &self,
        code: TenantCode,
        name: Option<String>,
    ) -> Result<Tenant, Error> {
        if code.is_public() {
            return Err(Error::field("code", Saying::PublicOwner));
        }
        let mut checks = Checks::default();
        let mut label = code.to_string();
        checks.label(&mut label, name);
        checks.finish()?;
        let tenant = Tenant { code, name: label, created_at: clock::now() };
        let record = tenant.clone();
        let created = self.0.core.store.write(move |tx| insert_tenant(tx, &record)).await;
        match created {
            Ok(()) => Ok(tenant),
            Err(store::StoreError::Conflict { .. }) => {
                let code = tenant.code.to_string();
                Err(Error::conflict("code", say!(TenantExists, tenant = code)))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The password of a tenant's MQTT clients.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn mqtt_password(&self, tenant: &TenantCode) -> Result<String, Error> {
        let code = tenant.clone();
        let store = &self.0.core.store;
        let account = store.read(move |reader| reader.mqtt_accounts().get(&code)).await?;
        account
            .map(|account| account.password)
            .ok_or_else(|| Error::not_found("MQTT account", tenant))
    }

    /// Changes the password of a tenant's MQTT clients. Those connected have to log in again.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::Store`].
    pub async fn set_mqtt_password(
        &self,
        tenant: &TenantCode,
        password: &str,
    ) -> Result<(), Error> {
        check_password(password)?;
        let account = mqtt_account(tenant, password.to_owned(), clock::now());
        self.0.core.store.write(move |tx| tx.mqtt_accounts().put(&account)).await?;
        self.0.core.dismiss_mqtt_clients(tenant);
        Ok(())
    }

    /// Runs work that is dear on purpose: off the async threads, a few at a time, so that guessing
    /// passwords neither takes all memory nor both cores.
    async fn hashing<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let stopping = || Error::Unavailable(Saying::Stopping.into());
        let _permit = self.0.core.hashing.acquire().await.map_err(|_| stopping())?;
        tokio::task::spawn_blocking(work).await.map_err(|_| stopping())
    }

    async fn insert(
        &self,
        name: String,
        role: Role,
        tenant: TenantCode,
        expires_at: Option<Timestamp>,
    ) -> Result<(ApiToken, String), Error> {
        let text = random_text();
        let hash = hash(&text);
        let now = clock::now();
        let token = self
            .0
            .core
            .store
            .write(move |tx| {
                let id = tx.next_id(now)?;
                let token = ApiToken { id, tenant, name, role, hash, created_at: now, expires_at };
                tx.tokens().insert(&token)?;
                Ok(token)
            })
            .await?;
        self.0.core.tokens.put(token.clone());
        Ok((token, text))
    }
}

/// Forgets the sign-ins that are over.
pub(crate) async fn expire(core: &Core, now: Timestamp) {
    core.tokens.expire(now);
    if let Err(error) = core.store.write(move |tx| tx.tokens().delete_expired(now)).await {
        tracing::warn!(%error, "sign-ins that are over are left");
    }
}

/// Lets MQTT clients in by the tenant's password or by one of its API tokens.
pub(crate) struct MqttAccounts(pub(crate) std::sync::Weak<Core>);

impl mqtt::Accounts for MqttAccounts {
    fn login(&self, username: &str, password: &[u8]) -> Option<TenantCode> {
        let core = self.0.upgrade()?;
        let tenant: TenantCode = username.parse().ok()?;
        let text = std::str::from_utf8(password).ok()?;
        if core
            .tokens
            .find(text)
            .is_some_and(|token| token.tenant == tenant && !matches!(token.role, Role::Viewer))
        {
            return Some(tenant);
        }
        let code = tenant.clone();
        let account =
            core.store.read_blocking(move |reader| reader.mqtt_accounts().get(&code)).ok()??;
        // Comparing hashes says nothing about how much of a guess was right.
        (hash(&account.password) == hash(text)).then_some(account.tenant)
    }
}

/// What a new data folder starts with: a tenant, its MQTT login and the owner's token.
pub(crate) fn first_start(tx: &WriteTx<'_>, now: Timestamp) -> Result<(), store::StoreError> {
    if !tx.tenants().all()?.is_empty() {
        return Ok(());
    }
    let code: TenantCode =
        "default".parse().map_err(|_| store::StoreError::Corrupt("tenant code".into()))?;
    insert_tenant(tx, &Tenant { code, name: "Default".into(), created_at: now })
}

fn insert_tenant(tx: &WriteTx<'_>, tenant: &Tenant) -> Result<(), store::StoreError> {
    tx.tenants().insert(tenant)?;
    tx.mqtt_accounts().put(&mqtt_account(&tenant.code, random_text(), tenant.created_at))
}

fn mqtt_account(tenant: &TenantCode, password: String, now: Timestamp) -> store::MqttAccount {
    store::MqttAccount {
        username: tenant.to_string(),
        tenant: tenant.clone(),
        password,
        created_at: now,
        updated_at: now,
    }
}

/// Makes sure that the data folder's `admin-token` file holds a valid token of the owner.
///
/// # Errors
/// [`Error::Store`]; [`Error::Unavailable`] when the file cannot be written.
pub(crate) async fn ensure_admin_token(engine: &Engine, dir: &Path) -> Result<(), Error> {
    let path = dir.join(ADMIN_TOKEN_FILE);
    if let Ok(text) = tokio::fs::read_to_string(&path).await
        && engine.core.tokens.find(text.trim()).is_some()
    {
        return Ok(());
    }
    let owner = engine.default_tenant();
    let (_, text) =
        engine.access().insert(ADMIN_TOKEN_FILE.into(), Role::Owner, owner, None).await?;
    let write = tokio::task::spawn_blocking(move || write_private(&path, &text));
    match write.await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(Error::Unavailable(format!("{ADMIN_TOKEN_FILE}: {error}").into())),
        Err(error) => Err(Error::Unavailable(error.to_string().into())),
    }
}

/// Writes a file that only its owner may read, whole or not at all.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    let draft = path.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    writeln!(file, "{text}")?;
    file.sync_all()?;
    std::fs::rename(draft, path)
}

fn check_password(password: &str) -> Result<(), Error> {
    if (8..=128).contains(&password.chars().count()) {
        Ok(())
    } else {
        Err(Error::field("password", say!(CharactersExpected, min = 8, max = 128)))
    }
}

/// 192 bits of randomness, as text without characters that need escaping.
pub(crate) fn random_text() -> String {
    let bytes: [u8; 24] = rand::random();
    hex::encode(bytes)
}

/// 128 bits of randomness that are no secret, as hexadecimal text.
pub(crate) fn random_id() -> String {
    let bytes: [u8; 16] = rand::random();
    hex::encode(bytes)
}

pub(crate) fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
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

#[cfg(test)]
mod tests {
    use testkit::TempDir;

    use super::{ADMIN, ADMIN_TOKEN_FILE, NewToken, Role, expire};
    use crate::testing::start;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_sign_in_is_no_listed_token_and_is_forgotten_when_it_is_over() {
        let folder = TempDir::new().unwrap();
        let (engine, tenant) = start(&folder).await;
        let access = engine.access();
        access.set_password("correct horse").await.unwrap();
        let login = access.login(ADMIN, "correct horse").await.unwrap().unwrap();
        let new = NewToken { name: "CI".into(), role: Role::Viewer, tenant };
        access.create_token(new).await.unwrap();
        let listed: Vec<_> = access.tokens().await.unwrap().into_iter().map(|it| it.name).collect();
        assert_eq!(listed, [ADMIN_TOKEN_FILE, "CI"]);

        let core = &engine.core;
        let held = async || {
            let stored = core.store.read(|reader| reader.tokens().load_all()).await.unwrap();
            (core.tokens.0.read().len(), stored.len())
        };
        expire(core, login.expires_at.plus_millis(-1)).await;
        assert_eq!(held().await, (3, 3));
        expire(core, login.expires_at).await;
        assert_eq!(held().await, (2, 2));
        engine.stop().await;
    }
}
