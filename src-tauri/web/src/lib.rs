//! Calls web addresses, for scripts, which may come from somebody else.
//!
//! Everything is bounded here: what may be called ([`outside`]), how many calls there are at once,
//! how long one takes, how many redirects are followed, and how much of an answer is read. Whether
//! scripts may call at all, and what a call may be, is for others to say.
//!
//! Start at [`Caller::call`].

mod outside;

use std::fmt;
use std::io::Read as _;
use std::time::Duration;

use model::{Said, Saying, say};
use things::rpc::{HttpBody, HttpCall};
use tokio::sync::Semaphore;
use ureq::config::Config;
use ureq::http::Request;
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Error};

use self::outside::Outside;

/// Calls at once; more wait.
const AT_ONCE: usize = 8;
/// Redirects that are followed.
const REDIRECTS: u32 = 3;
/// Bytes of an answer that are kept for the log.
const ANSWER_KEPT: u64 = 1_024;

/// Makes calls, a few at once.
#[derive(Debug)]
pub struct Caller(Semaphore);

impl Default for Caller {
    fn default() -> Self {
        Self(Semaphore::new(AT_ONCE))
    }
}

impl Caller {
    /// Calls; the status and the beginning of what was answered.
    ///
    /// # Errors
    /// What went wrong, or what was answered when that is no success.
    pub async fn call(&self, call: &HttpCall) -> Result<String, Said> {
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
