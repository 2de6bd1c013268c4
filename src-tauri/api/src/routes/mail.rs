//! The server that takes the instance's mail.

use axum::extract::State;
use engine::Engine;
use engine::notices::{MailChange, Security};
use model::say;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_INSTANCE;
use super::notification_groups::NotificationTest;
use crate::auth::{Allowed, Manage};
use crate::extract::Json;
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(get_mail_settings, update_mail_settings))
        .routes(routes!(send_test_mail))
}

/// The mail server. Its password is never shown.
#[derive(Debug, Serialize, ToSchema)]
struct MailSettings {
    /// Empty: no mail is sent.
    host: String,
    port: u16,
    /// `none`, `starttls` or `tls`.
    security: &'static str,
    /// Certificates of the authorities to trust, PEM; empty for those of the system.
    ca: String,
    /// Empty for no login.
    username: String,
    /// Whether a password is stored.
    has_password: bool,
    /// Who mail is from: `Name <user@host>` or `user@host`.
    sender: String,
}

impl From<engine::notices::MailSettings> for MailSettings {
    fn from(settings: engine::notices::MailSettings) -> Self {
        let server = settings.server;
        Self {
            host: server.host,
            port: server.port,
            security: server.security.as_str(),
            ca: server.ca,
            username: server.username,
            has_password: !server.password.is_empty(),
            sender: settings.sender,
        }
    }
}

/// What to change; what is left out stays.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MailSettingsInput {
    host: Option<String>,
    port: Option<u16>,
    /// `none`, `starttls` or `tls`.
    security: Option<String>,
    ca: Option<String>,
    username: Option<String>,
    /// Never shown again. Needed again when host or port change, or mail shall go in clear.
    password: Option<String>,
    sender: Option<String>,
}

/// Where a test mail goes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TestMailInput {
    /// An e-mail address.
    to: String,
}

/// The mail server.
#[utoipa::path(get, path = "/api/v1/mail", tag = TAG_INSTANCE,
    responses((status = 200, body = MailSettings), (status = "default", body = Document)))]
async fn get_mail_settings(
    _caller: Allowed<Manage>,
    State(engine): State<Engine>,
) -> Json<MailSettings> {
    Json(engine.mail().get().into())
}

/// Set the mail server. The next message goes there.
#[utoipa::path(patch, path = "/api/v1/mail", tag = TAG_INSTANCE, request_body = MailSettingsInput,
    responses((status = 200, body = MailSettings), (status = "default", body = Document)))]
async fn update_mail_settings(
    _caller: Allowed<Manage>,
    State(engine): State<Engine>,
    Json(input): Json<MailSettingsInput>,
) -> Result<Json<MailSettings>, Problem> {
    let security = input.security.map(|text| text.parse::<Security>()).transpose();
    let change = MailChange {
        host: input.host,
        port: input.port,
        security: security.map_err(|_| {
            let words = vec!["none", "starttls", "tls"];
            Problem::field("security", say!(OneOf, words = words))
        })?,
        ca: input.ca,
        username: input.username,
        password: input.password,
        sender: input.sender,
    };
    Ok(Json(engine.mail().update(change).await?.into()))
}

/// Send a mail now and wait for what comes of it.
#[utoipa::path(post, path = "/api/v1/mail/test", tag = TAG_INSTANCE, request_body = TestMailInput,
    responses((status = 200, body = NotificationTest), (status = "default", body = Document)))]
async fn send_test_mail(
    _caller: Allowed<Manage>,
    State(engine): State<Engine>,
    Json(input): Json<TestMailInput>,
) -> Result<Json<NotificationTest>, Problem> {
    Ok(Json(engine.mail().test(&input.to).await?.into()))
}
