//! The HTTP listener of `thinklink serve` and of the window's remote access.
//!
//! Owns the socket, the user interface's files and the clean stop. Knows nothing about the API
//! but that its paths begin with `/api/`.
//!
//! Start at [`start`].

mod page;

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate as _, SizeAbove};

pub use page::Page;

/// How long open requests may take to end after a stop was asked for.
const STOP_WITHIN: Duration = Duration::from_secs(2);
/// Shorter answers cost more to compress than to send, in bytes.
const COMPRESS_ABOVE: u64 = 1_024;

/// A listener that is being served.
#[derive(Debug)]
pub struct Serving {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

/// Serves the API's router, and the user interface on every other path.
pub fn start(listener: TcpListener, api: Router, page: Page) -> Serving {
    let stop = CancellationToken::new();
    let stopped = stop.clone().cancelled_owned();
    // With it the API knows where a request came from.
    let router = with_page(api, page).into_make_service_with_connect_info::<SocketAddr>();
    let task = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stopped).await {
            tracing::error!(%error, "the HTTP listener ended");
        }
    });
    Serving { stop, task }
}

impl Serving {
    /// Takes no new connections, lets open requests end for two seconds, then closes.
    pub async fn stop(mut self) {
        self.stop.cancel();
        if tokio::time::timeout(STOP_WITHIN, &mut self.task).await.is_err() {
            tracing::debug!("closing connections that are still open");
            self.task.abort();
        }
    }
}

/// One router for API and page.
pub fn with_page(api: Router, page: Page) -> Router {
    let worthwhile = SizeAbove::new(COMPRESS_ABOVE)
        .and(NotForContentType::new("font/"))
        .and(NotForContentType::IMAGES);
    api.fallback_service(page.into_router())
        .layer(CompressionLayer::new().compress_when(worthwhile))
}

#[cfg(test)]
mod tests;
