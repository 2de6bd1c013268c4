//! What a changed thing model would make of the uplinks that are recorded.

use axum::extract::State;
use engine::Engine;
use engine::models::thing_models::{self, ImpactRequest, Outcome, Reach};
use model::record::ParserType;
use model::{RecordId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_MODELS;
use crate::auth::{Allowed, Manage, Write};
use crate::extract::{Json, Path};
use crate::parse::Fields;
use crate::problem::{Document, Problem};
use crate::said::Said;

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new().routes(routes!(preview_impact))
}

/// The changed script.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ImpactInput {
    payload_parser: String,
    /// `CUSTOMER` (default) or `CHIRPSTACK`.
    payload_parser_type: Option<String>,
    /// Recorded uplinks to run over, at most and by default 500.
    uplinks: Option<u32>,
}

/// What a change does to recorded uplinks.
#[derive(Debug, Serialize, ToSchema)]
struct Impact {
    /// Devices that use the model, looked at or not: the tenant's, or everybody's where `others` says
    /// how many.
    devices: u64,
    /// Recorded uplinks that were found for them, within the bound.
    found: u64,
    /// Uplinks both scripts ran over; fewer than found when 10 s were over.
    ran: u64,
    unchanged: u64,
    changed: u64,
    /// Uplinks that only the changed script fails on.
    newly_failing: u64,
    /// Uplinks that only the stored script fails on.
    newly_working: u64,
    /// How often each field differs in the tenant's uplinks, the most frequent first.
    fields: Vec<FieldImpact>,
    /// The tenant's first 100 uplinks with another outcome, newest first.
    differences: Vec<ImpactDifference>,
    /// What of the numbers is of other tenants. Only of a promoted model, and only for callers with
    /// the permission `manage`.
    others: Option<ImpactOthers>,
}

/// What a change does to recorded uplinks of other tenants.
#[derive(Debug, Serialize, ToSchema)]
struct ImpactOthers {
    devices: u64,
    ran: u64,
    changed: u64,
    newly_failing: u64,
    newly_working: u64,
}

#[derive(Debug, Serialize, ToSchema)]
struct FieldImpact {
    /// `telemetry_data`, `server_attrs` or `shared_attrs`.
    part: &'static str,
    field: String,
    /// Uplinks in which it differs.
    count: u64,
}

/// One uplink with another outcome.
#[derive(Debug, Serialize, ToSchema)]
struct ImpactDifference {
    message_id: String,
    #[schema(value_type = String)]
    at: Timestamp,
    eui: String,
    device_name: String,
    /// `changed`, `fails` (it did not before) or `works` (it failed before).
    outcome: &'static str,
    /// Why the changed script fails, or why the stored one did.
    error: Option<String>,
    error_said: Option<Said>,
    /// At most 32 fields; values longer than 200 characters are cut.
    fields: Vec<FieldDifference>,
}

#[derive(Debug, Serialize, ToSchema)]
struct FieldDifference {
    /// The sub-device it belongs to; absent for the device itself.
    sub_device: Option<String>,
    part: &'static str,
    field: String,
    /// What the stored script sets; absent: nothing.
    old: Option<Value>,
    /// What the changed script sets; absent: nothing.
    new: Option<Value>,
}

impl From<thing_models::Impact> for Impact {
    fn from(impact: thing_models::Impact) -> Self {
        let fields = impact.fields.into_iter().map(|field| FieldImpact {
            part: field.part,
            field: field.field,
            count: field.count,
        });
        Self {
            devices: impact.devices,
            found: impact.found,
            ran: impact.ran,
            unchanged: impact.unchanged,
            changed: impact.changed,
            newly_failing: impact.newly_failing,
            newly_working: impact.newly_working,
            fields: fields.collect(),
            differences: impact.differences.into_iter().map(ImpactDifference::from).collect(),
            others: impact.others.map(|others| ImpactOthers {
                devices: others.devices,
                ran: others.ran,
                changed: others.changed,
                newly_failing: others.newly_failing,
                newly_working: others.newly_working,
            }),
        }
    }
}

impl From<thing_models::Difference> for ImpactDifference {
    fn from(difference: thing_models::Difference) -> Self {
        let fields = difference.fields.into_iter().map(|change| FieldDifference {
            sub_device: change.sub_device,
            part: change.part,
            field: change.field,
            old: change.old,
            new: change.new,
        });
        let (error, error_said) = Said::split(difference.error);
        Self {
            message_id: difference.message.to_string(),
            at: difference.at,
            eui: difference.eui.to_string(),
            device_name: difference.device_name,
            outcome: match difference.outcome {
                Outcome::Changed => "changed",
                Outcome::Fails => "fails",
                Outcome::Works => "works",
            },
            error,
            error_said,
            fields: fields.collect(),
        }
    }
}

/// Run a changed script over the recorded uplinks of the devices that use the model, of at most 500
/// that were heard last, beside the stored one, and tell what differs. Nothing is stored or sent;
/// closing the request ends it.
///
/// For who may change a promoted model these are the devices of every tenant, of others in numbers;
/// the 500 are taken in turn, one of each tenant at a time.
#[utoipa::path(post, path = "/api/v1/thing-models/{id}/impact", tag = TAG_MODELS,
    params(("id" = String, Path)), request_body = ImpactInput,
    responses((status = 200, body = Impact), (status = "default", body = Document)))]
async fn preview_impact(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    Json(input): Json<ImpactInput>,
) -> Result<Json<Impact>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let mut fields = Fields::default();
    let style = fields.parse("payload_parser_type", input.payload_parser_type);
    let request = fields.finish(ImpactRequest {
        payload_parser: input.payload_parser,
        payload_parser_type: style.unwrap_or(ParserType::Custom),
        uplinks: input.uplinks,
    })?;
    // What ships is changed by nobody.
    let changes_it = caller.may(Manage) && !engine::models::ships(id);
    let reach = if changes_it { Reach::Everybody } else { Reach::Tenant };
    Ok(Json(engine.thing_models().impact(&caller.tenant, id, reach, request).await?.into()))
}
