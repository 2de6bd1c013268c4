//! What people see of a plan: keys only who may read them.

use model::{RecordId, Timestamp};
use sheet::{Row, Source};

use super::mask::{MASK, hidden, said_of_key, said_without_keys};
use super::note::KeptNote;
use super::plan::{Held, Plan, RowPlan};
use super::{Change, Field, ImportKind, Note, Outcome, Phase, RowResult};
use crate::page::Page;

/// Rows in one page of a plan.
const PAGE_MAX: usize = 1_000;
/// Sample values shown of a column.
const SAMPLES: usize = 3;
/// Rows in which they are looked for.
const SAMPLED: usize = 50;
/// Characters shown of a header or a sample.
const SHOWN_CHARS: usize = 80;

/// A column of a file.
#[derive(Debug, Clone)]
pub struct ColumnView {
    /// Its header.
    pub header: String,
    /// The field it is taken for.
    pub field: Option<&'static str>,
    /// Its first values; of keys only that there are some.
    pub samples: Vec<String>,
}

/// How many rows would do what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of Outcome")]
pub struct Counts {
    pub create: usize,
    pub update: usize,
    pub unchanged: usize,
    pub error: usize,
    /// Rows of any outcome but error that have a warning.
    pub warning: usize,
}

impl Counts {
    fn of(rows: &[RowPlan]) -> Self {
        let mut counts = Self::default();
        for row in rows {
            counts.warning += usize::from(has_warning(row));
            *match row.outcome {
                Outcome::Create => &mut counts.create,
                Outcome::Update => &mut counts.update,
                Outcome::Unchanged => &mut counts.unchanged,
                Outcome::Error => &mut counts.error,
            } += 1;
        }
        counts
    }
}

/// A plan as a whole.
#[derive(Debug, Clone)]
pub struct PlanView {
    /// Its key.
    pub id: RecordId,
    /// What the rows are.
    pub kind: ImportKind,
    /// Name of the file.
    pub file: String,
    /// What was found out about the file.
    pub source: Source,
    /// The columns of the file.
    pub columns: Vec<ColumnView>,
    /// Texts for fields that rows leave empty.
    pub fixed: Vec<(&'static str, String)>,
    /// Required fields that no column and no text for all rows gives, and that a row needs: those
    /// of new records.
    pub missing: Vec<&'static str>,
    /// How many rows would do what.
    pub counts: Counts,
    /// How far it is.
    pub phase: Phase,
    /// The task that applies it.
    pub task: Option<RecordId>,
    /// When it is forgotten unless somebody looks at it again.
    pub expires_at: Timestamp,
}

/// A row of a plan.
#[derive(Debug, Clone)]
pub struct RowView {
    /// Its number in the file.
    pub row: u32,
    /// Key of its record.
    pub key: String,
    /// What it would do.
    pub outcome: Outcome,
    /// What it sets.
    pub changes: Vec<Change>,
    /// What people should know.
    pub notes: Vec<Note>,
    /// What became of it.
    pub result: Option<RowResult>,
}

/// Which rows of a plan are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFilter {
    /// Those with an outcome.
    Outcome(Outcome),
    /// Those with a warning.
    Warning,
    /// Those that were to be applied and were not.
    Failed,
}

fn has_warning(row: &RowPlan) -> bool {
    row.outcome != Outcome::Error && !row.notes.is_empty()
}

pub(super) fn view(plan: &Plan, with_keys: bool) -> PlanView {
    let held = plan.held.lock();
    view_of(plan, &held, with_keys)
}

/// A plan with what it holds at a moment.
pub(super) fn view_of(plan: &Plan, held: &Held, with_keys: bool) -> PlanView {
    let fields = plan.kind.fields();
    let width = held.table.rows.first().map_or(0, Row::width).max(held.columns.fields.len());
    let columns = (0..width).map(|at| column_view(fields, held, at, with_keys));
    let fixed = held.columns.fixed.iter();
    let fixed = fixed.filter_map(|(field, text)| {
        let field = fields.get(*field)?;
        let is_hidden = !with_keys && field.is_secret && !text.is_empty();
        Some((field.name, if is_hidden { MASK.to_owned() } else { shown(text, with_keys) }))
    });
    let is_given = |at: usize| {
        held.columns.column_of(at).is_some()
            || held.columns.fixed.iter().any(|(field, _)| *field == at)
    };
    // Of a record that is there a column that is not says nothing; the key says which it is.
    let is_needed = |at: usize, field: &Field| {
        let lacks =
            |row: &RowPlan| row.notes.iter().any(|note| note.is_error && note.field == field.name);
        // Without the key no row is known to be of a record that is there.
        at == 0 || !is_given(0) || held.rows.iter().any(lacks)
    };
    let missing = fields
        .iter()
        .enumerate()
        .filter(|(at, it)| it.is_required && !is_given(*at) && is_needed(*at, it));
    PlanView {
        id: plan.id,
        kind: plan.kind,
        file: plan.file.clone(),
        source: held.table.source.clone(),
        columns: columns.collect(),
        fixed: fixed.collect(),
        missing: missing.map(|(_, field)| field.name).collect(),
        counts: Counts::of(&held.rows),
        phase: held.phase,
        task: held.task,
        expires_at: plan.expires_at(),
    }
}

/// A page of the rows, from a place among those that match.
pub(super) fn rows(
    plan: &Plan,
    filter: Option<RowFilter>,
    (from, limit): (usize, usize),
    with_keys: bool,
) -> Page<RowView> {
    let held = plan.held.lock().clone();
    let matches = |(index, row): &(usize, &RowPlan)| match filter {
        None => true,
        Some(RowFilter::Outcome(outcome)) => row.outcome == outcome,
        Some(RowFilter::Warning) => has_warning(row),
        Some(RowFilter::Failed) => held.result(*index).is_some_and(RowResult::is_failure),
    };
    let matching: Vec<(usize, &RowPlan)> = held.rows.iter().enumerate().filter(matches).collect();
    let total = matching.len() as u64;
    let end = from.saturating_add(limit.clamp(1, PAGE_MAX));
    let next_cursor = (end < matching.len()).then(|| end.to_string());
    let page = matching.into_iter().skip(from).take(end.saturating_sub(from));
    let items = page.map(|(index, row)| row_view(plan, &held, index, row, with_keys)).collect();
    Page { items, total, next_cursor }
}

fn column_view(fields: &[Field], held: &Held, at: usize, with_keys: bool) -> ColumnView {
    let field = held.columns.fields.get(at).copied().flatten();
    let field = field.and_then(|field| fields.get(field));
    let is_secret = field.is_some_and(|field| field.is_secret);
    let start = |text: String| text.chars().take(SHOWN_CHARS).collect();
    let rows = held.table.rows.iter().skip(1).take(SAMPLED);
    let texts = rows.map(|row| row.cell(at).text).filter(|text| !text.is_empty());
    // That there are keys is enough to see that the column is the right one.
    let sample = |text| start(if is_secret { MASK.to_owned() } else { shown(text, with_keys) });
    // A file without headers has a record in their place.
    let header =
        held.table.rows.first().map(|header| start(shown(header.cell(at).text, with_keys)));
    ColumnView {
        header: header.unwrap_or_default(),
        field: field.map(|field| field.name),
        samples: texts.take(SAMPLES).map(sample).collect(),
    }
}

/// A text of a file, without keys for who may not read them.
fn shown(text: &str, with_keys: bool) -> String {
    if with_keys { text.to_owned() } else { hidden(text) }
}

fn row_view(plan: &Plan, held: &Held, index: usize, row: &RowPlan, with_keys: bool) -> RowView {
    let is_secret =
        |name: &str| plan.kind.fields().iter().any(|field| field.name == name && field.is_secret);
    let mut changes = row.changes.to_vec();
    for change in changes.iter_mut().filter(|_| !with_keys) {
        let is_secret = is_secret(change.field);
        // A key may stand in a wrong column, or may have come into one by an earlier file.
        let shown = |text: &str| -> Box<str> {
            let is_hidden = is_secret && !text.is_empty();
            if is_hidden { MASK.into() } else { hidden(text).into() }
        };
        change.old = change.old.as_deref().map(shown);
        change.new = shown(&change.new);
    }
    let mut notes: Vec<Note> = row.notes.iter().map(KeptNote::note).collect();
    for note in notes.iter_mut().filter(|_| !with_keys) {
        // It may quote the cell.
        let detail = note.detail.clone();
        let is_hidden = is_secret(&note.field);
        note.detail = if is_hidden { said_of_key(detail) } else { said_without_keys(detail) };
    }
    RowView {
        row: held.table.rows.get(row.at).map_or(0, |row| row.number),
        key: if with_keys { row.key.to_string() } else { hidden(&row.key) },
        outcome: row.outcome,
        changes,
        notes,
        result: held
            .result(index)
            .map(|result| if with_keys { result.clone() } else { result.without_keys() }),
    }
}
