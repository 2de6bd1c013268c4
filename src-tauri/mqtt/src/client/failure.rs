//! Why a connection could not be made or ended, for people and for programs.

use std::fmt;
use std::io;

use model::{Said, Saying, say};
use rmqtt_codec::error::{DecodeError, EncodeError};
use rmqtt_codec::v3::ConnectAckReason;
use tokio_rustls::rustls::{self, AlertDescription, CertificateError};

/// The closed list of reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// The name does not resolve.
    UnknownHost,
    /// Nobody listens there.
    Refused,
    /// No answer in time.
    Timeout,
    /// The network failed otherwise.
    Network,
    /// A certificate authority, certificate or key that was configured cannot be used.
    Configuration,
    /// The broker's certificate is signed by nobody we trust.
    UntrustedCertificate,
    /// The broker's certificate is for another name.
    CertificateName,
    /// The broker's certificate is not valid now.
    CertificateExpired,
    /// The broker wants a client certificate, or another one.
    ClientCertificate,
    /// TLS failed otherwise.
    Tls,
    /// Name or password is wrong, or the account may not log in.
    Credentials,
    /// The broker does not want this client id.
    ClientId,
    /// The broker says that it is not available.
    Unavailable,
    /// A subscription was not granted.
    Subscription,
    /// The broker closed the connection.
    Closed,
    /// The broker sends what is not MQTT 3.1.1.
    Protocol,
    /// The broker sent a message that is too large.
    TooLarge,
    /// The broker stopped answering.
    Silent,
    /// The broker does not acknowledge what is sent.
    Unacknowledged,
    /// This instance could not keep up.
    Busy,
}

impl FailureKind {
    /// The code as integrators see it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownHost => "unknown_host",
            Self::Refused => "refused",
            Self::Timeout => "timeout",
            Self::Network => "network",
            Self::Configuration => "configuration",
            Self::UntrustedCertificate => "untrusted_certificate",
            Self::CertificateName => "certificate_name",
            Self::CertificateExpired => "certificate_expired",
            Self::ClientCertificate => "client_certificate",
            Self::Tls => "tls",
            Self::Credentials => "credentials",
            Self::ClientId => "client_id",
            Self::Unavailable => "unavailable",
            Self::Subscription => "subscription",
            Self::Closed => "closed",
            Self::Protocol => "protocol",
            Self::TooLarge => "too_large",
            Self::Silent => "silent",
            Self::Unacknowledged => "unacknowledged",
            Self::Busy => "busy",
        }
    }
}

/// Why a connection could not be made or ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The reason.
    pub kind: FailureKind,
    /// The reason as a sentence.
    pub detail: Said,
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.detail.text())
    }
}

impl std::error::Error for Failure {}

impl Failure {
    pub(crate) fn new(kind: FailureKind, detail: impl Into<Said>) -> Self {
        Self { kind, detail: detail.into() }
    }

    /// The socket could not be connected.
    pub(super) fn connecting(error: &io::Error) -> Self {
        let kind = match error.kind() {
            io::ErrorKind::ConnectionRefused => FailureKind::Refused,
            io::ErrorKind::TimedOut => FailureKind::Timeout,
            _ => FailureKind::Network,
        };
        Self::new(kind, error)
    }

    /// The TLS handshake failed; rustls hides its own error in the one of the stream.
    pub(super) fn handshake(error: &io::Error) -> Self {
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
        match (inner, error.kind()) {
            (Some(error), _) => Self::tls(error),
            // Whether an end or a reset is seen depends on who was faster.
            (
                None,
                io::ErrorKind::UnexpectedEof
                | io::ErrorKind::ConnectionReset
                | io::ErrorKind::ConnectionAborted
                | io::ErrorKind::BrokenPipe,
            ) => Self::new(FailureKind::Tls, Saying::BrokerNoHandshake),
            (None, _) => Self::new(FailureKind::Network, error),
        }
    }

    fn tls(error: &rustls::Error) -> Self {
        let (kind, detail) = match error {
            rustls::Error::InvalidCertificate(reason) => return Self::certificate(reason),
            rustls::Error::AlertReceived(
                AlertDescription::CertificateRequired
                | AlertDescription::BadCertificate
                | AlertDescription::DecryptError
                | AlertDescription::UnknownCA
                | AlertDescription::CertificateUnknown
                | AlertDescription::AccessDenied,
            ) => (FailureKind::ClientCertificate, Saying::BrokerWantsIdentity.into()),
            rustls::Error::InvalidMessage(_) => (FailureKind::Tls, Saying::PortNoTls.into()),
            error => (FailureKind::Tls, say!(TlsUnusable, reason = error.to_string())),
        };
        Self { kind, detail }
    }

    /// The answer to the login was "no".
    pub(super) fn login(reason: ConnectAckReason) -> Self {
        let (kind, detail) = match reason {
            ConnectAckReason::BadUserNameOrPassword => {
                (FailureKind::Credentials, Saying::WrongLogin)
            }
            ConnectAckReason::NotAuthorized => (FailureKind::Credentials, Saying::BrokerLetsNotIn),
            ConnectAckReason::IdentifierRejected => (FailureKind::ClientId, Saying::BrokerClientId),
            ConnectAckReason::ServiceUnavailable => {
                (FailureKind::Unavailable, Saying::BrokerUnavailable)
            }
            ConnectAckReason::UnacceptableProtocolVersion => {
                (FailureKind::Protocol, Saying::BrokerOtherVersion)
            }
            _ => (FailureKind::Protocol, Saying::BrokerOddLogin),
        };
        Self::new(kind, detail)
    }

    /// The login was not answered with a packet. Without TLS that is how a port which wants it
    /// behaves: it closes, resets, or answers with an alert.
    pub(super) fn no_answer(self, is_encrypted: bool) -> Self {
        let (kind, detail) = match self.kind {
            FailureKind::Closed | FailureKind::Network => {
                (FailureKind::Closed, Saying::BrokerNoLogin.into())
            }
            FailureKind::Protocol => (FailureKind::Protocol, self.detail),
            _ => return self,
        };
        Self::new(kind, if is_encrypted { detail } else { say!(BrokerWantsTls, why = detail) })
    }

    /// A packet could not be read.
    pub(super) fn reading(error: &DecodeError) -> Self {
        match error {
            DecodeError::MaxSizeExceeded { size, max } => Self::new(
                FailureKind::TooLarge,
                say!(BrokerPacketLarge, bytes = *size, limit = *max),
            ),
            // The codec has only the text of what the stream said.
            DecodeError::Io(text) => Self::stream(text),
            error => {
                Self::new(FailureKind::Protocol, say!(BrokerNoMqtt, reason = error.to_string()))
            }
        }
    }

    /// A packet could not be written.
    pub(super) fn writing(error: &EncodeError) -> Self {
        match error {
            EncodeError::Io(text) => Self::stream(text),
            error => Self::new(
                FailureKind::Protocol,
                say!(BrokerPacketUnwritten, reason = error.to_string()),
            ),
        }
    }

    pub(super) fn closed() -> Self {
        Self::new(FailureKind::Closed, Saying::BrokerClosed)
    }

    /// An alert after the handshake: with TLS 1.3 that is when a client certificate is refused.
    fn stream(text: &str) -> Self {
        let lower = text.to_ascii_lowercase();
        if lower.contains("alert")
            && ["certificate", "unknownca", "decrypterror"].iter().any(|word| lower.contains(word))
        {
            return Self::new(FailureKind::ClientCertificate, Saying::BrokerWantsIdentity);
        }
        Self::new(FailureKind::Network, say!(BrokerBroke, reason = text))
    }

    fn certificate(reason: &CertificateError) -> Self {
        let (kind, detail) = match reason {
            CertificateError::UnknownIssuer => {
                (FailureKind::UntrustedCertificate, Saying::BrokerUntrusted.into())
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                (FailureKind::CertificateName, Saying::BrokerOtherName.into())
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                (FailureKind::CertificateExpired, Saying::BrokerExpired.into())
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                (FailureKind::CertificateExpired, Saying::BrokerNotYetValid.into())
            }
            reason => (
                FailureKind::UntrustedCertificate,
                say!(BrokerCertificate, reason = reason.to_string()),
            ),
        };
        Self { kind, detail }
    }
}
