//! Why a message could not be sent, for people and for programs.

use std::error::Error as _;
use std::fmt;
use std::io;

use lettre::transport::smtp::Error;
use model::{Said, Saying};

use crate::{Security, Server};

/// The closed list of reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// No server is configured, or its certificate authority cannot be used.
    Configuration,
    /// An address or the text cannot be sent.
    Message,
    /// The server cannot be reached, or the connection broke.
    Network,
    /// The server took too long.
    Timeout,
    /// No secure connection came about.
    Tls,
    /// The server wants a secure connection first.
    TlsRequired,
    /// Name or password is wrong, or the server offers no login.
    Credentials,
    /// The server refuses the message or its recipient for good.
    Refused,
    /// The server does not take the message now.
    Busy,
    /// The server says what is not SMTP.
    Protocol,
}

impl FailureKind {
    /// The code as integrators see it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::Message => "message",
            Self::Network => "network",
            Self::Timeout => "timeout",
            Self::Tls => "tls",
            Self::TlsRequired => "tls_required",
            Self::Credentials => "credentials",
            Self::Refused => "refused",
            Self::Busy => "busy",
            Self::Protocol => "protocol",
        }
    }

    const fn saying(self) -> Saying {
        match self {
            Self::Configuration => Saying::MailConfiguration,
            Self::Message => Saying::MailMessage,
            Self::Network => Saying::MailNetwork,
            Self::Timeout => Saying::MailTimeout,
            Self::Tls => Saying::MailTls,
            Self::TlsRequired => Saying::MailTlsRequired,
            Self::Credentials => Saying::MailCredentials,
            Self::Refused => Saying::MailRefused,
            Self::Busy => Saying::MailBusy,
            Self::Protocol => Saying::MailProtocol,
        }
    }
}

/// Why a message could not be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The reason.
    pub kind: FailureKind,
    /// The reason as a sentence, with what the server or the system said of it.
    pub detail: Said,
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.detail, out)
    }
}

impl std::error::Error for Failure {}

impl Failure {
    /// A reason, and what is known of it.
    pub fn new(kind: FailureKind, why: impl Into<Said>) -> Self {
        Self { kind, detail: Said::new(kind.saying()).with("why", why.into()) }
    }

    /// Whether the same message may get through later. Trying a wrong password again only locks
    /// the account.
    #[must_use]
    pub const fn is_temporary(&self) -> bool {
        matches!(self.kind, FailureKind::Network | FailureKind::Timeout | FailureKind::Busy)
    }

    pub(crate) fn of(error: &Error, server: &Server) -> Self {
        let kind = match error.status().map(u16::from) {
            // RFC 4954, section 6, and RFC 3207, section 4.
            Some(530) if server.security == Security::None => FailureKind::TlsRequired,
            Some(530 | 534 | 535 | 538) => FailureKind::Credentials,
            Some(500..=599) => FailureKind::Refused,
            Some(_) => FailureKind::Busy,
            None if error.is_tls() || Self::is_handshake(error) => FailureKind::Tls,
            None if error.is_timeout() => FailureKind::Timeout,
            None if error.is_response() => FailureKind::Protocol,
            None if error.is_client() => Self::of_client(error, server),
            None => FailureKind::Network,
        };
        // The innermost error says it shortest.
        let innermost = std::iter::successors(error.source(), |error| (*error).source()).last();
        let said = match innermost {
            None => Said::plain(error.to_string()),
            Some(innermost) => match innermost.downcast_ref::<io::Error>() {
                Some(error) if error.raw_os_error().is_some() => Said::from(error),
                _ => Said::plain(innermost.to_string()),
            },
        };
        Self::new(kind, said)
    }

    /// A certificate that nobody vouches for comes as an error of the stream.
    fn is_handshake(error: &Error) -> bool {
        std::iter::successors(error.source(), |error| (*error).source())
            .filter_map(|error| error.downcast_ref::<io::Error>())
            .any(|error| error.kind() == io::ErrorKind::InvalidData)
    }

    /// What the library refuses by itself before the server does.
    fn of_client(error: &Error, server: &Server) -> FailureKind {
        let said = error.to_string();
        if said.contains("STARTTLS") {
            FailureKind::Tls
        } else if said.contains("authentication mechanism") {
            // Servers offer no login in clear when they want STARTTLS first.
            match server.security {
                Security::None => FailureKind::TlsRequired,
                Security::StartTls | Security::Tls => FailureKind::Credentials,
            }
        } else {
            FailureKind::Message
        }
    }
}
