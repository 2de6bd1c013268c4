//! What the value returned by a forwarder script means: messages to publish elsewhere.
//!
//! Source: thinklink reference 3.6.

use model::{Saying, say};
use serde_json::Value;

use crate::shape::{Item, Members, ShapeError, not_expected};

/// Messages one run may return.
pub const MESSAGES_MAX: usize = 256;
/// Longest topic, bytes: what MQTT can carry.
const TOPIC_MAX: usize = 65_535;

/// A message to publish.
#[derive(Debug, Clone, PartialEq)]
pub struct Forward {
    /// The topic, with `${a.b}` filled in from the original message.
    pub topic: String,
    /// The body, JSON.
    pub msg: Value,
    /// Whether the broker keeps it.
    pub retain: bool,
    /// Quality of service, 0 to 2.
    pub qos: u8,
}

/// Reads what a forwarder script returned for a message: nothing and null discard it, an object is
/// a message, an array one for each object.
///
/// # Errors
/// [`ShapeError`] with the message and the member; then nothing may be published.
pub fn interpret(value: Option<Value>, original: &Value) -> Result<Vec<Forward>, ShapeError> {
    let value = value.unwrap_or(Value::Null);
    match &value {
        Value::Null => Ok(Vec::new()),
        Value::Array(values) if values.len() > MESSAGES_MAX => {
            let problem = say!(MessagesOver, found = values.len(), limit = MESSAGES_MAX);
            Err(ShapeError { place: Saying::TheResult.into(), problem })
        }
        Value::Array(values) => {
            let values = values.iter().enumerate().filter(|(_, value)| !value.is_null());
            values.map(|(index, value)| message(index + 1, value, original)).collect()
        }
        value => Ok(vec![message(0, value, original)?]),
    }
}

fn message(number: usize, value: &Value, original: &Value) -> Result<Forward, ShapeError> {
    let members = Members::of_item(Item::Message, number, value)?;
    let topic = match members.get("topic") {
        Some(Value::String(topic)) => filled(topic, original)
            .ok_or_else(|| members.error("topic", Saying::TopicMemberLacks))?,
        None => return Err(members.error("topic", Saying::IsMissing)),
        Some(other) => return Err(members.error("topic", not_expected("text", other))),
    };
    if topic.is_empty() || topic.len() > TOPIC_MAX || topic.contains(['+', '#', '\0']) {
        return Err(members.error("topic", Saying::TopicPlain));
    }
    let msg = members.get("msg").cloned().unwrap_or_else(|| original.clone());
    let option = members.members("option")?;
    let retain = option.as_ref().map_or(Ok(None), |option| option.flag("retain"))?;
    let qos = option.as_ref().map_or(Ok(None), |option| option.number("qos", 0, 2))?;
    let qos = qos.and_then(|qos| u8::try_from(qos).ok()).unwrap_or(0);
    Ok(Forward { topic, msg, retain: retain.unwrap_or(false), qos })
}

/// Fills in `${a.b}` and `${msg.a.b}`; `None` when the message has no such text, number or flag.
fn filled(topic: &str, original: &Value) -> Option<String> {
    let mut text = String::with_capacity(topic.len());
    let mut rest = topic;
    while let Some((before, after)) = rest.split_once("${") {
        let (path, after) = after.split_once('}')?;
        let path = path.trim();
        let mut value = original;
        for name in path.strip_prefix("msg.").unwrap_or(path).split('.') {
            value = match value {
                Value::Array(values) => values.get(name.parse::<usize>().ok()?)?,
                value => value.get(name)?,
            };
        }
        text.push_str(before);
        match value {
            Value::String(value) => text.push_str(value),
            Value::Number(_) | Value::Bool(_) => text.push_str(&value.to_string()),
            _ => return None,
        }
        rest = after;
    }
    text.push_str(rest);
    Some(text)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::interpret;

    fn check(value: Value, expected: &str) {
        let original = json!({"eui": "70b3", "data": {"n": 7, "list": ["x"]}});
        let shown = match interpret(Some(value), &original) {
            Ok(messages) => {
                let messages = messages.iter().map(|message| {
                    let (retain, qos) = (message.retain, message.qos);
                    format!("{} {} {retain} {qos}", message.topic, message.msg)
                });
                messages.collect::<Vec<_>>().join("; ")
            }
            Err(error) => error.to_string(),
        };
        assert_eq!(shown, expected);
    }

    #[test]
    fn messages_are_read() {
        check(json!(null), "");
        check(
            json!({"topic": "a/${eui}/${msg.data.n}/${data.list.0}", "msg": {"x": 1}}),
            r#"a/70b3/7/x {"x":1} false 0"#,
        );
        check(
            json!([{"topic": "a", "msg": 1, "option": {"retain": true, "qos": 1}}, null, {"topic": "b", "msg": "t"}]),
            r#"a 1 true 1; b "t" false 0"#,
        );
    }

    #[test]
    fn other_shapes_are_refused_in_words() {
        check(json!(5), "the message: expected an object, not a number");
        check(json!([1]), "message 1: expected an object, not a number");
        check(json!({"msg": {}}), "topic: is missing");
        check(json!([{"topic": 5}]), "message 1, topic: expected text, not a number");
        check(json!({"topic": "a/#"}), "topic: expected a topic without + and #");
        check(json!({"topic": "a/${no.such}"}), "topic: names a member that the message lacks");
        check(json!({"topic": "a/${eui"}), "topic: names a member that the message lacks");
        check(
            json!({"topic": "a", "option": {"qos": 3}}),
            "option.qos: expected a number from 0 to 2",
        );
    }
}
