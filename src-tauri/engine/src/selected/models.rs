//! Models of one kind that were selected: what uses them, and deleting them.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use model::record::{DeviceTemplate, Operation, RpcModel, Task, TaskItem, TaskKind, TriggerModel};
use model::{JsonMap, RecordId, Said, Saying, TenantCode};

use super::{Selected, check_number, item, new_task};
use crate::models::ModelKind;
use crate::page::PageRequest;
use crate::records::{self, Managed, RecordFilter};
use crate::registry::RunnableModel;
use crate::restore_points::Recorder;
use crate::rpc::Origin;
use crate::tasks::paced;
use crate::{Engine, Error};

/// Models that a preview lists.
const LISTED: usize = 200;

/// Models of one kind, as a person selected them.
#[derive(Debug, Clone)]
pub enum ModelSelection {
    /// These.
    Ids(Vec<RecordId>),
    /// All that match at this moment.
    Matching {
        /// The filter.
        filter: RecordFilter,
        /// The text.
        text: Option<String>,
        /// Those of them that were left out again.
        except: Vec<RecordId>,
    },
}

/// A model, and what uses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelUse {
    /// Record id.
    pub id: RecordId,
    /// Label.
    pub name: String,
    /// Owner.
    pub scope: TenantCode,
    /// Devices that mount it; of a device template those that were made or last reset by it.
    pub devices: u64,
    /// Device executions that call it.
    pub executions: Vec<String>,
    /// Device templates that name it.
    pub templates: Vec<String>,
    /// It cannot be deleted: it is public, or a device or device execution needs it.
    pub stays: bool,
}

/// What deleting models would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ModelsPreview {
    /// Models that were selected and are there.
    pub models: u64,
    /// How many of them cannot be deleted.
    pub staying: u64,
    /// The first of them, those that cannot be deleted before the others.
    pub items: Vec<ModelUse>,
}

impl Selected<'_> {
    /// What deleting models would do, looked at now.
    ///
    /// # Errors
    /// [`Error::Invalid`] when nothing is selected.
    pub fn preview_models(
        &self,
        tenant: &TenantCode,
        kind: ModelKind,
        selection: ModelSelection,
    ) -> Result<ModelsPreview, Error> {
        let mut items = match kind {
            ModelKind::Thing => uses::<RunnableModel>(self.0, tenant, selection)?,
            ModelKind::Rpc => uses::<RpcModel>(self.0, tenant, selection)?,
            ModelKind::Trigger => uses::<TriggerModel>(self.0, tenant, selection)?,
            ModelKind::Template => uses::<DeviceTemplate>(self.0, tenant, selection)?,
        };
        items.sort_by_cached_key(|it| (!it.stays, it.name.to_lowercase(), it.id));
        let staying = items.iter().filter(|it| it.stays).count() as u64;
        let models = items.len() as u64;
        items.truncate(LISTED);
        Ok(ModelsPreview { models, staying, items })
    }

    /// Begins to delete models. Those that cannot be deleted fail and stay.
    ///
    /// # Errors
    /// [`Error::Invalid`] when nothing is selected, [`Error::Full`] when too many tasks wait,
    /// [`Error::Store`].
    pub async fn delete_models(
        &self,
        tenant: &TenantCode,
        kind: ModelKind,
        selection: ModelSelection,
        origin: &Origin,
    ) -> Result<Task, Error> {
        match kind {
            ModelKind::Thing => {
                self.begin_models::<RunnableModel>(tenant, kind, selection, origin).await
            }
            ModelKind::Rpc => self.begin_models::<RpcModel>(tenant, kind, selection, origin).await,
            ModelKind::Trigger => {
                self.begin_models::<TriggerModel>(tenant, kind, selection, origin).await
            }
            ModelKind::Template => {
                self.begin_models::<DeviceTemplate>(tenant, kind, selection, origin).await
            }
        }
    }

    async fn begin_models<T: Managed>(
        &self,
        tenant: &TenantCode,
        kind: ModelKind,
        selection: ModelSelection,
        origin: &Origin,
    ) -> Result<Task, Error> {
        let ids = chosen::<T>(self.0, tenant, selection)?;
        let name = match ids.as_slice() {
            [id] => label_of::<T>(self.0, tenant, *id),
            _ => String::new(),
        };
        let request = JsonMap::from_iter([("kind".to_owned(), kind.as_str().into())]);
        let new = new_task(tenant, TaskKind::DeleteModels, name, request, ids.len(), origin);
        let (engine, tenant) = (self.0.clone(), tenant.clone());
        let begin = self.begin(new, Operation::Delete, move |reporter, recorder| async move {
            paced(&reporter, ids, Duration::ZERO, move |id| {
                let (engine, recorder, tenant) = (engine.clone(), recorder.clone(), tenant.clone());
                async move { delete::<T>(&engine, &tenant, id, &recorder).await }
            })
            .await
        });
        begin.await
    }
}

/// Deletes one model; the item says what it was called.
async fn delete<T: Managed>(
    engine: &Engine,
    tenant: &TenantCode,
    id: RecordId,
    recorder: &Recorder,
) -> TaskItem {
    let label = label_of::<T>(engine, tenant, id);
    match records::delete_kept::<T>(engine, tenant, id, Some(recorder)).await {
        Ok(()) => {
            TaskItem { detail: Said::plain(label), ..item(id.to_string(), Ok(()), "deleted") }
        }
        // One that is gone already is as wanted.
        Err(Error::NotFound { .. }) => item(id.to_string(), Ok(()), "gone"),
        Err(error @ Error::Forbidden(_)) => {
            let why = Said::new(Saying::About).with("what", label).with("why", Said::from(&error));
            item(id.to_string(), Err(why), "deleted")
        }
        Err(error) => item(id.to_string(), Err(Said::from(&error)), "deleted"),
    }
}

fn label_of<T: Managed>(engine: &Engine, tenant: &TenantCode, id: RecordId) -> String {
    let model = T::shelf(&engine.core.registry).of(tenant, id);
    model.map_or_else(|| id.to_string(), |model| model.label().to_owned())
}

/// The ids of a selection, each once.
fn chosen<T: Managed>(
    engine: &Engine,
    tenant: &TenantCode,
    selection: ModelSelection,
) -> Result<Vec<RecordId>, Error> {
    let mut ids: Vec<RecordId> = match selection {
        ModelSelection::Ids(ids) => ids,
        ModelSelection::Matching { filter, text, except } => {
            let except: HashSet<RecordId> = except.into_iter().collect();
            let page = PageRequest { q: text, ..PageRequest::default() };
            let found = records::matching::<T>(engine, tenant, &filter, &page);
            let ids = found.iter().map(|model| model.id());
            ids.filter(|id| !except.contains(id)).collect()
        }
    };
    ids.sort_unstable();
    ids.dedup();
    check_number("ids", ids.len())?;
    Ok(ids)
}

fn uses<T: Managed>(
    engine: &Engine,
    tenant: &TenantCode,
    selection: ModelSelection,
) -> Result<Vec<ModelUse>, Error> {
    let registry = &engine.core.registry;
    let ids = chosen::<T>(engine, tenant, selection)?;
    let models: Vec<_> = ids.iter().filter_map(|id| T::shelf(registry).of(tenant, *id)).collect();
    let mut devices: HashMap<RecordId, u64> = HashMap::new();
    for shared in registry.devices_of(tenant) {
        let device = &shared.lock().device;
        for model in models.iter().filter(|model| model.is_used_by(device)) {
            *devices.entry(model.id()).or_default() += 1;
        }
    }
    let executions = registry.device_executions.all_of(tenant);
    let templates = registry.device_templates.all_of(tenant);
    let described = models.iter().map(|model| {
        let id = model.id();
        let calling = executions.iter().filter(|execution| execution.rpc_id == id);
        let naming = templates.iter().filter(|template| model.is_named_by(template));
        let executions: Vec<String> = calling.map(|execution| execution.name.clone()).collect();
        let devices = devices.get(&id).copied().unwrap_or(0);
        let is_needed = T::IS_MOUNTED && (devices > 0 || !executions.is_empty());
        ModelUse {
            id,
            name: model.label().to_owned(),
            scope: model.tenant().clone(),
            devices,
            templates: naming.map(|template| template.name.clone()).collect(),
            stays: is_needed || model.tenant().is_public(),
            executions,
        }
    });
    Ok(described.collect())
}
