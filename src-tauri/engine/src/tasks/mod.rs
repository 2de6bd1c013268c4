//! Long work that people watch and stop: what is going on, and what became of it.
//!
//! Whoever has long work gives [`Core::start_task`](work) a closure. The closure gets a
//! [`Reporter`], stores what it does by [`Reporter::commit`] together with what became of each
//! item, and returns soon after [`Reporter::stopped`]. State, counts, events, interruption by a
//! restart, and expiry are the same for every kind.
//!
//! At most 16 tasks are at work at once and 100 wait; a task that is over stays for 30 days, see
//! [`board`] for the rule.

mod board;
mod paced;
mod work;

use std::collections::HashSet;
use std::sync::Arc;

use model::record::{Task, TaskItem, TaskKind};
use model::{RecordId, Saying, TenantCode};

use crate::imports::RowResult;
use crate::lists::{self, Listed};
use crate::page::{Page, PageRequest};
use crate::rpc::Origin;
use crate::{Engine, Error};

pub(crate) use board::{Board, expire};
pub(crate) use paced::paced;
pub(crate) use work::{Keep, NewTask, Reporter};

/// Which tasks a list has.
#[derive(Debug, Clone, Default)]
pub struct TaskFilter {
    /// Only those that do this.
    pub kind: Option<TaskKind>,
    /// Only those that are over, or that are not.
    pub over: Option<bool>,
    /// Only those of this record.
    pub subject: Option<RecordId>,
}

impl Listed for Task {
    fn identity(&self) -> String {
        format!("{:020}", self.id.0)
    }
}

/// The use cases of tasks of every kind.
#[derive(Debug, Clone, Copy)]
pub struct Tasks<'e>(pub(crate) &'e Engine);

impl Tasks<'_> {
    /// One page of a tenant's tasks, the newest first unless asked otherwise.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown sort field or a foreign cursor.
    pub fn list(
        &self,
        tenant: &TenantCode,
        filter: &TaskFilter,
        page: &PageRequest,
    ) -> Result<Page<Task>, Error> {
        let needle = page.needle();
        let tasks = self.0.core.board.all_of(tenant).into_iter().filter(|task| {
            filter.kind.is_none_or(|kind| kind == task.kind)
                && filter.over.is_none_or(|over| over == task.state.is_over())
                && filter.subject.is_none_or(|subject| task.subject == Some(subject))
                && needle.as_ref().is_none_or(|it| it.in_text(task.name.text()))
        });
        let mut page = page.clone();
        page.sort.get_or_insert_with(|| "-created_at".to_owned());
        lists::in_memory(tasks.collect(), &page, |task: &Task, field| match field {
            "created_at" => Some(lists::time_key(Some(task.created_at))),
            "ended_at" => Some(lists::time_key(task.ended_at)),
            "name" => Some(task.name.text().to_lowercase()),
            "state" => Some(task.state.as_str().to_owned()),
            _ => None,
        })
    }

    /// One task.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn get(&self, tenant: &TenantCode, id: RecordId) -> Result<Task, Error> {
        self.0.core.board.get(tenant, id).ok_or_else(|| Error::not_found("task", id))
    }

    /// One page of what became of a task's items; `ok` for those that went well or that failed.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`] for a foreign cursor, [`Error::Store`].
    pub async fn items(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        ok: Option<bool>,
        page: &PageRequest,
    ) -> Result<Page<TaskItem>, Error> {
        self.get(tenant, id)?;
        let limit = u32::try_from(page.limit()).unwrap_or(u32::MAX);
        let page = store::Page { limit, cursor: page.cursor.clone() };
        let read = self.0.core.store.read(move |reader| reader.tasks().items(id, ok, &page));
        let found = read.await?;
        Ok(Page { items: found.items, total: found.total, next_cursor: found.next_cursor })
    }

    /// The keys of the records that a task did something to, or met as they should be: of its items
    /// that went well, those that were not left out.
    ///
    /// # Errors
    /// [`Error::Invalid`] when there is no such task, [`Error::Store`].
    pub async fn records(
        &self,
        tenant: &TenantCode,
        id: RecordId,
    ) -> Result<Arc<HashSet<String>>, Error> {
        if self.0.core.board.get(tenant, id).is_none() {
            return Err(Error::field("task", Saying::NoTaskWithId));
        }
        let left_out = RowResult::LeftOut.as_str();
        let read =
            self.0.core.store.read(move |reader| reader.tasks().subjects(id, true, left_out));
        Ok(Arc::new(read.await?.into_iter().collect()))
    }

    /// Does what a task did once more, for the items of it that failed, as a new task.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::InUse`] while it goes on or when nothing is known to have
    /// failed, [`Error::Full`], [`Error::Store`].
    pub async fn retry_failed(
        &self,
        tenant: &TenantCode,
        id: RecordId,
        origin: Origin,
    ) -> Result<Task, Error> {
        let task = self.get(tenant, id)?;
        if !task.state.is_over() {
            return Err(Error::InUse(Saying::NotOverYet.into()));
        }
        match task.kind {
            TaskKind::OneTimeRpc | TaskKind::DeviceExecution => {
                self.0.one_time_rpcs().retry(task, origin).await
            }
            TaskKind::Import => Err(Error::InUse(Saying::RetryImport.into())),
            TaskKind::DeleteDevices
            | TaskKind::DeleteProfiles
            | TaskKind::SwitchProfiles
            | TaskKind::DeleteModels
            | TaskKind::DeleteGateways
            | TaskKind::Tags => self.0.selected().retry(task, &origin).await,
            TaskKind::Undo => Err(Error::InUse(Saying::RetryUndo.into())),
            TaskKind::ResetByTemplate | TaskKind::BulkUpdate => {
                self.0.bulk_changes().retry(task, origin).await
            }
            TaskKind::HistoryCleaning => Err(Error::InUse(Saying::RetryCleaning.into())),
        }
    }

    /// Asks a task to stop after what it is doing at this moment. What it did stays done. A task
    /// that is over stays as it is.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn cancel(&self, tenant: &TenantCode, id: RecordId) -> Result<Task, Error> {
        let task = self.get(tenant, id)?;
        self.0.core.board.stop(id);
        Ok(task)
    }
}
