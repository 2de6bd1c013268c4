//! Long work, and what became of each of its items.

use model::record::{Task, TaskItem, TaskState};
use model::{RecordId, Said, Timestamp};
use rusqlite::params;
use serde_json::Value;

use crate::StoreError;
use crate::column::{Columns, id_value, json_text, record_id, said_value};
use crate::cursor::{Page, decode, encode};
use crate::table::{found, table};

/// Items that one call deletes, so that other writers do not wait for long.
const SLICE: u32 = 2_000;
/// The name of the list of items in its cursors.
const ITEMS: &str = "task_item";

table!(
    /// Tasks and their items.
    Tasks,
    TasksMut
);

/// One page of a task's items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskItems {
    /// The items in the order they were done.
    pub items: Vec<TaskItem>,
    /// How many there are in all.
    pub total: u64,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

impl Tasks<'_> {
    /// All of the instance in the order they were asked for.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a word is unknown.
    pub fn load_all(&self) -> Result<Vec<Task>, StoreError> {
        let sql = "SELECT id, tenant, kind, subject, name, name_said, who, request, state, total, ok, failed,
            reason, reason_said, created_at, started_at, ended_at FROM task ORDER BY id";
        self.0.rows(sql, [], task)
    }

    /// One page of what became of a task's items; `ok` for those that went well or that failed.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`].
    pub fn items(
        &self,
        task: RecordId,
        ok: Option<bool>,
        page: &Page,
    ) -> Result<TaskItems, StoreError> {
        let after = match &page.cursor {
            None => -1,
            Some(cursor) => {
                let [position] = decode::<1>(ITEMS, cursor)?;
                position.as_i64().ok_or(StoreError::BadCursor)?
            }
        };
        let limit = page.limit.clamp(1, 1_000);
        let sql = "SELECT position, subject, ok, code, detail, said, link, at FROM task_item
             WHERE task = ?1 AND position > ?2 AND (?3 IS NULL OR ok = ?3)
             ORDER BY position LIMIT ?4";
        let mut rows = self.0.rows(sql, params![id_value(task), after, ok, limit + 1], item)?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let last = rows.last().filter(|_| more).map(|(position, _)| Value::from(*position));
        let sql = "SELECT count(*) FROM task_item WHERE task = ?1 AND (?2 IS NULL OR ok = ?2)";
        let count = |columns: &mut Columns<'_, '_>| columns.get::<i64>();
        let total = self.0.row(sql, params![id_value(task), ok], count)?.unwrap_or(0);
        Ok(TaskItems {
            items: rows.into_iter().map(|(_, item)| item).collect(),
            total: u64::try_from(total).unwrap_or(0),
            next_cursor: last.map(|position| encode(ITEMS, &[position])),
        })
    }

    /// The things whose items went well or failed, as `ok` says, but for those with this code.
    ///
    /// # Errors
    /// Those of the database.
    pub fn subjects(&self, task: RecordId, ok: bool, but: &str) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT subject FROM task_item WHERE task = ?1 AND ok = ?2 AND code <> ?3";
        self.0.rows(sql, params![id_value(task), ok, but], |columns| columns.get())
    }

    /// The things whose items failed, in the order they were done.
    ///
    /// # Errors
    /// Those of the database.
    pub fn failed_subjects(&self, task: RecordId) -> Result<Vec<String>, StoreError> {
        let failed = self.failed_places(task)?;
        Ok(failed.into_iter().map(|(_, subject)| subject).collect())
    }

    /// The things whose items failed, each with its place among the items of the task.
    ///
    /// # Errors
    /// Those of the database.
    pub fn failed_places(&self, task: RecordId) -> Result<Vec<(u64, String)>, StoreError> {
        let sql =
            "SELECT position, subject FROM task_item WHERE task = ?1 AND ok = 0 ORDER BY position";
        self.0.rows(sql, [id_value(task)], |columns| Ok((count(columns)?, columns.get()?)))
    }
}

impl TasksMut<'_> {
    /// Adds a task.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the tenant does not exist.
    pub fn insert(&self, task: &Task) -> Result<(), StoreError> {
        self.tx().execute(
            "INSERT INTO task (id, tenant, kind, subject, name, name_said, who, request, state,
                total, ok, failed, reason, created_at, started_at, ended_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, 0, NULL, ?11, NULL, NULL)",
            params![
                id_value(task.id),
                task.tenant.as_str(),
                task.kind.as_str(),
                task.subject.map(id_value),
                task.name.text(),
                said_value(&task.name),
                task.who,
                json_text(&task.request),
                task.state.as_str(),
                i64::try_from(task.total).unwrap_or(i64::MAX),
                task.created_at.as_millis(),
            ],
        )?;
        Ok(())
    }

    /// Stores how far a task is; its counts are those of [`Self::report`].
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn update(&self, task: &Task) -> Result<(), StoreError> {
        let changed = self.tx().execute(
            "UPDATE task SET state = ?2, reason = ?3, reason_said = ?4, started_at = ?5, ended_at = ?6
             WHERE id = ?1",
            params![
                id_value(task.id),
                task.state.as_str(),
                task.reason.as_ref().map(Said::text),
                task.reason.as_ref().and_then(said_value),
                task.started_at.map(Timestamp::as_millis),
                task.ended_at.map(Timestamp::as_millis),
            ],
        )?;
        found(changed, "task")
    }

    /// Counts what became of some items, and keeps the items when `keep`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn report(&self, task: RecordId, items: &[TaskItem], keep: bool) -> Result<(), StoreError> {
        let before = self.count(task, items.iter())?;
        for (position, item) in (before..).zip(items.iter().filter(|_| keep)) {
            self.keep(task, position, item)?;
        }
        Ok(())
    }

    /// Counts and keeps what became of items that have a place of their own in the task, because
    /// they are not done in their order.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn report_at(&self, task: RecordId, items: &[(u64, TaskItem)]) -> Result<(), StoreError> {
        self.count(task, items.iter().map(|(_, item)| item))?;
        for (position, item) in items {
            self.keep(task, i64::try_from(*position).unwrap_or(i64::MAX), item)?;
        }
        Ok(())
    }

    /// Says how many items were behind the task before.
    fn count<'i>(
        &self,
        task: RecordId,
        items: impl Iterator<Item = &'i TaskItem>,
    ) -> Result<i64, StoreError> {
        let (mut ok, mut failed) = (0_i64, 0_i64);
        for item in items {
            if item.ok { ok += 1 } else { failed += 1 }
        }
        let before = self.tx().row(
            "UPDATE task SET ok = ok + ?2, failed = failed + ?3 WHERE id = ?1
             RETURNING ok + failed - ?2 - ?3",
            params![id_value(task), ok, failed],
            |columns| columns.get::<i64>(),
        )?;
        before.ok_or(StoreError::NotFound("task"))
    }

    fn keep(&self, task: RecordId, position: i64, item: &TaskItem) -> Result<(), StoreError> {
        self.tx().execute(
            "INSERT INTO task_item (task, position, subject, ok, code, detail, said, link, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                id_value(task),
                position,
                item.subject,
                item.ok,
                item.code,
                item.detail.text(),
                said_value(&item.detail),
                item.link.map(id_value),
                item.at.as_millis(),
            ],
        )?;
        Ok(())
    }

    /// Marks what was not over when the program ended. Returns how many.
    ///
    /// # Errors
    /// Those of the database.
    pub fn interrupt_all(&self, now: Timestamp) -> Result<usize, StoreError> {
        self.tx().execute(
            "UPDATE task SET state = ?1, ended_at = ?2 WHERE state IN (?3, ?4)",
            params![
                TaskState::Interrupted.as_str(),
                now.as_millis(),
                TaskState::Waiting.as_str(),
                TaskState::Running.as_str(),
            ],
        )
    }

    /// Deletes a slice of a task's items, then the task. Call again while it says `true`.
    ///
    /// # Errors
    /// Those of the database.
    pub fn delete_slice(&self, task: RecordId) -> Result<bool, StoreError> {
        let deleted = self.tx().execute(
            "DELETE FROM task_item WHERE task = ?1 AND position IN (
                SELECT position FROM task_item WHERE task = ?1 LIMIT ?2)",
            params![id_value(task), SLICE],
        )?;
        if deleted == SLICE as usize {
            return Ok(true);
        }
        self.tx().execute("DELETE FROM task WHERE id = ?1", [id_value(task)])?;
        Ok(false)
    }
}

fn task(columns: &mut Columns<'_, '_>) -> Result<Task, StoreError> {
    Ok(Task {
        id: columns.id()?,
        tenant: columns.tenant()?,
        kind: columns.parse()?,
        subject: columns.get::<Option<i64>>()?.map(record_id).transpose()?,
        name: columns.said()?,
        who: columns.get()?,
        request: columns.json_map()?,
        state: columns.parse()?,
        total: count(columns)?,
        ok: count(columns)?,
        failed: count(columns)?,
        reason: columns.said_opt()?,
        created_at: columns.time()?,
        started_at: columns.time_opt()?,
        ended_at: columns.time_opt()?,
    })
}

fn item(columns: &mut Columns<'_, '_>) -> Result<(i64, TaskItem), StoreError> {
    let position = columns.get()?;
    let item = TaskItem {
        subject: columns.get()?,
        ok: columns.get()?,
        code: columns.get()?,
        detail: columns.said()?,
        link: columns.get::<Option<i64>>()?.map(record_id).transpose()?,
        at: columns.time()?,
    };
    Ok((position, item))
}

fn count(columns: &mut Columns<'_, '_>) -> Result<u64, StoreError> {
    u64::try_from(columns.get::<i64>()?).map_err(StoreError::corrupt)
}
