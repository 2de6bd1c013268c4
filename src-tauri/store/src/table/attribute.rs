//! The columns that hold what is known of a device's attributes.

use std::collections::BTreeMap;

use model::record::{AttributeNotes, AttributePush, AttributeTrace, PushWay};
use model::{JsonMap, Said, Timestamp};
use serde_json::{Value, json};

use crate::StoreError;
use crate::column::{Columns, json_text};

/// What happened to each value: `{ <key>: { "changed", "reported", "push": { "at", "value", <way> } } }`
/// with times in milliseconds; the way is `"rpc": <run>`, `"mqtt": true`, `"not_sent": <word>` or
/// `"refused": <reason>`, with what is known of the reason in `"said"`.
pub(crate) fn traces_text(traces: &BTreeMap<String, AttributeTrace>) -> String {
    let map = traces.iter().map(|(key, trace)| (key.clone(), entry(trace)));
    json_text(&map.collect::<JsonMap>())
}

fn entry(trace: &AttributeTrace) -> Value {
    let mut entry = json!({ "changed": trace.changed_at.as_millis() });
    let Value::Object(map) = &mut entry else { return entry };
    if let Some(at) = trace.reported_at {
        map.insert("reported".to_owned(), at.as_millis().into());
    }
    if let Some(push) = &trace.push {
        let (way, what) = match &push.way {
            PushWay::Rpc(run) => ("rpc", json!(run)),
            PushWay::Mqtt => ("mqtt", json!(true)),
            PushWay::NotSent(why) => ("not_sent", json!(why.as_str())),
            PushWay::Refused(reason) => ("refused", json!(reason.text())),
        };
        let mut entry = json!({ "at": push.at.as_millis(), "value": push.value, way: what });
        if let (PushWay::Refused(reason), Value::Object(entry)) = (&push.way, &mut entry) {
            entry.extend(reason.known().map(|said| ("said".to_owned(), said)));
        }
        map.insert("push".to_owned(), entry);
    }
    entry
}

/// The columns `…_meta` and `…_trace` of one side.
pub(crate) fn notes(columns: &mut Columns<'_, '_>) -> Result<AttributeNotes, StoreError> {
    let meta = columns.json_map()?;
    let traces = columns.json_map()?;
    let traces = traces.into_iter().filter_map(|(key, entry)| Some((key, trace(&entry)?)));
    Ok(AttributeNotes { meta, traces: traces.collect() })
}

fn trace(entry: &Value) -> Option<AttributeTrace> {
    Some(AttributeTrace {
        changed_at: time(entry.get("changed")?)?,
        reported_at: entry.get("reported").and_then(time),
        push: entry.get("push").and_then(push),
    })
}

fn push(entry: &Value) -> Option<AttributePush> {
    let text = |name: &str| entry.get(name).and_then(Value::as_str);
    let way = if let Some(run) = text("rpc") {
        PushWay::Rpc(run.parse().ok()?)
    } else if let Some(why) = text("not_sent") {
        PushWay::NotSent(why.parse().ok()?)
    } else if let Some(reason) = text("refused") {
        PushWay::Refused(Said::stored(reason.to_owned(), entry.get("said")))
    } else {
        PushWay::Mqtt
    };
    Some(AttributePush { at: time(entry.get("at")?)?, value: entry.get("value")?.clone(), way })
}

fn time(value: &Value) -> Option<Timestamp> {
    value.as_i64().map(Timestamp::from_millis)
}
