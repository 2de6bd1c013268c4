//! Devices: the records that parse data.

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use engine::devices::{
    DeleteAlso, DeviceChange, DeviceFilter, DeviceView, EuiCheck, EuiState, IntegrationsChange,
    NewDevice, TagFilter,
};
use engine::locations::LocationKey;
use engine::models::mounting::{ModelKey, ModelRef};
use model::{JsonMap, Saying, TenantCode, Timestamp, say};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TAG_DEVICES;
use super::locations::{LocationRef, place};
use super::profiles::Profile;
use super::tasks::records_of;
use crate::auth::{Allowed, Read, Write};
use crate::extract::{Json, Path, Query};
use crate::page::{Page, Paging};
use crate::parse::{Fields, listed, optional};
use crate::problem::{Document, Problem};
use crate::said::Said;

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(list_devices, create_device))
        .routes(routes!(check_eui))
        .routes(routes!(get_device, update_device, delete_device))
}

/// A model that a device has mounted or a template names.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct MountedModel {
    id: String,
    /// Text id; the label of a trigger model.
    id_name: String,
    name: String,
    /// `PUBLIC` or the tenant's code; `null` when the model is gone.
    #[schema(required)]
    scope: Option<String>,
}

impl From<ModelRef> for MountedModel {
    fn from(model: ModelRef) -> Self {
        Self {
            id: model.id.to_string(),
            id_name: model.id_name,
            name: model.name,
            scope: model.scope.map(|tenant| tenant.to_string()),
        }
    }
}

/// Which integrations see a device.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(super) struct Integrations {
    things_board: bool,
    home_assistant: bool,
    bacnet: bool,
    modbus_tcp: bool,
    third_party: bool,
}

impl From<model::record::Integrations> for Integrations {
    fn from(switches: model::record::Integrations) -> Self {
        Self {
            things_board: switches.things_board,
            home_assistant: switches.home_assistant,
            bacnet: switches.bacnet,
            modbus_tcp: switches.modbus_tcp,
            third_party: switches.third_party,
        }
    }
}

/// Models as answers show them.
pub(super) fn mounted(models: Vec<ModelRef>) -> Vec<MountedModel> {
    models.into_iter().map(MountedModel::from).collect()
}

/// Models as requests name them: ids or text ids.
pub(super) fn keys(given: Option<Vec<String>>) -> Option<Vec<ModelKey>> {
    given.map(|keys| keys.into_iter().map(ModelKey::from_text).collect())
}

/// A device.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Device {
    id: String,
    eui: String,
    name: String,
    /// `NORMAL`, `SUB_DEVICE` or `VIRTUAL`.
    device_type: &'static str,
    /// `LoRaWAN` or `OTHER`.
    data_from: &'static str,
    /// EUI of the device that reports for a sub-device.
    parent: Option<String>,
    /// The device template it was made or last reset by.
    template: Option<MountedModel>,
    thing_model: Vec<MountedModel>,
    rpc: Vec<MountedModel>,
    trigger: Vec<MountedModel>,
    tags: Vec<String>,
    /// Where it is.
    location_id: Option<String>,
    /// The same with its names.
    location: Option<LocationRef>,
    /// Seconds without an uplink until the device counts as offline.
    heart_period: u32,
    real_time_storage: bool,
    #[serde(flatten)]
    integrations: Integrations,
    /// `online`, `offline` or `never_seen`.
    status: &'static str,
    #[schema(value_type = Option<String>)]
    active_time: Option<Timestamp>,
    /// dBm of the last uplink.
    rssi: Option<f32>,
    /// dB of the last uplink.
    snr: Option<f32>,
    /// `ok`, `missing`, `disabled`, `down_off`, or `none` for devices that need none.
    profile: &'static str,
    remark: String,
    #[schema(value_type = String)]
    created_at: Timestamp,
    #[schema(value_type = String)]
    updated_at: Timestamp,
}

/// A device with its attributes and profile.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct DeviceDetail {
    #[serde(flatten)]
    device: Device,
    #[schema(value_type = Object)]
    server_attrs: JsonMap,
    #[schema(value_type = Object)]
    shared_attrs: JsonMap,
    profile_detail: Option<Profile>,
}

impl From<DeviceView> for Device {
    fn from(view: DeviceView) -> Self {
        let device = view.device;
        Self {
            id: device.id.to_string(),
            eui: device.eui.to_string(),
            name: device.name,
            device_type: device.device_type.as_str(),
            data_from: device.data_from.as_str(),
            parent: device.parent.map(|eui| eui.to_string()),
            template: view.template.map(MountedModel::from),
            thing_model: mounted(view.thing_models),
            rpc: mounted(view.rpcs),
            trigger: mounted(view.triggers),
            tags: device.tags,
            location_id: device.location.map(|id| id.to_string()),
            location: view.location.map(LocationRef::from),
            heart_period: device.heart_period,
            real_time_storage: device.real_time_storage,
            integrations: device.integrations.into(),
            status: view.status.as_str(),
            active_time: view.active_time,
            rssi: view.rssi,
            snr: view.snr,
            profile: view.profile_state.as_str(),
            remark: device.remark,
            created_at: device.created_at,
            updated_at: device.updated_at,
        }
    }
}

impl From<DeviceView> for DeviceDetail {
    fn from(mut view: DeviceView) -> Self {
        let server_attrs = std::mem::take(&mut view.device.server_attrs);
        let shared_attrs = std::mem::take(&mut view.device.shared_attrs);
        let profile_detail = view.profile.take().map(Profile::from);
        Self { server_attrs, shared_attrs, profile_detail, device: view.into() }
    }
}

/// What to create or change; absent fields keep their value or get their default.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DeviceInput {
    /// Only when creating. LoRaWAN: 16 hex digits; others: 1 to 32 of `a-z 0-9 _ -`.
    eui: Option<String>,
    name: Option<String>,
    /// Id or name of the device template to start from; only when creating. What else is given
    /// replaces what the template says.
    template: Option<String>,
    /// `NORMAL` (default) or `VIRTUAL`.
    device_type: Option<String>,
    /// `LoRaWAN` (default) or `OTHER`.
    data_from: Option<String>,
    /// Ids or id names, in the order they run.
    thing_model: Option<Vec<String>>,
    /// Ids or methods.
    rpc: Option<Vec<String>>,
    /// Ids or names, in the order they run.
    trigger: Option<Vec<String>>,
    tags: Option<Vec<String>>,
    heart_period: Option<u32>,
    real_time_storage: Option<bool>,
    things_board: Option<bool>,
    home_assistant: Option<bool>,
    bacnet: Option<bool>,
    modbus_tcp: Option<bool>,
    third_party: Option<bool>,
    /// Code or id of the location where it is; `null` for none.
    #[serde(default, deserialize_with = "optional")]
    #[schema(value_type = Option<String>)]
    location_id: Option<Option<String>>,
    remark: Option<String>,
    /// Values; only when creating.
    #[schema(value_type = Option<Object>)]
    server_attrs: Option<JsonMap>,
    /// Values; only when creating. Nothing is sent.
    #[schema(value_type = Option<Object>)]
    shared_attrs: Option<JsonMap>,
}

impl DeviceInput {
    fn into_change(self) -> Result<DeviceChange, Problem> {
        let mut fields = Fields::default();
        let change = DeviceChange {
            name: self.name,
            device_type: fields.parse("device_type", self.device_type),
            data_from: fields.parse("data_from", self.data_from),
            thing_model: keys(self.thing_model),
            rpc: keys(self.rpc),
            trigger: keys(self.trigger),
            tags: self.tags,
            heart_period: self.heart_period,
            real_time_storage: self.real_time_storage,
            integrations: IntegrationsChange {
                things_board: self.things_board,
                home_assistant: self.home_assistant,
                bacnet: self.bacnet,
                modbus_tcp: self.modbus_tcp,
                third_party: self.third_party,
            },
            location: place(self.location_id),
            remark: self.remark,
        };
        fields.finish(change)
    }

    fn into_new(mut self) -> Result<NewDevice, Problem> {
        let template = self.template.take().map(ModelKey::from_text);
        let (server_attrs, shared_attrs) = (self.server_attrs.take(), self.shared_attrs.take());
        Ok(NewDevice { template, fields: self.into_change()?, server_attrs, shared_attrs })
    }
}

/// Which devices are wanted.
#[derive(Debug, Deserialize, IntoParams, ToSchema)]
#[schema(as = DeviceFilter)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// `online`, `offline` or `never_seen`.
    pub(super) status: Option<String>,
    device_type: Option<String>,
    data_from: Option<String>,
    /// EUI: only its sub-devices.
    parent: Option<String>,
    /// Id or id name of a mounted thing model.
    thing_model: Option<String>,
    /// Id or name of the device template they were made or last reset by.
    template: Option<String>,
    /// Id or method of a mounted RPC model.
    rpc: Option<String>,
    /// Id or name of a mounted trigger model.
    trigger: Option<String>,
    /// Code or id of a location: only those at it, or at one in it.
    location: Option<String>,
    /// Only those with this tag, whatever its capitals.
    pub(super) tag: Option<String>,
    /// Only those with one of these tags at least; with commas between them.
    tags_any: Option<String>,
    /// Only those with all of these tags.
    tags_all: Option<String>,
    /// Only those with none of these tags.
    tags_none: Option<String>,
    /// `ok`, `missing`, `disabled`, `down_off` or `none`.
    profile: Option<String>,
    /// When they were last heard, in seconds before now: `within:3600`, `over:86400` or `never`;
    /// with commas between several, all of which must hold.
    last_seen: Option<String>,
    /// Active alarms: `any`, `none`, or a level of which there is one.
    alarm: Option<String>,
    /// A switch and its state, such as `modbus_tcp:on`; with commas between several. Switches are
    /// `real_time_storage`, `things_board`, `home_assistant`, `bacnet`, `modbus_tcp` and
    /// `third_party`.
    switch: Option<String>,
    /// Id of a task: only devices to which it did something, or that its file had.
    pub(super) task: Option<String>,
    /// Conditions on the latest values under `thing_model`, with `;` between them:
    /// `field:op:value` with `eq`, `ne`, `ge`, `le` or `has`.
    r#where: Option<String>,
}

impl Filter {
    pub(super) async fn read(
        self,
        engine: &Engine,
        tenant: &TenantCode,
    ) -> Result<DeviceFilter, Problem> {
        let mut fields = Fields::default();
        let conditions = self.r#where.iter().flat_map(|text| text.split(';'));
        let conditions = conditions.filter(|text| !text.trim().is_empty());
        let tags = TagFilter {
            any: listed(self.tags_any.as_deref()),
            all: self.tag.into_iter().chain(listed(self.tags_all.as_deref())).collect(),
            none: listed(self.tags_none.as_deref()),
        };
        let filter = DeviceFilter {
            status: fields.parse("status", self.status),
            device_type: fields.parse("device_type", self.device_type),
            data_from: fields.parse("data_from", self.data_from),
            parent: fields.parse("parent", self.parent),
            thing_model: self.thing_model.map(ModelKey::from_text),
            template: self.template.map(ModelKey::from_text),
            rpc: self.rpc.map(ModelKey::from_text),
            trigger: self.trigger.map(ModelKey::from_text),
            location: self.location.map(LocationKey::from_text),
            tags,
            profile: fields.parse("profile", self.profile),
            last_seen: fields.parse_all("last_seen", listed(self.last_seen.as_deref())),
            alarm: fields.parse("alarm", self.alarm),
            switches: fields.parse_all("switch", listed(self.switch.as_deref())),
            among: None,
            values: conditions
                .filter_map(|text| fields.parse("where", Some(text.to_owned())))
                .collect(),
        };
        let filter = fields.finish(filter)?;
        Ok(DeviceFilter { among: records_of(engine, tenant, self.task).await?, ..filter })
    }
}

/// A tag that devices have.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TagUse {
    tag: String,
    /// How many devices have it.
    devices: u64,
}

impl From<(String, u64)> for TagUse {
    fn from((tag, devices): (String, u64)) -> Self {
        Self { tag, devices }
    }
}

/// List the tenant's devices.
#[utoipa::path(get, path = "/api/v1/devices", tag = TAG_DEVICES, params(Paging, Filter),
    responses((status = 200, body = Page<Device>), (status = "default", body = Document)))]
async fn list_devices(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(paging): Query<Paging>,
    Query(filter): Query<Filter>,
) -> Result<Json<Page<Device>>, Problem> {
    let filter = filter.read(&engine, &caller.tenant).await?;
    let page = engine.devices().list(&caller.tenant, &filter, &paging.into())?;
    Ok(Json(Page::from_engine(page, Device::from)))
}

/// Add a device.
#[utoipa::path(post, path = "/api/v1/devices", tag = TAG_DEVICES, request_body = DeviceInput,
    responses((status = 201, body = DeviceDetail), (status = "default", body = Document)))]
async fn create_device(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(mut input): Json<DeviceInput>,
) -> Result<(StatusCode, Json<DeviceDetail>), Problem> {
    let mut fields = Fields::default();
    let eui = fields.required("eui", input.eui.take());
    let eui = fields.finish(eui)?.ok_or_else(|| Problem::field("eui", Saying::Required))?;
    let view = engine.devices().create(&caller.tenant, eui, input.into_new()?).await?;
    Ok((StatusCode::CREATED, Json(view.into())))
}

/// One device with attributes and profile.
#[utoipa::path(get, path = "/api/v1/devices/{eui}", tag = TAG_DEVICES,
    params(("eui" = String, Path)),
    responses((status = 200, body = DeviceDetail), (status = "default", body = Document)))]
async fn get_device(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
) -> Result<Json<DeviceDetail>, Problem> {
    let eui = Fields::key("eui", &eui)?;
    Ok(Json(engine.devices().get(&caller.tenant, &eui).await?.into()))
}

/// Change a device.
#[utoipa::path(patch, path = "/api/v1/devices/{eui}", tag = TAG_DEVICES,
    params(("eui" = String, Path)), request_body = DeviceInput,
    responses((status = 200, body = DeviceDetail), (status = "default", body = Document)))]
async fn update_device(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
    Json(mut input): Json<DeviceInput>,
) -> Result<Json<DeviceDetail>, Problem> {
    let eui = Fields::key("eui", &eui)?;
    let mut fields = Fields::default();
    if fields.parse("eui", input.eui.take()).is_some_and(|given: model::DeviceEui| given != eui) {
        return Err(Problem::field("eui", Saying::KeepsEui));
    }
    if input.template.is_some() {
        return Err(Problem::field("template", Saying::TemplateOnce));
    }
    for (field, given) in
        [("server_attrs", &input.server_attrs), ("shared_attrs", &input.shared_attrs)]
    {
        if given.is_some() {
            let path = format!("/api/v1/devices/{eui}/attributes/…");
            return Err(Problem::field(field, say!(ChangeAttributesAt, path = path)));
        }
    }
    let change = fields.finish(input)?.into_change()?;
    Ok(Json(engine.devices().update(&caller.tenant, &eui, change).await?.into()))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct DeleteOptions {
    /// Delete its LoRaWAN profile too.
    #[serde(default)]
    profile: bool,
    /// Delete its telemetry too.
    #[serde(default)]
    telemetry: bool,
    /// Delete its sub-devices too, each with what goes with it. They stay without a parent
    /// otherwise.
    #[serde(default)]
    children: bool,
}

/// Delete a device.
#[utoipa::path(delete, path = "/api/v1/devices/{eui}", tag = TAG_DEVICES,
    params(("eui" = String, Path), DeleteOptions),
    responses((status = 204), (status = "default", body = Document)))]
async fn delete_device(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(eui): Path<String>,
    Query(options): Query<DeleteOptions>,
) -> Result<StatusCode, Problem> {
    let eui = Fields::key("eui", &eui)?;
    let also = DeleteAlso {
        profile: options.profile,
        telemetry: options.telemetry,
        children: options.children,
    };
    engine.devices().delete(&caller.tenant, &eui, also, &caller.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct CheckQuery {
    eui: String,
    /// `LoRaWAN` (default) or `OTHER`.
    data_from: Option<String>,
}

/// Whether a device can be created with an EUI.
#[derive(Debug, Serialize, ToSchema)]
struct EuiAnswer {
    /// `free`, `exists`, `exists_elsewhere` or `invalid`.
    state: &'static str,
    /// A sentence for people.
    detail: String,
    /// What is known of it.
    detail_said: Option<Said>,
    /// State of the LoRaWAN profile of that EUI.
    profile: &'static str,
}

/// Check an EUI while it is typed.
#[utoipa::path(get, path = "/api/v1/devices/check-eui", tag = TAG_DEVICES, params(CheckQuery),
    responses((status = 200, body = EuiAnswer), (status = "default", body = Document)))]
async fn check_eui(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Query(query): Query<CheckQuery>,
) -> Result<Json<EuiAnswer>, Problem> {
    let mut fields = Fields::default();
    let data_from = fields.parse("data_from", query.data_from);
    let data_from = fields.finish(data_from)?.unwrap_or(model::record::DataFrom::LoRaWan);
    let EuiCheck { state, detail, profile } =
        engine.devices().check_eui(&caller.tenant, &query.eui, data_from);
    let state = match state {
        EuiState::Free => "free",
        EuiState::Exists => "exists",
        EuiState::ExistsElsewhere => "exists_elsewhere",
        EuiState::Invalid => "invalid",
    };
    let (detail_said, detail) = (Said::of(&detail), detail.text().to_owned());
    Ok(Json(EuiAnswer { state, detail, detail_said, profile: profile.as_str() }))
}
