//! What a station asks for when it connects: the head of its HTTP request.

use lorawan::Eui64;
use serde_json::Value;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request};
use tokio_tungstenite::tungstenite::http::{HeaderMap, StatusCode, header};

use super::id::read_eui;

/// Longest `Host` that is repeated to a station.
const MAX_HOST: usize = 255;

/// What a station connects for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// `/router-info`: to ask where to go. `prefix` is what stood before it.
    Discovery { prefix: String },
    /// `/gateway/{eui}`, or `/router/{eui}` as other servers call it: to work.
    Gateway(Eui64),
}

/// The parts of the request that matter.
#[derive(Debug, Clone)]
pub(super) struct Head {
    pub(super) target: Target,
    /// The server's name as the station knows it.
    pub(super) host: Option<String>,
    /// The text of `Authorization`, without `Bearer`.
    pub(super) token: Option<String>,
    /// Whether a proxy says that it speaks for somebody else.
    pub(super) is_forwarded: bool,
    /// Whether a proxy says that the station speaks TLS to it.
    pub(super) is_secure_outside: bool,
}

impl Head {
    /// Reads the head; `None` when the path is none of the protocol's.
    pub(super) fn read(request: &Request) -> Option<Self> {
        let headers = request.headers();
        let is_https = |proto: &str| matches!(proto.trim(), "https" | "wss");
        Some(Self {
            target: target(request.uri().path())?,
            host: text(headers, header::HOST.as_str()).filter(|host| is_host(host)),
            token: text(headers, header::AUTHORIZATION.as_str()).map(|value| bearer(&value)),
            is_forwarded: headers.contains_key("x-forwarded-for")
                || headers.contains_key(header::FORWARDED),
            is_secure_outside: text(headers, "x-forwarded-proto").is_some_and(|it| is_https(&it)),
        })
    }
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(|value| value.trim().to_owned())
}

/// The token of `Bearer …`; a file that holds the bare token is meant the same way.
fn bearer(value: &str) -> String {
    match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim().to_owned(),
        _ => value.to_owned(),
    }
}

/// A name or address with a port, as far as it can be repeated without harm.
fn is_host(host: &str) -> bool {
    let is_ok = |letter: char| {
        letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_' | ':' | '[' | ']')
    };
    (1..=MAX_HOST).contains(&host.len()) && host.chars().all(is_ok)
}

fn target(path: &str) -> Option<Target> {
    let path = path.trim_end_matches('/');
    if let Some(prefix) = path.strip_suffix("/router-info") {
        return Some(Target::Discovery { prefix: prefix.to_owned() });
    }
    let mut words = path.rsplit('/');
    let id = words.next()?;
    if !matches!(words.next()?, "gateway" | "router") {
        return None;
    }
    read_eui(&Value::from(id)).map(Target::Gateway)
}

/// An answer that ends the request.
pub(super) fn refusal(status: StatusCode, why: &str) -> ErrorResponse {
    let mut response = ErrorResponse::new(Some(format!("{why}\n")));
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_the_protocol_are_known() {
        let eui: Eui64 = "b827ebfffe123456".parse().unwrap();
        let discovery = |prefix: &str| Some(Target::Discovery { prefix: prefix.to_owned() });
        assert_eq!(target("/router-info"), discovery(""));
        assert_eq!(target("/behind/a/proxy/router-info/"), discovery("/behind/a/proxy"));
        for path in [
            "/gateway/b827ebfffe123456",
            "/router/b827ebfffe123456",
            "/lns/router/router-b827:ebff:fe12:3456",
            "/gateway/B8-27-EB-FF-FE-12-34-56/",
        ] {
            assert_eq!(target(path), Some(Target::Gateway(eui)), "{path}");
        }
        for path in ["/", "", "/gateway", "/gateway/", "/gateway/x", "/api/b827ebfffe123456"] {
            assert_eq!(target(path), None, "{path}");
        }
    }

    #[test]
    fn a_token_is_read_with_and_without_its_scheme() {
        assert_eq!(bearer("Bearer abc"), "abc");
        assert_eq!(bearer("bearer  abc "), "abc");
        assert_eq!(bearer("abc"), "abc");
    }

    #[test]
    fn a_host_cannot_smuggle_anything_into_an_answer() {
        assert!(is_host("gw.example.org:3001") && is_host("[::1]:3001"));
        for host in ["", "a b", "a/b", "a\"b", "a@b", &"x".repeat(256)] {
            assert!(!is_host(host), "{host}");
        }
    }
}
