//! The user interface's files: from inside the program, or from a folder.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;

/// A file inside the program.
#[derive(Debug)]
pub(crate) struct File {
    pub name: &'static str,
    pub bytes: &'static [u8],
    /// The same compressed, of files that shrink.
    pub gzip: Option<&'static [u8]>,
}

/// Every file of `ui/dist` in release builds; nothing in debug builds.
static BUILT_IN: &[File] = include!(concat!(env!("OUT_DIR"), "/page_files.rs"));

/// What the page may load and connect to: this instance and nothing else. `'unsafe-inline'` for
/// styles because the component library writes its variables as style elements.
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; \
    object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Built files carry a hash of their content in the name, so they never change.
const FOREVER: &str = "public, max-age=31536000, immutable";
const ASK_EACH_TIME: &str = "no-cache";
const INDEX: &str = "index.html";

/// Where the files come from.
#[derive(Debug, Clone)]
pub struct Page(Files);

#[derive(Debug, Clone)]
enum Files {
    /// A table inside the program.
    Embedded(&'static [File]),
    /// A folder, read for each request.
    Folder(PathBuf),
}

impl Page {
    /// What this build was made for: the table in release builds, `ui/dist` in debug builds.
    #[must_use]
    pub fn built_in() -> Self {
        if BUILT_IN.is_empty() {
            Self::folder(PathBuf::from(env!("THINKLINK_PAGE_DIR")))
        } else {
            Self::embedded(BUILT_IN)
        }
    }

    /// The files of a folder as they are when they are asked for.
    #[must_use]
    pub fn folder(folder: PathBuf) -> Self {
        Self(Files::Folder(folder))
    }

    pub(crate) fn embedded(files: &'static [File]) -> Self {
        Self(Files::Embedded(files))
    }

    pub(crate) fn into_router(self) -> Router {
        Router::new().fallback(any(answer)).with_state(Arc::new(self.0))
    }
}

impl Files {
    /// A file's content, and whether it is compressed.
    async fn read(&self, name: &str, takes_gzip: bool) -> Option<(Body, bool)> {
        match self {
            Self::Embedded(files) => {
                let file = files.iter().find(|file| file.name == name)?;
                let gzip = file.gzip.filter(|_| takes_gzip);
                Some((Body::from(gzip.unwrap_or(file.bytes)), gzip.is_some()))
            }
            Self::Folder(folder) => {
                // No `..` and no absolute part can leave the folder.
                let inside = Path::new(name)
                    .components()
                    .all(|component| matches!(component, Component::Normal(_)));
                let bytes = tokio::fs::read(inside.then(|| folder.join(name))?).await.ok()?;
                Some((Body::from(bytes), false))
            }
        }
    }
}

async fn answer(
    State(files): State<Arc<Files>>,
    method: Method,
    uri: Uri,
    asked: HeaderMap,
) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path == "api" || path.starts_with("api/") {
        return problem(StatusCode::NOT_FOUND, "not_found", "there is no such resource");
    }
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    // An address inside the page has no dot; the page itself decides what it shows.
    let is_file = path.rsplit('/').next().is_some_and(|last| last.contains('.'));
    let name = if is_file { path } else { INDEX };
    let Some((body, compressed)) = files.read(name, takes_gzip(&asked)).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = file(name, body);
    if compressed {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    response
}

/// Whether `Accept-Encoding` names gzip without a weight. Who writes it in another way gets the
/// file as it is, which the layer above compresses as wanted.
fn takes_gzip(asked: &HeaderMap) -> bool {
    asked
        .get(header::ACCEPT_ENCODING)
        .and_then(|accepted| accepted.to_str().ok())
        .is_some_and(|accepted| accepted.split(',').any(|one| one.trim() == "gzip"))
}

fn file(name: &str, body: Body) -> Response {
    let lasting = if name.starts_with("assets/") { FOREVER } else { ASK_EACH_TIME };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    for (header, value) in [
        (header::CONTENT_TYPE, media_type(name)),
        (header::CACHE_CONTROL, lasting),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(header, HeaderValue::from_static(value));
    }
    response
}

/// Media types of what a page build writes; anything else is only bytes.
fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/vnd.microsoft.icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// The same shape as the API's own errors (RFC 9457).
fn problem(status: StatusCode, code: &str, detail: &str) -> Response {
    let title = status.canonical_reason().unwrap_or_default();
    let number = status.as_u16();
    let body = format!(
        r#"{{"type":"about:blank","title":"{title}","status":{number},"detail":"{detail}","code":"{code}"}}"#
    );
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
}
