//! Undoing operations on many records: what they were about to change is kept before they do.
//!
//! How an operation uses it:
//!
//! 1. It begins a point by [`Core::begin_restore_point`], inside its task, so that the point knows
//!    the task.
//! 2. Before it changes records it keeps them: [`Recorder::keep_in`] in the transaction that
//!    changes them, or [`Recorder::keep`] in one of its own before. One that does not exist yet is
//!    kept, too: undoing takes it away.
//! 3. At the end of the transaction that changed them it settles: [`Recorder::settle_in`]. That
//!    notes each record's `updated_at`, by which later changes are told from the operation's own.
//!    What a killed program has not settled is settled by the next start, before anything can
//!    change.
//! 4. When it is over, however it went, it tells of what can be undone: [`Recorder::tell`].
//!
//! Keep and settle a batch at a time. A record may be kept again by the same point: what it was
//! first stays. A point that kept nothing is not shown.
//!
//! Points expire 30 days after they were made, and the oldest go when all of them are larger than
//! 256 MiB, both unless the settings say otherwise; the newest stays however large it is.
//!
//! What comes back: a device with its attributes, models, tags, relations, place among its
//! parent's sub-devices, and location if that is there; a profile with its session, whose counters
//! and nonces go on from the highest that were ever used; a gateway with its token; a model with its
//! versions and test cases; a location in the one it was in, if that is there.
//! What does not: telemetry, alarms, queued downlinks.

mod judge;
mod undo;

use std::sync::Arc;

use model::record::{Operation, RecordKey, RestorePoint, Task, TaskKind};
use model::{JsonMap, RecordId, Said, Saying, TenantCode, Timestamp};
use store::{StoreError, WriteTx};

pub use judge::{Checked, Counts, Verdict};

use crate::event::{Action, Resource};
use crate::rpc::Origin;
use crate::tasks::{Keep, NewTask};
use crate::{Core, Engine, Error, clock};

/// A point that an operation begins.
#[derive(Debug, Clone)]
pub(crate) struct NewPoint {
    pub(crate) tenant: TenantCode,
    pub(crate) operation: Operation,
    /// What people call it, such as a file's name; may be empty.
    pub(crate) name: String,
    pub(crate) who: String,
    /// The task that does it.
    pub(crate) task: Option<RecordId>,
}

/// Keeps what an operation is about to change. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Recorder {
    core: Arc<Core>,
    tenant: TenantCode,
    point: RecordId,
    /// A record that is only changed as it was last changed then; `None` for one that is not there.
    seen: Option<(RecordKey, Option<Timestamp>)>,
}

impl Core {
    /// Begins a restore point.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub(crate) async fn begin_restore_point(
        self: &Arc<Self>,
        new: NewPoint,
    ) -> Result<Recorder, Error> {
        let now = clock::now();
        let tenant = new.tenant.clone();
        let stored = self.store.write(move |tx| {
            let point = RestorePoint {
                id: tx.next_id(now)?,
                tenant: new.tenant,
                operation: new.operation,
                name: new.name,
                who: new.who,
                task: new.task,
                records: 0,
                bytes: 0,
                created_at: now,
                undone_at: None,
            };
            tx.restore_points().insert(&point)?;
            Ok(point.id)
        });
        Ok(Recorder { core: Arc::clone(self), tenant, point: stored.await?, seen: None })
    }

    /// Begins the restore point of the deletion of one record, outside a task.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub(crate) async fn begin_deletion(
        self: &Arc<Self>,
        tenant: &TenantCode,
        name: String,
        who: &str,
    ) -> Result<Recorder, Error> {
        let (tenant, who) = (tenant.clone(), who.to_owned());
        let operation = Operation::Delete;
        self.begin_restore_point(NewPoint { tenant, operation, name, who, task: None }).await
    }
}

impl Recorder {
    /// The same, which lets a record only be changed when it was last changed at a time, or is not
    /// there as it is expected: all that keeps it answers [`StoreError::Changed`] otherwise.
    pub(crate) fn only_as(&self, record: RecordKey, updated_at: Option<Timestamp>) -> Self {
        Self { seen: Some((record, updated_at)), ..self.clone() }
    }

    /// Whether a record is only changed as it was seen.
    pub(crate) const fn is_strict(&self) -> bool {
        self.seen.is_some()
    }

    /// Whether a record may be changed, for what is done before it is.
    ///
    /// # Errors
    /// [`Error::Store`], also with [`StoreError::Changed`].
    pub(crate) async fn check(&self, record: RecordKey) -> Result<(), Error> {
        match self.seen.clone() {
            Some((seen, updated_at)) if seen == record => {
                let read =
                    move |tx: &store::ReadTx<'_>| tx.restore_points().expect(&seen, updated_at);
                Ok(self.core.store.read(read).await?)
            }
            _ => Ok(()),
        }
    }

    /// Keeps records as they are, before they are changed by later transactions.
    ///
    /// # Errors
    /// [`Error::Store`]; then nothing may be changed.
    pub(crate) async fn keep(&self, records: Vec<RecordKey>) -> Result<(), Error> {
        let keeping = self.clone();
        let kept = self
            .core
            .store
            .write(move |tx| records.iter().try_for_each(|record| keeping.keep_in(tx, record)));
        Ok(kept.await?)
    }

    /// Keeps a record in the transaction that changes it, before it does.
    ///
    /// # Errors
    /// Those of the database.
    pub(crate) fn keep_in(&self, tx: &WriteTx<'_>, record: &RecordKey) -> Result<(), StoreError> {
        let points = tx.restore_points();
        if let Some((seen, updated_at)) = &self.seen
            && seen == record
        {
            points.expect(record, *updated_at)?;
        }
        points.keep(self.point, record)
    }

    /// Notes how the records that were kept are left, at the end of the transaction that changed
    /// them.
    ///
    /// # Errors
    /// Those of the database.
    pub(crate) fn settle_in(&self, tx: &WriteTx<'_>) -> Result<(), StoreError> {
        tx.restore_points().settle(self.point)
    }

    /// Tells everybody that there is something to undo, unless nothing was kept.
    pub(crate) async fn tell(&self) {
        let (tenant, point) = (self.tenant.clone(), self.point);
        let read = self.core.store.read(move |tx| tx.restore_points().get(&tenant, point)).await;
        // Who does not hear of it sees it when they look.
        if matches!(read, Ok(Some(point)) if point.records > 0) {
            let (resource, action) = (Resource::RestorePoints, Action::Created);
            self.core.bus.changed(&self.tenant, resource, point, action);
        }
    }
}

/// What to do with records that were changed after the operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflicts {
    /// Leave them as they are.
    Skip,
    /// Put them back all the same.
    Overwrite,
}

/// A point, and when it goes by its age.
#[derive(Debug, Clone)]
pub struct PointView {
    /// The point.
    pub point: RestorePoint,
    /// When it goes; the oldest go earlier when there is too much.
    pub expires_at: Timestamp,
}

/// The use cases of restore points.
#[derive(Debug, Clone, Copy)]
pub struct RestorePoints<'e>(pub(crate) &'e Engine);

impl RestorePoints<'_> {
    /// The points of a tenant, the newest first; with `task` only those of that task, with
    /// `record` only those that hold the record with that EUI or id.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn list(
        &self,
        tenant: &TenantCode,
        task: Option<RecordId>,
        record: Option<String>,
    ) -> Result<Vec<PointView>, Error> {
        let tenant = tenant.clone();
        let read = self.0.core.store.read(move |reader| match &record {
            Some(key) => reader.restore_points().holding(&tenant, key),
            None => reader.restore_points().all_of(&tenant),
        });
        let points = read.await?.into_iter();
        let wanted = points.filter(|point| task.is_none_or(|task| point.task == Some(task)));
        Ok(wanted.map(|point| self.view(point)).collect())
    }

    /// One point.
    ///
    /// # Errors
    /// [`Error::NotFound`], also when it has expired; [`Error::Store`].
    pub async fn get(&self, tenant: &TenantCode, id: RecordId) -> Result<PointView, Error> {
        let tenant = tenant.clone();
        let read = self.0.core.store.read(move |reader| reader.restore_points().get(&tenant, id));
        let point = read.await?.filter(|point| point.records > 0);
        point.map(|point| self.view(point)).ok_or_else(|| Error::not_found("restore point", id))
    }

    /// Begins to undo an operation, as a task.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::InUse`] while the operation goes on or is being undone;
    /// [`Error::Full`] when too many tasks wait; [`Error::Store`].
    pub async fn apply(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        conflicts: Conflicts,
        origin: &Origin,
    ) -> Result<Task, Error> {
        // Until the task is on the board, where the next one who asks sees it.
        let _turn = self.0.core.edit(Resource::RestorePoints, id).await;
        let point = self.get(tenant, id).await?.point;
        let board = &self.0.core.board;
        if self.0.core.is_at_work(&point) {
            return Err(Error::InUse(Saying::OperationGoesOn.into()));
        }
        if board.newest(TaskKind::Undo, id).is_some_and(|task| !task.state.is_over()) {
            return Err(Error::InUse(Saying::UndoneAlready.into()));
        }
        let items = undo::items(self.0, id).await?;
        let mut request = JsonMap::new();
        request.insert("restore_point".into(), id.to_string().into());
        request.insert("operation".into(), point.operation.as_str().into());
        request.insert("overwrite".into(), (conflicts == Conflicts::Overwrite).into());
        let new = NewTask {
            tenant: tenant.clone(),
            kind: TaskKind::Undo,
            subject: Some(id),
            name: Said::plain(point.name.clone()),
            who: origin.account().to_owned(),
            request,
            total: items.len(),
            keep: Keep::All,
        };
        let engine = self.0.clone();
        self.0
            .core
            .start_task(new, move |reporter| async move {
                undo::run(&engine, point, items, conflicts, &reporter).await
            })
            .await
    }

    fn view(&self, point: RestorePoint) -> PointView {
        let expires_at = point.created_at.plus_millis(retention_ms(&self.0.core));
        PointView { point, expires_at }
    }
}

impl Core {
    /// Whether the task that keeps things in a point goes on.
    fn is_at_work(&self, point: &RestorePoint) -> bool {
        let task = point.task.and_then(|task| self.board.get(&point.tenant, task));
        task.is_some_and(|task| !task.state.is_over())
    }
}

fn retention_ms(core: &Core) -> i64 {
    i64::from(core.settings().restore_retention_d) * 24 * 3_600_000
}

/// Deletes the points that are too old, and the oldest when all are too large.
pub(crate) async fn expire(core: &Core, now: Timestamp) {
    let before = now.plus_millis(-retention_ms(core));
    let bytes = u64::from(core.settings().restore_limit_mb) << 20;
    let read = core.store.read(move |reader| reader.restore_points().expired(before, bytes)).await;
    let expired = match read {
        Ok(expired) => expired,
        Err(error) => return tracing::warn!(%error, "old restore points could not be read"),
    };
    for point in expired {
        // An operation that goes on still keeps things in it.
        if core.is_at_work(&point) {
            continue;
        }
        let id = point.id;
        loop {
            match core.store.write(move |tx| tx.restore_points().delete_slice(id)).await {
                Ok(true) if !core.stopping.is_cancelled() => {}
                Ok(true) => return,
                Ok(false) => break,
                Err(error) => {
                    return tracing::warn!(%error, "old restore points could not be deleted");
                }
            }
        }
        core.bus.changed(&point.tenant, Resource::RestorePoints, id, Action::Deleted);
    }
}
