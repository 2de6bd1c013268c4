use serde_json::{Value, json};

use super::{RpcAction, interpret};
use crate::alarm::AlarmChange;

fn show(step: &super::RpcStep) -> String {
    let target = step.target.as_ref().map_or("self", |eui| eui.as_str());
    let map = |map: &Option<model::JsonMap>| map.clone().map_or(Value::Null, Value::from);
    let action = match &step.action {
        RpcAction::Downlink(downlink) => match &downlink.payload {
            Some(payload) => format!("send {payload:02x?}"),
            None => format!("send {}", Value::from(downlink.message.clone())),
        },
        RpcAction::ModifyAttrs { server_attrs, shared_attrs } => {
            format!("modify {} {}", map(server_attrs), map(shared_attrs))
        }
        RpcAction::Alarm(alarm) => match &alarm.change {
            AlarmChange::Raise { level, title, desc } => {
                format!("raise {} {level} {title}|{desc} {:?}", alarm.name, alarm.notice_groups)
            }
            AlarmChange::Clear => format!("clear {} {:?}", alarm.name, alarm.notice_groups),
        },
        RpcAction::Notify(notice) => {
            format!("notify {}|{} {:?}", notice.title, notice.desc, notice.notice_groups)
        }
        RpcAction::Http(call) => format!("{call:?}"),
    };
    format!("{}: +{} {target} {action}", step.number, step.sleep_ms)
}

/// The steps, one a line, or the error.
fn check(value: Value, expected: &[&str]) {
    let shown = match interpret(Some(value)) {
        Ok(plan) => plan.steps.iter().map(show).collect(),
        Err(error) => vec![error.to_string()],
    };
    assert_eq!(shown, expected);
}

#[test]
fn nothing_is_an_empty_plan() {
    assert_eq!(interpret(None).map(|plan| plan.steps.len()), Ok(0));
    for value in [json!(null), json!([]), json!([null, null])] {
        check(value, &[]);
    }
}

#[test]
fn steps_keep_their_order_and_number() {
    check(
        json!([
            {"sleepTimeMs": "100", "type": "modifyAttrs", "dnMsg": {"shared_attrs": {"period": 15}, "server_attrs": null}},
            null,
            {"sleepTimeMs": 200.4, "target": "70B3D57ED0001234", "dnMsg": {
                "version": "3.0", "type": "data", "if": "loraWAN", "moteeui": "70b3d57ed0001234", "token": 1,
                "userdata": {"confirmed": false, "port": 214, "payload": "zwMJAQE="}}},
            {"type": "default", "dnMsg": {"userdata": {"port": "-1", "payload": "AQI"}}},
            {"type": "", "dnMsg": {"switch": true}},
        ]),
        &[
            r#"1: +100 self modify null {"period":15}"#,
            "3: +200 70b3d57ed0001234 send [cf, 03, 09, 01, 01]",
            "4: +0 self send [01, 02]",
            r#"5: +0 self send {"switch":true}"#,
        ],
    );
    check(json!({"dnMsg": {"userdata": {"payload": "AA=="}}}), &["1: +0 self send [00]"]);
}

#[test]
fn alarms_have_two_spellings() {
    check(
        json!([
            {"type": "alarm", "dnMsg": {"action": "new", "data": {
                "alarm_name": "hot", "notice_groups": ["ops", ""], "title": "Hot", "desc": "31 C", "level": "urgent"}}},
            {"type": "alarm", "dnMsg": {"action": "clear", "data": {"alarm_name": "hot"}}},
            {"type": "alarm", "dnMsg": {"action": "no", "data": {}}},
            {"type": "alarm", "target": "a1", "params": {"id": "hot", "title": "Hot", "notice_groups": "ops"}},
            {"type": "alarm", "params": {"id": "hot", "type": "clear", "notice_groups": ["ops"]}},
            {"type": "notify", "params": {"title": "Hello", "desc": 5, "notice_groups": ["ops"]}},
        ]),
        &[
            r#"1: +0 self raise hot urgent Hot|31 C ["ops"]"#,
            "2: +0 self clear hot []",
            r#"4: +0 a1 raise hot low Hot| ["ops"]"#,
            r#"5: +0 self clear hot ["ops"]"#,
            r#"6: +0 self notify Hello|5 ["ops"]"#,
        ],
    );
}

#[test]
fn a_call_to_the_web_has_defaults() {
    check(
        json!({"type": "http", "dnMsg": {"url": "https://example.org/hook", "headers": {"X-A": 1}, "body": {"a": 1}}}),
        &[
            r#"1: +0 self HttpCall { url: "https://example.org/hook", method: "POST", headers: [("X-A", "1")], body: Some(Json(Object {"a": Number(1)})), timeout_ms: 5000 }"#,
        ],
    );
    let http = |content: Value| json!([{"type": "http", "dnMsg": content}]);
    check(
        http(json!({"url": "file:///etc"})),
        &["step 1, dnMsg.url: expected http://… or https://…"],
    );
    check(
        http(json!({"url": "http://a", "method": "CONNECT"})),
        &["step 1, dnMsg.method: expected one of GET, POST, PUT, PATCH, DELETE"],
    );
    check(
        http(json!({"url": "http://a", "headers": {"A": []}})),
        &["step 1, dnMsg.headers.A: expected text, not an array"],
    );
}

#[test]
fn errors_name_the_step_and_the_member() {
    let top = "the result: expected null or an array of steps, not ";
    check(json!("x"), &[&format!("{top}text")]);
    check(json!([1]), &["step 1: expected an object, not a number"]);
    check(json!([{}]), &["step 1, dnMsg: is missing; expected an object"]);
    check(json!([{"dnMsg": {}}]), &["step 1, dnMsg: is empty"]);
    check(json!([{"dnMsg": "x"}]), &["step 1, dnMsg: expected an object, not text"]);
    let good = json!({"dnMsg": {"userdata": {"payload": "AA=="}}});
    for (bad, expected) in [
        (json!({"userdata": []}), "userdata: expected an object, not an array"),
        (json!({"userdata": {"port": 5}}), "userdata.payload: is empty"),
        (json!({"userdata": {"payload": ""}}), "userdata.payload: is empty"),
        (json!({"userdata": {"payload": "%"}}), "userdata.payload: is not Base64"),
        (
            json!({"userdata": {"payload": {"type": "Buffer", "data": [1]}}}),
            "userdata.payload: expected Base64 text, not an object",
        ),
        (
            json!({"userdata": {"port": 256, "payload": "AA=="}}),
            "userdata.port: expected a number from -1 to 255",
        ),
    ] {
        check(json!([good.clone(), {"dnMsg": bad}]), &[&format!("step 2, dnMsg.{expected}")]);
    }
    check(
        json!([{"type": "boom"}]),
        &[
            "step 1, type: expected none, `default`, `modifyAttrs`, `alarm`, `notify` or `http`, not `boom`",
        ],
    );
    check(
        json!([{"sleepTimeMs": -5, "dnMsg": {"a": 1}}]),
        &["step 1, sleepTimeMs: expected a number from 0 to 3600000"],
    );
    check(
        json!([{"target": "not an eui", "dnMsg": {"a": 1}}]),
        &["step 1, target: an EUI has 1 to 32 characters of a-z, 0-9, _ and -"],
    );
    check(
        json!([{"type": "modifyAttrs", "dnMsg": {}}]),
        &["step 1, dnMsg: has neither server_attrs nor shared_attrs"],
    );
    check(
        json!([{"type": "modifyAttrs", "dnMsg": {"shared_attrs": [1]}}]),
        &["step 1, dnMsg.shared_attrs: expected an object, not an array"],
    );
    check(
        json!([{"type": "alarm", "params": {"id": "a", "level": "red"}}]),
        &["step 1, params.level: expected one of low, mid, high, urgent, not `red`"],
    );
    check(
        json!([{"type": "alarm", "dnMsg": {"action": "new", "data": {"title": "x"}}}]),
        &["step 1, dnMsg.data.alarm_name: expected 1 to 255 characters"],
    );
    check(
        json!([{"type": "alarm", "dnMsg": {"action": "raise", "data": {"alarm_name": "x"}}}]),
        &["step 1, dnMsg.action: expected `new` or `clear`, not `raise`"],
    );
    check(json!([{"type": "alarm"}]), &["step 1, params: is missing; expected an object"]);
    check(json!([{"type": "notify"}]), &["step 1, params: is missing; expected an object"]);
    let many = vec![good; 257];
    check(json!(many), &["the result: has 257 steps, at most 256"]);
}

#[test]
fn a_body_for_another_device_is_noticed() {
    let plan = interpret(Some(json!({"dnMsg": {"moteeui": "aa", "x": 1}}))).unwrap_or_default();
    let Some(RpcAction::Downlink(downlink)) = plan.steps.first().map(|step| &step.action) else {
        panic!("a downlink")
    };
    let eui = |text: &str| text.parse::<model::DeviceEui>().expect("an EUI");
    assert_eq!(downlink.names_another(&eui("AA")), None);
    assert_eq!(downlink.names_another(&eui("bb")), Some("aa"));
}
