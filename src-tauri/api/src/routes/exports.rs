//! Records as files that can be imported again.

use axum::extract::{DefaultBodyLimit, State};
use axum::response::Response;
use engine::Engine;
use engine::gateways::GatewayFilter;
use engine::imports::{ExportFilter, Format, ImportKind};
use engine::profiles::ProfileFilter;
use engine::records::RecordFilter;
use indexmap::IndexMap;
use model::{Saying, say};
use serde::Deserialize;
use utoipa::openapi::path::ParameterIn;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{TAG_IMPORTS, devices, gateways, profiles, thing_models};
use crate::auth::{Allowed, Caller, Read, ReadKeys};
use crate::extract::{Json, Path, Query};
use crate::file::{attachment, stamped};
use crate::parse::Fields;
use crate::problem::{Document, FieldProblem, Problem};

/// Largest list of selected keys: a hundred thousand of the longest.
const SELECTION_MAX_BYTES: usize = 4 * 1024 * 1024;

pub(super) fn routes() -> OpenApiRouter<Engine> {
    let selected = OpenApiRouter::new()
        .routes(routes!(export_selected))
        .layer(DefaultBodyLimit::max(SELECTION_MAX_BYTES));
    OpenApiRouter::new().routes(routes!(export_records)).merge(selected)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Export {
    /// `xlsx` (default) or `csv`; `json` for models.
    format: Option<String>,
    /// Text to look for, in any spelling of an EUI.
    q: Option<String>,
    /// Only these fields, with commas between them.
    fields: Option<String>,
    /// `false`: without the keys, even for callers who may read them.
    keys: Option<bool>,
    /// Profiles: `ABP` or `OTAA`.
    join_mode: Option<String>,
    /// Profiles: a band standard.
    standard: Option<String>,
    /// Profiles: only enabled or disabled ones.
    enable: Option<bool>,
    /// Profiles: whether a device record of the same EUI exists.
    has_device: Option<bool>,
    /// Profiles: `ClassA` or `ClassC`.
    class_mode: Option<String>,
    /// Profiles: this batch, whatever its capitals.
    batch: Option<String>,
    /// Models: `PUBLIC` or the tenant's code.
    scope: Option<String>,
    /// Gateways: whether they are registered. Those that are not are never exported.
    registered: Option<bool>,
}

/// Every matching record as a file that can be imported again without changing anything.
///
/// The filters are those of the lists. Keys leave only with the permission `read_keys`.
#[utoipa::path(get, path = "/api/v1/exports/{kind}", tag = TAG_IMPORTS,
    params(("kind" = String, Path), Export, devices::Filter),
    responses((status = 200, content_type = "application/octet-stream", body = String),
        (status = "default", body = Document)))]
async fn export_records(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(kind): Path<String>,
    Query(export): Query<Export>,
    Query(filter): Query<devices::Filter>,
    Query(given): Query<IndexMap<String, String>>,
) -> Result<Response, Problem> {
    let kind = Fields::key("kind", &kind)?;
    Export::check_filters(kind, &given)?;
    export.write(&engine, &caller, kind, filter, Selection::default()).await
}

/// Which of the matching records are wanted.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Selection {
    /// Only those with these keys.
    only: Option<Vec<String>>,
    /// All but those with these keys.
    #[serde(default)]
    except: Vec<String>,
}

/// Selected records as a file; otherwise like the export of all that match.
#[utoipa::path(post, path = "/api/v1/exports/{kind}", tag = TAG_IMPORTS,
    params(("kind" = String, Path), Export, devices::Filter), request_body = Selection,
    responses((status = 200, content_type = "application/octet-stream", body = String),
        (status = "default", body = Document)))]
async fn export_selected(
    caller: Allowed<Read>,
    State(engine): State<Engine>,
    Path(kind): Path<String>,
    Query(export): Query<Export>,
    Query(filter): Query<devices::Filter>,
    Query(given): Query<IndexMap<String, String>>,
    Json(selection): Json<Selection>,
) -> Result<Response, Problem> {
    let kind = Fields::key("kind", &kind)?;
    Export::check_filters(kind, &given)?;
    export.write(&engine, &caller, kind, filter, selection).await
}

impl Export {
    /// Refuses filters that records of a kind do not have: without them there would be more.
    fn check_filters(kind: ImportKind, given: &IndexMap<String, String>) -> Result<(), Problem> {
        let in_query = || Some(ParameterIn::Query);
        let known = match kind {
            ImportKind::Profiles => profiles::Filter::into_params(in_query),
            ImportKind::Devices => devices::Filter::into_params(in_query),
            ImportKind::Gateways => gateways::Filter::into_params(in_query),
            ImportKind::ThingModels
            | ImportKind::RpcModels
            | ImportKind::TriggerModels
            | ImportKind::DeviceTemplates => thing_models::Filter::into_params(in_query),
        };
        let is_known = |name: &str| {
            Self::OF_FILE.contains(&name) || known.iter().any(|parameter| parameter.name == name)
        };
        let foreign = given.keys().filter(|name| !is_known(name));
        let errors: Vec<FieldProblem> =
            foreign.map(|name| FieldProblem::new(name.as_str(), Saying::NoParameter)).collect();
        if errors.is_empty() { Ok(()) } else { Err(Problem::fields(errors)) }
    }

    /// What is said of the file, whatever it holds.
    const OF_FILE: [&str; 4] = ["format", "q", "fields", "keys"];

    async fn write(
        self,
        engine: &Engine,
        caller: &Caller,
        kind: ImportKind,
        filter: devices::Filter,
        selection: Selection,
    ) -> Result<Response, Problem> {
        let format = match self.format.as_deref() {
            None if kind.is_json() => Format::Json,
            None | Some("xlsx") => Format::Xlsx,
            Some("csv") => Format::Csv,
            Some("json") => Format::Json,
            Some(_) => {
                return Err(Problem::field(
                    "format",
                    say!(OneOf, words = vec!["xlsx", "csv", "json"]),
                ));
            }
        };
        let profiles = profiles::Filter {
            join_mode: self.join_mode,
            standard: self.standard,
            enable: self.enable,
            has_device: self.has_device,
            class_mode: self.class_mode,
            batch: self.batch,
            task: None,
        };
        let wanted =
            self.fields.map(|text| text.split(',').map(|item| item.trim().to_owned()).collect());
        let (status, tag) = (filter.status.clone(), filter.tag.clone());
        let devices = filter.read(engine, &caller.tenant).await?;
        let among = devices.among.clone();
        let profiles = profiles.read(engine, &caller.tenant).await?;
        let filter = ExportFilter {
            q: self.q,
            only: selection.only,
            except: selection.except,
            profiles: ProfileFilter { among: among.clone(), ..profiles },
            gateways: GatewayFilter {
                registered: self.registered,
                status: status.and_then(|status| status.parse().ok()),
                location: devices.location.clone(),
                among: among.clone(),
            },
            models: RecordFilter { scope: self.scope, tag, among },
            devices,
            fields: wanted,
        };
        let with_keys = caller.may(ReadKeys) && self.keys != Some(false);
        let file = engine.imports().export(&caller.tenant, kind, filter, format, with_keys).await?;
        Ok(attachment(file, &stamped(engine, &caller.tenant, kind.as_str())))
    }
}
