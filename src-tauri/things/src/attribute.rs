//! Attributes: what people say of a key, which keys and values they may set, and what a change
//! leaves behind.
//!
//! Source: thinklink reference 1.3 and 1.7. Templates and devices hold definitions in the same
//! shape.

use model::record::{AttributeNotes, AttributeSide, AttributeTrace, AttributeType};
use model::{JsonMap, RecordId, Timestamp};
use serde_json::{Value, json};

use crate::shape::{Members, ShapeError, kind_of};
use crate::{merge, sub_device};

/// Most keys on one side of a device.
pub const KEYS_MAX: usize = 2_000;
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
        let members = Members::of_item("definition", 0, value)?;
        let text = |name: &str| -> Result<String, ShapeError> {
            let text = members.text(name)?.unwrap_or_default().trim().to_owned();
            if text.chars().count() > TEXT_MAX {
                return Err(members.error(name, format!("at most {TEXT_MAX} characters")));
            }
            Ok(text)
        };
        let kind = match members.text("type")?.as_deref().map(str::trim) {
            None | Some("") => None,
            Some(_) => members.word("type", "`string`, `number`, `boolean` or `object`")?,
        };
        let mut rpcs = Vec::new();
        for id in members.names("rpcs", RPCS_MAX)? {
            let id = id.parse().map_err(|error| members.error("rpcs", format!("{error}")))?;
            if !rpcs.contains(&id) {
                rpcs.push(id);
            }
        }
        Ok(Self {
            kind,
            alias: text("alias")?,
            unit: text("unit")?,
            remark: text("remark")?,
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
    pub fn check(&self, value: &Value) -> Result<(), String> {
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
        if fits { Ok(()) } else { Err(format!("expected {expected}, not {}", kind_of(value))) }
    }
}

fn options(members: &Members<'_>) -> Result<Vec<Choice>, ShapeError> {
    let list = match members.get("options") {
        None => return Ok(Vec::new()),
        Some(Value::Array(list)) => list,
        Some(other) => {
            let problem = format!("expected an array, not {}", kind_of(other));
            return Err(members.error("options", problem));
        }
    };
    if list.len() > OPTIONS_MAX {
        let problem = format!("has {} entries, at most {OPTIONS_MAX}", list.len());
        return Err(members.error("options", problem));
    }
    let mut choices = Vec::with_capacity(list.len());
    for (number, option) in (1_usize..).zip(list) {
        let option = Members::of_item("option", number, option)?;
        let Some(value) = option.get("value") else {
            return Err(option.error("value", "is missing"));
        };
        choices.push(Choice {
            label: option.text("label")?.unwrap_or_default(),
            value: value.clone(),
        });
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
pub fn check_new_key(key: &str) -> Result<(), String> {
    let legal = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    if !(1..=KEY_MAX).contains(&key.chars().count()) || !key.chars().all(legal) {
        return Err(format!("a key has 1 to {KEY_MAX} letters, digits, _, -, . and :"));
    }
    if RESERVED.contains(&key) {
        return Err(format!("{key} means something else in scripts"));
    }
    Ok(())
}

/// Whether the platform itself keeps an attribute, so that people only read it.
#[must_use]
pub fn is_kept_by_platform(side: AttributeSide, key: &str) -> bool {
    side == AttributeSide::Server && key == sub_device::MAP
}

/// Merges values into the stored ones and notes when each became another one.
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
            notes.traces.insert(key.clone(), AttributeTrace { changed_at: at });
        }
    }
    merge::attributes(values, patch)
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
mod tests {
    use model::record::{AttributeNotes, AttributeSide};
    use model::{JsonMap, Timestamp};
    use serde_json::{Value, json};

    use super::{Definition, Edit};

    fn map(value: Value) -> JsonMap {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn a_definition_is_stored_as_it_was_read() {
        let stored = json!({
            "alias": "Report period", "unit": "s", "remark": "register 58", "type": "number",
            "order": 58, "rpcs": ["40000000000000003"],
            "options": [{"label": "A quarter", "value": 900}, {"label": "", "value": "3600"}],
            "dftValue": 900,
        });
        let mut given = map(stored.clone());
        given.insert("key".into(), json!("period_data"));
        given.insert("order".into(), json!("58"));
        let definition = Definition::read(&Value::Object(given)).expect("a definition");
        assert_eq!(definition.to_value(), stored);
        assert_eq!(definition.initial(), json!(900));
        assert_eq!(Definition::read(&json!({"type": ""})).expect("empty").to_value(), json!({}));
    }

    #[test]
    fn a_wrong_definition_names_its_member() {
        for (given, expected) in [
            (json!(7), "the definition: expected an object, not a number"),
            (
                json!({"type": "date"}),
                "type: expected `string`, `number`, `boolean` or `object`, not `date`",
            ),
            (json!({"alias": []}), "alias: expected text, not an array"),
            (json!({"unit": "x".repeat(256)}), "unit: at most 255 characters"),
            (json!({"order": "first"}), "order: expected a number from -1000000 to 1000000"),
            (json!({"rpcs": ["set_period"]}), "rpcs: a record id is a decimal number"),
            (json!({"options": [{"value": 1}, {"label": "b"}]}), "option 2, value: is missing"),
        ] {
            let error = Definition::read(&given).expect_err("a wrong definition");
            assert_eq!(error.to_string(), expected);
        }
    }

    #[test]
    fn people_set_values_of_the_type_they_chose() {
        for (kind, good, bad) in [
            ("string", json!("a"), json!(1)),
            ("number", json!(1.5), json!("1.5")),
            ("boolean", json!(false), json!(0)),
            ("object", json!([1]), json!("{}")),
        ] {
            let definition = Definition::read(&json!({ "type": kind })).expect("a definition");
            assert_eq!(definition.check(&good), Ok(()));
            assert_eq!(definition.check(&Value::Null), Ok(()));
            assert!(definition.check(&bad).is_err(), "{kind} {bad}");
        }
        assert_eq!(Definition::default().check(&json!({})), Ok(()));
    }

    #[test]
    fn keys_are_names_that_scripts_can_use() {
        for key in ["period_data", "a", "Grenzwert.größe", "70b3d57ed0001234", "湿度"] {
            assert_eq!(super::check_new_key(key), Ok(()), "{key}");
        }
        for key in ["", " a", "a b", "__proto__", "constructor", "a\n", &"k".repeat(65)] {
            assert!(super::check_new_key(key).is_err(), "{key:?}");
        }
        assert!(super::is_kept_by_platform(AttributeSide::Server, "sub_device_map"));
        assert!(!super::is_kept_by_platform(AttributeSide::Shared, "sub_device_map"));
    }

    #[test]
    fn only_a_value_that_differs_gets_a_new_time() {
        let (mut values, mut notes) = (map(json!({"a": 1, "b": 1})), AttributeNotes::default());
        let [first, second] = [1_000, 2_000].map(Timestamp::from_millis);
        assert!(super::merge(&mut values, &mut notes, map(json!({"a": 2, "b": 1})), first));
        assert!(!super::merge(&mut values, &mut notes, map(json!({"a": 2})), second));
        let times: Vec<_> = notes.traces.iter().map(|(key, it)| (&**key, it.changed_at)).collect();
        assert_eq!(times, [("a", first)]);
        let edit = Edit { remove: vec!["a".to_owned(), "c".to_owned()], ..Edit::default() };
        assert!(edit.clone().apply(&mut values, &mut notes, second));
        assert!(!edit.apply(&mut values, &mut notes, second));
        assert_eq!((values, notes), (map(json!({"b": 1})), AttributeNotes::default()));
    }

    #[test]
    fn a_templates_definitions_become_values_with_what_is_known_of_them() {
        let (mut values, mut notes) = (JsonMap::new(), AttributeNotes::default());
        let definitions = map(json!({
            "period": {"key": "period", "type": "number", "unit": "s", "dftValue": 900},
            "note": {"alias": "Note"},
            "spoilt": 7,
        }));
        Edit::from_definitions(&definitions).apply(&mut values, &mut notes, Timestamp::default());
        assert_eq!(Value::Object(values), json!({"period": 900, "note": null}));
        assert_eq!(
            Value::Object(notes.meta)["period"],
            json!({"unit": "s", "type": "number", "dftValue": 900})
        );
        assert!(notes.traces.contains_key("period"));
    }

    #[test]
    fn a_described_key_has_a_value() {
        let (mut values, mut notes) = (map(json!({"a": 1})), AttributeNotes::default());
        let describe = |key: &str, json: Value| {
            (key.to_owned(), Some(Definition::read(&json).expect("a definition")))
        };
        let edit = Edit {
            meta: vec![
                describe("a", json!({"unit": "s", "dftValue": 7})),
                describe("b", json!({"dftValue": 7})),
                describe("c", json!({})),
                describe("d", json!({"dftValue": 7})),
                ("e".to_owned(), None),
            ],
            values: map(json!({"d": 8})),
            ..Edit::default()
        };
        assert!(edit.apply(&mut values, &mut notes, Timestamp::from_millis(1)));
        assert_eq!(Value::Object(values), json!({"a": 1, "d": 8, "b": 7, "c": null}));
        assert_eq!(notes.meta.keys().collect::<Vec<_>>(), ["a", "b", "c", "d"]);
    }
}
