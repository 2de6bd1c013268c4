use model::record::{AttributeNotes, AttributePush, AttributeSide, PushWay};
use model::{JsonMap, Timestamp};
use serde_json::{Value, json};

use super::{Definition, Edit, Reported, as_definitions, places};

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
            "type: expected one of string, number, boolean, object, not `date`",
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

#[test]
fn a_device_confirms_what_was_sent_by_reporting_it() {
    let (mut values, mut notes) = (map(json!({"period": 900})), AttributeNotes::default());
    let at = Timestamp::from_millis;
    let push = |value: Value, millis| AttributePush { at: at(millis), value, way: PushWay::Mqtt };
    let mut report = |notes: &mut AttributeNotes, value: Value, millis| {
        super::report(&mut values, notes, map(json!({ "period": value })), at(millis))
    };
    let told = Reported { differs: false, is_news: true };
    assert_eq!(report(&mut notes, json!(900), 1), told);
    assert_eq!(report(&mut notes, json!(900), 2), Reported::default());

    let sent = map(json!({"period": 900}));
    super::note_push(&sent, &mut notes, "period", push(json!(60), 3));
    super::note_push(&sent, &mut notes, "gone", push(json!(60), 3));
    assert_eq!(notes.traces.len(), 1);
    assert_eq!(notes.traces["period"].reported_at, None);

    let other = Reported { differs: true, is_news: true };
    assert_eq!(report(&mut notes, json!(600), 4), other);
    assert!(notes.traces["period"].push.is_some(), "it has another value than was sent");
    assert_eq!(report(&mut notes, json!(60), 5), other);
    let trace = &notes.traces["period"];
    assert_eq!((trace.reported_at, &trace.push), (Some(at(5)), &None));
    assert_eq!(report(&mut notes, json!(60), 6), Reported::default());
}

#[test]
fn a_value_set_here_is_not_the_devices_until_it_says_so() {
    let (mut values, mut notes) = (JsonMap::new(), AttributeNotes::default());
    let at = Timestamp::from_millis;
    super::report(&mut values, &mut notes, map(json!({"a": 1})), at(1));
    super::merge(&mut values, &mut notes, map(json!({"a": 1})), at(2));
    assert_eq!(notes.traces["a"].reported_at, Some(at(1)));
    super::merge(&mut values, &mut notes, map(json!({"a": 2})), at(3));
    assert_eq!(notes.traces["a"].reported_at, None);
}

#[test]
fn a_new_order_changes_as_few_places_as_possible() {
    for (orders, expected) in [
        (vec![Some(10), Some(20), Some(30)], vec![10, 20, 30]),
        // The first went to the end, the last to the front.
        (vec![Some(20), Some(30), Some(10)], vec![20, 30, 31]),
        (vec![Some(30), Some(10), Some(20)], vec![9, 10, 20]),
        (vec![None, None], vec![1, 2]),
        (vec![Some(58), None, Some(58)], vec![58, 59, 60]),
        (vec![Some(-2), Some(-1), None], vec![-2, -1, 0]),
        (vec![Some(1_000_000), Some(1), None], vec![1, 2, 3]),
        (vec![], vec![]),
    ] {
        assert_eq!(places(&orders), expected, "{orders:?}");
    }
}

#[test]
fn a_device_becomes_definitions_with_its_values_as_defaults() {
    let mut notes = AttributeNotes::default();
    let values = map(json!({"limit": 8, "sub_device_map": {"a": "b"}}));
    assert_eq!(
        Value::Object(as_definitions(AttributeSide::Server, &values, &notes)),
        json!({"limit": {"type": "number", "order": 1, "dftValue": 8, "key": "limit"}})
    );
    let values = map(json!({"zone": "B", "period": 900, "note": null, "on": true}));
    notes.meta =
        map(json!({"period": {"alias": "Period", "order": 58, "rpcs": ["7"], "dftValue": 60}}));
    let shared = as_definitions(AttributeSide::Shared, &values, &notes);
    assert_eq!(
        Value::Object(shared.clone()),
        json!({
            "period": {
                "alias": "Period", "type": "number", "order": 58, "rpcs": ["7"],
                "dftValue": 900, "key": "period",
            },
            "note": {"order": 59, "key": "note"},
            "on": {"type": "boolean", "order": 60, "dftValue": true, "key": "on"},
            "zone": {"type": "string", "order": 61, "dftValue": "B", "key": "zone"},
        })
    );
    assert!(shared.keys().eq(["period", "note", "on", "zone"]));
}
