//! What gateways that run LoRa Basics Station need to connect.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::Engine;
use model::{Saying, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_GATEWAYS;
use crate::auth::{Allowed, Read, Write};
use crate::extract::{Json, Path};
use crate::parse::Fields;
use crate::problem::{Code, Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(basics_station))
        .routes(routes!(station_trust))
        .routes(routes!(make_station_token, revoke_station_token))
}

/// Where Basics Station gateways connect.
#[derive(Debug, Serialize, ToSchema)]
struct BasicsStation {
    /// Addresses; empty: not served.
    listen: Vec<String>,
    /// Content of the station's file `tc.trust`, in PEM.
    trust_pem: Option<String>,
}

/// Where Basics Station gateways connect, and what they have to trust.
#[utoipa::path(get, path = "/api/v1/basics-station", tag = TAG_GATEWAYS,
    responses((status = 200, body = BasicsStation), (status = "default", body = Document)))]
async fn basics_station(
    _caller: Allowed<Read>,
    State(engine): State<Engine>,
) -> Json<BasicsStation> {
    let access = engine.stations().access();
    Json(BasicsStation {
        listen: access.listen.iter().map(ToString::to_string).collect(),
        trust_pem: access.trust_pem,
    })
}

/// The station's file `tc.trust`.
#[utoipa::path(get, path = "/api/v1/basics-station/tc.trust", tag = TAG_GATEWAYS,
    responses((status = 200, body = String, content_type = "application/x-pem-file"),
        (status = "default", body = Document)))]
async fn station_trust(
    _caller: Allowed<Read>,
    State(engine): State<Engine>,
) -> Result<Response, Problem> {
    let pem = engine.stations().access().trust_pem;
    let pem = pem.ok_or_else(|| Problem::new(Code::NotFound, Saying::StationNotServed))?;
    let headers = [
        (header::CONTENT_TYPE, "application/x-pem-file"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"tc.trust\""),
    ];
    Ok((headers, pem).into_response())
}

/// A token that was just made.
#[derive(Debug, Serialize, ToSchema)]
struct NewStationToken {
    /// Its text, shown this once.
    token: String,
    /// Content of the station's file `tc.key`.
    tc_key: String,
    #[schema(value_type = String)]
    created_at: Timestamp,
}

/// Make a Basics Station token for a gateway. A former one ends.
#[utoipa::path(post, path = "/api/v1/gateways/{eui}/station-token", tag = TAG_GATEWAYS,
    params(("eui" = String, Path)),
    responses((status = 201, body = NewStationToken), (status = "default", body = Document)))]
async fn make_station_token(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
) -> Result<(StatusCode, Json<NewStationToken>), Problem> {
    let eui = Fields::key("eui", &eui)?;
    let (record, token) = engine.stations().make_token(&caller.tenant, eui).await?;
    // A station sends the file as it is, and wants its line to end so.
    let tc_key = format!("Authorization: Bearer {token}\r\n");
    let created = NewStationToken { token, tc_key, created_at: record.created_at };
    Ok((StatusCode::CREATED, Json(created)))
}

/// Take a gateway's Basics Station token away.
#[utoipa::path(delete, path = "/api/v1/gateways/{eui}/station-token", tag = TAG_GATEWAYS,
    params(("eui" = String, Path)),
    responses((status = 204), (status = "default", body = Document)))]
async fn revoke_station_token(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
) -> Result<StatusCode, Problem> {
    let eui = Fields::key("eui", &eui)?;
    engine.stations().revoke_token(&caller.tenant, eui).await?;
    Ok(StatusCode::NO_CONTENT)
}
