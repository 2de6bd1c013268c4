//! The certificate that the server shows to stations, and how one is made at the first start.
//!
//! A station trusts what is in its file `tc.trust`. The certificate made here comes from an
//! authority that exists for this one signature: its key is thrown away, so nobody can make
//! another certificate that these stations would trust.

use std::fmt;
use std::fs;
use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::{Said, Saying, say};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, SanType,
};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};

const CERTIFICATE: &str = "certificate.pem";
const KEY: &str = "key.pem";
const TRUST: &str = "tc.trust";

/// Name in the certificate for people.
const COMMON_NAME: &str = "ThinkLink Basics Station";

/// Why there is no certificate.
#[derive(Debug)]
pub enum TlsError {
    /// A file cannot be read or written.
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A file holds no certificate or key in PEM.
    Pem {
        /// The file.
        path: PathBuf,
        /// What should be in it.
        expected: Expected,
        /// What is wrong; `None`: nothing is in it.
        detail: Option<String>,
    },
    /// Certificate and key do not belong together, or cannot be used.
    Unusable(rustls::Error),
    /// No certificate could be made.
    Made(rcgen::Error),
}

/// What a file in PEM is to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A certificate, or a chain of them.
    Certificate,
    /// A private key.
    Key,
}

impl From<&TlsError> for Said {
    fn from(error: &TlsError) -> Self {
        match error {
            TlsError::File { path, source } => {
                say!(About, what = path.display().to_string(), why = Self::from(source))
            }
            TlsError::Pem { path, detail: None, .. } => {
                let path = path.display().to_string();
                say!(About, what = path, why = Self::new(Saying::PemNone))
            }
            TlsError::Pem { path, expected, detail: Some(detail) } => Self::new(match expected {
                Expected::Certificate => Saying::FileNoCertificate,
                Expected::Key => Saying::FileNoKey,
            })
            .with("path", path.display().to_string())
            .with("reason", detail.as_str()),
            TlsError::Unusable(error) => say!(CertificateUnusable, reason = error.to_string()),
            TlsError::Made(error) => say!(CertificateNotMade, reason = error.to_string()),
        }
    }
}

impl fmt::Display for TlsError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Said::from(self), out)
    }
}

impl std::error::Error for TlsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::File { source, .. } => Some(source),
            Self::Pem { .. } => None,
            Self::Unusable(error) => Some(error),
            Self::Made(error) => Some(error),
        }
    }
}

impl From<rustls::Error> for TlsError {
    fn from(error: rustls::Error) -> Self {
        Self::Unusable(error)
    }
}

impl From<rcgen::Error> for TlsError {
    fn from(error: rcgen::Error) -> Self {
        Self::Made(error)
    }
}

/// A certificate with its key, and what a station has to trust.
#[derive(Clone)]
pub struct Identity {
    pub(super) acceptor: TlsAcceptor,
    trust: String,
}

impl fmt::Debug for Identity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Identity").finish_non_exhaustive()
    }
}

impl Identity {
    /// What belongs into a station's `tc.trust`: certificates in PEM.
    #[must_use]
    pub fn trust_pem(&self) -> &str {
        &self.trust
    }

    /// Reads a certificate chain and its key, both PEM. Stations have to trust the chain.
    ///
    /// # Errors
    /// [`TlsError`] when a file is missing, holds something else, or the two do not match.
    pub fn read(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        Self::read_with_trust(certificate, key, certificate)
    }

    /// Reads what an earlier start made in `folder`, or makes it there.
    ///
    /// `names` are the host names and addresses by which stations will call this server.
    ///
    /// # Errors
    /// [`TlsError`].
    pub fn in_folder(folder: &Path, names: &[String]) -> Result<Self, TlsError> {
        let [certificate, key, trust] = [CERTIFICATE, KEY, TRUST].map(|name| folder.join(name));
        if !key.exists() {
            make(folder, names)?;
        }
        Self::read_with_trust(&certificate, &key, &trust)
    }

    fn read_with_trust(certificate: &Path, key: &Path, trust: &Path) -> Result<Self, TlsError> {
        let pem = |path: &Path, expected, detail| TlsError::Pem {
            path: path.to_owned(),
            expected,
            detail,
        };
        let chain: Result<Vec<_>, _> =
            CertificateDer::pem_slice_iter(&read(certificate)?).collect();
        let no_chain = |detail| pem(certificate, Expected::Certificate, detail);
        let chain = chain.map_err(|error| no_chain(Some(error.to_string())))?;
        if chain.is_empty() {
            return Err(no_chain(None));
        }
        let secret = PrivateKeyDer::from_pem_slice(&read(key)?)
            .map_err(|error| pem(key, Expected::Key, Some(error.to_string())))?;
        let provider = Arc::new(ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, secret)?;
        let trust = String::from_utf8_lossy(&read(trust)?).into_owned();
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), trust })
    }
}

fn read(path: &Path) -> Result<Vec<u8>, TlsError> {
    fs::read(path).map_err(|source| TlsError::File { path: path.to_owned(), source })
}

fn make(folder: &Path, names: &[String]) -> Result<(), TlsError> {
    let (from, to) = (rcgen::date_time_ymd(2025, 1, 1), rcgen::date_time_ymd(2049, 12, 31));
    let mut authority = CertificateParams::default();
    authority.distinguished_name.push(DnType::CommonName, format!("{COMMON_NAME} authority"));
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    (authority.not_before, authority.not_after) = (from, to);
    let authority_key = KeyPair::generate()?;
    let authority_certificate = authority.self_signed(&authority_key)?;
    let issuer = Issuer::new(authority, authority_key);

    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, COMMON_NAME);
    for name in names {
        // Stations compare an address as text with the names, so it is among them both ways.
        if let Ok(address) = name.parse::<IpAddr>() {
            params.subject_alt_names.push(SanType::IpAddress(address));
        }
        params.subject_alt_names.push(SanType::DnsName(name.as_str().try_into()?));
    }
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.use_authority_key_identifier_extension = true;
    (params.not_before, params.not_after) = (from, to);
    let key = KeyPair::generate()?;
    let certificate = params.signed_by(&key, &issuer)?;

    let wrote = |path: PathBuf| move |source| TlsError::File { path, source };
    fs::create_dir_all(folder).map_err(wrote(folder.to_owned()))?;
    let write = |name: &str, text: String| {
        let path = folder.join(name);
        write_private(&path, text.as_bytes()).map_err(wrote(path))
    };
    write(CERTIFICATE, certificate.pem())?;
    write(TRUST, authority_certificate.pem())?;
    // Last, because its presence says that all is there.
    write(KEY, key.serialize_pem())
}

/// Writes a file that only its owner can read.
fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    io::Write::write_all(&mut file, bytes)?;
    file.sync_all()
}
