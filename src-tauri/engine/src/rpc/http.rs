//! Calls to web addresses, which a script asks for.
//!
//! Off unless the setting `rpc_http` is on: a script may come from somebody else (decision O-17).
//! Loopback and private addresses are allowed, because the services next to the instance are what
//! such calls are for; link-local ones are not, because clouds serve secrets there. That is checked
//! after a name was resolved, for every redirect again.

use std::fmt;
use std::io::Read as _;
use std::net::IpAddr;
use std::time::Duration;

use model::{Said, Saying, say};
use things::rpc::{HttpBody, HttpCall};
use tokio::sync::Semaphore;
use ureq::config::Config;
use ureq::http::{Request, Uri};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

/// Calls at once; more wait.
const AT_ONCE: usize = 8;
/// Redirects that are followed.
const REDIRECTS: u32 = 3;
/// Bytes of an answer that are kept for the log.
const ANSWER_KEPT: u64 = 1_024;

/// Makes calls, a few at once.
#[derive(Debug)]
pub(crate) struct Caller(Semaphore);

impl Caller {
    pub(crate) fn new() -> Self {
        Self(Semaphore::new(AT_ONCE))
    }

    /// Calls; the status and the beginning of what was answered. The error says what went wrong.
    pub(super) async fn call(&self, call: &HttpCall) -> Result<String, Said> {
        let stopping = || Said::new(Saying::Stopping);
        let _permit = self.0.acquire().await.map_err(|_| stopping())?;
        let call = call.clone();
        tokio::task::spawn_blocking(move || send(&call)).await.map_err(|_| stopping())?
    }
}

fn send(call: &HttpCall) -> Result<String, Said> {
    let config = Config::builder()
        .timeout_global(Some(Duration::from_millis(call.timeout_ms.into())))
        .http_status_as_error(false)
        .max_redirects(REDIRECTS)
        .user_agent("ThinkLink")
        // A proxy would look the name up itself, past the check of `Outside`.
        .proxy(None)
        .build();
    let agent = Agent::with_parts(config, DefaultConnector::default(), Outside::default());
    let mut request = Request::builder().method(call.method.as_str()).uri(&call.url);
    for (name, value) in &call.headers {
        request = request.header(name, value);
    }
    let has_type = call.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let body = match &call.body {
        None => None,
        Some(HttpBody::Text(text)) => Some(text.clone()),
        Some(HttpBody::Json(value)) => {
            if !has_type {
                request = request.header("content-type", "application/json");
            }
            Some(value.to_string())
        }
    };
    let answer = match body {
        None => agent.run(request.body(()).map_err(failed)?),
        Some(body) => agent.run(request.body(body).map_err(failed)?),
    };
    let mut answer = answer.map_err(|error| match error {
        Error::Io(error) if error.raw_os_error().is_some() => {
            say!(HttpFailed, reason = Said::from(&error))
        }
        Error::Timeout(_) => say!(HttpFailed, reason = Said::new(Saying::OsNoAnswer)),
        error => failed(error),
    })?;
    let status = answer.status();
    let mut begins = Vec::new();
    // What was answered is for people; an answer that breaks off is one all the same.
    let _ = answer.body_mut().as_reader().take(ANSWER_KEPT).read_to_end(&mut begins);
    let begins = String::from_utf8_lossy(&begins);
    let text = format!("{status} {}", begins.trim()).trim_end().to_owned();
    if status.is_success() { Ok(text) } else { Err(say!(HttpAnswered, answer = text)) }
}

fn failed(error: impl fmt::Display) -> Said {
    say!(HttpFailed, reason = error.to_string())
}

/// Finds addresses, and refuses those that may not be called.
#[derive(Debug, Default)]
struct Outside(DefaultResolver);

impl Resolver for Outside {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.0.resolve(uri, config, timeout)?;
        if let Some(address) = found.iter().find(|address| !may_be_called(address.ip())) {
            let text = format!("{} is a link-local address, which may not be called", address.ip());
            return Err(std::io::Error::new(std::io::ErrorKind::PermissionDenied, text).into());
        }
        Ok(found)
    }
}

fn may_be_called(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            !(address.is_link_local()
                || address.is_unspecified()
                || address.is_multicast()
                || address.is_broadcast())
        }
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(address) => may_be_called(address.into()),
            None => {
                !(address.is_unicast_link_local()
                    || address.is_unspecified()
                    || address.is_multicast())
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::may_be_called;

    #[test]
    fn link_local_addresses_are_not_called() {
        for (address, may) in [
            ("127.0.0.1", true),
            ("192.168.1.20", true),
            ("10.0.0.1", true),
            ("93.184.216.34", true),
            ("::1", true),
            ("fd00::1", true),
            ("2606:2800::1", true),
            ("169.254.169.254", false),
            ("::ffff:169.254.169.254", false),
            ("0.0.0.0", false),
            ("224.0.0.1", false),
            ("255.255.255.255", false),
            ("fe80::1", false),
            ("::", false),
        ] {
            assert_eq!(may_be_called(address.parse().unwrap()), may, "{address}");
        }
    }
}
