//! TLS as a client. There is no way to leave the verification out: a certificate that no public
//! authority signed is trusted by naming its own authority.

use std::fmt;
use std::sync::Arc;

use model::{Said, Saying, say};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ClientConfig, Error, RootCertStore};

use crate::client::{Failure, FailureKind};

/// How the broker is recognised, and how it recognises us.
#[derive(Debug, Clone, Default)]
pub struct Tls {
    /// Certificates of the authorities to trust, PEM; `None` for those of the system.
    pub ca: Option<String>,
    /// A client certificate, when the broker wants one.
    pub identity: Option<Identity>,
}

/// A client certificate and its key.
#[derive(Clone)]
pub struct Identity {
    /// The certificate and those that lead to its authority, PEM.
    pub certificate: String,
    /// Its private key, PEM. Never printed.
    pub key: String,
}

impl fmt::Debug for Identity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Identity")
    }
}

impl Tls {
    /// Whether a text holds certificates of authorities.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check_ca(ca: &str) -> Result<(), Said> {
        named(ca).map(|_| ())
    }

    /// Whether a certificate and a key can be used together.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn check_identity(identity: &Identity) -> Result<(), Said> {
        let tls = Self { ca: None, identity: Some(identity.clone()) };
        tls.build(RootCertStore::empty()).map(|_| ())
    }

    /// Reads the system's certificates when no others are named, so it may block.
    pub(super) fn config(&self) -> Result<ClientConfig, Failure> {
        let broken = |why: Said| Failure::new(FailureKind::Configuration, why);
        let roots = match &self.ca {
            Some(ca) => named(ca).map_err(broken)?,
            None => of_the_system(),
        };
        if roots.is_empty() {
            return Err(broken(Saying::NoAuthorityTrusted.into()));
        }
        self.build(roots).map_err(broken)
    }

    fn build(&self, roots: RootCertStore) -> Result<ClientConfig, Said> {
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| say!(TlsUnusable, reason = error.to_string()))?
            .with_root_certificates(roots);
        let Some(identity) = &self.identity else { return Ok(config.with_no_client_auth()) };
        let chain = certificates(&identity.certificate)?;
        let key = PrivateKeyDer::from_pem_slice(identity.key.as_bytes())
            .map_err(|_| Said::new(Saying::KeyNoPem))?;
        config
            .with_client_auth_cert(chain, key)
            .map_err(|error| say!(CertificateOtherKey, reason = error.to_string()))
    }
}

fn named(ca: &str) -> Result<RootCertStore, Said> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(ca)? {
        let unusable = |error: Error| say!(CertificateUnusable, reason = error.to_string());
        roots.add(certificate).map_err(unusable)?;
    }
    Ok(roots)
}

fn of_the_system() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    let loaded = rustls_native_certs::load_native_certs();
    for error in &loaded.errors {
        tracing::debug!(%error, "a certificate of the system cannot be read");
    }
    roots.add_parsable_certificates(loaded.certs);
    roots
}

fn certificates(pem: &str) -> Result<Vec<CertificateDer<'static>>, Said> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    match read {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) => Err(Saying::PemNone.into()),
        Err(_) => Err(Saying::PemForm.into()),
    }
}
