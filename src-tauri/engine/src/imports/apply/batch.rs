//! Rows that are applied together: what each asks for now, and the storing of it.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use model::record::TaskItem;
use model::{RecordId, Said, Saying, Timestamp};
use sheet::Table;

use super::result::{RowResult, detail};
use super::wish::wish;
use crate::devices::StoredBy;
use crate::imports::columns::Columns;
use crate::imports::mask::{MASK, is_key};
use crate::imports::plan::{Outcome, Plan, RowPlan};
use crate::imports::subject::{Subject, Wish};
use crate::imports::{Field, ImportKind};
use crate::restore_points::Recorder;
use crate::tasks::Reporter;
use crate::{Engine, Error, clock};

/// Rows that are applied together.
pub(super) struct Batch<'p> {
    pub(super) plan: &'p Plan,
    pub(super) table: &'p Table,
    pub(super) columns: &'p Columns,
    /// Each with its place among all rows.
    pub(super) rows: Vec<(usize, &'p RowPlan)>,
    /// Numbers of rows that are not wanted.
    pub(super) leave_out: &'p HashSet<u32>,
}

impl Batch<'_> {
    /// Whether the file says something of a field in a row.
    fn gives<S: Subject>(&self, row: &RowPlan, field: &str) -> bool {
        let place = S::FIELDS.iter().position(|known| known.name == field);
        let column = place.and_then(|place| self.columns.column_of(place));
        let cells = self.table.rows.get(row.at);
        column.zip(cells).is_some_and(|(at, cells)| !cells.cell(at).text.trim().is_empty())
    }

    /// What became of the rows, and why the import cannot go on.
    pub(super) async fn apply<S: Subject>(
        &self,
        engine: &Engine,
        claims: &mut S::Claims,
        reporter: &Reporter,
        recorder: &Recorder,
    ) -> (Vec<(usize, RowResult)>, Result<(), Error>) {
        let tenant = &self.plan.tenant;
        // From reading the records to having them in memory.
        let turn = |row: &RowPlan| S::turn(engine, tenant, &row.key);
        let wanted: Vec<Option<String>> = self.rows.iter().map(|(_, row)| turn(row)).collect();
        let beside: Vec<String> = self
            .rows
            .iter()
            .filter_map(|(_, row)| S::beside(engine, tenant, &row.key, &row.changes))
            .collect();
        let keys = wanted.iter().flatten().chain(&beside);
        let _turns = engine.core.edit_all(S::RESOURCE, keys).await;
        let mut parts = self.parts::<S>(engine, &wanted, claims);
        let wishes = parts.values_mut().flat_map(|part| &mut part.wishes);
        let mut ended = identify::<S>(engine, wishes).await;
        let mut results = Vec::with_capacity(self.rows.len());
        for part in parts.into_values() {
            let places: Vec<usize> = part.rows.iter().map(|row| row.place).collect();
            let done = match &ended {
                Ok(()) => part.store(engine, self.plan.kind, reporter, recorder).await,
                Err(_) => Err(Error::Unavailable(Saying::ImportEnded.into())),
            };
            match done {
                Ok(done) => results.extend(places.into_iter().zip(done)),
                Err(error) => {
                    let failed = RowResult::Failed(Said::from(&error));
                    results.extend(places.into_iter().map(|place| (place, failed.clone())));
                    ended = ended.and(Err(error));
                }
            }
        }
        (results, ended)
    }

    /// The rows with what they ask for, by who stores that; `turned`: by what their records are
    /// locked.
    fn parts<S: Subject>(
        &self,
        engine: &Engine,
        turned: &[Option<String>],
        claims: &mut S::Claims,
    ) -> BTreeMap<StoredBy, Part<S>> {
        let mut parts: BTreeMap<StoredBy, Part<S>> = BTreeMap::new();
        for ((place, row), turned) in self.rows.iter().zip(turned) {
            let number = self.table.rows.get(row.at).map_or(0, |row| row.number);
            let asked = self.asked::<S>(engine, row, number, turned.as_deref(), claims);
            let (wish, result) = match asked {
                Ok(Some(wish)) if wish.before.is_none() => (Some(wish), RowResult::Created),
                Ok(Some(wish)) => (Some(wish), RowResult::Updated),
                Ok(None) if row.outcome == Outcome::Error => (None, RowResult::Skipped),
                Ok(None) => (None, RowResult::Unchanged),
                Err(result) => (None, result),
            };
            let part = wish.as_ref().map_or(StoredBy::Caller, |wish| S::stored_by(engine, wish));
            let part = parts.entry(part).or_insert_with(Part::empty);
            if let Some(wish) = wish {
                part.stored.push(part.rows.len());
                part.wishes.push(wish);
            }
            part.rows.push(PartRow { place: *place, row: (*row).clone(), number, result });
        }
        parts
    }

    /// What a row asks for now, `None` for nothing; the error is what becomes of one that is not
    /// wanted, or is about another record than when it was checked.
    fn asked<S: Subject>(
        &self,
        engine: &Engine,
        row: &RowPlan,
        number: u32,
        turned: Option<&str>,
        claims: &mut S::Claims,
    ) -> Result<Option<Wish<S::Record>>, RowResult> {
        let writes = matches!(row.outcome, Outcome::Create | Outcome::Update);
        if writes && self.leave_out.contains(&number) {
            return Err(RowResult::LeftOut);
        }
        if S::turn(engine, &self.plan.tenant, &row.key).as_deref() != turned {
            return Err(RowResult::Conflict(Saying::NameMeansAnother.into()));
        }
        wish::<S>(engine, self.plan, row, |field| self.gives::<S>(row, field), claims)
            .map_err(RowResult::Conflict)
    }
}

/// Gives new records their ids where restore points know them by these.
async fn identify<'w, S: Subject>(
    engine: &Engine,
    wishes: impl Iterator<Item = &'w mut Wish<S::Record>> + Send,
) -> Result<(), Error> {
    let new: Vec<_> = wishes.filter(|wish| S::needs_id(&wish.after)).collect();
    if new.is_empty() {
        return Ok(());
    }
    let (count, now) = (new.len(), clock::now());
    let ids = move |tx: &store::WriteTx<'_>| (0..count).map(|_| tx.next_id(now)).collect();
    let ids: Vec<RecordId> = engine.core.store.write(ids).await?;
    for (wish, id) in new.into_iter().zip(ids) {
        S::set_id(&mut wish.after, id);
    }
    Ok(())
}

/// Rows that are stored together.
struct Part<S: Subject> {
    rows: Vec<PartRow>,
    wishes: Vec<Wish<S::Record>>,
    /// Which of the rows have the wishes.
    stored: Vec<usize>,
}

struct PartRow {
    /// Its place among all rows.
    place: usize,
    row: RowPlan,
    /// Its number in the file.
    number: u32,
    /// What becomes of it if everything can be stored.
    result: RowResult,
}

impl<S: Subject> Part<S> {
    const fn empty() -> Self {
        Self { rows: Vec::new(), wishes: Vec::new(), stored: Vec::new() }
    }

    /// Stores the records, and in the same transaction what became of the rows.
    async fn store(
        self,
        engine: &Engine,
        kind: ImportKind,
        reporter: &Reporter,
        recorder: &Recorder,
    ) -> Result<Vec<RowResult>, Error> {
        let Self { mut rows, wishes, stored } = self;
        // Part by part: settling one would take the others for done.
        let kept = wishes.iter().filter_map(|wish| S::kept_as(&wish.after)).collect();
        recorder.keep(kept).await?;
        let (noting, told) = (reporter.clone(), Arc::new(parking_lot::Mutex::new(None)));
        let (tell, settling) = (Arc::clone(&told), recorder.clone());
        let saved = S::store(engine, wishes, move |tx, answers| {
            for (place, answer) in stored.into_iter().zip(answers) {
                if let (Some(row), Err(reason)) = (rows.get_mut(place), answer) {
                    row.result = RowResult::Failed(reason.clone());
                }
            }
            let (at, fields) = (clock::now(), kind.fields());
            let items: Vec<(u64, TaskItem)> = rows.iter().map(|row| row.item(fields, at)).collect();
            let tally = noting.note_at_in(tx, &items)?;
            settling.settle_in(tx)?;
            *tell.lock() = Some((rows.into_iter().map(|row| row.result).collect(), tally));
            Ok(())
        });
        saved.await?;
        let Some((results, tally)) = told.lock().take() else { return Ok(Vec::new()) };
        reporter.tell(tally);
        Ok(results)
    }
}

impl PartRow {
    fn item(&self, fields: &[Field], at: Timestamp) -> (u64, TaskItem) {
        let item = TaskItem {
            // What could not be taken for a key of the record may be one of LoRaWAN.
            subject: if is_key(&self.row.key) { MASK.into() } else { self.row.key.to_string() },
            ok: !self.result.is_failure(),
            code: self.result.as_str().to_owned(),
            detail: detail(fields, &self.row, self.number, &self.result),
            link: None,
            at,
        };
        (self.place as u64, item)
    }
}
