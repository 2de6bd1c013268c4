//! Bringing back what a point holds, as a task. The undoing is a point of its own, so that it can
//! be undone in turn.
//!
//! A record comes back by itself: [`devices`] with their attributes, [`profiles`] with their
//! sessions, and the others here. What ties devices to each other comes last ([`ties`]).

mod devices;
mod profiles;
mod ties;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use lorawan::Eui64;
use model::record::{
    DeviceTemplate, Operation, RecordKey, RestoreItem, RestorePoint, RpcModel, TaskItem,
    TriggerModel, Untied,
};
use model::{DeviceEui, RecordId, Said, Saying};
use parking_lot::Mutex;
use store::{PutBack, StoreError};

use super::judge::{Verdict, judge};
use super::{Conflicts, NewPoint, Recorder};
use crate::event::{Action, Resource};
use crate::records::{self, Managed};
use crate::registry::RunnableModel;
use crate::tasks::{Reporter, paced};
use crate::{Engine, Error, clock};

/// Items that are read at once.
pub(super) const PAGE: u32 = 1_000;

/// Everything a point holds, the last of the operation first.
pub(super) async fn items(engine: &Engine, point: RecordId) -> Result<Vec<RestoreItem>, Error> {
    let mut all: Vec<RestoreItem> = Vec::new();
    loop {
        let after = all.last().map(|item| item.id);
        let read = engine.core.store.read(move |tx| tx.restore_points().items(point, after, PAGE));
        let found = read.await?;
        let is_last = found.len() < PAGE as usize;
        all.extend(found);
        if is_last {
            return Ok(all);
        }
    }
}

/// What one undoing works with.
struct Undoing {
    engine: Engine,
    point: RestorePoint,
    conflicts: Conflicts,
    /// Keeps what the undoing changes.
    recorder: Recorder,
    /// Devices that were put back, now or by an undoing that was cut short: what ties them to
    /// others follows.
    back: Mutex<Vec<(DeviceEui, Untied)>>,
    /// All devices that were gone and are back, whether others are tied to them or not.
    returned: Mutex<HashSet<DeviceEui>>,
    /// Devices that are as they were: only what ties them to those follows.
    same: Mutex<Vec<DeviceEui>>,
}

pub(super) async fn run(
    engine: &Engine,
    point: RestorePoint,
    items: Vec<RestoreItem>,
    conflicts: Conflicts,
    reporter: &Reporter,
) -> Result<(), Error> {
    let task = engine.tasks().get(&point.tenant, reporter.id())?;
    let recorder = engine
        .core
        .begin_restore_point(NewPoint {
            tenant: point.tenant.clone(),
            operation: Operation::Undo,
            name: point.name.clone(),
            who: task.who,
            task: Some(reporter.id()),
        })
        .await?;
    let id = point.id;
    let tenant = point.tenant.clone();
    let undoing = Arc::new(Undoing {
        engine: engine.clone(),
        point,
        conflicts,
        recorder,
        back: Mutex::default(),
        returned: Mutex::default(),
        same: Mutex::default(),
    });
    // A parent that goes before its sub-devices are what they were leaves them behind as changed ones.
    let (parents, others): (Vec<_>, Vec<_>) =
        items.into_iter().partition(|item| undoing.is_parent_to_go(item));
    let mut done = Ok(());
    for items in [others, parents] {
        let work = Arc::clone(&undoing);
        done = done.and(
            paced(reporter, items, Duration::ZERO, move |item| {
                let undoing = Arc::clone(&work);
                async move { undoing.item(&item).await }
            })
            .await,
        );
    }
    // What ties devices to each other needs both of them.
    let done = done.and(undoing.tie().await);
    undoing.recorder.tell().await;
    done?;
    // Only now: an undoing that is killed or stopped on the way has not undone the operation.
    let task = engine.core.board.get(&tenant, reporter.id());
    if task.is_some_and(|task| task.ok > 0 && task.done() >= task.total) {
        let noted =
            move |tx: &store::WriteTx<'_>| tx.restore_points().note_undone(id, clock::now());
        match engine.core.store.write(noted).await {
            // It expired while it was undone.
            Ok(()) | Err(StoreError::NotFound(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    engine.core.bus.changed(&tenant, Resource::RestorePoints, id, Action::Updated);
    Ok(())
}

/// What was done to a record, or why it was left alone.
struct Done {
    ok: bool,
    code: &'static str,
    detail: Said,
}

impl Done {
    fn plain(code: &'static str) -> Self {
        Self { ok: true, code, detail: Said::plain("") }
    }

    fn with(code: &'static str, put_back: &PutBack) -> Self {
        let gone = |saying| Said::new(saying).with("count", put_back.models_gone);
        let detail = match (put_back.models_gone, put_back.location_gone) {
            (0, false) => Said::plain(""),
            (0, true) => Saying::LocationGone.into(),
            (_, false) => gone(Saying::ModelsGone),
            (_, true) => gone(Saying::ModelsAndLocationGone),
        };
        Self { ok: true, code, detail }
    }

    const fn not(code: &'static str, detail: Said) -> Self {
        Self { ok: false, code, detail }
    }
}

impl Undoing {
    /// Whether a device is to go that the operation added and that has sub-devices.
    fn is_parent_to_go(&self, item: &RestoreItem) -> bool {
        let RecordKey::Device(eui) = &item.record else { return false };
        let registry = &self.engine.core.registry;
        item.before_at.is_none() && !registry.children_of(&self.point.tenant, eui).is_empty()
    }

    /// Undoes what was done to one record, and says what became of it.
    async fn item(&self, item: &RestoreItem) -> TaskItem {
        let judged = || judge(&self.engine, &self.point.tenant, item);
        let done = match self.record(item, &judged()).await {
            // Somebody changed or deleted it between the look at it and its turn.
            Err(Error::Store(StoreError::Changed) | Error::NotFound { .. }) => {
                self.record(item, &judged()).await
            }
            done => done,
        };
        let done = done.unwrap_or_else(|error| match error {
            Error::Store(StoreError::Changed) => Done::not("conflict", Saying::ChangedAfter.into()),
            error => Done::not("failed", Said::from(&error)),
        });
        TaskItem {
            subject: item.record.to_string(),
            ok: done.ok,
            code: done.code.to_owned(),
            detail: done.detail,
            link: None,
            at: clock::now(),
        }
    }

    async fn record(&self, item: &RestoreItem, verdict: &Verdict) -> Result<Done, Error> {
        let recorder = match verdict {
            Verdict::Same => {
                if let (RecordKey::Device(eui), Some(_)) = (&item.record, item.before_at) {
                    match &item.untied {
                        // Whoever put it back was killed before what ties it to others followed.
                        Some(untied) => {
                            if untied.was_gone {
                                self.returned.lock().insert(eui.clone());
                            }
                            self.back.lock().push((eui.clone(), untied.clone()));
                        }
                        None => self.same.lock().push(eui.clone()),
                    }
                }
                return Ok(Done::plain("unchanged"));
            }
            Verdict::Refused(reason) => return Ok(Done::not("refused", reason.clone())),
            Verdict::Conflict(reason) if self.conflicts != Conflicts::Overwrite => {
                return Ok(Done::not("conflict", reason.clone()));
            }
            Verdict::Conflict(_) => self.recorder.clone(),
            // As it was judged; what comes between the judging and its turn stays.
            Verdict::Restore | Verdict::Revert | Verdict::Remove => {
                self.recorder.only_as(item.record.clone(), item.after_at)
            }
        };
        match &item.record {
            RecordKey::Device(eui) => self.device(item, eui, recorder).await,
            RecordKey::Profile(eui) => self.profile(item, *eui, recorder).await,
            RecordKey::Gateway(eui) => self.gateway(item, *eui, recorder).await,
            RecordKey::ThingModel(id) => self.model::<RunnableModel>(item, *id, recorder).await,
            RecordKey::RpcModel(id) => self.model::<RpcModel>(item, *id, recorder).await,
            RecordKey::TriggerModel(id) => self.model::<TriggerModel>(item, *id, recorder).await,
            RecordKey::DeviceTemplate(id) => {
                self.model::<DeviceTemplate>(item, *id, recorder).await
            }
            RecordKey::Location(id) => self.location(item, *id, recorder).await,
        }
    }

    async fn gateway(
        &self,
        item: &RestoreItem,
        eui: Eui64,
        recorder: Recorder,
    ) -> Result<Done, Error> {
        let (core, tenant) = (&self.engine.core, &self.point.tenant);
        if item.before_at.is_none() {
            self.engine.gateways().delete_kept(tenant, eui, Some(&recorder)).await?;
            return Ok(Done::plain("removed"));
        }
        let _turn = core.edit(Resource::Gateways, eui).await;
        let before = core.registry.gateway(eui);
        let (point, record) = (self.point.id, item.record.clone());
        let stored = core.store.write(move |tx| {
            recorder.keep_in(tx, &record)?;
            let put_back = tx.restore_points().put_back(point, &record)?;
            let gateway = tx.gateways().get(eui)?.ok_or(StoreError::NotFound("gateway"))?;
            let token = tx.station_tokens().of(eui)?;
            recorder.settle_in(tx)?;
            Ok((gateway, token, put_back))
        });
        let (gateway, token, put_back) = stored.await?;
        core.registry.put_gateway(gateway.clone());
        if let Some(token) = token {
            core.station_tokens.put(token);
        }
        let (action, code) = match &before {
            None => (Action::Created, "restored"),
            Some(before) => {
                core.station_follows(before, &gateway);
                (Action::Updated, "reverted")
            }
        };
        core.bus.changed(tenant, Resource::Gateways, eui, action);
        Ok(Done::with(code, &put_back))
    }

    async fn model<T: Managed>(
        &self,
        item: &RestoreItem,
        id: RecordId,
        recorder: Recorder,
    ) -> Result<Done, Error> {
        let (engine, tenant) = (&self.engine, &self.point.tenant);
        if item.before_at.is_none() {
            records::delete_kept::<T>(engine, tenant, id, Some(&recorder)).await?;
            return Ok(Done::plain("removed"));
        }
        let (point, record) = (self.point.id, item.record.clone());
        let put_back = move |tx: &store::WriteTx<'_>| tx.restore_points().put_back(point, &record);
        let (is_new, put_back) = records::put_back::<T>(engine, id, &recorder, put_back).await?;
        Ok(Done::with(if is_new { "restored" } else { "reverted" }, &put_back))
    }

    async fn location(
        &self,
        item: &RestoreItem,
        id: RecordId,
        recorder: Recorder,
    ) -> Result<Done, Error> {
        let (locations, tenant) = (self.engine.locations(), &self.point.tenant);
        if item.before_at.is_none() {
            locations.delete_kept(tenant, id, &recorder).await?;
            return Ok(Done::plain("removed"));
        }
        let (is_new, put_back) = locations.put_back(tenant, self.point.id, id, &recorder).await?;
        let detail =
            if put_back.location_gone { Saying::PlaceGone.into() } else { Said::plain("") };
        let code = if is_new { "restored" } else { "reverted" };
        Ok(Done { ok: true, code, detail })
    }
}
