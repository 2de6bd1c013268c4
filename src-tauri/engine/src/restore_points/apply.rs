//! Bringing back what a point holds, as a task. The undoing is a point of its own, so that it can
//! be undone in turn.

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use lorawan::Eui64;
use model::record::{
    AttributeSide, Device, DeviceTemplate, JoinMode, LorawanProfile, Operation, RecordKey,
    RestoreItem, RestorePoint, RpcModel, TaskItem, TriggerModel, Untied,
};
use model::{DeviceEui, JsonMap, RecordId, Said, Saying, Timestamp};
use parking_lot::Mutex;
use store::{PutBack, StoreError, StoredSession, Ties};
use things::attribute::{self, Definition, Edit};

use super::judge::{Verdict, judge};
use super::{Conflicts, NewPoint, Recorder};
use crate::devices::DeleteAlso;
use crate::event::{Action, Resource};
use crate::models::{self, Managed};
use crate::radio::{Command, SessionChange};
use crate::registry::RunnableModel;
use crate::tasks::{Reporter, paced};
use crate::workers::{AttributeChange, AttributePatch};
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

    async fn device(
        &self,
        item: &RestoreItem,
        eui: &DeviceEui,
        recorder: Recorder,
    ) -> Result<Done, Error> {
        let core = &self.engine.core;
        if item.before_at.is_none() {
            let devices = self.engine.devices();
            let also = DeleteAlso::default();
            devices.delete_kept(&self.point.tenant, eui, also, Some(&recorder)).await?;
            return Ok(Done::plain("removed"));
        }
        let _turn = core.edit(Resource::Devices, eui).await;
        let here = core.registry.device_of(&self.point.tenant, eui);
        // Only some operations give a sub-device its place, and only those take it away.
        let leaves =
            matches!(self.point.operation, Operation::Import | Operation::Delete | Operation::Undo);
        let (as_of, is_new) = (item.after_at.filter(|_| recorder.is_strict()), here.is_none());
        let (point, key, record) = (self.point.id, eui.clone(), item.record.clone());
        let put_back = move |tx: &store::WriteTx<'_>| {
            recorder.keep_in(tx, &record)?;
            let put_back = tx.restore_points().put_back_device(point, &key, leaves)?;
            let device = tx.devices().get(&key)?.ok_or(StoreError::NotFound("device"))?;
            recorder.settle_in(tx)?;
            Ok((device, put_back))
        };
        let patch = match &here {
            Some(device) => {
                let current = device.lock().device.clone();
                self.attributes(&current, eui, item.after_at).await?
            }
            None => AttributePatch::default(),
        };
        let (mut device, put_back) = match &here {
            // Its thread looks once more: whoever edits attributes waits for no turn.
            Some(device) if patch != AttributePatch::default() => {
                core.change_attributes_along(device, patch, as_of, put_back).await?
            }
            _ => core.store.write(put_back).await?,
        };
        match &here {
            Some(shared) => core.registry.change_device(shared, |now| {
                device.take_attributes(now);
                // Whoever has edited them since was the last.
                if as_of.is_some_and(|as_of| as_of != now.updated_at) {
                    device.updated_at = now.updated_at;
                }
                *now = device;
            }),
            None => core.registry.put_device(device),
        }
        if is_new {
            self.returned.lock().insert(eui.clone());
        }
        if let Some(untied) = put_back.untied.clone() {
            self.back.lock().push((eui.clone(), untied));
        }
        let action = if is_new { Action::Created } else { Action::Updated };
        core.bus.changed(&self.point.tenant, Resource::Devices, eui, action);
        Ok(Done::with(if is_new { "restored" } else { "reverted" }, &put_back))
    }

    /// What makes a device's attributes what they were. What the device itself has reported since
    /// the operation stays.
    async fn attributes(
        &self,
        current: &Device,
        eui: &DeviceEui,
        after: Option<Timestamp>,
    ) -> Result<AttributePatch, Error> {
        let (point, key) = (self.point.id, eui.clone());
        let read =
            self.engine.core.store.read(move |tx| tx.restore_points().kept_attributes(point, &key));
        let Some([server, shared]) = read.await? else { return Ok(AttributePatch::default()) };
        let change = |side, kept: &(JsonMap, JsonMap)| {
            let edit = way_back(current, side, kept, after);
            if edit == Edit::default() {
                AttributeChange::Keep
            } else {
                AttributeChange::Edit(edit)
            }
        };
        Ok(AttributePatch {
            server: change(AttributeSide::Server, &server),
            shared: change(AttributeSide::Shared, &shared),
        })
    }

    async fn profile(
        &self,
        item: &RestoreItem,
        dev_eui: Eui64,
        recorder: Recorder,
    ) -> Result<Done, Error> {
        let (core, tenant) = (&self.engine.core, &self.point.tenant);
        if item.before_at.is_none() {
            self.engine.profiles().delete_kept(tenant, dev_eui, Some(&recorder)).await?;
            return Ok(Done::plain("removed"));
        }
        let _edit = core.edit(Resource::Profiles, dev_eui).await;
        let is_new = core.registry.profile(dev_eui).is_none();
        let (point, record, memory) = (self.point.id, item.record.clone(), Arc::clone(core));
        let taken = Arc::new(OnceLock::new());
        let tell = Arc::clone(&taken);
        let _turn = core.turns.lock(dev_eui).await;
        let stored = core.store.write(move |tx| {
            recorder.keep_in(tx, &record)?;
            let before = crate::profiles::active_session(&tx.sessions(), dev_eui)?;
            let profile = tx.restore_points().put_back_profile(point, dev_eui)?;
            if let Some(other) = address_taken(&memory.registry.profiles(), &profile) {
                let reason = store::ConflictReason::Exists;
                // The first is the only one.
                let _ = tell.set(other);
                return Err(StoreError::Conflict { record: "profile", field: "dev_addr", reason });
            }
            let follow = sessions(tx, point, &profile, before)?;
            recorder.settle_in(tx)?;
            Ok((profile, follow))
        });
        let (profile, follow) = match (stored.await, taken.get()) {
            (Ok(stored), _) => stored,
            (Err(_), Some(other)) => {
                let other = Said::new(Saying::AddressUsed).with("eui", other.to_string());
                return Ok(Done::not("failed", other));
            }
            (Err(error), None) => return Err(error.into()),
        };
        core.registry.put_profile(profile);
        core.radio_command(match follow {
            Follow::On(session) => Command::Saved { dev_eui, session },
            Follow::Back(sessions) => Command::Restored { dev_eui, sessions },
        })
        .await;
        core.queues.look_at(dev_eui, clock::instant());
        let action = if is_new { Action::Created } else { Action::Updated };
        core.bus.changed(tenant, Resource::Profiles, dev_eui, action);
        Ok(Done::plain(if is_new { "restored" } else { "reverted" }))
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
            models::delete_kept::<T>(engine, tenant, id, Some(&recorder)).await?;
            return Ok(Done::plain("removed"));
        }
        let (point, record) = (self.point.id, item.record.clone());
        let put_back = move |tx: &store::WriteTx<'_>| tx.restore_points().put_back(point, &record);
        let (is_new, put_back) = models::put_back::<T>(engine, id, &recorder, put_back).await?;
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

    /// Brings back the relations of devices, and the places of sub-devices with their parents: all
    /// of devices that were gone, and of the others what ties them to these, as far as it was not
    /// taken away since.
    async fn tie(&self) -> Result<(), Error> {
        let back = std::mem::take(&mut *self.back.lock());
        let same = std::mem::take(&mut *self.same.lock());
        let euis = Arc::new(std::mem::take(&mut *self.returned.lock()));
        let mut any = false;
        for (eui, Untied { was_gone, left }) in back {
            let with = (!was_gone).then(|| Arc::clone(&euis));
            any |= self.tie_one(&eui, with, left).await?;
            let point = self.point.id;
            let tied = move |tx: &store::WriteTx<'_>| tx.restore_points().note_tied(point, &eui);
            self.engine.core.store.write(tied).await?;
        }
        for eui in same.into_iter().filter(|_| !euis.is_empty()) {
            let (point, key) = (self.point.id, eui.clone());
            let read = move |tx: &store::ReadTx<'_>| tx.restore_points().kept_kin(point, &key);
            let kin = self.engine.core.store.read(read).await?;
            if kin.iter().any(|kin| euis.contains(kin)) {
                any |= self.tie_one(&eui, Some(Arc::clone(&euis)), None).await?;
            }
        }
        if any {
            let tenant = &self.point.tenant;
            self.engine.core.bus.changed(tenant, Resource::Relations, "", Action::Created);
        }
        Ok(())
    }

    /// Ties one device to others, `with` only to those; `left` may still know it as its sub-device.
    /// Says whether a relation came back.
    async fn tie_one(
        &self,
        eui: &DeviceEui,
        with: Option<Arc<HashSet<DeviceEui>>>,
        left: Option<DeviceEui>,
    ) -> Result<bool, Error> {
        let (core, tenant, point) = (&self.engine.core, &self.point.tenant, self.point.id);
        let _turn = core.edit(Resource::Devices, eui).await;
        let Some(device) = core.registry.device_of(tenant, eui) else { return Ok(false) };
        let key = eui.clone();
        let stored = core.store.write(move |tx| {
            let is_meant =
                |other: &DeviceEui| with.as_ref().is_none_or(|with| with.contains(other));
            let ties = tx.restore_points().put_back_ties(point, &key, is_meant)?;
            let read = |(from, to): &(DeviceEui, DeviceEui)| tx.relations().between(from, to);
            let relations: Vec<_> = ties.relations.iter().map(read).collect::<Result<_, _>>()?;
            Ok((ties, relations))
        });
        let (Ties { parent, identifier, .. }, relations) = stored.await?;
        let any = !relations.is_empty();
        core.registry.relations.put(relations.into_iter().flatten().collect());
        core.registry.change_device(&device, |device| device.parent.clone_from(&parent));
        for family in left.iter().chain(&parent) {
            let Some(shared) = core.registry.device_of(tenant, family) else { continue };
            let wanted = identifier.as_ref().filter(|_| parent.as_ref() == Some(family));
            let other = wanted.and_then(|wanted| core.registry.child(&shared, wanted));
            let server = match wanted {
                // Another one goes by it since, or it does itself.
                Some(_) if other.is_some() => continue,
                Some(wanted) => AttributeChange::RememberSubDevice(wanted.clone(), eui.clone()),
                None if left.as_ref() == Some(family) => {
                    AttributeChange::ForgetSubDevice(eui.clone())
                }
                None => continue,
            };
            let patch = AttributePatch { server, ..AttributePatch::default() };
            core.change_attributes(&shared, patch).await?;
        }
        Ok(any)
    }
}

/// Who has the ABP address of a profile, in its tenant.
fn address_taken(all: &[Arc<LorawanProfile>], profile: &LorawanProfile) -> Option<Eui64> {
    if profile.join_mode != JoinMode::Abp {
        return None;
    }
    let is_same = |other: &&Arc<LorawanProfile>| {
        other.dev_eui != profile.dev_eui
            && other.tenant == profile.tenant
            && other.join_mode == JoinMode::Abp
            && other.dev_addr == profile.dev_addr
    };
    all.iter().find(is_same).map(|other| other.dev_eui)
}

/// How a device goes on after its profile is as it was.
enum Follow {
    /// In the session it has, or one that this made of it.
    On(SessionChange),
    /// In the sessions that were kept.
    Back(Vec<StoredSession>),
}

/// A device goes on in the session it has when the profile still means that one; otherwise in the
/// sessions that were kept, with counters that no frame has used.
fn sessions(
    tx: &store::WriteTx<'_>,
    point: RecordId,
    profile: &LorawanProfile,
    before: Option<StoredSession>,
) -> Result<Follow, StoreError> {
    let dev_eui = profile.dev_eui;
    let current = before.as_ref().map(|stored| &stored.session);
    let next = ns::session::after_profile_change(current, profile, clock::now());
    let goes_on = current.zip(next.as_ref()).is_some_and(|(old, new)| {
        (old.dev_addr, old.nwk_s_key, old.app_s_key) == (new.dev_addr, new.nwk_s_key, new.app_s_key)
    });
    if goes_on {
        return crate::profiles::follow(tx, profile, before).map(Follow::On);
    }
    let kept = tx.restore_points().put_back_sessions(point, dev_eui)?;
    let fits = match (profile.join_mode, kept.first(), &next) {
        (JoinMode::Otaa, ..) => true,
        (JoinMode::Abp, Some(kept), Some(next)) => {
            (kept.session.dev_addr, kept.session.nwk_s_key, kept.session.app_s_key)
                == (next.dev_addr, next.nwk_s_key, next.app_s_key)
        }
        (JoinMode::Abp, ..) => false,
    };
    if fits {
        return Ok(Follow::Back(kept));
    }
    match next {
        Some(next) => {
            tx.sessions().put_active(&profile.tenant, &next)?;
            tx.restore_points().raise_counters(dev_eui)?;
        }
        None => tx.sessions().delete(dev_eui)?,
    }
    tx.sessions().of_device(dev_eui).map(Follow::Back)
}

/// What makes one side of a device's attributes what it was; values that the device reported after
/// the operation stay.
fn way_back(
    current: &Device,
    side: AttributeSide,
    (values, meta): &(JsonMap, JsonMap),
    after: Option<Timestamp>,
) -> Edit {
    let (now, notes) = current.attributes(side);
    let stays = |key: &String| {
        let reported = notes.traces.get(key).and_then(|trace| trace.reported_at);
        attribute::is_kept_by_platform(side, key)
            || reported.zip(after).is_some_and(|(reported, after)| reported > after)
    };
    let remove: Vec<String> =
        now.keys().filter(|key| !values.contains_key(*key) && !stays(key)).cloned().collect();
    let set = values.iter().filter(|(key, value)| now.get(*key) != Some(*value) && !stays(key));
    let told = meta.iter().filter(|(key, said)| notes.meta.get(*key) != Some(*said));
    let told =
        told.filter_map(|(key, said)| Some((key.clone(), Some(Definition::read(said).ok()?))));
    let untold = notes.meta.keys().filter(|key| !meta.contains_key(*key) && !remove.contains(key));
    Edit {
        values: set.map(|(key, value)| (key.clone(), value.clone())).collect(),
        meta: told.chain(untold.map(|key| (key.clone(), None))).collect(),
        remove,
    }
}
