//! Checking a file against the records as they are: what each row would do, and everything that is
//! wrong with it.

use std::borrow::Cow;
use std::collections::HashMap;

use model::{Said, Saying, TenantCode, say};
use sheet::{CellKind, Row, Table};

use super::clean::clean;
use super::columns::Columns;
use super::field::{Field, Shape};
use super::note::{KeptNote, Note, NoteCode};
use super::plan::{Change, Outcome, RowPlan};
use super::spelling::clipped;
use super::subject::{Found, Subject, Values, Wish};
use crate::{Engine, Error};

/// Checks every row below the header; the plans are in the order of the rows.
pub(super) fn check<S: Subject>(
    engine: &Engine,
    tenant: &TenantCode,
    table: &Table,
    columns: &Columns,
) -> Vec<RowPlan> {
    let mut claims = S::claims(engine, tenant);
    // The row in which a key was seen first.
    let mut seen: HashMap<Box<str>, u32> = HashMap::new();
    let mut plans = Vec::with_capacity(table.rows.len());
    for pass in 0..S::PASSES {
        for (at, row) in table.rows.iter().enumerate().skip(1) {
            let mut notes = Vec::new();
            let values = read_row::<S>(engine, tenant, row, columns, &mut notes);
            let borrowed: Vec<(&'static str, &str)> =
                values.iter().map(|(field, text)| (*field, text.as_str())).collect();
            if S::pass(&borrowed) == pass {
                let read = (row.number, &*borrowed, notes);
                let plan = check_row::<S>(engine, tenant, read, (&mut claims, &mut seen));
                plans.push(RowPlan { at, pass, ..plan });
            }
        }
    }
    plans.sort_by_key(|plan| plan.at);
    plans
}

fn check_row<S: Subject>(
    engine: &Engine,
    tenant: &TenantCode,
    (number, values, mut notes): (u32, &Values<'_>, Vec<Note>),
    (claims, seen): (&mut S::Claims, &mut HashMap<Box<str>, u32>),
) -> RowPlan {
    let mut plan = RowPlan {
        at: 0,
        pass: 0,
        key: Box::default(),
        outcome: Outcome::Error,
        changes: Box::default(),
        notes: Box::default(),
    };
    let key_field = S::FIELDS.first().map_or("", |field| field.name);
    let key = S::key_of(engine, tenant, values);
    let found = match key.as_deref().filter(|key| !key.is_empty()) {
        None => {
            if !notes.iter().any(|note: &Note| note.field == key_field && note.is_error) {
                notes.push(error(key_field, NoteCode::Required, Saying::Required.into()));
            }
            Found::Nobody
        }
        Some(key) => {
            // Keys in another spelling of the same record are found, too.
            plan.key = S::key(key).into();
            if let Some(other) = seen.get(&plan.key) {
                let name = S::KEY_NAME.unwrap_or(key_field);
                let detail = say!(RowHasSame, number = *other, field = name);
                notes.push(error(key_field, NoteCode::Duplicate, detail));
            } else {
                seen.insert(plan.key.clone(), number);
            }
            S::find(engine, tenant, key).unwrap_or_else(|failure| {
                notes.push(error(key_field, NoteCode::Invalid, details(failure)));
                Found::Nobody
            })
        }
    };
    let before = match found {
        Found::Nobody => None,
        Found::Here(record) => Some(record),
        Found::Elsewhere => {
            let detail = Saying::EuiElsewhereDelete.into();
            notes.push(error(key_field, NoteCode::Elsewhere, detail));
            None
        }
    };
    if !plan.key.is_empty() {
        match S::changed(engine, tenant, &plan.key, before.as_ref(), values) {
            Err(errors) => {
                // A cell that could not be read was named already.
                let is_new =
                    |field: &str| !notes.iter().any(|note| note.is_error && note.field == field);
                let more: Vec<Note> = errors
                    .into_iter()
                    .filter(|failure| is_new(&failure.field))
                    .map(|failure| error(failure.field, NoteCode::Invalid, failure.detail))
                    .collect();
                notes.extend(more);
            }
            Ok(after) => {
                let wish = Wish { before, after };
                let is_fine = !notes.iter().any(|note| note.is_error);
                if is_fine && let Err(taken) = S::claim(claims, &wish) {
                    notes.push(error(taken.field, NoteCode::Conflict, taken.detail));
                }
                notes.extend(S::remarks(&wish).into_iter().map(|(field, code, detail)| Note {
                    is_error: false,
                    field: field.into(),
                    code,
                    detail,
                }));
                plan.changes = changes::<S>(engine, &wish, values);
                plan.outcome = match (&wish.before, plan.changes.is_empty()) {
                    (None, _) => Outcome::Create,
                    (Some(_), false) => Outcome::Update,
                    (Some(_), true) => Outcome::Unchanged,
                };
            }
        }
    }
    if notes.iter().any(|note| note.is_error) {
        plan.outcome = Outcome::Error;
    }
    plan.notes = notes.into_iter().map(KeptNote::from).collect();
    plan
}

fn error(field: impl Into<Cow<'static, str>>, code: NoteCode, detail: Said) -> Note {
    Note { is_error: true, field: field.into(), code, detail }
}

/// What is wrong with a value, without the name of its field, which stands beside it.
fn details(error: Error) -> Said {
    match error {
        Error::Invalid(errors) => {
            let details: Vec<Said> = errors.into_iter().map(|error| error.detail).collect();
            match <[Said; 1]>::try_from(details) {
                Ok([detail]) => detail,
                Err(details) => say!(RefusedInvalid, why = details),
            }
        }
        other => other.sentence(),
    }
}

/// The texts of a row's cells by field, and those that hold for every row.
fn read_row<S: Subject>(
    engine: &Engine,
    tenant: &TenantCode,
    row: &Row,
    columns: &Columns,
    notes: &mut Vec<Note>,
) -> Vec<(&'static str, String)> {
    let mut values: Vec<(&'static str, String)> = Vec::with_capacity(S::FIELDS.len());
    let cells = columns.fields.iter().enumerate();
    for (column, field) in cells.filter_map(|(column, field)| Some((column, (*field)?))) {
        let Some(field) = S::FIELDS.get(field) else { continue };
        let mut cell = row.cell(column);
        if field.shape == Shape::Eui
            && cell.kind == CellKind::Number
            && S::is_whole_number(engine, tenant, (field.name, cell.text), |name| {
                said_of::<S>(row, columns, name)
            })
        {
            let detail = say!(CodeNumber, text = clipped(cell.text));
            notes.push(Note {
                is_error: false,
                field: field.name.into(),
                code: NoteCode::Number,
                detail,
            });
            cell.kind = CellKind::Text;
        }
        if S::IS_JSON && cell.kind == CellKind::Empty {
            continue;
        }
        let Some(text) = clean(field.name, field.shape, cell, notes) else { continue };
        // An empty cell says nothing unless the field may be empty.
        if !text.is_empty() || field.is_clearable {
            values.push((field.name, text));
        }
    }
    for (field, text) in &columns.fixed {
        let Some(field) = S::FIELDS.get(*field) else { continue };
        if values.iter().any(|(name, text)| *name == field.name && !text.is_empty()) {
            continue;
        }
        values.retain(|(name, _)| *name != field.name);
        let kind = CellKind::Text;
        let cell = sheet::Cell { text, kind, is_formula: false };
        if let Some(text) = clean(field.name, field.shape, cell, notes) {
            values.push((field.name, text));
        }
    }
    values
}

/// What a row says of a field, or what holds for all of them.
fn said_of<S: Subject>(row: &Row, columns: &Columns, name: &str) -> Option<String> {
    let field = S::FIELDS.iter().position(|field| field.name == name)?;
    let text = columns.column_of(field).map(|column| row.cell(column).text.trim());
    let fixed = || columns.fixed.iter().find(|(known, _)| *known == field).map(|(_, it)| &**it);
    text.filter(|text| !text.is_empty()).or_else(fixed).map(str::to_owned)
}

/// What differs, or what a new record is given.
pub(super) fn changes<S: Subject>(
    engine: &Engine,
    wish: &Wish<S::Record>,
    values: &Values<'_>,
) -> Box<[Change]> {
    let is_filled = wish.before.is_none() && S::fills(values);
    let is_given = |field: &Field| {
        let says = wish.before.is_some() || is_filled;
        values.iter().any(|(name, text)| *name == field.name && (says || !text.is_empty()))
    };
    let changes = S::FIELDS.iter().filter(|field| is_filled || is_given(field));
    let changes = changes.filter_map(|field| {
        let new = S::text(engine, &wish.after, field.name);
        let old = wish.before.as_ref().map(|before| S::text(engine, before, field.name));
        let differs = match &old {
            Some(old) => *old != new,
            None => !new.is_empty() || is_filled && is_given(field),
        };
        let (old, new) = (old.map(String::into_boxed_str), new.into_boxed_str());
        differs.then_some(Change { field: field.name, old, new })
    });
    changes.collect()
}
