//! Signing in, tokens, tenants and the tenant's MQTT account.

use std::net::IpAddr;

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use engine::access::{Login, NewToken, TokenView};
use model::{RecordId, Saying, TenantCode, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_ACCESS;
use crate::auth::{Address, Allowed, Manage, Read, ReadKeys, Write};
use crate::extract::{Json, Path};
use crate::page::Page;
use crate::parse::Fields;
use crate::problem::{Code, Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(login))
        .routes(routes!(logout))
        .routes(routes!(me))
        .routes(routes!(set_password))
        .routes(routes!(list_sign_ins))
        .routes(routes!(end_sign_in))
        .routes(routes!(end_other_sign_ins))
        .routes(routes!(list_tokens, create_token))
        .routes(routes!(delete_token))
        .routes(routes!(list_tenants, create_tenant))
        .routes(routes!(get_mqtt_account, put_mqtt_account))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Credentials {
    account: String,
    password: String,
}

/// A session.
#[derive(Debug, Serialize, ToSchema)]
struct Session {
    /// Send it as `Authorization: Bearer …`.
    token: String,
    #[schema(value_type = String)]
    expires_at: Timestamp,
    account: String,
    tenant: String,
}

/// Sign in with account and password. At most 100 sign-ins run; one more ends the one that was
/// used the longest ago. After many wrong passwords the answer is 429 with `Retry-After`.
#[utoipa::path(post, path = "/api/v1/login", tag = TAG_ACCESS, request_body = Credentials,
    security(()),
    responses((status = 200, body = Session), (status = "default", body = Document)))]
async fn login(
    State(engine): State<Engine>,
    Address(from): Address,
    Json(Credentials { account, password }): Json<Credentials>,
) -> Result<Json<Session>, Problem> {
    match engine.access().login(&account, &password, from).await? {
        Some(Login { token, expires_at, account, tenant }) => {
            Ok(Json(Session { token, expires_at, account, tenant: tenant.to_string() }))
        }
        None => Err(Problem::new(Code::Unauthenticated, Saying::WrongLogin)),
    }
}

/// End the sign-in that the caller came with. An access token stays valid.
#[utoipa::path(post, path = "/api/v1/logout", tag = TAG_ACCESS,
    responses((status = 204), (status = "default", body = Document)))]
async fn logout(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
) -> Result<StatusCode, Problem> {
    if let Some(token) = caller.token {
        engine.access().log_out(token).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Who is asking.
#[derive(Debug, Serialize, ToSchema)]
struct Me {
    account: String,
    tenant: String,
    /// `OWNER`, `ADMIN` or `VIEWER`.
    role: &'static str,
    permissions: Vec<&'static str>,
    /// Whether this is the person at the window of this computer.
    local: bool,
    /// Tells this instance from others at the same address: drawn at its first start, kept in its
    /// data folder and in every copy of it.
    instance: String,
}

/// Who the instance takes the caller for.
#[utoipa::path(get, path = "/api/v1/me", tag = TAG_ACCESS,
    responses((status = 200, body = Me), (status = "default", body = Document)))]
async fn me(caller: Allowed<Read>, State(engine): State<Engine>) -> Json<Me> {
    Json(Me {
        account: caller.name.clone(),
        tenant: caller.tenant.to_string(),
        role: caller.role.as_str(),
        permissions: caller.permissions(),
        local: caller.local,
        instance: engine.instance_id().to_owned(),
    })
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPassword {
    /// 8 to 128 characters.
    password: String,
}

/// Sign-ins that a request ended.
#[derive(Debug, Serialize, ToSchema)]
struct EndedSignIns {
    ended: usize,
}

/// Set the password of the account `admin`, so that a browser can sign in without a token. Every
/// sign-in but the caller's ends; access tokens stay valid.
#[utoipa::path(put, path = "/api/v1/me/password", tag = TAG_ACCESS, request_body = NewPassword,
    responses((status = 200, body = EndedSignIns), (status = "default", body = Document)))]
async fn set_password(
    caller: Allowed<Manage>,
    State(engine): State<Engine>,
    Json(input): Json<NewPassword>,
) -> Result<Json<EndedSignIns>, Problem> {
    let ended = engine.access().set_password(&input.password, caller.token).await?;
    Ok(Json(EndedSignIns { ended }))
}

/// A sign-in with a password that is not over.
#[derive(Debug, Serialize, ToSchema)]
struct SignIn {
    id: String,
    account: String,
    tenant: String,
    /// Whether it is the caller's.
    current: bool,
    #[schema(value_type = String)]
    created_at: Timestamp,
    #[schema(value_type = String)]
    expires_at: Option<Timestamp>,
    #[serde(flatten)]
    last_use: LastUse,
}

/// When and where a token was last used.
#[derive(Debug, Serialize, ToSchema)]
struct LastUse {
    #[schema(value_type = Option<String>)]
    used_at: Option<Timestamp>,
    /// The address of the connection: of one through a proxy, the proxy's.
    #[schema(value_type = Option<String>)]
    used_from: Option<IpAddr>,
}

impl From<&TokenView> for LastUse {
    fn from(token: &TokenView) -> Self {
        Self { used_at: token.used_at, used_from: token.used_from }
    }
}

/// List the sign-ins that are not over, the latest first.
#[utoipa::path(get, path = "/api/v1/sign-ins", tag = TAG_ACCESS,
    responses((status = 200, body = Page<SignIn>), (status = "default", body = Document)))]
async fn list_sign_ins(
    caller: Allowed<Manage>,
    State(engine): State<Engine>,
) -> Json<Page<SignIn>> {
    let sign_ins = engine.access().sign_ins().into_iter().map(|token| SignIn {
        id: token.id.to_string(),
        current: caller.token == Some(token.id),
        last_use: LastUse::from(&token),
        account: token.name,
        tenant: token.tenant.to_string(),
        created_at: token.created_at,
        expires_at: token.expires_at,
    });
    Json(Page::whole(sign_ins.collect()))
}

/// End a sign-in at once.
#[utoipa::path(delete, path = "/api/v1/sign-ins/{id}", tag = TAG_ACCESS,
    params(("id" = String, Path)),
    responses((status = 204), (status = "default", body = Document)))]
async fn end_sign_in(
    _caller: Allowed<Manage>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    engine.access().end_sign_in(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End every sign-in but the caller's.
#[utoipa::path(post, path = "/api/v1/sign-ins/end-others", tag = TAG_ACCESS,
    responses((status = 200, body = EndedSignIns), (status = "default", body = Document)))]
async fn end_other_sign_ins(
    caller: Allowed<Manage>,
    State(engine): State<Engine>,
) -> Result<Json<EndedSignIns>, Problem> {
    let ended = engine.access().end_other_sign_ins(caller.token).await?;
    Ok(Json(EndedSignIns { ended }))
}

/// A token, without its text.
#[derive(Debug, Serialize, ToSchema)]
struct Token {
    id: String,
    name: String,
    tenant: String,
    role: &'static str,
    #[schema(value_type = String)]
    created_at: Timestamp,
    #[serde(flatten)]
    last_use: LastUse,
}

impl From<TokenView> for Token {
    fn from(token: TokenView) -> Self {
        Self {
            last_use: LastUse::from(&token),
            id: token.id.to_string(),
            name: token.name,
            tenant: token.tenant.to_string(),
            role: token.role.as_str(),
            created_at: token.created_at,
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TokenInput {
    name: String,
    /// `OWNER`, `ADMIN` or `VIEWER`.
    role: String,
    /// The caller's tenant when absent.
    tenant: Option<String>,
}

/// A token with its text, shown this once.
#[derive(Debug, Serialize, ToSchema)]
struct CreatedToken {
    #[serde(flatten)]
    details: Token,
    token: String,
}

/// List the tokens.
#[utoipa::path(get, path = "/api/v1/tokens", tag = TAG_ACCESS,
    responses((status = 200, body = Page<Token>), (status = "default", body = Document)))]
async fn list_tokens(_caller: Allowed<Manage>, State(engine): State<Engine>) -> Json<Page<Token>> {
    Json(Page::whole(engine.access().tokens().into_iter().map(Token::from).collect()))
}

/// Make a token. Its text is in this answer and nowhere else.
#[utoipa::path(post, path = "/api/v1/tokens", tag = TAG_ACCESS, request_body = TokenInput,
    responses((status = 201, body = CreatedToken), (status = "default", body = Document)))]
async fn create_token(
    caller: Allowed<Manage>,
    State(engine): State<Engine>,
    Json(input): Json<TokenInput>,
) -> Result<(StatusCode, Json<CreatedToken>), Problem> {
    let mut fields = Fields::default();
    let role = fields.required("role", Some(input.role));
    let tenant: Option<TenantCode> = fields.parse("tenant", input.tenant);
    let role = fields.finish(role)?.ok_or_else(|| Problem::field("role", Saying::Required))?;
    let tenant = tenant.unwrap_or_else(|| caller.tenant.clone());
    let new = NewToken { name: input.name, role, tenant };
    let (token, text) = engine.access().create_token(new).await?;
    Ok((StatusCode::CREATED, Json(CreatedToken { details: token.into(), token: text })))
}

/// Revoke a token at once: live data and MQTT clients that came in by it end, too.
#[utoipa::path(delete, path = "/api/v1/tokens/{id}", tag = TAG_ACCESS,
    params(("id" = String, Path)),
    responses((status = 204), (status = "default", body = Document)))]
async fn delete_token(
    _caller: Allowed<Manage>,
    State(engine): State<Engine>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id: RecordId = Fields::key("id", &id)?;
    engine.access().delete_token(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A tenant.
#[derive(Debug, Serialize, ToSchema)]
struct Tenant {
    code: String,
    name: String,
    #[schema(value_type = String)]
    created_at: Timestamp,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TenantInput {
    /// 1 to 32 lower-case letters, digits and underscores; part of every topic.
    code: String,
    name: Option<String>,
}

/// List the tenants.
#[utoipa::path(get, path = "/api/v1/tenants", tag = TAG_ACCESS,
    responses((status = 200, body = Page<Tenant>), (status = "default", body = Document)))]
async fn list_tenants(
    _caller: Allowed<Manage>,
    State(engine): State<Engine>,
) -> Result<Json<Page<Tenant>>, Problem> {
    let tenants = engine.access().tenants().await?;
    Ok(Json(Page::whole(tenants.into_iter().map(Tenant::from).collect())))
}

impl From<model::record::Tenant> for Tenant {
    fn from(tenant: model::record::Tenant) -> Self {
        Self { code: tenant.code.to_string(), name: tenant.name, created_at: tenant.created_at }
    }
}

/// Add a tenant.
#[utoipa::path(post, path = "/api/v1/tenants", tag = TAG_ACCESS, request_body = TenantInput,
    responses((status = 201, body = Tenant), (status = "default", body = Document)))]
async fn create_tenant(
    _caller: Allowed<Manage>,
    State(engine): State<Engine>,
    Json(input): Json<TenantInput>,
) -> Result<(StatusCode, Json<Tenant>), Problem> {
    let code = Fields::key("code", &input.code)?;
    let tenant = engine.access().create_tenant(code, input.name).await?;
    Ok((StatusCode::CREATED, Json(tenant.into())))
}

/// How the tenant's MQTT clients log in.
#[derive(Debug, Serialize, ToSchema)]
struct MqttAccount {
    /// The tenant's code.
    username: String,
    password: String,
    /// Where the broker listens; `null` when it does not run.
    address: Option<String>,
}

/// The tenant's MQTT account.
#[utoipa::path(get, path = "/api/v1/mqtt-account", tag = TAG_ACCESS,
    responses((status = 200, body = MqttAccount), (status = "default", body = Document)))]
async fn get_mqtt_account(
    caller: Allowed<ReadKeys>,
    State(engine): State<Engine>,
) -> Result<Json<MqttAccount>, Problem> {
    let password = engine.access().mqtt_password(&caller.tenant).await?;
    let address = engine.listeners().mqtt.map(|address| address.to_string());
    Ok(Json(MqttAccount { username: caller.tenant.to_string(), password, address }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MqttPassword {
    /// 8 to 128 characters.
    password: String,
}

/// Change the tenant's MQTT password. Connected clients are cut off and log in again.
#[utoipa::path(put, path = "/api/v1/mqtt-account", tag = TAG_ACCESS,
    request_body = MqttPassword,
    responses((status = 204), (status = "default", body = Document)))]
async fn put_mqtt_account(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(input): Json<MqttPassword>,
) -> Result<StatusCode, Problem> {
    engine.access().set_mqtt_password(&caller.tenant, &input.password).await?;
    Ok(StatusCode::NO_CONTENT)
}
