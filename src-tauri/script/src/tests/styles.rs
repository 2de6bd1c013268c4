//! The forms scripts are written in.

use std::sync::Arc;

use model::record::ParserType;

use super::{DEVICE, MSG, check, run, shown, thing_model};
use crate::{ErrorKind, Input, Limits, Sandbox, Script, ScriptKey, ScriptKind};

#[test]
fn a_bare_body_returns() {
    check(
        "return {telemetry_data: {port: msg.userdata.port}}",
        r#"{"telemetry_data":{"port":11}}"#,
    );
    check("return null", "null");
    check("let x = 1", "nothing");
    check("return", "nothing");
    check("", "nothing");
}

#[test]
fn a_bare_body_sees_payload_and_port_and_may_shadow_them() {
    check("return [payload.length, port, fPort, payload.readUInt16LE(5)]", "[15,11,11,60]");
    check("let payload = 1, port = 2; return [payload, port]", "[1,2]");
    check("const device = 1; var msg = 2; return [device, msg]", "[1,2]");
    check("undeclared = 5; return undeclared + 1", "6");
}

#[test]
fn a_named_function_is_called() {
    check(
        "function payload_parser({device, msg, thingModelId, noticeAttrs}) { return [device.eui, thingModelId, noticeAttrs] }",
        r#"["70b3d57ed0001234","7",{"telemetry_data":true,"shared_attrs":false,"server_attrs":false}]"#,
    );
    check("const payload_parser = ({msg}) => msg.token", "1");
    check("// only a comment\nfunction payload_parser(x) { return 1 } // and one more", "1");
    // A self-test at the end of a file, with its own sample.
    check(
        "function payload_parser({msg}) { return msg.token }\nlet msg = {token: 9}; console.log(payload_parser({msg}))",
        "1",
    );
}

#[test]
fn codecs_run_as_on_chirpstack() {
    let codec = |source: &str, expected: &str| {
        let script = Script { parser: ParserType::ChirpStack, ..thing_model(1, source) };
        let outcome = Sandbox::new(Limits::default()).run(&script, &super::input());
        assert_eq!(shown(&outcome), expected, "{source}");
    };
    codec(
        "function decodeUplink(input) { return {data: {p: input.fPort, n: input.bytes.length, b: Buffer.isBuffer(input.bytes), t: input.recvTime instanceof Date}} }",
        r#"{"telemetry_data":{"p":11,"n":15,"b":true,"t":true}}"#,
    );
    codec(
        "function Decode(fPort, bytes, variables) { return {first: bytes[0], fPort} }",
        r#"{"telemetry_data":{"first":33,"fPort":11}}"#,
    );
    codec(
        "function Decoder(bytes, port) { return {last: bytes[bytes.length - 1], port} }",
        r#"{"telemetry_data":{"last":0,"port":11}}"#,
    );
    codec("function decodeUplink() { return {data: null} }", "null");
    codec("function decodeUplink() { return {errors: ['bad length']} }", "thrown: bad length");
    codec("let x = 1", "thrown: the codec defines neither decodeUplink nor Decode");
}

#[test]
fn other_kinds_get_their_own_inputs() {
    let run = |kind, source: &str, input: &Input<'_>| {
        let script = Script {
            key: ScriptKey { id: 1, version: 1 },
            kind,
            parser: ParserType::Custom,
            source: Arc::from(source),
        };
        shown(&Sandbox::new(Limits::default()).run(&script, input))
    };
    let rpc =
        Input::Rpc { device: DEVICE, params: r#"{"period":15}"#, alarms: "{}", org_params: "null" };
    let named = "function rpc_script({device, params, values, alarms, logger, org_params}) { logger.info('go', {params}); return [{target: device.eui, p: params.period + values.period, alarms, org_params}] }";
    assert_eq!(
        run(ScriptKind::Rpc, named, &rpc),
        r#"[{"target":"70b3d57ed0001234","p":30,"alarms":{},"org_params":{}}]"#
    );
    assert_eq!(run(ScriptKind::Rpc, "return [values.period, params.period]", &rpc), "[15,15]");

    let trigger = Input::Trigger { device: DEVICE, thing_model_id: "7" };
    for source in [
        "function trigger_script(device, thingModelId) { return [device.eui, thingModelId] }",
        "function trigger_script({device, thingModelId}) { return [device.eui, thingModelId] }",
        "return [device.eui, thingModelId]",
    ] {
        assert_eq!(run(ScriptKind::Trigger, source, &trigger), r#"["70b3d57ed0001234","7"]"#);
    }

    let forwarder = Input::Forwarder { topic: "/a/b", msg: r#"{"x":1}"#, org_params: "{}" };
    let source = "function forwardScript({topic, msg, org_params}) { return {topic: topic + '/c', msg, option: {retain: true}} }";
    assert_eq!(
        run(ScriptKind::Forwarder, source, &forwarder),
        r#"{"topic":"/a/b/c","msg":{"x":1},"option":{"retain":true}}"#
    );
    assert_eq!(
        run(ScriptKind::Forwarder, "return 1", &trigger),
        "input: the input is not of this script's kind"
    );
}

#[test]
fn inputs_that_are_not_json_are_named() {
    let mut sandbox = Sandbox::new(Limits::default());
    let script = thing_model(1, "return 1");
    for (device, msg, expected) in [
        ("{", MSG, "input: the input `device` is not JSON"),
        (DEVICE, "", "input: the input `msg` is not JSON"),
        (DEVICE, "{\"a\":\0}", "input: the input `msg` is not JSON"),
        (DEVICE, MSG, "1"),
    ] {
        let input = Input::ThingModel {
            device,
            msg,
            thing_model_id: "7",
            notice: model::record::Categories::UPLINK,
        };
        assert_eq!(shown(&sandbox.run(&script, &input)), expected);
    }
}

#[test]
fn errors_name_the_place_in_the_authors_source() {
    check("let a = 1;\n\n  throw new Error('no ' + a)", "thrown: no 1 @3:27");
    check("null.x", "thrown: TypeError: cannot read property 'x' of null @1:1");
    check(
        "\n\nreturn Buffer.from(undefined, 'base64')",
        "thrown: TypeError: The first argument must be of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object. Received undefined @3:20",
    );
    check("throw 'plain'", "thrown: plain");
    check("throw {code: 7}", r#"thrown: {"code":7}"#);
    check("throw null", "thrown: null");
    check(
        "function payload_parser() {\n  missing()\n}",
        "thrown: ReferenceError: missing is not defined @2:3",
    );
}

#[test]
fn syntax_errors_name_the_place_too() {
    let outcome = run("let a = 1;\nlet b = ;\nreturn a");
    let error = outcome.result.expect_err("a syntax error");
    assert_eq!((error.kind, error.line), (ErrorKind::Syntax, Some(2)), "{error}");
    for source in
        ["return (", "}", "let a; let a", "function (", "/* open", "`open", "await 1; let let"]
    {
        let error = run(source).result.expect_err(source);
        assert_eq!(error.kind, ErrorKind::Syntax, "{source}: {error}");
    }
}

#[test]
fn what_the_platform_forbids_is_absent() {
    for source in [
        "require('fs')",
        "process.exit()",
        "setTimeout(() => {}, 1)",
        "setInterval(() => {}, 1)",
        "fetch('x')",
        "new Proxy({}, {})",
        "queueMicrotask(() => {})",
        "WebAssembly.x",
        "new Promise(() => {})",
        "Atomics.x",
        "new SharedArrayBuffer(1)",
        "new WeakRef({})",
        "performance.now()",
        "new FinalizationRegistry(() => {})",
        "navigator.x",
        "print(1)",
    ] {
        let text = shown(&run(source));
        assert!(text.starts_with("thrown: ReferenceError: "), "{source}: {text}");
    }
    for source in [
        "return eval('1')",
        "return (0, eval)('1')",
        "return new Function('return 1')()",
        "return Function('return 1')()",
        "return (() => {}).constructor('return 1')()",
        "return (function* () {}).constructor('yield 1')()",
        "return (async () => {}).constructor('return 1')()",
        "return (async function* () {}).constructor('return 1')()",
        "return Object.getPrototypeOf((function* () {}).constructor)('return 1')()",
        "return Reflect.construct(Object.getPrototypeOf(class {}).constructor, ['return 1'])()",
    ] {
        let text = shown(&run(source));
        assert!(text.starts_with("thrown: "), "{source}: {text}");
    }
    assert!(shown(&run("import('x'); return 1")).contains("1"));
    assert!(shown(&run("import x from 'y'")).starts_with("syntax: "));
    assert_eq!(
        shown(&run("async function payload_parser() { return {} }")),
        "thrown: TypeError: the script is asynchronous; it must return its result"
    );
}

#[test]
fn the_language_is_recent() {
    check(
        "return [1n + 2n, 2 ** 10, null?.x ?? 5, [...'ab'], {...{a: 1}}]",
        r#"[3,1024,5,["a","b"],{"a":1}]"#,
    );
    check(
        "class A { static n = 4; #p = 1; get p() { return this.#p } } class B extends A {} return [B.n, new B().p]",
        "[4,1]",
    );
    check(
        "return ['7'.padStart(3, '0'), 'a-b'.replaceAll('-', '+'), [3, 1].sort(), Object.entries({a: 1})]",
        r#"["007","a+b",[1,3],[["a",1]]]"#,
    );
    check("return typeof new Date().toLocaleString()", r#""string""#);
    check("return [parseInt('ff', 16), isNaN('x'), Number((1.005).toFixed(2))]", "[255,true,1]");
}
