//! What the page asks of the instance: HTTP requests without a socket, and live events.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderName, HeaderValue, Request, header};
use serde::{Deserialize, Serialize};
use tauri::State;
use tauri::ipc::{self, Channel, InvokeResponseBody};

use crate::window::frame;
use crate::window::shell::Shell;

/// No answer of the API comes near this; it only keeps a mistake from filling the memory.
const ANSWER_MAX_BYTES: usize = 256 * 1024 * 1024;

/// One HTTP request of the page; its body is that of the frame.
#[derive(Debug, Deserialize)]
struct PageRequest {
    method: String,
    /// Path and query, from `/api/` on.
    path: String,
    headers: Vec<(String, String)>,
}

/// The answer to one request of the page; its body is that of the frame.
#[derive(Debug, Serialize)]
struct PageResponse {
    status: u16,
    headers: Vec<(String, String)>,
}

/// Answers a request by the router, as the local owner; both are frames.
#[tauri::command]
pub(crate) async fn http(
    shell: State<'_, Arc<Shell>>,
    request: ipc::Request<'_>,
) -> Result<ipc::Response, String> {
    let (head, body) = frame::read::<PageRequest>(&request)?;
    let request = to_request(&head, body)?;
    let instance = match shell.instance().await {
        Ok(instance) => instance,
        Err(reason) => return unavailable(&reason),
    };
    let (parts, body) = instance.call_as_local_owner(request).await.into_parts();
    let body = to_bytes(body, ANSWER_MAX_BYTES).await.map_err(|error| error.to_string())?;
    let headers = parts.headers.iter().filter_map(|(name, value)| {
        Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
    });
    let head = PageResponse { status: parts.status.as_u16(), headers: headers.collect() };
    frame::answer(&head, &body)
}

fn to_request(request: &PageRequest, body: Vec<u8>) -> Result<Request<Body>, String> {
    let mut builder = Request::builder().method(request.method.as_str()).uri(&request.path);
    for (name, value) in &request.headers {
        let name = HeaderName::try_from(name.as_str()).map_err(|error| error.to_string())?;
        let value = HeaderValue::from_str(value).map_err(|error| error.to_string())?;
        builder = builder.header(name, value);
    }
    builder.body(Body::from(body)).map_err(|error| error.to_string())
}

/// In the shape of the API's own errors (RFC 9457).
fn unavailable(reason: &str) -> Result<ipc::Response, String> {
    let problem = serde_json::json!({
        "type": "about:blank",
        "title": "The instance did not start",
        "status": 503,
        "detail": reason,
        "code": "not_started",
    });
    let media_type = (header::CONTENT_TYPE.to_string(), "application/problem+json".to_owned());
    let head = PageResponse { status: 503, headers: vec![media_type] };
    frame::answer(&head, problem.to_string().as_bytes())
}

/// Subscribes the page to live events, in batches as the WebSocket sends them.
///
/// `query` is that of `GET /api/v1/events`. Returns the number that [`events_stop`] takes.
#[tauri::command]
pub(crate) async fn events(
    shell: State<'_, Arc<Shell>>,
    query: String,
    channel: Channel<InvokeResponseBody>,
) -> Result<u32, String> {
    let instance = shell.instance().await?;
    let mut events = instance.events(&query)?;
    let (id, stop) = shell.subscribe();
    let shell = Arc::clone(&shell);
    tauri::async_runtime::spawn(async move {
        loop {
            // What a cancelled wait loses, nobody waits for any more.
            let batch = tokio::select! {
                () = stop.cancelled() => break,
                batch = events.next() => batch,
            };
            let Some(batch) = batch else { break };
            if channel.send(InvokeResponseBody::Json(batch)).is_err() {
                break;
            }
        }
        shell.unsubscribe(id);
    });
    Ok(id)
}

/// Ends a subscription.
#[tauri::command]
pub(crate) fn events_stop(shell: State<'_, Arc<Shell>>, id: u32) {
    shell.unsubscribe(id);
}
