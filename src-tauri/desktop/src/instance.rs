//! The running instance as the shells see it: the only file here that knows `engine` and `api`.

use std::net::SocketAddr;

use anyhow::{Context as _, Result};
use axum::Router;
use engine::Engine;

use crate::options::Options;

/// A started engine and the router in front of it.
pub(crate) struct Instance {
    engine: Engine,
    router: Router,
}

impl Instance {
    /// Starts everything but the HTTP listener, whose address is only reported.
    ///
    /// # Errors
    /// When the data folder cannot be used.
    pub(crate) async fn start(options: &Options, http: Option<SocketAddr>) -> Result<Self> {
        let config = engine::Config {
            data_dir: options.data_dir.clone(),
            gwmp: options.gwmp.clone(),
            basics_station: engine::BasicsStation {
                listen: options.basics_station.listen.clone(),
                certificate: options.basics_station.certificate.clone(),
            },
            mqtt: options.mqtt,
        };
        let engine = Engine::start(config)
            .await
            .with_context(|| format!("data folder {}", options.data_dir.display()))?;
        engine.set_http_address(http);
        Ok(Self { router: api::router(engine.clone()), engine })
    }

    /// The router for requests that carry their own token.
    pub(crate) fn router(&self) -> Router {
        self.router.clone()
    }

    /// Addresses that gateways send to.
    pub(crate) fn gwmp(&self) -> Vec<SocketAddr> {
        self.engine.listeners().gwmp
    }

    /// Addresses that gateways with Basics Station connect to.
    pub(crate) fn basics_station(&self) -> Vec<SocketAddr> {
        self.engine.listeners().basics_station
    }

    /// Address of the MQTT broker.
    pub(crate) fn mqtt(&self) -> Option<SocketAddr> {
        self.engine.listeners().mqtt
    }

    /// Answers a request of the person at this computer.
    #[cfg(feature = "desktop")]
    pub(crate) async fn call_as_local_owner(
        &self,
        mut request: axum::http::Request<axum::body::Body>,
    ) -> axum::response::Response {
        use tower::ServiceExt as _;
        request.extensions_mut().insert(api::Caller::local_owner(&self.engine));
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
    pub(crate) fn events(&self, query: &str) -> Result<api::EventStream, String> {
        let wanted = api::Wanted::from_query(query)?;
        let caller = api::Caller::local_owner(&self.engine);
        api::EventStream::subscribe(&self.engine, &caller, &wanted)
            .map_err(|problem| problem.detail.to_string())
    }

    /// Stops every task in order; what was accepted is stored.
    pub(crate) async fn stop(&self) {
        self.engine.stop().await;
    }
}

/// The OpenAPI description as it is committed: indented, with a line end.
///
/// # Errors
/// Never in practice: a description is always JSON.
pub(crate) fn openapi() -> Result<String> {
    Ok(serde_json::to_string_pretty(&api::openapi())? + "\n")
}
