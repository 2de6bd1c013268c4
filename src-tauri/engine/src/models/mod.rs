//! Models: thing models, RPC models, trigger models and device templates.
//!
//! Here is what the use cases of every kind have in common. A kind says what its record is called, where it is stored and who mounts it ([`Managed`]);
//! reach, names, use and events are the same for all.

mod cases;
pub mod device_templates;
pub(crate) mod impact;
mod kind;
pub mod mounting;
pub mod rpc_models;
mod runs;
mod scope;
pub mod scripts;
pub mod thing_models;
pub mod trigger_models;
mod versions;

use std::collections::HashSet;
use std::sync::Arc;

use model::record::{Device, DeviceTemplate, ParserType, RecordKey};
use model::{JsonMap, RecordId, Said, Saying, TenantCode, Timestamp, noun, say};
use serde_json::Value;
pub use store::ModelLogRow;
use store::{ModelLogRecord, PutBack, StoreError, WriteTx};

use crate::counters::{ModelFailure, ScriptStatistics};
use crate::event::{Action, Resource};
use crate::fields::Checks;
use crate::page::{Page, PageRequest};
use crate::registry::{Registry, Shelf, Shelved};
use crate::restore_points::Recorder;
use crate::{Engine, Error, clock};

pub use cases::{CaseInput, ModelCases};
pub use kind::ModelKind;
pub use scope::{ModelScope, ModelScopes};
pub use store::{ModelCase, ModelVersion};
pub use things::builtin::ships;
pub use versions::ModelVersions;

/// Newest log lines that are shown.
const LOG_SHOWN: u32 = 200;

/// A kind of record that the generic use cases can handle.
pub(crate) trait Managed: Shelved + Clone + Send + Sync + Sized + 'static {
    /// Its name in sentences, such as `RPC model`.
    const WHAT: &'static str;
    /// The field that must be unique in the tenant and among the public ones.
    const KEY: &'static str;
    /// Its name in events.
    const RESOURCE: Resource;
    /// Whether a device that uses one needs it to stay.
    const IS_MOUNTED: bool = true;
    /// How and by what it is used, as words of a sentence.
    const USE: Saying = Saying::MountedOn;

    fn shelf(registry: &Registry) -> &Shelf<Self>;
    /// None, unless the kind has them.
    fn tags(&self) -> &[String] {
        &[]
    }
    fn label(&self) -> &str;
    fn updated_at(&self) -> Timestamp;
    /// All that a tenant can change of it, in the shape in which the API takes it; `None` for a
    /// kind whose saves are not kept as versions.
    fn content(&self) -> Option<JsonMap> {
        None
    }
    fn set_id(&mut self, id: RecordId);
    fn set_updated_at(&mut self, at: Timestamp);
    /// Whether a device mounts it; devices do not mount every kind.
    fn is_used_by(&self, _: &Device) -> bool {
        false
    }
    /// How many of a tenant's records use it: devices, unless the kind says otherwise.
    fn used_by(&self, registry: &Registry, tenant: &TenantCode) -> u64 {
        let devices = registry.devices_of(tenant);
        devices.iter().filter(|device| self.is_used_by(&device.lock().device)).count() as u64
    }
    /// Whether a device template names it.
    fn is_named_by(&self, _: &DeviceTemplate) -> bool {
        false
    }
    /// Labels of the tenant's own models that it names; nobody else could use it with them.
    fn own_parts(&self, _: &Registry) -> Vec<String> {
        Vec::new()
    }
    /// The location it names, which is its tenant's own.
    fn location(&self) -> Option<RecordId> {
        None
    }
    /// Its script and the style of that, by which its runs are counted; `None` for a kind that has
    /// none.
    fn script(&self) -> Option<(ParserType, &Arc<str>)> {
        None
    }
    /// Forgets what is known of a script that became another one, or is gone.
    fn script_changed(id: RecordId, engine: &Engine) {
        engine.core.counters.script_changed(id);
    }
    /// The record, as restore points know it; `None` when they do not keep its kind.
    fn kept_as(_: RecordId) -> Option<RecordKey> {
        None
    }
    /// The record as it is stored.
    fn load(_: RecordId, _: &WriteTx<'_>) -> Result<Option<Self>, StoreError> {
        Ok(None)
    }
    fn insert(&self, tx: &WriteTx<'_>) -> Result<(), StoreError>;
    fn update(&self, tx: &WriteTx<'_>) -> Result<(), StoreError>;
    fn delete(id: RecordId, tx: &WriteTx<'_>) -> Result<(), StoreError>;
}

/// Which models a list has.
#[derive(Debug, Clone, Default)]
pub struct ModelFilter {
    /// Only those of this owner: `PUBLIC` or the tenant's code.
    pub scope: Option<String>,
    /// Only those with this tag.
    pub tag: Option<String>,
    /// Only those of these ids and text ids.
    pub among: Option<Arc<HashSet<String>>>,
}

/// A model with what is known about its use by the tenant.
#[derive(Debug, Clone)]
pub struct ModelView<T> {
    /// The record.
    pub model: T,
    /// How many of the tenant's devices use it.
    pub used_by: u64,
    /// Its script's last failure, until it works again.
    pub last_error: Option<ModelFailure>,
    /// How often its script ran; `None`: not yet, or it has none.
    pub statistics: Option<ScriptStatistics>,
}

impl<T: Managed> crate::lists::Listed for ModelView<T> {
    fn identity(&self) -> String {
        format!("{:020}", self.model.id().0)
    }
}

/// One page of the models a tenant may use.
pub(crate) fn list<T: Managed>(
    engine: &Engine,
    tenant: &TenantCode,
    filter: &ModelFilter,
    page: &PageRequest,
) -> Result<Page<ModelView<T>>, Error> {
    list_of(engine, tenant, filter, page, |_| true)
}

/// [`list`] of those that also meet a condition of their kind.
pub(crate) fn list_of<T: Managed>(
    engine: &Engine,
    tenant: &TenantCode,
    filter: &ModelFilter,
    page: &PageRequest,
    wanted: impl Fn(&T) -> bool,
) -> Result<Page<ModelView<T>>, Error> {
    let models = matching::<T>(engine, tenant, filter, page);
    let models = models.into_iter().filter(|model| wanted(model));
    let views = models.map(|model| view(engine, tenant, &*model)).collect();
    crate::lists::in_memory(views, page, |view: &ModelView<T>, field| match field {
        "name" => Some(view.model.label().to_lowercase()),
        "id_name" => Some(view.model.key().to_lowercase()),
        "used_by" => Some(format!("{:020}", view.used_by)),
        "updated_at" => Some(crate::lists::time_key(Some(view.model.updated_at()))),
        field => {
            view.model.script()?;
            engine.core.counters.sort_key(tenant, view.model.id(), field)
        }
    })
}

/// Every model a tenant may use that matches a filter and the text of a request.
pub(crate) fn matching<T: Managed>(
    engine: &Engine,
    tenant: &TenantCode,
    filter: &ModelFilter,
    page: &PageRequest,
) -> Vec<Arc<T>> {
    let needle = page.needle();
    let all = T::shelf(&engine.core.registry).all_of(tenant).into_iter();
    all.filter(|model| {
        filter.scope.as_ref().is_none_or(|scope| scope == model.tenant().as_str())
            && filter.tag.as_ref().is_none_or(|tag| model.tags().contains(tag))
            && filter.among.as_ref().is_none_or(|keys| {
                keys.contains(model.key()) || keys.contains(&model.id().to_string())
            })
            && needle.as_ref().is_none_or(|it| it.in_text(model.label()) || it.in_text(model.key()))
    })
    .collect()
}

/// One model that the tenant may use.
pub(crate) fn get<T: Managed>(
    engine: &Engine,
    tenant: &TenantCode,
    id: RecordId,
) -> Result<ModelView<T>, Error> {
    Ok(view(engine, tenant, &*usable::<T>(engine, tenant, id)?))
}

/// The newest lines of a model's log, as far as the tenant's devices wrote them.
pub(crate) async fn log(
    engine: &Engine,
    tenant: &TenantCode,
    id: RecordId,
) -> Result<Vec<ModelLogRecord>, Error> {
    let tenant = tenant.clone();
    let lines = engine
        .core
        .store
        .read(move |reader| reader.model_log().list(id, Some(&tenant), LOG_SHOWN, None));
    Ok(lines.await?.items)
}

/// Adds a model of the tenant; `apply` sets what was given and notes what is wrong.
pub(crate) async fn create<T: Managed>(
    engine: &Engine,
    mut model: T,
    apply: impl FnOnce(&mut T, &mut Checks),
) -> Result<ModelView<T>, Error> {
    planned(engine, &mut model, apply)?;
    let now = clock::now();
    model.set_updated_at(now);
    let key = model.key().to_owned();
    let saved = engine.core.store.write(move |tx| {
        model.set_id(tx.next_id(now)?);
        model.insert(tx)?;
        versions::keep_first(&model, tx)?;
        Ok(model)
    });
    let model = saved.await.map_err(|error| conflict::<T>(error, &key))?;
    Ok(saved_view(engine, None, model))
}

/// Changes a model of the tenant.
pub(crate) async fn update<T: Managed>(
    engine: &Engine,
    tenant: &TenantCode,
    id: RecordId,
    apply: impl FnOnce(&mut T, &mut Checks),
) -> Result<ModelView<T>, Error> {
    let _turn = engine.core.edit(T::RESOURCE, id).await;
    let before = owned::<T>(engine, tenant, id)?;
    let mut model = before.clone();
    planned(engine, &mut model, apply)?;
    // Strictly later, because compiled scripts are told apart by it.
    model.set_updated_at(clock::now().max(model.updated_at().plus_millis(1)));
    let (record, old) = (model.clone(), before.clone());
    let saved = engine.core.store.write(move |tx| {
        record.update(tx)?;
        versions::keep(&old, &record, tx)
    });
    let saved = saved.await;
    saved.map_err(|error| conflict::<T>(error, model.key()))?;
    Ok(saved_view(engine, Some(&before), model))
}

/// Stores planned models, with what they were or `None` for new ones, in one transaction. What one
/// of them collides with is its answer and leaves the others alone; `note` hears the answers in the
/// transaction.
///
/// # Errors
/// [`Error::Store`]; none was stored then.
pub(crate) async fn save_all<T: Managed>(
    engine: &Engine,
    models: Vec<(Option<T>, T)>,
    note: impl FnOnce(&WriteTx<'_>, &[Result<(), Said>]) -> Result<(), StoreError> + Send + 'static,
) -> Result<Vec<Result<(), Said>>, Error> {
    let now = clock::now();
    let saved = engine.core.store.write(move |tx| {
        let (mut written, mut answers) = (Vec::new(), Vec::with_capacity(models.len()));
        for (before, mut model) in models {
            let stored = match &before {
                None => {
                    if model.id() == RecordId(0) {
                        model.set_id(tx.next_id(now)?);
                    }
                    model.set_updated_at(now);
                    model.insert(tx).and_then(|()| versions::keep_first(&model, tx))
                }
                Some(before) => {
                    model.set_updated_at(now.max(before.updated_at().plus_millis(1)));
                    model.update(tx).and_then(|()| versions::keep(before, &model, tx))
                }
            };
            answers.push(match stored {
                Ok(()) => {
                    written.push((before, model));
                    Ok(())
                }
                Err(error @ StoreError::Conflict { .. }) => {
                    Err(conflict::<T>(error, model.key()).sentence())
                }
                Err(error @ StoreError::NotFound(_)) => Err(Said::from(&error)),
                Err(error) => return Err(error),
            });
        }
        note(tx, &answers)?;
        Ok((written, answers))
    });
    let (written, answers) = saved.await?;
    for (before, model) in written {
        publish(engine, before.as_ref(), model);
    }
    Ok(answers)
}

/// Deletes a model of the tenant that no device mounts, after it was kept in a restore point.
pub(crate) async fn delete<T: Managed>(
    engine: &Engine,
    tenant: &TenantCode,
    id: RecordId,
    who: &str,
) -> Result<(), Error> {
    let name = owned::<T>(engine, tenant, id)?.label().to_owned();
    let recorder = engine.core.begin_deletion(tenant, name, who).await?;
    let done = delete_kept::<T>(engine, tenant, id, Some(&recorder)).await;
    recorder.tell().await;
    done
}

/// As [`delete`]; what goes is kept by the recorder, if restore points keep its kind.
pub(crate) async fn delete_kept<T: Managed>(
    engine: &Engine,
    tenant: &TenantCode,
    id: RecordId,
    recorder: Option<&Recorder>,
) -> Result<(), Error> {
    let _turn = engine.core.edit(T::RESOURCE, id).await;
    let model = owned::<T>(engine, tenant, id)?;
    let keeping = recorder.cloned().zip(T::kept_as(id));
    let deleted = engine.core.store.write(move |tx| {
        if let Some((recorder, record)) = &keeping {
            recorder.keep_in(tx, record)?;
        }
        T::delete(id, tx)?;
        tx.model_versions().forget(id)?;
        tx.model_cases().forget(id)?;
        keeping.map_or(Ok(()), |(recorder, _)| recorder.settle_in(tx))
    });
    match deleted.await {
        Ok(()) => {}
        Err(StoreError::Conflict { record: "device_execution", .. }) => {
            return Err(Error::InUse(say!(ExecutionCalls, model = model.label())));
        }
        Err(StoreError::Conflict { .. }) => {
            let users = model.used_by(&engine.core.registry, tenant);
            let used = Said::new(T::USE).with("model", model.label()).with("found", users);
            return Err(Error::InUse(used));
        }
        Err(error) => return Err(error.into()),
    }
    T::shelf(&engine.core.registry).remove(id);
    T::script_changed(id, engine);
    engine.core.bus.changed(tenant, T::RESOURCE, id, Action::Deleted);
    Ok(())
}

/// Makes a model what `put_back` stores, after what it is now was kept by the recorder; that is a
/// version of it, too. Says whether there was none, and what could not be brought back.
pub(crate) async fn put_back<T: Managed>(
    engine: &Engine,
    id: RecordId,
    recorder: &Recorder,
    put_back: impl FnOnce(&WriteTx<'_>) -> Result<PutBack, StoreError> + Send + 'static,
) -> Result<(bool, PutBack), Error> {
    let _turn = engine.core.edit(T::RESOURCE, id).await;
    let (recorder, record) = (recorder.clone(), T::kept_as(id));
    let stored = engine.core.store.write(move |tx| {
        if let Some(record) = &record {
            recorder.keep_in(tx, record)?;
        }
        let before = T::load(id, tx)?;
        let put_back = put_back(tx)?;
        let model = T::load(id, tx)?.ok_or(StoreError::NotFound(T::WHAT))?;
        if let Some(before) = &before {
            versions::keep(before, &model, tx)?;
        }
        recorder.settle_in(tx)?;
        Ok((before, model, put_back))
    });
    let (before, model, put_back) = stored.await.map_err(|error| match error {
        StoreError::Conflict { .. } => {
            Error::conflict(T::KEY, say!(NameTakenNow, what = noun(T::WHAT)))
        }
        error => error.into(),
    })?;
    publish(engine, before.as_ref(), model);
    Ok((before.is_none(), put_back))
}

/// The members of an object that was written as one.
pub(crate) fn content(object: Value) -> Option<JsonMap> {
    match object {
        Value::Object(members) => Some(members),
        _ => None,
    }
}

fn usable<T: Managed>(engine: &Engine, tenant: &TenantCode, id: RecordId) -> Result<Arc<T>, Error> {
    let model = T::shelf(&engine.core.registry).of(tenant, id);
    model.ok_or_else(|| Error::not_found(T::WHAT, id))
}

fn owned<T: Managed>(engine: &Engine, tenant: &TenantCode, id: RecordId) -> Result<T, Error> {
    let model = usable::<T>(engine, tenant, id)?;
    let what = noun(T::WHAT);
    if model.tenant().is_public() && things::builtin::ships(id) {
        return Err(Error::Forbidden(say!(BuiltInReadOnly, what = what)));
    }
    // Who acts for everybody does so by their permission; see `ModelScopes::acting`.
    if model.tenant().is_public() && !tenant.is_public() {
        return Err(Error::Forbidden(say!(PublicOwners, what = what)));
    }
    Ok((*model).clone())
}

/// Makes a model what it shall be, and says what is wrong with that.
pub(crate) fn planned<T: Managed>(
    engine: &Engine,
    model: &mut T,
    apply: impl FnOnce(&mut T, &mut Checks),
) -> Result<(), Error> {
    let mut checks = Checks::default();
    apply(model, &mut checks);
    checks.finish()?;
    if T::KEY.is_empty() {
        return Ok(());
    }
    match T::shelf(&engine.core.registry).by_key(model.tenant(), model.key()) {
        Some(other) if other.id() != model.id() => {
            let detail = say!(CalledAlready, label = other.label(), key = model.key());
            Err(Error::conflict(T::KEY, detail))
        }
        _ => Ok(()),
    }
}

fn conflict<T: Managed>(error: StoreError, key: &str) -> Error {
    match error {
        StoreError::Conflict {
            record: "device_template",
            field,
            reason: store::ConflictReason::UnknownReference,
        } => Error::field(field, Saying::NamedModelGone),
        StoreError::Conflict { .. } => {
            Error::conflict(T::KEY, say!(NameTaken, what = noun(T::WHAT), key = key))
        }
        error => error.into(),
    }
}

fn saved_view<T: Managed>(engine: &Engine, before: Option<&T>, model: T) -> ModelView<T> {
    let tenant = model.tenant().clone();
    let view = view(engine, &tenant, &model);
    publish(engine, before, model);
    view
}

/// Makes a stored model known, with what it was unless it is new.
fn publish<T: Managed>(engine: &Engine, before: Option<&T>, model: T) {
    let (core, tenant, id) = (&engine.core, model.tenant().clone(), model.id());
    T::shelf(&core.registry).put(model.clone());
    // Only now: until then the old one goes on being used, and counted.
    if before.is_some_and(|before| before.script() != model.script()) {
        T::script_changed(id, engine);
    }
    let action = if before.is_none() { Action::Created } else { Action::Updated };
    core.bus.changed(&tenant, T::RESOURCE, id, action);
}

fn view<T: Managed>(engine: &Engine, tenant: &TenantCode, model: &T) -> ModelView<T> {
    ModelView {
        used_by: model.used_by(&engine.core.registry, tenant),
        last_error: engine.core.counters.failure(tenant, model.id()),
        statistics: engine.core.counters.script(tenant, model.id()),
        model: model.clone(),
    }
}
