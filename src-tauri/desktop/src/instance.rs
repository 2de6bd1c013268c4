//! The running instance as the shells see it: the only file here that knows `engine` and `api`.

use std::net::SocketAddr;

use anyhow::Result;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use axum::routing::get;
use tower::ServiceExt as _;

use crate::options::Options;

/// A started engine and the router in front of it.
pub(crate) struct Instance {
    router: Router,
}

impl Instance {
    /// Starts everything but the HTTP listener, whose address is only reported.
    pub(crate) async fn start(_options: &Options, _http: Option<SocketAddr>) -> Result<Self> {
        let health = || async { axum::Json(serde_json::json!({"status": "ok"})) };
        Ok(Self { router: Router::new().route("/api/health", get(health)) })
    }

    /// The router for requests that carry their own token.
    pub(crate) fn router(&self) -> Router {
        self.router.clone()
    }

    /// Addresses that gateways send to.
    pub(crate) fn gwmp(&self) -> Vec<SocketAddr> {
        Vec::new()
    }

    /// Address of the MQTT broker.
    pub(crate) fn mqtt(&self) -> Option<SocketAddr> {
        None
    }

    /// Answers a request of the person at this computer.
    #[cfg(feature = "desktop")]
    pub(crate) async fn call_as_local_owner(&self, request: Request<Body>) -> Response {
        match self.router().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }

    /// Live events for the person at this computer, by the query of `GET /api/v1/events`.
    ///
    /// # Errors
    /// Which parameter is not as it must be, in words.
    #[cfg(feature = "desktop")]
    pub(crate) fn events(&self, _query: &str) -> Result<Events, String> {
        Ok(Events)
    }

    /// Stops every task in order; what was accepted is stored.
    pub(crate) async fn stop(&self) {}
}

pub(crate) struct Events;
impl Events {
    pub(crate) async fn next(&mut self) -> Option<String> {
        None
    }
}

/// The OpenAPI description as it is committed: indented, with a line end.
pub(crate) fn openapi() -> Result<String> {
    Ok("{}\n".to_owned())
}
