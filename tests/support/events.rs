//! Live events for tests: the API's WebSocket, read by a library that is not the server's.

use std::collections::VecDeque;
use std::net::TcpStream;
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;
use tungstenite::client::IntoClientRequest as _;
use tungstenite::{Message, WebSocket};

use crate::headless::Headless;
use crate::process::PATIENCE;

/// A subscription, of the owner unless another token is named.
pub(crate) struct Events {
    socket: WebSocket<TcpStream>,
    waiting: VecDeque<Value>,
}

impl Events {
    /// Subscribes to comma-separated topics, from now on.
    pub(crate) fn subscribe(instance: &Headless, topics: &str) -> Result<Self> {
        let stream = TcpStream::connect(instance.address("http")?)?;
        Self::on(stream, instance, topics)
    }

    /// The same on a connection whose buffers somebody has set.
    pub(crate) fn on(stream: TcpStream, instance: &Headless, topics: &str) -> Result<Self> {
        Self::with_token(stream, instance, topics, &instance.token()?)
    }

    /// The same for whoever has this token.
    pub(crate) fn with_token(
        stream: TcpStream,
        instance: &Headless,
        topics: &str,
        token: &str,
    ) -> Result<Self> {
        stream.set_read_timeout(Some(PATIENCE))?;
        let url = format!("ws://{}/api/v1/events?topics={topics}", instance.address("http")?);
        let mut request = url.into_client_request()?;
        request.headers_mut().insert("authorization", format!("Bearer {token}").parse()?);
        let (socket, _) = tungstenite::client::client(request, stream)?;
        Ok(Self { socket, waiting: VecDeque::new() })
    }

    /// Passes over events until `wanted` finds what it looks for.
    pub(crate) fn until<T>(&mut self, mut wanted: impl FnMut(&Value) -> Option<T>) -> Result<T> {
        let mut passed = 0_usize;
        let begun = Instant::now();
        loop {
            // Some topics never fall silent.
            ensure!(begun.elapsed() < PATIENCE, "only {passed} other events came");
            let event = self.next().with_context(|| format!("after {passed} other events"))?;
            if let Some(found) = wanted(&event) {
                return Ok(found);
            }
            passed += 1;
        }
    }

    /// The next event.
    pub(crate) fn next(&mut self) -> Result<Value> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Ok(event);
            }
            match self.socket.read()? {
                Message::Text(text) => {
                    self.waiting = serde_json::from_str(&text).context("an array of events")?;
                }
                Message::Ping(_) | Message::Pong(_) => {}
                other => bail!("not an event: {other:?}"),
            }
        }
    }

    /// Passes over events until the instance closes the socket; the code it closes it with.
    pub(crate) fn until_closed(&mut self) -> Result<Option<u16>> {
        let begun = Instant::now();
        loop {
            ensure!(begun.elapsed() < PATIENCE, "events go on");
            if let Message::Close(frame) = self.socket.read()? {
                return Ok(frame.map(|frame| frame.code.into()));
            }
        }
    }

    /// The frame with these bytes: the first one logged from now on that `wanted` accepts.
    pub(crate) fn frame(&mut self, phy: &[u8], wanted: impl Fn(&Value) -> bool) -> Result<Value> {
        let phy = hex::encode(phy);
        self.until(|event| {
            let frame = event.get("frame")?;
            let is_it = frame.get("phy").and_then(Value::as_str) == Some(&phy) && wanted(frame);
            is_it.then(|| frame.clone())
        })
        .with_context(|| format!("the frame {phy} was not logged"))
    }

    /// The verdict on these bytes.
    pub(crate) fn verdict(&mut self, phy: &[u8]) -> Result<String> {
        let frame = self.frame(phy, |_| true)?;
        Ok(frame.get("verdict").and_then(Value::as_str).unwrap_or_default().to_owned())
    }
}
