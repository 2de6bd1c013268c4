//! The way from a script's text to a decision, for scripts of every kind that fail: nothing is
//! left to store or send, the author learns what and where, and the next script runs as ever.

use std::sync::Arc;
use std::time::Duration;

use model::record::{Categories, ParserType};
use script::{Input, Limits, Sandbox, Script, ScriptKey, ScriptKind};
use serde_json::Value;

const DEVICE: &str = r#"{"eui":"70b3d57ed0001234","name":"Room","server_attrs":{"limit":8},"shared_attrs":{},"telemetry_data":{}}"#;
const MSG: &str = r#"{"moteeui":"70b3d57ed0001234","userdata":{"port":11,"payload":"AQID"}}"#;

const KINDS: [ScriptKind; 4] =
    [ScriptKind::ThingModel, ScriptKind::Rpc, ScriptKind::Trigger, ScriptKind::Forwarder];

/// What a good script of the kind returns, and what becomes of it.
fn good(kind: ScriptKind) -> (&'static str, &'static str) {
    match kind {
        ScriptKind::ThingModel => ("return {telemetry_data: {n: 1}}", "1 result"),
        ScriptKind::Rpc => ("return [{dnMsg: {x: 1}}]", "1 step"),
        ScriptKind::Trigger => ("return {actions: [{method: 'x'}]}", "1 action"),
        ScriptKind::Forwarder => ("return {topic: 'a', msg}", "1 message"),
    }
}

/// Runs and reads a script as the engine does; the decision in words, or the error.
fn decide(sandbox: &mut Sandbox, kind: ScriptKind, version: u64, source: &str) -> String {
    let script = Script {
        key: ScriptKey { id: 1, version },
        kind,
        parser: ParserType::Custom,
        source: Arc::from(source),
    };
    let input = match kind {
        ScriptKind::ThingModel => Input::ThingModel {
            device: DEVICE,
            msg: MSG,
            thing_model_id: "7",
            notice: Categories::UPLINK,
        },
        ScriptKind::Rpc => {
            Input::Rpc { device: DEVICE, params: "{}", alarms: "{}", org_params: "{}" }
        }
        ScriptKind::Trigger => Input::Trigger { device: DEVICE, thing_model_id: "7" },
        ScriptKind::Forwarder => Input::Forwarder { topic: "a/b", msg: MSG, org_params: "{}" },
    };
    match sandbox.run(&script, &input).result {
        Err(error) => format!("{}: {error}", error.kind),
        Ok(value) => read(kind, value).unwrap_or_else(|error| format!("shape: {error}")),
    }
}

fn read(kind: ScriptKind, value: Option<Value>) -> Result<String, String> {
    let text = |error: thinklink_things::ShapeError| error.to_string();
    match kind {
        ScriptKind::ThingModel => thinklink_things::result::interpret(value)
            .map(|results| format!("{} result", results.len()))
            .map_err(|error| error.to_string()),
        ScriptKind::Rpc => thinklink_things::rpc::interpret(value)
            .map(|plan| format!("{} step", plan.steps.len()))
            .map_err(text),
        ScriptKind::Trigger => thinklink_things::trigger::interpret(value)
            .map(|plan| format!("{} action", plan.map_or(0, |plan| plan.actions.len())))
            .map_err(text),
        ScriptKind::Forwarder => {
            let original = serde_json::from_str(MSG).unwrap_or_default();
            thinklink_things::forward::interpret(value, &original)
                .map(|messages| format!("{} message", messages.len()))
                .map_err(text)
        }
    }
}

fn sandbox() -> Sandbox {
    Sandbox::new(Limits { time: Duration::from_secs(2), ..Limits::default() })
}

#[test]
fn every_failure_is_told_with_its_place_and_harms_nothing_else() {
    let cases = [
        (
            "let a = 1;\nlet b = ;",
            "syntax: SyntaxError: unexpected token in expression: ';' (line 2:",
        ),
        ("const a = 1;\n  throw new Error('no')", "thrown: no (line 2:"),
        ("missing.x", "thrown: ReferenceError: missing is not defined (line 1:1)"),
        ("for (;;);", "timeout: the script did not end within 2000 ms"),
        ("const f = () => f() + 1;\nreturn f()", "stack: "),
        ("const a = []; for (;;) a.push('x'.repeat(500000) + a.length)", "memory: out of memory: "),
        ("const a = {}; a.a = a; return a", "thrown: TypeError: circular reference"),
        ("return {get a() { throw new Error('getter') }}", "thrown: getter (line 1:"),
        ("return new Array(20).fill('x'.repeat(500000))", "output: the result is too large"),
        (
            "return ['x'.repeat(1000000), 'x'.repeat(100000)]",
            "output: the result has 1100007 bytes of JSON, 1048576 are allowed",
        ),
        ("return String(3n ** 600000n)", "memory: out of memory: in a script with BigInts"),
        ("let o = 1; for (let i = 0; i < 200; i++) o = [o]; return o", "output: "),
        ("async function f() {} return f()", "thrown: TypeError: the script is asynchronous"),
        ("return 7", "shape: "),
        ("return 'text'", "shape: "),
        ("return 12345678901234567890n", "shape: "),
    ];
    let mut sandbox = sandbox();
    for (version, kind) in (1..).step_by(100).zip(KINDS) {
        for (number, (source, expected)) in (version..).step_by(2).zip(cases) {
            let found = decide(&mut sandbox, kind, number, source);
            assert!(found.starts_with(expected), "{kind:?} {source}: {found}");
            let (source, expected) = good(kind);
            assert_eq!(decide(&mut sandbox, kind, number + 1, source), expected, "{kind:?}");
        }
    }
}

#[test]
fn a_failed_run_does_not_change_what_the_next_one_sees() {
    let mut sandbox = sandbox();
    let change =
        "device.server_attrs.limit = 9; device.telemetry_data = null; msg.userdata = null; throw 1";
    decide(&mut sandbox, ScriptKind::ThingModel, 1, change);
    let check = "if (device.server_attrs.limit === 8 && msg.userdata.port === 11) return {telemetry_data: {n: 1}}; throw new Error('changed')";
    assert_eq!(decide(&mut sandbox, ScriptKind::ThingModel, 2, check), "1 result");
}

#[test]
fn strange_values_are_plain_data() {
    let fields = |source: &str| {
        let mut sandbox = sandbox();
        let script = Script {
            key: ScriptKey { id: 1, version: 1 },
            kind: ScriptKind::ThingModel,
            parser: ParserType::Custom,
            source: Arc::from(source),
        };
        let input = Input::ThingModel {
            device: DEVICE,
            msg: MSG,
            thing_model_id: "7",
            notice: Categories::UPLINK,
        };
        let value = sandbox.run(&script, &input).result.expect("a value");
        let mut results = thinklink_things::result::interpret(value).expect("results");
        results.pop().and_then(|result| result.telemetry_data).expect("telemetry")
    };
    let many = "const telemetry_data = {}; for (let i = 0; i < 2000; i++) telemetry_data['k' + i] = i; return {telemetry_data}";
    assert_eq!(fields(many).len(), 2_000);
    let names = r#"return {telemetry_data: JSON.parse('{"__proto__": {"x": 1}, "constructor": 2, "toString": 3}')}"#;
    assert_eq!(
        Value::from(fields(names)).to_string(),
        r#"{"__proto__":{"x":1},"constructor":2,"toString":3}"#
    );
    let numbers = "return {telemetry_data: {small: 5n, large: 123456789012345678901234567890n, nan: NaN, none: undefined, f() {}}}";
    assert_eq!(
        Value::from(fields(numbers)).to_string(),
        r#"{"small":5,"large":"123456789012345678901234567890","nan":null}"#
    );
}
