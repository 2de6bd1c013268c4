//! LoRaWAN profiles: which devices the network server knows, and with which keys.

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use engine::profiles::{ProfileChange, ProfileFilter, ProfileView};
use model::{Saying, TenantCode, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_PROFILES;
use super::tasks::records_of;
use crate::auth::{Allowed, Read, ReadKeys, Write};
use crate::extract::{Json, Path, Query};
use crate::page::{Page, Paging};
use crate::parse::{Fields, optional};
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(list_profiles, create_profile))
        .routes(routes!(list_batches))
        .routes(routes!(free_dev_addr))
        .routes(routes!(get_profile, update_profile, delete_profile))
        .routes(routes!(clear_nonces))
        .routes(routes!(reset_counters))
}

/// Whether a profile has the keys its join mode needs.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum KeysState {
    Set,
    Missing,
}

/// The device record of the same EUI.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct DeviceRef {
    eui: String,
    name: String,
}

/// A LoRaWAN profile without its keys.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Profile {
    dev_eui: String,
    join_mode: &'static str,
    join_eui: Option<String>,
    /// The provisioned address (ABP).
    dev_addr: Option<String>,
    enable: bool,
    down_enable: bool,
    standard: &'static str,
    as923_group: u8,
    lw_ver: &'static str,
    class_mode: &'static str,
    join_class_mode: &'static str,
    rx1dr_offset: u8,
    rx2dr: u8,
    /// Seconds.
    rx_delay: u8,
    /// Seconds.
    rx_delay_join: u8,
    /// Hz.
    rx2_freq: u32,
    /// Accept a lower uplink counter (ABP devices that restart it); opens replay.
    resets_f_cnt: bool,
    /// Let the network choose data rate and power, when the device allows it, too.
    adr: bool,
    keys: KeysState,
    device: Option<DeviceRef>,
    #[schema(value_type = Option<String>)]
    last_join: Option<Timestamp>,
    #[schema(value_type = Option<String>)]
    last_uplink: Option<Timestamp>,
    /// Counter of the last accepted uplink.
    f_cnt_up: Option<u32>,
    /// Counter the next downlink gets.
    f_cnt_down: Option<u32>,
    /// Address in the session in force.
    session_dev_addr: Option<String>,
    batch: String,
    model: String,
    handle: String,
    #[schema(value_type = String)]
    created_at: Timestamp,
    #[schema(value_type = String)]
    updated_at: Timestamp,
}

impl From<ProfileView> for Profile {
    fn from(view: ProfileView) -> Self {
        let ProfileView { profile, device, last_join, last_uplink, session } = view;
        Self {
            keys: if profile.has_keys() { KeysState::Set } else { KeysState::Missing },
            dev_eui: profile.dev_eui.to_string(),
            join_mode: profile.join_mode.as_str(),
            join_eui: profile.join_eui.map(|eui| eui.to_string()),
            dev_addr: profile.dev_addr.map(|address| address.to_string()),
            enable: profile.enable,
            down_enable: profile.down_enable,
            standard: profile.standard.as_str(),
            as923_group: profile.as923_group,
            lw_ver: profile.lw_ver.as_str(),
            class_mode: profile.class_mode.as_str(),
            join_class_mode: profile.join_class_mode.as_str(),
            rx1dr_offset: profile.rx1dr_offset,
            rx2dr: profile.rx2dr,
            rx_delay: profile.rx_delay,
            rx_delay_join: profile.rx_delay_join,
            rx2_freq: profile.rx2_freq,
            resets_f_cnt: profile.resets_f_cnt,
            adr: profile.adr,
            device: device.map(|device| DeviceRef { eui: device.eui, name: device.name }),
            last_join,
            last_uplink,
            f_cnt_up: session.and_then(|session| session.f_cnt_up),
            f_cnt_down: session.map(|session| session.f_cnt_down),
            session_dev_addr: session.map(|session| session.dev_addr.to_string()),
            batch: profile.batch,
            model: profile.model,
            handle: profile.handle,
            created_at: profile.created_at,
            updated_at: profile.updated_at,
        }
    }
}

/// A LoRaWAN profile with its keys, as far as the caller may see them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct ProfileDetail {
    #[serde(flatten)]
    profile: Profile,
    /// Root key (OTAA), 32 hex digits; `null` when absent or not for this caller.
    app_key: Option<String>,
    /// Application session key (ABP).
    apps_key: Option<String>,
    /// Network session key (ABP).
    nwks_key: Option<String>,
}

impl ProfileDetail {
    fn new(view: ProfileView, with_keys: bool) -> Self {
        let show =
            |key: Option<lorawan::AesKey>| key.filter(|_| with_keys).map(|key| key.expose_hex());
        Self {
            app_key: show(view.profile.app_key),
            apps_key: show(view.profile.apps_key),
            nwks_key: show(view.profile.nwks_key),
            profile: view.into(),
        }
    }
}

/// What to create or change. Absent fields keep their value or get the band's default;
/// `null` clears a field that may be absent.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProfileInput {
    /// Only when creating: 16 hex digits in any common spelling.
    #[serde(alias = "devEui")]
    dev_eui: Option<String>,
    /// `ABP` (default) or `OTAA`.
    join_mode: Option<String>,
    #[serde(default, deserialize_with = "optional")]
    #[schema(value_type = Option<String>)]
    join_eui: Option<Option<String>>,
    #[serde(default, alias = "devAddr", deserialize_with = "optional")]
    #[schema(value_type = Option<String>)]
    dev_addr: Option<Option<String>>,
    #[serde(default, deserialize_with = "optional")]
    #[schema(value_type = Option<String>)]
    apps_key: Option<Option<String>>,
    #[serde(default, deserialize_with = "optional")]
    #[schema(value_type = Option<String>)]
    nwks_key: Option<Option<String>>,
    #[serde(default, deserialize_with = "optional")]
    #[schema(value_type = Option<String>)]
    app_key: Option<Option<String>>,
    enable: Option<bool>,
    down_enable: Option<bool>,
    lw_ver: Option<String>,
    standard: Option<String>,
    as923_group: Option<u8>,
    class_mode: Option<String>,
    join_class_mode: Option<String>,
    rx1dr_offset: Option<u8>,
    rx2dr: Option<u8>,
    rx_delay: Option<u8>,
    rx_delay_join: Option<u8>,
    rx2_freq: Option<u32>,
    resets_f_cnt: Option<bool>,
    adr: Option<bool>,
    batch: Option<String>,
    model: Option<String>,
    handle: Option<String>,
}

impl ProfileInput {
    fn into_change(self) -> Result<ProfileChange, Problem> {
        let mut fields = Fields::default();
        let change = ProfileChange {
            join_mode: fields.parse("join_mode", self.join_mode),
            join_eui: fields.parse_nullable("join_eui", self.join_eui),
            dev_addr: fields.parse_nullable("dev_addr", self.dev_addr),
            apps_key: fields.parse_nullable("apps_key", self.apps_key),
            nwks_key: fields.parse_nullable("nwks_key", self.nwks_key),
            app_key: fields.parse_nullable("app_key", self.app_key),
            enable: self.enable,
            down_enable: self.down_enable,
            lw_ver: fields.parse("lw_ver", self.lw_ver),
            standard: fields.parse("standard", self.standard),
            as923_group: self.as923_group,
            class_mode: fields.parse("class_mode", self.class_mode),
            join_class_mode: fields.parse("join_class_mode", self.join_class_mode),
            rx1dr_offset: self.rx1dr_offset,
            rx2dr: self.rx2dr,
            rx_delay: self.rx_delay,
            rx_delay_join: self.rx_delay_join,
            rx2_freq: self.rx2_freq,
            resets_f_cnt: self.resets_f_cnt,
            adr: self.adr,
            batch: self.batch,
            model: self.model,
            handle: self.handle,
        };
        fields.finish(change)
    }
}

/// Which profiles are wanted.
#[derive(Debug, Deserialize, IntoParams, ToSchema)]
#[schema(as = ProfileFilter)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// `ABP` or `OTAA`.
    pub(super) join_mode: Option<String>,
    /// A band standard, such as `EU868`.
    pub(super) standard: Option<String>,
    pub(super) enable: Option<bool>,
    /// Whether a device record of the same EUI exists.
    pub(super) has_device: Option<bool>,
    /// `ClassA` or `ClassC`.
    pub(super) class_mode: Option<String>,
    /// This batch, whatever its capitals.
    pub(super) batch: Option<String>,
    /// Id of a task: only profiles to which it did something, or that its file had.
    pub(super) task: Option<String>,
}

impl Filter {
    pub(super) async fn read(
        self,
        engine: &Engine,
        tenant: &TenantCode,
    ) -> Result<ProfileFilter, Problem> {
        let mut fields = Fields::default();
        let filter = ProfileFilter {
            join_mode: fields.parse("join_mode", self.join_mode),
            standard: fields.parse("standard", self.standard),
            enable: self.enable,
            has_device: self.has_device,
            class_mode: fields.parse("class_mode", self.class_mode),
            batch: self.batch.filter(|batch| !batch.trim().is_empty()),
            among: None,
        };
        let filter = fields.finish(filter)?;
        Ok(ProfileFilter { among: records_of(engine, tenant, self.task).await?, ..filter })
    }
}

/// A batch that profiles have.
#[derive(Debug, Serialize, ToSchema)]
struct BatchUse {
    batch: String,
    /// How many profiles have it.
    profiles: u64,
}

/// The batches that profiles have, by name.
#[utoipa::path(get, path = "/api/v1/lorawan-profiles/batches", tag = TAG_PROFILES,
    responses((status = 200, body = Vec<BatchUse>), (status = "default", body = Document)))]
async fn list_batches(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
) -> Result<Json<Vec<BatchUse>>, Problem> {
    let batches = engine.profiles().batches(&caller.tenant).into_iter();
    Ok(Json(batches.map(|(batch, profiles)| BatchUse { batch, profiles }).collect()))
}

/// List the tenant's profiles.
#[utoipa::path(get, path = "/api/v1/lorawan-profiles", tag = TAG_PROFILES, params(Paging, Filter),
    responses((status = 200, body = Page<Profile>), (status = "default", body = Document)))]
async fn list_profiles(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(paging): Query<Paging>,
    Query(filter): Query<Filter>,
) -> Result<Json<Page<Profile>>, Problem> {
    let filter = filter.read(&engine, &caller.tenant).await?;
    let page = engine.profiles().list(&caller.tenant, &filter, &paging.into()).await?;
    Ok(Json(Page::from_engine(page, Profile::from)))
}

/// Add a profile.
#[utoipa::path(post, path = "/api/v1/lorawan-profiles", tag = TAG_PROFILES,
    request_body = ProfileInput,
    responses((status = 201, body = ProfileDetail), (status = "default", body = Document)))]
async fn create_profile(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(mut input): Json<ProfileInput>,
) -> Result<(StatusCode, Json<ProfileDetail>), Problem> {
    let mut fields = Fields::default();
    let dev_eui = fields.required("dev_eui", input.dev_eui.take());
    let change = input.into_change()?;
    let dev_eui =
        fields.finish(dev_eui)?.ok_or_else(|| Problem::field("dev_eui", Saying::Required))?;
    let view = engine.profiles().create(&caller.tenant, dev_eui, change).await?;
    Ok((StatusCode::CREATED, Json(ProfileDetail::new(view, caller.may(ReadKeys)))))
}

/// One profile with its keys.
#[utoipa::path(get, path = "/api/v1/lorawan-profiles/{dev_eui}", tag = TAG_PROFILES,
    params(("dev_eui" = String, Path)),
    responses((status = 200, body = ProfileDetail), (status = "default", body = Document)))]
async fn get_profile(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(dev_eui): Path<String>,
) -> Result<Json<ProfileDetail>, Problem> {
    let dev_eui = Fields::key("dev_eui", &dev_eui)?;
    let view = engine.profiles().get(&caller.tenant, dev_eui).await?;
    Ok(Json(ProfileDetail::new(view, caller.may(ReadKeys))))
}

/// Change a profile.
#[utoipa::path(patch, path = "/api/v1/lorawan-profiles/{dev_eui}", tag = TAG_PROFILES,
    params(("dev_eui" = String, Path)), request_body = ProfileInput,
    responses((status = 200, body = ProfileDetail), (status = "default", body = Document)))]
async fn update_profile(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(dev_eui): Path<String>,
    Json(mut input): Json<ProfileInput>,
) -> Result<Json<ProfileDetail>, Problem> {
    let dev_eui = Fields::key("dev_eui", &dev_eui)?;
    let mut fields = Fields::default();
    if fields
        .parse("dev_eui", input.dev_eui.take())
        .is_some_and(|given: lorawan::Eui64| given != dev_eui)
    {
        return Err(Problem::field("dev_eui", Saying::KeepsDevEui));
    }
    let change = fields.finish(input)?.into_change()?;
    let view = engine.profiles().update(&caller.tenant, dev_eui, change).await?;
    Ok(Json(ProfileDetail::new(view, caller.may(ReadKeys))))
}

/// Delete a profile, its session and its nonces. The keys cannot be recovered.
#[utoipa::path(delete, path = "/api/v1/lorawan-profiles/{dev_eui}", tag = TAG_PROFILES,
    params(("dev_eui" = String, Path)),
    responses((status = 204), (status = "default", body = Document)))]
async fn delete_profile(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(dev_eui): Path<String>,
) -> Result<StatusCode, Problem> {
    let dev_eui = Fields::key("dev_eui", &dev_eui)?;
    engine.profiles().delete(&caller.tenant, dev_eui, &caller.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forget the DevNonces a device has used, so that one which lost its memory can join again.
#[utoipa::path(post, path = "/api/v1/lorawan-profiles/{dev_eui}/clear-nonces", tag = TAG_PROFILES,
    params(("dev_eui" = String, Path)),
    responses((status = 204), (status = "default", body = Document)))]
async fn clear_nonces(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(dev_eui): Path<String>,
) -> Result<StatusCode, Problem> {
    let dev_eui = Fields::key("dev_eui", &dev_eui)?;
    engine.profiles().clear_nonces(&caller.tenant, dev_eui).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Let a personalised (ABP) device that was reset start again: the next uplink may have any
/// counter, the next downlink has counter 0.
///
/// Until the device is heard a recorded frame would be accepted once more.
#[utoipa::path(post, path = "/api/v1/lorawan-profiles/{dev_eui}/reset-counters",
    tag = TAG_PROFILES, params(("dev_eui" = String, Path)),
    responses((status = 200, body = ProfileDetail), (status = "default", body = Document)))]
async fn reset_counters(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(dev_eui): Path<String>,
) -> Result<Json<ProfileDetail>, Problem> {
    let dev_eui = Fields::key("dev_eui", &dev_eui)?;
    let view = engine.profiles().reset_counters(&caller.tenant, dev_eui).await?;
    Ok(Json(ProfileDetail::new(view, caller.may(ReadKeys))))
}

/// An address no profile and no session uses.
#[derive(Debug, Serialize, ToSchema)]
struct FreeDevAddr {
    dev_addr: String,
}

/// Propose a DevAddr that nothing uses yet.
#[utoipa::path(get, path = "/api/v1/lorawan-profiles/free-dev-addr", tag = TAG_PROFILES,
    responses((status = 200, body = FreeDevAddr), (status = "default", body = Document)))]
async fn free_dev_addr(
    _caller: Allowed<Read>,
    State(engine): State<Engine>,
) -> Result<Json<FreeDevAddr>, Problem> {
    let dev_addr = engine.profiles().free_dev_addr().await?;
    Ok(Json(FreeDevAddr { dev_addr: dev_addr.to_string() }))
}
