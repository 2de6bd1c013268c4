//! Sends e-mail by SMTP.
//!
//! One message to one person a call, so that a bad address keeps nobody else from hearing. Knows
//! no records and keeps no connection; when to try again is the caller's to decide, with
//! [`Failure::is_temporary`].
//!
//! Start at [`send`]. Sources: RFC 5321, RFC 3207 (STARTTLS), RFC 4954 (login).

mod failure;

pub use failure::{Failure, FailureKind};

use std::fmt;
use std::time::Duration;

use lettre::address::AddressError;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use model::{Said, Saying, say};

/// How the connection is kept from being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Not at all.
    None,
    /// It begins in clear and goes on by TLS, or not at all.
    StartTls,
    /// By TLS from the first byte.
    Tls,
}

impl Security {
    /// The word in settings.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::StartTls => "starttls",
            Self::Tls => "tls",
        }
    }
}

/// A word that is no way to secure a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownSecurity;

impl fmt::Display for UnknownSecurity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("expected one of: none, starttls, tls")
    }
}

impl std::str::FromStr for Security {
    type Err = UnknownSecurity;

    fn from_str(text: &str) -> Result<Self, UnknownSecurity> {
        let all = [Self::None, Self::StartTls, Self::Tls];
        all.into_iter().find(|security| security.as_str() == text).ok_or(UnknownSecurity)
    }
}

/// The server that takes our mail. Its password is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Server {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How the connection is kept from being read.
    pub security: Security,
    /// Certificates of the authorities to trust, PEM; empty for those of the system.
    pub ca: String,
    /// Name to log in with; empty for no login.
    pub username: String,
    /// Its password.
    pub password: String,
}

impl fmt::Debug for Server {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Server")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("security", &self.security)
            .finish_non_exhaustive()
    }
}

/// A message in plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Who it is from: `Name <user@host>` or `user@host`.
    pub from: String,
    /// Who it is for.
    pub to: String,
    /// One line.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// Whether a text is an address, with or without a name.
///
/// # Errors
/// What is wrong with it.
pub fn check_address(text: &str) -> Result<(), Said> {
    mailbox(text).map(|_| ())
}

/// Whether a text holds certificates of authorities.
///
/// # Errors
/// What is wrong with it.
pub fn check_ca(ca: &str) -> Result<(), Said> {
    // The library takes a text without any certificate for an empty list of them.
    if !ca.contains("-----BEGIN CERTIFICATE-----") {
        return Err(Saying::PemNone.into());
    }
    let unusable = |error: Error| say!(CertificateUnusable, reason = error.to_string());
    Certificate::from_pem(ca.as_bytes()).map(|_| ()).map_err(unusable)
}

/// Hands a message to the server. Resolves when the server has taken it, or could not `within` the
/// given time, connecting included.
///
/// # Errors
/// [`Failure`] with a closed code and a sentence.
pub async fn send(server: &Server, mail: &Mail, within: Duration) -> Result<(), Failure> {
    let message = message(mail).map_err(|error| Failure::new(FailureKind::Message, error))?;
    // Reads the system's certificates when no others are named, so it may block.
    let given = server.clone();
    let transport = tokio::task::spawn_blocking(move || transport(&given)).await;
    let transport = transport.map_err(|error| {
        Failure::new(FailureKind::Configuration, format!("the connection was not set up: {error}"))
    })??;
    match tokio::time::timeout(within, transport.send(message)).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(Failure::of(&error, server)),
        Err(_) => {
            let (host, limit_s) = (server.host.as_str(), within.as_secs());
            let why = say!(MailSlow, host = host, limit_s = limit_s);
            Err(Failure::new(FailureKind::Timeout, why))
        }
    }
}

fn mailbox(text: &str) -> Result<Mailbox, Said> {
    let no_address =
        |error: AddressError| say!(MailAddressForm, text = text, reason = error.to_string());
    text.trim().parse().map_err(no_address)
}

fn message(mail: &Mail) -> Result<Message, Said> {
    let from = mailbox(&mail.from)?;
    // What spam filters want of every message: an id that the sender's domain stands for.
    let id = format!("<{:032x}@{}>", rand::random::<u128>(), from.email.domain());
    Message::builder()
        .from(from)
        .to(mailbox(&mail.to)?)
        .message_id(Some(id))
        .subject(one_line(&mail.subject))
        .header(ContentType::TEXT_PLAIN)
        .body(mail.text.clone())
        .map_err(|error| Said::plain(error.to_string()))
}

/// A subject cannot have lines, and whoever writes one must not write headers.
fn one_line(text: &str) -> String {
    text.split(char::is_control).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn transport(server: &Server) -> Result<AsyncSmtpTransport<Tokio1Executor>, Failure> {
    let tls = match server.security {
        Security::None => Tls::None,
        Security::StartTls => Tls::Required(parameters(server)?),
        Security::Tls => Tls::Wrapper(parameters(server)?),
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
        .port(server.port)
        .tls(tls)
        .timeout(None);
    if !server.username.is_empty() {
        builder = builder
            .credentials(Credentials::new(server.username.clone(), server.password.clone()))
            .authentication(vec![Mechanism::Plain, Mechanism::Login]);
    }
    Ok(builder.build())
}

fn parameters(server: &Server) -> Result<TlsParameters, Failure> {
    let broken = |error: lettre::transport::smtp::Error| {
        Failure::new(FailureKind::Configuration, error.to_string())
    };
    let mut builder = TlsParameters::builder(server.host.clone());
    if !server.ca.trim().is_empty() {
        let authority = Certificate::from_pem(server.ca.as_bytes()).map_err(broken)?;
        builder = builder.certificate_store(CertificateStore::None).add_root_certificate(authority);
    }
    builder.build().map_err(broken)
}
