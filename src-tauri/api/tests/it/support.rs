//! An engine in a temporary folder, and callers of every role.

use std::future::{Future as _, poll_fn};
use std::net::SocketAddr;
use std::task::Poll;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use engine::{Config, Engine};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt as _;

/// A running instance and its owner's token.
pub(crate) struct Instance {
    engine: Engine,
    router: Router,
    pub(crate) owner: String,
    _folder: TempDir,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Value,
    pub(crate) media_type: String,
    pub(crate) retry_after: Option<String>,
}

impl Instance {
    pub(crate) async fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let loopback = "127.0.0.1:0".parse().unwrap();
        let config = Config {
            data_dir: folder.path().to_owned(),
            gwmp: vec![loopback],
            basics_station: engine::BasicsStation::default(),
            mqtt: Some(loopback),
        };
        let engine = Engine::start(config).await.unwrap();
        let owner = std::fs::read_to_string(folder.path().join("admin-token")).unwrap();
        let router = thinklink_api::router(engine.clone());
        Self { engine, router, owner: owner.trim().to_owned(), _folder: folder }
    }

    pub(crate) const fn engine(&self) -> &Engine {
        &self.engine
    }

    pub(crate) async fn stop(self) {
        self.engine.stop().await;
    }

    /// Sends a request; `token` empty for none.
    pub(crate) async fn call(
        &self,
        method: &str,
        path: &str,
        token: &str,
        body: Option<Value>,
    ) -> Answer {
        let mut request = Request::builder().method(Method::from_bytes(method.as_bytes()).unwrap());
        request = request.uri(path).extension(ConnectInfo(SocketAddr::from(([192, 0, 2, 1], 1))));
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = match body {
            None => request.body(Body::empty()),
            Some(body) => request
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(body.to_string())),
        };
        let response = self.router.clone().oneshot(request.unwrap()).await.unwrap();
        let status = response.status();
        let header = |name| response.headers().get(name).map(|it| it.to_str().unwrap().to_owned());
        let media_type = header(header::CONTENT_TYPE).unwrap_or_default();
        let retry_after = header(header::RETRY_AFTER);
        let bytes = to_bytes(response.into_body(), 16 << 20).await.unwrap();
        let body = serde_json::from_slice(&bytes).unwrap_or_default();
        Answer { status, body, media_type, retry_after }
    }

    /// Posts as the owner, and hangs up at once, answered or not.
    pub(crate) async fn hang_up(&self, path: &str, body: &Value) {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.owner))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()));
        let mut answer = Box::pin(self.router.clone().oneshot(request.unwrap()));
        drop(poll_fn(|context| Poll::Ready(answer.as_mut().poll(context))).await);
    }

    /// Sends bytes and gets bytes, as the owner.
    pub(crate) async fn bytes(
        &self,
        method: &str,
        path: &str,
        body: Vec<u8>,
    ) -> (StatusCode, Vec<u8>) {
        self.bytes_as(&self.owner, method, path, body).await
    }

    /// Sends bytes and gets bytes.
    pub(crate) async fn bytes_as(
        &self,
        token: &str,
        method: &str,
        path: &str,
        body: Vec<u8>,
    ) -> (StatusCode, Vec<u8>) {
        let request = Request::builder()
            .method(Method::from_bytes(method.as_bytes()).unwrap())
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body(Body::from(body));
        let response = self.router.clone().oneshot(request.unwrap()).await.unwrap();
        let status = response.status();
        (status, to_bytes(response.into_body(), 64 << 20).await.unwrap().to_vec())
    }

    /// Sends JSON and gets bytes.
    pub(crate) async fn file(&self, path: &str, body: &Value) -> (StatusCode, Vec<u8>) {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.owner))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()));
        let response = self.router.clone().oneshot(request.unwrap()).await.unwrap();
        let status = response.status();
        (status, to_bytes(response.into_body(), 64 << 20).await.unwrap().to_vec())
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, &self.owner, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.call("POST", path, &self.owner, Some(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call("PATCH", path, &self.owner, Some(body)).await
    }

    /// A token of this role in this tenant.
    pub(crate) async fn token(&self, role: &str, tenant: &str) -> String {
        let body = json!({ "name": format!("{role} of {tenant}"), "role": role, "tenant": tenant });
        let answer = self.post("/api/v1/tokens", body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
        answer.body["token"].as_str().unwrap().to_owned()
    }
}
