//! The HTTP API: one router for the window, for browsers and for integrators.
//!
//! Owns the DTOs (the only types that cross the process boundary), authentication and the OpenAPI
//! description. Holds no state and decides nothing: every handler parses, calls the engine and
//! converts. Opens no socket; shells do.
//!
//! Start at [`router`].

mod auth;
mod events;
mod extract;
mod file;
mod page;
mod parameters;
mod parse;
mod problem;
mod records;
mod routes;
mod said;
mod table;
mod to_the_end;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, Uri};
use axum::middleware::{from_fn_with_state, map_response};
use axum::routing::any;
use engine::Engine;
use model::say;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;

pub use auth::Caller;
pub use events::{EventStream, Wanted};
pub use problem::Problem;

/// Largest request body: a thing model with its script fits many times.
const BODY_MAX_BYTES: usize = 4 * 1024 * 1024;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "ThinkLink Desktop",
        description = "The whole ThinkLink platform as one program.",
        license(name = "Apache-2.0")
    ),
    modifiers(&BearerToken),
    security(("bearer" = []))
)]
struct Description;

struct BearerToken;

impl utoipa::Modify for BearerToken {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        openapi.components.get_or_insert_default().add_security_scheme("bearer", scheme);
    }
}

fn described() -> OpenApiRouter<Engine> {
    OpenApiRouter::with_openapi(Description::openapi()).merge(routes::all())
}

/// What is not there is still nobody's business without a token.
async fn unknown_path(_caller: auth::Allowed<auth::Read>, uri: Uri) -> Problem {
    Problem::new(problem::Code::NotFound, say!(NoApiPath, path = uri.path()))
}

/// What cannot be done there is nobody's business without a token, either.
async fn other_method(_caller: auth::Allowed<auth::Read>, method: Method, uri: Uri) -> Problem {
    let detail = say!(NoApiMethod, method = method.as_str(), path = uri.path());
    Problem::new(problem::Code::MethodNotAllowed, detail)
}

/// The OpenAPI description of the router, without an engine.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    described().to_openapi()
}

/// The router of a running engine.
///
/// A caller is known by its bearer token, or by a [`Caller`] that a shell puts into the request's
/// extensions when it calls the router in-process.
pub fn router(engine: Engine) -> Router {
    let (router, openapi) = described().split_for_parts();
    let known = parameters::Known::of(&openapi);
    let docs: Router<Engine> =
        utoipa_swagger_ui::SwaggerUi::new("/api/docs").url("/api/openapi.json", openapi).into();
    let docs = docs.layer(from_fn_with_state(engine.clone(), auth::with_token_or_password));
    router
        .route_layer(from_fn_with_state((engine.clone(), known), parameters::only_known))
        .merge(docs)
        .route("/api/{*rest}", any(unknown_path))
        .method_not_allowed_fallback(other_method)
        .with_state(engine)
        .layer(DefaultBodyLimit::max(BODY_MAX_BYTES))
        .layer(map_response(problem::of_framework))
        .layer(CatchPanicLayer::custom(problem::of_panic))
}
