//! What is done to all devices, profiles, gateways or models that were selected.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use engine::Engine;
use engine::devices::DeleteAlso;
use engine::selected::{
    DeletionPreview, GatewaySelection, ModelSelection, ModelUse, ProfileSelection, ProfileSwitches,
    TagChange,
};
use model::say;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::devices::TagUse;
use super::rpc::origin;
use super::selection::SelectedDevices;
use super::tasks::Task;
use super::{
    TAG_DEVICES, TAG_GATEWAYS, TAG_MODELS, TAG_PROFILES, gateways, profiles, thing_models,
};
use crate::auth::{Allowed, Caller, Read, Write};
use crate::extract::{Json, Path};
use crate::parse::{Fields, filter};
use crate::problem::{Document, Problem};

pub(super) fn routes() -> OpenApiRouter<Engine> {
    OpenApiRouter::new()
        .routes(routes!(preview_deletion))
        .routes(routes!(delete_devices))
        .routes(routes!(delete_profiles))
        .routes(routes!(switch_profiles))
        .routes(routes!(list_tags, change_tags))
        .routes(routes!(preview_models_deletion))
        .routes(routes!(delete_models))
        .routes(routes!(delete_gateways))
}

/// What would go with devices.
#[derive(Debug, Serialize, ToSchema)]
struct DevicesPreview {
    /// Devices that were selected.
    devices: u64,
    /// The first of them, as `name (EUI)`.
    names: Vec<String>,
    /// Devices among them that mount each thing model.
    thing_models: BTreeMap<String, u64>,
    /// Devices among them that mount an RPC model.
    with_rpc: u64,
    /// Devices among them that mount a trigger model.
    with_trigger: u64,
    /// Devices among them that have attributes.
    with_attributes: u64,
    /// Relations of which at least one end goes.
    relations: u64,
    /// Sub-devices of them that are not selected themselves.
    sub_devices: u64,
    /// LoRaWAN profiles of them.
    profiles: u64,
    /// Records of telemetry they have; counted up to 10,000.
    telemetry: u64,
    /// Whether `telemetry` is all of it.
    telemetry_is_exact: bool,
}

impl From<DeletionPreview> for DevicesPreview {
    fn from(preview: DeletionPreview) -> Self {
        Self {
            devices: preview.devices,
            names: preview.names,
            thing_models: preview.thing_models,
            with_rpc: preview.with_rpc,
            with_trigger: preview.with_trigger,
            with_attributes: preview.with_attributes,
            relations: preview.relations,
            sub_devices: preview.sub_devices,
            profiles: preview.profiles,
            telemetry: preview.telemetry,
            telemetry_is_exact: preview.telemetry_is_exact,
        }
    }
}

/// Say what would go with devices, before they are deleted.
#[utoipa::path(post, path = "/api/v1/devices/deletion-preview", tag = TAG_DEVICES,
    request_body = SelectedDevices,
    responses((status = 200, body = DevicesPreview), (status = "default", body = Document)))]
async fn preview_deletion(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Json(input): Json<SelectedDevices>,
) -> Result<Json<DevicesPreview>, Problem> {
    let chosen = input.read(&engine, &caller).await?;
    let preview = engine.selected().preview_deletion(&caller.tenant, chosen).await?;
    Ok(Json(preview.into()))
}

/// Devices that go, and what goes with each.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DevicesDeletion {
    devices: SelectedDevices,
    /// Delete their LoRaWAN profiles too.
    #[serde(default)]
    profile: bool,
    /// Delete their telemetry too, which is not brought back by undoing.
    #[serde(default)]
    telemetry: bool,
    /// Delete their sub-devices too. They stay without a parent otherwise.
    #[serde(default)]
    children: bool,
}

/// Delete devices. Progress and results are those of the task; it can be undone.
#[utoipa::path(post, path = "/api/v1/devices/delete", tag = TAG_DEVICES,
    request_body = DevicesDeletion,
    responses((status = 202, body = Task), (status = "default", body = Document)))]
async fn delete_devices(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(input): Json<DevicesDeletion>,
) -> Result<(StatusCode, Json<Task>), Problem> {
    let also =
        DeleteAlso { profile: input.profile, telemetry: input.telemetry, children: input.children };
    let (chosen, origin) = (input.devices.read(&engine, &caller).await?, origin(&caller));
    let task = engine.selected().delete_devices(&caller.tenant, chosen, also, &origin).await?;
    Ok((StatusCode::ACCEPTED, Json(task.into())))
}

/// Which profiles are meant: those named, or all that match at this moment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SelectedProfiles {
    /// The profiles; or `filter`.
    dev_euis: Option<Vec<String>>,
    /// All profiles that match, as in the list of profiles; or `dev_euis`.
    #[serde(default, deserialize_with = "filter")]
    filter: Option<profiles::Filter>,
    /// With `filter`: text to look for.
    q: Option<String>,
    /// Profiles that are left out.
    #[serde(default)]
    except: Vec<String>,
}

impl SelectedProfiles {
    async fn read(self, engine: &Engine, caller: &Caller) -> Result<ProfileSelection, Problem> {
        let mut fields = Fields::default();
        let except = fields.parse_all("except", self.except);
        let selection = match (self.dev_euis, self.filter) {
            (Some(euis), None) => ProfileSelection::Euis(fields.parse_all("dev_euis", euis)),
            (None, Some(filter)) => {
                let filter = filter.read(engine, &caller.tenant).await?;
                ProfileSelection::Matching { filter, text: self.q, except }
            }
            _ => {
                return Err(Problem::field(
                    "dev_euis",
                    say!(EitherOr, one = "dev_euis", other = "filter"),
                ));
            }
        };
        fields.finish(selection)
    }
}

/// Delete LoRaWAN profiles. Progress and results are those of the task; it can be undone.
#[utoipa::path(post, path = "/api/v1/lorawan-profiles/delete", tag = TAG_PROFILES,
    request_body = SelectedProfiles,
    responses((status = 202, body = Task), (status = "default", body = Document)))]
async fn delete_profiles(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(input): Json<SelectedProfiles>,
) -> Result<(StatusCode, Json<Task>), Problem> {
    let (selection, origin) = (input.read(&engine, &caller).await?, origin(&caller));
    let task = engine.selected().delete_profiles(&caller.tenant, selection, &origin).await?;
    Ok((StatusCode::ACCEPTED, Json(task.into())))
}

/// Profiles, and what becomes of them; absent parts stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SwitchInput {
    profiles: SelectedProfiles,
    /// Whether the network server hears the devices.
    enable: Option<bool>,
    /// Whether downlinks may be sent.
    down_enable: Option<bool>,
}

/// Enable or disable LoRaWAN profiles, or their downlinks. Progress and results are those of the
/// task; it can be undone.
#[utoipa::path(post, path = "/api/v1/lorawan-profiles/switch", tag = TAG_PROFILES,
    request_body = SwitchInput,
    responses((status = 202, body = Task), (status = "default", body = Document)))]
async fn switch_profiles(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(input): Json<SwitchInput>,
) -> Result<(StatusCode, Json<Task>), Problem> {
    let SwitchInput { profiles, enable, down_enable } = input;
    let (selection, origin) = (profiles.read(&engine, &caller).await?, origin(&caller));
    let switches = ProfileSwitches { enable, down_enable };
    let selected = engine.selected();
    let task = selected.switch_profiles(&caller.tenant, selection, switches, &origin).await?;
    Ok((StatusCode::ACCEPTED, Json(task.into())))
}

/// The tags that devices have, by name.
#[utoipa::path(get, path = "/api/v1/devices/tags", tag = TAG_DEVICES,
    responses((status = 200, body = Vec<TagUse>), (status = "default", body = Document)))]
async fn list_tags(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
) -> Result<Json<Vec<TagUse>>, Problem> {
    let tags = engine.devices().tags(&caller.tenant);
    Ok(Json(tags.into_iter().map(TagUse::from).collect()))
}

/// Devices, and what becomes of their tags.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TagsInput {
    devices: SelectedDevices,
    /// Tags they get.
    #[serde(default)]
    add: Vec<String>,
    /// Tags they lose.
    #[serde(default)]
    remove: Vec<String>,
}

/// Give tags to devices and take tags away. Progress and results are those of the task; it can be
/// undone.
#[utoipa::path(post, path = "/api/v1/devices/tags", tag = TAG_DEVICES, request_body = TagsInput,
    responses((status = 202, body = Task), (status = "default", body = Document)))]
async fn change_tags(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(input): Json<TagsInput>,
) -> Result<(StatusCode, Json<Task>), Problem> {
    let (chosen, origin) = (input.devices.read(&engine, &caller).await?, origin(&caller));
    let change = TagChange { add: input.add, remove: input.remove };
    let task = engine.selected().change_tags(&caller.tenant, chosen, change, &origin).await?;
    Ok((StatusCode::ACCEPTED, Json(task.into())))
}

/// Which models are meant: those named, or all that match at this moment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SelectedModels {
    /// The models; or `filter`.
    ids: Option<Vec<String>>,
    /// All models that match, as in the list of their kind; or `ids`.
    #[serde(default, deserialize_with = "filter")]
    filter: Option<thing_models::Filter>,
    /// With `filter`: text to look for.
    q: Option<String>,
    /// Models that are left out.
    #[serde(default)]
    except: Vec<String>,
}

impl SelectedModels {
    async fn read(self, engine: &Engine, caller: &Caller) -> Result<ModelSelection, Problem> {
        let mut fields = Fields::default();
        let except = fields.parse_all("except", self.except);
        let selection = match (self.ids, self.filter) {
            (Some(ids), None) => ModelSelection::Ids(fields.parse_all("ids", ids)),
            (None, Some(filter)) => ModelSelection::Matching {
                filter: filter.read(engine, &caller.tenant).await?,
                text: self.q,
                except,
            },
            _ => return Err(Problem::field("ids", say!(EitherOr, one = "ids", other = "filter"))),
        };
        fields.finish(selection)
    }
}

/// A model, and what uses it.
#[derive(Debug, Serialize, ToSchema)]
struct UsedModel {
    id: String,
    name: String,
    /// `PUBLIC` or the tenant's code.
    scope: String,
    /// Devices that mount it; of a device template those that were made or last reset by it.
    devices: u64,
    /// Device executions that call it.
    executions: Vec<String>,
    /// Device templates that name it.
    templates: Vec<String>,
    /// It cannot be deleted: it is public, or a device or device execution needs it.
    stays: bool,
}

impl From<ModelUse> for UsedModel {
    fn from(model: ModelUse) -> Self {
        Self {
            id: model.id.to_string(),
            name: model.name,
            scope: model.scope.to_string(),
            devices: model.devices,
            executions: model.executions,
            templates: model.templates,
            stays: model.stays,
        }
    }
}

/// What deleting models would do.
#[derive(Debug, Serialize, ToSchema)]
struct ModelsPreview {
    /// Models that were selected and are there.
    models: u64,
    /// How many of them cannot be deleted.
    staying: u64,
    /// The first 200 of them, those that cannot be deleted before the others.
    items: Vec<UsedModel>,
}

/// Say what uses models, before they are deleted.
#[utoipa::path(post, path = "/api/v1/models/{kind}/deletion-preview", tag = TAG_MODELS,
    params(("kind" = String, Path)), request_body = SelectedModels,
    responses((status = 200, body = ModelsPreview), (status = "default", body = Document)))]
async fn preview_models_deletion(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(kind): Path<String>,
    Json(input): Json<SelectedModels>,
) -> Result<Json<ModelsPreview>, Problem> {
    let kind = Fields::key("kind", &kind)?;
    let selection = input.read(&engine, &caller).await?;
    let preview = engine.selected().preview_models(&caller.tenant, kind, selection)?;
    Ok(Json(ModelsPreview {
        models: preview.models,
        staying: preview.staying,
        items: preview.items.into_iter().map(UsedModel::from).collect(),
    }))
}

/// Delete models of one kind (`thing-models`, `rpc-models`, `trigger-models`, `device-templates`).
/// Those that cannot be deleted fail and stay. Progress and results are those of the task; it can
/// be undone.
#[utoipa::path(post, path = "/api/v1/models/{kind}/delete", tag = TAG_MODELS,
    params(("kind" = String, Path)), request_body = SelectedModels,
    responses((status = 202, body = Task), (status = "default", body = Document)))]
async fn delete_models(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Path(kind): Path<String>,
    Json(input): Json<SelectedModels>,
) -> Result<(StatusCode, Json<Task>), Problem> {
    let kind = Fields::key("kind", &kind)?;
    let selection = input.read(&engine, &caller).await?;
    let (selected, origin) = (engine.selected(), origin(&caller));
    let task = selected.delete_models(&caller.tenant, kind, selection, &origin).await?;
    Ok((StatusCode::ACCEPTED, Json(task.into())))
}

/// Which registered gateways are meant: those named, or all that match at this moment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SelectedGateways {
    /// The gateways; or `filter`.
    euis: Option<Vec<String>>,
    /// All registered gateways that match, as in the list of gateways; or `euis`.
    #[serde(default, deserialize_with = "filter")]
    filter: Option<gateways::Filter>,
    /// With `filter`: text to look for.
    q: Option<String>,
    /// Gateways that are left out.
    #[serde(default)]
    except: Vec<String>,
}

impl SelectedGateways {
    async fn read(self, engine: &Engine, caller: &Caller) -> Result<GatewaySelection, Problem> {
        let mut fields = Fields::default();
        let except = fields.parse_all("except", self.except);
        let selection = match (self.euis, self.filter) {
            (Some(euis), None) => GatewaySelection::Euis(fields.parse_all("euis", euis)),
            (None, Some(filter)) => {
                let filter = filter.read(engine, &caller.tenant).await?;
                GatewaySelection::Matching { filter, text: self.q, except }
            }
            _ => {
                return Err(Problem::field("euis", say!(EitherOr, one = "euis", other = "filter")));
            }
        };
        fields.finish(selection)
    }
}

/// Forget registered gateways. Progress and results are those of the task; it can be undone.
#[utoipa::path(post, path = "/api/v1/gateways/delete", tag = TAG_GATEWAYS,
    request_body = SelectedGateways,
    responses((status = 202, body = Task), (status = "default", body = Document)))]
async fn delete_gateways(
    caller: Allowed<Write>,
    State(engine): State<Engine>,
    Json(input): Json<SelectedGateways>,
) -> Result<(StatusCode, Json<Task>), Problem> {
    let (selection, origin) = (input.read(&engine, &caller).await?, origin(&caller));
    let task = engine.selected().delete_gateways(&caller.tenant, selection, &origin).await?;
    Ok((StatusCode::ACCEPTED, Json(task.into())))
}
