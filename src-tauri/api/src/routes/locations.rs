//! Geographic locations: where devices and gateways are.

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use engine::locations::{LocationChange, LocationKey, LocationView};
use model::{RecordId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_DEVICES;
use crate::auth::{Allowed, Read, Write};
use crate::extract::{Json, Path, Query};
use crate::page::{Page, Paging};
use crate::parse::{Fields, optional};
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new().routes(routes!(list_locations, create_location)).routes(routes!(
        get_location,
        update_location,
        delete_location
    ))
}

/// A place, which may be in another one.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct Location {
    id: String,
    /// What files and people call it, unique in the tenant.
    code: String,
    /// The place it is in.
    parent_id: Option<String>,
    parent_code: Option<String>,
    name: String,
    /// The names of the places it is in and its own: `Site / Building / Floor`.
    path: String,
    /// In how many places it is.
    depth: usize,
    address_1: String,
    address_2: String,
    address_3: String,
    zip: String,
    phone: String,
    /// Degrees.
    latitude: Option<f64>,
    /// Degrees.
    longitude: Option<f64>,
    /// Places that are directly in it.
    children: u64,
    /// Devices that are there, without those in the places in it.
    devices: u64,
    /// Devices that are there or in the places in it.
    devices_below: u64,
    /// Gateways that are there, without those in the places in it.
    gateways: u64,
    /// Gateways that are there or in the places in it.
    gateways_below: u64,
    /// Device templates that name it.
    device_templates: u64,
    #[schema(value_type = String)]
    created_at: Timestamp,
    #[schema(value_type = String)]
    updated_at: Timestamp,
}

impl From<LocationView> for Location {
    fn from(view: LocationView) -> Self {
        let location = view.location;
        Self {
            id: location.id.to_string(),
            code: location.code,
            parent_id: location.parent.map(|id| id.to_string()),
            parent_code: view.parent_code,
            name: location.name,
            path: view.path,
            depth: view.depth,
            address_1: location.address_1,
            address_2: location.address_2,
            address_3: location.address_3,
            zip: location.zip,
            phone: location.phone,
            latitude: location.latitude,
            longitude: location.longitude,
            children: view.children,
            devices: view.devices,
            devices_below: view.devices_below,
            gateways: view.gateways,
            gateways_below: view.gateways_below,
            device_templates: view.device_templates,
            created_at: location.created_at,
            updated_at: location.updated_at,
        }
    }
}

/// Where a record is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct LocationRef {
    id: String,
    code: String,
    name: String,
    /// The names of the places it is in and its own: `Site / Building / Floor`.
    path: String,
    /// Degrees, its own or of the nearest place it is in.
    latitude: Option<f64>,
    /// Degrees, its own or of the nearest place it is in.
    longitude: Option<f64>,
}

impl From<engine::locations::LocationRef> for LocationRef {
    fn from(location: engine::locations::LocationRef) -> Self {
        let (latitude, longitude) = location.position.unzip();
        Self {
            id: location.id.to_string(),
            code: location.code,
            name: location.name,
            path: location.path,
            latitude,
            longitude,
        }
    }
}

/// A location as requests name it: by code or id; `null` or empty for none.
pub(super) fn place(given: Option<Option<String>>) -> Option<Option<LocationKey>> {
    let named = |text: &String| !text.trim().is_empty();
    given.map(|text| text.filter(named).map(LocationKey::from_text))
}

/// What to create or change; absent fields keep their value or get their default.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LocationInput {
    /// 1 to 32 letters, digits, `_`, `-` and `.`; of digits alone at most 12. Unique in the
    /// tenant.
    code: Option<String>,
    /// Code or id of the place it is in; `null` for none. At most 8 places are in each other.
    #[serde(default, deserialize_with = "optional")]
    #[schema(value_type = Option<String>)]
    parent_code: Option<Option<String>>,
    name: Option<String>,
    address_1: Option<String>,
    address_2: Option<String>,
    address_3: Option<String>,
    zip: Option<String>,
    phone: Option<String>,
    /// Degrees, -90 to 90; with `longitude`.
    #[serde(default, deserialize_with = "optional")]
    #[schema(value_type = Option<f64>)]
    latitude: Option<Option<f64>>,
    /// Degrees, -180 to 180; with `latitude`.
    #[serde(default, deserialize_with = "optional")]
    #[schema(value_type = Option<f64>)]
    longitude: Option<Option<f64>>,
}

impl From<LocationInput> for LocationChange {
    fn from(input: LocationInput) -> Self {
        Self {
            code: input.code,
            parent: place(input.parent_code),
            name: input.name,
            address_1: input.address_1,
            address_2: input.address_2,
            address_3: input.address_3,
            zip: input.zip,
            phone: input.phone,
            latitude: input.latitude,
            longitude: input.longitude,
        }
    }
}

/// List the locations: each place before those in it. They also sort by `code`, `name`, `devices`
/// and `updated_at`.
#[utoipa::path(get, path = "/api/v1/locations", tag = TAG_DEVICES, params(Paging),
    responses((status = 200, body = Page<Location>), (status = "default", body = Document)))]
async fn list_locations(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<Location>>, Problem> {
    let page = engine.locations().list(&caller.tenant, &paging.into())?;
    Ok(Json(Page::from_engine(page, Location::from)))
}

/// Add a location.
#[utoipa::path(post, path = "/api/v1/locations", tag = TAG_DEVICES, request_body = LocationInput,
    responses((status = 201, body = Location), (status = "default", body = Document)))]
async fn create_location(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(input): Json<LocationInput>,
) -> Result<(StatusCode, Json<Location>), Problem> {
    let location = engine.locations().create(&caller.tenant, input.into()).await?;
    Ok((StatusCode::CREATED, Json(location.into())))
}

/// One location.
#[utoipa::path(get, path = "/api/v1/locations/{id}", tag = TAG_DEVICES,
    params(("id" = String, Path)),
    responses((status = 200, body = Location), (status = "default", body = Document)))]
async fn get_location(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<Json<Location>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    Ok(Json(engine.locations().get(&caller.tenant, id)?.into()))
}

/// Change a location, or put it into another one with everything in it.
#[utoipa::path(patch, path = "/api/v1/locations/{id}", tag = TAG_DEVICES,
    params(("id" = String, Path)), request_body = LocationInput,
    responses((status = 200, body = Location), (status = "default", body = Document)))]
async fn update_location(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    Json(input): Json<LocationInput>,
) -> Result<Json<Location>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    Ok(Json(engine.locations().update(&caller.tenant, id, input.into()).await?.into()))
}

/// Delete a location. Refused while another one is in it, or a device, gateway or device template
/// is at it; the answer names them. It was kept in a restore point and can be brought back.
#[utoipa::path(delete, path = "/api/v1/locations/{id}", tag = TAG_DEVICES,
    params(("id" = String, Path)),
    responses((status = 204), (status = "default", body = Document)))]
async fn delete_location(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    engine.locations().delete(&caller.tenant, id, &caller.name).await?;
    Ok(StatusCode::NO_CONTENT)
}
