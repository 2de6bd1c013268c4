//! Trying a script in the instance's own sandbox, without any effect.

use axum::extract::State;
use engine::Engine;
use engine::models::scripts::{TrialInput, TrialKind};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_MODELS;
use crate::auth::{Allowed, Write};
use crate::extract::Json;
use crate::parse::Fields;
use crate::problem::{Document, Problem};
use crate::said::Said;

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new().routes(routes!(run_script))
}

/// A script and what it is given.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Trial {
    /// `thing_model`, `rpc`, `trigger` or `forwarder`.
    kind: TrialKindName,
    source: String,
    /// `CUSTOMER` (default) or `CHIRPSTACK`; thing models only.
    payload_parser_type: Option<String>,
    #[serde(default)]
    input: Inputs,
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum TrialKindName {
    ThingModel,
    Rpc,
    Trigger,
    Forwarder,
}

/// The variables a script sees; which ones depends on its kind.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Inputs {
    /// The device as scripts see it.
    #[schema(value_type = Option<Object>)]
    device: Option<Value>,
    /// The message: an AS uplink, or any object.
    #[schema(value_type = Option<Object>)]
    msg: Option<Value>,
    thing_model_id: Option<String>,
    /// What changed: `{telemetry_data, shared_attrs, server_attrs}`.
    #[schema(value_type = Option<Object>)]
    notice_attrs: Option<Value>,
    #[schema(value_type = Option<Object>)]
    params: Option<Value>,
    #[schema(value_type = Option<Object>)]
    alarms: Option<Value>,
    /// Those of the tenant when absent.
    #[serde(rename = "org_params")]
    #[schema(value_type = Option<Object>)]
    org_params: Option<Value>,
    topic: Option<String>,
}

/// Where and why a script failed.
#[derive(Debug, Serialize, ToSchema)]
struct ScriptFailure {
    /// `syntax`, `thrown`, `timeout`, `memory`, `stack` or `output`.
    kind: &'static str,
    message: String,
    /// What is known of that sentence; `null` for words of the script or of the engine.
    message_said: Option<Said>,
    /// Line in the script, from 1.
    line: Option<u32>,
    /// Column in the line, from 1.
    column: Option<u32>,
}

/// A line the script wrote.
#[derive(Debug, Serialize, ToSchema)]
struct ConsoleLine {
    /// `log`, `info`, `warn` or `error`.
    level: &'static str,
    text: String,
    /// What is known of that sentence; `null` for what the script printed.
    text_said: Option<Said>,
}

/// What the script returned, or why it failed.
#[derive(Debug, Serialize, ToSchema)]
struct TrialResult {
    ok: bool,
    /// What the script returned; `null` for nothing.
    #[schema(value_type = Option<Object>)]
    result: Option<Value>,
    error: Option<ScriptFailure>,
    console: Vec<ConsoleLine>,
    /// Microseconds.
    elapsed_us: u64,
    memory_bytes: u64,
}

/// Run a script in the real sandbox with its real limits. Nothing is stored or sent.
#[utoipa::path(post, path = "/api/v1/scripts/run", tag = TAG_MODELS, request_body = Trial,
    responses((status = 200, body = TrialResult), (status = "default", body = Document)))]
async fn run_script(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(trial): Json<Trial>,
) -> Result<Json<TrialResult>, Problem> {
    let mut fields = Fields::default();
    let parser = fields.parse("payload_parser_type", trial.payload_parser_type);
    let parser = fields.finish(parser)?.unwrap_or(model::record::ParserType::Custom);
    let kind = match trial.kind {
        TrialKindName::ThingModel => TrialKind::ThingModel(parser),
        TrialKindName::Rpc => TrialKind::Rpc,
        TrialKindName::Trigger => TrialKind::Trigger,
        TrialKindName::Forwarder => TrialKind::Forwarder,
    };
    let input = TrialInput {
        device: trial.input.device,
        msg: trial.input.msg,
        thing_model_id: trial.input.thing_model_id,
        notice_attrs: trial.input.notice_attrs,
        params: trial.input.params,
        alarms: trial.input.alarms,
        org_params: trial.input.org_params,
        topic: trial.input.topic,
    };
    let outcome = engine.scripts().run(&caller.tenant, kind, trial.source, input).await?;
    let (result, error) = match outcome.result {
        Ok(result) => (result, None),
        Err(error) => (None, Some(error)),
    };
    Ok(Json(TrialResult {
        ok: error.is_none(),
        result,
        error: error.map(|error| ScriptFailure {
            kind: error.kind.as_str(),
            message_said: Said::of(&error.message),
            message: error.message.text().to_owned(),
            line: error.line,
            column: error.column,
        }),
        console: outcome
            .console
            .into_iter()
            .map(|line| ConsoleLine {
                level: line.level.as_str(),
                text_said: Said::of(&line.text),
                text: line.text.text().to_owned(),
            })
            .collect(),
        elapsed_us: u64::try_from(outcome.elapsed.as_micros()).unwrap_or(u64::MAX),
        memory_bytes: outcome.memory_bytes,
    }))
}
