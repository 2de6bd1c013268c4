//! Why a connection could not be made or ended, for people and for programs.

use std::fmt;
use std::io;

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
    pub detail: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.detail)
    }
}

impl std::error::Error for Failure {}

impl Failure {
    pub(crate) fn new(kind: FailureKind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into() }
    }

    /// The socket could not be connected.
    pub(super) fn connecting(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::ConnectionRefused => {
                Self::new(FailureKind::Refused, "nobody listens on that port")
            }
            io::ErrorKind::TimedOut => Self::new(FailureKind::Timeout, "the host does not answer"),
            _ => Self::new(FailureKind::Network, error.to_string()),
        }
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
            ) => Self::new(
                FailureKind::Tls,
                "the broker closed the connection during the TLS handshake; does this port speak TLS?",
            ),
            (None, _) => Self::new(FailureKind::Network, error.to_string()),
        }
    }

    fn tls(error: &rustls::Error) -> Self {
        let (kind, detail) = match error {
            rustls::Error::InvalidCertificate(reason) => certificate(reason),
            rustls::Error::AlertReceived(
                AlertDescription::CertificateRequired
                | AlertDescription::BadCertificate
                | AlertDescription::DecryptError
                | AlertDescription::UnknownCA
                | AlertDescription::CertificateUnknown
                | AlertDescription::AccessDenied,
            ) => (
                FailureKind::ClientCertificate,
                "the broker wants a client certificate that it knows".to_owned(),
            ),
            rustls::Error::InvalidMessage(_) => {
                (FailureKind::Tls, "this port does not speak TLS".to_owned())
            }
            error => (FailureKind::Tls, error.to_string()),
        };
        Self { kind, detail }
    }

    /// The answer to the login was "no".
    pub(super) fn login(reason: ConnectAckReason) -> Self {
        let (kind, detail) = match reason {
            ConnectAckReason::BadUserNameOrPassword => {
                (FailureKind::Credentials, "user name or password is wrong")
            }
            ConnectAckReason::NotAuthorized => (
                FailureKind::Credentials,
                "the broker does not let this account in: user name or password is wrong, or it has no rights",
            ),
            ConnectAckReason::IdentifierRejected => {
                (FailureKind::ClientId, "the broker does not want this client id")
            }
            ConnectAckReason::ServiceUnavailable => {
                (FailureKind::Unavailable, "the broker says that it is not available")
            }
            ConnectAckReason::UnacceptableProtocolVersion => {
                (FailureKind::Protocol, "the broker does not speak MQTT 3.1.1")
            }
            _ => (FailureKind::Protocol, "the broker answered the login in no known way"),
        };
        Self::new(kind, detail)
    }

    /// The login was not answered with a packet. Without TLS that is how a port which wants it
    /// behaves: it closes, resets, or answers with an alert.
    pub(super) fn no_answer(self, is_encrypted: bool) -> Self {
        let (kind, detail) = match self.kind {
            FailureKind::Closed | FailureKind::Network => (
                FailureKind::Closed,
                "the broker closed the connection without an answer to the login".to_owned(),
            ),
            FailureKind::Protocol => (FailureKind::Protocol, self.detail),
            _ => return self,
        };
        let hint = if is_encrypted { "" } else { "; does this port want TLS?" };
        Self::new(kind, format!("{detail}{hint}"))
    }

    /// A packet could not be read.
    pub(super) fn reading(error: &DecodeError) -> Self {
        match error {
            DecodeError::MaxSizeExceeded { size, max } => Self::new(
                FailureKind::TooLarge,
                format!("the broker sent a packet of {size} bytes, at most {max} are taken"),
            ),
            // The codec has only the text of what the stream said.
            DecodeError::Io(text) => Self::stream(text),
            error => Self::new(
                FailureKind::Protocol,
                format!("the broker sends what is not MQTT 3.1.1 ({error})"),
            ),
        }
    }

    /// A packet could not be written.
    pub(super) fn writing(error: &EncodeError) -> Self {
        match error {
            EncodeError::Io(text) => Self::stream(text),
            error => Self::new(FailureKind::Protocol, error.to_string()),
        }
    }

    pub(super) fn closed() -> Self {
        Self::new(FailureKind::Closed, "the broker closed the connection")
    }

    /// An alert after the handshake: with TLS 1.3 that is when a client certificate is refused.
    fn stream(text: &str) -> Self {
        let lower = text.to_ascii_lowercase();
        if lower.contains("alert")
            && ["certificate", "unknownca", "decrypterror"].iter().any(|word| lower.contains(word))
        {
            let detail = "the broker wants a client certificate that it knows";
            return Self::new(FailureKind::ClientCertificate, detail);
        }
        Self::new(FailureKind::Network, format!("the connection broke: {text}"))
    }
}

fn certificate(reason: &CertificateError) -> (FailureKind, String) {
    match reason {
        CertificateError::UnknownIssuer => (
            FailureKind::UntrustedCertificate,
            "the broker's certificate is signed by an authority that is not trusted; give its CA certificate".to_owned(),
        ),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => (
            FailureKind::CertificateName,
            "the broker's certificate is for another host name".to_owned(),
        ),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            (FailureKind::CertificateExpired, "the broker's certificate has expired".to_owned())
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => (
            FailureKind::CertificateExpired,
            "the broker's certificate is not valid yet; compare the clocks".to_owned(),
        ),
        reason => (
            FailureKind::UntrustedCertificate,
            format!("the broker's certificate cannot be trusted: {reason}"),
        ),
    }
}
