//! What the value returned by a trigger script means: RPCs to run, now or later.
//!
//! Source: thinklink reference 3.5 and 4.5.

use model::{DeviceEui, JsonMap, Saying, say};
use serde_json::Value;

use crate::shape::{Item, Members, ShapeError};

/// Actions one run may return.
pub const ACTIONS_MAX: usize = 64;
/// Longest delay, milliseconds: 30 days.
pub const DELAY_MAX_MS: u64 = 30 * 24 * 3_600_000;
/// The member of an RPC's parameters that names its device.
pub const TARGET: &str = "_eui";

/// What one run of a trigger asks for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TriggerPlan {
    /// In the order they are taken. Empty only together with `abort_previous_timer`.
    pub actions: Vec<TriggerAction>,
    /// Milliseconds to wait before them.
    pub delay_ms: u64,
    /// Whether a plan of the same device and trigger that still waits is dropped for this one.
    pub abort_previous_timer: bool,
}

/// An RPC to run.
#[derive(Debug, Clone, PartialEq)]
pub struct TriggerAction {
    /// Its number in what the script returned, from 1.
    pub number: usize,
    /// The RPC's `id_name`.
    pub method: String,
    /// The device it runs on; `None`: the trigger's own.
    pub target: Option<DeviceEui>,
    /// Its parameters, `_eui` included where the script gave one.
    pub params: JsonMap,
}

/// Reads what a trigger script returned. Nothing, null, `should_dispatch: false` and no actions
/// mean that there is nothing to do: a plan that waits goes on waiting.
///
/// # Errors
/// [`ShapeError`] with the action and the member; then nothing of it may be used.
pub fn interpret(value: Option<Value>) -> Result<Option<TriggerPlan>, ShapeError> {
    let Some(value) = value.filter(|value| !value.is_null()) else { return Ok(None) };
    let members = Members::of_item(Item::Result, 0, &value)?;
    if members.flag("should_dispatch")? == Some(false) {
        return Ok(None);
    }
    let most = i64::try_from(DELAY_MAX_MS).unwrap_or(i64::MAX);
    let delay = members.number("delayms", 0, most)?.unwrap_or(0);
    let abort_previous_timer = members.flag("abort_previous_timer")?.unwrap_or(false);
    let actions = actions(&members)?;
    if actions.is_empty() && !abort_previous_timer {
        return Ok(None);
    }
    let delay_ms = u64::try_from(delay).unwrap_or(0);
    Ok(Some(TriggerPlan { actions, delay_ms, abort_previous_timer }))
}

fn actions(result: &Members<'_>) -> Result<Vec<TriggerAction>, ShapeError> {
    let values = match result.get("actions") {
        None => return Ok(Vec::new()),
        Some(Value::Array(values)) => values.as_slice(),
        Some(value @ Value::Object(_)) => std::slice::from_ref(value),
        Some(_) => return Err(result.error("actions", Saying::ActionsExpected)),
    };
    if values.len() > ACTIONS_MAX {
        let problem = say!(EntriesOver, found = values.len(), limit = ACTIONS_MAX);
        return Err(result.error("actions", problem));
    }
    let actions = values.iter().enumerate().filter(|(_, value)| !value.is_null());
    actions.map(|(index, value)| action(index + 1, value)).collect()
}

fn action(number: usize, value: &Value) -> Result<TriggerAction, ShapeError> {
    let members = Members::of_item(Item::Action, number, value)?;
    let method = members.name("method", 255)?;
    let params = members.members("params")?;
    let within = params.as_ref().map_or(Ok(None), |params| params.eui(TARGET))?;
    let beside = members.eui(TARGET)?;
    if let (Some(within), Some(beside)) = (&within, &beside)
        && within != beside
    {
        let (beside, within) = (beside.as_str(), within.as_str());
        let problem = say!(TwoTargets, beside = beside, target = TARGET, within = within);
        return Err(members.error(TARGET, problem));
    }
    let params = params.map(|params| params.map().clone()).unwrap_or_default();
    Ok(TriggerAction { number, method, target: within.or(beside), params })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::interpret;

    fn check(value: Value, expected: &str) {
        let shown = match interpret(Some(value)) {
            Ok(None) => "nothing".to_owned(),
            Ok(Some(plan)) => {
                let actions = plan.actions.iter().map(|action| {
                    let target = action.target.as_ref().map_or("self", |eui| eui.as_str());
                    let params = Value::from(action.params.clone());
                    format!("{}:{}@{target}{params}", action.number, action.method)
                });
                let actions: Vec<_> = actions.collect();
                format!("{} {} {}", plan.delay_ms, plan.abort_previous_timer, actions.join(" "))
            }
            Err(error) => error.to_string(),
        };
        assert_eq!(shown, expected);
    }

    #[test]
    fn nothing_means_nothing() {
        assert_eq!(interpret(None), Ok(None));
        for value in [
            json!(null),
            json!({}),
            json!({"actions": null}),
            json!({"actions": []}),
            json!({"actions": [null]}),
            json!({"should_dispatch": false, "actions": [{"method": "a"}]}),
        ] {
            check(value, "nothing");
        }
    }

    #[test]
    fn actions_are_read_in_order() {
        check(
            json!({
                "delayms": "5000", "abort_previous_timer": true, "should_dispatch": true,
                "actions": [
                    {"method": "alarm", "params": {"_eui": "70B3D57ED0001234", "level": "low"}},
                    null,
                    {"method": " set ", "_eui": "pump-1"},
                ],
            }),
            r#"5000 true 1:alarm@70b3d57ed0001234{"_eui":"70B3D57ED0001234","level":"low"} 3:set@pump-1{}"#,
        );
        check(json!({"actions": {"method": "x"}}), "0 false 1:x@self{}");
        // Drops what waits and puts nothing in its place.
        check(json!({"actions": [], "abort_previous_timer": true}), "0 true ");
    }

    #[test]
    fn errors_name_the_action_and_the_member() {
        check(json!([]), "the result: expected an object, not an array");
        check(json!("x"), "the result: expected an object, not text");
        check(json!({"actions": 1}), "actions: expected an array of {method, params}");
        check(json!({"actions": [{}]}), "action 1, method: expected 1 to 255 characters");
        check(json!({"actions": [null, 5]}), "action 2: expected an object, not a number");
        check(
            json!({"actions": [{"method": "a", "params": []}]}),
            "action 1, params: expected an object, not an array",
        );
        check(
            json!({"actions": [{"method": "a", "params": {"_eui": "no eui!"}}]}),
            "action 1, params._eui: an EUI has 1 to 32 characters of a-z, 0-9, _ and -",
        );
        check(
            json!({"actions": [{"method": "a", "_eui": "a", "params": {"_eui": "b"}}]}),
            "action 1, _eui: names a, but params._eui names b",
        );
        check(json!({"delayms": -1}), "delayms: expected a number from 0 to 2592000000");
        check(json!({"delayms": "soon"}), "delayms: expected a number from 0 to 2592000000");
        check(
            json!({"abort_previous_timer": "perhaps"}),
            "abort_previous_timer: expected true or false, not text",
        );
        let many = vec![json!({"method": "a"}); 65];
        check(json!({"actions": many}), "actions: has 65 entries, at most 64");
    }
}
