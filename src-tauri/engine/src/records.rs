//! Records that have a name: what the use cases of every kind of them have in common.
//!
//! A kind says what its record is called, where it is stored and who uses it ([`Managed`]); reach,
//! names, use and events are the same for all: models of every kind, device executions, scheduled
//! tasks and notification groups.

use std::collections::HashSet;
use std::sync::Arc;

use model::record::{Device, DeviceTemplate, ParserType, RecordKey};
use model::{JsonMap, RecordId, Said, Saying, TenantCode, Timestamp, noun, say};
use store::{PutBack, StoreError, WriteTx};

use crate::counters::{ModelFailure, ScriptStatistics};
use crate::event::{Action, Resource};
use crate::fields::Checks;
use crate::models::versions;
use crate::page::{Page, PageRequest};
use crate::registry::{Registry, Shelf, Shelved};
use crate::restore_points::Recorder;
use crate::saved::{Saved, answered};
use crate::{Engine, Error, clock};

/// A kind of record that the use cases here can handle.
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

/// Which records a list has.
#[derive(Debug, Clone, Default)]
pub struct RecordFilter {
    /// Only those of this owner: `PUBLIC` or the tenant's code.
    pub scope: Option<String>,
    /// Only those with this tag.
    pub tag: Option<String>,
    /// Only those of these ids and text ids.
    pub among: Option<Arc<HashSet<String>>>,
}

/// A record with what is known about its use by the tenant.
#[derive(Debug, Clone)]
pub struct RecordView<T> {
    /// The record.
    pub record: T,
    /// How many of the tenant's devices use it.
    pub used_by: u64,
    /// Its script's last failure, until it works again.
    pub last_error: Option<ModelFailure>,
    /// How often its script ran; `None`: not yet, or it has none.
    pub statistics: Option<ScriptStatistics>,
}

impl<T: Managed> crate::lists::Listed for RecordView<T> {
    fn identity(&self) -> String {
        format!("{:020}", self.record.id().0)
    }
}

/// One page of the records a tenant may use.
pub(crate) fn list<T: Managed>(
    engine: &Engine,
    tenant: &TenantCode,
    filter: &RecordFilter,
    page: &PageRequest,
) -> Result<Page<RecordView<T>>, Error> {
    list_of(engine, tenant, filter, page, |_| true)
}

/// [`list`] of those that also meet a condition of their kind.
pub(crate) fn list_of<T: Managed>(
    engine: &Engine,
    tenant: &TenantCode,
    filter: &RecordFilter,
    page: &PageRequest,
    wanted: impl Fn(&T) -> bool,
) -> Result<Page<RecordView<T>>, Error> {
    let records = matching::<T>(engine, tenant, filter, page);
    let records = records.into_iter().filter(|record| wanted(record));
    let views = records.map(|record| view(engine, tenant, &*record)).collect();
    crate::lists::in_memory(views, page, |view: &RecordView<T>, field| match field {
        "name" => Some(view.record.label().to_lowercase()),
        "id_name" => Some(view.record.key().to_lowercase()),
        "used_by" => Some(format!("{:020}", view.used_by)),
        "updated_at" => Some(crate::lists::time_key(Some(view.record.updated_at()))),
        field => {
            view.record.script()?;
            engine.core.counters.sort_key(tenant, view.record.id(), field)
        }
    })
}

/// Every record a tenant may use that matches a filter and the text of a request.
pub(crate) fn matching<T: Managed>(
    engine: &Engine,
    tenant: &TenantCode,
    filter: &RecordFilter,
    page: &PageRequest,
) -> Vec<Arc<T>> {
    let needle = page.needle();
    let all = T::shelf(&engine.core.registry).all_of(tenant).into_iter();
    all.filter(|record| {
        filter.scope.as_ref().is_none_or(|scope| scope == record.tenant().as_str())
            && filter.tag.as_ref().is_none_or(|tag| record.tags().contains(tag))
            && filter.among.as_ref().is_none_or(|keys| {
                keys.contains(record.key()) || keys.contains(&record.id().to_string())
            })
            && needle
                .as_ref()
                .is_none_or(|it| it.in_text(record.label()) || it.in_text(record.key()))
    })
    .collect()
}

/// One record that the tenant may use.
pub(crate) fn get<T: Managed>(
    engine: &Engine,
    tenant: &TenantCode,
    id: RecordId,
) -> Result<RecordView<T>, Error> {
    Ok(view(engine, tenant, &*usable::<T>(engine, tenant, id)?))
}

/// Adds a record of the tenant; `apply` sets what was given and notes what is wrong.
pub(crate) async fn create<T: Managed>(
    engine: &Engine,
    mut record: T,
    apply: impl FnOnce(&mut T, &mut Checks),
) -> Result<RecordView<T>, Error> {
    planned(engine, &mut record, apply)?;
    let now = clock::now();
    record.set_updated_at(now);
    let key = record.key().to_owned();
    let saved = engine.core.store.write(move |tx| {
        record.set_id(tx.next_id(now)?);
        record.insert(tx)?;
        versions::keep_first(&record, tx)?;
        Ok(record)
    });
    let record = saved.await.map_err(|error| conflict::<T>(error, &key))?;
    Ok(saved_view(engine, None, record))
}

/// Changes a record of the tenant.
pub(crate) async fn update<T: Managed>(
    engine: &Engine,
    tenant: &TenantCode,
    id: RecordId,
    apply: impl FnOnce(&mut T, &mut Checks),
) -> Result<RecordView<T>, Error> {
    let _turn = engine.core.edit(T::RESOURCE, id).await;
    let before = owned::<T>(engine, tenant, id)?;
    let mut record = before.clone();
    planned(engine, &mut record, apply)?;
    // Strictly later, because compiled scripts are told apart by it.
    record.set_updated_at(clock::now().max(record.updated_at().plus_millis(1)));
    let (after, old) = (record.clone(), before.clone());
    let saved = engine.core.store.write(move |tx| {
        after.update(tx)?;
        versions::keep(&old, &after, tx)
    });
    let saved = saved.await;
    saved.map_err(|error| conflict::<T>(error, record.key()))?;
    Ok(saved_view(engine, Some(&before), record))
}

/// Stores planned records, with what they were or `None` for new ones, in one transaction. What one
/// of them collides with is its answer and leaves the others alone; `note` hears the answers in the
/// transaction.
///
/// # Errors
/// [`Error::Store`]; none was stored then.
pub(crate) async fn save_all<T: Managed>(
    engine: &Engine,
    records: Vec<(Option<T>, T)>,
    note: impl FnOnce(&WriteTx<'_>, &[Saved]) -> Result<(), StoreError> + Send + 'static,
) -> Result<Vec<Saved>, Error> {
    let now = clock::now();
    let saved = engine.core.store.write(move |tx| {
        let (mut written, mut answers) = (Vec::new(), Vec::with_capacity(records.len()));
        for (before, mut record) in records {
            let stored = match &before {
                None => {
                    if record.id() == RecordId(0) {
                        record.set_id(tx.next_id(now)?);
                    }
                    record.set_updated_at(now);
                    record.insert(tx).and_then(|()| versions::keep_first(&record, tx))
                }
                Some(before) => {
                    record.set_updated_at(now.max(before.updated_at().plus_millis(1)));
                    record.update(tx).and_then(|()| versions::keep(before, &record, tx))
                }
            };
            answers.push(match stored {
                Err(error @ StoreError::Conflict { .. }) => {
                    Err(conflict::<T>(error, record.key()).sentence())
                }
                stored => answered(stored)?.map(|()| written.push((before, record))),
            });
        }
        note(tx, &answers)?;
        Ok((written, answers))
    });
    let (written, answers) = saved.await?;
    for (before, record) in written {
        publish(engine, before.as_ref(), record);
    }
    Ok(answers)
}

/// Deletes a record of the tenant that no device mounts, after it was kept in a restore point.
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
    let record = owned::<T>(engine, tenant, id)?;
    let keeping = recorder.cloned().zip(T::kept_as(id));
    let deleted = engine.core.store.write(move |tx| {
        if let Some((recorder, key)) = &keeping {
            recorder.keep_in(tx, key)?;
        }
        T::delete(id, tx)?;
        tx.model_versions().forget(id)?;
        tx.model_cases().forget(id)?;
        keeping.map_or(Ok(()), |(recorder, _)| recorder.settle_in(tx))
    });
    match deleted.await {
        Ok(()) => {}
        Err(StoreError::Conflict { record: "device_execution", .. }) => {
            return Err(Error::InUse(say!(ExecutionCalls, model = record.label())));
        }
        Err(StoreError::Conflict { .. }) => {
            let users = record.used_by(&engine.core.registry, tenant);
            let used = Said::new(T::USE).with("model", record.label()).with("count", users);
            return Err(Error::InUse(used));
        }
        Err(error) => return Err(error.into()),
    }
    T::shelf(&engine.core.registry).remove(id);
    T::script_changed(id, engine);
    engine.core.bus.changed(tenant, T::RESOURCE, id, Action::Deleted);
    Ok(())
}

/// Makes a record what `put_back` stores, after what it is now was kept by the recorder; that is a
/// version of it, too. Says whether there was none, and what could not be brought back.
pub(crate) async fn put_back<T: Managed>(
    engine: &Engine,
    id: RecordId,
    recorder: &Recorder,
    put_back: impl FnOnce(&WriteTx<'_>) -> Result<PutBack, StoreError> + Send + 'static,
) -> Result<(bool, PutBack), Error> {
    let _turn = engine.core.edit(T::RESOURCE, id).await;
    let (recorder, key) = (recorder.clone(), T::kept_as(id));
    let stored = engine.core.store.write(move |tx| {
        if let Some(key) = &key {
            recorder.keep_in(tx, key)?;
        }
        let before = T::load(id, tx)?;
        let put_back = put_back(tx)?;
        let record = T::load(id, tx)?.ok_or(StoreError::NotFound(T::WHAT))?;
        if let Some(before) = &before {
            versions::keep(before, &record, tx)?;
        }
        recorder.settle_in(tx)?;
        Ok((before, record, put_back))
    });
    let (before, record, put_back) = stored.await.map_err(|error| match error {
        StoreError::Conflict { .. } => {
            Error::conflict(T::KEY, say!(NameTakenNow, what = noun(T::WHAT)))
        }
        error => error.into(),
    })?;
    publish(engine, before.as_ref(), record);
    Ok((before.is_none(), put_back))
}

pub(crate) fn usable<T: Managed>(
    engine: &Engine,
    tenant: &TenantCode,
    id: RecordId,
) -> Result<Arc<T>, Error> {
    let record = T::shelf(&engine.core.registry).of(tenant, id);
    record.ok_or_else(|| Error::not_found(T::WHAT, id))
}

fn owned<T: Managed>(engine: &Engine, tenant: &TenantCode, id: RecordId) -> Result<T, Error> {
    let record = usable::<T>(engine, tenant, id)?;
    let what = noun(T::WHAT);
    if record.tenant().is_public() && things::builtin::ships(id) {
        return Err(Error::Forbidden(say!(BuiltInReadOnly, what = what)));
    }
    // Who acts for everybody does so by their permission; see `ModelScopes::acting`.
    if record.tenant().is_public() && !tenant.is_public() {
        return Err(Error::Forbidden(say!(PublicOwners, what = what)));
    }
    Ok((*record).clone())
}

/// Makes a record what it shall be, and says what is wrong with that.
pub(crate) fn planned<T: Managed>(
    engine: &Engine,
    record: &mut T,
    apply: impl FnOnce(&mut T, &mut Checks),
) -> Result<(), Error> {
    let mut checks = Checks::default();
    apply(record, &mut checks);
    checks.finish()?;
    if T::KEY.is_empty() {
        return Ok(());
    }
    match T::shelf(&engine.core.registry).by_key(record.tenant(), record.key()) {
        Some(other) if other.id() != record.id() => {
            let detail = say!(CalledAlready, label = other.label(), key = record.key());
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

fn saved_view<T: Managed>(engine: &Engine, before: Option<&T>, record: T) -> RecordView<T> {
    let tenant = record.tenant().clone();
    let view = view(engine, &tenant, &record);
    publish(engine, before, record);
    view
}

/// Makes a stored record known, with what it was unless it is new.
pub(crate) fn publish<T: Managed>(engine: &Engine, before: Option<&T>, record: T) {
    let (core, tenant, id) = (&engine.core, record.tenant().clone(), record.id());
    T::shelf(&core.registry).put(record.clone());
    // Only now: until then the old one goes on being used, and counted.
    if before.is_some_and(|before| before.script() != record.script()) {
        T::script_changed(id, engine);
    }
    let action = if before.is_none() { Action::Created } else { Action::Updated };
    core.bus.changed(&tenant, T::RESOURCE, id, action);
}

fn view<T: Managed>(engine: &Engine, tenant: &TenantCode, record: &T) -> RecordView<T> {
    RecordView {
        used_by: record.used_by(&engine.core.registry, tenant),
        last_error: engine.core.counters.failure(tenant, record.id()),
        statistics: engine.core.counters.script(tenant, record.id()),
        record: record.clone(),
    }
}
