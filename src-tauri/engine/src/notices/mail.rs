//! The server that takes the instance's mail: one for all tenants, set by the owner.

use std::time::Duration;

use ::mail::{Failure, FailureKind, Security, Server};
use model::text::check_line;
use model::{Saying, TenantCode, say};
use serde_json::{Value, json};
use store::{ReadTx, StoreError};

use super::text;
use super::{Notice, TestOutcome};
use crate::event::{Action, Resource};
use crate::fields::{Checks, PEM_MAX, TEXT_BYTES_MAX, is_host};
use crate::{Core, Engine, Error};

/// How long a mail server may take over one message.
const PATIENCE: Duration = Duration::from_secs(30);
/// Under these names it is among the settings.
const SETTING: &str = "mail";
const PASSWORD: &str = "mail_password";

/// The server, and who its mail is from. The password is never printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailSettings {
    /// Where it is and how to log in; without a host no mail is sent.
    pub server: Server,
    /// `Name <user@host>` or `user@host`.
    pub sender: String,
}

impl Default for MailSettings {
    fn default() -> Self {
        let server = Server {
            host: String::new(),
            port: 587,
            security: Security::StartTls,
            ca: String::new(),
            username: String::new(),
            password: String::new(),
        };
        Self { server, sender: String::new() }
    }
}

/// What to set; absent fields keep their value.
#[derive(Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of the settings")]
pub struct MailChange {
    pub host: Option<String>,
    pub port: Option<u16>,
    pub security: Option<Security>,
    pub ca: Option<String>,
    pub username: Option<String>,
    pub password: Option<String>,
    pub sender: Option<String>,
}

impl MailSettings {
    pub(crate) fn load(reader: &ReadTx<'_>) -> Result<Self, StoreError> {
        let Some(stored) = reader.settings().get(SETTING)? else { return Ok(Self::default()) };
        let text = |name: &str| stored.get(name).and_then(Value::as_str).unwrap_or_default();
        let port = stored.get("port").and_then(Value::as_u64);
        let server = Server {
            host: text("host").into(),
            port: port.and_then(|port| u16::try_from(port).ok()).unwrap_or(587),
            security: text("security").parse().unwrap_or(Security::StartTls),
            ca: text("ca").into(),
            username: text("username").into(),
            password: reader.settings().secret(PASSWORD)?.unwrap_or_default(),
        };
        Ok(Self { server, sender: text("sender").into() })
    }

    fn to_stored(&self) -> Value {
        let server = &self.server;
        json!({
            "host": server.host, "port": server.port, "security": server.security.as_str(),
            "ca": server.ca, "username": server.username, "sender": self.sender,
        })
    }

    /// Sets what the change names and checks the whole.
    fn apply(&mut self, change: MailChange) -> Result<(), Error> {
        let mut checks = Checks::default();
        let old = self.clone();
        let is_kept = !self.server.password.is_empty() && change.password.is_none();
        let server = &mut self.server;
        let trimmed = |text: String| text.trim().to_owned();
        server.host = change.host.map_or(old.server.host.clone(), trimmed);
        server.port = change.port.unwrap_or(server.port);
        server.security = change.security.unwrap_or(server.security);
        server.ca = change.ca.map_or(old.server.ca.clone(), trimmed);
        server.username = change.username.map_or(old.server.username.clone(), trimmed);
        server.password = change.password.unwrap_or_else(|| old.server.password.clone());
        self.sender = change.sender.map_or(old.sender, trimmed);
        if server.username.is_empty() {
            server.password.clear();
        } else if is_kept && leads_elsewhere(&old.server, server) {
            checks.refuse("password", Saying::EnterAgain);
        }
        if !server.host.is_empty() {
            if !is_host(&server.host) {
                checks.refuse("host", Saying::HostForm);
            }
            if let Err(detail) = ::mail::check_address(&self.sender) {
                checks.refuse("sender", detail);
            }
        }
        if server.port == 0 {
            checks.refuse("port", say!(NumberExpected, min = 1, max = 65_535));
        }
        if server.ca.len() > PEM_MAX {
            checks.refuse("ca", say!(KibMost, limit = PEM_MAX >> 10));
        } else if let Some(Err(detail)) =
            (!server.ca.is_empty()).then(|| ::mail::check_ca(&server.ca))
        {
            checks.refuse("ca", detail);
        }
        for (field, text) in [
            ("username", &server.username),
            ("password", &server.password),
            ("sender", &self.sender),
        ] {
            if text.len() > TEXT_BYTES_MAX {
                checks.refuse(field, say!(BytesMost, limit = TEXT_BYTES_MAX));
            } else if let Err(detail) = check_line(text) {
                checks.refuse(field, detail);
            }
        }
        checks.finish()
    }
}

/// A stored password is never sent to another place than it was given for.
fn leads_elsewhere(old: &Server, new: &Server) -> bool {
    old.host != new.host
        || old.port != new.port
        || (old.security != new.security && new.security == Security::None)
}

/// The use cases of the mail server.
#[derive(Debug, Clone, Copy)]
pub struct Mail<'e>(pub(crate) &'e Engine);

impl Mail<'_> {
    /// The settings in force.
    #[must_use]
    pub fn get(&self) -> MailSettings {
        self.0.core.outbox.mail.read().clone()
    }

    /// Changes them at once.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every bad field, [`Error::Store`].
    pub async fn update(&self, change: MailChange) -> Result<MailSettings, Error> {
        let core = &self.0.core;
        let _alone = core.outbox.changing.lock().await;
        let mut settings = self.get();
        settings.apply(change)?;
        let (stored, password) = (settings.to_stored(), settings.server.password.clone());
        let saved = core.store.write(move |tx| {
            tx.settings().set(SETTING, &stored)?;
            tx.settings().set_secret(PASSWORD, &password)
        });
        saved.await?;
        *core.outbox.mail.write() = settings.clone();
        core.bus.changed(&TenantCode::public(), Resource::Settings, SETTING, Action::Updated);
        Ok(settings)
    }

    /// Sends a mail now and waits for what comes of it.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a bad address, [`Error::Unavailable`] when too many are tried out.
    pub async fn test(&self, to: &str) -> Result<TestOutcome, Error> {
        ::mail::check_address(to).map_err(|detail| Error::field("to", detail))?;
        let core = &self.0.core;
        let _permit = core.outbox.permit()?;
        let notice = super::groups::trial(&core.default_tenant);
        let failure = send(core, to, &notice).await.err();
        Ok(TestOutcome { recipient: to.trim().to_owned(), failure })
    }
}

/// Sends a notice to one address.
pub(super) async fn send(core: &Core, to: &str, notice: &Notice) -> Result<(), Failure> {
    let settings = core.outbox.mail.read().clone();
    if settings.server.host.is_empty() {
        return Err(Failure::new(FailureKind::Configuration, Saying::MailNotSetUp));
    }
    let mail = ::mail::Mail {
        from: settings.sender,
        to: to.to_owned(),
        subject: text::subject(notice),
        text: text::body(notice),
    };
    ::mail::send(&settings.server, &mail, PATIENCE).await
}
