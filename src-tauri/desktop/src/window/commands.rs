//! What the page asks of the instance: HTTP requests without a socket, and live events.

use std::sync::Arc;

use axum::body::Body;
use axum::http::response::Parts;
use axum::http::{HeaderName, HeaderValue, Request, header};
use futures_util::StreamExt as _;
use serde::{Deserialize, Serialize};
use tauri::ipc::{self, Channel, InvokeResponseBody};
use tauri::{State, WebviewWindow};

use crate::window::shell::Shell;
use crate::window::{files, frame};

/// What the page takes at once. Only files come near it, and large ones go by [`download`].
const ANSWER_MAX_BYTES: usize = 256 * 1024 * 1024;

/// One HTTP request of the page; its body is that of the frame.
#[derive(Debug, Deserialize)]
struct PageRequest {
    method: String,
    /// Path and query, from `/api/` on.
    path: String,
    headers: Vec<(String, String)>,
}

/// One HTTP request of the page whose answer is a file.
#[derive(Debug, Deserialize)]
struct Download {
    /// What the file is called unless the person calls it otherwise.
    name: String,
    #[serde(flatten)]
    request: PageRequest,
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
    to_page(&parts, body).await
}

/// Answers a request by the router, as the local owner, into a file that the person chooses: it goes
/// from the instance to the disk piece by piece, however large it is. The answer to the page is
/// whether there is a file, or what the instance refused.
#[tauri::command]
pub(crate) async fn download(
    window: WebviewWindow,
    shell: State<'_, Arc<Shell>>,
    request: ipc::Request<'_>,
) -> Result<ipc::Response, String> {
    let (head, body) = frame::read::<Download>(&request)?;
    let request = to_request(&head.request, body)?;
    let instance = match shell.instance().await {
        Ok(instance) => instance,
        Err(reason) => return unavailable(&reason),
    };
    let (parts, body) = instance.call_as_local_owner(request).await.into_parts();
    if !parts.status.is_success() {
        return to_page(&parts, body).await;
    }
    let is_saved = match files::save_pieces(&window, &head.name, body.into_data_stream()).await {
        Ok(is_saved) => is_saved,
        Err(reason) => return problem(500, "not_saved", "The file was not saved", &reason),
    };
    let media_type = (header::CONTENT_TYPE.to_string(), "application/json".to_owned());
    let head = PageResponse { status: 200, headers: vec![media_type] };
    frame::answer(&head, is_saved.to_string().as_bytes())
}

/// The whole answer, unless it is more than the page takes.
async fn to_page(parts: &Parts, body: Body) -> Result<ipc::Response, String> {
    let (mut whole, mut pieces) = (Vec::new(), body.into_data_stream());
    while let Some(piece) = pieces.next().await {
        whole.extend_from_slice(&piece.map_err(|error| error.to_string())?);
        if whole.len() > ANSWER_MAX_BYTES {
            let limit = ANSWER_MAX_BYTES >> 20;
            let detail = format!(
                "The answer is larger than the {limit} MiB that the window takes at once. Ask for \
                 less of it, such as a shorter time or fewer fields, or fetch it over HTTP."
            );
            return problem(413, "answer_too_large", "The answer is too large", &detail);
        }
    }
    let headers = parts.headers.iter().filter_map(|(name, value)| {
        Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
    });
    let head = PageResponse { status: parts.status.as_u16(), headers: headers.collect() };
    frame::answer(&head, &whole)
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

fn unavailable(reason: &str) -> Result<ipc::Response, String> {
    problem(503, "not_started", "The instance did not start", reason)
}

/// In the shape of the API's own errors (RFC 9457).
fn problem(status: u16, code: &str, title: &str, detail: &str) -> Result<ipc::Response, String> {
    let problem = serde_json::json!({
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
    });
    let media_type = (header::CONTENT_TYPE.to_string(), "application/problem+json".to_owned());
    let head = PageResponse { status, headers: vec![media_type] };
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
