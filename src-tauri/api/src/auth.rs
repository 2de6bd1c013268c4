//! Who is asking, and what they may do.
//!
//! A handler names the permission it needs in its signature: `caller: Allowed<Read>`. It cannot
//! be reached without it, and the permission appears in the walk of all routes that tests do.

use std::convert::Infallible;
use std::marker::PhantomData;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use engine::Engine;
use engine::access::Identity;
use model::record::Role;
use model::{RecordId, Saying, TenantCode, say};
use tokio_util::sync::CancellationToken;

use crate::problem::{Code, Problem};

/// Who is asking.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Name for people and logs.
    pub name: String,
    /// The tenant the caller acts in.
    pub tenant: TenantCode,
    /// What the caller may do.
    pub role: Role,
    /// Whether this is the person at the window of this computer.
    pub local: bool,
    /// The token the caller came with.
    pub(crate) token: Option<RecordId>,
    /// Fires when that token is valid no more.
    pub(crate) ended: CancellationToken,
}

impl Caller {
    /// The person at the window: owner of the instance, acting in its first tenant.
    ///
    /// A shell inserts this as a request extension before it calls the router in-process; no
    /// header can produce it.
    #[must_use]
    pub fn local_owner(engine: &Engine) -> Self {
        Self {
            name: "Local owner".into(),
            tenant: engine.default_tenant(),
            role: Role::Owner,
            local: true,
            token: None,
            ended: CancellationToken::new(),
        }
    }

    /// The permissions of the caller's role.
    #[must_use]
    pub fn permissions(&self) -> Vec<&'static str> {
        let all = [
            (Read::NAME, self.may(Read)),
            (Write::NAME, self.may(Write)),
            (ReadKeys::NAME, self.may(ReadKeys)),
            (Manage::NAME, self.may(Manage)),
        ];
        all.into_iter().filter(|(_, granted)| *granted).map(|(name, _)| name).collect()
    }

    /// Refuses a caller without a permission.
    pub(crate) fn insist<P: Permission>(&self) -> Result<(), Problem> {
        if P::granted(self.role) {
            return Ok(());
        }
        let detail = say!(NoPermission, who = self.name.as_str(), permission = P::NAME);
        Err(Problem::new(Code::Forbidden, detail))
    }

    /// Whether the caller has a permission that a handler does not insist on.
    #[must_use]
    pub(crate) fn may<P: Permission>(&self, _: P) -> bool {
        P::granted(self.role)
    }
}

/// Something a caller may be allowed to do.
pub(crate) trait Permission {
    /// Its name in `GET /api/v1/me`.
    const NAME: &'static str;

    /// Whether a role has it.
    fn granted(role: Role) -> bool;
}

/// Read the tenant's records, keys excepted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Read;
/// Change the tenant's records.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Write;
/// See the tenant's keys and passwords.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReadKeys;
/// Manage the instance: tenants, tokens of other tenants, settings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manage;

impl Permission for Read {
    const NAME: &'static str = "read";

    fn granted(_: Role) -> bool {
        true
    }
}

impl Permission for Write {
    const NAME: &'static str = "write";

    fn granted(role: Role) -> bool {
        match role {
            Role::Owner | Role::Admin => true,
            Role::Viewer => false,
        }
    }
}

impl Permission for ReadKeys {
    const NAME: &'static str = "read_keys";

    fn granted(role: Role) -> bool {
        Write::granted(role)
    }
}

impl Permission for Manage {
    const NAME: &'static str = "manage";

    fn granted(role: Role) -> bool {
        match role {
            Role::Owner => true,
            Role::Admin | Role::Viewer => false,
        }
    }
}

/// A caller who has the permission `P`.
#[derive(Debug, Clone)]
pub(crate) struct Allowed<P> {
    /// Who is asking.
    pub(crate) caller: Caller,
    permission: PhantomData<P>,
}

impl<P> std::ops::Deref for Allowed<P> {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl<P: Permission> FromRequestParts<Engine> for Allowed<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, engine: &Engine) -> Result<Self, Problem> {
        let caller = identify(parts, engine)?;
        caller.insist::<P>()?;
        Ok(Self { caller, permission: PhantomData })
    }
}

/// Who sent a request.
pub(crate) fn identify(parts: &Parts, engine: &Engine) -> Result<Caller, Problem> {
    if let Some(caller) = parts.extensions.get::<Caller>() {
        return Ok(caller.clone());
    }
    let refused = || Problem::new(Code::Unauthenticated, Saying::SignIn);
    let token = bearer(parts).or_else(|| websocket_bearer(parts)).ok_or_else(refused)?;
    let Identity { token, name, tenant, role, ended } =
        engine.access().authenticate(token, address(parts)).ok_or_else(refused)?;
    Ok(Caller { name, tenant, role, local: false, token: Some(token), ended })
}

/// The address a request came from; of one that came through a proxy, the proxy's.
fn address(parts: &Parts) -> Option<IpAddr> {
    parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.ip())
}

/// Where a request came from, for handlers; see [`address`].
#[derive(Debug)]
pub(crate) struct Address(pub(crate) Option<IpAddr>);

impl FromRequestParts<Engine> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _engine: &Engine) -> Result<Self, Infallible> {
        Ok(Self(address(parts)))
    }
}

/// Lets a browser read the API's documentation: the token may also come as the password of HTTP
/// Basic authentication, which a browser asks for by itself.
pub(crate) async fn with_token_or_password(
    State(engine): State<Engine>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let known = match basic_password(&parts) {
        Some(token) => engine.access().authenticate(&token, address(&parts)).is_some(),
        None => identify(&parts, &engine).is_ok(),
    };
    if known {
        return next.run(Request::from_parts(parts, body)).await;
    }
    let detail = "sign in with any name and an access token as the password";
    let mut response = Problem::new(Code::Unauthenticated, detail).into_response();
    let challenge = HeaderValue::from_static("Basic realm=\"ThinkLink\", charset=\"UTF-8\"");
    response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    response
}

fn basic_password(parts: &Parts) -> Option<String> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, credentials) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let credentials = String::from_utf8(BASE64.decode(credentials.trim()).ok()?).ok()?;
    credentials.split_once(':').map(|(_, password)| password.to_owned())
}

fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// A browser cannot set headers on a WebSocket, but it can offer subprotocols.
fn websocket_bearer(parts: &Parts) -> Option<&str> {
    let offered = parts.headers.get(header::SEC_WEBSOCKET_PROTOCOL)?.to_str().ok()?;
    offered.split(',').find_map(|protocol| protocol.trim().strip_prefix("bearer."))
}
