//! MQTT brokers that are not ours: AS uplinks from them, or a copy of ours to them.

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use engine::outside_brokers::{OutsideBrokerChange, OutsideBrokerView, TestResult};
use model::record::Publication;
use model::{RecordId, TenantCode, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_OUTSIDE;
use crate::auth::{Allowed, Manage, Read};
use crate::extract::{Json, Path};
use crate::parse::Fields;
use crate::problem::{Document, Problem};
use crate::said::Said;

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(list_outside_brokers, create_outside_broker))
        .routes(routes!(get_outside_broker, update_outside_broker, delete_outside_broker))
        .routes(routes!(test_outside_broker))
}

/// An MQTT broker that is not ours. Its password and private key are never shown.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct OutsideBroker {
    id: String,
    name: String,
    enable: bool,
    /// `SOURCE`: AS uplinks come from it and downlinks go back. `COPY`: it gets a copy of what
    /// this instance publishes.
    direction: &'static str,
    /// `mqtt` or `mqtts`.
    protocol: &'static str,
    host: String,
    port: u16,
    /// Certificates of the authorities to trust, PEM; empty for those of the system.
    ca: String,
    /// Client certificate, PEM; empty for none.
    cert: String,
    /// Whether a private key is stored.
    has_key: bool,
    username: String,
    /// Whether a password is stored.
    has_password: bool,
    client_id: String,
    /// Seconds.
    keep_alive: u16,
    /// Whether the broker forgets this client when it leaves.
    clean_session: bool,
    /// 0 or 1.
    qos: u8,
    /// The tenant in the other side's topics, `/v32/{remote_tenant}/…`.
    remote_tenant: String,
    /// What it gets a copy of: `data`, `dataAll`, `ack`, `telemetry`.
    publish: Vec<&'static str>,
    /// Where `online` and, by the last will, `offline` is said, retained; empty for nowhere.
    status_topic: String,
    /// How much waits on the disk while it is away, in MiB.
    buffer_limit_mb: u32,
    remark: String,
    /// `disabled`, `connecting`, `connected` or `failed`.
    status: &'static str,
    /// Since when it is connected, or since when it is not.
    #[schema(value_type = Option<String>)]
    since: Option<Timestamp>,
    /// Attempts since it was last connected.
    attempts: u32,
    /// Why it is not connected, such as `credentials` or `untrusted_certificate`.
    err_code: Option<&'static str>,
    /// The same as a sentence.
    err_msg: Option<String>,
    /// What is known of that sentence.
    err_said: Option<Said>,
    /// Messages it sent, since it was last changed or the instance started.
    received: u64,
    /// Messages it took, since it was last changed or the instance started.
    sent: u64,
    /// Messages that wait for it.
    buffered: u64,
    /// Bytes they take.
    buffered_bytes: u64,
    /// Messages that were dropped because the buffer was full.
    dropped: u64,
    /// Messages of it that came twice.
    duplicates: u64,
    /// Messages of it that were refused.
    refused: u64,
    #[schema(value_type = String)]
    created_at: Timestamp,
    #[schema(value_type = String)]
    updated_at: Timestamp,
}

impl From<OutsideBrokerView> for OutsideBroker {
    fn from(view: OutsideBrokerView) -> Self {
        let record = view.record;
        let err_code = view.failure.as_ref().map(|failure| failure.kind.as_str());
        let (err_msg, err_said) = Said::split(view.failure.map(|failure| failure.detail));
        Self {
            id: record.id.to_string(),
            name: record.name,
            enable: record.enable,
            direction: record.direction.as_str(),
            protocol: record.protocol.as_str(),
            host: record.host,
            port: record.port,
            ca: record.ca,
            cert: record.cert,
            has_key: !record.key.is_empty(),
            username: record.username,
            has_password: !record.password.is_empty(),
            client_id: record.client_id,
            keep_alive: record.keep_alive,
            clean_session: record.clean_session,
            qos: record.qos,
            remote_tenant: record.remote_tenant.to_string(),
            publish: record.publish.iter().map(|one| one.as_str()).collect(),
            status_topic: record.status_topic,
            buffer_limit_mb: record.buffer_limit_mb,
            remark: record.remark,
            status: view.status,
            since: view.since,
            attempts: view.attempts,
            err_code,
            err_msg,
            err_said,
            received: view.received,
            sent: view.sent,
            buffered: view.buffer.messages,
            buffered_bytes: view.buffer.bytes,
            dropped: view.buffer.dropped,
            duplicates: view.duplicates,
            refused: view.refused,
            created_at: record.created_at,
            updated_at: record.updated_at,
        }
    }
}

/// A broker to add or change. What is left out has its default, or stays.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OutsideBrokerInput {
    name: Option<String>,
    enable: Option<bool>,
    direction: Option<String>,
    protocol: Option<String>,
    host: Option<String>,
    port: Option<u16>,
    ca: Option<String>,
    cert: Option<String>,
    /// Private key of the client certificate, PEM. Never shown again.
    key: Option<String>,
    username: Option<String>,
    /// Never shown again. Needed again when host, port or protocol change.
    password: Option<String>,
    client_id: Option<String>,
    keep_alive: Option<u16>,
    clean_session: Option<bool>,
    qos: Option<u8>,
    remote_tenant: Option<String>,
    publish: Option<Vec<String>>,
    status_topic: Option<String>,
    buffer_limit_mb: Option<u32>,
    remark: Option<String>,
}

impl OutsideBrokerInput {
    fn into_change(self) -> Result<OutsideBrokerChange, Problem> {
        let mut fields = Fields::default();
        let publish = self.publish.map(|words| {
            let read = words.into_iter().map(|word| fields.parse("publish", Some(word)));
            read.collect::<Option<Vec<Publication>>>().unwrap_or_default()
        });
        let change = OutsideBrokerChange {
            name: self.name,
            enable: self.enable,
            direction: fields.parse("direction", self.direction),
            protocol: fields.parse("protocol", self.protocol),
            host: self.host,
            port: self.port,
            ca: self.ca,
            cert: self.cert,
            key: self.key,
            username: self.username,
            password: self.password,
            client_id: self.client_id,
            keep_alive: self.keep_alive,
            clean_session: self.clean_session,
            qos: self.qos,
            remote_tenant: fields.parse::<TenantCode>("remote_tenant", self.remote_tenant),
            publish,
            status_topic: self.status_topic,
            buffer_limit_mb: self.buffer_limit_mb,
            remark: self.remark,
        };
        fields.finish(change)
    }
}

/// What a try-out found.
#[derive(Debug, Serialize, ToSchema)]
struct OutsideBrokerTest {
    /// Login and subscriptions were granted.
    ok: bool,
    /// Why not, such as `credentials`.
    err_code: Option<&'static str>,
    /// The same as a sentence.
    err_msg: Option<String>,
    /// What is known of that sentence.
    err_said: Option<Said>,
    /// Milliseconds.
    took_ms: u64,
}

impl From<TestResult> for OutsideBrokerTest {
    fn from(result: TestResult) -> Self {
        let err_code = result.failure.as_ref().map(|failure| failure.kind.as_str());
        let (err_msg, err_said) = Said::split(result.failure.map(|failure| failure.detail));
        Self {
            ok: err_code.is_none(),
            err_code,
            err_msg,
            err_said,
            took_ms: u64::try_from(result.took.as_millis()).unwrap_or(u64::MAX),
        }
    }
}

/// The brokers outside, with their state.
#[utoipa::path(get, path = "/api/v1/outside-brokers", tag = TAG_OUTSIDE,
    responses((status = 200, body = Vec<OutsideBroker>), (status = "default", body = Document)))]
async fn list_outside_brokers(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
) -> Json<Vec<OutsideBroker>> {
    Json(engine.outside_brokers().list(&caller.tenant).into_iter().map(Into::into).collect())
}

/// Add a broker and, when it is enabled, connect to it.
#[utoipa::path(post, path = "/api/v1/outside-brokers", tag = TAG_OUTSIDE,
    request_body = OutsideBrokerInput,
    responses((status = 201, body = OutsideBroker), (status = "default", body = Document)))]
async fn create_outside_broker(
    caller: Allowed<Manage>,
    State(engine): State<Engine>,
    Json(input): Json<OutsideBrokerInput>,
) -> Result<(StatusCode, Json<OutsideBroker>), Problem> {
    let view = engine.outside_brokers().create(&caller.tenant, input.into_change()?).await?;
    Ok((StatusCode::CREATED, Json(view.into())))
}

/// One broker with its state.
#[utoipa::path(get, path = "/api/v1/outside-brokers/{id}", tag = TAG_OUTSIDE,
    params(("id" = String, Path)),
    responses((status = 200, body = OutsideBroker), (status = "default", body = Document)))]
async fn get_outside_broker(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<Json<OutsideBroker>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    Ok(Json(engine.outside_brokers().get(&caller.tenant, id)?.into()))
}

/// Change a broker. Its connection is made anew at once.
#[utoipa::path(patch, path = "/api/v1/outside-brokers/{id}", tag = TAG_OUTSIDE,
    params(("id" = String, Path)), request_body = OutsideBrokerInput,
    responses((status = 200, body = OutsideBroker), (status = "default", body = Document)))]
async fn update_outside_broker(
    caller: Allowed<Manage>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    Json(input): Json<OutsideBrokerInput>,
) -> Result<Json<OutsideBroker>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    let view = engine.outside_brokers().update(&caller.tenant, id, input.into_change()?).await?;
    Ok(Json(view.into()))
}

/// Delete a broker, and what waits for it.
#[utoipa::path(delete, path = "/api/v1/outside-brokers/{id}", tag = TAG_OUTSIDE,
    params(("id" = String, Path)),
    responses((status = 204), (status = "default", body = Document)))]
async fn delete_outside_broker(
    caller: Allowed<Manage>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    engine.outside_brokers().delete(&caller.tenant, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Connect, log in, subscribe and leave again. Changes nothing; answers within half a minute.
#[utoipa::path(post, path = "/api/v1/outside-brokers/{id}/test", tag = TAG_OUTSIDE,
    params(("id" = String, Path)),
    responses((status = 200, body = OutsideBrokerTest), (status = "default", body = Document)))]
async fn test_outside_broker(
    caller: Allowed<Manage>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<Json<OutsideBrokerTest>, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    Ok(Json(engine.outside_brokers().test(&caller.tenant, id).await?.into()))
}
