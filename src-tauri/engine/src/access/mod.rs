//! Who may come in: tokens, the owner's password, tenants and MQTT logins.

mod guesses;
mod mqtt_logins;
mod passwords;
mod tokens;

use std::net::IpAddr;
use std::path::Path;

use model::record::{ApiToken, Role, Tenant};
use model::{RecordId, Saying, TenantCode, Timestamp, say, text};
use sha2::{Digest, Sha256};
use store::{StoreError, WriteTx};
use tokio::sync::{Mutex, MutexGuard, Semaphore};
use tokio_util::sync::CancellationToken;

use self::guesses::Guesses;
use self::mqtt_logins::MqttLogins;
use self::passwords::check_password;
use self::tokens::Tokens;
use crate::fields::Checks;
use crate::{Core, Engine, Error, clock};

pub(crate) use self::mqtt_logins::MqttAccounts;

/// The owner's account.
const ADMIN: &str = "admin";
/// File in the data folder that holds the token of the owner.
const ADMIN_TOKEN_FILE: &str = "admin-token";
/// How long a sign-in lasts. Source: thinklink.md 4.22.
const SESSION_MS: i64 = 24 * 60 * 60 * 1_000;
/// Most sign-ins that run at the same time. Our own choice.
const SIGN_INS_MAX: usize = 100;
/// Passwords hashed at once; each takes 19 MiB.
const HASHING_AT_ONCE: usize = 2;

/// Who a token stands for.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The token.
    pub token: RecordId,
    /// Name for people and logs.
    pub name: String,
    /// The tenant it acts in.
    pub tenant: TenantCode,
    /// What it may do.
    pub role: Role,
    /// Fires when the token is valid no more.
    pub ended: CancellationToken,
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

/// What is to become a token.
struct Draft {
    name: String,
    role: Role,
    tenant: TenantCode,
    expires_at: Option<Timestamp>,
    used_at: Option<Timestamp>,
    used_from: Option<IpAddr>,
}

impl Draft {
    /// A token that does not end by itself.
    const fn lasting(name: String, role: Role, tenant: TenantCode) -> Self {
        Self { name, role, tenant, expires_at: None, used_at: None, used_from: None }
    }
}

/// Who may come in, in memory.
#[derive(Debug)]
pub(crate) struct AccessState {
    tokens: Tokens,
    mqtt_logins: MqttLogins,
    guesses: Guesses,
    /// Lets few passwords be hashed at once.
    hashing: Semaphore,
    /// For whoever changes passwords or tokens, from reading them to having them in memory.
    turn: Mutex<()>,
}

/// The turn of whoever changes passwords or tokens.
type Turn<'t> = MutexGuard<'t, ()>;

impl AccessState {
    pub(crate) fn of(tokens: Vec<ApiToken>, mqtt_accounts: &[store::MqttAccount]) -> Self {
        let state = Self {
            tokens: Tokens::default(),
            mqtt_logins: MqttLogins::default(),
            guesses: Guesses::default(),
            hashing: Semaphore::new(HASHING_AT_ONCE),
            turn: Mutex::default(),
        };
        tokens.into_iter().for_each(|token| state.tokens.put(token));
        mqtt_accounts.iter().for_each(|account| state.mqtt_logins.put(account));
        state
    }

    /// Sign-ins that are wanted and not over, by id.
    fn sign_ins(&self, is_wanted: impl Fn(&ApiToken) -> bool) -> Vec<ApiToken> {
        let now = clock::now();
        self.tokens.list(|it| it.is_sign_in() && tokens::is_valid(it, now) && is_wanted(it))
    }
}

/// The use cases of access.
#[derive(Debug, Clone, Copy)]
pub struct Access<'e>(pub(crate) &'e Engine);

impl Access<'_> {
    /// Who a token stands for; `None` when it is not valid.
    ///
    /// * `from`: the address of the caller, if it is known.
    #[must_use]
    pub fn authenticate(&self, token: &str, from: Option<IpAddr>) -> Option<Identity> {
        let (token, ended) = self.0.core.access.tokens.admit(token, from)?;
        let ApiToken { id, name, tenant, role, .. } = token;
        Some(Identity { token: id, name, tenant, role, ended })
    }

    /// Every token that does not stand for a sign-in.
    #[must_use]
    pub fn tokens(&self) -> Vec<TokenView> {
        self.0.core.access.tokens.list(|token| !token.is_sign_in())
    }

    /// Every sign-in that is not over, the one that was made last first.
    #[must_use]
    pub fn sign_ins(&self) -> Vec<TokenView> {
        let mut sign_ins = self.0.core.access.sign_ins(|_| true);
        sign_ins.reverse();
        sign_ins
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
        let turn = self.0.core.access.turn.lock().await;
        self.insert(&turn, Draft::lasting(name, new.role, new.tenant)).await
    }

    /// Revokes a token at once: what came in by it ends, live data and MQTT clients too.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn delete_token(&self, id: RecordId) -> Result<(), Error> {
        let access = &self.0.core.access;
        let turn = access.turn.lock().await;
        let tokens = access.tokens.list(|token| !token.is_sign_in() && token.id == id);
        match self.end(&turn, tokens, nothing_else).await? {
            0 => Err(Error::not_found("token", id)),
            _ => Ok(()),
        }
    }

    /// Ends a sign-in at once, as [`Self::delete_token`] does a token.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn end_sign_in(&self, id: RecordId) -> Result<(), Error> {
        let access = &self.0.core.access;
        let turn = access.turn.lock().await;
        match self.end(&turn, access.sign_ins(|it| it.id == id), nothing_else).await? {
            0 => Err(Error::not_found("sign-in", id)),
            _ => Ok(()),
        }
    }

    /// Signs out whoever came with this token: ends it if it is a sign-in, and leaves it otherwise.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn log_out(&self, token: RecordId) -> Result<(), Error> {
        let access = &self.0.core.access;
        let turn = access.turn.lock().await;
        self.end(&turn, access.sign_ins(|it| it.id == token), nothing_else).await?;
        Ok(())
    }

    /// Ends every sign-in but one. Returns how many.
    ///
    /// * `keep`: the token that stays, if it is a sign-in.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn end_other_sign_ins(&self, keep: Option<RecordId>) -> Result<usize, Error> {
        let access = &self.0.core.access;
        let turn = access.turn.lock().await;
        self.end(&turn, access.sign_ins(|it| Some(it.id) != keep), nothing_else).await
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
        let _turn = self.0.core.access.turn.lock().await;
        let created = self.0.core.store.write(move |tx| insert_tenant(tx, &record)).await;
        match created {
            Ok(account) => {
                self.0.core.access.mqtt_logins.put(&account);
                Ok(tenant)
            }
            Err(StoreError::Conflict { .. }) => {
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

    /// Changes the password of a tenant's MQTT clients. Those that logged in by the one before are
    /// cut off; those that logged in by an API token stay.
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
        let _turn = self.0.core.access.turn.lock().await;
        let record = account.clone();
        self.0.core.store.write(move |tx| tx.mqtt_accounts().put(&record)).await?;
        self.0.core.access.mqtt_logins.put(&account);
        Ok(())
    }

    /// Ends tokens, and whatever came in by them, together with other work on the store. Returns
    /// how many ended.
    async fn end(
        &self,
        _turn: &Turn<'_>,
        tokens: Vec<ApiToken>,
        work: impl FnOnce(&WriteTx<'_>) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<usize, Error> {
        let core = &self.0.core;
        let ids: Vec<RecordId> = tokens.iter().map(|token| token.id).collect();
        let gone = ids.clone();
        let written = core.store.write(move |tx| {
            work(tx)?;
            gone.iter().try_for_each(|id| tx.tokens().delete(*id))
        });
        written.await?;
        core.access.tokens.end(|token| ids.contains(&token.id));
        Ok(ids.len())
    }

    async fn insert(&self, _turn: &Turn<'_>, draft: Draft) -> Result<(ApiToken, String), Error> {
        let text = random_text();
        let hash = hash(&text);
        let now = clock::now();
        let core = &self.0.core;
        let token = core
            .store
            .write(move |tx| {
                let token = ApiToken {
                    id: tx.next_id(now)?,
                    tenant: draft.tenant,
                    name: draft.name,
                    role: draft.role,
                    hash,
                    created_at: now,
                    expires_at: draft.expires_at,
                    used_at: draft.used_at,
                    used_from: draft.used_from,
                };
                tx.tokens().insert(&token)?;
                Ok(token)
            })
            .await?;
        core.access.tokens.put(token.clone());
        Ok((token, text))
    }
}

/// Forgets the sign-ins that are over, and notes in the store which tokens were used.
pub(crate) async fn keep_up(core: &Core, now: Timestamp) {
    let _turn = core.access.turn.lock().await;
    core.access.tokens.end(|token| !tokens::is_valid(token, now));
    let uses = core.access.tokens.take_uses();
    let written = core.store.write(move |tx| {
        for (id, at, from) in uses {
            tx.tokens().note_use(id, at, from)?;
        }
        tx.tokens().delete_expired(now)
    });
    if let Err(error) = written.await {
        tracing::warn!(%error, "uses and ends of tokens could not be stored");
    }
}

fn nothing_else(_tx: &WriteTx<'_>) -> Result<(), StoreError> {
    Ok(())
}

/// What a new data folder starts with: a tenant, its MQTT login and the owner's token.
pub(crate) fn first_start(tx: &WriteTx<'_>, now: Timestamp) -> Result<(), StoreError> {
    if !tx.tenants().all()?.is_empty() {
        return Ok(());
    }
    let code: TenantCode =
        "default".parse().map_err(|_| StoreError::Corrupt("tenant code".into()))?;
    insert_tenant(tx, &Tenant { code, name: "Default".into(), created_at: now })?;
    Ok(())
}

/// Returns the tenant's MQTT login.
fn insert_tenant(tx: &WriteTx<'_>, tenant: &Tenant) -> Result<store::MqttAccount, StoreError> {
    let account = mqtt_account(&tenant.code, random_text(), tenant.created_at);
    tx.tenants().insert(tenant)?;
    tx.mqtt_accounts().put(&account)?;
    Ok(account)
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
        && engine.core.access.tokens.has(text.trim())
    {
        return Ok(());
    }
    let draft = Draft::lasting(ADMIN_TOKEN_FILE.into(), Role::Owner, engine.default_tenant());
    let turn = engine.core.access.turn.lock().await;
    let (_, text) = engine.access().insert(&turn, draft).await?;
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

#[cfg(test)]
mod tests;
