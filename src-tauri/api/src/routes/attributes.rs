//! Attributes of devices: values, and what people say of them.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use engine::attributes::{AttributeView, AttributesChange, Choice, Description};
use engine::models::mounting::ModelKey;
use model::record::AttributeSide;
use model::{DeviceEui, JsonMap, TenantCode, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_DEVICES;
use super::devices::{MountedModel, mounted};
use crate::auth::{Allowed, Read, Write};
use crate::extract::{Json, Path};
use crate::parse::{Fields, optional};
use crate::problem::{Document, Problem};
use crate::said::Said;

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(list_attributes, change_attributes))
        .routes(routes!(put_attribute, delete_attribute))
}

/// An attribute of a device with what is known of it.
#[derive(Debug, Serialize, ToSchema)]
struct Attribute {
    key: String,
    /// Any JSON value.
    #[schema(required)]
    value: Value,
    /// `string`, `number`, `boolean` or `object`; of the value when nobody said another.
    #[serde(rename = "type")]
    kind: Option<&'static str>,
    /// Whether somebody described it; scripts make attributes that nobody did.
    described: bool,
    alias: String,
    unit: String,
    remark: String,
    /// Place in the list; lower comes first.
    order: Option<i64>,
    /// Linked RPC models.
    rpcs: Vec<MountedModel>,
    /// The values to choose from; empty: any.
    options: Vec<AttributeOption>,
    /// What a device made from a template started with.
    #[serde(rename = "dftValue")]
    default: Option<Value>,
    /// When the value last became another one, as far as known.
    #[schema(value_type = Option<String>)]
    updated_at: Option<Timestamp>,
    /// Whether the platform itself keeps it, so that nobody else changes it.
    read_only: bool,
    /// What is known of it on the device; `null` for a server attribute.
    on_device: Option<OnDevice>,
}

/// What is known of a shared attribute on the device itself.
#[derive(Debug, Serialize, ToSchema)]
struct OnDevice {
    /// `reported` (the device has it), `never_reported`, `sending`, `sent`, `differs` (it was sent,
    /// then the device reported another value), `failed` or `not_sent`.
    state: &'static str,
    /// Why it was not sent: `no_rpc`, `no_fit`, `no_device`, or a sentence.
    reason: Option<String>,
    /// What is known of that sentence.
    reason_said: Option<Said>,
    /// When it was sent, or should have been.
    #[schema(value_type = Option<String>)]
    sent_at: Option<Timestamp>,
    /// The run that sent it; see `/api/v1/rpc-runs/{id}`.
    run: Option<String>,
}

impl From<engine::attributes::OnDevice> for OnDevice {
    fn from(known: engine::attributes::OnDevice) -> Self {
        let (reason, reason_said) = Said::split(known.reason);
        Self {
            state: known.state.as_str(),
            reason,
            reason_said,
            sent_at: known.sent_at,
            run: known.run.map(|id| id.to_string()),
        }
    }
}

/// One of the values to choose from.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AttributeOption {
    /// Empty: the value itself.
    #[serde(default)]
    label: String,
    /// Any JSON value but null.
    value: Value,
}

/// One side's attributes, by their order, then by key.
#[derive(Debug, Serialize, ToSchema)]
struct Attributes {
    items: Vec<Attribute>,
}

impl From<AttributeView> for Attribute {
    fn from(view: AttributeView) -> Self {
        let definition = view.definition;
        Self {
            key: view.key,
            value: view.value,
            kind: definition.kind.map(|kind| kind.as_str()),
            described: view.described,
            alias: definition.alias,
            unit: definition.unit,
            remark: definition.remark,
            order: definition.order,
            rpcs: mounted(view.rpcs),
            options: definition
                .options
                .into_iter()
                .map(|it| AttributeOption { label: it.label, value: it.value })
                .collect(),
            default: definition.default,
            updated_at: view.changed_at,
            read_only: view.kept_by_platform,
            on_device: view.on_device.map(OnDevice::from),
        }
    }
}

/// What to say of an attribute; replaces what was said before.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AttributeMeta {
    /// `string`, `number`, `boolean` or `object`.
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    alias: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    remark: String,
    order: Option<i64>,
    /// Ids or methods of RPC models.
    #[serde(default)]
    rpcs: Vec<String>,
    #[serde(default)]
    options: Vec<AttributeOption>,
    /// What a device made from a template starts with.
    #[serde(rename = "dftValue")]
    default: Option<Value>,
}

impl AttributeMeta {
    fn into_description(self, fields: &mut Fields) -> Description {
        let kind = self.kind.filter(|text| !text.is_empty());
        Description {
            kind: fields.parse("type", kind),
            alias: self.alias,
            unit: self.unit,
            remark: self.remark,
            order: self.order,
            rpcs: self.rpcs.into_iter().map(ModelKey::from_text).collect(),
            options: self
                .options
                .into_iter()
                .map(|it| Choice { label: it.label, value: it.value })
                .collect(),
            default: self.default,
        }
    }
}

/// What to change; all of it or nothing.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AttributesInput {
    /// Values by key.
    #[serde(default)]
    #[schema(value_type = Object)]
    values: JsonMap,
    /// What to say of keys; `null` takes it back and leaves the value.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, AttributeMeta>)]
    meta: BTreeMap<String, Option<AttributeMeta>>,
    /// Keys to take away, with what is known of them.
    #[serde(default)]
    remove: Vec<String>,
    /// The keys that come first in the list, in their order; the others follow as they are. The
    /// `order` of as few as possible becomes another one.
    order: Option<Vec<String>>,
}

/// An attribute as a person defines it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AttributeInput {
    /// Any JSON value; absent: as before, or the default when it is new.
    #[serde(default, deserialize_with = "optional")]
    #[schema(value_type = Option<Value>)]
    value: Option<Option<Value>>,
    /// What to say of it; absent: nothing changes.
    meta: Option<AttributeMeta>,
}

async fn listed(
    engine: &Engine,
    tenant: &TenantCode,
    eui: &DeviceEui,
    side: AttributeSide,
) -> Result<Json<Attributes>, Problem> {
    let views = engine.attributes().list(tenant, eui, side).await?;
    Ok(Json(Attributes { items: views.into_iter().map(Attribute::from).collect() }))
}

/// The attributes of one side of a device: `server` or `shared`.
#[utoipa::path(get, path = "/api/v1/devices/{eui}/attributes/{side}", tag = TAG_DEVICES,
    params(("eui" = String, Path), ("side" = String, Path)),
    responses((status = 200, body = Attributes), (status = "default", body = Document)))]
async fn list_attributes(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path((eui, side)): Path<(String, String)>,
) -> Result<Json<Attributes>, Problem> {
    listed(&engine, &caller.tenant, &Fields::key("eui", &eui)?, Fields::key("side", &side)?).await
}

/// Change attributes of one side of a device. Values of shared attributes are sent to the device.
#[utoipa::path(patch, path = "/api/v1/devices/{eui}/attributes/{side}", tag = TAG_DEVICES,
    params(("eui" = String, Path), ("side" = String, Path)), request_body = AttributesInput,
    responses((status = 200, body = Attributes), (status = "default", body = Document)))]
async fn change_attributes(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path((eui, side)): Path<(String, String)>,
    Json(input): Json<AttributesInput>,
) -> Result<Json<Attributes>, Problem> {
    let (eui, side) = (Fields::key("eui", &eui)?, Fields::key("side", &side)?);
    let mut fields = Fields::default();
    let AttributesInput { values, meta, remove, order } = input;
    let meta = meta.into_iter();
    let meta = meta.map(|(key, it)| (key, it.map(|it| it.into_description(&mut fields))));
    let meta = meta.collect();
    let change = AttributesChange { values, meta, remove, order };
    engine.attributes().change(&caller.tenant, &eui, side, fields.finish(change)?).await?;
    listed(&engine, &caller.tenant, &eui, side).await
}

/// Set or describe one attribute. The value of a shared attribute is sent to the device.
#[utoipa::path(put, path = "/api/v1/devices/{eui}/attributes/{side}/{key}", tag = TAG_DEVICES,
    params(("eui" = String, Path), ("side" = String, Path), ("key" = String, Path)),
    request_body = AttributeInput,
    responses((status = 200, body = Attribute), (status = "default", body = Document)))]
async fn put_attribute(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path((eui, side, key)): Path<(String, String, String)>,
    Json(input): Json<AttributeInput>,
) -> Result<Json<Attribute>, Problem> {
    let (eui, side) = (Fields::key("eui", &eui)?, Fields::key("side", &side)?);
    let mut fields = Fields::default();
    let mut change = AttributesChange::default();
    if let Some(value) = input.value {
        change.values.insert(key.clone(), value.unwrap_or_default());
    }
    if let Some(meta) = input.meta {
        change.meta.push((key.clone(), Some(meta.into_description(&mut fields))));
    }
    engine.attributes().change(&caller.tenant, &eui, side, fields.finish(change)?).await?;
    let views = engine.attributes().list(&caller.tenant, &eui, side).await?;
    let view = views.into_iter().find(|view| view.key == key);
    let view = view.ok_or_else(|| engine::Error::not_found("attribute", key))?;
    Ok(Json(view.into()))
}

/// Take an attribute away.
#[utoipa::path(delete, path = "/api/v1/devices/{eui}/attributes/{side}/{key}", tag = TAG_DEVICES,
    params(("eui" = String, Path), ("side" = String, Path), ("key" = String, Path)),
    responses((status = 204), (status = "default", body = Document)))]
async fn delete_attribute(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path((eui, side, key)): Path<(String, String, String)>,
) -> Result<StatusCode, Problem> {
    let (eui, side) = (Fields::key("eui", &eui)?, Fields::key("side", &side)?);
    engine.attributes().remove(&caller.tenant, &eui, side, key).await?;
    Ok(StatusCode::NO_CONTENT)
}
