//! A small HTTP client for tests: JSON in, status and JSON out.

use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::Value;
use ureq::Agent;

/// Speaks to one address, with a token when there is one.
pub(crate) struct Client {
    agent: Agent,
    base: String,
    token: Option<String>,
}

/// A status and, when the body is JSON, what it says.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Client {
    pub(crate) fn new(base: &str, token: Option<&str>) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(120)))
            .build();
        Self { agent: config.into(), base: base.to_owned(), token: token.map(str::to_owned) }
    }

    pub(crate) fn get(&self, path: &str) -> Result<Answer> {
        self.send("GET", path, None)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Result<Answer> {
        self.send("POST", path, Some(body))
    }

    /// Posts a file.
    pub(crate) fn upload(&self, path: &str, file: impl AsRef<[u8]>) -> Result<Answer> {
        let mut request =
            ureq::http::Request::builder().method("POST").uri(format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let sent = self.agent.run(request.body(file.as_ref().to_vec())?);
        let mut answer = sent.with_context(|| format!("POST {path}"))?;
        let body = serde_json::from_str(&answer.body_mut().read_to_string()?)?;
        Ok(Answer { status: answer.status().as_u16(), body })
    }

    /// Gets a file.
    pub(crate) fn download(&self, path: &str) -> Result<Vec<u8>> {
        let mut request =
            ureq::http::Request::builder().method("GET").uri(format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let mut answer =
            self.agent.run(request.body(())?).with_context(|| format!("GET {path}"))?;
        let status = answer.status().as_u16();
        anyhow::ensure!(status == 200, "GET {path}: {status}");
        Ok(answer.body_mut().with_config().limit(64 << 20).read_to_vec()?)
    }

    pub(crate) fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Answer> {
        let mut request =
            ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let sent = match body {
            Some(body) => {
                let request = request.header("content-type", "application/json");
                self.agent.run(request.body(serde_json::to_vec(body)?)?)
            }
            None => self.agent.run(request.body(())?),
        };
        let mut answer = sent.with_context(|| format!("{method} {path}"))?;
        let text = answer.body_mut().with_config().limit(64 << 20).read_to_string()?;
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Ok(Answer { status: answer.status().as_u16(), body })
    }
}
