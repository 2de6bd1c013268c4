//! Attributes: what people say of a key, which keys and values they may set, and what a change
//! leaves behind.
//!
//! Source: thinklink reference 1.3 and 1.7. Templates and devices hold definitions in the same
//! shape.

use model::record::{AttributeNotes, AttributePush, AttributeSide, AttributeTrace, AttributeType};
use model::text::{check_line, check_lines};
use model::{IdError, JsonMap, RecordId, Said, Saying, Timestamp, say};
use serde_json::{Value, json};

use crate::shape::{Item, Members, ShapeError, not_expected};
use crate::{merge, sub_device};

pub mod push;

/// Longest key a person may make, in characters.
const KEY_MAX: usize = 64;
/// Longest alias, unit or remark, in characters.
const TEXT_MAX: usize = 255;
/// Most linked RPCs and most options of one attribute.
const RPCS_MAX: usize = 16;
const OPTIONS_MAX: usize = 256;
/// Largest order; vendor templates use register addresses and a few negative numbers.
const ORDER_MAX: i64 = 1_000_000;
/// Names that mean something else to a script than a key.
const RESERVED: [&str; 3] = ["__proto__", "constructor", "prototype"];

/// What people say of an attribute: how it is shown, edited and sent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Definition {
    /// Which editor it gets; `None`: that of its value.
    pub kind: Option<AttributeType>,
    /// Label.
    pub alias: String,
    /// Shown behind the value.
    pub unit: String,
    /// A note for people.
    pub remark: String,
    /// Place in the list; lower comes first, none comes last.
    pub order: Option<i64>,
    /// RPC models that read or write it, ids.
    pub rpcs: Vec<RecordId>,
    /// The values to choose from; empty: any.
    pub options: Vec<Choice>,
    /// What a device made from a template starts with.
    pub default: Option<Value>,
}

/// One of the values to choose from.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Label; empty: the value itself.
    pub label: String,
    /// The value, of any JSON type.
    pub value: Value,
}

impl Definition {
    /// Reads a definition as templates and devices hold it. Unknown members are ignored.
    ///
    /// # Errors
    /// [`ShapeError`] with the member.
    pub fn read(value: &Value) -> Result<Self, ShapeError> {
        let members = Members::of_item(Item::Definition, 0, value)?;
        let text =
            |name: &str, check: fn(&str) -> Result<(), Said>| -> Result<String, ShapeError> {
                let text = members.text(name)?.unwrap_or_default().trim().to_owned();
                if text.chars().count() > TEXT_MAX {
                    return Err(members.error(name, say!(CharactersMost, limit = TEXT_MAX)));
                }
                check(&text).map_err(|detail| members.error(name, detail))?;
                Ok(text)
            };
        let kind = match members.text("type")?.as_deref().map(str::trim) {
            None | Some("") => None,
            Some(_) => members.word("type", &["string", "number", "boolean", "object"])?,
        };
        let mut rpcs = Vec::new();
        for id in members.names("rpcs", RPCS_MAX)? {
            let id = id.parse().map_err(|error: IdError| members.error("rpcs", error))?;
            if !rpcs.contains(&id) {
                rpcs.push(id);
            }
        }
        Ok(Self {
            kind,
            alias: text("alias", check_line)?,
            unit: text("unit", check_line)?,
            remark: text("remark", check_lines)?,
            order: members.number("order", -ORDER_MAX, ORDER_MAX)?,
            rpcs,
            options: options(&members)?,
            default: members.get("dftValue").cloned(),
        })
    }

    /// The definition as it is stored, without what is not said.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut map = JsonMap::new();
        let mut put = |name: &str, value: Value| map.insert(name.to_owned(), value);
        for (name, text) in [("alias", &self.alias), ("unit", &self.unit), ("remark", &self.remark)]
        {
            if !text.is_empty() {
                put(name, json!(text));
            }
        }
        if let Some(kind) = self.kind {
            put("type", json!(kind.as_str()));
        }
        if let Some(order) = self.order {
            put("order", json!(order));
        }
        if !self.rpcs.is_empty() {
            put("rpcs", json!(self.rpcs));
        }
        if !self.options.is_empty() {
            let options = self.options.iter();
            let options = options.map(|it| json!({ "label": it.label, "value": it.value }));
            put("options", options.collect());
        }
        if let Some(default) = &self.default {
            put("dftValue", default.clone());
        }
        Value::Object(map)
    }

    /// What the attribute holds when nobody gave a value.
    #[must_use]
    pub fn initial(&self) -> Value {
        self.default.clone().unwrap_or(Value::Null)
    }

    /// Why a person may not set this value.
    ///
    /// # Errors
    /// A sentence.
    pub fn check(&self, value: &Value) -> Result<(), Said> {
        let fits = match self.kind {
            _ if value.is_null() => true,
            None => true,
            Some(AttributeType::Text) => value.is_string(),
            Some(AttributeType::Number) => value.is_number(),
            Some(AttributeType::Flag) => value.is_boolean(),
            Some(AttributeType::Object) => value.is_object() || value.is_array(),
        };
        let expected = match self.kind {
            Some(AttributeType::Text) | None => "text",
            Some(AttributeType::Number) => "a number",
            Some(AttributeType::Flag) => "true or false",
            Some(AttributeType::Object) => "an object or array",
        };
        if fits { Ok(()) } else { Err(not_expected(expected, value)) }
    }
}

fn options(members: &Members<'_>) -> Result<Vec<Choice>, ShapeError> {
    let list = match members.get("options") {
        None => return Ok(Vec::new()),
        Some(Value::Array(list)) => list,
        Some(other) => {
            return Err(members.error("options", not_expected("an array", other)));
        }
    };
    if list.len() > OPTIONS_MAX {
        let problem = say!(EntriesOver, found = list.len(), limit = OPTIONS_MAX);
        return Err(members.error("options", problem));
    }
    let mut choices = Vec::with_capacity(list.len());
    for (number, option) in (1_usize..).zip(list) {
        let option = Members::of_item(Item::Choice, number, option)?;
        let Some(value) = option.get("value") else {
            return Err(option.error("value", Saying::IsMissing));
        };
        let label = option.text("label")?.unwrap_or_default();
        check_line(&label).map_err(|detail| option.error("label", detail))?;
        choices.push(Choice { label, value: value.clone() });
    }
    Ok(choices)
}

/// The kind of a value nobody described.
#[must_use]
pub const fn kind_of_value(value: &Value) -> Option<AttributeType> {
    match value {
        Value::Null => None,
        Value::Bool(_) => Some(AttributeType::Flag),
        Value::Number(_) => Some(AttributeType::Number),
        Value::String(_) => Some(AttributeType::Text),
        Value::Array(_) | Value::Object(_) => Some(AttributeType::Object),
    }
}

/// Why a person may not make this key.
///
/// Scripts may make others; those can be changed and deleted like any.
///
/// # Errors
/// A sentence.
pub fn check_new_key(key: &str) -> Result<(), Said> {
    let legal = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    if !(1..=KEY_MAX).contains(&key.chars().count()) || !key.chars().all(legal) {
        return Err(say!(KeyForm, limit = KEY_MAX));
    }
    check_key(key)
}

/// Why no script can have made this key.
///
/// # Errors
/// A sentence.
pub fn check_key(key: &str) -> Result<(), Said> {
    if RESERVED.contains(&key) {
        return Err(say!(KeyReserved, key = key));
    }
    Ok(())
}

/// Whether the platform itself keeps an attribute, so that people only read it.
#[must_use]
pub fn is_kept_by_platform(side: AttributeSide, key: &str) -> bool {
    side == AttributeSide::Server && key == sub_device::MAP
}

/// What a template holds of one side of a device: each attribute as people described it, with its
/// value as the default, in the order of the list. What the platform keeps is left out.
#[must_use]
pub fn as_definitions(side: AttributeSide, values: &JsonMap, notes: &AttributeNotes) -> JsonMap {
    let own = values.iter().filter(|(key, _)| !is_kept_by_platform(side, key));
    let mut all: Vec<(&String, Definition)> = own
        .map(|(key, value)| {
            let described = notes.meta.get(key).and_then(|it| Definition::read(it).ok());
            let mut definition = described.unwrap_or_default();
            definition.kind = definition.kind.or_else(|| kind_of_value(value));
            // A script may have set a value of another type.
            let fits = !value.is_null() && definition.check(value).is_ok();
            definition.default = fits.then(|| value.clone());
            (key, definition)
        })
        .collect();
    all.sort_by(|(a, one), (b, other)| {
        let place = |definition: &Definition| definition.order.unwrap_or(i64::MAX);
        place(one).cmp(&place(other)).then_with(|| a.cmp(b))
    });
    let mut last = 0;
    let mut definitions = JsonMap::new();
    for (key, mut definition) in all {
        last = definition.order.unwrap_or_else(|| ORDER_MAX.min(last + 1));
        definition.order = Some(last);
        let mut definition = definition.to_value();
        if let Some(members) = definition.as_object_mut() {
            members.insert("key".into(), json!(key));
        }
        definitions.insert(key.clone(), definition);
    }
    definitions
}

/// Places for attributes in an order that a person made of theirs: those that rise already stay, so
/// that as few as possible become others.
#[must_use]
pub fn places(orders: &[Option<i64>]) -> Vec<i64> {
    let rising: Vec<i64> = orders
        .iter()
        .scan(None, |last: &mut Option<i64>, order| {
            let next = last.map_or(1, |last| last + 1);
            let place = order.filter(|order| last.is_none_or(|last| *order > last));
            *last = Some(place.unwrap_or(next));
            *last
        })
        .collect();
    let known: Option<Vec<i64>> = orders.iter().copied().collect();
    let falling: Option<Vec<i64>> = known.map(|orders| {
        let mut places: Vec<i64> = orders
            .iter()
            .rev()
            .scan(None, |next: &mut Option<i64>, order| {
                let place = next.map_or(*order, |next| (*order).min(next - 1));
                *next = Some(place);
                *next
            })
            .collect();
        places.reverse();
        places
    });
    let changes = |places: &[i64]| {
        places.iter().zip(orders).filter(|(place, order)| Some(**place) != **order).count()
    };
    let best = match falling {
        Some(falling) if changes(&falling) < changes(&rising) => falling,
        _ => rising,
    };
    let is_legal = |place: &i64| (-ORDER_MAX..=ORDER_MAX).contains(place);
    if best.iter().all(is_legal) { best } else { (1..).take(orders.len()).collect() }
}

/// Notes that the platform gave a key another value.
pub fn note(notes: &mut AttributeNotes, key: &str, at: Timestamp) {
    let trace = trace_of(notes, key, at);
    trace.changed_at = at;
    // The device has not said that it has this one.
    trace.reported_at = None;
}

/// Merges values that the platform sets into the stored ones, and notes when each became another
/// one.
///
/// Returns whether one differs from before.
pub fn merge(
    values: &mut JsonMap,
    notes: &mut AttributeNotes,
    patch: JsonMap,
    at: Timestamp,
) -> bool {
    for (key, value) in &patch {
        if values.get(key) != Some(value) {
            note(notes, key, at);
        }
    }
    merge::attributes(values, patch)
}

/// What a device's report changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reported {
    /// Whether a value differs from before.
    pub differs: bool,
    /// Whether anything must be stored: a value, or that the device has what was sent to it.
    pub is_news: bool,
}

/// Merges values that a script read from the device, and notes what the device confirms by them.
pub fn report(
    values: &mut JsonMap,
    notes: &mut AttributeNotes,
    patch: JsonMap,
    at: Timestamp,
) -> Reported {
    let mut reported = Reported::default();
    for (key, value) in &patch {
        let differs = values.get(key) != Some(value);
        let trace = trace_of(notes, key, at);
        if differs {
            trace.changed_at = at;
        }
        if differs || trace.reported_at.is_none() {
            trace.reported_at = Some(at);
            reported.is_news = true;
        }
        if trace.push.as_ref().is_some_and(|push| push.value == *value) {
            trace.push = None;
            reported.is_news = true;
        }
    }
    reported.differs = merge::attributes(values, patch);
    reported
}

/// Notes what an edit sent to the device; a key that is gone again is left out.
pub fn note_push(values: &JsonMap, notes: &mut AttributeNotes, key: &str, push: AttributePush) {
    if values.contains_key(key) {
        let trace = trace_of(notes, key, push.at);
        trace.reported_at = None;
        trace.push = Some(push);
    }
}

fn trace_of<'n>(notes: &'n mut AttributeNotes, key: &str, at: Timestamp) -> &'n mut AttributeTrace {
    notes.traces.entry(key.to_owned()).or_insert_with(|| AttributeTrace::new(at))
}

/// What a person changes on one side of a device; everything else stays.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Edit {
    /// Keys to take away, with what is known of them.
    pub remove: Vec<String>,
    /// What to say of keys; `None` takes it back and leaves the value.
    pub meta: Vec<(String, Option<Definition>)>,
    /// Values to set.
    pub values: JsonMap,
}

impl Edit {
    /// What a template's definitions make of a device: each key with its default. A definition
    /// that cannot be read is left out.
    #[must_use]
    pub fn from_definitions(definitions: &JsonMap) -> Self {
        let read = |(key, definition): (&String, &Value)| {
            Some((key.clone(), Some(Definition::read(definition).ok()?)))
        };
        Self { meta: definitions.iter().filter_map(read).collect(), ..Self::default() }
    }

    /// Every key it names, repeats included.
    pub fn keys(&self) -> impl Iterator<Item = &String> {
        let described = self.meta.iter().map(|(key, _)| key);
        self.remove.iter().chain(described).chain(self.values.keys())
    }

    /// Makes the change; a key that is described and has no value yet gets the default.
    ///
    /// Returns whether a value differs from before.
    pub fn apply(self, values: &mut JsonMap, notes: &mut AttributeNotes, at: Timestamp) -> bool {
        let mut differs = false;
        for key in &self.remove {
            notes.meta.shift_remove(key);
            notes.traces.remove(key);
            differs |= values.shift_remove(key).is_some();
        }
        let mut given = self.values;
        for (key, definition) in self.meta {
            let Some(definition) = definition else {
                notes.meta.shift_remove(&key);
                continue;
            };
            if !values.contains_key(&key) && !given.contains_key(&key) {
                given.insert(key.clone(), definition.initial());
            }
            notes.meta.insert(key, definition.to_value());
        }
        differs | merge(values, notes, given, at)
    }
}

#[cfg(test)]
mod tests;
