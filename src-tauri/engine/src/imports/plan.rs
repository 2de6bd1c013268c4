//! The plan of a file: what each row would do and what became of it. The plans people look at are
//! in memory: few, and not for long.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use model::{RecordId, Saying, TenantCode, Timestamp, say};
use parking_lot::Mutex;
use sheet::Table;
use tokio::sync::Semaphore;

use super::columns::Columns;
use super::note::KeptNote;
use super::{ImportKind, RowResult};
use crate::Error;

/// Plans in the instance; the one nobody looked at for longest goes when there is another.
const PLANS: usize = 8;
/// How long a plan stays after it was last looked at.
const KEPT_MS: i64 = 3_600_000;
/// Files being read or checked at once.
const AT_WORK: usize = 2;

/// What a row would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Add a record.
    Create,
    /// Change a record.
    Update,
    /// Nothing: the record is like that already.
    Unchanged,
    /// It cannot be imported.
    Error,
}

/// A field that a row sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The field.
    pub field: &'static str,
    /// What the record has; `None` for a new record.
    pub old: Option<Box<str>>,
    /// What it shall have.
    pub new: Box<str>,
}

/// What a row would do, and why.
#[derive(Debug, Clone)]
pub(super) struct RowPlan {
    /// Place of the row in the table.
    pub(super) at: usize,
    /// Its record's key, as far as it could be read.
    pub(super) key: Box<str>,
    /// In which pass over the file it is done.
    pub(super) pass: usize,
    pub(super) outcome: Outcome,
    pub(super) changes: Box<[Change]>,
    pub(super) notes: Box<[KeptNote]>,
}

/// How far a plan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It was checked and nothing else.
    Checked,
    /// It is being applied.
    Applying {
        /// Rows behind it.
        done: usize,
    },
    /// Every row was gone through.
    Applied,
    /// A person interrupted it, it could not go on, or the program ends.
    Stopped {
        /// Rows behind it.
        done: usize,
    },
}

/// What a plan holds at a moment; cheap to copy.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) table: Arc<Table>,
    pub(super) columns: Columns,
    pub(super) rows: Arc<Vec<RowPlan>>,
    pub(super) phase: Phase,
    /// What became of each row, as far as they were reached.
    pub(super) results: Vec<Option<RowResult>>,
    /// The task that applies it.
    pub(super) task: Option<RecordId>,
}

impl Held {
    pub(super) fn new(table: Table, columns: Columns) -> Self {
        Self {
            table: Arc::new(table),
            columns,
            rows: Arc::default(),
            phase: Phase::Checked,
            results: Vec::new(),
            task: None,
        }
    }

    /// What became of a row; `None` when it was not reached.
    pub(super) fn result(&self, index: usize) -> Option<&RowResult> {
        self.results.get(index).and_then(Option::as_ref)
    }
}

/// A checked file.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) id: RecordId,
    pub(super) tenant: TenantCode,
    pub(super) kind: ImportKind,
    pub(super) file: String,
    pub(super) held: Mutex<Held>,
    /// Held from reading the content for an edit until the edit is in place: one at a time, so that
    /// none is lost.
    pub(super) edits: tokio::sync::Mutex<()>,
    touched_ms: AtomicI64,
}

impl Plan {
    pub(super) fn new(
        id: RecordId,
        tenant: TenantCode,
        kind: ImportKind,
        file: String,
        now: Timestamp,
    ) -> Self {
        let table = Table {
            source: sheet::Source::Csv { encoding: "", delimiter: ',', is_guess: false },
            rows: Vec::new(),
        };
        Self {
            id,
            tenant,
            kind,
            file,
            held: Mutex::new(Held::new(table, Columns::default())),
            edits: tokio::sync::Mutex::default(),
            touched_ms: AtomicI64::new(now.as_millis()),
        }
    }

    /// What it holds, to be changed.
    ///
    /// # Errors
    /// [`Error::InUse`] once it is applied.
    pub(super) fn open(&self) -> Result<Held, Error> {
        let held = self.held.lock();
        if held.phase == Phase::Checked { Ok(held.clone()) } else { Err(applied()) }
    }

    /// Puts a changed and checked content in place, unless it is applied meanwhile.
    pub(super) fn replace(&self, new: Held) -> Result<(), Error> {
        let mut held = self.held.lock();
        if held.phase != Phase::Checked {
            return Err(applied());
        }
        *held = new;
        Ok(())
    }

    /// Begins to apply it when `check` has nothing against it, and says what `check` says.
    pub(super) fn begin<T>(
        &self,
        check: impl FnOnce(&Held) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut held = self.held.lock();
        if held.phase != Phase::Checked {
            return Err(Error::InUse(Saying::PlanApplied.into()));
        }
        let checked = check(&held)?;
        held.phase = Phase::Applying { done: 0 };
        Ok(checked)
    }

    /// Puts back a plan whose task could not be begun.
    pub(super) fn not_begun(&self) {
        self.held.lock().phase = Phase::Checked;
    }

    pub(super) fn expires_at(&self) -> Timestamp {
        Timestamp::from_millis(self.touched_ms.load(Ordering::Relaxed)).plus_millis(KEPT_MS)
    }

    fn is_at_work(&self) -> bool {
        matches!(self.held.lock().phase, Phase::Applying { .. })
    }
}

fn applied() -> Error {
    Error::InUse(Saying::PlanAppliedCheckAgain.into())
}

/// Every plan of the instance.
#[derive(Debug)]
pub(crate) struct Plans {
    plans: Mutex<HashMap<RecordId, Arc<Plan>>>,
    pub(super) turns: Arc<Semaphore>,
}

impl Default for Plans {
    fn default() -> Self {
        Self { plans: Mutex::default(), turns: Arc::new(Semaphore::new(AT_WORK)) }
    }
}

impl Plans {
    pub(super) fn put(&self, plan: Arc<Plan>) -> Result<(), Error> {
        let mut plans = self.plans.lock();
        while plans.len() >= PLANS {
            let idle = plans.values().filter(|plan| !plan.is_at_work());
            let oldest = idle.min_by_key(|plan| plan.expires_at()).map(|plan| plan.id);
            let Some(oldest) = oldest else {
                return Err(Error::Full(say!(ImportsFull, limit = PLANS)));
            };
            plans.remove(&oldest);
        }
        plans.insert(plan.id, plan);
        Ok(())
    }

    /// The plan; looking at it keeps it.
    pub(super) fn get(&self, id: RecordId, now: Timestamp) -> Option<Arc<Plan>> {
        let plan = self.plans.lock().get(&id).cloned()?;
        plan.touched_ms.store(now.as_millis(), Ordering::Relaxed);
        Some(plan)
    }

    /// Forgets the plans that nobody looked at for an hour.
    pub(crate) fn expire(&self, now: Timestamp) {
        self.plans.lock().retain(|_, plan| plan.is_at_work() || plan.expires_at() > now);
    }
}
